"""Which parts make up Talks? The one place that puts them together; imports no telegram."""

from collections.abc import Callable
from pathlib import Path

from index import folder
from index.answers import Answerer
from index.errors import ArticleError
from index.library import snapshot

SEEDS = Path(__file__).parent.parent / "seeds"
"""The articles that come with Talks: beside `bot` in the repository and in the wheel alike."""


def answerer(
    articles: Path,
    report: Callable[[ArticleError], None],
    progress: Callable[[str, int, int], None],
) -> Answerer:
    """Answers from the articles in a folder; see `index.folder.load` for what is reported and raised."""
    found = folder.load(articles, report, lambda done, of: progress("reading articles", done, of))
    return Answerer(snapshot(found, progress=lambda done, of: progress("indexing articles", done, of)))
