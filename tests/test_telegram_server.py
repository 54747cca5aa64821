"""Does the server speak HTTP as Telegram's does?"""

import http.server
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import telegram_server
from telegram_server import Control, server, spawned

from bot.simulator import Fault, Telegram


@pytest.fixture
def telegram():
    """The simulated Telegram behind HTTP, its people to be played from this thread."""
    with server() as there:
        yield there


@pytest.fixture
def bot(telegram):
    """A bot: its methods by name."""
    with httpx.Client(base_url=f"{telegram.bot_url}1:token/", timeout=30) as client:
        yield client


def call(bot, method, **parameters):
    return bot.post(method, json=parameters).json()


@contextmanager
def listener(*statuses):
    """A webhook that answers with ``statuses``, and then with 200; its URL and what it got."""
    left, got = list(statuses), []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append((body, self.headers.get("X-Telegram-Bot-Api-Secret-Token")))
            self.send_response(left.pop(0) if left else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as hook:
        thread = threading.Thread(target=hook.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{hook.server_port}/hook", got
        hook.shutdown()
        thread.join()


def test_parameters_come_in_a_query_a_form_a_json_object_or_parts(telegram, bot):
    ann = telegram.telegram.person("Ann", started=True)
    markup = {"inline_keyboard": [[{"text": "One", "callback_data": "1"}]]}
    form = {"chat_id": ann.id, "text": "hi", "reply_markup": json.dumps(markup)}
    responses = [
        bot.get("sendMessage", params=form),
        bot.post("sendMessage", data=form),
        bot.post("sendMessage", json=form | {"reply_markup": markup}),
        bot.post("sendMessage", files={name: (None, str(value)) for name, value in form.items()}),
    ]
    assert [response.status_code for response in responses] == [200] * 4
    assert [one.json()["result"]["reply_markup"] for one in responses] == [markup] * 4
    assert telegram.telegram.transcript(ann) == "\n".join(["Talks: hi\n[One]"] * 4)


def test_errors_have_telegrams_status_and_body(telegram, bot):
    assert call(bot, "sendMessage", chat_id=5, text="hi") == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: chat not found",
    }
    telegram.telegram.fail("getMe", Fault.TOO_MANY_REQUESTS, detail=7)
    response = bot.get("getMe")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert response.json()["parameters"] == {"retry_after": 7}
    assert call(bot, "sendPigeon") == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert httpx.get(f"{telegram.url}/nowhere").json()["description"] == "Not Found"


def test_a_token_is_checked():
    with server(token="1:right") as there:  # noqa: S106 - it guards nothing
        assert httpx.get(f"{there.bot_url}1:right/getMe").json()["result"]["username"] == "talks_bot"
        wrong = httpx.get(f"{there.bot_url}1:wrong/getMe")
        assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
        assert httpx.get(f"{there.bot_url}nonsense/getMe").status_code == 404


def test_a_long_poll_waits_for_an_update(telegram, bot):
    ann = telegram.telegram.person("Ann")
    with ThreadPoolExecutor() as threads:
        poll = threads.submit(call, bot, "getUpdates", timeout=20)
        telegram.until(lambda there: there.state.poll)
        telegram.telegram.say(ann, ann, "hi")
        [update] = poll.result()["result"]
    assert update["message"]["text"] == "hi"
    assert call(bot, "getUpdates", offset=update["update_id"] + 1) == {"ok": True, "result": []}


def test_a_second_long_poll_ends_the_first_and_so_does_a_webhook(telegram, bot):
    with ThreadPoolExecutor() as threads:
        first = threads.submit(call, bot, "getUpdates", timeout=20)
        telegram.until(lambda there: there.state.poll == 1)
        second = threads.submit(call, bot, "getUpdates", timeout=20)
        assert first.result() == {
            "ok": False,
            "error_code": 409,
            "description": "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running",
        }
        call(bot, "setWebhook", url="https://talks.example/hook")
        assert second.result()["description"] == "Conflict: terminated by setWebhook request"


def test_a_webhook_gets_updates_with_its_secret_and_they_are_gone_then(telegram, bot):
    ann = telegram.telegram.person("Ann")
    telegram.telegram.say(ann, ann, "before")
    with listener() as (url, got):
        call(bot, "setWebhook", url=url, secret_token="s3cret")  # noqa: S106 - it guards nothing
        telegram.telegram.say(ann, ann, "after")
        telegram.until(lambda there: not there.state.updates)
    assert [(update["message"]["text"], secret) for update, secret in got] == [
        ("before", "s3cret"),
        ("after", "s3cret"),
    ]
    assert call(bot, "getWebhookInfo")["result"]["pending_update_count"] == 0


def test_an_update_that_a_webhook_refuses_comes_again_before_the_chats_next(telegram, bot):
    ann, bob = (telegram.telegram.person(name) for name in ("Ann", "Bob"))
    with listener(500, 302, 503) as (url, got):
        call(bot, "setWebhook", url=url, max_connections=1)
        telegram.telegram.say(ann, ann, "one")
        telegram.telegram.say(ann, ann, "two")
        telegram.telegram.say(bob, bob, "three")
        telegram.until(lambda there: not there.state.updates)
        info = call(bot, "getWebhookInfo")["result"]
    assert [update["message"]["text"] for update, _ in got] == ["one", "one", "one", "one", "two", "three"]
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


def test_a_webhook_that_is_away_gets_its_updates_when_it_is_back(telegram, bot):
    ann = telegram.telegram.person("Ann")
    with listener() as (url, _):
        pass
    call(bot, "setWebhook", url=url)
    telegram.telegram.say(ann, ann, "hi")
    telegram.until(lambda there: there.state.webhook.last_error_message)
    assert call(bot, "getWebhookInfo")["result"]["last_error_message"] == "Connection refused"
    with listener() as (url, got):
        call(bot, "setWebhook", url=url)
        telegram.until(lambda there: not there.state.updates)
    assert [update["message"]["text"] for update, _ in got] == ["hi"]


def test_a_cut_connection_and_a_time_out_are_acted_out(telegram, bot):
    ann = telegram.telegram.person("Ann", started=True)
    for fault, error, delivered in (
        (Fault.CUT_BEFORE, httpx.RemoteProtocolError, 0),
        (Fault.CUT_AFTER, httpx.RemoteProtocolError, 1),
        (Fault.TIMEOUT_BEFORE, httpx.ReadTimeout, 1),
        (Fault.TIMEOUT_AFTER, httpx.ReadTimeout, 2),
    ):
        telegram.telegram.fail("sendMessage", fault)
        with pytest.raises(error):
            bot.post("sendMessage", json={"chat_id": ann.id, "text": "hi"}, timeout=0.2)
        assert len(telegram.telegram.messages(ann)) == delivered


def test_a_file_goes_up_and_comes_down_again(telegram, bot):
    ann = telegram.telegram.person("Ann", started=True)
    upload = {"document": ("notes.txt", b"abc", "text/plain")}
    sent = bot.post("sendDocument", data={"chat_id": ann.id}, files=upload).json()["result"]
    path = call(bot, "getFile", file_id=sent["document"]["file_id"])["result"]["file_path"]
    assert httpx.get(f"{telegram.url}/file/bot1:token/{path}").content == b"abc"
    assert httpx.get(f"{telegram.url}/file/bot1:token/documents/none").status_code == 404


def test_every_request_can_be_recorded(telegram, bot):
    bot.get("getMe")
    requests = telegram.record()
    call(bot, "sendMessage", chat_id=5, text="hi")
    assert requests == [{"method": "sendMessage", "parameters": {"chat_id": 5, "text": "hi"}}]


def test_a_given_telegram_can_be_served():
    with server(Telegram(username="other_bot")) as there:
        assert httpx.get(f"{there.bot_url}1:token/getMe").json()["result"]["username"] == "other_bot"


def test_a_server_in_another_process_is_driven_by_its_control():
    with spawned() as url, httpx.Client(base_url=f"{url}/bot1:token/") as bot:
        people = Control(url)
        ann = people.person(name="Ann")["id"]
        forum = people.supergroup(title="Forum", people=[ann], forum=True)["id"]
        topic = people.open_topic(chat=forum, user=ann, name="Gas")
        people.record(on=True)
        people.batch(verbs=[["say", {"chat": ann, "user": ann, "text": text}] for text in ("one", "two")])
        people.say(chat=forum, user=ann, text="/ask gas", topic=topic["id"])
        updates = call(bot, "getUpdates")["result"]
        assert [update["message"].get("text") for update in updates] == [None, "one", "two", "/ask gas"]
        call(bot, "sendMessage", chat_id=ann, text="answer")
        [answer] = people.wait(chat=ann, count=1)
        assert answer["text"] == "answer"
        people.close_topic(chat=forum, user=ann, topic=topic["id"])
        closed = call(bot, "sendMessage", chat_id=forum, text="x", message_thread_id=topic["id"])
        assert closed["description"] == "Bad Request: TOPIC_CLOSED"
        people.fail(method="getMe", fault="BAD_GATEWAY")
        assert bot.get("getMe").status_code == 502
        people.limits(on=True)
        assert people.transcript(chat=ann) == "Ann: one\nAnn: two\nTalks: answer"
        assert people.counts() == {"getUpdates": 1, "sendMessage": 2, "getMe": 1}
        assert [one["method"] for one in people.requests()] == [
            "getUpdates",
            "sendMessage",
            "sendMessage",
            "getMe",
        ]
        with pytest.raises(LookupError, match="no verb 'dance'"):
            people.dance()
        with pytest.raises(LookupError, match="KeyError: 5"):
            people.say(chat=5, user=ann, text="x")


@pytest.mark.parametrize(
    ("port", "status", "told"),
    [
        ("99999", 2, "99999 is not in the range 0<=x<=65535."),
        ("-1", 2, "-1 is not in the range 0<=x<=65535."),
        ("taken", 1, "Error: can't listen on port {port}: Address already in use"),
    ],
)
def test_a_port_that_cannot_be_had_is_told_in_a_line(telegram, port, status, told):
    port = telegram.url.rpartition(":")[2] if port == "taken" else port
    command = [sys.executable, telegram_server.__file__, "--port", port]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.splitlines()[-1].endswith(told.format(port=port))
    assert "Traceback" not in done.stderr


def test_the_contributors_are_told_every_command_of_the_player():
    told = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text("utf-8")
    for command in telegram_server.HELP.split(" · "):
        assert f"`{command}`" in told
