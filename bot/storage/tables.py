"""Which tables are there? The same in SQLite and in PostgreSQL; the folder `migrations` makes them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

NUMBER = BigInteger().with_variant(
    Integer(), "sqlite"
)  # SQLite's integers are as big, and only they count up


class Moment(TypeDecorator[datetime]):
    """A point in time: aware, in UTC. SQLite keeps it as text, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """In UTC. Raises ValueError for a time without a zone, which would mean another one elsewhere."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """PostgreSQL gives times in the zone of the connection, SQLite without one."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Texts(TypeDecorator[tuple[str, ...]]):
    """Some texts, in their order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, _dialect: Dialect) -> list[str] | None:
        """A list, as JSON has it."""
        return None if value is None else list(value)

    def process_result_value(self, value: Iterable[str] | None, _dialect: Dialect) -> tuple[str, ...] | None:
        """A tuple, so that what is kept can't be changed by accident."""
        return None if value is None else tuple(value)


metadata = MetaData()

languages = Table(
    "languages",
    metadata,
    Column("chat", NUMBER, primary_key=True, autoincrement=False),
    Column("language", String, nullable=False),
)

answered = Table("answered", metadata, Column("number", NUMBER, primary_key=True, autoincrement=False))

articles = Table(
    "articles",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("fingerprint", String, nullable=False),
    Column("seen_at", Moment, nullable=False),
    sqlite_autoincrement=True,  # no number twice: subscriptions remember how far they are by it
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat", NUMBER, primary_key=True, autoincrement=False),
    Column("topic", NUMBER, primary_key=True, autoincrement=False),
    Column("schedule", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("speakers", Texts, nullable=False),
    Column("words", Texts, nullable=False),
    Column("language", String),
    Column("seen", NUMBER, nullable=False),
    Column("next_due", Moment),
    Column("last_post", Moment),
    Column("error", String),
    Column("paused", String),
    Column("standing", String),
)

messages = Table(
    "messages",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("digest", String, nullable=False),
    Column("chat", NUMBER, nullable=False),
    Column("topic", NUMBER, nullable=False),
    Column("part", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("articles", Texts, nullable=False),
    Column("state", String, nullable=False),
    Column("due", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("sent_at", Moment),
    Column("message_id", NUMBER),
    Column("error", String),
    UniqueConstraint("digest", "chat", "topic", "part", name="messages_once"),
    Index("messages_by_state", "state", "due", "id"),
    Index("messages_by_chat", "chat", "state"),
    sqlite_autoincrement=True,  # no number twice: a late word about a removed row must not meet another
)
