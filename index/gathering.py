"""Where do the vectors of very many statements come from? The file, what is kept beside it, the encoder.

Of a changed folder only what is new is looked for: it is held in memory beside the file, until it is so much
that a new file is made.
"""

from array import array
from collections.abc import Callable, Sequence

import numpy as np

from index import vectors
from index.embeddings import Embeddings
from index.encoder import Vector
from index.searchers.dense import Passages
from index.searchers.mapped import Mapped
from index.vectors import Keys, Rows, Vectors

_TAIL = 16  # of all texts one in so many may be in memory beside the file
_SAMPLE = 16  # statements from which is told how many vectors are missing
_BATCH = 4096  # texts that are held at a time

Progress = Callable[[int, int], None]


class TooManyError(Exception):
    """``missing`` vectors would have to be computed, and may not."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} vectors are missing")
        self.missing = missing


def lacking(embeddings: Embeddings, statements: int, passages: Callable[[int], Passages]) -> int:
    """About how many vectors are kept nowhere, told from some of so many ``statements``, in milliseconds."""
    numbers = range(0, statements, -(-statements // _SAMPLE))
    asked = [passages(number) for number in numbers]
    texts = [text for one in asked for text in (one.whole, *one.sentences)]
    missing = len(texts) - len(embeddings.get(texts))
    return missing * statements // len(numbers) if numbers else 0


class Gathering:
    """Gathers the vectors of so many ``statements``; ``passages`` gives what of one becomes vectors."""

    def __init__(self, embeddings: Embeddings, statements: int, passages: Callable[[int], Passages]) -> None:
        self._embeddings, self._statements, self._passages = embeddings, statements, passages
        keys, starts = array("Q"), array("q", [0])
        sentences = array("Q")
        for number in range(statements):
            one = passages(number)
            keys.append(embeddings.key(one.whole))
            sentences.extend(map(embeddings.key, one.sentences))
            starts.append(len(sentences))
        self._starts = np.array(starts)
        by_key, first, places = np.unique(
            np.array(keys + sentences, np.uint64), return_index=True, return_inverse=True
        )
        order = np.argsort(first)  # as in the articles: what a question needs together lies together
        self._keys: Keys = by_key[order]  # each text once, those of whole statements first
        self._first: Rows = first[order]  # where in the row of all texts it stands first
        self._places: Rows = np.argsort(order)[places]  # which of them each of all texts is
        self._wholes = int(np.searchsorted(self._first, statements))

    def gathered(self, progress: Progress, at_most: int | None) -> tuple[Mapped, int]:
        """The vectors, and how many of them had to be computed; raises TooManyError.

        ``progress`` hears how many of how many are computed.
        """
        encoder, folder = self._embeddings.encoder, self._embeddings.folder
        file = vectors.opened(folder, encoder.model, encoder.dimensions)
        rows = self._in_file(file)
        fresh = np.flatnonzero(rows < 0)
        if file and len(fresh) * _TAIL <= len(self._keys):
            coarse = int(np.searchsorted(fresh, self._wholes))
            tail = vectors.in_memory(self._keys[fresh], coarse, encoder.dimensions)
            missing = self._fill(tail, np.arange(len(fresh)), self._first[fresh], progress, at_most)
            rows[fresh] = file.rows + np.arange(len(fresh))
            return self._mapped([file, tail], rows), missing
        with vectors.made(folder, encoder.model, self._keys, self._wholes, encoder.dimensions) as made:
            if file:
                there = np.flatnonzero(rows >= 0)
                for start in range(0, len(there), _BATCH):
                    some = there[start : start + _BATCH]
                    made.put(some, file.get(rows[some]))
            missing = self._fill(made, fresh, self._first[fresh], progress, at_most)
        return self._mapped([made], np.arange(len(self._keys))), missing

    def _in_file(self, file: Vectors | None) -> Rows:
        """The row of each text in ``file``; -1 where it isn't, or is of a statement and not held coarsely."""
        if file is None:
            return np.full(len(self._keys), -1)
        rows = file.find(self._keys)
        rows[: self._wholes][rows[: self._wholes] >= file.coarse] = -1
        return rows

    def _fill(self, into: Vectors, rows: Rows, places: Rows, progress: Progress, at_most: int | None) -> int:
        """Put the texts at ``places`` of the row of all texts into ``rows``; how many had to be computed."""
        missing: list[tuple[int, str]] = []
        for start in range(0, len(rows), _BATCH):
            some = slice(start, start + _BATCH)
            here = list(zip(rows[some].tolist(), map(self._text, places[some].tolist()), strict=True))
            found = self._embeddings.get(text for _, text in here)
            missing += [(row, text) for row, text in here if text not in found]
            _put(into, [(row, found[text]) for row, text in here if text in found])
        if at_most is not None and len(missing) > at_most:
            raise TooManyError(len(missing))
        for start in range(0, len(missing), _BATCH):
            lacking = dict(missing[start : start + _BATCH])

            def told(done: int, _of: int, before: int = start) -> None:
                progress(before + done, len(missing))

            computed = self._embeddings.compute(list(lacking.values()), told, {})
            _put(into, list(zip(lacking, computed, strict=True)))
        return len(missing)

    def _text(self, place: int) -> str:
        if place < self._statements:
            return self._passages(place).whole
        sentence = place - self._statements
        number = int(np.searchsorted(self._starts, sentence, "right")) - 1
        return self._passages(number).sentences[sentence - int(self._starts[number])]

    def _mapped(self, parts: list[Vectors], rows: Rows) -> Mapped:
        all_rows = rows[self._places]
        return Mapped(parts, all_rows[: self._statements], all_rows[self._statements :], self._starts)


def _put(into: Vectors, found: Sequence[tuple[int, Vector]]) -> None:
    if found:
        rows, numbers = zip(*found, strict=True)
        into.put(np.array(rows), np.array(numbers).astype(np.float16))
