"""What speaks for it that a sentence answers a question? A dozen and a half features, all readable.

A question's words are met by a sentence in its own letters or, for names, in another script: what is
compared is written in Latin letters, and words that differ by a letter or an ending meet in part. With
an encoder the cosines are two features more. How much each counts stands in ``evidence.toml``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from index import countries, slots
from index.analysis import Token, analyzer
from index.latin import latin
from index.model import Article, Language, Statement
from index.slots import Slot

Scores = NDArray[np.float64]

FEATURES = (
    "meaning",  # cosine of the question and the sentence, ten times, as are all cosines
    "statement meaning",  # … and the whole statement under its heading
    "bm25",  # of the statement, over what it would be if every word were met once
    "words",  # weight of the question's words that the sentence has, of them all
    "statement words",  # … that the statement, its heading or its speaker has
    "letters",  # as words, those that are met in part counting in part
    "statement letters",
    "around",  # … that the sentences beside it have, and it hasn't
    "article",  # … that the article's title, date, people and lead have, and the statement hasn't
    "names",  # of the question's names, how many the statement has, by letters; none: 1
    "unmet names",  # how many of the question's names the statement has nothing like
    "numbers",  # of the question's numbers, how many the statement has; none: 1
    "number",  # a number is asked for, and the sentence has one the question hasn't
    "money",
    "date",
    "person",
    "place",
    "reason",
    "lead",  # it sums up what statements say in full
    "short",  # a sentence of a few words says little alone
)

_ALIKE, _ENOUGH = 0.75, 0.6  # letters that two words must share to be compared, and what counts as nothing
_UNLIKE, _MOST = 0.3, 2  # up to which a name is met by nothing; how many such names are counted
_NEARLY = 0.95  # the most that a word is met which isn't the same
_SHORT = 40  # code points
SCALE = 10  # for cosines of E5, which lie close together


@dataclass(frozen=True, slots=True)
class Traces:
    """What of a text a question can meet: words in Latin letters, and terms."""

    text: str
    words: frozenset[str]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement with its traces: those of all of it, of each sentence, and of what its article is about."""

    whole: Traces
    article: Traces
    sentences: tuple[Traces, ...]
    lead: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """A question to meet: its words, what each weighs (0…1), and the kinds of things it asks for."""

    tokens: tuple[Token, ...]
    weights: tuple[float, ...]
    slots: frozenset[Slot]


def sought(text: str, tokens: Sequence[Token], weights: Sequence[float]) -> Sought:
    """``text``, whose ``tokens`` weigh ``weights``."""
    return Sought(tuple(tokens), tuple(weights), slots.asked(text))


def candidate(article: Article, statement: Statement) -> Candidate:
    """The traces of a statement."""
    parts = [sentence.span.of(article.body) for sentence in statement.sentences]
    under = (article.section(statement) or "", statement.speaker or "")
    return Candidate(
        _traces(" ".join([*parts, *under]), article.language),
        _about(article),
        tuple(_traces(part, article.language) for part in parts),
        statement.kind == "lead",
    )


@lru_cache(maxsize=1 << 10)
def _about(article: Article) -> Traces:
    leads = (s.span.of(article.body) for s in article.statements if s.kind == "lead")
    date = str(article.date) if article.date else ""
    facts = (article.title or "", article.dateline.of(article.body), date, *article.speakers, *leads)
    return _traces(" ".join(facts), article.language)


def _traces(text: str, language: Language) -> Traces:
    tokens = list(analyzer(language).tokens(text))
    words = {latin(word) for token in tokens for word in (*token.word.split(), token.joined) if word}
    return Traces(text, frozenset(words), frozenset(token.term for token in tokens))


