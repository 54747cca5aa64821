"""What is the bot made of? Every handler in one list, in the order in which Telegram's updates meet them."""

from collections.abc import Callable
from typing import Any

import telegram.ext
from telegram import Message, Update
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.handlers import Context
from bot.incoming import from_person
from bot.pace import Pace
from bot.settings import Settings
from bot.subscribing import Subscribing
from bot.uploads import PRESSED, Uploads, from_channel

Application = telegram.ext.Application[ExtBot[int], Context, Any, Any, Any, None]

UPDATES = [
    Update.MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
"""The kinds of updates that Telegram is asked for; others are of no use to this bot."""


class _That(filters.MessageFilter):
    """Messages of which ``holds`` is true."""

    def __init__(self, holds: Callable[[Message], bool]) -> None:
        super().__init__(holds.__name__)
        self._holds = holds

    def filter(self, message: Message) -> bool:
        return self._holds(message)


_MESSAGE = filters.UpdateType.MESSAGE  # neither edits nor channel posts, which filters.TEXT takes too
_NEW = _MESSAGE & _That(from_person)
_POST = filters.UpdateType.CHANNEL_POST & _That(from_person)
_PRIVATE, _GROUP = _NEW & filters.ChatType.PRIVATE, _NEW & filters.ChatType.GROUPS
_WORDS = filters.TEXT & ~filters.COMMAND
# What people send; what Telegram says of the chat itself needs no word.
_SENT = filters.ATTACHMENT | filters.CHECKLIST | filters.LIVE_PHOTO
_OTHER_THAN_TEXT = ~filters.SUCCESSFUL_PAYMENT & ~filters.PASSPORT_DATA & _SENT


def build(settings: Settings, request: BaseRequest, updates: BaseRequest) -> Application:
    """The application, without handlers: ``request`` carries what it sends, ``updates`` what it fetches."""
    return (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(request)
        .get_updates_request(updates)
        .rate_limiter(Pace(settings.messages_per_second))
        .job_queue(None)
        .build()
    )


def equip(application: Application, handlers: Subscribing, uploads: Uploads | None = None) -> None:
    """Give ``application`` every handler that there is; the first that fits an update takes it.

    With ``uploads`` administrators may add articles.
    """
    application.add_handlers(
        [
            *(_adding(uploads) if uploads else ()),
            CommandHandler("start", handlers.start, _NEW),
            CommandHandler("ask", handlers.ask, _NEW),
            CommandHandler("topics", handlers.topics, _NEW),
            CommandHandler("sources", handlers.sources, _NEW),
            CommandHandler("digest", handlers.digest, _NEW | _POST),
            CommandHandler("lang", handlers.language, _NEW),
            CommandHandler("help", handlers.help, _NEW),
            CommandHandler("privacy", handlers.privacy, _NEW),
            # Commands first: what is left of a private chat's texts is unknown commands and questions.
            MessageHandler(_PRIVATE & filters.COMMAND, handlers.unknown_command),
            MessageHandler(_PRIVATE & _WORDS, handlers.private),
            MessageHandler(_GROUP & _WORDS, handlers.group),
            MessageHandler(_MESSAGE & filters.StatusUpdate.MIGRATE, handlers.migrated),
            MessageHandler(_PRIVATE & _OTHER_THAN_TEXT, handlers.no_text),
            CallbackQueryHandler(handlers.pressed),
            InlineQueryHandler(handlers.inline),
            ChatMemberHandler(handlers.membership),  # the bot's own standing
        ]
    )
    application.add_error_handler(handlers.failed)


def _adding(uploads: Uploads) -> list[MessageHandler[Context, Any] | CallbackQueryHandler[Context, Any]]:
    """What administrators send in private, and the buttons under its preview."""
    admin = _PRIVATE & filters.User(uploads.admins)
    return [
        MessageHandler(admin & filters.Document.ALL, uploads.document),
        MessageHandler(admin & _That(from_channel), uploads.post),
        CallbackQueryHandler(uploads.pressed, PRESSED),
    ]
