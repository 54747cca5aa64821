"""Which articles lie in a folder now, while its files are written, broken and taken away?

A look compares names, sizes and times of change with those of the look before. What differs is acted on when
two looks in a row agree: so a file that is being copied is left until it has stopped growing, one that an
editor takes away to put a new one in its place is never missed, and a rename is one change.
"""

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from index import folder, metadata
from index.errors import ArticleError, NoArticlesError, TalksError
from index.model import Article

Stamp = tuple[int, int]
Stamps = tuple[Stamp | None, Stamp | None]
"""When a text and the metadata beside it were changed, in ns, and their sizes; None: it isn't there."""

_SUFFIXES = (".txt", ".toml")
_UNREADABLE = (-1, -1)  # there, and no more is told: reading it tells why


class Watched:
    """A folder of which some ``articles`` are known already. Not for several threads at once.

    What is wrong goes to ``report``, once: an article that can't be used changes nothing, and what was known
    of it stays. So it does while a folder can't be read, and when no article is left at all.
    """

    def __init__(
        self, place: Path, articles: Sequence[Article], report: Callable[[TalksError], None]
    ) -> None:
        self._place, self._report = place, report
        self._articles = tuple(articles)
        self._known: dict[Path, Article] = {}
        self._listed: dict[str, Stamp | None] = {}
        self._still = False
        self._seen: dict[Path, Stamps] | None = None
        self._read: dict[Path, Stamps] = {}
        self._problems: dict[Path, TalksError] = {}
        self._repeats: list[TalksError] = []
        self._told: set[str] = set()

    @property
    def still(self) -> bool:
        """Whether the last two looks found the same, and all of it was read: no file is being written."""
        return self._still

    def look(self) -> tuple[Article, ...] | None:
        """The articles, by the names of their files, when they have changed; else None.

        Costs some 10 µs a file while nothing changes.
        """
        failures: list[OSError] = []
        entries = folder.walk(self._place, _SUFFIXES, failures.append)
        listed = {entry.path: _stamp(entry.path) for entry in entries}
        if self._still and not failures and listed == self._listed:
            return None
        self._listed = listed
        found = self._found(failures)
        if self._seen is None:
            self._know(found)
        seen, self._seen = self._seen or {}, found
        changed = False
        for path in sorted(found.keys() | self._read.keys() | self._known.keys()):
            stamps = found.get(path)
            if stamps == seen.get(path) and (stamps is None or stamps != self._read.get(path)):
                changed = True
                self._take(path, stamps)
        self._still = found == seen and not changed
        articles = self._without_repeats() if changed else self._articles
        problems = [*map(_unread, failures), *self._problems.values(), *self._repeats]
        if not articles:
            left = "no article is left in it; those that were there go on being answered from"
            problems.append(NoArticlesError(self._place, left))
        self._tell(problems)
        if not articles or _by_name(articles) == _by_name(self._articles):
            return None
        self._articles = articles
        return articles

    def _found(self, failures: list[OSError]) -> dict[Path, Stamps]:
        """The files with articles, and what tells a change of them; as before, where they can't be seen."""
        found: dict[Path, Stamps] = {
            Path(name): (stamp, self._listed.get(name[: -len(".txt")] + ".toml"))
            for name, stamp in self._listed.items()
            if stamp and folder.is_named(os.path.basename(name), ".txt")  # noqa: PTH119 - see `_stamp`
        }
        for path, stamps in (self._seen or {}).items():
            if path not in found and any(_hides(failure, path) for failure in failures):
                found[path] = stamps
        return found

    def _know(self, found: Iterable[Path]) -> None:
        """Tell which of the files that were ``found`` hold the articles that are known from the start."""
        by_name = {folder.identity(Path(f"{article.name}.txt")): article for article in self._articles}
        for path in found:
            if article := by_name.pop(folder.identity(path), None):
                self._known[path] = article

    def _take(self, path: Path, stamps: Stamps | None) -> None:
        """Read what is in ``path`` now, or let go what was."""
        self._problems.pop(path, None)
        if stamps is None:
            self._read.pop(path, None)
            self._known.pop(path, None)
            return
        self._read[path] = stamps
        try:
            article = folder.read(path)
        except ArticleError as error:
            self._problems[path] = error
        else:
            if _stamps(path) == stamps:  # else it was changed meanwhile, and the next looks see that
                self._known[path] = article

    def _without_repeats(self) -> tuple[Article, ...]:
        """What is known, by path; of several articles of one name the first."""
        paths: dict[str, Path] = {}
        self._repeats = []
        for path in sorted(self._known):
            first = paths.setdefault(folder.identity(path), path)
            if first != path:
                self._repeats.append(folder.same_name(path, first))
        return tuple(self._known[path] for path in paths.values())

    def _tell(self, problems: Sequence[TalksError]) -> None:
        """Report what was not told in the look before."""
        for problem in problems:
            if str(problem) not in self._told:
                self._report(problem)
        self._told = set(map(str, problems))


def _by_name(articles: Sequence[Article]) -> dict[str, Article]:
    """The articles, whose order doesn't matter: from what is kept, the newest come last."""
    return {article.name: article for article in articles}


def _stamps(path: Path) -> Stamps:
    return _stamp(str(path)), _stamp(str(metadata.beside(path)))


def _stamp(path: str) -> Stamp | None:
    try:
        info = os.stat(path)  # noqa: PTH116 - a Path for each costs more than the look
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _UNREADABLE
    return info.st_mtime_ns, info.st_size


def _hides(failure: OSError, path: Path) -> bool:
    """Whether ``path`` may still be there, in a folder that can't be read just now."""
    return failure.errno != errno.ELOOP and Path(failure.filename) in path.parents


def _unread(failure: OSError) -> ArticleError:
    return ArticleError(Path(os.fsdecode(failure.filename)), f"can't be read: {failure.strerror}")
