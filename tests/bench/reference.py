"""Do the scores agree with rank-bm25's, to the last bit, and do the peers find the same statements?"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from bench.corpus import Corpus
from bench.engines import K1, B, Engine, RankBM25, Talks
from numpy.typing import NDArray

KS = (10, 200)
CLOSE = 1e-6  # what a score in 32 bits may miss the tenth's by


class Reference:
    """rank-bm25's own expressions, term by term, in its order; only its counting is done by numpy."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, self.lengths = corpus, np.diff(corpus.starts)
        self.mean = int(corpus.starts[-1]) / corpus.size

    def scores(self, terms: Iterable[int]) -> NDArray[np.float64]:
        """Of every statement, as ``BM25Plus.get_scores`` with delta 0 has them."""
        score = np.zeros(self.corpus.size)
        for term in terms:
            places = np.flatnonzero(self.corpus.terms == term)
            owners = np.searchsorted(self.corpus.starts, places, side="right") - 1
            counts = np.bincount(owners, minlength=self.corpus.size)
            idf = math.log((self.corpus.size + 1) / np.count_nonzero(counts)) if len(places) else 0
            score += idf * (0 + (counts * (K1 + 1)) / (K1 * (1 - B + B * self.lengths / self.mean) + counts))
        return score


def agreement(
    corpus: Corpus, asked: Sequence[NDArray[np.int32]], engines: Sequence[Engine], checks: int
) -> dict[str, Any]:
    """To how many questions Talks' scores and order are exact, and what an engine finds of the best ten.

    rank-bm25 itself is asked the first ``checks`` of them, if it is among the engines.
    """
    reference = Reference(corpus)
    [ours] = [engine for engine in engines if isinstance(engine, Talks)] or [None]
    [theirs] = [engine for engine in engines if isinstance(engine, RankBM25)] or [None]
    found: dict[str, Any] = {"questions": len(asked), "checked": 0, "reference": 0, "equal": 0}
    peers = [engine for engine in engines if engine is not theirs]
    shares: dict[str, list[float]] = {engine.name: [] for engine in peers}
    for number, question in enumerate(asked):
        terms, scores = corpus.spelt(question), reference.scores(question.tolist())
        if theirs and number < checks:
            real = theirs.index.get_scores(terms)
            found["checked"] += 1
            found["reference"] += same(scores, real)
            scores = real
        if ours:
            exact = same(ours.scores(terms), scores)
            found["equal"] += exact and all(ordered(*ours.search(terms, k), scores, k) for k in KS)
        for engine in peers:
            shares[engine.name].append(overlap(engine.search(terms, KS[0])[0], scores, KS[0]))
    return found | {"overlap": {name: float(np.mean(each)) for name, each in shares.items()}}


def same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether these are the same bits."""
    return one.dtype == other.dtype and one.tobytes() == other.tobytes()


def ordered(numbers: Any, found: Any, scores: NDArray[np.float64], k: int) -> bool:
    """Whether these are the best ``k`` of the ``scores`` above 0, best first, ties by the lower number."""
    order = np.lexsort((np.arange(len(scores)), -scores))[:k]
    order = order[scores[order] > 0]
    return np.array_equal(numbers, order) and same(np.asarray(found), scores[order])


def overlap(numbers: Any, scores: NDArray[np.float64], k: int) -> float:
    """The share of the best ``k`` that were found; of several with the tenth's score each is as good."""
    k = min(k, int(np.count_nonzero(scores)))
    tenth = np.partition(scores, len(scores) - k)[len(scores) - k]
    return float(np.count_nonzero(scores[np.asarray(numbers[:k], dtype=np.int64)] >= tenth * (1 - CLOSE)) / k)
