"""How is what is wrong with an article put in the reader's language? English stands in the index."""

import re
from collections.abc import Callable

from bot.i18n import Words
from index.errors import ArticleError

Say = Callable[[Words, re.Match[str]], str]

_HERE: list[tuple[str, Say]] = [
    (
        "a quotation mark without its pair",
        lambda words, _: words.gettext("a quotation mark without its pair"),
    ),
    (
        "no statement under the heading (?P<heading>.*)",
        lambda words, m: words.gettext("no statement under the heading {heading}", heading=m["heading"]),
    ),
    (
        r"a control character \((?P<code>.*)\)",
        lambda words, m: words.gettext("the control character {code}", code=m["code"]),
    ),
    (
        "letters were lost .*",
        lambda words, _: words.gettext("letters were lost before this file was written"),
    ),
    (
        "this looks like HTML or RTF.*",
        lambda words, _: words.gettext("this looks like HTML or RTF; save it as plain text"),
    ),
    (
        "no statements.*",
        lambda words, _: words.gettext("there are no words in it; send the text of the talks"),
    ),
    ("UTF-16.*|not UTF-8.*", lambda words, _: words.gettext("the text isn't UTF-8; save it as UTF-8")),
    ("a binary file.*", lambda words, _: words.gettext("this is no text; save it as plain text, UTF-8")),
    (
        "letters under heaps of accents.*",
        lambda words, _: words.gettext("letters under heaps of accents, as no language has them"),
    ),
    (
        "(?P<size>[0-9.,]+) MB, and (?P<limit>[0-9.,]+) MB is the limit.*",
        lambda words, m: words.gettext(
            "{size} MB, and {limit} MB is the limit; split it, one file for each talks",
            size=m["size"],
            limit=m["limit"],
        ),
    ),
    (
        "no article is found in this page.*",
        lambda words, _: words.gettext("no article is found in this page; save its text as a .txt file"),
    ),
    (
        "this can't be read as HTML.*",
        lambda words, _: words.gettext("this can't be read as HTML; save its text as a .txt file"),
    ),
    (
        "HTML needs an extra.*",
        lambda words, _: words.gettext(
            "I can't read HTML before my operator has installed talks-bot[html]; save its text as a .txt file"
        ),
    ),
    (
        "not a .txt, .md or .html file.*",
        lambda words, _: words.gettext("I take .txt, .md and .html files; save its text as a .txt file"),
    ),
]


def put(error: ArticleError, words: Words) -> str:
    """What is wrong, and on which line."""
    said = next(
        (say(words, match) for pattern, say in _HERE if (match := re.fullmatch(pattern, error.problem))),
        error.problem,
    )
    return words.gettext("line {number}: {problem}", number=error.line, problem=said) if error.line else said
