"""Must a statement be both about what is asked and tell it, and are chances chances?"""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import confidence
from index.confidence import TELLS, TOPIC, Model
from index.evidence import FEATURES

NAMES = tuple(dict.fromkeys((*TOPIC, *TELLS)))
NOTHING = dict.fromkeys(NAMES, 0.0)
ROW = dict.fromkeys(FEATURES, 0.0) | {"statement meaning": 8.5, "letters": 0.6, "statement letters": 0.8}
DOUBTS = {
    "turned": -1.0, "another speaker": 0.7, "another time": 1.0, "carried": 2.0, "nowhere": 0.0,
    "apart": 8.0, "apart words": 0.5,
}  # fmt: skip
numbers = st.floats(-1e6, 1e6)


def weights(names, **counted):
    return np.array([counted.get(name.replace(" ", "_"), 0.0) for name in names])


def model(topic=0.0, tells=0.0):
    """A model that knows two figures, "bm25" of the topic and "words" of what is told."""
    rank, about, told = weights(FEATURES), weights(TOPIC, bm25=1), weights(TELLS, words=1)
    return Model(rank, about, told, topic, tells, sure=0.7)


@pytest.mark.parametrize(
    ("topic", "tells", "chances"),
    [
        (0, 0, (0.5, 0.5)),
        (1, 2, (0.880797, 0.731059)),
        (2, -1, (0.268941, 0.880797)),
        (-1, 2, (0.268941, 0.268941)),
        (-1, -2, (0.119203, 0.268941)),
        (1e9, 1e9, (1, 1)),
        (-1e9, 0, (0, 0)),
        (0, -1e9, (0, 0.5)),
    ],
)
def test_who_is_not_about_it_tells_nothing_whatever_else_speaks_for_it(topic, tells, chances):
    assert model(topic, tells).chances(NOTHING) == pytest.approx(chances, abs=1e-6)
    assert model().chances(NOTHING | {"bm25": topic, "words": tells}) == pytest.approx(chances, abs=1e-6)


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, numbers)), st.booleans())
@example(NOTHING, True)
@example(dict.fromkeys(NAMES, -1e300), False)
@example(dict.fromkeys(NAMES, 1e300), True)
@settings(derandomize=True, deadline=None)
def test_whatever_the_figures_chances_lie_between_none_and_all(figures, meaning):
    answers, near = confidence.model(meaning=meaning).chances(figures)
    assert 0 <= answers <= 1
    assert 0 <= near <= 1
    assert near >= 0.5 or answers <= near


@pytest.mark.parametrize("meaning", [True, False])
def test_the_weights_that_come_with_talks_fit_the_figures(meaning):
    taken = confidence.model(meaning=meaning)
    assert taken is confidence.model(meaning=meaning)
    assert [len(taken.rank), len(taken.topic), len(taken.tells)] == [20, 11, 24]
    assert all(np.isfinite(part).all() and part.any() for part in (taken.rank, taken.topic, taken.tells))


def test_without_an_encoder_meanings_count_nothing():
    taken = confidence.model(meaning=False)
    for names, part in ((FEATURES, taken.rank), (TOPIC, taken.topic), (TELLS, taken.tells)):
        counted = dict(zip(names, part.tolist(), strict=True))
        assert [counted.get(name, 0) for name in NAMES if "meaning" in name or "everyday" in name] == [0] * 4


def test_a_statement_in_the_questions_language_is_measured_by_its_own_letters():
    figures = confidence.figures(ROW, 1.5, 7.0, DOUBTS, foreign=False)
    assert figures == {
        **ROW, **DOUBTS, "margin": 1.5, "everyday": 7.0, "beyond everyday": 1.5,
        "own letters": 0.6, "own statement letters": 0.8, "foreign letters": 0, "foreign": 0,
    }  # fmt: skip


def test_a_statement_in_another_language_is_measured_by_those_of_names():
    figures = confidence.figures(ROW, -0.5, 9.0, DOUBTS, foreign=True)
    assert figures == {
        **ROW, **DOUBTS, "margin": -0.5, "everyday": 9.0, "beyond everyday": -0.5,
        "own letters": 0, "own statement letters": 0, "foreign letters": 0.8, "foreign": 1,
    }  # fmt: skip


@pytest.mark.parametrize("foreign", [True, False])
def test_figures_are_all_that_is_weighed(foreign):
    assert set(NAMES) <= confidence.figures(ROW, 0.0, 0.0, DOUBTS, foreign=foreign).keys()
