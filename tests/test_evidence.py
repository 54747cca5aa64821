"""Does each feature tell what it is named for, whatever the texts, and do words meet across scripts?"""

import datetime
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import analyzer
from index.articles import parse
from index.candidates import Candidates, candidate
from index.evidence import FEATURES, features, sought
from index.latin import latin
from index.metadata import apply

TEXT = """HALDOVA, November 12, 2025 /TASS/. Presidents Orlov and Petrova met in Haldova.

On gas:
- Gas will flow to Veldania. It costs 5 billion dollars a year, and nobody pays more. Why? Because it is cold.
- Pipelines rust.
On schools:
- About 55,000 Haldorians study in Veldania.
"""
DATA = {"title": "A summit of neighbours", "speaker": "Ivan Orlov"}
ARTICLE = apply(DATA, parse(TEXT, "talks"))
MET, FLOW, COSTS, WHY, COLD, RUST, STUDY = range(7)  # rows of its sentences

# Any code point, lone surrogates and NUL among them, and the pieces that are looked at.
pieces = st.sampled_from(
    ["\ud800", "\0", "👍", "55,000", "1941", " ", ". ", "\n", "\n- ", "\n\nOn gas:\n- ", "“", "ا", "İ"]
)
words = st.sampled_from(["Haldoria ", "халдорцы ", "Газ ", "gas ", "қазақ ", "Who ", "сколько ", "қанша "])
any_text = st.lists(st.text(st.characters(), max_size=15) | pieces | words, max_size=25).map("".join)


def rows(question, article=ARTICLE, language="en", weights=None, cosines=None):
    """The features of all sentences of ``article``; without ``weights`` all words weigh 1."""
    tokens = list(analyzer(language).tokens(question))
    candidates = Candidates([candidate(article, statement) for statement in article.statements])
    bm25 = [number / 10 for number, _ in enumerate(article.statements)]
    weighed = sought(question, tokens, weights or [1.0] * len(tokens))
    return features(weighed, candidates, candidates.met(tokens), bm25, cosines)


def feature(name, *args, **kwargs):
    return rows(*args, **kwargs)[:, FEATURES.index(name)].round(3).tolist()


def said(*statements, language="en", **data):
    """An article without a lead, of these statements."""
    return apply({"language": language, **data}, parse("\n".join(f"- {one}" for one in statements), "talks"))


def test_each_sentence_has_a_row_and_each_feature_a_column():
    assert rows("Who pays for gas?").shape == (7, len(FEATURES))
    assert len(set(FEATURES)) == len(FEATURES) == 20


def test_of_no_statements_there_are_no_rows():
    empty = parse("", "talks")
    assert empty.statements == ()
    assert rows("gas", empty).shape == (0, 20)
    assert rows("", empty).shape == (0, 20)


def test_bm25_is_that_of_the_statement():
    assert feature("bm25", "gas") == [0, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3]


def test_cosines_count_ten_times_and_are_none_without_an_encoder():
    cosines = ([0.1, 0.2, 0.3, 0.4], [0.11, 0.21, 0.22, 0.23, 0.24, 0.31, 0.41])
    assert feature("meaning", "gas", cosines=cosines) == [1.1, 2.1, 2.2, 2.3, 2.4, 3.1, 4.1]
    assert feature("statement meaning", "gas", cosines=cosines) == [1, 2, 2, 2, 2, 3, 4]
    assert feature("meaning", "gas") == feature("statement meaning", "gas") == [0] * 7


def test_words_of_the_sentence_count_by_their_weight():
    assert feature("words", "the gas flows, in snow") == [0, 0.667, 0, 0, 0, 0, 0]
    assert feature("words", "gas snow", weights=[0.9, 0.1]) == [0, 0.9, 0, 0, 0, 0, 0]


