"""What is to be sent, what is being sent, and what was?

A message is claimed before it is sent, and what became of it is recorded after. Nobody can know what
happened between the two when a process ends there, so such a message is uncertain: it isn't sent again
unless the operator says so, for a digest that comes twice is worse than one that a person repeats.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update

from bot.storage.database import Alone, Database, upsert
from bot.storage.records import Entry, Message, State, Subscription
from bot.storage.tables import messages, subscriptions

RETRIED = "retried"
"""The code of what the operator sends after all."""

_KEPT = timedelta(days=90)

_UNSETTLED = "waiting", "claimed"

_EARLIER, _OTHER = messages.alias(), messages.alias()
_READY = (  # claims and outcomes come by the thousand: these statements are made once
    select(messages.c.id, messages.c.chat)
    .where(
        messages.c.state == "waiting",
        messages.c.not_before <= bindparam("now"),
        ~exists().where(
            _EARLIER.c.digest == messages.c.digest,
            _EARLIER.c.chat == messages.c.chat,
            _EARLIER.c.topic == messages.c.topic,
            _EARLIER.c.part < messages.c.part,
            _EARLIER.c.state.in_(_UNSETTLED),
        ),
        ~exists().where(_OTHER.c.chat == messages.c.chat, _OTHER.c.state == "claimed"),
        ~exists().where(
            subscriptions.c.chat == messages.c.chat,
            subscriptions.c.topic == messages.c.topic,
            subscriptions.c.paused.is_not(None),
        ),
    )
    .order_by(messages.c.due, messages.c.id)
    .execution_options(yield_per=100)  # of many, only the first are read
)
_TRIED = (
    update(messages)
    .where(messages.c.id == bindparam("number"))
    .where(messages.c.state.in_(("claimed", "uncertain")))  # an outcome may come when the lease has run out
    .returning(messages.c.chat, messages.c.topic)
)
_CLAIMED = (
    select(*messages.c, *subscriptions.c)
    .outerjoin_from(
        messages,
        subscriptions,
        and_(subscriptions.c.chat == messages.c.chat, subscriptions.c.topic == messages.c.topic),
    )
    .where(messages.c.id == bindparam("number"), messages.c.state == "claimed")
)
_WHOSE = update(subscriptions).where(
    subscriptions.c.chat == bindparam("its_chat"), subscriptions.c.topic == bindparam("its_topic")
)


class Ledger(Database):
    """The messages of digests: waiting → claimed → sent, dropped, uncertain, or waiting again."""

    def claim(self, now: datetime, limit: int) -> list[Entry]:
        """Take up to ``limit`` messages to send, those due longest first; nobody else gets them.

        Of one chat there is one at a time, whoever claims it, and the parts of a digest come in order:
        a part waits for those before it to be settled.
        """
        claimed = update(messages).values(state="claimed", claimed_at=now).returning(*messages.c)
        first: dict[int, int] = {}  # of each chat
        # One process at a time: two would not see each other's claims for the same chat.
        with self._writing(Alone.CLAIMING) as connection:
            with connection.execute(_READY, {"now": now}) as ready:
                for number, chat in ready:
                    first.setdefault(chat, number)
                    if len(first) >= limit:
                        break
            mine = claimed.where(messages.c.id.in_(first.values()), messages.c.state == "waiting")
            entries = [Entry(*row) for row in connection.execute(mine)] if first else []
        return sorted(entries, key=lambda entry: (entry.due, entry.id))

    def claimed(self, number: int) -> tuple[Entry, Subscription | None] | None:
        """That message as it is now, whose group may have moved, and its subscription if there still is one.

        None when it isn't being sent any more.
        """
        # In one statement: a group that moves between two would seem to have unsubscribed.
        with self._reading() as connection:
            row = connection.execute(_CLAIMED, {"number": number}).one_or_none()
        if row is None:
            return None
        entry, subscription = row[: len(messages.c)], row[len(messages.c) :]
        return Entry(*entry), Subscription(*subscription) if subscription[0] is not None else None

    def sent(self, number: int, message_id: int, now: datetime) -> bool:
        """The message with that number was sent; False when it isn't one that was being sent."""
        outcome = {"state": "sent", "sent_at": now, "message_id": message_id, "error": None}
        return self._record(number, outcome, {"last_post": now, "error": None})

    def release(self, number: int, not_before: datetime, error: str) -> bool:
        """It was not sent, and waits again, until ``not_before`` at least; not for who unsubscribed."""
        again = {"state": "waiting", "claimed_at": None, "not_before": not_before, "error": error}
        return self._record(number, again, {"error": error})

    def doubt(self, number: int, error: str) -> bool:
        """Nobody knows whether it was sent."""
        return self._record(number, {"state": "uncertain", "error": error}, {"error": error})

    def drop(self, number: int, error: str) -> bool:
        """It was not sent, and never will be."""
        return self._record(number, {"state": "dropped", "error": error}, {"error": error})

    def _record(self, number: int, outcome: Mapping[str, object], told: Mapping[str, object]) -> bool:
        """Record the outcome of a message, and with its subscription what to tell of it."""
        # When this is lost the message is uncertain, and not sent again. (A claim that is lost would be.)
        with self._writing(lasting=False) as connection:
            place = connection.execute(_TRIED, {"number": number, **outcome}).one_or_none()
            if place is None:
                return False
            whose = connection.execute(_WHOSE, {"its_chat": place.chat, "its_topic": place.topic, **told})
            if outcome["state"] == "waiting" and not whose.rowcount:
                ended = update(messages).where(messages.c.id == number)
                connection.execute(ended.values(state="dropped", error="unsubscribed"))
            return True

    def divide(self, entry: Entry, parts: int) -> None:
        """The digest whose first part is ``entry``, and of which nothing is sent, has other ``parts`` now."""
        same = (
            messages.c.digest == entry.digest,
            messages.c.chat == entry.chat,
            messages.c.topic == entry.topic,
        )
        begun = {"chat": entry.chat, "topic": entry.topic, "state": "waiting"}
        with self._writing() as connection:
            waiting = *same, messages.c.state == "waiting"
            connection.execute(delete(messages).where(*waiting, messages.c.part > parts))
            connection.execute(update(messages).where(*same).values(parts=parts))
            for part in range(entry.parts + 1, parts + 1):
                message = Message(entry.digest, part, parts, entry.articles, entry.due, entry.due)
                adding = upsert(connection, messages).values(asdict(message) | begun)
                connection.execute(adding.on_conflict_do_nothing())

    def unplan(self, entry: Entry, seen: int) -> bool:
        """Plan anew what was planned from ``entry`` on, its digest's first part, for who had ``seen`` so far.

        False, and nothing is done, where something of it, or planned after it, was sent or may have been.
        """
        place = subscriptions.c.chat == entry.chat, subscriptions.c.topic == entry.topic
        here = messages.c.chat == entry.chat, messages.c.topic == entry.topic, messages.c.id != entry.id
        theirs = *here, or_(messages.c.id > entry.id, messages.c.digest == entry.digest)
        with self._writing() as connection:
            # Who plans for it just now has done it, or hasn't: nothing is planned meanwhile.
            connection.execute(select(subscriptions.c.seen).where(*place).with_for_update())
            settled = select(messages.c.id).where(*theirs, messages.c.state != "waiting").limit(1)
            if connection.execute(settled).first():
                return False
            connection.execute(delete(messages).where(*theirs))
            connection.execute(delete(messages).where(messages.c.id == entry.id))
            connection.execute(update(subscriptions).where(*place).values(seen=seen, next_due=entry.due))
            return True

    def expire(self, now: datetime, lease: timedelta) -> int:
        """What was claimed longer ago than ``lease`` is uncertain: its process has ended. Gives how many.

        So is what was claimed by a clock that ran ahead.
        """
        late = or_(messages.c.claimed_at < now - lease, messages.c.claimed_at > now + lease)
        lost = update(messages).where(messages.c.state == "claimed", late)
        with self._writing() as connection:
            return connection.execute(lost.values(state="uncertain", error="expired")).rowcount

    def retry(self, number: int) -> bool:
        """Send an uncertain message after all; False when it isn't uncertain."""
        uncertain = update(messages).where(messages.c.id == number, messages.c.state == "uncertain")
        with self._writing() as connection:
            again = uncertain.values(state="waiting", claimed_at=None, error=RETRIED)
            return connection.execute(again).rowcount > 0

    def uncertain(self) -> list[Entry]:
        """The messages that the operator has to decide about, those due longest first."""
        asked = (
            select(messages).where(messages.c.state == "uncertain").order_by(messages.c.due, messages.c.id)
        )
        with self._reading() as connection:
            return [Entry(*row) for row in connection.execute(asked)]

    def ledger(self, limit: int) -> list[Entry]:
        """The latest messages, newest first."""
        latest = select(messages).order_by(messages.c.id.desc()).limit(limit)
        with self._reading() as connection:
            return [Entry(*row) for row in connection.execute(latest)]

    def message(self, number: int) -> Entry | None:
        """The message with that number."""
        with self._reading() as connection:
            row = connection.execute(select(messages).where(messages.c.id == number)).one_or_none()
            return Entry(*row) if row else None

    def counts(self) -> dict[State, int]:
        """How many messages there are in each state."""
        counted = select(messages.c.state, func.count()).group_by(messages.c.state)
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}

    def unsent(self) -> int:
        """How many messages wait or are being sent."""
        counted = select(func.count()).where(messages.c.state.in_(_UNSETTLED))
        with self._reading() as connection:
            return connection.scalar(counted) or 0

    def prune(self, now: datetime) -> int:
        """Forget what was sent, or dropped, and due more than 90 days ago; how many messages these were."""
        old = delete(messages).where(messages.c.state.in_(("sent", "dropped")), messages.c.due < now - _KEPT)
        with self._writing() as connection:
            return connection.execute(old).rowcount
