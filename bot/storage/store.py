"""What can be done with all that is kept?"""

from sqlalchemy import delete, exists, update

from bot.storage.choices import Choices
from bot.storage.ledger import Ledger
from bot.storage.portable import Portable
from bot.storage.subscriptions import Subscriptions
from bot.storage.tables import languages, messages, subscriptions


class Store(Choices, Subscriptions, Ledger, Portable):
    """What is kept between two lives of the bot, whatever ends them.

    Every call is one short transaction, may come from any thread, and may raise StorageError. Several
    processes may use the same database: what only one of them may do, only one does.
    """

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup: its number changed, and all it chose goes along.

        What the new number had already yields to it; what was planned for both isn't sent twice.
        """
        language, subscription, message = languages.alias(), subscriptions.alias(), messages.alias()
        twice = exists().where(
            message.c.chat == new,
            message.c.digest == messages.c.digest,
            message.c.topic == messages.c.topic,
            message.c.part == messages.c.part,
        )
        yields = exists().where(subscription.c.chat == old, subscription.c.topic == subscriptions.c.topic)
        with self._writing() as connection:
            connection.execute(
                delete(languages).where(languages.c.chat == new, exists().where(language.c.chat == old))
            )
            connection.execute(delete(subscriptions).where(subscriptions.c.chat == new, yields))
            connection.execute(delete(messages).where(messages.c.chat == old, twice))
            for table in (languages, subscriptions, messages):
                connection.execute(update(table).where(table.c.chat == old).values(chat=new))
