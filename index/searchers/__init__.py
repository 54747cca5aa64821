"""What does an engine get, and what may it return? The plug point of the index.

An engine is built from documents, one a statement, and returns statements' numbers and scores. It
never returns text: the words that a reader sees are always a slice of the article.
"""

from dataclasses import dataclass
from typing import Protocol

from index.model import Hit


@dataclass(frozen=True, slots=True)
class Document:
    """The terms of one statement and its speaker, of the heading over it, of the statements beside it.

    A ``lead`` sums up what statements say in full.
    """

    terms: tuple[str, ...]
    heading: tuple[str, ...]
    neighbours: tuple[str, ...]
    lead: bool


class Searcher(Protocol):
    """Finds the statements that a question's terms point to."""

    def search(self, terms: tuple[str, ...], limit: int) -> list[Hit]:
        """At most ``limit`` hits with a score above 0, best first, ties by the lower number."""
