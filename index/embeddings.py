"""Which vectors were computed before? A passage costs tens of milliseconds once, then nothing.

They are kept in one SQLite file: a vector under the hash of the encoder's name and the text, with a checksum.
What is kept is never needed: a file that is damaged, foreign, locked or can't be written costs time alone.
"""

import logging
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from index.encoder import Matrix, Vector

FILE = "embeddings.sqlite"

_BATCH = 16  # passages computed between two savings: about a second's work is lost to a kill
_WAIT = 5.0  # seconds for another process that writes, which takes milliseconds
_OURS = 0x74616C6B  # SQLite's application id: whose file this is
_CHECKSUM = 4  # bytes

log = logging.getLogger(__name__)


class PassageEncoder(Protocol):
    """What turns passages into vectors; ``model`` names the way in which it does."""

    model: str
    dimensions: int

    def passages(self, texts: Sequence[str]) -> Matrix:
        """A row of ``dimensions`` a text."""


class Embeddings:
    """The vectors of passages, kept in a folder. Threads and processes may share it.

    A vector is kept in 16 bits a number, and given as it is kept even when it was computed just now: so
    answers don't depend on what was kept. Of 20 sentences that moved no cosine by more than .0001.
    """

    def __init__(self, folder: Path, encoder: PassageEncoder) -> None:
        self.folder, self.encoder = folder, encoder
        self._file = folder / FILE
        self._told = False

    def get(self, texts: Iterable[str]) -> dict[str, Vector]:
        """The vectors of those ``texts`` that are kept."""
        wanted = {self._key(text): text for text in texts}
        found: dict[str, Vector] = {}

        def read(database: sqlite3.Connection) -> None:
            for key, text in wanted.items():
                for (kept,) in database.execute("SELECT vector FROM vectors WHERE key = ?", (key,)):
                    vector = self._unpacked(key, kept)
                    if vector is not None:
                        found[text] = vector

        self._with_database(read)
        return found

    def compute(
        self,
        texts: Sequence[str],
        progress: Callable[[int, int], None] = lambda _done, _of: None,
        found: Mapping[str, Vector] | None = None,
    ) -> Matrix:
        """The vectors of ``texts``, a row each; what isn't kept is computed, each text once, and kept.

        ``progress`` hears how many were computed of how many; ``found`` is what `get` gave for these texts,
        where it was asked already. Whatever ends this early, the batches until then are kept.
        """
        vectors = dict(found) if found is not None else self.get(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in vectors]
        for done, batch in enumerate(_batches(missing)):
            progress(done * _BATCH, len(missing))
            rounded = self.encoder.passages(batch).astype(np.float16)
            vectors.update(zip(batch, rounded.astype(np.float32), strict=True))
            self._keep([(self._key(text), row.tobytes()) for text, row in zip(batch, rounded, strict=True)])
        return np.array([vectors[text] for text in texts], np.float32).reshape(-1, self.encoder.dimensions)

    def key(self, text: str) -> int:
        """A number for a text. Among three million texts two share one with a chance of 1 in 4 million."""
        return int.from_bytes(self._key(text)[:8], "little")

    def _keep(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        checked = [(key, numbers + _checksum(key + numbers)) for key, numbers in rows]

        def write(database: sqlite3.Connection) -> None:
            with database:  # all of a batch or none
                database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", checked)

        self._with_database(write)

    def _key(self, text: str) -> bytes:
        return sha256(f"{self.encoder.model}\0{text}".encode("utf-8", "surrogatepass")).digest()

    def _unpacked(self, key: bytes, kept: object) -> Vector | None:
        """The vector in a row; None unless it is what was written: SQLite sees no flipped bit."""
        if not isinstance(kept, bytes) or len(kept) != self.encoder.dimensions * 2 + _CHECKSUM:
            return None
        numbers, checksum = kept[:-_CHECKSUM], kept[-_CHECKSUM:]
        if checksum != _checksum(key + numbers):
            return None
        return np.frombuffer(numbers, np.float16).astype(np.float32)

    def _with_database(self, act: Callable[[sqlite3.Connection], None]) -> None:
        """Act on the file; a damaged or foreign one is set aside first. What fails is told once."""
        try:
            try:
                self._act(act)
            except sqlite3.DatabaseError as error:
                if not _is_useless(error):
                    raise
                self._tell(f"{error}; it is set aside, and passages are computed anew")
                self._set_aside()
                self._act(act)
        except (OSError, sqlite3.Error) as error:
            self._tell(f"{error}; passages are computed anew at every start")

    def _act(self, act: Callable[[sqlite3.Connection], None]) -> None:
        # Opened for each act, about a millisecond: nothing is held that another thread, process or fork
        # would have to share, and a file that was set aside by another is let go.
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=_WAIT)) as database:
            # In this order: another process that makes the file names its owner before it makes a table.
            (tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            (owner,) = database.execute("PRAGMA application_id").fetchone()
            if owner != _OURS and (owner or tables):
                raise _ForeignError("the file is another program's")
            with suppress(sqlite3.OperationalError):  # for this SQLite doesn't wait: another sets it just now
                database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last batches, no more
            if owner != _OURS:
                database.execute(f"PRAGMA application_id = {_OURS}")
            database.execute(
                "CREATE TABLE IF NOT EXISTS vectors"
                " (key BLOB PRIMARY KEY, vector BLOB NOT NULL) STRICT, WITHOUT ROWID"
            )
            act(database)

    def _set_aside(self) -> None:
        """Out of the way, with its journal: a journal that met a new file would damage that too."""
        for ending in ("-wal", "-shm", ""):
            part = self._file.with_name(FILE + ending)
            with suppress(FileNotFoundError):
                part.replace(part.with_name(f"{part.name}.damaged"))

    def _tell(self, problem: str) -> None:
        if not self._told:
            self._told = True
            log.warning("%s: %s", self._file, problem)


class _ForeignError(sqlite3.DatabaseError):
    """The file belongs to somebody else."""


def _is_useless(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is the problem: no database, damaged, or without our table's columns."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    useless = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
    return isinstance(error, _ForeignError) or code in useless


def _checksum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(_CHECKSUM, "little")


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while batch := list(islice(left, _BATCH)):
        yield batch
