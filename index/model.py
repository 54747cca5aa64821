"""What are the things that Talks speaks about? Frozen values, no behaviour beyond slicing, no I/O."""

import datetime
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "ru", "kk"]
Kind = Literal["lead", "statement"]
Met = Literal["statement", "context", "alike", "elsewhere", "nowhere"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points, ``start`` to ``stop``, into an article's body."""

    start: int
    stop: int

    def of(self, body: str) -> str:
        """The very words: ``body[start:stop]``."""
        return body[self.start : self.stop]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading over the statements up to the next one."""

    heading: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """Part of a statement that can answer; ``spoken`` when all of it stands inside quotation marks."""

    span: Span
    spoken: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """One bullet, or one paragraph: the unit that is found and shown whole.

    ``section`` indexes the article's sections (None: before the first heading); ``sentences`` are in
    order, do not overlap, and lie inside ``span``; there is at least one. ``speaker`` is who said it,
    where that is known.
    """

    kind: Kind
    span: Span
    section: int | None
    sentences: tuple[Sentence, ...]
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A published text and where its parts are; ``body`` is the file's text, untouched.

    ``name`` is the file's stem; ``questions`` are a few that it answers, to show what can be asked.
    ``dateline`` covers "CITY, Month D. /AGENCY/." at the top, empty
    when there is none. What neither the text nor its metadata says is None or ().
    """

    name: str
    body: str
    language: Language
    dateline: Span
    sections: tuple[Section, ...]
    statements: tuple[Statement, ...]
    date: datetime.date | None = None
    city: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    speakers: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Of its text, which remembers its hash; that of every statement would take a tenth of an answer."""
        return hash(self.body)

    @property
    def topics(self) -> tuple["Topic", ...]:
        """The sections that have statements, in order."""
        return tuple(Topic(self, section) for section in dict.fromkeys(s.section for s in self.statements))

    def section(self, statement: Statement) -> str | None:
        """The heading over ``statement``, verbatim."""
        return Topic(self, statement.section).heading


@dataclass(frozen=True, slots=True)
class Question:
    """What someone asks, in their own words, and the language those words are in."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Hit:
    """All that an engine may return: a statement's number in its snapshot, and a score."""

    statement: int
    score: float


@dataclass(frozen=True, slots=True)
class Weight:
    """One word of the question: what it weighs, and where it was met."""

    word: str
    weight: float
    met: Met


@dataclass(frozen=True, slots=True)
class Quote:
    """A resolved hit: the statement, its sentence that answers, and why it was chosen.

    ``confidence`` that it answers and ``nearness`` to what is asked are 0…1; ``weights`` has one entry a
    content word of the question; ``lacks`` are words of the question that the statement doesn't carry.
    """

    article: Article
    statement: Statement
    sentence: Sentence
    score: float
    confidence: float
    weights: tuple[Weight, ...]
    nearness: float = 0.0
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A section of an article, by its number there; None is what stands before the first heading."""

    article: Article
    section: int | None

    @property
    def heading(self) -> str | None:
        """The heading, verbatim."""
        if self.section is None:
            return None
        return self.article.sections[self.section].heading.of(self.article.body)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of the section, in order."""
        return tuple(s for s in self.article.statements if s.section == self.section)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the talks say to a question.

    ``quotes`` are best first; when not ``answered`` they are not claimed to answer, and the first is worth
    showing when it is ``near``. ``by_meaning`` tells whether more than letters could be compared.
    ``missing`` are the question's words found nowhere, ``topics`` the nearest sections when not
    answered, ``languages`` those that the articles are in.
    """

    question: Question
    answered: bool
    quotes: tuple[Quote, ...]
    missing: tuple[str, ...]
    topics: tuple[Topic, ...]
    languages: tuple[Language, ...]
    near: bool = False
    by_meaning: bool = False
