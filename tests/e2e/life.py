"""How is `talks run` started and stopped, and what do people do meanwhile?"""

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time

from bot.simulator import Telegram

TOKEN = "700000000:a-token-that-no-log-may-show"  # noqa: S105 - it guards nothing
SECRET = "a-secret-that-no-log-may-show"  # noqa: S105 - it guards nothing
NOISE = re.compile(r"Traceback|was destroyed|never retrieved|never awaited|Warning:|CRITICAL")
PATIENCE = 40  # seconds, on a busy machine


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def new_telegram():
    """A Telegram whose numbers of people and chats can't stand in a log by chance."""
    telegram = Telegram(limits=False)
    telegram.state.serials = itertools.count(700_000_001)
    return telegram


class Talks:
    """The bot: started, stopped and started again; its log is that of all its lives."""

    def __init__(self, folder, api_url, mode):
        self.mode, self._process = mode, None
        self._log = folder / "log"
        self.folder, self.port = folder / "home", free_port()
        self.folder.mkdir()
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self.settings = {"TOKEN": TOKEN, "API_URL": api_url, "DATA": folder / "data"}
        if mode == "webhook":
            self.settings |= {
                "WEBHOOK_URL": self.url,
                "WEBHOOK_PORT": self.port,
                "WEBHOOK_SECRET": SECRET,
            }

    @property
    def log(self):
        """What all its lives have written to standard error."""
        return self._log.read_text("utf-8")

    def begin(self, **settings):
        """Start it, without waiting for anything."""
        others = {
            name: value for name, value in os.environ.items() if not name.startswith(("TALKS_", "PTB_"))
        }
        chosen = {f"TALKS_{name}": str(value) for name, value in (self.settings | settings).items()}
        command = [sys.executable, "-m", "bot", "run"]
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                command, env=others | chosen, cwd=self.folder, stderr=log, stdin=subprocess.DEVNULL
            )

    def start(self, **settings):
        """Start it, and wait until it is there."""
        lives = self._log.exists() and self.log.count("answering from")
        self.begin(**settings)
        self.logs("answering from", int(lives) + 1)

    def logs(self, text, times=1):
        """Wait until the log has ``text``."""
        until = time.monotonic() + PATIENCE
        while self.log.count(text) < times:
            assert time.monotonic() < until, f"{text!r} is missing in:\n{self.log}"
            time.sleep(0.02)

    def send(self, number):
        """Send a signal, and go on."""
        self._process.send_signal(number)

    def end(self, number=signal.SIGTERM):
        """Tell it to stop; its exit status."""
        self._process.send_signal(number)
        return self.ended()

    def ended(self):
        """Wait for its end; its exit status."""
        return self._process.wait(PATIENCE)

    def close(self):
        """End it, whatever it does."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def check_discretion(bot, telegram):
    """No text, nobody's number, no token, nothing that Python or asyncio complains about."""
    state = telegram.state
    own = state.bot.id
    private = {TOKEN, TOKEN.partition(":")[2], SECRET}
    private |= {str(abs(chat.id)) for chat in state.chats.values()}
    private |= {one.first_name for one in state.users.values() if one.first_name.startswith("Zhan")}
    private |= {query.text for query in state.queries.values() if query.kind == "inline" and query.text}
    for chat in state.chats.values():
        for message in chat.messages.values():
            if message.get("from", {}).get("id") != own and len(message.get("text", "")) > 4:
                private.add(message["text"])
    assert [one for one in private if one in bot.log] == []
    assert NOISE.findall(bot.log) == []


def own(telegram, chat):
    """The bot's messages in a chat."""
    messages = telegram.chat(chat).messages.values()
    return [one for one in messages if one.get("from", {}).get("id") == telegram.bot.id]


class People:
    """What people do and wait for."""

    def __init__(self, there):
        self.there, self.telegram = there, there.telegram

    def ask(self, person, text, chat=None, **more):
        """Say something; the bot's next message in that chat."""
        place = chat or person
        before = len(self.said(place))
        self.telegram.say(place, person, text, **more)
        return self.next(place, before)

    def said(self, chat):
        """What the bot has said in a chat."""
        return self.there.until(lambda telegram: [own(telegram, chat)])[0]

    def next(self, chat, before):
        """The message of the bot's that follows the first ``before``."""
        return self.there.until(lambda telegram: own(telegram, chat)[before:], PATIENCE)[0]

    def pressed(self, person, message, label):
        """Press a button; the answer to it."""
        before = len(self.telegram.answers(person))
        self.telegram.press(person, message, label)
        return self.there.until(lambda telegram: telegram.answers(person)[before:], PATIENCE)[0]

    def met(self, fault_count):
        """Wait until no more than so many faults are to come."""
        until = time.monotonic() + PATIENCE
        while self.there.run(self.telegram.faults.__len__) > fault_count:
            assert time.monotonic() < until
            time.sleep(0.02)
