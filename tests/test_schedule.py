"""Is a digest due when people expect it, whatever clocks do, and are their words understood?"""

import datetime
from datetime import UTC, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule import (
    GRACE,
    BadDayError,
    BadTimeError,
    Schedule,
    ScheduleError,
    UnknownScheduleError,
    decide,
    last_due,
    next_due,
    parse,
)
from bot.zones import UnknownZoneError

ALMATY = "Asia/Almaty"


def at(text):
    """A moment in UTC."""
    return datetime.datetime.fromisoformat(f"{text}+00:00")


def slots(schedule, start, number):
    """So many slots of ``schedule`` behind ``start``."""
    found = [next_due(schedule, start)]
    while len(found) < number:
        found.append(next_due(schedule, found[-1]))
    return found


DAILY, WEEKLY = parse("daily 09:00", ALMATY), parse("weekly mon 09:00", ALMATY)
INSTANT = parse("instant", ALMATY)


@pytest.mark.parametrize(
    ("words", "text", "zone"),
    [
        ("daily 09:00 Asia/Almaty", "daily 09:00", ALMATY),
        ("weekly mon 09:00", "weekly mon 09:00", "Europe/Berlin"),
        ("instant", "instant", "Europe/Berlin"),
        ("Instantly", "instant", "Europe/Berlin"),
        ("daily 9", "daily 09:00", "Europe/Berlin"),
        ("daily 9:00", "daily 09:00", "Europe/Berlin"),
        ("DAILY 09.30", "daily 09:30", "Europe/Berlin"),
        ("9:00", "daily 09:00", "Europe/Berlin"),
        ("every day at 9 am", "daily 09:00", "Europe/Berlin"),
        ("daily 12AM", "daily 00:00", "Europe/Berlin"),
        ("daily 12:30 pm", "daily 12:30", "Europe/Berlin"),
        ("daily 00:00", "daily 00:00", "Europe/Berlin"),
        ("daily 23:59", "daily 23:59", "Europe/Berlin"),
        ("weekly MONDAY 21:00, new york", "weekly mon 21:00", "America/New_York"),
        ("tues 10", "weekly tue 10:00", "Europe/Berlin"),
        ("Wednesdays at 10", "weekly wed 10:00", "Europe/Berlin"),
        ("weekly Sun. 10", "weekly sun 10:00", "Europe/Berlin"),
        ("ежедневно в 9:00", "daily 09:00", "Europe/Berlin"),
        ("каждый день в 9", "daily 09:00", "Europe/Berlin"),
        ("еженедельно СР 12:00 Нью-Йорк", "weekly wed 12:00", "America/New_York"),
        ("каждую среду в 12:00", "weekly wed 12:00", "Europe/Berlin"),
        ("по пятницам в 18.30 Москва", "weekly fri 18:30", "Europe/Moscow"),
        ("вс 0:00", "weekly sun 00:00", "Europe/Berlin"),
        ("сразу", "instant", "Europe/Berlin"),
        ("күн сайын сағат 8:00 Алматы", "daily 08:00", ALMATY),
        ("апта сайын дүйсенбіде 9:00 Мәскеу", "weekly mon 09:00", "Europe/Moscow"),
        ("жм 9", "weekly fri 09:00", "Europe/Berlin"),
        ("бірден", "instant", "Europe/Berlin"),
        ("каждый день в 2 часа дня", "daily 14:00", "Europe/Berlin"),
        ("в 9 утра", "daily 09:00", "Europe/Berlin"),
        ("пн Москва 6 вечера", "weekly mon 18:00", "Europe/Moscow"),
        ("күн сайын кешкі сағат 6-да", "daily 18:00", "Europe/Berlin"),
        ("таңғы 9 Алматы", "daily 09:00", ALMATY),
        ("weekly mon 09:00 UTC+5", "weekly mon 09:00", "Etc/GMT-5"),
    ],
)
def test_what_people_write_is_understood(words, text, zone):
    schedule = parse(words, "Europe/Berlin")
    assert (schedule.text(), schedule.zone) == (text, zone)


