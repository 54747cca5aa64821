"""How is a word written in Latin letters? So that names meet across scripts."""

from index.analysis import fold
from index.kept import kept_of_words


@kept_of_words
def latin(word: str) -> str:
    """``word`` in small Latin letters: "Казахстан" is "kazakhstan"."""
    folded = fold(word)
    if not folded.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - it and its tables cost a start 8 ms

        folded = anyascii(folded)
    return folded.casefold()
