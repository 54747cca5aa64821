"""How is a word written in Latin letters? So that names meet across scripts."""

from functools import lru_cache

from anyascii import anyascii

from index.analysis import fold


@lru_cache(maxsize=1 << 16)
def latin(word: str) -> str:
    """``word`` in small Latin letters: "Казахстан" is "kazakhstan"."""
    return anyascii(fold(word)).casefold()
