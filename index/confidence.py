"""How sure is it that a statement answers? Two questions, and it must pass both.

Is it about what is asked (most questions that the talks don't answer are about something else)? And does it
tell what is asked of it (near misses ask an untold thing of what is told)? Each is a logistic regression on
a handful of figures; the weights stand in ``evidence.toml``, with how and on what they were learned.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.evidence import FEATURES

Vector = NDArray[np.float64]

TOPIC = (
    "meaning",
    "statement meaning",
    "everyday",  # how near the question is to what the talks are not about
    "bm25",
    "own letters",  # as "letters" where question and article share a language, else 0
    "own statement letters",
    "foreign letters",  # … and where they don't: then mostly names can be met
    "foreign",
    "apart",  # as "statement meaning", for the question without the names that all of the article is about
    "apart words",  # … how much of the weight of its words the statement has, where both are in one language
    "carried",  # how much of the question's weight the statement has, where both are in one language
)
TELLS = (
    "meaning",
    "statement meaning",
    "apart",
    "apart words",
    "beyond everyday",  # the statement's meaning less "everyday"
    "letters",
    "statement letters",
    "own statement letters",
    "words",
    "around",
    "nowhere",  # how many names and numbers of a question in its language stand nowhere in the talks
    "names",
    "unmet names",
    "numbers",
    "number",
    "money",
    "date",
    "person",
    "place",
    "reason",
    "margin",  # by how much it is ahead of the next statement, or behind the first
    "turned",
    "another speaker",
    "another time",
)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of one kind: with an encoder, or without one, when meanings are 0."""

    rank: Vector
    topic: Vector
    tells: Vector
    topic_bias: float
    tells_bias: float
    sure: float
    """The chance from which an answer is sure; below it, it is worth a second look."""

    def chances(self, figures: Mapping[str, float]) -> tuple[float, float]:
        """The chances, 0…1, that a statement with these figures answers, and that it is on the topic."""
        topic = float(self.topic @ [figures[name] for name in TOPIC]) + self.topic_bias
        tells = float(self.tells @ [figures[name] for name in TELLS]) + self.tells_bias
        return _chance(tells if topic >= 0 else min(topic, tells)), _chance(topic)


def _chance(logit: float) -> float:
    return (1 + math.tanh(logit / 2)) / 2  # the logistic function; nothing overflows


@cache
def model(*, meaning: bool) -> Model:
    """The weights, read once; ``meaning`` is whether an encoder gives cosines."""
    text = Path(__file__).with_name("evidence.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)["meaning" if meaning else "letters"]

    def weights(table: str, names: tuple[str, ...]) -> Vector:
        return np.array([tables[table].get(name, 0.0) for name in names])

    return Model(
        weights("rank", FEATURES),
        weights("topic", TOPIC),
        weights("tells", TELLS),
        tables["topic"]["bias"],
        tables["tells"]["bias"],
        tables["tells"]["sure"],
    )


def figures(
    row: Mapping[str, float], margin: float, everyday: float, doubts: Mapping[str, float], *, foreign: bool
) -> dict[str, float]:
    """What `Model.chances` weighs, from a sentence's features and what else is known of it."""
    own, other = float(not foreign), float(foreign)
    return {
        **row,
        **doubts,
        "margin": margin,
        "everyday": everyday,
        "beyond everyday": row["statement meaning"] - everyday,
        "own letters": own * row["letters"],
        "own statement letters": own * row["statement letters"],
        "foreign letters": other * row["statement letters"],
        "foreign": other,
    }
