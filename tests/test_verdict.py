"""Does the soak's verdict find what is wrong? It is given a doubled message, a missing one, a late one …"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

sys.path.insert(0, str(Path(__file__).parent / "soak"))

from owed import Owed, Stay, owed, slots
from scenario import SIZES, Scenario, Told, Wanted
from verdict import Seen, judge

START = datetime(2026, 10, 23, tzinfo=UTC)
STEP, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
SERVED = [START + number * STEP for number in range(1, 4 * 96)]
ARTICLES = [Told(1, START + 2 * HOUR, "gas"), Told(2, START + 30 * HOUR, "schools")]
PLACE = (5, 0)
DAILY = Wanted(0, 0, "daily 09:00", "UTC", "", "en")


ALWAYS = (Stay(START),)


def due(wanted=DAILY, stays=ALWAYS, served=SERVED, articles=ARTICLES):
    return owed(PLACE, wanted, stays, articles, served)


def shown(of):
    """The chat as it should be."""
    return [Seen(one.place, one.mark, one.moment) for one in of]


def verdict(seen, uncertain=(), hindered=lambda _one, _at: False):
    return judge(due(), seen, uncertain, hindered)


def test_what_came_once_at_its_moment_is_right():
    found = verdict(shown(due()))
    assert (found.wrong, found.delivered, found.latest) == ([], 6, timedelta(0))


def test_a_doubled_message_is_found_even_where_the_ledger_is_uncertain():
    doubled = shown(due())
    found = verdict([*doubled, doubled[0]], {(PLACE, "a1")})
    assert found.wrong == ["duplicates: A1.0 came 2 times to (5, 0)"]


def test_a_removed_message_is_found():
    assert verdict(shown(due())[1:]).wrong == [
        "losses: A1.0 never came to (5, 0), due Fri Oct 23 09:00:00 2026"
    ]


def test_a_missing_message_is_excused_only_where_that_very_article_is_uncertain_there():
    assert verdict(shown(due())[1:], {(PLACE, "a1")}).wrong == []
    assert verdict(shown(due())[1:], {(PLACE, "a1")}).excused == 1
    assert len(verdict(shown(due())[1:], {(PLACE, "a2"), ((5, 7), "a1")}).losses) == 1


@pytest.mark.parametrize(
    ("shift", "hindered", "kind"),
    [
        (-STEP, True, "early"),
        (STEP, False, "late"),
        (STEP, True, ""),
        (9 * STEP, True, "late"),
    ],
)
def test_a_message_that_came_too_early_or_too_late_is_found(shift, hindered, kind):
    first, *others = shown(due())
    found = verdict([replace(first, at=first.at + shift), *others], (), lambda _one, _at: hindered)
    assert [line.partition(":")[0] for line in found.wrong] == [kind] * bool(kind)


def test_a_message_that_nobody_asked_for_is_found():
    stray = Seen((6, 0), "A1.0", START + DAY)
    assert verdict([*shown(due()), stray]).strays == ["A1.0 came to (6, 0), which nobody asked for"]


def test_what_a_subscription_does_not_want_or_no_longer_is_not_owed():
    assert {one.article for one in due(replace(DAILY, subject="gas"))} == {"a1"}
    left = due(stays=[Stay(START, START + 12 * HOUR)])
    assert {one.article for one in left} == {"a1"}
    assert [one.sure for one in due(stays=[Stay(START, START + 10 * HOUR)])] == [False] * 3
    assert {one.article for one in due(stays=[Stay(START + 3 * HOUR)])} == {"a2"}


def test_what_was_missed_for_longer_than_its_grace_comes_with_the_next():
    away = [moment for moment in SERVED if not START + 8 * HOUR < moment < START + 16 * HOUR]
    assert {one.due for one in due(served=away)} == {START + DAY + 9 * HOUR}
    short = [moment for moment in SERVED if not START + 8 * HOUR < moment < START + 14 * HOUR]
    assert due(served=short)[0].moment == START + 14 * HOUR


@pytest.mark.parametrize(
    ("zone", "clock", "first", "at"),
    [
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"),  # comes twice: the first time
        ("Europe/Berlin", "02:30", "2027-03-28", "2027-03-28T01:00"),  # is skipped: the first one after
        ("America/New_York", "01:30", "2026-11-01", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:30"),
        ("Asia/Kathmandu", "00:00", "2026-10-25", "2026-10-24T18:15"),
    ],
)
def test_a_slot_is_when_the_clock_on_the_wall_first_shows_it(zone, clock, first, at):
    begin = datetime.fromisoformat(first).replace(tzinfo=UTC) - 2 * DAY
    found = slots(zone, clock, "", begin, begin + 5 * DAY)
    there = [one for one in found if f"{one.astimezone(ZoneInfo(zone)):%Y-%m-%d}" == first]
    assert there == [datetime.fromisoformat(at).replace(tzinfo=UTC)]


def test_a_seed_repeats_all_that_happens():
    one, same, other = (Scenario(SIZES["october"], seed) for seed in (1, 1, 2))
    assert (one.wanted, one.articles, one.events) == (same.wanted, same.articles, same.events)
    assert one.events != other.events


def test_an_instant_article_is_owed_at_once():
    instant = due(replace(DAILY, schedule="instant"))
    assert instant[0] == Owed(PLACE, "a1", "A1.0", ARTICLES[0].at, ARTICLES[0].at, SERVED[15], sure=True)
