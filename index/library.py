"""What is there to answer from, at one moment? Articles, their statements in a row, and an engine."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from index.analysis import analyzer
from index.model import Article, Statement
from index.searchers import Document, Searcher
from index.searchers.bm25 import BM25Searcher


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Immutable: a statement's number in ``entries`` is what a `Hit` names.

    ``documents`` run parallel to ``entries``; ``frequencies`` tells in how many statements a term
    stands, ``vocabulary`` holds those of headings, titles and datelines too; ``searcher`` was built
    from these documents.
    """

    articles: tuple[Article, ...]
    entries: tuple[tuple[Article, Statement], ...]
    documents: tuple[Document, ...]
    frequencies: Counter[str]
    vocabulary: frozenset[str]
    searcher: Searcher

    def completion(self, begun: str) -> str | None:
        """The most frequent term that begins with ``begun``, which is folded; None without one."""
        terms = [term for term in self.vocabulary if begun and term.startswith(begun)]
        return max(terms, key=lambda term: (self.frequencies[term], term), default=None)


def snapshot(
    articles: Sequence[Article],
    build: Callable[[Sequence[Document]], Searcher] = BM25Searcher,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    before: Snapshot | None = None,
) -> Snapshot:
    """Analyse ``articles`` and ``build`` an engine over them; ``progress`` hears how many of how many.

    What is in the snapshot ``before`` is not analysed again: nine tenths of the work.
    """
    row = iter(before.documents if before else ())
    analysed = {a: list(islice(row, len(a.statements))) for a in (before.articles if before else ())}
    documents: list[Document] = []
    for number, article in enumerate(articles):
        progress(number, len(articles))
        documents += analysed.get(article) or _documents(article)
    return Snapshot(
        articles=tuple(articles),
        entries=tuple((article, statement) for article in articles for statement in article.statements),
        documents=tuple(documents),
        vocabulary=frozenset(chain.from_iterable(d.terms + d.heading for d in documents))
        | frozenset(chain.from_iterable(map(_about, articles))),
        frequencies=Counter(term for document in documents for term in set(document.terms)),
        searcher=build(documents),
    )


def _documents(article: Article) -> list[Document]:
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
