"""Which time zone is meant by a name, a city, or hours from UTC? IANA's names, cities as CLDR calls them."""

import difflib
import re
from functools import cache
from zoneinfo import available_timezones

from bot.i18n import LANGUAGES
from index.analysis import fold
from index.errors import TalksError

_OFFSET = re.compile(r"(?:utc|gmt)?\s*(?P<sign>[+\-−–])(?P<hours>\d{1,2})(?::?00)?")
_AREAS = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific"
_PLACE = re.compile(f"(?:{_AREAS.replace(' ', '|')})/")
# No list of zones has this capital, where talks are held more often than in most cities that stand there.
# Nor the centres of Kazakhstan's regions, whose time is that of another city; and some say "MSK".
_ALSO = {
    "Europe/Moscow": "msk мск",
    "Asia/Almaty": "astana астана караганда қарағанды karaganda шымкент shymkent павлодар pavlodar "
    "усть-каменогорск өскемен oskemen тараз taraz петропавловск петропавл petropavl кокшетау көкшетау "
    "kokshetau талдыкорган талдықорған taldykorgan туркестан түркістан turkistan turkestan семей semey "
    "жезказган жезқазған конаев қонаев",
    "Asia/Qostanay": "костанай қостанай kostanay",
    "Asia/Aqtau": "актау ақтау aktau",
    "Asia/Aqtobe": "актобе ақтөбе aktobe",
    "Asia/Atyrau": "атырау atyrau",
    "Asia/Qyzylorda": "кызылорда қызылорда kyzylorda",
    "Asia/Oral": "уральск орал uralsk",
}
_FRACTION = re.compile(r"(?:utc|gmt)?\s*[+\-−–]\d{1,2}[:.]\d{2}")
_ALIKE, _NEAREST = 0.75, 3  # from where on a name is taken for a slip of another; of how many zones


class UnknownZoneError(TalksError):
    """``words`` name no zone; ``nearest`` are names of zones, the most alike first.

    ``fraction`` tells that they are hours and minutes from UTC.
    """

    def __init__(self, words: str, nearest: tuple[str, ...]) -> None:
        self.words, self.nearest = words, nearest
        self.fraction = bool(_FRACTION.fullmatch(_key(words)))
        meant = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        known = "write a city, as in Asia/Almaty, or whole hours, as in UTC+5"
        only = " Only whole hours have a name; for others name a city." if self.fraction else ""
        super().__init__(f"“{words}” is no time zone: {known}.{only}{meant}")


def named(words: str) -> str:
    """The IANA name of the zone that somebody calls ``words``; raises UnknownZoneError.

    By its name in any case, by its city alone in a language of the bot, or by whole hours from UTC.
    """
    key, zones = _key(words), _zones()
    if offset := _OFFSET.fullmatch(key):
        # In these names, which are as old as POSIX, west of Greenwich is plus.
        sign, hours = "-" if offset["sign"] == "+" else "+", int(offset["hours"])
        key = _key(f"Etc/GMT{sign}{hours}" if hours else "Etc/UTC")
    if key not in zones:
        alike = [] if offset else difflib.get_close_matches(key, zones, n=2 * _NEAREST, cutoff=_ALIKE)
        raise UnknownZoneError(words, tuple(dict.fromkeys(map(zones.__getitem__, alike)))[:_NEAREST])
    return zones[key]


def called(zone: str) -> str:
    """What people call an IANA ``zone``: its name, but UTC+5 for what IANA calls Etc/GMT-5."""
    area, _, hours = zone.partition("/GMT")
    if area != "Etc" or hours[:1] not in ("+", "-"):
        return zone
    return f"UTC{'-' if hours[0] == '+' else '+'}{hours[1:]}"


@cache
def _zones() -> dict[str, str]:
    """The zones by all that they are called."""
    from babel import Locale  # noqa: PLC0415 - costs a start 40 ms

    names = sorted(available_timezones() - {"Factory", "localtime"})
    cities = {
        about["city"]: name
        for language in LANGUAGES
        for name, about in Locale(language).time_zones.items()
        if "city" in about and name in names
    }
    # Where a city stands in several names, they are one zone: the shortest counts, Europe's before Asia's.
    places = sorted(filter(_PLACE.match, names), key=lambda name: (-name.count("/"), name))
    last_parts = {name.rpartition("/")[2]: name for name in places}
    also = {name: zone for zone, listed in _ALSO.items() for name in listed.split()}
    by_name = {**also, **cities, **last_parts, **{name: name for name in names}}
    return {_key(name): zone for name, zone in by_name.items()}


def _key(name: str) -> str:
    return fold(name).casefold().replace("_", " ").strip()
