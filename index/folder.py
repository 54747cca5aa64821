"""Which articles lie in a folder, and what is wrong with those that can't be used? The index's I/O."""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from index import metadata
from index.articles import parse
from index.errors import ArticleError, NoArticlesError
from index.model import Article

MAX_BYTES = 2_000_000
"""A book of 300,000 words. Key statements take some ten thousand bytes; more is another kind of file."""
_MAX_METADATA = 8_000  # bytes; a parser of TOML takes the square of some contents in memory

# So many marks on one letter that normalising them would take the square of their number in time.
_MARKS = re.compile(r"[^\w\s!-~]{32}")


def find(folder: Path, report: Callable[[ArticleError], None]) -> list[Path]:
    """The ``.txt`` files in ``folder`` and the folders in it, by name; hidden ones are left alone.

    A folder in it that can't be read goes to ``report``. Raises NoArticlesError where there is no such
    folder, or nothing in it.
    """
    if not os.path.exists(folder):  # noqa: PTH110 - Path.exists raises where a parent can't be entered
        raise NoArticlesError(folder, "there is no such folder")
    if not folder.is_dir():
        raise NoArticlesError(folder, "this is a file; give the folder that it lies in")
    failures: list[OSError] = []
    found = files_named(folder, ".txt", failures.append)
    told = [unread(Path(failure.filename), failure) for failure in failures]
    if told and not found:
        raise NoArticlesError(told[0].path, told[0].problem)
    if not found:
        raise NoArticlesError(folder, "holds no articles; an article is a UTF-8 text file named *.txt")
    for error in told:
        report(error)
    return found


def files_named(folder: Path, suffix: str, failed: Callable[[OSError], None]) -> list[Path]:
    """The files below ``folder`` whose names end in ``suffix``, in any case; hidden ones are left alone.

    ``failed`` hears of folders that can't be read, and of links to folders, which are not followed.
    """
    return sorted(map(Path, walk(folder, suffix, failed)))


def walk(
    folder: Path, suffix: str | tuple[str, ...], failed: Callable[[OSError], None]
) -> Iterator[os.DirEntry[str]]:
    """The files of `files_named`, or of several suffixes, in no order: fast, for who looks often."""
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir():
                        if entry.name.startswith("."):
                            continue
                        if entry.is_symlink():
                            problem = "a link to a folder, which is not followed"
                            failed(OSError(errno.ELOOP, problem, entry.path))
                        else:
                            waiting.append(entry.path)
                    elif is_named(entry.name, suffix):
                        yield entry
        except OSError as error:
            failed(error)


def is_named(name: str, suffix: str | tuple[str, ...]) -> bool:
    """Whether a file of that name is looked at."""
    return name.lower().endswith(suffix) and not name.startswith(".")


def unread(path: Path, error: OSError) -> ArticleError:
    """What is wrong with a file or folder that can't be read."""
    told = ArticleError(path, f"can't be read: {error.strerror}")
    told.passing = True
    return told


def load(
    folder: Path,
    report: Callable[[ArticleError], None],
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Article, ...]:
    """Every article in ``folder`` that can be used; the others go to ``report`` and are skipped.

    ``progress`` hears, before each, how many of how many are read. Raises NoArticlesError when none is left.
    """
    articles: list[Article] = []
    paths: dict[str, Path] = {}
    files = find(folder, report)
    for number, path in enumerate(files):
        progress(number, len(files))
        try:
            article = read(path)
        except ArticleError as error:
            report(error)
            continue
        first = paths.setdefault(identity(path), path)
        if first == path:
            articles.append(article)
        else:
            report(same_name(path, first))
    if not articles:
        raise NoArticlesError(folder, "none of the articles in it can be used")
    return tuple(articles)


def identity(path: Path) -> str:
    """The name is the article's id: one that differs only in case or composition is the same."""
    return unicodedata.normalize("NFC", path.stem.casefold())


def same_name(path: Path, first: Path) -> ArticleError:
    """What is wrong with the second of two articles of one name."""
    return ArticleError(path, f"another article has the same name: {first}; rename one of them")


def read(path: Path) -> Article:
    """The article in ``path``, with the metadata of the ``.toml`` beside it over what the text says.

    Raises ArticleError when either can't be used.
    """
    article = parsed(_text(path, MAX_BYTES), path)
    beside = metadata.beside(path)
    # A link that leads nowhere is no metadata left out: reading it says so.
    said = metadata.parse(_text(beside, _MAX_METADATA), beside) if os.path.lexists(beside) else {}
    return metadata.apply(said, article)


def parsed(text: str, path: Path) -> Article:
    """The article that is ``text`` of ``path``, without metadata. Raises ArticleError without statements."""
    article = parse(text, path.stem)
    if not article.statements:
        raise ArticleError(path, "no statements: there are no words in the file")
    return article


def faults(path: Path) -> list[ArticleError]:
    """All that is wrong with the metadata beside the article in ``path``, where that can be read."""
    beside = metadata.beside(path)
    try:
        return list(metadata.faults(_text(beside, _MAX_METADATA), beside)) if os.path.lexists(beside) else []
    except ArticleError as error:
        return [error]


def _text(path: Path, most: int) -> str:
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise ArticleError(path, "not a file but a folder, a pipe or a device")
        if info.st_size > most:
            size, limit = (f"{count / 1e6:,.2f} MB" for count in (info.st_size, most))
            raise ArticleError(path, f"{size}, and {limit} is the limit; split it, one file for each talks")
        content = path.read_bytes()
    except OSError as error:
        raise unread(path, error) from error
    return decoded(content, path)


def decoded(content: bytes, path: Path) -> str:
    """The text that is ``content`` of ``path``. Raises ArticleError where it is no UTF-8, or no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError(path, "UTF-16 text; save it as UTF-8", 1)
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        word = " (of a word processor?)" if content.startswith(b"PK") else ""
        raise ArticleError(path, f"a binary file{word}; save it as plain text, UTF-8", line)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"not UTF-8 (byte {content[error.start]:#04x}), perhaps windows-1251; save it as UTF-8"
        raise ArticleError(path, problem, line) from error
    for run in _MARKS.finditer(text):
        if all(map(unicodedata.combining, run[0])):
            line = text.count("\n", 0, run.start()) + 1
            raise ArticleError(path, "letters under heaps of accents, as no language has them", line)
    return text
