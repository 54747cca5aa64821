"""What happens on /digest, on its buttons, and when the bot is taken out of a chat?"""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime
from functools import partial

from telegram import Chat, ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatType

from bot import about, digest_command, digest_words, i18n
from bot.delivery import Place, acknowledge, below, deliver, show_instead
from bot.digest import Filter, digest, reply
from bot.digest_command import OFF, OptionError, Request
from bot.digest_words import BLOCKED, PRESSED, REMOVED
from bot.handlers import Context, Handlers, administers, may_choose
from bot.i18n import Words
from bot.incoming import message_of, public
from bot.limits import Limits
from bot.live import Live
from bot.reply import Reply
from bot.schedule import ScheduleError, how_often
from bot.storage import Store, Subscription
from bot.zones import UnknownZoneError


def _now() -> datetime:
    return datetime.now(UTC)


class Subscribing(Handlers):
    """Every handler there is: those of questions, and those of digests.

    ``zone`` is that of chats which chose none; ``clock`` tells the time.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what handlers need, and the time
        self,
        live: Live,
        store: Store,
        limits: Limits,
        search: Executor,
        zone: str = "UTC",
        clock: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__(live, store, limits, search)
        self._zone, self._clock = zone, clock

    async def digest(self, update: Update, context: Context) -> None:
        """/digest: what is set for this chat, or for this topic of it; with words after it, other digests."""
        message = message_of(update)
        topic = (message.message_thread_id or 0) if message.is_topic_message else 0
        asked = " ".join(context.args or ())
        saying: Callable[[Words], Reply] = partial(
            self._asked, message.chat, topic, asked, context.bot.username
        )
        verdict = self._verdict(message)
        if asked and verdict == "answer" and not await may_choose(message, context):
            saying = digest_words.only_admins
        await self._say(update, context, saying, verdict)

    async def pressed(self, update: Update, context: Context) -> None:
        """A button: of those under what /digest shows it does what it says, and shows what is set then."""
        query = update.callback_query
        pressed = PRESSED.fullmatch(query.data or "") if query else None
        if query is None or pressed is None:
            await super().pressed(update, context)
            return
        chat = query.message.chat if query.message else None
        words = await self._words(chat, query.from_user)
        if self._too_fast(query.from_user, chat):
            await acknowledge(query, about.too_fast(words))
        elif chat is None:
            await acknowledge(query, about.changed(words))
        elif public(chat) and not await administers(query.from_user, chat, context):
            await acknowledge(query, digest_words.only_admins(words))
        else:
            verb = pressed["verb"]
            topic = int(pressed["topic"]) if chat.is_forum else 0  # a forged one would be a digest more
            said = await self._run(partial(self._pressed, chat, topic, verb, context.bot.username, words))
            await acknowledge(query)
            place = below(query)
            if verb == "now" and place:
                await deliver(context.bot, place, said, self._store.move)
            else:
                await show_instead(context.bot, query, said, self._store.move)

    async def membership(self, update: Update, context: Context) -> None:
        """The bot was taken out of a chat, blocked, or let in again: digests wait until somebody asks."""
        change = update.my_chat_member
        if change is None:
            return
        chat = change.chat
        if _outside(change.new_chat_member):
            reason = REMOVED if public(chat) else BLOCKED
            await self._run(partial(self._store.pause_chat, chat.id, reason))
        elif _outside(change.old_chat_member):
            there = await self._run(partial(self._store.subscriptions, chat.id))
            paused = [one.topic for one in there if one.paused in (REMOVED, BLOCKED)]
            if paused:
                place = Place(chat.id, paused[0] or None)
                words = await self._words(chat, change.from_user)
                await deliver(context.bot, place, digest_words.back(words), self._store.move)

    async def migrated(self, update: Update, context: Context) -> None:
        """A group became a supergroup: for the bot that may look like being taken out, which it wasn't."""
        await super().migrated(update, context)
        new = message_of(update).migrate_to_chat_id
        if new:
            await self._run(partial(self._store.resume, new, REMOVED))

    def _asked(self, chat: Chat, topic: int, asked: str, username: str, words: Words) -> Reply:
        """Do what was ``asked`` behind the command; what to say then."""
        subscription = self._subscription(chat, topic, words)
        try:
            request = digest_command.parse(asked, subscription.zone)
        except (ScheduleError, UnknownZoneError, OptionError) as error:
            return digest_words.problem(error, words)
        return self._done(chat, subscription, request, username, words)

    def _pressed(self, chat: Chat, topic: int, verb: str, username: str, words: Words) -> Reply:
        """Do what a button says; what to say then."""
        subscription = self._subscription(chat, topic, words)
        if often := how_often(verb):
            request = digest_command.every(subscription, often)
        else:
            request = digest_command.parse(verb, subscription.zone)
        return self._done(chat, subscription, request, username, words)

    def _subscription(self, chat: Chat, topic: int, words: Words) -> Subscription:
        """What is set there; or nothing yet, in the zone that another topic of the chat has."""
        there = self._store.subscriptions(chat.id)
        zone = there[0].zone if there else self._zone
        nothing = digest_command.nothing(chat.id, topic, zone, words.language)
        return next((one for one in there if one.topic == topic), nothing)

    def _done(
        self, chat: Chat, subscription: Subscription, request: Request, username: str, words: Words
    ) -> Reply:
        if request.action == "now":
            wanted = Filter(subscription.speakers, subscription.words)
            found = digest(self._replies.articles[:1], wanted, words)
            return reply(found, words, username) if found else digest_words.unwanted(words)
        if request.action == "off":
            self._store.stop(chat.id, subscription.topic, OFF)
        if request.action == "set":
            new = digest_command.changed(subscription, request, self._store.newest(), self._clock())
            self._store.subscribe(new)
            if request.language:
                self._store.choose(chat.id, request.language)
                words = i18n.words(request.language)
        show = digest_words.brief if chat.type == ChatType.CHANNEL else digest_words.status
        return show(self._subscription(chat, subscription.topic, words), words)


def _outside(member: ChatMember) -> bool:
    """Whether a member has left, or was thrown out."""
    away = isinstance(member, ChatMemberRestricted) and not member.is_member
    return away or member.status in (ChatMember.LEFT, ChatMember.BANNED)
