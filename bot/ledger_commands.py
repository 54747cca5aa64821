"""What became of the digests? `talks digests`: what is uncertain, and sending it by hand."""

# ruff: noqa: PLC0415 - heavy imports wait until they are needed, as in bot/cli.py

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from bot import operating, options, streams

if TYPE_CHECKING:
    from bot.storage import Store
    from bot.storage.records import Entry, Subscription

_LATEST = 50
_NAMED = 3  # articles of a digest
_WHY = {
    "no answer": "Telegram didn't answer",
    "expired": "the process that sent it ended",
    "failure": "it failed, see the log",
}
_STATES = ("uncertain", "waiting", "claimed", "sent", "dropped")


@click.command(
    "digests",
    short_help="What became of digests; send again what may be lost.",
    epilog=f"{operating.SETTINGS}. Times are in UTC. "
    "Exit status: 0 nothing is uncertain, or it was retried; 1 something is; 2 usage, or no such message.",
)
@click.option(
    "--all", "everything", is_flag=True, help=f"The latest {_LATEST} messages, whatever their state."
)
@click.option(
    "--retry",
    "numbers",
    metavar="ID",
    type=int,
    multiple=True,
    help="Send this uncertain message after all, because its chat doesn't show it; repeatable.",
)
@options.as_json
def command(*, everything: bool, numbers: tuple[int, ...], as_json: bool) -> None:
    """List messages of digests that may or may not have been sent, and chats that get none any more.

    A message is uncertain when Telegram didn't answer, or the bot ended while it was sent. It may be in its
    chat, so the bot doesn't send it again. Look there; if it is missing: talks digests --retry ID
    """
    if everything and numbers:
        raise click.UsageError("--retry and --all are two things; give one of them.")
    with operating.store() as store:
        if numbers:
            _retry(store, numbers, as_json=as_json)
            return
        counts, doubts = store.counts(), store.uncertain()
        troubled = [one for one in store.subscriptions() if one.paused or one.error]
        listed = store.ledger(_LATEST) if everything else doubts
        subscribed = len(store.subscriptions())
    if as_json:
        for line in _data(counts, listed, troubled):
            streams.show_json(line)
    else:
        click.echo(f"messages: {_listed(counts)}")
        click.echo(f"subscriptions: {subscribed}, paused or with an error {len(troubled)}")
        _show_messages(listed, everything=everything)
        _show_troubled(troubled)
    raise SystemExit(1 if doubts else 0)


def _retry(store: "Store", numbers: Sequence[int], *, as_json: bool) -> None:
    """Let uncertain messages be sent; all of them, or none."""
    found = [(number, store.message(number)) for number in numbers]
    for number, entry in found:
        if entry is None:
            streams.fail(
                f"there is no message {number}; those that are uncertain are listed by: talks digests"
            )
        if entry.state != "uncertain":
            streams.fail(
                f"message {number} is {entry.state}; only one that is uncertain is sent by hand, "
                "and those are listed by: talks digests"
            )
    for number, entry in found:
        if entry is None or not store.retry(number):
            streams.fail(f"message {number} was settled just now; see: talks digests --all")
        but = _but(store, entry)
        if as_json:
            streams.show_json({"kind": "retried", "id": number, "but": but})
        else:
            waits = f"message {number} waits, and is sent within seconds while the bot runs"
            click.echo(f"{waits}; but {but}" if but else waits)


def _but(store: "Store", entry: "Entry") -> str | None:
    """Why a message will not be sent all the same."""
    subscription = store.subscription(entry.chat, entry.topic)
    if subscription is None:
        return "its chat has unsubscribed, so that it will be dropped"
    return "its chat gets no digests until it subscribes anew" if subscription.paused else None


def _listed(counts: dict[Any, int]) -> str:
    return ", ".join(f"{state} {counts[state]}" for state in _STATES if state in counts) or "none yet"


def _show_messages(entries: Sequence["Entry"], *, everything: bool) -> None:
    if not entries:
        return
    click.echo("\nThe latest messages:" if everything else "\nUncertain; each may be in its chat, or not:")
    head = (
        "id",
        "chat",
        "topic",
        "digest",
        "articles",
        "part",
        "due",
        *(("state",) if everything else ()),
        "why",
    )
    streams.show_table([head, *(_row(entry, everything=everything) for entry in entries)])
    if not everything:
        click.echo("If a chat doesn't show one: talks digests --retry ID")


def _row(entry: "Entry", *, everything: bool) -> tuple[str, ...]:
    place = (
        str(entry.chat),
        str(entry.topic or "–"),
        entry.digest,
        _articles(entry),
        f"{entry.part} of {entry.parts}",
    )
    state = (entry.state,) if everything else ()
    why = _WHY.get(entry.error or "", entry.error or "–")
    return (str(entry.id), *place, _time(entry.due), *state, why)


def _articles(entry: "Entry") -> str:
    return ", ".join(entry.articles[:_NAMED]) + ", …" * (len(entry.articles) > _NAMED) or "–"


def _show_troubled(troubled: Sequence["Subscription"]) -> None:
    if troubled:
        click.echo("\nPaused, or the last message failed:")
        rows = [
            (
                str(one.chat),
                str(one.topic or "–"),
                one.schedule,
                one.zone,
                f"paused: {one.paused}" if one.paused else one.error or "",
            )
            for one in troubled
        ]
        streams.show_table([("chat", "topic", "schedule", "zone", "why"), *rows])


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _data(
    counts: dict[Any, int], entries: Sequence["Entry"], troubled: Sequence["Subscription"]
) -> Iterator[dict[str, Any]]:
    """What there is, a line each; moments as ISO 8601 has them."""
    from dataclasses import asdict

    yield {"kind": "counts"} | {state: counts.get(state, 0) for state in _STATES}
    for kind, values in (("message", entries), ("subscription", troubled)):
        for one in values:
            told = {
                name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in asdict(one).items()
            }
            yield {"kind": kind} | told
