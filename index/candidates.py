"""What of statements can a question meet? Words and terms of each, found once for all questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index import countries, slots
from index.analysis import analyzer
from index.latin import latin
from index.model import Article, Language, Statement
from index.slots import Slot

Scores = NDArray[np.float64]
Likeness = NDArray[np.float32]

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


class Compared:
    """Candidates, and what of them no question changes; threads may share it.

    Its texts are the statements, their sentences, and what the articles are about, in a row: there the
    statements stand at ``wholes``, the sentences at ``parts``, and what its article is about for each
    statement at ``articles``. ``before`` and ``after`` are the places of the sentences beside each one in
    its statement, or its own where there is none; ``owners`` are the numbers of their statements.
    ``words`` are those of all texts, of which ``countries`` may be some, with their places.
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
        self.words = sorted(set().union(*(text.words for text in texts)))
        self.countries = [(at, word) for at, word in enumerate(self.words) if countries.is_known(word)]
        self._terms = [text.terms for text in texts]
        # Where the words of each text stand in ``words``, in a row; each text has one more, that is no word.
        place = {word: at for at, word in enumerate(self.words)}
        columns = [[len(place), *map(place.__getitem__, text.words)] for text in texts]
        self._columns = np.array(list(chain.from_iterable(columns)), int)
        self._starts = np.cumsum([0, *map(len, columns)])[:-1]
        self._sentences = [part.text for part in sentences]
        self._told: dict[Slot, Scores] = {}

    def most(self, ratios: Likeness) -> Likeness:
        """Of rows with a ratio for each of ``words``, the highest in each text: a row for each text."""
        each = np.zeros((len(ratios), len(self.words) + 1), np.float32)
        each[:, :-1] = ratios
        found = np.maximum.reduceat(each[:, self._columns], self._starts, axis=1)
        return np.ascontiguousarray(found.T)

    def has(self, terms: Sequence[str]) -> NDArray[np.bool_]:
        """Which texts have which of ``terms``: a row for each text."""
        found = np.zeros((len(self._terms), len(terms)), bool)
        for place, text in enumerate(self._terms):
            if not text.isdisjoint(terms):
                found[place] = [term in text for term in terms]
        return found

    def told(self, slot: Slot) -> Scores:
        """Whether each sentence tells a thing of this kind: 0 or 1."""
        if slot not in self._told:
            told = [bool(slots.told(text, frozenset({slot}))) for text in self._sentences]
            self._told[slot] = np.array(told, float)
        return self._told[slot]
