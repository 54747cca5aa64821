"""Which commands does Telegram list, where, and in which language?"""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, NetworkError, TelegramError

from bot import about
from bot.i18n import LANGUAGES, words

log = logging.getLogger(__name__)

_PAUSES = (2.0, 10.0, 60.0)  # seconds before Telegram is asked again when it can't be reached


async def register(bot: Bot, pauses: Sequence[float] = _PAUSES) -> None:
    """Tell Telegram the commands, for each kind of chat and each language; the default is English.

    Without them the bot answers all the same, so a failure is only logged.
    """
    for pause in (*pauses, None):
        try:
            await _register(bot)
        except TelegramError as error:
            away = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
            if pause is None or not away:
                log.warning("the commands could not be registered: %s", error.message)
                return
            await asyncio.sleep(pause)
        else:
            return


async def _register(bot: Bot) -> None:
    scopes = ((BotCommandScopeAllPrivateChats(), False), (BotCommandScopeAllGroupChats(), True))
    for language in LANGUAGES:
        for scope, group in scopes:
            listed = about.commands(words(language), group=group)
            await bot.set_my_commands(listed, scope, None if language == "en" else language)
