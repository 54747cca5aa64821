"""What is kept, and where? Languages of chats, under their numbers, and numbers of updates; in SQLite."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from bot.i18n import known
from index.errors import TalksError
from index.model import Language


class StorageError(TalksError):
    """The store can't be opened; ``path`` is its file."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}; set TALKS_DATA to a folder that can be written to")


class Store:
    """What is kept between two lives of the bot. Every change is on disk when the call returns."""

    def __init__(self, folder: Path) -> None:
        """Open the store in ``folder``, making both if needed; raises StorageError."""
        path = folder / "talks.sqlite"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # who chose what is nobody else's business
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS languages"
                " (chat INTEGER PRIMARY KEY, language TEXT NOT NULL) STRICT"
            )
            self._database.execute("CREATE TABLE IF NOT EXISTS answered (number INTEGER PRIMARY KEY) STRICT")
        except FileExistsError as error:
            raise StorageError(folder, "not a folder") from error
        except (OSError, sqlite3.Error) as error:
            raise StorageError(path, str(error)) from error

    def language(self, chat: int) -> Language | None:
        """The language of ``chat``, if one was chosen."""
        row = self._database.execute("SELECT language FROM languages WHERE chat = ?", (chat,)).fetchone()
        return known(row[0]) if row else None

    def choose(self, chat: int, language: Language) -> None:
        """Choose ``language`` for ``chat``."""
        self._database.execute("INSERT OR REPLACE INTO languages VALUES (?, ?)", (chat, language))

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup: its number changed."""
        self._database.execute("UPDATE OR REPLACE languages SET chat = ? WHERE chat = ?", (new, old))

    def keep_answered(self, numbers: Iterable[int]) -> None:
        """Updates that were answered, and that Telegram will give again after the next start."""
        self._database.execute("BEGIN")
        self._database.execute("DELETE FROM answered")
        self._database.executemany("INSERT INTO answered VALUES (?)", [(number,) for number in numbers])
        self._database.execute("COMMIT")

    def answered(self) -> list[int]:
        """The updates that were kept so."""
        return [number for (number,) in self._database.execute("SELECT number FROM answered")]

    def close(self) -> None:
        """Close the store."""
        self._database.close()
