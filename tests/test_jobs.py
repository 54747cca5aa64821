"""Do digests arrive, once, whatever Telegram does? Over HTTP, before the simulator."""

import asyncio
import logging
import threading
import time
from collections import Counter
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest
from telegram_server import server

from bot.jobs import Digests
from bot.pace import Pace
from bot.simulator import Fault
from bot.storage import StorageError, Store, Subscription
from index.articles import parse
from index.metadata import apply

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
MINUTE, LEASE = timedelta(minutes=1), timedelta(minutes=5)


@pytest.fixture(scope="module")
def there():
    with server() as running:
        yield running


@pytest.fixture
def telegram(there):
    there.telegram.faults.clear()
    return there.telegram


async def until(holds):
    while not holds():  # noqa: ASYNC110 - it happens in a database
        await asyncio.sleep(0.05)


@pytest.fixture
def store(place):
    with closing(Store(*place)) as opened:
        yield opened


def article(name, *said):
    return apply(
        {"title": name.title()}, parse("\n".join(f"- {one}" for one in said or ("So it is.",)), name)
    )


class Answering(HTTPXRequest):
    """What somebody says in Telegram's place to a message, as long as there is something in ``answers``."""

    def __init__(self, answers, **options):
        super().__init__(**options)
        self.answers = answers

    async def do_request(self, url, *arguments, **options):
        if url.endswith("/sendMessage") and self.answers:
            return self.answers.pop(0)
        return await super().do_request(url, *arguments, **options)


class World:
    """Digests of what is in ``articles``, at ``now``; both may be changed."""

    def __init__(self, there, store):
        self.there, self.store = there, store
        self.articles, self.now, self.answers = (), NOW, []

    @asynccontextmanager
    async def digests(self, read_timeout=1.0, articles=None, **options):
        request = Answering(self.answers, read_timeout=read_timeout, connection_pool_size=50)
        built = ApplicationBuilder().token("1:test").base_url(f"{self.there.url}/bot").request(request)
        bot = built.rate_limiter(Pace(0)).build().bot
        await bot.initialize()
        there = articles or (lambda: self.articles)
        yield Digests(bot, self.store, there, 0, clock=lambda: self.now, **options)
        await bot.shutdown()

    def tick(self, times=1, **options):
        """So many ticks, each until all that was begun is done."""

        async def ticks():
            async with self.digests(**options) as digests:
                for _ in range(times):
                    await digests.tick()
                    await digests.settle()

        asyncio.run(ticks())

    def came(self, *names):
        """Articles come, after those that are there, and are seen."""
        self.articles = (*self.articles, *map(article, names))

    def states(self):
        return [(entry.state, entry.error) for entry in reversed(self.store.ledger(100))]


@pytest.fixture
def world(there, store):
    made = World(there, store)
    made.came("old")
    made.tick()
    return made


def subscribed(world, chat, topic=0, **changed):
    options = {"schedule": "instant", "zone": "UTC", "seen": 1} | changed
    world.store.subscribe(Subscription(chat, topic, **options))


def titles(telegram, chat):
    return Counter(
        message["text"].partition("\n")[0] for message in telegram.messages(chat) if "text" in message
    )


def test_a_new_article_reaches_a_channel_and_a_topic_once_and_nobody_else(world, telegram):
    ann = telegram.person("Ann", started=True)
    channel, forum = telegram.channel("News", ann), telegram.supergroup("Forum", ann, forum=True)
    topic = telegram.open_topic(forum, ann, "Talks")
    subscribed(world, channel.id, silent=True)
    subscribed(world, forum.id, topic.id)
    world.tick()
    assert world.states() == []
    world.came("gas")
    world.tick(times=3)
    assert titles(telegram, channel) == {"Gas": 1}
    assert titles(telegram, forum) == {"Gas": 1}
    posted = telegram.last(forum)
    assert posted["message_thread_id"] == topic.id
    assert posted["reply_markup"]["inline_keyboard"][-1][0]["url"].startswith("https://t.me/")
    assert world.states() == [("sent", None)] * 2
    assert world.store.subscription(channel.id, 0).last_post == NOW


