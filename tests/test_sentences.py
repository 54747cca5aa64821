"""Where do the sentences of a statement begin and end, and which of them did somebody speak?"""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Span
from index.sentences import quotations, split, strip

# The same examples in every run, as many as a few seconds allow.
every = settings(derandomize=True, deadline=None, max_examples=300)


def said(text: str) -> list[str]:
    """The sentences of ``text``; those that are speech have an angle before them: "> So be it."."""
    sentences = split(text, Span(0, len(text)))
    return [("> " if sentence.spoken else "") + sentence.span.of(text) for sentence in sentences]


# Each text with the sentences that a reader sees in it, in the notation of said().
ENGLISH = [
    ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    ("Is that so?! It is.", ["Is that so?!", "It is."]),
    (
        "Mr. Torren met Dr. Vash in St. Lume. They agreed.",
        ["Mr. Torren met Dr. Vash in St. Lume.", "They agreed."],
    ),
    ("A. S. Okarin read A.S. Malk. He liked it.", ["A. S. Okarin read A.S. Malk.", "He liked it."]),
    ("The U.S. Senate voted. So did the U.S.", ["The U.S. Senate voted.", "So did the U.S."]),
    ("It cost 2.5 mln. It was worth 3.", ["It cost 2.5 mln. It was worth 3."]),
    ("The fee is 12.5 crowns. It was 10.", ["The fee is 12.5 crowns.", "It was 10."]),
    (
        "On Nov. 12 they met at 5 p.m. in Tarn. It rained.",
        ["On Nov. 12 they met at 5 p.m. in Tarn.", "It rained."],
    ),
    ("Unit No. 2 works. Is it old? No. It is new.", ["Unit No. 2 works.", "Is it old?", "No.", "It is new."]),
    ("The answer is no. 12 people heard it.", ["The answer is no. 12 people heard it."]),
    ("The answer is no.", ["The answer is no."]),
    (
        "We wait... and we hope… He paused... Then he left.",
        ["We wait... and we hope…", "He paused...", "Then he left."],
    ),
    ("It is ready (since May). We wait.", ["It is ready (since May).", "We wait."]),
    ("It is ready. (It was not in May.) We wait.", ["It is ready.", "(It was not in May.)", "We wait."]),
    ("It is ready.We wait.", ["It is ready.We wait."]),
    ("It is ready. – We wait.", ["It is ready.", "– We wait."]),
    ("It is ready . We wait ! ! !", ["It is ready .", "We wait !"]),
    ("! ! ! It is ready.", ["! ! ! It is ready."]),
]
ENGLISH_SPEECH = [
    (
        'The bridge is long: "It is 5 km long. It is ours."',
        ["The bridge is long:", "> It is 5 km long.", "> It is ours."],
    ),
    ("The bridge is long: “It is ours.” It is new.", ["The bridge is long:", "> It is ours.", "It is new."]),
    ('"It is ours," she said. "It is new."', ['"It is ours," she said.', "> It is new."]),
    ('"Yes," she said, "it is."', ['"Yes," she said, "it is."']),
    (
        'Trade grew "by a quarter" in May. It will grow.',
        ['Trade grew "by a quarter" in May.', "It will grow."],
    ),
    ('The aim: "peace." It is near.', ["The aim:", "> peace.", "It is near."]),
    ('The aim: "…and peace."', ['The aim: "…and peace."']),
    ("“He told me: ‘Go.’ I went.”", ["> He told me: ‘Go.’", "> I went."]),
    (
        '“He calls it "the pit." It is deep.” So it is.',
        ['> He calls it "the pit."', "> It is deep.", "So it is."],
    ),
    ("It is near: “We see it. We will", ["It is near:", "> We see it.", "> We will"]),
    ('We see it." It is near.', ['We see it."', "It is near."]),
    ('It is near: "We see it.” It is far.', ["It is near:", "> We see it.", "It is far."]),
    ('It is near: “We see it." It is far.', ["It is near:", "> We see it.", "It is far."]),
    ("It is near: “We «see it.” It is far.", ["It is near:", "> We «see it.", "It is far."]),
    ('A 5" pipe is “ours.” It is long.', ['A 5" pipe is “ours.”', "It is long."]),
    ("He spoke\n“We see it.”", ["He spoke", "> We see it."]),
    ("He spoke.\r\n\r\n“We see it.”", ["He spoke.", "> We see it."]),
    ('He spoke:\n\n"We see it.\n\n"We go." He left.', ["He spoke:", "> We see it.", "> We go.", "He left."]),
    ("He spoke:\n\n“We see it.\n\n“We go.” He left.", ["He spoke:", "> We see it.", "> We go.", "He left."]),
]
RUSSIAN = [
    ("Он приехал в г. Москва. Шёл дождь.", ["Он приехал в г. Москва.", "Шёл дождь."]),
    ("Это было в 2025 г. в Тарне. Шёл дождь.", ["Это было в 2025 г. в Тарне.", "Шёл дождь."]),
    ("А. С. Окарин и А.С. Мальк согласны. Все рады.", ["А. С. Окарин и А.С. Мальк согласны.", "Все рады."]),
    ("Вывезли 3,2 млн тонн. Это на 7,5% больше.", ["Вывезли 3,2 млн тонн.", "Это на 7,5% больше."]),
    ("Построят сады и т. д. Все рады.", ["Построят сады и т. д. Все рады."]),
    ("Мы ждём… и верим. Он ждал... Потом ушёл.", ["Мы ждём… и верим.", "Он ждал...", "Потом ушёл."]),
    ("Тоннель длинный: «Он наш. Он новый».", ["Тоннель длинный:", "> Он наш.", "> Он новый"]),
    ("Тоннель длинный: «Он наш». Он новый.", ["Тоннель длинный:", "> Он наш", "Он новый."]),
    ("«Он наш, — сказала она. — Он новый».", ["«Он наш, — сказала она.", "> — Он новый"]),
    ("«Он наш», — сказала она. Все рады.", ["«Он наш», — сказала она.", "Все рады."]),
    ("Он: «Цех „Сталь“ стоит. Мы ждём». Все тут.", ["Он:", "> Цех „Сталь“ стоит.", "> Мы ждём", "Все тут."]),
    ("Завод «Сталь» стоит. Все ждут.", ["Завод «Сталь» стоит.", "Все ждут."]),
    ("Он сказал: «Завод «Сталь» стоит». Все ждут.", ["Он сказал:", "> Завод «Сталь» стоит", "Все ждут."]),
    ("«Завод «Сталь», — сказал он. Все ждут.", ["«Завод «Сталь», — сказал он.", "Все ждут."]),
    ("Он сказал: «Мы ждём. Мы", ["Он сказал:", "> Мы ждём.", "> Мы"]),
    ('Он сказал: "Мы ждём". Все ждут.', ["Он сказал:", "> Мы ждём", "Все ждут."]),
]  # fmt: skip
KAZAKH = [
    ("Ол 2026 ж. Тарнға келді. Жаңбыр жауды.", ["Ол 2026 ж. Тарнға келді.", "Жаңбыр жауды."]),
    ("Ұзындығы 14,5 шақырым. Ені 10.", ["Ұзындығы 14,5 шақырым.", "Ені 10."]),
    ("Ә. Нұрғали мен Қ.А. Оразов келісті. Бәрі риза.", ["Ә. Нұрғали мен Қ.А. Оразов келісті.", "Бәрі риза."]),
    ("Министр айтты: «Көл — жол емес. Өзен де».", ["Министр айтты:", "> Көл — жол емес.", "> Өзен де"]),
    ("«Балық көп», деді министр. Бәрі риза.", ["«Балық көп», деді министр.", "Бәрі риза."]),
    ("Ол айтты: “Біз күтеміз...” Үміт бар.", ["Ол айтты:", "> Біз күтеміз...", "Үміт бар."]),
    ("Ол айтты: «Біз күтеміз. Біз", ["Ол айтты:", "> Біз күтеміз.", "> Біз"]),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_sentences_end_where_they_end(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH_SPEECH)
def test_english_speech_is_told_from_the_reporters_words(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), RUSSIAN)
def test_russian_sentences_and_speech(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), KAZAKH)
def test_kazakh_sentences_and_speech(text, expected):
    assert said(text) == expected


