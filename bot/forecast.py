"""What would be posted to whom, were it due now? What the bot keeps, beside the articles in the folder."""

# ruff: noqa: PLC0415 - heavy imports wait until they are needed, as in bot/cli.py

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot import operating, streams
from bot.digest import Filter
from index.model import Article, Language

if TYPE_CHECKING:
    from bot.storage import Store
    from bot.storage.records import Arrival, Subscription

_PLACE = re.compile(r"(-?\d+)(?:/(\d+))?")


@dataclass(frozen=True, slots=True)
class Forecast:
    """A subscription, and what it hasn't been posted yet: the articles, and what of them it wants."""

    subscription: "Subscription"
    articles: Sequence[Article]
    wanted: Filter
    language: Language


def everybody(articles: Sequence[Article]) -> list[Forecast]:
    """Of all subscriptions. Ends the program where the store can't be used."""
    with operating.store() as store:
        return _forecasts(store, store.subscriptions(), articles)


def of(place: str, articles: Sequence[Article]) -> Forecast:
    """Of the one in ``place``, as CHAT or CHAT/TOPIC. Ends the program where there is none."""
    named = _PLACE.fullmatch(place)
    if named is None:
        streams.fail(
            f"{place}: no chat; give its number, as in --chat -1001234567890 or --chat -1001234567890/7"
        )
    chat, topic = int(named[1]), int(named[2] or 0)
    with operating.store() as store:
        subscription = store.subscription(chat, topic)
        if subscription is None:
            there = [f"{chat}/{one.topic}" for one in store.subscriptions() if one.chat == chat and one.topic]
            step = (
                f"it has some in {', '.join(there)}" if there else "all are listed by: talks digest --dry-run"
            )
            streams.fail(f"{place}: has no subscription; {step}")
        return _forecasts(store, [subscription], articles)[0]


def due(subscription: "Subscription") -> str:
    """When it is due next, in its zone; or why it isn't."""
    from zoneinfo import ZoneInfo

    if subscription.paused:
        return f"paused: {subscription.paused}"
    if subscription.next_due is None:
        return "at once"
    return f"{subscription.next_due.astimezone(ZoneInfo(subscription.zone)):%a %Y-%m-%d %H:%M}"


def data(forecast: Forecast, shown: int, messages: int) -> dict[str, Any]:
    """For programs: when and how much is posted."""
    one = forecast.subscription
    return {
        "chat": one.chat,
        "topic": one.topic,
        "schedule": one.schedule,
        "zone": one.zone,
        "next_due": one.next_due.isoformat() if one.next_due else None,
        "paused": one.paused,
        "articles": shown,
        "messages": messages,
    }


def _forecasts(
    store: "Store", subscriptions: Sequence["Subscription"], articles: Sequence[Article]
) -> list[Forecast]:
    from bot import planning
    from bot.spoken import language_of

    now = datetime.now(UTC)
    here = {article.name: article for article in articles}
    arrivals = _foreseen(store.arrivals(), here, now)
    return [
        Forecast(
            one,
            planning.come(one.seen, arrivals, here, now)[1],
            planning.wanted(one),
            language_of(store, one),
        )
        for one in subscriptions
    ]


def _foreseen(seen: Sequence["Arrival"], here: Mapping[str, Article], now: datetime) -> list["Arrival"]:
    """The articles as they are numbered once the bot sees what is ``here``; a new name is no new article."""
    from bot import planning
    from bot.storage.records import Arrival
    from bot.storage.subscriptions import matched

    known = {one.name: one for one in seen}
    found = {one.name: planning.fingerprint(one) for one in planning.oldest_first(list(here.values()))}
    renamed = matched({one.name: one.fingerprint for one in seen}, found)
    arrivals = {renamed.get(one.name, one.name): one for one in seen if one.name in renamed}
    arrivals = {name: replace(one, name=name) for name, one in arrivals.items()}
    number = max((one.id for one in seen), default=0)
    for name, fingerprint in found.items():
        if name in arrivals:
            continue
        if name in known and name not in renamed:
            arrivals[name] = known[name]
        else:
            number += 1
            arrivals[name] = Arrival(number, name, fingerprint, now)
    return [*arrivals.values(), *(one for one in seen if one.name not in renamed and one.name not in found)]
