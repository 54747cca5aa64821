"""Is this a link that Telegram accepts, and how does it write it?"""

import re

_ANY = re.IGNORECASE | re.DOTALL
_PARTS = re.compile(r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<authority>[^/?#]*)(?P<rest>.*)", _ANY)
_HOST = re.compile(r"[^\s.:@]+(?:\.[^\s.:@]+)+")


class UrlError(ValueError):
    """A link that Telegram refuses; the text is Telegram's reason."""


def checked_url(url: str) -> str:
    """``url`` as Telegram writes it: with a scheme, and a path if only with the root; else UrlError."""
    url = url.strip()
    parts = _PARTS.fullmatch(url)
    if parts is None or not parts["authority"]:
        raise UrlError("URL host is empty")
    scheme = (parts["scheme"] or "http").lower()
    if scheme in {"tg", "ton", "tonsite"}:
        return url
    if scheme not in {"http", "https"}:
        raise UrlError("Unsupported URL protocol")
    host = re.sub(r":\d+$", "", parts["authority"].rpartition("@")[2])
    if not _HOST.fullmatch(host):
        raise UrlError("Wrong HTTP URL")
    rest = parts["rest"] if parts["rest"].startswith("/") else "/" + parts["rest"]
    return f"{scheme}://{parts['authority']}{rest}"
