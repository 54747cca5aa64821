"""What do people write behind /digest, what do they mean, and what does a subscription become by it?"""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest_command import (
    BadLanguageError,
    BadWordError,
    MissingError,
    OptionError,
    Request,
    changed,
    every,
    nothing,
    parse,
)
from bot.schedule import BadDayError, BadTimeError, Schedule, ScheduleError, UnknownScheduleError
from bot.storage import Subscription
from bot.zones import UnknownZoneError

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)  # a Thursday; in Almaty it is 14:30
NINE = time(9)
DAILY = Schedule("daily", "UTC", NINE)
ALMATY = Schedule("daily", "Asia/Almaty", NINE)
MONDAYS = Schedule("weekly", "Asia/Almaty", NINE, 0)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", Request("show")),
        ("  ", Request("show")),
        ("on", Request("set")),
        ("ON", Request("set")),
        ("off", Request("off")),
        ("Off.", Request("off")),
        ("now", Request("now")),
        ("daily 09:00", Request("set", DAILY)),
        ("on daily 09:00 Asia/Almaty", Request("set", ALMATY)),
        ("Daily at 9 AM in almaty", Request("set", ALMATY)),
        ("weekly mon 09:00 Asia/Almaty", Request("set", MONDAYS)),
        ("weekly on mon 09:00 Almaty", Request("set", MONDAYS)),
        ("instant", Request("set", Schedule("instant", "UTC"))),
        ("silent", Request("set", silent=True)),
        ("silent on", Request("set", silent=True)),
        ("silent off", Request("set", silent=False)),
        ("loud", Request("set", silent=False)),
        ("silent daily 09:00", Request("set", DAILY, silent=True)),
        ("daily silent 09:00 Almaty", Request("set", ALMATY, silent=True)),
        ("zone Almaty", Request("set", zone="Asia/Almaty")),
        ("Almaty", Request("set", zone="Asia/Almaty")),
        ("UTC+5", Request("set", zone="Etc/GMT-5")),
        ("zone Almaty daily 09:00", Request("set", ALMATY)),
        ("daily 09:00 zone new york", Request("set", Schedule("daily", "America/New_York", NINE))),
        ("speaker Putin", Request("set", speakers=("Putin",))),
        ("speaker Kassym-Jomart Tokayev", Request("set", speakers=("Kassym-Jomart Tokayev",))),
        ("speaker Putin, Tokayev", Request("set", speakers=("Putin", "Tokayev"))),
        ("speaker Putin speaker “Tokayev” speaker Putin", Request("set", speakers=("Putin", "Tokayev"))),
        ("word газ", Request("set", words=("газ",))),
        ("word rare earth", Request("set", words=("rare earth",))),
        ("word day", Request("set", words=("day",))),  # which could tell a schedule, if it stood elsewhere
        ("word газ daily 09:00", Request("set", DAILY, words=("газ",))),
        ("word газ silent speaker Putin", Request("set", None, None, True, ("Putin",), ("газ",))),
        ("all", Request("set", speakers=(), words=())),
        ("word all", Request("set", words=())),
        ("speaker ALL word gas", Request("set", speakers=(), words=("gas",))),
        ("all word gas", Request("set", speakers=(), words=("gas",))),
        ("language ru", Request("set", language="ru")),
        ("lang Қазақша daily 09:00", Request("set", DAILY, language="kk")),
        ("выкл", Request("off")),
        ("сейчас", Request("now")),
        ("daily without sound 09:00 Almaty", Request("set", ALMATY, silent=True)),
        ("With sound", Request("set", silent=False)),
        ("Без  звука, ежедневно в 9 утра Алматы", Request("set", ALMATY, silent=True)),
        ("word газ без звука", Request("set", silent=True, words=("газ",))),
        ("word без звука", Request("set", words=("без звука",))),
        ("со звуком", Request("set", silent=False)),
        ("вкл ежедневно 09:00 Алматы тихо", Request("set", ALMATY, silent=True)),
        ("по понедельникам в 9:00 в Алматы", Request("set", MONDAYS)),
        ("спикер Путин слово газ", Request("set", speakers=("Путин",), words=("газ",))),
        ("пояс Алматы ВСЁ", Request("set", zone="Asia/Almaty", speakers=(), words=())),
        ("язык русский громко", Request("set", silent=False, language="ru")),
        ("өшіру", Request("off")),
        ("қазір", Request("now")),
        ("қосу апта дс 09:00 Алматы дыбыссыз", Request("set", MONDAYS, silent=True)),
        ("шешен Тоқаев сөз газ", Request("set", speakers=("Тоқаев",), words=("газ",))),
        ("белдеу Алматы бәрі", Request("set", zone="Asia/Almaty", speakers=(), words=())),
        ("әр күн 09:00 Алматы", Request("set", ALMATY)),
        ("күн сайын 09:00 Алматы", Request("set", ALMATY)),
        ("апталық дс 09:00 Алматы", Request("set", MONDAYS)),
        ("сөйлеуші Тоқаев", Request("set", speakers=("Тоқаев",))),
    ],
)
def test_people_are_understood(written, meant):
    assert parse(written, "UTC") == meant


