"""How are updates taken from a webhook? A small server that says "done" only when it is.

Telegram delivers again what wasn't acknowledged. So an update is acknowledged when it has been
answered, and one that comes again meanwhile, or later, is not answered again.
"""

import asyncio
import contextlib
import hmac
import json
import logging
from http import HTTPStatus

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.inbox import Inbox

log = logging.getLogger(__name__)

_LARGEST = 4 << 20  # bytes of an update
_FAREWELL = 2.0  # seconds for the last responses


class Webhook:
    """The server in front of ``inbox``, for those who show the ``secret``."""

    def __init__(self, inbox: Inbox, secret: str) -> None:
        self.inbox, self.secret = inbox, secret
        self.closing, self.registered = False, False
        self._waiting: set[RequestHandler] = set()
        self._changed = asyncio.Event()
        application = Application([(r"/.*", _Door, {"webhook": self})], log_function=lambda _handler: None)
        self._server = HTTPServer(application, max_body_size=_LARGEST)

    def listen(self, address: str, port: int) -> None:
        """Take connections. Raises OSError when the port can't be had."""
        self._server.listen(port, address)

    def refuse(self) -> None:
        """Take nothing more: Telegram keeps it, and delivers it after the next start."""
        self.closing = True
        self._server.stop()

    async def close(self) -> None:
        """End, when everybody has been told how their update went."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                while self._waiting:
                    self._changed.clear()
                    await self._changed.wait()
        await self._server.close_all_connections()

    def count(self, waiting: RequestHandler, *, more: bool) -> None:
        """Somebody waits for a response, or has got it."""
        (self._waiting.add if more else self._waiting.discard)(waiting)
        self._changed.set()


class _Door(RequestHandler):
    def initialize(self, webhook: Webhook) -> None:
        self._webhook = webhook

    def prepare(self) -> None:
        self._webhook.count(self, more=True)

    def on_finish(self) -> None:
        self._webhook.count(self, more=False)

    def get(self) -> None:
        """Health: the server is up, and registered at Telegram."""
        if self._webhook.registered:
            self.finish("ok\n")
        else:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)

    async def post(self) -> None:
        """An update from Telegram, or from somebody who doesn't know the secret."""
        shown = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(shown.encode(), self._webhook.secret.encode()):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        if self._webhook.closing:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        try:
            data = json.loads(self.request.body)
            readable = type(data["update_id"]) is int
        except (ValueError, TypeError, KeyError, RecursionError):
            readable = False
        if not readable:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        if task := self._webhook.inbox.take(data):
            await asyncio.wait([task])
            if task.cancelled():
                self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)

    def log_exception(self, *_: object) -> None:
        log.warning("a request to the webhook failed")
