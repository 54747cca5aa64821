"""Is a country known by all that it is called, and is nothing else taken for it?"""

from itertools import combinations
from pathlib import Path

import pytest
from babel import Locale

import index
from index.analysis import Token
from index.countries import asked, beginning, is_called, is_place, of
from index.latin import latin

WHOLE = 4
LINES = [
    frozenset(line.removeprefix("- ").split())
    for file in ("countries.txt", "names.txt")
    for line in (Path(index.__file__).parent / file).read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("Russia", {"russi", "rossi", "resey"}),
        ("Россия", {"russi", "rossi", "resey"}),
        ("Ресейліктер", {"russi", "rossi", "resey"}),
        ("Казахстана", {"kazak", "qazaq"}),
        ("Slovakia", {"slovak"}),
        ("Мәскеуде", {"mosco", "moskv", "maske"}),
        ("СНГ", {"cis", "sng", "tmd"}),
        ("Cisco", set()),
        ("gas", set()),
        ("", set()),
    ],
)
def test_a_country_is_called_elsewhere(word, names):
    assert of(word) == names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Austria", "Australia"),
        ("Австрия", "Australia"),
        ("Iceland", "Ирландия"),
        ("Исландия", "Ireland"),
        ("Iran", "Iraq"),
        ("Niger", "Nigeria"),
        ("Slovakia", "Slovenia"),
        ("George", "Georgia"),
        ("Turkey", "Turkestan"),
        ("Словакия", "слова"),
        ("Словения", "слове"),
        ("Исландия", "island"),
        ("АҚШ", "ақша"),
        ("Мали", "мәлімдеме"),
    ],
)
def test_no_country_is_taken_for_another(one, other):
    assert of(one)
    assert of(other)
    assert not of(one) & of(other)
    assert not is_called(latin(other), of(one))


def test_no_two_countries_share_a_beginning():
    for one, other in combinations(LINES, 2):
        if not one & other:
            assert not {beginning(name) for name in one} & {beginning(name) for name in other}


def test_a_name_and_a_word_or_a_stem_begin_alike():
    names = of("Russia")
    words = ("rossiyskiy", "russ", "resey", "ros", "prussia", "")
    assert [is_called(word, names) for word in words] == [True, True, True, False, False, False]
    assert not is_called("avst", of("Austria"))  # Australia begins so, too


def test_a_word_of_a_question_that_is_written_small_where_names_are_not_is_none():
    assert asked(Token("turkey", "turkey", inside=True, small=True)) == frozenset()
    assert asked(Token("turkey", "turkey", inside=True)) == of("Turkey")


def test_places_are_nobody_and_people_and_towns_that_begin_like_them_are_no_places():
    assert [is_place(word) for word in ("Georgia", "Moscow", "George", "Turkestan", "Putin")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_the_names_are_those_of_the_cldr():
    territories = [Locale.parse(language).territories for language in ("en", "ru", "kk")]
    for code in territories[0].keys() - {"EZ"}:  # the eurozone is no country
        names = [names[code] for names in territories if code in names and code.isalpha()]
        called = {latin(name) for name in names if name.isalpha() and len(latin(name)) >= WHOLE}
        assert not called or any(called <= line for line in LINES)
        assert len({of(name) for name in called}) <= 1
