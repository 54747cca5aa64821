"""Is every update processed once, whatever happens to it?"""

import asyncio
import logging
import re
import time

import pytest
from telegram import Bot, Update

from bot.inbox import Inbox, InOrder

BOT = Bot("1:token")


def update(number, text="hi"):
    person = {"id": 5, "is_bot": False, "first_name": "Ann"}
    chat = {"id": 5, "type": "private", "first_name": "Ann"}
    message = {"message_id": 1, "date": 1_700_000_000, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": message}


class Desk:
    """Where updates are answered: quick ones at once, others as soon as it opens."""

    def __init__(self):
        self.begun, self.answered = [], []
        self.open = asyncio.Event()

    async def answer(self, update):
        self.begun.append(update.update_id)
        if not update.message.text.startswith("quick"):
            await self.open.wait()
        if update.message.text == "fail":
            raise KeyError(update.message.text)
        self.answered.append(update.update_id)


def test_an_update_that_comes_again_is_processed_once():
    async def play():
        desk = Desk()
        inbox = Inbox(desk.answer, BOT)
        first, again = inbox.take(update(1)), inbox.take(update(1))
        desk.open.set()
        await asyncio.wait([first, again])
        assert inbox.take(update(1)) is None
        assert desk.answered == [1]

    asyncio.run(play())


def test_a_message_knows_its_bot_to_be_answered_through():
    async def play():
        bots = []

        async def answer(update):
            bots.append(update.message.get_bot())

        await Inbox(answer, BOT).take(update(1))
        assert bots == [BOT]

    asyncio.run(play())


def test_what_can_not_be_read_is_done_at_once_and_its_text_is_not_logged(caplog):
    async def play():
        inbox = Inbox(Desk().answer, BOT)
        assert inbox.take({"update_id": 1, "message": {"text": "secret words"}}) is None
        assert inbox.oldest(60) is None

    asyncio.run(play())
    assert caplog.messages == ["an update can't be read and is passed over: KeyError"]


def test_a_failure_is_logged_and_not_repeated(caplog):
    async def play():
        desk = Desk()
        desk.open.set()
        inbox = Inbox(desk.answer, BOT)
        await inbox.take(update(1, "fail"))
        assert inbox.take(update(1, "fail")) is None

    with caplog.at_level(logging.ERROR):
        asyncio.run(play())
    assert caplog.messages == ["an update could not be processed"]


def test_the_oldest_under_way_is_known_and_the_one_after_it():
    async def play():
        desk = Desk()
        inbox = Inbox(desk.answer, BOT)
        inbox.take(update(7))
        inbox.take(update(8))
        assert (inbox.oldest(since=0), inbox.oldest(since=8), inbox.oldest(since=9)) == (7, 8, None)
        assert (inbox.before(7), inbox.before(8), inbox.before(9)) == (0, 1, 2)
        desk.open.set()
        assert await inbox.settle(5) == 0
        assert inbox.oldest(since=0) is None
        assert (inbox.answered(since=8), inbox.answered(since=9)) == ([8], [])

    asyncio.run(play())


def test_what_is_given_up_may_come_again():
    async def play():
        desk = Desk()
        inbox = Inbox(desk.answer, BOT)
        task = inbox.take(update(1))
        assert await inbox.settle(0.01) == 1
        await inbox.give_up()
        assert task.cancelled()
        desk.open.set()
        await inbox.take(update(1))
        assert desk.answered == [1]

    asyncio.run(play())


def test_an_old_message_in_a_group_is_passed_over_and_one_that_waited_for_its_turn_is_not(caplog):
    def sent(number, ago, chat):
        moment = int(time.time()) - ago
        return {"update_id": number, "message": update(0)["message"] | {"date": moment, "chat": chat}}

    async def play():
        desk = Desk()
        inbox = Inbox(desk.answer, BOT)
        group, private = {"id": -1, "type": "group", "title": "G"}, {"id": 5, "type": "private"}
        for number, (ago, chat) in enumerate([(3600, group), (3600, private), (30, group)]):
            inbox.take(sent(number, ago, chat))
        await asyncio.sleep(0)
        desk.open.set()
        await inbox.settle(5)
        assert desk.answered == [1, 2]

    with caplog.at_level(logging.INFO, "bot.inbox"):
        asyncio.run(play())
    assert re.search("a message in a group is 360[0-9] s old and is passed over", caplog.text)


def test_the_updates_of_a_chat_are_processed_in_order_and_those_of_others_meanwhile():
    async def play():
        desk, done = Desk(), []

        async def process(arrived):
            await desk.answer(arrived)
            done.append(arrived.update_id)

        in_order = InOrder(process, 2, 2)
        chats = {1: 5, 2: 5, 3: 5, 4: 6, 5: 7, 6: 8, 7: 5}

        def arrived(number):
            data = update(number, "quick" if chats[number] == 6 else "slow")
            data["message"]["chat"]["id"] = chats[number]
            return Update.de_json(data, BOT)

        waiting = [asyncio.create_task(in_order(arrived(number))) for number in (1, 2, 3)]
        await asyncio.sleep(0)
        # Two of Ann's wait for the first: they take none of the two places.
        await in_order(arrived(4))
        assert (desk.begun, done) == ([1, 4], [4])
        # No more of one chat may wait, and of others only as many are processed as there are places.
        await in_order(arrived(7))
        waiting += [asyncio.create_task(in_order(arrived(number))) for number in (5, 6)]
        await asyncio.sleep(0)
        assert desk.begun == [1, 4, 5]
        waiting.pop(1).cancel()
        desk.open.set()
        await asyncio.gather(*waiting)
        assert sorted(done) == [1, 3, 4, 5, 6]
        with pytest.raises(AttributeError):  # what is in no chat comes through, too; the desk can't read it
            await in_order(Update(9))

    asyncio.run(play())


def test_only_the_latest_ten_thousand_are_remembered(caplog):
    async def play():
        desk = Desk()
        desk.open.set()
        inbox = Inbox(desk.answer, BOT)
        for number in range(10_001):
            inbox.take({"update_id": number, "message": {}})
        await inbox.take(update(0))
        assert inbox.take(update(10_000)) is None
        assert desk.answered == [0]

    with caplog.at_level(logging.ERROR, "bot.inbox"):
        asyncio.run(play())
