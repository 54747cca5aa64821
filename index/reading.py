"""What is there to answer from in a folder? What was read of many articles is kept, the rest is read anew.

So a start with a hundred thousand articles reads none of them: it looks whether their files are what they
were. What is kept is never needed: a file that is damaged or of another version costs time alone.
"""

# ruff: noqa: PLC0415 - what is kept, and in which form, isn't asked where there are few articles

import hashlib
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import folder, library
from index.errors import ArticleError, DamagedError, NoArticlesError
from index.library import Progress, Snapshot
from index.model import Article

if TYPE_CHECKING:
    from index.archive import Archive, Stamps

FEW = 20
"""Files of which nothing is kept: to read them takes a tenth of a second."""

_WORTH = 100  # changes from which on, or from a hundredth of all, what is kept is written anew
_AT_ONCE = 500  # articles that are analysed together, and packed then: a million statements take 2 GB so
_ABSENT: tuple[int, int, int] = (-1, -1, -1)

Report = Callable[[ArticleError], None]

log = logging.getLogger(__name__)


def snapshot(
    place: Path,
    kept: Path,
    report: Report,
    progress: Progress = lambda _done, _of: None,
    *,
    anew: bool = False,
) -> Snapshot:
    """What there is to answer from in the folder ``place``; what was read of it is kept in ``kept``.

    What is wrong goes to ``report``, and ``progress`` hears how many files of how many are read. What was
    read when somebody interrupts that is kept. Articles that came later stand behind the others. With
    ``anew`` nothing is taken from what is kept. Raises NoArticlesError.
    """
    failures: list[OSError] = []
    listed = _listed(place, failures.append)
    if len(listed) <= FEW:
        return library.snapshot(folder.load(place, report, progress))
    from index.fingerprint import fingerprint

    fingerprint()  # of the program that reads, whatever is installed meanwhile
    path = kept_in(kept, place)
    found = None if anew else _opened(path)
    if found and found.listing == _digest(listed) and found.taken.articles:
        for error in failures:
            report(folder.unread(Path(error.filename), error))
        for problem in found.problems:
            report(ArticleError(place / problem.path, problem.problem, problem.line))
        return found.taken
    reader = _Reader(place, path, listed, report, progress)
    try:
        return reader.read(found)
    except DamagedError as error:
        log.warning("%s; the articles are read anew", error)
        return reader.read(None)


def kept_in(kept: Path, place: Path) -> Path:
    """The file in ``kept`` for what was read of ``place``, however that is spelt."""
    name = hashlib.blake2b(os.fsencode(place.resolve()), digest_size=8).hexdigest()
    return kept / f"articles-{name}.index"


def _opened(path: Path) -> "Archive | None":
    from index import archive

    try:
        return archive.open_(path)
    except FileNotFoundError:
        return None
    except DamagedError as error:
        log.warning("%s; the articles are read anew", error)
    except OSError as error:
        log.warning("%s: can't be read: %s; the articles are read anew", path, error.strerror)
    return None


def _listed(place: Path, failed: Callable[[OSError], None]) -> "dict[str, Stamps]":
    """The articles' files below ``place``, and what tells a change of them."""
    texts: dict[str, tuple[int, int, int]] = {}
    beside: dict[str, tuple[int, int, int]] = {}
    start = len(str(place)) + 1
    for entry in folder.walk(place, (".txt", ".toml"), failed):
        with suppress(OSError):  # reading it tells what is wrong
            info = entry.stat()
            # The time of a change of the file itself tells, too, what was put in with an old time.
            stamp = info.st_mtime_ns, info.st_ctime_ns, info.st_size
            name = entry.path[start:]
            (texts if name[-4:].lower() == ".txt" else beside)[name] = stamp
    told = {name[: -len(".toml")]: stamp for name, stamp in beside.items()}
    return {name: (*stamp, *told.get(name[: -len(".txt")], _ABSENT)) for name, stamp in texts.items()}


