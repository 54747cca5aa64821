"""Which statements lie close to a question in meaning? The cosines of all of them, by one product."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Protocol

import numpy as np

from index.encoder import Matrix, Vector


@dataclass(frozen=True, slots=True)
class Passages:
    """What of one statement is embedded: the ``whole`` with its heading before it, and each sentence.

    There is at least one sentence.
    """

    whole: str
    sentences: tuple[str, ...]


class Compared(Protocol):
    """A question beside all statements."""

    def nearest(self, count: int) -> list[int]:
        """The ``count`` nearest statements, the nearest first; of equals the first."""

    def statements(self, numbers: Sequence[int]) -> Vector:
        """The cosines with these statements."""

    def sentences(self, numbers: Sequence[int]) -> Vector:
        """The cosines with all sentences of these statements, in a row."""


class Comparer(Protocol):
    """Holds the vectors of all statements and their sentences."""

    def compare(self, question: Vector) -> Compared:
        """The ``question`` beside them."""

    def score(self, question: Vector, statement: int) -> float:
        """The cosine of a question with one statement."""


class Dense:
    """The vectors of all passages, compared one by one: a product of 10,000 × 384 takes a millisecond.

    Cosines of E5 lie between .7 and .92 whatever is asked: they rank, and tell nothing by themselves.
    """

    def __init__(self, statements: Sequence[Passages], embed: Callable[[Sequence[str]], Matrix]) -> None:
        """``embed`` gives a row a text, as `Embeddings.compute` does; it is called once."""
        self._size = len(statements)
        starts = (0, *accumulate(len(passages.sentences) for passages in statements))
        self._places = tuple(slice(start, stop) for start, stop in pairwise(starts))
        sentences = chain.from_iterable(passages.sentences for passages in statements)
        self._vectors = embed([*(passages.whole for passages in statements), *sentences])

    def compare(self, question: Vector) -> Compared:
        """See `Comparer.compare`."""
        cosines = self._vectors @ question
        return _Products(cosines[: self._size], cosines[self._size :], self._places)

    def score(self, question: Vector, statement: int) -> float:
        """See `Comparer.score`."""
        return float(self._vectors[statement] @ question)


@dataclass(frozen=True, slots=True)
class _Products:
    """The cosines with all statements, with all sentences, and where those of a statement stand."""

    wholes: Vector
    parts: Vector
    places: Sequence[slice]

    def nearest(self, count: int) -> list[int]:
        return [int(number) for number in np.argsort(-self.wholes, kind="stable")[:count]]

    def statements(self, numbers: Sequence[int]) -> Vector:
        return self.wholes[list(numbers)]

    def sentences(self, numbers: Sequence[int]) -> Vector:
        return np.concatenate([self.parts[:0], *(self.parts[self.places[number]] for number in numbers)])
