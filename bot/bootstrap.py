"""Which parts make up Talks? The one place that puts them together; imports no telegram."""

from collections.abc import Callable
from pathlib import Path

from index import folder, library
from index.errors import ArticleError
from index.library import Snapshot

SEEDS = Path(__file__).parent.parent / "seeds"
"""The articles that come with Talks: beside `bot` in the repository and in the wheel alike."""


def snapshot(
    articles: Path,
    report: Callable[[ArticleError], None],
    progress: Callable[[str, int, int], None],
) -> Snapshot:
    """What there is to answer from in a folder; see `index.folder.load` for what is reported and raised."""
    found = folder.load(articles, report, lambda done, of: progress("reading articles", done, of))
    return library.snapshot(found, progress=lambda done, of: progress("indexing articles", done, of))
