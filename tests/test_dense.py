"""Are the cosines those of all passages, and do statements come in their order?"""

import numpy as np
import pytest

from index.encoder import Encoder
from index.searchers.dense import Dense, Passages

AXES = {"gas": (1, 0, 0), "oil": (0, 1, 0), "tea": (0, 0, 1), "gas and oil": (0.6, 0.8, 0)}


def embed(texts):
    """Vectors that can be followed by hand."""
    return np.array([AXES[text] for text in texts], np.float32).reshape(-1, 3)


def vector(*numbers):
    return np.array(numbers, np.float32)


STATEMENTS = [
    Passages("oil", ("oil", "gas")),
    Passages("gas and oil", ("gas",)),
    Passages("tea", ("tea", "tea", "oil")),
]


def test_cosines_are_those_of_statements_and_of_their_sentences_in_a_row():
    compared = Dense(STATEMENTS, embed).compare(vector(0.6, 0, 0.8))
    assert compared.statements([0, 1, 2]).tolist() == pytest.approx([0, 0.36, 0.8])
    assert compared.statements([2, 0]).tolist() == pytest.approx([0.8, 0])
    assert compared.sentences([0, 1, 2]).tolist() == pytest.approx([0, 0.6, 0.6, 0.8, 0.8, 0])
    assert compared.sentences([2, 1]).tolist() == pytest.approx([0.8, 0.8, 0, 0.6])
    assert compared.statements([]).tolist() == compared.sentences([]).tolist() == []


def test_the_nearest_come_first_and_of_equals_the_first():
    assert Dense(STATEMENTS, embed).compare(vector(0.6, 0, 0.8)).nearest(2) == [2, 1]
    same = [Passages("tea", ("tea",)), Passages("gas", ("gas",))] * 3
    assert Dense(same, embed).compare(vector(1, 0, 0)).nearest(5) == [1, 3, 5, 0, 2]


def test_one_statement_has_the_score_that_it_has_among_all():
    dense, question = Dense(STATEMENTS, embed), vector(0.6, 0, 0.8)
    found = [dense.score(question, number) for number in range(len(STATEMENTS))]
    assert found == pytest.approx(dense.compare(question).statements([0, 1, 2]).tolist())


def test_among_nothing_nothing_is_near():
    compared = Dense([], embed).compare(vector(1, 0, 0))
    assert (compared.nearest(60), compared.statements([]).shape, compared.sentences([]).shape) == (
        [],
        (0,),
        (0,),
    )


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("How many Kazakhs study in Russia?", 1),
        ("Сколько казахстанцев учится в России?", 1),
        ("Is fuel going to flow northwards?", 0),
        ("Поставки топлива", 0),
        ("Кездесуге кім шақырылды?", 2),
    ],
)
def test_a_question_in_other_words_or_another_language_finds_what_answers_it(question, statement):
    encoder = Encoder.load()
    if encoder is None:
        pytest.skip("the extra 'semantic' isn't installed, or can't run here")
    said = [
        ("Energy", "Russia is in talks on gas supplies to the north."),
        ("Education", "About 55,000 Kazakhstanis are students at Russian universities."),
        ("Invitation", "Putin invited Tokayev to a summit in St. Petersburg."),
    ]
    dense = Dense([Passages(f"{about}: {words}", (words,)) for about, words in said], encoder.passages)
    compared = dense.compare(encoder.question(question))
    statements, sentences = compared.statements([0, 1, 2]), compared.sentences([0, 1, 2])
    assert int(statements.argmax()) == int(sentences.argmax()) == statement
    assert 0.7 < statements.max() < 1
