"""Where do the articles of a snapshot lie? In memory, or packed in a file, each read when it is wanted."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedError
from index.model import Article
from index.packed import packed, unpacked


@dataclass(frozen=True)
class Pack:
    """Packed articles in one row of bytes of the file ``origin``: where each ends, and its CRC-32."""

    letters: NDArray[np.uint8]
    ends: NDArray[np.integer]
    checks: NDArray[np.uint32]
    origin: Path

    @staticmethod
    def of(contents: Sequence[bytes], origin: Path) -> "Pack":
        """``contents``, each a packed article."""
        ends = np.cumsum([len(one) for one in contents], dtype=np.int64)
        checks = np.array([zlib.crc32(one) for one in contents], np.uint32)
        return Pack(np.frombuffer(b"".join(contents), np.uint8), ends, checks, origin)

    def content(self, place: int) -> bytes:
        """The article at ``place``, packed; raises DamagedError when it isn't what was written."""
        start = int(self.ends[place - 1]) if place else 0
        content = self.letters[start : int(self.ends[place])].tobytes()
        if zlib.crc32(content) != self.checks[place]:
            raise DamagedError(self.origin, "an article is damaged")
        return content


class Shelf(Sequence[Article]):
    """A row of articles. What stands there packed, or as a place among the ``kept`` ones, waits to be read.

    What was read stays in memory, so that it is the same object ever after.
    """

    def __init__(self, rows: Iterable[Article | bytes | int], kept: Pack | None = None) -> None:
        self._rows, self._kept = list(rows), kept

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> Article:  # type: ignore[override] # nobody needs slices
        row = self._rows[number]
        if not isinstance(row, Article):
            row = self._rows[number] = unpacked(self._content(row))
        return row

    def changed(self, gone: Iterable[int], added: Iterable[Article]) -> "Shelf":
        """Without the articles of the numbers ``gone``, and with others behind."""
        left = set(gone)
        rows = (row for number, row in enumerate(self._rows) if number not in left)
        return Shelf([*rows, *added], self._kept)

    def packed(self) -> "Shelf":
        """The same articles in a fifth of the memory; reading one takes a tenth of a millisecond."""
        return Shelf((packed(row) if isinstance(row, Article) else row for row in self._rows), self._kept)

    def contents(self) -> list[bytes]:
        """All of them, packed."""
        return [packed(row) if isinstance(row, Article) else self._content(row) for row in self._rows]

    def _content(self, row: bytes | int) -> bytes:
        if isinstance(row, bytes):
            return row
        if self._kept is None:
            raise IndexError(row)
        return self._kept.content(row)
