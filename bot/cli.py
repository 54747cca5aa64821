"""What can be typed in a terminal? The commands, but for those of asking, adding, digests and what is kept.

Output is rich in a terminal and plain when piped. Exit 0: done; 1: an honest no, or something found
wrong; 2: usage or broken input. Heavy imports wait until they are needed: a start costs what it uses.
"""

# ruff: noqa: PLC0415 - see above

import sys
from pathlib import Path
from typing import Literal

import click

from bot import (
    adding,
    asking,
    bootstrap,
    contract,
    digesting,
    ledger_commands,
    loading,
    operating,
    options,
    render,
    streams,
    wording,
)
from bot.i18n import LANGUAGES, words
from bot.progress import Progress
from index.errors import TalksError
from index.model import Language


@click.group(
    cls=options.Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="No question is sent anywhere: articles are read and searched on this machine.",
)
@click.version_option(package_name="talks-bot", prog_name="talks", message="%(prog)s %(version)s")
def app() -> None:
    """Ask what was said at talks: the very words, their speaker, date and source, or an honest no."""
    # A name or a letter that the terminal can't show must not end an answer.
    for stream in (sys.stdout, sys.stderr):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")  # type: ignore[union-attr] # both are text


@app.command()
@options.articles
@options.as_json
def topics(articles: Path, as_json: bool) -> None:
    """List the sections and statements that there are to ask about."""
    found = loading.articles(articles)
    if not as_json:
        streams.show(wording.contents(found, words("en")))
        return
    for article in found:
        for statement in article.statements:
            streams.show_json(contract.statement(article, statement))


@app.command(epilog="Exit status: 0 nothing is wrong, 1 something is, 2 there is nothing to check.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@options.articles
def check(paths: tuple[Path, ...], articles: Path) -> None:
    """Say what is wrong with which article, at which line.

    PATH is an article, or a folder of them; without one, the folder of --articles is checked.
    """
    from index import checks

    checked = wrong = statements = nothing = 0
    for path in paths or [articles]:
        try:
            for file, article, problems in checks.check(path):
                for problem in problems:
                    click.echo(render.visible(str(problem)))
                if article and article.date is None:  # worth a word, but nothing wrong
                    hint = f"no date: --since and --until pass it over; add date = … to {file.stem}.toml"
                    click.echo(render.visible(f"{file}: {hint}"))
                checked += 1
                wrong += bool(problems)
                statements += len(article.statements) if article else 0
        except TalksError as error:
            nothing += 1
            streams.complain(str(error))
    verdict = f"{wrong} of {checked} wrong" if wrong else f"{checked} checked, nothing wrong"
    click.echo(f"{verdict}; {_many(statements, 'statement')}")
    raise SystemExit(2 if nothing else 1 if wrong else 0)


@app.command("eval", short_help="Measure on questions whose answers are known.")
@click.argument("questions", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--articles",
    metavar="DIR",
    type=options.Folder(path_type=Path),
    show_default="articles, beside the questions",
    help="Folder with the articles that the questions are about.",
)
@options.as_json
@click.option("--misses", is_flag=True, help="List the questions that went wrong.")
def evaluate(questions: Path, articles: Path | None, as_json: bool, misses: bool) -> None:
    """Measure ranking and declining on QUESTIONS: one JSON object a line, as tests/eval/README.md has it."""
    from bot import report
    from index import evaluation

    try:
        cases = evaluation.read(questions)
    except TalksError as error:
        streams.fail(error)
    except OSError as error:
        streams.fail(f"{questions}: can't be read: {error.strerror}")
    taken = loading.snapshot(articles or questions.parent / "articles", whole=True)
    if absent := list(evaluation.absent(taken, cases)):
        first = ", ".join(f"line {case.line}: {words!r}" for case, words in absent[:5])
        many = f"{len(absent)} answer{'s' * (len(absent) > 1)}"
        streams.complain(f"{questions}: {many} in no statement of the article asked, so never right; {first}")
    outcomes = []
    try:
        with Progress() as progress:
            for one in evaluation.outcomes(taken, cases, loading.answerer):
                outcomes.append(one)
                progress("asking", len(outcomes), len(cases))
    except TalksError as error:
        streams.fail(error)
    if as_json:
        streams.show_json(report.data(outcomes))
        return
    streams.show([*report.table(outcomes), *(report.misses(outcomes) if misses else ())])


@app.command(
    short_help="Prepare a large folder for questions in other words and languages.",
    epilog="Exit status: 0 all is ready, 1 vectors could not be kept, 2 there is nothing to prepare.",
)
@options.articles
def index(articles: Path) -> None:
    """Compute the vectors that tell meanings, and keep them. Ctrl-C keeps what is done until then."""
    taken = loading.snapshot(articles, whole=True)
    meaning = bootstrap.meaning(taken, loading.KEPT)
    if meaning is None:
        streams.fail("the encoder is missing: pip install 'talks-bot[semantic]'")
    loading.prepare(meaning)
    if lost := loading.prepare(meaning, 0):  # what isn't kept now would have to be computed again
        streams.complain(
            f"{lost:,} vectors could not be kept in {loading.KEPT}: is it full, or not writable?"
        )
        raise SystemExit(1)
    statements, sentences = len(taken.entries), sum(len(said.sentences) for _, said in taken.entries)
    click.echo(f"{_many(statements, 'statement')} and {_many(sentences, 'sentence')} are ready")


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


@app.command(short_help="Talk to the bot here as in Telegram.")
@options.articles
@click.option("--group", "face", flag_value="group", help="In a group: it answers /ask and @talks_bot.")
@click.option("--inline", "face", flag_value="inline", help="Inline: what @talks_bot and a text would list.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="Of your Telegram.")
def chat(articles: Path, face: Literal["group", "inline"] | None, language: Language) -> None:
    """Talk to the bot as in Telegram: its real handlers, without token or network.

    Type a question or a command. A number presses a button, "> text" replies to the bot, Ctrl-D ends.
    """
    import asyncio

    from bot.chat import Chat, lines_entered

    taken = loading.snapshot(articles, whole=True)
    meaning = loading.meaning(taken)
    prompt = {"group": "group> ", "inline": "@talks_bot "}.get(face or "", "you> ")

    async def talk() -> None:
        async with Chat(taken, face or "private", language, meaning) as talking:
            for entered in lines_entered(prompt):
                if not sys.stdin.isatty():
                    streams.show([render.line(prompt + entered, "note")])
                if entered.strip() or face == "inline":
                    streams.show([*await talking.enter(entered.strip()), render.Block()])

    asyncio.run(talk())


@app.command(epilog="Settings are read from the environment and from .env; see the README.")
def run() -> None:
    """Answer on Telegram until told to stop."""
    import asyncio

    from bot import logs, settings
    from bot import run as running

    try:
        chosen = settings.load()
        logs.configure()
        asyncio.run(running.run(chosen, loading.snapshot(chosen.articles, whole=True)))
    except running.PollingStoppedError as error:
        streams.complain(str(error))
        raise SystemExit(1) from error
    except TalksError as error:
        streams.fail(error)


for other in (
    asking.command,
    adding.command,
    digesting.command,
    ledger_commands.command,
    *operating.COMMANDS,
):
    app.add_command(other)