@pytest.mark.parametrize(
    ("words", "error", "offending"),
    [
        ("", UnknownScheduleError, ""),
        (" \n", UnknownScheduleError, ""),
        ("monthly 09:00", UnknownScheduleError, "monthly 09:00"),
        ("Almaty", UnknownScheduleError, "Almaty"),
        ("daily weekly 9", UnknownScheduleError, "daily weekly 9"),
        ("daily mon 9", UnknownScheduleError, "daily mon 9"),
        ("instant 09:00", UnknownScheduleError, "instant 09:00"),
        ("daily", BadTimeError, ""),
        ("weekly mon", BadTimeError, ""),
        ("daily 24:00", BadTimeError, "24:00"),
        ("daily 9:60", BadTimeError, "9:60"),
        ("daily 9:5", BadTimeError, "9:5"),
        ("daily 0900", BadTimeError, "0900"),
        ("daily 13am", BadTimeError, "13am"),
        ("каждый день в 13 утра", BadTimeError, "13 утра"),
        ("каждый час", BadTimeError, "час"),
        ("каждые 2 дня", UnknownScheduleError, "каждые 2 дня"),
        ("daily 9 10", BadTimeError, "9 10"),
        ("weekly 09:00", BadDayError, ""),
        ("weekly monday fr 9", BadDayError, "monday fr"),
        ("dayly 09:00 Almaty", UnknownScheduleError, "dayly"),
        ("weekly mnday 09:00 Almaty", UnknownScheduleError, "mnday"),
        ("09:00 dayly", UnknownScheduleError, "dayly"),
        ("Almaty daily 09:00", UnknownScheduleError, "Almaty daily 09:00"),
        ("daily 9 Almatty", UnknownZoneError, "Almatty"),
        ("daily 9 Nowhere", UnknownZoneError, "Nowhere"),
        ("daily 9 UTC+5:30", UnknownZoneError, "UTC+5:30"),
    ],
)
def test_what_is_no_schedule_is_told_with_the_words_that_are_wrong(words, error, offending):
    with pytest.raises(error) as raised:
        parse(words, ALMATY)
    assert raised.value.words == offending


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "when? Write instant, daily 09:00 or weekly mon 09:00"),
        ("monthly", "“monthly” is no schedule: write instant, daily 09:00 or weekly mon 09:00"),
        (
            "dayly 9",
            "“dayly” is no schedule: write instant, daily 09:00 or weekly mon 09:00. Did you mean daily?",
        ),
        ("daily", "at what time? Write it as in daily 09:00"),
        ("weekly", "at what time? Write it as in weekly mon 09:00"),
        ("weekly mon 25", "“25” is no time of day: write it as in weekly mon 09:00"),
        ("weekly 9", "on which day? Write it as in weekly mon 09:00"),
        ("mon tue 9", "“mon tue” is not one day: write it as in weekly mon 09:00"),
    ],
)
def test_an_error_says_what_to_write_instead(words, said):
    with pytest.raises(ScheduleError) as raised:
        parse(words, ALMATY)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("dialy", "daily"),
        ("wekly", "weekly"),
        ("instnt", "instant"),
        ("wensday", "wednesday"),
        ("ежидневно", "ежедневно"),
        ("понедельнк", "понедельник"),
        ("дуйсенби", "дүйсенбі"),
        ("апталык", "апталық"),
        ("please", ""),
        ("Almatty", ""),
        ("каждые", ""),
    ],
)
def test_a_slip_is_told_with_what_may_be_meant(slip, meant):
    with pytest.raises(UnknownScheduleError) as raised:
        parse(f"{slip} 9", ALMATY)
    assert raised.value.meant == meant


def test_a_default_zone_that_is_none_is_told_too():
    with pytest.raises(UnknownZoneError):
        parse("daily 9", "Mars/Olympus")