def test_a_schedule_stands_in_the_zone_of_the_chat_unless_it_names_one():
    assert parse("daily 09:00", "Asia/Almaty").schedule == ALMATY
    assert parse("daily 09:00 UTC", "Asia/Almaty").schedule == DAILY


@pytest.mark.parametrize(
    ("written", "error", "words"),
    [
        ("please", UnknownScheduleError, "please"),
        ("off now", UnknownScheduleError, "off now"),
        ("off daily 09:00", UnknownScheduleError, "off daily 09:00"),
        ("now silent", UnknownScheduleError, "now silent"),
        ("daily weekly 9", UnknownScheduleError, "daily weekly 9"),
        ("daily", BadTimeError, ""),
        ("daily 25:00", BadTimeError, "25:00"),
        ("weekly 09:00", BadDayError, ""),
        ("daily 09:00 Almatty", UnknownZoneError, "Almatty"),
        ("zone Nowhere", UnknownZoneError, "Nowhere"),
        ("word", MissingError, ""),
        ("speaker ,", MissingError, ""),
        ("zone", MissingError, ""),
        ("word the", BadWordError, "the"),
        ("word gas, и", BadWordError, "и"),
        ("word 😀", BadWordError, "😀"),
        ("lang klingon", BadLanguageError, "klingon"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_words_that_are_wrong(written, error, words):
    with pytest.raises(error) as raised:
        parse(written, "UTC")
    assert (type(raised.value), raised.value.words) == (error, words)


SOME = st.sampled_from(
    "on off now silent word speaker zone lang all daily 9 09:00 mon газ , Almaty 😀 /".split()
)


@given(st.lists(SOME).map(" ".join) | st.text())
def test_whatever_is_written_is_understood_or_refused(written):
    try:
        request = parse(written, "UTC")
    except (ScheduleError, UnknownZoneError, OptionError):
        return
    new = changed(nothing(5, 0, "UTC"), request, 3, NOW)
    assert new.paused is None
    assert (new.next_due is None) == (new.schedule == "instant")
    assert parse(new.schedule, new.zone).schedule.text() == new.schedule


RUNNING = Subscription(
    chat=5,
    topic=7,
    schedule="daily 09:00",
    zone="Asia/Almaty",
    silent=True,
    speakers=("Putin",),
    words=("gas",),
    language="kk",
    seen=3,
    next_due=datetime(2026, 11, 26, 4, tzinfo=UTC),  # passed, and not posted yet
    last_post=datetime(2026, 11, 25, 4, tzinfo=UTC),
    error="uncertain",
)


def test_what_begins_begins_now_and_is_daily_unless_something_else_is_asked_for():
    assert changed(nothing(5, 7, "Asia/Almaty", "ru"), Request("set"), 42, NOW) == Subscription(
        chat=5,
        topic=7,
        schedule="daily 09:00",
        zone="Asia/Almaty",
        language="ru",
        seen=42,
        next_due=datetime(2026, 11, 27, 4, tzinfo=UTC),
    )


def test_what_is_instant_waits_for_articles_and_for_no_time():
    new = changed(nothing(5, 0, "UTC"), parse("instant", "UTC"), 42, NOW)
    assert (new.schedule, new.seen, new.next_due) == ("instant", 42, None)


def test_another_schedule_keeps_the_filters_and_what_is_not_posted_yet():
    new = changed(RUNNING, parse("weekly mon 10:00", RUNNING.zone), 42, NOW)
    due = datetime(2026, 11, 30, 5, tzinfo=UTC)
    assert new == replace(RUNNING, schedule="weekly mon 10:00", next_due=due, error=None)


def test_other_filters_keep_the_schedule_and_what_is_due():
    new = changed(RUNNING, parse("word газ loud", RUNNING.zone), 42, NOW)
    assert new == replace(RUNNING, words=("газ",), silent=False, error=None)


def test_another_zone_moves_the_same_schedule():
    new = changed(RUNNING, parse("zone UTC", RUNNING.zone), 42, NOW)
    due = datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert new == replace(RUNNING, zone="UTC", next_due=due, error=None)


@pytest.mark.parametrize("reason", ["off", "removed", "blocked", "forbidden"])
def test_what_was_paused_begins_again_now_as_it_was_set(reason):
    new = changed(replace(RUNNING, paused=reason), Request("set"), 42, NOW)
    due = datetime(2026, 11, 27, 4, tzinfo=UTC)
    assert new == replace(RUNNING, seen=42, next_due=due, error=None)


@pytest.mark.parametrize(
    ("kept", "often", "becomes"),
    [
        ("daily 10:30", "weekly", "weekly mon 10:30"),
        ("weekly fri 10:30", "daily", "daily 10:30"),
        ("weekly fri 10:30", "weekly", "weekly fri 10:30"),
        ("daily 10:30", "instant", "instant"),
        ("instant", "daily", "daily 09:00"),
        ("instant", "weekly", "weekly mon 09:00"),
    ],
)
def test_a_button_keeps_time_and_day_where_there_are_some(kept, often, becomes):
    old = replace(RUNNING, schedule=kept)
    assert changed(old, every(old, often), 42, NOW).schedule == becomes
