"""Which documents may be among the best of one segment? Not all postings are looked at.

As in MaxScore (Turtle and Flood, Query evaluation: strategies and optimizations, 1995): what only common
terms could bring is left out once that can't be enough. Who may have enough is then scored exactly.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.inverted.segment import Codes, Flags, Ints, Numbers

Scores = NDArray[np.float64]

_SLACK = 1 - 1e-9  # sums in another order differ by their rounding
_PROBED = 64  # at least, of the best so far, to tell how good the best are
_SMALL = 4096  # postings that cost less than a probe


@dataclass(frozen=True)
class Row:
    """The postings of a term in a part, and its score by code."""

    documents: Numbers
    codes: Codes
    worth: Scores

    def of(self, numbers: NDArray[np.integer]) -> Scores:
        """The term's share in the scores of documents."""
        if not len(self.documents):
            return np.zeros(len(numbers))
        numbers = numbers.astype(np.uint32, copy=False)  # else all documents would be converted
        places = np.searchsorted(self.documents, numbers)
        places[places == len(self.documents)] = 0
        shares = self.worth[self.codes[places]]
        shares[self.documents[places] != numbers] = 0
        return shares


def near(
    rows: Sequence[Row], size: int, there: Flags | None, limit: int, least: float
) -> tuple[Numbers, float]:
    """The documents that may be among the best, by number, and a score that so many have at ``least``."""
    rows = sorted(rows, key=lambda row: len(row.documents))
    most = [float(row.worth.max()) for row in rows]
    left = [*[*accumulate(reversed(most))][::-1], 0.0]  # what the rows from each on can bring together
    sums = _scratch(size)
    looked_at = 0
    try:
        for place, row in enumerate(rows):
            if left[place] < least * _SLACK:
                break
            looked_at += 1
            so_far = sums[row.documents]
            so_far += row.worth[row.codes]
            sums[row.documents] = so_far
            further = rows[place + 1 :]
            if sum(len(one.documents) for one in further) > _SMALL or not further:
                least = max(least, _least(there, row.documents, so_far, further, limit))
        near, enough = [], least * _SLACK - left[looked_at]
        for row in rows[:looked_at]:
            so_far = sums[row.documents]
            sums[row.documents] = 0  # each document once
            near.append(row.documents[so_far >= max(enough, 1e-300)])
    except BaseException:
        _forget()
        raise
    found = np.sort(np.concatenate(near)) if near else np.empty(0, np.uint32)
    return (found if there is None else found[there[found]]), least


def _least(
    there: Flags | None, documents: Numbers, so_far: Scores, further: Sequence[Row], limit: int
) -> float:
    """A score that ``limit`` documents have at least: of the best ``so_far``, with what is left to add."""
    wanted = max(limit, _PROBED)
    if there is not None:
        alive = there[documents]
        documents, so_far = documents[alive], so_far[alive]
    if len(so_far) < limit:
        return 0.0
    best = np.flatnonzero(so_far >= _roughly(so_far, wanted))[: 2 * wanted]
    reached = so_far[best]
    for row in further:
        reached = reached + row.of(documents[best])
    return float(np.partition(reached, len(reached) - limit)[len(reached) - limit])


def _roughly(scores: Scores, limit: int) -> float:
    """A little below the ``limit`` highest of ``scores``: the highest of as many stripes, and some more."""
    stripes = 4 * limit
    if len(scores) <= stripes:
        return float(np.partition(scores, max(len(scores) - limit, 0))[max(len(scores) - limit, 0)])
    height = len(scores) // stripes
    highest = scores[: height * stripes].reshape(height, stripes).max(axis=0)
    return float(np.partition(highest, stripes - limit)[stripes - limit])


def best(numbers: Ints, scores: Scores, limit: int) -> tuple[Ints, Scores]:
    """The ``limit`` highest of ``scores`` above 0, with their numbers; of equals the lower first."""
    if len(scores) > limit:
        kept = scores >= np.partition(scores, len(scores) - limit)[len(scores) - limit]
        numbers, scores = numbers[kept], scores[kept]
    order = np.lexsort((numbers, -scores))[:limit]
    order = order[scores[order] > 0]
    return numbers[order], scores[order]


_kept = threading.local()  # sums of 0 for every document, of this thread: to make them costs more than to ask


def _scratch(size: int) -> Scores:
    sums: Scores = getattr(_kept, "sums", np.empty(0))
    if len(sums) < size:
        sums = _kept.sums = np.zeros(size)
    return sums


def _forget() -> None:
    _kept.sums = np.empty(0)
