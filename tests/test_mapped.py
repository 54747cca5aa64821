"""Are the nearest of many those that all cosines tell, and are cosines those of vectors as they are kept?"""

import numpy as np
import pytest
from encoders import spread

from index.searchers.mapped import Mapped, highest
from index.vectors import in_memory


def held(rows, coarse=None):
    vectors = in_memory(np.arange(len(rows), dtype=np.uint64), len(rows) if coarse is None else coarse, 384)
    vectors.put(np.arange(len(rows)), rows.astype(np.float16))
    return vectors


def mapped(*parts):
    """Statements of one sentence, that of the very words, in parts."""
    rows = np.arange(sum(map(len, parts)))
    return Mapped([held(part) for part in parts], rows, rows, np.arange(len(rows) + 1))


def nearest(rows, question, count):
    return np.argsort(-(rows.astype(np.float16).astype(np.float32) @ question), kind="stable")[
        :count
    ].tolist()


def test_the_nearest_sixty_of_many_are_those_of_all_cosines_in_their_order():
    passages, questions = spread(20_000, 20)
    among = mapped(passages[:18_000], passages[18_000:])
    for question in questions:
        found, exact = among.compare(question).nearest(60), nearest(passages, question, 60)
        assert len({*found} & {*exact}) == 60
        cosines = passages[found].astype(np.float16).astype(np.float32) @ question
        assert np.abs(cosines - np.sort(cosines)[::-1]).max() < 1e-6  # but for what the order of a sum rounds
        assert np.abs(among.compare(question).statements(found) - cosines).max() < 1e-6


def test_what_is_held_for_other_articles_isnt_found():
    passages, questions = spread(3_000, 10)
    own = np.arange(0, 3_000, 100)
    among = Mapped([held(passages)], own, own, np.arange(31))
    for question in questions:
        assert among.nearest(question, 60) == nearest(passages[own], question, 60)


def test_statements_of_the_same_words_are_each_found_in_their_order():
    passages, [question] = spread(2_000, 1)
    rows = np.repeat(np.arange(2_000), 3)
    among = Mapped([held(passages)], rows, rows, np.arange(6_001))
    best = nearest(passages, question, 20)
    assert among.nearest(question, 60) == [number for row in best for number in range(3 * row, 3 * row + 3)]


def test_sentences_are_those_of_their_statements_in_a_row():
    passages, [question] = spread(10, 1)
    among = Mapped(
        [held(passages, coarse=3)], np.arange(3), np.array([3, 4, 5, 6, 1]), np.array([0, 2, 4, 5])
    )
    exact = passages.astype(np.float16).astype(np.float32) @ question
    assert among.sentences(question, [2, 0]).tolist() == pytest.approx(exact[[1, 3, 4]].tolist())
    assert among.sentences(question, []).shape == among.statements(question, []).shape == (0,)
    assert among.score(question, 2) == pytest.approx(exact[2])


@pytest.mark.parametrize("size", [0, 1, 15, 16, 99, 160, 161, 1_000, 1_007])
def test_the_highest_are_found_group_by_group(size):
    scores = np.random.default_rng(size).permutation(size).astype(np.float32)
    assert sorted(scores[highest(scores, 10)]) == list(range(max(0, size - 10), size))
