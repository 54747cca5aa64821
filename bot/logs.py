"""What do the logs say? What an operator needs, and nothing of anybody: no text, no person, no token.

Exceptions are logged with their frames; their own words only where they come from Telegram or from
Talks, since those of others may quote what somebody wrote. Other people's loggers say their first line
only, with nothing filled in.
"""

import logging
import re
import sys
import traceback
from types import TracebackType

from telegram.error import TelegramError

from index.errors import TalksError

_TOKEN = re.compile(r"\d+:[\w-]{5,}")
_NUMBER = re.compile(r"(?<!failure )-?\d{6,}")  # but the reference to a failure may be all digits
_RESPONSE = re.compile(r"Parsing the server response .* failed")  # PTB quotes what came, whatever it was
_WARNING = re.compile(r"(:\d+: \w*Warning): .*", re.DOTALL)  # what follows may be anything
_OURS = ("bot", "index")  # whose loggers are careful
_OUR_WORDS = (TelegramError, TalksError, OSError)


class Discreet(logging.Formatter):
    """Lines without tokens and long numbers, tracebacks without other people's words."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines with a traceback."""
        if record.name.partition(".")[0] not in _OURS:
            first, *_ = _WARNING.sub(r"\1", str(record.msg)).splitlines() or [""]
            said = logging.LogRecord(record.name, record.levelno, "", 0, first, None, record.exc_info)
            said.created, said.msecs = record.created, record.msecs
            record = said
        line = _RESPONSE.sub("the response is unreadable", super().format(record))
        return _NUMBER.sub("…", _TOKEN.sub("<token>", line))

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
    """Log to standard error; other people's libraries only what is wrong. Failures end there, too."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for ours in _OURS:
        logging.getLogger(ours).setLevel(logging.INFO)
    # It calls a failure what we try again; what we give up is logged elsewhere.
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
    sys.excepthook = _ended


def _ended(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
    logging.getLogger("bot").critical("ended by a failure", exc_info=(kind, error, frames))
