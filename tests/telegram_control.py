"""How is a Telegram that runs elsewhere driven, in another thread or another process?"""

import asyncio
import dataclasses
import json
import urllib.error
import urllib.request

import tornado.web

from bot.simulator import ApiError, Chat, Fault, Topic, User
from bot.simulator.limits import Limits

VERBS = (
    "person group supergroup channel say send send_file forward_post say_anonymously say_as_channel post "
    "edit press push_callback ask_inline answers choose_inline_result join leave kick promote block "
    "unblock migrate open_topic close_topic reopen_topic push_update messages last menu transcript call"
).split()


class ControlHandler(tornado.web.RequestHandler):
    """What a test in another process asks for: POST /control/<verb> with a JSON object of arguments."""

    def initialize(self, server):
        """Know the server."""
        self.server = server

    async def post(self, verb):
        """Do it; the answer is ``{"result": …}``, or with status 400 ``{"error": …}``."""
        values = json.loads(self.request.body or b"{}")
        try:
            result = await control(self.server, verb, values)
        except (ApiError, LookupError, TypeError, ValueError, AttributeError, TimeoutError) as error:
            self.set_status(400)
            self.finish({"error": f"{type(error).__name__}: {error}"})
        else:
            self.finish({"result": _plain(result)})


async def control(server, verb, values):
    """Do what a test in another process asks for: a verb of `Telegram`, or one of the server's own."""
    if verb == "batch":  # pairs of a verb and its arguments: all at once, for load
        return [await control(server, one, arguments) for one, arguments in values["verbs"]]
    if verb == "wait":  # until the bot has answered that many messages in a chat
        return await server.until(lambda telegram: _answered(telegram, values), values.get("timeout", 10))
    if verb in OWN:
        return OWN[verb](server, **values)
    if verb not in VERBS:
        raise LookupError(f"no verb {verb!r}")
    telegram = server.telegram
    people = [telegram.user(one) for one in values.pop("people", [])]
    title = [values.pop("title")] if "title" in values else []
    if verb in {"close_topic", "reopen_topic"}:
        values["topic"] = telegram.chat(values["chat"]).topics[values["topic"]]
    result = getattr(telegram, verb)(*title, *people, **values)
    return result[0] if verb == "migrate" else result


def _fail(server, method, fault, **more):
    server.telegram.fail(method, Fault[fault], **more)


def _limit(server, on):
    server.telegram.limits = Limits(server.telegram.state.clock) if on else None


def _record(server, on):
    server.recording = on


OWN = {
    "fail": _fail,  # method, fault (its name), times, detail
    "limits": _limit,  # on
    "record": _record,  # on
    "requests": lambda server: server.requests,  # all since recording began
    "counts": lambda server: server.counts,  # of requests, by method
    "webhook": lambda server: server.telegram.call("getWebhookInfo", {}),
}
"""What can be asked of the server beside the verbs of `Telegram`."""


def _answered(telegram, values):
    messages = telegram.chat(values["chat"]).messages.values()
    own = [one for one in messages if one.get("from", {}).get("id") == telegram.bot.id]
    return own if len(own) >= values.get("count", 1) else []


def _plain(value):
    if isinstance(value, User | Chat):
        return value.json()
    if isinstance(value, Topic):
        return dataclasses.asdict(value)
    return [_plain(one) for one in value] if isinstance(value, list) else value


class Thread:
    """A `Server` in a thread of its own; what is asked of it is done there, so any thread may ask."""

    def __init__(self, server, loop):
        self._server, self._loop = server, loop
        self.telegram = Remote(server.telegram, self.run)
        self.url, self.bot_url = server.url, server.bot_url

    def run(self, do, *arguments, **options):
        """Call ``do`` in the server's thread; its result."""

        async def there():
            return do(*arguments, **options)

        return asyncio.run_coroutine_threadsafe(there(), self._loop).result(10)

    def until(self, holds, timeout=10):
        """Wait until ``holds(telegram)``, looked at in the server's thread whenever something changed."""
        waited = asyncio.run_coroutine_threadsafe(self._server.until(holds, timeout), self._loop)
        return waited.result(timeout + 1)

    def record(self):
        """Keep every request from now on; the list that they go to."""
        self._server.recording = True
        return self._server.requests


class Remote:
    """Somebody in another thread: verbs are called there."""

    def __init__(self, there, run):
        self._there, self._run = there, run

    def __getattr__(self, name):
        """A verb to call, or a value."""
        value = getattr(self._there, name)
        return (
            (lambda *arguments, **options: self._run(value, *arguments, **options))
            if callable(value)
            else value
        )


class Control:
    """The people in a server of another process: ``control.say(chat=1, user=1, text="hi")``."""

    def __init__(self, url):
        self.url = url

    def __getattr__(self, verb):
        """A verb, with its arguments by name; raises LookupError with what the server says."""

        def do(**values):
            request = urllib.request.Request(f"{self.url}/control/{verb}", json.dumps(values).encode())  # noqa: S310
            try:
                with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
                    return json.load(response)["result"]
            except urllib.error.HTTPError as error:
                with error:
                    raise LookupError(json.load(error).get("error", error.code)) from None

        return do
