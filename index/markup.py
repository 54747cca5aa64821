"""What is the text of a web page, or of Markdown, as an article is written: headings, bullets, paragraphs?

Words stay as they are; what only marks them up goes. The first return value is the text, the second what
the page says of itself, under the keys of the metadata (see `metadata`).
"""

# ruff: noqa: PLC0415 - only who adds such files needs what reads them

import datetime
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from index.analysis import language_of

Found = tuple[str, dict[str, Any]]

_BLOCKS = {"head", "p", "item", "list", "quote", "ab", "code", "table", "row", "cell", "div"}
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page names its encoding
_FRONT_MATTER = re.compile(r"---\r?\n(.{0,4000}?)\r?\n---\r?\n", re.DOTALL)
_SHORTEST = 60  # letters of an article; what is less is a menu
_TITLE, _SOURCE = 300, 100  # letters that are kept of each


class MarkupError(Exception):
    """There is no text; the message says why, and the next step."""


def from_html(content: bytes, url: str | None, charset: str | None = None) -> Found:
    """The article in a web page, without what stands around it, as trafilatura finds it.

    ``charset`` is what its server calls its encoding. Raises MarkupError.
    """
    try:
        import trafilatura
    except ModuleNotFoundError as error:
        raise MarkupError("HTML needs an extra: pip install 'talks-bot[html]'") from error
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of what it can't read: so do we
    try:
        read = partial(trafilatura.bare_extraction, _decoded(content, charset), url=url, with_metadata=True)
        # Where its own rules find an article they keep lists and headings; its rescuers keep neither.
        page: Any = read(fast=True, include_comments=False) or read(include_comments=False)
        blocks = list(_joined(_parts(page.body))) if page else []
    except Exception as error:  # whatever a page makes the parsers of others stumble over
        raise MarkupError("this can't be read as HTML; save its text as a .txt file") from error
    if sum(map(len, blocks)) < _SHORTEST:
        raise MarkupError("no article is found in this page; save its text as a .txt file")
    title = " ".join((page.title or "").split())[:_TITLE]
    found: dict[str, Any] = {"title": title, "source": " ".join((page.sitename or "").split())[:_SOURCE]}
    found["url"] = url or page.url
    with suppress(TypeError, ValueError):
        found["date"] = datetime.date.fromisoformat(page.date)
    return _written(blocks, found)


def from_markdown(text: str) -> Found:
    """Markdown without its marks; its first heading is the title."""
    from markdown_it import MarkdownIt

    found: dict[str, Any] = {}
    text = text.removeprefix("\ufeff")
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :]
        said = dict(re.findall(r"^(title|date):[ \t]*[\"']?(.+?)[\"']?[ \t\r]*$", front[1], re.MULTILINE))
        found["title"] = said.get("title", "")[:_TITLE]
        with suppress(ValueError):
            found["date"] = datetime.date.fromisoformat(said.get("date", "")[:10])
    parts: list[tuple[str, str]] = []
    depth, kind = 0, ""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type in {"list_item_open", "heading_open"}:
            kind = token.type
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "heading_open" and token.tag == "h1" and not parts:
            kind = "title"
        elif token.type in {"inline", "fence", "code_block", "html_block"}:
            said_here = "".join(map(_inline, token.children)) if token.children else token.content
            if kind == "title" and not found.get("title"):
                found["title"] = said_here[:_TITLE]
            elif kind != "title" or said_here != found["title"]:
                parts.append(("item" if kind == "list_item_open" else "more" if depth else "p", said_here))
            kind = ""
    return _written(list(_joined(parts)), found)


def _inline(token: Any) -> str:  # noqa: ANN401 - markdown-it's Token
    return {"softbreak": " ", "hardbreak": "\n", "html_inline": ""}.get(token.type, str(token.content))


def _decoded(content: bytes, charset: str | None) -> str | bytes:
    """``content`` in the encoding that its server or the page itself names; else for trafilatura to guess."""
    named = _CHARSET.search(content, 0, _HEAD)
    for name in filter(None, (charset, named[1].decode("ascii", "replace") if named else None)):
        with suppress(LookupError, ValueError):
            return content.decode(name)  # which, unlike codecs.decode, unpacks no "zlib"
    return content


def _parts(element: Element) -> Iterator[tuple[str, str]]:
    """The texts of ``element``, each with what it is: an item of a list, more of one, or a paragraph."""
    kind = "item" if element.tag == "item" else "p"
    said = element.text or ""
    for child in element:
        if child.tag in _BLOCKS:
            yield kind, said
            if said.strip() and kind == "item":
                kind = "more"
            said = ""
            for inner, text in _parts(child):
                yield (kind if inner == "p" and element.tag == "item" else inner), text
                kind = "more" if text.strip() and element.tag == "item" else kind
        else:
            said += "\n" if child.tag == "lb" else "".join(child.itertext())
        said += child.tail or ""
    yield kind, said


def _joined(parts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Blocks of text: an item with its bullet, and with what more there is of it below, indented."""
    block = ""
    for kind, text in parts:
        lines = [" ".join(line.split()) for line in text.split("\n")]
        said = "\n".join(line for line in lines if line)
        if not said:
            continue
        if kind == "more" and block:
            block += "\n  " + said.replace("\n", "\n  ")
            continue
        if block:
            yield block
        block = "- " + said.replace("\n", "\n  ") if kind == "item" else said
    if block:
        yield block


def _written(blocks: list[str], found: dict[str, Any]) -> Found:
    if blocks[:1] == [found.get("title")]:  # it stands in the metadata
        del blocks[0]
    text = "\n\n".join(blocks) + "\n"
    found["language"] = language_of(text)
    return text, {key: value for key, value in found.items() if value}
