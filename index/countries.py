"""What is a country, a capital or a union called in the other languages: English, Russian, Kazakh?

``countries.txt`` has the names of countries as the Unicode CLDR gives them by Babel 2.18, in Latin letters,
and none of several words: of such a name no single word means the country. ``names.txt`` has our own: cities
and abbreviations whose names aren't alike, more of what a country is called, and, behind a "-", words that
begin like a country and are none.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from index.analysis import Token
from index.kept import kept_of_words
from index.latin import latin

_STEM = 5  # letters at least that a country, its people and its adjective share in each language
_WHOLE = 4  # letters below which a name has no endings: "CIS" is no beginning of "Cisco"

_Names = frozenset[str]


def of(word: str) -> _Names:
    """The beginnings, in Latin letters, of all that the country that ``word`` names is called; none: none."""
    return _called().get(beginning(word) or "", frozenset())


def asked(token: Token) -> _Names:
    """As `of`, for a word of a question; one written small where names aren't is none."""
    return frozenset() if token.small else of(token.word)


def is_called(word: str, names: _Names) -> bool:
    """Whether ``word``, whole or a stem, in Latin letters, means the country whose ``names`` these are."""
    if not names:
        return False
    if start := beginning(word):
        return start in names
    begun = _stems().get(word, frozenset())
    return bool(begun) and begun <= names


def is_known(word: str) -> bool:
    """Whether ``word``, whole or a stem, in Latin letters, may mean a country at all."""
    return beginning(word) is not None or word in _stems()


def is_place(word: str) -> bool:
    """Whether ``word`` names a country, a capital or a union, and nobody."""
    return beginning(word) in _places()


@kept_of_words
def beginning(word: str) -> str | None:
    """The longest beginning of a known name that ``word`` has; None when it names none."""
    written = latin(word)
    if written in _called():
        return written
    begun = (written[:size] for size in range(min(len(written), _longest()), _WHOLE - 1, -1))
    return next((start for start in begun if start in _called()), None)


@cache
def _called() -> dict[str, _Names]:
    """Of each country's each name the shortest beginning that no other name shares; all of a country's."""
    lines: list[_Names] = []
    for line in _lines():
        names = frozenset(line.removeprefix("- ").split())
        same = [other for other in lines if other & names]
        lines = [other for other in lines if other not in same] + [names.union(*same)]
    named = [(line, frozenset(_shortest(name, line) for name in line)) for line in lines]
    return {beginning: names for _, names in named for beginning in names}


def _shortest(name: str, line: frozenset[str]) -> str:
    """The shortest beginning of ``name`` that only names of its ``line`` have."""
    sizes = range(min(_STEM, len(name)), len(name))
    return next((name[:size] for size in sizes if _beginnings()[name[:size]] <= line), name)


@cache
def _beginnings() -> dict[str, _Names]:
    """The names that have each beginning."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in " ".join(_lines()).replace("- ", "").split():
        for size in range(1, len(name) + 1):
            found[name[:size]].add(name)
    return {start: frozenset(names) for start, names in found.items()}


@cache
def _places() -> _Names:
    words = {word for line in _lines() if not line.startswith("-") for word in line.split()}
    return frozenset(start for word in words if (start := beginning(word)))


@cache
def _stems() -> dict[str, _Names]:
    """What each stem of at least four letters may be the beginning of."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in _called():
        for size in range(_WHOLE, len(name)):
            found[name[:size]].add(name)
    return {start: frozenset(names) for start, names in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _called()))


@cache
def _lines() -> list[str]:
    files = map(Path(__file__).with_name, ("countries.txt", "names.txt"))
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
