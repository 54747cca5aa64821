"""Do the settings subscribe the chats they name, once, from now on, and leave the others alone?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.standing import Standing, StandingError, establish, standing
from bot.storage import Store

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
CHANNEL = -1_001_234_567_890


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    yield opened
    opened.close()


def test_chats_are_read_with_their_topics_and_what_they_want():
    assert standing(
        f" {CHANNEL} daily 09:00 Asia/Almaty; -100987/5 instant silent word газ, gas;\n7 fri 9;"
    ) == (
        Standing(CHANNEL, 0, "daily 09:00 Asia/Almaty"),
        Standing(-100987, 5, "instant silent word газ, gas"),
        Standing(7, 0, "fri 9"),
    )
    assert standing("") == standing(" ; ") == ()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "@news daily 09:00",
            "“@news daily 09:00”: write the number of a chat, then when: -1001234567890 daily 09:00",
        ),
        ("-100/x daily 09:00", "“-100/x daily 09:00”: write the number of a chat"),
        ("-100daily", "“-100daily”: write the number of a chat"),
        ("-100", "“-100”: when? Write instant, daily 09:00 or weekly mon 09:00"),
        ("-100 off", "“-100 off”: when? Write instant"),
        ("-100 silent", "“-100 silent”: when? Write instant"),
        (
            "5 daily 09:00; -100 dayly 09:00",
            "“-100 dayly 09:00”: “dayly” is no schedule: write instant",
        ),
        ("-100 daily 09:00 Almatty", "“-100 daily 09:00 Almatty”: “Almatty” is no time zone"),
        ("-100 instant word the", "“-100 instant word the”: “the” is nothing to find statements by"),
        ("-100 instant; -100/0 daily 09:00", "“-100/0 daily 09:00”: this chat is named twice"),
    ],
)
def test_what_cannot_be_read_is_named(written, told):
    with pytest.raises(StandingError) as raised:
        standing(written)
    assert str(raised.value).startswith(told)


def test_they_are_subscribed_from_now_on_and_a_restart_changes_nothing(store):
    store.see({"old": "hash"}, NOW)
    wanted = standing(f"{CHANNEL} daily 09:00 lang ru; -100987/5 instant silent word газ UTC")
    establish(store, wanted, "Asia/Almaty", NOW)
    daily, instant = store.subscription(CHANNEL, 0), store.subscription(-100987, 5)
    assert (daily.schedule, daily.zone, daily.seen, daily.language) == ("daily 09:00", "Asia/Almaty", 1, "ru")
    assert daily.next_due == datetime(2026, 11, 27, 4, tzinfo=UTC)
    assert store.language(CHANNEL) == "ru"
    assert (instant.schedule, instant.silent, instant.words) == ("instant", True, ("газ UTC",))
    assert store.due(NOW, 10) == []
    store.see({"new": "hash 2"}, NOW)
    establish(store, wanted, "Asia/Almaty", LATER)
    assert store.subscriptions() == [daily, instant]


def test_what_has_changed_is_changed_and_what_is_not_posted_yet_is_not_lost(store):
    establish(store, standing("5 daily 09:00 word gas"), "UTC", NOW)
    before = store.subscription(5, 0)
    store.see({"new": "hash"}, NOW)
    establish(store, standing("5 daily 10:00 silent"), "UTC", NOW)
    due = datetime(2026, 11, 26, 10, tzinfo=UTC)
    after = store.subscription(5, 0)
    set_so = {"schedule": "daily 10:00", "silent": True, "words": (), "standing": "daily 10:00 silent, UTC"}
    assert after == replace(before, next_due=due, **set_so)


def test_what_somebody_switched_off_stays_off_until_the_setting_changes(store):
    establish(store, standing("5 daily 09:00"), "UTC", NOW)
    store.stop(5, 0, "off")
    establish(store, standing("5 daily 09:00"), "UTC", LATER)
    assert store.subscription(5, 0).paused == "off"
    establish(store, standing("5 daily 10:00"), "UTC", LATER)
    assert store.subscription(5, 0).paused is None


def test_what_somebody_changed_and_switched_off_stays_off_until_the_setting_changes(store):
    establish(store, standing("5 daily 09:00"), "UTC", NOW)
    store.subscribe(replace(store.subscription(5, 0), schedule="daily 10:00"))
    store.stop(5, 0, "off")
    establish(store, standing("5 daily 09:00"), "UTC", LATER)
    assert store.subscription(5, 0).paused == "off"
    establish(store, standing("5 daily 09:00"), "Asia/Almaty", LATER)
    assert store.subscription(5, 0).paused is None


def test_others_are_left_alone(store):
    establish(store, standing("5 daily 09:00; 6 instant"), "UTC", NOW)
    both = store.subscriptions()
    establish(store, standing("6 instant"), "UTC", LATER)
    assert store.subscriptions() == both