def features(
    sought: Sought,
    candidates: Sequence[Candidate],
    bm25: Sequence[float],
    cosines: tuple[Sequence[float], Sequence[float]] | None = None,
) -> Scores:
    """A row of `FEATURES` for each sentence of the candidates, in order.

    ``bm25`` has a score a candidate, around 1 where every word is met; ``cosines`` those of the
    statements and of all their sentences in a row, or None without an encoder: then they are 0.
    """
    alike = _Alike(sought, candidates)
    rows: list[list[float]] = []
    for number, one in enumerate(candidates):
        whole = alike.of(one.whole)
        parts = [alike.of(part) for part in one.sentences]
        shared = _shared(sought, whole)
        article = alike.weighed(np.maximum(alike.of(one.article) - whole, 0))
        for place, part in enumerate(one.sentences):
            near = [parts[at] for at in (place - 1, place + 1) if 0 <= at < len(parts)]
            told = slots.told(part.text, sought.slots)
            beside = np.max(near, axis=0) if near else 0 * whole
            rows.append(
                [
                    SCALE * cosines[1][len(rows)] if cosines else 0.0,
                    SCALE * cosines[0][number] if cosines else 0.0,
                    bm25[number],
                    alike.weighed(parts[place] == 1),
                    alike.weighed(whole == 1),
                    alike.weighed(parts[place]),
                    alike.weighed(whole),
                    alike.weighed(np.maximum(beside - parts[place], 0)),
                    article,
                    *shared,
                    *(float(slot in told) for slot in slots.SLOTS),
                    float(one.lead),
                    float(len(part.text) < _SHORT),
                ]
            )
    return np.array(rows, float).reshape(-1, len(FEATURES))


class _Alike:
    """How well each word of a question is met by texts, 0…1: 1 by the same term, less by like letters."""

    def __init__(self, sought: Sought, candidates: Sequence[Candidate]) -> None:
        words = sorted(set().union(*(one.whole.words | one.article.words for one in candidates)))
        self._columns = {word: column for column, word in enumerate(words)}
        self._terms = [token.term for token in sought.tokens]
        self._weights = np.array(sought.weights, float)
        asked = [latin(token.word) for token in sought.tokens]
        if asked and words:
            ratios = process.cdist(asked, words, scorer=fuzz.ratio, score_cutoff=100 * _ALIKE) / 100
            for row, token in enumerate(sought.tokens):
                if token.joined:
                    whole = [latin(token.joined)]
                    joined = process.cdist(whole, words, scorer=fuzz.ratio, score_cutoff=100 * _ALIKE) / 100
                    ratios[row] = np.maximum(ratios[row], joined[0])
            self._ratios = np.clip((ratios - _ENOUGH) / (1 - _ENOUGH), 0, _NEARLY)
            named: list[str] = []
            for row, token in enumerate(sought.tokens):
                if token.word[0].isdigit():  # numbers that differ by a digit differ
                    self._ratios[row] = 0
                if called := countries.asked(token):
                    named = named or [word for word in words if countries.is_known(word)]
                    for word in named:
                        self._ratios[row, self._columns[word]] = self._named(token, word, called, row)
        else:
            self._ratios = np.zeros((len(asked), len(words)))

    def _named(self, token: Token, word: str, called: frozenset[str], row: int) -> float:
        """How well a country is met: by what it is called elsewhere nearly, by another one not at all."""
        if countries.is_called(word, called - {countries.beginning(token.word)}):
            return _NEARLY
        other = not countries.is_called(word, called) and countries.beginning(word)
        return 0.0 if other else float(self._ratios[row, self._columns[word]])

    def of(self, traces: Traces) -> Scores:
        """For each word of the question."""
        columns = [self._columns[word] for word in traces.words]
        met: Scores = self._ratios[:, columns].max(axis=1) if columns else np.zeros(len(self._terms))
        met[[place for place, term in enumerate(self._terms) if term in traces.terms]] = 1.0
        return met

    def weighed(self, met: Scores) -> float:
        """The weight of what is met, of the weight of all words."""
        total = float(self._weights.sum())
        return float(met @ self._weights) / total if total else 0.0


def _shared(sought: Sought, met: Scores) -> tuple[float, float, float]:
    """The share of names that is met, 1 where there is none; how many aren't at all; that of numbers."""
    names = [met[i] for i, token in enumerate(sought.tokens) if token.inside and token.word[0].isupper()]
    numbers = [met[i] == 1 for i, token in enumerate(sought.tokens) if token.word[0].isdigit()]
    unmet = sum(part < _UNLIKE for part in names)
    return (
        float(sum(names)) / len(names) if names else 1.0,
        float(min(unmet, _MOST)),
        sum(numbers) / len(numbers) if numbers else 1.0,
    )
