"""Which articles lie in a folder, and what is wrong with those that can't be used? The index's I/O."""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from index import metadata, sentences
from index.articles import parse
from index.errors import ArticleError, NoArticlesError
from index.model import Article, Span

MAX_BYTES = 2_000_000
"""A book of 300,000 words. Key statements take some ten thousand bytes; more is another kind of file."""


def find(folder: Path) -> list[Path]:
    """The ``.txt`` files in ``folder`` and the folders in it, by name; hidden ones are left alone.

    Raises NoArticlesError where there is no such folder, or nothing in it.
    """
    if not os.path.exists(folder):  # noqa: PTH110 - Path.exists raises where a parent can't be entered
        raise NoArticlesError(folder, "there is no such folder")
    if not folder.is_dir():
        raise NoArticlesError(folder, "this is a file; give the folder that it lies in")
    failures: list[OSError] = []
    found = []
    for parent, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(parent, name) for name in names if _is_article(name)]
    if failures and not found:
        raise NoArticlesError(folder, f"can't be read: {failures[0].strerror}")
    if not found:
        raise NoArticlesError(folder, "holds no articles; an article is a UTF-8 text file named *.txt")
    return sorted(found)


def _is_article(name: str) -> bool:
    return name.lower().endswith(".txt") and not name.startswith(".")


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
    files = find(folder)
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
    return unicodedata.normalize("NFC", path.stem).casefold()


def _same_name(path: Path, first: Path) -> ArticleError:
    return ArticleError(path, f"another article has the same name: {first}; rename one of them")


def read(path: Path) -> Article:
    """The article in ``path``, with the metadata of the ``.toml`` beside it over what the text says.

    Raises ArticleError when either can't be used.
    """
    article = parse(_text(path), path.stem)
    if not article.statements:
        raise ArticleError(path, "no statements: there are no words in the file")
    return metadata.apply(metadata.read(metadata.beside(path)), article)


def _text(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ArticleError(path, "not a file but a pipe or a device; an article is UTF-8 text")
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = f"{MAX_BYTES / 1e6:.0f} MB is the limit for one article"
            raise ArticleError(path, f"{size / 1e6:.1f} MB, and {limit}; split it, one file for each talks")
        content = path.read_bytes()
    except OSError as error:
        raise ArticleError(path, f"can't be read: {error.strerror or error}") from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError(path, "UTF-16 text; save it as UTF-8", 1)
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise ArticleError(path, "a binary file, not a text; an article is UTF-8 text", line)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"not UTF-8 (byte {content[error.start]:#04x}); if it is windows-1251, save it as UTF-8"
        raise ArticleError(path, problem, line) from error


def check(path: Path) -> Iterator[tuple[Path, Article | None, list[ArticleError]]]:
    """Each article in ``path``, a file or a folder, with everything that is wrong with it, by line.

    Raises NoArticlesError where there is nothing to check.
    """
    paths: dict[str, Path] = {}
    files = [path] if path.is_file() else find(path)
    for file in files:
        first = paths.setdefault(_identity(file), file)
        problems = [] if first == file else [_same_name(file, first)]
        try:
            article = read(file)
        except ArticleError as error:
            yield file, None, [*problems, error]
            continue
        yield file, article, problems + sorted(_stumbles(article, file), key=lambda error: error.line or 0)
    if path.is_dir():
        yield from _orphans(path, {metadata.beside(file) for file in files})


def _orphans(folder: Path, known: set[Path]) -> Iterator[tuple[Path, None, list[ArticleError]]]:
    for file in sorted(set(folder.rglob("*.toml")) - known):
        if not any(part.startswith(".") for part in file.relative_to(folder).parts):
            problem = "metadata without its article: no .txt of that name beside it"
            yield file, None, [ArticleError(file, problem)]


def _stumbles(article: Article, path: Path) -> Iterator[ArticleError]:
    """What a reader would stumble over in an article that can be used."""
    body = article.body
    for number, line in enumerate(body.splitlines(), start=1):
        if "\ufffd" in line:
            yield ArticleError(path, "letters were lost before this file was written (U+FFFD)", number)
        control = next((c for c in line if unicodedata.category(c) == "Cc" and c != "\t"), None)
        if control:
            yield ArticleError(path, f"a control character (U+{ord(control):04X})", number)
    for statement in article.statements:
        if not sentences.quotations(body, statement.span)[1]:
            yield ArticleError(path, "a quotation mark without its pair", line_of(body, statement.span))
    used = {statement.section for statement in article.statements}
    for number, section in enumerate(article.sections):
        if number not in used:
            problem = f"no statement under the heading {section.heading.of(body)!r}"
            yield ArticleError(path, problem, line_of(body, section.heading))


def line_of(body: str, span: Span) -> int:
    """The line, from 1, on which ``span`` starts."""
    return len((body[: span.start] + ".").splitlines())