zones = st.sampled_from(
    "Asia/Almaty Europe/Berlin America/New_York Australia/Lord_Howe Asia/Kolkata Pacific/Apia"
    " Africa/Casablanca America/Santiago Atlantic/Azores Pacific/Chatham Antarctica/Troll"
    " Africa/Cairo UTC Etc/GMT-5".split()
)
times = st.builds(datetime.time, st.integers(0, 23), st.integers(0, 59))
timed = st.builds(Schedule, st.just("daily"), zones, times) | st.builds(
    Schedule, st.just("weekly"), zones, times, st.integers(0, 6)
)
schedules = timed | st.builds(Schedule, st.just("instant"), zones)
moments = st.integers(0, 13_000 * 24 * 60).map(
    lambda minutes: at("2000-01-01 00:00") + timedelta(minutes=minutes)
)


@given(schedules)
def test_the_form_that_is_kept_reads_back(schedule):
    assert parse(schedule.text(), schedule.zone) == schedule


@given(st.text() | st.text("daily weekly mon 09:.+utc/пнam", max_size=30))
@settings(deadline=None)
def test_any_words_are_a_schedule_or_an_error_of_ours(words):
    try:
        schedule = parse(words, ALMATY)
    except (ScheduleError, UnknownZoneError):
        return
    assert parse(schedule.text(), schedule.zone) == schedule


# The wall clock of each slot would read as the schedule says, were it not for the change of that night.
@pytest.mark.parametrize(
    ("words", "zone", "after", "expected"),
    [
        # Berlin, 29 March 2026: 02:00 to 03:00 don't exist.
        (
            "daily 02:30",
            "Europe/Berlin",
            "2026-03-28 00:00",
            ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"],
        ),
        ("daily 02:00", "Europe/Berlin", "2026-03-28 12:00", ["2026-03-29 01:00", "2026-03-30 00:00"]),
        ("daily 03:00", "Europe/Berlin", "2026-03-28 12:00", ["2026-03-29 01:00", "2026-03-30 01:00"]),
        ("weekly sun 02:30", "Europe/Berlin", "2026-03-28 12:00", ["2026-03-29 01:00", "2026-04-05 00:30"]),
        # Berlin, 25 October 2026: 02:00 to 03:00 come twice.
        ("daily 02:30", "Europe/Berlin", "2026-10-24 12:00", ["2026-10-25 00:30", "2026-10-26 01:30"]),
        ("daily 03:00", "Europe/Berlin", "2026-10-24 12:00", ["2026-10-25 02:00", "2026-10-26 02:00"]),
        # New York, 8 March and 1 November 2026.
        ("daily 02:15", "America/New_York", "2026-03-07 12:00", ["2026-03-08 07:00", "2026-03-09 06:15"]),
        ("daily 01:30", "America/New_York", "2026-10-31 12:00", ["2026-11-01 05:30", "2026-11-02 06:30"]),
        # Lord Howe sets its clocks by half an hour: 4 October and 5 April 2026.
        ("daily 02:15", "Australia/Lord_Howe", "2026-10-02 20:00", ["2026-10-03 15:30", "2026-10-04 15:15"]),
        ("daily 01:45", "Australia/Lord_Howe", "2026-04-04 00:00", ["2026-04-04 14:45", "2026-04-05 15:15"]),
        # Almaty, 1 March 2024: from UTC+6 to UTC+5 at midnight, on a leap day.
        (
            "daily 09:00",
            ALMATY,
            "2024-02-28 12:00",
            ["2024-02-29 03:00", "2024-03-01 04:00", "2024-03-02 04:00"],
        ),
        ("daily 23:30", ALMATY, "2024-02-28 20:00", ["2024-02-29 17:30", "2024-03-01 18:30"]),
        ("weekly fri 00:00", ALMATY, "2024-02-27 00:00", ["2024-02-29 19:00", "2024-03-07 19:00"]),
        # No changes at all.
        ("daily 09:00", "Asia/Kolkata", "2026-03-28 12:00", ["2026-03-29 03:30", "2026-03-30 03:30"]),
        ("daily 09:00", "Etc/GMT-5", "2026-03-28 12:00", ["2026-03-29 04:00", "2026-03-30 04:00"]),
        # Samoa had no 30 December 2011: its slot comes as the 31st begins.
        (
            "daily 09:00",
            "Pacific/Apia",
            "2011-12-29 00:00",
            ["2011-12-29 19:00", "2011-12-30 10:00", "2011-12-30 19:00"],
        ),
        # Ends of months and years, leap days and years that have none.
        ("daily 09:00", "UTC", "2026-12-31 09:00", ["2027-01-01 09:00", "2027-01-02 09:00"]),
        ("daily 00:00", ALMATY, "2026-12-31 18:59", ["2026-12-31 19:00", "2027-01-01 19:00"]),
        ("weekly thu 09:00", "UTC", "2026-12-31 09:00", ["2027-01-07 09:00", "2027-01-14 09:00"]),
        ("daily 09:00", "UTC", "2028-02-28 10:00", ["2028-02-29 09:00", "2028-03-01 09:00"]),
        ("daily 09:00", "UTC", "2026-02-28 10:00", ["2026-03-01 09:00", "2026-03-02 09:00"]),
        ("weekly tue 09:00", "UTC", "2028-02-28 10:00", ["2028-02-29 09:00", "2028-03-07 09:00"]),
        ("daily 09:00", "UTC", "2026-04-30 09:00:01", ["2026-05-01 09:00", "2026-05-02 09:00"]),
    ],
)
def test_slots_follow_the_clock_on_the_wall(words, zone, after, expected):
    assert slots(parse(words, zone), at(after), len(expected)) == list(map(at, expected))


