"""Which words of a question does a statement not carry? So that a near miss doesn't pass silently."""

from collections.abc import Mapping, Sequence

from index import countries, doubts, periods
from index.analysis import Token
from index.candidates import Candidate
from index.model import Article, Met, Question, Statement

_LOOKED_AT, _LETTERS = 2, 160  # words at most, and letters in all: each word costs as much as its question


def is_name(token: Token) -> bool:
    """Whether a word can only mean one thing: a number, or a name inside the question."""
    if token.word[0].isdigit():
        return token.term != "1"  # which stands in words that say nothing, such as "one"
    return token.inside and token.word[0].isupper()


def met(tokens: Sequence[Token], candidate: Candidate, likeness: Sequence[float]) -> tuple[Met | None, ...]:
    """Where each word is met: in the statement, in what stands over it, in a like word; None: nowhere.

    ``likeness`` is how well each is met by the statement and its article, see `Candidates.met`.
    """
    return tuple(_met(token, candidate, like) for token, like in zip(tokens, likeness, strict=True))


def _met(token: Token, candidate: Candidate, like: float) -> Met | None:
    if token.term in candidate.said:
        return "statement"
    if token.term in candidate.whole.terms or token.term in candidate.article.terms:
        return "context"
    if called := countries.asked(token):  # like no other country
        return "alike" if any(countries.is_called(word, called) for word in candidate.countries) else None
    return "alike" if like else None


def doubtful(question: Question, tokens: Sequence[Token], met: Sequence[Met | None]) -> list[str]:
    """The words to look at twice when it is in doubt whether a statement answers: longer ones tell more.

    Two of a short question, one of a long one.
    """
    unmet = [token.word for token, how in zip(tokens, met, strict=True) if how is None and not is_name(token)]
    most = min(_LOOKED_AT, max(1, _LETTERS // max(1, len(question.text))))
    return sorted(dict.fromkeys(unmet), key=len, reverse=True)[:most]


def of(  # noqa: PLR0913, PLR0917 - a question and a statement, each with what is known of it
    question: Question,
    tokens: Sequence[Token],
    met: Sequence[Met | None],
    article: Article,
    statement: Statement,
    figures: Mapping[str, float],
    nearer: Mapping[str, float],
) -> tuple[str, ...]:
    """The words of ``question`` that a statement doesn't carry, best first.

    Names and numbers that it hasn't, and words by which another speaker or another time is asked for, in
    any language. Other words it may say in other words: so they count only when it is in doubt whether
    the statement answers, those without which the question is ``nearer`` to it in meaning, and the first
    of them in any case. ``nearer`` tells by how much, as a cosine; it is empty when nothing is in doubt.
    """
    told = statement.span.of(article.body)
    unmet = {token.word: token for token, how in zip(tokens, met, strict=True) if how is None}
    lacking = [token.word for token, how in zip(tokens, met, strict=True) if how is None and is_name(token)]
    if figures["another speaker"]:
        asked = doubts.asked_speaker(question.text, doubts.background(article, statement.speaker))
        lacking += [word for word in asked if not doubts.stands(word, told)]
    if figures["another time"]:
        lacking += periods.asked(question.text, told)
    looked_at = sorted((word for word in nearer if word in unmet), key=lambda word: -nearer[word])
    lacking += looked_at[:1] + [word for word in looked_at[1:] if nearer[word] > 0]
    return tuple(dict.fromkeys(lacking))
