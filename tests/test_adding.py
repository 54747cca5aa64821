"""Does `talks add` put into the folder what was seen and agreed to, and say what else it needs?"""

import http.server
import os
import pty
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_markup import MARKDOWN, PAGE, TEXT

from bot import fetching

ROOT = Path(__file__).parent.parent
NAME = "2026-03-02-key-statements-after-the-visit"
PREVIEW = """Key statements after the visit · NTB · 2 March 2026
the speaker is not known
5 statements:
• In short – 1
• On the tunnel – 2
• On fish – 2
Not known: speaker; say it with --speaker
"""


class Site(http.server.BaseHTTPRequestHandler):
    """Pages, good and bad."""

    def do_GET(self):  # noqa: C901, PLR0912 - a list of pages
        """Answer as the address says."""
        match self.path.strip("/").split("/"):
            case ["visit"]:
                self.answer(PAGE.encode(), "text/html; charset=utf-8")
            case ["cyrillic"]:
                body = PAGE.replace("The two countries will build a tunnel", "Две страны построят туннель")
                self.answer(body.encode("cp1251"), "text/html; charset=windows-1251")
            case ["plain.txt"]:
                self.answer(b"- Gas will flow.\n", "text/plain")
            case ["pdf"]:
                self.answer(b"%PDF-1.7", "application/pdf")
            case ["bare"]:
                self.answer(b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "text/html")
            case ["moved", number] if number != "0":
                self.lead(f"/moved/{int(number) - 1}")
            case ["moved", "0"]:
                self.lead("/visit")
            case ["loop"]:
                self.lead("/loop")
            case ["file"]:
                self.lead("file:///etc/passwd")
            case ["large"]:
                self.stream(b"<p>" + b"large " * 10_000, times=170)
            case ["slow"]:
                self.stream(b"<p>slow ", times=100, pause=0.1)
            case ["silent"]:
                time.sleep(3)
            case [status]:
                self.send_error(int(status))

    def answer(self, body, kind):
        """A page."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def lead(self, where):
        """A redirect."""
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def stream(self, part, *, times, pause=0.0):
        """A page whose size nobody tells."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(times):
                self.wfile.write(part)
                time.sleep(pause)
        except OSError:
            pass  # who reads has had enough

    def log_message(self, *_):
        """Tell nobody."""


@contextmanager
def serving():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def site():
    with serving() as url:
        yield url


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "articles"
    place.mkdir()
    return place