def test_words_of_the_statement_are_those_of_its_sentences_its_heading_and_its_speaker():
    assert feature("statement words", "gas") == [0, 1, 1, 1, 1, 1, 0]
    assert feature("statement words", "Ivan") == [1, 1, 1, 1, 1, 1, 1]
    assert feature("statement words", "pipelines, schools") == [0, 0, 0, 0, 0, 0.5, 0.5]


def test_letters_count_words_that_differ_a_little_in_part():
    assert feature("letters", "pipelnes") == [0, 0, 0, 0, 0, 0.853, 0]
    assert feature("words", "pipelnes") == [0] * 7
    assert feature("letters", "pipelines") == [0, 0, 0, 0, 0, 1, 0]
    assert feature("statement letters", "colds pays") == [0, 1, 1, 1, 1, 0, 0]


def test_words_that_share_less_than_three_letters_of_four_do_not_meet():
    assert feature("letters", "rusty") == [0, 0, 0, 0, 0, 0.722, 0]
    assert feature("letters", "trusting") == [0] * 7


def test_what_the_sentences_beside_it_have_and_it_has_not_stands_around():
    assert feature("around", "5 billion") == [0, 1, 0, 1, 0, 0, 0]
    assert feature("around", "flow, 5 billion") == [0, 0.5, 0.5, 0.5, 0, 0, 0]
    assert feature("around", "schools") == [0] * 7


def test_what_title_dateline_date_people_and_lead_have_is_about_the_article():
    assert feature("article", "summit") == [1] * 7
    assert feature("article", "TASS") == [1] * 7
    assert feature("article", "2025") == [1] * 7
    assert feature("article", "Petrova met") == [0, 1, 1, 1, 1, 1, 1]
    assert feature("article", "Orlov") == [0] * 7


def test_an_article_may_say_nothing_of_itself():
    plain = said("Gas flows.")
    assert (plain.date, plain.title, plain.speakers, plain.sections) == (None, None, (), ())
    assert feature("article", "gas summit 2025", plain) == [0]
    dated = replace(plain, date=datetime.date(1999, 5, 1))
    assert feature("article", "gas summit 1999", dated) == [0.333]


def test_names_are_capital_words_inside_the_question_and_met_by_letters():
    assert feature("names", "Is Veldania near Haldova?") == [0.5, 0.5, 0.5, 0.5, 0.5, 0, 0.5]
    assert feature("unmet names", "Is Veldania near Haldova?") == [1, 1, 1, 1, 1, 2, 1]
    assert feature("unmet names", "Is it Aaaa, Eeee, Uuuu or Yyyy?") == [2] * 7
    assert feature("names", "Is it Veldanja?")[FLOW] == 0.687
    assert feature("unmet names", "Is it Veldanja?")[FLOW] == 0


@pytest.mark.parametrize("question", ["", "👍", "is veldania near haldova?", "Veldania", "2025"])
def test_where_no_name_is_asked_for_all_names_are_met(question):
    assert feature("names", question) == [1] * 7
    assert feature("unmet names", question) == [0] * 7


def test_numbers_are_met_by_the_same_number_only():
    assert feature("numbers", "55000 or 6") == [0, 0, 0, 0, 0, 0, 0.5]
    assert feature("numbers", "55 000") == [0, 0, 0, 0, 0, 0, 1]
    assert feature("numbers", "55001") == [0] * 7
    assert feature("numbers", "students") == [1] * 7


@pytest.mark.parametrize(
    ("question", "slot", "told"),
    [
        ("How many?", "number", [COSTS, STUDY]),
        ("What is the price?", "money", [COSTS]),
        ("When?", "date", [COSTS]),
        ("Who?", "person", [MET]),
        ("Where?", "place", [MET, FLOW, STUDY]),
        ("Why?", "reason", [COLD]),
        ("Сколько?", "number", [COSTS, STUDY]),
        ("Неге?", "reason", [COLD]),
    ],
)
def test_a_kind_of_thing_counts_where_it_is_asked_for_and_told(question, slot, told):
    assert np.flatnonzero(feature(slot, question)).tolist() == told
    others = {"number", "money", "date", "person", "place", "reason"} - {slot}
    assert all(feature(other, question) == [0] * 7 for other in others)


