"""How does python-telegram-bot reach the simulated Telegram in its own process? Without a network."""

import asyncio
import json
from typing import Any

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.simulator import ApiError, File, Lost, Telegram
from bot.simulator.limits import CUTS
from bot.simulator.state import Value

Timeout = Any  # a number of seconds, None, or python-telegram-bot's mark for "the default"


class SimulatorRequest(BaseRequest):
    """Hands requests to a `Telegram`; for both ``request`` and ``get_updates_request``."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self._woken: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        telegram.state.wake.append(self._wake)

    @property
    def read_timeout(self) -> float | None:
        """python-telegram-bot adds it to a long poll's time-out."""
        return 5.0

    async def initialize(self) -> None:
        """Nothing has to be opened."""

    async def shutdown(self) -> None:
        """Nothing has to be closed."""

    def _wake(self) -> None:
        for event in self._woken:
            if self._loop and self._loop.is_running():
                self._loop.call_soon_threadsafe(event.set)

    async def do_request(  # noqa: PLR0913, PLR0917 - python-telegram-bot's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Timeout = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        write_timeout: Timeout = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Timeout = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Timeout = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """The status and body that Telegram would send."""
        name = url.rsplit("/", 1)[1]
        if method == "GET":
            return self._file(name)
        values = dict(request_data.parameters) if request_data else {}
        try:
            result = await self._result(name, values, _files(request_data))
        except ApiError as error:
            return error.error_code, json.dumps(error.json()).encode()
        except Lost as lost:
            if lost.fault in CUTS:
                raise NetworkError(f"Server disconnected without sending a response: {lost}") from lost
            raise TimedOut from lost
        return 200, json.dumps({"ok": True, "result": result}).encode()

    async def _result(self, name: str, values: dict[str, Any], files: dict[str, File]) -> Value:
        result = self.telegram.call(name, values, files)
        if name != "getUpdates" or result:
            return result
        self._loop = asyncio.get_running_loop()
        poll, until = self.telegram.state.poll, self._loop.time() + int(values.get("timeout") or 0)
        event = asyncio.Event()
        self._woken.add(event)
        try:
            while (
                not (result := self.telegram.waiting(values, poll))
                and (left := until - self._loop.time()) > 0
            ):
                event.clear()
                try:
                    await asyncio.wait_for(event.wait(), left)
                except TimeoutError:
                    break
        finally:
            self._woken.discard(event)
        return result

    def _file(self, name: str) -> tuple[int, bytes]:
        if name not in self.telegram.state.files:
            return 404, json.dumps(ApiError(404, "Not Found").json()).encode()
        return 200, self.telegram.state.files[name][1]


def _files(request_data: RequestData | None) -> dict[str, File]:
    if request_data is None:
        return {}
    parts = request_data.multipart_data
    return {name: File(filename, _bytes(data), mime) for name, (filename, data, mime) in parts.items()}


def _bytes(data: Value) -> bytes:
    return data if isinstance(data, bytes) else bytes(data.read())
