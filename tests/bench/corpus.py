"""What is searched, and what is asked? Statements of pseudo-words, spread as real ones are, by a seed.

Calibrated on the talks of ``tests/eval``, 432 statements: 20 content words a statement, and the statements in
which a question's words stand, added up over its words, are 7 % of all in the mean, 3.5 % in the median.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WORDS = 300_000
SHORTEST, LONGEST = 6, 36  # content words of a statement of 10 to 60 words
RANK_SHIFT, EXPONENT = 5.0, 1.05  # Zipf–Mandelbrot: a word's share is ∝ (rank + shift) ** -exponent
TOPICS, TOPIC_WORDS, TOPIC_SHARE = 400, 600, 0.42  # what of a statement is its topic's own words
TOPIC_SHIFT, TOPIC_RANKS = 5.0, (200, 75_000)
ARTICLE = (10, 31)  # statements of an article: 20 in the mean

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class Corpus:
    """Statements in a row: statement ``n`` is ``terms[starts[n]:starts[n + 1]]``, numbers of words."""

    words: list[str]
    terms: NDArray[np.int32]
    starts: NDArray[np.int64]

    @property
    def size(self) -> int:
        """How many statements there are."""
        return len(self.starts) - 1

    def spelt(self, terms: NDArray[np.int32]) -> list[str]:
        """The words of these numbers."""
        return [self.words[term] for term in terms.tolist()]

    def documents(self) -> Iterator[list[str]]:
        """The words of each statement."""
        for start, stop in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            yield self.spelt(self.terms[start:stop])

    def frequencies(self) -> NDArray[np.int64]:
        """In how many statements each word stands."""
        owners = np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.starts))
        pairs = self.terms * np.int64(self.size) + owners
        pairs.sort()
        fresh = np.concatenate([[True], pairs[1:] != pairs[:-1]])
        return np.bincount(pairs[fresh] // self.size, minlength=len(self.words))


def vocabulary(size: int = WORDS) -> list[str]:
    """Words of two syllables for the most frequent, of three for the others; no more than 347,900."""
    short = [first + second for first in _SYLLABLES for second in _SYLLABLES]
    base, rng = len(_SYLLABLES), np.random.default_rng(1)
    rng.shuffle(short)
    chosen = rng.permutation(base**3)[: max(size - len(short), 0)].tolist()
    longer = (_SYLLABLES[n // base**2] + _SYLLABLES[n // base % base] + _SYLLABLES[n % base] for n in chosen)
    return [*short, *longer][:size]


def statements(size: int, seed: int = 7) -> Corpus:
    """So many statements; the words and topics are the same whatever the seed."""
    cumulated, topical, own = _shares()
    rng = np.random.default_rng(seed)
    lengths = rng.integers(SHORTEST, LONGEST + 1, size)
    articles = rng.integers(*ARTICLE, size=size // ARTICLE[0] + 1)
    topics = np.repeat(rng.integers(0, TOPICS, len(articles)), articles)[:size]
    of_topic = np.repeat(topics.astype(np.int16), lengths)
    terms = np.searchsorted(cumulated, rng.random(len(of_topic))).clip(0, WORDS - 1).astype(np.int32)
    apart = np.flatnonzero(rng.random(len(of_topic)) < TOPIC_SHARE)
    ranks = np.searchsorted(topical, rng.random(len(apart))).clip(0, TOPIC_WORDS - 1)
    terms[apart] = own[of_topic[apart], ranks]
    return Corpus(vocabulary(), terms, np.concatenate([[0], np.cumsum(lengths)]))


def questions(corpus: Corpus, count: int, seed: int = 7) -> list[NDArray[np.int32]]:
    """Two to seven words of a statement; in half of them one more, as frequent as words are."""
    rng, found = np.random.default_rng(seed), []
    for number in rng.integers(0, corpus.size, count).tolist():
        own = np.unique(corpus.terms[corpus.starts[number] : corpus.starts[number + 1]])
        some = rng.choice(own, min(len(own), int(rng.integers(2, 8))), replace=False)
        more = corpus.terms[rng.integers(0, len(corpus.terms), int(rng.random() < 0.5))]
        found.append(np.array(list(dict.fromkeys([*some.tolist(), *more.tolist()])), dtype=np.int32))
    return found


def _shares() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]:
    """The cumulated shares of words and of a topic's words, and which words each topic has."""
    general = np.cumsum((np.arange(1, WORDS + 1) + RANK_SHIFT) ** -EXPONENT)
    topical = np.cumsum(1 / (np.arange(1, TOPIC_WORDS + 1) + TOPIC_SHIFT))
    own = np.random.default_rng(2).integers(*TOPIC_RANKS, (TOPICS, TOPIC_WORDS), dtype=np.int32)
    return general / general[-1], topical / topical[-1], own
