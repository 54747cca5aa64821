"""Are updates fetched whatever comes, and acknowledged when they are answered?"""

import asyncio
import itertools
import logging

import pytest
from telegram import Bot
from telegram.error import NetworkError
from telegram.request import BaseRequest
from test_inbox import Desk

from bot.door import SimulatorRequest
from bot.inbox import Inbox
from bot.polling import Polling, PollingStoppedError, Updates
from bot.simulator import Fault, Telegram


class Scene:
    """A Telegram, a bot that polls it, and a desk that answers."""

    def __init__(self, silence=60.0):
        self.telegram = Telegram(limits=False)
        self.ann = self.telegram.person("Ann")
        door = SimulatorRequest(self.telegram)
        updates = Updates(SimulatorRequest(self.telegram))
        bot = Bot("1:token", request=door, get_updates_request=updates)
        self.desk = Desk()
        self.inbox = Inbox(self.desk.answer, bot)
        self.polling = Polling(bot, updates, self.inbox, ["message"], silence, 0.05)
        self.updates = self.telegram.state.updates

    def say(self, text="hi"):
        self.telegram.say(self.ann, self.ann, text)

    async def until(self, holds):
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110 - the polling says nothing
                await asyncio.sleep(0.01)

    async def stop(self):
        self.running.cancel()
        await asyncio.wait([self.running])

    def start(self):
        self.running = asyncio.create_task(self.polling.run())


def play(scene, **options):
    async def there():
        await scene(Scene(**options))

    asyncio.run(there())


def test_an_update_is_acknowledged_only_by_a_request_after_its_fetching():
    """So what was fetched just before a kill comes again."""

    async def scene(there):
        there.say()
        there.start()
        await there.until(lambda: there.desk.begun)
        assert len(there.updates) == 1
        there.desk.open.set()
        await there.until(lambda: not there.updates)
        assert len(there.desk.answered) == 1
        await there.stop()

    play(scene)


def test_one_that_is_slow_holds_up_no_other_and_is_answered_all_the_same(monkeypatch):
    monkeypatch.setattr("bot.polling._STUCK", 0.2)

    async def scene(there):
        there.say("slow")
        there.start()
        await there.until(lambda: len(there.desk.begun) == 1)
        for number in range(150):
            there.say(f"quick {number}")
        await there.until(lambda: len(there.desk.answered) == 150)
        there.desk.open.set()
        await there.until(lambda: len(there.desk.answered) == 151)
        await there.stop()
        assert len(set(there.desk.answered)) == 151

    play(scene)


def test_what_is_slow_is_not_acknowledged_while_others_are_answered():
    async def scene(there):
        there.say("slow")
        there.start()
        await there.until(lambda: len(there.desk.begun) == 1)
        for number in range(20):
            there.say(f"quick {number}")
            await there.until(lambda so_far=number + 1: len(there.desk.answered) == so_far)
        assert there.updates[0]["message"]["text"] == "slow"
        await there.stop()
        await there.inbox.give_up()

    play(scene)


def test_of_a_hundred_none_is_let_go_before_it_is_stuck():
    async def scene(there):
        for number in range(100):
            there.say(f"slow {number}")
        there.start()
        await there.until(lambda: len(there.desk.begun) == 100)
        await asyncio.sleep(1)
        assert len(there.updates) == 100
        await there.stop()
        await there.polling.confirm()
        assert len(there.updates) == 100
        await there.inbox.give_up()

    play(scene)


def test_what_is_slow_can_be_let_go_when_a_hundred_came_after_it(caplog, monkeypatch):
    monkeypatch.setattr("bot.polling._STUCK", 0.2)

    async def scene(there):
        for number in range(150):
            there.say(f"slow {number}")
        there.say("quick")
        there.start()
        await there.until(lambda: there.desk.answered)
        assert len(there.desk.begun) == 151
        await there.stop()
        await there.polling.confirm()
        assert 89 <= len(there.updates) < 151
        assert f"{151 - len(there.updates)} updates stay unanswered for good" in caplog.text
        await there.inbox.give_up()

    play(scene)


def test_while_something_is_slow_telegram_is_asked_now_and_then(monkeypatch):
    monkeypatch.setattr("bot.polling._SLOW", 0.1)

    async def scene(there):
        for number in range(12):
            there.say(f"slow {number}")
        there.start()
        await there.until(lambda: len(there.desk.begun) == 12)
        before = there.telegram.state.poll
        await asyncio.sleep(2)
        assert 2 <= there.telegram.state.poll - before <= 7
        there.say("quick")
        await there.until(lambda: there.desk.answered)
        await there.stop()
        await there.inbox.give_up()

    play(scene)


