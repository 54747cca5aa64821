"""How well do the talks answer a set of questions? Outcomes of each, and shares with their intervals.

A question that has an answer is right when one of the strings of its ``answer`` stands in the sentence
that is marked, or in the statement that is shown. One that has none must not be claimed as answered.
One with a false premise (``answerable`` null) must show the statement that corrects it.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from index import narrowing
from index.answers import Answerer
from index.errors import QuestionError, TalksError
from index.library import Snapshot, snapshot
from index.model import Answer, Language, Quote, Span

_EXAMPLE = '{"question": "…", "answer": ["…"]}'


class QuestionsError(TalksError):
    """A file of questions can't be used: ``path``, ``line`` from 1 (None: the whole file), what is wrong."""

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem
        super().__init__(f"{path}{f':{line}' if line else ''}: {problem}")


class UnknownArticleError(TalksError):
    """A question is about an article that isn't there; ``names`` are those of the articles there."""

    def __init__(self, name: str, names: Iterable[str]) -> None:
        self.name, self.names = name, narrowing.nearest(names, name)
        there_are = narrowing.listed(self.names)
        super().__init__(
            f"no article named {name!r} is in the folder, which --articles gives; there are: {there_are}"
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what is right: ``answerable`` is None for a false premise that a statement corrects.

    ``article`` narrows the talks to one article by its name; ``answer`` holds the strings that are right;
    ``line`` is where it stands in its file.
    """

    question: str
    answerable: bool | None
    answer: tuple[str, ...] = ()
    article: str | None = None
    language: str | None = None
    kind: str | None = None
    line: int = field(default=0, compare=False)


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
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise QuestionsError(path, None, "not UTF-8; save it as UTF-8") from error
    cases = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line), number))
            except json.JSONDecodeError as error:
                problem = f"not JSON: {error.msg}, at character {error.colno}; a line is {_EXAMPLE}"
                raise QuestionsError(path, number, problem) from error
            except (ValueError, TypeError, RecursionError) as error:
                raise QuestionsError(path, number, str(error)) from error
    if not cases:
        raise QuestionsError(path, None, f"no questions in it; write one a line, as {_EXAMPLE}")
    return cases


def _case(data: dict[str, Any], line: int) -> Case:
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise TypeError(f'not an object with a "question"; a line is {_EXAMPLE}')
    if not data["question"].strip():
        raise ValueError('"question" is empty')
    answerable, answer = data.get("answerable", True), data.get("answer", [])
    if answerable not in (True, False, None):
        raise ValueError('"answerable" is true, false, or null for a false premise')
    if not isinstance(answer, list) or not all(isinstance(words, str) for words in answer):
        raise TypeError('"answer" is a list of strings')
    if answerable is True and not answer:
        raise ValueError('an answerable question needs an "answer"')
    article, language, kind = data.get("article"), data.get("lang"), data.get("kind")
    if not all(isinstance(value, str | None) for value in (article, kind)):
        raise TypeError('"article" and "kind" are names in quotes')
    if language not in (None, *get_args(Language)):
        raise ValueError(f'"lang" is one of {", ".join(get_args(Language))}, not {language!r}')
    return Case(data["question"], answerable, tuple(answer), article, language, kind, line)


def absent(everything: Snapshot, cases: Iterable[Case]) -> Iterator[tuple[Case, str]]:
    """The strings of an ``answer`` that stand in no statement of what is asked, so that nothing has them."""
    said: dict[str | None, list[str]] = {None: []}
    for article, statement in everything.entries:
        text = statement.span.of(article.body)
        said[None].append(text)
        said.setdefault(article.name, []).append(text)
    for case in cases:
        texts = said.get(case.article, [])
        yield from ((case, words) for words in case.answer if not any(words in text for text in texts))


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
                raise UnknownArticleError(case.article, named)
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
