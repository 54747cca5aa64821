"""Are the roles of two that a question and a statement both name turned round?

"Russians in Kazakhstan" is not "Kazakhstanis in Russia". Names are compared in Latin letters, so this crosses
from language to language.
"""

import re
from collections import defaultdict
from functools import lru_cache
from itertools import combinations

from rapidfuzz import fuzz

from index import countries as known
from index.analysis import fold
from index.latin import latin

STOPS = frozenset(".,:;!?")
LONG = 4
"""Letters that a name has at least: shorter ones are taken for others."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.,:;!?]")
_STEM = 5  # letters that a country, its people and its adjective share: "Haldoria", "Haldorian"
_LIKE = 72  # of 100, how like two beginnings of names must be across scripts
# Words before a name, or endings of it, by which it is a place, or where something comes from.
_AT = frozenset("in at to into within across inside on visit visiting в во на для по".split())
_OF = frozenset("from by out из от со с".split())
_PEOPLE = re.compile(r"(?:i?ans?|eans?|ese|ish|ic|is?|['’]s)$")
_PEOPLE_RU = re.compile(
    r"(?:ск(?:ий|ая|ое|ие|их|ого|ой|ому|им|ими|ом|ую)|ц[ыау]|ец|цев|ца[мх]и?|янин|ян[еам]{0,2})$"
)
_AT_KK = re.compile(r"(?:[дт][ае]|[дт][ае][ғг][ыі]|н[дт]?[ае]|[ғгқк][ае])$")
_OF_KK = re.compile(r"(?:[ндт][ыі]ң|[лдт][ыі][қк]|[лдт][ае]р|[дтн][ае]н)$")
_CYRILLIC, _KAZAKH = re.compile("[а-яё]"), re.compile("[әғқңөұүһі]")


def tokens(text: str) -> list[str]:
    """The words of ``text`` and its stops, one more at the end."""
    return [*_TOKEN.findall(text), "."]


def beginning(word: str) -> str:
    """What stands for a country, its people and its adjective, in Latin letters."""
    return known.beginning(word) or latin(word)[:_STEM]


def turned(question: str, statement: str, countries: frozenset[str]) -> float:
    """How far two that both name have changed their roles, -1 (turned round) … 1 (the same); 0: no telling.

    A role is where something is, 1, or whose it is, -1, by the word before a name and by its ending.
    """
    asked, told = _roles(question, countries), _roles(statement, countries)
    both = sorted(asked.keys() & told.keys())
    pairs = [(asked[a] - asked[b]) * (told[a] - told[b]) for a, b in combinations(both, 2)]
    return max(-1.0, min(1.0, sum(pairs)))


@lru_cache(maxsize=1 << 12)
def _roles(text: str, countries: frozenset[str]) -> dict[str, float]:
    """The mean role of each of ``countries`` that ``text`` names."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    words = tokens(text)
    kazakh = bool(_KAZAKH.search(text.casefold()))
    for place, word in enumerate(words):
        if (named := country(word, countries)) is not None:
            before = [at.casefold() for at in words[max(0, place - 2) : place] if at.casefold() != "the"]
            found[named].append(_role(fold(word).casefold(), before[-1] if before else "", kazakh=kazakh))
    return {named: sum(roles) / len(roles) for named, roles in found.items()}


def _role(word: str, before: str, *, kazakh: bool) -> float:
    if kazakh and _CYRILLIC.search(word):
        if word.endswith("стан"):  # the plain name of many countries, and no "from"
            return 0.0
        return 1.0 if _AT_KK.search(word) else -0.7 if _OF_KK.search(word) else 0.0
    people = bool((_PEOPLE_RU if _CYRILLIC.search(word) else _PEOPLE).search(word))
    if before in _AT:
        return 0.7 if people else 1.0
    if before in _OF:
        return -1.0
    return -0.6 if people else 0.1


@lru_cache(maxsize=1 << 14)
def country(word: str, countries: frozenset[str]) -> str | None:
    """Which of ``countries`` the word begins like. One that is known is like no other."""
    start = beginning(word)
    if len(start) < LONG:
        return None
    if start in countries:
        return start
    if called := known.of(word):
        return min(called & countries, default=None)
    likeness = {c: fuzz.ratio(start, c) for c in countries if c[1:3] == start[1:3] or c[0] == start[0]}
    nearest = max(likeness, key=lambda c: (likeness[c], c), default=None)
    return nearest if nearest is not None and likeness[nearest] >= _LIKE else None
