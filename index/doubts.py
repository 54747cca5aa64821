"""Is somebody else asked to have said something than who said it? A reader sees it at once, words don't tell.

Names are compared in Latin letters, so this crosses from language to language. Nothing looks at the question
alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from index import stopwords
from index.countries import is_place
from index.latin import latin
from index.model import Article
from index.roles import LONG, STOPS, beginning, country, tokens

_STEM = 6  # letters of a name that are compared: its endings differ
_LIKE = 80  # of 100, how like two beginnings of names must be across scripts
_NEAR = 3  # words between a word for saying and who is asked to have said it
_BEFORE = 6  # words before a surname that tell who that is
_OFTEN = 3  # times that an article names a country or people it is about


class _Words:
    """Words to look for, a star standing for any ending. As patterns they would cost a start 3 ms."""

    def __init__(self, words: str) -> None:
        listed = words.split()
        self._whole = frozenset(word for word in listed if not word.endswith("*"))
        self._stems = tuple(word[:-1] for word in listed if word.endswith("*"))
        self._beginnings = (*self._whole, *self._stems)

    def __contains__(self, word: str) -> bool:
        folded = word.casefold()
        return folded in self._whole or (folded.isalnum() and folded.startswith(self._stems))

    def begin(self, word: str) -> bool:
        """Whether ``word`` begins with one of them."""
        return word.casefold().startswith(self._beginnings)


# Who told something (in articles), who is asked to have told it (in questions), and what people are.
_TOLD = _Words(
    """
    said says told stressed noted added admitted announced explained recalled believes emphasised emphasized
    stated denied acknowledged thanked praised declared pointed confirmed promised rejected warned invited
    сказал* заявил* сообщил* отметил* подчеркнул* добавил* признал* рассказал* напомнил* пояснил* объявил*
    считает назвал* поблагодарил* пообещал* отверг* опроверг* айтты деді мәлімдеді
    """
)
_ASKED = _Words(
    """
    say said says told tell tells comment* explain* explanation respond* response reply replied answered
    react* opinion position stance view wording assess* promise* announce* declare* insist* take
    сказал* говорил* заявл* заявил* ответил* отвечал* коммент* прокоммент* объясн* оценил* высказ* слова*
    позици* мнени* отреагир* подвел* подвёл* пообещал* отозвал* обосновал* думает думае* думаю* думал* ответ
    айт* деді деген түсіндір* жауап* пікір*
    """
)
_OFFICE = _Words(
    """
    president prime premier minister king queen emir speaker chancellor ambassador governor mayor chairman
    chairwoman spokesm* spokesp* spokesw* президент* премьер* министр* корол* эмир* спикер* канцлер* посол
    посла* послу* после* посло* губернатор* мэр* председател* төраға* министрі* елші* әмір*
    """
)
# Kazakh puts who spoke first, before what about: "Назарбаев газ туралы не айтты?" There only names from
# elsewhere and surnames are told from other first words: by letters and vowels that Kazakh words haven't.
_ABOUT = frozenset("туралы жайлы жайында жөнінде бойынша қатысты".split())
_FOREIGN = re.compile(r"[вфцчщэюё]|[аәеиоөуүұыі][^аәеиоөуүұыі]+[оө]|[ие]н$|^[тпкбгд]р")
_OWNED = re.compile(r"(?:[ыі]|[ыі]н|сы|сі)$")
_DERIVED = re.compile(r"(?:[лдт][ыі][қк]|[лдт][ае]р|[лдт][ыі]|[сғ][ыі]з|[ғг][ыі])$")
_EMPTY = stopwords.ENGLISH | stopwords.RUSSIAN | stopwords.KAZAKH


@dataclass(frozen=True, slots=True)
class Background:
    """Who and what a statement's article is about: beginnings of names, in Latin letters.

    ``countries`` are what it names often, ``speaker`` is what is said of the one who speaks, ``people`` are
    those of ``countries`` that are no countries.
    """

    countries: frozenset[str]
    speaker: frozenset[str]
    people: frozenset[str] = frozenset()

    def country(self, word: str) -> str | None:
        """Which country ``word`` names, if any."""
        return country(word, self.countries - self.people) or (beginning(word) if is_place(word) else None)


@lru_cache(maxsize=1 << 14)
def background(article: Article, speaker: str | None = None) -> Background:
    """Read off the text: names inside sentences, and the name next to "said".

    ``speaker`` is who said the statement that counts, where that is known; else whoever speaks most.
    """
    words = [word for statement in article.statements for word in tokens(statement.span.of(article.body))]
    inside = [(before, word) for before, word in pairwise(words) if before not in STOPS and _named(word)]
    named = Counter(beginning(word) for _, word in inside if len(word) >= LONG)
    often = frozenset(name for name, times in named.items() if times >= _OFTEN)
    called = (beginning(word) for before, word in inside if _calls(before) and not is_place(word))
    return Background(often, _speaker(article, words, speaker), often & frozenset(called))


def _named(word: str) -> bool:
    return word[0].isupper()


def _calls(before: str) -> bool:
    """Whether a name behind ``before`` is somebody's: an office or a first name stands there."""
    return _OFFICE.begin(before) or (_named(before) and len(before) >= LONG and not is_place(before))


