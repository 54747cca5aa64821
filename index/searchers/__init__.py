"""What does an engine get, and what may it return? The plug point of the index.

An engine is built from what is searched of the statements, and returns their numbers and scores. It
never returns text: the words that a reader sees are always a slice of the article.
"""

from typing import Protocol

from index.model import Hit


class Searcher(Protocol):
    """Finds the statements that a question's terms point to."""

    def search(self, terms: tuple[str, ...], limit: int) -> list[Hit]:
        """At most ``limit`` hits with a score above 0, best first, ties by the lower number."""
