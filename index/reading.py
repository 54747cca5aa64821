"""What is there to answer from in a folder? What was read of many articles is kept, the rest is read anew.

So a start with a hundred thousand articles reads none of them: it looks whether their files are what they
were. What is kept is never needed: a file that is damaged or of another version costs time alone.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index import archive, folder, library
from index.archive import Stamps
from index.errors import ArticleError, DamagedError, NoArticlesError
from index.library import Progress, Snapshot
from index.model import Article

FEW = 20
"""Files of which nothing is kept: to read them takes a tenth of a second."""

_WORTH = 100  # files that differ, from which on, or from a hundredth of all, what is kept is written anew
_AT_ONCE = 500  # articles that are analysed together, and packed then: a million statements take 400 MB so

_NEW: Stamps = (-1, -1, -1, -1)  # of a file that came while we looked: it is read again next time

Report = Callable[[ArticleError], None]

log = logging.getLogger(__name__)


def snapshot(
    place: Path, kept: Path, report: Report, progress: Progress = lambda _done, _of: None
) -> Snapshot:
    """What there is to answer from in the folder ``place``; what was read of it is kept in ``kept``.

    What is wrong goes to ``report``, and ``progress`` hears how many files of how many are read. Whoever
    interrupts that loses nothing. Raises NoArticlesError.
    """
    failures: list[OSError] = []
    listed = _listed(place, failures.append)
    if len(listed) <= FEW:
        return library.snapshot(folder.load(place, report, progress))
    path = kept_in(kept, place)
    found = _opened(path)
    if found and found.listing == _digest(listed):
        for problem in (*(folder.unread(Path(one.filename), one) for one in failures), *found.problems):
            report(problem)
        return found.taken
    return _Reader(place, path, listed, report, progress).read(found)


def kept_in(kept: Path, place: Path) -> Path:
    """The file in ``kept`` for what was read of ``place``."""
    name = hashlib.blake2b(os.fsencode(place.resolve()), digest_size=8).hexdigest()
    return kept / f"articles-{name}.index"


def _opened(path: Path) -> archive.Archive | None:
    try:
        return archive.open_(path)
    except FileNotFoundError:
        return None
    except (DamagedError, OSError) as error:
        log.warning("%s; the articles are read anew", error)
        return None


def _listed(place: Path, failed: Callable[[OSError], None]) -> dict[str, Stamps]:
    """The files of the articles, and what tells a change of them, in an order that stays while they do."""
    stamps: dict[str, tuple[int, int]] = {}
    for entry in folder.walk(place, (".txt", ".toml"), failed):
        with suppress(OSError):  # reading it tells what is wrong
            info = entry.stat()
            stamps[entry.path] = info.st_mtime_ns, info.st_size
    return {
        name: (*stamp, *stamps.get(f"{name[:-4]}.toml", (-1, -1)))
        for name, stamp in stamps.items()
        if name[-4:].lower() == ".txt"
    }


def _digest(listed: Mapping[str, Stamps]) -> str:
    told = "\0".join(f"{name}\0{stamps}" for name, stamps in listed.items())
    return hashlib.blake2b(os.fsencode(told), digest_size=16).hexdigest()


@dataclass(frozen=True)
class _Reader:
    """Brings what is known of a folder up to date, and keeps it in ``path``."""

    place: Path
    path: Path
    listed: Mapping[str, Stamps]
    report: Report
    progress: Progress

    def read(self, before: archive.Archive | None) -> Snapshot:
        """What there is by now, ``before`` was what was kept."""
        taken, files = (before.taken, before.files()) if before else (library.snapshot([]), {})
        paths = folder.find(self.place, self.report)
        gone = {name for name, stamps in files.items() if self.listed.get(name) != stamps}
        if gone:
            taken = library.changed(taken, [n for n, name in enumerate(files) if name in gone], [])
            files = {name: stamps for name, stamps in files.items() if name not in gone}
        missing = [path for path in paths if str(path) not in files]
        problems: list[ArticleError] = []
        names = {folder.identity(Path(name)): Path(name) for name in files}
        batch: dict[str, Article] = {}
        listing = ""
        try:
            for number, path in enumerate(missing):
                self.progress(number, len(missing))
                try:
                    article = folder.read(path)
                    first = names.setdefault(folder.identity(path), path)
                    if first != path:
                        raise folder.same_name(path, first)
                except ArticleError as error:
                    self.report(error)
                    problems.append(error)
                    continue
                batch[str(path)] = article
                if len(batch) == _AT_ONCE:
                    taken, files, batch = *self._with(taken, files, batch), {}
            listing = _digest(self.listed)
        finally:
            taken, files = self._with(taken, files, batch)
            changes = len(missing) + len(gone)
            if changes >= min(_WORTH, 1 + len(files) // _WORTH):
                self._keep(taken, files, listing, problems)
        if not files:
            raise NoArticlesError(self.place, "none of the articles in it can be used")
        return taken

    def _with(
        self, taken: Snapshot, files: dict[str, Stamps], batch: Mapping[str, Article]
    ) -> tuple[Snapshot, dict[str, Stamps]]:
        """With the articles of more files."""
        if not batch:
            return taken, files
        taken = library.changed(taken, [], list(batch.values()))
        if len(batch) == _AT_ONCE:
            taken = replace(taken, articles=taken.articles.packed())
        return taken, files | {name: self.listed.get(name, _NEW) for name in batch}

    def _keep(
        self, taken: Snapshot, files: Mapping[str, Stamps], listing: str, problems: list[ArticleError]
    ) -> None:
        try:
            archive.keep(self.path, taken, files, listing, problems)
        except OSError as error:
            log.warning("%s: can't be written: %s; articles are read anew", self.path, error.strerror)