def test_after_a_restart_nothing_is_posted_again(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")
    world.tick()
    world.tick(times=2)
    assert titles(telegram, ann) == {"Gas": 1}


def test_a_daily_digest_comes_at_its_time_and_tells_all_that_came(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id, schedule="daily 09:00", next_due=NOW, language="ru")
    world.came("gas", "schools")
    world.now = NOW - MINUTE
    world.tick()
    assert world.states() == []
    world.now = NOW
    world.tick(times=2)
    assert world.states() == [("sent", None)]
    assert world.store.subscription(ann.id, 0).next_due == datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fault", "error", "wait"),
    [(Fault.TOO_MANY_REQUESTS, "too many requests", 7), (Fault.INTERNAL_ERROR, "Telegram is away", 10)],
)
def test_what_was_not_delivered_is_sent_when_it_is_time(world, telegram, fault, error, wait):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")
    telegram.fail("sendMessage", fault, 1, 7)
    world.tick(times=3)
    assert world.states() == [("waiting", error)]
    assert world.store.subscription(ann.id, 0).error == error
    world.now += timedelta(seconds=wait)
    world.tick()
    assert titles(telegram, ann) == {"Gas": 1}
    assert world.store.subscription(ann.id, 0).error is None


@pytest.mark.parametrize(
    "fault", [Fault.TIMEOUT_AFTER, Fault.TIMEOUT_BEFORE, Fault.CUT_AFTER, Fault.CUT_BEFORE, Fault.BAD_GATEWAY]
)
def test_what_may_have_been_delivered_is_never_sent_again_but_by_hand(world, telegram, fault):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")
    telegram.fail("sendMessage", fault)
    world.tick(times=2, read_timeout=0.3)
    world.now += timedelta(days=1)
    world.tick(times=2)
    arrived = fault in (Fault.TIMEOUT_AFTER, Fault.CUT_AFTER)
    assert titles(telegram, ann) == ({"Gas": 1} if arrived else {})
    assert world.states() == [("uncertain", "no answer")]
    assert world.store.subscription(ann.id, 0).error == "no answer"
    [uncertain] = world.store.uncertain()
    world.store.retry(uncertain.id)
    world.tick()
    assert titles(telegram, ann)["Gas"] == 1 + arrived


@pytest.mark.parametrize(
    ("code", "body", "state"),
    [
        (400, b'{"ok": false, "error_code": 400, "description": "Bad Request"}', ("dropped", "refused")),
        (401, b'{"ok": false, "error_code": 401, "description": "Unauthorized"}', ("sent", None)),
        (404, b"<html>not found, says a gateway</html>", ("sent", None)),
        (409, b'{"ok": false, "error_code": 409, "description": "Conflict"}', ("sent", None)),
        (200, b"<html>under maintenance</html>", ("uncertain", "no answer")),
    ],
)
def test_only_what_telegram_says_of_a_message_itself_drops_it(world, telegram, code, body, state):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")
    world.answers.append((code, body))
    world.tick()
    world.now += MINUTE
    world.tick()
    assert world.states() == [state]