def test_the_lead_and_sentences_below_forty_code_points_are_marked():
    assert feature("lead", "gas") == [1, 0, 0, 0, 0, 0, 0]
    assert feature("short", "gas") == [0, 1, 0, 1, 1, 1, 0]
    assert feature("short", "", said("a" * 39, "a" * 40)) == [1, 0]


def test_names_meet_across_scripts():
    assert [latin(word) for word in ("Казахстан", "ТОКАЕВ", "Қазақстан", "Straße", "Орёл", "", "12,5")] == [
        "kazakhstan", "tokaev", "qazaqstan", "strasse", "orel", "", "12,5",
    ]  # fmt: skip
    talks = said("Tokayev came to Astana.")
    assert feature("letters", "Когда Токаев прибыл в Астану?", talks, "ru") == [0.464]
    assert feature("names", "Когда Токаев прибыл в Астану?", talks, "ru") == [0.696]
    assert feature("unmet names", "Когда Токаев прибыл в Астану?", talks, "ru") == [0]
    assert feature("names", "Астанаға Тоқаев келді ме?", talks, "kk") == [0.423]


def test_a_country_is_met_by_what_it_is_called_elsewhere_nearly_as_by_its_name():
    talks = said("Russia sells gas.", "China buys it.")
    assert feature("names", "Что продаёт Россия?", talks, "ru") == [0.95, 0]
    assert feature("letters", "Қытай", talks, "kk") == [0, 0.95]
    assert feature("words", "Россия", talks, "ru") == [0, 0]
    assert feature("letters", "Who are the Russians?", talks) == [0.643, 0]


def test_no_country_is_met_by_another_that_is_like_it():
    talks = said("Australia sells gas.", "George buys it.")
    assert feature("letters", "Austria", talks) == feature("letters", "Georgia", talks) == [0, 0]


def test_russian_words_meet_by_their_stems():
    talks = said("Студенты учатся в вузах России.", "Газ дорог.", language="ru")
    assert feature("words", "Сколько студентов в России?", talks, "ru") == [1, 0]


def test_kazakh_words_meet_by_their_stems():
    talks = said("Студенттер Ресейде оқиды.", "Газ қымбат.", language="kk")
    assert feature("words", "Ресейдегі студенттердің саны", talks, "kk") == [0.667, 0]


@pytest.mark.parametrize("question", ["", " ", "👍🏽", "…?!", "the of and"])
def test_a_question_without_words_meets_nothing_and_lacks_nothing(question):
    found = rows(question)
    for name, column in zip(FEATURES, found.T, strict=True):
        if name not in {"bm25", "lead", "short", "names", "numbers"}:
            assert column.tolist() == [0] * 7, name


def test_words_that_weigh_nothing_count_nothing():
    assert feature("words", "gas", weights=[0.0]) == [0] * 7


def test_an_article_of_emoji_and_letters_alone_meets_nothing():
    assert feature("letters", "gas", said("1 👍", "—x")) == [0, 0]


@given(any_text, any_text, st.sampled_from(["en", "ru", "kk"]), st.booleans())
@example("How many gas " * 400, TEXT, "en", True)
@example("Сколько? " * 5000, "x", "ru", False)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_whatever_the_texts_features_are_finite(question, text, language, encoded):
    article = parse(text, "talks")
    sentences = sum(len(statement.sentences) for statement in article.statements)
    cosines = ([0.8] * len(article.statements), [0.9] * sentences) if encoded else None
    found = rows(question, article, language, cosines=cosines)
    assert found.shape == (sentences, 20)
    assert np.isfinite(found).all()
    shares = [place for place, name in enumerate(FEATURES) if name not in {"unmet names", "bm25"}]
    assert ((found[:, shares[2:]] >= 0) & (found[:, shares[2:]] <= 1 + 1e-9)).all()
