"""What happens in a soak? Chats, subscriptions, articles and misfortunes; all of it follows from a seed."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from index.articles import parse
from index.metadata import apply

ZONES = """
Africa/Cairo Africa/Casablanca Africa/Johannesburg America/Argentina/Buenos_Aires America/Caracas
America/Chicago America/Denver America/Halifax America/Havana America/Los_Angeles America/New_York
America/Nuuk America/Santiago America/Sao_Paulo America/St_Johns Antarctica/Troll Asia/Almaty Asia/Amman
Asia/Beirut Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Tehran Asia/Tokyo Atlantic/Azores
Australia/Adelaide Australia/Brisbane Australia/Eucla Australia/Lord_Howe Australia/Sydney Europe/Berlin
Europe/Chisinau Europe/Dublin Europe/Lisbon Europe/London Europe/Moscow Pacific/Apia Pacific/Auckland
Pacific/Chatham Pacific/Kiritimati
""".split()
SUBJECTS = ("gas", "schools", "railways")
KINDS = {"private": 50, "channel": 20, "group": 15, "forum": 10, "supergroup": 5}
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = 15  # each so manieth article takes two messages


@dataclass(frozen=True)
class Size:
    """How much happens: ``faults`` of all requests, ``away`` and ``moving`` of all chats, between 0 and 1.

    ``kills``, ``stops``, ``cuts`` (of the database's connections) in all; ``outages`` in hours.
    """

    chats: int
    start: datetime
    days: int
    articles: int  # a day, at most
    kills: int
    stops: int
    cuts: int
    outages: tuple[int, ...]
    step: timedelta
    faults: float = 0.03
    away: float = 0.1
    moving: float = 0.5


def _full(start):
    return Size(1000, start, 60, 1, kills=40, stops=15, cuts=10, outages=(3, 8), step=timedelta(minutes=30))


def _small(start):
    step = timedelta(minutes=30)
    return Size(40, start, 4, 3, 4, 2, 2, outages=(3,), step=step, faults=0.1, away=0.2, moving=0.8)


SIZES = {
    # Every clock change of the season, north and south.
    "autumn": _full(datetime(2026, 9, 20, tzinfo=UTC)),
    "spring": _full(datetime(2027, 2, 28, tzinfo=UTC)),
    # Those of Europe.
    "october": _small(datetime(2026, 10, 23, tzinfo=UTC)),
    "march": _small(datetime(2027, 3, 26, tzinfo=UTC)),
}


@dataclass(frozen=True)
class Wanted:
    """A subscription of the ``chat``th chat, and its ``topic``th topic, or 0."""

    chat: int
    topic: int
    schedule: str
    zone: str
    subject: str
    language: str


@dataclass(frozen=True)
class Told:
    """An article that comes at a moment: each statement, and its title, has a mark of its own."""

    number: int
    at: datetime
    subject: str

    @property
    def name(self):
        """What the file would be called."""
        return f"a{self.number}"

    @property
    def marks(self):
        """The marks; that of the title first."""
        return [f"A{self.number}.{line}" for line in range(12 if self.number % _LONG == 3 else 3)]

    def article(self):
        """The article, as it is read from a file."""
        more = " What was said stays as it was said." * (10 if len(self.marks) > 4 else 1)
        lines = [f"- Talks on {self.subject} go on, {mark} was said.{more}" for mark in self.marks[1:]]
        return apply(
            {"title": f"Report {self.marks[0]}", "date": self.at.date()}, parse("\n".join(lines), self.name)
        )


@dataclass(frozen=True)
class Event:
    """A misfortune at a moment, to a chat or to the bot; ``number`` says how much of it, or which."""

    at: datetime
    what: str
    chat: int = 0
    number: int = 0


class Scenario:
    """All that happens."""

    def __init__(self, size, seed):
        self.size = size
        self.dice = random.Random(seed)  # noqa: S311 - no secret
        self.end = size.start + timedelta(days=size.days)
        self.kinds = self.dice.choices(list(KINDS), list(KINDS.values()), k=size.chats)
        self.wanted = [
            one for number, kind in enumerate(self.kinds) for one in self._subscriptions(number, kind)
        ]
        self.articles = list(self._articles())
        self.events = sorted([*self._to_chats(), *self._to_the_bot()], key=lambda event: event.at)

    def _subscriptions(self, number, kind):
        for topic in (1, 2) if kind == "forum" else (0,):
            every = self.dice.choices(("daily", "weekly", "instant"), (30, 60, 10))[0]
            # Half of them at the hours at which clocks are changed.
            hour = self.dice.choice((range(4), range(24))[self.dice.randrange(2)])
            day = "sun" if self.dice.randrange(2) else self.dice.choice(_WEEK)
            time = f"{hour:02}:{5 * self.dice.randrange(12):02}"
            schedule = {"daily": f"daily {time}", "weekly": f"weekly {day} {time}"}.get(every, every)
            subject = self.dice.choice(("", "", *SUBJECTS))
            zone, language = ZONES[number % len(ZONES)], self.dice.choice(("en", "ru", "kk"))
            yield Wanted(number, topic, schedule, zone, subject, language)

    def _articles(self):
        yield Told(0, self.size.start - timedelta(days=1), SUBJECTS[0])  # was there before all
        number = 1
        for day in range(self.size.days):
            for at in sorted(
                self.dice.sample(range(timedelta(days=1) // self.size.step), self.size.articles)
            ):
                if self.size.articles > 1 or self.dice.random() < 0.6:
                    moment = self.size.start + timedelta(days=day) + (at + 1) * self.size.step
                    yield Told(number, moment, self.dice.choice(SUBJECTS))
                    number += 1

    def _moment(self, after=None, before=None):
        step = self.size.step
        first = after or self.size.start + step
        return first + step * self.dice.randrange(1, max(2, ((before or self.end) - first) // step))

    def _to_chats(self):
        for number, kind in enumerate(self.kinds):
            if kind != "channel" and self.dice.random() < self.size.away:
                gone = self._moment(before=self.end - timedelta(days=1))
                yield Event(gone, "leave", number)
                yield Event(self._moment(after=gone + self.size.step), "return", number)
            elif kind == "group" and self.dice.random() < self.size.moving:
                yield Event(self._busy(), "migrate", number, self.dice.randrange(2))
            elif kind == "forum" and self.dice.random() < self.size.moving:
                closed = self._moment()
                yield Event(closed, "close", number)
                yield Event(self._moment(after=closed), "reopen", number)

    def _to_the_bot(self):
        for what in ("kill", "stop", "cut"):
            for _ in range(getattr(self.size, f"{what}s")):
                yield Event(self._busy(), what, number=self.dice.randrange(40))
        for hours in self.size.outages:
            last = self.end - timedelta(hours=hours + 2)
            yield Event(self._moment(before=last), "outage", number=hours)

    def _busy(self):
        """A moment at which something is posted: an article has come."""
        return self.dice.choice(self.articles[1:]).at
