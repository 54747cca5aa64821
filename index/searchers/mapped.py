"""Which of very many statements lie close to a question in meaning, when their vectors aren't in memory?

All are looked through in 8 bits, and the `_FINALISTS` compared as their vectors are kept. On vectors that are
spread as E5's are, the nearest 60 of 1,000,000 were all among the first 200, for each of 60 questions, and so
were those of 100,000, and of 5,800 of E5's own: a recall of 1.000. By 8 bits alone it is .97.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import Vector
from index.searchers.dense import Compared
from index.vectors import Rows, Vectors

_FINALISTS = 600  # three times the 200 of the measurement
_GROUP = 16  # statements of which the nearest stands for all, see `highest`


class Mapped:
    """The vectors of all passages, most of them in a file; a question looks at 384 bytes of each statement.

    100,000 of them take 9 ms on one core, a million 70 (November 2026). Cosines are those of what is kept.
    """

    def __init__(self, parts: Sequence[Vectors], wholes: Rows, sentences: Rows, starts: Rows) -> None:
        """Row by row behind one another, ``parts`` hold the vectors of statements and of all their sentences.

        Those of ``wholes`` are held coarsely, too. ``starts`` tells at which sentence each statement begins,
        and where the last one ends.
        """
        self._parts, self._wholes, self._sentences, self._starts = parts, wholes, sentences, starts
        self._offsets = np.cumsum([0, *(part.rows for part in parts)])
        here = np.zeros(self._offsets[-1], bool)
        here[wholes] = True
        # What a file holds of other articles, which are gone or weren't asked for, is passed over.
        self._others = [
            np.flatnonzero(~here[offset : offset + part.coarse])
            for part, offset in zip(parts, self._offsets, strict=False)
        ]

    def compare(self, question: Vector) -> Compared:
        """See `index.searchers.dense.Comparer.compare`."""
        return _Question(self, question)

    def score(self, question: Vector, statement: int) -> float:
        """The cosine of a question with one statement."""
        return float(self.statements(question, [statement])[0])

    def nearest(self, question: Vector, count: int) -> list[int]:
        """The numbers of the ``count`` nearest statements, the nearest first; of equals the first."""
        known = np.full(self._offsets[-1], -np.inf, np.float32)
        for part, offset, others in zip(self._parts, self._offsets, self._others, strict=False):
            coarsely = part.coarsely(question)
            coarsely[others] = -np.inf
            finalists = highest(coarsely, max(_FINALISTS, count))
            finalists = finalists[coarsely[finalists] > -np.inf]
            known[finalists + offset] = part.cosines(question, finalists)
        cosines = known[self._wholes]  # statements of the same words share a row
        numbers = np.flatnonzero(cosines > -np.inf)
        order = np.argsort(-cosines[numbers], kind="stable")[:count]
        return [int(number) for number in numbers[order]]

    def statements(self, question: Vector, numbers: Sequence[int]) -> Vector:
        """The cosines of a question with these statements."""
        return self._cosines(question, self._wholes[list(numbers)])

    def sentences(self, question: Vector, numbers: Sequence[int]) -> Vector:
        """The cosines of a question with all sentences of these statements, in a row."""
        spans = [self._sentences[self._starts[number] : self._starts[number + 1]] for number in numbers]
        return self._cosines(question, np.concatenate([self._sentences[:0], *spans]))

    def _cosines(self, question: Vector, rows: Rows) -> Vector:
        cosines = np.empty(len(rows), np.float32)
        for part, offset in zip(self._parts, self._offsets, strict=False):
            here = (offset <= rows) & (rows < offset + part.rows)
            cosines[here] = part.cosines(question, rows[here] - offset)
        return cosines


@dataclass(frozen=True, slots=True)
class _Question:
    """A `index.searchers.dense.Compared`."""

    among: Mapped
    question: Vector

    def nearest(self, count: int) -> list[int]:
        return self.among.nearest(self.question, count)

    def statements(self, numbers: Sequence[int]) -> Vector:
        return self.among.statements(self.question, numbers)

    def sentences(self, numbers: Sequence[int]) -> Vector:
        return self.among.sentences(self.question, numbers)


def highest(scores: Vector, count: int) -> Rows:
    """The places of the ``count`` highest of ``scores``, or of all, in no order.

    They stand in the ``count`` groups with the highest maxima: to part only these takes a fifth of the time.
    """
    if len(scores) <= count * _GROUP:
        return _highest(scores, count)
    whole = len(scores) // _GROUP * _GROUP
    groups = _highest(scores[:whole].reshape(-1, _GROUP).max(axis=1), count)
    inside = (groups[:, None] * _GROUP + np.arange(_GROUP)).ravel()
    places = np.append(inside, np.arange(whole, len(scores)))
    return places[_highest(scores[places], count)]


def _highest(scores: Vector, count: int) -> Rows:
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(scores, len(scores) - count)[len(scores) - count :]
