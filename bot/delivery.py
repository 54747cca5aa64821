"""How does a reply reach a chat, which may have moved, closed its topic, or blocked the bot meanwhile?"""

import asyncio
import logging
import re
import textwrap
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import unescape

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from bot import failures, render
from bot.reply import Card, Reply

log = logging.getLogger(__name__)

Moved = Callable[[int, int], None]

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_DESCRIPTION = 200  # characters of a statement in the list of an inline query
_MORE = "\n…"
_PAUSES = (0.5, 2.0)  # seconds before a message is tried again that can't have been delivered


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply goes: a chat, a topic in it, and the message that it replies to."""

    chat: int
    topic: int | None = None
    reply_to: int | None = None

    @classmethod
    def of(cls, message: Message, *, replying: bool = False) -> "Place":
        """The place of an answer to ``message``: its topic; a reply to it in a group or if ``replying``."""
        return cls(
            message.chat.id,
            message.message_thread_id if message.is_topic_message else None,
            None if message.chat.type == message.chat.PRIVATE and not replying else message.message_id,
        )


async def deliver(bot: Bot, place: Place, reply: Reply, moved: Moved) -> None:
    """Send ``reply``, in as many messages as it needs, the buttons under the last.

    A group that became a supergroup is followed, and ``moved`` told the old number and the new one.
    Where the bot may not write, nothing is sent and the log says so. A time-out is not tried again:
    the message may have arrived.
    """
    await _deliver(bot, place, render.messages(reply.blocks), reply, moved)


async def _deliver(bot: Bot, place: Place, texts: Sequence[str], reply: Reply, moved: Moved) -> None:
    for number, text in enumerate(texts, start=1):
        part = reply if number == len(texts) else Reply(())
        try:
            try:
                await _send(bot, place, text, part)
            except ChatMigrated as error:
                await asyncio.to_thread(moved, place.chat, error.new_chat_id)  # it waits for the store
                place = Place(error.new_chat_id)
                await _send(bot, place, text, part)
        except (Forbidden, BadRequest) as error:
            if isinstance(error, BadRequest) and not failures.of_place(error):
                raise
            log.info("a chat takes no messages: %s", error.message)
            return


async def _send(bot: Bot, place: Place, text: str, reply: Reply) -> None:
    replying = ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None
    send = partial(
        bot.send_message,
        place.chat,
        text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        message_thread_id=place.topic,
        reply_parameters=replying,
        reply_markup=markup(reply),
    )
    await _persist(send, _undelivered)


async def _persist(call: Callable[[], Awaitable[object]], again: Callable[[NetworkError], bool]) -> None:
    """Do ``call``, after a failure that allows it ``again`` once more, and once more."""
    for pause in (*_PAUSES, None):
        try:
            await call()
        except NetworkError as error:
            if pause is None or not again(error):
                raise
            await asyncio.sleep(pause)
        else:
            return


def _undelivered(error: NetworkError) -> bool:
    """Whether a request didn't reach Telegram, or Telegram itself failed; of a time-out nobody knows."""
    return failures.before_sending(error) or failures.of_telegram(error)


async def acknowledge(query: CallbackQuery, reply: Reply | None = None) -> bool:
    """Take the pressed look off the button, with a word in a window if there is one to say.

    False when that came too late, or not through: the button works all the same.
    """
    text = render.plain(reply.blocks).strip() if reply else None
    try:
        await query.answer(text, show_alert=bool(text))
    except NetworkError as error:
        log.info("a press was not acknowledged: %s", error.message)
        return False
    return True


def below(query: CallbackQuery) -> Place | None:
    """The place below the message with the button, which may be too old to be read; None in other chats."""
    message = query.message
    if message is None:
        return None
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    private = message.chat.type == message.chat.PRIVATE
    return Place(message.chat.id, topic, None if private else message.message_id)


async def show_instead(bot: Bot, query: CallbackQuery, reply: Reply, moved: Moved) -> None:
    """Show ``reply`` in place of the message with the button; below it, where that can't be changed."""
    place, texts = below(query), render.messages(reply.blocks)
    whole = place is None or len(texts) == 1
    edit = partial(
        bot.edit_message_text,
        texts[0] if place else _shortened(texts),
        chat_id=query.message.chat.id if query.message else None,
        message_id=query.message.message_id if query.message else None,
        inline_message_id=query.inline_message_id,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=inline_keyboard(reply) if whole else None,
    )
    try:
        await _persist(edit, lambda error: not isinstance(error, BadRequest))
    except (BadRequest, ChatMigrated, Forbidden) as error:
        if "not modified" in error.message:
            return
        log.info("a message can't be changed: %s", error.message)
        if place:
            await _deliver(bot, place, texts, reply, moved)
    else:
        if place:
            await _deliver(bot, place, texts[1:], reply, moved)


def result(card: Card) -> InlineQueryResultArticle:
    """``card`` as Telegram lists it, and what it sends when it is chosen."""
    return InlineQueryResultArticle(
        card.id,
        card.title,
        InputTextMessageContent(
            _shortened(render.messages(card.reply.blocks)),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        ),
        description=textwrap.shorten(card.description, _DESCRIPTION, placeholder=_MORE.strip()),
        reply_markup=inline_keyboard(card.reply),
    )


def _shortened(texts: Sequence[str]) -> str:
    """The first of ``texts``, where only one message can be; a mark says that more was to come."""
    words = unescape(re.sub("<[^>]*>", "", texts[0]))
    marked = len(texts) > 1 and render.units(render.line(words + _MORE)) <= render.MESSAGE
    return texts[0] + _MORE if marked else texts[0]


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
