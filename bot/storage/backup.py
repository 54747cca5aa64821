"""How is SQLite's file copied while the bot writes to it?"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.database import FILE, StorageError


def backup(folder: Path, target: Path) -> None:
    """Copy what is kept in ``folder`` to the file ``target``, as of one moment. Raises StorageError.

    It is copied as it is, whichever version of Talks wrote it.
    """
    source = folder / FILE
    if not source.is_file():
        raise StorageError(source, "nothing is kept there", "set TALKS_DATA to the folder of the bot")
    try:
        # Opened to write, as a file with a write-ahead log has to be, but never made.
        address = f"{source.absolute().as_uri()}?mode=rw"
        with (
            closing(sqlite3.connect(address, uri=True)) as kept,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            kept.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    except sqlite3.Error as error:
        raise StorageError(
            source, f"can't be copied to {target}: {error}", "see the space and rights there"
        ) from error
