"""How fast may the bot speak? As fast as Telegram bears it, and a chat that must wait holds up no other."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

log = logging.getLogger(__name__)

ONCE = -1
"""Asks a `Pace` not to try again; PTB passes no 0 on."""

_IN_GROUPS = 5, 20.0  # messages of one group at once, in seconds: with what follows, 20 in a minute
_RETRIES = 5  # after Telegram's "too many requests"
_LONGEST = 60.0  # seconds; who is told to wait longer is told for hours, and nobody waits for an answer

Json = dict[str, Any]


class Pace(AIORateLimiter):
    """PTB's limiter, which sends ``per_second`` messages (0: no limit) and 20 a minute to a group.

    Its own pause after "too many requests" stops every chat; this one lets only those wait that asked
    for the same chat, or where there is none, for the same method.
    """

    def __init__(self, per_second: float) -> None:
        at_once, period = _IN_GROUPS if per_second else (0, 0.0)
        super().__init__(per_second, group_max_rate=at_once, group_time_period=period)
        self._until: dict[object, float] = {}

    async def process_request(  # noqa: PLR0913, PLR0917 - as PTB has it
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | Json | list[Json]]],
        args: Any,  # noqa: ANN401
        kwargs: Json,
        endpoint: str,
        data: Json,
        rate_limit_args: int | None,
    ) -> bool | Json | list[Json]:
        """Send when it is time. Raises RetryAfter when Telegram wants us to wait too long, or too often.

        With `ONCE` for ``rate_limit_args`` whenever Telegram wants us to wait.
        """
        key = data.get("chat_id", endpoint)
        for left in reversed(range(1 if rate_limit_args == ONCE else _RETRIES + 1)):
            if (wait := self._until.get(key, 0.0) - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            try:
                # What changes nothing in a chat, such as asking for its administrators, is free of its pace.
                paced = data if endpoint.startswith(("send", "edit")) else {}
                return await super().process_request(callback, args, kwargs, endpoint, paced, None)
            except RetryAfter as error:
                seconds = seconds_of(error)
                if not left or seconds > _LONGEST:
                    raise
                log.info("Telegram wants %.0f s of patience for %s", seconds, endpoint)
                now = time.monotonic()
                still = {other: until for other, until in self._until.items() if until > now}
                self._until = still | {key: now + seconds}
        raise AssertionError


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
