"""Does `talks digests` tell what is uncertain, and send it when somebody says so?"""

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest
from test_cli import lines_of_json, talks

from bot.storage import Message, Store, Subscription

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
FORUM = Subscription(-100, 7, "daily 09:00", "Asia/Almaty", next_due=NOW)


@pytest.fixture
def store(tmp_path):
    with closing(Store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def digests(tmp_path):
    """Call it with options: the exit status, what is printed, what is said is wrong."""
    return lambda *options: talks("digests", *options, TALKS_DATA=str(tmp_path))


def fill(store):
    """A message was sent, one is uncertain, one waits."""
    store.subscribe(FORUM)
    store.plan(FORUM, 3, NOW, [Message("1-3", part, 3, ("a", "b"), NOW, NOW) for part in (1, 2, 3)])
    for settle in (
        lambda number: store.sent(number, 1, NOW),
        lambda number: store.doubt(number, "no answer"),
    ):
        [entry] = store.claim(NOW, 1)
        settle(entry.id)


@pytest.mark.usefixtures("store")
def test_where_nothing_was_sent_nothing_is_uncertain(digests):
    assert digests() == (0, "messages: none yet\nsubscriptions: 0, paused or with an error 0\n", "")


def test_what_is_uncertain_is_listed_with_where_and_why_and_the_next_step(store, digests):
    fill(store)
    status, printed, errors = digests()
    assert (status, errors) == (1, "")
    assert printed == (
        "messages: uncertain 1, waiting 1, sent 1\n"
        "subscriptions: 1, paused or with an error 1\n"
        "\n"
        "Uncertain; each may be in its chat, or not:\n"
        "id  chat  topic  digest  articles  part    due               why\n"
        "2   -100  7      1-3     a, b      2 of 3  2026-11-26 09:00  Telegram didn't answer\n"
        "If a chat doesn't show one: talks digests --retry ID\n"
        "\n"
        "Paused, or the last message failed:\n"
        "chat  topic  schedule     zone         why\n"
        "-100  7      daily 09:00  Asia/Almaty  no answer\n"
    )


def test_all_lists_the_latest_whatever_their_state(store, digests):
    fill(store)
    status, printed, _ = digests("--all")
    assert status == 1
    rows = [line.split()[0::2] for line in printed.splitlines() if line[:1].isdecimal()]
    assert [row[0] for row in rows] == ["3", "2", "1"]
    assert [row.split()[-2:] for row in printed.splitlines() if "  waiting  " in row] == [["waiting", "–"]]


def test_programs_get_a_line_each(store, digests):
    fill(store)
    status, printed, _ = digests("--json")
    counts, message, subscription = lines_of_json(printed)
    assert status == 1
    assert counts == {"kind": "counts", "uncertain": 1, "waiting": 1, "claimed": 0, "sent": 1, "dropped": 0}
    assert (message["kind"], message["id"], message["state"]) == ("message", 2, "uncertain")
    assert (message["due"], message["articles"]) == ("2026-11-26T09:00:00+00:00", ["a", "b"])
    assert (subscription["kind"], subscription["chat"], subscription["error"]) == (
        "subscription",
        -100,
        "no answer",
    )
    assert json.loads(digests("--json", "--all")[1].splitlines()[1])["id"] == 3


def test_retry_lets_an_uncertain_message_be_sent(store, digests):
    fill(store)
    status, printed, errors = digests("--retry", "2")
    assert (status, errors) == (0, "")
    assert printed == "message 2 waits, and is sent within seconds while the bot runs\n"
    assert [entry.id for entry in store.claim(NOW, 5)] == [2]


def test_programs_get_an_object_for_each_message_that_is_retried(store, digests):
    fill(store)
    status, printed, errors = digests("--retry", "2", "--json")
    assert (status, errors) == (0, "")
    assert lines_of_json(printed) == [{"kind": "retried", "id": 2, "but": None}]
    [entry] = store.claim(NOW, 1)
    store.doubt(entry.id, "no answer")
    store.pause(-100, 7, "forbidden")
    but = "its chat gets no digests until it subscribes anew"
    printed = digests("--retry", "2", "--json")[1]
    assert lines_of_json(printed) == [{"kind": "retried", "id": 2, "but": but}]


@pytest.mark.parametrize(
    ("end", "but"),
    [
        (lambda store: store.pause(-100, 7, "forbidden"), "gets no digests until it subscribes anew"),
        (lambda store: store.unsubscribe(-100, 7), "has unsubscribed, so that it will be dropped"),
    ],
)
def test_retry_says_when_it_will_not_be_sent(store, digests, end, but):
    fill(store)
    end(store)
    assert but in digests("--retry", "2")[1]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--retry", "9"], "there is no message 9; those that are uncertain are listed by: talks digests"),
        (["--retry", "2", "--retry", "1"], "message 1 is sent; only one that is uncertain is sent by hand"),
        (["--retry", "2", "--all"], "--retry and --all are two things"),
        (["--retry", "two"], "is not a valid integer"),
    ],
)
def test_what_can_not_be_retried_is_told_with_the_next_step_and_nothing_is_done(
    store, digests, options, problem
):
    fill(store)
    status, printed, errors = digests(*options)
    assert (status, printed) == (2, "")
    assert problem in errors
    assert [entry.id for entry in store.uncertain()] == [2]
