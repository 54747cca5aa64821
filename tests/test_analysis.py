"""Which terms does a text become, and which language is it taken for?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer, analyzer, bare, fold, language_of, without

# Any code point, lone surrogates and NUL among them, and the pieces that the rules look at.
any_text = st.lists(
    st.text(st.characters(), max_size=20)
    | st.sampled_from(
        ["\ud800", "\0", "\u0301", "'", "’", "_", "1", "55,000", " 000", ".5", "ё", "қ", "What", "Что"]
    )
).map("".join)
languages = st.sampled_from(["en", "ru", "kk"])


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        (" \n\t…—«»", []),
        ("What did he say about it?", []),
        ("Students study; the STUDIES of a student", ["student", "studi", "studi", "student"]),
        ("Kazakhstan's schools don't", ["kazakhstan", "school"]),
        ("Kazakhstan’s schools don’t", ["kazakhstan", "school"]),
        ("Russian-language schools", ["russian", "languag", "school"]),
        ("Moscow and MGIMO", ["moscow", "mgimo"]),
        ("caf\u00e9 cafe\u0301 CAFÉ", ["café", "café", "café"]),
        ("ﬁne ｇａｓ re\u00adsume", ["fine", "gas", "resum"]),
        ("snake_case 5G 3rd", ["snake", "case", "5", "g", "3", "rd"]),
        ("gas и Газпром", ["gas", "и", "газпр"]),
        ("\ud800gas\0oil\ufffd", ["gas", "oil"]),
    ],
)
def test_english_text_becomes_terms(text, terms):
    assert analyzer("en").terms(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Что сказал Путин о газе?", ["путин", "газ"]),
        ("студенты учатся в вузах; студентов", ["студент", "учат", "вуз", "студент"]),
        ("Ёлка ёлка ЕЛКА е\u0308лка", ["елк", "елк", "елк", "елк"]),
        ("за\u0301мок", ["замок"]),
        ("Токаев Токаева Токаевым Токаеву", ["тока", "тока", "тока", "тока"]),
        ("Лавров Лаврова; Киев, в Киеве", ["лавр", "лавр", "ки", "ки"]),
        ("остров, острова, островов", ["остр", "остр", "остр"]),
        ("поставки gas supplies", ["поставк", "gas", "suppli"]),
        ("2-й", ["2", "й"]),
    ],
)
def test_russian_text_becomes_terms(text, terms):
    assert analyzer("ru").terms(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Бұл туралы не айтты?", []),
        ("студент, студенттер, студенттерінің", ["студент", "студент", "студент"]),
        ("кітап, кітабы, кітаптар", ["кітап", "кітап", "кітап"]),
        ("мектеп мектебі", ["мектеп", "мектеп"]),
        ("су, суы", ["су", "суы"]),
        ("МГИМО MGIMO supplies", ["мгимо", "mgimo", "suppli"]),
    ],
)
def test_kazakh_text_becomes_terms(text, terms):
    assert analyzer("kk").terms(text) == terms


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("55000", ["55000"]),
        ("55,000", ["55000"]),
        ("55.000", ["55000"]),
        ("55 000", ["55000"]),
        ("55\u00a0000", ["55000"]),
        ("55\u202f000", ["55000"]),
        ("55\u2009000", ["55000"]),
        ("1 234 567", ["1234567"]),
        ("2,4", ["2.4"]),
        ("2.4", ["2.4"]),
        ("1850,50", ["1850.50"]),
        ("2025 100", ["2025", "100"]),
        ("1,234,5678", ["1234", "5678"]),
        ("12.11.2025", ["12", "11", "2025"]),
        ("01.05.2025", ["1", "5", "2025"]),
        ("2024-2025", ["2024", "2025"]),
        ("５５", ["55"]),
        ("$5.", ["5"]),
    ],
)
def test_a_number_is_one_term_however_it_is_written(language, text, terms):
    assert analyzer(language).terms(text) == terms


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("en", "Three schools, twenty-five TESTS and 2.5 million", ["3", "school", "25", "test", "2500000"]),
        ("en", "55 thousand; 55,000; fifty five thousand", ["55000"] * 3),
        ("en", "one of one billion", ["1000000000"]),
        ("en", "3 schools 4", ["3", "school", "4"]),
        ("ru", "В трёх школах 55 тыс. детей", ["3", "школ", "55000", "дет"]),
        ("ru", "55 тысяч, двадцать пять миллионов, пятью миллиардами", ["55000", "25000000", "5000000000"]),
        ("kk", "Үш мектеп, он бес, 55 мың, бес миллион", ["3", "мектеп", "15", "55000", "5000000"]),
        ("en", "million", ["million"]),
    ],
)
def test_a_number_is_one_term_in_words_too(language, text, terms):
    assert analyzer(language).terms(text) == terms


def test_a_number_and_its_thousands_are_one_word():
    assert [token.word for token in analyzer("en").tokens("About 55 thousand live")] == [
        "55 thousand",
        "live",
    ]


def test_a_token_keeps_the_word_and_whether_words_stand_before_it():
    tokens = [
        (token.word, token.term, token.inside) for token in analyzer("en").tokens("Students of MGIMO, 55,000")
    ]
    assert tokens == [("Students", "student", False), ("MGIMO", "mgimo", True), ("55,000", "55000", True)]


def test_a_stop_word_stands_before_what_follows_it():
    assert [token.inside for token in analyzer("en").tokens("Did Putin speak?")] == [True]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Gas. Which schools", [False, True]),
        ("Gas. Schools! Tests? Pupils\nTeachers… Books", [False] * 6),
        ("in St. Petersburg J. Smith", [True] * 4),
        ("GAS FOR RUSSIA", [False] * 2),
        ("MGIMO", [False]),
    ],
)
def test_no_word_that_begins_a_sentence_and_none_of_mostly_capitals_stands_inside(text, inside):
    assert [token.inside for token in analyzer("en").tokens(text)] == inside


def test_a_latin_word_is_small_where_capitals_are_and_a_part_of_a_hyphened_word_knows_the_whole():
    tokens = list(analyzer("en").tokens("Turkey sells china to Kyzyl-Orda, а Россия российское"))
    assert [token.word for token in tokens if token.small] == ["sells", "china"]
    assert [token.joined for token in tokens if token.joined] == ["KyzylOrda", "KyzylOrda"]
    assert not any(token.small for token in analyzer("en").tokens("What of turkey and china?"))


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Hello. Is gas cheap? Thanks. Best wishes", "Is gas cheap?"),
        ("Здравствуйте! Сколько стоит газ? Спасибо заранее!", "Сколько стоит газ?"),
        ("Сәлеметсіз бе? Газ қанша тұрады, рақмет", "Газ қанша тұрады"),
        ("Why did Putin thank Tokayev?", "Why did Putin thank Tokayev?"),
        ("Thanks!", "Thanks!"),
        ("Is gas cheap; ", "Is gas cheap; "),
        ("", ""),
    ],
)
def test_greetings_and_thanks_that_stand_by_themselves_are_left_out(question, left):
    assert bare(question) == left


def test_words_are_taken_out_as_wholes():
    assert without("Do parties part? A part", ["part"]) == "Do parties ? A "
    assert without("e\u0301t\u00e9 snake_case c++", ["case", "été"]) == " snake_ c++"


def test_there_is_one_analyzer_a_language():
    assert analyzer("ru") is analyzer("ru")
    assert analyzer("ru") is not analyzer("kk")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("en", "?!"),
        ("en", "123"),
        ("en", "gas"),
        ("en", "How many Kazakhs study in Russia?"),
        ("en", "What did Путин say?"),
        ("en", "What is Тоқаев for?"),
        ("en", "Que dit Poutine ?"),
        ("en", "Путин said gas supplies grow"),
        ("ru", "газ"),
        ("ru", "Путин"),
        ("ru", "Кремль"),
        ("ru", "Олимпиады"),
        ("ru", "Где МГУ?"),
        ("ru", "Сколько казахстанцев учится в России?"),
        ("ru", "Что сказал Тоқаев о газе?"),
        ("ru", "Әбіш Кекілбаев — кто это?"),
        ("ru", "Кто написал Liber servitoris?"),
        ("ru", "Что делала компания Tesla Electric Light & Manufacturing?"),
        ("ru", "Газпром oil"),
        ("kk", "мұнай"),
        ("kk", "Мәскеу"),
        ("kk", "газ бағасы"),
        ("kk", "Газ бар ма?"),
        ("kk", "Путин не айтты?"),
        ("kk", "Ресейде кім оқиды?"),
        ("kk", "MGIMO University деген не?"),
        ("kk", "тамшылатып суаратын шаруа не алады?"),
    ],
)
def test_the_language_of_a_question_is_that_of_its_words_not_of_its_names(language, text):
    assert language_of(text) == language
    assert language_of(text.upper()) == language


@settings(derandomize=True, deadline=None)
@given(any_text, languages)
def test_any_text_becomes_terms_and_none_is_empty(text, language):
    assert language_of(text) in {"en", "ru", "kk"}
    tokens = list(analyzer(language).tokens(text))
    assert all(token.term and token.word for token in tokens)
    assert analyzer(language).terms(text) == [token.term for token in tokens]


@settings(derandomize=True, deadline=None)
@given(any_text)
def test_a_token_is_a_piece_of_the_folded_text(text):
    folded, at = fold(text), 0
    for token in analyzer("ru").tokens(text):
        at = folded.index(token.word, at) + len(token.word)


@settings(derandomize=True, deadline=None)
@given(
    st.lists(st.sampled_from(["Students", "don't", "55,000", "2.4", "студентов", "мектебі", "the"])),
    languages,
)
def test_terms_of_words_are_the_terms_of_each_in_order(words, language):
    each = [term for word in words for term in analyzer(language).terms(word)]
    assert analyzer(language).terms("; ".join(words)) == each


def test_threads_that_share_an_analyzer_get_what_one_gets_alone():
    words = [
        f"{stem}{ending}"
        for stem in ("студент", "университет", "переговор", "школ", "газопровод")
        for ending in ("", "а", "ами", "ов", "ный", "ного", "ировали", "ах")
    ] * 25
    text = " ".join(words)
    expected = Analyzer("ru").terms(text)
    shared = Analyzer("ru")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.terms, [text] * 16)) == [expected] * 16
