"""What is known of all articles without reading them? A few figures of each, in the order of the articles."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, compress

from index.model import Article, Language


@dataclass(frozen=True)
class Overview:
    """Of each article how many statements it has, its language, and its day if it has headings, else -1.

    A day is a number as `datetime.date.toordinal` gives it; 0: it isn't known.
    """

    counts: Sequence[int]
    languages: Sequence[Language]
    days: Sequence[int]

    @staticmethod
    def of(articles: Iterable[Article]) -> "Overview":
        """That of ``articles``."""
        listed = list(articles)
        return Overview(
            [len(article.statements) for article in listed],
            [article.language for article in listed],
            [_day(article.date) if article.sections else -1 for article in listed],
        )

    def changed(self, gone: Iterable[int], added: Iterable[Article]) -> "Overview":
        """Without the articles of the numbers ``gone``, and with others behind."""
        stays = [True] * len(self.counts)
        for number in gone:
            stays[number] = False
        more = Overview.of(added)
        return Overview(
            [*compress(self.counts, stays), *more.counts],
            [*compress(self.languages, stays), *more.languages],
            [*compress(self.days, stays), *more.days],
        )

    @cached_property
    def starts(self) -> list[int]:
        """The number of the first statement of each article, and behind the last."""
        return [0, *accumulate(self.counts)]

    @cached_property
    def spoken(self) -> tuple[Language, ...]:
        """The languages that there are, sorted."""
        return tuple(sorted(set(self.languages)))

    @cached_property
    def latest(self) -> int | None:
        """The number of the newest article with headings; of equals the first."""
        number = max(range(len(self.days)), key=self.days.__getitem__, default=None)
        return None if number is None or self.days[number] < 0 else number


def _day(date: datetime.date | None) -> int:
    return date.toordinal() if date else 0
