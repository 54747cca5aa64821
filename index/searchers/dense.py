"""Which statements lie close to a question in meaning? The cosines of all of them, by one product."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import numpy as np

from index.encoder import Matrix, Vector
from index.model import Hit

_WHOLE = 0.7
"""What the whole statement counts in `search`, against its nearest sentence.

On 416 answerable questions of `talks`, November 2026, the right statement first: whole alone English 81.7 %,
Russian 85.1, Kazakh 64.8; best sentence alone 77.0, 74.7, 57.7; so 83.8, 87.7, 69.0.
"""


@dataclass(frozen=True, slots=True)
class Passages:
    """What of one statement is embedded: the ``whole`` with its heading before it, and each sentence.

    There is at least one sentence.
    """

    whole: str
    sentences: tuple[str, ...]


class Dense:
    """The vectors of all passages, compared one by one: a product of 10,000 × 384 takes a millisecond.

    Cosines of E5 lie between .7 and .92 whatever is asked: they rank, and tell nothing by themselves.
    """

    def __init__(self, statements: Sequence[Passages], embed: Callable[[Sequence[str]], Matrix]) -> None:
        """``embed`` gives a row a text, as `Embeddings.compute` does; it is called once."""
        self._size = len(statements)
        starts = (0, *accumulate(len(passages.sentences) for passages in statements))
        self.places = tuple(slice(start, stop) for start, stop in pairwise(starts))
        """Where the sentences of each statement stand in the row."""
        sentences = chain.from_iterable(passages.sentences for passages in statements)
        self._vectors = embed([*(passages.whole for passages in statements), *sentences])

    def scores(self, question: Vector) -> tuple[Vector, Vector]:
        """The cosines of a question with each statement, and with each sentence of them all in a row."""
        cosines = self._vectors @ question
        return cosines[: self._size], cosines[self._size :]

    def search(self, question: Vector, limit: int) -> list[Hit]:
        """The ``limit`` nearest statements, best first, ties by the lower number; scores lie in -1…1."""
        whole, sentences = self.scores(question)
        nearest = np.array([sentences[place].max() for place in self.places])
        scores = _WHOLE * whole + (1 - _WHOLE) * nearest
        order = np.argsort(-scores, kind="stable")[:limit]
        return [Hit(int(number), float(scores[number])) for number in order]
