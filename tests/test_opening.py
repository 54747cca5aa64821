"""With which words is an article called that has no title?"""

from dataclasses import replace

import pytest

from index.articles import parse
from index.opening import called, cut, first_sentence

DATED = "OSLO, March 2. /NTB/. The two countries will build a tunnel. It will be long."


def test_a_title_goes_before_the_first_words():
    assert called(replace(parse("It rains.", "rain"), title="On rain")) == "On rain"


def test_the_first_words_are_those_of_the_first_statement_without_the_dateline():
    assert called(parse(DATED, "a")) == "The two countries will build a tunnel. It will be long."
    assert called(parse("On rain\n\n- It rains.\n", "a")) == "It rains."


def test_the_first_sentence_stands_alone():
    assert first_sentence(parse(DATED, "a")) == "The two countries will build a tunnel."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gas flows", "Gas flows"),
        ("Gas flows north", "Gas flows…"),
        ("Gas flow, on", "Gas flow…"),
        ("Gas\nflows", "Gas"),
        ("Gasflowsnorth", "Gasflowsn…"),
    ],
)
def test_words_are_cut_between_two_of_them(text, shown):
    assert cut(text, 10) == shown
