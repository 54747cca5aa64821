"""How does a reply look as text? Pure: blocks to plain text, or to Telegram's HTML in messages of its size.

A block is a line or a paragraph of runs, each a text and what it is. Bold and blockquote exist only
here. A quoted text is always a slice of the article; only control characters, which a terminal would
obey, are shown as U+FFFD.
"""

import html as escaping
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Style = Literal["text", "answer", "byline", "link", "heading", "verdict", "note"]

MESSAGE = 4096
"""UTF-16 code units that a message of Telegram may have, its markup not counted."""

_EXPANDABLE = 700  # UTF-16 units from which a quotation is shown folded
# Control characters, marks that turn the direction of a text round, halves of a surrogate pair.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAK = re.compile(r"(?<=[.!?…])[\"”»“’)]*\s+|\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Some text, and what it is; a link leads to ``url``, or to its own text."""

    text: str
    style: Style = "text"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A line or a paragraph; a ``quote`` is the article's words. Without runs it is an empty line.

    ``indent`` is in columns of a terminal.
    """

    runs: tuple[Run, ...] = ()
    quote: bool = False
    indent: int = 0


def line(text: str, style: Style = "text") -> Block:
    """A block of one run."""
    return Block((Run(text, style),))


def plain(blocks: Iterable[Block]) -> str:
    """``blocks`` as text without a terminal's means: what answers stands between two asterisks."""
    return "".join(" " * block.indent + "".join(map(_plain, marked(block).runs)) + "\n" for block in blocks)


def _plain(run: Run) -> str:
    return f"**{run.text}**" if run.style == "answer" else run.text


def marked(block: Block) -> Block:
    """``block`` for a terminal: a quotation between marks, nothing in it that a terminal would obey."""
    runs = tuple(replace(run, text=visible(run.text)) for run in block.runs)
    if block.quote:
        runs = (Run("❝ ", "heading"), *runs, Run(" ❞", "heading"))
    return replace(block, runs=runs)


def visible(text: str) -> str:
    """``text`` with what a terminal would obey instead of showing made visible."""
    return _CONTROL.sub("\ufffd", re.sub("\r\n?", "\n", text))


def html(blocks: Iterable[Block]) -> str:
    """``blocks`` as Telegram's HTML; whatever stands in them is escaped."""
    return "\n".join(map(_html_block, blocks)).strip("\n")


def _html_block(block: Block) -> str:
    text = "".join(map(_html_run, block.runs))
    if not block.quote:
        return text
    opening = "<blockquote expandable>" if units(block) > _EXPANDABLE else "<blockquote>"
    return f"{opening}{text}</blockquote>"


def _html_run(run: Run) -> str:
    text = escaping.escape(_CONTROL.sub("\ufffd", run.text), quote=False)
    if run.style in ("answer", "verdict", "heading"):
        return f"<b>{text}</b>" if text.strip() else text
    if run.style == "link":
        return f'<a href="{escaping.escape(run.url or run.text)}">{text}</a>'
    return text


def messages(blocks: Sequence[Block]) -> list[str]:
    """``blocks`` as Telegram's HTML in as many messages as they need.

    They part between statements; one that is longer than a message, between two of its sentences or
    words. A surrogate pair, a tag or an entity is never cut: the cut comes before the markup.
    """
    parts: list[list[Block]] = [[]]
    for block in (piece for whole in blocks for piece in _pieces(whole)):
        filled = sum(map(units, parts[-1])) + len(parts[-1])
        if parts[-1] and filled + units(block) + _kept_together(block, blocks) > MESSAGE:
            parts.append([])
        parts[-1].append(block)
    return [text for text in map(html, parts) if text]


def _kept_together(block: Block, blocks: Sequence[Block]) -> int:
    """The units of the lines that belong under ``block``: a quotation's byline goes with it."""
    if not block.quote or block not in blocks:
        return 0
    after = blocks[blocks.index(block) + 1 :]
    under = next((number for number, b in enumerate(after) if b.quote or not b.runs), len(after))
    return min(sum(units(b) + 1 for b in after[:under]), MESSAGE - units(block))


def units(block: Block) -> int:
    """The length of ``block`` as Telegram counts it."""
    return sum(len(run.text.encode("utf-16-le", "surrogatepass")) for run in block.runs) // 2


def _pieces(block: Block) -> Iterator[Block]:
    """``block`` in pieces that fit into a message each."""
    while units(block) > MESSAGE:
        head, block = _cut(block, _place(block))
        yield head
    yield block


def _place(block: Block) -> int:
    """Where to cut: the code point after the last sentence, or else word, that fits into a message."""
    text = "".join(run.text for run in block.runs)
    fits, size = 0, 0
    for character in text:
        size += 1 + (character > "\uffff")
        if size > MESSAGE:
            break
        fits += 1
    breaks = list(_BREAK.finditer(text, 1, fits))
    sentences = [found.end() for found in breaks if text[found.start() - 1] in ".!?…"]
    near = [place for place in sentences if place > fits // 2]
    return (near or [found.end() for found in breaks] or [fits])[-1]


def _cut(block: Block, place: int) -> tuple[Block, Block]:
    head, tail = [], []
    for run in block.runs:
        if left := run.text[: max(place, 0)]:
            head.append(replace(run, text=left))
        if right := run.text[max(place, 0) :]:
            tail.append(replace(run, text=right))
        place -= len(run.text)
    return replace(block, runs=tuple(head)), replace(block, runs=tuple(tail))
