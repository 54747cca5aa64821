"""What do the talks answer to a question, and do they at all? Ranking is evidence, and so is abstaining."""

import datetime
import math
from collections.abc import Sequence

from index.analysis import Token, analyzer, fold, language_of
from index.errors import QuestionError
from index.library import Snapshot
from index.model import Answer, Article, Hit, Met, Question, Quote, Sentence, Statement, Topic, Weight
from index.searchers import Document

MAX_QUESTION = 4096
"""Code points; as long as a message in Telegram can be."""

ANSWERED = 0.5
"""The confidence from which a quote is claimed to answer."""

# Logistic regression on the weight of the question that the statement carries, in words as heavy as
# one that is never mentioned, and on its share of the whole; learned on the questions of `talks` in
# the article's own language, November 2026. There 28 % of the answerable are declined, 36 % of the near
# misses and 2 % of the off-topic ones answered (talks eval).
_CARRIED, _SHARE, _BIAS = 0.4, 1.0, -0.6
_NEVER_MENTIONED = -2.0  # each name or number of the question that stands nowhere in the talks

_NEAREST_TOPICS, _OFFERED_TOPICS = 3, 5


class Answerer:
    """Answers questions from one snapshot; holds no state of its own, so threads may share it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def answer(self, text: str, limit: int = 3) -> Answer:
        """The best statements for the question ``text``, at most ``limit``, and whether they answer it.

        Raises QuestionError when there is nothing to search for, or too much; ValueError when the
        limit is below 1.
        """
        if limit < 1:
            raise ValueError(f"limit {limit}: below 1")
        question = _question(text)
        tokens = list({t.term: t for t in analyzer(question.language).tokens(text)}.values())
        hits = self._snapshot.searcher.search(tuple(t.term for t in tokens), max(limit, _NEAREST_TOPICS))
        weights = [_weight(self._snapshot, token) for token in tokens]
        quotes = [_quote(self._snapshot, hit, tokens, weights) for hit in hits]
        answered = bool(quotes) and quotes[0].confidence >= ANSWERED
        return Answer(
            question=question,
            answered=answered,
            quotes=tuple(quotes[:limit]),
            missing=tuple(token.word for token in tokens if token.term not in self._snapshot.vocabulary),
            topics=() if answered else _topics(self._snapshot, quotes),
            languages=tuple(sorted({article.language for article in self._snapshot.articles})),
        )

    def typed(self, text: str, limit: int) -> Answer:
        """As `answer`, for a question that is still being typed: its last word may be a beginning.

        Only where the words so far are met nowhere is the last one completed, so that a whole question
        has the same answer as ever.
        """
        answer = self.answer(text, limit)
        begun = text.rsplit(maxsplit=1)[-1]
        completed = self._snapshot.completion(fold(begun).casefold())
        if answer.quotes or completed is None:
            return answer
        return self.answer(text[: text.rindex(begun)] + completed, limit)


def _question(text: str) -> Question:
    if not text.strip():
        raise QuestionError("the question is empty; ask in your own words")
    if len(text) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(text):,} characters; {MAX_QUESTION:,} are the most")
    if not any(map(str.isalnum, text)):
        raise QuestionError("the question has no words; ask in your own words")
    return Question(text, language_of(text))


def _weight(snapshot: Snapshot, token: Token) -> float:
    """How much a word tells, 0…1: its idf over that of a word that is never mentioned."""
    size = len(snapshot.documents) + 1
    return math.log(size / (snapshot.frequencies.get(token.term) or 0.5)) / math.log(size / 0.5)


def _quote(snapshot: Snapshot, hit: Hit, tokens: Sequence[Token], weights: Sequence[float]) -> Quote:
    article, statement = snapshot.entries[hit.statement]
    document = snapshot.documents[hit.statement]
    weighed = tuple(
        Weight(token.word, weight, _met(snapshot, document, token))
        for token, weight in zip(tokens, weights, strict=True)
    )
    sentence = _answering_sentence(article, statement, tokens, weights)
    return Quote(article, statement, sentence, hit.score, _confidence(tokens, weighed), weighed)


def _met(snapshot: Snapshot, document: Document, token: Token) -> Met:
    if token.term in document.terms:
        return "statement"
    if token.term in document.heading:
        return "context"
    return "elsewhere" if token.term in snapshot.vocabulary else "nowhere"


def _confidence(tokens: Sequence[Token], weights: Sequence[Weight]) -> float:
    """The probability, 0…1, that a statement carrying these words answers; source: see `_CARRIED`."""
    carried = sum(w.weight for w in weights if w.met in ("statement", "context"))
    total = sum(w.weight for w in weights)
    logit = _CARRIED * carried + _SHARE * carried / (total or 1.0) + _BIAS
    unmentioned = sum(w.met == "nowhere" and _names(token) for token, w in zip(tokens, weights, strict=True))
    logit += _NEVER_MENTIONED * unmentioned
    return (1 + math.tanh(logit / 2)) / 2  # the logistic function, written so that nothing overflows


def _names(token: Token) -> bool:
    """Whether a word can only mean one thing: a number, or a name inside the question."""
    return token.word[0].isdigit() or (token.inside and token.word[0].isupper())


def _answering_sentence(
    article: Article, statement: Statement, tokens: Sequence[Token], weights: Sequence[float]
) -> Sentence:
    """The sentence that carries most of the question's weight; the earlier one of equals."""
    analyse = analyzer(article.language)

    def carried(sentence: Sentence) -> float:
        terms = set(analyse.terms(sentence.span.of(article.body)))
        return sum(weight for token, weight in zip(tokens, weights, strict=True) if token.term in terms)

    return max(statement.sentences, key=carried)


def _topics(snapshot: Snapshot, quotes: Sequence[Quote]) -> tuple[Topic, ...]:
    """The sections nearest to the question; when none is, those of the latest article that has some."""
    near = [(quote.article, quote.statement.section) for quote in quotes[:_NEAREST_TOPICS]]
    found = list(dict.fromkeys(Topic(article, section) for article, section in near if section is not None))
    if found:
        return tuple(found)
    with_headings = [article for article in snapshot.articles if article.sections]
    latest = max(with_headings, key=lambda article: article.date or datetime.date.min, default=None)
    return tuple(t for t in latest.topics if t.heading)[:_OFFERED_TOPICS] if latest else ()
