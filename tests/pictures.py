"""How do the pictures in the README come about? Run as a script, it draws them anew.

Each is what the real program prints on a real (pseudo-)terminal, its colours drawn as SVG by rich.
"""

import io
import os
import pty
import shlex
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

FOLDER = Path(__file__).parent / "pictures"
# Commands, and what is entered into each.
PICTURES = {
    "ask": [
        ("talks ask how many Kazakhs study in Russia", ""),
        ("talks ask what is the price of oil", ""),
    ],
    "digest": [("talks digest", "")],
    "chat": [("talks chat", "/start\n1\n1\nwhat is the price of oil?\n1\n")],
    "faces": [
        ("talks chat --group --language ru", "hello\n@talks_bot rare earth metals\n> gas to the north?\n"),
        ("talks chat --inline", "rus\n1\n"),
    ],
}
_WIDTH = 96
# rich's own template, less the web fonts: a picture must not send its reader's browser anywhere.
_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "Fira Code", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
  <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def typed(command: str, entered: str = "", **settings: str) -> str:
    """What ``command`` prints on a terminal of `_WIDTH` columns, with its escape sequences.

    ``entered`` comes from a pipe, so that the program shows it itself and nothing depends on time.
    """
    child, terminal = pty.fork()
    if child == 0:
        if entered:
            reading, writing = os.pipe()
            os.write(writing, entered.encode())
            os.close(writing)
            os.dup2(reading, 0)
        environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TALKS_ARTICLES")}
        environment |= {"TERM": "xterm-256color", "COLUMNS": str(_WIDTH), "LINES": "40"} | settings
        program, *arguments = shlex.split(command)
        os.execve(Path(sys.executable).with_name(program), [program, *arguments], environment)  # noqa: S606
    printed = b""
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other end has closed
            break
        if not chunk:
            break
        printed += chunk
    os.waitpid(child, 0)
    os.close(terminal)
    return printed.decode().replace("\r\n", "\n").rstrip("\n")


def draw(name: str) -> str:
    """The picture ``name`` as SVG."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    for number, (command, entered) in enumerate(PICTURES[name]):
        console.print(end="\n" if number else "")
        console.print(Text.assemble(("$ ", "green"), command))
        console.print(Text.from_ansi(typed(command, entered)), soft_wrap=True)
    return console.export_svg(title="talks", theme=MONOKAI, code_format=_SVG, unique_id=f"talks-{name}")


if __name__ == "__main__":
    for picture in PICTURES:
        (FOLDER / f"{picture}.svg").write_text(draw(picture), encoding="utf-8")