def test_of_a_long_sentence_each_clause_between_semicolons_stands_alone():
    first = "The ferry will run daily from May" + " and June" * 23 + ";"
    second = "the pier costs 3 mln, and nobody will pay for it; 👍;"
    assert said(f"{first}\n {second}") == [first, second]
    assert said("Short; and plain.") == ["Short; and plain."]
    third, fourth = (
        "it is ours, and it is going to be ours;",
        "all of it that is here now, and all that is not.",
    )
    assert said(f'He said: "{first} {third} {fourth}"')[1:] == [f"> {first}", f"> {third}", f"> {fourth}"]


@pytest.mark.parametrize(
    "text",
    [
        "The plant that Smith &amp; Sons and Brown &#38; Daughters will build" + " and mend" * 20 + ".",
        "He rejected the claim that there are plans" + " and more plans" * 15 + "; a base; a ban on gas.",
        "He rejected claims: that a base is in the north"
        + " and more" * 20
        + "; that a ban is on gas"
        + " of" * 9,
    ],
)
def test_a_long_sentence_stays_whole_at_entities_and_where_it_is_a_list(text):
    assert said(text) == [text]


@pytest.mark.parametrize(
    ("text", "inside", "balanced"),
    [
        ("no marks", [], True),
        ('"a" and “b” and «c» and „d“ and „e”', ["a", "b", "c", "d", "e"], True),
        ("«a „b“ c» «d»", ["a „b“ c", "d"], True),
        ('"a "b" c"', ['a "b" c'], True),
        ("«a «b» c", [], False),
        ("«a «b", ["b"], False),
        ("“a «b” c", ["a «b"], False),
        ("“«««a” b", ["a” b"], False),
        ("a» b", [], False),
        ('a "', [], False),
        ("", [], True),
    ],
)
def test_quotations_are_the_outermost_pairs(text, inside, balanced):
    found, all_closed = quotations(text, Span(0, len(text)))
    assert ([span.of(text) for span in found], all_closed) == (inside, balanced)


