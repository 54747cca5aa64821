"""What happens on an update? Each handler asks `Replies` what to say, and delivers that."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar

from telegram import CallbackQuery, Chat, InlineQueryResultsButton, Message, Update, User
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter
from telegram.ext import ContextTypes

from bot import about
from bot.delivery import Place, acknowledge, below, deliver, result, show_instead
from bot.i18n import Words, named, words
from bot.incoming import addressed, message_of, public, question, shown
from bot.limits import Limits, Verdict
from bot.live import Live
from bot.render import Block
from bot.replies import LINK, Replies
from bot.reply import Reply
from bot.spoken import spoken
from bot.storage import Store
from index.model import Language

log = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE
T = TypeVar("T")

# For each question that is allowed: buttons of one person, for to browse is quicker than to ask; inline
# queries, one for nearly every letter.
_PRESSES, _TYPED = 4, 8
_CARDS = 20  # results of an inline query at a time; Telegram takes at most 50
_LATE = ("query is too old", "query id is invalid")  # what Telegram says when somebody typed on meanwhile
_CACHE = 60  # seconds that Telegram may show the same results again to the same person


class Handlers:
    """The handlers, with what they need; ``search`` runs what takes time, so that nobody waits for others."""

    def __init__(self, live: Live, store: Store, limits: Limits, search: Executor) -> None:
        self._live, self._store = live, store
        self._limits, self._search = limits, search
        self._presses, self._typed = (Limits(times * limits.per_minute) for times in (_PRESSES, _TYPED))

    @property
    def _replies(self) -> Replies:
        """What is said just now: the articles may be others a moment later."""
        return self._live.replies

    # --- commands

    async def start(self, update: Update, context: Context) -> None:
        """/start, with what a deep link leads to."""
        in_public = public(message_of(update).chat)
        payload = context.args[0] if context.args else ""

        def opened(words: Words) -> Reply:
            replies = self._replies
            start = about.start(replies.articles, words, public=in_public)
            if in_public or not LINK.fullmatch(payload):
                return start
            changed = (*about.changed(words).blocks, Block(), *start.blocks)
            return replies.opened(payload, words) or Reply(changed, suggestions=start.suggestions)

        await self._say(update, context, opened)

    async def ask(self, update: Update, context: Context) -> None:
        """/ask: the words after it, else the message that it replies to."""
        await self._question(update, context)

    async def topics(self, update: Update, context: Context) -> None:
        """/topics: sections to browse."""
        in_public = public(message_of(update).chat)
        await self._say(update, context, lambda words: self._replies.topics(words, public=in_public))

    async def sources(self, update: Update, context: Context) -> None:
        """/sources: the articles."""
        await self._say(update, context, self._replies.sources)

    async def language(self, update: Update, context: Context) -> None:
        """/lang: the languages to choose from, or with one of them after it that one."""
        chosen = named(" ".join(context.args or ()))
        message = message_of(update)
        verdict, reply = self._verdict(message), about.languages
        if chosen and verdict == "answer":
            if await may_choose(message, context):
                await self._run(partial(self._store.choose, message.chat.id, chosen))
            else:
                reply = about.only_admins
        await self._say(update, context, reply, verdict)

    async def help(self, update: Update, context: Context) -> None:
        """/help: how to ask."""
        name, in_public = context.bot.username, public(message_of(update).chat)
        await self._say(update, context, lambda words: about.usage(name, words, public=in_public))

    async def privacy(self, update: Update, context: Context) -> None:
        """/privacy: what is kept."""
        await self._say(update, context, about.privacy)

    # --- messages

    async def private(self, update: Update, context: Context) -> None:
        """Any text in a private chat is a question."""
        await self._question(update, context)

    async def group(self, update: Update, context: Context) -> None:
        """A mention of the bot, or a reply to it, is a question; the rest is none of its business."""
        if addressed(message_of(update), context.bot.username, context.bot.id):
            await self._question(update, context)

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command that there isn't; in groups it is meant for somebody else."""
        await self._say(update, context, about.unknown_command)

    async def no_text(self, update: Update, context: Context) -> None:
        """A photo, a voice message and the like, in a private chat."""
        await self._say(update, context, about.only_text)

    async def migrated(self, update: Update, _context: Context) -> None:
        """A group became a supergroup: its language moves along."""
        message = message_of(update)
        if message.migrate_to_chat_id:
            await self._run(partial(self._store.move, message.chat.id, message.migrate_to_chat_id))

    async def _question(self, update: Update, context: Context) -> None:
        message = message_of(update)
        text, in_public = question(message, context.bot.username), public(message.chat)
        if text:
            await self._say(update, context, lambda words: self._replies.ask(text, words, public=in_public))
        else:
            await self._say(update, context, lambda words: about.how_to_ask(self._replies.articles, words))

    def _verdict(self, message: Message) -> Verdict:
        """Whether the sender of a message, or the group, is too fast."""
        asker = message.sender_chat or message.from_user or message.chat
        return self._limits.check(*{asker.id: None, message.chat.id: None})

    async def _say(
        self,
        update: Update,
        context: Context,
        reply: Callable[[Words], Reply],
        verdict: Verdict | None = None,
    ) -> None:
        """Answer a message with what ``reply`` makes, unless its sender, or the group, is too fast."""
        message = message_of(update)
        words = await self._words(message.chat, message.from_user)
        verdict = verdict or self._verdict(message)
        if verdict == "be silent":
            return
        saying = reply if verdict == "answer" else about.too_fast
        said = await self._run(partial(saying, words))
        await deliver(context.bot, Place.of(message, replying=said.turns), said, self._store.move)

    # --- buttons and inline

    async def pressed(self, update: Update, context: Context) -> None:
        """A button: shows what it leads to, in its place or, for a whole section, below."""
        query = update.callback_query
        if query is None:
            return
        data, chat = query.data or "", query.message.chat if query.message else None
        in_public = chat is None or public(chat)
        words = await self._words(chat, query.from_user)
        under = shown(query, context.bot.username)
        opened = partial(self._replies.opened, data, words, public=in_public, shown=under)
        if self._too_fast(query.from_user, chat):
            await acknowledge(query, about.too_fast(words))
        elif language := about.language_chosen(data):
            await self._choose(query, chat, language, context)
        elif (reply := await self._run(opened)) is None:
            await acknowledge(query, about.changed(words))
        else:
            await acknowledge(query)
            place = below(query)
            if data.startswith("w") and place:
                await deliver(context.bot, place, reply, self._store.move)
            else:
                await show_instead(context.bot, query, reply, self._store.move)

    def _too_fast(self, user: User, chat: Chat | None) -> bool:
        """Whether a button was one too many, for a person or for the group that sees it."""
        if self._presses.check(user.id) != "answer":
            return True
        return chat is not None and public(chat) and self._limits.check(chat.id) != "answer"

    async def _choose(
        self, query: CallbackQuery, chat: Chat | None, language: Language, context: Context
    ) -> None:
        if chat and public(chat) and not await administers(query.from_user, chat, context):
            await acknowledge(query, about.only_admins(await self._words(chat, query.from_user)))
            return
        spoken = (await self._words(chat, query.from_user)).language
        place = chat.id if chat else query.from_user.id
        await self._run(partial(self._store.choose, place, language))
        chosen = about.languages(words(language))
        await acknowledge(query, chosen if language == spoken else None)  # else the message changes, visibly
        await show_instead(context.bot, query, chosen, self._store.move)

    async def inline(self, update: Update, _context: Context) -> None:
        """Statements as they are typed, in any chat."""
        query = update.inline_query
        if query is None:
            return
        if self._typed.check(query.from_user.id) != "answer":
            return
        words = await self._words(None, query.from_user)
        offset = int(query.offset) if query.offset.isdecimal() else 0
        cards, more = await self._run(partial(self._replies.inline, query.query, words, offset, _CARDS))
        into_the_bot = InlineQueryResultsButton(
            words.gettext("Not in the talks. Ask the bot"), start_parameter="inline"
        )
        try:
            await query.answer(
                [result(card) for card in cards],
                cache_time=_CACHE,
                is_personal=True,
                next_offset=str(offset + _CARDS) if more else "",
                button=None if cards or offset else into_the_bot,
            )
        except BadRequest as error:
            if not any(word in error.message.lower() for word in _LATE):
                raise
            log.info("an inline query was answered too late: %s", error.message)

    # --- what they share

    async def failed(self, update: object, context: Context) -> None:
        """Something went wrong: the operator gets all of it, the person a word and a reference to it."""
        reference, error = secrets.token_hex(3), context.error
        log.error("failure %s", reference, exc_info=error)
        away = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
        if not isinstance(update, Update) or away or isinstance(error, RetryAfter | Forbidden):
            return
        reply = about.failed(reference, await self._words(update.effective_chat, update.effective_user))
        query, message = update.callback_query, update.message
        place = below(query) if query else None
        if message and addressed(message, context.bot.username, context.bot.id):
            place = Place.of(message)
        if not (query and await acknowledge(query, reply)) and place:
            await deliver(context.bot, place, reply, self._store.move)

    async def _words(self, chat: Chat | None, user: User | None) -> Words:
        """The language chosen for the chat, or by the person; else that of their Telegram; else English."""
        places = [place.id for place in (chat, user) if place]  # in private they are one
        return await self._run(partial(spoken, self._store, places, user.language_code if user else None))

    async def _run(self, work: Callable[[], T]) -> T:
        """What takes time, or waits for the store, where it holds up nobody."""
        return await asyncio.get_running_loop().run_in_executor(self._search, work)


async def may_choose(message: Message, context: Context) -> bool:
    """Whether the sender of a message may set something for its chat."""
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    return (
        not public(message.chat) or anonymous or await administers(message.from_user, message.chat, context)
    )


async def administers(user: User | None, chat: Chat, context: Context) -> bool:
    """Whether ``user`` does. (Telegram tells of a single member only to bots that are administrators.)"""
    return user is not None and user.id in {
        member.user.id for member in await context.bot.get_chat_administrators(chat.id)
    }
