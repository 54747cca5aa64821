"""Is the right time zone meant by what people write?"""

from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.zones import UnknownZoneError, called, named


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Asia/Almaty", "Asia/Almaty"),
        ("ASIA/almaty", "Asia/Almaty"),
        ("America/New York", "America/New_York"),
        ("Almaty", "Asia/Almaty"),
        ("moscow", "Europe/Moscow"),
        ("sao_paulo", "America/Sao_Paulo"),
        ("Buenos Aires", "America/Buenos_Aires"),
        ("Istanbul", "Europe/Istanbul"),
        ("Алматы", "Asia/Almaty"),
        ("алматы", "Asia/Almaty"),
        ("Москва", "Europe/Moscow"),
        ("Мәскеу", "Europe/Moscow"),
        ("Нью-Йорк", "America/New_York"),
        ("Astana", "Asia/Almaty"),
        ("Астана", "Asia/Almaty"),
        ("МСК", "Europe/Moscow"),
        ("MSK", "Europe/Moscow"),
        ("Караганда", "Asia/Almaty"),
        ("Қарағанды", "Asia/Almaty"),
        ("Шымкент", "Asia/Almaty"),
        ("Өскемен", "Asia/Almaty"),
        ("Усть-Каменогорск", "Asia/Almaty"),
        ("Қостанай", "Asia/Qostanay"),
        ("Ақтау", "Asia/Aqtau"),
        ("Қызылорда", "Asia/Qyzylorda"),
        ("Уральск", "Asia/Oral"),
        ("UTC", "UTC"),
        ("GMT", "GMT"),
        ("UTC+5", "Etc/GMT-5"),
        ("utc+05:00", "Etc/GMT-5"),
        ("UTC +5", "Etc/GMT-5"),
        ("GMT-3", "Etc/GMT+3"),
        ("UTC−3", "Etc/GMT+3"),
        ("+14", "Etc/GMT-14"),
        ("UTC+0", "Etc/UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_a_zone_has_many_names(words, zone):
    assert named(words) == zone
    assert ZoneInfo(zone)


def test_every_name_of_a_zone_means_it():
    zones = available_timezones() - {"Factory", "localtime"}
    assert {zone for zone in zones if named(zone) != zone} <= {"GMT+0", "GMT-0"}  # which are Etc/UTC
    assert {zone for zone in zones if named(called(zone)) != zone} <= {
        "GMT+0",
        "GMT-0",
        "Etc/GMT+0",
        "Etc/GMT-0",
    }


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("Almati", ("Asia/Almaty",)),
        ("Asia/Allmaty", ("Asia/Almaty",)),
        ("Москве", ("Europe/Moscow",)),
        ("UTC+5:30", ()),
        ("UTC+15", ()),
        ("Factory", ()),
        ("localtime", ()),
        ("xyzzy", ()),
    ],
)
def test_what_is_no_zone_is_told_with_what_may_be_meant(words, nearest):
    with pytest.raises(UnknownZoneError) as raised:
        named(words)
    assert raised.value.words == words
    assert raised.value.nearest == nearest


def test_an_unknown_zone_says_what_to_write():
    with pytest.raises(UnknownZoneError) as raised:
        named("Almati")
    assert str(raised.value) == (
        "“Almati” is no time zone: write a city, as in Asia/Almaty, or whole hours, as in UTC+5."
        " Did you mean Asia/Almaty?"
    )


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Almaty", "Asia/Almaty"),
        ("Etc/GMT-5", "UTC+5"),
        ("Etc/GMT+11", "UTC-11"),
        ("Etc/UTC", "Etc/UTC"),
    ],
)
def test_a_zone_is_called_what_people_call_it(zone, name):
    assert called(zone) == name


def test_hours_and_minutes_are_told_that_only_whole_hours_are_known():
    with pytest.raises(UnknownZoneError) as raised:
        named("UTC+5:30")
    assert raised.value.fraction
    assert "Only whole hours have a name; for others name a city." in str(raised.value)
