"""Which vectors are at hand without being in memory? Those in one file, of which is read what is used.

The file is made of what `index.embeddings` keeps, so it is never needed: damaged, of another version or lost,
it is made anew.
"""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vector

FILE = "vectors.talks"

Keys: TypeAlias = NDArray[np.uint64]
"""Of texts, as `index.embeddings.Embeddings.key` gives them."""

Rows: TypeAlias = NDArray[np.int64]

_HEAD = np.dtype(
    [("mark", "S16"), ("model", "S96"), *((n, "<u8") for n in ("rows", "coarse", "dimensions", "sum"))]
)
_MARK = b"talks vectors 1"  # the number goes up when the layout changes
_LINE = 64  # bytes to which everything is aligned
_BLOCK = 1024  # rows that are converted at a time: they stay in the processor's cache, a question's 1.5 MB
_STALE = 86_400  # seconds after which a file that is being made is what a kill left behind

log = logging.getLogger(__name__)


class Vectors:
    """Vectors of texts, a row each: as they are kept, in 16 bits, and of the first ones coarsely, in 8.

    To look through the coarse ones is what numpy does fastest: it has no product of 8 bits, but converts a
    block faster than one of 32 bits comes from memory. Their cosines are off by some .0005.
    """

    def __init__(self, content: NDArray[np.uint8], rows: int, coarse: int, dimensions: int) -> None:
        """``content`` is laid out as `_layout` says; of ``rows`` so many are held coarsely, too."""
        self.coarse, self.rows = coarse, rows
        parts = [
            content[start : start + int(np.prod(shape)) * kind.itemsize].view(kind).reshape(shape)
            for start, kind, shape in _layout(rows, coarse, dimensions)[0]
        ]
        self._keys, self._order, self._scales, self._bytes, self._kept = parts

    def find(self, keys: Keys) -> Rows:
        """The row of each of ``keys``; -1 for one that isn't there."""
        if not self.rows:
            return np.full(len(keys), -1)
        places = np.minimum(np.searchsorted(self._keys, keys), self.rows - 1)
        found: Rows = np.where(self._keys[places] == keys, self._order[places], -1)
        return found

    def get(self, rows: Rows) -> NDArray[np.float16]:
        """The vectors in ``rows``."""
        vectors: NDArray[np.float16] = self._kept[rows]
        return vectors

    def name(self, keys: Keys) -> None:
        """Tell of which texts the rows are."""
        self._order[:] = np.argsort(keys)
        self._keys[:] = keys[self._order]

    def put(self, rows: Rows, vectors: NDArray[np.float16]) -> None:
        """Set ``rows`` to ``vectors``."""
        self._kept[rows] = vectors
        coarsely = rows < self.coarse
        exact = vectors[coarsely].astype(np.float32)
        scales = np.maximum(np.abs(exact).max(axis=1, initial=0), 1e-6) / 127
        self._bytes[rows[coarsely]] = np.rint(exact / scales[:, None])
        self._scales[rows[coarsely]] = scales

    def cosines(self, question: Vector, rows: Rows) -> Vector:
        """Those of ``question`` with ``rows``, as they are kept."""
        cosines: Vector = self._kept[rows].astype(np.float32) @ question
        return cosines

    def coarsely(self, question: Vector) -> Vector:
        """The cosines of ``question`` with all that is held coarsely, about."""
        cosines = np.empty(self.coarse, np.float32)
        block = np.empty((_BLOCK, len(question)), np.float32)
        for start in range(0, self.coarse, _BLOCK):
            some = self._bytes[start : start + _BLOCK]
            np.copyto(block[: len(some)], some)
            np.matmul(block[: len(some)], question, out=cosines[start : start + _BLOCK])
        cosines *= self._scales
        return cosines


def in_memory(keys: Keys, coarse: int, dimensions: int) -> Vectors:
    """Vectors of the texts of ``keys``, to be put in."""
    made = Vectors(
        np.zeros(_layout(len(keys), coarse, dimensions)[1], np.uint8), len(keys), coarse, dimensions
    )
    made.name(keys)
    return made


