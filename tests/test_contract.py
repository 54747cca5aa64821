"""Do programs get the JSON that they were promised?"""

import datetime
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from bot import contract
from index.articles import parse
from index.model import Answer, Question, Quote, Topic, Weight

SCHEMA = json.loads((Path(__file__).parent / "answer.schema.json").read_text(encoding="utf-8"))
BODY = '😀 The lead.\n\nOn gas:\n\n- Gas will flow: "We agreed on the price."\n- The pipeline is old.\n'
PLAIN = parse(BODY, "may-talks")
FULL = replace(
    PLAIN, date=datetime.date(2025, 5, 3), title="Talks in Astana", source="TASS", url="https://tass.com/1"
)
LEAD, GAS, PIPELINE = PLAIN.statements
WEIGHTS = (Weight("gas", 0.123456, "statement"), Weight("mars", 1.0, "nowhere"))


def quote(article, statement, *, sentence=0, confidence=0.87654321):
    return Quote(article, statement, statement.sentences[sentence], 3.14159265, confidence, WEIGHTS)


def answer(*quotes, answered=True, **more):
    values = {"missing": (), "topics": (), "languages": ("en",)} | more
    return Answer(Question("Is gas “cheap”?", "en"), answered, quotes, **values)


def test_an_answer_carries_the_words_and_where_they_stand():
    assert contract.answer(
        answer(quote(FULL, replace(GAS, speaker="Anna Brun"), sentence=1)), 1.23456, explain=False
    ) == {
        "question": "Is gas “cheap”?",
        "answered": True,
        "outcome": "answered",
        "confidence": 0.8765,
        "hits": [
            {
                "article": "may-talks",
                "title": "Talks in Astana",
                "date": "2025-05-03",
                "source": "https://tass.com/1",
                "speaker": "Anna Brun",
                "section": "On gas:",
                "statement": 'Gas will flow: "We agreed on the price."',
                "sentence": "We agreed on the price.",
                "spoken": True,
                "span": [40, 63],
                "score": 3.141593,
                "lacks": [],
            }
        ],
        "missing": [],
        "topics": [],
        "took_ms": 1.235,
    }


def test_what_is_not_known_is_null():
    (hit,) = contract.answer(answer(quote(PLAIN, LEAD)), 0, explain=False)["hits"]
    unknown = {name for name, value in hit.items() if value is None}
    assert unknown == {"title", "date", "source", "speaker", "section"}


def test_a_span_counts_code_points_of_the_articles_text():
    (hit,) = contract.answer(answer(quote(PLAIN, LEAD)), 0, explain=False)["hits"]
    start, stop = hit["span"]
    assert BODY[start:stop] == hit["sentence"] == "😀 The lead."


def test_an_explanation_adds_confidence_and_why_to_each_hit():
    found = answer(quote(FULL, GAS), quote(FULL, PIPELINE, confidence=0.25))
    explained = contract.answer(found, 0, explain=True)["hits"]
    assert [(hit["confidence"], hit["why"]) for hit in explained] == [
        (
            confidence,
            [
                {"word": "gas", "weight": 0.1235, "met": "statement"},
                {"word": "mars", "weight": 1.0, "met": "nowhere"},
            ],
        )
        for confidence in (0.8765, 0.25)
    ]
    plainly = contract.answer(found, 0, explain=False)["hits"]
    assert [hit | {"confidence": None, "why": None} for hit in plainly] == [
        hit | {"confidence": None, "why": None} for hit in explained
    ]


def test_a_declined_question_names_what_is_missing_and_each_near_section_once():
    topics = (Topic(PLAIN, 0), Topic(FULL, 0), Topic(PLAIN, None))
    found = answer(answered=False, missing=("oil", "price"), topics=topics)
    assert contract.answer(found, 0, explain=True) == {
        "question": "Is gas “cheap”?",
        "answered": False,
        "outcome": "nothing",
        "confidence": 0.0,
        "hits": [],
        "missing": ["oil", "price"],
        "topics": ["On gas:"],
        "took_ms": 0,
    }


@pytest.mark.parametrize(
    ("answered", "near", "outcome"),
    [(True, True, "answered"), (False, True, "nearest"), (False, False, "nothing")],
)
def test_the_outcome_is_an_answer_the_nearest_there_is_or_nothing(answered, near, outcome):
    line = contract.answer(answer(quote(PLAIN, GAS), answered=answered, near=near), 0, explain=False)
    assert (line["answered"], line["outcome"]) == (answered, outcome)


def test_a_hit_tells_which_words_of_the_question_it_lacks():
    found = answer(replace(quote(PLAIN, GAS), lacks=("mars", "77")))
    (hit,) = contract.answer(found, 0, explain=False)["hits"]
    assert hit["lacks"] == ["mars", "77"]


def test_a_question_that_could_not_be_asked_has_a_line_like_the_others():
    line = contract.unasked("???")
    assert line == {
        "question": "???",
        "answered": False,
        "outcome": "nothing",
        "confidence": 0.0,
        "hits": [],
        "missing": [],
        "topics": [],
        "took_ms": 0.0,
    }
    assert line.keys() == contract.answer(answer(), 0, explain=False).keys()


@pytest.mark.parametrize(
    ("statement", "listed"),
    [
        (
            LEAD,
            {
                "article": "may-talks",
                "section": None,
                "statement": "😀 The lead.",
                "kind": "lead",
                "span": [0, 11],
            },
        ),
        (
            PIPELINE,
            {
                "article": "may-talks",
                "section": "On gas:",
                "statement": "The pipeline is old.",
                "kind": "statement",
                "span": [67, 87],
            },
        ),
    ],
)
def test_a_listed_statement_tells_its_section_kind_and_span(statement, listed):
    assert contract.statement(PLAIN, statement) == listed


@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize(
    "found",
    [
        answer(quote(FULL, replace(GAS, speaker="Anna Brun"))),
        answer(quote(PLAIN, LEAD), quote(FULL, PIPELINE)),
        answer(
            quote(PLAIN, LEAD, confidence=0.1), answered=False, missing=("oil",), topics=(Topic(PLAIN, 0),)
        ),
        answer(
            replace(quote(FULL, GAS, confidence=0.1), score=-0.5, nearness=0.9, lacks=("mars",)),
            answered=False,
            near=True,
        ),
        answer(answered=False),
    ],
)
def test_every_line_keeps_to_the_schema(found, explain):
    line = json.loads(json.dumps(contract.answer(found, 0.5, explain=explain)))
    jsonschema.validate(line, SCHEMA)
