"""Do digests arrive once and in time, for months, whatever happens? Lived through in minutes, and verified.

    python tests/soak/soak.py [--season autumn|spring|october|march] [--seed N] [--sqlite]

Replicas of the bot, and a Telegram over HTTP, are processes of their own, on a clock that is stepped as
soon as nothing is left to do. They are killed and stopped, the database's connections cut, requests
answered with errors or not at all; chats leave, come back, migrate. What the chats show in the end is
compared with what was owed. A seed repeats all that happens, though not the races between processes.
"""

import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import click
from driver import Soak
from outcome import report
from postgres_server import Server, programs
from scenario import SIZES


def _progress(soak):
    """A line every five days."""
    now = soak.board.now()
    if not now.hour and not now.minute and now.day % 5 == 0:
        click.echo(f"{now:%d %B}: {soak.telegram.counts().get('sendMessage', 0):,} messages", err=True)


@click.command()
@click.option("--season", type=click.Choice(list(SIZES)), default="autumn", show_default=True)
@click.option("--seed", type=int, default=lambda: random.randrange(10_000), show_default="a new one")  # noqa: S311
@click.option("--sqlite", is_flag=True, help="One replica on SQLite, not two on PostgreSQL.")
def main(season, seed, sqlite):
    """Live through a season: autumn and spring are 60 days with 1,000 chats, the others four days with 40."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended
    click.echo(f"seed {seed}, {season}", err=True)
    if not sqlite and programs() is None:
        raise click.ClickException(
            "no server of PostgreSQL is installed: apt install postgresql, or --sqlite"
        )
    server = None if sqlite else Server(programs())
    try:
        with tempfile.TemporaryDirectory() as folder:
            many = {}
            if server:
                many = {"database": server.database(), "replicas": 2, "cut": server.restart_connections}
            soak, start = Soak(Path(folder), season, seed, **many), time.monotonic()
            found = soak.run(_progress)
            for line in report(soak, found, time.monotonic() - start):
                click.echo(line)
    finally:
        if server:
            server.stop()
    sys.exit(bool(found.wrong))


if __name__ == "__main__":
    main()