def opened(folder: Path, model: str, dimensions: int) -> Vectors | None:
    """What is in the file in ``folder``; None where there is none of this ``model``, or a damaged one.

    All is read once, for the sum of it: at 100,000 statements a tenth of a second.
    """
    try:
        content = _mapped(folder / FILE, "r")
        head = content[: _HEAD.itemsize].view(_HEAD)[0]
        if (head["mark"], head["model"], head["dimensions"]) != (_MARK, _name(model), dimensions):
            return None
        rows, coarse = int(head["rows"]), int(head["coarse"])
        if len(content) != _layout(rows, coarse, dimensions)[1] or head["sum"] != _sum(content):
            log.warning("%s: it is damaged, and made anew", folder / FILE)
            return None
        return Vectors(content, rows, coarse, dimensions)
    except (OSError, ValueError, IndexError):  # none, an empty one, a short one
        return None


@contextmanager
def made(folder: Path, model: str, keys: Keys, coarse: int, dimensions: int) -> Iterator[Vectors]:
    """Vectors of the texts of ``keys``, to be put in; at a good end they are the file in ``folder``.

    Until then the file that is there stays. Where nothing can be written they are in memory.
    """
    try:
        content, path = _begun(folder, _layout(len(keys), coarse, dimensions)[1])
    except OSError as error:
        log.warning("%s: %s; vectors are held in memory", folder / FILE, error)
        yield in_memory(keys, coarse, dimensions)
        return
    try:
        vectors = Vectors(content, len(keys), coarse, dimensions)
        vectors.name(keys)
        yield vectors
        head = (_MARK, _name(model), len(keys), coarse, dimensions, _sum(content))
        content[: _HEAD.itemsize].view(_HEAD)[0] = head
        with suppress(OSError):  # where an open file can't be replaced this one serves until the end
            path.replace(folder / FILE)
    finally:
        with suppress(OSError):
            path.unlink()


def _begun(folder: Path, size: int) -> tuple[NDArray[np.uint8], Path]:
    """A file of ``size`` bytes, all there: to write into a map that a full disk can't take ends a process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(f"{FILE}.*"):
        if left.stat().st_mtime < time.time() - _STALE:
            left.unlink(missing_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=f"{FILE}.", delete=False) as file:
        path = Path(file.name)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                for start in range(0, size, 1 << 20):
                    file.write(bytes(min(1 << 20, size - start)))
            file.flush()
            return _mapped(path, "r+"), path
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _mapped(path: Path, mode: Any) -> NDArray[np.uint8]:  # noqa: ANN401 - numpy's own literals
    return np.memmap(path, np.uint8, mode).view(np.ndarray)


def _layout(
    rows: int, coarse: int, dimensions: int
) -> tuple[list[tuple[int, np.dtype[Any], tuple[int, ...]]], int]:
    """Where each part begins, of which kind and shape it is; and the size of it all, in bytes."""
    at = _aligned(_HEAD.itemsize)
    parts: list[tuple[int, np.dtype[Any], tuple[int, ...]]] = []
    shapes: tuple[tuple[str, tuple[int, ...]], ...] = (
        ("<u8", (rows,)),  # the keys, sorted
        ("<i8", (rows,)),  # the row of each
        ("<f4", (coarse,)),  # what a coarse vector is multiplied with
        ("i1", (coarse, dimensions)),
        ("<f2", (rows, dimensions)),
    )
    for kind, shape in shapes:
        parts.append((at, np.dtype(kind), shape))
        at = _aligned(at + int(np.prod(shape)) * np.dtype(kind).itemsize)
    return parts, at


def _aligned(size: int) -> int:
    return -(-size // _LINE) * _LINE


def _sum(content: NDArray[np.uint8]) -> int:
    """The sum of all words behind the head: sees a flipped bit and a lost page, ten times as fast as CRC."""
    return int(np.add.reduce(content[_aligned(_HEAD.itemsize) :].view("<u8"), dtype=np.uint64))


def _name(model: str) -> bytes:
    return model.encode()[-96:]
