"""What does a message ask, and is it meant for the bot? Pure: reads Telegram's messages, sends nothing."""

from datetime import UTC, datetime, timedelta

from telegram import Chat, Message, MessageEntity, Update
from telegram.constants import ChatType

BACKLOG = timedelta(seconds=60)
"""A question in a group that waited longer, while the bot was away, is not answered: the talk went on."""


def message_of(update: Update) -> Message:
    """The new message of an update that the handlers' filters let through."""
    if update.message is None:
        raise ValueError("an update without a new message reached a handler of messages")
    return update.message


def public(chat: Chat) -> bool:
    """Whether others read along."""
    return chat.type != ChatType.PRIVATE


def stale(message: Message, now: datetime | None = None) -> bool:
    """Whether a message in a group is `BACKLOG`."""
    return public(message.chat) and (now or datetime.now(UTC)) - message.date > BACKLOG


def after_command(message: Message) -> str:
    """The text behind the command that opens ``message``."""
    _, _, text = (message.text or "").partition(" ")
    command, newline, rest = (message.text or "").partition("\n")
    if newline and " " not in command:
        text = rest
    return text.strip()


def replied(message: Message) -> str:
    """What ``message`` replies to: the part that was chosen, or else the whole text."""
    if message.quote:
        return message.quote.text
    other = message.reply_to_message
    return ((other.text or other.caption) if other else None) or ""


def replies_to(message: Message, bot: int) -> bool:
    """Whether ``message`` replies to the bot. In a topic every message "replies" to what opened it."""
    other = message.reply_to_message
    return bool(other and other.from_user and other.from_user.id == bot and other.forum_topic_created is None)


def without_mention(message: Message, username: str) -> tuple[bool, str]:
    """Whether ``message`` mentions the bot, and its text without that."""
    text, mentioned = message.text or "", False
    for entity, name in message.parse_entities([MessageEntity.MENTION]).items():
        if name.casefold() == f"@{username}".casefold():
            mentioned = True
            before, after = _around(text, entity)
            text = before + " " * len(name) + after  # the offsets of further entities stay right
    return mentioned, " ".join(text.split()) if mentioned else text


def _around(text: str, entity: MessageEntity) -> tuple[str, str]:
    """What stands before and behind ``entity``, whose offsets count UTF-16 units."""
    units = text.encode("utf-16-le")
    start, stop = entity.offset * 2, (entity.offset + entity.length) * 2
    return units[:start].decode("utf-16-le"), units[stop:].decode("utf-16-le")
