"""What is a country called in the other languages: English, Russian, Kazakh?

The names in ``countries.txt`` are those of the Unicode CLDR, as Babel 2.18 has them, in Latin letters. Most
are alike in these; the file has those that aren't, such as "rossiya", and none of several words: of such a
name no single word means the country.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from index.latin import latin

_STEM = 5  # letters that a country, its people and its adjective share in each language


def called_elsewhere(word: str) -> frozenset[str]:
    """The beginnings, in Latin letters, of what the country that ``word`` may name is called elsewhere."""
    return _elsewhere().get(latin(word)[:_STEM], frozenset())


def is_called(word: str, names: frozenset[str]) -> bool:
    """Whether ``word``, whole or a stem, in Latin letters, and one of ``names`` begin alike."""
    return any(word.startswith(name) or (len(word) >= _STEM - 1 and name.startswith(word)) for name in names)


@cache
def _elsewhere() -> dict[str, frozenset[str]]:
    text = Path(__file__).with_name("countries.txt").read_text(encoding="utf-8")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in text.splitlines():
        names = {name[:_STEM] for name in line.split()}
        for name in names:
            found[name] |= names - {name}
    return {name: frozenset(others) for name, others in found.items()}
