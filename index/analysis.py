"""Which terms stand for a text? Tokens, folded, without stop words, cut to their stems.

Statements and questions must go through the same filters to meet. The text itself is never changed:
terms only point to statements.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import Stemmer

from index import numbers, stopwords
from index.kept import kept_of_words
from index.model import Language
from index.sentences import abbreviates

# In folded text: a number with its thousands apart, a number as it is, a word with inner apostrophes.
_TOKEN = re.compile(
    r"(?P<grouped>(?<!\d)\d{1,3}(?:[,. ]\d{3})+(?!\d))"
    r"|(?P<number>\d+(?=\.\d+\.\d)|(?<=\d\.)\d+(?=\.\d)|\d+(?:[.,]\d+)?)"  # of a date each part
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
)
_WORD = re.compile(r"[^\W\d_]+")
_HYPHENS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_PARTS = re.compile(r"(?<=[.,;!?\n])")
_END = re.compile(r"[.!?\n]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ONLY_RUSSIAN, _ONLY_KAZAKH = stopwords.RUSSIAN - stopwords.KAZAKH, stopwords.KAZAKH - stopwords.RUSSIAN
# Letters that Russian lacks, or what verbs end in: a question may have none of the letters.
_LIKE_KAZAKH = re.compile("[әғқңөұүһі]|(?:атын|йтын|йды|тып)$")
_KAZAKH_ENDINGS = """
    лар лер дар дер тар тер
    ым ім м ың ің ы і сы сі мыз міз ымыз іміз ңыз ңіз
    ның нің дың дің тың тің ға ге қа ке на не (?<=[мң])а (?<=[мң])е ны ні ды ді
    (?<=[кқпсстфхцчшщ])ты (?<=[кқпсстфхцчшщ])ті (?<=[ыі])н
    да де та те нда нде дан ден тан тен нан нен мен бен пен
    дағы дегі тағы тегі ғы гі лық лік дық дік тық тік
    ған ген қан кен ады еді йды йді атын етін йтын йтін ып іп у
""".split()
_KAZAKH_ENDING = re.compile(f"(?:{'|'.join(_KAZAKH_ENDINGS)})$")
_UNVOICED = {"б": "п", "г": "к", "ғ": "қ"}
_FOLD = str.maketrans(
    {"ё": "е", "Ё": "Е", "’": "'", "ʼ": "'", "\u00ad": None, "\u200b": None, "\u2060": None}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: as it was written, the term it counts as, whether it stands inside a sentence.

    Inside, a capital letter tells a name. A word is ``small`` when it is written small, in Latin letters,
    where capitals are. ``joined`` is what a part of a word with hyphens is without them: "KyzylOrda".
    """

    word: str
    term: str
    inside: bool
    small: bool = False
    joined: str = ""


def fold(text: str) -> str:
    """``text`` in the one form that is compared: compatibility-composed, without accents of stress."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFKC", text).translate(_FOLD)
    accented = any(map(unicodedata.combining, composed))
    return "".join(c for c in composed if not unicodedata.combining(c)) if accented else composed


def without(text: str, words: Iterable[str]) -> str:
    """``text``, folded, without these ``words`` of it, each as a whole."""
    left = fold(text)
    for word in words:
        left = re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", "", left)
    return left


def script_of(word: str) -> str:
    """The script of ``word``: Cyrillic where a letter of it is, else Latin."""
    return "Cyrillic" if _CYRILLIC.search(word) else "Latin"


def language_of(text: str) -> Language:
    """The language of ``text``: the one that has most of its words; of equals, the one of its script.

    A word is told by being a function word, in Kazakh by its letters or its ending too. So a name in
    another script or language tips nothing: "Что сказал Тоқаев о Shell?" is Russian.
    """
    words = _WORD.findall(fold(text).casefold())
    cyrillic = sum(len(word) for word in words if _CYRILLIC.search(word))
    script: Language = "ru" if cyrillic and cyrillic * 2 >= sum(map(len, words)) else "en"
    told: dict[Language, int] = {
        "en": sum(word in stopwords.ENGLISH for word in words),
        "ru": sum(word in _ONLY_RUSSIAN for word in words),
        "kk": sum(word in _ONLY_KAZAKH or bool(_LIKE_KAZAKH.search(word)) for word in words),
    }
    return max((script, *told), key=lambda language: told[language])


def bare(question: str) -> str:
    """``question`` without greetings and thanks that stand by themselves; of nothing else it stays whole."""
    parts = _PARTS.split(question)
    kept = [part for part in parts if " ".join(_WORD.findall(part.casefold())) not in stopwords.COURTESIES]
    left = "".join(kept).strip(" \n,;")
    return left if len(kept) < len(parts) and any(map(str.isalnum, left)) else question


def _inside(folded: str, matches: Sequence[re.Match[str]]) -> list[bool]:
    """Whether each word stands inside a sentence; in a text that is mostly capitals it tells nothing: no."""
    letters = sum(map(str.isalpha, folded))
    if sum(map(str.isupper, folded)) * 2 > letters and len(matches) > 1:
        return [False] * len(matches)
    return [False, *(not _ends(folded, *pair) for pair in pairwise(matches))][: len(matches)]


def _ends(folded: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Whether a sentence ends between two words: at a full stop behind an abbreviation none does."""
    end = _END.search(folded, before.end(), after.start())
    return end is not None and (end[0] != "." or not abbreviates(before[0]))


