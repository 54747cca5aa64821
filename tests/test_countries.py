"""Is a country known by all that it is called, and is nothing else taken for it?"""

import pytest
from babel import Locale

from index.countries import called_elsewhere, is_called
from index.latin import latin

STEM = 5


@pytest.mark.parametrize(
    ("word", "elsewhere"),
    [
        ("Russia", {"rossi", "resey"}),
        ("Россия", {"russi", "resey"}),
        ("Ресей", {"russi", "rossi"}),
        ("Казахстана", {"qazaq"}),
        ("Kyrgyzstan", {"kirgi", "qyrgh"}),
        ("Slovakia", set()),
        ("gas", set()),
        ("", set()),
    ],
)
def test_a_country_is_called_elsewhere(word, elsewhere):
    assert called_elsewhere(word) == elsewhere


def test_a_name_and_a_word_begin_alike():
    names = called_elsewhere("Russia")
    assert [is_called(word, names) for word in ("rossiyskiy", "ross", "ros", "prussia")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_names_are_those_of_the_cldr():
    territories = [Locale.parse(language).territories for language in ("en", "ru", "kk")]
    expected = {}
    for code in territories[0].keys() - {"EZ"}:  # the eurozone is no country
        names = [names[code] for names in territories if code in names and code.isalpha()]
        starts = {latin(name)[:STEM] for name in names if name.isalpha() and len(name) >= STEM}
        for start in starts:
            expected.setdefault(start, set()).update(starts - {start})
    assert {start: called_elsewhere(start) for start in expected} == expected
