"""What is there to answer from, at one moment? Articles, their statements in a row, and an engine."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.analysis import analyzer
from index.fields import Document, Fields
from index.inverted import Inverted
from index.model import Article, Statement
from index.overview import Overview
from index.searchers import Searcher
from index.searchers.bm25 import BM25Searcher
from index.shelf import Shelf

Entry = tuple[Article, Statement]
Progress = Callable[[int, int], None]
Build = Callable[[Fields], Searcher]


class Entries(Sequence[Entry]):
    """The statements of ``articles`` in a row, each with its article; ``starts`` tells where each begins."""

    def __init__(self, articles: Sequence[Article], starts: Sequence[int]) -> None:
        self._articles, self._starts = articles, starts

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, number: int) -> Entry:  # type: ignore[override] # nobody needs slices
        place = bisect_right(self._starts, number) - 1
        article = self._articles[place]
        return article, article.statements[number - self._starts[place]]

    def __iter__(self) -> Iterator[Entry]:
        return ((article, statement) for article in self._articles for statement in article.statements)


@dataclass(frozen=True)
class Snapshot:
    """Immutable: a statement's number in ``entries`` is what a `Hit` names.

    ``fields`` run parallel to ``entries``, and ``searcher`` was built from them. ``about`` holds the terms of
    titles and datelines, article by article: they answer nothing, but they are mentioned.
    """

    articles: Shelf
    overview: Overview
    fields: Fields
    about: Inverted
    searcher: Searcher

    @cached_property
    def entries(self) -> Entries:
        """The statements of all articles in a row."""
        return Entries(self.articles, self.overview.starts)

    def frequency(self, term: str) -> int:
        """In how many statements ``term`` stands."""
        return self.fields.statements.frequency(term)

    def mentions(self, term: str) -> bool:
        """Whether ``term`` stands in a statement, a heading, a title or a dateline."""
        return any(field.frequency(term) for field in self._mentioning)

    def starting(self, begun: str) -> list[str]:
        """The terms that begin with ``begun`` of all that is mentioned, sorted; "" gives all of them."""
        return sorted({term for field in self._mentioning for term in field.terms(begun)})

    def initials(self) -> set[str]:
        """The letters with which what is mentioned begins."""
        return {letter for field in self._mentioning for letter in field.initials()}

    @property
    def terms(self) -> int:
        """About how many terms are mentioned."""
        return sum(len(part.segment.terms) for part in self.fields.statements.parts)

    def completion(self, begun: str) -> str | None:
        """The most frequent term that begins with ``begun``, which is folded; None without one."""
        terms = self.starting(begun) if begun else []
        return max(terms, key=lambda term: (self.frequency(term), term), default=None)

    def read(self) -> None:
        """Read all that is kept in a file, once: later nothing of it can be damaged. Raises DamagedError."""
        for field in (*self._mentioning, self.fields.neighbours):
            field.check()
        for _ in self.articles:
            pass

    @property
    def _mentioning(self) -> tuple[Inverted, ...]:
        return self.fields.statements, self.fields.headings, self.about


def snapshot(
    articles: Sequence[Article],
    build: Build = BM25Searcher,
    progress: Progress = lambda _done, _of: None,
    before: Snapshot | None = None,
) -> Snapshot:
    """Analyse ``articles`` and ``build`` an engine over them; ``progress`` hears how many of how many.

    What is in the snapshot ``before`` is not analysed again, and keeps its order; the others come behind it.
    """
    if before is None:
        fields = Fields.of(_all_documents(articles, progress))
        return _built(
            Shelf(articles), Overview.of(articles), fields, Inverted.of(map(_about, articles)), build
        )
    wanted, known = set(articles), set(before.articles)
    gone = [number for number, article in enumerate(before.articles) if article not in wanted]
    return changed(before, gone, [article for article in articles if article not in known], build)


def changed(
    before: Snapshot, gone: Sequence[int], added: Sequence[Article], build: Build = BM25Searcher
) -> Snapshot:
    """``before`` without the articles of the numbers ``gone``, and with those that are ``added`` behind.

    What changes is analysed; of the rest numbers alone are copied, milliseconds for a million statements.
    """
    starts = before.overview.starts
    numbers = [number for place in gone for number in range(starts[place], starts[place + 1])]
    return _built(
        before.articles.changed(gone, added),
        before.overview.changed(gone, added),
        before.fields.changed(numbers, _all_documents(added)),
        before.about.without(gone).with_added(map(_about, added)).tidied(),
        build,
    )


def _built(articles: Shelf, overview: Overview, fields: Fields, about: Inverted, build: Build) -> Snapshot:
    return Snapshot(articles, overview, fields, about, build(fields))


def _all_documents(
    articles: Sequence[Article], progress: Progress = lambda _done, _of: None
) -> list[Document]:
    documents: list[Document] = []
    for number, article in enumerate(articles):
        progress(number, len(articles))
        documents += documents_of(article)
    return documents


def documents_of(article: Article) -> list[Document]:
    """What is searched of each statement of ``article``."""
    analyse = analyzer(article.language)
    said = [tuple(analyse.terms(_said(article, statement))) for statement in article.statements]
    return [
        Document(
            terms=said[number] + tuple(analyse.terms(statement.speaker or "")),
            heading=tuple(analyse.terms(article.section(statement) or "")),
            neighbours=tuple(t for beside in (number - 1, number + 1) for t in _at(said, beside)),
            lead=statement.kind == "lead",
        )
        for number, statement in enumerate(article.statements)
    ]


def _about(article: Article) -> list[str]:
    """The terms of what stands beside the statements: they answer nothing, but they are mentioned."""
    about = (article.dateline.of(article.body), article.title, article.date and str(article.date))
    return analyzer(article.language).terms(" ".join(part for part in about if part))


def _said(article: Article, statement: Statement) -> str:
    """The statement without the dateline, whose city and agency answer nothing."""
    return article.body[statement.sentences[0].span.start : statement.span.stop]


def _at(terms: Sequence[tuple[str, ...]], number: int) -> tuple[str, ...]:
    return terms[number] if 0 <= number < len(terms) else ()
