"""What does it mean for a message when Telegram refuses it, or doesn't answer?"""

import httpx
from telegram.error import NetworkError, TelegramError

# What Telegram says of a topic that is closed, and of a chat in which the bot may not write (any more).
_TOPIC = ("topic_closed", "topic_deleted", "thread not found")
_CHAT = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "need administrator rights",
    "user is deactivated",
    "group chat was deactivated",
    "kicked",
)


def of_topic(error: TelegramError) -> bool:
    """Whether a topic takes no messages any more."""
    return _says(error, _TOPIC)


def of_place(error: TelegramError) -> bool:
    """Whether a chat, or the topic of it, takes no messages."""
    return _says(error, _TOPIC + _CHAT)


def before_sending(error: TelegramError) -> bool:
    """Whether a request never reached Telegram."""
    return isinstance(error.__cause__, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))


def of_telegram(error: TelegramError) -> bool:
    """Whether Telegram, or a gateway in its place, says that it failed itself."""
    return type(error) is NetworkError and error.__cause__ is None


def of_gateway(error: TelegramError) -> bool:
    """Whether a gateway says so (502, 504), which doesn't know what became of a message."""
    return of_telegram(error) and "gateway" in error.message.lower()


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    return any(phrase in error.message.lower() for phrase in phrases)
