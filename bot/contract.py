"""What do programs get? The JSON of `talks ask`, `talks topics` and `talks digest`, as the README has it."""

from typing import Any

from bot.digest import Digest
from bot.render import messages
from bot.reply import Reply
from index.model import Answer, Article, Quote, Statement


def answer(found: Answer, took_ms: float, *, explain: bool) -> dict[str, Any]:
    """An answer; with ``explain`` each hit carries its ``confidence`` and ``why``."""
    return {
        "question": found.question.text,
        "answered": found.answered,
        "outcome": "answered" if found.answered else "nearest" if found.near else "nothing",
        "confidence": round(found.quotes[0].confidence, 4) if found.quotes else 0.0,
        "hits": [_hit(quote, explain=explain) for quote in found.quotes],
        "missing": list(found.missing),
        "topics": list(dict.fromkeys(topic.heading for topic in found.topics if topic.heading)),
        "took_ms": round(took_ms, 3),
    }


def _hit(quote: Quote, *, explain: bool) -> dict[str, Any]:
    article, body = quote.article, quote.article.body
    hit: dict[str, Any] = {
        "article": article.name,
        "title": article.title,
        "date": article.date.isoformat() if article.date else None,
        "source": article.url,
        "speaker": quote.statement.speaker,
        "section": article.section(quote.statement),
        "statement": quote.statement.span.of(body),
        "sentence": quote.sentence.span.of(body),
        "spoken": quote.sentence.spoken,
        "span": [quote.sentence.span.start, quote.sentence.span.stop],
        "score": round(quote.score, 6),
        "lacks": list(quote.lacks),
    }
    if explain:
        hit["confidence"] = round(quote.confidence, 4)
        hit["why"] = [{"word": w.word, "weight": round(w.weight, 4), "met": w.met} for w in quote.weights]
    return hit


def unasked(question: str) -> dict[str, Any]:
    """The line for a question that could not be asked, so that answers still pair with questions."""
    lists: dict[str, Any] = {"hits": [], "missing": [], "topics": []}
    none = {"answered": False, "outcome": "nothing", "confidence": 0.0}
    return {"question": question, **none, **lists, "took_ms": 0.0}


def statement(article: Article, listed: Statement) -> dict[str, Any]:
    """A statement as `talks topics --json` lists it."""
    return {
        "article": article.name,
        "section": article.section(listed),
        "statement": listed.span.of(article.body),
        "kind": listed.kind,
        "span": [listed.span.start, listed.span.stop],
    }


def digest(found: Digest | None, posted: Reply | None) -> dict[str, Any]:
    """A digest: what it shows, and what is sent; None and None when there is nothing to post."""
    excerpts = found.excerpts if found else ()
    buttons = [button for row in posted.buttons for button in row] if posted else []
    return {
        "articles": [article.name for article, _ in found.articles] if found else [],
        "statements": [
            {**statement(excerpt.topic.article, said), "speaker": said.speaker}
            for excerpt in excerpts
            for said in excerpt.statements
        ],
        "more": found.more if found else 0,
        "messages": messages(posted.blocks) if posted else [],
        "buttons": [{"label": button.label, "url": button.url} for button in buttons],
    }
