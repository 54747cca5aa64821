"""Which terms are there? Sorted, in one row of bytes, so that a million are there at once from a file."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Terms:
    """Sorted terms, each once: that at ``place`` is ``letters[ends[place - 1] : ends[place]]``.

    In UTF-8, whose bytes sort as the terms do.
    """

    letters: NDArray[np.uint8]
    ends: NDArray[np.int64]
    _met: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def of(words: Iterable[str]) -> "Terms":
        """Of ``words``, which are sorted, each there once."""
        listed = list(words)
        encoded = [_bytes(word) for word in listed]
        letters = np.frombuffer(b"".join(encoded), np.uint8)
        met = {word: place for place, word in enumerate(listed)}
        return Terms(letters, np.cumsum([len(one) for one in encoded], dtype=np.int64), met)

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[str]:
        return self._from(0, len(self))

    def starting(self, begun: str) -> Iterator[str]:
        """The terms that begin with ``begun``."""
        begins = _bytes(begun)
        first = bisect_left(range(len(self)), begins, key=self._at)
        return self._from(first, bisect_left(range(len(self)), begins + b"\xff", key=self._at))

    def _from(self, first: int, last: int) -> Iterator[str]:
        start = int(self.ends[first - 1]) if first else 0
        letters = self.letters[start : self.ends[last - 1] if last else 0].tobytes()
        ends = (self.ends[first:last] - start).tolist()
        for begin, stop in pairwise([0, *ends]):
            yield letters[begin:stop].decode("utf-8", "surrogatepass")

    def place(self, word: str) -> int | None:
        """Where ``word`` stands; None where it doesn't."""
        place = self._met.get(word)
        if place is None and len(self._met) < len(self):
            place = self._looked_up(_bytes(word))
            if place is not None:
                self._met[word] = place
        return place

    def _looked_up(self, word: bytes) -> int | None:
        place = bisect_left(range(len(self)), word, key=self._at)
        return place if place < len(self) and self._at(place) == word else None

    def _at(self, place: int) -> bytes:
        return self.letters[self.ends[place - 1] if place else 0 : self.ends[place]].tobytes()


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogatepass")
