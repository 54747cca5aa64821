"""How near in meaning are a question and the statements? Known once the vectors of a snapshot are there.

Vectors take a moment to compute when an article is new, so that they come later than the snapshot: until
then `Meaning.cosines` gives nothing, and answers go by letters alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

import numpy as np

from index.analysis import fold, without
from index.embeddings import Embeddings
from index.encoder import Encoder, Matrix, Vector
from index.library import Snapshot
from index.searchers.dense import Dense, Passages

_NEAREST = 5  # everyday things that count: one alone may be near by chance

_LATEST = (
    1024  # questions whose vectors are kept in memory: many ask the same, and all that page through answers
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Cosines:
    """Of a question with each statement, with each sentence of them all in a row, with everyday things.

    ``places`` tells where the sentences of a statement stand in the row.
    """

    statements: Vector
    sentences: Vector
    places: Sequence[slice]
    everyday: float


class Meaning:
    """The vectors of one snapshot; any thread may ask for cosines while another prepares them."""

    def __init__(self, encoder: Encoder, embeddings: Embeddings, snapshot: Snapshot) -> None:
        self._embeddings, self._snapshot = embeddings, snapshot
        self._question = lru_cache(_LATEST)(encoder.question)
        self._ready: tuple[Dense, Matrix] | None = None

    def prepare(self, progress: Progress = lambda _done, _of: None, at_most: int | None = None) -> int:
        """Compute what isn't kept yet, tens of milliseconds a vector, and tell how many vectors that is.

        Of more than ``at_most`` none is computed. ``progress`` hears how many of how many are done.
        """
        passages = self._passages()
        texts = {*_everyday(), *chain.from_iterable((p.whole, *p.sentences) for p in passages)}
        found = self._embeddings.get(texts)
        missing = len(texts) - len(found)
        if at_most is None or missing <= at_most:

            def embed(some: Sequence[str]) -> Matrix:
                return self._embeddings.compute(some, progress, found)

            everyday = embed(_everyday())
            self._ready = Dense(passages, embed), everyday
        return missing

    def _passages(self) -> list[Passages]:
        """What of each statement becomes a vector: all of it under its heading, and each sentence."""
        return [
            Passages(
                f"{heading}: {said}" if heading else said,
                tuple(sentence.span.of(article.body) for sentence in statement.sentences),
            )
            for article, statement in self._snapshot.entries
            for heading in [article.section(statement)]
            for said in [article.body[statement.sentences[0].span.start : statement.span.stop]]
        ]

    @property
    def ready(self) -> bool:
        """Whether the vectors are there."""
        return self._ready is not None

    def cosines(self, question: str) -> Cosines | None:
        """The cosines of ``question``, tens of milliseconds; None before the vectors are there."""
        if self._ready is None:
            return None
        dense, everyday = self._ready
        vector = self._question(question)
        statements, sentences = dense.scores(vector)
        return Cosines(
            statements, sentences, dense.places, float(np.sort(everyday @ vector)[-_NEAREST:].mean())
        )

    def cosine(self, text: str, statement: int) -> float:
        """That of a text, asked as a question, and one statement; 0 before the vectors are there."""
        return self._ready[0].score(self._question(text), statement) if self._ready else 0.0

    def nearer(self, question: str, word: str) -> Vector | None:
        """How much nearer each statement is to ``question`` without a ``word`` of it, as cosines.

        A word that a statement doesn't carry, in whichever language, keeps the question away from it.
        """
        if self._ready is None:
            return None
        dense, _ = self._ready
        left = self._question(without(question, [word]))
        return dense.scores(left)[0] - dense.scores(self._question(fold(question)))[0]


@cache
def _everyday() -> tuple[str, ...]:
    """What people ask about anything but talks, and what talks are about in general."""
    text = Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())
