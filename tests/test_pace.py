"""Does the bot keep to Telegram's pace, and does a chat that must wait hold up no other?"""

import asyncio
import time

import pytest
from telegram.error import RetryAfter

from bot.pace import _IN_GROUPS, Pace


class Telegram:
    """Takes requests, and has some chats wait."""

    def __init__(self, **waits):
        self.waits = {int(chat.strip("_")): list(seconds) for chat, seconds in waits.items()}
        self.taken = []

    async def send(self, chat):
        if self.waits.get(chat):
            raise RetryAfter(self.waits[chat].pop(0))
        self.taken.append(chat)
        return True


def sent(pace, there, chat, endpoint="sendMessage"):
    data = {"chat_id": chat} if chat else {}
    return asyncio.ensure_future(pace.process_request(there.send, (chat,), {}, endpoint, data, None))


def test_a_chat_that_must_wait_is_waited_for_and_holds_up_no_other():
    async def play():
        pace, there = Pace(0), Telegram(_1=[1])
        began = time.monotonic()
        slow = [sent(pace, there, 1) for _ in range(2)]
        await asyncio.sleep(0)
        assert await sent(pace, there, 2)
        assert time.monotonic() - began < 0.9  # the first would have to wait a whole second
        assert await asyncio.gather(*slow) == [True, True]
        return there.taken

    # Of the two of one chat only that was refused which came before Telegram said so.
    assert sorted(asyncio.run(play())) == [1, 1, 2]


@pytest.mark.parametrize("waits", [[61], [0] * 9])
def test_who_would_wait_too_long_or_too_often_gives_up(waits):
    async def play():
        there = Telegram(_1=waits)
        with pytest.raises(RetryAfter):
            await sent(Pace(0), there, 1)
        return there

    there = asyncio.run(play())
    assert there.taken == []
    assert len(there.waits[1]) == len(waits) - min(len(waits), 6)


def test_what_has_no_chat_waits_for_its_own_kind():
    async def play():
        pace, there = Pace(0), Telegram(_0=[1])
        began = time.monotonic()
        waiting = sent(pace, there, 0, "setMyCommands")
        await asyncio.sleep(0)
        await sent(pace, there, 0, "answerCallbackQuery")
        assert time.monotonic() - began < 0.9
        await waiting

    asyncio.run(play())


def test_a_group_gets_no_more_than_twenty_messages_a_minute():
    async def play():
        pace, there = Pace(30), Telegram()
        sending = [sent(pace, there, -1) for _ in range(30)]
        await sent(pace, there, -2)
        await asyncio.sleep(0.2)
        at_once = there.taken.count(-1)
        for one in sending:
            one.cancel()
        return at_once

    assert asyncio.run(play()) == 5
    at_once, period = _IN_GROUPS
    assert at_once + 60 / period * at_once == 20
