"""Are cosines there once vectors are, those of the very passages, and is nothing computed twice?"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from encoders import Hashing

import index
from index.articles import parse
from index.embeddings import Embeddings
from index.library import snapshot
from index.meaning import Meaning
from index.metadata import apply


class Asking(Hashing):
    """A question has the vector of the same words in a passage."""

    def question(self, text):
        return self.passages([text])[0]


TEXT = """HALDOVA, November 12, 2025 /TASS/. Orlov and Petrova met.

On gas:
- Gas will flow. It costs 5 billion.
"""
TALKS = parse(TEXT, "talks")
RUSSIAN = parse("- Газ пойдёт.\n- Газ пойдёт.", "russian")
KAZAKH = apply({"language": "kk"}, parse("- Мектеп ашылады, қашан?", "kazakh"))
PASSAGES = [
    "Orlov and Petrova met.",
    "On gas:: Gas will flow. It costs 5 billion.",
    "Gas will flow.",
    "It costs 5 billion.",
    "Газ пойдёт.",
    "Мектеп ашылады, қашан?",
]
EVERYDAY = (Path(index.__file__).parent / "everyday.txt").read_text("utf-8").splitlines()


@pytest.fixture
def encoder():
    return Asking()


def meaning(folder, encoder, *articles, few=5_000):
    return Meaning(encoder, Embeddings(folder, encoder), snapshot(articles), few)


def statements(meaning, question, count):
    """The cosines of a question with the first ``count`` statements."""
    return meaning.cosines(question).passages.statements(range(count))


@pytest.fixture(params=[5_000, 0], ids=["few", "many"])
def few(request):
    """Whether statements are compared in memory, or looked through in a file."""
    return request.param


def test_there_are_no_cosines_before_vectors_are_prepared(tmp_path, encoder):
    talks = meaning(tmp_path, encoder, TALKS)
    assert talks.cosines("gas") is None
    assert encoder.asked == []
    talks.prepare()
    assert talks.cosines("gas") is not None


def test_a_statement_is_embedded_under_its_heading_without_the_dateline_and_each_sentence_alone(
    tmp_path, encoder
):
    meaning(tmp_path, encoder, TALKS, RUSSIAN, KAZAKH).prepare()
    assert sorted(encoder.asked) == sorted([*EVERYDAY, *PASSAGES])


def test_cosines_are_those_of_statements_and_of_their_sentences_in_a_row(tmp_path, encoder, few):
    talks = meaning(tmp_path, encoder, TALKS, RUSSIAN, KAZAKH, few=few)
    talks.prepare()
    found = talks.cosines("It costs 5 billion.").passages
    sentences = found.sentences(range(5))
    assert (found.statements(range(5)).shape, sentences.shape) == ((5,), (6,))
    assert sentences[2] == pytest.approx(1, abs=1e-3)
    assert np.abs(np.delete(sentences, 2)).max() < 0.3
    assert np.abs(found.statements(range(5))).max() < 0.3
    assert found.sentences([4, 1]).tolist() == pytest.approx(sentences[[5, 1, 2]].tolist())


@pytest.mark.parametrize(
    ("question", "numbers"),
    [("Газ пойдёт.", [2, 3]), ("Мектеп ашылады, қашан?", [4]), ("", []), ("👍", [])],
)
def test_a_question_has_the_cosines_of_its_very_words(tmp_path, encoder, question, numbers, few):
    talks = meaning(tmp_path, encoder, TALKS, RUSSIAN, KAZAKH, few=few)
    talks.prepare()
    assert np.flatnonzero(statements(talks, question, 5) > 0.99).tolist() == numbers
    assert talks.cosines(question).passages.nearest(5)[: len(numbers)] == numbers
    assert [n for n in range(5) if talks.cosine(question, n) > 0.99] == numbers


def test_a_question_comes_nearer_without_a_whole_word_of_it_and_not_by_being_folded(tmp_path, encoder, few):
    talks = meaning(tmp_path, encoder, parse("- the party of the café", "talks"), few=few)
    assert talks.nearer("art", "art", [0]) is None
    talks.prepare()
    del encoder.asked[:]
    assert talks.nearer("the party of art", "art", [0])[0] != 0
    assert talks.nearer("the cafe\u0301 and party", "art", [0])[0] == 0
    assert encoder.asked == ["the party of ", "the party of art", "the café and party"]


def test_everyday_is_the_mean_of_the_five_nearest_things(tmp_path, encoder):
    talks = meaning(tmp_path, encoder, TALKS)
    talks.prepare()
    cosines = sorted(encoder.passages(EVERYDAY) @ encoder.question("gas"))
    assert talks.cosines("gas").everyday == pytest.approx(sum(cosines[-5:]) / 5, abs=1e-3)
    assert talks.cosines(EVERYDAY[0]).everyday > 0.2 > talks.cosines("gas").everyday > 0


def test_what_is_missing_counts_once_and_is_not_computed_when_it_is_more_than_may_be(tmp_path, encoder, few):
    talks = meaning(tmp_path, encoder, TALKS, RUSSIAN, KAZAKH, few=few)
    missing = len(set(EVERYDAY)) + 6
    assert talks.prepare(at_most=missing - 1) == missing
    assert (talks.ready, encoder.asked) == (False, [])
    Embeddings(tmp_path, encoder).compute(["Газ пойдёт.", "gas"])
    assert talks.prepare(at_most=missing - 1) == missing - 1
    assert talks.ready
    assert talks.prepare(at_most=0) == 0
    assert meaning(tmp_path, encoder, TALKS, few=few).prepare(at_most=0) == 0


def test_vectors_are_kept_from_one_to_the_next(tmp_path, encoder, few):
    first = meaning(tmp_path, encoder, TALKS, RUSSIAN, few=few)
    first.prepare()
    again = Asking()
    second = meaning(tmp_path, again, TALKS, RUSSIAN, few=few)
    assert second.cosines("gas") is None
    second.prepare()
    assert again.asked == []
    assert statements(second, "gas", 4).tolist() == statements(first, "gas", 4).tolist()
    third = meaning(tmp_path, again, TALKS, KAZAKH, few=few)
    assert third.prepare(at_most=0) == 1
    third.prepare()
    assert again.asked == ["gas", "Мектеп ашылады, қашан?"]


def test_nothing_is_kept_where_nothing_can_be_kept_and_cosines_are_the_same(tmp_path, encoder, few):
    (tmp_path / "file").write_text("")
    lost = meaning(tmp_path / "file", encoder, RUSSIAN, few=few)
    lost.prepare()
    assert lost.prepare(at_most=0) == len(set(EVERYDAY)) + 1
    kept = meaning(tmp_path / "folder", encoder, RUSSIAN, few=few)
    kept.prepare()
    assert statements(lost, "gas", 2).tolist() == statements(kept, "gas", 2).tolist()


def test_progress_hears_how_many_passages_of_how_many_are_computed(tmp_path, encoder, few):
    heard = []
    talks = meaning(tmp_path, encoder, parse("\n".join(f"- Gas {n}." for n in range(40)), "many"), few=few)
    talks.prepare(lambda done, of: heard.append((done, of)))
    assert [told for told in heard if told[1] == 40] == [(0, 40), (16, 40), (32, 40)]
    before = len(heard)
    talks.prepare(lambda done, of: heard.append((done, of)))
    assert len(heard) == before


def test_of_no_articles_there_are_no_cosines_but_with_everyday_things(tmp_path, encoder):
    nothing = meaning(tmp_path, encoder)
    assert nothing.prepare(at_most=0) == len(set(EVERYDAY))
    nothing.prepare()
    found = nothing.cosines("gas")
    assert found.passages.nearest(60) == []
    assert 0 < found.everyday < 0.2


def test_threads_may_ask_while_another_prepares(tmp_path, encoder, few):
    talks = meaning(tmp_path, encoder, TALKS, RUSSIAN, few=few)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(talks.cosines, "gas") for _ in range(10)]
        pool.submit(talks.prepare).result()
        asked += [pool.submit(talks.cosines, "gas") for _ in range(10)]
    sizes = [len(found.passages.nearest(9)) if (found := one.result()) else 0 for one in asked]
    assert set(sizes) <= {0, 4}
    assert sizes[10:] == [4] * 10


def test_of_very_many_statements_a_few_tell_that_vectors_are_missing(tmp_path, encoder, monkeypatch):
    monkeypatch.setattr("index.meaning._MANY", 1)
    lines = [f"- Well {number} gives water. Field {number} gives wheat." for number in range(1000)]
    many = meaning(tmp_path, encoder, parse("\n".join(lines), "many"), few=0)
    everyday = len(EVERYDAY)
    assert many.prepare(at_most=600) - everyday == 3000
    assert not many.ready
    assert encoder.asked == []
    many.prepare()
    again = meaning(tmp_path, encoder, parse("\n".join(lines), "many"), few=0)
    assert again.prepare(at_most=600) == 0
    assert again.ready
