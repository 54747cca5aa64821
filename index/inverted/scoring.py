"""Which documents say most of what is asked? BM25 over segments, equal to rank-bm25 to the last bit.

The scores are those of ``BM25Plus`` with ``delta`` 0, which is BM25 as Lucene weighs it: its expressions are
evaluated in its order, once for each pair of frequency and length. The best are found as by MaxScore (Turtle
and Flood, Query evaluation: strategies and optimizations, 1995): what only common terms could bring is not
looked at once it can't be among the best; who may be is scored exactly, term by term in the question's order.
"""

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.inverted import file, segment
from index.inverted.segment import Codes, Flags, Ints, Numbers, Segment

Scores = NDArray[np.float64]

_K1, _B = 0.9, 0.4
_SLACK = 1 - 1e-9  # sums in another order differ by their rounding
_PROBED = 64  # at least, of the best so far, to tell how good the best are
_SMALL = 4096  # postings that cost less than a probe


@dataclass(frozen=True)
class Part:
    """A segment in an index: its numbers begin behind ``before``; ``there`` tells which are still valid."""

    segment: Segment
    before: int
    there: Flags | None = None

    @cached_property
    def size(self) -> int:
        """How many documents are there."""
        return len(self.segment.sizes) if self.there is None else int(self.there.sum())

    @cached_property
    def total(self) -> int:
        """How many terms these have."""
        sizes = self.segment.sizes
        return self.segment.total if self.there is None else int(sizes[self.there].sum(dtype=np.int64))

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` stands."""
        documents, _ = self.segment.postings(term)
        return len(documents) if self.there is None else int(self.there[documents].sum())


@dataclass(frozen=True)
class _Row:
    """The postings of a term in a part, and its score by code."""

    documents: Numbers
    codes: Codes
    worth: Scores

    def of(self, numbers: NDArray[np.integer]) -> Scores:
        """The term's share in the scores of documents."""
        if not len(self.documents):
            return np.zeros(len(numbers))
        places = np.searchsorted(self.documents, numbers)
        places[places == len(self.documents)] = 0
        shares = self.worth[self.codes[places]]
        shares[self.documents[places] != numbers] = 0
        return shares


class Inverted:
    """Documents by their terms. Immutable: what changes gives another, which shares what stays."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        self.size = sum(part.size for part in self.parts)
        self._total = sum(part.total for part in self.parts)

    @staticmethod
    def of(documents: Iterable[Sequence[str]]) -> "Inverted":
        """An index of ``documents``, each its terms in order, repeats included."""
        return Inverted([Part(segment.build(documents), 0)])

    @staticmethod
    def load(path: Path) -> "Inverted":
        """What was saved in ``path``, read as far as it is asked for. Raises DamagedError, OSError."""
        arrays, _ = file.read(path)
        return Inverted([Part(file.segment_of(path, arrays), 0)])

    def save(self, path: Path) -> None:
        """Keep what is there in ``path``, at once or not at all; numbers are given anew without gaps."""
        file.write(path, file.arrays_of(self.compact().parts[0].segment), {})

    @property
    def stop(self) -> int:
        """The number behind the last, whether that is still there or not."""
        return self.parts[-1].before + len(self.parts[-1].segment.sizes) if self.parts else 0

    def with_added(self, documents: Iterable[Sequence[str]]) -> "Inverted":
        """With ``documents`` behind the others."""
        return Inverted([*self.parts, Part(segment.build(documents), self.stop)])

    def without(self, numbers: Iterable[int]) -> "Inverted":
        """Without the documents of these ``numbers``; the others keep theirs."""
        gone = np.fromiter(numbers, np.int64)
        return Inverted([_without(part, gone) for part in self.parts])

    def compact(self, first: int = 0) -> "Inverted":
        """With the parts from the ``first`` on as one, numbered without gaps from where they begin."""
        old = self.parts[first:]
        kept = [p.segment if p.there is None else segment.narrowed(p.segment, p.there) for p in old]
        one = kept[0] if len(kept) == 1 else segment.merged(kept)
        return Inverted([*self.parts[:first], Part(one, old[0].before if old else 0)])

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` stands."""
        return sum(part.frequency(term) for part in self.parts)

    def scores(self, terms: Sequence[str], numbers: Ints | None = None) -> Scores:
        """The scores of these ``numbers``, which are sorted, or of all; 0 of what isn't there."""
        if numbers is None:
            numbers = np.arange(self.stop)
        scores = np.zeros(len(numbers))
        for part, rows in zip(self.parts, self._rows(terms), strict=True):
            start, stop = np.searchsorted(numbers, [part.before, part.before + len(part.segment.sizes)])
            local = numbers[start:stop] - part.before
            for row in rows:
                scores[start:stop] += row.of(local)
            if part.there is not None:
                scores[start:stop][~part.there[local]] = 0
        return scores

    def top(self, terms: Sequence[str], limit: int) -> tuple[Ints, Scores]:
        """The numbers of the ``limit`` best documents and their scores above 0; of equals the lower first."""
        numbers, scores, least = [np.empty(0, np.int64)], [np.empty(0)], 0.0
        for part, rows in zip(self.parts, self._rows(terms), strict=True):
            near, least = _near(part, [row for row in rows if len(row.documents)], limit, least)
            local = np.zeros(len(near))
            for row in rows:
                local += row.of(near)
            numbers.append(near.astype(np.int64) + part.before)
            scores.append(local)
        return _best(np.concatenate(numbers), np.concatenate(scores), limit)

    def _rows(self, terms: Sequence[str]) -> list[list[_Row]]:
        """Of each part a row for each term, in their order."""
        if not self._total:
            return [[] for _ in self.parts]
        found = [{term: part.segment.postings(term) for term in dict.fromkeys(terms)} for part in self.parts]
        rows: list[list[_Row]] = [[] for _ in self.parts]
        for term in terms:
            count = sum(
                part.frequency(term) if part.there is not None else len(of[term][0])
                for part, of in zip(self.parts, found, strict=True)
            )
            if count:
                rarity = math.log((self.size + 1) / count)
                for part_rows, of, table in zip(rows, found, self._tables, strict=True):
                    part_rows.append(_Row(*of[term], rarity * table))
        return rows

    @cached_property
    def _tables(self) -> list[Scores]:
        """The score by code of a term whose rarity is 1, of each part."""
        mean = self._total / self.size
        return [
            part.segment.frequencies
            * (_K1 + 1)
            / (_K1 * (1 - _B + _B * part.segment.lengths / mean) + part.segment.frequencies)
            for part in self.parts
        ]


