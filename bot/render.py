"""What does an answer look like? Pure: answers and articles to blocks of styled text, or to JSON.

A block is a line or paragraph of runs, each a text and what it is; the one who shows it decides what
that looks like. The quoted text is always a slice of the article; only control characters, which a
terminal would obey, are shown as U+FFFD.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from index import sentences
from index.answers import ANSWERED
from index.model import Answer, Article, Quote, Span, Statement

Style = Literal["text", "answer", "mark", "byline", "link", "heading", "verdict", "note"]

_LANGUAGES = {"en": "English", "ru": "Russian", "kk": "Kazakh"}
_MET = {
    "statement": "in the statement",
    "context": "in its heading",
    "elsewhere": "only elsewhere in the talks",
    "nowhere": "nowhere in the talks",
}
_ALSO = 0.6  # a further statement is worth showing from this share of the first one's score
_SHOWN_QUESTION = 200
# Control characters, marks that turn the direction of a text round, halves of a surrogate pair.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Some text, and what it is."""

    text: str
    style: Style = "text"


@dataclass(frozen=True, slots=True)
class Block:
    """A line or a paragraph, ``indent`` columns from the left; without runs an empty line."""

    runs: tuple[Run, ...] = ()
    indent: int = 0


def plain(blocks: Iterable[Block]) -> str:
    """``blocks`` as text without a terminal's means: what answers stands between two asterisks."""
    return "".join(" " * block.indent + "".join(map(_plain, block.runs)) + "\n" for block in blocks)


def question_block(question: str) -> Block:
    """One of many questions, over its answer; a very long one is cut."""
    cut = question if len(question) <= _SHOWN_QUESTION else question[:_SHOWN_QUESTION] + "…"
    return Block((Run(f"» {visible(cut)}", "note"),))


def _plain(run: Run) -> str:
    return f"**{run.text}**" if run.style == "answer" else run.text


def answer_blocks(answer: Answer, *, explain: bool) -> Iterator[Block]:
    """An answer for people: the quote first; or that there is none, what is missing and what is near."""
    if answer.answered:
        best = answer.quotes[0]
        for number, quote in enumerate(answer.quotes):
            if quote.confidence >= ANSWERED and quote.score >= _ALSO * best.score:
                yield from [Block()] if number else []
                yield from _quote_blocks(quote, explain=explain)
        if answer.missing:
            yield Block((Run(_unmentioned(answer), "note"),), indent=2)
        return
    yield Block((Run("Not in the talks.", "verdict"), Run(" " + _reason(answer))))
    if answer.topics:
        label = "Nearest sections: " if answer.quotes else "They cover: "
        yield Block((Run(label, "note"), Run(visible(" · ".join(map(bare, answer.topics))), "heading")))
    if explain and answer.quotes:
        yield Block((Run("The nearest statement, which does not answer:", "note"),))
        yield from _quote_blocks(answer.quotes[0], explain=True)


def _reason(answer: Answer) -> str:
    languages = {quote.article.language for quote in answer.quotes} or set(answer.languages)
    if answer.missing:
        reason = _unmentioned(answer)
        if answer.question.language not in languages:
            names = " and ".join(sorted(_LANGUAGES[language] for language in languages))
            reason += f" They are in {names}: ask in the language of the talks."
        return reason
    return "No statement there speaks of all this together."


def _unmentioned(answer: Answer) -> str:
    words = ", ".join(f"“{visible(word)}”" for word in answer.missing[:8])
    return f"Nothing there mentions {words}."


def _quote_blocks(quote: Quote, *, explain: bool) -> Iterator[Block]:
    body, said, answers = quote.article.body, shown(quote.article, quote.statement), quote.sentence.span
    yield Block(
        (
            Run("❝ ", "mark"),
            Run(visible(body[said.start : answers.start])),
            Run(visible(answers.of(body)), "answer"),
            Run(visible(body[answers.stop : said.stop])),
            Run(" ❞", "mark"),
        )
    )
    yield Block((Run(visible(byline(quote)), "byline"),), indent=2)
    if quote.article.url:
        yield Block((Run(quote.article.url, "link"),), indent=2)
    if explain:
        yield from _why(quote)


