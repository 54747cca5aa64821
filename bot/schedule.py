"""When is a digest due? Pure: words to a schedule, and a schedule with a moment to moments.

ScheduleError             some words are no schedule; ``words`` are those that aren't
├── UnknownScheduleError  neither instant nor daily nor weekly, or two of them; or a slip of such a word
├── BadTimeError          no time of day, or none given (``words`` is empty)
└── BadDayError           several days of the week, or none given

Moments that are given must know their zone; those returned are in UTC. Slots stand on the wall clock of
the schedule's zone. A local time that a clock change skips moves to the first one after it; one that
comes twice counts once, the first time.
"""

import datetime
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot import times, zones
from bot.i18n import LANGUAGES
from bot.zones import UnknownZoneError
from index.analysis import fold
from index.errors import TalksError

Every = Literal["instant", "daily", "weekly"]
Kind = Literal["every", "day", "time", "zone"]

GRACE = {"daily": datetime.timedelta(hours=6), "weekly": datetime.timedelta(days=1)}
"""How late a digest is still sent: a morning's by early afternoon, before the next one is nearer and
before it could ring at night; a week's by the same time of the next day."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY: dict[str, Every] = {
    **dict.fromkeys("instant instantly immediately сразу мгновенно бірден дереу".split(), "instant"),
    **dict.fromkeys("daily day everyday ежедневно день күн күнде күнделікті".split(), "daily"),
    **dict.fromkeys("weekly week еженедельно неделю апта апталық".split(), "weekly"),
}
_PASSED_OVER = frozenset("at in on every each в во по каждый каждую каждое әр сайын сағат".split())
_ALIKE, _SHORTEST = 0.75, 4  # from where on a word is taken for a slip of another; letters of each
_SHORT, _LONGER = 3, 3  # letters of a day's name that tell it; letters that an ending adds
_AROUND = 9  # days on each side of a moment: a week, and what changes of the date line take or add


class ScheduleError(TalksError):
    """``words`` are no schedule, or the part of one that isn't; the message says what to write.

    ``every`` is of which schedules an example helps, ``meant`` what may be meant, if that can be guessed.
    """

    def __init__(self, words: str, problem: str, every: Every, meant: str = "") -> None:
        self.words, self.every, self.meant = words, every, meant
        super().__init__(problem)


class UnknownScheduleError(ScheduleError):
    def __init__(self, words: str, meant: str = "") -> None:
        """``words`` begin neither with how often, nor with a day or a time; perhaps ``meant`` is meant."""
        given = f"“{words}” is no schedule: write" if words else "when? Write"
        asked = f". Did you mean {meant}?" if meant else ""
        every = _EVERY.get(meant, "weekly") if meant else "daily"
        super().__init__(words, f"{given} instant, daily 09:00 or weekly mon 09:00{asked}", every, meant)


class BadTimeError(ScheduleError):
    def __init__(self, words: str, every: Every) -> None:
        """``words`` are no time of day, or empty."""
        given = f"“{words}” is no time of day: write" if words else "at what time? Write"
        example = "weekly mon 09:00" if every == "weekly" else "daily 09:00"
        super().__init__(words, f"{given} it as in {example}", every)


class BadDayError(ScheduleError):
    def __init__(self, words: str) -> None:
        """``words`` are not one day of the week."""
        given = f"“{words}” is not one day: write" if words else "on which day? Write"
        super().__init__(words, f"{given} it as in weekly mon 09:00", "weekly")


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often, and at which local ``time`` in the IANA ``zone``; ``day`` 0 is Monday, of weekly ones.

    An instant one has no slots: it is due at any moment.
    """

    every: Every
    zone: str
    time: datetime.time = datetime.time(0)
    day: int = 0

    def text(self) -> str:
        """The one form in which it is kept, without the zone; `parse` reads it."""
        if self.every == "instant":
            return "instant"
        day = f" {_DAYS[self.day]}" if self.every == "weekly" else ""
        return f"{self.every}{day} {self.time:%H:%M}"


def parse(words: str, zone: str) -> Schedule:
    """The schedule that somebody calls ``words``; in ``zone`` unless they name one.

    As in "daily 09:00", "weekly mon 9 Asia/Almaty", "по пятницам в 6 вечера", "instant": days, times and
    cities in any language of the bot. Raises ScheduleError and UnknownZoneError.
    """
    found: dict[Kind, list[str]] = {}
    for word in words.replace(",", " ").split():
        if kind := _kind(word, zone_begun="zone" in found):
            found.setdefault(kind, []).append(word)
    often = {_EVERY[_folded(word)] for word in found.get("every", ())}
    days, at = found.get("day", []), " ".join(found.get("time", ()))
    every = next(iter(often), "weekly" if days else "daily")
    contradiction = (days and every != "weekly") or (at and every == "instant") or len(often) > 1
    slip = _slip(found.get("zone", ()))
    if next(iter(found), "zone") == "zone" or contradiction:
        raise slip or UnknownScheduleError(words.strip())
    try:
        named = zones.named(" ".join(found.get("zone", ())) or zone)
    except UnknownZoneError as error:
        if slip and not error.nearest:
            raise slip from None
        raise
    if every == "instant":
        return Schedule(every, named)
    if every == "daily":
        return Schedule(every, named, _time(at, every))
    return Schedule(every, named, _time(at, every), _one_day(days))


