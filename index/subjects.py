"""Whom and what is all of an article about? A question that names them may be about anything else of theirs.

"How much wheat does Kazakhstan export?" lies close to any statement of talks with Kazakhstan, because of the
one word that tells nothing there. So a question is weighed without such names, too.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from index import countries
from index.analysis import Token, fold, without
from index.latin import latin
from index.model import Article

NAME = re.compile(r"\b[^\W\d_a-zа-яёәғқңөұүһі][\w’'-]+")
"""A word with a capital letter, or in a script that has none."""

_ALIKE = 75  # of 100, how like a name a word must be
_STEM = 5  # letters that a country, its people and its adjective share


@lru_cache(maxsize=1 << 14)
def subjects(article: Article) -> frozenset[str]:
    """The names in its title and its lead, and its speakers, in Latin letters."""
    leads = (said.span.of(article.body) for said in article.statements if said.kind == "lead")
    named = " ".join((article.title or "", *article.speakers, *leads))
    return frozenset(latin(name) for name in NAME.findall(fold(named)))


@lru_cache(maxsize=1 << 12)
def is_subject(token: Token, names: frozenset[str]) -> bool:
    """Whether a word of a question, in whichever language, means one of ``names``."""
    word = latin(token.word)
    if word in names:
        return True
    if called := countries.asked(token):  # like no other country
        return any(countries.is_called(name, called) for name in names)
    if len(word) < _STEM:
        return False
    begun = any(name.startswith(word[:_STEM]) for name in names)
    return begun or process.extractOne(word, names, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


def apart(tokens: Sequence[Token], article: Article) -> list[bool]:
    """Which ``tokens`` of a question are no subjects of ``article``.

    Where there are no others, the question is about them: then all of them stay.
    """
    names = subjects(article)
    kept = [not is_subject(token, names) for token in tokens]
    return kept if any(kept) else [True] * len(tokens)


def rest(question: str, tokens: Sequence[Token], kept: Sequence[bool]) -> str:
    """``question`` with those words alone of its ``tokens`` that are ``kept``; of all, as it is."""
    named = [token.word for token, keep in zip(tokens, kept, strict=True) if not keep]
    return without(question, named) if named else question
