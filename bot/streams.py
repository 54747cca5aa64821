"""How does the command line read what is piped, and write to a terminal, a pipe, a log?"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from bot import render
from index.answers import MAX_QUESTION
from index.errors import ArticleError, TalksError


def piped_lines() -> Iterator[str]:
    """The lines of standard input as they come; nothing when a person sits there."""
    if sys.stdin is None or sys.stdin.isatty():
        return
    most = 4 * MAX_QUESTION + 8  # bytes: more can't be asked anyway, and a pipe may have no line ends at all
    for line in iter(lambda: sys.stdin.buffer.readline(most), b""):
        rest = line
        while not rest.endswith(b"\n") and (rest := sys.stdin.buffer.readline(most)):
            pass
        yield line.decode(errors="replace").removeprefix("\ufeff").rstrip("\r\n")


def readable(text: str) -> str:
    """``text`` without the lone surrogates that stand for bytes of an argument that aren't UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def show(blocks: Iterable[render.Block]) -> None:
    """Print ``blocks`` at once: styled in a terminal, plain in a pipe."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        sys.stdout.write(render.plain(blocks))
    else:
        from bot import terminal  # noqa: PLC0415 - a pipe doesn't need it, and a start costs what it uses

        terminal.show(blocks)
    sys.stdout.flush()  # each answer as soon as it is there


def show_json(line: dict[str, Any] | list[dict[str, Any]]) -> None:
    """Print one line of JSON at once."""
    import json  # noqa: PLC0415 - few want it, and it costs a start a millisecond

    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def show_table(rows: Sequence[Sequence[str]]) -> None:
    """Print ``rows``, the first of them a head, in columns as wide as what they hold."""
    clean = [[render.visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
    for row in clean:
        padded = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        sys.stdout.write("  ".join(padded).rstrip() + "\n")
    sys.stdout.flush()


def complain(problem: ArticleError | str) -> None:
    """Say on standard error what is wrong."""
    sys.stderr.write(f"talks: {render.visible(str(problem))}\n")


def fail(problem: TalksError | str) -> NoReturn:
    """Say what is wrong, and end with status 2."""
    complain(str(problem))
    raise SystemExit(2)
