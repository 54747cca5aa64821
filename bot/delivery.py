"""How does a reply reach a chat, which may have moved, closed its topic, or blocked the bot meanwhile?"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from bot import render
from bot.reply import Reply

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_PAUSES = (0.5, 2.0)  # seconds before a message is tried again that can't have been delivered
# What Telegram says of a chat in which the bot may not write (any more).
_SHUT = ("topic_closed", "topic_deleted", "thread not found", "not enough rights", "chat_write_forbidden")
_SHUT_OUT = (*_SHUT, "chat not found", "have no rights", "chat_restricted", "need administrator rights")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply goes: a chat, a topic in it, and the message that it replies to."""

    chat: int
    topic: int | None = None
    reply_to: int | None = None

    @classmethod
    def of(cls, message: Message) -> "Place":
        """The place of an answer to ``message``: its topic, and in a group as a reply to it."""
        return cls(
            message.chat.id,
            message.message_thread_id if message.is_topic_message else None,
            None if message.chat.type == message.chat.PRIVATE else message.message_id,
        )


async def deliver(bot: Bot, place: Place, reply: Reply, moved: Callable[[int, int], None]) -> None:
    """Send ``reply``, in as many messages as it needs, the buttons under the last.

    A group that became a supergroup is followed, and ``moved`` told the old number and the new one.
    Where the bot may not write, nothing is sent and the log says so. A time-out is not tried again:
    the message may have arrived.
    """
    texts = render.messages(reply.blocks)
    for number, text in enumerate(texts):
        last = number == len(texts) - 1
        try:
            await _send(bot, place, text, reply if last else Reply(()))
        except ChatMigrated as error:
            moved(place.chat, error.new_chat_id)
            place = replace(place, chat=error.new_chat_id, reply_to=None)
            await _send(bot, place, text, reply if last else Reply(()))
        except (Forbidden, BadRequest) as error:
            if isinstance(error, BadRequest) and not any(word in error.message.lower() for word in _SHUT_OUT):
                raise
            log.info("a chat takes no messages: %s", error.message)
            return
        place = replace(place, reply_to=None)


async def _send(bot: Bot, place: Place, text: str, reply: Reply) -> None:
    replying = ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None
    for pause in (*_PAUSES, None):
        try:
            await bot.send_message(
                place.chat,
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                message_thread_id=place.topic,
                reply_parameters=replying,
                reply_markup=markup(reply),
            )
        except NetworkError as error:
            if pause is None or not _undelivered(error):
                raise
            await asyncio.sleep(pause)
        else:
            return


def _undelivered(error: NetworkError) -> bool:
    """Whether a request didn't reach Telegram, or Telegram itself failed; of a time-out nobody knows."""
    unsent = isinstance(error.__cause__, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
    return unsent or (type(error) is NetworkError and error.__cause__ is None)


def markup(reply: Reply) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    """The buttons of ``reply`` as Telegram has them."""
    if reply.suggestions:
        keyboard = [[question] for question in reply.suggestions]
        return ReplyKeyboardMarkup(keyboard, resize_keyboard=True, one_time_keyboard=True)
    return inline_keyboard(reply)


def inline_keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """The buttons under a message."""
    rows = [
        [InlineKeyboardButton(b.label, url=b.url, callback_data=b.data) for b in row] for row in reply.buttons
    ]
    return InlineKeyboardMarkup(rows) if rows else None
