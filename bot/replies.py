"""What does the bot say to an input? One engine, one voice: Telegram and the terminal share it.

Buttons carry ids of the words they mean (see `references`), never a place in a table: they go on
working after a restart, and say so when the words have changed. What a button's data means:

    q PLACE ITEMS   the statement at PLACE of a ranked list; an item is its id and its sentence
    s TOPIC PAGE    a page of a section, instead of what the message showed
    w TOPIC         a section, as a message of its own
    a ARTICLE       the sections of an article
    t PAGE          a page of the list of articles
    l LANGUAGE      speak this language (see `about`)

Deep links (`?start=…`) carry q, w, a and t in the same way.
"""

import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote as percent

from bot import about, paging, references, smalltalk, wording
from bot.i18n import Words
from bot.references import References
from bot.render import Block, Run, line
from bot.reply import NOTHING, Button, Card, Reply, Shown, column, label, rows, turning
from index.answers import ANSWERED, MAX_QUESTION, NEAR, Answerer, answering
from index.errors import QuestionError
from index.library import Snapshot
from index.meaning import Meaning
from index.model import Answer, Article, Quote, Topic
from index.opening import called

RANKED = 6
"""Statements that previous/next lead through: as many as 64 bytes of callback data can carry."""

LINK = re.compile(rf"[wa][\w-]{{{references.LENGTH}}}|q0[\w-]{{{references.LENGTH + 1}}}|t0", re.ASCII)
"""What `?start=` carries when it is a link of ours."""

_DATA = re.compile(r"[\w-]{1,64}", re.ASCII)  # what buttons and links can carry, and ours do
_DIGITS = string.digits + string.ascii_letters + "-_"
_ITEM = references.LENGTH + 1
_ARTICLES, _SOURCES, _BUTTONS = 8, 20, 90  # on a page; Telegram shows at most 100 buttons
_FEW = 3  # content words that somebody may still be adding to
_HUGE = 6  # digits of a number that only a forger sends
_SHARE = "https://t.me/share/url?url="


