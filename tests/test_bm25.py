"""Are the scores those of rank-bm25, field by field, and are its traps kept out?"""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from index.fields import Document, Fields
from index.model import Hit
from index.searchers import Searcher
from index.searchers.bm25 import BM25Searcher


def said(*statements: str) -> list[Document]:
    """Documents of words alone."""
    return [Document(tuple(words.split()), (), (), lead=False) for words in statements]


def searcher_of(documents: list[Document]) -> BM25Searcher:
    """The engine over ``documents``."""
    return BM25Searcher(Fields.of(documents))


def naive(documents: list[Document], asked: tuple[str, ...], limit: int) -> list[Hit]:
    """What `BM25Searcher.search` promises, in the plainest way."""
    terms = list(dict.fromkeys(asked))
    scores = [0.0] * len(documents)
    for field, weight in [("terms", 1.0), ("heading", 0.3), ("neighbours", 0.2)]:
        corpus = [getattr(document, field) for document in documents]
        if any(corpus):
            for number, score in enumerate(BM25Plus(corpus, k1=0.9, b=0.4, delta=0).get_scores(terms)):
                scores[number] += weight * float(score)
    worth = [
        score * (0.7 if document.lead else 1.0) for score, document in zip(scores, documents, strict=True)
    ]
    hits = [Hit(number, score) for number, score in enumerate(worth) if score > 0]
    return sorted(hits, key=lambda hit: (-hit.score, hit.statement))[:limit]


words = st.lists(st.sampled_from(["gas", "oil", "student", "school", "55000"]), max_size=6).map(tuple)
documents_of_any_size = st.lists(st.builds(Document, words, words, words, st.booleans()), max_size=12)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    documents_of_any_size,
    st.lists(st.sampled_from(["gas", "oil", "school", "tea"]), max_size=5).map(tuple),
    st.integers(1, 15),
)
def test_scores_are_exactly_those_of_rank_bm25_summed_over_the_fields(documents, asked, limit):
    assert searcher_of(documents).search(asked, limit) == naive(documents, asked, limit)


def test_a_score_is_what_the_formula_gives():
    """Robertson's term frequency, Lucene's parameters: idf log((N+1)/n), k1 .9, b .4."""
    [hit] = searcher_of(said("gas gas oil", "oil", "tea tea")).search(("gas",), 3)
    norm = 1 - 0.4 + 0.4 * 3 / 2
    assert hit.statement == 0
    assert hit.score == pytest.approx(math.log(4 / 1) * 2 * 1.9 / (2 + 0.9 * norm), rel=1e-12)


def test_it_is_a_searcher():
    searcher: Searcher = searcher_of(said("gas"))
    assert [hit.statement for hit in searcher.search(("gas",), 1)] == [0]


@pytest.mark.parametrize("documents", [[], said(""), said("", "", "")], ids=["none", "one", "three"])
def test_a_corpus_without_terms_finds_nothing(documents):
    assert searcher_of(documents).search(("gas",), 3) == []


def test_a_statement_without_terms_among_others_does_no_harm():
    assert [hit.statement for hit in searcher_of(said("", "gas", "")).search(("gas",), 3)] == [1]


def test_a_question_without_terms_finds_nothing():
    assert searcher_of(said("gas")).search((), 3) == []


def test_without_a_common_term_there_is_no_hit():
    assert searcher_of(said("gas", "oil")).search(("school", "student"), 3) == []


@pytest.mark.parametrize("having", [1, 4, 5, 8, 9, 10])
def test_a_term_in_half_most_or_all_of_the_statements_still_counts(having):
    documents = said(*["gas"] * having, *["oil"] * (10 - having))
    hits = searcher_of(documents).search(("gas",), 10)
    assert [hit.statement for hit in hits] == list(range(having))
    assert all(hit.score > 0 for hit in hits)


def test_a_rarer_term_counts_more():
    hits = searcher_of(said("gas", "oil", "oil")).search(("gas", "oil"), 3)
    assert [hit.statement for hit in hits] == [0, 1, 2]
    assert hits[0].score > hits[1].score


def test_ties_go_to_the_lower_number():
    hits = searcher_of(said("oil", "gas", "gas", "gas")).search(("gas",), 2)
    assert [hit.statement for hit in hits] == [1, 2]
    assert hits[0].score == hits[1].score


def test_a_term_repeated_in_the_question_counts_once():
    searcher = searcher_of(said("gas oil", "gas", "oil tea"))
    assert searcher.search(("gas", "oil", "gas", "gas"), 3) == searcher.search(("gas", "oil"), 3)


def test_a_heading_counts_less_than_the_statement_and_more_than_what_stands_beside():
    documents = [
        Document(("tea",), (), ("gas",), lead=False),
        Document(("tea",), ("gas",), (), lead=False),
        Document(("gas",), (), (), lead=False),
    ]
    assert [hit.statement for hit in searcher_of(documents).search(("gas",), 3)] == [2, 1, 0]


def test_a_statement_goes_before_the_lead_that_sums_it_up():
    documents = [Document(("gas",), (), (), lead=True), Document(("gas",), (), (), lead=False)]
    first, second = searcher_of(documents).search(("gas",), 2)
    assert (first.statement, second.statement) == (1, 0)
    assert second.score == first.score * 0.7


def test_at_most_the_limit_is_found():
    searcher = searcher_of(said("gas", "gas", "gas"))
    assert [len(searcher.search(("gas",), limit)) for limit in (1, 2, 3, 50)] == [1, 2, 3, 3]


def test_of_many_statements_those_found_have_the_same_scores_and_the_best_by_its_own_words_is_among_them():
    words = [f"w{number % 37} w{number % 41} w{number % 43}" for number in range(1500)]
    documents = [
        Document(
            tuple(own.split()),
            (f"h{number // 50}",),
            tuple(f"{words[number - 1]} {words[(number + 1) % len(words)]}".split()),
            number % 50 == 0,
        )
        for number, own in enumerate(words)
    ]
    searcher = searcher_of(documents)
    for asked in [("w3", "w5", "w40"), ("h7", "w1"), ("w36", "nothing"), ("h29",)]:
        every = {hit.statement: hit.score for hit in naive(documents, asked, len(documents))}
        found = {hit.statement: hit.score for hit in searcher.search(asked, 200)}
        assert found
        assert found.items() <= every.items()
        own = Fields.of(documents).statements.top(asked, 1)[0].tolist()
        assert set(own) <= found.keys()
