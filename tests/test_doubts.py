"""Are turned roles, other speakers, other times and denials seen, in three languages and across them?"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import periods, roles
from index.articles import parse
from index.doubts import (
    Background,
    another_speaker,
    asked_speaker,
    background,
)
from index.metadata import apply

NOBODY = Background(frozenset(), frozenset())
LANDS = Background(frozenset({"haldo", "velda"}), frozenset())
KAZAKH = Background(frozenset({"qazaq", "resey"}), frozenset())
RUSSIAN = Background(frozenset({"kazak", "rossi"}), frozenset())
ORLOV = Background(frozenset({"haldo", "velda"}), frozenset({"presid", "orlov", "haldor"}))

# Any code point, lone surrogates and NUL among them, and the pieces that are looked at.
marks = st.sampled_from(["\ud800", "\0", "👍", "12", "İ", "ßß", "'", " ", ". ", ", ", ": "])
english = "in|from|the|Haldoria|Haldorians|veldania|Veldanians|President|Orlov|said|last year|not"
russian = "в|из|Казахстан|казахстанцев|Россия|Орлов|премьер|сказал|в этом году|не"
kazakh = "Қазақстанда|ресейліктер|Ресейдің|Төраға|айтты|келесі жылы|жоқ"
pieces = marks | st.sampled_from([f" {word}" for word in f"{english}|{russian}|{kazakh}".split("|")])
any_text = st.lists(st.text(st.characters(), max_size=15) | pieces, max_size=25).map("".join)
countries = st.frozensets(st.sampled_from(["haldo", "velda", "kazak", "rossi", "qazaq", "resey", "orlo"]))
speakers = st.frozensets(st.sampled_from(["presid", "orlov", "prezid", "haldor", ""]))
backgrounds = st.builds(Background, countries, speakers)


def read(text):
    return background(parse(text, "talks"))


def test_countries_are_what_is_named_three_times_inside_sentences():
    text = (
        "Aid to Haldoria, aid to Haldoria and Haldorian aid. Veldania is far; Veldania is near. To Veldania."
    )
    assert read(text).countries == {"haldo"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Газ из России, нефть из России, чай для россиян. Он за Россию.", {"rossi"}),
        ("Газ из России, нефть из России, чай для Россиян.", {"rossi"}),
        ("Бұл Қазақстан, сол Қазақстанда, мына Қазақстанның. Ол да.", {"qazaq"}),
        ("Haldoria. Haldoria! Haldoria? Haldoria", set()),
        ("aid to haldoria, to haldoria and to haldoria", set()),
        ("aid to Oman, to Oman and to Oman; to Goa, to Goa and to Goa", {"oman"}),
    ],
)
def test_names_count_in_any_script_but_neither_first_words_nor_short_or_small_ones(text, named):
    assert read(text).countries == named


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"The gas will flow," President Orlov said. He added that gas is cheap.', {"presid", "orlov"}),
        ('"It is ours," the president, Anna Petrova, said. "Yes," said Petrova.', {"anna", "petrov"}),
        (
            "Orlov said so. Prime minister Petrova added that. Petrova noted this.",
            {"prime", "minist", "petrov"},
        ),
        ("«Газ пойдёт», — сказал президент Орлов. Президент Орлов отметил рост.", {"prezid", "orlov"}),
        ("Бұл туралы президент Тоқаев мәлімдеді. Тоқаев айтты.", {"bul", "prezid", "toqaev"}),
        ("Noted: rain in Haldoria", {"haldor"}),
        ("the gas will flow, orlov said", set()),
        ("He said that it is far from Li.", set()),
        ("Orlov flew to Haldoria.", set()),
    ],
)
def test_the_speaker_is_whose_name_stands_most_often_by_a_word_for_saying(text, speaker):
    assert read(text).speaker == speaker


def test_speakers_that_the_metadata_names_are_added():
    article = parse("Orlov said so.", "talks")
    named = apply({"speaker": ["Касым-Жомарт Токаев"]}, article)
    assert background(named).speaker == {"orlov", "kasym-", "tokaev"}


@pytest.mark.parametrize("text", ["", "\n", "12 345", "👍 said 👍", "—", "yes", "said", "\ud800"])
def test_an_article_without_names_has_no_background(text):
    assert read(text) == NOBODY


@pytest.mark.parametrize(
    ("question", "statement", "likeness"),
    [
        ("How many Haldorians study in Veldania?", "500 Haldorians study in Veldania.", 1),
        ("How many Haldorians study in Veldania?", "500 Veldanians study in Haldoria.", -1),
        ("How many haldorians study in veldania?", "500 veldanians study in haldoria.", -1),
        ("goods from the Haldoria to the Veldania", "goods from Haldoria to Veldania", 1),
        ("goods from Haldoria to Veldania", "goods from Veldania to Haldoria", -1),
        ("Haldorians from Veldania", "Veldanians from Haldoria", -0.16),
        ("in the Veldanian capital, Haldorians", "Haldoria's people in Veldania", 1),
        ("Haldoria and Veldania", "Veldania and Haldoria", 0),
        ("Haldorians in Veldania", "Haldorians at home", 0),
        ("students at home", "Haldorians in Veldania", 0),
        ("", "", 0),
        ("1999", "👍", 0),
        ("in Hal in Vel", "Haldorians in Veldania", 0),
    ],
)
def test_roles_that_are_turned_round_are_told_by_the_words_before_names_and_their_endings(
    question, statement, likeness
):
    assert roles.turned(question, statement, LANDS.countries) == pytest.approx(likeness)


@pytest.mark.parametrize(
    ("question", "statement", "likeness"),
    [
        ("Сколько казахстанцев учится в России?", "55 000 казахстанцев учатся в России", 1),
        ("Сколько казахстанцев учится в России?", "Россияне живут в Казахстане", -1),
        ("Сколько казахстанцев учится в России?", "Kazakhs study in Russia", 1),
        ("How many Russians live in Kazakhstan?", "Казахстанцы учатся в России", -1),
        ("Товары из Казахстана в Россию", "Товары из России в Казахстан", -1),
        ("российские вузы в Казахстане", "казахстанские вузы в России", -1),
    ],
)
def test_russian_roles_are_told_too_and_across_scripts(question, statement, likeness):
    assert roles.turned(question, statement, RUSSIAN.countries) == pytest.approx(likeness)


@pytest.mark.parametrize(
    ("question", "statement", "likeness"),
    [
        ("Ресейде қанша қазақстандық оқиды?", "Ресейде 55 мың қазақстандық оқиды", 1),
        ("Ресейде қанша қазақстандық оқиды?", "Қазақстанда ресейліктер тұрады, көп", -1),
        ("Ресейде қанша қазақстандық оқиды, қашаннан бері?", "Қазақстанда Ресейдің мектебі бар", -1),
    ],
)
def test_kazakh_roles_are_told_by_endings(question, statement, likeness):
    assert roles.turned(question, statement, KAZAKH.countries) == pytest.approx(likeness)


def test_without_countries_nothing_is_turned():
    assert roles.turned("Haldorians in Veldania", "Veldanians in Haldoria", NOBODY.countries) == 0


@pytest.mark.parametrize(
    ("question", "doubt", "others"),
    [
        ("What did Orlov say about gas?", 0, []),
        ("Что сказал Орлов о газе?", 0, []),
        ("Орлов газ туралы не айтты?", 0, []),
        ("What did the president say?", 0, []),
        ("Что сказал президент Орлов?", 0, []),
        ("What did the President of Haldoria say?", 0, []),
        ("What does Haldoria say?", 0, []),
        ("What did Petrova say about gas?", 0.7, ["Petrova"]),
        ("Что сказала Петрова?", 0.7, ["Петрова"]),
        ("Газ туралы Тоқаев не айтты?", 0.7, ["Тоқаев"]),
        ("what did the governor say", 1, ["governor"]),
        ("What did Prime Minister Petrova say?", 1, ["Prime", "Minister", "Petrova"]),
        ("What did the President of Veldania say?", 1, ["Veldania"]),
        ("Что сказал президент Велдании?", 1, ["Велдании"]),
        ("Что сказал премьер?", 1, ["премьер"]),
        ("Төраға не айтты?", 1, ["Төраға"]),
        ("what did petrova say", 0, []),
        ("What did Li say?", 0, []),
        ("Petrova said what?", 0.7, ["Petrova"]),
        ("Петрова не деді?", 0.7, ["Петрова"]),
        ("Назарбаев газ туралы не айтты?", 0.7, ["Назарбаев"]),
        ("Макрон газ туралы не деді?", 0.7, ["Макрон"]),
        ("Мұнай туралы не айтты?", 0, []),
        ("Жаңа мектептер туралы не айтты?", 0, []),
        ("What did Orlov say about work between Russia and Kazakhstan?", 0, []),
        ("Thanks. Could Petrova comment on gas?", 0.7, ["Petrova"]),
        ("Please say what Orlov said", 0, []),
    ],
)
def test_another_speaker_is_somebody_by_a_word_for_saying_or_an_office_that_is_not_the_speakers(
    question, doubt, others
):
    assert another_speaker(question, ORLOV) == doubt
    assert asked_speaker(question, ORLOV) == others


@pytest.mark.parametrize(
    "question", ["", "12", "👍", "Is Petrova here?", "Петрова приехала?", "Петрова келді ме?"]
)
def test_who_asks_what_nobody_said_asks_for_no_speaker(question):
    assert another_speaker(question, ORLOV) == 0


def test_of_an_article_without_a_speaker_nobody_else_is_asked():
    assert another_speaker("What did Prime Minister Petrova say?", LANDS) == 0


@pytest.mark.parametrize(
    ("question", "statement", "doubt", "words"),
    [
        ("What was built last year?", "It was built.", 1, ["last year"]),
        ("What was built last year?", "Last season it was built.", 0, []),
        ("What was built two years ago?", "It is built now.", 1, ["years ago"]),
        ("What is built this year, what next year?", "Next year a plant.", 0, ["this year"]),
        ("What happens NOW?", "It happens.", 1, ["NOW"]),
        ("What happens now?", "Today it rains.", 0, []),
        ("Что построили два года назад, а лет назад десять?", "Построили школу.", 1, ["лет назад"]),
        ("Что строят сейчас?", "Строят школу.", 1, ["сейчас"]),
        ("Что строят сейчас?", "It is being built today.", 0, []),
        ("Былтыр не салынды?", "Мектеп салынды.", 1, ["Былтыр"]),
        ("Былтыр не салынды?", "В прошлом году построили школу.", 0, []),
        ("Биыл не салынады?", "Мектеп салынады.", 1, ["Биыл"]),
        ("What is built?", "Nothing.", 0, []),
        ("", "", 0, []),
        ("2025", "👍", 0, []),
    ],
)
def test_another_time_is_one_that_the_statement_does_not_speak_of(question, statement, doubt, words):
    assert periods.another(question, statement) == doubt
    assert periods.asked(question, statement) == words


@given(any_text, any_text, backgrounds)
@example("Haldorians in Veldania " * 200, "Veldanians in Haldoria " * 200, LANDS)
@example("A" * 4096, "said " * 800, ORLOV)
@settings(derandomize=True, deadline=None, max_examples=300)
def test_no_texts_are_beyond_it_and_doubts_keep_their_range(question, text, about):
    assert -1 <= roles.turned(question, text, about.countries) <= 1
    assert roles.turned(question, text, about.countries) == roles.turned(text, question, about.countries)
    assert another_speaker(question, about) in {0.0, 0.7, 1.0}
    assert periods.another(question, text) in {0.0, 1.0}
    assert periods.another(question, question) == 0
    assert periods.asked(question, question) == []
    assert all(word in question for word in asked_speaker(question, about) + periods.asked(question, text))


@given(any_text)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_any_article_has_a_background(text):
    about = read(text)
    assert all(4 <= len(country) <= 5 for country in about.countries)
    assert all(len(word) <= 6 for word in about.speaker)
