"""How are updates taken from a webhook? A small server that says "done" only when it is.

Telegram delivers again what wasn't acknowledged. So an update is acknowledged when it has been
answered, and one that comes again meanwhile, or later, is not answered again.
"""

import asyncio
import hmac
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from telegram import Bot, Update
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.polling import parsed

log = logging.getLogger(__name__)

_REMEMBERED = 10_000  # updates by number; Telegram repeats the latest
_LARGEST = 4 << 20  # bytes of an update


class Inbox:
    """Updates by number, each processed once however often it comes."""

    def __init__(self, process: Callable[[Update], Awaitable[None]], bot: Bot) -> None:
        self._process, self._bot = process, bot
        self._known: OrderedDict[int, asyncio.Task[None]] = OrderedDict()

    async def take(self, data: dict[str, Any]) -> None:
        """Process the update ``data``, or wait until it is processed."""
        update = parsed(data)
        if update is None:
            return
        update.set_bot(self._bot)
        task = self._known.get(update.update_id)
        if task is None:
            task = self._known[update.update_id] = asyncio.ensure_future(self._process(update))
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        await asyncio.shield(task)  # a connection that breaks ends the waiting, not the answer

    async def settle(self) -> None:
        """Wait until everything taken is processed."""
        await asyncio.gather(*self._known.values(), return_exceptions=True)


class _Door(RequestHandler):
    def initialize(self, inbox: Inbox, secret: str) -> None:
        self._inbox, self._secret = inbox, secret

    def get(self) -> None:
        """Health: the server is up."""
        self.finish("ok\n")

    async def post(self) -> None:
        """An update from Telegram, or from somebody who doesn't know the secret."""
        shown = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(shown.encode(), self._secret.encode()):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        try:
            data = json.loads(self.request.body)
            number = data["update_id"]
        except (ValueError, TypeError, KeyError):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        if isinstance(number, int):
            await self._inbox.take(data)

    def log_exception(self, *_: object) -> None:
        log.warning("a request to the webhook failed")


def serve(inbox: Inbox, secret: str, address: str, port: int) -> HTTPServer:
    """Listen; the server is the caller's to stop. Raises OSError when the port can't be had."""
    routes = [(r"/.*", _Door, {"inbox": inbox, "secret": secret})]
    quiet = Application(routes, log_function=lambda _handler: None)
    server = HTTPServer(quiet, max_body_size=_LARGEST, xheaders=True)
    server.listen(port, address)
    return server
