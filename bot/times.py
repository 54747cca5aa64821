"""Which time of day is meant by "9:00", "9 pm", "в 6 вечера", "таңғы 9"?"""

import datetime
import re
from collections.abc import Collection

from index.analysis import fold

# The hours of the day that each part of it has; no twelve hours apart, so that a dial's hour is one of them.
_PARTS: dict[str, Collection[int]] = {
    "am": range(12),
    "pm": range(12, 24),
    **dict.fromkeys("утра утром таңғы таңертең таңертеңгі".split(), range(1, 12)),
    **dict.fromkeys("дня днем күндізгі түскі".split(), range(10, 19)),
    **dict.fromkeys("вечера вечером кешкі кешке".split(), (*range(15, 24), 0)),
    **dict.fromkeys("ночи ночью түнгі түнде".split(), (*range(21, 24), *range(6))),
}
_HOURS = "час часа часов ч ч."
_BELONG = frozenset([*_PARTS, *_HOURS.split()])
_PART = "|".join(_PARTS)
_TIME = re.compile(
    rf"(?:(?P<before>{_PART}) )?(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))?(?:-?[дт][ае])?"
    rf" ?(?:часов|часа|час|ч\.|ч)? ?(?P<part>{_PART})?"
)


def belongs(word: str) -> bool:
    """Whether ``word`` tells a time, or a part of the day."""
    folded = _folded(word)
    return folded[:1].isdecimal() or folded in _BELONG


def time_of_day(words: str) -> datetime.time | None:
    """The time that somebody calls ``words``; None where that is none, as 13 in the morning isn't."""
    match = _TIME.fullmatch(_folded(words))
    if not match:
        return None
    hours, minute = _hours(int(match["hour"]), match["before"], match["part"]), int(match["minute"] or 0)
    return datetime.time(min(hours), minute) if hours and minute < 60 else None  # noqa: PLR2004


def _hours(hour: int, *parts: str | None) -> set[int]:
    """Which hour of the day ``hour`` is in all these ``parts`` of it, on a dial or not; none, or one."""
    told = [_PARTS[part] for part in parts if part]
    meant = {hour % 12, hour % 12 + 12} if told and 1 <= hour <= 12 else {hour}  # noqa: PLR2004
    return meant.intersection(range(24), *told)


def _folded(text: str) -> str:
    return fold(text).casefold()
