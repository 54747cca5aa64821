"""What is searched of a statement? Its words, those of the heading over it, of what stands beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.inverted import Inverted


class Document(NamedTuple):
    """The terms of one statement and its speaker, of the heading over it, of the statements beside it.

    A ``lead`` sums up what statements say in full.
    """

    terms: tuple[str, ...]
    heading: tuple[str, ...]
    neighbours: tuple[str, ...]
    lead: bool


@dataclass(frozen=True, slots=True)
class Fields:
    """Statements, numbered alike in an index for each field; ``leads`` tells which are leads. Immutable."""

    statements: Inverted
    headings: Inverted
    neighbours: Inverted
    leads: NDArray[np.bool_]

    @staticmethod
    def of(documents: Sequence[Document]) -> "Fields":
        """Those of ``documents``, one a statement."""
        return Fields(
            Inverted.of(document.terms for document in documents),
            Inverted.of(document.heading for document in documents),
            Inverted.of(document.neighbours for document in documents),
            _leads(documents),
        )

    def changed(self, gone: Sequence[int], added: Sequence[Document]) -> "Fields":
        """Without the statements of the numbers ``gone``, those behind them moving up; more at the end."""

        def after(field: Inverted, terms: Iterable[Sequence[str]]) -> Inverted:
            return field.without(gone).with_added(terms).tidied()

        return Fields(
            after(self.statements, (document.terms for document in added)),
            after(self.headings, (document.heading for document in added)),
            after(self.neighbours, (document.neighbours for document in added)),
            np.concatenate([np.delete(self.leads, gone), _leads(added)]),
        )


def _leads(documents: Iterable[Document]) -> NDArray[np.bool_]:
    return np.array([document.lead for document in documents], bool)
