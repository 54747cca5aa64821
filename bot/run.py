"""How does the bot live? It starts, hears from Telegram by polling or a webhook, and ends when told to."""

import asyncio
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any, NoReturn, TypeVar

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot import bootstrap, commands
from bot.app import UPDATES, Application, build, equip
from bot.following import Following
from bot.inbox import Inbox, InOrder
from bot.jobs import Digests
from bot.limits import Limits
from bot.live import Live
from bot.polling import Polling, PollingStoppedError, Updates
from bot.replies import Replies
from bot.settings import Settings
from bot.standing import establish
from bot.storage import Store
from bot.subscribing import Subscribing
from bot.uploads import Uploads
from bot.webhook import Webhook
from index.errors import TalksError
from index.library import Snapshot

__all__ = ["PollingStoppedError", "RefusedError", "run"]

log = logging.getLogger(__name__)

_THREADS = 16  # searches at once: a slow one must not hold up the others
_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds between two tries to reach Telegram
_READ, _CONNECT = 20.0, 10.0  # seconds for Telegram to answer, and to take a connection
_CONNECTIONS = 128  # to send: some may hang until they time out, and the others must not wait for them
_GRACE = 20.0  # seconds to answer what was fetched, when told to stop: supervisors wait for 30, mostly
_AT_ONCE = 256  # updates that are processed; of one chat only one
_WAITING = 10  # updates of one chat that wait for it: in a group each may take four seconds
_CHECKS = 3  # times in the watchdog's seconds that Telegram is asked whether the webhook is still ours
_DELIVERED = 100  # updates that Telegram delivers to a webhook before the first is answered: its most

T = TypeVar("T")


class RefusedError(TalksError):
    """What Telegram, or this computer, doesn't take: the token, the webhook, the port."""


async def run(settings: Settings, snapshot: Snapshot) -> None:
    """Answer until SIGTERM or SIGINT; what was fetched until then is answered.

    Raises PollingStoppedError when Telegram has fallen silent, RefusedError for a wrong token, webhook
    or port, StorageError when nothing can be kept.
    """
    os.environ["PTB_TIMEDELTA"] = "true"  # durations as timedelta: PTB warns of their other form
    if hasattr(signal, "SIGPIPE"):  # the door lets it end us, as it ends filters; a connection must not
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    requests = partial(HTTPXRequest, read_timeout=_READ, connect_timeout=_CONNECT, pool_timeout=_READ)
    updates = Updates(requests(connection_pool_size=4))  # one would wedge when a request is given up
    with (
        closing(Store(settings.data, settings.database)) as store,
        ThreadPoolExecutor(_THREADS, "search") as search,
    ):
        application = build(settings, requests(connection_pool_size=_CONNECTIONS), updates)
        try:
            if not await _unless(stop, _reached(application.initialize)):
                return
            meanings = bootstrap.meanings(settings.data)

            def answering(taken: Snapshot) -> Replies:
                return Replies(taken, application.bot.username, meanings(taken))

            live = Live(answering(snapshot))
            if live.replies.meaning is None:
                log.warning("answers go by letters alone; other words and languages need talks-bot[semantic]")
            limits = Limits(settings.questions_per_minute)
            handlers = Subscribing(live, store, limits, search, settings.zone)
            equip(application, handlers, uploads(settings, store, search))
            log.info("answering from articles: %d", len(snapshot.articles))
            digests = Digests(application.bot, store, live.articles, settings.messages_per_second)
            digests.see(datetime.now(UTC))  # what is there already is news to nobody who begins now
            establish(store, settings.digests, settings.zone, datetime.now(UTC))
            with Following(live, settings.articles, answering) as following:
                posting = asyncio.create_task(_post(digests, following))
                try:
                    await _serve(application, settings, updates, store, stop)
                finally:
                    posting.cancel()
                    await asyncio.wait({posting})
        finally:
            await application.shutdown()
            await application.bot.shutdown()  # which the application forgets if it never got through


def uploads(settings: Settings, store: Store, search: Executor) -> Uploads | None:
    """What takes articles from administrators; None when there are none."""
    if not settings.admins:
        return None
    return Uploads(settings.admins, settings.articles, settings.data, store, search)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of ``work``; or None, and it is cancelled, when told to stop first."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        return working.result()
    working.cancel()
    await asyncio.wait({working})
    return None


