"""Does what was chosen last, whatever happens? In SQLite, and on a real server of PostgreSQL."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.storage import Arrival, Message, StorageError, Store, Subscription
from bot.storage.tables import metadata

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAILY = Subscription(
    chat=-1_001_234_567_890,
    topic=7,
    schedule="daily 09:00",
    zone="Asia/Almaty",
    silent=True,
    speakers=("Владимир Путин", "Kassym-Jomart Tokayev"),
    words=("gas",),
    language="kk",
    seen=3,
    next_due=NOW,
)
INSTANT = Subscription(chat=5, topic=0, schedule="instant", zone="UTC")

# What the first Talks made, without migrations.
OLD = """
PRAGMA journal_mode = WAL;
CREATE TABLE languages (chat INTEGER PRIMARY KEY, language TEXT NOT NULL) STRICT;
CREATE TABLE answered (number INTEGER PRIMARY KEY) STRICT;
INSERT INTO languages VALUES (5, 'ru'), (-1001234567890, 'kk');
INSERT INTO answered VALUES (7), (9);
"""

# Processes: what they do is told after the store's folder and address.
BEGINNING = """
import os, pathlib, signal, sys
from datetime import UTC, datetime
from bot.storage import Store
now = datetime(2026, 11, 26, 9, tzinfo=UTC)
store = Store(pathlib.Path(sys.argv[1]), sys.argv[2] or None)
"""
CHOOSES = """
for chat in range(100):
    store.choose(chat, "kk")
