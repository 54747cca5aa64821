"""Which articles wait for an administrator's yes? Files with random names in a small folder.

They outlive a restart; at most `MOST` of them wait, a day at most, and the oldest make room.
"""

import datetime
import json
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.drafts import Draft

MOST, DAY = 20, 24 * 60 * 60
"""Drafts that wait, and seconds that one waits."""

_NAME = re.compile(r"[A-Za-z0-9_-]{11}")


class Pending:
    """The drafts in ``folder``, each with the number of the person who sent it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, draft: Draft, person: int) -> str:
        """Let ``draft`` wait; the name under which it does: eleven of A-Z a-z 0-9 - _. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._tidy(MOST - 1)
        name = secrets.token_urlsafe(8)
        kept = {"person": person, "name": draft.name, "text": draft.text, "metadata": dict(draft.metadata)}
        unfinished = self._folder / f".{name}"
        unfinished.write_text(json.dumps(kept, default=str), "utf-8")
        unfinished.rename(self._path(name))
        return name

    def find(self, name: str, person: int) -> Draft | None:
        """The draft that waits under ``name`` for this person; None when it doesn't, or not any more."""
        if not _NAME.fullmatch(name):
            return None
        self._tidy(MOST)
        try:
            kept = json.loads(self._path(name).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return _draft(kept) if kept["person"] == person else None

    def drop(self, name: str) -> None:
        """Let it wait no longer."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _tidy(self, most: int) -> None:
        """Take away what has waited for too long, and the oldest of more than ``most``."""
        ages: list[tuple[float, Path]] = []
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):
                ages.append((time.time() - path.stat().st_mtime, path))
        for number, (age, path) in enumerate(sorted(ages)):
            if age > DAY or number >= most:
                path.unlink(missing_ok=True)


def _draft(kept: dict[str, Any]) -> Draft:
    said = dict(kept["metadata"])
    if "date" in said:
        said["date"] = datetime.date.fromisoformat(said["date"])
    return Draft(kept["name"], kept["text"], said)
