"""What is kept, as values? Times are aware, and in UTC when they come out of the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from index.model import Language

State = Literal["waiting", "claimed", "sent", "uncertain", "dropped"]
"""Of a message: not sent yet; being sent; sent; perhaps sent, nobody knows; never to be sent."""


@dataclass(frozen=True)
class Arrival:
    """An article that came into the folder.

    ``id`` counts up in the order of arrival; ``fingerprint`` is a hash of what the article says.
    """

    id: int
    name: str
    fingerprint: str
    seen_at: datetime


@dataclass(frozen=True)
class Subscription:
    """Digests for a chat, or one topic of it (0: none).

    ``schedule`` is "instant", "daily 09:00", "weekly mon 09:00" and the like, in ``zone``, an IANA name;
    ``speakers`` and ``words`` narrow what is in them. ``seen`` is the `Arrival` up to which articles are
    planned. ``error`` and ``paused`` are codes: what went wrong last, and why nothing is sent.
    ``standing`` is the setting of the operator that was followed last.
    """

    chat: int
    topic: int
    schedule: str
    zone: str
    silent: bool = False
    speakers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    language: Language | None = None
    seen: int = 0
    next_due: datetime | None = None
    last_post: datetime | None = None
    error: str | None = None
    paused: str | None = None
    standing: str | None = None


@dataclass(frozen=True)
class Message:
    """One message of a digest, as it is planned: which part of how many, and what articles it tells of.

    ``digest`` names the digest; planned again under the same name, a message is not sent again.
    """

    digest: str
    part: int
    parts: int
    articles: tuple[str, ...]
    due: datetime
    not_before: datetime


@dataclass(frozen=True)
class Entry:
    """One row of the ledger: a planned message, for whom, and what has become of it."""

    id: int
    digest: str
    chat: int
    topic: int
    part: int
    parts: int
    articles: tuple[str, ...]
    state: State
    due: datetime
    not_before: datetime
    claimed_at: datetime | None
    sent_at: datetime | None
    message_id: int | None
    error: str | None
