"""Which updates are under way, and which were before? Each is processed once, however often it comes."""

import asyncio
import logging
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from telegram import Bot, Update

from bot.incoming import age, stale

log = logging.getLogger(__name__)

_REMEMBERED = 10_000  # updates by number; Telegram repeats the latest


class InOrder:
    """Does ``process`` for updates of different chats at once, for those of one chat one after another.

    Those that wait for their chat's turn take no place of the ``at_once`` that are processed; when
    ``waiting`` of a chat do already, another is passed over: its answer would come when nobody waits.
    """

    def __init__(self, process: Callable[[Update], Awaitable[None]], at_once: int, waiting: int) -> None:
        self._process, self._places, self._most = process, asyncio.Semaphore(at_once), waiting
        self._turns: defaultdict[object, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: Counter[object] = Counter()

    async def __call__(self, update: Update) -> None:
        """Process ``update`` when it is its turn."""
        chat: object = (
            update.effective_chat.id if update.effective_chat else update
        )  # what is in none waits for none
        if self._waiting[chat] > self._most:
            log.info("a chat is flooded, and an update of it is passed over")
            return
        self._waiting[chat] += 1
        try:
            async with self._turns[chat], self._places:
                await self._process(update)
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat], self._turns[chat]


class Inbox:
    """Updates by number, each a task of its own until ``process`` has answered it."""

    def __init__(
        self,
        process: Callable[[Update], Awaitable[None]],
        bot: Bot,
    ) -> None:
        self._process, self._bot = process, bot
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._done: OrderedDict[int, None] = OrderedDict()

    def take(self, data: Mapping[str, Any]) -> asyncio.Task[None] | None:
        """Process the update ``data``: the task that does, or None when there is nothing left to do."""
        number = data["update_id"]
        if number in self._done:
            return None
        if number in self._under_way:
            return self._under_way[number]
        update = _parsed(data, self._bot)
        if update is None or _passed_over(update):
            self._remember(number)
            return None
        task = asyncio.create_task(self._processed(update))
        self._under_way[number] = task
        task.add_done_callback(lambda _: self._finish(number))
        return task

    async def _processed(self, update: Update) -> None:
        try:
            await self._process(update)
        except Exception:  # repeating it would fail again
            log.exception("an update could not be processed")

    def _finish(self, number: int) -> None:
        task = self._under_way.pop(number)
        if not task.cancelled():
            self._remember(number)

    def _remember(self, number: int) -> None:
        self._done[number] = None
        if len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)

    def __len__(self) -> int:
        """How many are under way."""
        return len(self._under_way)

    def before(self, number: int) -> int:
        """How many are under way that are lower than ``number``."""
        return sum(under_way < number for under_way in self._under_way)

    def oldest(self, since: int) -> int | None:
        """The lowest number under way from ``since`` on."""
        return min((number for number in self._under_way if number >= since), default=None)

    def answered(self, since: int) -> list[int]:
        """The numbers from ``since`` on that were processed."""
        return [number for number in self._done if number >= since]

    def know(self, numbers: Iterable[int]) -> None:
        """That these were processed before, in another life."""
        for number in numbers:
            self._remember(number)

    async def settle(self, seconds: float) -> int:
        """Wait until nothing is under way, for ``seconds`` at most; how many updates still are."""
        while tasks := list(self._under_way.values()):
            began = time.monotonic()
            await asyncio.wait(tasks, timeout=max(seconds, 0))
            seconds -= time.monotonic() - began
            if seconds <= 0:
                break
        return len(self)

    async def give_up(self) -> None:
        """Cancel what is under way; it isn't remembered as processed."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def _passed_over(update: Update) -> bool:
    """Whether ``update`` comes too late. Judged now: later it may have waited for its turn."""
    if not update.message or not stale(update.message):
        return False
    log.info("a message in a group is %.0f s old and is passed over", age(update.message).total_seconds())
    return True


def _parsed(data: Mapping[str, Any], bot: Bot) -> Update | None:
    """``data`` as PTB reads it, or None, which the log mentions."""
    try:
        return Update.de_json(dict(data), bot)
    except Exception as error:  # noqa: BLE001 - whatever it is, one odd update must not stop the others
        log.warning("an update can't be read and is passed over: %s", type(error).__name__)
        return None
