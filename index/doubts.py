"""What speaks against it that a statement answers a question, though it has its words?

Three things that a reader sees at once and words alone don't tell: that roles are turned round ("Russians
in Kazakhstan" is not "Kazakhstanis in Russia"), that somebody else is asked about than spoke, and that
another time is asked about. Names are compared in Latin letters, so all this crosses from language to
language. Nothing looks at the question alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from index.analysis import fold
from index.countries import called_elsewhere
from index.latin import latin
from index.model import Article

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.,:;!?]")
_STOPS = frozenset(".,:;!?")
_STEM = 5  # letters that a country, its people and its adjective share: "Haldoria", "Haldorian"
_LONG = 4  # letters that a name has at least: shorter ones are taken for others
_LIKE, _VERY_LIKE = 72, 80  # of 100, how like two beginnings of names must be across scripts
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


@dataclass(frozen=True, slots=True)
class Background:
    """Who and what an article is about: beginnings of names, in Latin letters.

    ``countries`` are what it names often, ``speaker`` is what is said of the one who speaks in it most.
    """

    countries: frozenset[str]
    speaker: frozenset[str]


@lru_cache(maxsize=1 << 14)
def background(article: Article) -> Background:
    """Read off the text: names inside sentences, and the name next to "said"."""
    tokens = [token for statement in article.statements for token in _tokens(statement.span.of(article.body))]
    inside = (word for before, word in pairwise(tokens) if before not in _STOPS)
    named = Counter(latin(word)[:_STEM] for word in inside if _named(word) and len(word) >= _LONG)
    return Background(
        frozenset(name for name, times in named.items() if times >= _OFTEN), _speaker(article, tokens)
    )


def _tokens(text: str) -> list[str]:
    return [*_TOKEN.findall(text), "."]


def _named(word: str) -> bool:
    return word[0].isupper()


def _speaker(article: Article, tokens: Sequence[str]) -> frozenset[str]:
    """The words before the surname that stands most often next to a word for saying, and itself."""
    told = Counter(_surname(tokens, place) for place, word in enumerate(tokens) if word in _TOLD)
    del told[None]
    about = {latin(word)[: _STEM + 1] for name in article.speakers for word in name.split()}
    if told:
        [(surname, _)] = told.most_common(1)
        for place, word in enumerate(tokens):
            if latin(word)[: _STEM + 1] == surname:
                about |= {
                    latin(w)[: _STEM + 1] for w in _before(tokens, place) if _named(w) or _OFFICE.begin(w)
                }
    return frozenset(about)


def _surname(tokens: Sequence[str], said: int) -> str | None:
    """The name nearest before the word for saying, else the last of those behind it."""
    before = [tokens[at] for at in range(said - 1, max(-1, said - 4), -1)]
    behind = [word for word in tokens[said + 1 : said + 7] if _named(word)]
    named = next((word for word in before if _named(word)), None) or (behind[-1] if behind else None)
    return latin(named)[: _STEM + 1] if named and len(named) >= _LONG else None


def _before(tokens: Sequence[str], place: int) -> Iterator[str]:
    """The word at ``place`` and some before it in the same part of the sentence."""
    for word in reversed(tokens[max(0, place - _BEFORE) : place + 1]):
        if word in _STOPS:
            return
        yield word


def turned(question: str, statement: str, about: Background) -> float:
    """How far two that both name have changed their roles, -1 (turned round) … 1 (the same); 0: no telling.

    A role is where something is, 1, or whose it is, -1, by the word before a name and by its ending.
    """
    asked, told = _roles(question, about.countries), _roles(statement, about.countries)
    both = sorted(asked.keys() & told.keys())
    pairs = [(asked[a] - asked[b]) * (told[a] - told[b]) for a, b in combinations(both, 2)]
    return max(-1.0, min(1.0, sum(pairs)))


def _roles(text: str, countries: frozenset[str]) -> dict[str, float]:
    """The mean role of each of ``countries`` that ``text`` names."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    tokens = _tokens(text)
    kazakh = bool(_KAZAKH.search(text.casefold()))
    for place, word in enumerate(tokens):
        if (country := _country(word, countries)) is not None:
            before = [at.casefold() for at in tokens[max(0, place - 2) : place] if at.casefold() != "the"]
            found[country].append(_role(fold(word).casefold(), before[-1] if before else "", kazakh=kazakh))
    return {country: sum(roles) / len(roles) for country, roles in found.items()}


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


def _country(word: str, countries: Iterable[str]) -> str | None:
    """Which of ``countries`` the word begins like."""
    start = latin(word)[:_STEM]
    if len(start) < _LONG:
        return None
    if start in countries:
        return start
    if called := sorted(called_elsewhere(word) & set(countries)):
        return called[0]
    likeness = {c: fuzz.ratio(start, c) for c in countries if c[1:3] == start[1:3] or c[0] == start[0]}
    nearest = max(likeness, key=lambda c: (likeness[c], c), default=None)
    return nearest if nearest is not None and likeness[nearest] >= _LIKE else None


def another_speaker(question: str, about: Background) -> float:
    """Whether ``question`` asks what somebody said who is not the article's speaker: 0, or up to 1."""
    tokens = _tokens(question)
    saying = [place for place, word in enumerate(tokens) if word in _ASKED]
    if not saying or not about.speaker:
        return 0.0
    offices = [place for place, word in enumerate(tokens) if word in _OFFICE]
    if offices:
        if not any(_is_of(tokens[place], about.speaker) for place in offices):
            return 1.0
        beside = [w for place in offices for w in tokens[max(0, place - 2) : place + 3]]
        countries = [c for c in (_country(word, about.countries) for word in beside) if c]
        known = {name[: _STEM - 1] for name in about.speaker}
        if countries and not any(country[: _STEM - 1] in known for country in countries):
            return 1.0
    near = {at for place in saying for at in range(max(1, place - 3), place + 4)}
    people = [
        word
        for at, word in enumerate(tokens)
        if at in near and _named(word) and len(word) >= _LONG and not _country(word, about.countries)
    ]
    people = [word for word in people if word not in _OFFICE]
    return 0.7 if people and not any(_is_of(word, about.speaker) for word in people) else 0.0


def _is_of(word: str, about: Iterable[str]) -> bool:
    start = latin(word)[: _STEM + 1].replace("prez", "pres")
    return any(fuzz.ratio(start, one.replace("prez", "pres")) >= _VERY_LIKE for one in about)


def asked_speaker(question: str, about: Background) -> list[str]:
    """The words of ``question`` that name somebody who isn't the speaker, or an office that isn't theirs."""
    tokens = _tokens(question)
    people = [word for at, word in enumerate(tokens) if word in _OFFICE or (at and _named(word))]
    return [word for word in people if len(word) >= _LONG and not _is_of(word, about.speaker)]


def asked_time(question: str, statement: str) -> list[str]:
    """The words of ``question`` for a time that ``statement`` doesn't speak of."""
    found = [pattern.search(question) for name, pattern in _TIME.items() if not pattern.search(statement)]
    return [match[0] for match in found if match]


def another_time(question: str, statement: str) -> float:
    """1 when ``question`` asks about last, this or next year, and ``statement`` speaks of none such."""
    asked = {name for name, pattern in _TIME.items() if pattern.search(question)}
    return float(bool(asked) and not any(_TIME[name].search(statement) for name in asked))
