"""`talks run` as a process of its own, before a Telegram played over HTTP."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from life import TOKEN, People, Talks, check_discretion, new_telegram
from telegram_server import server


@pytest.fixture
def telegram():
    """The simulated Telegram, its people to be played from this thread."""
    with server(new_telegram(), token=TOKEN) as there:
        yield there


@pytest.fixture(params=["polling", "webhook"])
def mode(request):
    """How updates reach the bot."""
    return request.param


@pytest.fixture
def talks(telegram, mode, tmp_path):
    """The bot, not yet started; in the end its log is searched for what it mustn't hold."""
    bot = Talks(tmp_path, telegram.url, mode)
    yield bot
    bot.close()
    sys.stderr.write(bot.log)  # pytest shows it when the test fails
    check_discretion(bot, telegram.telegram)


@pytest.fixture
def people(telegram):
    """The people in Telegram."""
    return People(telegram)


@pytest.fixture
def measured(capsys):
    """Tell a figure whether the test fails or not."""

    def tell(line):
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return tell