def _without(part: Part, gone: Ints) -> Part:
    local = gone - part.before
    local = local[(local >= 0) & (local < len(part.segment.sizes))]
    if not len(local):
        return part
    there = np.ones(len(part.segment.sizes), bool) if part.there is None else part.there.copy()
    there[local] = False
    return replace(part, there=there)


def _near(part: Part, rows: list[_Row], limit: int, least: float) -> tuple[Numbers, float]:
    """The documents that may be among the best, by number, and a score that so many have at ``least``."""
    rows = sorted(rows, key=lambda row: len(row.documents))
    most = [float(row.worth.max()) for row in rows]
    left = [*[*accumulate(reversed(most))][::-1], 0.0]  # what the rows from each on can bring together
    sums = _scratch(len(part.segment.sizes))
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
                least = max(least, _least(part, row.documents, so_far, further, limit))
        near, enough = [], least * _SLACK - left[looked_at]
        for row in rows[:looked_at]:
            so_far = sums[row.documents]
            sums[row.documents] = 0  # each document once
            near.append(row.documents[so_far >= max(enough, 1e-300)])
    except BaseException:
        _forget()
        raise
    found = np.sort(np.concatenate(near)) if near else np.empty(0, np.uint32)
    return (found if part.there is None else found[part.there[found]]), least


def _least(part: Part, documents: Numbers, so_far: Scores, further: Sequence[_Row], limit: int) -> float:
    """A score that ``limit`` documents have at least: of the best ``so_far``, with what is left to add."""
    wanted = max(limit, _PROBED)
    if part.there is not None:
        alive = part.there[documents]
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


def _best(numbers: Ints, scores: Scores, limit: int) -> tuple[Ints, Scores]:
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