def test_who_blocks_the_bot_is_paused_and_told_why_when_he_asks(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    telegram.block(ann)
    world.came("gas")
    world.tick()
    assert world.store.subscription(ann.id, 0).paused == "forbidden"
    world.came("schools")
    world.tick(times=2)
    assert world.states() == [("dropped", "forbidden")]


def test_a_group_that_became_a_supergroup_gets_it_there(world, telegram):
    ann = telegram.person("Ann", started=True)
    group = telegram.group("Friends", ann)
    subscribed(world, group.id)
    supergroup, _ = telegram.migrate(group)
    world.came("gas")
    world.tick(times=2)
    assert titles(telegram, supergroup)["Gas"] == 1
    assert world.store.subscription(group.id, 0) is None
    assert world.store.subscription(supergroup.id, 0).error is None


def test_when_its_topic_is_closed_it_comes_where_everybody_sees_it(world, telegram):
    ann = telegram.person("Ann", started=True)
    forum = telegram.supergroup("Forum", ann, forum=True)
    topic = telegram.open_topic(forum, ann, "Talks")
    subscribed(world, forum.id, topic.id)
    telegram.close_topic(forum, ann, topic)
    world.came("gas")
    world.tick(times=2)
    assert "message_thread_id" not in telegram.last(forum)
    assert titles(telegram, forum)["Gas"] == 1


def test_a_long_digest_comes_in_order(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    long = article("long", *(f"{number}. " + "So it is, and so it stays. " * 40 for number in range(6)))
    world.articles = (*world.articles, long)
    world.tick()
    assert world.states() == [("sent", None), ("waiting", None)]
    world.tick()
    assert world.states() == [("sent", None)] * 2
    texts = [message["text"] for message in telegram.messages(ann) if "text" in message]
    assert [texts[-2].startswith("Long"), "3. So" in texts[-1]] == [True, True]


def long(name, first="So it is."):
    """An article that takes two messages."""
    return article(name, first, *(f"{number}. " + "So it is, and so it stays. " * 40 for number in range(6)))


def test_a_digest_that_is_longer_than_planned_comes_whole_with_its_buttons(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id, words=("gas",))
    world.articles = (*world.articles, long("long", "Gas will flow."))
    telegram.fail("sendMessage", Fault.INTERNAL_ERROR)
    world.tick()
    assert [entry.parts for entry in world.store.ledger(9)] == [1]
    subscribed(world, ann.id)
    world.now += MINUTE
    world.tick(times=2)
    assert world.states() == [("sent", None)] * 2
    assert "reply_markup" in telegram.last(ann)


def test_a_digest_that_is_shorter_than_planned_has_its_buttons(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.articles = (*world.articles, long("long", "Gas will flow."))
    telegram.fail("sendMessage", Fault.INTERNAL_ERROR)
    world.tick()
    subscribed(world, ann.id, words=("gas",))
    world.now += MINUTE
    world.tick(times=2)
    assert world.states() == [("sent", None)]
    assert "reply_markup" in telegram.last(ann)


def test_an_article_that_is_renamed_while_it_waits_is_posted(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.articles = (*world.articles, article("gas", "Gas will flow."))
    telegram.fail("sendMessage", Fault.INTERNAL_ERROR)
    world.tick()
    world.articles = (world.articles[0], article("renamed", "Gas will flow."))
    world.now += MINUTE
    world.tick(times=2)
    assert titles(telegram, ann) == {"Renamed": 1}
    assert world.states() == [("sent", None)]


def test_who_unsubscribed_meanwhile_gets_nothing_and_what_is_gone_is_not_posted(world, telegram):
    ann, bob = (telegram.person(name, started=True) for name in ("Ann", "Bob"))
    for person in (ann, bob):
        subscribed(world, person.id)
    world.came("gas")
    telegram.fail("sendMessage", Fault.TOO_MANY_REQUESTS, 2, 1)
    world.tick()
    world.store.unsubscribe(ann.id, 0)
    world.articles = world.articles[:1]
    world.now += MINUTE
    world.tick()
    assert ("waiting", "article awaited") in world.states()
    world.now += timedelta(hours=1)
    world.tick()
    assert sorted(world.states()) == [("dropped", "article changed"), ("dropped", "unsubscribed")]


def test_two_processes_post_once(world, telegram):
    people = [telegram.person(f"P{number}", started=True) for number in range(20)]
    for person in people:
        subscribed(world, person.id)
    world.came("gas")

    async def both():
        async with world.digests(pause=0.01) as one, world.digests(pause=0.01) as other:
            tasks = [asyncio.create_task(each.run()) for each in (one, other)]
            await until(lambda: Counter(world.states())["sent", None] == len(people))
            await asyncio.sleep(0.3)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    asyncio.run(asyncio.wait_for(both(), 60))
    assert all(titles(telegram, person) == {"Gas": 1} for person in people)


def test_an_article_that_is_corrected_is_not_posted_again_and_the_log_says_so(world, telegram, caplog):
    ann = telegram.person("Ann", started=True)
    world.store.subscribe(Subscription(ann.id, 0, "instant", "UTC", seen=1))
    world.came("new")

    async def corrected():
        async with world.digests() as digests:
            for said in ("So it is.", "So it was.", "So it was."):
                world.articles = (world.articles[0], article("new", said))
                await digests.tick()
                await digests.settle()

    with caplog.at_level(logging.INFO, "bot.jobs"):
        asyncio.run(corrected())
    assert world.states() == [("sent", None)]
    assert caplog.text.count("articles were corrected; digests that were posted of them stay: 1") == 1


def test_what_a_process_that_was_killed_had_claimed_is_uncertain(world, telegram, caplog):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")
    telegram.block(ann)
    world.tick()
    telegram.unblock(ann)
    subscribed(world, ann.id, seen=1)
    world.came("schools")

    async def planned():
        async with world.digests() as digests:
            digests.plan(world.now)

    asyncio.run(planned())
    assert len(world.store.claim(world.now, 10)) == 1  # and the process ends
    world.now += LEASE + MINUTE
    world.tick()
    assert ("uncertain", "expired") in world.states()
    assert "may have been sent" in caplog.text
    assert str(ann.id) not in caplog.text


def test_a_store_that_fails_ends_nothing(world, telegram, monkeypatch, caplog):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")
    failing = iter([True, True])

    def due(*arguments):
        if next(failing, False):
            raise StorageError("talks.sqlite", "disk full", "make room")
        return type(world.store).due(world.store, *arguments)

    monkeypatch.setattr(world.store, "due", due)

    async def until_sent():
        async with world.digests(pause=0.01) as digests:
            task = asyncio.create_task(digests.run())
            await until(lambda: ("sent", None) in world.states())
            task.cancel()
            await asyncio.wait({task})

    asyncio.run(asyncio.wait_for(until_sent(), 30))
    assert titles(telegram, ann) == {"Gas": 1}
    assert caplog.text.count("no digests until the store works again") == 1


def test_a_digest_that_waited_beyond_its_grace_comes_with_the_next(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id, schedule="daily 09:00", next_due=NOW)
    world.came("gas")
    telegram.fail("sendMessage", Fault.TOO_MANY_REQUESTS, 1, 1)
    world.tick()
    world.now = NOW + timedelta(hours=7)
    world.tick(times=2)
    assert world.states() == []
    world.came("schools")
    world.now = NOW + timedelta(days=1)
    world.tick(times=2)
    assert [entry.articles for entry in world.store.ledger(9)] == [("gas", "schools")]
    assert world.states() == [("sent", None)]


def test_what_the_operator_sends_after_all_is_never_too_late(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id, schedule="daily 09:00", next_due=NOW)
    world.came("gas")
    telegram.fail("sendMessage", Fault.BAD_GATEWAY)
    world.tick()
    world.now = NOW + timedelta(days=2)
    [uncertain] = world.store.uncertain()
    world.store.retry(uncertain.id)
    world.tick()
    assert titles(telegram, ann) == {"Gas": 1}


def test_a_subscription_that_can_not_be_read_stops_nobody_else(world, telegram, caplog):
    ann, bob = (telegram.person(name, started=True) for name in ("Ann", "Bob"))
    subscribed(world, ann.id, schedule="monthly", next_due=NOW)
    subscribed(world, bob.id)
    world.came("gas")
    world.tick(times=2)
    assert (titles(telegram, ann), titles(telegram, bob)) == ({}, {"Gas": 1})
    assert world.store.subscription(ann.id, 0).paused == "failure"
    assert caplog.text.count("a chat gets no digests") == 1
    assert str(ann.id) not in caplog.text


class Through:
    """A store, in which something else happens around some of its calls."""

    def __init__(self, store, **around):
        self._store, self._around = store, around

    def __getattr__(self, name):
        call = getattr(self._store, name)
        return partial(self._around[name], call) if name in self._around else call


def test_what_is_claimed_at_the_moment_of_a_stop_is_sent(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")
    claiming = threading.Event()

    def claim(call, *arguments):
        claiming.set()
        time.sleep(0.3)
        return call(*arguments)

    world.store = Through(world.store, claim=claim)

    async def stopped():
        async with world.digests() as digests:
            task = asyncio.create_task(digests.run())
            await asyncio.to_thread(claiming.wait)
            task.cancel()
            await asyncio.wait({task})

    asyncio.run(asyncio.wait_for(stopped(), 30))
    assert world.states() == [("sent", None)]
    assert titles(telegram, ann) == {"Gas": 1}


def test_a_group_that_moves_while_its_digest_is_claimed_gets_it(world, telegram):
    ann = telegram.person("Ann", started=True)
    group = telegram.group("Friends", ann)
    subscribed(world, group.id)
    world.came("gas")
    moved = []

    def claim(call, *arguments):
        entries = call(*arguments)
        if entries and not moved:  # as when Telegram tells of it just now
            moved.append(telegram.migrate(group)[0])
            world.store.move(group.id, moved[0].id)
        return entries

    world.store = Through(world.store, claim=claim)
    world.tick(times=2)
    assert world.states() == [("sent", None)]
    assert titles(telegram, moved[0])["Gas"] == 1


def test_a_process_that_slept_until_its_claim_ran_out_does_not_send(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")

    def claim(call, *arguments):
        entries = call(*arguments)
        world.store.expire(world.now + LEASE + MINUTE, LEASE)  # another process did meanwhile
        return entries

    world.store = Through(world.store, claim=claim)
    world.tick()
    assert world.states() == [("uncertain", "expired")]
    assert titles(telegram, ann) == {}


@pytest.mark.parametrize(("call", "state"), [("sent", "sent"), ("claimed", "waiting")])
def test_a_store_that_fails_for_a_moment_leaves_nothing_uncertain(world, telegram, call, state):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")
    failing = iter([True])

    def fails(done, *arguments):
        if next(failing, False):
            raise StorageError("PostgreSQL", "server closed the connection", "see whether it runs")
        return done(*arguments)

    world.store = Through(world.store, **{call: fails})
    world.tick()
    assert [one for one, _ in world.states()] == [state]
    world.now += MINUTE
    world.tick()
    assert world.states() == [("sent", None)]
    assert titles(telegram, ann) == {"Gas": 1}


def test_a_tick_tells_whether_there_is_more_to_do(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id)
    world.came("gas")

    async def told():
        async with world.digests() as digests:
            left = []
            for _ in range(2):
                left.append(await digests.tick())
                await digests.settle()
            return left

    assert asyncio.run(told()) == [2, 0]  # one is due and one begins to be sent; then nothing


def test_a_digest_that_is_planned_late_waits_for_an_article_that_this_process_has_not_read(world, telegram):
    ann = telegram.person("Ann", started=True)
    subscribed(world, ann.id, schedule="daily 09:00", next_due=NOW)
    world.now = NOW + timedelta(hours=1)

    async def meanwhile():
        async with world.digests() as first, world.digests(articles=lambda: ()) as second:
            world.came("gas")  # which the second one reads a second later
            first.plan(world.now)
            await second.tick()
            await second.settle()

    asyncio.run(meanwhile())
    assert world.states() == [("waiting", "article awaited")]
    world.now += timedelta(minutes=1)
    world.tick()
    assert titles(telegram, ann) == {"Gas": 1}