def test_a_slot_is_behind_the_moment_that_is_asked_about_and_is_last_due_at_its_own():
    nine = at("2026-03-02 04:00")
    assert next_due(DAILY, nine) == at("2026-03-03 04:00")
    assert next_due(DAILY, nine - timedelta(microseconds=1)) == nine
    assert last_due(DAILY, nine) == nine
    assert last_due(DAILY, nine - timedelta(microseconds=1)) == at("2026-03-01 04:00")
    assert next_due(WEEKLY, nine) == at("2026-03-09 04:00")
    assert last_due(WEEKLY, at("2026-03-09 03:59")) == nine


def test_moments_may_be_told_in_any_zone_and_are_answered_in_utc():
    there = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo(ALMATY))
    assert next_due(DAILY, there).isoformat() == "2026-03-03T04:00:00+00:00"
    assert last_due(DAILY, there).isoformat() == "2026-03-02T04:00:00+00:00"
    assert next_due(INSTANT, there).isoformat() == "2026-03-02T04:00:00+00:00"
    assert last_due(INSTANT, there).isoformat() == "2026-03-02T04:00:00+00:00"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"])
@pytest.mark.parametrize("time", ["00:00", "00:30", "01:30", "02:00", "02:30", "03:00", "12:00", "23:59"])
def test_over_a_year_each_day_has_one_slot(zone, time):
    schedule = parse(f"daily {time}", zone)
    found = slots(schedule, datetime.datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)) - timedelta(seconds=1), 366)
    assert [slot.astimezone(ZoneInfo(zone)).date() for slot in found] == [
        datetime.date(2026, 1, 1) + timedelta(days) for days in range(366)
    ]


@given(timed, st.integers(2012, 2036))
@settings(deadline=None, max_examples=25)
def test_over_a_year_each_slot_comes_once_and_later_than_the_one_before(schedule, year):
    begin, end = (datetime.datetime(y, 1, 1, tzinfo=ZoneInfo(schedule.zone)) for y in (year, year + 1))
    days = [begin.date() + timedelta(days) for days in range((end.date() - begin.date()).days)]
    found = [next_due(schedule, begin.astimezone(UTC) - timedelta(seconds=1))]
    while found[-1] < end:
        found.append(next_due(schedule, found[-1]))
    found.pop()
    assert all(one < other for one, other in pairwise(found))
    assert [slot.astimezone(begin.tzinfo).date() for slot in found] == [
        day for day in days if schedule.every == "daily" or day.weekday() == schedule.day
    ]
    for slot in found:
        local = slot.astimezone(begin.tzinfo)
        late = datetime.datetime.combine(local, local.time()) - datetime.datetime.combine(
            local, schedule.time
        )
        assert timedelta(0) <= late < timedelta(hours=2)
        assert local.fold == 0