def _digits(match: re.Match[str]) -> str | None:
    """A number in digits, with a point before its fraction and without what sets thousands apart."""
    if match["grouped"]:
        return re.sub("[,. ]", "", match[0])
    return (match["number"].replace(",", ".").lstrip("0") or "0") if match["number"] else None


def _parts(hyphened: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Where each part of a word with hyphens begins, and the word without them."""
    whole = hyphened[0].replace("-", "")
    return ((hyphened.start() + part.start(), whole) for part in _WORD.finditer(hyphened[0]))


class Analyzer:
    """Text of one language to terms. Words in the other script keep their own language's stems."""

    def __init__(self, language: Language) -> None:
        self._stop, self._language = _STOP[language], language
        self._cyrillic = _kazakh_stem if language == "kk" else _russian_stem

    def tokens(self, text: str) -> Iterator[Token]:
        """The content words and numbers of ``text``, in order, repeats included."""
        folded = fold(text)
        matches = list(_TOKEN.finditer(folded))
        inside = _inside(folded, matches)
        capitals = any(at and match[0][0].isupper() for at, match in zip(inside, matches, strict=True))
        hyphened = _HYPHENS.finditer(folded) if "-" in folded else ()
        joined = {at: whole for match in hyphened for at, whole in _parts(match)}
        counted = self._numbers(folded, matches)
        for match, within, number in zip(matches, inside, counted, strict=True):
            word = match[0]
            lower = word.casefold()
            if number is not None:
                size, term = number
                if size:
                    yield Token(folded[match.start() : match.start() + size], term, within)
            elif lower not in self._stop and lower.partition("'")[0] not in self._stop:
                cyrillic = _CYRILLIC.search(lower)
                term = (self._cyrillic if cyrillic else _english_stem)(lower)
                small = capitals and not cyrillic and word[0].islower()
                yield Token(word, term, within, small, joined.get(match.start(), ""))

    def _numbers(self, folded: str, matches: Sequence[re.Match[str]]) -> list[tuple[int, str] | None]:
        """Of each match that is a number: how long it is with what counts with it, and its term; else None.

        What counts with the number before it has no length of its own.
        """
        found: list[tuple[int, str] | None] = []
        words = [match[0].casefold() for match in matches]
        for at, match in enumerate(matches):
            if at < len(found):
                continue
            digits, last = _digits(match), at
            if digits is None and (number := numbers.counted(words[at], self._language)) is not None:
                digits, after = str(number), at + 1
                if after < len(words) and folded[match.end() : matches[after].start()] in {" ", "-"}:
                    then = numbers.counted(words[after], self._language)
                    if both := numbers.together(number, then, self._language):
                        digits, last = str(both), after
            power = None
            if (
                digits
                and last + 1 < len(words)
                and folded[matches[last].end() : matches[last + 1].start()] == " "
            ):
                power = numbers.scale(words[last + 1])
            last += power is not None
            counts = digits is not None and (last > at or words[at] not in self._stop)
            term = numbers.term(digits, power) if digits and power else digits or ""
            found += [(matches[last].end() - match.start(), term) if counts else None]
            found += [(0, "")] * (last - at)
        return found

    def terms(self, text: str) -> list[str]:
        """The terms of ``text``, in order, repeats included."""
        return [token.term for token in self.tokens(text)]


@cache
def analyzer(language: Language) -> Analyzer:
    """The analyzer of ``language``; one for the life of the process."""
    return Analyzer(language)


# A Stemmer keeps state between the steps of one word, so no two threads may share it in a call; making
# one costs microseconds, and the cache answers for nearly every word.
@kept_of_words
def _english_stem(word: str) -> str:
    return str(Stemmer.Stemmer("english", 0).stemWord(word))


@kept_of_words
def _russian_stem(word: str) -> str:
    """Snowball's stem; once more where "ов" is left, which it takes for an ending only in "Лавров".

    So "Лаврова", "Киева" and "острова" meet "Лавров", "Киев" and "остров".
    """
    stemmer = Stemmer.Stemmer("russian", 0)
    stem = str(stemmer.stemWord(word))
    return str(stemmer.stemWord(stem)) if stem.endswith(("ов", "ев")) else stem


def _kazakh_stem(word: str) -> str:
    """``word`` without up to three endings; at least four letters stay.

    Kazakh adds its endings one behind the other (plural, possessive, case) and voices a final к, қ, п
    before a vowel. On our own 24 questions about a Kazakh article the right statement comes first for
    24; without the filter for 16, cut to five letters for 23, to six for 20 (November 2026, the list
    made with an eye on those questions).
    """
    for _ in range(3):
        ending = _KAZAKH_ENDING.search(word, 4)
        if not ending:
            break
        word = word[: ending.start()]
    return word[:-1] + _UNVOICED.get(word[-1], word[-1])


_STOP = {"en": stopwords.ENGLISH, "ru": stopwords.RUSSIAN, "kk": stopwords.KAZAKH}
