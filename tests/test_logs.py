"""Do the logs tell what happened, and of whom nothing?"""

import logging
import subprocess
import sys

import pytest
from telegram.error import BadRequest, NetworkError

from bot.logs import Discreet
from bot.polling import PollingStoppedError

TOKEN = "7012345678:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - nobody's


def line(message, *values, name="bot.run", error=None):
    """The line without its time; the lines, with an error."""
    exception = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, values, exception)
    return Discreet().format(record).partition(" WARNING ")[2]


def raised(error, cause=None):
    """``error`` with a traceback."""
    try:
        raise error from cause
    except type(error) as caught:
        return caught


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("answering from 12 articles", "answering from 12 articles"),
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot<token>/getMe"),
        (f"The token `{TOKEN}` was rejected", "The token `<token>` was rejected"),
        ("the token 1:short", "the token <token>"),
        ("chat 123456789 is gone, so is -1001234567890", "chat … is gone, so is …"),
        ("failure 123456", "failure 123456"),
        ("port 8443, next try in 30 s", "port 8443, next try in 30 s"),
    ],
)
def test_tokens_and_long_numbers_are_left_out(said, shown):
    assert line(said) == f"bot.run: {shown}"


def test_others_say_their_first_line_only_with_nothing_filled_in():
    assert (
        line('Can not load invalid JSON data: "%s"', "secret words", name="telegram.Request")
        == 'telegram.Request: Can not load invalid JSON data: "%s"'
    )
    never = "Task exception was never retrieved\nfuture: <Task exception=KeyError('secret words')>"
    assert line(never, name="asyncio") == "asyncio: Task exception was never retrieved"
    assert line("", name="asyncio") == "asyncio: "
    assert line("bots in other gardens: %s", "x", name="bottle") == "bottle: bots in other gardens: %s"


def test_both_of_our_packages_say_all_they_have_to_say():
    shown = line("%s: %s", "cache/embeddings.sqlite", "disk is full", name="index.embeddings")
    assert shown == "index.embeddings: cache/embeddings.sqlite: disk is full"
    assert line("%s: %s", "a", "b", name="indexes") == "indexes: %s: %s"


def test_an_exception_shows_its_frames_and_whose_words_are_known_to_be_harmless():
    error = raised(PollingStoppedError("nothing was heard"), raised(KeyError("secret words")))
    shown = line("failure abc123", error=error)
    assert shown.startswith("bot.run: failure abc123\n  File ")
    assert "secret words" not in shown
    assert shown.index("KeyError\n") < shown.index("PollingStoppedError: nothing was heard")
    assert "in raised" in shown
    assert line("x", error=raised(BadRequest("Chat not found"))).endswith("BadRequest: Chat not found")
    assert line("x", error=raised(FileNotFoundError(2, "No such file"))).endswith("[Errno 2] No such file")


def test_an_exception_on_the_way_to_another_is_shown_too():
    words = KeyError("secret words")
    try:
        try:
            raise raised(words)
        except KeyError:
            raise PollingStoppedError("then this")  # noqa: B904 - that is the case
    except PollingStoppedError as error:
        shown = line("x", error=error)
    assert shown.index("KeyError\n") < shown.index("PollingStoppedError: then this")
    assert "secret words" not in shown


def test_what_came_instead_of_an_answer_is_not_quoted():
    error = NetworkError("Bad Gateway (502). Parsing the server response b'<p>secret \\n words</p>' failed")
    shown = line("x", error=raised(error))
    assert shown.endswith("NetworkError: Bad Gateway (502). the response is unreadable")


ENDED = """
import asyncio, logging, warnings
from bot import logs
logs.configure()
logging.getLogger("bot.run").info("that is told")
logging.getLogger("httpx").info("that is not")
logging.getLogger("httpx").warning("that is, but not to %s", "Ann")
warnings.warn("secret words")
async def lost(): raise KeyError("secret words")
async def main():
    task = asyncio.ensure_future(lost())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
asyncio.run(main())
raise ValueError("secret words")
"""


def test_whatever_ends_up_in_the_log_is_discreet():
    done = subprocess.run(
        [sys.executable, "-c", ENDED], capture_output=True, text=True, check=False, timeout=60
    )
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert "secret words" not in done.stderr
    assert [one[24:] for one in lines if not one.startswith("  ")] == [
        "INFO bot.run: that is told",
        "WARNING httpx: that is, but not to %s",
        "WARNING py.warnings: <string>:8: UserWarning",
        "ERROR asyncio: Task exception was never retrieved",
        "",
        "CRITICAL bot: ended by a failure",
        "",
    ]
    assert [one for one in lines if one in {"KeyError", "ValueError"}] == ["KeyError", "ValueError"]