def shown(article: Article, statement: Statement) -> Span:
    """The statement without the dateline before it: the byline tells place and source."""
    start = max(statement.span.start, min(article.dateline.stop, statement.sentences[0].span.start))
    return sentences.strip(article.body, Span(start, statement.span.stop))


def byline(quote: Quote) -> str:
    """Who said it, in whose words, under which heading, when."""
    article = quote.article
    speaker, source = quote.statement.speaker, article.source
    how = ("quoted" if quote.sentence.spoken else "reported") + (f" by {source}" if source else "")
    who = (
        f"{speaker}, {how if quote.sentence.spoken else f'as {how}'}" if speaker else how[0].upper() + how[1:]
    )
    heading = article.section(quote.statement)
    date = f"{article.date.day} {article.date:%B %Y}" if article.date else None
    return " · ".join(part for part in (who, bare(heading or ""), date or article.name) if part)


def _why(quote: Quote) -> Iterator[Block]:
    verdict = "answers" if quote.confidence >= ANSWERED else "does not answer"
    figures = f"score {quote.score:.2f} · confidence {quote.confidence:.3f}, {verdict} (from {ANSWERED:.3f})"
    yield Block((Run(f"Why: {figures}", "note"),), indent=2)
    for weight in quote.weights:
        line = f"{weight.weight:.2f}  {visible(weight.word)}  {_MET[weight.met]}"
        yield Block((Run(line, "note"),), indent=4)


def topics_blocks(articles: Iterable[Article]) -> Iterator[Block]:
    """Articles with their sections and statements, to browse."""
    for number, article in enumerate(articles):
        yield from [Block()] if number else []
        facts = (article.title or article.name, article.source, article.date and str(article.date))
        yield Block((Run(visible(" · ".join(fact for fact in facts if fact)), "verdict"),))
        section: int | None = None
        for statement in article.statements:
            if statement.section != section:
                section = statement.section
                yield Block()
                yield Block((Run(visible(bare(article.section(statement) or "")), "heading"),))
            said = shown(article, statement).of(article.body)
            yield Block((Run("- ", "mark"), Run(visible(said))), indent=2)


def answer_json(answer: Answer, took_ms: float, *, explain: bool) -> dict[str, Any]:
    """An answer as the README's contract has it; with ``explain`` each hit carries ``why``."""
    return {
        "question": answer.question.text,
        "answered": answer.answered,
        "confidence": round(answer.quotes[0].confidence, 4) if answer.quotes else 0.0,
        "hits": [_hit_json(quote, explain=explain) for quote in answer.quotes],
        "missing": list(answer.missing),
        "topics": list(answer.topics),
        "took_ms": round(took_ms, 3),
    }


def _hit_json(quote: Quote, *, explain: bool) -> dict[str, Any]:
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
    }
    if explain:
        hit["confidence"] = round(quote.confidence, 4)
        hit["why"] = [{"word": w.word, "weight": round(w.weight, 4), "met": w.met} for w in quote.weights]
    return hit


def unasked_json(question: str) -> dict[str, Any]:
    """The line for a question that could not be asked, so that answers still pair with questions."""
    lists: dict[str, Any] = {"hits": [], "missing": [], "topics": []}
    return {"question": question, "answered": False, "confidence": 0.0, **lists, "took_ms": 0.0}


def topic_json(article: Article, statement: Statement) -> dict[str, Any]:
    """A statement as `talks topics --json` lists it."""
    return {
        "article": article.name,
        "section": article.section(statement),
        "statement": statement.span.of(article.body),
        "kind": statement.kind,
        "span": [statement.span.start, statement.span.stop],
    }


def bare(heading: str) -> str:
    """A heading without the colon that some articles end it with."""
    return heading.removesuffix(":")


def visible(text: str) -> str:
    """``text`` with what a terminal would obey instead of showing made visible."""
    return _CONTROL.sub("\ufffd", re.sub("\r\n?", "\n", text))
