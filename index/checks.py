"""What would a reader, or the parser, stumble over in an article, and at which line?"""

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index import folder, metadata, sentences
from index.errors import ArticleError, NoArticlesError
from index.model import Article, Span

_LINE_END = re.compile("\r\n|\n|\r")
_MARKUP = re.compile(r"[\s\ufeff]*(?:<(?:!doctype|html|body|p|div)\b|\{\\rtf)", re.IGNORECASE)
# What a terminal would obey, and marks that turn the direction of a text round.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def check(path: Path) -> Iterator[tuple[Path, Article | None, list[ArticleError]]]:
    """Each article in ``path``, a file or a folder, with what is wrong with it, by line.

    An article that can't be used comes as None with the reason. Metadata stands for the article
    beside it. Raises NoArticlesError where there is nothing to check.
    """
    if os.path.isfile(path):  # noqa: PTH113 - see `folder.find`
        yield from _checked([_article_of(path)])
        return
    if not os.path.exists(path):  # noqa: PTH110 - see `folder.find`
        raise NoArticlesError(path, "there is no such file or folder")
    unread: list[ArticleError] = []
    files = folder.find(path, unread.append)
    yield from ((error.path, None, [error]) for error in unread)
    yield from _checked(files)
    known = {metadata.beside(file) for file in files}
    for file in folder.files_named(path, ".toml", lambda _: None):
        if file.suffix != ".toml":
            yield file, None, [ArticleError(file, "passed over: metadata is named .toml, in small letters")]
        elif file not in known:
            problem = "metadata without its article: no .txt of that name beside it"
            yield file, None, [ArticleError(file, problem)]


def _article_of(path: Path) -> Path:
    article = path.with_suffix(".txt")
    return article if path.suffix == ".toml" and article.is_file() else path


def _checked(files: Sequence[Path]) -> Iterator[tuple[Path, Article | None, list[ArticleError]]]:
    paths: dict[str, Path] = {}
    for file in files:
        if not folder.is_named(file.name, ".txt"):
            problem = "passed over: an article is named *.txt, without a dot before it"
            yield file, None, [ArticleError(file, problem)]
            continue
        first = paths.setdefault(folder.identity(file), file)
        problems = [] if first == file else [folder.same_name(file, first)]
        try:
            article = folder.read(file)
        except ArticleError as error:
            others = folder.faults(file)  # of metadata all, not only the first
            yield file, None, [*problems, *([] if str(error) in map(str, others) else [error]), *others]
            continue
        yield file, article, problems + stumbles(article, file)


def stumbles(article: Article, path: Path) -> list[ArticleError]:
    """What a reader would stumble over in an article that can be used, by line."""
    return sorted(_stumbles(article, path), key=lambda error: error.line or 0)


def _stumbles(article: Article, path: Path) -> Iterator[ArticleError]:
    body = article.body
    line_of = line_numbers(body)
    if _MARKUP.match(body):
        yield ArticleError(path, "this looks like HTML or RTF; save it as plain text", 1)
    for number, line in enumerate(_LINE_END.split(body), start=1):
        if "\ufffd" in line:
            yield ArticleError(path, "letters were lost before this file was written (U+FFFD)", number)
        if control := _CONTROL.search(line):
            yield ArticleError(path, f"a control character (U+{ord(control[0]):04X})", number)
    for statement in article.statements:
        if not sentences.quotations(body, statement.span)[1]:
            yield ArticleError(path, "a quotation mark without its pair", line_of(statement.span))
    used = {statement.section for statement in article.statements}
    for number, section in enumerate(article.sections):
        last = number == len(article.sections) - 1
        if number not in used and (last or not metadata.speaker_alone(article, section)):
            problem = f"no statement under the heading {section.heading.of(body)!r}"
            yield ArticleError(path, problem, line_of(section.heading))


def line_numbers(body: str) -> Callable[[Span], int]:
    """Tells the line, from 1, on which a span of ``body`` starts; lines end as editors end them."""
    ends = [end.end() for end in _LINE_END.finditer(body)]
    return lambda span: bisect_right(ends, span.start) + 1
