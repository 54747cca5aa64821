"""How do blocks look on a terminal? Styles, wrapping and progress; the only module that knows rich."""

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.render import Block

_STYLES = {
    "text": "",
    "answer": "bold",
    "mark": "cyan",
    "byline": "dim",
    "link": "blue underline",
    "heading": "cyan",
    "verdict": "bold",
    "note": "dim",
}
_WIDTH = 100  # long lines are hard to read


def show(blocks: Iterable[Block], console: Console | None = None) -> None:
    """Print ``blocks``; colours follow NO_COLOR and the terminal."""
    console = console or Console(highlight=False)
    for block in blocks:
        text = Text.assemble(*((run.text, _STYLES[run.style]) for run in block.runs))
        console.print(Padding(text, (0, 0, 0, block.indent), expand=False), width=min(console.width, _WIDTH))
