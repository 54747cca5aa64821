"""How do blocks look on a terminal? Styles and wrapping; the only module that knows rich."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.render import Block, marked

_STYLES = {
    "text": "",
    "answer": "bold",
    "byline": "dim",
    "link": "blue underline",
    "heading": "cyan",
    "verdict": "bold",
    "note": "dim",
}
_WIDTH, _NARROW = 100, 20  # long lines are hard to read; in less than this nothing can be set


def show(blocks: Iterable[Block], console: Console | None = None) -> None:
    """Print ``blocks``; colours follow NO_COLOR and the terminal. Addresses are left in one piece."""
    console = console or Console(highlight=False)
    for block in blocks:
        text = Text.assemble(*((run.text, _STYLES[run.style]) for run in marked(block).runs))
        whole = any(run.style == "link" for run in block.runs)
        width = max(_NARROW, min(console.width, _WIDTH) - block.indent)
        for line in [text] if whole else text.wrap(console, width) or [text]:
            line.rstrip()
            console.print(Text.assemble(" " * block.indent, line), soft_wrap=True)
