"""Which terms stand for a text? Tokens, folded, without stop words, cut to their stems.

Statements and questions must go through the same filters to meet. The text itself is never changed:
terms only point to statements.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import Stemmer

from index import stopwords
from index.model import Language

# A word with inner apostrophes, or a number; "55,000", "55 000" and "55000" are one number.
_TOKEN = re.compile(
    r"(?P<number>(?<!\d)\d{1,3}(?:[,.\u00a0\u202f\u2009 ]\d{3})+(?![\d])|\d+(?:[.,]\d+)?)"
    r"|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*"
    r"|[^\W_]+"
)
_KAZAKH_LETTERS = re.compile("[әғқңөұүһі]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_KAZAKH_ENDINGS = """
    лар лер дар дер тар тер
    ым ім м ың ің ы і сы сі мыз міз ымыз іміз ңыз ңіз
    ның нің дың дің тың тің ға ге қа ке на не а е ны ні ды ді ты ті н
    да де та те нда нде дан ден тан тен нан нен мен бен пен
    дағы дегі тағы тегі ғы гі лық лік дық дік тық тік
    ған ген қан кен ады еді йды йді атын етін йтын йтін ып іп у
""".split()
_KAZAKH_ENDING = re.compile(f"(?:{'|'.join(sorted(_KAZAKH_ENDINGS, key=len, reverse=True))})$")
_UNVOICED = {"б": "п", "г": "к", "ғ": "қ"}
_FOLD = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "\u00ad": None, "\u200b": None, "\u2060": None})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: as it was written, the term it counts as, whether words stand before it."""

    word: str
    term: str
    inside: bool


def fold(text: str) -> str:
    """``text`` in the one form that is compared: compatibility-composed, without accents of stress."""
    composed = unicodedata.normalize("NFKC", text).translate(_FOLD)
    return "".join(c for c in composed if not unicodedata.combining(c))


def language_of(text: str) -> Language:
    """The language of ``text``, told by its letters: Kazakh, other Cyrillic (Russian), else English.

    Russian texts carry a Kazakh name now and then, so a long text needs more than a letter or two.
    """
    letters = len(_CYRILLIC.findall(text))
    if letters * 2 < sum(map(str.isalpha, text)) or not letters:
        return "en"
    kazakh = len(_KAZAKH_LETTERS.findall(text.casefold()))
    if kazakh * 50 > letters:
        return "kk"
    words = {word.casefold() for word in re.findall(r"\w+", text)}
    own = words & (stopwords.KAZAKH - stopwords.RUSSIAN)
    return "kk" if len(own) > len(words & (stopwords.RUSSIAN - stopwords.KAZAKH)) else "ru"


class Analyzer:
    """Text of one language to terms. Words in the other script keep their own language's stems."""

    def __init__(self, language: Language) -> None:
        self._stop = _STOP[language]
        self._cyrillic = _kazakh_stem if language == "kk" else _snowball("russian")
        self._latin = _snowball("english")

    def tokens(self, text: str) -> Iterator[Token]:
        """The content words and numbers of ``text``, in order, repeats included."""
        for position, match in enumerate(_TOKEN.finditer(fold(text))):
            word = match[0]
            lower = word.casefold()
            if match["number"]:
                yield Token(word, _number(word), position > 0)
            elif lower not in self._stop and lower.partition("'")[0] not in self._stop:
                stem = self._cyrillic if _CYRILLIC.search(lower) else self._latin
                yield Token(word, stem(lower), position > 0)

    def terms(self, text: str) -> list[str]:
        """The terms of ``text``, in order, repeats included."""
        return [token.term for token in self.tokens(text)]


@cache
def analyzer(language: Language) -> Analyzer:
    """The analyzer of ``language``; one for the life of the process."""
    return Analyzer(language)


def _number(word: str) -> str:
    grouped = re.fullmatch(r"\d{1,3}(?:[,.\u00a0\u202f\u2009 ]\d{3})+", word)
    if grouped:
        return re.sub(r"\D", "", word)
    return word.replace(",", ".")


def _snowball(name: str) -> Callable[[str], str]:
    # A Stemmer keeps state between the steps of one word, so no two threads may share it in a call;
    # making one costs microseconds, and the cache answers for nearly every word.
    @lru_cache(maxsize=1 << 16)
    def stem(word: str) -> str:
        return str(Stemmer.Stemmer(name, 0).stemWord(word))

    return stem


def _kazakh_stem(word: str) -> str:
    """``word`` without up to three endings; at least four letters stay.

    Kazakh adds its endings one behind the other (plural, possessive, case) and voices a final к, қ, п
    before a vowel. On our own 24 questions about a Kazakh article the right statement comes first for
    24; without the filter for 16, cut to five letters for 22, to six for 19 (November 2026, the list
    made with an eye on those questions).
    """
    for _ in range(3):
        ending = _KAZAKH_ENDING.search(word, 4)
        if not ending:
            break
        word = word[: ending.start()]
    return word[:-1] + _UNVOICED.get(word[-1], word[-1])


_STOP = {"en": stopwords.ENGLISH, "ru": stopwords.RUSSIAN, "kk": stopwords.KAZAKH}
