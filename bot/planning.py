"""What is to be posted to whom? Pure: a subscription, the articles that came, and a moment, to messages."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import render, schedule
from bot.digest import Filter, digest, reply
from bot.i18n import Words
from bot.reply import Reply
from bot.storage.records import Arrival, Entry, Message, Subscription
from index.model import Article

AWAITED = timedelta(minutes=10)
"""How long an article is waited for that another process has seen and this one hasn't; then it is gone."""


@dataclass(frozen=True, slots=True)
class Post:
    """A digest as it is sent: its messages, in Telegram's HTML, and what stands under the last."""

    texts: tuple[str, ...]
    reply: Reply

    def part(self, number: int) -> tuple[str, Reply]:
        """The ``number``th message, from 1, and what stands under it; IndexError where there is none."""
        return self.texts[number - 1], self.reply if number == len(self.texts) else Reply(())


@dataclass(frozen=True, slots=True)
class Plan:
    """How far a subscription has come, when it is due again, and what to send meanwhile."""

    seen: int
    next_due: datetime | None
    messages: tuple[Message, ...] = ()

    def moves(self, subscription: Subscription) -> bool:
        """Whether ``subscription`` isn't there yet; it is while an article is waited for."""
        return (self.seen, self.next_due) != (subscription.seen, subscription.next_due)


def fingerprint(article: Article) -> str:
    """The same for the same text, whatever the file is called."""
    return hashlib.blake2b(article.body.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def oldest_first(articles: Sequence[Article]) -> list[Article]:
    """In the order in which articles are numbered that come together."""
    return sorted(articles, key=lambda article: str(article.date or ""))


def post(articles: Sequence[Article], wanted: Filter, words: Words, username: str) -> Post | None:
    """The digest of ``articles``; None when nothing of them is ``wanted``."""
    found = digest(articles, wanted, words)
    if found is None:
        return None
    said = reply(found, words, username)
    return Post(tuple(render.messages(said.blocks)), said)


def wanted(subscription: Subscription) -> Filter:
    """What ``subscription`` is about."""
    return Filter(subscription.speakers, subscription.words)


def plan(  # noqa: PLR0913, PLR0917 - who, what came, what of it is here, how it is said, and when
    subscription: Subscription,
    arrivals: Sequence[Arrival],
    articles: Mapping[str, Article],
    words: Words,
    username: str,
    now: datetime,
) -> Plan:
    """What to post to ``subscription``, which is due: the ``arrivals`` that it hasn't seen, in one digest.

    A digest is called by the numbers of its articles, so that none can be planned twice for a chat.
    """
    timed = schedule.parse(subscription.schedule, subscription.zone)
    due, following = subscription.next_due or now, None
    if timed.every != "instant":
        in_time, following = schedule.decide(timed, due, now)
        if not in_time:
            return Plan(subscription.seen, following)
    seen, new = come(subscription.seen, arrivals, articles, now)
    if following and any(arrival.id > seen for arrival in arrivals):  # its one digest has it, minutes late
        return Plan(subscription.seen, due)
    posted = post(new, wanted(subscription), words, username)
    texts = posted.texts if posted else ()
    name, names = f"{subscription.seen + 1}-{seen}", tuple(article.name for article in new)
    return Plan(
        seen,
        following,
        tuple(Message(name, part, len(texts), names, due, now) for part, _ in enumerate(texts, start=1)),
    )


def come(
    seen: int, arrivals: Sequence[Arrival], articles: Mapping[str, Article], now: datetime
) -> tuple[int, list[Article]]:
    """The articles that came after ``seen``, and the number of the last; up to one that is waited for."""
    new = []
    for arrival in sorted(arrivals, key=lambda one: one.id):
        if arrival.id <= seen:
            continue
        if arrival.name in articles:
            new.append(articles[arrival.name])
        elif abs(now - arrival.seen_at) < AWAITED:  # not for years, where a clock had run ahead
            break
        seen = arrival.id
    return seen, new


def too_late(entry: Entry, subscription: Subscription, now: datetime) -> bool:
    """Whether a digest, of which ``entry`` is the first part, isn't to be sent any more but planned anew."""
    every = subscription.schedule.partition(" ")[0]
    return every in schedule.GRACE and now - entry.due > schedule.GRACE[every]


def seen_before(entry: Entry) -> int:
    """How far a subscription had come before the digest of ``entry`` was planned."""
    return int(entry.digest.partition("-")[0]) - 1
