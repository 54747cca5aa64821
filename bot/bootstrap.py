"""Which parts make up Talks? The one place that puts them together; imports no telegram."""

from collections.abc import Callable
from pathlib import Path

from index import library, reading
from index.embeddings import Embeddings
from index.encoder import Encoder
from index.errors import ArticleError
from index.library import Snapshot
from index.meaning import Meaning
from index.narrowing import Conditions

SEEDS = Path(__file__).parent.parent / "seeds"
"""The articles that come with Talks: beside `bot` in the repository and in the wheel alike."""


def snapshot(
    articles: Path,
    kept: Path,
    report: Callable[[ArticleError], None],
    progress: Callable[[str, int, int], None],
    *,
    anew: bool = False,
) -> Snapshot:
    """What there is to answer from in a folder; what was read of it is in ``kept``.

    See `index.reading.snapshot` for ``anew``, and for what is reported and raised.
    """
    return reading.snapshot(
        articles, kept, report, lambda done, of: progress("reading articles", done, of), anew=anew
    )


def narrowed(taken: Snapshot, conditions: Conditions, progress: Callable[[str, int, int], None]) -> Snapshot:
    """What of ``taken`` is asked under ``conditions``. Raises NothingLeftError, and DamagedError."""
    if conditions == Conditions():
        return taken
    asked = conditions.of(taken.articles)
    return library.snapshot(asked, progress=lambda done, of: progress("indexing articles", done, of))


def meanings(kept: Path) -> Callable[[Snapshot], Meaning | None]:
    """What gives, for a snapshot, what tells its meanings, not prepared yet.

    That is None without the extra ``semantic``. Vectors are kept in the folder ``kept``.
    """
    encoder = Encoder.load()
    if encoder is None:
        return lambda _: None
    embeddings = Embeddings(kept, encoder)
    return lambda taken: Meaning(encoder, embeddings, taken)


def meaning(taken: Snapshot, kept: Path) -> Meaning | None:
    """`meanings`, of one snapshot."""
    return meanings(kept)(taken)
