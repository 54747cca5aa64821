"""Which chats do the settings want digests for, and how do they come to be subscribed?

As in "-1001234567890 daily 09:00 Asia/Almaty; -100987/5 instant": a chat, perhaps a topic of it, and what
could stand behind /digest.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest_command import OFF, changed, nothing, parse
from bot.storage import Store, Subscription
from index.errors import TalksError

_PLACE = re.compile(r"(?P<chat>-?[1-9]\d{0,18})(?:/(?P<topic>\d{1,18}))?(?P<asked>\s.*)?", re.DOTALL)


class StandingError(TalksError):
    """``words`` are no chat with what it wants."""

    def __init__(self, words: str, problem: str) -> None:
        self.words = words
        super().__init__(f"“{words}”: {problem}")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a chat, or a ``topic`` of it (0: none), is to be posted; ``asked`` is as behind /digest."""

    chat: int
    topic: int
    asked: str


def standing(text: str) -> tuple[Standing, ...]:
    """The chats that ``text`` names, parted by semicolons. Raises StandingError."""
    found: dict[tuple[int, int], Standing] = {}
    for words in filter(None, map(str.strip, text.split(";"))):
        match = _PLACE.fullmatch(words)
        if not match:
            raise StandingError(words, "write the number of a chat, then when: -1001234567890 daily 09:00")
        one = Standing(int(match["chat"]), int(match["topic"] or 0), (match["asked"] or "").strip())
        try:
            request = parse(one.asked, "UTC")
        except TalksError as error:
            raise StandingError(words, str(error)) from error
        if request.schedule is None:
            raise StandingError(words, "when? Write instant, daily 09:00 or weekly mon 09:00")
        if (one.chat, one.topic) in found:
            raise StandingError(words, "this chat is named twice")
        found[one.chat, one.topic] = one
    return tuple(found.values())


def establish(store: Store, wanted: Iterable[Standing], zone: str, now: datetime) -> None:
    """Subscribe the chats that aren't, or otherwise, from now on; ``zone`` is for those that name none.

    The folder must have been seen before: what is in it would be new to them. What is set as it is wanted
    stays as it is. What somebody switched off stays off until the setting itself changes.
    """
    for one in wanted:
        request, setting = parse(one.asked, zone), f"{one.asked}, {zone}"
        old = store.subscription(one.chat, one.topic)
        plain = (
            replace(old, silent=False, speakers=(), words=()) if old else nothing(one.chat, one.topic, zone)
        )
        new = replace(changed(plain, request, store.newest(), now), standing=setting)
        if old and old.paused == OFF and old.standing == setting:  # whatever else somebody set before
            continue
        if old is None or _set(old) != _set(new):
            store.subscribe(new)
            if request.language:
                store.choose(one.chat, request.language)


def _set(subscription: Subscription) -> tuple[object, ...]:
    """What the settings can say of it."""
    return (
        subscription.schedule,
        subscription.zone,
        subscription.silent,
        subscription.speakers,
        subscription.words,
        subscription.language,
    )
