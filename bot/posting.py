"""How is a message sent that was claimed, and what became of it?

It is sent at most once. Where nobody can know whether it arrived (a time-out, a process that ended), it is
*uncertain*, and left to the operator.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
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
from bot.planning import Post
from bot.spoken import language_of
from bot.storage import StorageError, Store
from bot.storage.ledger import RETRIED
from bot.storage.records import Entry, Subscription
from index.model import Article, Language

log = logging.getLogger(__name__)

_SOON = timedelta(seconds=10)  # until a message is tried again that wasn't delivered
_AWAITED = "article awaited"
_AGAIN = (0.5, 2.0, 8.0)  # seconds before an outcome is recorded again that the store didn't take


class Posts:
    """What can be posted of ``articles``, with links to the bot ``username``; others may come meanwhile.

    Any thread may ask; who has taken it keeps a whole.
    """

    def __init__(self, articles: Sequence[Article], username: str) -> None:
        self.articles = {article.name: article for article in articles}
        self._username = username
        self._made: dict[object, Post | None] = {}

    def of(self, entry: Entry, subscription: Subscription, language: Language) -> Post | None:
        """What ``entry`` is a part of; made once for all chats that get the same."""
        wanted = planning.wanted(subscription)
        key = entry.articles, wanted, language
        if key not in self._made:
            here = [self.articles[name] for name in entry.articles if name in self.articles]
            self._made[key] = planning.post(here, wanted, words(language), self._username)
        return self._made[key]


class Posting:
    """Sends messages of ``posts()`` through ``bot``, and records in ``store`` what became of them.

    ``clock`` gives the moment, aware.
    """

    def __init__(
        self,
        bot: ExtBot[int],
        store: Store,
        posts: Callable[[], Posts],
        clock: Callable[[], datetime],
    ) -> None:
        self._bot, self._store, self._posts, self._clock = bot, store, posts, clock

    async def send(self, number: int, later: float) -> None:
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
        posts = self._posts()  # not before: articles are renamed in the store first
        if subscription is None:
            self._store.drop(entry.id, "unsubscribed")
        elif self._too_late(entry, subscription, now):
            log.info("a digest is too late, and comes with the next one")
        elif not posts.articles.keys() >= set(entry.articles) and _awaited(entry, now):
            log.info("a message of a digest waits for an article that another process has read")
            self._store.release(entry.id, now + _SOON, _AWAITED)
        elif (post := self._post(posts, entry, subscription)) is None or entry.part > len(post.texts):
            self._store.drop(entry.id, "article changed")
        else:
            if entry.part == 1 and entry.parts != len(post.texts):  # an article or a wish has changed
                self._store.divide(entry, len(post.texts))
            return entry, post, subscription
        return None

    def _post(self, posts: Posts, entry: Entry, subscription: Subscription) -> Post | None:
        return posts.of(entry, subscription, language_of(self._store, subscription))

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


def _awaited(entry: Entry, now: datetime) -> bool:
    """Whether to wait for an article of ``entry``; at least once, for it may be due or planned long ago."""
    return entry.error != _AWAITED or abs(now - entry.due) < planning.AWAITED


def _undelivered(error: TelegramError) -> bool:
    """Whether a request didn't reach Telegram, or it says itself that it failed or doesn't know the token.

    A gateway that speaks in its place doesn't know, nor does a connection that was cut, and an answer that
    can't be read may be to a message that was sent.
    """
    if isinstance(error, InvalidToken | Conflict):  # a token that is changed, a gateway that has lost its way
        return True
    failed = failures.of_telegram(error) and not failures.of_gateway(error)
    return failures.before_sending(error) or failed
