"""How does a new article get into the folder? `talks add`: read, checked, shown, and written upon a yes."""

# ruff: noqa: PLC0415 - heavy imports wait until they are needed, as in bot/cli.py

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import bootstrap, options, streams
from bot.i18n import words
from index.errors import ArticleError, TalksError

if TYPE_CHECKING:
    from index.drafts import Draft


# "ftp://host/page" and "host:8000/page"; a drive, as in C:\\talks, has one letter.
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:(//|\d+(/|$))")


@click.command(
    "add",
    short_help="Put articles into the folder.",
    epilog="A bot that runs finds them within five seconds. Exit status: 0 all were added, 1 one was not, "
    "or is there already, 2 usage.",
)
@click.argument("given", metavar="FILE|URL...", nargs=-1, required=True)
@options.articles
@click.option("--title", help="In place of the one that is found.")
@click.option(
    "--speaker", "speakers", metavar="NAME", multiple=True, help="Whose statements these are; repeatable."
)
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day, YYYY-MM-DD.")
@click.option("--yes", is_flag=True, help="Don't ask before writing.")
def command(  # noqa: PLR0913 - its options
    *,
    given: tuple[str, ...],
    articles: Path,
    title: str | None,
    speakers: tuple[str, ...],
    date: datetime | None,
    yes: bool,
) -> None:
    """Put articles into the folder of --articles: .txt, .md or .html files, or pages at http(s) addresses.

    Each is checked as by `talks check` and shown; nothing is written before you say so, and nothing is
    written over. Of a page, the article is taken without what stands around it: talks-bot[html] does that.
    """
    if articles.resolve() == bootstrap.SEEDS.resolve():
        streams.fail("name a folder of your own: talks add --articles DIR …, or set TALKS_ARTICLES")
    if not articles.is_dir():
        streams.fail(f"{articles}: there is no such folder; make it, or name another with --articles")
    said: dict[str, Any] = {"title": title, "speaker": list(speakers), "date": date and date.date()}
    chosen = {key: value for key, value in said.items() if value}
    added = [_add(one, articles, chosen, yes=yes) for one in given]
    raise SystemExit(0 if all(added) else 1)


def _add(given: str, place: Path, said: dict[str, Any], *, yes: bool) -> bool:
    """Whether it was added; else it was said why not."""
    from bot import preview
    from index.drafts import SameTextError, save, titled

    try:
        draft = titled(_draft(given, said))
        streams.show(preview.preview(draft, words("en")))
        if lacking := preview.missing(draft):
            click.echo(f"Not known: {', '.join(lacking)}; say it with --{', --'.join(lacking)}")
        if not yes and not _agreed(draft):
            return False
        path = save(draft, place)
    except ArticleError as error:
        streams.complain(f"{given}{f':{error.line}' if error.line else ''}: {error.problem}")
        return False
    except TalksError as error:
        streams.complain(f"{given}: {error}" if isinstance(error, SameTextError) else str(error))
        return False
    except OSError as error:
        streams.complain(f"{place}: can't be written: {error.strerror}")
        return False
    click.echo(f"added: {path}")
    if lacking:
        known = {"title": '"…"', "speaker": '"…"', "date": "2026-01-31"}
        told = ", ".join(f"{one} = {known[one]}" for one in lacking)
        click.echo(f"What isn't known can be set in {path.with_suffix('.toml')}: {told}")
    return True


def _draft(given: str, said: dict[str, Any]) -> "Draft":
    """What is given, as an article. Raises ArticleError, FetchError."""
    from bot import fetching
    from index.drafts import drafted, from_file

    if fetching.is_address(given):
        page = fetching.fetch(given)
        return drafted(
            page.content, Path(page.name), said | {"url": page.url}, url=page.url, charset=page.charset
        )
    if _ADDRESS.match(given) and not Path(given).exists():
        problem = "only pages at http:// or https:// addresses are fetched; write it so, or save its text"
        raise fetching.FetchError(given, problem)
    return from_file(Path(given), said)


def _agreed(draft: "Draft") -> bool:
    if not sys.stdin.isatty():
        streams.complain("nobody can be asked here; say yes with --yes")
        return False
    return click.confirm(f"Add it as {draft.path}?")
