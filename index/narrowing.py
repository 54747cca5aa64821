"""Which articles and statements are asked, when not all of them are? Pure."""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.errors import TalksError
from index.latin import latin
from index.model import Article

_ALIKE = 80  # per cent from which two spellings are of one name
_NAMED = 8  # names that an error lists


class NothingLeftError(TalksError):
    """``problem`` says which condition leaves nothing to ask, and what there is instead."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Names of articles, the first and the last day, and a speaker, each only where given."""

    articles: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    speaker: str | None = None

    def of(self, articles: Sequence[Article]) -> list[Article]:
        """The ``articles`` for which all of this holds, with the statements for which it does.

        An article may be named as its file. One without a date is left out when a day is given, and a
        statement without a known speaker when a speaker is. A speaker is named by any of their names, in any
        script, spelt nearly so. Raises NothingLeftError, also for a single name that no article has.
        """
        dated = self._dated(self._named(articles))
        if self.speaker is None:
            return dated
        spoken = [
            replace(
                article,
                statements=tuple(s for s in article.statements if is_called(s.speaker, self.speaker or "")),
            )
            for article in dated
        ]
        left = [article for article in spoken if article.statements]
        if not left:
            known = dict.fromkeys(s.speaker for article in dated for s in article.statements if s.speaker)
            there_are = f"speakers: {listed(known)}" if known else "no speaker is known; a .toml can name one"
            raise NothingLeftError(f"no statement by {self.speaker!r}; {there_are}")
        return left

    def _named(self, articles: Sequence[Article]) -> list[Article]:
        if not self.articles:
            return list(articles)
        names = {_identity(article.name): article.name for article in articles}
        wanted = {name: _identity(name) for name in self.articles}
        wrong = [name for name, identity in wanted.items() if _without_ending(identity, names) not in names]
        if wrong:
            nearest = sorted(names.values(), key=lambda name: -_alike(_identity(name), wanted[wrong[0]]))
            raise NothingLeftError(
                f"no article is named {listed(map(repr, wrong))}; there are: {listed(nearest)}"
            )
        chosen = {_without_ending(identity, names) for identity in wanted.values()}
        return [article for article in articles if _identity(article.name) in chosen]

    def _dated(self, articles: list[Article]) -> list[Article]:
        first, last = self.since, self.until
        if first is None and last is None:
            return articles
        left = [a for a in articles if a.date and (first or a.date) <= a.date <= (last or a.date)]
        if not left:
            days = [f"{word} {day}" for word, day in (("since", first), ("until", last)) if day]
            raise NothingLeftError(f"no article {' '.join(days)}; {_dates(articles)}")
        return left


def _dates(articles: Sequence[Article]) -> str:
    """From when the articles are, and which have no date."""
    dates = sorted(article.date for article in articles if article.date)
    without = [article.name for article in articles if not article.date]
    parts = [f"there are {len(dates):,}, from {dates[0]} to {dates[-1]}"] if dates else []
    if without:
        parts.append(f"without a date, which a .toml can give: {listed(without)}")
    return "; ".join(parts)


def nearest(names: Iterable[str], name: str) -> list[str]:
    """``names`` of articles, those that are spelt most like ``name`` first."""
    return sorted(names, key=lambda one: -_alike(_identity(one), _identity(name)))


def listed(names: Iterable[str]) -> str:
    """The first of ``names``, to stand in a sentence."""
    every = list(names)
    return ", ".join(every[:_NAMED]) + ", …" * (len(every) > _NAMED)


def _identity(name: str) -> str:
    """Of two names that differ only in case or composition there is but one article."""
    return unicodedata.normalize("NFC", name.casefold())


def _without_ending(name: str, names: Iterable[str]) -> str:
    return name if name in names else name.removesuffix(".txt")


def _parts(name: str) -> list[str]:
    """The words of a name, in Latin letters: of "Касым-Жомарт" there are two."""
    return re.findall(r"\w+", latin(name))


def is_called(speaker: str | None, name: str) -> bool:
    """Whether ``name`` is any of the names of ``speaker``, in any script; unknown ones have none."""
    names = _parts(speaker or "")
    return all(any(_alike(word, one) >= _ALIKE for one in names) for word in _parts(name))


def _alike(one: str, other: str) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415 - most questions need it not, and a start costs what it uses

    return fuzz.ratio(one, other)
