"""Do the conditions leave what they say, and a clear word when they leave nothing?"""

import datetime
from dataclasses import replace

import pytest

from index.articles import parse
from index.narrowing import Conditions, NothingLeftError


def article(name, day=None, *speakers):
    """An article with a statement of each speaker."""
    parsed = parse("\n\n".join(f"- Statement {number}." for number in range(max(1, len(speakers)))), name)
    said = zip(parsed.statements, speakers or [None], strict=True)
    statements = tuple(replace(statement, speaker=speaker) for statement, speaker in said)
    return replace(parsed, date=day and datetime.date.fromisoformat(day), statements=statements)


OLD = article("old", "2025-01-31", "Vladimir Putin", "Kassym-Jomart Tokayev")
NEW = article("new", "2025-02-01", "Касым-Жомарт Токаев")
UNDATED = article("undated")
EVERY = [OLD, NEW, UNDATED]
THERE_ARE = "there are 2, from 2025-01-31 to 2025-02-01; without a date, which a .toml can give: undated"


def left(**conditions):
    return [(one.name, len(one.statements)) for one in Conditions(**conditions).of(EVERY)]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, [("old", 2), ("new", 1), ("undated", 1)]),
        ({"articles": ("new",)}, [("new", 1)]),
        ({"articles": ("new", "old")}, [("old", 2), ("new", 1)]),
        ({"since": datetime.date(2025, 2, 1)}, [("new", 1)]),
        ({"until": datetime.date(2025, 1, 31)}, [("old", 2)]),
        ({"since": datetime.date(2025, 1, 31), "until": datetime.date(2025, 2, 1)}, [("old", 2), ("new", 1)]),
        ({"speaker": "putin"}, [("old", 1)]),
        ({"speaker": "Путин"}, [("old", 1)]),
        ({"speaker": "Vladimir Putin"}, [("old", 1)]),
        ({"speaker": "Токаев"}, [("old", 1), ("new", 1)]),
        ({"speaker": "Tokaev"}, [("old", 1), ("new", 1)]),
        ({"speaker": "Kassym Jomart"}, [("old", 1)]),
        ({"speaker": "Касым Жомарт"}, [("new", 1)]),
        ({"articles": ("old.txt", "NEW")}, [("old", 2), ("new", 1)]),
    ],
)
def test_what_is_left(conditions, expected):
    assert left(**conditions) == expected


def test_words_are_untouched():
    [only] = Conditions(speaker="putin").of([OLD])
    assert only.body == OLD.body
    assert only.statements == OLD.statements[:1]


@pytest.mark.parametrize(
    ("conditions", "problem"),
    [
        (
            {"articles": ("nev", "old", "other")},
            "no article is named 'nev', 'other'; there are: new, undated, old",
        ),
        (
            {"since": datetime.date(2026, 1, 1)},
            f"no article since 2026-01-01; {THERE_ARE}",
        ),
        (
            {"since": datetime.date(2024, 1, 1), "until": datetime.date(2024, 2, 1)},
            f"no article since 2024-01-01 until 2024-02-01; {THERE_ARE}",
        ),
        (
            {"articles": ("undated",), "until": datetime.date(2024, 2, 1)},
            "no article until 2024-02-01; without a date, which a .toml can give: undated",
        ),
        (
            {"speaker": "Nobody"},
            "no statement by 'Nobody'; speakers: Vladimir Putin, Kassym-Jomart Tokayev, Касым-Жомарт Токаев",
        ),
        (
            {"articles": ("new",), "speaker": "Vladimir Tokayev"},
            "no statement by 'Vladimir Tokayev'; speakers: Касым-Жомарт Токаев",
        ),
        (
            {"articles": ("undated",), "speaker": "Putin"},
            "no statement by 'Putin'; no speaker is known; a .toml can name one",
        ),
    ],
)
def test_where_nothing_is_left_the_error_says_by_what_and_what_there_is(conditions, problem):
    with pytest.raises(NothingLeftError) as raised:
        Conditions(**conditions).of(EVERY)
    assert str(raised.value) == raised.value.problem == problem


def test_of_many_articles_the_error_names_a_few():
    with pytest.raises(NothingLeftError, match=r"there are: a, b, c, d, e, f, g, h, …$"):
        Conditions(articles=("x",)).of([article(name) for name in "abcdefghi"])
