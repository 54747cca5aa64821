"""Does a near miss say which of the question's words it doesn't carry?"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import lacks
from index.analysis import Token, analyzer, language_of
from index.articles import parse
from index.candidates import Candidates, candidate
from index.metadata import apply
from index.model import Question

TEXT = """HALDOVA, November 12, 2025 /TASS/. Orlov and Petrova met.

On gas:
- Pipelines to Veldania will be built, President Orlov said. About 55,000 Haldorians study there.
"""
ARTICLE = apply({"title": "A summit", "speaker": "Ivan Orlov"}, parse(TEXT, "talks"))
NO_DOUBT = {"another speaker": 0.0, "another time": 0.0}

any_text = st.lists(
    st.text(st.characters(), max_size=15)
    | st.sampled_from(
        ["\ud800", "\0", "👍", "55,000", " Orlov ", " said ", "last year", " Кто ", "қазақ ", ". ", "\n- "]
    ),
    max_size=20,
).map("".join)


def tokens(question, language="en"):
    return tuple(analyzer(language).tokens(question))


def where(words, article, statement):
    """Where ``words`` are met."""
    one = candidate(article, statement)
    return lacks.met(words, one, Candidates([one]).met(words).max(axis=0).tolist())


def met(question, article=ARTICLE, language="en"):
    return list(where(tokens(question, language), article, article.statements[-1]))


def lacking(question, article=ARTICLE, language="en", nearer=None, **doubts):
    statement, words = article.statements[-1], tokens(question, language)
    found = where(words, article, statement)
    asked = Question(question, language)
    return lacks.of(asked, words, found, article, statement, NO_DOUBT | doubts, nearer or {})


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (Token("Haldoria", "haldoria", inside=True), True),
        (Token("Haldoria", "haldoria", inside=False), False),
        (Token("haldoria", "haldoria", inside=True), False),
        (Token("Қазақстан", "қазақстан", inside=True), True),
        (Token("55,000", "55000", inside=False), True),
        (Token("5", "5", inside=True), True),
        (Token("газ", "газ", inside=True), False),
    ],
)
def test_a_name_is_a_number_or_a_capital_word_inside_the_question(token, name):
    assert lacks.is_name(token) == name


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("pipelines built", ["statement", "statement"]),
        ("55000", ["statement"]),
        ("gas, Ivan", ["context", "context"]),
        ("summit Petrova TASS 2025", ["context"] * 4),
        ("pipelnes veldanja", ["alike", "alike"]),
        ("tennis", [None]),
        ("55,001 2026", [None, None]),
        ("", []),
        ("👍", []),
    ],
)
def test_each_word_is_met_in_the_statement_in_what_it_is_about_or_in_a_like_word(question, where):
    assert met(question) == where


def test_names_in_another_script_are_met_by_letters():
    assert met("Орлов в Велдании", language="ru") == ["alike", "alike"]
    assert met("Орлов Велданияда", language="kk") == ["alike", "alike"]


def test_a_number_is_met_in_words_and_by_the_thousand():
    talks = parse("- Three schools for 55,000 pupils, one of them open.", "talks")
    assert met("3 schools, 55 thousand", talks) == ["statement"] * 3
    assert met("үш мектеп, 55 мың", talks, "kk") == ["statement", None, "statement"]
    assert lacking("Are 1 or 4 schools open?", talks) == ("4",)


def test_capitals_unions_and_names_with_hyphens_are_met_in_what_they_are_called_elsewhere():
    talks = parse("- In Moscow and Kyzyl-Orda the CIS met, and in St. Petersburg.", "talks")
    assert met("Мәскеу, Кызылорда, СНГ, Санкт-Петербург", talks, "ru") == ["alike"] * 5
    assert met("Kyzylorda", talks) == ["alike"]
    assert met("Is it Kyzyl-Orda?", parse("- In Kyzylorda.", "talks")) == ["alike"] * 2


def test_no_country_is_carried_by_another_that_is_like_it():
    talks = parse("- Australia and Ireland met George.", "talks")
    assert met("Austria, Iceland, Georgia, Австрия", talks) == [None] * 4


def test_a_country_is_met_in_what_it_is_called_elsewhere():
    talks = parse("- Russia sells gas.", "talks")
    assert met("Россия и Китай", talks, "ru") == ["alike", None]
    assert lacking("Ресей Қытайға сата ма?", talks, "kk") == ("Қытайға",)


def test_an_article_of_emoji_and_one_letter_meets_nothing():
    assert met("gas", parse("- x 👍", "talks")) == [None]
    assert met("gas", parse("- the", "talks")) == [None]


def test_names_and_numbers_that_are_not_met_are_lacking_once_and_in_order():
    assert lacking("Is tennis taught, or chess to Smith in 1941? Smith 1941") == ("Smith", "1941")
    assert lacking("Which pipelnes in Veldania?") == ()
    assert lacking("") == lacking("👍") == ()
    assert lacking("1941 55,000 1941") == ("1941",)
    assert lacking("Играют ли в теннис Вагнер и Орлов в 1941?", language="ru") == ("Вагнер", "1941")
    assert lacking("Теннис ойнай ма Вагнер, 7?", language="kk") == ("Вагнер", "7")
    assert lacking("играет ли вагнер", language="ru") == ()


def test_in_doubt_the_words_are_lacking_without_which_the_question_is_nearest_and_one_in_any_case():
    question = "Is tennis taught, or chess, near pipelines?"
    assert lacking(question, nearer={"taught": 0.001, "tennis": 0.02, "chess": 0.0}) == ("tennis", "taught")
    assert lacking(question, nearer={"taught": -0.02, "tennis": -0.01}) == ("tennis",)
    assert lacking(question, nearer={"pipelines": 0.02}) == ()  # which the statement has
    assert lacking("Есть ли Вагнер и теннис?", language="ru", nearer={"теннис": 0.01}) == ("Вагнер", "теннис")


def test_the_longest_words_that_are_not_met_are_looked_at_twice():
    def looked_at(text):
        words = tokens(text)
        found = where(words, ARTICLE, ARTICLE.statements[-1])
        return lacks.doubtful(Question(text, "en"), words, found)

    assert looked_at("tennis, squash, chess or badminton for Smith, pipelines") == ["badminton", "tennis"]
    assert looked_at("tennis, squash " + "or " * 30) == ["tennis"]
    assert looked_at("") == []


def test_who_else_is_asked_about_is_lacking_where_that_is_doubted():
    question = "What did the governor say about pipelines to Ivan?"
    assert lacking(question, **{"another speaker": 1.0}) == ("governor",)
    assert lacking("трубопроводы, губернатор", language="ru") == ()
    assert lacking("трубопроводы, губернатор", language="ru", **{"another speaker": 0.7}) == ("губернатор",)


def test_another_time_is_lacking_where_that_is_doubted():
    assert lacking("Are pipelines built this year?") == ()
    assert lacking("Are pipelines built this year?", **{"another time": 1.0}) == ("this year",)
    assert lacking("былтыр", language="kk", **{"another time": 1.0}) == ("былтыр",)
    assert lacking("сейчас", language="ru", **{"another time": 1.0}) == ("сейчас",)


def test_an_article_without_lead_speaker_and_headings_lacks_what_it_has_not():
    plain = apply({"language": "ru"}, parse("- Газ идёт в Велданию.", "talks"))
    assert lacking("Когда газ пойдёт в Халдорию?", plain, "ru") == ("Халдорию",)
    assert lacking("Как дела?", plain, "ru", **{"another speaker": 1.0, "another time": 1.0}) == ()


@given(any_text, any_text, st.sampled_from([0.0, 0.7, 1.0]), st.sampled_from([0.0, 1.0]))
@example("Smith governor said last year " * 150, TEXT, 1.0, 1.0)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_no_texts_are_beyond_it(question, text, speaker, time):
    article = parse(text, "talks")
    asked = Question(question, language_of(question))
    words = tokens(question, asked.language)
    doubted = {"another speaker": speaker, "another time": time}
    for statement in article.statements:
        found = where(words, article, statement)
        assert set(found) <= {"statement", "context", "alike", None}
        nearer = dict.fromkeys(lacks.doubtful(asked, words, found), speaker)
        lacking = lacks.of(asked, words, found, article, statement, doubted, nearer)
        assert len(set(lacking)) == len(lacking)
        assert all(lacking)
