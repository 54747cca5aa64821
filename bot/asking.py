"""What was said about it? `talks ask`: a question, or those from a pipe, answered with the very words."""

import time
from itertools import chain
from pathlib import Path

import click

from bot import about, contract, loading, options, render, smalltalk, streams, wording
from bot.i18n import words
from index.errors import QuestionError
from index.narrowing import Conditions

_ENGLISH = words("en")


@click.command(
    "ask",
    short_help="Answer a question with the very words.",
    epilog="Exit status: 0 answered, 1 not in the talks, 2 usage or broken input. "
    "With piped questions: 0, or 2 when one could not be asked.",
)
@click.argument("question", nargs=-1)
@options.articles
@options.as_json
@click.option(
    "--top", type=click.IntRange(1, 50), default=3, show_default=True, help="At most so many statements."
)
@click.option("--explain", is_flag=True, help="Tell in figures why this statement.")
@options.narrowing
def command(  # noqa: PLR0913 - its options
    *,
    question: tuple[str, ...],
    articles: Path,
    as_json: bool,
    top: int,
    explain: bool,
    conditions: Conditions,
) -> None:
    """Answer QUESTION with the very words, the answering sentence marked.

    Without QUESTION, or with "-", questions are read from a pipe, one a line, and answered as they come.
    """
    if question and question != ("-",):
        asked = loading.Asked(articles, conditions)
        if (what := smalltalk.heard(" ".join(question))) and not as_json:
            streams.show(about.smalltalk(what, asked.newest(), _ENGLISH).blocks)
            raise SystemExit(1)
        asked.ready()
        try:
            answered = _answer(
                asked,
                streams.readable(" ".join(question)),
                top,
                conditions,
                as_json=as_json,
                explain=explain,
            )
        except QuestionError as error:
            streams.fail(error)
        raise SystemExit(0 if answered else 1)
    lines = streams.piped_lines()
    first = next(lines, None)
    if first is None:
        streams.fail('no question; give one, as in: talks ask "how many Kazakhs study in Russia?"')
    asked = loading.Asked(articles, conditions)
    asked.ready()
    broken = False
    for number, line in enumerate(chain([first], lines), start=1):
        if not as_json:
            streams.show([wording.question(line)])
        try:
            _heard(asked, line, top, conditions, as_json=as_json, explain=explain)
        except QuestionError as error:
            broken = True
            streams.complain(f"question {number}: {error}")
            if as_json:
                streams.show_json(contract.unasked(line))
        if not as_json:
            streams.show([render.Block()])
    raise SystemExit(2 if broken else 0)


def _heard(  # noqa: PLR0913 - options of the command
    asked: loading.Asked, line: str, top: int, conditions: Conditions, *, as_json: bool, explain: bool
) -> None:
    """Answer a line of a pipe, or greet back."""
    if (what := smalltalk.heard(line)) and not as_json:
        streams.show(about.smalltalk(what, asked.newest(), _ENGLISH).blocks)
    else:
        _answer(asked, line, top, conditions, as_json=as_json, explain=explain)


def _answer(  # noqa: PLR0913 - options of the command
    asked: loading.Asked, question: str, top: int, conditions: Conditions, *, as_json: bool, explain: bool
) -> bool:
    start = time.perf_counter()
    answer = asked.answer(question, top)
    took_ms = (time.perf_counter() - start) * 1000
    if as_json:
        streams.show_json(contract.answer(answer, took_ms, explain=explain))
    else:
        left_by = options.given(conditions)
        streams.show(wording.answer(answer, _ENGLISH, explain=explain, left_by=left_by))
    return answer.answered
