"""How far is it? A line on a terminal's standard error for what takes over a second, then nothing."""

import sys
import time
from types import TracebackType
from typing import Self

_PATIENCE, _PAUSE = 1.0, 0.1  # seconds before the first line, and between two


class Progress:
    """Call it with what is done, how many, of how many; the line goes when the ``with`` ends."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if now < self._next or not sys.stderr.isatty():
            return
        self._next = now + _PAUSE
        self._shown = True
        sys.stderr.write(f"\r\x1b[K{what}: {done:,} of {of:,}")
        sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
