"""Which articles lie in a folder, and what is wrong with those that can't be used? The index's I/O."""

import os
import re
import stat
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from index import metadata, sentences
from index.articles import parse
from index.errors import ArticleError, NoArticlesError
from index.model import Article, Span

MAX_BYTES = 2_000_000
"""A book of 300,000 words. Key statements take some ten thousand bytes; more is another kind of file."""


_MARKUP = re.compile(r"[\s\ufeff]*(?:<(?:!doctype|html|body|p|div)\b|\{\\rtf)", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|\n")  # as editors count lines


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
    found = _files(folder, ".txt", failures.append)
    unread = [_unread(Path(failure.filename), failure) for failure in failures]
    if unread and not found:
        raise NoArticlesError(unread[0].path, unread[0].problem)
    if not found:
        raise NoArticlesError(folder, "holds no articles; an article is a UTF-8 text file named *.txt")
    for error in unread:
        report(error)
    return found


def _files(folder: Path, suffix: str, failed: Callable[[OSError], None]) -> list[Path]:
    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(parent, name) for name in names if _is_named(name, suffix)]
    return sorted(found)


def _is_named(name: str, suffix: str) -> bool:
    return name.lower().endswith(suffix) and not name.startswith(".")


def _unread(path: Path, error: OSError) -> ArticleError:
    return ArticleError(path, f"can't be read: {error.strerror}")


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
        first = paths.setdefault(_identity(path), path)
        if first == path:
            articles.append(article)
        else:
            report(_same_name(path, first))
    if not articles:
        raise NoArticlesError(folder, "none of the articles in it can be used")
    return tuple(articles)


def _identity(path: Path) -> str:
    """The name is the article's id: one that differs only in case or composition is the same."""
    return unicodedata.normalize("NFC", path.stem.casefold())


def _same_name(path: Path, first: Path) -> ArticleError:
    return ArticleError(path, f"another article has the same name: {first}; rename one of them")


def read(path: Path) -> Article:
    """The article in ``path``, with the metadata of the ``.toml`` beside it over what the text says.

    Raises ArticleError when either can't be used.
    """
    article = parse(_text(path), path.stem)
    if not article.statements:
        raise ArticleError(path, "no statements: there are no words in the file")
    beside = metadata.beside(path)
    # A link that leads nowhere is no metadata left out: reading it says so.
    said = metadata.parse(_text(beside), beside) if os.path.lexists(beside) else {}
    return metadata.apply(said, article)


def _text(path: Path) -> str:
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise ArticleError(path, "not a file but a folder, a pipe or a device")
        if info.st_size > MAX_BYTES:
            size, limit = (f"{count / 1e6:.1f} MB" for count in (info.st_size, MAX_BYTES))
            raise ArticleError(path, f"{size}, and {limit} is the limit; split it, one file for each talks")
        content = path.read_bytes()
    except OSError as error:
        raise _unread(path, error) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError(path, "UTF-16 text; save it as UTF-8", 1)
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        word = " (of a word processor?)" if content.startswith(b"PK") else ""
        raise ArticleError(path, f"a binary file{word}; save it as plain text, UTF-8", line)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"not UTF-8 (byte {content[error.start]:#04x}), perhaps windows-1251; save it as UTF-8"
        raise ArticleError(path, problem, line) from error


def check(path: Path) -> Iterator[tuple[Path, Article | None, list[ArticleError]]]:
    """Each article in ``path``, a file or a folder, with what is wrong with it, by line.

    An article that can't be used comes as None with the first reason. Metadata stands for the article
    beside it. Raises NoArticlesError where there is nothing to check.
    """
    if os.path.isfile(path):  # noqa: PTH113 - see `find`
        yield from _checked([_article_of(path)])
        return
    if not os.path.exists(path):  # noqa: PTH110 - see `find`
        raise NoArticlesError(path, "there is no such file or folder")
    unread: list[ArticleError] = []
    files = find(path, unread.append)
    yield from ((error.path, None, [error]) for error in unread)
    yield from _checked(files)
    known = {metadata.beside(file) for file in files}
    for file in _files(path, ".toml", lambda _: None):
        if file not in known:
            problem = "metadata without its article: no .txt of that name beside it"
            yield file, None, [ArticleError(file, problem)]


def _article_of(path: Path) -> Path:
    article = path.with_suffix(".txt")
    return article if path.suffix == ".toml" and article.is_file() else path


def _checked(files: Sequence[Path]) -> Iterator[tuple[Path, Article | None, list[ArticleError]]]:
    paths: dict[str, Path] = {}
    for file in files:
        if not _is_named(file.name, ".txt"):
            problem = "passed over: an article is named *.txt, without a dot before it"
            yield file, None, [ArticleError(file, problem)]
            continue
        first = paths.setdefault(_identity(file), file)
        problems = [] if first == file else [_same_name(file, first)]
        try:
            article = read(file)
        except ArticleError as error:
            yield file, None, [*problems, error]
            continue
        yield file, article, problems + sorted(_stumbles(article, file), key=lambda error: error.line or 0)


def _stumbles(article: Article, path: Path) -> Iterator[ArticleError]:
    """What a reader would stumble over in an article that can be used."""
    body = article.body
    line_of = line_numbers(body)
    if _MARKUP.match(body):
        yield ArticleError(path, "this looks like HTML or RTF; save it as plain text", 1)
    for number, line in enumerate(_LINE_END.split(body), start=1):
        if "\ufffd" in line:
            yield ArticleError(path, "letters were lost before this file was written (U+FFFD)", number)
        control = next((c for c in line if unicodedata.category(c) == "Cc" and c != "\t"), None)
        if control:
            yield ArticleError(path, f"a control character (U+{ord(control):04X})", number)
    for statement in article.statements:
        if not sentences.quotations(body, statement.span)[1]:
            yield ArticleError(path, "a quotation mark without its pair", line_of(statement.span))
    used = {statement.section for statement in article.statements}
    for number, (section, below) in enumerate(zip_longest(article.sections, article.sections[1:])):
        over_others = below and section.speaker and section.speaker == below.speaker
        if number not in used and not over_others:
            problem = f"no statement under the heading {section.heading.of(body)!r}"
            yield ArticleError(path, problem, line_of(section.heading))


def line_numbers(body: str) -> Callable[[Span], int]:
    """Tells the line, from 1, on which a span of ``body`` starts; lines end as editors end them."""
    ends = [end.end() for end in _LINE_END.finditer(body)]
    return lambda span: bisect_right(ends, span.start) + 1
