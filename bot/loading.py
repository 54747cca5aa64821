"""What answers on the command line? Built from a folder; what is wrong is said, and how far it is."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import platformdirs

from bot import bootstrap, options, streams
from bot.progress import Progress
from index import folder
from index.answers import Answerer
from index.errors import DamagedError, TalksError
from index.library import Snapshot
from index.meaning import Meaning
from index.model import Answer, Article
from index.narrowing import Conditions

KEPT = platformdirs.user_cache_path("talks")
"""Where what was computed is kept: the vectors of passages, and what was read of many articles."""

T = TypeVar("T")

EVERYTHING = Conditions()

_AT_ONCE = 600  # passages that are prepared before an answer: half a minute at the most


def articles(path: Path) -> tuple[Article, ...]:
    """The articles in the folder ``path``. Ends the program where there are none."""
    try:
        with Progress() as progress:
            return folder.load(
                path, streams.complain, lambda done, of: progress("reading articles", done, of)
            )
    except TalksError as error:
        streams.fail(error)


def snapshot(
    path: Path, conditions: Conditions = EVERYTHING, *, whole: bool = False, anew: bool = False
) -> Snapshot:
    """What there is to answer from in the folder ``path``. Ends the program where there is nothing.

    What was kept of it is read as far as it is asked for, or as a ``whole``, for who asks for long; or not at
    all, and everything is read ``anew``.
    """
    try:
        with Progress() as progress:
            taken = bootstrap.snapshot(path, KEPT, streams.complain, progress, anew=anew)
            taken = bootstrap.narrowed(taken, conditions, progress)
            if whole:
                taken.read()
            return taken
    except DamagedError as error:
        if anew:
            raise
        _tell(error)
        return snapshot(path, conditions, whole=whole, anew=True)
    except TalksError as error:
        streams.fail(error)


def _tell(error: DamagedError) -> None:
    streams.complain(f"{error}; the articles are read anew")


class Asked:
    """Answers from the folder ``path``, as `Answerer` does; `ready` comes first, and takes its time.

    What turns out to be damaged of what was kept is read anew.
    """

    def __init__(self, path: Path, conditions: Conditions) -> None:
        self._path, self._conditions = path, conditions
        self._snapshot = snapshot(path, conditions)

    def ready(self) -> None:
        """Get ready to answer, by meaning where that is possible."""
        self._answerer = self._or_anew(lambda: answerer(self._snapshot, options.named(self._path)))

    def newest(self) -> list[Article]:
        """The newest article, of those with headings where there are some."""
        return self._or_anew(lambda: [self._snapshot.articles[self._snapshot.overview.latest or 0]])

    def answer(self, text: str, limit: int) -> Answer:
        """See `Answerer.answer`."""
        try:
            return self._answerer.answer(text, limit)
        except DamagedError as error:
            self._read_anew(error)
            self.ready()
            return self._answerer.answer(text, limit)

    def _or_anew(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except DamagedError as error:
            self._read_anew(error)
            return act()

    def _read_anew(self, error: DamagedError) -> None:
        _tell(error)
        self._snapshot = snapshot(self._path, self._conditions, anew=True)


def answerer(taken: Snapshot, path: Path | None = None) -> Answerer:
    """What answers from ``taken``: by meaning, or a word why not."""
    return Answerer(taken, meaning(taken, path))


def meaning(taken: Snapshot, path: Path | None = None) -> Meaning | None:
    """What tells meanings, prepared unless that would take long; None, and a word why, without it.

    ``path`` is the folder of the articles, where it isn't the one that is asked by default.
    """
    found = bootstrap.meaning(taken, KEPT)
    if found is None:
        streams.complain(
            "answers go by letters alone; other words and languages need: pip install 'talks-bot[semantic]'"
        )
        return None
    missing = prepare(found, _AT_ONCE)
    if not found.ready:
        streams.complain(
            f"some {missing:,} passages aren't prepared: answers go by letters alone until: talks index"
            + (f" --articles {shlex.quote(str(path))}" if path else "")
        )
        return None
    return found


def prepare(found: Meaning, at_most: int | None = None) -> int:
    """`Meaning.prepare`, with a line of how far it is."""
    with Progress() as progress:
        return found.prepare(lambda done, of: progress("preparing meanings", done, of), at_most)
