"""What came of a soak? What the chats show, what was owed, and what the ledger says, when all is over."""

import itertools
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime

from owed import owed
from played import AMBIGUOUS
from verdict import Seen, judge

WAITS = re.compile(
    r"^\d+ (a message of a digest waits(?!.*Internal Server Error)|no digests until)", re.MULTILINE
)
MARK = re.compile(r"\bA\d+\.\d+\b")


def verdict(soak):
    """What to say of ``soak``, which has ended; figures for the report are added to its counts."""
    acted, shown = soak.telegram.acted(), list(_shown(soak))
    entries = soak.store.ledger(10_000_000)
    doubts = [one for one in entries if one.state == "uncertain"]
    listed = {(_place(soak, one), name) for one in doubts for name in one.articles}
    found = judge(_owed(soak), [seen for seen, _ in shown], listed, _hindered(soak, acted))
    found.ledger += _wrong_in_ledger(soak, entries, acted)
    came = {(seen.place, seen.mark.partition(".")[0].lower()) for seen, _ in shown}
    soak.counts.update(fault for fault, _, _ in acted)
    soak.counts.update(
        f"{one.state}: {one.error}" for one in entries if one.state in {"uncertain", "dropped"}
    )
    soak.counts["messages"] = len({message for _, message in shown})
    soak.counts["uncertain"] = len(doubts)
    soak.counts["waited: no connection, no store"] = len(WAITS.findall(soak.log()))
    soak.counts["arrived"] = sum(
        any((_place(soak, one), name) in came for name in one.articles) for one in doubts
    )
    return found


def _root(soak, chat):
    """The number that a chat had at first."""
    return next((old for old, new in soak.moved.items() if new == chat), chat)


def _place(soak, entry):
    return _root(soak, entry.chat), entry.topic


def _owed(soak):
    for number, wanted in enumerate(soak.scenario.wanted):
        place = soak.chats[wanted.chat], soak.topics[number]
        yield from owed(place, wanted, soak.stays[number], soak.scenario.articles, soak.served)


def _shown(soak):
    """Each mark in each chat, and the message that it stands in."""
    # What is posted outside of topics belongs to the one that was closed.
    closed = {
        soak.chats[one.chat]: soak.topic(one)["topic"] for one in soak.scenario.events if one.what == "close"
    }
    for chat in [*soak.chats, *soak.moved.values()]:
        for message in soak.telegram.messages(chat=chat):
            inside = message.get("is_topic_message")
            topic = message["message_thread_id"] if inside else closed.get(chat, 0)
            at = datetime.fromtimestamp(message["date"], UTC)
            for mark in MARK.findall(message.get("text", "")):
                yield Seen((_root(soak, chat), topic), mark, at), (chat, message["message_id"])


def _hindered(soak, acted):
    """Who tells whether something kept a message from coming at its moment: a fault, or a restart."""
    faults = defaultdict(list)
    for _, chat, seconds in acted:
        faults[_root(soak, chat)].append(datetime.fromtimestamp(seconds, UTC))

    # What no fault of ours is to blame for: on a busy machine a connection, too, may take too long.
    waited = [
        datetime.fromtimestamp(int(line.split()[0]), UTC)
        for line in soak.log().splitlines()
        if WAITS.match(line)
    ]

    def hindered(one, at):
        step = soak.scenario.size.step
        if at <= one.moment + step:  # a step passes in a moment, in which a busy machine may not get there
            return True
        near = any(one.moment - step <= moment <= at for moment in [*soak.disturbed, *waited])
        return near or any(one.moment <= moment <= at for moment in faults[one.place[0]])

    return hindered


def _wrong_in_ledger(soak, entries, acted):
    """What is left to do; and messages of which nobody can know, but which aren't listed as uncertain."""
    for one in entries:
        if one.state in {"waiting", "claimed"}:
            yield f"message {one.id} is still {one.state}"
    lost = Counter(_root(soak, chat) for fault, chat, _ in acted if fault in AMBIGUOUS)
    listed = Counter(_root(soak, one.chat) for one in entries if one.state == "uncertain")
    for chat, number in (lost - listed).items():
        yield f"{number} messages to {chat} had no answer, and aren't listed as uncertain"


def report(soak, found, took):
    """Lines to print."""
    size, counts = soak.scenario.size, soak.counts
    chats = f"{size.chats:,} chats, {len(soak.stays):,} subscriptions"
    yield f"{chats}; {size.days} days from {size.start:%d %B %Y}"
    yield f"{counts['messages']:,} messages delivered, {found.delivered:,} marks found, in {took:.0f} s"
    happened = ("kill", "stop", "outage", "cut", "leave", "return", "migrate", "close", "reopen")
    yield "happened: " + ", ".join(f"{name} {counts[name]}" for name in happened)
    figures = [(name, f"{name} {number}") for name, number in sorted(counts.items())]
    yield "faults: " + ", ".join(told for name, told in figures if name.isupper())
    told = [told for name, told in figures if ": " in name]
    yield f"uncertain {counts['uncertain']}, of which had arrived {counts['arrived']}; {', '.join(told)}"
    yield (
        f"duplicates {len(found.duplicates)}, losses {len(found.losses)}, "
        f"{found.excused} marks missing in what is uncertain"
    )
    yield f"latest {found.latest} after its slot; {found.behind} after its moment while the bot was there"
    yield from itertools.islice((f"WRONG {line}" for line in found.wrong), 20)
