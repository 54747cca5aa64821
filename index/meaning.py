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
from index.searchers.dense import Compared, Comparer, Dense, Passages

_NEAREST = 5  # everyday things that count: one alone may be near by chance

_LATEST = (
    1024  # questions whose vectors are kept in memory: many ask the same, and all that page through answers
)

_FEW = 5_000
"""Statements up to which every cosine is computed from vectors in memory: some 20 MB, and 2 ms a question."""

_MANY = 20_000  # statements of which a few tell how many vectors are missing: to look at all takes seconds

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Cosines:
    """Of a question with ``passages``, and with everyday things."""

    passages: Compared
    everyday: float


class Meaning:
    """The vectors of one snapshot; any thread may ask for cosines while another prepares them."""

    def __init__(self, encoder: Encoder, embeddings: Embeddings, snapshot: Snapshot, few: int = _FEW) -> None:
        """More than ``few`` statements are looked through in a file, see `index.searchers.mapped`."""
        self._embeddings, self._snapshot, self._few = embeddings, snapshot, few
        self._question = lru_cache(_LATEST)(encoder.question)
        self._ready: tuple[Comparer, Matrix] | None = None

    def prepare(self, progress: Progress = lambda _done, _of: None, at_most: int | None = None) -> int:
        """Compute what isn't kept yet, tens of milliseconds a vector, and tell how many vectors that is.

        Of more than ``at_most`` none is computed; in a large folder it is about how many they are that is
        told then. ``progress`` hears how many of how many are done.
        """
        if len(self._snapshot.entries) > self._few:
            return self._prepare_many(progress, at_most)
        passages = [self._passages(number) for number in range(len(self._snapshot.entries))]
        texts = {*_everyday(), *chain.from_iterable((p.whole, *p.sentences) for p in passages)}
        found = self._embeddings.get(texts)
        missing = len(texts) - len(found)
        if at_most is None or missing <= at_most:

            def embed(some: Sequence[str]) -> Matrix:
                return self._embeddings.compute(some, progress, found)

            everyday = embed(_everyday())
            self._ready = Dense(passages, embed), everyday
        return missing

    def _prepare_many(self, progress: Progress, at_most: int | None) -> int:
        from index.gathering import Gathering, TooManyError, lacking  # noqa: PLC0415 - for large folders alone

        found = self._embeddings.get(_everyday())
        missing = len(_everyday()) - len(found)
        count = len(self._snapshot.entries)
        if at_most is not None and count > _MANY:
            about = lacking(self._embeddings, count, self._passages)
            if about > at_most:
                return missing + about
        try:
            mapped, computed = Gathering(self._embeddings, count, self._passages).gathered(
                progress, None if at_most is None else at_most - missing
            )
        except TooManyError as error:
            return missing + error.missing
        self._ready = mapped, self._embeddings.compute(_everyday(), progress, found)
        return missing + computed

    def _passages(self, number: int) -> Passages:
        """What of a statement becomes a vector: all of it under its heading, and each sentence."""
        article, statement = self._snapshot.entries[number]
        heading = article.section(statement)
        said = article.body[statement.sentences[0].span.start : statement.span.stop]
        return Passages(
            f"{heading}: {said}" if heading else said,
            tuple(sentence.span.of(article.body) for sentence in statement.sentences),
        )

    @property
    def ready(self) -> bool:
        """Whether the vectors are there."""
        return self._ready is not None

    def cosines(self, question: str) -> Cosines | None:
        """The cosines of ``question``, tens of milliseconds; None before the vectors are there."""
        if self._ready is None:
            return None
        comparer, everyday = self._ready
        vector = self._question(question)
        return Cosines(comparer.compare(vector), float(np.sort(everyday @ vector)[-_NEAREST:].mean()))

    def cosine(self, text: str, statement: int) -> float:
        """That of a text, asked as a question, and one statement; 0 before the vectors are there."""
        return self._ready[0].score(self._question(text), statement) if self._ready else 0.0

    def nearer(self, question: str, word: str, numbers: Sequence[int]) -> Vector | None:
        """How much nearer each of these statements is to ``question`` without a ``word`` of it, as cosines.

        A word that a statement doesn't carry, in whichever language, keeps the question away from it.
        """
        if self._ready is None:
            return None
        compare = self._ready[0].compare
        left, whole = self._question(without(question, [word])), self._question(fold(question))
        return compare(left).statements(numbers) - compare(whole).statements(numbers)


@cache
def _everyday() -> tuple[str, ...]:
    """What people ask about anything but talks, and what talks are about in general."""
    text = Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())
