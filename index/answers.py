"""What do the talks answer to a question, and do they at all? Ranking is evidence, and so is abstaining."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from index import confidence, lacks
from index.analysis import Token, bare, fold, script_of
from index.confidence import Model
from index.errors import QuestionError
from index.library import Snapshot
from index.meaning import Meaning
from index.model import Answer, Met, Quote, Topic, Weight
from index.weighing import Weighed, Weigher

MAX_QUESTION = 4096
"""Code points; as long as a message in Telegram can be."""

ANSWERED = 0.5
"""The confidence from which a quote is claimed to answer."""

NEAR = 0.5
"""The nearness from which a quote that doesn't answer is worth showing as the nearest there is."""

_UNSURE = 0.49  # the confidence of what can't be told
_LATEST = 1024  # answers kept in memory: many people ask the same, and nothing about it can have changed
_KEPT = 300  # code points of a question whose answer is kept: that of a longest one takes 400 KB
_ALSO = 4.0  # how far behind the first a further quote's score may be
_MET: tuple[Met, ...] = ("statement", "context", "alike")
_WRITTEN: tuple[Met, ...] = ("statement", "context")
_NEAREST_TOPICS, _OFFERED_TOPICS = 3, 5


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of a sentence that may answer: its figures, where words are met, and two chances."""

    figures: Mapping[str, float]
    met: Sequence[Met | None]
    answers: float
    nearness: float


class Answerer:
    """Answers questions from one snapshot; threads may share it.

    ``meaning`` is of the same snapshot; without it, or before it is prepared, answers go by letters
    alone. ``models`` are weights in place of those that come with Talks: with meaning, and without.
    """

    def __init__(
        self, snapshot: Snapshot, meaning: Meaning | None = None, models: tuple[Model, Model] | None = None
    ) -> None:
        self._snapshot, self._meaning = snapshot, meaning
        self._weigher = Weigher(snapshot, meaning)
        self._models = models
        self._latest = lru_cache(_LATEST)(self._answer)

    def answer(self, text: str, limit: int = 3) -> Answer:
        """The best statements for the question ``text``, at most ``limit``, and whether they answer it.

        Raises QuestionError when there is nothing to search for, or too much; ValueError when the
        limit is below 1.
        """
        if limit < 1:
            raise ValueError(f"limit {limit}: below 1")
        _check(text)
        answer = self._latest if len(text) <= _KEPT else self._answer
        return answer(text, limit, self._meaning is not None and self._meaning.ready)

    def _answer(self, text: str, limit: int, _by_meaning: bool) -> Answer:  # noqa: FBT001 - for the cache
        weighed = self._weigher.weigh(bare(text))
        quotes = self._quotes(weighed, max(limit, _NEAREST_TOPICS))
        answered = bool(quotes) and quotes[0].confidence >= ANSWERED
        met = _met_words(quotes)
        shown = [quote.article for quote in quotes[:1] if answered or quote.nearness >= NEAR]
        spoken = {article.language for article in shown} or set(self._snapshot.overview.spoken)
        own = not spoken or weighed.question.language in spoken
        scripts = {"Latin" if language == "en" else "Cyrillic" for language in spoken}
        return Answer(
            question=replace(weighed.question, text=text),
            answered=answered,
            quotes=tuple(quotes[:limit]),
            missing=tuple(
                token.word
                for token in weighed.nowhere
                if token.word not in met and (own or _can_be_missed(token, scripts))
            ),
            topics=() if answered else _topics(self._snapshot, quotes),
            languages=self._snapshot.overview.spoken,
            near=bool(quotes) and quotes[0].nearness >= NEAR,
            by_meaning=weighed.everyday is not None,
        )

    def typed(self, text: str, limit: int) -> Answer:
        """As `answer`, for a question that is still being typed: its last word may be a beginning.

        Only where the words so far are met nowhere is the last one completed, so that a whole question
        has the same answer as ever.
        """
        answer = self.answer(text, limit)
        if answer.answered or _met_words(answer.quotes, _WRITTEN):
            return answer
        begun = text.rsplit(maxsplit=1)[-1]
        completed = self._snapshot.completion(fold(begun).casefold())
        return self.answer(text[: text.rindex(begun)] + completed, limit) if completed else answer

    def _quotes(self, weighed: Weighed, limit: int) -> list[Quote]:
        """The best statements, each by its best sentence; of equals the earlier comes first."""
        if not len(weighed.rows):
            return []
        with_meaning = weighed.everyday is not None
        model = self._models[not with_meaning] if self._models else confidence.model(meaning=with_meaning)
        scores = weighed.rows @ model.rank
        best: dict[int, int] = {}
        owners = weighed.owners.tolist()
        for row in np.argsort(-scores, kind="stable").tolist():
            best.setdefault(owners[row], row)
        ranked = list(best.values())
        first, second = scores[ranked[0]], scores[ranked[1]] if len(ranked) > 1 else scores[ranked[0]]
        found = [
            self._found(weighed, row, float(scores[row] - (first if place else second)), model)
            for place, row in enumerate(ranked[:limit])
        ]
        doubted = found[0].answers < model.sure
        looked_at = lacks.doubtful(weighed.question, weighed.tokens, found[0].met) if doubted else []
        # What isn't near is shown to programs at most, and not worth the encoder's time.
        nearer = self._weigher.nearer(weighed, looked_at, by_meaning=found[0].nearness >= NEAR)
        return [
            self._quote(weighed, row, float(scores[row]), one, nearer if one.answers < model.sure else {})
            for row, one in zip(ranked, found, strict=False)
        ]

    def _found(self, weighed: Weighed, row: int, margin: float, model: Model) -> _Found:
        met = self._weigher.met(weighed, row)
        figures = self._weigher.figures(weighed, row, margin, met)
        answers, nearness = model.chances(figures)
        article, _ = self._snapshot.entries[weighed.numbers[int(weighed.owners[row])]]
        # One word alone, and in no language of the article's: "zzzzz" is as near to a text as "gas" is.
        if len(met) == 1 and met[0] is None and weighed.question.language != article.language:
            answers = min(answers, _UNSURE)
        return _Found(figures, met, answers, nearness)

    def _quote(
        self, weighed: Weighed, row: int, score: float, found: _Found, nearer: Mapping[str, Sequence[float]]
    ) -> Quote:
        owner = int(weighed.owners[row])
        article, statement = self._snapshot.entries[weighed.numbers[owner]]
        weights = tuple(
            Weight(token.word, weight, self._met(token, how))
            for token, weight, how in zip(weighed.tokens, weighed.weights, found.met, strict=True)
        )
        return Quote(
            article,
            statement,
            statement.sentences[weighed.place(row)],
            score,
            found.answers,
            weights,
            found.nearness,
            lacks.of(
                weighed.question,
                weighed.tokens,
                found.met,
                article,
                statement,
                found.figures,
                {word: by[owner] for word, by in nearer.items()},
            ),
        )

    def _met(self, token: Token, how: Met | None) -> Met:
        return how or ("elsewhere" if self._weigher.mentions(token.term) else "nowhere")


def answering(found: Answer) -> list[Quote]:
    """The quotes that answer: the first, and those that are nearly as good."""
    if not found.answered:
        return []
    least = found.quotes[0].score - _ALSO
    return [quote for quote in found.quotes if quote.confidence >= ANSWERED and quote.score >= least]


def _met_words(quotes: Sequence[Quote], where: Collection[Met] = _MET) -> set[str]:
    """The words of the question that one of ``quotes`` carries."""
    return {weight.word for quote in quotes for weight in quote.weights if weight.met in where}


def _can_be_missed(token: Token, scripts: Collection[str]) -> bool:
    """Whether a word that is met nowhere can't be there in other words: a number, a name in their script."""
    return lacks.is_name(token) and (token.word[0].isdigit() or script_of(token.word) in scripts)


def _check(text: str) -> None:
    if not text.strip():
        raise QuestionError("the question is empty; ask in your own words")
    if len(text) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(text):,} characters; {MAX_QUESTION:,} are the most")
    if not any(map(str.isalnum, text)):
        raise QuestionError("the question has no words; ask in your own words")


def _topics(snapshot: Snapshot, quotes: Sequence[Quote]) -> tuple[Topic, ...]:
    """The sections nearest to the question; when none is, those of the latest article that has some."""
    near = [(q.article, q.statement.section) for q in quotes[:_NEAREST_TOPICS] if q.nearness >= NEAR]
    found = list(dict.fromkeys(Topic(article, section) for article, section in near if section is not None))
    if found:
        return tuple(found)
    number = snapshot.overview.latest
    latest = None if number is None else snapshot.articles[number]
    return tuple(t for t in latest.topics if t.heading)[:_OFFERED_TOPICS] if latest else ()
