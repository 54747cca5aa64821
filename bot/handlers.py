"""What happens on an update? Each handler asks `Replies` what to say, and delivers that."""

import asyncio
import logging
import secrets
from concurrent.futures import Executor
from functools import partial

from telegram import (
    CallbackQuery,
    Chat,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
    Update,
    User,
)
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, NetworkError
from telegram.ext import ContextTypes

from bot import about, render
from bot.delivery import NO_PREVIEW, Place, deliver, inline_keyboard
from bot.i18n import Words, known, words
from bot.incoming import after_command, message_of, public, replied, replies_to, stale, without_mention
from bot.limits import Limits
from bot.replies import Replies
from bot.reply import Card, Reply
from bot.storage import Languages
from index.model import Language

log = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE

_CARDS = 20  # results of an inline query at a time; Telegram takes at most 50
_DESCRIPTION = 200
_CACHE = 60  # seconds that Telegram may show the same results again to the same person


class Handlers:
    """The handlers, with what they need; ``search`` runs what takes time, so that nobody waits for others."""

    def __init__(self, replies: Replies, languages: Languages, limits: Limits, search: Executor) -> None:
        self._replies, self._languages = replies, languages
        self._limits, self._search = limits, search

    # --- commands

    async def start(self, update: Update, context: Context) -> None:
        """/start, with what a deep link leads to."""
        message = message_of(update)
        payload = context.args[0] if context.args else ""
        words = self._words(message.chat, message.from_user)
        start = about.start(self._replies.articles, words)
        if payload[:1] in ("q", "w", "a"):
            opened = self._replies.opened(payload, words, public=public(message.chat))
            await self._answer(message, opened or about.changed(words), context)
            if opened:
                return
        await self._answer(message, start if not public(message.chat) else Reply(start.blocks), context)

    async def ask(self, update: Update, context: Context) -> None:
        """/ask: the words after it, else the message that it replies to."""
        message = message_of(update)
        if stale(message):
            return
        text = after_command(message) or replied(message)
        if text:
            await self._question(message, text, context)
        else:
            words = self._words(message.chat, message.from_user)
            await self._answer(message, about.how_to_ask(self._replies.articles, words), context)

    async def topics(self, update: Update, context: Context) -> None:
        """/topics: sections to browse."""
        message = message_of(update)
        words = self._words(message.chat, message.from_user)
        await self._answer(message, self._replies.topics(words, public=public(message.chat)), context)

    async def sources(self, update: Update, context: Context) -> None:
        """/sources: the articles."""
        message = message_of(update)
        await self._answer(
            message, self._replies.sources(self._words(message.chat, message.from_user)), context
        )

    async def language(self, update: Update, context: Context) -> None:
        """/lang: the languages to choose from."""
        message = message_of(update)
        await self._answer(message, about.languages(self._words(message.chat, message.from_user)), context)

    async def help(self, update: Update, context: Context) -> None:
        """/help: how to ask."""
        message = message_of(update)
        words = self._words(message.chat, message.from_user)
        await self._answer(message, about.usage(context.bot.username, words), context)

    async def privacy(self, update: Update, context: Context) -> None:
        """/privacy: what is kept."""
        message = message_of(update)
        await self._answer(message, about.privacy(self._words(message.chat, message.from_user)), context)

    # --- messages

    async def private(self, update: Update, context: Context) -> None:
        """Any text in a private chat is a question."""
        message = message_of(update)
        await self._question(message, message.text or "", context)

    async def group(self, update: Update, context: Context) -> None:
        """A mention of the bot, or a reply to it, is a question; the rest is none of its business."""
        message = message_of(update)
        mentioned, text = without_mention(message, context.bot.username)
        if stale(message) or not (mentioned or replies_to(message, context.bot.id)):
            return
        if text := text or replied(message):
            await self._question(message, text, context)

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command that there isn't; in groups it is meant for somebody else."""
        message = message_of(update)
        await self._answer(
            message, about.unknown_command(self._words(message.chat, message.from_user)), context
        )

    async def no_text(self, update: Update, context: Context) -> None:
        """A photo, a voice message and the like, in a private chat."""
        message = message_of(update)
        await self._answer(message, about.only_text(self._words(message.chat, message.from_user)), context)

    async def migrated(self, update: Update, _context: Context) -> None:
        """A group became a supergroup: its language moves along."""
        message = message_of(update)
        if message.migrate_to_chat_id:
            self._languages.move(message.chat.id, message.migrate_to_chat_id)

    async def _question(self, message: Message, text: str, context: Context) -> None:
        words = self._words(message.chat, message.from_user)
        asker = message.sender_chat or message.from_user or message.chat
        verdict = self._limits.check(*{asker.id: None, message.chat.id: None})
        if verdict == "answer":
            reply = await asyncio.get_running_loop().run_in_executor(
                self._search, partial(self._replies.ask, text, words, public=public(message.chat))
            )
            await self._answer(message, reply, context)
        elif verdict == "say so":
            await self._answer(message, about.too_fast(words), context)

    # --- buttons and inline

    async def pressed(self, update: Update, context: Context) -> None:
        """A button: shows what it leads to, in its place or, for a whole section, below."""
        query = update.callback_query
        if query is None:
            return
        data, chat = query.data or "", query.message.chat if query.message else None
        in_public = chat is None or public(chat)
        words = self._words(chat, query.from_user)
        if self._limits.check(query.from_user.id) != "answer":
            await _acknowledge(query, about.too_fast(words))
        elif language := about.language_chosen(data):
            await self._choose(query, chat, language, context)
        elif (reply := self._replies.opened(data, words, public=in_public)) is None:
            await _acknowledge(query, about.changed(words))
        else:
            await _acknowledge(query)
            if data.startswith("w") and chat:
                await deliver(context.bot, _below(query, chat), reply, self._languages.move)
            else:
                await self._edit(query, chat, reply, context)

    async def inline(self, update: Update, _context: Context) -> None:
        """Statements as they are typed, in any chat."""
        query = update.inline_query
        if query is None:
            return
        words = self._words(None, query.from_user)
        offset = int(query.offset) if query.offset.isdecimal() else 0
        cards, more = await asyncio.get_running_loop().run_in_executor(
            self._search, self._replies.inline, query.query, words, offset, _CARDS
        )
        into_the_bot = InlineQueryResultsButton(
            words.gettext("Not in the talks. Ask the bot"), start_parameter="ask"
        )
        await query.answer(
            [_result(card) for card in cards],
            cache_time=_CACHE,
            is_personal=True,
            next_offset=str(offset + _CARDS) if more else "",
            button=None if cards or offset else into_the_bot,
        )

    async def failed(self, update: object, context: Context) -> None:
        """Something went wrong: the operator gets all of it, the person a word and a reference to it."""
        reference = secrets.token_hex(3)
        log.error("failure %s", reference, exc_info=context.error)
        if not isinstance(update, Update) or isinstance(context.error, NetworkError):
            return
        reply = about.failed(reference, self._words(update.effective_chat, update.effective_user))
        if update.callback_query:
            await _acknowledge(update.callback_query, reply)
        elif update.message and not public(update.message.chat):
            await self._answer(update.message, reply, context)

    # --- what they share

    async def _answer(self, message: Message, reply: Reply, context: Context) -> None:
        await deliver(context.bot, Place.of(message), reply, self._languages.move)

    def _words(self, chat: Chat | None, user: User | None) -> Words:
        """The language chosen for the chat, or by the person; else that of their Telegram; else English."""
        chosen = self._languages.get(chat.id if chat else user.id if user else 0)
        return words(chosen or known(user.language_code if user else None) or "en")

    async def _choose(
        self, query: CallbackQuery, chat: Chat | None, language: Language, context: Context
    ) -> None:
        if chat and public(chat) and not await _administers(query.from_user, chat, context):
            await _acknowledge(query, about.only_admins(self._words(chat, query.from_user)))
            return
        self._languages.set(chat.id if chat else query.from_user.id, language)
        await _acknowledge(query)
        await self._edit(query, chat, about.languages(words(language)), context)

    async def _edit(self, query: CallbackQuery, chat: Chat | None, reply: Reply, context: Context) -> None:
        text, *further = render.messages(reply.blocks)
        try:
            await query.edit_message_text(
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=inline_keyboard(reply),
            )
        except BadRequest as error:
            if "not modified" not in error.message:
                raise
        if further and chat:
            rest = Reply(reply.blocks)  # a statement longer than a message: its further parts go below
            await deliver(context.bot, _below(query, chat), rest, self._languages.move)


async def _administers(user: User, chat: Chat, context: Context) -> bool:
    member = await context.bot.get_chat_member(chat.id, user.id)
    return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def _acknowledge(query: CallbackQuery, reply: Reply | None = None) -> None:
    """Take the pressed look off the button, with a word in a window if there is one to say."""
    text = render.plain(reply.blocks).strip() if reply else None
    try:
        await query.answer(text, show_alert=bool(text))
    except BadRequest as error:  # pressed while the bot was away: the button works all the same
        log.info("a press was acknowledged too late: %s", error.message)


def _below(query: CallbackQuery, chat: Chat) -> Place:
    """The place of a message below the one with the button, which may be too old to be read."""
    message = query.message
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Place(chat.id, topic)


def _result(card: Card) -> InlineQueryResultArticle:
    text, *further = render.messages(card.reply.blocks)
    return InlineQueryResultArticle(
        card.id,
        card.title,
        InputTextMessageContent(
            text + "\n…" * bool(further), parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        description=card.description[:_DESCRIPTION],
        reply_markup=inline_keyboard(card.reply),
    )
