"""How are answers, statements and articles put? Pure: values of the index to blocks, in a language."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from bot.i18n import Words
from bot.render import Block, Run, line
from index import sentences
from index.answers import ANSWERED, answering
from index.model import Answer, Article, Language, Quote, Sentence, Span, Statement
from index.opening import called

Voice = Literal["quoted", "partly quoted", "as reported"]

_QUESTION = 200  # characters of a question that are shown over its answer
_MISSING = 8  # words that are named at the most
_WORD = 40  # characters of each that are shown
_PASSAGE = 3  # words between quotation marks that are a quotation, and no name
_MET = {
    "statement": "in the statement",
    "context": "in its heading, or in what its article is about",
    "alike": "in a word like it",
    "elsewhere": "only elsewhere in the talks",
    "nowhere": "nowhere in the talks",
}


def answer(found: Answer, words: Words, *, explain: bool, left_by: str = "") -> Iterator[Block]:
    """A whole answer for a terminal: every statement that answers, or why none does.

    ``left_by`` names what left only a part of the talks to ask, in English as all of the command line.
    """
    show = _explained if explain else quoted
    if not found.answered:
        yield from declined(found, words, show, left_by)
        if explain and found.quotes and not found.near:
            yield line("The nearest statement, which does not answer:", "note")
            yield from _explained(found.quotes[0], words)
        if left_by:
            yield line(f"Without {left_by} there may be more.", "note")
        return
    yield from unmentioned(found, words, left_by)
    for number, quote in enumerate(answering(found)):
        yield from [Block()] if number else []
        yield from show(quote, words)
        yield from lacking(quote, found, words)


def lacking(quote: Quote, found: Answer, words: Words) -> Iterator[Block]:
    """The words of the question that this statement lacks and the talks have, to stand under it."""
    lacks = [word for word in quote.lacks if word not in found.missing]
    if lacks:
        missing = _named(lacks, words)
        if quote.article.language == found.question.language:
            text = words.gettext("The statement doesn't mention {missing}.", missing=missing)
        else:  # it may in other words
            text = words.gettext("The statement doesn't seem to mention {missing}.", missing=missing)
        yield Block((Run(text, "note"),), indent=2)


def unmentioned(found: Answer, words: Words, left_by: str = "") -> Iterator[Block]:
    """What of the question is mentioned nowhere, to stand over all that answers: nobody may miss it."""
    if found.missing:
        missing = _named(found.missing, words)
        text = words.gettext("The talks don't mention {missing}.", missing=missing)
        yield line(f"What is left by {left_by} doesn't mention {missing}." if left_by else text, "verdict")


def quoted(quote: Quote, words: Words) -> Iterator[Block]:
    """A quote: the words first, then who said them, where and when."""
    return statement(quote.article, quote.statement, quote.sentence, words)


def imprint(article: Article, words: Words) -> Iterator[Block]:
    """Where several statements of an article are from: its speakers, source and date, and its address."""
    facts = (*article.speakers, article.source, words.date(article.date) if article.date else called(article))
    yield Block((Run(" · ".join(fact for fact in facts if fact), "byline"),), indent=2)
    if article.url:
        yield Block((Run(article.url, "link"),), indent=2)


def statement(article: Article, said: Statement, sentence: Sentence | None, words: Words) -> Iterator[Block]:
    """A statement, its answering ``sentence`` marked, and its byline."""
    yield quotation(article, said, sentence)
    yield Block((Run(_byline(article, said, sentence, words), "byline"),), indent=2)
    if article.url:
        yield Block((Run(article.url, "link"),), indent=2)


def quotation(article: Article, said: Statement, sentence: Sentence | None = None) -> Block:
    """The very words, whole, without the dateline before them: the byline tells place and source."""
    body, whole = article.body, shown(article, said)
    if sentence is None:
        return Block((Run(whole.of(body)),), quote=True)
    answers = sentence.span
    runs = (
        Run(body[whole.start : answers.start]),
        Run(answers.of(body), "answer"),
        Run(body[answers.stop : whole.stop]),
    )
    return Block(tuple(run for run in runs if run.text), quote=True)


def shown(article: Article, said: Statement) -> Span:
    """The statement without the dateline before it."""
    start = max(said.span.start, min(article.dateline.stop, said.sentences[0].span.start))
    return sentences.strip(article.body, Span(start, said.span.stop))


def attribution(article: Article, said: Statement, sentence: Sentence | None, words: Words) -> str:
    """Who said a statement or its ``sentence``, and whether in these very words."""
    how = _how(article.source, _voice(article, said, sentence), words)
    return f"{said.speaker}, {how}" if said.speaker else how[0].upper() + how[1:]


def _byline(article: Article, said: Statement, sentence: Sentence | None, words: Words) -> str:
    who = attribution(article, said, sentence, words)
    heading, date = article.section(said), article.date
    # Under the first statement its first words would only stand there again.
    named = called(article) if article.title or said != article.statements[0] else ""
    parts = (who, bare(heading or ""), words.date(date) if date else named)
    return " · ".join(part for part in parts if part)


def _voice(article: Article, said: Statement, sentence: Sentence | None) -> Voice:
    """Whose words these are: spoken ones, the reporter's, or the reporter's with a quotation among them."""
    if all(part.spoken for part in ([sentence] if sentence else said.sentences)):
        return "quoted"
    whole = sentence.span if sentence else said.span
    quotations, _ = sentences.quotations(article.body, said.span)
    passages = (article.body[max(q.start, whole.start) : min(q.stop, whole.stop)] for q in quotations)
    counts = (sum(any(map(str.isalnum, word)) for word in passage.split()) for passage in passages)
    return "partly quoted" if max(counts, default=0) >= _PASSAGE else "as reported"


def _how(source: str | None, voice: Voice, words: Words) -> str:
    if not source:
        return {
            "quoted": words.gettext("quoted"),
            "partly quoted": words.gettext("partly quoted"),
            "as reported": words.gettext("as reported"),
        }[voice]
    return {
        "quoted": words.gettext("quoted by {source}", source=source),
        "partly quoted": words.gettext("partly quoted by {source}", source=source),
        "as reported": words.gettext("as reported by {source}", source=source),
    }[voice]


def declined(
    found: Answer,
    words: Words,
    show: Callable[[Quote, Words], Iterator[Block]] = quoted,
    left_by: str = "",
) -> Iterator[Block]:
    """That the talks have no answer, and why; then what was said closest to it, or what they cover."""
    not_there = f"Not in what is left by {left_by}." if left_by else words.gettext("Not in the talks.")
    verdict = Run(not_there, "verdict")
    if found.near:
        missing = f" {_missing(found, words)}" if found.missing else ""
        closest = words.gettext("The closest that was said, which does not answer:")
        yield Block((verdict, Run(f"{missing} {closest}")))
        yield from show(found.quotes[0], words)
        yield from lacking(found.quotes[0], found, words)
        return
    yield Block((verdict, Run(f" {_reason(found, words)}")))
    if found.topics:
        covered = words.gettext("They cover:")
        headings = " · ".join(dict.fromkeys(bare(topic.heading or "") for topic in found.topics))
        yield Block((Run(f"{covered} ", "note"), Run(headings, "heading")))


def _reason(found: Answer, words: Words) -> str:
    foreign = not found.by_meaning and found.question.language not in found.languages
    hint = _languages(found, words) if foreign else ""
    if found.missing:
        reason = _missing(found, words)
    elif hint:
        return hint
    elif found.quotes and len(found.quotes[0].weights) > 1:
        reason = words.gettext("No statement there speaks of all this together.")
    else:
        reason = words.gettext("That is too little to go by: ask with more words.")
    return f"{reason} {hint}".rstrip()


def _languages(found: Answer, words: Words) -> str:
    """In which language to ask, for a question in none that the talks are in."""
    hints: dict[tuple[Language, ...], str] = {
        ("en",): words.gettext("The talks are in English: ask in English."),
        ("ru",): words.gettext("The talks are in Russian: ask in Russian."),
        ("kk",): words.gettext("The talks are in Kazakh: ask in Kazakh."),
        ("en", "ru"): words.gettext("The talks are in English and Russian: ask in one of these."),
        ("en", "kk"): words.gettext("The talks are in English and Kazakh: ask in one of these."),
        ("kk", "ru"): words.gettext("The talks are in Kazakh and Russian: ask in one of these."),
    }
    return hints.get(found.languages, "")


def _missing(found: Answer, words: Words) -> str:
    named = found.missing[:_MISSING]
    return words.ngettext(
        "Nothing there mentions {missing}.",
        "Nothing there mentions {missing}.",
        len(named),
        missing=_named(named, words),
    )


def _named(listed: Sequence[str], words: Words) -> str:
    return ", ".join(words.gettext("“{word}”", word=_cut(word, _WORD)) for word in listed[:_MISSING])


def _explained(quote: Quote, words: Words) -> Iterator[Block]:
    yield from quoted(quote, words)
    verdict = "answers" if quote.confidence >= ANSWERED else "does not answer"
    figures = f"score {quote.score:.2f} · confidence {quote.confidence:.3f}, {verdict} (from {ANSWERED:.3f})"
    yield Block((Run(f"Why: {figures}", "note"),), indent=2)
    for weight in quote.weights:
        why = f"{weight.weight:.2f}  {weight.word}  {_MET[weight.met]}"
        yield Block((Run(why, "note"),), indent=4)


def contents(articles: Iterable[Article], words: Words) -> Iterator[Block]:
    """Articles with their sections and statements, to browse in a terminal."""
    for number, article in enumerate(articles):
        yield from [Block()] if number else []
        yield line(title(article, words), "verdict")
        for topic in article.topics:
            if topic.heading:
                yield Block()
                yield line(bare(topic.heading), "heading")
            for said in topic.statements:
                text = shown(article, said).of(article.body)
                yield Block((Run("- ", "heading"), Run(text)), indent=2)


def title(article: Article, words: Words) -> str:
    """An article's title or first words, source and date, as far as they are known."""
    return " · ".join((called(article), *origin(article, words)))


def origin(article: Article, words: Words) -> list[str]:
    """An article's source and date, as far as they are known."""
    facts = (article.source, words.date(article.date) if article.date else None)
    return [fact for fact in facts if fact]


def newest_first(articles: Iterable[Article]) -> list[Article]:
    """``articles`` by date, those without one last."""
    return sorted(articles, key=lambda article: article.date or datetime.date.min, reverse=True)


def question(text: str) -> Block:
    """One of many questions, over its answer; a very long one is cut."""
    return line(f"» {_cut(text, _QUESTION)}", "note")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"


def bare(heading: str) -> str:
    """A heading without the colon that some articles end it with."""
    return heading.removesuffix(":")
