"""What does a snapshot hold, and what do the engines get of an article?"""

from collections.abc import Sequence
from dataclasses import FrozenInstanceError

import pytest

from index.articles import parse
from index.library import snapshot
from index.metadata import apply
from index.model import Hit
from index.searchers import Document
from index.searchers.bm25 import BM25Searcher

TALKS = apply(
    {"speaker": "Anna Brun"},
    parse(
        "ASTANA, June 3. /TASS/. Leaders met.\n\n"
        "On gas\n\n- Supplies grow.\n\n- Prices fall.\n\n"
        "On schools\n\n- Students study.\n",
        "talks",
    ),
)
RUSSIAN = parse("Лидеры встретились.\n\nО газе\n\n- Поставки растут.\n", "ru")


class Recorder:
    """An engine that keeps the documents it was given and finds the last of them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents

    def search(self, terms: tuple[str, ...], limit: int) -> list[Hit]:
        return [Hit(len(self.documents) - 1, float(len(terms)))][:limit]


def test_statements_of_all_articles_stand_in_a_row():
    taken = snapshot([TALKS, RUSSIAN])
    assert taken.articles == (TALKS, RUSSIAN)
    assert [(article.name, statement.span.of(article.body)) for article, statement in taken.entries] == [
        ("talks", "ASTANA, June 3. /TASS/. Leaders met."),
        ("talks", "Supplies grow."),
        ("talks", "Prices fall."),
        ("talks", "Students study."),
        ("ru", "Лидеры встретились."),
        ("ru", "Поставки растут."),
    ]
    assert len(taken.documents) == 6


def test_a_document_has_the_words_the_speaker_the_heading_and_what_stands_beside():
    """In the terms of the article's language; the dateline's city and agency answer nothing."""
    assert snapshot([TALKS]).documents == (
        Document(("leader", "met"), (), ("suppli", "grow"), lead=True),
        Document(
            ("suppli", "grow", "anna", "brun"), ("gas",), ("leader", "met", "price", "fall"), lead=False
        ),
        Document(
            ("price", "fall", "anna", "brun"), ("gas",), ("suppli", "grow", "student", "studi"), lead=False
        ),
        Document(("student", "studi", "anna", "brun"), ("school",), ("price", "fall"), lead=False),
    )
    assert snapshot([RUSSIAN]).documents[1] == Document(
        ("поставк", "растут"), ("газ",), ("лидер", "встрет"), lead=False
    )


def test_nothing_stands_beside_across_articles():
    taken = snapshot([TALKS, RUSSIAN])
    assert taken.documents == snapshot([TALKS]).documents + snapshot([RUSSIAN]).documents


def test_what_was_analysed_before_is_taken_over():
    before = snapshot([TALKS])
    taken = snapshot([RUSSIAN, TALKS], before=before)
    fresh = snapshot([RUSSIAN, TALKS])
    assert (taken.documents, taken.frequencies, taken.vocabulary) == (
        fresh.documents,
        fresh.frequencies,
        fresh.vocabulary,
    )
    assert taken.documents[2] is before.documents[0]


def test_frequencies_count_statements_and_the_vocabulary_has_headings_too():
    taken = snapshot([TALKS, parse("- Gas, gas, gas.\n- Gas again.\n", "x")])
    assert taken.frequencies["gas"] == 2
    assert taken.frequencies["brun"] == 3
    assert taken.frequencies.get("school") is None
    assert {"gas", "school", "brun", "suppli"} <= taken.vocabulary
    assert {"tass", "astana", "june"} <= taken.vocabulary
    assert "anything" not in taken.vocabulary


def test_the_engine_is_built_from_the_documents_and_can_be_another():
    taken = snapshot([TALKS], Recorder)
    assert isinstance(taken.searcher, Recorder)
    assert tuple(taken.searcher.documents) == taken.documents
    assert isinstance(snapshot([TALKS]).searcher, BM25Searcher)


def test_progress_is_told_before_each_article():
    told: list[tuple[int, int]] = []
    snapshot([TALKS, RUSSIAN], progress=lambda done, of: told.append((done, of)))
    assert told == [(0, 2), (1, 2)]


def test_a_snapshot_of_nothing_finds_nothing():
    empty = snapshot([])
    assert (empty.articles, empty.entries, empty.documents) == ((), (), ())
    assert empty.searcher.search(("gas",), 3) == []


def test_a_snapshot_does_not_change():
    with pytest.raises(FrozenInstanceError):
        snapshot([TALKS]).articles = ()
