"""What does a snapshot hold, and what do the engines get of an article?"""

from dataclasses import FrozenInstanceError

import pytest

from index import library
from index.articles import parse
from index.fields import Document, Fields
from index.library import documents_of, snapshot
from index.metadata import apply
from index.model import Article, Hit
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
OTHER = parse("- Gas, gas, gas.\n- Gas again.\n", "x")
RUSSIAN = parse("Лидеры встретились.\n\nО газе\n\n- Поставки растут.\n", "ru")


class Recorder:
    """An engine that keeps the fields it was given and finds the last statement."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields

    def search(self, terms: tuple[str, ...], limit: int) -> list[Hit]:
        return [Hit(len(self.fields.leads) - 1, float(len(terms)))][:limit]


def test_statements_of_all_articles_stand_in_a_row():
    taken = snapshot([TALKS, RUSSIAN])
    assert tuple(taken.articles) == (TALKS, RUSSIAN)
    assert [(article.name, statement.span.of(article.body)) for article, statement in taken.entries] == [
        ("talks", "ASTANA, June 3. /TASS/. Leaders met."),
        ("talks", "Supplies grow."),
        ("talks", "Prices fall."),
        ("talks", "Students study."),
        ("ru", "Лидеры встретились."),
        ("ru", "Поставки растут."),
    ]
    assert [taken.entries[number] for number in range(len(taken.entries))] == list(taken.entries)
    assert [len(field.leads) for field in (taken.fields,)] == [6]


def test_a_document_has_the_words_the_speaker_the_heading_and_what_stands_beside():
    """In the terms of the article's language; the dateline's city and agency answer nothing."""
    assert documents_of(TALKS) == [
        Document(("leader", "met"), (), ("suppli", "grow"), lead=True),
        Document(
            ("suppli", "grow", "anna", "brun"), ("gas",), ("leader", "met", "price", "fall"), lead=False
        ),
        Document(
            ("price", "fall", "anna", "brun"), ("gas",), ("suppli", "grow", "student", "studi"), lead=False
        ),
        Document(("student", "studi", "anna", "brun"), ("school",), ("price", "fall"), lead=False),
    ]
    assert documents_of(RUSSIAN)[1] == Document(
        ("поставк", "растут"), ("газ",), ("лидер", "встрет"), lead=False
    )


def test_nothing_stands_beside_across_articles():
    neighbours = snapshot([TALKS, RUSSIAN]).fields.neighbours
    assert neighbours.scores(["student"])[4:].tolist() == [0, 0]
    assert not neighbours.scores(["лидер"])[:4].any()


def test_what_was_analysed_before_is_taken_over_and_answers_as_if_it_were_new(monkeypatch):
    before = snapshot([TALKS, OTHER])
    monkeypatch.setattr(
        library, "documents_of", lambda article: analysed.append(article) or documents_of(article)
    )
    analysed: list[Article] = []
    taken = snapshot([RUSSIAN, TALKS], before=before)
    assert analysed == [RUSSIAN]
    assert tuple(taken.articles) == (TALKS, RUSSIAN)
    fresh = snapshot([TALKS, RUSSIAN])
    assert list(taken.entries) == list(fresh.entries)
    assert taken.starting("") == fresh.starting("")
    assert taken.overview.spoken == ("en", "ru")
    for term in fresh.starting(""):
        assert (taken.frequency(term), taken.mentions(term)) == (fresh.frequency(term), True)
        assert taken.searcher.search((term, "gas"), 9) == fresh.searcher.search((term, "gas"), 9)
    assert not taken.mentions("again")


def test_frequencies_count_statements_and_the_vocabulary_has_headings_too():
    taken = snapshot([TALKS, OTHER])
    assert [taken.frequency(term) for term in ("gas", "brun", "school")] == [2, 3, 0]
    assert {"gas", "school", "brun", "suppli"} <= set(taken.starting(""))
    assert {"tass", "astana", "june"} <= set(taken.starting(""))
    assert all(map(taken.mentions, taken.starting("")))
    assert not taken.mentions("anything")


def test_a_word_that_is_begun_is_completed_by_the_most_frequent_one():
    taken = snapshot([TALKS, OTHER])
    assert [taken.completion(begun) for begun in ("st", "ga", "j", "zz", "")] == [
        "studi",
        "gas",
        "june",
        None,
        None,
    ]
    assert snapshot([RUSSIAN]).completion("по") == "поставк"


def test_the_engine_is_built_from_the_documents_and_can_be_another():
    taken = snapshot([TALKS], Recorder)
    assert isinstance(taken.searcher, Recorder)
    assert taken.searcher.fields is taken.fields
    assert isinstance(snapshot([TALKS]).searcher, BM25Searcher)


def test_progress_is_told_before_each_article():
    told: list[tuple[int, int]] = []
    snapshot([TALKS, RUSSIAN], progress=lambda done, of: told.append((done, of)))
    assert told == [(0, 2), (1, 2)]


def test_a_snapshot_of_nothing_finds_nothing():
    empty = snapshot([])
    assert (list(empty.articles), list(empty.entries), empty.starting("")) == ([], [], [])
    assert empty.searcher.search(("gas",), 3) == []


def test_a_snapshot_does_not_change():
    with pytest.raises(FrozenInstanceError):
        snapshot([TALKS]).articles = ()
