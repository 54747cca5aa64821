"""What speaks for it that a sentence answers a question? A dozen and a half features, all readable.

A question's words are met by a sentence in its own letters or, for names, in another script: what is
compared is written in Latin letters, and words that differ by a letter or an ending meet in part. With
an encoder the cosines are two features more. How much each counts stands in ``evidence.toml``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import slots
from index.analysis import Token
from index.candidates import Candidates, Likeness, Scores
from index.slots import Slot

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

_UNLIKE, _MOST = 0.3, 2  # up to which a name is met by nothing; how many such names are counted
SCALE = 10  # for cosines of E5, which lie close together


@dataclass(frozen=True, slots=True)
class Sought:
    """A question to meet: its words, what each weighs (0…1), and the kinds of things it asks for."""

    tokens: tuple[Token, ...]
    weights: tuple[float, ...]
    slots: frozenset[Slot]


def sought(text: str, tokens: Sequence[Token], weights: Sequence[float]) -> Sought:
    """``text``, whose ``tokens`` weigh ``weights``."""
    return Sought(tuple(tokens), tuple(weights), slots.asked(text))


def features(
    sought: Sought,
    candidates: Candidates,
    met: Likeness,
    bm25: Sequence[float],
    cosines: tuple[Sequence[float], Sequence[float]] | None = None,
) -> Scores:
    """A row of `FEATURES` for each sentence of the candidates, in order.

    ``met`` is from `Candidates.met`; ``bm25`` has a score a candidate, around 1 where every word is met;
    ``cosines`` those of the statements and of all their sentences in a row, or None without an encoder:
    then they are 0.
    """
    owners = candidates.owners
    part, whole, article = (
        met[candidates.parts],
        met[candidates.wholes][owners],
        met[candidates.articles[owners]],
    )
    beside = np.maximum(met[candidates.before], met[candidates.after])
    around, about = np.maximum(beside - part, 0), np.maximum(article - whole, 0)
    columns = (
        SCALE * np.array(cosines[1]) if cosines else 0.0,
        SCALE * np.array(cosines[0])[owners] if cosines else 0.0,
        np.array(bm25, float)[owners],
        *_weighed((part == 1, whole == 1, part, whole, around, about), sought.weights),
        *_shared(sought, whole),
        *(candidates.told(slot) if slot in sought.slots else 0.0 for slot in slots.SLOTS),
        candidates.lead,
        candidates.short,
    )
    rows = np.empty((len(owners), len(FEATURES)))
    for place, column in enumerate(columns):
        rows[:, place] = column
    return rows


def _weighed(met: Sequence[NDArray[np.generic]], weights: Sequence[float]) -> Scores:
    """In each row of each of ``met``, the weight of what is met, of the weight of all words."""
    each = np.array(weights, float)
    carried: Scores = np.vecdot(np.array(met, float), each)
    return carried / (float(each.sum()) or 1.0)


def _shared(sought: Sought, met: Likeness) -> tuple[Scores | float, Scores | float, Scores | float]:
    """For each row the share of names that is met, 1 of none; how many aren't at all; that of numbers."""
    named = [at for at, token in enumerate(sought.tokens) if token.inside and token.word[0].isupper()]
    counted = [at for at, token in enumerate(sought.tokens) if token.word[0].isdigit()]
    names = met[:, named] if named else met[:, :0]
    return (
        names.cumsum(axis=1)[:, -1].astype(float) / len(named) if named else 1.0,
        (names < _UNLIKE).sum(axis=1).clip(max=_MOST).astype(float) if named else 0.0,
        (met[:, counted] == 1).sum(axis=1) / len(counted) if counted else 1.0,
    )
