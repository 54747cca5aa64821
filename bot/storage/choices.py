"""Which language did a chat choose, and which updates were answered at the end of the last life?"""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select, update

from bot.i18n import known
from bot.storage.database import Database, upsert
from bot.storage.tables import answered, languages, subscriptions
from index.model import Language


class Choices(Database):
    """What the bot needs for its answers."""

    def language(self, chat: int) -> Language | None:
        """The language of ``chat``, if one was chosen."""
        with self._reading() as connection:
            return known(connection.scalar(select(languages.c.language).where(languages.c.chat == chat)))

    def choose(self, chat: int, language: Language) -> None:
        """Choose ``language`` for ``chat``, and for the digests there."""
        with self._writing() as connection:
            choosing = upsert(connection, languages).values(chat=chat, language=language)
            connection.execute(
                choosing.on_conflict_do_update(index_elements=["chat"], set_={"language": language})
            )
            digests = update(subscriptions).where(subscriptions.c.chat == chat)
            connection.execute(digests.values(language=language))

    def keep_answered(self, numbers: Iterable[int]) -> None:
        """Updates that were answered, and that Telegram will give again after the next start."""
        rows = [{"number": number} for number in numbers]
        with self._writing() as connection:
            connection.execute(delete(answered))
            if rows:
                connection.execute(insert(answered), rows)

    def answered(self) -> list[int]:
        """The updates that were kept so."""
        with self._reading() as connection:
            return list(connection.scalars(select(answered.c.number).order_by(answered.c.number)))