os.kill(os.getpid(), signal.SIGKILL)
"""
CLAIMS = """
print(*(entry.part for entry in store.claim(now, 10)), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
PLANS_AND_SENDS = """
from bot.storage import Message
sys.stdin.readline()  # all at once
for subscription in store.due(now, 100):
    digest = [Message("d", part, 2, ("a",), now, now) for part in (1, 2)]
    if store.plan(subscription, subscription.seen, None, digest):
        print("planned", subscription.chat)
while entries := store.claim(now, 3):
    for entry in entries:
        print("sent", entry.chat, entry.part)
        store.sent(entry.id, 1, now)
"""
SEES = """
sys.stdin.readline()
new = store.see({f"article-{number}": str(number) for number in range(50)}, now)
print(*(arrival.name for arrival in new))
"""


@pytest.fixture
def store(place):
    with closing(Store(*place)) as opened:
        yield opened


def process(place, does):
    folder, url = place
    return subprocess.Popen(
        [sys.executable, "-c", BEGINNING + does, folder, url or ""],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def race(place, does, many=4):
    """What several processes print that begin the same at once."""
    racing = [process(place, does) for _ in range(many)]
    for one in racing:
        one.stdin.write("\n")
        one.stdin.flush()
    printed = [one.communicate(timeout=60)[0] for one in racing]
    assert [one.returncode for one in racing] == [0] * many
    return printed


def message(part=1, parts=1, digest="d", due=NOW, **others):
    return Message(digest, part, parts, ("a", "b"), due, others.get("not_before", due))


def planned(store, subscription, *messages):
    store.subscribe(subscription)
    assert store.plan(subscription, subscription.seen, subscription.next_due, messages)


def states(store):
    """The ledger: what has become of which message."""
    return [(entry.chat, entry.digest, entry.part, entry.state) for entry in reversed(store.ledger(1000))]


# --- languages, and updates that were answered


def test_a_language_is_kept_for_its_chat_and_can_be_changed(place):
    with closing(Store(*place)) as store:
        assert store.language(5) is None
        store.choose(5, "ru")
        store.choose(-1_001_234_567_890, "kk")
        assert (store.language(5), store.language(-1_001_234_567_890)) == ("ru", "kk")
        store.choose(5, "en")
    with closing(Store(*place)) as store:
        assert (store.language(5), store.language(-1_001_234_567_890), store.language(6)) == (
            "en",
            "kk",
            None,
        )


def test_a_language_that_is_no_longer_spoken_is_as_none(tmp_path):
    with closing(Store(tmp_path)) as store:
        store.choose(5, "ru")
    with closing(sqlite3.connect(tmp_path / "talks.sqlite", isolation_level=None)) as database:
        database.execute("UPDATE languages SET language = 'xx'")
    with closing(Store(tmp_path)) as store:
        assert store.language(5) is None


def test_kill_9_loses_nothing_that_was_chosen(place):
    killed = process(place, CHOOSES)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    with closing(Store(*place)) as store:
        assert [store.language(chat) for chat in range(100)] == ["kk"] * 100


def test_what_was_answered_is_kept_until_the_next_end(place):
    with closing(Store(*place)) as store:
        assert store.answered() == []
        store.keep_answered([9, 7])
    with closing(Store(*place)) as store:
        assert store.answered() == [7, 9]
        store.keep_answered([])
        assert store.answered() == []


# --- a group that becomes a supergroup


def test_a_group_that_moves_takes_its_language_along(store):
    store.choose(-5, "kk")
    store.choose(-100, "ru")
    store.move(-5, -100)
    store.move(-7, -8)
    assert (store.language(-5), store.language(-100), store.language(-8)) == (None, "kk", None)


def test_a_group_that_moves_takes_its_digests_along_and_none_comes_twice(store):
    old, new = replace(INSTANT, chat=-5, words=("gas",)), replace(INSTANT, chat=-100)
    planned(store, old, message(digest="both"), message(digest="old"))
    planned(store, new, message(digest="both"))
    planned(store, replace(new, topic=3))
    store.move(-5, -100)
    assert store.subscriptions() == [replace(old, chat=-100), replace(new, topic=3)]
    assert states(store) == [(-100, "old", 1, "waiting"), (-100, "both", 1, "waiting")]


def test_a_group_that_moves_never_seems_to_have_unsubscribed(store):
    planned(store, replace(INSTANT, chat=-5), message())
    [entry] = store.claim(NOW, 1)
    with ThreadPoolExecutor(1) as threads:
        moves = threads.submit(
            lambda: [store.move(*pair) for _ in range(100) for pair in ((-5, -100), (-100, -5))]
        )
        while not moves.done():
            now, subscription = store.claimed(entry.id)
            assert subscription
            assert subscription.chat == now.chat


def test_of_two_subscriptions_that_meet_the_one_that_stays_has_seen_what_either_has(store):
    store.subscribe(replace(DAILY, chat=-5, seen=3))
    store.subscribe(replace(INSTANT, chat=-100, topic=7, seen=8))
    store.move(-5, -100)
    assert store.subscriptions() == [replace(DAILY, chat=-100, seen=8)]


@pytest.mark.parametrize(
    ("old", "new", "stays"),
    [("off", None, "instant"), ("off", "blocked", "daily 09:00"), (None, "off", "daily 09:00")],
)
def test_of_two_subscriptions_that_meet_one_that_runs_stays(store, old, new, stays):
    store.subscribe(replace(DAILY, chat=-5, topic=0, seen=9, paused=old))
    store.subscribe(replace(INSTANT, chat=-100, seen=8, paused=new))
    store.move(-5, -100)
    [one] = store.subscriptions()
    assert (one.chat, one.schedule, one.seen) == (-100, stays, 9)


# --- articles


def test_an_article_is_new_once_and_numbered_in_the_order_it_came(store):
    first = [Arrival(1, "b", "hash b", NOW), Arrival(2, "a", "hash a", NOW)]
    assert store.see({"b": "hash b", "a": "hash a"}, NOW) == first
    assert store.see({"b": "hash b", "a": "hash a"}, NOW + MINUTE) == []
    [third] = store.see({"c": "hash c", "a": "hash a"}, NOW + MINUTE)  # b is gone
    assert (third.name, third.seen_at) == ("c", NOW + MINUTE)
    assert store.see({"b": "hash b"}, NOW) == []  # and back
    assert store.arrivals() == [*first, third]
    assert store.arrivals(after=2) == [third]


def test_a_file_that_was_renamed_or_corrected_is_not_new(store):
    store.see({"draft": "hash 1", "other": "hash 2"}, NOW)
    assert store.see({"final": "hash 1", "other": "hash 2, corrected"}, NOW + MINUTE) == []
    assert store.arrivals() == [
        Arrival(1, "final", "hash 1", NOW),
        Arrival(2, "other", "hash 2, corrected", NOW),
    ]


def test_names_that_are_passed_on_are_told_by_what_the_files_say(store):
    store.see({"a": "hash a", "b": "hash b"}, NOW)
    assert store.see({"b": "hash a", "c": "hash b"}, NOW) == []
    assert [(one.id, one.name) for one in store.arrivals()] == [(1, "b"), (2, "c")]
    assert store.see({"b": "hash b", "c": "hash a"}, NOW) == []
    assert [(one.id, one.name) for one in store.arrivals()] == [(1, "c"), (2, "b")]


def test_a_name_that_was_taken_over_leaves_what_had_it_known(store):
    store.see({"latest": "hash 1", "before": "hash 0"}, NOW)
    [third] = store.see({"latest": "hash 2", "before": "hash 1"}, NOW)
    assert (third.id, third.name) == (3, "latest")
    assert store.see({"latest": "hash 2", "before": "hash 1", "back": "hash 0"}, NOW) == []
    assert [one.name for one in store.arrivals()] == ["before", "back", "latest"]


def test_what_is_not_sent_yet_tells_of_a_renamed_article_by_its_new_name(store):
    store.see({"a": "hash a", "b": "hash b"}, NOW)
    planned(store, INSTANT, message(1, 2), message(2, 2), message(digest="sent", due=NOW - MINUTE))
    [first] = store.claim(NOW, 1)
    store.sent(first.id, 77, NOW)
    store.see({"a": "hash a", "c": "hash b"}, NOW)
    told = {(entry.digest, entry.articles) for entry in store.ledger(9)}
    assert told == {("d", ("a", "c")), ("sent", ("a", "b"))}


def test_a_copy_is_new_as_long_as_the_first_is_there(store):
    store.see({"a": "hash"}, NOW)
    assert [arrival.name for arrival in store.see({"a": "hash", "copy": "hash"}, NOW)] == ["copy"]


def test_of_replicas_that_see_the_same_articles_each_is_new_to_one(place):
    with closing(Store(*place)) as store:
        seen = [name for printed in race(place, SEES) for name in printed.split()]
        assert sorted(seen) == sorted(f"article-{number}" for number in range(50))
        assert [arrival.name for arrival in store.arrivals()] == [f"article-{number}" for number in range(50)]


# --- subscriptions


def test_a_subscription_comes_back_as_it_was_begun(store):
    for subscription in (DAILY, INSTANT):
        assert store.subscription(subscription.chat, subscription.topic) is None
        store.subscribe(subscription)
        assert store.subscription(subscription.chat, subscription.topic) == subscription
    assert store.subscriptions() == [DAILY, INSTANT]


def test_times_are_kept_in_utc_whatever_zone_they_are_given_in(store):
    almaty = timezone(timedelta(hours=5))
    store.subscribe(replace(DAILY, next_due=NOW.astimezone(almaty)))
    found = store.subscription(DAILY.chat, DAILY.topic)
    assert (found.next_due, found.next_due.tzinfo) == (NOW, UTC)
    assert store.due(NOW - timedelta(microseconds=1), 10) == []
    assert store.due(NOW, 10) == [found]


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(StorageError, match="a time without a zone"):
        store.due(datetime(2026, 11, 26, 9), 10)  # noqa: DTZ001 - it is what is tested


def test_a_changed_subscription_keeps_what_it_planned_and_posted_meanwhile(store):
    planned(store, INSTANT, message())
    assert store.plan(INSTANT, 9, None, [])
    [entry] = store.claim(NOW, 1)
    store.sent(entry.id, 77, NOW)
    store.pause(5, 0, "blocked")
    store.subscribe(replace(INSTANT, words=("gas",)))  # as it was read before
    assert store.subscription(5, 0) == replace(INSTANT, words=("gas",), seen=9, last_post=NOW)


def test_the_newest_article_has_the_highest_number(store):
    assert store.newest() == 0
    store.see({"a": "hash a", "b": "hash b"}, NOW)
    assert store.newest() == 2


def test_a_chat_pauses_as_a_whole_and_what_is_paused_already_keeps_its_reason(store):
    for topic in (0, 7, 9):
        store.subscribe(replace(DAILY, topic=topic))
    store.subscribe(INSTANT)
    store.pause(DAILY.chat, 7, "off")
    store.pause_chat(DAILY.chat, "removed")
    assert [one.paused for one in store.subscriptions(DAILY.chat)] == ["removed", "off", "removed"]
    assert [one.paused for one in store.subscriptions(5)] == [None]


def test_who_stops_digests_gets_nothing_more_and_keeps_how_they_were_set(store):
    planned(store, INSTANT, message())
    planned(store, DAILY, message())
    before = store.subscription(5, 0)
    store.stop(5, 0, "off")
    assert store.subscription(5, 0) == replace(before, next_due=None, paused="off")
    store.subscribe(before)
    assert states(store) == [(5, "d", 1, "dropped"), (DAILY.chat, "d", 1, "waiting")]


def test_the_language_of_a_chat_is_that_of_its_digests(store):
    store.subscribe(DAILY)
    store.subscribe(INSTANT)
    store.choose(5, "ru")
    assert store.subscription(5, 0).language == "ru"
    assert store.subscription(DAILY.chat, DAILY.topic).language == "kk"


def test_who_unsubscribes_gets_nothing_more(store):
    planned(store, INSTANT, message())
    planned(store, replace(INSTANT, topic=3), message())
    assert store.unsubscribe(5, 0)
    assert not store.unsubscribe(5, 0)
    assert store.subscriptions() == [replace(INSTANT, topic=3)]
    assert states(store) == [(5, "d", 1, "dropped"), (5, "d", 1, "waiting")]


def test_due_is_whose_time_has_come_and_instant_when_there_are_articles(store):
    later, paused = replace(DAILY, topic=8, next_due=NOW + MINUTE), replace(DAILY, topic=9)
    store.see({"a": "hash"}, NOW)
    ahead = replace(INSTANT, chat=6, seen=1)
    for subscription in (DAILY, INSTANT, later, paused, ahead):
        store.subscribe(subscription)
    store.pause(paused.chat, paused.topic, "blocked")
    assert store.due(NOW, 10) == [DAILY, INSTANT]
    assert store.due(NOW + MINUTE, 10) == [DAILY, later, INSTANT]
    assert store.due(NOW + MINUTE, 2) == [DAILY, later]
    assert store.due(NOW - MINUTE, 10) == [INSTANT]


def test_a_digest_is_planned_by_who_read_its_subscription_last(store):
    store.subscribe(DAILY)
    tomorrow = NOW + timedelta(days=1)
    assert store.plan(DAILY, 5, tomorrow, [message(1, 2), message(2, 2)])
    assert not store.plan(DAILY, 5, tomorrow, [message(digest="again")])
    assert store.subscription(DAILY.chat, DAILY.topic) == replace(DAILY, seen=5, next_due=tomorrow)
    assert states(store) == [(DAILY.chat, "d", 1, "waiting"), (DAILY.chat, "d", 2, "waiting")]
    now = replace(DAILY, seen=5, next_due=tomorrow)
    assert store.plan(now, 6, tomorrow, [message(1, 2), message(digest="e")])  # one that is there already
    assert [entry[1:3] for entry in states(store)] == [("d", 1), ("d", 2), ("e", 1)]


def test_of_several_that_are_planned_at_once_those_that_changed_since_stay_as_they_are(store):
    store.subscribe(DAILY)
    store.subscribe(INSTANT)
    assert store.plan(INSTANT, 1, None, [])
    tomorrow = NOW + timedelta(days=1)
    plans = [(DAILY, 5, tomorrow, [message(1, 2), message(2, 2)]), (INSTANT, 2, None, [message()])]
    assert store.plan_all(plans) == 1
    assert store.subscription(DAILY.chat, DAILY.topic).next_due == tomorrow
    assert store.subscription(INSTANT.chat, INSTANT.topic).seen == 1
    assert {entry.chat for entry in store.ledger(9)} == {DAILY.chat}


def test_nothing_is_planned_for_who_paused_or_left_meanwhile(store):
    store.subscribe(DAILY)
    store.pause(DAILY.chat, DAILY.topic, "blocked")
    assert not store.plan(DAILY, 5, None, [message()])
    store.unsubscribe(DAILY.chat, DAILY.topic)
    assert not store.plan(DAILY, 5, None, [message()])
    assert states(store) == []


# --- the ledger


def test_a_message_is_claimed_once_and_recorded_when_it_is_sent(store):
    planned(store, INSTANT, message())
    [entry] = store.claim(NOW, 10)
    assert (entry.chat, entry.digest, entry.articles, entry.state) == (5, "d", ("a", "b"), "claimed")
    assert (entry.due, entry.claimed_at, entry.sent_at) == (NOW, NOW, None)
    assert store.claim(NOW, 10) == []
    assert store.unsent() == 1
    assert store.sent(entry.id, 77, NOW + MINUTE)
    assert store.ledger(1) == [replace(entry, state="sent", sent_at=NOW + MINUTE, message_id=77)]
    assert store.subscription(5, 0).last_post == NOW + MINUTE
    assert store.unsent() == 0
    assert not store.sent(entry.id + 1, 78, NOW)


def test_parts_come_in_order_each_when_those_before_are_settled(store):
    planned(store, INSTANT, message(3, 4), message(1, 4), message(2, 4), message(4, 4))
    [first] = store.claim(NOW, 10)
    assert first.part == 1
    assert store.claim(NOW, 10) == []
    store.sent(first.id, 77, NOW)
    [second] = store.claim(NOW, 10)
    store.doubt(second.id, "timeout")
    [third] = store.claim(NOW, 10)
    store.drop(third.id, "bad request")
    [fourth] = store.claim(NOW, 10)
    assert [entry.part for entry in (second, third, fourth)] == [2, 3, 4]


@pytest.mark.parametrize("parts", [1, 2, 4])
def test_a_digest_that_has_become_longer_or_shorter_is_divided_anew(store, parts):
    planned(store, INSTANT, message(1, 2), message(2, 2))
    planned(store, replace(INSTANT, topic=3), message(due=NOW + MINUTE))
    [first] = store.claim(NOW, 1)
    store.divide(first, parts)
    divided = [entry for entry in store.ledger(9) if entry.topic == 0]
    assert sorted((entry.part, entry.parts) for entry in divided) == [
        (part, parts) for part in range(1, parts + 1)
    ]
    assert {entry.articles for entry in divided} == {("a", "b")}
    for _ in range(parts):
        store.sent(first.id, 77, NOW)
        [first] = store.claim(NOW, 1) or [first]
    assert {entry.state for entry in store.ledger(9) if entry.topic == 0} == {"sent"}


def test_of_one_chat_one_message_is_under_way_and_the_longest_due_goes_first(store):
    planned(store, INSTANT, message(digest="late", due=NOW), message(digest="early", due=NOW - MINUTE))
    planned(store, replace(INSTANT, topic=3), message(digest="topic", due=NOW - 2 * MINUTE))
    planned(store, replace(INSTANT, chat=6), message(digest="other", due=NOW - 3 * MINUTE))
    first = store.claim(NOW, 10)
    assert [(entry.chat, entry.digest) for entry in first] == [(6, "other"), (5, "topic")]
    store.sent(first[1].id, 77, NOW)
    assert [entry.digest for entry in store.claim(NOW, 10)] == ["early"]


def test_no_more_are_claimed_than_asked_for(store):
    for chat in range(5):
        planned(store, replace(INSTANT, chat=chat), message())
    assert [entry.chat for entry in store.claim(NOW, 2)] == [0, 1]
    assert [entry.chat for entry in store.claim(NOW, 2)] == [2, 3]


def test_a_message_waits_until_its_time_and_as_long_as_it_is_told_to_wait_again(store):
    planned(store, INSTANT, message(not_before=NOW + MINUTE))
    assert store.claim(NOW, 10) == []
    [entry] = store.claim(NOW + MINUTE, 10)
    assert store.release(entry.id, NOW + 2 * MINUTE, "retry-after")
    assert store.subscription(5, 0).error == "retry-after"
    assert store.claim(NOW + MINUTE, 10) == []
    [again] = store.claim(NOW + 2 * MINUTE, 10)
    assert (again.id, again.error, again.claimed_at) == (entry.id, "retry-after", NOW + 2 * MINUTE)
    store.sent(again.id, 77, NOW)
    assert store.subscription(5, 0).error is None
    assert not store.release(entry.id, NOW, "too late")


def test_what_waits_for_a_paused_subscription_is_dropped(store):
    planned(store, INSTANT, message())
    store.pause(5, 0, "blocked")
    assert store.claim(NOW, 10) == []
    store.subscribe(INSTANT)
    assert store.claim(NOW, 10) == []
    assert [(entry.state, entry.error) for entry in store.ledger(10)] == [("dropped", "blocked")]


def test_kill_9_between_claim_and_record_leaves_an_uncertain_message_and_sends_nothing_twice(place):
    lease = timedelta(minutes=10)
    with closing(Store(*place)) as store:
        planned(store, INSTANT, message(1, 2), message(2, 2))
        killed = process(place, CLAIMS)
        printed, _ = killed.communicate(timeout=60)
        assert (killed.returncode, printed) == (-signal.SIGKILL, "1\n")
        assert store.claim(NOW + lease, 10) == []
        assert store.expire(NOW + lease, lease) == 0
        assert store.expire(NOW + lease + MINUTE, lease) == 1
        [lost] = store.uncertain()
        assert (lost.part, lost.state, lost.error) == (1, "uncertain", "expired")
        [second] = store.claim(NOW + lease, 10)
        assert second.part == 2
        store.sent(second.id, 78, NOW)
        assert store.retry(lost.id)
        assert not store.retry(lost.id)
        assert [entry.id for entry in store.claim(NOW + lease, 10)] == [lost.id]


def test_a_claim_by_a_clock_that_ran_ahead_ends(store):
    planned(store, INSTANT, message())
    store.claim(NOW + timedelta(days=365), 10) or store.claim(NOW, 10)
    assert store.expire(NOW, MINUTE) == 1


def test_what_waited_for_one_that_was_paused_is_dropped_when_it_begins_anew(store):
    planned(store, INSTANT, message())
    store.subscribe(INSTANT)
    assert states(store) == [(5, "d", 1, "waiting")]
    store.pause_chat(5, "removed")
    store.resume(5, "removed")
    assert [entry.digest for entry in store.claim(NOW, 1)] == ["d"]
    store.release(1, NOW, "too many requests")
    store.pause_chat(5, "removed")
    store.subscribe(INSTANT)
    assert states(store) == [(5, "d", 1, "dropped")]


def test_what_was_not_sent_to_who_unsubscribed_meanwhile_does_not_wait(store):
    planned(store, INSTANT, message())
    [entry] = store.claim(NOW, 1)
    store.unsubscribe(5, 0)
    assert store.release(entry.id, NOW, "too many requests")
    assert [(one.state, one.error) for one in store.ledger(1)] == [("dropped", "unsubscribed")]


def test_what_is_too_late_is_planned_anew_with_what_was_planned_after_it(store):
    planned(store, DAILY, message(1, 2, "4-4"), message(2, 2, "4-4"))
    [first] = store.claim(NOW, 1)
    now = store.subscription(DAILY.chat, DAILY.topic)
    later = NOW + timedelta(days=1)
    assert store.plan(now, 5, later, [message(digest="5-5", due=later)])
    assert store.unplan(first, 3)
    assert states(store) == []
    assert store.subscription(DAILY.chat, DAILY.topic) == replace(DAILY, seen=3, next_due=NOW)


@pytest.mark.parametrize("outcome", ["sent", "uncertain"])
def test_nothing_is_planned_anew_that_would_come_twice(store, outcome):
    planned(store, DAILY, message(digest="4-4"), message(digest="5-5", due=NOW - MINUTE))
    [last] = store.claim(NOW, 1)
    if outcome == "sent":
        store.sent(last.id, 77, NOW)
    else:
        store.doubt(last.id, "timeout")
    [first] = store.claim(NOW, 1)
    before = states(store)
    assert not store.unplan(first, 3)
    assert states(store) == before


def test_an_outcome_that_comes_after_the_lease_counts(store):
    planned(store, INSTANT, message())
    [entry] = store.claim(NOW, 10)
    store.expire(NOW + 2 * MINUTE, MINUTE)
    assert store.sent(entry.id, 77, NOW + 3 * MINUTE)
    assert store.uncertain() == []


def test_after_90_days_it_is_forgotten_what_was_sent(store):
    planned(
        store, INSTANT, message(1, 2, "old"), message(2, 2, "old"), message(digest="new", due=NOW + MINUTE)
    )
    for _ in range(2):
        [entry] = store.claim(NOW + MINUTE, 1)
        store.sent(entry.id, 77, NOW)
    [entry] = store.claim(NOW + MINUTE, 1)
    store.doubt(entry.id, "timeout")
    assert store.prune(NOW + timedelta(days=90)) == 0
    assert store.prune(NOW + timedelta(days=90, seconds=1)) == 2
    assert states(store) == [(5, "new", 1, "uncertain")]


# --- several at once


def test_of_replicas_that_tick_at_once_one_plans_and_one_sends(place):
    with closing(Store(*place)) as store:
        for chat in range(30):
            store.subscribe(replace(DAILY, chat=chat))
        lines = [line for printed in race(place, PLANS_AND_SENDS) for line in printed.splitlines()]
        for entry in iter(lambda: store.claim(NOW, 1), []):  # where all others ended just before the last
            lines.append(f"sent {entry[0].chat} {entry[0].part}")
            store.sent(entry[0].id, 1, NOW)
        assert sorted(lines) == sorted(
            f"{did}" for chat in range(30) for did in (f"planned {chat}", f"sent {chat} 1", f"sent {chat} 2")
        )


def test_threads_that_claim_at_once_have_one_message_of_a_chat_under_way(store):
    for chat in range(3):
        planned(store, replace(INSTANT, chat=chat), *(message(digest=str(number)) for number in range(20)))

    def send(_):
        sent = []
        while entries := store.claim(NOW, 2):
            under_way = [entry.chat for entry in store.ledger(1000) if entry.state == "claimed"]
            assert len(set(under_way)) == len(under_way)
            for entry in entries:
                sent.append(entry.id)
                store.sent(entry.id, 1, NOW)
        return sent

    with ThreadPoolExecutor(8) as threads:
        sent = [number for numbers in threads.map(send, range(8)) for number in numbers]
    assert len(set(sent)) == len(sent)
    assert {entry.state for entry in store.ledger(1000)} <= {"sent", "waiting"}


def test_many_may_open_a_new_store_at_once(place):
    assert race(place, "sys.stdin.readline()\nprint(store.answered())", many=6) == ["[]\n"] * 6


# --- migrations, and what was there before


def tables(store):
    with store._reading() as connection:  # noqa: SLF001 - no other way to look
        compared = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return compare_metadata(compared, metadata)


def test_migrations_make_the_tables_that_the_code_has(store):
    assert tables(store) == []


def test_what_the_first_talks_kept_is_taken_over(tmp_path):
    with closing(sqlite3.connect(tmp_path / "talks.sqlite")) as database:
        database.executescript(OLD)
    for _ in range(2):
        with closing(Store(tmp_path)) as store:
            assert (store.language(5), store.language(-1_001_234_567_890)) == ("ru", "kk")
            assert store.answered() == [7, 9]
            store.subscribe(DAILY)
            assert store.subscriptions() == [DAILY]


def test_a_store_that_a_newer_talks_made_is_left_alone(place):
    with closing(Store(*place)) as store, store._writing() as connection:  # noqa: SLF001 - as a newer one does
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="a newer Talks has made it; update this one"):
        Store(*place)


# --- where it is, and what is told when it can't be opened


def test_the_folder_is_nobody_elses(tmp_path):
    with closing(Store(tmp_path / "data")):
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_with_postgresql_no_folder_is_made(postgresql, tmp_path):
    with closing(Store(tmp_path / "data", postgresql.database())):
        assert not (tmp_path / "data").exists()


def test_a_server_that_was_restarted_is_found_again(postgresql, tmp_path):
    with closing(Store(tmp_path, postgresql.database())) as store:
        store.choose(5, "ru")
        postgresql.restart_connections()
        assert store.language(5) == "ru"


def test_no_statement_and_no_silence_of_a_server_lasts_for_ever(postgresql, tmp_path):
    with closing(Store(tmp_path, postgresql.database())) as store, store._reading() as connection:  # noqa: SLF001
        assert connection.scalar(sqlalchemy.text("SHOW statement_timeout")) == "15s"
        told = connection.connection.dbapi_connection.info.get_parameters()
        assert (told["keepalives_idle"], told["tcp_user_timeout"]) == ("10", "20000")


def broken(folder):
    (folder / "talks.sqlite").write_text("this is no database, whatever its name says" * 50)
    return folder


def occupied(folder):
    (folder / "talks.sqlite").mkdir()
    return folder


def file(folder):
    (folder / "file").touch()
    return folder / "file" / "data"


def read_only(folder):
    folder.chmod(0o500)
    return folder


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"file: not a folder; set TALKS_DATA"):
        Store(tmp_path / "file")


