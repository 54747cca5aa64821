"""Which documents of one segment score highest? Not all postings are looked at, and no score is rounded.

Of few documents each is scored. Of many, as in MaxScore (Turtle and Flood, Query evaluation: strategies and
optimizations, 1995): what only common terms could bring is left out once that can't be enough. Who may have
enough is scored term by term in the question's order: sums in another one are rounded otherwise.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.inverted.segment import Codes, Ints, Numbers

Scores = NDArray[np.float64]

_FEW = 1 << 17  # documents of which each is scored
_TOGETHER = 1 << 14  # postings that are looked at before asking what is enough
_LOOKED_UP = 16  # postings that are added in the time that one is looked for among many
_PROBED = 64  # at least, of the best so far, to tell what is enough
_SLACK = 1 - 1e-9  # sums in another order differ by their rounding


class Row(NamedTuple):
    """The postings of a term in a segment, at least one, and its score by code."""

    documents: Numbers
    codes: Codes
    worth: Scores

    def shares(self, numbers: Numbers) -> Scores:
        """The term's shares in the scores of documents."""
        places = self.documents.searchsorted(numbers)
        np.minimum(places, len(self.documents) - 1, out=places)
        shares = self.worth.take(self.codes.take(places))
        shares *= self.documents.take(places) == numbers
        return shares


def highest(rows: Sequence[Row], size: int, limit: int, least: float) -> tuple[Ints, Scores]:
    """The ``limit`` documents of ``size`` that score highest, by number, with their scores, and a few more.

    What is below ``least`` may be left out.
    """
    if not rows:
        return np.empty(0, np.intp), np.empty(0)
    if size <= _FEW:
        return _of_all(rows, size, limit)
    with _Sums(size) as sums:
        if sum(len(row.documents) for row in rows) <= _TOGETHER:
            return _of_met(sums, rows, limit)
        near = _near(sums, sorted(rows, key=lambda row: len(row.documents)), limit, least)
    scores = np.zeros(len(near))
    for row in rows:
        scores += row.shares(near)
    return near.astype(np.intp), scores


def _of_all(rows: Sequence[Row], size: int, limit: int) -> tuple[Ints, Scores]:
    documents = np.concatenate([row.documents for row in rows]).astype(np.intp)
    shares = np.concatenate([row.worth.take(row.codes) for row in rows])
    scores = np.asarray(np.bincount(documents, shares, size), float)  # it adds in this order
    reached = scores.take(documents)
    numbers = _each_once(documents[reached >= _roughly(reached, limit * len(rows))])
    return numbers, scores.take(numbers)


_free: list[Scores] = []  # sums of 0, as many as were needed at once: to make them costs more than to ask


class _Sums:
    """What documents have of some rows, while a ``with`` block lasts."""

    def __init__(self, size: int) -> None:
        sums = _free.pop() if _free else np.empty(0)
        self._sums = sums if len(sums) >= size else np.zeros(size)
        self._added: list[Ints] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for documents in self._added:
            self._sums[documents] = 0
        _free.append(self._sums)

    def add(self, row: Row) -> None:
        """Add the shares of a row."""
        documents = row.documents.astype(np.intp)
        so_far = self._sums.take(documents)
        so_far += row.worth.take(row.codes)
        self._added.append(documents)
        self._sums[documents] = so_far

    def met(self) -> Ints:
        """The documents of all rows, as often as they stand in one."""
        return np.concatenate(self._added)

    def of(self, documents: Ints) -> Scores:
        """What these have."""
        return self._sums.take(documents)


def _of_met(sums: _Sums, rows: Sequence[Row], limit: int) -> tuple[Ints, Scores]:
    for row in rows:
        sums.add(row)
    met = sums.met()
    reached = sums.of(met)
    numbers = _each_once(met[reached >= _roughly(reached, limit * len(rows))])
    return numbers, sums.of(numbers)


