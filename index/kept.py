"""What was found of words that were met before? It is the same each time."""

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache, wraps
from typing import Generic, TypeVar

_LONGEST = 40  # letters of a word that is remembered
_Key = TypeVar("_Key", bound=Hashable)
_Found = TypeVar("_Found")


def kept_of_words(compute: Callable[[str], _Found]) -> Callable[[str], _Found]:
    """``compute`` with a memory of words of ordinary length: whatever is longer is asked once."""
    kept = lru_cache(maxsize=1 << 16)(compute)

    @wraps(compute)
    def computed(word: str) -> _Found:
        return kept(word) if len(word) <= _LONGEST else compute(word)

    return computed


class Kept(Generic[_Key, _Found]):
    """``find``, which looks for many keys at once and gives what it finds in order, with a memory.

    Once there are ``most`` keys it begins anew: people ask about the same things in the same words. Those of
    many ``letters`` aren't kept. Threads may share it, so what is kept is never emptied.
    """

    def __init__(
        self,
        find: Callable[[Sequence[_Key]], Sequence[_Found]],
        letters: Callable[[_Key], int],
        most: int = 1 << 12,
    ) -> None:
        self._find, self._letters, self._most = find, letters, most
        self._kept: dict[_Key, _Found] = {}

    def of(self, keys: Sequence[_Key]) -> list[_Found]:
        """What is found for each of ``keys``."""
        kept = self._kept if len(self._kept) < self._most else {}
        new = [key for key in keys if key not in kept]
        found = dict(zip(new, self._find(new), strict=True)) if new else {}
        if new:
            kept.update((key, one) for key, one in found.items() if self._letters(key) <= _LONGEST)
            self._kept = kept
        return [found[key] if key in found else kept[key] for key in keys]
