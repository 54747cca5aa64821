"""Where are things kept, and how is it opened? A file of SQLite in a folder, or a server of PostgreSQL.

Every call takes a connection of its own from the pool, for one short transaction, so that a store can be
used from several threads and a database by several processes. One that writes in SQLite has the database
for itself from its beginning (``BEGIN IMMEDIATE``); in PostgreSQL one that has to be alone takes a lock.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import IntEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from index.errors import TalksError

FILE = "talks.sqlite"
"""The name of SQLite's file in the folder."""

_PATIENCE = 10  # seconds to wait for another process's lock, and for a server to answer
_LONGEST = 15  # seconds for a statement: longer than a lock is waited for, which is told as such
# A connection that is cut without a word is found out in half a minute, not in hours.
_ALIVE = {
    "connect_timeout": _PATIENCE,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}
_TALKS = 0x7A1C  # the first number of our locks in PostgreSQL: others in that database may have theirs


class StorageError(TalksError):
    """The store can't be used; ``place`` is its file or server, without a password."""

    def __init__(self, place: Path | str, problem: str, step: str) -> None:
        self.place = place
        super().__init__(f"{place}: {problem}; {step}")


class Alone(IntEnum):
    """What only one process may do at a time."""

    MIGRATING = 1
    SEEING = 2
    CLAIMING = 3


class Database:
    """A database that is open, its tables as this version has them."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """Open the PostgreSQL at ``url``, or else the file in ``folder``, making both if needed.

        Raises StorageError.
        """
        self._place: Path | str = folder / FILE
        self._step = "set TALKS_DATA to a folder that can be written to"
        if url:
            self._engine = self._server(url)
        else:
            self._engine = self._file(folder)
        try:
            with self._writing(Alone.MIGRATING) as connection:
                if connection.dialect.name == "postgresql":  # large tables take as long as they take
                    connection.execute(text("SET LOCAL statement_timeout = 0"))
                self._migrate(connection)
        except StorageError:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _file(self, folder: Path) -> Engine:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # who chose what is nobody else's business
        except FileExistsError as error:
            raise StorageError(folder, "not a folder", self._step) from error
        except OSError as error:
            raise StorageError(self._place, str(error), self._step) from error
        engine = create_engine(
            URL.create("sqlite", database=str(self._place)),
            connect_args={"timeout": _PATIENCE},
            hide_parameters=True,
        )
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begun)
        return engine

    def _server(self, url: str) -> Engine:
        self._place, self._step = "PostgreSQL", "see TALKS_DATABASE_URL: postgresql://user:password@host/name"
        try:
            address = make_url(url)
            self._place = f"PostgreSQL at {address.host or 'its socket'}, database {address.database}"
            self._step = "see whether it runs, and what TALKS_DATABASE_URL says"
            engine = create_engine(
                address.set(drivername="postgresql+psycopg"),
                connect_args={name: value for name, value in _ALIVE.items() if name not in address.query},
                isolation_level="READ COMMITTED",  # who waited for a lock sees what was done under it
                pool_pre_ping=True,  # a server that was restarted is found again
                hide_parameters=True,
            )
        except ImportError as error:
            step = "pip install 'talks-bot[postgres]'"
            raise StorageError(self._place, "its driver is missing", step) from error
        except (ArgumentError, ValueError):  # whose words may hold the password
            raise StorageError(self._place, "its address can't be read", self._step) from None
        event.listen(engine, "connect", _limited)
        return engine

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A transaction that changes nothing, and waits for nobody."""
        with self._told(), self._engine.execution_options(talks="reads").begin() as connection:
            yield connection

    @contextmanager
    def _writing(self, alone: Alone | None = None, *, lasting: bool = True) -> Iterator[Connection]:
        """A transaction; where ``alone`` says so, no other process is in one of the same kind.

        Every change outlives the process. One that isn't ``lasting`` may be lost when the machine itself
        ends at once: SQLite doesn't wait for the disk then, which takes most of the time of a transaction.
        """
        kind = "writes" if lasting else "writes, not lasting"
        with self._told(), self._engine.execution_options(talks=kind).begin() as connection:
            if alone and connection.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}s'"))
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:talks, :alone)"), {"talks": _TALKS, "alone": alone}
                )
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the driver raises is told as ours."""
        try:
            yield
        except SQLAlchemyError as error:
            words = str(error.orig) if isinstance(error, DBAPIError) else str(error)
            problem = (words.strip() or type(error).__name__).splitlines()[0]
            raise StorageError(self._place, problem, self._step) from error

    def _migrate(self, connection: Connection) -> None:
        """Bring the tables to this version."""
        config = Config()
        config.set_main_option("script_location", "bot.storage:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(self._place, "a newer Talks has made it", "update this one") from error


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what to do where the row is there already."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _limited(connection: DBAPIConnection, _: object) -> None:
    """No statement may take for ever. (Not an option of the connection: poolers refuse some.)"""
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"SET statement_timeout = '{_LONGEST}s'")
    connection.commit()


def _connected(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where sqlite3 thinks
    connection.execute("PRAGMA journal_mode = WAL")


def _begun(connection: Connection) -> None:
    kind = connection.get_execution_options()["talks"]
    if kind == "reads":
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if kind == 'writes' else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