def _near(sums: _Sums, rows: Sequence[Row], limit: int, least: float) -> Numbers:
    """The documents that may be among the ``limit`` best; of ``rows``, the shortest are first."""
    left = [*[*accumulate(float(row.worth.max()) for row in reversed(rows))][::-1], 0.0]
    added = looked_at = 0
    asked_at = _TOGETHER
    # Whoever is in none of the rows so far may still be among the best.
    while added < len(rows) and left[added] >= least * _SLACK:
        sums.add(rows[added])
        looked_at += len(rows[added].documents)
        added += 1
        if added < len(rows) and looked_at + len(rows[added].documents) > asked_at:
            least = max(least, _least(sums, rows[added:], limit))
            asked_at = 2 * (looked_at + len(rows[added].documents))
    if not added:  # all that is here can't reach what other segments have
        return np.empty(0, np.uint32)
    met = sums.met()
    so_far = sums.of(met)
    least = max(least, _roughly(so_far, limit * added))  # who stands in all of them is met so often
    near = met[so_far >= least * _SLACK - left[added]]
    # Nobody else may, so that rows that are much longer needn't be added to look at these.
    since = 0
    while added < len(rows) and len(near) * _LOOKED_UP > len(rows[added].documents):
        sums.add(rows[added])
        since += len(rows[added].documents)
        added += 1
        if since >= len(near) or added == len(rows):
            so_far, since = sums.of(near), 0
            least = max(least, _roughly(so_far, limit * added))
            near = near[so_far >= least * _SLACK - left[added]]
    near = _each_once(near)
    reached, numbers = sums.of(near), near.astype(np.uint32)
    for place in range(added, len(rows)):
        reached += rows[place].shares(numbers)
        kept = reached >= least * _SLACK - left[place + 1]
        reached, numbers = reached[kept], numbers[kept]
    if len(numbers) > limit:
        numbers = numbers[reached >= _th(reached, limit) * _SLACK]
    return numbers


def _least(sums: _Sums, further: Sequence[Row], limit: int) -> float:
    """A score that ``limit`` documents have at least: of the best so far, with what is left to add."""
    wanted, met = max(limit, _PROBED), sums.met()
    so_far = sums.of(met)
    best = _each_once(met[so_far >= _roughly(so_far, wanted)][: 4 * wanted])
    if len(best) < limit:
        return 0.0
    reached, numbers = sums.of(best), best.astype(np.uint32)
    for row in further:
        reached += row.shares(numbers)
    return _th(reached, limit)


def _each_once(documents: Ints) -> Ints:
    """``documents`` sorted, each once: `numpy.unique` takes several times as long."""
    documents.sort()
    first = np.empty(len(documents), bool)
    first[:1] = True
    np.not_equal(documents[1:], documents[:-1], out=first[1:])
    return documents[first]


def _th(scores: Scores, place: int) -> float:
    """The ``place``th highest of at least so many scores."""
    return float(np.partition(scores, len(scores) - place)[len(scores) - place])


def _roughly(scores: Scores, limit: int) -> float:
    """A little below the ``limit`` highest of ``scores``: the highest of as many stripes, and some more."""
    stripes = 4 * limit
    height = len(scores) // stripes
    if height > 1:
        scores = scores[: height * stripes].reshape(height, stripes).max(axis=0)
    return _th(scores, limit) if len(scores) >= limit else 0.0


def best(numbers: Ints, scores: Scores, limit: int) -> tuple[Ints, Scores]:
    """The ``limit`` highest of ``scores`` above 0, with their ``numbers``, sorted; ties in order."""
    if len(scores) > 4 * limit:
        kept = scores >= _th(scores, limit)
        numbers, scores = numbers[kept], scores[kept]
    order = (-scores).argsort(kind="stable")[:limit]
    numbers, scores = numbers.take(order), scores.take(order)
    found = int(np.count_nonzero(scores > 0))
    return numbers[:found], scores[:found]
