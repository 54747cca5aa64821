"""How does a bot reach the simulated Telegram over HTTP? A server on the loopback, for tests and for playing.

In a test: ``with server() as s: s.telegram.say(...)``, the bot's base URL being ``s.bot_url``. As a process:
``python tests/telegram_server.py --port 8081``, driven from elsewhere by `Control`, or by hand (see `HELP`).
The bot's base URL is the server's with ``/bot`` behind it; ``talks run`` adds that to TALKS_API_URL itself.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading

import click
from telegram_control import Control, Thread
from telegram_http import Server

from bot.simulator import Telegram
from bot.simulator.transcript import transcript

__all__ = ["Control", "Server", "server", "spawned"]


@contextlib.contextmanager
def server(telegram=None, *, token="", backoff=0.05, port=0):
    """A server in a thread of this process, as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin():
        there = Server(telegram or Telegram(limits=False), token, backoff)
        there.start(port)
        return there

    try:
        there = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
        try:
            yield Thread(there, loop)
        finally:
            asyncio.run_coroutine_threadsafe(there.stop(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


@contextlib.contextmanager
def spawned(*options):
    """A server in a process of its own: its URL."""
    command = [sys.executable, __file__, "--port", "0", *options]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=10)


HELP = "say TEXT · press LABEL · inline QUERY · group · private · show · help · quit"


class Player:
    """Somebody at a terminal who talks to a bot that is connected to this server."""

    def __init__(self, telegram):
        self.telegram = telegram
        self.person = telegram.person("You", username="you")
        self.group = telegram.supergroup("The group", self.person)
        self.chat = telegram.chat(self.person)

    def do(self, line):
        """Do what the line says; what to show."""
        verb, _, rest = line.strip().partition(" ")
        match verb:
            case "say":
                self.telegram.say(self.chat, self.person, rest)
            case "press":
                return self.press(rest)
            case "inline":
                self.telegram.ask_inline(self.person, rest)
            case "group" | "private":
                self.chat = self.group if verb == "group" else self.telegram.chat(self.person)
            case "show":
                return self.telegram.transcript(self.chat) + "\n"
            case "quit":
                os.kill(os.getpid(), signal.SIGTERM)
            case _:
                return HELP + "\n"
        return ""

    def press(self, label):
        """Press the button on the newest message that has it."""
        for message in reversed(self.telegram.messages(self.chat)):
            with contextlib.suppress(LookupError):
                self.telegram.press(self.person, message, label)
                return ""
        return f"no button {label!r}\n"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8081,
    show_default=True,
    help="Where to listen on the loopback; 0 for a free port.",
)
@click.option("--token", default="", help="The only token to take; any by default.")
@click.option("--limits/--no-limits", default=False, help="Answer 429 as fast as Telegram would.")
@click.option("--privacy/--no-privacy", default=True, help="The bot's privacy mode in groups.")
def main(port, token, limits, privacy):
    """Play Telegram for a bot: talks run with TALKS_API_URL=http://127.0.0.1:PORT and any TALKS_TOKEN.

    Standard input is somebody who talks to it, a command a line; help lists them.
    """
    asyncio.run(serve(port, token, Telegram(limits=limits, privacy_mode=privacy)))


async def serve(port, token, telegram):
    """Serve until SIGINT or SIGTERM, doing what standard input says."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    there = Server(telegram, token)
    try:
        there.start(port)
    except OSError as error:
        raise click.ClickException(f"can't listen on port {port}: {error.strerror}") from error
    click.echo(f"Telegram is played at {there.url}")
    player = Player(telegram)
    following = asyncio.create_task(follow(there, player))
    reader = threading.Thread(target=listen, args=(loop, player), daemon=True)
    reader.start()
    await stopped.wait()
    following.cancel()
    await there.stop()


async def follow(there, player):
    """Show what the bot says as it comes."""
    shown = 0
    while True:
        await there.changed.wait()
        messages = player.telegram.messages(player.person) + player.telegram.messages(player.group)
        own = [message for message in messages if message["from"]["id"] == there.telegram.bot.id]
        for message in own[shown:]:
            click.echo(transcript([message]))
        shown = len(own)


def listen(loop, player):
    """Hand the lines of standard input to the player."""
    if sys.stdin.isatty():
        click.echo(HELP)
    for line in sys.stdin:
        loop.call_soon_threadsafe(lambda line=line: click.echo(player.do(line), nl=False))


if __name__ == "__main__":
    main()
