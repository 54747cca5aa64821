"""What does an operator do with what the bot keeps? `talks backup`, `talks export`, `talks import`."""

# ruff: noqa: PLC0415 - heavy imports wait until they are needed, as in bot/cli.py

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import streams
from index.errors import TalksError

if TYPE_CHECKING:
    from bot.storage import Store

_FORCE = click.option("--force", is_flag=True, help="Write over a FILE that is there already.")
_FILE = click.Path(path_type=Path, dir_okay=False)
SETTINGS = "Where it is kept is told by TALKS_DATA and TALKS_DATABASE_URL, as for: talks run"


@click.command(short_help="Copy what the bot keeps to a file.", epilog=SETTINGS)
@click.argument("file", type=_FILE)
@_FORCE
def backup(file: Path, force: bool) -> None:
    """Copy what the bot keeps to FILE, also while it runs: everything, as of one moment.

    To go back to it, stop the bot, and put FILE into its data folder as talks.sqlite, in place of all files
    there whose names begin so. PostgreSQL has a program of its own for that: pg_dump.
    """
    from bot import settings
    from bot.storage.backup import backup as copy

    try:
        chosen = settings.load_store()
        if chosen.database:
            streams.fail('it is kept in PostgreSQL; copy it with: pg_dump --file FILE "$TALKS_DATABASE_URL"')
        if file.resolve().parent == chosen.data.resolve() and file.name.startswith("talks.sqlite"):
            streams.fail(f"{file}: that is what the bot keeps itself; name another file")
        with _new(file, force=force) as unfinished:
            copy(chosen.data, unfinished)
    except TalksError as error:
        streams.fail(error)


@click.command("export", short_help="Write subscriptions and languages as JSON.", epilog=SETTINGS)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default="-")
@_FORCE
def export(file: Path, force: bool) -> None:
    """Write what chats have chosen to FILE, or to standard output, one JSON object a line.

    These are the subscriptions, the languages and the articles that were seen, to be imported elsewhere: from
    SQLite into PostgreSQL, say. Stop the bot before, so that nothing is sent by both.
    """
    with store() as kept:
        entries, unsent = kept.export(), kept.unsent()
    if str(file) == "-":
        for entry in entries:
            streams.show_json(entry)
    else:
        with _new(file, force=force) as unfinished:
            lines = (json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
            unfinished.write_text("".join(lines), "utf-8")
    if unsent:
        streams.complain(f"messages that still wait to be sent are not exported: {unsent}")


@click.command("import", short_help="Take over what was exported.", epilog=SETTINGS)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
def import_(file: Path) -> None:
    """Take over what `talks export` wrote to FILE; - is standard input.

    All of it is taken over or nothing; what a chat has chosen here already stays as it is.
    """
    try:
        text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        streams.fail(f"{file}: can't be read: {error.strerror}")
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            entries.append(json.loads(line))
        except (ValueError, RecursionError):
            streams.fail(f"{file}: entry {number}: not JSON; give a file that `talks export` wrote")
    from bot.storage import EntryError

    with store(new=True) as kept:
        try:
            added = kept.import_(entries)
        except EntryError as error:
            streams.fail(f"{file}: {error}; nothing was imported")
    new = ", ".join(f"{count} {kind}{'s' * (count != 1)}" for kind, count in sorted(added.items()))
    click.echo(f"imported: {new}; {len(entries) - 1 - sum(added.values())} were there already")


COMMANDS = backup, export, import_


@contextmanager
def store(*, new: bool = False) -> Iterator["Store"]:
    """What the bot keeps, as the settings say where. Ends the program where it can't be opened or fails.

    Where nothing is kept, that is said and nothing is made, unless it may be ``new``.
    """
    from bot import settings
    from bot.storage import Store
    from bot.storage.database import FILE, StorageError

    try:
        chosen = settings.load_store()
        kept = chosen.data / FILE
        if not (new or chosen.database or kept.is_file()):
            raise StorageError(kept, "nothing is kept there", "set TALKS_DATA to the folder of the bot")
        with closing(Store(chosen.data, chosen.database)) as opened:
            yield opened
    except TalksError as error:
        streams.fail(error)


@contextmanager
def _new(file: Path, *, force: bool) -> Iterator[Path]:
    """A file to write, which becomes ``file`` when it is finished; nobody else may read it."""
    from tempfile import mkstemp

    if file.exists() and not force:
        streams.fail(f"{file}: is there already; name another file, or write over it with --force")
    try:
        handle, name = mkstemp(dir=file.parent, prefix=f".{file.name}-")
        os.close(handle)
        unfinished = Path(name)
        try:
            yield unfinished
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        streams.fail(f"{file}: can't be written: {error.strerror}")
