"""What does the ``.toml`` beside an article say of it? Title, speakers, source and the like."""

import datetime
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from index.analysis import analyzer
from index.errors import ArticleError
from index.model import Article, Language, Section, Statement

_LANGUAGES = get_args(Language)


def beside(path: Path) -> Path:
    """Where the metadata of the article in ``path`` is looked for."""
    return path.with_suffix(".toml")


def parse(text: str, path: Path) -> dict[str, Any]:
    """What ``text``, the content of ``path``, says: known keys, every value of the right kind.

    Raises the first ArticleError of `faults`.
    """
    for fault in faults(text, path):
        raise fault
    return tomllib.loads(text.removeprefix("\ufeff"))


def faults(text: str, path: Path) -> Iterator[ArticleError]:
    """All that is wrong with ``text``, the content of ``path``, with the line where it is known."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, brackets 1,000 deep
        # Python 3.14 tells the line as an attribute, the versions before it only in words.
        line = re.search(r"\(at line (\d+)", str(error))
        problem = f"not valid TOML (texts stand in quotes): {error}"
        yield ArticleError(path, problem, int(line[1]) if line else None)
        return
    for key, value in data.items():
        fits, wanted = _EXPECTED.get(key, _UNKNOWN)
        if not fits(value):
            yield ArticleError(path, f"{key}: {wanted}", _line(text, key))


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _names(value: object) -> bool:
    return _text(value) or (isinstance(value, list) and bool(value) and all(map(_text, value)))


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _address(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.startswith(("https://", "http://"))
        and value.isprintable()
        and " " not in value
    )


_EXPECTED: dict[str, tuple[Callable[[object], bool], str]] = {
    "title": (_text, "give a text in quotes"),
    "speaker": (_names, "give a name in quotes, or a list of names"),
    "source": (_text, "give a text in quotes"),
    "url": (_address, "give an address that begins with https:// or http://"),
    "language": (lambda value: value in _LANGUAGES, f"give one of {', '.join(_LANGUAGES)}"),
    "date": (lambda value: type(value) is datetime.date, "give a day without quotes, such as 2025-11-12"),
    "questions": (_texts, "give a list of questions in quotes"),
}
_UNKNOWN: tuple[Callable[[object], bool], str] = (
    lambda _: False,
    f"no such key; there are {', '.join(_EXPECTED)}",
)


def _line(text: str, key: str) -> int | None:
    begins = re.compile(rf"[\ufeff\s\[\"']*{re.escape(key)}[\s\"'.=\]]")
    lines = enumerate(text.split("\n"), start=1)
    return next((number for number, line in lines if begins.match(line)), None)


def apply(data: dict[str, Any], article: Article) -> Article:
    """``article`` with what ``data`` says over what its text says."""
    speakers = data.get("speaker", ())
    speakers = (speakers,) if isinstance(speakers, str) else tuple(dict.fromkeys(speakers))
    article = replace(
        article,
        title=data.get("title"),
        speakers=speakers,
        source=data.get("source", article.source),
        url=data.get("url"),
        language=data.get("language", article.language),
        date=data.get("date", article.date),
        questions=tuple(data.get("questions", ())),
    )
    speaks = _under_headings(article) if len(speakers) > 1 else [None] * len(article.sections)
    return replace(article, statements=tuple(_signed(s, article, speaks) for s in article.statements))


def _signed(statement: Statement, article: Article, speaks: Sequence[str | None]) -> Statement:
    """``statement`` with its speaker: the only one, or of several the one of the heading.

    The lead is the agency's: there only who is named is speaking.
    """
    if len(article.speakers) != 1:
        under = statement.section
        return statement if under is None else replace(statement, speaker=speaks[under])
    analyse, speaker = analyzer(article.language), article.speakers[0]
    surname = analyse.terms(speaker)[-1:]
    if statement.kind == "lead" and not set(surname) & set(analyse.terms(statement.span.of(article.body))):
        return statement
    return replace(statement, speaker=speaker)


def _under_headings(article: Article) -> list[str | None]:
    """Of several speakers the one that speaks under each heading: the one that it names.

    A heading that is nothing but a speaker's name goes for the headings under it too.
    """
    names = {speaker: analyzer(article.language).terms(speaker) for speaker in article.speakers}
    speaks: list[str | None] = []
    over: str | None = None
    for section in article.sections:
        terms = set(analyzer(article.language).terms(section.heading.of(article.body)))
        named = [speaker for speaker, name in names.items() if name and name[-1] in terms]
        over = speaker_alone(article, section) or over
        speaks.append(named[0] if len(named) == 1 else None if named else over)
    return speaks


def speaker_alone(article: Article, section: Section) -> str | None:
    """The speaker whose name is all that a heading says."""
    analyse = analyzer(article.language)
    terms = set(analyse.terms(section.heading.of(article.body)))
    for speaker in article.speakers:
        name = analyse.terms(speaker)
        if name and name[-1] in terms and terms <= set(name):
            return speaker
    return None
