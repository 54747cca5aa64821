"""How far is it? For what takes over a second: a bar in a terminal, and now and then a line elsewhere."""

# ruff: noqa: PLC0415 - rich costs a start 40 ms, and most things take less than a second

import signal
import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_PATIENCE = 1.0  # seconds before a bar is shown
_PAUSE = 10.0  # seconds before a line, and between two
_MINUTE = 60


class Progress:
    """Call it with what is done, how many, of how many; the bar goes when the ``with`` ends.

    Both tell the rate and the time that is left. Lines go to standard error, as the bar does. Ctrl-C, which
    ends the program at once elsewhere, becomes a KeyboardInterrupt out of the next call, so that the work
    keeps what it has first; another one ends it at once.
    """

    def __init__(self) -> None:
        self._what = ""
        self._next = self._begun = time.monotonic()
        self._bar: tuple[Bar, TaskID] | None = None
        self._handles = self._interrupted = False

    def __enter__(self) -> Self:
        here = threading.current_thread() is threading.main_thread()
        if here and signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, self._interrupt)
            self._handles = True
        return self

    def _interrupt(self, *_: object) -> None:
        if self._interrupted:
            self._let_go()
        self._interrupted = True

    def _let_go(self) -> None:
        """Leave Ctrl-C to the system again, and end if it came meanwhile."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if self._interrupted:
            signal.raise_signal(signal.SIGINT)

    def __call__(self, what: str, done: int, of: int) -> None:
        if self._interrupted:
            raise KeyboardInterrupt
        now = time.monotonic()
        if what != self._what:
            self._end()
            pause = _PATIENCE if sys.stderr.isatty() else _PAUSE
            self._what, self._begun, self._next = what, now, now + pause
        if now < self._next:
            return
        if sys.stderr.isatty():
            bar, task = self._bar = self._bar or _bar(what, of)
            bar.update(task, completed=done, total=of)
        else:
            self._next = now + _PAUSE
            sys.stderr.write(f"{what}: {done:,} of {of:,}{_left(now - self._begun, done, of)}\n")
            sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        if self._handles:
            self._let_go()

    def _end(self) -> None:
        if self._bar:
            self._bar[0].stop()
            self._bar = None


def _bar(what: str, of: int) -> "tuple[Bar, TaskID]":
    from rich import progress
    from rich.console import Console

    class Rate(progress.ProgressColumn):
        """How many a second."""

        def render(self, task: progress.Task) -> str:
            return f"{task.speed:,.0f}/s" if task.speed else ""

    bar = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        Rate(),
        progress.TimeRemainingColumn(compact=True),
        progress.TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar, bar.add_task(what, total=of)


def _left(seconds: float, done: int, of: int) -> str:
    """The rate, and about how long it still takes."""
    if not done or seconds <= 0:
        return ""
    rate = done / seconds
    left = (of - done) / rate
    time_left = f"{left:.0f} s" if left < 2 * _MINUTE else f"{left / _MINUTE:.0f} min"
    return f", {rate:,.0f} a second, {time_left} left" if rate >= 1 else f", {time_left} left"
