"""How does the simulated Telegram speak HTTP? Its methods, long polling, files, and pushing to a webhook."""

import asyncio
import contextlib
import json
import re
from collections import Counter

import tornado.httpclient
import tornado.httpserver
import tornado.netutil
import tornado.web
from telegram_control import ControlHandler

from bot.simulator import ApiError, File, Lost
from bot.simulator.limits import CUTS

TOKEN = re.compile(r"\d+:[\w-]+")
MOST_WAIT = 50  # seconds of long polling that Telegram grants


class Server:
    """A Telegram behind HTTP, on the event loop that it is started in."""

    def __init__(self, telegram, token="", backoff=1.0):
        self.telegram = telegram
        self.token = token  # an empty one takes any
        self.backoff = backoff  # seconds before the first redelivery of an update to a webhook
        self.port = 0
        self.recording = False
        self.requests = []
        self.counts = Counter()
        self.changed = asyncio.Event()
        self._delivering = {}
        self._tasks = set()
        telegram.state.wake.append(self.notify)

    @property
    def url(self):
        """Where the server listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def bot_url(self):
        """python-telegram-bot's ``base_url``: the token follows it."""
        return f"{self.url}/bot"

    def start(self, port=0):
        """Listen on ``port``, or on a free one."""
        self._client = tornado.httpclient.AsyncHTTPClient(force_instance=True, max_clients=100)
        application = tornado.web.Application(
            [
                (r"/bot([^/]+)/(\w+)/?", BotHandler, {"server": self}),
                (r"/file/bot([^/]+)/documents/(.+)", FileHandler, {"server": self}),
                (r"/control/(\w+)", ControlHandler, {"server": self}),
            ],
            default_handler_class=NotFoundHandler,
            log_function=lambda _handler: None,
        )
        self._http = tornado.httpserver.HTTPServer(application)
        sockets = tornado.netutil.bind_sockets(port, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        self._http.add_sockets(sockets)

    async def stop(self):
        """Close every connection."""
        self._http.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.close_all_connections()
        self._client.close()

    def notify(self):
        """Something changed: wake who waits, and push updates to a webhook."""
        self.changed.set()
        self.changed = asyncio.Event()
        self._deliver()

    async def until(self, holds, seconds):
        """Wait until ``holds(telegram)``; its value."""
        async with asyncio.timeout(seconds):
            while not (value := holds(self.telegram)):
                await self.changed.wait()
        return value

    def _deliver(self):
        hook = self.telegram.state.webhook
        if hook is None:
            return
        busy = {queue for _, queue in self._delivering.values()}
        for update in self.telegram.state.updates:
            if len(self._delivering) >= hook.max_connections:
                return
            if (queue := _queue(update)) not in busy:
                busy.add(queue)
                task = asyncio.ensure_future(self._push(hook, update))
                self._delivering[update["update_id"]] = task, queue
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _push(self, hook, update):
        """Push one update until the webhook takes it; those of the same chat or person wait for it."""
        delay = self.backoff
        try:
            while self.telegram.state.webhook is hook:
                problem = await self._pushed(hook, update)
                if not problem:
                    with contextlib.suppress(ValueError):
                        self.telegram.state.updates.remove(update)
                    break
                hook.last_error_date, hook.last_error_message = self.telegram.state.now(), problem
                self.notify()
                await asyncio.sleep(delay)
                delay = min(2 * delay, 60)
                if all(one is not update for one in self.telegram.state.updates):
                    break
        finally:
            self._delivering.pop(update["update_id"], None)
        self.notify()

    async def _pushed(self, hook, update):
        headers = {"Content-Type": "application/json"}
        if hook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret_token
        body = json.dumps(update)
        try:
            response = await self._client.fetch(
                hook.url, method="POST", headers=headers, body=body, request_timeout=60, raise_error=False
            )
        except OSError as error:
            return error.strerror or str(error)
        except tornado.httpclient.HTTPError as error:
            return str(error)
        if 200 <= response.code < 300:
            return ""
        return f"Wrong response from the webhook: {response.code} {response.reason}"


def _queue(update):
    """Whose turn an update takes: its chat's or its person's."""
    kind = next((key for key in update if key != "update_id"), "")
    body = update.get(kind) or {}
    message = body.get("message", body) if isinstance(body, dict) else {}
    return message.get("chat", message.get("from", {})).get("id", 0)


class NotFoundHandler(tornado.web.RequestHandler):
    """Telegram's answer to a path that it does not have."""

    def prepare(self):
        """Answer at once."""
        self.set_status(404)
        self.finish(ApiError(404, "Not Found").json())


class BotHandler(tornado.web.RequestHandler):
    """A method of the Bot API."""

    def initialize(self, server):
        """Know the server."""
        self.server = server
        self.gone = asyncio.Event()

    def on_connection_close(self):
        """The bot hung up: its long poll ends."""
        self.gone.set()

    def compute_etag(self):
        """Telegram sends none."""

    async def get(self, token, method):
        """Answer a method."""
        await self.answer(token, method)

    async def post(self, token, method):
        """Answer a method."""
        await self.answer(token, method)

    async def answer(self, token, method):
        """Answer, or act out a fault."""
        values, files = self.parameters()
        server = self.server
        server.counts[method] += 1
        if server.recording:
            server.requests.append({"method": method, "parameters": values})
        try:
            if not TOKEN.fullmatch(token):
                raise ApiError(404, "Not Found")  # noqa: TRY301 - as Telegram's own error
            if server.token not in {"", token}:
                raise ApiError(401, "Unauthorized")  # noqa: TRY301 - as Telegram's own error
            result = server.telegram.call(method, values, files)
            if method.lower() == "getupdates" and not result:
                result = await self.long_poll(values)
        except ApiError as error:
            self.set_status(error.error_code)
            if error.parameters and "retry_after" in error.parameters:
                self.set_header("Retry-After", str(error.parameters["retry_after"]))
            self.finish(error.json())
        except Lost as lost:
            if lost.fault not in CUTS:
                await self.gone.wait()
            self.detach().close()
        else:
            self.finish({"ok": True, "result": result})
        server.notify()

    async def long_poll(self, values):
        """Wait for an update, for the time-out at most, or until the bot hangs up."""
        server, poll = self.server, self.server.telegram.state.poll
        loop = asyncio.get_running_loop()
        until = loop.time() + min(int(values.get("timeout") or 0), MOST_WAIT)
        while not (result := server.telegram.waiting(values, poll)):
            left = until - loop.time()
            if left <= 0 or self.gone.is_set():
                return []
            waits = [asyncio.ensure_future(one.wait()) for one in (server.changed, self.gone)]
            try:
                await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
        return result

    def parameters(self):
        """The values and files of a query, form, JSON object or multipart body."""
        values = {name: self.get_argument(name, strip=False) for name in self.request.arguments}
        if self.request.headers.get("Content-Type", "").startswith("application/json") and self.request.body:
            values |= json.loads(self.request.body)
        files = {
            name: File(parts[0].filename, parts[0].body, parts[0].content_type)
            for name, parts in self.request.files.items()
        }
        return values, files


class FileHandler(tornado.web.RequestHandler):
    """The contents of a file."""

    def initialize(self, server):
        """Know the server."""
        self.server = server

    def get(self, _token, number):
        """Send them."""
        files = self.server.telegram.state.files
        if number not in files:
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", files[number][0]["mime_type"])
        self.finish(files[number][1])
