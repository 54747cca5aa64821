"""Does the running bot bear what can go wrong between it and Telegram?"""

import socket

import httpx
import pytest
from life import SECRET, own

from bot.simulator import Fault

STUDENTS, GAS = "How many Kazakhstanis study in Russia?", "Is there talk of expanding gas supplies?"


@pytest.mark.parametrize(
    ("fault", "times"),
    [(Fault.TOO_MANY_REQUESTS, 2), (Fault.INTERNAL_ERROR, 2), (Fault.BAD_GATEWAY, 1)],
)
def test_an_answer_that_telegram_did_not_take_is_sent_again(talks, telegram, people, fault, times):
    talks.start()
    telegram.telegram.fail("sendMessage", fault, times)
    ann = telegram.telegram.person("Zhanar")
    assert "55,000" in people.ask(ann, STUDENTS)["text"]
    assert "gas supplies" in people.ask(ann, GAS)["text"]
    assert len(people.said(ann)) == 2


def test_an_answer_that_may_have_arrived_is_not_sent_again(talks, telegram, people):
    talks.start()
    lost = {}
    for fault in (Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER):
        telegram.telegram.fail("sendMessage", fault)
        lost[fault] = telegram.telegram.person("Zhanar")
        telegram.telegram.say(lost[fault], lost[fault], STUDENTS)
        people.met(0)
        # Somebody else is answered meanwhile.
        assert "55,000" in people.ask(telegram.telegram.person("Zhandos"), STUDENTS)["text"]
    talks.logs("failure ", 4)
    assert [len(people.said(one)) for one in lost.values()] == [0, 1, 0, 1]
    assert talks.end() == 0


@pytest.mark.parametrize("mode", ["polling"], indirect=True)
@pytest.mark.parametrize(
    "fault", [Fault.TOO_MANY_REQUESTS, Fault.INTERNAL_ERROR, Fault.CUT_BEFORE, Fault.CUT_AFTER]
)
def test_fetching_goes_on_after_a_fault(talks, telegram, people, fault):
    talks.start()
    telegram.telegram.fail("getUpdates", fault)
    ann = telegram.telegram.person("Zhanar")
    assert "55,000" in people.ask(ann, STUDENTS)["text"]
    assert "gas supplies" in people.ask(ann, GAS)["text"]
    assert len(people.said(ann)) == 2


def test_an_update_that_can_not_be_read_is_passed_over(talks, telegram, people):
    talks.start()
    ann = telegram.telegram.person("Zhanar")
    telegram.telegram.push_update({"message": {"message_id": 1, "text": "nobody can read this"}})
    telegram.telegram.push_update({"a_kind_that_does_not_exist_yet": {"text": "nor this"}})
    telegram.telegram.push_update({})
    assert "55,000" in people.ask(ann, STUDENTS)["text"]
    talks.logs("an update can't be read and is passed over")
    telegram.until(lambda there: not there.state.updates)
    assert "nobody can read" not in talks.log


def test_a_person_who_blocked_the_bot_and_a_group_that_moved(talks, telegram, people):
    played = telegram.telegram
    ann, bob = played.person("Zhanar"), played.person("Zhandos")
    talks.start()
    played.fail("sendMessage", Fault.FORBIDDEN)
    played.say(ann, ann, STUDENTS)
    talks.logs("a chat takes no messages")
    group = played.group("Crowd", ann, bob)
    moved = played.supergroup("Crowd", ann, bob)
    played.fail("sendMessage", Fault.MIGRATED, detail=moved.id)
    played.say(group, bob, f"/ask {STUDENTS}")
    assert "55,000" in people.next(moved, 0)["text"]
    assert "gas supplies" in people.ask(ann, GAS)["text"]
    assert (len(people.said(ann)), len(people.said(group))) == (1, 0)


def post(talks, body, secret=SECRET):
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    return httpx.post(talks.url, content=body, headers=headers, timeout=30).status_code


@pytest.mark.parametrize("mode", ["webhook"], indirect=True)
def test_the_webhook_takes_updates_from_telegram_only_and_each_once(talks, telegram, people):
    ann = telegram.telegram.person("Zhanar", started=True)
    talks.start()
    telegram.until(lambda there: there.state.webhook)
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1_700_000_000,
            "chat": {"id": ann.id, "type": "private", "first_name": "Zhanar"},
            "from": {"id": ann.id, "is_bot": False, "first_name": "Zhanar"},
            "text": STUDENTS,
        },
    }
    body = httpx.Request("POST", talks.url, json=update).content
    assert [post(talks, body, secret) for secret in (None, "", "wrong", f"{SECRET}x")] == [403] * 4
    assert people.said(ann) == []
    assert [post(talks, body) for _ in range(3)] == [200] * 3
    assert len(people.said(ann)) == 1
    odd = [b"", b"{", b"[]", b"7", b'"x"', b"{}", b'{"update_id": "x"}', b'{"update_id": true}', b"\xff"]
    odd += [b"[" * 100_000, b'{"update_id": null}']
    assert [post(talks, one) for one in odd] == [400] * len(odd)
    assert post(talks, b'{"update_id": 2, "message": {"text": "unreadable, this one"}}') == 200
    with socket.create_connection(("127.0.0.1", talks.port)) as huge:
        huge.sendall(b"POST /hook HTTP/1.1\r\nHost: talks\r\nContent-Length: 5000000\r\n\r\n")
        assert huge.recv(100).startswith(b"HTTP/1.1 400 ")
    health = httpx.get(f"http://127.0.0.1:{talks.port}/health")
    assert (health.status_code, health.text) == (200, "ok\n")
    assert httpx.put(talks.url).status_code == 405
    assert "55,000" in people.ask(ann, STUDENTS)["text"]
    assert talks.end() == 0
    hook = telegram.until(lambda there: there.state.webhook)
    assert (hook.url, hook.secret_token) == (talks.url, SECRET)


@pytest.mark.parametrize("mode", ["webhook"], indirect=True)
def test_what_comes_while_the_webhook_is_down_is_answered_after_the_next_start(talks, telegram, people):
    ann = telegram.telegram.person("Zhanar")
    del talks.settings["WEBHOOK_SECRET"]  # then each start has its own
    talks.start()
    people.ask(ann, STUDENTS)
    assert talks.end() == 0
    telegram.telegram.say(ann, ann, GAS)
    telegram.until(lambda there: there.state.webhook.last_error_message)
    talks.start()
    assert "gas supplies" in people.next(ann, 1)["text"]
    telegram.until(lambda there: not there.state.updates)
    assert telegram.until(lambda there: len(own(there, ann))) == 2


@pytest.mark.parametrize("mode", ["webhook"], indirect=True)
def test_a_port_that_is_taken_and_a_webhook_that_telegram_refuses_are_told(talks, telegram):
    port = int(telegram.url.rpartition(":")[2])
    talks.begin(WEBHOOK_PORT=port)
    assert talks.ended() == 2
    assert talks.log.splitlines()[-1] == (
        f"talks: can't listen on 127.0.0.1, port {port}: Address already in use; "
        "set TALKS_WEBHOOK_LISTEN and TALKS_WEBHOOK_PORT"
    )
    talks.begin(WEBHOOK_URL="http://talks.example/hook")
    assert talks.ended() == 2
    assert talks.log.splitlines()[-1] == (
        "talks: Telegram refuses to start: Bad webhook: an https url must be provided for webhook"
    )
