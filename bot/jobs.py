"""How do digests reach their chats? A tick plans what is due and sends what waits, from the store alone.

Nothing is kept in memory that a restart could lose, and several processes may tick at once: the store lets
one of them plan a digest, and one claim a message. A message is sent at most once. Where nobody can know
whether it arrived (a time-out, a process that ended), it is *uncertain*, and left to the operator.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot import failures, planning
from bot.delivery import NO_PREVIEW, markup
from bot.i18n import words
from bot.pace import ONCE, seconds_of
from bot.planning import Plan, Post
from bot.storage import StorageError, Store
from bot.storage.ledger import RETRIED
from bot.storage.records import Arrival, Entry, Subscription
from index.model import Article, Language

log = logging.getLogger(__name__)

_LEASE = timedelta(minutes=5)  # after which who claimed a message has ended: a request takes a minute at most
_SHARE = 2 / 3  # of what Telegram bears: the rest is for answers
_UNLIMITED = 1000  # messages a second, where the operator sets no limit
_SOON = timedelta(seconds=10)  # until a message is tried again that wasn't delivered
_AGAIN = (0.5, 2.0, 8.0)  # seconds before an outcome is recorded again that the store didn't take
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
        self._clock, self._pause, self._lease = clock, pause, lease
        self._at_once = max(1, int(pause * (per_second * _SHARE or _UNLIMITED)))
        self._known: Sequence[Article] | None = None
        self._by_name: dict[str, Article] = {}
        self._posts: dict[object, Post | None] = {}
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
            task = asyncio.create_task(self._send(entry.id, number * self._pause / self._at_once))
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
        self._by_name, self._posts = {article.name: article for article in current}, {}
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
            spoken = words(self._language(one))
            return planning.plan(one, arrivals, self._by_name, spoken, self._bot.username, now)
        except StorageError:
            raise
        except Exception:  # whatever is wrong with one, the others get theirs
            log.exception("a chat gets no digests until it subscribes anew: they can't be planned")
            self._store.pause(one.chat, one.topic, "failure")
            return None

    def _language(self, subscription: Subscription) -> Language:
        return subscription.language or self._store.language(subscription.chat) or "en"

    def _post(self, entry: Entry, subscription: Subscription) -> Post | None:
        """What ``entry`` is a part of; made once for all chats that get the same."""
        key = entry.articles, planning.wanted(subscription), self._language(subscription)
        posts, by_name = self._posts, self._by_name  # other articles may come meanwhile
        if key not in posts:
            here = [by_name[name] for name in entry.articles if name in by_name]
            posts[key] = planning.post(here, key[1], words(key[2]), self._bot.username)
        return posts[key]

    async def _send(self, number: int, later: float) -> None:
        """Send a message that was claimed, so many seconds ``later``, and record what became of it."""
        await asyncio.sleep(later)
        try:
            if ready := await asyncio.to_thread(self._ready, number):
                await self._keep(await self._deliver(*ready))
        except StorageError as error:
            log.warning("a message of a digest waits until the store works again: %s", error)
            await self._keep(partial(self._store.release, number, self._clock() + _SOON, "store failed"))
        except Exception:
            log.exception("a message of a digest failed")
            await self._keep(partial(self._store.doubt, number, "failure"))

    async def _keep(self, outcome: Callable[[], object]) -> None:
        """Record an outcome, and try again for a while where the store fails: nobody else knows it."""
        for pause in (*_AGAIN, None):
            try:
                await asyncio.to_thread(outcome)
            except StorageError as error:
                if pause is None:  # the claim runs out, and the message is uncertain
                    log.warning("what became of a message of a digest can't be kept: %s", error)
                    return
                await asyncio.sleep(pause)
            else:
                return

    def _ready(self, number: int) -> tuple[Entry, Post, Subscription] | None:
        """What to send; None, and it is recorded why, where there is nothing to send now."""
        now = self._clock()
        claimed = self._store.claimed(number)
        if claimed is None:  # it took so long that it counts as uncertain
            return None
        entry, subscription = claimed
        if subscription is None:
            self._store.drop(entry.id, "unsubscribed")
        elif self._too_late(entry, subscription, now):
            log.info("a digest is too late, and comes with the next one")
        elif not self._by_name.keys() >= set(entry.articles) and abs(now - entry.due) < planning.AWAITED:
            self._store.release(entry.id, now + _SOON, "article awaited")  # another process saw it first
        elif (post := self._post(entry, subscription)) is None or entry.part > len(post.texts):
            self._store.drop(entry.id, "article changed")
        else:
            if entry.part == 1 and entry.parts != len(post.texts):  # an article or a wish has changed
                self._store.divide(entry, len(post.texts))
            return entry, post, subscription
        return None

    def _too_late(self, entry: Entry, subscription: Subscription, now: datetime) -> bool:
        """Whether ``entry`` waited so long that it is planned anew; what the operator sends is never late."""
        first = entry.part == 1 and entry.error != RETRIED
        late = first and planning.too_late(entry, subscription, now)
        return late and self._store.unplan(entry, planning.seen_before(entry))

    async def _deliver(self, entry: Entry, post: Post, subscription: Subscription) -> Callable[[], object]:
        """Send it; gives what records the outcome."""
        text, under = post.part(entry.part)
        send = partial(
            self._bot.send_message,
            entry.chat,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            disable_notification=subscription.silent,
            reply_markup=markup(under),
            rate_limit_args=ONCE,  # a claim must not last for minutes
        )
        try:
            try:
                message = await send(message_thread_id=entry.topic or None)
            except BadRequest as error:
                if not (entry.topic and failures.of_topic(error)):
                    raise
                message = await send()  # where everybody sees it: a topic that closed has no readers
        except TelegramError as error:
            return partial(self._failed, entry, error)
        return partial(self._store.sent, entry.id, message.message_id, self._clock())

    def _failed(self, entry: Entry, error: TelegramError) -> None:
        """Record what an ``error`` means for a message: nobody has it, or nobody knows."""
        now, store = self._clock(), self._store
        if isinstance(error, RetryAfter):
            store.release(entry.id, now + timedelta(seconds=seconds_of(error)), "too many requests")
        elif isinstance(error, ChatMigrated):
            store.move(entry.chat, error.new_chat_id)
            store.release(entry.id, now, "moved")
        elif isinstance(error, Forbidden) or failures.of_place(error):
            log.info("a chat takes no digests: %s", error.message)
            store.drop(entry.id, "forbidden")
            store.pause(entry.chat, entry.topic, "forbidden")
        elif isinstance(error, BadRequest):  # the only one that says so of the message itself
            log.error("Telegram refuses a message of a digest: %s", error.message)
            store.drop(entry.id, "refused")
        elif _undelivered(error):
            log.info("a message of a digest waits, Telegram is away: %s", error.message)
            store.release(entry.id, now + _SOON, "Telegram is away")
        else:
            log.warning("a message of a digest may have been sent, see talks digests: %s", error.message)
            store.doubt(entry.id, "no answer")


def _undelivered(error: TelegramError) -> bool:
    """Whether a request didn't reach Telegram, or it says itself that it failed or doesn't know the token.

    A gateway that speaks in its place doesn't know, nor does a connection that was cut, and an answer that
    can't be read may be to a message that was sent.
    """
    if isinstance(error, InvalidToken | Conflict):  # a token that is changed, a gateway that has lost its way
        return True
    failed = failures.of_telegram(error) and not failures.of_gateway(error)
    return failures.before_sending(error) or failed
