"""What does a digest of articles say? Pure: articles, and what of them is wanted, to a reply.

Statements stand whole and in the article's order, under their headings. What would take more than two
messages shows the first statements of each section, and leads to the others in a private chat.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot import references, wording
from bot.i18n import Words
from bot.render import MESSAGE, Block, Run, messages, units
from bot.reply import Button, Reply, Rows, column, label, rows
from index.analysis import Token, analyzer, fold
from index.forms import is_form
from index.model import Article, Statement, Topic
from index.narrowing import is_called
from index.opening import called

_MESSAGES = 2  # that a digest takes at the most, if one statement of each article doesn't take more
_BUTTONS = 8  # to what isn't shown; more of them would be longer than the digest

Chosen = Sequence[tuple[Topic, Sequence[Statement]]]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which statements are wanted: of one of ``speakers``, with one of ``words``; any, where none is given.

    A speaker is named by any of their names. Of an entry with several words all must stand in the
    statement or its heading, in any of their forms; in Kazakh also in those that its stems don't tell.
    """

    speakers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def of(self, topic: Topic) -> list[Statement]:
        """The statements of ``topic`` that are wanted."""
        article = topic.article
        tokens = analyzer(article.language).tokens
        wanted = [entry for words in self.words if (entry := list(tokens(words)))]
        heading = list(tokens(topic.heading or ""))
        return [
            said
            for said in topic.statements
            if not self.speakers or any(is_called(said.speaker, name) for name in self.speakers)
            if not self.words
            or _meets(wanted, [*heading, *tokens(wording.shown(article, said).of(article.body))], article)
        ]


def _meets(wanted: Sequence[Sequence[Token]], there: Sequence[Token], article: Article) -> bool:
    """Whether all words of one of the ``wanted`` entries are ``there``."""
    terms = {token.term for token in there}
    words = {_folded(token) for token in there} if article.language == "kk" else set()
    return any(
        all(token.term in terms or any(is_form(word, _folded(token)) for word in words) for token in entry)
        for entry in wanted
    )


def _folded(token: Token) -> str:
    return fold(token.word).casefold()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The wanted ``statements`` of a section that are shown, its first, and how many ``more`` there are."""

    topic: Topic
    statements: tuple[Statement, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What is shown of one article or several, the newest first, each with its sections in order."""

    excerpts: tuple[Excerpt, ...]

    @property
    def articles(self) -> list[tuple[Article, list[Excerpt]]]:
        """Each article with its excerpts."""
        groups = groupby(self.excerpts, key=lambda excerpt: excerpt.topic.article.name)
        together = [list(group) for _, group in groups]
        return [(excerpts[0].topic.article, excerpts) for excerpts in together]

    @property
    def more(self) -> int:
        """How many wanted statements aren't shown."""
        return sum(excerpt.more for excerpt in self.excerpts)


def digest(articles: Sequence[Article], wanted: Filter, words: Words) -> Digest | None:
    """The digest of ``articles``; None when nothing in them is wanted. ``words`` tell its size."""
    topics = [topic for article in wording.newest_first(articles) for topic in article.topics]
    chosen = [(topic, said) for topic in topics if (said := wanted.of(topic))]
    if not chosen:
        return None

    def length(found: Digest) -> int:
        blocks = list(_blocks(found, words))
        fills = sum(map(units, blocks)) // MESSAGE  # at least so many: of megabytes that is told sooner
        return fills if fills > _MESSAGES else len(messages(blocks))

    longest = max(len(said) for _, said in chosen)
    whole = _cut(chosen, longest, len(chosen))
    if length(whole) <= _MESSAGES:
        return whole
    statements = _most(longest, lambda number: length(_cut(chosen, number, len(chosen))))
    sections = _most(len(chosen), lambda number: length(_cut(chosen, statements, number)))
    return _cut(chosen, statements, sections)


def _most(limit: int, length: Callable[[int], int]) -> int:
    """How many of ``limit`` still fit, at least one."""
    return max(1, bisect_right(range(1, limit + 1), _MESSAGES, key=length))


