"""Who wants digests, what is new for whom, and when is it due?"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.storage.database import Alone, Database, upsert
from bot.storage.records import Arrival, Message, Subscription
from bot.storage.tables import articles, messages, subscriptions

INSTANT = "instant"
"""The schedule that is due whenever an article has come."""


class Subscriptions(Database):
    """Subscriptions, and the articles that they are about."""

    def see(self, found: Mapping[str, str], now: datetime) -> list[Arrival]:
        """Number the articles in the folder, fingerprints under names, that weren't there before; give those.

        They are numbered in the order given. A file that was renamed and says what it said is not new, and
        messages that aren't sent yet tell of it by its new name.
        """
        with self._reading() as connection:  # mostly there is nothing to do, and nobody has to wait
            if found.items() <= _fingerprints(connection).items():
                return []
        # One process at a time: a number must not be seen before a smaller one, which would be passed over.
        with self._writing(Alone.SEEING) as connection:
            known = _fingerprints(connection)
            renamed = matched(known, found)
            _rename(connection, known, renamed)
            left = [name for name in found if name not in renamed.values()]
            corrected = [name for name in left if name in known and name not in renamed]
            for name in corrected:
                changed = update(articles).where(articles.c.name == name)
                connection.execute(changed.values(fingerprint=found[name]))
            new = [
                {"name": name, "fingerprint": found[name], "seen_at": now}
                for name in left
                if name not in corrected
            ]
            if not new:
                return []
            inserting = insert(articles).returning(*articles.c, sort_by_parameter_order=True)
            return [Arrival(*row) for row in connection.execute(inserting, new)]

    def arrivals(self, after: int = 0) -> list[Arrival]:
        """The articles that came after the one with that number, in the order they came."""
        later = select(articles).where(articles.c.id > after).order_by(articles.c.id)
        with self._reading() as connection:
            return [Arrival(*row) for row in connection.execute(later)]

    def newest(self) -> int:
        """The number of the article that came last; 0 before the first one."""
        with self._reading() as connection:
            return connection.scalar(select(func.max(articles.c.id))) or 0

    def subscribe(self, subscription: Subscription) -> None:
        """Begin ``subscription``, or change the one of its chat and topic to it.

        When one is changed it keeps what it has planned and posted meanwhile. What waits for one that was
        paused is dropped when it begins anew: that may be long ago.
        """
        with self._writing() as connection:
            if subscription.paused is None:
                paused = exists().where(
                    subscriptions.c.chat == subscription.chat,
                    subscriptions.c.topic == subscription.topic,
                    subscriptions.c.paused.is_not(None),
                )
                _drop(connection, subscription.chat, subscription.topic, "paused", paused)
            begun = upsert(connection, subscriptions).values(asdict(subscription))
            given = begun.excluded
            kept = {"chat", "topic", "seen", "last_post"}
            settings = {column.name: column for column in given if column.name not in kept}
            further = case((given.seen > subscriptions.c.seen, given.seen), else_=subscriptions.c.seen)
            connection.execute(
                begun.on_conflict_do_update(
                    index_elements=["chat", "topic"], set_=settings | {"seen": further}
                )
            )

    def unsubscribe(self, chat: int, topic: int) -> bool:
        """End a subscription, and drop what waits to be sent for it; whether there was one."""
        with self._writing() as connection:
            _drop(connection, chat, topic, "unsubscribed")
            ended = delete(subscriptions).where(subscriptions.c.chat == chat, subscriptions.c.topic == topic)
            return connection.execute(ended).rowcount > 0

    def subscription(self, chat: int, topic: int) -> Subscription | None:
        """The subscription of a chat, or of one of its topics."""
        one = select(subscriptions).where(subscriptions.c.chat == chat, subscriptions.c.topic == topic)
        with self._reading() as connection:
            row = connection.execute(one).one_or_none()
            return Subscription(*row) if row else None

    def subscriptions(self, chat: int | None = None) -> list[Subscription]:
        """All of them, or those of one ``chat``."""
        everyone = select(subscriptions).order_by(subscriptions.c.chat, subscriptions.c.topic)
        if chat is not None:
            everyone = everyone.where(subscriptions.c.chat == chat)
        with self._reading() as connection:
            return [Subscription(*row) for row in connection.execute(everyone)]

    def pause(self, chat: int, topic: int, reason: str) -> None:
        """Plan nothing more for a subscription until it is subscribed anew, and drop what waits."""
        with self._writing() as connection:
            _drop(connection, chat, topic, reason)
            paused = update(subscriptions).where(subscriptions.c.chat == chat, subscriptions.c.topic == topic)
            connection.execute(paused.values(paused=reason))

    def pause_chat(self, chat: int, reason: str) -> None:
        """Pause every subscription of ``chat`` that isn't paused for another reason."""
        with self._writing() as connection:
            running = subscriptions.c.chat == chat, subscriptions.c.paused.is_(None)
            connection.execute(update(subscriptions).where(*running).values(paused=reason))

    def resume(self, chat: int, reason: str) -> None:
        """Go on with every subscription of ``chat`` that is paused for that reason, as if it never was."""
        with self._writing() as connection:
            there = subscriptions.c.chat == chat, subscriptions.c.paused == reason
            connection.execute(update(subscriptions).where(*there).values(paused=None))

    def stop(self, chat: int, topic: int, reason: str) -> None:
        """Pause a subscription, and drop what waits to be sent for it; how it was set is kept."""
        with self._writing() as connection:
            _drop(connection, chat, topic, reason)
            stopped = update(subscriptions).where(
                subscriptions.c.chat == chat, subscriptions.c.topic == topic
            )
            connection.execute(stopped.values(paused=reason, next_due=None, error=None))

    def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Those not paused whose time has come, or that are instant and have new articles.

        Those whose time has come go first, earliest first: instant ones may wait for an article.
        """
        newest = select(func.max(articles.c.id)).scalar_subquery()
        come = or_(
            subscriptions.c.next_due <= now,
            and_(subscriptions.c.schedule == INSTANT, subscriptions.c.seen < newest),
        )
        order = subscriptions.c.next_due.nulls_last(), subscriptions.c.chat, subscriptions.c.topic
        ready = (
            select(subscriptions).where(subscriptions.c.paused.is_(None), come).order_by(*order).limit(limit)
        )
        with self._reading() as connection:
            return [Subscription(*row) for row in connection.execute(ready)]

    def plan(
        self, subscription: Subscription, seen: int, next_due: datetime | None, planned: Iterable[Message]
    ) -> bool:
        """Move ``subscription``, as it was read, on to ``seen`` and ``next_due``, and keep what to send.

        False, and nothing is done, where it has changed since: another process was first.
        """
        return self.plan_all([(subscription, seen, next_due, planned)]) == 1

    def plan_all(self, plans: Iterable[tuple[Subscription, int, datetime | None, Iterable[Message]]]) -> int:
        """Do so for several, in one transaction: each alone waits for the disk. How many were moved on."""
        with self._writing() as connection:
            return sum(_plan(connection, *one) for one in plans)


def _plan(
    connection: Connection,
    subscription: Subscription,
    seen: int,
    next_due: datetime | None,
    planned: Iterable[Message],
) -> bool:
    rows = [
        asdict(message) | {"chat": subscription.chat, "topic": subscription.topic, "state": "waiting"}
        for message in planned
    ]
    as_read = update(subscriptions).where(
        subscriptions.c.chat == subscription.chat,
        subscriptions.c.topic == subscription.topic,
        subscriptions.c.seen == subscription.seen,
        subscriptions.c.next_due.is_not_distinct_from(subscription.next_due),
        subscriptions.c.paused.is_(None),
    )
    if not connection.execute(as_read.values(seen=seen, next_due=next_due)).rowcount:
        return False
    if rows:
        connection.execute(upsert(connection, messages).on_conflict_do_nothing(), rows)
    return True


def _drop(
    connection: Connection, chat: int, topic: int, reason: str, where: ColumnElement[bool] | None = None
) -> None:
    """What waits to be sent there never will be."""
    waiting = update(messages).where(
        messages.c.chat == chat, messages.c.topic == topic, messages.c.state == "waiting"
    )
    if where is not None:
        waiting = waiting.where(where)
    connection.execute(waiting.values(state="dropped", error=reason))


def _fingerprints(connection: Connection) -> dict[str, str]:
    """Of all articles, under their names."""
    return {row.name: row.fingerprint for row in connection.execute(select(articles))}


def matched(known: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """The files that were renamed, new names under old ones; both are given as fingerprints under names.

    What a file says tells which it is, before its name does: names may have been passed on.
    """
    gone: dict[str, list[str]] = {}
    for name, fingerprint in known.items():
        if found.get(name) != fingerprint:
            gone.setdefault(fingerprint, []).append(name)
    renamed = {}
    for name, fingerprint in found.items():
        if known.get(name) != fingerprint and (before := gone.get(fingerprint)):
            renamed[before.pop(0)] = name
    return renamed


def _rename(connection: Connection, known: Mapping[str, str], renamed: Mapping[str, str]) -> None:
    """Rename articles, and what tells of them in messages that aren't sent yet."""
    if not renamed:
        return
    taken = {name for name in renamed.values() if name in known and name not in renamed}
    # No two have the same name at any moment. Whose name was taken is gone; no file has the name it keeps.
    aside = {name: f"{known[name]}/{name}" for name in (*renamed, *taken)}
    final = {aside[name]: new for name, new in renamed.items()}
    for names in (aside, final):
        for before, name in names.items():
            connection.execute(update(articles).where(articles.c.name == before).values(name=name))
    names = {**aside, **renamed}
    unsent = select(messages.c.id, messages.c.articles).where(messages.c.state.not_in(("sent", "dropped")))
    for number, told in connection.execute(unsent).all():
        if not names.keys().isdisjoint(told):
            one = update(messages).where(messages.c.id == number)
            connection.execute(one.values(articles=[names.get(name, name) for name in told]))
