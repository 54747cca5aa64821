"""With which words does an article begin? By them it is called where it has no title."""

from index.model import Article, Span
from index.sentences import strip

CALLED = 60
"""Characters of an article's first words by which it is called."""


def called(article: Article) -> str:
    """The title, or else the first words of the first statement."""
    return article.title or cut(_first(article, whole=True), CALLED)


def first_sentence(article: Article) -> str:
    """The first sentence, without the dateline before it."""
    return _first(article, whole=False)


def cut(text: str, most: int) -> str:
    """The first line of ``text``, cut between two words where it has more than ``most`` characters."""
    line = text.partition("\n")[0].rstrip()
    if len(line) <= most:
        return line
    words = line[:most].rpartition(" ")[0] or line[: most - 1]
    return words.rstrip(" ,;:–—-") + "…"


def _first(article: Article, *, whole: bool) -> str:
    said = article.statements[0]
    sentence = said.sentences[0].span
    start = max(said.span.start, min(article.dateline.stop, sentence.start))
    span = Span(start, said.span.stop) if whole else sentence
    return strip(article.body, span).of(article.body)
