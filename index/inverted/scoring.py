"""Which documents say most of what is asked? BM25 over segments, equal to rank-bm25 to the last bit.

The scores are those of ``BM25Plus`` with ``delta`` 0, which is BM25 as Lucene weighs it. Its expressions are
evaluated in its order, once for each pair of a frequency and a length.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.inverted import segment
from index.inverted.nearest import Row, Scores, best, highest
from index.inverted.segment import Codes, Flags, Ints, Numbers, Segment

_K1, _B = 0.9, 0.4
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True)
class Part:
    """A segment, and which of its documents are there still; None: all."""

    segment: Segment
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

    def places(self, documents: NDArray[np.integer]) -> Ints:
        """The places of ``documents``, which are there, among those that are there."""
        return documents.astype(np.int64) if self.there is None else self._ranks[documents]

    def documents(self, places: Ints) -> Ints:
        """The documents at ``places``: the other way round."""
        return places if self.there is None else self._numbers[places]

    @cached_property
    def _ranks(self) -> Ints:
        return np.cumsum(self._flags) - 1

    @cached_property
    def _numbers(self) -> Ints:
        return np.flatnonzero(self._flags)

    @cached_property
    def _flags(self) -> Flags:
        return np.ones(len(self.segment.sizes), bool) if self.there is None else self.there

    def postings(self, term: str) -> tuple[Numbers, Codes]:
        """The documents with ``term`` that are there, and a code for each."""
        documents, codes = self.segment.postings(term)
        if self.there is None:
            return documents, codes
        there = self.there[documents]
        return documents[there], codes[there]

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` stands."""
        documents, _ = self.segment.postings(term)
        return len(documents) if self.there is None else int(np.count_nonzero(self.there[documents]))

    def terms(self, begun: str) -> Iterator[str]:
        """The terms that begin with ``begun``, sorted, but those of documents that are gone."""
        found, terms = self.segment.terms.starting(begun), self.segment.terms
        return (terms.word(place) for place in found if self._stands is None or self._stands[place])

    @cached_property
    def _stands(self) -> Flags | None:
        """Which terms stand in a document that is there."""
        if self.there is None or not len(self.segment.terms):
            return None
        return np.add.reduceat(self.there[self.segment.documents], self.segment.starts[:-1]) > 0

    def without(self, places: Ints) -> "Part":
        """Without those at ``places`` among them."""
        if not len(places):
            return self
        there = self._flags.copy()
        there[self.documents(places)] = False
        return Part(self.segment, there)

    def whole(self) -> Segment:
        """A segment of those that are there alone. Raises DamagedError: nothing damaged is written anew."""
        self.segment.check()
        return self.segment if self.there is None else segment.narrowed(self.segment, self.there)


