"""How fast may the bot write, and which requests are to fail? Telegram's limits, and faults by script."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from bot.simulator.state import ApiError, bad_request, forbidden, too_many_requests


@dataclass
class Limits:
    """30 messages a second in all, 1 a second in a chat (``burst`` at once), 20 a minute in a group.

    Telegram names the figures and says that short bursts are tolerated; ``burst`` is our reading of it.
    """

    clock: Callable[[], float]
    overall: int = 30
    burst: int = 5
    group: int = 20
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict)
    _groups: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, chat: int, *, crowd: bool) -> None:
        """Count a message to ``chat``; raises 429 when it is one too many, and then counts nothing."""
        now = self.clock()
        _forget(self._all, now - 1)
        tokens, since = self._chats.get(chat, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + now - since)
        window = self._groups[chat] if crowd else deque[float]()
        _forget(window, now - 60)
        waits = [
            self._all[0] + 1 - now if len(self._all) >= self.overall else 0.0,
            1 - tokens,
            window[0] + 60 - now if len(window) >= self.group else 0.0,
        ]
        if max(waits) > 0:
            raise too_many_requests(max(1, math.ceil(max(waits))))
        self._all.append(now)
        self._chats[chat] = tokens - 1, now
        if crowd:
            window.append(now)


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] <= before:
        times.popleft()


class Fault(Enum):
    """What can go wrong with a request, on purpose."""

    TOO_MANY_REQUESTS = "too many requests"
    INTERNAL_ERROR = "internal error"
    BAD_GATEWAY = "bad gateway"
    FORBIDDEN = "forbidden"
    MIGRATED = "migrated"
    CONFLICT = "conflict"
    UNAUTHORIZED = "unauthorized"
    TIMEOUT_BEFORE = "time-out before delivery"
    TIMEOUT_AFTER = "time-out after delivery"
    CUT_BEFORE = "connection cut before delivery"
    CUT_AFTER = "connection cut after delivery"
    UNPARSABLE_UPDATE = "an update that is not one"


BEFORE = (Fault.TIMEOUT_BEFORE, Fault.CUT_BEFORE)
AFTER = (Fault.TIMEOUT_AFTER, Fault.CUT_AFTER)
CUTS = (Fault.CUT_BEFORE, Fault.CUT_AFTER)


class Lost(Exception):  # noqa: N818 - it is an answer that is lost, not an error of the simulator's
    """The bot never hears the answer: the door lets the request time out or cuts the connection."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def error_of(fault: Fault, detail: int) -> ApiError:
    """The answer that ``fault`` stands for; ``detail`` is retry_after in seconds or the new chat's id."""
    migrated = bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=detail)
    answers = {
        Fault.TOO_MANY_REQUESTS: too_many_requests(detail or 1),
        Fault.BAD_GATEWAY: ApiError(502, "Bad Gateway"),
        Fault.FORBIDDEN: forbidden("bot was blocked by the user"),
        Fault.MIGRATED: migrated,
        Fault.CONFLICT: terminated(
            "other getUpdates request; make sure that only one bot instance is running"
        ),
        Fault.UNAUTHORIZED: ApiError(401, "Unauthorized"),
    }
    return answers.get(fault, ApiError(500, "Internal Server Error"))


def terminated(by: str) -> ApiError:
    """Telegram's 409 for a long poll that something else ended."""
    return ApiError(409, f"Conflict: terminated by {by}")
