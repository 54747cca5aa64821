"""Which setting a subscription was begun by, so that it is followed again only when it has changed."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Add the column."""
    op.add_column("subscriptions", sa.Column("standing", sa.String))
