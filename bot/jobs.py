"""How do digests reach their chats? A tick plans what is due and claims what waits, from the store alone.

Nothing is kept in memory that a restart could lose, and several processes may tick at once: the store lets
one of them plan a digest, and one claim a message. What was claimed is sent by `posting`.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from telegram.ext import ExtBot

from bot import planning
from bot.i18n import words
from bot.planning import Plan
from bot.posting import Posting, Posts
from bot.spoken import language_of
from bot.storage import StorageError, Store
from bot.storage.records import Arrival, Subscription
from index.model import Article

log = logging.getLogger(__name__)

_LEASE = timedelta(minutes=5)  # after which who claimed a message has ended: a request takes a minute at most
_SHARE = 2 / 3  # of what Telegram bears: the rest is for answers
_UNLIMITED = 1000  # messages a second, where the operator sets no limit
_GRACE = 20.0  # seconds for what is being sent, when told to stop
_PRUNED = timedelta(days=1)  # how often what is old is forgotten


class Digests:
    """Posts digests of ``articles()`` through ``bot``, ``per_second`` messages (0: as fast as it goes).

    ``clock`` gives the moment, aware. ``pause`` is the time between two ticks in seconds.
    """

    def __init__(  # noqa: PLR0913 - what it needs, and what makes time pass faster in tests
        self,
        bot: ExtBot[int],
        store: Store,
        articles: Callable[[], Sequence[Article]],
        per_second: float,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: float = 1.0,
        lease: timedelta = _LEASE,
    ) -> None:
        self._bot, self._store, self._articles = bot, store, articles
        self._posting = Posting(bot, store, lambda: self._posts, clock)
        self._clock, self._pause, self._lease = clock, pause, lease
        self._at_once = max(1, int(pause * (per_second * _SHARE or _UNLIMITED)))
        self._known: Sequence[Article] | None = None
        self._posts = Posts((), "")
        self._sending: set[asyncio.Task[None]] = set()
        self._pruned = datetime.min.replace(tzinfo=UTC)

    async def run(self) -> None:
        """Tick until cancelled; what is being sent then is sent, or uncertain after a while."""
        failing, ticking = False, None
        try:
            while True:
                ticking, begun = asyncio.ensure_future(self.tick()), time.monotonic()
                try:
                    await asyncio.shield(ticking)
                    failing = False
                except StorageError as error:
                    if not failing:  # once: the next tick is a second away
                        log.warning("no digests until the store works again: %s", error)
                    failing = True
                except Exception:  # whatever it is, tomorrow's digests must go out
                    if not failing:
                        log.exception("digests failed")
                    failing = True
                await asyncio.sleep(max(0, begun + self._pause - time.monotonic()))
        finally:
            if ticking:  # what it claims just now would be uncertain, and nobody has sent it
                await asyncio.gather(ticking, return_exceptions=True)
            await self.settle()

    async def tick(self) -> int:
        """Plan what is due, and begin to send what waits, as much as the pace allows; 0: there is no more."""
        now = self._clock()
        planned = await asyncio.to_thread(self.plan, now)
        under_way = len(self._sending)
        free = self._at_once - under_way
        claimed = await asyncio.to_thread(self._store.claim, now, free) if free > 0 else []
        for number, entry in enumerate(claimed):
            # Spread until the next tick: all at once would leave no room in that second for answers.
            task = asyncio.create_task(self._posting.send(entry.id, number * self._pause / self._at_once))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return planned + under_way + len(claimed)

    async def settle(self) -> None:
        """Wait until what is being sent is sent; not for ever."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=_GRACE)

    def see(self, now: datetime) -> None:
        """Keep which articles there are; those that come later are new to whoever has subscribed."""
        current = self._articles()
        if current is self._known:
            return
        in_order = planning.oldest_first(current)
        self._store.see({one.name: planning.fingerprint(one) for one in in_order}, now)
        before = self._posts.articles
        if corrected := [one for one in current if before.get(one.name, one) != one]:
            log.info("articles were corrected; digests that were posted of them stay: %d", len(corrected))
        self._posts = Posts(current, self._bot.username)
        self._known = current

    def plan(self, now: datetime) -> int:
        """Keep which messages to send, for so many that are due, of the articles that there are."""
        self.see(now)
        if now - self._pruned >= _PRUNED:
            self._store.prune(now)
            self._pruned = now
        if expired := self._store.expire(now, self._lease):
            log.warning("messages of digests that may have been sent, see talks digests: %d", expired)
        due = self._store.due(now, 2 * self._at_once)  # ahead of what is sent, and no more: answers wait
        arrivals = self._store.arrivals(min(one.seen for one in due)) if due else []
        plans = [(one, self._planned(one, arrivals, now)) for one in due]
        if moved := [(one, plan) for one, plan in plans if plan and plan.moves(one)]:
            self._store.plan_all((one, p.seen, p.next_due, p.messages) for one, p in moved)
        return len(due)

    def _planned(self, one: Subscription, arrivals: Sequence[Arrival], now: datetime) -> Plan | None:
        """What to post to ``one``; None, and it is paused, where that can't be told."""
        try:
            spoken = words(language_of(self._store, one))
            return planning.plan(one, arrivals, self._posts.articles, spoken, self._bot.username, now)
        except StorageError:
            raise
        except Exception:  # whatever is wrong with one, the others get theirs
            log.exception("a chat gets no digests until it subscribes anew: they can't be planned")
            self._store.pause(one.chat, one.topic, "failure")
            return None
