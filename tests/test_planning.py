"""What is posted to whom, when articles have come and a moment is there?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import planning
from bot.digest import Filter
from bot.i18n import words
from bot.planning import AWAITED, Plan, plan, post
from bot.storage.records import Arrival, Subscription
from index.articles import parse
from index.metadata import apply

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
INSTANT = Subscription(5, 0, "instant", "UTC", seen=1)
DAILY = Subscription(5, 0, "daily 09:00", "UTC", seen=1, next_due=NOW)
EN = words("en")


def article(name, *said):
    return apply(
        {"title": name.title()}, parse("\n".join(f"- {one}" for one in said or ("So it is.",)), name)
    )


GAS, SCHOOLS = article("gas", "Gas will flow, Orlov said."), article("schools")
HERE = {"gas": GAS, "schools": SCHOOLS}


def arrivals(*names, since=NOW - DAY, first=1):
    return [Arrival(number, name, "", since) for number, name in enumerate(names, start=first)]


def planned(subscription, came, now=NOW, here=HERE):
    return plan(subscription, came, here, EN, "talks_bot", now)


def test_an_instant_subscription_gets_what_came_at_once_as_one_digest():
    made = planned(INSTANT, arrivals("old", "gas", "schools"))
    assert (made.seen, made.next_due) == (3, None)
    [message] = made.messages
    assert (message.digest, message.part, message.parts) == ("2-3", 1, 1)
    assert (message.articles, message.due, message.not_before) == (("gas", "schools"), NOW, NOW)


def test_a_daily_one_gets_it_at_its_time_and_is_due_tomorrow():
    made = planned(DAILY, arrivals("old", "gas"))
    assert (made.seen, made.next_due, made.messages[0].due) == (2, NOW + DAY, NOW)


def test_with_nothing_new_nothing_is_posted():
    assert planned(DAILY, []) == planned(DAILY, arrivals("old")) == Plan(1, NOW + DAY)
    assert planned(INSTANT, arrivals("old")) == Plan(1, None)


def test_within_grace_it_is_sent_late_and_beyond_it_waits_to_be_merged_into_the_next():
    came = arrivals("old", "gas")
    late = planned(DAILY, came, NOW + timedelta(hours=5))
    assert (late.seen, late.next_due, len(late.messages)) == (2, NOW + DAY, 1)
    too_late = planned(DAILY, came, NOW + timedelta(hours=7))
    assert too_late == Plan(1, NOW + DAY)
    merged = planned(replace(DAILY, next_due=too_late.next_due), arrivals("old", "gas", "schools"), NOW + DAY)
    assert [message.articles for message in merged.messages] == [("gas", "schools")]


def test_an_article_that_only_others_have_seen_is_waited_for_and_then_gone():
    came = arrivals("gas", "elsewhere", "schools", since=NOW - MINUTE, first=2)
    assert planned(INSTANT, came).messages[0].articles == ("gas",)
    assert planned(INSTANT, came).seen == 2
    later = planned(INSTANT, came, NOW + AWAITED)
    assert (later.seen, later.messages[0].articles) == (4, ("gas", "schools"))


def test_a_daily_digest_waits_for_an_article_and_is_due_until_then():
    came = arrivals("gas", "elsewhere", since=NOW - MINUTE, first=2)
    assert not planned(DAILY, came).moves(DAILY)
    later = planned(DAILY, came, NOW + AWAITED)
    assert (later.seen, later.next_due, later.messages[0].articles) == (3, NOW + DAY, ("gas",))


def test_an_article_that_came_by_a_clock_that_ran_ahead_is_not_waited_for():
    assert planned(INSTANT, arrivals("elsewhere", "gas", since=NOW + DAY, first=2)).seen == 3
    assert planned(INSTANT, arrivals("elsewhere", since=NOW + MINUTE, first=2)).seen == 1


def test_of_what_is_not_wanted_nothing_is_posted_and_it_is_seen():
    only = replace(INSTANT, words=("газ", "gas"))
    assert planned(only, arrivals("gas", first=2)).messages
    assert planned(only, arrivals("schools", first=2)) == Plan(2, None)


def test_parts_are_numbered_and_the_buttons_stand_under_the_last():
    long = article("long", *(f"{number}. " + "So it is, and so it stays. " * 40 for number in range(6)))
    made = planned(INSTANT, arrivals("long", first=2), here={"long": long})
    assert [(message.part, message.parts) for message in made.messages] == [(1, 2), (2, 2)]
    posted = post([long], Filter(), EN, "talks_bot")
    assert not posted.part(1)[1].buttons
    assert posted.part(2)[1].buttons


def test_a_fingerprint_is_of_the_text_alone():
    assert planning.fingerprint(article("a")) == planning.fingerprint(article("b"))
    assert planning.fingerprint(article("a", "\ud800")) != planning.fingerprint(article("a", "x"))
