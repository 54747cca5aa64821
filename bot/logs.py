"""What do the logs say? What an operator needs, and nothing of anybody: no text, no person, no token.

Exceptions are logged with their frames; their own words only where they come from Telegram or from
Talks, since those of others may quote what somebody wrote.
"""

import logging
import re
import traceback
from types import TracebackType

from telegram.error import TelegramError

from index.errors import TalksError

_TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")
_NUMBER = re.compile(r"-?\d{6,}")
_OUR_WORDS = (TelegramError, TalksError, OSError)


class Discreet(logging.Formatter):
    """Lines without tokens and long numbers, tracebacks without other people's words."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines with a traceback."""
        return _NUMBER.sub("…", _TOKEN.sub("<token>", super().format(record)))

    def formatException(  # noqa: N802 - logging's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The frames of the exception and of its causes."""
        lines: list[str] = []
        error = ei[1]
        while error:
            frames = traceback.format_tb(error.__traceback__)
            words = f": {error}" if isinstance(error, _OUR_WORDS) else ""
            lines[:0] = [*frames, f"{type(error).__name__}{words}\n"]
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()


def configure() -> None:
    """Log to standard error; other people's libraries only what is wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("bot").setLevel(logging.INFO)
