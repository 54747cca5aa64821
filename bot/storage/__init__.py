"""What is kept, and where? In SQLite, or if the operator says so in PostgreSQL; never what people wrote."""

from bot.storage.database import StorageError
from bot.storage.portable import EntryError
from bot.storage.records import Arrival, Entry, Message, State, Subscription
from bot.storage.store import Store

__all__ = ["Arrival", "Entry", "EntryError", "Message", "State", "StorageError", "Store", "Subscription"]
