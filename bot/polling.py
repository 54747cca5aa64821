"""How are updates fetched so that nothing stops the fetching, and none is lost?

PTB's own loop stops, silently, at an update that it can't parse, tells Telegram that an update is done
before it is, and when told to stop sits out its pause first. So this one takes updates as they are,
tells Telegram of one when it has been answered, and ends itself when it hears nothing for too long.

Telegram forgets all that stands before the offset it is asked with, and gives the same again from there
on, at once. So while an update is slow to answer, Telegram is asked from that one on, now and then: what
comes meanwhile is seen, and what a kill leaves unanswered comes again.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, NoReturn

from telegram import Bot
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.inbox import Inbox
from bot.pace import seconds_of
from index.errors import TalksError

log = logging.getLogger(__name__)

Seconds = Any  # a number, None, or PTB's private word for "not given"

_POLL = 20  # seconds that Telegram holds a request for updates open, at most
_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds between two tries
_MOMENT, _EACH = 0.05, 0.003  # seconds that the next request waits for answers, at least and for each
_SLOW, _NOW_AND_THEN = 1.0, 0.5  # seconds until an update is slow, and between two requests while it is
_STUCK, _HELD = 10.0, 90  # seconds, and updates since the one that is held: then it is let go, for the others
_FAREWELL = 5.0  # seconds for the last request


class PollingStoppedError(TalksError):
    """Nothing was heard from Telegram for too long: better to be started anew than to sit there."""


class Updates(BaseRequest):
    """``carrier``, that keeps the updates it fetches as they are, and when Telegram answered last."""

    def __init__(self, carrier: BaseRequest, clock: Callable[[], float] = time.monotonic) -> None:
        self._carrier, self._clock = carrier, clock
        self.fetched: list[dict[str, Any]] = []
        self.heard = clock()

    @property
    def read_timeout(self) -> float | None:
        """The carrier's, in seconds."""
        return self._carrier.read_timeout

    async def initialize(self) -> None:
        """As the carrier does."""
        await self._carrier.initialize()

    async def shutdown(self) -> None:
        """As the carrier does."""
        await self._carrier.shutdown()

    async def do_request(  # noqa: PLR0913, PLR0917 - as BaseRequest has it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """As the carrier does; but PTB, which fails at updates that it can't parse, is shown none."""
        code, payload = await self._carrier.do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        if code < HTTPStatus.INTERNAL_SERVER_ERROR:
            self.heard = self._clock()
        if code == HTTPStatus.OK:
            self.fetched = _updates(payload)
            payload = b'{"ok": true, "result": []}'
        return code, payload


def _updates(payload: bytes) -> list[dict[str, Any]]:
    try:
        updates = json.loads(payload)["result"]
        if all(isinstance(update["update_id"], int) for update in updates):
            return list(updates)
    except (ValueError, TypeError, KeyError):
        pass
    raise NetworkError("this is no answer of Telegram's")


class Polling:
    """Fetches updates into ``inbox``; ``silence`` is after how many seconds without an answer it ends."""

    def __init__(  # noqa: PLR0913, PLR0917 - what it needs, and how patient it is
        self,
        bot: Bot,
        updates: Updates,
        inbox: Inbox,
        kinds: Sequence[str],
        silence: float,
        pause: float = _PAUSE,
    ) -> None:
        self._bot, self._updates, self._inbox, self._kinds = bot, updates, inbox, kinds
        self._silence, self._pause = silence, pause
        self._timeout = int(max(1, min(_POLL, silence / 2)))
        self._next, self._told = 0, 0  # the number after the latest; what is lower Telegram has forgotten
        self._held, self._since, self._asked = 0, 0.0, 0

    async def run(self) -> NoReturn:
        """Fetch until cancelled. Raises PollingStoppedError."""
        pause = self._pause
        while True:
            try:
                async with asyncio.timeout(self._silence):
                    await self._fetch()
            except InvalidToken as error:
                raise PollingStoppedError("Telegram doesn't know the token any more") from error
            except RetryAfter as error:
                log.warning("updates can't be fetched: %s", error.message)
                await asyncio.sleep(seconds_of(error))
            except (TelegramError, TimeoutError) as error:
                self._check()
                reason = error.message if isinstance(error, TelegramError) else "no answer"
                log.warning("updates can't be fetched, next try in %.0f s: %s", pause, reason)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE, max(self._silence / 4, self._pause))
            else:
                pause = self._pause

    def _check(self) -> None:
        if time.monotonic() - self._updates.heard >= self._silence:
            raise PollingStoppedError(f"nothing was heard from Telegram for {self._silence:.0f} s")

    async def _fetch(self) -> None:
        began = time.monotonic()
        await self._bot.get_updates(self._offset(began), timeout=self._timeout, allowed_updates=self._kinds)
        for update in self._updates.fetched:
            self._inbox.take(update)
            self._next = update["update_id"] + 1
            self._told = min(self._told, update["update_id"])  # after a silent week numbers begin anew
        now = time.monotonic()
        slow = self._held and now - self._since > _SLOW
        await self._inbox.settle(
            began + _NOW_AND_THEN - now if slow else max(_MOMENT, _EACH * len(self._inbox))
        )

    def _offset(self, now: float) -> int:
        """The oldest update that isn't answered, or the next one."""
        held = self._inbox.oldest(self._told) or 0
        stuck = held == self._held and now - self._since > _STUCK
        if held and stuck and self._next - held >= _HELD:
            held = self._inbox.oldest(self._next - _HELD + 1) or 0
        if held != self._held:
            self._held, self._since, self._asked = held, now, 0
        elif held:
            # Who asks with the same offset again within half a second is given one update only. With one
            # that is lower Telegram gives the same as with the oldest that it has not forgotten.
            self._asked += 1
        self._told = held or self._next
        return self._told - self._asked if held else self._next

    async def confirm(self) -> int:
        """Tell Telegram what has been answered, or it would be asked again after the next start.

        The number from which on Telegram gives updates then, also those that were answered.
        """
        offset = self._inbox.oldest(self._told) or self._next
        if not offset:
            return 0
        if lost := self._inbox.before(offset):
            log.warning("%d updates stay unanswered for good: Telegram was told of later ones", lost)
        try:
            async with asyncio.timeout(_FAREWELL):
                await self._bot.get_updates(offset, limit=1, timeout=0, allowed_updates=self._kinds)
        except (TelegramError, TimeoutError):
            log.warning("Telegram is away: the latest answers may be given again after the next start")
        return offset