class Replies:
    """What the bot says, from one snapshot; ``username`` is for links to itself.

    In public (groups, inline) one quote is a message, and what takes more opens in a private chat.
    """

    def __init__(self, snapshot: Snapshot, username: str, meaning: Meaning | None = None) -> None:
        self.snapshot, self.meaning = snapshot, meaning
        self.articles = wording.newest_first(snapshot.articles)
        self._answerer = Answerer(snapshot, meaning)
        self._references = References(snapshot)
        self._username = username

    def ask(self, text: str, words: Words, *, public: bool = False) -> Reply:
        """The statement that answers, or that none does."""
        if what := smalltalk.heard(text):
            return about.smalltalk(what, self.articles, words)
        try:
            answer = self._answerer.answer(text, RANKED)
        except QuestionError:
            return about.too_long(words) if len(text) > MAX_QUESTION else about.no_words(words)
        if answer.answered:
            items = [_item(quote) for quote in answering(answer)]
            first = self._ranked(0, items, words, public=public) or about.changed(words)
            return replace(_noted(first, answer, 0, words), turns=len(items) > 1)
        buttons = (self._topic_button(topic, words, public=public) for topic in answer.topics)
        other = [] if answer.near else self._all_talks(words)
        return Reply(tuple(wording.declined(answer, words)), rows(*column(buttons), other))

    def inline(self, text: str, words: Words, offset: int, size: int) -> tuple[list[Card], bool]:
        """Results ``offset`` to ``offset + size`` for what is typed so far, and whether there are more.

        An empty text lists the sections; words that the talks have no answer to give none. What answers
        comes first on its page; upon a whole question nothing else is listed.
        """
        if not text.strip():
            every = [(topic, article.topics) for article in self.articles for topic in article.topics]
            topics = [topic for topic, beside in every if topic.heading or len(beside) == 1]
            cards = [self._topic_card(topic, words) for topic in topics[offset : offset + size]]
            return _distinct(cards), len(topics) > offset + size
        try:
            answer = self._answerer.typed(text, offset + size + 1)
        except QuestionError:
            return [], False
        found = [quote for quote in answer.quotes if quote.nearness >= NEAR] if answer.answered else []
        if found and _whole(answer):
            found = list(filter(_answers, found))
        page = sorted(found[offset : offset + size], key=_answers, reverse=True)
        return _distinct(self._quote_card(quote, words) for quote in page), len(found) > offset + size

    def topics(self, words: Words, page: int = 0, *, public: bool = False) -> Reply:
        """The sections of the only article, or the list of articles."""
        if len(self.articles) == 1:
            return self._article(self.articles[0], words, public=public)
        page = min(page, (len(self.articles) - 1) // _ARTICLES)
        start, stop = page * _ARTICLES, (page + 1) * _ARTICLES
        titles = (
            Button(_article_label(article, words), f"a{references.of_article(article)}")
            for article in self.articles[start:stop]
        )
        turn = turning(page, "t", more=len(self.articles) > stop)
        return Reply((line(words.gettext("Which talks?"), "heading"),), rows(*column(titles), turn))

    def sources(self, words: Words) -> Reply:
        """The articles with their dates and links; the newest when there are many."""
        listed = self.articles[:_SOURCES]
        blocks = [
            Block((Run(wording.title(article, words), "link" if article.url else "text", article.url),))
            for article in listed
        ]
        if more := len(self.articles) - len(listed):
            blocks.append(line(words.ngettext("and {number} more", "and {number} more", more)))
        return Reply(tuple(blocks))

    def opened(
        self, data: str, words: Words, *, public: bool = False, shown: Shown = NOTHING
    ) -> Reply | None:
        """What a button's data or a deep link's payload leads to; None when that has changed.

        ``shown`` is the message that a button is under: its notes go with the statements it leads through.
        """
        if not _DATA.fullmatch(data):
            return None
        verb, rest = data[:1], data[1:]
        reference, page = rest[: references.LENGTH], _number(rest[references.LENGTH :])
        if verb == "q":
            items = [rest[at : at + _ITEM] for at in range(1, len(rest), _ITEM)]
            return self._turned(_number(rest[:1]), items, words, public=public, shown=shown)
        if verb in ("s", "w") and (topic := self._references.topic(reference)):
            return self._topic(topic, page, words)
        if verb == "a" and (article := self._references.article(reference)):
            return self._article(article, words, public=public)
        return self.topics(words, _number(rest), public=public) if verb == "t" else None

    def _turned(
        self, place: int, items: Sequence[str], words: Words, *, public: bool, shown: Shown
    ) -> Reply | None:
        """A ranked statement with its notes, from the question; without it, what stood over all of them."""
        reply = self._ranked(place, items, words, public=public)
        if reply is None:
            return None
        try:
            answer = self._answerer.answer(shown.question, RANKED)
        except QuestionError:
            answer = None
        if answer and [_item(quote) for quote in answering(answer)] == items:
            return _noted(reply, answer, place, words)
        over = [line(shown.over, "verdict")] if shown.over else []
        return replace(reply, blocks=(*over, *reply.blocks))

    def _ranked(self, place: int, items: Sequence[str], words: Words, *, public: bool) -> Reply | None:
        item = items[place] if place < len(items) else ""
        found = self._references.statement(item[:-1])
        if not found or item[-1] not in _DIGITS:
            return None
        article, statement = found
        sentence = statement.sentences[min(_DIGITS.index(item[-1]), len(statement.sentences) - 1)]
        around = [
            Button(f"{arrow} {to + 1}/{len(items)}", f"q{to}{''.join(items)}")
            for arrow, to in (("‹", place - 1), ("›", place + 1))
            if 0 <= to < len(items)
        ]
        topic = Topic(article, statement.section)
        below = (
            self._topic_button(topic, words, public=public, text=words.gettext("Whole section")),
            Button(words.gettext("Share"), url=_SHARE + percent(self._link(f"q0{item}"), safe=":/?=")),
        )
        return Reply(tuple(wording.statement(article, statement, sentence, words)), rows(around, below))

    def _article(self, article: Article, words: Words, *, public: bool) -> Reply:
        topics = article.topics[:_BUTTONS]
        sections = (self._topic_button(topic, words, public=public, verb="s") for topic in topics)
        up = self._all_talks(words, "« ")
        return Reply((line(wording.title(article, words), "heading"),), rows(*column(sections), up))

    def _all_talks(self, words: Words, arrow: str = "") -> list[Button]:
        return [Button(arrow + words.gettext("All talks"), "t0")] if len(self.articles) > 1 else []

    def _topic(self, topic: Topic, page: int, words: Words) -> Reply | None:
        pages = list(paging.pages(topic))
        if page >= len(pages):
            return None
        heading = wording.bare(topic.heading or words.gettext("In short"))
        quotations = (wording.quotation(topic.article, statement) for statement in pages[page])
        blocks = (line(heading, "heading"), *quotations, *wording.imprint(topic.article, words))
        turn = turning(page, f"s{references.of_topic(topic)}", more=page + 1 < len(pages))
        up = [Button("« " + words.gettext("All sections"), f"a{references.of_article(topic.article)}")]
        return Reply(blocks, rows(turn, up))

    def _quote_card(self, quote: Quote, words: Words) -> Card:
        article, statement = quote.article, quote.statement
        title = wording.bare(article.section(statement) or "") or wording.title(article, words)
        text = wording.shown(article, statement).of(article.body)
        reply = self._ranked(0, [_item(quote)], words, public=True) or about.changed(words)
        return Card(references.of_statement(article, statement), title, text, reply)

    def _topic_card(self, topic: Topic, words: Words) -> Card:
        article, first = topic.article, topic.statements[0]
        heading = wording.bare(topic.heading or "") or wording.title(article, words)
        blocks = (line(heading, "heading"), *wording.statement(article, first, None, words))
        whole = self._topic_button(topic, words, public=True, text=words.gettext("Whole section"))
        text = wording.shown(article, first).of(article.body)
        return Card(references.of_topic(topic), heading, text, Reply(blocks, rows([whole])))

    def _topic_button(
        self, topic: Topic, words: Words, *, public: bool = False, text: str = "", verb: str = "w"
    ) -> Button:
        text = text or label(wording.bare(topic.heading or words.gettext("In short")))
        reference = references.of_topic(topic)
        return Button(text, url=self._link(f"w{reference}")) if public else Button(text, verb + reference)

    def _link(self, payload: str) -> str:
        return references.link(self._username, payload)


def _noted(reply: Reply, answer: Answer, place: int, words: Words) -> Reply:
    """``reply`` with what of the question nothing mentions over it, and what its statement lacks under it."""
    under = wording.lacking(answering(answer)[place], answer, words)
    return replace(reply, blocks=(*wording.unmentioned(answer, words), *reply.blocks, *under))


def _distinct(cards: Iterable[Card]) -> list[Card]:
    """``cards`` without repeated ones, which Telegram refuses."""
    return list({card.id: card for card in cards}.values())


def _answers(quote: Quote) -> bool:
    return quote.confidence >= ANSWERED


def _whole(answer: Answer) -> bool:
    """Whether this is a whole question, and not a few words of one that is still being typed."""
    return answer.question.text.rstrip().endswith("?") or len(answer.quotes[0].weights) > _FEW


def _article_label(article: Article, words: Words) -> str:
    """An article on a button: of a long title the end goes, not the date behind it."""
    facts = "".join(f" · {fact}" for fact in wording.origin(article, words))
    return label(called(article), facts)


def _item(quote: Quote) -> str:
    """A ranked statement in callback data: its id, and which of its sentences answers."""
    sentence = quote.statement.sentences.index(quote.sentence)
    digit = _DIGITS[min(sentence, len(_DIGITS) - 1)]
    return references.of_statement(quote.article, quote.statement) + digit


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _HUGE else 0
