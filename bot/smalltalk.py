"""Is this a greeting or a thank-you, and no question? Pure: only a whole message that is nothing else."""

import re
from typing import Literal

from index.analysis import fold

_SAID: dict[Literal["greeting", "thanks"], str] = {
    "greeting": """
        hello, hi, hey, hello there, good morning, good afternoon, good evening
        привет, здравствуй, здравствуйте, добрый день, доброе утро, добрый вечер
        сәлем, сәлеметсіз бе, сәлеметсің бе, қайырлы таң, қайырлы күн, қайырлы кеш, ассалаумағалейкум
    """,
    "thanks": """
        thanks, thank you, thanks a lot, thank you very much, many thanks
        спасибо, большое спасибо, спасибо большое, благодарю
        рахмет, рақмет, көп рахмет, көп рақмет, үлкен рахмет
    """,
}


def _bare(text: str) -> str:
    """``text`` in small letters, nothing but its words."""
    return " ".join(re.findall(r"\w+", fold(text).casefold()))


_MEANT = {_bare(one): what for what, listed in _SAID.items() for one in re.split(r"[,\n]", listed)}
del _MEANT[""]


def heard(text: str) -> Literal["greeting", "thanks"] | None:
    """What ``text`` is, if no question."""
    return _MEANT.get(_bare(text))
