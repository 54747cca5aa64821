"""How are updates fetched so that nothing stops the fetching? A request that forgives and remembers.

PTB stops to read its updates, silently, at one that it can't parse; and a connection can hang for
good. So every batch is looked through before PTB reads it, and the time of the last one is kept.
"""

import json
import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.request import BaseRequest, RequestData

log = logging.getLogger(__name__)

Seconds = Any  # a number, None, or PTB's private word for "not given"


class Polling(BaseRequest):
    """``carrier``, with updates that can't be parsed made empty, and the time of its last success."""

    def __init__(self, carrier: BaseRequest, clock: Callable[[], float] = time.monotonic) -> None:
        self._carrier, self._clock = carrier, clock
        self.last_success = clock()

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
        """As the carrier does; see the class for what is added."""
        code, payload = await self._carrier.do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        if code == HTTPStatus.OK and url.endswith("/getUpdates"):
            self.last_success = self._clock()
            payload = _readable(payload)
        return code, payload


def _readable(payload: bytes) -> bytes:
    """``payload`` with each update that PTB can't parse reduced to its number, so that it is passed over."""
    try:
        answer = json.loads(payload)
        updates = answer["result"]
        readable = [update if parsed(update) else {"update_id": update["update_id"]} for update in updates]
    except (ValueError, TypeError, KeyError):
        return payload  # not Telegram's: PTB reports it and tries again
    return payload if readable == updates else json.dumps(answer | {"result": readable}).encode()


def parsed(update: dict[str, Any]) -> Update | None:
    """``update`` as PTB reads it, or None, which the log mentions."""
    try:
        return Update.de_json(update, None)
    except Exception as error:  # noqa: BLE001 - whatever it is, one odd update must not stop the others
        log.warning("an update can't be read and is passed over: %s", type(error).__name__)
        return None
