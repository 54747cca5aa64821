"""Did everybody get everything once, in time? What was owed beside what the chats show.

A loss is excused where the ledger lists a message with that article as uncertain; a doubled one never is.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class Seen:
    """A mark that a chat shows, and when the message came."""

    place: tuple[int, int]
    mark: str
    at: object


@dataclass
class Verdict:
    """What is wrong, each as a line; and how much was right."""

    duplicates: list = field(default_factory=list)
    losses: list = field(default_factory=list)
    strays: list = field(default_factory=list)
    early: list = field(default_factory=list)
    late: list = field(default_factory=list)
    ledger: list = field(default_factory=list)
    delivered: int = 0
    excused: int = 0
    latest: timedelta = timedelta(0)
    behind: timedelta = timedelta(0)

    @property
    def wrong(self):
        """All that is wrong."""
        return [
            f"{kind}: {line}"
            for kind in ("duplicates", "losses", "strays", "early", "late", "ledger")
            for line in getattr(self, kind)
        ]


def judge(owed, seen, uncertain, hindered):
    """What to say of the marks ``seen``; ``uncertain`` are pairs of a place and an article's name.

    ``hindered(one, at)`` tells whether what was ``owed`` could not come at its moment, but ``at`` another.
    """
    found, verdict = defaultdict(list), Verdict()
    for one in seen:
        found[one.place, one.mark].append(one.at)
    for (place, mark), times in found.items():
        if len(times) > 1:
            verdict.duplicates.append(f"{mark} came {len(times)} times to {place}")
    for one in owed:
        times = found.pop((one.place, one.mark), [])
        if not times:
            _missed(verdict, one, uncertain)
            continue
        verdict.delivered += 1
        at = min(times)
        if (one.place, one.article) in uncertain:  # on a busy machine it may come after its time-out
            continue
        verdict.latest = max(verdict.latest, at - one.due)
        verdict.behind = max(verdict.behind, at - one.moment)
        if at < one.moment:
            verdict.early.append(f"{one.mark} came to {one.place} at {at:%c}, due {one.due:%c}")
        if at > one.latest or (at > one.moment and not hindered(one, at)):
            verdict.late.append(f"{one.mark} came to {one.place} at {at:%c}, due {one.due:%c}")
    verdict.strays = [f"{mark} came to {place}, which nobody asked for" for place, mark in found]
    return verdict


def _missed(verdict, one, uncertain):
    if (one.place, one.article) in uncertain:
        verdict.excused += 1
    elif one.sure:
        verdict.losses.append(f"{one.mark} never came to {one.place}, due {one.due:%c}")
