"""Which terms are there? Sorted, in one row of bytes, so that a million are there at once from a file."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

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
        letters, start = self.letters.tobytes(), 0
        for stop in self.ends.tolist():
            yield letters[start:stop].decode("utf-8", "surrogatepass")
            start = stop

    def word(self, place: int) -> str:
        """The term at ``place``."""
        return self._at(place).decode("utf-8", "surrogatepass")

    def starting(self, begun: str) -> range:
        """The places of the terms that begin with ``begun``."""
        begins, places = _bytes(begun), range(len(self))
        first = bisect_left(places, begins, key=self._at)
        return range(first, bisect_left(places, begins + b"\xff", key=self._at))

    def initials(self) -> Iterator[str]:
        """The letters with which terms begin, each once."""
        place = 0
        while place < len(self):
            yield (letter := self.word(place)[:1])
            place = self.starting(letter).stop if letter else place + 1

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
