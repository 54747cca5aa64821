"""Are the commands told to Telegram, for each kind of chat in each language?"""

import asyncio

import pytest
from telegram import Bot

from bot.commands import register
from bot.door import SimulatorRequest
from bot.simulator import Fault, Telegram


def registered(telegram, *pauses):
    """What Telegram knows after the bot has told it."""
    door = SimulatorRequest(telegram)
    asyncio.run(register(Bot("1:token", request=door, get_updates_request=door), pauses))
    return telegram.state.commands


def test_each_kind_of_chat_has_its_commands_in_each_language_english_for_all_others():
    commands = registered(Telegram())
    assert {*commands} == {
        (scope, language)
        for scope in ("all_private_chats", "all_group_chats")
        for language in ("", "ru", "kk")
    }
    names = {key: [one["command"] for one in listed] for key, listed in commands.items()}
    assert names["all_private_chats", ""] == [
        "topics",
        "sources",
        "digest",
        "lang",
        "help",
        "privacy",
        "start",
    ]
    assert names["all_group_chats", "ru"] == ["ask", "topics", "sources", "digest", "lang", "help", "privacy"]
    assert [one["description"] for one in commands["all_private_chats", ""]] == [
        "what was spoken about",
        "the articles",
        "digests of new articles",
        "my language",
        "how to ask",
        "what I keep",
        "from the beginning",
    ]


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.TIMEOUT_AFTER, Fault.CUT_BEFORE])
def test_when_telegram_is_away_for_a_moment_they_are_told_again(fault, caplog):
    telegram = Telegram()
    telegram.fail("setMyCommands", fault, 2)
    assert len(registered(telegram, 0, 0)) == 6
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("fault", "told"), [(Fault.BAD_GATEWAY, "Bad Gateway"), (Fault.FORBIDDEN, "Forbidden")]
)
def test_when_they_can_not_be_told_the_log_says_so(fault, told, caplog):
    telegram = Telegram()
    telegram.fail("setMyCommands", fault, 9)
    assert registered(telegram, 0) == {}
    [message] = caplog.messages
    assert message.startswith(f"the commands could not be registered: {told}")
