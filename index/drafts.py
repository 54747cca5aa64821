"""What would a text be as an article, under which name, and how does it get into a folder safely?"""

import datetime
import json
import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from index import checks, folder, markup, metadata
from index.errors import ArticleError, TalksError
from index.latin import latin
from index.model import Article
from index.opening import cut, first_sentence

Link = Callable[[Path, Path], None]

MOST_TEXT, MOST_HTML = 1_000_000, 5_000_000
"""Bytes of a file that is taken."""
HTML = (".html", ".htm")
KINDS = (".txt", ".md", *HTML)
"""How the name of a file that is taken ends."""

_KEYS = ("title", "speaker", "source", "url", "language", "date", "questions")  # in this order
_LONGEST = 2500  # letters of one entry; all of the metadata may have 8,000 bytes
_TITLE = 150  # characters of a first sentence that becomes the title
_SLUG = 60  # letters of a name, the date not counted
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?![a-z0-9])")  # no names of files on Windows


class SameTextError(TalksError):
    """The text is in the folder already, in the file ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"the same text is there already: {path.name}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that may become an article, and what would stand in the metadata beside it."""

    name: str
    text: str
    metadata: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """The name of its file."""
        return Path(f"{self.name}.txt")

    def article(self) -> Article:
        """The article that it would be."""
        said = metadata.parse(toml(self.metadata), metadata.beside(self.path))
        return metadata.apply(said, folder.parsed(self.text, self.path))

    def problems(self) -> list[ArticleError]:
        """What `talks check` would say of it."""
        return checks.stumbles(self.article(), self.path)


def drafted(
    content: bytes,
    path: Path,
    said: Mapping[str, Any] | None = None,
    *,
    url: str | None = None,
    charset: str | None = None,
) -> Draft:
    """What ``content``, of a file of this name or of an address, would be as an article.

    What is ``said`` of it goes over what it says itself. Raises ArticleError.
    """
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        raise ArticleError(path, f"not a {', '.join(KINDS[:-2])} or .html file; save its text as a .txt file")
    most = MOST_HTML if suffix in HTML else MOST_TEXT
    if len(content) > most:
        size = f"{len(content) / 1e6:,.2f} MB, and {most / 1e6:,.2f} MB is the limit"
        raise ArticleError(path, f"{size}; split it, one file for each talks")
    found: dict[str, Any] = {}
    try:
        if suffix in HTML:
            text, found = markup.from_html(content, url, charset)
        elif suffix == ".md":
            text, found = markup.from_markdown(folder.decoded(content, path))
        else:
            text = folder.decoded(content, path)
    except markup.MarkupError as error:
        raise ArticleError(path, str(error)) from error
    return of_text(text, path, found | dict(said or {}))


def from_file(path: Path, said: Mapping[str, Any]) -> Draft:
    """`drafted`, of a file and of the metadata beside it. Raises ArticleError."""
    try:
        if not path.is_file():
            problem = (
                "not a file but a folder, a pipe or a device" if path.exists() else "there is no such file"
            )
            raise ArticleError(path, problem)
        with path.open("rb") as file:
            content = file.read(MOST_HTML + 1)
        beside = metadata.beside(path)
        told = metadata.parse(beside.read_text("utf-8"), beside) if beside.is_file() else {}
    except OSError as error:
        raise ArticleError(path, f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ArticleError(beside, "not UTF-8; save it as UTF-8") from error
    return drafted(content, path, told | dict(said))


def of_text(text: str, path: Path, said: Mapping[str, Any]) -> Draft:
    """The draft of a ``text`` that came as ``path``. Raises ArticleError when it can't be an article."""
    text = text.encode("utf-8", "replace").decode()  # halves of surrogates can't be written
    usable = {key: value for key, value in said.items() if _fits(key, value)}
    article = Draft("article", text, usable).article()
    return Draft(_name(article, path.stem), text, usable)


def titled(draft: Draft) -> Draft:
    """``draft``; one without a title gets its first sentence, but keeps its name."""
    article = draft.article()
    if article.title:
        return draft
    return replace(
        draft, metadata={**draft.metadata, "title": cut(first_sentence(article), _TITLE).removesuffix(":")}
    )


def _fits(key: str, value: object) -> bool:
    written = toml({key: value})
    with suppress(ArticleError):
        return len(written) < _LONGEST and bool(metadata.parse(written, Path("article.toml")))
    return False


def _name(article: Article, called: str) -> str:
    """A name that every system takes: the date and the title, or else what it was ``called``."""
    spelled = latin(article.title or called).replace("'", "")  # "kul'tury", for a soft sign
    slug = re.sub("[^a-z0-9]+", "-", spelled)[: 2 * _SLUG].strip("-")
    slug = slug[:_SLUG].strip("-") or "article"
    day = str(article.date or "")
    dated = slug if not day or slug.startswith(day) else f"{day}-{slug}"
    return f"article-{dated}" if _RESERVED.match(dated) else dated


def toml(said: Mapping[str, Any]) -> str:
    """``said`` as the metadata beside an article is written."""
    return "".join(f"{key} = {_value(said[key])}\n" for key in _KEYS if key in said)


def _value(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    encodable = str(value).encode("utf-8", "replace").decode()
    return json.dumps(encodable, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML's texts are JSON's


def save(draft: Draft, place: Path, link: Link = os.link) -> Path:
    """Put ``draft`` into the folder ``place``, whole or not at all; the file.

    Nothing is written over: a number behind the name makes it new. ``link`` gives a file another name, if
    none has that, where the file system can. Raises SameTextError, OSError.
    """
    files = folder.files_named(place, ".txt", _raise)
    _refuse_same(draft.text, files)
    taken = {*map(folder.identity, files), *map(folder.identity, folder.files_named(place, ".toml", _raise))}
    for number in count(1):
        path = place / (draft.path if number == 1 else f"{draft.name}-{number}.txt")
        if folder.identity(path) not in taken:
            with suppress(FileExistsError):  # somebody else was faster
                _write_both(draft, path, link)
                break
    return path


def _raise(error: OSError) -> None:
    if not isinstance(error.filename, str) or not os.path.islink(error.filename):  # noqa: PTH114
        raise error


def _refuse_same(text: str, files: list[Path]) -> None:
    same = text.split()
    for path in files:
        with suppress(OSError):
            if (
                path.stat().st_size <= folder.MAX_BYTES
                and path.read_bytes().decode("utf-8", "replace").split() == same
            ):
                raise SameTextError(path)


def _write_both(draft: Draft, path: Path, link: Link) -> None:
    """The metadata first: who sees the text sees all of it."""
    beside = metadata.beside(path)
    said = toml(draft.metadata)
    if said:
        _write(beside, said, link)
    try:
        _write(path, draft.text, link)
    except BaseException:
        if said:
            beside.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _write(path: Path, text: str, link: Link) -> None:
    """Write a new file, which is seen when all of it is on the disk. Raises FileExistsError."""
    unfinished = path.with_name(f".{path.name}-{secrets.token_hex(4)}")  # hidden: nobody looks at it
    try:
        with unfinished.open("xb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        try:
            link(unfinished, path)  # unlike a rename it never writes over
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if path.exists():
                raise FileExistsError(path) from None
            unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
