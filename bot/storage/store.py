"""What can be done with all that is kept?"""

from sqlalchemy import Connection, and_, delete, exists, select, update

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

        What the new number had already yields to it, but for digests that run there and are paused here.
        What was planned for both isn't sent twice, nor is what one of them has seen already.
        """
        language, message = languages.alias(), messages.alias()
        twice = exists().where(
            message.c.chat == new,
            message.c.digest == messages.c.digest,
            message.c.topic == messages.c.topic,
            message.c.part == messages.c.part,
        )
        with self._writing() as connection:
            connection.execute(
                delete(languages).where(languages.c.chat == new, exists().where(language.c.chat == old))
            )
            _unite(connection, old, new)
            connection.execute(delete(messages).where(messages.c.chat == old, twice))
            for table in (languages, messages, subscriptions):  # in the order of who records an outcome
                connection.execute(update(table).where(table.c.chat == old).values(chat=new))


def _unite(connection: Connection, old: int, new: int) -> None:
    """Where both numbers have a subscription, leave one, which has seen what either has."""
    here, there = subscriptions.alias(), subscriptions.alias()
    pairs = (
        select(here.c.topic, here.c.paused, there.c.paused, here.c.seen, there.c.seen)
        .join_from(here, there, and_(here.c.topic == there.c.topic, there.c.chat == new))
        .where(here.c.chat == old)
        .with_for_update()
    )
    for topic, paused, paused_there, *seen in connection.execute(pairs).all():
        stays, goes = (new, old) if paused and not paused_there else (old, new)
        one = update(subscriptions).where(subscriptions.c.topic == topic, subscriptions.c.chat == stays)
        connection.execute(one.values(seen=max(seen)))
        connection.execute(
            delete(subscriptions).where(subscriptions.c.topic == topic, subscriptions.c.chat == goes)
        )
