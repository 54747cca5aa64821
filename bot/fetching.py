"""What lies at an address? One page over HTTP, within bounds of size, time and redirects."""

# ruff: noqa: PLC0415 - only who gives an address needs what fetches it

import time
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from index.drafts import HTML, MOST_HTML
from index.errors import TalksError

SECONDS, REDIRECTS = 20.0, 5
"""How long all of a page may take, and how many addresses may lead on to others."""

_CONNECT = 10.0  # seconds
_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
}


class FetchError(TalksError):
    """There is nothing to be had at ``url``; the message says why, and the next step."""

    def __init__(self, url: str, problem: str) -> None:
        self.url, self.problem = url, problem
        super().__init__(f"{url}: {problem}")


@dataclass(frozen=True, slots=True)
class Page:
    """What came: ``name`` is one for a file of its kind, ``url`` where it was in the end."""

    url: str
    name: str
    content: bytes
    charset: str | None


def is_address(given: str) -> bool:
    """Whether this is to be fetched, and not a file."""
    return given.lower().startswith(("http://", "https://"))


def fetch(url: str, seconds: float = SECONDS) -> Page:
    """What lies at ``url``. Raises FetchError."""
    import httpx

    until = time.monotonic() + seconds
    timeout = httpx.Timeout(seconds, connect=min(_CONNECT, seconds))
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=REDIRECTS, timeout=timeout) as client,
            client.stream(
                "GET", url, headers={"Accept": ", ".join(_KINDS), "User-Agent": "talks-bot"}
            ) as response,
        ):
            if not response.is_success:
                again = (
                    "try again later" if response.is_server_error else "look whether it opens in a browser"
                )
                raise FetchError(
                    url, f"the server says {response.status_code} {response.reason_phrase}; {again}"
                )
            kind, _, _ = response.headers.get("content-type", "text/html").partition(";")
            suffix = _KINDS.get(kind.strip().lower())
            if suffix is None:
                problem = f"this is {kind.strip()}, and no page or text; save its text as a .txt file"
                raise FetchError(url, problem)
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if len(content) > MOST_HTML:
                    limit = f"{MOST_HTML / 1e6:.0f} MB"
                    raise FetchError(url, f"more than {limit}; save the text of the talks as a .txt file")
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("")
            return Page(
                str(response.url), _name(response.url.path, suffix), bytes(content), response.charset_encoding
            )
    except httpx.TooManyRedirects as error:
        raise FetchError(url, f"it leads on to other addresses more than {REDIRECTS} times") from error
    except httpx.TimeoutException as error:
        raise FetchError(url, f"no answer within {seconds:.0f} seconds; try again later") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise FetchError(
            url, "it is, or leads to, no address that begins with https:// or http://"
        ) from error
    except httpx.HTTPError as error:
        problem = f"can't be reached ({error}); look whether it opens in a browser"
        raise FetchError(url, problem) from error


def _name(path: str, suffix: str) -> str:
    """What a page may be called that has no title: the end of its address."""
    last = PurePosixPath(unquote(urlsplit(path).path)).stem.replace("/", "-")
    return f"{last or 'page'}{suffix if suffix not in HTML else HTML[0]}"
