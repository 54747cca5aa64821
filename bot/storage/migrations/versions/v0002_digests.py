"""What digests need: articles in the order they came, subscriptions, and the ledger of messages."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "articles",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "subscriptions",
        sa.Column("chat", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("topic", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("schedule", sa.String, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("speakers", sa.JSON, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("seen", NUMBER, nullable=False),
        sa.Column("next_due", MOMENT),
        sa.Column("last_post", MOMENT),
        sa.Column("error", sa.String),
        sa.Column("paused", sa.String),
    )
    op.create_table(
        "messages",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("chat", NUMBER, nullable=False),
        sa.Column("topic", NUMBER, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("parts", sa.Integer, nullable=False),
        sa.Column("articles", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("message_id", NUMBER),
        sa.Column("error", sa.String),
        sa.UniqueConstraint("digest", "chat", "topic", "part", name="messages_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("messages_by_state", "messages", ["state", "due", "id"])
    op.create_index("messages_by_chat", "messages", ["chat", "state"])
