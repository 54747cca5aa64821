"""Which articles and statements are asked, when not all of them are? Pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.errors import TalksError
from index.latin import latin
from index.model import Article


class NothingLeftError(TalksError):
    """The ``conditions`` leave no article; the message says what there is."""

    def __init__(self, conditions: "Conditions", articles: Sequence[Article]) -> None:
        self.conditions = conditions
        dates = sorted(article.date for article in articles if article.date)
        span = f", from {dates[0]} to {dates[-1]}" if dates else ""
        names = ", ".join(article.name for article in articles[:3])
        more = ", …" if len(articles) > 3 else ""  # noqa: PLR2004 - as many as are named
        super().__init__(f"no article is left to ask; there are {len(articles):,}{span}: {names}{more}")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Names of articles, the first and the last day, and a speaker, each only where given."""

    articles: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    speaker: str | None = None

    def of(self, articles: Sequence[Article]) -> list[Article]:
        """The ``articles`` for which all of this holds, with the statements for which it does.

        An article without a date is left out when a day is given, and a statement without a known
        speaker when a speaker is. A speaker is named by any of their names, in any script and case.
        Raises NothingLeftError.
        """
        named = [article for article in articles if not self.articles or article.name in self.articles]
        dated = [article for article in named if self._dated(article.date)]
        spoken = [
            replace(article, statements=tuple(s for s in article.statements if self._speaks(s.speaker)))
            for article in dated
        ]
        left = [article for article in spoken if article.statements]
        if not left:
            raise NothingLeftError(self, articles)
        return left

    def _dated(self, date: datetime.date | None) -> bool:
        if self.since is None and self.until is None:
            return True
        return date is not None and (self.since or date) <= date <= (self.until or date)

    def _speaks(self, speaker: str | None) -> bool:
        return self.speaker is None or is_called(speaker, self.speaker)


def is_called(speaker: str | None, name: str) -> bool:
    """Whether ``name`` is any of the names of ``speaker``, in any script and case; unknown ones have none."""
    names = {latin(part) for part in (speaker or "").split()}
    return set(map(latin, name.split())) <= names
