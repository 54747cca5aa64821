"""Does somebody ask too fast? A moving window of a minute for each person and each group."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Literal

Verdict = Literal["answer", "say so", "be silent"]

_MINUTE = 60.0  # seconds


class Limits:
    """At most ``per_minute`` questions of one asker; told so once a minute, in one polite word."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._questions, self._words = _Window(per_minute, clock), _Window(1, clock)

    def check(self, *askers: int) -> Verdict:
        """Count a question of ``askers``, a person and the group they ask in."""
        for asker in askers:
            if not self._questions.hit(asker):
                return "say so" if self._words.hit(asker) else "be silent"
        return "answer"


class _Window:
    """How often who did something in the last minute; who did nothing since is forgotten."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = most, clock
        self._hits: OrderedDict[int, deque[float]] = OrderedDict()  # who did something last comes last

    def hit(self, who: int) -> bool:
        """Count it, unless it is one too many."""
        now = self._clock()
        while self._hits and next(iter(self._hits.values()))[-1] <= now - _MINUTE:
            self._hits.popitem(last=False)
        hits = self._hits.setdefault(who, deque(maxlen=self._most))
        if len(hits) == self._most and hits[0] > now - _MINUTE:
            return False
        hits.append(now)
        self._hits.move_to_end(who)
        return True