def how_often(word: str) -> Every | None:
    """What ``word`` alone says of how often, as "daily" does."""
    return _EVERY.get(_folded(word))


def _kind(word: str, *, zone_begun: bool) -> Kind | None:
    """What ``word`` tells, or nothing; whatever is no time belongs to a zone that has begun."""
    if times.belongs(word):
        return "time"
    if zone_begun:
        return "zone"
    folded = _folded(word)
    if folded in _EVERY:
        return "every"
    if _day(folded) is not None:
        return "day"
    return None if folded in _PASSED_OVER else "zone"


def _slip(words: Sequence[str]) -> UnknownScheduleError | None:
    """The first of ``words`` that is a slip of how often or of a day, and what it is a slip of."""
    known = [word for word in (*_EVERY, *_day_names()) if len(word) >= _SHORTEST]
    for word in words:
        meant = difflib.get_close_matches(_folded(word), known, n=1, cutoff=_ALIKE)
        if meant and len(word) >= _SHORTEST and _folded(word) not in known:
            return UnknownScheduleError(word, meant[0])
    return None


def _one_day(words: list[str]) -> int:
    day = _day(_folded(words[0])) if len(words) == 1 else None
    if day is None:
        raise BadDayError(" ".join(words))
    return day


def _time(text: str, every: Every) -> datetime.time:
    time = times.time_of_day(text)
    if time is None:
        raise BadTimeError(text, every)
    return time


def _day(word: str) -> int | None:
    """The day that ``word`` names, cut short or with another ending too: "tues", "пн.", "среду"."""
    word = word.rstrip(".")
    for name, day in _day_names().items():
        begun = len(word) >= _SHORT and name.startswith(word)
        ended = len(name) > _SHORT and word.startswith(name[:-1]) and len(word) <= len(name) + _LONGER
        if word == name or begun or ended:
            return day
    return None


@cache
def _day_names() -> dict[str, int]:
    """Names of days, full and short, in the languages of the bot, as CLDR has them."""
    from babel import Locale  # noqa: PLC0415 - costs a start 40 ms

    widths = [Locale(language).days["format"] for language in LANGUAGES]
    return {
        _folded(name): day
        for width in widths
        for kind in ("wide", "abbreviated", "short")
        for day, name in width[kind].items()
    }


def _folded(text: str) -> str:
    return fold(text).casefold()


def next_due(schedule: Schedule, after: datetime.datetime) -> datetime.datetime:
    """The first slot behind ``after``; of an instant schedule ``after`` itself."""
    after = after.astimezone(datetime.UTC)
    if schedule.every == "instant":
        return after
    return min(slot for slot in _slots(schedule, after) if slot > after)


def last_due(schedule: Schedule, now: datetime.datetime) -> datetime.datetime:
    """The last slot until ``now``; of an instant schedule ``now`` itself."""
    now = now.astimezone(datetime.UTC)
    if schedule.every == "instant":
        return now
    return max(slot for slot in _slots(schedule, now) if slot <= now)


def decide(
    schedule: Schedule, due: datetime.datetime, now: datetime.datetime
) -> tuple[bool, datetime.datetime]:
    """Whether to post now what wasn't posted yet, and when it is due next; ``due`` is what was due next.

    Of slots that passed without a post only the last one counts: a digest takes all that is unsent.
    Later than `GRACE` after it the next slot is waited for.
    """
    upcoming = next_due(schedule, now)
    if schedule.every == "instant":
        return True, upcoming
    if now < due:
        # A clock that was set back a little must not post again, one that had run years ahead not wait.
        return False, due if due <= next_due(schedule, upcoming) else upcoming
    slot = last_due(schedule, now)
    # A slot before what was due: a country has changed its clocks since, and today's is still to come.
    return due <= slot and now - slot <= GRACE[schedule.every], upcoming


def _slots(schedule: Schedule, around: datetime.datetime) -> Iterator[datetime.datetime]:
    zone = ZoneInfo(schedule.zone)
    today = around.astimezone(zone).date()
    for days in range(-_AROUND, _AROUND + 1):
        date = today + datetime.timedelta(days)
        if schedule.every == "daily" or date.weekday() == schedule.day:
            yield _moment(datetime.datetime.combine(date, schedule.time, zone))


def _moment(local: datetime.datetime) -> datetime.datetime:
    """When ``local`` is; told from the two readings of PEP 495, the offset before a change and after it."""
    before, after = (local.replace(fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    if before <= after:  # it comes once, or twice
        return before
    # Between the two readings the clock is set: at the first second that has the later offset.
    later = before.astimezone(local.tzinfo).utcoffset()
    seconds = range(int((before - after).total_seconds()))
    moments = [after + datetime.timedelta(seconds=second) for second in seconds]
    return next((m for m in moments if m.astimezone(local.tzinfo).utcoffset() == later), before)
