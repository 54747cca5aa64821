"""Is a time of day understood as people write it?"""

from datetime import time

import pytest

from bot.times import belongs, time_of_day


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9", "09:00"),
        ("9:30", "09:30"),
        ("18.30", "18:30"),
        ("9 am", "09:00"),
        ("9PM", "21:00"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("9 часов", "09:00"),
        ("21 час", "21:00"),
        ("9ч", "09:00"),
        ("9 утра", "09:00"),
        ("утром 9", "09:00"),
        ("9 ч. утра", "09:00"),
        ("2 часа дня", "14:00"),
        ("11 дня", "11:00"),
        ("12 дня", "12:00"),
        ("6 вечера", "18:00"),
        ("6:30 Вечера", "18:30"),
        ("18:00 вечера", "18:00"),
        ("12 вечера", "00:00"),
        ("11 ночи", "23:00"),
        ("12 ночи", "00:00"),
        ("00:30 ночи", "00:30"),
        ("1 час ночи", "01:00"),
        ("таңғы 9", "09:00"),
        ("таңертең 9-да", "09:00"),
        ("түскі 12", "12:00"),
        ("күндізгі 2", "14:00"),
        ("кешкі 6", "18:00"),
        ("кешкі 10:30-да", "22:30"),
        ("түнгі 12", "00:00"),
    ],
)
def test_a_time_has_many_names(written, meant):
    assert time_of_day(written) == time.fromisoformat(meant)
    assert all(map(belongs, written.split()))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "24",
        "9:60",
        "9:5",
        "0900",
        "9 10",
        "13am",
        "12 утра",
        "13 утра",
        "7 дня",
        "2 вечера",
        "8 ночи",
        "утра",
        "час",
        "9 утра вечера",
        "утром 9 вечера",
    ],
)
def test_what_is_no_time_is_none(written):
    assert time_of_day(written) is None


@pytest.mark.parametrize("word", ["день", "күн", "сағат", "daily", "Almaty", "в"])
def test_a_word_that_tells_something_else_belongs_to_no_time(word):
    assert not belongs(word)