async def _reached(ask: Callable[[], Coroutine[Any, Any, Any]], *, again: bool = False) -> bool:
    """True when Telegram has done what we ``ask``; until it can be reached we keep trying.

    What Telegram refuses is wrong, unless it did it before (``again``) or can't find our host just now.
    """
    pause = _PAUSE
    while True:
        try:
            await ask()
        except InvalidToken as error:
            raise RefusedError(
                "Telegram doesn't know the token; compare TALKS_TOKEN with @BotFather's"
            ) from error
        except TelegramError as error:
            passing = again or "resolve host" in error.message
            if isinstance(error, BadRequest) and not passing:
                raise RefusedError(f"Telegram refuses to start: {error.message}") from error
            log.warning("Telegram can't be reached, next try in %.0f s: %s", pause, error.message)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return True


async def _serve(
    application: Application, settings: Settings, updates: Updates, store: Store, stop: asyncio.Event
) -> None:
    bot = application.bot
    inbox = Inbox(InOrder(application.process_update, _AT_ONCE, _WAITING), bot)
    inbox.know(store.answered())
    registering = asyncio.create_task(commands.register(bot))
    try:
        if settings.webhook_url:
            await _listen(bot, settings, settings.webhook_url, inbox, stop)
        else:
            polling = Polling(bot, updates, inbox, UPDATES, settings.watchdog)
            store.keep_answered(inbox.answered(await _poll(bot, polling, inbox, stop)))
    finally:
        registering.cancel()
        await asyncio.wait({registering})


async def _post(digests: Digests, following: Following) -> None:
    """Post digests until cancelled; of whole articles only."""
    await following.settled()
    await digests.run()


async def _poll(bot: Bot, polling: Polling, inbox: Inbox, stop: asyncio.Event) -> int:
    """Poll until told to stop; the number from which on Telegram will give updates after the next start."""

    async def poll() -> NoReturn:
        await _reached(bot.delete_webhook)  # while there is one, Telegram gives no updates away
        await polling.run()

    try:
        await _unless(stop, poll())
    finally:
        await _settle(inbox)
        offset = await polling.confirm()
        await inbox.give_up()
    return offset


async def _listen(bot: Bot, settings: Settings, url: str, inbox: Inbox, stop: asyncio.Event) -> None:
    chosen = settings.webhook_secret
    secret = chosen.get_secret_value() if chosen else secrets.token_urlsafe(32)
    register = partial(
        bot.set_webhook, url, allowed_updates=UPDATES, secret_token=secret, max_connections=_DELIVERED
    )
    webhook = Webhook(inbox, secret)
    address, port = settings.webhook_listen, settings.webhook_port
    try:
        webhook.listen(address, port)
    except OSError as error:
        raise RefusedError(
            f"can't listen on {address}, port {port}: {error.strerror}; "
            "set TALKS_WEBHOOK_LISTEN and TALKS_WEBHOOK_PORT"
        ) from error
    try:
        await _unless(stop, _keep_registered(bot, register, webhook, url, settings.watchdog))
    finally:  # the webhook stays registered: Telegram keeps what comes until the next start
        webhook.refuse()
        await _settle(inbox)
        await inbox.give_up()
        await webhook.close()


async def _keep_registered(
    bot: Bot, register: Callable[[], Coroutine[Any, Any, bool]], webhook: Webhook, url: str, silence: float
) -> NoReturn:
    """Register, and again when somebody else did meanwhile: without a word, nothing would come any more.

    Raises PollingStoppedError when the token is taken back, or Telegram was away for too long.
    """
    failed_before = None
    await _reached(register)
    webhook.registered, heard = True, time.monotonic()
    while True:
        await asyncio.sleep(silence / _CHECKS)
        try:
            info = await bot.get_webhook_info()
        except InvalidToken as error:
            raise PollingStoppedError("Telegram doesn't know the token any more") from error
        except TelegramError as error:
            log.warning("Telegram can't be asked about the webhook: %s", error.message)
            if time.monotonic() - heard >= silence:
                raise PollingStoppedError(f"nothing was heard from Telegram for {silence:.0f} s") from error
            continue
        heard = time.monotonic()
        if info.last_error_date and info.last_error_date != failed_before:
            failed_before = info.last_error_date
            log.warning("Telegram could not deliver to the webhook: %s", info.last_error_message)
        if info.url != url:
            webhook.registered = False
            log.warning("the webhook was taken away; it is registered again")
            await _reached(register, again=True)
            webhook.registered = True


async def _settle(inbox: Inbox) -> None:
    if left := await inbox.settle(_GRACE):
        log.warning("%d updates could not be answered in time", left)
