"""How is an index kept? Arrays in one file, which is mapped into memory: what isn't asked for isn't read.

A file is ``magic, length of the head, its CRC-32, head, arrays``. The head is JSON: the version of the
format, whatever the writer tells ``about`` what it holds, and of each array the type, place, length and
CRC-32. Arrays begin at multiples of 64 bytes. Most are checked when the file is opened; of the large ones,
which are nearly all of it, what is taken is: the postings of a term, an article.
"""

import json
import mmap
import os
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedError
from index.inverted.segment import Segment
from index.inverted.terms import Terms

Arrays = Mapping[str, NDArray[Any]]

VERSION = 1

_MAGIC = b"talks\0ix"
_START = len(_MAGIC) + 8  # of the head: behind the magic, its length and its CRC-32
_ALIGNED = 64
_STALE = 86_400  # seconds after which nobody writes a file any more
_LARGE = ("documents", "codes", "packed")  # which who takes something of them checks


def write(path: Path, arrays: Arrays, about: Mapping[str, Any]) -> None:
    """Keep ``arrays`` in ``path``, all or nothing, whatever ends us meanwhile. Raises OSError."""
    placed, stop = {}, 0
    for name, array in arrays.items():
        large = name.rpartition(".")[2] in _LARGE
        placed[name] = [array.dtype.str, stop, len(array), None if large else zlib.crc32(_bytes(array))]
        stop += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = json.dumps({"version": VERSION, "about": about, "arrays": placed, "bytes": stop}).encode()
    for left in path.parent.glob(f".{path.name}.*"):  # by a kill
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _STALE:
                left.unlink()
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as made:
        try:
            made.write(
                _MAGIC + len(head).to_bytes(4, "little") + zlib.crc32(head).to_bytes(4, "little") + head
            )
            made.write(bytes(-made.tell() % _ALIGNED))
            for array in arrays.values():
                made.write(_bytes(array))
                made.write(bytes(-array.nbytes % _ALIGNED))
            made.flush()
            os.fsync(made.fileno())
            Path(made.name).replace(path)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise


def read(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays of ``path``, as a map of its memory, and what was told about them.

    Raises OSError, and DamagedError where it isn't such a file, or not whole.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < _START:
            raise DamagedError(path, "too short")
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if whole[: len(_MAGIC)] != _MAGIC:
        raise DamagedError(path, "not an index of Talks")
    size, check = (int.from_bytes(whole[at : at + 4], "little") for at in (len(_MAGIC), len(_MAGIC) + 4))
    raw = whole[_START : _START + size]
    if not size or zlib.crc32(raw) != check:
        raise DamagedError(path, "its head is damaged")
    try:
        return _mapped(path, whole, json.loads(raw), -(-(_START + size) // _ALIGNED) * _ALIGNED)
    except (KeyError, TypeError, ValueError) as error:  # somebody else's
        raise DamagedError(path, "of another form") from error


def _mapped(
    path: Path, whole: mmap.mmap, head: Mapping[str, Any], begin: int
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    if head["version"] != VERSION:
        raise DamagedError(path, f"version {head['version']}, and this is {VERSION}")
    if len(whole) != begin + head["bytes"]:
        raise DamagedError(path, "not as long as it should be")
    arrays = {}
    for name, (kind, start, length, sum_of) in head["arrays"].items():
        array = np.frombuffer(whole, np.dtype(kind), length, begin + start)
        if sum_of is not None and zlib.crc32(_bytes(array)) != sum_of:
            raise DamagedError(path, f"{name} is damaged")
        arrays[name] = array
    return arrays, head["about"]


def arrays_of(segment: Segment, name: str = "") -> dict[str, NDArray[Any]]:
    """``segment`` as arrays for a file, with CRC-32 of each term's postings."""
    checks = [segment.checked(*bounds) for bounds in pairwise(segment.starts.tolist())]
    arrays: dict[str, NDArray[Any]] = {
        "letters": segment.terms.letters,
        "ends": _in_few_bytes(segment.terms.ends),
        "starts": _in_few_bytes(segment.starts),
        "documents": segment.documents,
        "codes": segment.codes,
        "frequencies": segment.frequencies,
        "lengths": segment.lengths,
        "sizes": _in_few_bytes(segment.sizes),
        "checks": np.array(checks, np.uint32),
    }
    return {f"{name}.{part}": array for part, array in arrays.items()}


def segment_of(path: Path, arrays: Arrays, name: str = "") -> Segment:
    """The segment that `arrays_of` made arrays of, read from ``path``."""
    try:
        letters, ends, starts, documents, codes, frequencies, lengths, sizes, checks = (
            arrays[f"{name}.{part}"]
            for part in "letters ends starts documents codes frequencies lengths sizes checks".split()
        )
    except KeyError as error:
        raise DamagedError(path, f"{error} is missing") from error
    terms = Terms(letters, ends)
    return Segment(terms, starts, documents, codes, frequencies, lengths, sizes, checks, path)


def _bytes(array: NDArray[Any]) -> bytes | memoryview:
    return np.ascontiguousarray(array).data.cast("B") if array.nbytes else b""


def _in_few_bytes(numbers: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, none below 0, in as few bytes as they need."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))