def _speaker(article: Article, words: Sequence[str], speaker: str | None) -> frozenset[str]:
    """A speaker's names, and the words before the surname; of none that is known, before the likeliest.

    That is the one that stands most often next to a word for saying.
    """
    names = [speaker] if speaker else article.speakers
    about = {latin(word)[:_STEM] for name in names for word in name.split()}
    if speaker and len(article.speakers) > 1:
        surname: str | None = latin(speaker.split()[-1])[:_STEM]
    else:
        told = Counter(_surname(words, place) for place, word in enumerate(words) if word in _TOLD)
        del told[None]
        surname = next((name for name, _ in told.most_common(1)), None)
    for place, word in enumerate(words):
        if latin(word)[:_STEM] == surname:
            before = _before(words, place)
            about |= {latin(word)[:_STEM] for word in before if _named(word) or _OFFICE.begin(word)}
    return frozenset(about)


def _surname(words: Sequence[str], said: int) -> str | None:
    """The name nearest before the word for saying, else the last of those behind it."""
    before = [words[at] for at in range(said - 1, max(-1, said - 4), -1)]
    behind = [word for word in words[said + 1 : said + 7] if _named(word)]
    named = next((word for word in before if _named(word)), None) or (behind[-1] if behind else None)
    return latin(named)[:_STEM] if named and len(named) >= LONG else None


def _before(words: Sequence[str], place: int) -> Iterator[str]:
    """The word at ``place`` and some before it in the same part of the sentence."""
    for word in reversed(words[max(0, place - _BEFORE) : place + 1]):
        if word in STOPS:
            return
        yield word


@lru_cache(maxsize=64)  # of one question it is asked for several statements
def another_speaker(question: str, about: Background) -> float:
    """Whether ``question`` asks what somebody said who is not the speaker: 0, or up to 1."""
    words = tokens(question)
    if not about.speaker:
        return 0.0
    if any(word in _ASKED for word in words) and _others_office(words, about):
        return 1.0
    people = _people(words, about)
    return 0.7 if people and not any(_is_of(word, about.speaker) for word in people) else 0.0


def asked_speaker(question: str, about: Background) -> list[str]:
    """The words of ``question`` that name somebody who isn't the speaker, or an office that isn't theirs."""
    words = tokens(question)
    named = [*_others_office(words, about), *_people(words, about)]
    return [word for word in words if word in named and not _is_of(word, about.speaker)]


def stands(name: str, text: str) -> bool:
    """Whether somebody's ``name`` or office stands in ``text``, in whichever script."""
    return _is_of(name, (latin(word)[:_STEM] for word in tokens(text)))


def _others_office(words: Sequence[str], about: Background) -> list[str]:
    """The offices that are asked about, with their countries, where the speaker holds none of them."""
    offices = [place for place, word in enumerate(words) if word in _OFFICE]
    if offices and not any(_is_of(words[place], about.speaker) for place in offices):
        return [words[place] for place in offices]
    beside = [word for place in offices for word in words[max(0, place - 2) : place + 3]]
    known = {name[: _STEM - 2] for name in about.speaker}
    countries = {word: named for word in beside if (named := about.country(word))}
    theirs = any(named[: _STEM - 2] in known for named in countries.values())
    return [] if theirs else list(countries)


def _people(words: Sequence[str], about: Background) -> list[str]:
    """The people that are asked to have said something: names next to a word for that."""
    saying = [place for place, word in enumerate(words) if word in _ASKED]
    near = {at for place in saying for at in range(max(1, place - _NEAR), place + _NEAR + 1)}
    inside = [at for at in sorted(near) if at < len(words) and words[at - 1] not in STOPS]
    first = [at for at in range(len(words)) if (not at or words[at - 1] in STOPS) and _says(words, at)]
    people = [words[at] for at in dict.fromkeys([*first, *inside]) if _named(words[at])]
    return [word for word in people if len(word) >= LONG and not _is_nobody(word, about)]


def _is_nobody(word: str, about: Background) -> bool:
    empty = word.casefold() in _EMPTY or word in _ASKED
    return empty or word in _OFFICE or about.country(word) is not None


def _says(words: Sequence[str], first: int) -> bool:
    """Whether the first word of a sentence is who is asked to have said something: then a name."""
    behind = [word.casefold() for word in words[first + 1 : first + 1 + _BEFORE]]
    said = next((at for at, word in enumerate(behind) if word in _TOLD or word in STOPS), len(behind))
    between = behind[:said]
    if said == len(behind) or behind[said] in STOPS:
        return False
    if between and between[0] in _ABOUT:
        return False
    if all(word in _EMPTY for word in between):
        return True
    word = words[first].casefold()
    about = not _ABOUT.isdisjoint(between) and not _OWNED.search(between[0])
    return about and bool(_FOREIGN.search(word)) and not _DERIVED.search(word)


def _is_of(word: str, about: Iterable[str]) -> bool:
    start = latin(word)[:_STEM].replace("prez", "pres")
    return any(fuzz.ratio(start, one.replace("prez", "pres")) >= _LIKE for one in about)