def test_only_the_span_is_read():
    text = "Go. «Come. Stay». Run."
    sentences = split(text, Span(5, 15))
    assert [(sentence.span.of(text), sentence.spoken) for sentence in sentences] == [
        ("Come.", False),
        ("Stay", False),
    ]


@pytest.mark.parametrize("text", ["", " ", "…", "«»", "- -"])
def test_without_a_word_the_whole_span_is_one_sentence(text):
    assert said(text) == [text]


def test_invisible_marks_are_stripped_and_an_empty_rest_stays_inside():
    assert strip("\ufeff\u200b a\u00a0", Span(0, 5)) == Span(3, 4)
    assert strip("a \u200b b", Span(1, 4)) == Span(1, 1)


def assert_covered(text: str) -> None:
    """Sentences are in order, apart, within the text, and every letter and digit is in one of them."""
    sentences = split(text, Span(0, len(text)))
    assert sentences
    end = 0
    for sentence in sentences:
        assert end <= sentence.span.start <= sentence.span.stop <= len(text)
        assert not any(map(str.isalnum, text[end : sentence.span.start]))
        end = sentence.span.stop
    assert not any(map(str.isalnum, text[end:]))


def assert_apart(text: str) -> None:
    """Quotations are in order, apart, and within the text."""
    found, _ = quotations(text, Span(0, len(text)))
    assert found == sorted(found)
    assert all(before.stop <= after.start for before, after in pairwise(found))
    assert all(0 <= span.start <= span.stop <= len(text) for span in found)


@every
@given(st.text())
def test_no_letter_of_any_text_is_outside_a_sentence(text):
    assert_covered(text)
    assert_apart(text)


@every
@given(st.text('aAж1 \n\r\t.,:!?…-—()“”"«»„’\u200b'))
def test_no_letter_among_marks_is_outside_a_sentence(text):
    assert_covered(text)
    assert_apart(text)


@every
@given(
    st.lists(
        st.sampled_from(["Gas. ", "г. ", "U.S. ", "No. ", "2.5 ", "и ", "“", "”", '"', "«", "»", ": ", "\n"])
    )
)
def test_no_word_among_sentences_is_outside_a_sentence(pieces):
    assert_covered("".join(pieces))
