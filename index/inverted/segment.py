"""Where does each term stand? One immutable part of an inverted index: postings, term by term.

A posting is a document's number and a code for how often the term stands there and how long the document is.
Few such pairs exist, so that a code takes a byte or two, and a score is looked up in a table of them all.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count, islice, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedError
from index.inverted.terms import Terms

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.uint32]
Codes = NDArray[np.unsignedinteger]

_AT_ONCE = 50_000  # documents that are sorted together, which takes some 100 bytes of memory a term


@dataclass(frozen=True)
class Segment:
    """Some documents, numbered from 0.

    The postings of the term at ``place`` in ``terms`` are ``documents`` and ``codes`` from
    ``starts[place]`` to ``starts[place + 1]``, by number; each term has some. Code ``c`` means that the term
    stands ``frequencies[c]`` times in a document of ``lengths[c]`` terms. ``sizes`` are the lengths of all.
    Of one that was read from the file ``origin``, ``checks`` are the CRC-32 of each term's postings.
    """

    terms: Terms
    starts: Ints
    documents: Numbers
    codes: Codes
    frequencies: Ints
    lengths: Ints
    sizes: Numbers
    checks: Numbers | None = None
    origin: Path | None = None
    _sound: set[int] = field(default_factory=set, repr=False, compare=False)

    @cached_property
    def total(self) -> int:
        """How many terms all documents have together."""
        return int(self.sizes.sum(dtype=np.int64))

    def postings(self, term: str) -> tuple[Numbers, Codes]:
        """The documents with ``term`` and a code for each; empty where it stands in none.

        Raises DamagedError when they aren't what was saved.
        """
        place = self.terms.place(term)
        if place is None:
            return self.documents[:0], self.codes[:0]
        start, stop = self.starts[place : place + 2].tolist()
        if self.checks is not None and place not in self._sound:
            if self.checked(start, stop) != self.checks[place]:
                raise DamagedError(self.origin or Path(), "postings are damaged")
            self._sound.add(place)
        return self.documents[start:stop], self.codes[start:stop]

    def check(self) -> None:
        """Look at all postings: raises DamagedError where they aren't what was saved."""
        if self.checks is not None and len(self._sound) < len(self.terms):
            for place, bounds in enumerate(pairwise(self.starts.tolist())):
                if self.checked(*bounds) != self.checks[place]:
                    raise DamagedError(self.origin or Path(), "postings are damaged")
            self._sound.update(range(len(self.terms)))

    def checked(self, start: int, stop: int) -> int:
        """The CRC-32 of the postings from ``start`` to ``stop``."""
        return zlib.crc32(self.codes[start:stop].tobytes(), zlib.crc32(self.documents[start:stop].tobytes()))


def build(documents: Iterable[Sequence[str]]) -> Segment:
    """The segment of ``documents``, each its terms in order, repeats included."""
    row = iter(documents)
    parts = [_built(some) for some in iter(lambda: list(islice(row, _AT_ONCE)), [])]
    return parts[0] if len(parts) == 1 else merged(parts)


def _built(documents: Sequence[Sequence[str]]) -> Segment:
    known: defaultdict[str, int] = defaultdict(count().__next__)
    sizes = np.fromiter(map(len, documents), np.int64, len(documents))
    terms = chain.from_iterable(documents)
    met = np.fromiter(map(known.__getitem__, terms), np.int64, int(sizes.sum()))
    words = sorted(known)
    places = np.empty(len(words), np.int64)
    places[[known[word] for word in words]] = np.arange(len(words))
    # A term and a document as one number: sorted, equal ones tell how often it stands there.
    number = np.repeat(np.arange(len(documents)), sizes)
    both, frequencies = np.unique(places[met] * len(documents) + number, return_counts=True)
    term, document = np.divmod(both, len(documents))
    pairs, codes = np.unique(_paired(frequencies, sizes[document]), return_inverse=True)
    starts = np.searchsorted(term, np.arange(len(words) + 1))
    return _segment(words, starts, document.astype(np.uint32), codes.astype(_narrow(pairs)), pairs, sizes)


def merged(parts: Sequence[Segment]) -> Segment:
    """One segment of the documents of all ``parts``, in order."""
    words = sorted(set().union(*(part.terms for part in parts)))
    known = {word: place for place, word in enumerate(words)}
    places = [np.array([known[word] for word in part.terms], np.int64) for part in parts]
    counts = np.zeros(len(words), np.int64)
    for place, part in zip(places, parts, strict=True):
        counts[place] += np.diff(part.starts)
    starts = np.concatenate([[0], np.cumsum(counts)])
    of_parts = [_paired(part.frequencies, part.lengths) for part in parts]
    pairs = np.unique(np.concatenate(of_parts)) if parts else np.empty(0, np.int64)
    documents, codes = np.empty(starts[-1], np.uint32), np.empty(starts[-1], _narrow(pairs))
    filled, before = starts[:-1].copy(), 0
    for place, part, its_pairs in zip(places, parts, of_parts, strict=True):
        count_of = np.diff(part.starts)
        to = np.repeat(filled[place] - part.starts[:-1], count_of) + np.arange(len(part.documents))
        documents[to] = part.documents + np.uint32(before)
        codes[to] = np.searchsorted(pairs, its_pairs).astype(codes.dtype)[part.codes]
        filled[place] += count_of
        before += len(part.sizes)
    sizes = np.concatenate([part.sizes for part in parts]) if parts else np.empty(0, np.uint32)
    return _segment(words, starts, documents, codes, pairs, sizes)


def narrowed(part: Segment, there: Flags) -> Segment:
    """The segment of those documents of ``part`` that are ``there``, numbered anew."""
    kept = there[part.documents]
    term = np.repeat(np.arange(len(part.terms)), np.diff(part.starts))[kept]
    counts = np.bincount(term, minlength=len(part.terms))
    words = [word for word, number in zip(part.terms, counts, strict=True) if number]
    renumbered = (np.cumsum(there) - 1).astype(np.uint32)
    return _segment(
        words,
        np.concatenate([[0], np.cumsum(counts[counts > 0])]),
        renumbered[part.documents[kept]],
        part.codes[kept],
        _paired(part.frequencies, part.lengths),
        part.sizes[there],
    )


_WIDTH = 1 << 32  # a length has room in it


def _paired(frequencies: NDArray[np.integer], lengths: NDArray[np.integer]) -> Ints:
    return frequencies.astype(np.int64) * _WIDTH + lengths


def _narrow(pairs: Ints) -> np.dtype[np.unsignedinteger]:
    return np.dtype(np.min_scalar_type(max(len(pairs) - 1, 0)))


def _segment(  # noqa: PLR0913, PLR0917 - its parts
    words: Sequence[str],
    starts: Ints,
    documents: Numbers,
    codes: Codes,
    pairs: Ints,
    sizes: NDArray[np.integer],
) -> Segment:
    frequencies, lengths = np.divmod(pairs, _WIDTH)
    return Segment(
        Terms.of(words),
        starts.astype(np.int64),
        documents,
        codes,
        frequencies,
        lengths,
        sizes.astype(np.uint32),
    )
