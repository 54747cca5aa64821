"""Is somebody who waits told how far it is, in a terminal and elsewhere?"""

import io
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot import progress
from bot.progress import Progress

ROOT = Path(__file__).parents[1]


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])

    def passing(seconds):
        now[0] += seconds

    return passing


def test_nothing_is_said_of_what_takes_less_than_ten_seconds(clock, capsys):
    with Progress() as told:
        for done in range(10):
            told("reading articles", done, 10)
            clock(0.9)
    assert capsys.readouterr().err == ""


def test_lines_tell_the_rate_and_what_is_left(clock, capsys):
    with Progress() as told:
        for done in range(0, 30_000, 25):
            told("reading articles", done, 30_000)
            clock(0.125)
    first, second, *_ = lines = capsys.readouterr().err.splitlines()
    assert first == "reading articles: 2,000 of 30,000, 200 a second, 2 min left"
    assert second == "reading articles: 4,000 of 30,000, 200 a second, 2 min left"
    assert lines[-1] == "reading articles: 28,000 of 30,000, 200 a second, 10 s left"
    assert len(lines) == 14


def test_what_is_slow_has_no_rate(clock, capsys):
    with Progress() as told:
        for done in range(5):
            told("asking", done, 5)
            clock(6)
    assert capsys.readouterr().err == "asking: 2 of 5, 18 s left\nasking: 4 of 5, 6 s left\n"


def test_each_thing_has_its_own_time(clock, capsys):
    with Progress() as told:
        for what in ("reading", "indexing"):
            for done in range(4):
                told(what, done, 4)
                clock(4)
    assert capsys.readouterr().err == "reading: 3 of 4, 4 s left\nindexing: 3 of 4, 4 s left\n"


def test_a_terminal_shows_a_bar_that_goes_away(monkeypatch):
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with Progress() as told:
        for done in range(0, 5000, 100):
            told("reading articles", done, 5000)
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.getvalue())
    assert "reading articles" in text
    assert "━" in text
    assert " of 5,000" in text
    assert shown.getvalue().rstrip().endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))


def test_ctrl_c_comes_out_of_the_next_call_and_ends_the_program_after():
    told = """
import signal, sys, time
from bot.progress import Progress
signal.signal(signal.SIGINT, signal.SIG_DFL)
times = int(sys.argv[1])
with Progress() as progress:
    progress("working", 0, 2)
    for _ in range(times):
        signal.raise_signal(signal.SIGINT)
    print("on", flush=True)
    try:
        progress("working", 1, 2)
    finally:
        print("kept", flush=True)
print("never")
"""
    for times, printed in ((1, "on\nkept\n"), (2, "")):
        done = subprocess.run(
            [sys.executable, "-c", told, str(times)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, printed, "")
