"""What do commands of the command line share: options, and what is said to a question without a command?"""

import os
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from bot import bootstrap
from index.narrowing import Conditions


class Folder(click.Path):
    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:  # noqa: ANN401 - as click has it
        """A path, but not the empty one, which a script's unset variable would make the current folder."""
        if not str(value):
            self.fail("no folder is named", param, ctx)
        return super().convert(value, param, ctx)


def named(articles: Path) -> Path | None:
    """``articles``, where another command must be told of them: None if it asks them by default."""
    return None if articles == Path(os.environ.get("TALKS_ARTICLES") or bootstrap.SEEDS) else articles


articles = click.option(
    "--articles",
    metavar="DIR",
    envvar="TALKS_ARTICLES",
    type=Folder(path_type=Path),
    default=bootstrap.SEEDS,
    show_default="the article that comes with Talks",
    show_envvar=True,
    help="Folder with the articles, one UTF-8 .txt file each.",
)
_DATE = click.DateTime(["%Y-%m-%d"])


def no_blank(
    ctx: click.Context, param: click.Parameter, value: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    """A script's unset variable must not make a blank name, which would be no condition at all."""
    for name in [value] if isinstance(value, str) else value or ():
        if not any(map(str.isalnum, name)):
            raise click.BadParameter("no name is given", ctx, param)
    return value


_NARROWING = (
    click.option(
        "--article",
        "only",
        callback=no_blank,
        metavar="NAME",
        multiple=True,
        help="Ask this article only; repeatable.",
    ),
    click.option(
        "--since", type=_DATE, metavar="DATE", help="Only articles of this day, YYYY-MM-DD, or later."
    ),
    click.option("--until", type=_DATE, metavar="DATE", help="Only articles of this day or earlier."),
    click.option("--speaker", callback=no_blank, metavar="NAME", help="Only statements of this speaker."),
)


def narrowing(command: Callable[..., None]) -> Callable[..., None]:
    """Options that leave fewer articles to ask, as one parameter ``conditions``."""

    @wraps(command)
    def narrowed(
        *,
        only: tuple[str, ...],
        since: datetime | None,
        until: datetime | None,
        speaker: str | None,
        **others: Any,  # noqa: ANN401 - whatever else the command takes
    ) -> None:
        first, last = since.date() if since else None, until.date() if until else None
        if first and last and first > last:
            raise click.UsageError(f"--since is after --until: {first} is after {last}")
        command(conditions=Conditions(only, first, last, speaker), **others)

    for option in reversed(_NARROWING):
        narrowed = option(narrowed)
    return narrowed


as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")


class Commands(click.Group):
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A question in place of a command is shown how to be asked."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = f'To ask a question: talks ask "{" ".join(args)}"'
            raise click.UsageError(f"{error.message} {hint}", ctx) from error


def given(conditions: Conditions) -> str:
    """Which options leave less to ask, as "--since and --speaker"; empty without any."""
    values = {
        "--article": conditions.articles,
        "--since": conditions.since,
        "--until": conditions.until,
        "--speaker": conditions.speaker,
    }
    return " and ".join(option for option, value in values.items() if value)
