"""How do changed articles come into the bot while it answers? A thread looks, prepares, and swaps.

A new snapshot is swapped in when its vectors are there, which is at once for what is kept, but after
`PATIENCE` at the latest: a question shall find new words within five seconds. Until its vectors are there, a
snapshot answers by letters.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Self

from bot import render
from bot.live import Live
from bot.replies import Replies
from index import library
from index.errors import TalksError
from index.library import Snapshot
from index.meaning import Meaning
from index.model import Article
from index.watched import Watched

PAUSE = 1.0
"""Seconds between two looks at the folder; two that agree tell that a file has stopped changing."""
PATIENCE = 1.5
"""Seconds that a snapshot waits for its vectors: some forty new sentences."""
_LONGEST = 60.0  # seconds for a file to be written; one that grows for ever holds up no digests
_END = 5.0  # seconds for a look to end, when the bot ends

log = logging.getLogger(__name__)


class Following:
    """Keeps ``live`` at what lies in the folder ``place``, as long as a ``with`` block lasts.

    ``answering`` makes what answers from a snapshot.
    """

    def __init__(self, live: Live, place: Path, answering: Callable[[Snapshot], Replies]) -> None:
        self._live, self._answering = live, answering
        self._watched = Watched(place, live.replies.snapshot.articles, _report)
        self._preparing: Preparing | None = None
        self._settled, self._ending = Event(), Event()
        self._thread = Thread(target=self._follow, name="articles", daemon=True)

    def __enter__(self) -> Self:
        self._prepare(self._live.replies.meaning)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        if self._preparing:
            self._preparing.give_up()
        self._thread.join(_END)

    async def settled(self) -> None:
        """Wait until no file is being written that was there when the bot began; not for ever.

        Until then an article may be half a one: whoever asks may be told of it, but nothing is posted.
        """
        until = time.monotonic() + _LONGEST
        while not self._settled.is_set() and time.monotonic() < until:  # noqa: ASYNC110 - a thread sets it
            await asyncio.sleep(PAUSE / 4)

    def _follow(self) -> None:
        while not self._ending.wait(PAUSE):
            try:
                articles = self._watched.look()
                if articles:
                    self._take(articles)
                if self._watched.still:
                    self._settled.set()
            except Exception:  # the articles that are there go on being answered from
                log.exception("changed articles can't be taken in")

    def _take(self, articles: tuple[Article, ...]) -> None:
        replies = self._answering(library.snapshot(articles, before=self._live.replies.snapshot))
        preparing = self._prepare(replies.meaning)
        if preparing:
            preparing.ended.wait(PATIENCE)
        self._live.swap(replies)
        log.info("the articles have changed, and are now %d", len(articles))

    def _prepare(self, meaning: Meaning | None) -> "Preparing | None":
        """Prepare ``meaning`` and no other any more: what was computed until now is kept."""
        if self._preparing:
            self._preparing.give_up()
        self._preparing = Preparing(meaning) if meaning else None
        return self._preparing


class _GivenUpError(Exception):
    """Another snapshot has come."""


class Preparing:
    """The vectors of a snapshot, computed in a thread; ``ended`` when they are there, or can't be."""

    def __init__(self, meaning: Meaning) -> None:
        self.ended, self._given_up = Event(), Event()
        Thread(target=self._prepare, args=(meaning,), name="meanings", daemon=True).start()

    def give_up(self) -> None:
        """Compute no more than what is under way, half a second's work."""
        self._given_up.set()

    def _prepare(self, meaning: Meaning) -> None:
        try:
            meaning.prepare(self._go_on)
        except _GivenUpError:
            pass
        except Exception:  # answers go by letters
            log.exception("meanings can't be prepared")
        else:
            log.info("meanings are ready")
        finally:
            self.ended.set()

    def _go_on(self, _done: int, _of: int) -> None:
        if self._given_up.is_set():
            raise _GivenUpError


def _report(problem: TalksError) -> None:
    log.warning("%s", render.visible(str(problem)))