def test_the_end_tells_from_where_on_telegram_gives_updates_again():
    async def scene(there):
        there.say("slow")
        there.say("quick")
        there.start()
        await there.until(lambda: there.desk.answered)
        await there.stop()
        offset = await there.polling.confirm()
        assert there.inbox.answered(offset) == there.desk.answered
        assert [update["update_id"] for update in there.updates] == [offset, *there.desk.answered]
        await there.inbox.give_up()

    play(scene)


def test_numbers_that_begin_anew_are_held_as_well():
    async def scene(there):
        there.say("slow")
        there.start()
        await there.until(lambda: len(there.desk.begun) == 1)
        there.desk.open.set()
        await there.until(lambda: there.desk.answered)
        await there.until(lambda: not there.updates)
        there.telegram.state.update_ids = itertools.count(1000)
        there.desk.open.clear()
        there.say("slow")
        await there.until(lambda: len(there.desk.begun) == 2)
        await asyncio.sleep(0.2)
        assert [update["update_id"] for update in there.updates] == [1000]
        await there.stop()
        await there.inbox.give_up()

    play(scene)


def test_what_was_answered_is_confirmed_at_the_end_and_what_was_not_is_left():
    async def scene(there):
        there.desk.open.set()
        there.say("first")
        there.start()
        await there.until(lambda: there.desk.answered)
        there.desk.open.clear()
        there.say("second")
        await there.until(lambda: len(there.desk.begun) == 2)
        await there.stop()
        await there.polling.confirm()
        assert [update["message"]["text"] for update in there.updates] == ["second"]
        await there.inbox.give_up()

    play(scene)


def test_nothing_is_confirmed_when_nothing_was_fetched():
    async def scene(there):
        there.say()
        await there.polling.confirm()
        assert len(there.updates) == 1

    play(scene)


def test_updates_that_can_not_be_read_are_passed_over(caplog):
    async def scene(there):
        there.desk.open.set()
        there.telegram.push_update({"message": {"message_id": 1}})
        there.telegram.push_update({"message": "not even an object"})
        there.say()
        there.start()
        await there.until(lambda: there.desk.answered)
        await there.until(lambda: not there.updates)
        await there.stop()

    play(scene)
    assert len(caplog.messages) == 2


@pytest.mark.parametrize(
    "fault",
    [Fault.TOO_MANY_REQUESTS, Fault.CUT_AFTER, Fault.TIMEOUT_AFTER],
)
def test_fetching_goes_on_after(fault):
    async def scene(there):
        there.desk.open.set()
        there.say()
        there.telegram.fail("getUpdates", fault)
        there.start()
        await there.until(lambda: there.desk.answered)
        await there.stop()
        assert len(there.desk.answered) == 1

    play(scene)


def test_silence_ends_it_but_a_refusal_is_a_word():
    async def silent(there):
        there.telegram.fail("getUpdates", Fault.TIMEOUT_BEFORE, 99)
        with pytest.raises(PollingStoppedError, match=r"^nothing was heard from Telegram for 1 s$"):
            await there.polling.run()

    async def refusing(there):
        there.telegram.fail("getUpdates", Fault.CONFLICT, 2)
        there.desk.open.set()
        there.say()
        there.start()
        await there.until(lambda: there.desk.answered)
        await there.stop()

    play(silent, silence=1)
    play(refusing, silence=1)


def test_a_poll_that_never_comes_back_ends_it():
    class Hanging(BaseRequest):
        read_timeout = 5.0

        async def initialize(self):
            """Nothing to do."""

        async def shutdown(self):
            """Nothing to do."""

        async def do_request(self, *_):
            await asyncio.Event().wait()

    async def scene():
        updates = Updates(Hanging())
        bot = Bot("1:token", request=Hanging(), get_updates_request=updates)
        polling = Polling(bot, updates, Inbox(Desk().answer, bot), ["message"], 0.2)
        with pytest.raises(PollingStoppedError):
            await polling.run()

    asyncio.run(scene())


def test_a_token_that_was_taken_back_ends_it():
    async def scene(there):
        there.telegram.fail("getUpdates", Fault.UNAUTHORIZED)
        with pytest.raises(PollingStoppedError, match="doesn't know the token any more"):
            await there.polling.run()

    play(scene)


@pytest.mark.parametrize(
    "payload",
    [
        *(b"<html>secret words</html>", b"\xff", b"[]", b"{}", b'{"result": 5}', b'{"result": [5]}'),
        *(b'{"result": [{}]}', b'{"ok": true, "result": [{"update_id": "x"}]}'),
    ],
)
def test_what_is_not_telegrams_is_an_error_that_quotes_nothing(payload, caplog):
    class Portal(SimulatorRequest):
        async def do_request(self, *_):
            return 200, payload

    async def scene():
        updates = Updates(Portal(Telegram()))
        with pytest.raises(NetworkError, match=r"^this is no answer of Telegram's$"):
            await updates.post("https://telegram.example/bot1:token/getUpdates")

    with caplog.at_level(logging.DEBUG):
        asyncio.run(scene())
    assert "secret words" not in caplog.text
