"""Which statements may answer a question, and what speaks for each of their sentences?

Of a few hundred statements each is weighed; of more, those that are nearest by letters and by meaning. So
a question's cost doesn't grow with what is weighed in vain.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index import confidence, doubts, evidence, lacks, periods, roles, subjects
from index.analysis import Token, analyzer, language_of
from index.candidates import Candidate, Candidates, Likeness, Scores, candidate
from index.evidence import FEATURES, SCALE
from index.kept import kept_of_words
from index.library import Snapshot
from index.meaning import Cosines, Meaning
from index.model import Met, Question
from index.spellings import Spellings

_ALL = 200  # statements up to which each is weighed
_BY_LETTERS, _BY_MEANING = 60, 60  # of more, so many each
_KEPT = 1 << 13  # statements whose traces are kept: some 5 KB each
_RESPELT = 20  # words of a question that are looked for so
_MOST = 2  # names that stand nowhere and are counted


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question, the ``numbers`` of the statements that may answer, and a row of features for each sentence.

    ``owners`` tells to which place in ``numbers`` a row belongs. ``likeness`` is how well each of them, or
    its article, meets each of ``tokens``, 0…1. ``everyday`` is how near the question
    is to everyday things, ten times the cosine; None without an encoder. ``nowhere`` are the words that no
    word of the talks is like.
    """

    question: Question
    tokens: tuple[Token, ...]
    weights: tuple[float, ...]
    numbers: tuple[int, ...]
    owners: Scores
    rows: Scores
    likeness: Likeness
    everyday: float | None
    nowhere: tuple[Token, ...]

    def place(self, row: int) -> int:
        """Which sentence of its statement a row is of."""
        return row - int(self.owners.searchsorted(self.owners[row]))


