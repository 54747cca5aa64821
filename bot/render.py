"""How does a reply look as text? Pure: blocks to plain text, or to Telegram's HTML in messages of its size.

A block is a line or a paragraph of runs, each a text and what it is. Bold and blockquote exist only
here. A quoted text is always a slice of the article; only control characters, which a terminal would
obey, are shown as U+FFFD.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Literal

Style = Literal["text", "answer", "byline", "link", "heading", "verdict", "note"]

MESSAGE = 4096
"""UTF-16 code units that a message of Telegram may have, its markup not counted."""

_EXPANDABLE = 700  # UTF-16 units from which a quotation is shown folded
# Control characters, marks that turn the direction of a text round, halves of a surrogate pair.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAK = re.compile(r"(?<=[.!?…])[\"”»“’)]*\s+|\s+")
_UNSEEN = re.compile(r"[\s\u00ad\u0333\u033f\u030a\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*")


@dataclass(frozen=True, slots=True)
class Run:
    """Some text, and what it is; a link leads to ``url``, or to its own text."""

    text: str
    style: Style = "text"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A line or a paragraph; a ``quote`` is the article's words. Without runs it is an empty line.

    ``indent`` is in columns of a terminal. One that ``leads`` stands in the same message as what follows.
    """

    runs: tuple[Run, ...] = ()
    quote: bool = False
    indent: int = 0
    leads: bool = False


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
    runs = _visible(block).runs
    if block.quote:
        runs = (Run("❝ ", "heading"), *runs, Run(" ❞", "heading"))
    return replace(block, runs=runs)


def _visible(block: Block) -> Block:
    runs = (
        Run(visible(run.text), run.style, visible(run.url or run.text) if run.style == "link" else None)
        for run in block.runs
    )
    return replace(block, runs=tuple(runs))


def visible(text: str) -> str:
    """``text`` with what a terminal would obey instead of showing made visible; a line ends as in Unix."""
    return _CONTROL.sub("\ufffd", re.sub("\r\n?|[\u2028\u2029]", "\n", text))


def html(blocks: Iterable[Block]) -> str:
    """``blocks`` as Telegram's HTML; whatever stands in them is escaped."""
    return "\n".join(_html_block(_visible(block)) for block in blocks).strip("\n")


def _html_block(block: Block) -> str:
    text = "".join(map(_html_run, block.runs))
    if not block.quote:
        return text
    opening = "<blockquote expandable>" if units(block) > _EXPANDABLE else "<blockquote>"
    return f"{opening}{text}</blockquote>"


def _html_run(run: Run) -> str:
    from html import escape  # noqa: PLC0415 - its entities cost a start a millisecond, and a terminal has none

    text = escape(run.text, quote=False)
    if run.style in ("answer", "verdict", "heading"):
        return f"<b>{text}</b>" if text.strip() else text
    if run.style == "link":
        return f'<a href="{escape(run.url or "")}">{text}</a>'
    return text


def messages(blocks: Sequence[Block]) -> list[str]:
    """``blocks`` as Telegram's HTML in as many messages as they need.

    They part between statements, each with its byline and what leads to it; a statement that is longer
    than a message, between two of its sentences or words. A surrogate pair, a tag or an entity is never
    cut: the cut comes before the markup.
    """
    parts: list[list[Block]] = [[]]
    filled = 0
    shown = [_visible(block) for block in blocks]
    for block, below in zip(shown, _below(shown), strict=True):
        size, left = units(block) + below, MESSAGE - filled
        # Of what no message can hold a short beginning, far from its rest, helps nobody.
        if size > left and (size <= MESSAGE or left <= MESSAGE // 2):
            leading = _leading(parts[-1], MESSAGE - size if size <= MESSAGE else MESSAGE // 4)
            parts[-1] = parts[-1][: len(parts[-1]) - len(leading)]
            parts.append(leading)
            filled = sum(units(one) + 1 for one in leading)
        for number, piece in enumerate(_pieces(block, MESSAGE - filled, below)):
            if number:
                parts.append([])
                filled = 0
            parts[-1].append(piece)
            filled += units(piece) + 1
    return [text for part in parts if _seen(part) and (text := html(part))]


def _leading(blocks: Sequence[Block], room: int) -> list[Block]:
    """Those at the end of ``blocks`` that lead to what follows, unless they are larger than ``room``."""
    leading = list(takewhile(lambda block: block.leads or not block.runs, reversed(blocks)))[::-1]
    return leading if sum(units(block) + 1 for block in leading) <= room else []


def _seen(blocks: Iterable[Block]) -> bool:
    """Whether something is left to see: Telegram takes no message of spaces."""
    return not all(_UNSEEN.fullmatch(run.text) for block in blocks for run in block.runs)


def _below(blocks: Sequence[Block]) -> list[int]:
    """For each block the units of what stays in its message: under a quotation the lines of its byline."""
    lines, below = [], 0
    for block in reversed(blocks):
        lines.append(min(below, MESSAGE // 2) if block.quote else 0)
        below = 0 if block.quote or not block.runs else below + units(block) + 1
    return lines[::-1]


def units(block: Block) -> int:
    """The length of ``block`` as Telegram counts it."""
    return sum(len(_utf16(run.text)) for run in block.runs) // 2


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _pieces(block: Block, left: int, below: int) -> list[Block]:
    """``block`` in pieces that fit into a message each, the first into what is ``left`` of one.

    Only what no message can hold is cut, and then the last piece leaves room for the lines ``below``.
    """
    if units(block) + below <= MESSAGE:
        return [block]
    text = "".join(run.text for run in block.runs)
    cuts = [0]
    room = left
    while (rest := len(_utf16(text[cuts[-1] : cuts[-1] + MESSAGE + 1])) // 2) + below > MESSAGE:
        cuts.append(_place(text, cuts[-1], room if rest > room else MESSAGE - below))
        room = MESSAGE
    return [_slice(block, start, stop) for start, stop in pairwise([*cuts, len(text)])]


def _place(text: str, start: int, room: int) -> int:
    """Where to cut: behind the last sentence, or else word, that fits into ``room`` from ``start`` on."""
    fits = len(_utf16(text[start : start + room])[: 2 * room].decode("utf-16-le", "ignore"))
    breaks = list(_BREAK.finditer(text, start + 1, start + fits))
    sentences = [found.end() for found in breaks if text[found.start() - 1] in ".!?…"]
    near = [place for place in sentences if place > start + fits // 2]
    return (near or [found.end() for found in breaks] or [start + fits])[-1]


def _slice(block: Block, start: int, stop: int) -> Block:
    """The part of ``block`` from ``start`` to ``stop``, in code points of its text."""
    runs: list[Run] = []
    for run in block.runs:
        if text := run.text[max(start, 0) : max(stop, 0)]:
            runs.append(replace(run, text=text))
        start, stop = start - len(run.text), stop - len(run.text)
    return replace(block, runs=tuple(runs))
