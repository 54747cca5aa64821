"""Does the webhook say "done" when it is, to Telegram alone?"""

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import httpx
import pytest
from test_inbox import BOT, Desk, update

from bot.inbox import Inbox
from bot.webhook import Webhook

SECRET = {"X-Telegram-Bot-Api-Secret-Token": "right"}


class Hook:
    """A webhook that listens, and who posts to it."""

    def __init__(self, client):
        self.desk, self.client = Desk(), client
        self.inbox = Inbox(self.desk.answer, BOT)
        self.webhook = Webhook(self.inbox, "right")

    async def post(self, body, headers=None):
        """Post; the status."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return (
            await self.client.post("/", content=content, headers=SECRET if headers is None else headers)
        ).status_code

    def posting(self, body):
        """Post, and go on."""
        return asyncio.create_task(self.post(body))

    async def begun(self, number):
        """Wait until so many updates have come."""
        async with asyncio.timeout(10):
            while len(self.desk.begun) < number:  # noqa: ASYNC110 - it comes over the network
                await asyncio.sleep(0.01)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@asynccontextmanager
async def listening(port):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        hook = Hook(client)
        hook.webhook.listen("127.0.0.1", port)
        yield hook
        hook.webhook.refuse()
        await hook.inbox.give_up()
        await hook.webhook.close()


@pytest.fixture
def play():
    """Run a coroutine with a webhook that listens."""

    def run(scene):
        async def there():
            async with listening(free_port()) as hook:
                await scene(hook)

        asyncio.run(there())

    return run


def test_an_update_is_acknowledged_when_it_is_answered(play):
    async def scene(hook):
        posting = hook.posting(update(1))
        await hook.begun(1)
        assert not posting.done()
        hook.desk.open.set()
        assert await posting == 200

    play(scene)


def test_an_update_that_comes_again_meanwhile_and_later_is_answered_once(play):
    async def scene(hook):
        both = [hook.posting(update(1)), hook.posting(update(1))]
        await hook.begun(1)
        hook.desk.open.set()
        assert [await one for one in both] == [200, 200]
        assert await hook.post(update(1)) == 200
        assert hook.desk.answered == [1]

    play(scene)


def test_a_sender_who_hangs_up_does_not_end_the_answer(play):
    async def scene(hook):
        posting = hook.posting(update(1))
        await hook.begun(1)
        posting.cancel()
        await asyncio.wait([posting])
        hook.desk.open.set()
        assert await hook.post(update(1)) == 200
        assert hook.desk.answered == [1]

    play(scene)


def test_one_update_does_not_wait_for_another(play):
    async def scene(hook):
        waiting = [hook.posting(update(number)) for number in range(1, 31)]
        await hook.begun(30)
        hook.desk.open.set()
        assert [await one for one in waiting] == [200] * 30

    play(scene)


@pytest.mark.parametrize("shown", [None, "", "wrong", "rightright", "\xe9"])
def test_who_does_not_show_the_secret_is_refused(play, shown):
    async def scene(hook):
        headers = {} if shown is None else {name: shown.encode("latin-1") for name in SECRET}
        assert await hook.post(update(1), headers) == 403

    play(scene)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"7", b'"x"', b"{}", b"null", b"\xff", b"[" * 100_000),
        *(b'{"update_id": "1"}', b'{"update_id": true}', b'{"update_id": 1.5}'),
    ],
)
def test_what_is_no_update_is_refused(play, body):
    async def scene(hook):
        assert await hook.post(body) == 400

    play(scene)


def test_health_is_told_to_anybody_and_is_bad_until_telegram_knows_the_webhook(play):
    async def scene(hook):
        assert (await hook.client.get("/health")).status_code == 503
        hook.webhook.registered = True
        response = await hook.client.get("/health")
        assert (response.status_code, response.text) == (200, "ok\n")

    play(scene)


def test_when_it_closes_new_updates_are_refused_and_old_ones_get_their_word(play):
    async def scene(hook):
        late = httpx.AsyncClient(base_url=hook.client.base_url)
        await late.get("/")  # its connection stays open
        posting = hook.posting(update(1))
        await hook.begun(1)
        hook.webhook.refuse()
        refused = await late.post("/", json=update(2), headers=SECRET)
        assert refused.status_code == 503
        hook.desk.open.set()
        assert await hook.inbox.settle(5) == 0
        await hook.webhook.close()
        assert await posting == 200
        assert hook.desk.answered == [1]
        await late.aclose()

    play(scene)


def test_what_was_given_up_is_not_acknowledged(play):
    async def scene(hook):
        posting = hook.posting(update(1))
        await hook.begun(1)
        await hook.inbox.give_up()
        assert await posting == 503

    play(scene)
