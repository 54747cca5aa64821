"""Does somebody ask too fast? A moving window of a minute for each person and each group."""

from typing import Literal

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

Verdict = Literal["answer", "say so", "be silent"]


class Limits:
    """At most ``per_minute`` questions of one asker; told so once a minute, in one polite word."""

    def __init__(self, per_minute: int) -> None:
        self._questions = RateLimitItemPerMinute(per_minute)
        self._words = RateLimitItemPerMinute(1)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def check(self, *askers: int) -> Verdict:
        """Count a question of ``askers``, a person and the group they ask in."""
        for asker in map(str, askers):
            if not self._window.hit(self._questions, "question", asker):
                return "say so" if self._window.hit(self._words, "word", asker) else "be silent"
        return "answer"
