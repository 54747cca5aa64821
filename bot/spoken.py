"""Which language is spoken with somebody, or in a chat?"""

import logging
from collections.abc import Iterable

from bot.i18n import Words, known, words
from bot.storage import StorageError, Store
from bot.storage.records import Subscription
from index.model import Language

log = logging.getLogger(__name__)


def spoken(store: Store, places: Iterable[int], code: str | None) -> Words:
    """The language chosen for the first of ``places`` that has one; else that of ``code``; else English."""
    try:
        chosen = next(filter(None, map(store.language, dict.fromkeys(places))), None)
    except StorageError as error:  # no reason to leave a question without an answer
        log.warning("what was chosen can't be read: %s", error)
        chosen = None
    return words(chosen or known(code) or "en")


def language_of(store: Store, subscription: Subscription) -> Language:
    """That of its digests: the subscription's own; else the one chosen for its chat; else English."""
    return subscription.language or store.language(subscription.chat) or "en"
