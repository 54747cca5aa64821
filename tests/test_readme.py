"""Does the README tell the truth? Its sessions are run, its pictures drawn, and compared."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pictures
import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def steps(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what stands under it."""
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = step.partition("\n")
        yield command, printed


def run(command: str, folder: Path, typed: str = "") -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    settings = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=settings | {"PATH": path},
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.stdout


BLOCKS = re.findall(r"^```console\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=[block.partition("\n")[0][2:30] for block in BLOCKS])
def test_a_session_in_the_readme_goes_as_it_stands_there(block, tmp_path):
    for command, printed in steps(block):
        if command.startswith("cat > "):  # what stands under it is typed, and Ctrl-D
            run(command, tmp_path, typed=printed)
            continue
        folder = ROOT if command.startswith("make ") else tmp_path
        assert without_times(run(command, folder)) == without_times(printed)


def without_times(text: str) -> str:
    return re.sub(r'"took_ms": [0-9.]+', '"took_ms": …', text)


def test_every_command_of_the_program_stands_in_the_readme():
    help_text = run("talks --help", ROOT)
    commands = re.findall(r"^  (\w+)  ", help_text.partition("Commands:")[2], flags=re.MULTILINE)
    assert commands == [
        "add",
        "ask",
        "backup",
        "chat",
        "check",
        "digest",
        "digests",
        "eval",
        "export",
        "import",
        "index",
        "run",
        "topics",
    ]
    for command in commands:
        assert f"talks {command}" in README


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_shows_what_the_program_prints_now(name):
    assert pictures.draw(name) == (pictures.FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def test_every_file_that_the_readme_names_is_there():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links == [
        "tests/pictures/ask.svg",
        "tests/pictures/digest.svg",
        "tests/pictures/chat.svg",
        "tests/pictures/faces.svg",
        "tests/bench/REPORT.md",
        "tests/eval/REPORT.md",
        "CONTRIBUTING.md",
    ]
    for link in links:
        assert (ROOT / link).is_file()


def test_the_report_is_about_the_weights_that_there_are():
    """Where this fails, weights were learned anew: `make eval`, and the README's figures from its report."""
    version = hashlib.sha256((ROOT / "index" / "evidence.toml").read_bytes()).hexdigest()[:12]
    assert f"`{version}…`" in (ROOT / "tests" / "eval" / "REPORT.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_readme():
    table = set(re.findall(r"`(TALKS_[A-Z_]+)`", README))
    assert table == {f"TALKS_{name.upper()}" for name in Settings.model_fields}
