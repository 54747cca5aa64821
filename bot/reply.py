"""What is a reply? Blocks to read and buttons to press, before it is text for a terminal or for Telegram."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.render import Block, line

_LABEL = 56  # characters on a button


@dataclass(frozen=True, slots=True)
class Button:
    """One button: it sends ``data``, or opens ``url``."""

    label: str
    data: str | None = None
    url: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show: blocks, rows of buttons under them, questions to tap instead of a keyboard.

    It ``turns`` when buttons lead through several answers: they need the question, which is then replied to.
    """

    blocks: tuple[Block, ...]
    buttons: Rows = ()
    suggestions: tuple[str, ...] = ()
    turns: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with a button: the question it answers, where that is known, and what stands over a quote."""

    question: str = ""
    over: str = ""


NOTHING = Shown()


@dataclass(frozen=True, slots=True)
class Card:
    """One result of an inline query: what the list shows, and the message that choosing it sends."""

    id: str
    title: str
    description: str
    reply: Reply


def said(text: str) -> Reply:
    """A reply of one line."""
    return Reply((line(text),))


def label(text: str, kept: str = "") -> str:
    """``text``, cut to what a button shows, and ``kept`` behind it; at least half of that is for ``text``."""
    room = max(_LABEL - len(kept), _LABEL // 2)
    return (text if len(text) <= room else text[: room - 1].rstrip() + "…") + kept


def turning(page: int, verb: str, *, more: bool) -> list[Button]:
    """Buttons to the page before and the one after, where there is one."""
    back = [Button("‹", f"{verb}{page - 1}")] if page else []
    return back + ([Button("›", f"{verb}{page + 1}")] if more else [])


def column(buttons: Iterable[Button]) -> list[list[Button]]:
    """One button a row."""
    return [[button] for button in buttons]


def rows(*buttons: Sequence[Button]) -> Rows:
    """Rows of buttons, without the empty ones."""
    return tuple(tuple(row) for row in buttons if row)
