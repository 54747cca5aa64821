"""What is there to answer from, at one moment? Articles, their statements in a row, and an engine."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from index.analysis import analyzer
from index.fields import Document, Fields
from index.inverted import Inverted
from index.model import Article, Language, Statement
from index.searchers import Searcher
from index.searchers.bm25 import BM25Searcher

Entry = tuple[Article, Statement]
Progress = Callable[[int, int], None]
Build = Callable[[Fields], Searcher]


class Entries(Sequence[Entry]):
    """The statements of ``articles`` in a row, each with its article; ``starts`` tells where each begins."""

    def __init__(self, articles: Sequence[Article], counts: Sequence[int]) -> None:
        self._articles = articles
        self.starts = [0, *accumulate(counts)]

    def __len__(self) -> int:
        return self.starts[-1]

    def __getitem__(self, number: int) -> Entry:  # type: ignore[override] # nobody needs slices
        place = bisect_right(self.starts, number) - 1
        article = self._articles[place]
        return article, article.statements[number - self.starts[place]]

    def __iter__(self) -> Iterator[Entry]:
        return ((article, statement) for article in self._articles for statement in article.statements)


@dataclass(frozen=True)
class Snapshot:
    """Immutable: a statement's number in ``entries`` is what a `Hit` names.

    ``fields`` run parallel to ``entries``, and ``searcher`` was built from them; ``about`` holds the terms of
    titles and datelines, article by article: they answer nothing, but they are mentioned.
    """

    articles: Sequence[Article]
    entries: Entries
    fields: Fields
    about: Inverted
    searcher: Searcher

    def frequency(self, term: str) -> int:
        """In how many statements ``term`` stands."""
        return self.fields.statements.frequency(term)

    def mentions(self, term: str) -> bool:
        """Whether ``term`` stands in a statement, a heading, a title or a dateline."""
        return any(field.frequency(term) for field in self._mentioning)

    @cached_property
    def vocabulary(self) -> Sequence[str]:
        """All that is mentioned, sorted: at a million statements it takes a while to list."""
        return sorted({term for field in self._mentioning for term in field.terms()})

    def completion(self, begun: str) -> str | None:
        """The most frequent term that begins with ``begun``, which is folded; None without one."""
        terms = {term for field in self._mentioning for term in field.terms(begun)} if begun else set()
        return max(terms, key=lambda term: (self.frequency(term), term), default=None)

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """Those that the articles are in, sorted."""
        return tuple(sorted({article.language for article in self.articles}))

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
        documents = _all_documents(articles, progress)
        return _snapshot(tuple(articles), Fields.of(documents), Inverted.of(map(_about, articles)), build)
    wanted, known = set(articles), set(before.articles)
    kept = [article in wanted for article in before.articles]
    gone = [place for place, stays in enumerate(kept) if not stays]
    added = [article for article in articles if article not in known]
    starts = before.entries.starts
    numbers = [number for place in gone for number in range(starts[place], starts[place + 1])]
    return _snapshot(
        (*(a for a, stays in zip(before.articles, kept, strict=True) if stays), *added),
        before.fields.changed(numbers, _all_documents(added, progress)),
        before.about.without(gone).with_added(map(_about, added)).tidied(),
        build,
    )


def _snapshot(articles: Sequence[Article], fields: Fields, about: Inverted, build: Build) -> Snapshot:
    entries = Entries(articles, [len(article.statements) for article in articles])
    return Snapshot(articles, entries, fields, about, build(fields))


def _all_documents(articles: Sequence[Article], progress: Progress) -> list[Document]:
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
