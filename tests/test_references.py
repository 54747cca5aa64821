"""Does a short id go on meaning the same words, and nothing once they have changed?"""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import references
from bot.references import References, of_article, of_statement, of_topic
from index.articles import parse
from index.library import snapshot
from index.model import Topic

ROOT = Path(__file__).parent.parent
BODY = "The lead.\n\nOn gas:\n\n- It flows.\n- It is cheap.\n\nOn schools:\n\n- They are built.\n"


def article(body=BODY, name="talks"):
    return parse(body, name)


def ids(one):
    """Every id in an article: its own, its sections', its statements'."""
    topics = [of_topic(topic) for topic in one.topics]
    return [of_article(one), *topics, *(of_statement(one, said) for said in one.statements)]


def test_ids_are_eight_letters_that_a_link_may_carry():
    assert references.LENGTH == 8
    assert all(re.fullmatch("[A-Za-z0-9_-]{8}", one) for one in ids(article()))


def test_ids_are_the_same_tomorrow_and_in_another_process():
    expected = "2I1POqaN A8ZhnN_S I3thcb0u yKQz3CcV xpkFCjx5 5guF8bS_ vVK8lgJi Nu0V5O95".split()
    assert ids(article()) == expected
    program = "import test_references as t; print(*t.ids(t.article()))"
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == expected


def test_every_id_leads_back_to_what_it_was_made_from():
    one, other = article(), article("- It rains.\n", "weather")
    back = References(snapshot([one, other]))
    for there in (one, other):
        assert back.article(of_article(there)) is there
        assert [back.topic(of_topic(topic)) for topic in there.topics] == list(there.topics)
        assert [back.statement(of_statement(there, said)) for said in there.statements] == [
            (there, said) for said in there.statements
        ]


def test_an_id_of_one_kind_is_none_of_another():
    one = article()
    back = References(snapshot([one]))
    statement, topic = of_statement(one, one.statements[0]), of_topic(one.topics[0])
    assert back.topic(statement) is back.article(statement) is None
    assert back.statement(topic) is back.article(topic) is None
    assert back.statement(of_article(one)) is back.topic(of_article(one)) is None


@pytest.mark.parametrize("reference", ["", "a", "AAAAAAAA", "AAAAAAAAA", "ж" * 8, "\0", "\ud83d"])
def test_an_unknown_id_stands_for_nothing(reference):
    back = References(snapshot([article()]))
    assert back.statement(reference) is back.topic(reference) is back.article(reference) is None


@pytest.mark.parametrize(
    ("body", "statements", "topics"),
    [
        (BODY, [1, 1, 1, 1], [1, 1, 1]),
        (BODY.replace("cheap", "dear"), [1, 1, 0, 1], [1, 0, 1]),
        (BODY.replace("It flows.", "It flows!"), [1, 0, 1, 1], [1, 0, 1]),
        (BODY.replace("On gas", "On oil"), [1, 0, 0, 1], [1, 0, 1]),
        (BODY.replace("- It flows.\n", ""), [1, 0, 1, 1], [1, 0, 1]),
        ("\n\n" + BODY.replace("\n\n", "\n\n\n"), [1, 1, 1, 1], [1, 1, 1]),  # only moved
        (BODY + "- And more.\n", [1, 1, 1, 1], [1, 1, 0]),
    ],
)
def test_an_id_stands_for_nothing_once_its_words_have_changed(body, statements, topics):
    before, back = article(), References(snapshot([article(body)]))
    found = [back.statement(of_statement(before, said)) for said in before.statements]
    assert [int(one is not None) for one in found] == statements
    assert [int(back.topic(of_topic(topic)) is not None) for topic in before.topics] == topics
    assert back.article(of_article(before)) is not None


def test_the_same_words_under_two_headings_have_an_id_each():
    one = article("On gas:\n\n- It is cheap.\n\nOn oil:\n\n- It is cheap.\n")
    back = References(snapshot([one]))
    assert [back.statement(of_statement(one, said))[1].section for said in one.statements] == [0, 1]


def test_the_same_words_in_another_article_have_another_id():
    assert set(ids(article())) & set(ids(article(name="other"))) == set()


def test_an_id_does_not_depend_on_what_is_known_beside_the_words():
    one = article()
    told = replace(one, title="Talks", source="TASS", url="https://tass.com/1", language="ru")
    said = [replace(statement, speaker="Anna Brun") for statement in one.statements]
    assert ids(replace(told, statements=tuple(said))) == ids(one)


def test_twenty_thousand_statements_have_as_many_ids():
    articles = [
        parse("".join(f"- Statement {number} of {many}.\n" for number in range(200)), f"article-{many}")
        for many in range(100)
    ]
    made = [one for there in articles for one in ids(there)]
    assert len(made) == 100 * (1 + 1 + 200)
    assert len(set(made)) == len(made)


@given(st.text(st.characters(), min_size=1), st.text(st.characters(), min_size=1))
def test_any_words_have_an_id_and_other_words_another(some, other):
    made = [of_statement(one, said) for one in (article(some), article(other)) for said in one.statements]
    texts = [said.span.of(one.body) for one in (article(some), article(other)) for said in one.statements]
    assert len(set(made)) == len(set(texts))


def test_a_section_with_a_heading_is_not_the_one_without():
    one = article()
    assert of_topic(Topic(one, None)) != of_topic(Topic(one, 0)) != of_topic(Topic(one, 1))