class Inverted:
    """Documents by their terms, numbered from 0. Immutable: a change gives another, which shares the rest."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        self._begins = [0, *accumulate(part.size for part in self.parts)]
        self._total = sum(part.total for part in self.parts)

    @staticmethod
    def of(documents: Iterable[Sequence[str]]) -> "Inverted":
        """An index of ``documents``, each its terms in order, repeats included."""
        return Inverted([Part(segment.build(documents))])

    @staticmethod
    def load(path: Path) -> "Inverted":
        """What was saved in ``path``, read as far as it is asked for. Raises DamagedError, OSError."""
        from index.inverted import file  # noqa: PLC0415 - a start with few articles needs none

        arrays, _ = file.read(path)
        return Inverted.whole_of(file.segment_of(path, arrays))

    @staticmethod
    def whole_of(one: Segment) -> "Inverted":
        """An index of the documents of ``one`` segment."""
        return Inverted([Part(one)])

    def save(self, path: Path) -> None:
        """Keep it in ``path``, all or nothing. Raises OSError."""
        from index.inverted import file  # noqa: PLC0415 - see above

        file.write(path, file.arrays_of(self.whole()), {})

    @property
    def size(self) -> int:
        """How many documents there are."""
        return self._begins[-1]

    def with_added(self, documents: Iterable[Sequence[str]]) -> "Inverted":
        """With ``documents`` behind the others: as much work as they are, however many there were."""
        return Inverted([*self.parts, Part(segment.build(documents))])

    def without(self, numbers: Iterable[int]) -> "Inverted":
        """Without the documents of these ``numbers``; those behind them move up."""
        gone = np.unique(np.fromiter(numbers, np.int64))
        bounds = np.searchsorted(gone, self._begins)
        return Inverted(
            [
                part.without(gone[start:stop] - begin)
                for part, begin, start, stop in zip(
                    self.parts, self._begins, bounds, bounds[1:], strict=False
                )
            ]
        )

    def tidied(self) -> "Inverted":
        """The same in fewer parts: a small one is merged with those behind it, so that there are few.

        Then each part holds more postings than all behind it together, whether they are gone or not, and
        of no part is more than half gone.
        """
        sizes = [len(part.segment.documents) for part in self.parts]
        behind = [*[*accumulate(reversed(sizes))][::-1], 0]
        first = next((n for n, size in enumerate(sizes[:-1]) if size <= behind[n + 1]), len(sizes))
        small = self.parts[first:]
        parts = [
            Part(part.whole()) if 2 * part.size < len(part.segment.sizes) else part
            for part in self.parts[:first]
        ]
        if small:
            parts.append(Part(segment.merged([part.whole() for part in small])))
        return Inverted(parts)

    def whole(self) -> Segment:
        """All of it as one segment."""
        parts = [part.whole() for part in self.parts]
        return parts[0] if len(parts) == 1 else segment.merged(parts)

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` stands."""
        return sum(part.frequency(term) for part in self.parts)

    def terms(self, begun: str = "") -> Iterator[str]:
        """The terms that begin with ``begun``, those of each part sorted."""
        return chain.from_iterable(part.terms(begun) for part in self.parts)

    def initials(self) -> Iterator[str]:
        """The letters with which terms begin, those of each part sorted."""
        return chain.from_iterable(part.segment.terms.initials() for part in self.parts)

    def check(self) -> None:
        """Look at all that was read from a file: raises DamagedError where it isn't what was written."""
        for part in self.parts:
            part.segment.check()

    def scores(self, terms: Sequence[str], numbers: Ints | None = None) -> Scores:
        """The scores of these ``numbers``, which are sorted, or of all."""
        scores = np.zeros(self.size if numbers is None else len(numbers))
        bounds = self._begins if numbers is None else np.searchsorted(numbers, self._begins)
        for place, (part, rows) in enumerate(zip(self.parts, self._rows(terms), strict=True)):
            start, stop = bounds[place], bounds[place + 1]
            if numbers is None:
                for row in rows:
                    scores[start + part.places(row.documents)] += row.worth.take(row.codes)
            else:
                documents = part.documents(numbers[start:stop] - self._begins[place]).astype(np.uint32)
                for row in rows:
                    scores[start:stop] += row.shares(documents)
        return scores

    def top(self, terms: Sequence[str], limit: int) -> tuple[Ints, Scores]:
        """The numbers of the ``limit`` best documents and their scores above 0; of equals the lower first."""
        found, least = [], 0.0
        for part, begin, rows in zip(self.parts, self._begins, self._rows(terms), strict=False):
            documents, scores = highest(rows, len(part.segment.sizes), limit, least)
            if len(scores) >= limit and len(self.parts) > 1:
                least = max(least, float(np.partition(scores, len(scores) - limit)[len(scores) - limit]))
            found.append((part.places(documents) + begin, scores))
        numbers, all_scores = zip(*found, strict=True) if found else ((_NONE,), (_NONE.astype(float),))
        return best(np.concatenate(numbers), np.concatenate(all_scores), limit)

    def _rows(self, terms: Sequence[str]) -> list[list[Row]]:
        """Of each part a row for each term that stands there, in their order."""
        rows: list[list[Row]] = [[] for _ in self.parts]
        for term in terms:
            postings = [part.postings(term) for part in self.parts]
            if count := sum(len(documents) for documents, _ in postings):
                rarity = math.log((self.size + 1) / count)
                for (documents, codes), part_rows, table in zip(postings, rows, self._tables, strict=True):
                    if len(documents):
                        part_rows.append(Row(documents, codes, rarity * table))
        return rows

    @cached_property
    def _tables(self) -> list[Scores]:
        """The score by code of a term whose rarity is 1, of each part."""
        mean = self._total / self.size  # above 0: of a term that stands somewhere
        return [
            part.segment.frequencies
            * (_K1 + 1)
            / (_K1 * (1 - _B + _B * part.segment.lengths / mean) + part.segment.frequencies)
            for part in self.parts
        ]
