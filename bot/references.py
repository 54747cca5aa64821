"""Which short id stands for a statement, a section or an article, and what does an id stand for now?

An id is a hash of the words it stands for. So it needs no table that a restart would lose, and when
the words have changed it stands for nothing, instead of for something else. 48 bits: among a million
statements, two share an id with a chance of 1 in 560.
"""

import base64
import hashlib

from index.library import Snapshot
from index.model import Article, Statement, Topic

LENGTH = 8
"""Characters of an id, from A-Z a-z 0-9 - _."""


def _id(*words: str) -> str:
    digest = hashlib.blake2b("\0".join(words).encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return base64.urlsafe_b64encode(digest).decode()


def of_statement(article: Article, statement: Statement) -> str:
    """The id of these very words under this heading of this article."""
    heading = article.section(statement) or ""
    return _id("statement", article.name, heading, statement.span.of(article.body))


def of_topic(topic: Topic) -> str:
    """The id of a section: of its article, its heading and its statements."""
    body = topic.article.body
    return _id("topic", topic.article.name, topic.heading or "", *(s.span.of(body) for s in topic.statements))


def of_article(article: Article) -> str:
    """The id of an article: of its name."""
    return _id("article", article.name)


def link(username: str, payload: str) -> str:
    """The address that opens what ``payload`` means in a private chat with the bot."""
    return f"https://t.me/{username}?start={payload}"


class References:
    """What ids stand for in one snapshot; None for an id of words that aren't there (any more)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._articles = {of_article(article): article for article in snapshot.articles}
        self._topics = {of_topic(topic): topic for article in snapshot.articles for topic in article.topics}
        self._statements = {of_statement(*entry): entry for entry in snapshot.entries}

    def statement(self, reference: str) -> tuple[Article, Statement] | None:
        """The statement, and its article."""
        return self._statements.get(reference)

    def topic(self, reference: str) -> Topic | None:
        """The section."""
        return self._topics.get(reference)

    def article(self, reference: str) -> Article | None:
        """The article."""
        return self._articles.get(reference)
