"""How does an article become bytes, and bytes the same article? As JSON, which is read in no time."""

import datetime
import json
from typing import Any

from index.model import Article, Section, Sentence, Span, Statement


def packed(article: Article) -> bytes:
    """``article`` as bytes."""
    told: list[Any] = [
        article.name,
        article.body,
        article.language,
        _pair(article.dateline),
        [_pair(section.heading) for section in article.sections],
        [
            [
                one.kind,
                *_pair(one.span),
                one.section,
                one.speaker,
                [[*_pair(sentence.span), sentence.spoken] for sentence in one.sentences],
            ]
            for one in article.statements
        ],
        article.date.isoformat() if article.date else None,
        *(article.city, article.title, article.source, article.url, article.speakers, article.questions),
    ]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpacked(content: bytes) -> Article:
    """The article that was packed."""
    name, body, language, dateline, headings, statements, date, *facts = json.loads(
        content.decode("utf-8", "surrogatepass")
    )
    city, title, source, url, speakers, questions = facts
    return Article(
        name,
        body,
        language,
        Span(*dateline),
        tuple(Section(Span(*heading)) for heading in headings),
        tuple(
            Statement(
                kind,
                Span(start, stop),
                section,
                tuple(Sentence(Span(first, last), spoken) for first, last, spoken in sentences),
                speaker,
            )
            for kind, start, stop, section, speaker, sentences in statements
        ),
        datetime.date.fromisoformat(date) if date else None,
        city,
        title,
        source,
        url,
        tuple(speakers),
        tuple(questions),
    )


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.stop