@given(timed, moments)
@settings(deadline=None)
def test_no_slot_stands_between_the_last_and_the_next(schedule, now):
    last, upcoming = last_due(schedule, now), next_due(schedule, now)
    assert last <= now < upcoming
    assert next_due(schedule, last) == upcoming
    assert last_due(schedule, upcoming) == upcoming


@pytest.mark.parametrize(
    ("schedule", "due", "now", "expected"),
    [
        (DAILY, "2026-03-02 04:00", "2026-03-02 03:59", (False, "2026-03-02 04:00")),
        (DAILY, "2026-03-02 04:00", "2026-03-02 04:00", (True, "2026-03-03 04:00")),
        (DAILY, "2026-03-02 04:00", "2026-03-02 10:00", (True, "2026-03-03 04:00")),
        (DAILY, "2026-03-02 04:00", "2026-03-02 10:01", (False, "2026-03-03 04:00")),
        (WEEKLY, "2026-03-02 04:00", "2026-03-03 04:00", (True, "2026-03-09 04:00")),
        (WEEKLY, "2026-03-02 04:00", "2026-03-03 04:01", (False, "2026-03-09 04:00")),
        # Away for days: what counts is how late the last slot is.
        (DAILY, "2026-03-02 04:00", "2026-03-05 05:00", (True, "2026-03-06 04:00")),
        (DAILY, "2026-03-02 04:00", "2026-03-05 12:00", (False, "2026-03-06 04:00")),
        (WEEKLY, "2026-03-02 04:00", "2026-03-16 05:00", (True, "2026-03-23 04:00")),
        # The clock is set back: a slot that was posted is not due again …
        (DAILY, "2026-03-03 04:00", "2026-03-02 03:59", (False, "2026-03-03 04:00")),
        (WEEKLY, "2026-03-09 04:00", "2026-03-02 03:59", (False, "2026-03-09 04:00")),
        # … and one that a clock far ahead had set is not waited for.
        (DAILY, "2031-01-01 04:00", "2026-03-02 03:59", (False, "2026-03-02 04:00")),
        (WEEKLY, "2026-03-23 04:00", "2026-03-02 03:59", (False, "2026-03-02 04:00")),
    ],
)
def test_a_digest_is_posted_when_it_is_due_or_a_little_later(schedule, due, now, expected):
    post, following = expected
    assert decide(schedule, at(due), at(now)) == (post, at(following))


def test_a_slot_that_was_set_before_a_country_changed_its_clocks_is_due_by_the_new_ones():
    """Almaty's nine o'clock of 1 March 2024, as it would have been at UTC+6, is an hour early."""
    assert decide(DAILY, at("2024-03-01 03:00"), at("2024-03-01 03:00")) == (False, at("2024-03-01 04:00"))
    assert decide(DAILY, at("2024-03-01 04:00"), at("2024-03-01 04:00")) == (True, at("2024-03-02 04:00"))


def test_an_instant_digest_is_always_due():
    assert decide(INSTANT, at("2026-03-02 04:00"), at("2026-03-02 03:00")) == (True, at("2026-03-02 03:00"))


@given(timed, moments, st.lists(st.integers(-60, 3 * 24 * 60), max_size=30))
@settings(deadline=None)
def test_however_the_clock_jumps_no_slot_is_posted_twice(schedule, start, minutes):
    """Back by up to an hour, and on by up to three days, at a time."""
    now, due, posted = start, next_due(schedule, start), []
    for jump in minutes:
        now += timedelta(minutes=jump)
        post, due = decide(schedule, due, now)
        if post:
            posted.append(last_due(schedule, now))
            assert timedelta(0) <= now - posted[-1] <= GRACE[schedule.every]
    assert all(one < other for one, other in pairwise(posted))
