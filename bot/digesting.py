"""What would be posted? `talks digest`: a digest as Telegram would show it, before anybody is sent one."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from bot import contract, forecast, loading, options, render, streams, wording
from bot.digest import Filter, digest, reply
from bot.i18n import LANGUAGES, words
from bot.reply import Reply
from index.errors import TalksError
from index.model import Article, Language
from index.narrowing import Conditions, NothingLeftError

_NAMED = 5  # articles that have nothing to post
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
    "--speaker",
    "speakers",
    callback=options.no_blank,
    metavar="NAME",
    multiple=True,
    help="Statements of this speaker; repeatable.",
)
@click.option(
    "--word",
    "mentioned",
    callback=options.no_blank,
    metavar="WORD",
    multiple=True,
    help="Statements with this word in any of its forms; repeatable.",
)
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    show_default="en",
    help="Of all but the quotes, which stay in theirs.",
)
@click.option(
    "--chat",
    "place",
    metavar="CHAT[/TOPIC]",
    help="What would be posted there now: what its subscription wants of the articles it hasn't got yet.",
)
@click.option("--dry-run", is_flag=True, help="All subscriptions: when they are due, and how much is posted.")
@click.option("--html", "form", flag_value="html", help="The messages as they are sent, in Telegram's HTML.")
@click.option(
    "--json", "form", flag_value="json", help="For programs: one JSON object; of --dry-run an array."
)
def command(  # noqa: PLR0913 - its options
    *,
    articles: Path,
    only: tuple[str, ...],
    since: datetime | None,
    speakers: tuple[str, ...],
    mentioned: tuple[str, ...],
    language: Language | None,
    place: str | None,
    dry_run: bool,
    form: Literal["html", "json"] | None,
) -> None:
    """Show what would be posted: of the newest article, unless --article or --since name others.

    With --chat or --dry-run, of the subscriptions that the bot keeps; where, is told by TALKS_DATA and
    TALKS_DATABASE_URL.
    """
    wanted = Filter(speakers, mentioned)
    filtered = bool(only or since or language or wanted != Filter())
    if (place is not None and dry_run) or (filtered and (place is not None or dry_run)):
        raise click.UsageError("--chat and --dry-run go by subscriptions: give one of them, and no filters.")
    if dry_run:
        if form == "html":
            raise click.UsageError("--dry-run shows no messages; see those of one chat with --chat.")
        _show_all(articles, as_json=form == "json")
        return
    if place is None:
        of: Sequence[Article] = _articles(articles, only, since)
    else:
        expected = forecast.of(place, loading.articles(articles))
        of, wanted, language = expected.articles, expected.wanted, expected.language
    spoken = words(language or "en")
    found = digest(of, wanted, spoken)
    posted = reply(found, spoken, _USERNAME) if found else None
    if form == "json":
        streams.show_json(contract.digest(found, posted))
    elif posted is None:
        streams.complain(_nothing(of, wanted, place))
    elif form == "html":
        click.echo("\n\n".join(render.messages(posted.blocks)))
    else:
        streams.show(_shown(posted))
    raise SystemExit(0 if posted else 1)


def _nothing(articles: Sequence[Article], wanted: Filter, place: str | None) -> str:
    """Of which articles nothing is posted, and why."""
    if not articles:
        return "nothing to post: no article " + ("is new there" if place else "is of that day or later")
    names = ", ".join(article.name for article in articles[:_NAMED]) + ", …" * (len(articles) > _NAMED)
    filters = [f"--speaker {name}" for name in wanted.speakers] + [f"--word {word}" for word in wanted.words]
    others = "" if place else "; others: --article, --since"
    return f"nothing of {names} matches {' '.join(filters)}{others}"


def _articles(place: Path, only: tuple[str, ...], since: datetime | None) -> list[Article]:
    found = loading.articles(place)
    try:
        named = Conditions(only).of(found)
    except TalksError as error:
        streams.fail(error)
    if since:
        try:
            return Conditions(since=since.date()).of(named)
        except NothingLeftError:
            return []
    return named if only else wording.newest_first(named)[:1]


def _show_all(place: Path, *, as_json: bool) -> None:
    """A row for each subscription."""
    rows = [("chat", "topic", "schedule", "zone", "next due there", "articles", "messages")]
    listed = []
    for one in forecast.everybody(loading.articles(place)):
        spoken, subscription = words(one.language), one.subscription
        found = digest(one.articles, one.wanted, spoken)
        shown = len(found.articles) if found else 0
        messages = len(render.messages(reply(found, spoken, _USERNAME).blocks)) if found else 0
        listed.append(forecast.data(one, shown, messages))
        topic, due = str(subscription.topic or "–"), forecast.due(subscription)
        place_of = str(subscription.chat), topic, subscription.schedule, subscription.zone
        rows.append((*place_of, due, str(shown), str(messages)))
    if as_json:
        streams.show_json(listed)
    elif listed:
        streams.show_table(rows)
    if not listed:
        streams.complain("nobody has subscribed")


def _shown(posted: Reply) -> Iterator[render.Block]:
    """The messages one below the other, and where the buttons lead."""
    yield from posted.blocks
    yield render.Block()
    for row in posted.buttons:
        for button in row:
            runs = (render.Run(f"[{button.label}]", "heading"), render.Run(f" ↗ {button.url}", "note"))
            yield render.Block(runs, indent=2)
