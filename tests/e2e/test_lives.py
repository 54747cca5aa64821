"""Does the bot start, end and come back as it should, whatever Telegram does meanwhile?"""

import signal
from collections import Counter

import httpx
import pytest
from life import TOKEN, People, Talks, check_discretion, free_port, new_telegram, own
from telegram_server import server

from bot.simulator import Fault

STUDENTS = "How many Kazakhstanis study in Russia?"
CROWD = 300  # people who ask at once: at 30 messages a second most of them wait when the bot is killed


only_polling = pytest.mark.parametrize("mode", ["polling"], indirect=True)


def crowd_asks(telegram):
    """Everybody asks at once; the people."""
    asking = [telegram.telegram.person(f"Zhan{number}") for number in range(CROWD)]

    def ask():
        for one in asking:
            telegram.telegram._there.say(one, one, STUDENTS)  # noqa: SLF001 - all in one go

    telegram.run(ask)
    return asking


def answered(there, asking):
    """How often each of the people was answered."""
    return [len(own(there, one)) for one in asking]


def test_sigterm_lets_no_question_be_lost_or_answered_twice(talks, telegram, measured):
    talks.start()
    asking = crowd_asks(telegram)
    telegram.until(lambda there: sum(answered(there, asking)) >= 10, 40)
    assert talks.end() == 0
    [now, waiting] = telegram.until(lambda there: [answered(there, asking), len(there.state.updates)])
    assert sum(now) + waiting == CROWD
    talks.start()
    telegram.until(lambda there: all(answered(there, asking)), 40)
    assert talks.end() == 0
    assert telegram.until(lambda there: Counter(answered(there, asking))) == {1: CROWD}
    measured(f"{talks.mode}: SIGTERM under {CROWD} questions: {sum(now)} answered before the end, none lost")


def test_kill_9_loses_no_question(talks, telegram, measured):
    talks.start()
    asking = crowd_asks(telegram)
    telegram.until(lambda there: sum(answered(there, asking)) >= 20, 40)
    assert talks.end(signal.SIGKILL) == -signal.SIGKILL
    before = telegram.until(lambda there: [sum(answered(there, asking))])[0]
    talks.start()
    telegram.until(lambda there: not there.state.updates, 40)
    assert talks.end() == 0
    times = telegram.until(lambda there: [answered(there, asking)])[0]
    lost, twice = times.count(0), sum(one > 1 for one in times)
    measured(
        f"{talks.mode}: kill -9 after {before} of {CROWD} questions were answered: "
        f"{lost} lost, {twice} answered twice"
    )
    assert (lost, max(times)) <= (0, 2)


def test_after_sigterm_nobody_is_answered_twice_because_a_group_has_to_wait(talks, telegram):
    """A group gets a message every four seconds: it is not through when the bot is stopped."""
    talks.start(MESSAGES_PER_SECOND=30)
    played = telegram.telegram
    loud, asking = played.person("Zhanar"), [played.person(f"Zhan{number}") for number in range(10)]
    group = played.supergroup("Crowd", loud)
    for _ in range(11):
        played.say(group, loud, f"/ask {STUDENTS}")
    for one in asking:
        played.say(one, one, STUDENTS)
    telegram.until(lambda there: all(answered(there, asking)), 40)
    assert talks.end() == 0
    before = telegram.until(lambda there: [len(own(there, group))])[0]
    assert before < 11
    talks.start()
    telegram.until(lambda there: not there.state.updates, 60)
    assert talks.end() == 0
    assert telegram.until(lambda there: [answered(there, asking)]) == [[1] * 10]
    assert telegram.until(lambda there: [len(own(there, group))]) == [11]


def test_sigint_ends_it_as_well(talks, telegram, people):
    talks.start()
    people.ask(telegram.telegram.person("Zhanar"), STUDENTS)
    assert talks.end(signal.SIGINT) == 0


def test_a_connection_that_was_closed_meanwhile_ends_nothing(talks, telegram, people):
    talks.start()
    zhanar = telegram.telegram.person("Zhanar")
    people.ask(zhanar, STUDENTS)
    talks.send(signal.SIGPIPE)  # as the system does upon a word into a closed connection
    people.ask(zhanar, STUDENTS)
    assert talks.end() == 0


