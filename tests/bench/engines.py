"""Who answers? Talks' own index and its peers behind one interface, each asked the fastest way it has.

All get the same words, and all are asked for statements with any of a question's words. BM25 is weighed with
k1 .9 and b .4, except by tantivy and SQLite, whose 1.2 and .75 are fixed.
"""

import sqlite3
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

K1, B = 0.9, 0.4
Found = tuple[Sequence[int] | NDArray[Any], Sequence[float] | NDArray[Any]]
Documents = Sequence[list[str]]


class Engine:
    """One way to search, built into files, or in memory where it has none."""

    name: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()
    files: ClassVar[str] = ""
    """The name of its files; two engines may share them, and the first of them builds them."""
    most: ClassVar[int] = 5_000_000
    grows: ClassVar[bool] = False

    def build(self, documents: Documents, path: Path) -> None:
        """Index ``documents`` into ``path``, which isn't there yet."""
        raise NotImplementedError

    def load(self, path: Path) -> None:
        """Take up what was built."""
        raise NotImplementedError

    def search(self, terms: list[str], k: int) -> Found:
        """The numbers and scores of the best ``k``."""
        raise NotImplementedError

    def add(self, documents: Documents) -> None:
        """Take in further statements, so that the next question finds them."""
        raise NotImplementedError


class Talks(Engine):
    """The index of Talks; what is added stays in memory."""

    name, files, grows = "Talks", "talks", True

    def build(self, documents: Documents, path: Path) -> None:
        """One file."""
        import_module("index.inverted").Inverted.of(documents).save(path)

    def load(self, path: Path) -> None:
        """Map the file."""
        self.index = import_module("index.inverted").Inverted.load(path)

    def search(self, terms: list[str], k: int) -> Found:
        """See `Inverted.top`."""
        return self.index.top(terms, k)

    def scores(self, terms: list[str]) -> NDArray[np.float64]:
        """Of every statement."""
        return self.index.scores(terms)

    def add(self, documents: Documents) -> None:
        """Another part, and few parts in all, as a changed folder is taken in."""
        self.index = self.index.with_added(documents).tidied()

    def posting(self) -> int:
        """The bytes of a posting: a statement's number, and a code of how often in how long a statement."""
        segment = self.index.parts[0].segment
        return segment.documents.itemsize + segment.codes.itemsize


class RankBM25(Engine):
    """rank-bm25 as it comes: every statement is looked at for every word."""

    name, needs, most = "rank-bm25", ("rank_bm25",), 1_000_000

    def build(self, documents: Documents, _path: Path) -> None:
        """In memory."""
        self.index = import_module("rank_bm25").BM25Plus(documents, k1=K1, b=B, delta=0)

    def search(self, terms: list[str], k: int) -> Found:
        """Its scores, sorted."""
        scores = self.index.get_scores(terms)
        best = np.argsort(-scores, kind="stable")[:k]
        return best, scores[best]


class BM25S(Engine):
    """bm25s with numpy, weighed as Talks does: the term's part is ATIRE's, its idf that of BM25+.

    Its ``retrieve`` uses ``np.argpartition``, which so many equal zeros make slow; so its scores are taken.
    """

    name, needs, files = "bm25s, numpy", ("bm25s",), "bm25s"
    backend = "numpy"

    def build(self, documents: Documents, path: Path) -> None:
        """A folder of arrays, and the words as JSON."""
        index = import_module("bm25s").BM25(k1=K1, b=B, method="atire", idf_method="bm25+")
        index.index(documents, show_progress=False)
        index.save(path)

    def load(self, path: Path) -> None:
        """Map the arrays."""
        library = import_module("bm25s").BM25
        self.index = library.load(path, mmap=True, show_progress=False, backend=self.backend)

    def search(self, terms: list[str], k: int) -> Found:
        """Its scores, and of them the best by a threshold."""
        return best_of(self.index.get_scores(terms), k)


class BM25SNumba(BM25S):
    """bm25s with numba, which also picks the best."""

    name, needs, files = "bm25s, numba", ("bm25s", "numba"), "bm25s"
    backend = "numba"

    def search(self, terms: list[str], k: int) -> Found:
        """See ``retrieve``."""
        k = min(k, self.index.scores["num_docs"])
        found = self.index.retrieve([terms], k=k, show_progress=False, n_threads=0)
        return found.documents[0], found.scores[0]


