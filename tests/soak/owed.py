"""What should have been posted, where and when? Found from the scenario alone, not with the code of the bot.

A slot is the first moment at which the clock on the wall shows its day and time, or a later one: so a time
that is skipped moves to the one after it, and one that comes twice counts once.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

GRACE = {"daily": timedelta(hours=6), "weekly": timedelta(days=1)}
RETRIES = 8  # steps by which a message may be late that Telegram refused again and again
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TICK = timedelta(minutes=5)  # schedules stand on such minutes


@dataclass(frozen=True)
class Stay:
    """A subscription that was in force: what came after ``begin`` is posted, until ``end`` if any."""

    begin: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class Owed:
    """What a chat should have got: ``due`` at a slot, possible from ``moment``, when the bot was there.

    It need not be there where not ``sure``: the chat shut the bot out soon after.
    """

    place: tuple[int, int]
    article: str
    mark: str
    due: datetime
    moment: datetime
    latest: datetime
    sure: bool


def owed(place, wanted, stays, articles, served):
    """What is owed to the subscription ``wanted`` in ``place``; ``served`` are the moments of the bot."""
    return [
        Owed(place, article.name, mark, due, moment, latest, sure)
        for stay in stays
        for article, (due, moment, latest, sure) in _due(wanted, stay, articles, served)
        for mark in article.marks
    ]


def _due(wanted, stay, articles, served):
    every = wanted.schedule.split()[0]
    slots = list(_served(wanted, stay, served))
    for article in articles:
        if article.at <= stay.begin or wanted.subject not in {"", article.subject}:
            continue
        after = ((slot, at) for slot, at in slots if at >= article.at)
        if every == "instant":
            after = iter([(article.at, _first(served, article.at))])
        due, moment = next(after, (None, None))
        if moment is None or (stay.end and moment > stay.end):
            continue
        latest = _first(served, moment, RETRIES)
        if every != "instant" and latest - due > GRACE[every]:  # too late, it comes with the next one
            _, moment_of_next = next(after, (None, moment))
            latest = _first(served, moment_of_next, RETRIES)
        yield article, (due, moment, latest, stay.end is None or latest <= stay.end)


def _served(wanted, stay, served):
    """The slots of a subscription, and when the bot was there; without those that it missed for too long."""
    if wanted.schedule == "instant":
        return
    every, *day, clock = wanted.schedule.split()
    for slot in slots(wanted.zone, clock, "".join(day), served[0] - timedelta(days=1), served[-1]):
        at = _first(served, slot)
        if slot > stay.begin and at and at - slot <= GRACE[every]:
            yield slot, at


def _first(served, moment, later=0):
    """The first of ``served`` from ``moment`` on, or so many steps later; None after the last."""
    place = bisect_left(served, moment)
    return served[min(place + later, len(served) - 1)] if place < len(served) else None


@cache
def slots(zone, clock, day, first, last):
    """The moments from ``first`` to ``last`` when it is ``clock`` (on that ``day``, "" any) in ``zone``."""
    moments, shown = _walls(zone, first, last)
    date, found = shown[0].date(), []
    while date <= shown[-1].date():
        place = bisect_left(shown, datetime.combine(date, time.fromisoformat(clock)))
        if day in {"", _DAYS[date.weekday()]} and 0 < place < len(moments):
            found.append(moments[place])
        date += timedelta(days=1)
    return found


@cache
def _walls(zone, first, last):
    """Moments, and the latest time that a clock on a wall had shown until each."""
    moments = [first + number * _TICK for number in range((last - first) // _TICK + 1)]
    shown = (one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for one in moments)
    return [one.astimezone(UTC) for one in moments], list(accumulate(shown, max))
