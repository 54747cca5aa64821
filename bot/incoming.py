"""What does a message ask, and is it meant for the bot? Pure: reads Telegram's messages, sends nothing."""

from datetime import UTC, datetime, timedelta

from telegram import CallbackQuery, Chat, Message, MessageEntity, Update
from telegram.constants import ChatType

from bot.reply import Shown

BACKLOG = timedelta(seconds=60)
"""A question in a group that waited longer, while the bot was away, is not answered: the talk went on."""


def message_of(update: Update) -> Message:
    """The new message, or the post in a channel, of an update that the handlers' filters let through."""
    message = update.message or update.channel_post
    if message is None:
        raise ValueError("an update without a new message reached a handler of messages")
    return message


def public(chat: Chat) -> bool:
    """Whether others read along."""
    return chat.type != ChatType.PRIVATE


def age(message: Message) -> timedelta:
    """How long ago ``message`` was sent, by this computer's clock."""
    return datetime.now(UTC) - message.date


def stale(message: Message) -> bool:
    """Whether a message in a group is `BACKLOG`."""
    return public(message.chat) and age(message) > BACKLOG


def from_person(message: Message) -> bool:
    """Whether somebody wrote ``message`` here: no other bot, no inline bot, no post that came by itself.

    Anonymous administrators, and people in a channel's name, write through bots of Telegram's own.
    """
    bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    return not bot and message.via_bot is None and not message.is_automatic_forward


def question(message: Message, username: str) -> str:
    """What ``message`` asks: its own words, or without any what it replies to."""
    return _called(message, username)[1] or _replied(message)


def shown(query: CallbackQuery, username: str) -> Shown:
    """What the message with a button shows. It knows its question when it replies to that."""
    message = query.message
    if not isinstance(message, Message):  # too old to be read, or in another chat
        return Shown()
    asked, quotes = message.reply_to_message, (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)
    starts = [entity.offset for entity in message.entities if entity.type in quotes]
    units = (message.text or "").encode("utf-16-le", "surrogatepass")[: 2 * min(starts, default=0)]
    over = units.decode("utf-16-le", "surrogatepass").strip()
    return Shown(question(asked, username) if asked else "", over)


def addressed(message: Message, username: str, bot: int) -> bool:
    """Whether ``message`` is meant for the bot: in private, by name, by a command, or as a reply to it."""
    return not public(message.chat) or _called(message, username)[0] or _replies_to(message, bot)


def _called(message: Message, username: str) -> tuple[bool, str]:
    """Whether ``message`` opens with a command or mentions the bot, and its text without that."""
    units = bytearray((message.text or "").encode("utf-16-le", "surrogatepass"))  # as entities are counted
    called = False
    for entity in message.entities:
        start, stop = entity.offset * 2, (entity.offset + entity.length) * 2
        word = units[start:stop].decode("utf-16-le", "surrogatepass")
        command = entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0
        if command or (entity.type == MessageEntity.MENTION and word.lower() == f"@{username}".lower()):
            called = True
            units[start:stop] = (" " * entity.length).encode("utf-16-le")
    return called, units.decode("utf-16-le", "surrogatepass").strip()


def _replied(message: Message) -> str:
    """What ``message`` replies to: the part that was chosen, or else the whole text."""
    if message.quote:
        return message.quote.text
    other = message.reply_to_message
    return ((other.text or other.caption) if other else None) or ""


def _replies_to(message: Message, bot: int) -> bool:
    """Whether ``message`` replies to the bot. In a topic every message "replies" to what opened it."""
    other = message.reply_to_message
    return bool(other and other.from_user and other.from_user.id == bot and other.forum_topic_created is None)