def test_it_starts_when_telegram_comes_later_and_ends_when_telegram_is_gone(mode, tmp_path):
    port, played = free_port(), new_telegram()
    talks = Talks(tmp_path, f"http://127.0.0.1:{port}", mode)
    try:
        talks.begin()
        talks.logs("Telegram can't be reached", 2)
        with server(played, token=TOKEN, port=port) as there:
            assert "55,000" in People(there).ask(there.telegram.person("Zhanar"), STUDENTS)["text"]
        assert talks.end() == 0
        check_discretion(talks, played)
    finally:
        talks.close()


@pytest.mark.parametrize("hanging", [False, True])
def test_it_ends_at_once_when_telegram_was_never_there(talks, telegram, people, hanging):
    telegram.telegram.fail("getMe", Fault.TIMEOUT_BEFORE if hanging else Fault.BAD_GATEWAY, 9)
    talks.begin()
    if hanging:
        people.met(8)
    else:
        talks.logs("next try in 4 s: Bad Gateway")
    assert talks.end() == 0


@pytest.mark.parametrize("hanging", [False, True])
def test_it_ends_while_it_can_not_get_ready_to_receive(talks, telegram, people, hanging):
    method = "setWebhook" if talks.mode == "webhook" else "deleteWebhook"
    telegram.telegram.fail(method, Fault.TIMEOUT_BEFORE if hanging else Fault.INTERNAL_ERROR, 9)
    talks.start()
    people.met(8)
    assert talks.end() == 0


def test_it_starts_when_telegram_stumbles_at_every_step(talks, telegram, people):
    for method in ("getMe", "setMyCommands", "setWebhook", "deleteWebhook"):
        telegram.telegram.fail(method, Fault.BAD_GATEWAY)
    talks.start()
    assert "55,000" in people.ask(telegram.telegram.person("Zhanar"), STUDENTS)["text"]
    telegram.until(lambda there: len(there.state.commands) == 6)


def test_a_wrong_token_is_told_in_one_line(talks):
    talks.settings["TOKEN"] = f"{TOKEN}-not"
    talks.begin()
    assert talks.ended() == 2
    assert talks.log == "talks: Telegram doesn't know the token; compare TALKS_TOKEN with @BotFather's\n"


@only_polling
def test_a_token_that_is_taken_back_ends_it(talks, telegram):
    talks.start()
    telegram.telegram.fail("getUpdates", Fault.UNAUTHORIZED)
    telegram.telegram.say(*[telegram.telegram.person("Zhanar")] * 2, STUDENTS)
    assert talks.ended() == 1
    assert talks.log.endswith("talks: Telegram doesn't know the token any more\n")


@only_polling
def test_a_poll_that_hangs_for_good_ends_it(talks, telegram):
    telegram.telegram.fail("getUpdates", Fault.TIMEOUT_BEFORE, 9)
    talks.start(WATCHDOG=2)
    assert talks.ended() == 1
    assert talks.log.splitlines()[-1] == "talks: nothing was heard from Telegram for 2 s"


@only_polling
def test_a_second_poller_is_borne_with(talks, telegram, people):
    talks.start()
    telegram.until(lambda there: there.state.poll)
    httpx.get(f"{telegram.bot_url}{TOKEN}/getUpdates")
    talks.logs("terminated by other getUpdates request")
    assert "55,000" in people.ask(telegram.telegram.person("Zhanar"), STUDENTS)["text"]


@pytest.mark.parametrize("mode", ["webhook"], indirect=True)
def test_a_webhook_that_was_taken_away_is_registered_again(talks, telegram, people):
    talks.start(WATCHDOG=3)
    assert "55,000" in people.ask(telegram.telegram.person("Zhanar"), STUDENTS)["text"]
    httpx.get(f"{telegram.bot_url}{TOKEN}/setWebhook", params={"url": "https://talks.example"})
    telegram.telegram.fail("setWebhook", Fault.BAD_GATEWAY)
    talks.logs("the webhook was taken away; it is registered again")
    assert httpx.get(f"http://127.0.0.1:{talks.port}/").status_code == 503
    assert "55,000" in people.ask(telegram.telegram.person("Zhanar"), STUDENTS)["text"]
    assert httpx.get(f"http://127.0.0.1:{talks.port}/").status_code == 200


@only_polling
def test_a_webhook_left_from_before_does_not_keep_polling_from_starting(talks, telegram, people):
    httpx.get(f"{telegram.bot_url}{TOKEN}/setWebhook", params={"url": "https://talks.example"})
    talks.start()
    assert "55,000" in people.ask(telegram.telegram.person("Zhanar"), STUDENTS)["text"]
