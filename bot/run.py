"""How does the bot live? It starts, watches that it hears from Telegram, and ends when told to."""

import asyncio
import logging
import secrets
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot import commands
from bot.app import UPDATES, Application, build, equip
from bot.handlers import Handlers
from bot.limits import Limits
from bot.polling import Polling
from bot.replies import Replies
from bot.settings import Settings
from bot.storage import Languages
from bot.webhook import Inbox, serve
from index.errors import TalksError
from index.library import Snapshot

log = logging.getLogger(__name__)

_THREADS = 16  # searches at once: a slow one must not hold up the others
_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds between two tries to reach Telegram
_POLL = 20  # seconds that Telegram holds a request for updates open
_READ, _CONNECT = 20.0, 10.0  # seconds for Telegram to answer, and to take a connection


class PollingStoppedError(TalksError):
    """Nothing was heard from Telegram for too long: better to be started anew than to sit there."""


class RefusedError(TalksError):
    """Telegram doesn't know the token."""


async def run(settings: Settings, snapshot: Snapshot) -> None:
    """Answer until SIGTERM or SIGINT; what was fetched until then is answered.

    Raises PollingStoppedError when Telegram has fallen silent, RefusedError for a wrong token,
    StorageError when nothing can be kept.
    """
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    languages = Languages(settings.data)
    requests = partial(HTTPXRequest, read_timeout=_READ, connect_timeout=_CONNECT)
    polling = Polling(requests(connection_pool_size=4))  # one would wedge when a request is given up
    with ThreadPoolExecutor(_THREADS, "search") as search:
        application = build(settings, requests(connection_pool_size=64), polling)
        if not await _reached(application, stop):
            return
        replies = Replies(snapshot, application.bot.username)
        equip(application, Handlers(replies, languages, Limits(settings.questions_per_minute), search))
        try:
            await commands.register(application.bot)
            await application.start()
            log.info("answering from %d articles", len(snapshot.articles))
            if settings.webhook_url:
                await _listen(application, settings, settings.webhook_url, stop)
            else:
                await _poll(application, polling, settings.watchdog, stop)
        finally:
            if application.running:
                await application.stop()
            await application.shutdown()
            languages.close()


async def _reached(application: Application, stop: asyncio.Event) -> bool:
    """Whether Telegram knows us; until it answers we keep trying, unless told to stop."""
    pause = _PAUSE
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken as error:
            raise RefusedError(
                "Telegram doesn't know the token; compare TALKS_TOKEN with @BotFather's"
            ) from error
        except (NetworkError, RetryAfter) as error:
            log.warning("Telegram can't be reached, next try in %.0f s: %s", pause, error.message)
            await _wait(stop, pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return True
    return False


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def _poll(application: Application, polling: Polling, patience: float, stop: asyncio.Event) -> None:
    updater = application.updater
    if updater is None:
        raise ValueError("the application was built without an updater")
    await updater.start_polling(
        timeout=_POLL, bootstrap_retries=-1, allowed_updates=UPDATES, error_callback=_complain
    )
    try:
        while not stop.is_set():
            await _wait(stop, min(patience / 4, 5.0))
            if time.monotonic() - polling.last_success > patience + _POLL:
                raise PollingStoppedError(f"nothing was heard from Telegram for {patience:.0f} s")
    finally:
        await updater.stop()


def _complain(error: TelegramError) -> None:
    log.warning("updates can't be fetched, trying again: %s", error.message)


async def _listen(application: Application, settings: Settings, url: str, stop: asyncio.Event) -> None:
    secret = (
        settings.webhook_secret.get_secret_value() if settings.webhook_secret else secrets.token_urlsafe(32)
    )

    async def process(update: object) -> None:
        await application.update_processor.process_update(update, application.process_update(update))

    inbox = Inbox(process, application.bot)
    server = serve(inbox, secret, settings.webhook_listen, settings.webhook_port)
    try:
        await application.bot.set_webhook(url, allowed_updates=UPDATES, secret_token=secret)
        await stop.wait()
    finally:
        server.stop()
        await inbox.settle()
        await server.close_all_connections()
