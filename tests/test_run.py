"""Does the running bot keep the order within a chat, and nobody waiting for somebody else?"""

import asyncio
import os
import signal
import threading
from contextlib import contextmanager

import pytest
from bots import SEEDS, seed
from pydantic import SecretStr
from telegram_server import server

from bot.run import RefusedError, run
from bot.settings import Settings
from bot.simulator import Fault
from index import folder, library
from index.searchers.bm25 import BM25Searcher

STUDENTS, GAS = "How many Kazakhstanis study in Russia?", "Is there talk of expanding gas supplies?"


class Slow(BM25Searcher):
    """Takes as long for gas as the test wants."""

    gate = threading.Event()

    def search(self, terms, limit):
        """As the engine, when the gate is open."""
        if any(term.startswith("gas") for term in terms):
            self.gate.wait(30)
        return super().search(terms, limit)


def settings(telegram, folder, **more):
    return Settings.model_construct(
        token=SecretStr("123456:token"), api_url=telegram.url, data=folder, messages_per_second=0, **more
    )


def play(chosen, scene, snapshot=None):
    """Run the bot as long as ``scene`` lasts, which is played in another thread; its end is SIGTERM."""

    async def life():
        running = asyncio.create_task(run(chosen, snapshot or seed()))
        try:
            await asyncio.to_thread(scene)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            await running

    asyncio.run(life())


@contextmanager
def slow_gas():
    """A snapshot that answers of gas when the gate is open; the gate."""
    Slow.gate.clear()
    try:
        yield library.snapshot(folder.load(SEEDS, print), Slow), Slow.gate
    finally:
        Slow.gate.set()


def own(there, chat):
    return [
        message["text"]
        for message in there.chat(chat).messages.values()
        if message["from"]["id"] == there.bot.id
    ]


def test_a_slow_search_holds_up_nobody_else_and_a_chat_keeps_its_order(tmp_path):
    with server() as telegram, slow_gas() as (snapshot, gate):
        ann, bob = (telegram.telegram.person(name) for name in ("Ann", "Bob"))

        def scene():
            telegram.telegram.say(ann, ann, GAS)
            telegram.telegram.say(ann, ann, STUDENTS)
            telegram.telegram.say(ann, ann, "/privacy")
            telegram.telegram.say(bob, bob, STUDENTS)
            telegram.until(lambda there: own(there, bob), 30)
            assert telegram.until(lambda there: [own(there, ann)]) == [[]]
            gate.set()
            telegram.until(lambda there: len(own(there, ann)) == 3, 30)

        play(settings(telegram, tmp_path), scene, snapshot)
        gas, students, privacy = telegram.until(lambda there: own(there, ann))
        assert "gas supplies" in gas
        assert "55,000" in students
        assert "I keep no questions" in privacy
        assert telegram.until(lambda there: [there.state.updates]) == [[]]


def test_what_is_under_way_when_told_to_stop_is_answered_first(tmp_path):
    with server() as telegram, slow_gas() as (snapshot, gate):
        ann = telegram.telegram.person("Ann")

        def scene():
            telegram.telegram.say(ann, ann, GAS)
            polls = telegram.until(lambda there: there.state.poll)
            telegram.until(lambda there: there.state.poll > polls + 1, 30)  # it has been fetched
            threading.Timer(0.3, gate.set).start()

        play(settings(telegram, tmp_path), scene, snapshot)
        assert telegram.until(lambda there: len(own(there, ann))) == 1
        assert telegram.until(lambda there: [there.state.updates]) == [[]]


def test_it_ends_by_itself_for_a_wrong_token_only(tmp_path):
    with server() as telegram:
        telegram.telegram.fail("getMe", Fault.FORBIDDEN)
        telegram.telegram.fail("getMe", Fault.UNAUTHORIZED)
        with pytest.raises(RefusedError, match=r"^Telegram doesn't know the token; compare TALKS_TOKEN"):
            asyncio.run(run(settings(telegram, tmp_path), seed()))
        assert telegram.telegram.faults == []
