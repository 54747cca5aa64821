"""What was found of words that were asked before? New words of a question are looked for at once."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Found = TypeVar("_Found")


class Kept(Generic[_Key, _Found]):
    """``find`` with a memory; it gives what it finds for each key, in order. Threads may share it.

    Once there are ``most`` keys it begins anew: people ask about the same things in the same words.
    """

    def __init__(self, find: Callable[[Sequence[_Key]], Sequence[_Found]], most: int = 1 << 12) -> None:
        self._find, self._most = find, most
        self._kept: dict[_Key, _Found] = {}

    def of(self, keys: Sequence[_Key]) -> list[_Found]:
        """What is found for each of ``keys``."""
        kept = (
            self._kept if len(self._kept) < self._most else {}
        )  # never emptied, for another thread may read it
        new = [key for key in keys if key not in kept]
        if new:
            kept.update(zip(new, self._find(new), strict=True))
            self._kept = kept
        return [kept[key] for key in keys]