def _digest(listed: "Mapping[str, Stamps]") -> str:
    names = sorted(listed)
    told = hashlib.blake2b(os.fsencode("\0".join(names)), digest_size=16)
    told.update(np.array([listed[name] for name in names], np.int64).tobytes())
    return told.hexdigest()


@dataclass(frozen=True)
class _Reader:
    """Brings what is known of a folder up to date, and keeps it in ``path``."""

    place: Path
    path: Path
    listed: "Mapping[str, Stamps]"
    report: Report
    progress: Progress

    def read(self, before: "Archive | None") -> Snapshot:
        """What there is by now; ``before`` is what was kept."""
        paths = folder.find(self.place, self.report)
        taken, files = self._left(before, paths)
        missing = [path for path in paths if self._name(path) not in files]
        owners = {folder.identity(Path(name)): self.place / name for name in files}
        changes = len(missing) + (len(before.taken.articles) - len(files) if before else 0)
        problems: list[ArticleError] = []
        batch: dict[str, Article] = {}
        listing = ""
        try:
            for number, path in enumerate(missing):
                self.progress(number, len(missing))
                if article := self._article(path, owners, problems):
                    batch[self._name(path)] = article
                if len(batch) == _AT_ONCE:
                    taken, files = self._with(taken, files, batch)
                    batch = {}
            lasting = not any(problem.passing for problem in problems)
            if lasting and {self._name(path) for path in paths} == self.listed.keys():
                listing = _digest(self.listed)
        finally:  # whatever ends this early, what was read until now is kept
            taken, files = self._with(taken, files, batch)
            if files and changes >= min(_WORTH, 1 + len(files) // _WORTH):
                self._keep(taken, files, listing, problems)
        if not files:
            raise NoArticlesError(self.place, "none of the articles in it can be used")
        return taken

    def _left(self, before: "Archive | None", paths: Sequence[Path]) -> "tuple[Snapshot, dict[str, Stamps]]":
        """What is as it was ``before``."""
        if before is None:
            return library.snapshot([]), {}
        files = before.files()
        first: dict[str, str] = {}
        for path in paths:  # of two of one name the first by path counts
            first.setdefault(folder.identity(path), self._name(path))
        left = {
            name: stamps
            for name, stamps in files.items()
            if self.listed.get(name) == stamps and first.get(folder.identity(Path(name))) == name
        }
        gone = [number for number, name in enumerate(files) if name not in left]
        return (library.changed(before.taken, gone, []) if gone else before.taken), left

    def _article(self, path: Path, owners: dict[str, Path], problems: list[ArticleError]) -> Article | None:
        """The article in ``path``; None, and it is told, where it can't be used, or its name is taken."""
        try:
            article = folder.read(path)
            first = owners.setdefault(folder.identity(path), path)
            if first != path:
                raise folder.same_name(path, first)
        except ArticleError as error:
            self.report(error)
            problems.append(error)
            return None
        return article

    def _with(
        self, taken: Snapshot, files: "dict[str, Stamps]", batch: Mapping[str, Article]
    ) -> "tuple[Snapshot, dict[str, Stamps]]":
        """With the articles of more files."""
        if not batch:
            return taken, files
        taken = library.changed(taken, [], list(batch.values()))
        if len(batch) == _AT_ONCE:
            taken = replace(taken, articles=taken.articles.packed())
        return taken, files | {name: self.listed.get(name, (*_ABSENT, *_ABSENT)) for name in batch}

    def _keep(
        self, taken: Snapshot, files: "Mapping[str, Stamps]", listing: str, problems: Sequence[ArticleError]
    ) -> None:
        from index import archive

        told = [ArticleError(Path(self._name(one.path)), one.problem, one.line) for one in problems]
        try:
            archive.keep(self.path, taken, files, listing, told)
        except OSError as error:
            log.warning("%s: can't be written: %s; articles are read anew", self.path, error.strerror)

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.place))
