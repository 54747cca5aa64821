"""What would be posted? `talks digest`: a digest as Telegram would show it, before anybody is sent one."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from bot import contract, options, render, streams, wording
from bot.digest import Filter, digest, reply
from bot.i18n import LANGUAGES, words
from bot.progress import Progress
from bot.reply import Reply
from index import folder
from index.errors import TalksError
from index.model import Article, Language
from index.narrowing import Conditions, NothingLeftError

_USERNAME = "talks_bot"  # as in `talks chat`: no bot is asked for its name


@click.command(
    "digest",
    short_help="Show what a channel would be posted.",
    epilog="Exit status: 0 there is something to post, 1 there is nothing, 2 usage or broken input. "
    f"Links lead to @{_USERNAME}; the bot puts its own name there.",
)
@options.articles
@click.option("--article", "only", metavar="NAME", multiple=True, help="Of this article; repeatable.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Of all articles of this day, YYYY-MM-DD, or later.",
)
@click.option(
    "--speaker", "speakers", metavar="NAME", multiple=True, help="Statements of this speaker; repeatable."
)
@click.option(
    "--word",
    "mentioned",
    metavar="WORD",
    multiple=True,
    help="Statements with this word in any of its forms; repeatable.",
)
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    show_default=True,
    help="Of all but the quotes, which stay in theirs.",
)
@click.option("--html", "form", flag_value="html", help="The messages as they are sent, in Telegram's HTML.")
@click.option("--json", "form", flag_value="json", help="One JSON object, for programs.")
def command(  # noqa: PLR0913 - its options
    *,
    articles: Path,
    only: tuple[str, ...],
    since: datetime | None,
    speakers: tuple[str, ...],
    mentioned: tuple[str, ...],
    language: Language,
    form: Literal["html", "json"] | None,
) -> None:
    """Show what would be posted: of the newest article, unless --article or --since name others."""
    spoken = words(language)
    of = _articles(articles, only, since)
    found = digest(of, Filter(speakers, mentioned), spoken)
    posted = reply(found, spoken, _USERNAME) if found else None
    if form == "json":
        streams.show_json(contract.digest(found, posted))
    elif posted is None:
        streams.complain("nothing to post")
    elif form == "html":
        click.echo("\n\n".join(render.messages(posted.blocks)))
    else:
        streams.show(_shown(posted))
    raise SystemExit(0 if posted else 1)


def _articles(place: Path, only: tuple[str, ...], since: datetime | None) -> list[Article]:
    try:
        with Progress() as progress:
            found = folder.load(
                place, streams.complain, lambda done, of: progress("reading articles", done, of)
            )
        named = Conditions(only).of(found)
    except TalksError as error:
        streams.fail(error)
    if since:
        try:
            return Conditions(since=since.date()).of(named)
        except NothingLeftError:
            return []
    return named if only else wording.newest_first(named)[:1]


def _shown(posted: Reply) -> Iterator[render.Block]:
    """The messages one below the other, and where the buttons lead."""
    yield from posted.blocks
    yield render.Block()
    for row in posted.buttons:
        for button in row:
            runs = (render.Run(f"[{button.label}]", "heading"), render.Run(f" ↗ {button.url}", "note"))
            yield render.Block(runs, indent=2)
