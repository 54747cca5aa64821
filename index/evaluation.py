"""How well do the talks answer a set of questions? Outcomes of each, and shares with their intervals.

A question that has an answer is right when one of the strings of its ``answer`` stands in the sentence
that is marked, or in the statement that is shown. One that has none must not be claimed as answered.
One with a false premise (``answerable`` null) must show the statement that corrects it.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.answers import Answerer
from index.errors import QuestionError, TalksError
from index.library import Snapshot, snapshot
from index.model import Answer, Quote, Span


class QuestionsError(TalksError):
    """A file of questions can't be used: ``path``, ``line`` from 1, and what is wrong."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem
        super().__init__(f"{path}:{line}: {problem}")


class UnknownArticleError(TalksError):
    """A question is about an article that isn't there; ``name`` is the article's."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        super().__init__(f"no article named {name!r} is in the folder; give the right one with --articles")


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what is right: ``answerable`` is None for a false premise that a statement corrects.

    ``article`` narrows the talks to one article by its name; ``answer`` holds the strings that are right.
    """

    question: str
    answerable: bool | None
    answer: tuple[str, ...] = ()
    article: str | None = None
    language: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case; without an answer to it, nothing about it is right."""

    case: Case
    answered: bool
    confidence: float
    sentence: bool
    statement: bool
    statement_in_3: bool
    shown: str | None
    lacks: tuple[str, ...] = ()


def read(path: Path) -> list[Case]:
    """The cases in a file, one JSON object a line; raises QuestionsError, and OSError for no file."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line)))
            except (ValueError, TypeError) as error:
                raise QuestionsError(path, number, str(error)) from error
    return cases


def _case(data: dict[str, Any]) -> Case:
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise TypeError('not an object with a "question"')
    answerable, answer = data.get("answerable", True), data.get("answer", [])
    if answerable not in (True, False, None):
        raise ValueError('"answerable" is true, false, or null for a false premise')
    if not isinstance(answer, list) or not all(isinstance(words, str) for words in answer):
        raise TypeError('"answer" is a list of strings')
    if answerable is True and not answer:
        raise ValueError('an answerable question needs an "answer"')
    return Case(
        data["question"], answerable, tuple(answer), data.get("article"), data.get("lang"), data.get("kind")
    )


def outcomes(
    everything: Snapshot,
    cases: Iterable[Case],
    answering: Callable[[Snapshot], Answerer] = Answerer,
) -> Iterator[Outcome]:
    """What becomes of each case, asked of its article, or of all articles where it names none.

    ``answering`` makes an answerer of a snapshot. Raises UnknownArticleError.
    """
    named = {article.name: article for article in everything.articles}
    answerers: dict[str | None, Answerer] = {}
    for case in cases:
        if case.article not in answerers:
            if case.article is not None and case.article not in named:
                raise UnknownArticleError(case.article)
            asked = everything if case.article is None else snapshot([named[case.article]])
            answerers[case.article] = answering(asked)
        try:
            yield outcome(case, answerers[case.article].answer(case.question))
        except QuestionError:  # it can't be asked, so nothing is claimed
            yield Outcome(case, False, 0.0, False, False, False, None)  # noqa: FBT003 - nothing holds


def outcome(case: Case, answer: Answer) -> Outcome:
    """What became of ``case`` when it was answered with ``answer``."""
    right = [_stands(case, quote, quote.statement.span) for quote in answer.quotes[:3]]
    if not answer.quotes:
        return Outcome(case, answer.answered, 0.0, False, False, False, None)  # noqa: FBT003 - nothing holds
    first = answer.quotes[0]
    return Outcome(
        case,
        answer.answered,
        first.confidence,
        sentence=_stands(case, first, first.sentence.span),
        statement=right[0],
        statement_in_3=any(right),
        shown=first.sentence.span.of(first.article.body),
        lacks=first.lacks,
    )


def _stands(case: Case, quote: Quote, span: Span) -> bool:
    return any(words in span.of(quote.article.body) for words in case.answer)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's 95 % interval (Wilson 1927)."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """0…1; of none at all, 0."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds between which the true share lies, 19 times of 20."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.value
        centre, margin = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (centre - margin) / (1 + z * z / n)), min(1.0, (centre + margin) / (1 + z * z / n))


def share(outcomes: Iterable[bool]) -> Share:
    """How many of ``outcomes`` hold."""
    listed = list(outcomes)
    return Share(sum(listed), len(listed))


def auroc(right: Sequence[float], wrong: Sequence[float]) -> float | None:
    """The chance that one of ``right`` scores above one of ``wrong``, ties counting half; None without both.

    By ranks (Mann and Whitney 1947).
    """
    if not right or not wrong:
        return None
    ordered = sorted([(score, True) for score in right] + [(score, False) for score in wrong])
    total, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        rank = (at + 1 + end) / 2
        total += rank * sum(is_right for _, is_right in ordered[at:end])
        at = end
    return (total - len(right) * (len(right) + 1) / 2) / (len(right) * len(wrong))
