"""How does what is kept go from one store into another? As plain entries, which JSON can hold.

The first entry tells the version of the others. Articles come along, for a subscription is as far as the
last one that it has planned, and by their names: the other store may have numbered them otherwise.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)
from sqlalchemy import Table, select

from bot import schedule
from bot.i18n import known
from bot.storage.database import Alone, Database, upsert
from bot.storage.tables import articles, languages, subscriptions
from index.errors import TalksError
from index.model import Language

VERSION = 1


class EntryError(TalksError):
    """An entry can't be imported; ``number`` counts from 1."""

    def __init__(self, number: int, problem: str) -> None:
        self.number = number
        super().__init__(f"entry {number}: {problem}")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError("no time zone of that name is known here") from error
    return value


def _schedule(value: str) -> str:
    try:
        return schedule.parse(value, "UTC").text()  # the form in which it is kept
    except TalksError as error:
        raise ValueError(str(error)) from error


Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]  # as databases have them
Text = Annotated[str, Field(min_length=1)]
Moment = Annotated[AwareDatetime, Field(strict=False)]  # JSON has none, and writes it as text
Texts = Annotated[tuple[Text, ...], Field(strict=False)]  # nor tuples


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Export(_Entry):
    kind: Literal["talks-export"] = "talks-export"
    version: int = VERSION


class _Article(_Entry):
    kind: Literal["article"] = "article"
    name: Text
    fingerprint: str
    seen_at: Moment


class _Language(_Entry):
    kind: Literal["language"] = "language"
    chat: Number
    language: Language


class _Subscription(_Entry):
    kind: Literal["subscription"] = "subscription"
    chat: Number
    topic: Number
    schedule: Annotated[str, AfterValidator(_schedule)]
    zone: Annotated[str, AfterValidator(_zone)]
    silent: bool
    speakers: Texts
    words: Texts
    language: Language | None
    seen: Text | None
    next_due: Moment | None
    last_post: Moment | None
    error: str | None
    paused: str | None
    standing: str | None = None


_ENTRY: TypeAdapter[_Article | _Language | _Subscription] = TypeAdapter(
    Annotated[_Article | _Language | _Subscription, Field(discriminator="kind")]
)


class Portable(Database):
    """Languages and subscriptions, out of a store and into another."""

    def export(self) -> list[dict[str, Any]]:
        """Languages, subscriptions and the articles they are about; not what was sent or waits to be."""
        with self._reading() as connection:
            seen = connection.execute(select(articles).order_by(articles.c.id)).mappings().all()
            chosen = connection.execute(select(languages).order_by(languages.c.chat)).mappings().all()
            place = subscriptions.c.chat, subscriptions.c.topic
            wanted = connection.execute(select(subscriptions).order_by(*place)).mappings().all()

        def name(number: int) -> str | None:
            return next((row["name"] for row in reversed(seen) if row["id"] <= number), None)

        # What is kept was checked when it came; a language that is no longer spoken is as none.
        entries: list[_Entry] = [_Export()]
        entries += [
            _Article.model_construct(name=row["name"], fingerprint=row["fingerprint"], seen_at=row["seen_at"])
            for row in seen
        ]
        entries += [_Language.model_construct(**row) for row in chosen if known(row["language"])]
        entries += [
            _Subscription.model_construct(
                **{**row, "language": known(row["language"]), "seen": name(row["seen"])}
            )
            for row in wanted
        ]
        return [entry.model_dump(mode="json") for entry in entries]

    def import_(self, entries: Sequence[object]) -> Counter[str]:
        """Take over what isn't there yet, all of it or nothing; how many of each kind these were.

        What is there already stays as it is. Raises EntryError.
        """
        read = _read(entries)
        added = Counter(article=0, language=0, subscription=0)
        with self._writing(Alone.SEEING) as connection:

            def add(table: Table, kind: str, rows: Iterable[dict[str, object]]) -> None:
                for row in rows:
                    adding = upsert(connection, table).values(row).on_conflict_do_nothing()
                    added[kind] += len(connection.execute(adding.returning(*table.primary_key)).all())

            seen = [entry.model_dump(exclude={"kind"}) for entry in read if isinstance(entry, _Article)]
            add(articles, "article", seen)
            chosen = (entry.model_dump(exclude={"kind"}) for entry in read if isinstance(entry, _Language))
            add(languages, "language", chosen)
            numbers = {row.name: row.id for row in connection.execute(select(articles.c.name, articles.c.id))}
            # As far as any article that was there before: rather one too few than all of them once more.
            names = [str(row["name"]) for row in seen]
            reached = dict(zip(names, accumulate((numbers[name] for name in names), max), strict=True))
            wanted = (
                entry.model_dump(exclude={"kind"}) | {"seen": reached[entry.seen] if entry.seen else 0}
                for entry in read
                if isinstance(entry, _Subscription)
            )
            add(subscriptions, "subscription", wanted)
        return added


def _read(entries: Sequence[object]) -> list[_Article | _Language | _Subscription]:
    """The entries after the first. Raises EntryError."""
    first, *others = entries or [None]
    if not isinstance(first, dict) or first.get("kind") != "talks-export":
        raise EntryError(1, "not the beginning of what `talks export` writes")
    if first.get("version") != VERSION:
        raise EntryError(1, f"of version {first.get('version')}, which this Talks can't read; update it")
    read: list[_Article | _Language | _Subscription] = []
    names: set[str] = set()
    for number, entry in enumerate(others, start=2):
        try:
            read.append(_ENTRY.validate_json(json.dumps(entry)))
        except ValidationError as error:
            raise EntryError(number, _problem(error)) from error
        names |= {one.name for one in read[-1:] if isinstance(one, _Article)}
        if isinstance(one := read[-1], _Subscription) and one.seen and one.seen not in names:
            raise EntryError(number, f"seen: no article before it has the name {one.seen}")
    return read


def _problem(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return f"{where}: {first['msg'].removeprefix('Value error, ')}" if where else first["msg"]
