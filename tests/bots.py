"""The real application and its handlers before a simulated Telegram, for tests to talk to.

All that passes is read by two other libraries (see `bot_api`); at the end nothing may be wrong with it,
and no handler may have failed unless the test said so.
"""

import asyncio
import copy
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot_api import Recorder
from pydantic import SecretStr
from telegram import Update

from bot.app import build, equip
from bot.door import SimulatorRequest
from bot.limits import Limits
from bot.live import Live
from bot.replies import Replies
from bot.settings import Settings
from bot.simulator import Telegram
from bot.storage import Store
from bot.subscribing import Subscribing
from bot.uploads import Uploads
from index import articles, folder, library

SEEDS = Path(__file__).parent.parent / "seeds"
KAZAKHS = "How many Kazakhs study in Russia?"
ANSWER = "About 55,000 Kazakhstanis study in Russia, half of them on scholarship."
OFF_TOPIC = "what is the price of oil?"


@cache
def seed():
    """The snapshot of the article that comes with Talks."""
    return library.snapshot(folder.load(SEEDS, print))


def written(body, name="article", **metadata):
    """A snapshot of one article with this body."""
    return library.snapshot([replace(articles.parse(body, name), **metadata)])


class Clock:
    """The time, or what it was or will be: ``shift`` seconds from now."""

    def __init__(self):
        self.shift = 0

    def __call__(self):
        return time.time() + self.shift


class Failures(logging.Handler):
    """Keeps what the error handler reports."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.records = []

    def emit(self, record):
        """Keep one report."""
        self.records.append(record)


class Bot:
    """The bot in a Telegram. Use it as a context manager; restart it with other articles if you like.

    ``telegram`` is where people are and act; ``hear`` hands the updates of it to the handlers.
    """

    def __init__(  # noqa: PLR0913 - what tests choose
        self,
        data,
        snapshot=None,
        *,
        per_minute=100_000,
        replies=Replies,
        zone="UTC",
        admins=(),
        articles=None,
        **options,
    ):
        self.clock, self.at = Clock(), None
        self.recorder = Recorder()
        self.telegram = Telegram(self.clock, limits=False, recorder=self.recorder, **options)
        self.failures = Failures()
        self._data, self._snapshot = data, snapshot or seed()
        self._per_minute, self._make_replies, self._zone = per_minute, replies, zone
        self.admins, self._articles = set(admins), articles

    def __enter__(self):
        self._runner = asyncio.Runner()
        logging.getLogger("bot.handlers").addHandler(self.failures)
        self._start()
        return self

    def __exit__(self, kind, *_):
        self._stop()
        self._runner.close()
        logging.getLogger("bot.handlers").removeHandler(self.failures)
        if kind is None:
            assert self.recorder.problems() == []
            assert [record.exc_info[1] for record in self.failures.records] == []

    def _start(self):
        door = SimulatorRequest(self.telegram)
        settings = Settings.model_construct(token=SecretStr("1:test"), data=self._data, messages_per_second=0)
        self._application = build(settings, door, door)
        self._runner.run(self._application.initialize())
        self._search = ThreadPoolExecutor(2)
        self.languages = Store(self._data)
        replies = self._make_replies(self._snapshot, self._application.bot.username)
        self.live, limits = Live(replies), Limits(self._per_minute)
        handlers = Subscribing(self.live, self.languages, limits, self._search, self._zone, self._time)
        uploads = None
        if self._articles:
            uploads = Uploads(self.admins, self._articles, self._data, self.languages, self._search)
        equip(self._application, handlers, uploads)

    def _time(self):
        """What the handlers take for the time: ``at``, where a test says so."""
        return self.at or datetime.now(UTC)

    def _stop(self):
        self._runner.run(self._application.shutdown())
        self._search.shutdown()
        self.languages.close()

    def restart(self, snapshot=None):
        """End, and begin again, with the same data and perhaps other articles."""
        self._stop()
        self._snapshot = snapshot or self._snapshot
        self._start()

    def failed(self):
        """The errors that handlers failed with until now; the test has seen them then."""
        errors = [record.exc_info[1] for record in self.failures.records]
        self.failures.records.clear()
        return errors

    def hear(self, updates):
        """Handle ``updates`` one after another; the messages that the bot sent then, oldest first."""
        before = {id(message) for message in self._sent()}
        for update in updates:
            read = Update.de_json(copy.deepcopy(update), self._application.bot)
            self._runner.run(self._application.process_update(read))
        return [copy.deepcopy(message) for message in self._sent() if id(message) not in before]

    def _sent(self):
        """The bot's messages in all chats, as they are kept."""
        return [
            message
            for chat in self.telegram.state.chats.values()
            for message in chat.messages.values()
            if message.get("from", {}).get("id") == self.telegram.bot.id
        ]

    def say(self, chat, user, text, **more):
        """Say ``text``; what the bot sends then."""
        return self.hear(self.telegram.say(chat, user, text, **more))

    def ask(self, user, text=KAZAKHS):
        """Ask in private; the only message that the bot sends then."""
        [answer] = self.say(user, user, text)
        return answer

    def press(self, user, message, button):
        """Press a button of ``message`` as it is now; what the bot sends then."""
        return self.hear(self.telegram.press(user, self.now(message), button))

    def notice(self, user):
        """The word in a window that the last press brought; empty when there was none."""
        return self.telegram.answers(user)[-1]["text"]

    def now(self, message):
        """``message`` as the chat shows it now."""
        kept = self.telegram.state.chats[message["chat"]["id"]].messages
        return copy.deepcopy(kept.get(message["message_id"], message))

    def inline(self, user, text, offset=""):
        """What typing ``text`` behind the bot's name lists."""
        self.hear(self.telegram.ask_inline(user, text, offset))
        return self.telegram.answers(user, "inline")[-1]

    def calls(self, method):
        """The parameters of each call of ``method``."""
        return [parameters for name, parameters, _ in self.recorder.calls if name == method]


def marked(message, *kinds):
    """The texts that entities of these kinds mark in ``message``."""
    units = message["text"].encode("utf-16-le", "surrogatepass")
    return [
        units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
        for entity in message.get("entities", [])
        if entity["type"] in kinds
    ]


def quotes(message):
    """The texts in block quotes."""
    return marked(message, "blockquote", "expandable_blockquote")


def buttons(message):
    """The labels of the buttons, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def data(message):
    """The callback data of all buttons that have some."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def links(message):
    """The addresses of the buttons that open one, by label."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["url"] for row in rows for button in row if "url" in button}
