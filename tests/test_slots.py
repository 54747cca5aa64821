"""Is what a question asks for told by its words, and found in a text that has it, in three languages?"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.slots import SLOTS, asked, told

# Any code point, lone surrogates and NUL among them, and the pieces that the patterns look at.
any_text = st.lists(
    st.text(st.characters(), max_size=20)
    | st.sampled_from(
        ["\ud800", "\0", "👍", "55,000", "$", " in the ", "How much ", "Сколько ", "қанша ", "Ivan Orlov"]
    )
).map("".join)


@pytest.mark.parametrize(
    ("question", "slots"),
    [
        ("How many students are there?", {"number"}),
        ("What percent of exports is gas?", {"number"}),
        ("HOW FAR IS IT?", {"number"}),
        ("What does the pipeline cost?", {"money"}),
        ("How much will they pay for gas?", {"number", "money"}),
        ("When is the summit?", {"date"}),
        ("which year was it built", {"date"}),
        ("Who was invited?", {"person"}),
        ("Whose idea was it?", {"person"}),
        ("Where does the pipeline end?", {"place"}),
        ("Which city hosts the summit?", {"place"}),
        ("Why was it put off?", {"reason"}),
        ("Who paid, when and where?", {"person", "date", "place"}),
    ],
)
def test_an_english_question_asks_for(question, slots):
    assert asked(question) == slots


@pytest.mark.parametrize(
    ("question", "slots"),
    [
        ("Сколько студентов учится в России?", {"number"}),
        ("сколко студентов", {"number"}),
        ("Каков объём поставок?", {"number"}),
        ("Каков объем поставок?", {"number"}),
        ("Какова стоимость проекта?", {"money"}),
        ("Сколько стоит газ?", {"number", "money"}),
        ("Когда саммит?", {"date"}),
        ("В каком году построят завод?", {"date"}),
        ("Кто приглашён?", {"person"}),
        ("КОГО ПРИГЛАСИЛИ?", {"person"}),
        ("Где пройдёт саммит?", {"place"}),
        ("В каких городах откроют школы?", {"place"}),
        ("Почему отложили саммит?", {"reason"}),
    ],
)
def test_a_russian_question_asks_for(question, slots):
    assert asked(question) == slots


@pytest.mark.parametrize(
    ("question", "slots"),
    [
        ("Қанша студент оқиды?", {"number"}),
        ("канша студент", {"number"}),
        ("Жоба қанша тұрады?", {"number", "money"}),
        ("Саммит қашан өтеді?", {"date"}),
        ("Зауыт қай жылы салынады?", {"date"}),
        ("Кім шақырылды?", {"person"}),
        ("Саммит қайда өтеді?", {"place"}),
        ("Қай қалада мектеп ашылады?", {"place"}),
        ("Неге кейінге қалдырылды?", {"reason"}),
        ("Неліктен?", {"reason"}),
    ],
)
def test_a_kazakh_question_asks_for(question, slots):
    assert asked(question) == slots


@pytest.mark.parametrize(
    "question",
    [
        "",
        " \n",
        "12 345",
        "👍🏽",
        "…?!",
        "Is there a summit?",
        "somewhere, somewhat",
        "Газ и нефть",
        "Мұнай мен газ",
    ],
)
def test_a_question_without_a_word_for_asking_asks_for_nothing_of_a_kind(question):
    assert asked(question) == frozenset()


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("about 55,000 of them", {"number"}),
        ("half of them", {"number"}),
        ("at $5 a barrel", {"number", "money"}),
        ("it costs a euro", {"money"}),
        ("it opens tomorrow", {"date"}),
        ("it opened in 1999", {"number", "date"}),
        ("it fell in 476", {"number", "date"}),
        ("so said Ivan Orlov", {"person"}),
        ("so said the president", {"person"}),
        ("a school in Moscow", {"place"}),
        ("a school in the Urals", {"place"}),
        ("cold because of winter", {"date", "reason"}),
        ("около половины", {"number"}),
        ("пять миллиардов рублей", {"number", "money"}),
        ("это было весной", {"date"}),
        ("так сказал Иван Орлов", {"person"}),
        ("школа в Москве", {"place"}),
        ("поскольку холодно", {"reason"}),
        ("үш мектеп", {"number"}),
        ("бұл жүз теңге", {"money"}),
        ("бұл көктемде болады", {"date"}),
        ("келген Иван Орлов", {"person"}),
        ("мектеп Астанада ашылды", {"place"}),
        ("өйткені суық", {"reason"}),
    ],
)
def test_a_text_tells(text, slots):
    assert told(text) == slots


@pytest.mark.parametrize(
    "text",
    ["", "\n", "👍", "—", "gas and oil", "orlov met petrova", "орлов встретился с петровой", "газ пен мұнай"],
)
def test_a_text_without_figures_capitals_and_such_words_tells_nothing_of_a_kind(text):
    assert told(text) == frozenset()


def test_names_in_lower_case_are_neither_people_nor_places():
    assert told("so said Ivan Orlov in Moscow") == {"person", "place"}
    assert told("so said ivan orlov in moscow") == frozenset()


def test_the_first_word_of_a_sentence_makes_no_name_with_the_second():
    assert told("It rained. Moscow slept") == frozenset()
    assert told("It rained. New Moscow slept") == frozenset()
    assert told("It rained in New Moscow") == {"person", "place"}


def test_a_long_question_is_asked_for_the_same_as_its_words():
    assert asked("and where " * 2000) == {"place"}
    assert asked("how much " * 450) == {"number"}


@given(any_text)
@example("How many " * 450)
@settings(derandomize=True, deadline=None)
def test_no_text_is_beyond_it(text):
    assert asked(text) <= set(SLOTS)
    assert told(text) <= set(SLOTS)
    assert asked(text) <= asked(f"{text} when who where why cost сколько")