class Tantivy(Engine):
    """Lucene's way in Rust: one segment on disk, mapped; no positions, and what is met isn't counted."""

    name, needs, files, grows = "tantivy", ("tantivy",), "tantivy", True

    def build(self, documents: Documents, path: Path) -> None:
        """By one thread with memory for one segment."""
        library = import_module("tantivy")
        path.mkdir()
        made = library.SchemaBuilder()
        made.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        made.add_unsigned_field("number", fast=True)
        self._open(library.Index(made.build(), str(path)), 3_000_000_000)
        self.add(documents)
        self.writer.wait_merging_threads()

    def load(self, path: Path) -> None:
        """Map the files."""
        self._open(import_module("tantivy").Index.open(str(path)))

    def search(self, terms: list[str], k: int) -> Found:
        """By blocks; those that can't reach the best so far are left out."""
        should, term_query, schema = self.should, self.query.term_query, self.index.schema
        each = [(should, term_query(schema, "words", term, index_option="freq")) for term in terms]
        hits = self.searcher.search(self.query.boolean_query(each), k, count=False).hits
        scores = [score for score, _ in hits]
        if self.single:  # there a document has the number it came with
            return [at.doc for _, at in hits], scores
        return self.searcher.fast_field_values("number", [at for _, at in hits]), scores

    def add(self, documents: Documents) -> None:
        """Another segment, on disk."""
        self.writer = self.writer or self.index.writer(self.memory, 1)
        for number, words in enumerate(documents, self.searcher.num_docs):
            one = self.document()
            one.add_text("words", " ".join(words))
            one.add_unsigned("number", number)
            self.writer.add_document(one)
        self.writer.commit()
        self._renew()

    def _open(self, index: Any, memory: int = 50_000_000) -> None:
        library = import_module("tantivy")
        spaces = library.TextAnalyzerBuilder(library.Tokenizer.whitespace()).build()
        index.register_tokenizer("whitespace", spaces)
        self.index, self.memory, self.writer = index, memory, None
        self.query, self.should, self.document = library.Query, library.Occur.Should, library.Document
        self._renew()

    def _renew(self) -> None:
        self.index.reload()
        self.searcher = self.index.searcher()
        self.single = self.searcher.num_segments == 1


class FTS5(Engine):
    """SQLite's full-text search, without the text."""

    name, files, grows = "SQLite FTS5", "fts5", True

    def build(self, documents: Documents, path: Path) -> None:
        """One file, merged into one segment; nothing waits for the disk."""
        self.base = sqlite3.connect(path)
        self.base.execute("PRAGMA journal_mode = off")
        self.base.execute("PRAGMA synchronous = off")
        self.base.execute("CREATE VIRTUAL TABLE said USING fts5(words, content='', tokenize='ascii')")
        self._insert(documents, 0)
        self.base.execute("INSERT INTO said(said) VALUES ('optimize')")
        self.base.commit()
        self.base.close()

    def load(self, path: Path) -> None:
        """Open the file."""
        self.base = sqlite3.connect(path)
        self.base.execute("PRAGMA journal_mode = wal")
        self.base.execute("PRAGMA synchronous = normal")
        self.base.execute("PRAGMA mmap_size = 4000000000")

    def search(self, terms: list[str], k: int) -> Found:
        """What it ranks best, in its own SQL."""
        asked = " OR ".join(f'"{term}"' for term in terms)
        sql = "SELECT rowid, rank FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?"
        hits = self.base.execute(sql, (asked, k)).fetchall()
        return [number for number, _ in hits], [-rank for _, rank in hits]

    def add(self, documents: Documents) -> None:
        """In one transaction."""
        [[size]] = self.base.execute("SELECT max(rowid) + 1 FROM said_docsize")
        self._insert(documents, size)
        self.base.commit()

    def _insert(self, documents: Documents, size: int) -> None:
        rows = ((number, " ".join(words)) for number, words in enumerate(documents, size))
        self.base.executemany("INSERT INTO said(rowid, words) VALUES (?, ?)", rows)


ENGINES: tuple[type[Engine], ...] = (Talks, RankBM25, BM25S, BM25SNumba, Tantivy, FTS5)


def missing(engine: type[Engine]) -> list[str]:
    """What it needs and isn't installed."""
    return [name for name in engine.needs if find_spec(name) is None]


def best_of(scores: NDArray[Any], k: int) -> Found:
    """The best ``k`` above 0, ties by the lower number."""
    met = np.flatnonzero(scores)
    found = scores[met]
    if len(met) > k:
        enough = found >= np.partition(found, len(found) - k)[len(found) - k]
        met, found = met[enough], found[enough]
    order = np.lexsort((met, -found))[:k]
    return met[order], found[order]
