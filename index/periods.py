"""Is a question about another time than a statement: last year, now, next year? Words alone don't tell.

Three languages at once: a question may cross from one to another.
"""

import re
from functools import lru_cache

_TIMES = {
    "before": r"\b(?:last|previous) (?:year|season|month|week|spring|summer|autumn|winter)|\byears? ago"
    r"|\bback in\b|\ba year earlier|прошл\w+ (?:год|сезон|месяц|зим|лет|весн|осен)|\bлет назад|предыдущ"
    r"|былтыр|өткен (?:жыл|маусым|ай)|жыл бұрын|алдыңғы",
    "now": r"\b(?:this|current) (?:year|season|month|week|spring|summer|autumn|winter)|\bnow\b|\btoday\b"
    r"|в этом году|нынешн|текущ|сейчас|сегодня|биыл|қазір|осы жыл|бүгін",
    "after": r"\bnext (?:year|season|month|week|spring|summer|autumn|winter)|следующ\w+ (?:год|сезон)"
    r"|будущ\w+ год|келесі жыл|келер жыл",
}
_TIME = {name: re.compile(rf"(?:{pattern})\w*", re.IGNORECASE) for name, pattern in _TIMES.items()}


def asked(question: str, statement: str) -> list[str]:
    """The words of ``question`` for a time that ``statement`` doesn't speak of."""
    told = _named(statement)
    return [words for period, words in _named(question).items() if period not in told]


def another(question: str, statement: str) -> float:
    """1 when ``question`` asks about last, this or next year, and ``statement`` speaks of none such."""
    periods = _named(question).keys()
    return float(bool(periods) and periods.isdisjoint(_named(statement)))


@lru_cache(maxsize=1 << 8)
def _named(text: str) -> dict[str, str]:
    """The first words for each period that ``text`` names."""
    found = {period: pattern.search(text) for period, pattern in _TIME.items()}
    return {period: match[0] for period, match in found.items() if match}
