"""Does `make bench` search what it says, compare with rank-bm25, and tell the figures?"""

from itertools import pairwise

import numpy as np
import pytest
from bench.bounds import BOUNDS, amount, bounds, duration, plain
from bench.corpus import LONGEST, SHORTEST, questions, statements
from bench.engines import best_of
from bench.reference import Reference, ordered, overlap, same
from bench.report import rendered
from bench.timing import interleaved, ratio, spread
from rank_bm25 import BM25Plus


@pytest.fixture(scope="module")
def corpus():
    return statements(1000)


def test_the_same_seed_gives_the_same_statements_and_another_one_others(corpus):
    again, other = statements(1000), statements(1000, seed=8)
    assert np.array_equal(corpus.terms, again.terms)
    assert corpus.words == again.words == other.words
    assert not np.array_equal(corpus.terms[:100], other.terms[:100])


def test_statements_have_the_promised_lengths_and_words(corpus):
    lengths = np.diff(corpus.starts)
    assert corpus.size == 1000
    assert (lengths.min(), lengths.max()) == (SHORTEST, LONGEST)
    assert 20 < lengths.mean() < 22
    assert len(set(corpus.words)) == len(corpus.words) == 300_000
    assert [len(words) for words in corpus.documents()] == lengths.tolist()


def test_statements_of_an_article_share_words(corpus):
    documents = [set(words) for words in corpus.documents()]
    beside = [len(one & other) for one, other in pairwise(documents)]
    apart = [len(one & other) for one, other in zip(documents, documents[500:], strict=False)]
    assert np.mean(beside) > 2 * np.mean(apart)


def test_questions_meet_as_many_statements_as_real_ones_do(corpus):
    asked = questions(corpus, 2000)
    frequencies = corpus.frequencies()
    met = np.array([frequencies[question].sum() for question in asked]) / corpus.size
    assert 0.05 < met.mean() < 0.1
    assert 0.03 < np.median(met) < 0.06
    assert {len(question) for question in asked} == set(range(2, 9))
    assert all(len(set(question.tolist())) == len(question) for question in asked)


def test_frequencies_count_statements(corpus):
    counted = sum(corpus.words[0] in words for words in corpus.documents())
    assert corpus.frequencies()[0] == counted > 100


def test_the_reference_is_rank_bm25_to_the_last_bit(corpus):
    reference = Reference(corpus)
    real = BM25Plus(list(corpus.documents()), k1=0.9, b=0.4, delta=0)
    for question in questions(corpus, 20):
        assert same(reference.scores(question.tolist()), real.get_scores(corpus.spelt(question)))


def test_another_last_bit_is_not_the_same():
    scores = np.array([1.0, 2.0])
    assert same(scores, scores.copy())
    assert not same(scores, np.nextafter(scores, 3))
    assert not same(scores, scores.astype(np.float32))


def test_the_best_are_those_above_0_ties_by_the_lower_number():
    scores = np.array([0.0, 2.0, 1.0, 2.0, 1.0])
    numbers, found = best_of(scores, 3)
    assert numbers.tolist() == [1, 3, 2]
    assert ordered(numbers, found, scores, 3)
    assert ordered(*best_of(scores, 10), scores, 10)
    assert not ordered([3, 1, 2], found, scores, 3)


def test_any_of_those_that_tie_for_the_last_place_is_as_good():
    scores = np.array([3.0, 1.0, 1.0, 0.5])
    assert overlap([0, 2], scores, 2) == overlap([0, 1], scores, 2) == 1
    assert overlap([0, 3], scores, 2) == 0.5


def test_engines_are_asked_in_turn():
    heard = []
    ways = {name: lambda terms, name=name: heard.append((name, terms[0])) for name in "ab"}
    times = interleaved(ways, [["one"], ["two"]], seconds=10)
    asked = heard[4:]  # those before warm up
    assert len(asked) == 12
    assert [{name for name, _ in asked[at : at + 2]} for at in range(0, 12, 2)] == [{"a", "b"}] * 6
    assert [term for _, term in asked[::2]] == ["one", "two"] * 3
    assert [spread(times[name])["asked"] for name in "ab"] == [2, 2]


