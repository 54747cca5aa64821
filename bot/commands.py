"""Which commands does Telegram list, where, and in which language?"""

import logging

from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot import about
from bot.i18n import LANGUAGES, words

log = logging.getLogger(__name__)


async def register(bot: Bot) -> None:
    """Tell Telegram the commands, for each kind of chat and each language; the default is English.

    Without them the bot answers all the same, so a failure is only logged.
    """
    scopes = ((BotCommandScopeAllPrivateChats(), False), (BotCommandScopeAllGroupChats(), True))
    try:
        for language in LANGUAGES:
            for scope, group in scopes:
                listed = about.commands(words(language), group=group)
                await bot.set_my_commands(listed, scope, None if language == "en" else language)
    except TelegramError as error:
        log.warning("the commands could not be registered: %s", error.message)
