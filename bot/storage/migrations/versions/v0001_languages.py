"""Languages and answered updates, which the first Talks made itself, without migrations: then they stay."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make what isn't there yet."""
    op.create_table(
        "languages",
        sa.Column("chat", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "answered",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        if_not_exists=True,
    )