def add(*arguments, place=None, **environment):
    """What `talks add` prints, complains of, and ends with."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TALKS_")}
    where = ["--articles", place] if place else []
    done = subprocess.run(
        [sys.executable, "-m", "bot", "add", *where, *arguments],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr, done.returncode


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_a_page_is_shown_and_added(site, place):
    said, complaints, status = add(f"{site}/visit", "--yes", place=place)
    shown = PREVIEW.replace("known\n", f"known\n{site}/visit\n")
    lacking = f'What isn\'t known can be set in {place / NAME}.toml: speaker = "…"\n'
    assert (said, complaints, status) == (f"{shown}added: {place / NAME}.txt\n{lacking}", "", 0)
    assert names(place) == [f"{NAME}.toml", f"{NAME}.txt"]
    assert (place / f"{NAME}.txt").read_text("utf-8") == TEXT
    assert f'url = "{site}/visit"\n' in (place / f"{NAME}.toml").read_text("utf-8")


def test_files_of_every_kind_are_added_and_what_fails_is_told_with_the_next_step(place, tmp_path):
    (tmp_path / "visit.html").write_text(PAGE, "utf-8")
    (tmp_path / "other.md").write_text(MARKDOWN, "utf-8")
    (tmp_path / "gas.txt").write_text("- Gas will flow.\n", "utf-8")
    (tmp_path / "gas.toml").write_text('speaker = "Kari Nordmann"\n', "utf-8")
    (tmp_path / "cp1251.txt").write_bytes("- Газ пойдёт.\n".encode("cp1251"))
    (tmp_path / "visit.pdf").write_bytes(b"%PDF")
    given = [
        tmp_path / name for name in ("visit.html", "other.md", "gas.txt", "cp1251.txt", "visit.pdf", "no.txt")
    ]
    _, complaints, status = add(*given, "--yes", place=place)
    assert status == 1
    assert complaints.replace(str(tmp_path), "") == (
        "talks: /cp1251.txt:1: not UTF-8 (byte 0xc3), perhaps windows-1251; save it as UTF-8\n"
        "talks: /visit.pdf: not a .txt, .md or .html file; save its text as a .txt file\n"
        "talks: /no.txt: there is no such file\n"
    )
    assert names(place) == [
        f"{NAME}.toml",
        f"{NAME}.txt",
        "gas.toml",
        "gas.txt",
        "key-statements-after-the-visit.toml",
        "key-statements-after-the-visit.txt",
    ]
    assert (place / "gas.toml").read_text("utf-8") == (
        'title = "Gas will flow."\nspeaker = "Kari Nordmann"\n'
    )


def test_title_speaker_and_date_may_be_told(place, tmp_path):
    (tmp_path / "gas.txt").write_text("- Gas will flow.\n", "utf-8")
    told = ["--title", "On gas", "--speaker", "Ann", "--speaker", "Bob", "--date", "2026-01-02"]
    said, _, status = add(tmp_path / "gas.txt", *told, "--yes", place=place)
    assert status == 0
    assert said.startswith("On gas · 2 January 2026\nAnn, Bob\n1 statement:\n")
    assert (place / "2026-01-02-on-gas.toml").read_text() == (
        'title = "On gas"\nspeaker = ["Ann", "Bob"]\ndate = 2026-01-02\n'
    )


def test_problems_are_shown_as_talks_check_has_them(place, tmp_path):
    (tmp_path / "gas.txt").write_text('On gas\n\n- Gas "will flow.\n', "utf-8")
    said, _, _ = add(tmp_path / "gas.txt", "--yes", place=place)
    assert "To look at:\n• line 3: a quotation mark without its pair\n" in said


def test_nothing_is_written_without_a_yes(place, tmp_path):
    (tmp_path / "gas.txt").write_text("- Gas will flow.\n", "utf-8")
    assert add(tmp_path / "gas.txt", place=place)[1:] == (
        "talks: nobody can be asked here; say yes with --yes\n",
        1,
    )
    assert names(place) == []


@pytest.mark.parametrize(("said", "added"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_on_a_terminal_it_asks(said, added, place, tmp_path):
    (tmp_path / "gas.txt").write_text("- Gas will flow.\n", "utf-8")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "add", "--articles", place, tmp_path / "gas.txt"],
        cwd=ROOT,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        os.write(ours, said.encode())
        assert b"Add it as gas.txt? [y/N]: " in running.stdout.read()
        assert running.wait(30) == (not added)
    os.close(ours)
    os.close(theirs)
    assert names(place) == (["gas.toml", "gas.txt"] if added else [])


def test_the_same_text_is_refused(place, tmp_path):
    shutil.copy(ROOT / "CHANGELOG.md", tmp_path / "a.txt")
    add(tmp_path / "a.txt", "--yes", place=place)
    _, complaints, status = add(tmp_path / "a.txt", "--yes", "--title", "Other", place=place)
    assert (complaints, status) == (f"talks: {tmp_path}/a.txt: the same text is there already: a.txt\n", 1)


def test_a_folder_of_ones_own_is_needed(tmp_path):
    assert add("x.txt")[1:] == (
        "talks: name a folder of your own: talks add --articles DIR …, or set TALKS_ARTICLES\n",
        2,
    )
    problem = f"talks: {tmp_path}/no: there is no such folder; make it, or name another with --articles\n"
    assert add("x.txt", TALKS_ARTICLES=str(tmp_path / "no"))[1:] == (problem, 2)


def test_five_redirects_are_followed_and_the_last_address_is_kept(site):
    assert fetching.fetch(f"{site}/moved/4").url == f"{site}/visit"


def test_the_kind_and_the_encoding_are_the_servers(site):
    assert fetching.fetch(f"{site}/plain.txt") == fetching.Page(
        f"{site}/plain.txt", "plain.txt", b"- Gas will flow.\n", None
    )
    page = fetching.fetch(f"{site}/cyrillic")
    assert (page.name, page.charset) == ("cyrillic.html", "windows-1251")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("404", "the server says 404 Not Found; look whether it opens in a browser"),
        ("503", "the server says 503 Service Unavailable; try again later"),
        ("pdf", "this is application/pdf, and no page or text; save its text as a .txt file"),
        ("moved/5", "it leads on to other addresses more than 5 times"),
        ("loop", "it leads on to other addresses more than 5 times"),
        ("file", "it is, or leads to, no address that begins with https:// or http://"),
        ("large", "more than 5 MB; save the text of the talks as a .txt file"),
        ("slow", "no answer within 1 seconds; try again later"),
        ("silent", "no answer within 1 seconds; try again later"),
    ],
)
def test_an_address_that_gives_no_page_is_told_with_the_next_step(path, problem, site):
    with pytest.raises(fetching.FetchError) as caught:
        fetching.fetch(f"{site}/{path}", seconds=1 if path in {"slow", "silent"} else 20)
    assert caught.value.problem == problem
    assert str(caught.value) == f"{site}/{path}: {problem}"


@pytest.mark.parametrize("url", ["http://", "http://[", "http://127.0.0.1:99999/", "https://\udcff/"])
def test_what_is_no_address_is_told(url):
    with pytest.raises(fetching.FetchError):
        fetching.fetch(url, seconds=2)


def test_a_page_without_an_article_is_told(site, place):
    _, complaints, status = add(f"{site}/bare", f"{site}/404", "--yes", place=place)
    assert status == 1
    assert complaints == (
        f"talks: {site}/bare: no article is found in this page; save its text as a .txt file\n"
        f"talks: {site}/404: the server says 404 Not Found; look whether it opens in a browser\n"
    )


def test_files_are_named_apart(place, tmp_path):
    for number in range(3):
        (tmp_path / "gas.txt").write_text(f"- Gas {number}.\n", "utf-8")
        add(tmp_path / "gas.txt", "--yes", place=place)
    assert names(place) == [f"gas{n}.{kind}" for n in ("-2", "-3", "") for kind in ("toml", "txt")]


@pytest.mark.parametrize("given", ["ftp://example.org/talks", "example.org:8000/talks"])
def test_only_http_addresses_are_fetched(given, place):
    _, complaints, status = add(given, "--yes", place=place)
    assert status == 1
    assert "only pages at http:// or https:// addresses are fetched" in complaints