class Weigher:
    """Weighs the statements of one snapshot; what it keeps can be computed anew, so threads may share it."""

    def __init__(self, snapshot: Snapshot, meaning: Meaning | None) -> None:
        self.snapshot, self._meaning = snapshot, meaning
        self.mentions = kept_of_words(snapshot.mentions)
        self._frequency = kept_of_words(snapshot.frequency)
        self.candidate = lru_cache(_KEPT)(self._candidate)
        self._all: Candidates | None = None
        self._spellings: Spellings | None = None

    def weigh(self, text: str) -> Weighed:
        """Weigh ``text``."""
        question = Question(text, language_of(text))
        tokens = _each_once(analyzer(question.language).tokens(text))
        weights = tuple(self._weight(token) for token in tokens)
        cosines = self._meaning.cosines(text) if self._meaning else None
        scores = self._bm25(tokens)
        respelt = self.respelt(tokens)
        numbers = self._numbers(scores, cosines, [term for terms in respelt.values() for term in terms])
        candidates = self._of(numbers)
        sought = evidence.sought(text, tokens, weights)
        met = candidates.met(tokens)
        rows = evidence.features(
            sought,
            candidates,
            met,
            [scores.get(number, 0.0) for number in numbers],
            (
                (
                    cosines.passages.statements(numbers).tolist(),
                    cosines.passages.sentences(numbers).tolist(),
                )
                if cosines
                else None
            ),
        )
        likeness = np.maximum(met[candidates.wholes], met[candidates.articles])
        everyday = SCALE * cosines.everyday if cosines else None
        nowhere = tuple(token for token in tokens if self._is_nowhere(token, respelt))
        return Weighed(
            question, tokens, weights, tuple(numbers), candidates.owners, rows, likeness, everyday, nowhere
        )

    def _candidate(self, number: int) -> Candidate:
        """The traces of a statement."""
        return candidate(*self.snapshot.entries[number])

    def _of(self, numbers: Sequence[int]) -> Candidates:
        """These statements, to compare with a question; all of them are kept for the next one."""
        if self._all:
            return self._all
        candidates = Candidates([self.candidate(number) for number in numbers])
        if len(self.snapshot.entries) <= _ALL:
            self._all = candidates
        return candidates

    def figures(
        self, weighed: Weighed, row: int, margin: float, met: Sequence[Met | None] | None = None
    ) -> dict[str, float]:
        """What `confidence.Model` weighs of a sentence; ``margin`` is how far ahead its statement is.

        ``met`` is as `Weigher.met` gives it, where that is known already.
        """
        article, statement = self.snapshot.entries[weighed.numbers[int(weighed.owners[row])]]
        about, own = (
            doubts.background(article, statement.speaker),
            weighed.question.language == article.language,
        )
        asked, told = weighed.question.text, statement.span.of(article.body)
        sentence = statement.sentences[weighed.place(row)].span.of(article.body)
        kept, near = subjects.apart(weighed.tokens, article), 0.0
        if weighed.everyday is not None and self._meaning:
            rest = subjects.rest(asked, weighed.tokens, kept)
            near = self._meaning.cosine(rest, weighed.numbers[int(weighed.owners[row])])
        features = dict(zip(FEATURES, weighed.rows[row].tolist(), strict=True))
        return confidence.figures(
            features,
            margin,
            weighed.everyday or 0.0,
            {
                "turned": roles.turned(asked, sentence, about.countries)
                or roles.turned(asked, told, about.countries),
                "another speaker": doubts.another_speaker(asked, about),
                "another time": periods.another(asked, told),
                "carried": own * sum(weighed.weights) * features["statement words"],
                "nowhere": own * float(min(_MOST, sum(map(lacks.is_name, weighed.nowhere)))),
                "apart": SCALE * near,
                "apart words": own * _carried(weighed.weights, kept, met or self.met(weighed, row)),
            },
            foreign=not own,
        )

    def met(self, weighed: Weighed, row: int) -> tuple[Met | None, ...]:
        """Where each word of a question is met by the statement of a sentence; see `lacks.met`."""
        owner = int(weighed.owners[row])
        likeness = weighed.likeness[owner].tolist()
        return lacks.met(weighed.tokens, self.candidate(weighed.numbers[owner]), likeness)

    def nearer(
        self, weighed: Weighed, words: Sequence[str], *, by_meaning: bool = True
    ) -> dict[str, Sequence[float]]:
        """By how much each statement of ``weighed`` is nearer without each of these words of the question.

        Without an encoder, or not ``by_meaning``, nothing speaks for it that a statement carries a word in
        other words: 1.
        """
        meaning = self._meaning if by_meaning else None
        found: dict[str, Sequence[float]] = {}
        for word in words:
            cosines = meaning.nearer(weighed.question.text, word, weighed.numbers) if meaning else None
            found[word] = [1.0] * len(weighed.numbers) if cosines is None else cosines.tolist()
        return found

    def _weight(self, token: Token) -> float:
        """How much a word tells, 0…1: its idf over that of a word that is never mentioned."""
        size = len(self.snapshot.entries) + 1
        return math.log(size / (self._frequency(token.term) or 0.5)) / math.log(size / 0.5)

    def _bm25(self, tokens: Sequence[Token]) -> dict[int, float]:
        """The scores of the statements that share a word, of what they would be if all were met once."""
        size = len(self.snapshot.entries) + 1
        mass = sum(math.log(size / (self._frequency(t.term) or 0.5)) for t in tokens)
        terms = tuple(token.term for token in tokens if self.mentions(token.term))
        hits = self.snapshot.searcher.search(terms, max(_ALL, _BY_LETTERS)) if terms else []
        return {hit.statement: hit.score / mass for hit in hits}

    def _is_nowhere(self, token: Token, respelt: Mapping[Token, Sequence[str]]) -> bool:
        """Whether no word of the talks is like a number, or like a word that was looked for."""
        if self.mentions(token.term):
            return False
        return not token.term[0].isalpha() or not respelt.get(token, ["not looked for"])

    def _numbers(
        self, scores: dict[int, float], cosines: Cosines | None, respelt: Sequence[str]
    ) -> list[int]:
        size = len(self.snapshot.entries)
        if size <= _ALL:
            return list(range(size))
        found = dict.fromkeys(list(scores)[:_BY_LETTERS])
        if respelt:
            hits = self.snapshot.searcher.search(tuple(respelt), _BY_LETTERS)
            found |= dict.fromkeys(hit.statement for hit in hits)
        if cosines:
            found |= dict.fromkeys(cosines.passages.nearest(_BY_MEANING))
        return list(found)

    def respelt(self, tokens: Sequence[Token]) -> dict[Token, list[str]]:
        """The terms of the talks that each unknown word may stand for: misspelt, or in another script.

        It is looked for the first names and the longest other words alone: it costs a look at all words.
        """
        unknown = [t for t in tokens if t.term[0].isalpha() and not self.mentions(t.term)]
        unknown.sort(key=lambda token: (not lacks.is_name(token), -len(token.word)))
        if unknown and self._spellings is None:
            self._spellings = Spellings(self.snapshot.starting, self.snapshot.initials, self.snapshot.terms)
        return self._spellings.like(unknown[:_RESPELT]) if self._spellings else {}


def _carried(weights: Sequence[float], kept: Sequence[bool], met: Sequence[Met | None]) -> float:
    """The weight of those words that are ``kept`` which are ``met``, of them all."""
    some = [weight * keep for weight, keep in zip(weights, kept, strict=True)]
    carried = sum(weight for weight, how in zip(some, met, strict=True) if how)
    return carried / sum(some) if sum(some) else 0.0


def _each_once(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The last token of each term, but one inside a sentence, where it may be a name, before others."""
    found: dict[str, Token] = {}
    for token in tokens:
        if token.inside or not found.get(token.term, token).inside:
            found[token.term] = token
    return tuple(found.values())