def test_a_ratio_is_over_what_both_were_asked():
    middle, low, high = ratio(np.array([1.0, 2.0, 9.0]), np.array([4.0, 8.0, np.nan]))
    assert (middle, low, high) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (duration(0.0000712), "71 µs"),
        (duration(0.0034), "3.4 ms"),
        (duration(12.2), "12 s"),
        (amount(198_400_000), "198 MB"),
        (plain(0), "0"),
        (plain(0.0026), "0.003"),
        (plain(0.5), "0.50"),
    ],
)
def test_figures_are_told_to_two_places(said, what):
    assert said == what


def figures():
    """Of two sizes, in which Talks keeps all bounds but that of the growth."""

    def size(median, **more):
        times = dict.fromkeys(("p5", "p25", "p50", "p75", "p95", "p99"), median)
        return {
            "words": 21.0,
            "question": 5.0,
            "met": 0.07,
            "met median": 0.035,
            "postings": 2_000_000,
            "bandwidth": 2e10,
            "posting": 6,
            "limit": 2e-5,
            "over limit": 9.0,
            "load": 0.5,
            "times": {"Talks": times | {"asked": 500, "mean": median}},
            "ratios": {"tantivy": [0.5, 0.4, 0.6]},
            "agreement": {
                "questions": 50,
                "equal": 50,
                "checked": 3,
                "reference": 3,
                "overlap": {"Talks": 1.0, "tantivy": 0.852},
            },
            "costs": {"Talks": more},
        }

    return {
        "machine": {"processor": "abacus", "cores": 2, "python": "3.11", "versions": {"numpy": "2.4"}},
        "questions": 500,
        "skipped": {"SQLite FTS5": "it isn't installed"},
        "sizes": {
            "100000": size(50e-6),
            "1000000": size(200e-6, absolute=230e6, resident=198e6, load=0.02, add=0.012),
        },
    }


def test_bounds_are_kept_or_not_or_not_measured():
    told = {what: cells for what, *cells in bounds(figures())}
    assert len(told) == len(BOUNDS)
    assert told["1,000,000: memory held"] == ["198 MB", "≤ 260 MB", "✓", "≤ 200 MB", "✓"]
    assert told["1,000,000: 100 statements added"] == ["12 ms", "≤ 25 ms", "✓", "≤ 10 ms", "✗"]
    assert told["median, 100,000 → 1,000,000"] == ["4.0", "≤ 3.0", "✗", "≤ 2.0", "✗"]
    seed = "the seed article: a whole answer, in the process, by letters"
    assert told[seed] == ["–", "≤ 1.0 ms", "–", "–", "–"]
    told = {what: cells for what, *cells in bounds(figures() | {"answer": {"median": 0.0008}})}
    assert told[seed] == ["800 µs", "≤ 1.0 ms", "✓", "–", "–"]


def test_one_question_that_differs_breaks_the_bound():
    known = figures()
    known["sizes"]["100000"]["agreement"]["equal"] = 49
    assert next(bounds(known))[1:4] == ["1", "≤ 0", "✗"]


def test_the_page_tells_the_figures():
    page = rendered(figures(), ["growth"])
    assert "Written by `make bench` on abacus, 2 cores" in page
    assert "SQLite FTS5 was left out: it isn't installed.\n" in page
    assert "![growth](plots/growth.svg)\n" in page
    assert "![costs]" not in page
    assert "| Talks | 50 µs / 50 µs / 50 µs | 200 µs / 200 µs / 200 µs |\n" in page
    assert "| tantivy | 0.50 (0.40–0.60) | 0.50 (0.40–0.60) |\n" in page
    assert "20 µs at the least; Talks' median is 10 times that." in page
    assert "| best 10: tantivy | 85.2% | 85.2% |\n" in page
    assert "| Talks | – | – | – | 20 ms | 198 MB | 230 MB | – | 12 ms | – | – | – | – |\n" in page
