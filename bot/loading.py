"""What answers on the command line? Built from a folder; what is wrong is said, and how far it is."""

from pathlib import Path

import platformdirs

from bot import bootstrap, streams
from bot.progress import Progress
from index import folder
from index.answers import Answerer
from index.errors import TalksError
from index.library import Snapshot
from index.meaning import Meaning
from index.model import Article
from index.narrowing import Conditions

VECTORS = platformdirs.user_cache_path("talks")
"""Where the vectors of passages are kept."""

_AT_ONCE = 600  # passages that are prepared before an answer: half a minute at the most


def articles(path: Path) -> tuple[Article, ...]:
    """The articles in the folder ``path``. Ends the program where there are none."""
    try:
        with Progress() as progress:
            return folder.load(
                path, streams.complain, lambda done, of: progress("reading articles", done, of)
            )
    except TalksError as error:
        streams.fail(error)


def snapshot(path: Path, conditions: Conditions | None = None) -> Snapshot:
    """What there is to answer from in the folder ``path``. Ends the program where there is nothing."""
    try:
        with Progress() as progress:
            return bootstrap.snapshot(path, streams.complain, progress, conditions)
    except TalksError as error:
        streams.fail(error)


def answerer(taken: Snapshot) -> Answerer:
    """What answers from ``taken``: by meaning, or a word why not."""
    return Answerer(taken, meaning(taken))


def meaning(taken: Snapshot) -> Meaning | None:
    """What tells meanings, prepared unless that would take long; None, and a word why, without it."""
    found = bootstrap.meaning(taken, VECTORS)
    if found is None:
        streams.complain(
            "answers go by letters alone; other words and languages need: pip install 'talks-bot[semantic]'"
        )
        return None
    missing = prepare(found, _AT_ONCE)
    if not found.ready:
        streams.complain(
            f"{missing:,} passages aren't prepared: answers go by letters alone until: talks index"
        )
        return None
    return found


def prepare(found: Meaning, at_most: int | None = None) -> int:
    """`Meaning.prepare`, with a line of how far it is."""
    with Progress() as progress:
        return found.prepare(lambda done, of: progress("preparing meanings", done, of), at_most)
