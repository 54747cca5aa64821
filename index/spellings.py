"""Which terms of the talks may a word stand for that is none of them: misspelt, or in another script?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
from rapidfuzz import fuzz, process

from index import countries
from index.analysis import Token
from index.kept import Kept
from index.latin import latin

_LIKE = 82  # of 100, how like a word of the talks one must be to be taken for it
_MANY = 50_000  # terms from which on the first letter must be right
_TYPOS = 3  # words of the talks that one may be taken for


class Spellings:
    """The terms that ``starting`` gives for a beginning; threads may share it.

    Of very many those are looked through that begin with the same letter, in whichever script: to list
    a third of a million, and to spell them in Latin letters, takes most of a second.
    """

    def __init__(
        self, starting: Callable[[str], Iterable[str]], initials: Callable[[], Iterable[str]], count: int
    ) -> None:
        """``count`` terms, which begin with the letters that ``initials`` gives."""
        self._starting, self._initials, self._all = starting, initials, count <= _MANY
        self._groups: dict[str, _Group] = {}
        self._kept = Kept(self._like, lambda token: len(token.word))

    def like(self, tokens: Sequence[Token]) -> dict[Token, list[str]]:
        """For each token the terms that are spelt like it, the most alike first, and the same countries."""
        return dict(zip(tokens, self._kept.of(tokens), strict=True))

    def _like(self, tokens: Sequence[Token]) -> list[list[str]]:
        if self._all:
            return self._group("").like(tokens)
        return [self._group(latin(token.term)[:1]).like([token])[0] for token in tokens]

    def _group(self, letter: str) -> "_Group":
        if letter not in self._groups:
            begun = [one for one in self._initials() if latin(one)[:1] == letter] if letter else [""]
            self._groups[letter] = _Group(chain.from_iterable(map(self._starting, begun)))
        return self._groups[letter]


class _Group:
    """Terms by how they are written in Latin letters."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: defaultdict[str, list[str]] = defaultdict(list)
        for term in terms:
            self._terms[latin(term)].append(term)
        self._words = list(self._terms)

    @cached_property
    def _countries(self) -> list[str]:
        return [word for word in self._words if countries.is_known(word)]

    def like(self, tokens: Sequence[Token]) -> list[list[str]]:
        """For each token what is spelt like it."""
        nearest = self._nearest([word for token in tokens for word in (token.term, token.word)])
        found: list[list[str]] = []
        for place, token in enumerate(tokens):
            near = [*nearest[2 * place], *nearest[2 * place + 1]]  # a stem may be cut too short
            called = countries.asked(token)
            named = [word for word in self._countries if countries.is_called(word, called)] if called else []
            found.append([term for word in dict.fromkeys([*near, *named]) for term in self._terms[word]])
        return found

    def _nearest(self, words: Sequence[str]) -> list[list[str]]:
        """For each word the spellings that it is most like; of equals the first ones."""
        if not words or not self._words:
            return [[] for _ in words]
        spelt = list(map(latin, words))
        ratios = process.cdist(spelt, self._words, scorer=fuzz.ratio, score_cutoff=_LIKE, dtype=np.uint8)
        found: list[list[tuple[int, int]]] = [[] for _ in words]
        rows, places = ratios.nonzero()
        for row, place, ratio in zip(
            rows.tolist(), places.tolist(), ratios[rows, places].tolist(), strict=True
        ):
            found[row].append((-ratio, place))
        return [[self._words[place] for _, place in sorted(near)[:_TYPOS]] for near in found]