def _cut(chosen: Chosen, statements: int, sections: int) -> Digest:
    """The first so many ``statements`` of the first so many ``sections`` of each article."""
    excerpts: list[Excerpt] = []
    for _, of_article in groupby(chosen, key=lambda one: one[0].article.name):
        for number, (topic, wanted) in enumerate(of_article):
            shown = tuple(wanted[:statements] if number < sections else ())
            excerpts.append(Excerpt(topic, shown, len(wanted) - len(shown)))
    return Digest(tuple(excerpts))


def reply(found: Digest, words: Words, username: str) -> Reply:
    """``found`` as it is posted; its buttons lead to a private chat with ``username``, the bot."""
    return Reply(tuple(_blocks(found, words)), _buttons(found, words, username))


def _blocks(found: Digest, words: Words) -> Iterator[Block]:
    for number, (article, excerpts) in enumerate(found.articles):
        yield from [Block(), Block()] if number else []
        yield from _header(article, excerpts, words)
        for excerpt in excerpts:
            if excerpt.statements:
                yield from _section(excerpt, words)
        if rest := sum(excerpt.more for excerpt in excerpts if not excerpt.statements):
            yield Block()
            yield _more(rest, words)


def _header(article: Article, excerpts: Sequence[Excerpt], words: Words) -> Iterator[Block]:
    number = sum(len(excerpt.statements) + excerpt.more for excerpt in excerpts)
    counted = words.ngettext("{number} statement", "{number} statements", number)
    yield Block((Run(called(article), "verdict"),), leads=True)
    yield Block((Run(" · ".join([*wording.origin(article, words), counted]), "byline"),), leads=True)
    if article.url:
        yield Block((Run(article.url, "link"),), leads=True)


def _section(excerpt: Excerpt, words: Words) -> Iterator[Block]:
    """The heading and the statements; those in a row with the same attribution share it."""
    article = excerpt.topic.article
    yield Block()
    if heading := _heading(excerpt.topic, words):
        yield Block((Run(heading, "heading"),), leads=True)
    for attribution, together in groupby(
        excerpt.statements, key=lambda said: wording.attribution(article, said, None, words)
    ):
        yield from (wording.quotation(article, said) for said in together)
        yield Block((Run(attribution, "byline"),), indent=2)
    if excerpt.more:
        yield _more(excerpt.more, words)


def _heading(topic: Topic, words: Words) -> str:
    """The heading; empty over all statements of an article without headings."""
    headless = topic.article.statements[-1].section is None
    return wording.bare(topic.heading or ("" if headless else words.gettext("In short")))


def _name(topic: Topic, words: Words) -> str:
    return _heading(topic, words) or called(topic.article)


def _more(number: int, words: Words) -> Block:
    text = words.ngettext("and {number} more", "and {number} more", number)
    return Block((Run(text, "note"),), indent=2)


def _buttons(found: Digest, words: Words, username: str) -> Rows:
    """To the sections that aren't whole, or to their articles when those are too many; and to ask."""
    sections = [
        (_name(excerpt.topic, words), excerpt.more, f"w{references.of_topic(excerpt.topic)}")
        for excerpt in found.excerpts
        if excerpt.more
    ]
    articles = [
        (called(article), more, f"a{references.of_article(article)}")
        for article, excerpts in found.articles
        if (more := sum(excerpt.more for excerpt in excerpts))
    ]
    listed = sections if len(sections) <= _BUTTONS else articles[:_BUTTONS]
    to_more = [
        Button(
            label(name, " · " + words.ngettext("{number} more", "{number} more", more)),
            url=references.link(username, payload),
        )
        for name, more, payload in listed
    ]
    only = found.articles[0][0] if len(found.articles) == 1 else None
    payload = f"a{references.of_article(only)}" if only else "t0"
    asking = Button(words.gettext("Ask a question"), url=references.link(username, payload))
    return rows(*column([*to_more, asking]))