@pytest.mark.parametrize("spoil", [broken, occupied, file, read_only])
def test_a_store_that_can_not_be_opened_says_which_and_what_to_set(spoil, tmp_path):
    if spoil is read_only and os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    folder: Path = spoil(tmp_path)
    with pytest.raises(StorageError) as raised:
        Store(folder)
    assert raised.value.place == folder / "talks.sqlite"
    assert str(raised.value).startswith(f"{folder}/talks.sqlite: ")
    assert str(raised.value).endswith("; set TALKS_DATA to a folder that can be written to")


def test_a_server_that_can_not_be_reached_is_told_without_the_password(tmp_path):
    with pytest.raises(StorageError) as raised:
        Store(tmp_path, "postgresql://talks:s3cret@127.0.0.1:1/kept")
    told = str(raised.value)
    assert told.startswith("PostgreSQL at 127.0.0.1, database kept: connection failed")
    assert told.endswith("; see whether it runs, and what TALKS_DATABASE_URL says")
    assert "s3cret" not in told


@pytest.mark.parametrize("url", ["postgresql://talks:s3cret@host:port/kept", "s3cret"])
def test_an_address_that_can_not_be_read_is_not_repeated(url, tmp_path):
    with pytest.raises(
        StorageError, match="PostgreSQL: its address can't be read; see TALKS_DATABASE"
    ) as raised:
        Store(tmp_path, url)
    assert "s3cret" not in str(raised.value)


def test_a_missing_driver_is_told_with_what_to_install(tmp_path):
    code = "import sys\nsys.modules['psycopg'] = None\n" + BEGINNING
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path, "postgresql://talks:s3cret@127.0.0.1/kept"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr.splitlines()[-1] == (
        "bot.storage.database.StorageError: PostgreSQL at 127.0.0.1, database kept: its driver is missing; "
        "pip install 'talks-bot[postgres]'"
    )
    assert "s3cret" not in done.stderr
