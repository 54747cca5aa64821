"""What of statements can a question meet? Words and terms of each, found once for all questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from index import countries, slots
from index.analysis import Token, analyzer
from index.kept import Kept
from index.latin import latin
from index.model import Article, Language, Statement
from index.slots import Slot

Scores = NDArray[np.float64]
Likeness = NDArray[np.float32]

_ALIKE, _ENOUGH = 0.75, 0.6  # letters that two words must share to be compared, and what counts as nothing
_NEARLY = 0.95  # the most that a word is met which isn't the same
_SHORT = 40  # code points


@dataclass(frozen=True, slots=True)
class Traces:
    """What of a text a question can meet: words in Latin letters, and terms."""

    text: str
    words: frozenset[str]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement with its traces: those of all of it, of each sentence, and of what its article is about.

    ``said`` are the terms of its sentences, ``countries`` the words, of its article too, that may mean some.
    """

    whole: Traces
    article: Traces
    sentences: tuple[Traces, ...]
    lead: bool
    said: frozenset[str]
    countries: tuple[str, ...]


def candidate(article: Article, statement: Statement) -> Candidate:
    """The traces of a statement."""
    parts = [sentence.span.of(article.body) for sentence in statement.sentences]
    under = (article.section(statement) or "", statement.speaker or "")
    whole, about = _traces(" ".join([*parts, *under]), article.language), _about(article)
    sentences = tuple(_traces(part, article.language) for part in parts)
    return Candidate(
        whole,
        about,
        sentences,
        statement.kind == "lead",
        frozenset().union(*(sentence.terms for sentence in sentences)),
        tuple(word for word in sorted(whole.words | about.words) if countries.is_known(word)),
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


class Candidates:
    """Statements to weigh, and what of them no question changes; threads may share it.

    Its texts are the statements, their sentences, and what the articles are about, in a row: there the
    statements stand at ``wholes``, the sentences at ``parts``, and what its article is about for each
    statement at ``articles``. ``before`` and ``after`` are the places of the sentences beside each one in
    its statement, or its own where there is none; ``owners`` are the numbers of their statements.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        sentences = [part for one in candidates for part in one.sentences]
        articles = list(dict.fromkeys(one.article for one in candidates))
        texts = [*(one.whole for one in candidates), *sentences, *articles]
        self.wholes = slice(0, len(candidates))
        self.parts = slice(len(candidates), len(candidates) + len(sentences))
        places = {about: place for place, about in enumerate(articles, self.parts.stop)}
        self.articles = np.array([places[one.article] for one in candidates], int)
        self.owners = np.array([at for at, one in enumerate(candidates) for _ in one.sentences], int)
        beside = self.owners[1:] == self.owners[:-1]
        self.before, self.after = (np.arange(self.parts.start, self.parts.stop) for _ in range(2))
        self.before[1:] -= beside
        self.after[:-1] += beside
        self.lead = np.array([one.lead for one in candidates], float)[self.owners]
        self.short = np.array([len(part.text) < _SHORT for part in sentences], float)
        self._words = sorted(set().union(*(text.words for text in texts)))
        self._countries = [(at, word) for at, word in enumerate(self._words) if countries.is_known(word)]
        self._terms = [text.terms for text in texts]
        # Where the words of each text stand in ``_words``, in a row; each text has one more, that is no word.
        place = {word: at for at, word in enumerate(self._words)}
        columns = [[len(place), *map(place.__getitem__, text.words)] for text in texts]
        self._columns = np.array(list(chain.from_iterable(columns)), int)
        self._starts = np.cumsum([0, *map(len, columns)])[:-1]
        self._sentences = [part.text for part in sentences]
        self._told: dict[Slot, Scores] = {}
        self._met = Kept(self._alike, lambda token: len(token.word))

    def met(self, tokens: Sequence[Token]) -> Likeness:
        """How well each text meets each word of a question, 0…1: 1 by the same term, less by like letters.

        A row for each text.
        """
        return np.array(self._met.of(tokens), np.float32).reshape(len(tokens), len(self._terms)).T.copy()

    def _alike(self, tokens: Sequence[Token]) -> list[Likeness]:
        """For each word how well each text meets it."""
        ratios = self._ratios(tokens)
        for row, token in enumerate(tokens):
            if token.word[0].isdigit():  # numbers that differ by a digit differ
                ratios[row] = 0
            if called := countries.asked(token):
                # By what it is called elsewhere a country is met nearly, by another one not at all.
                elsewhere = called - {countries.beginning(token.word)}
                for column, word in self._countries:
                    if countries.is_called(word, elsewhere):
                        ratios[row, column] = _NEARLY
                    elif not countries.is_called(word, called) and countries.beginning(word):
                        ratios[row, column] = 0
        met = np.maximum.reduceat(ratios[:, self._columns], self._starts, axis=1)
        met[[[token.term in terms for terms in self._terms] for token in tokens]] = 1
        return list(met)

    def _ratios(self, tokens: Sequence[Token]) -> Likeness:
        """How like each word is, by letters, to those of the texts, and to no word."""
        ratios = np.zeros((len(tokens), len(self._words) + 1), np.float32)
        if self._words:
            joined = {row: latin(token.joined) for row, token in enumerate(tokens) if token.joined}
            asked = [*(latin(token.word) for token in tokens), *joined.values()]
            found = process.cdist(asked, self._words, scorer=fuzz.ratio, score_cutoff=100 * _ALIKE) / 100
            for row, whole in zip(joined, found[len(tokens) :], strict=True):
                found[row] = np.maximum(found[row], whole)
            ratios[:, :-1] = ((found[: len(tokens)] - _ENOUGH) / (1 - _ENOUGH)).clip(0, _NEARLY)
        return ratios

    def told(self, slot: Slot) -> Scores:
        """Whether each sentence tells a thing of this kind: 0 or 1."""
        if slot not in self._told:
            told = [bool(slots.told(text, frozenset({slot}))) for text in self._sentences]
            self._told[slot] = np.array(told, float)
        return self._told[slot]
