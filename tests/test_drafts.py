"""Does a text become an article under a safe name, whole or not at all, and nothing be written over?"""

import threading
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_markup import MARKDOWN, PAGE, TEXT

from index import checks, folder
from index.drafts import MOST_HTML, MOST_TEXT, SameTextError, drafted, of_text, save, titled, toml
from index.errors import ArticleError

GAS = "- Gas will flow.\n"


def draft(text=GAS, name="gas.txt", **said):
    return drafted(text if isinstance(text, bytes) else text.encode(), Path(name), said)


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_a_text_is_kept_byte_for_byte(tmp_path):
    content = "\ufeffOn gas\r\n\r\n- Gas\u00a0will flow. \r\n".encode()
    assert save(draft(content), tmp_path).read_bytes() == content


def test_a_page_becomes_a_text_and_its_metadata_and_talks_check_is_content(tmp_path):
    page = drafted(PAGE.encode(), Path("visit.html"), url="https://example.org/visit")
    path = save(page, tmp_path)
    assert names(tmp_path) == [
        "2026-03-02-key-statements-after-the-visit.toml",
        "2026-03-02-key-statements-after-the-visit.txt",
    ]
    assert path.read_text("utf-8") == TEXT
    assert path.with_suffix(".toml").read_text("utf-8") == (
        'title = "Key statements after the visit"\n'
        'source = "NTB"\n'
        'url = "https://example.org/visit"\n'
        'language = "en"\n'
        "date = 2026-03-02\n"
    )
    assert [problems for _, _, problems in checks.check(tmp_path)] == [[]]
    assert folder.read(path).url == "https://example.org/visit"


def test_what_is_said_of_it_goes_over_what_it_says_itself():
    article = draft(MARKDOWN, "visit.md", title="Our own", speaker="Kari Nordmann").article()
    assert (article.title, article.speakers) == ("Our own", ("Kari Nordmann",))


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("gas.txt", "gas"),
        ("../../x.txt", "x"),
        ("..\\..\\x y.txt", "x-y"),
        ("/etc/passwd.txt", "passwd"),
        ("con.txt", "article-con"),
        ("NUL.TXT", "article-nul"),
        ("com1.x.txt", "article-com1-x"),
        ("console.txt", "console"),
        ("....txt", "article"),
        ("-rf.txt", "rf"),
        ("a\0b.txt", "a-b"),
        ("Ключевые заявления.txt", "klyuchevye-zayavleniya"),
        ("Қазақстан.txt", "qazaqstan"),
        ("声明.txt", "shengming"),
        ("🙂.txt", "slight-smile"),
        ("n" * 300 + ".txt", "n" * 60),
        ("x" * 59 + " y.txt", "x" * 59),
    ],
)
def test_a_name_is_safe_wherever_it_came_from(called, name, tmp_path):
    path = save(draft(name=called), tmp_path)
    assert path == tmp_path / f"{name}.txt"
    assert names(tmp_path) == [path.name]


@given(st.text(max_size=300))
def test_any_name_and_title_make_a_safe_one(text):
    for one in (draft(name=f"x{text.replace('/', '')}.txt"), draft(title=text)):
        assert one.name
        assert set(one.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert len(one.name) <= 80


def test_a_date_stands_before_the_name_once():
    dated = "MOSCOW, November 12, 2025. /TASS/. They met.\n"
    assert draft(dated, "visit.txt").name == "2025-11-12-visit"
    assert draft(dated, "2025-11-12-visit.txt").name == "2025-11-12-visit"


def test_nothing_is_written_over_but_numbered(tmp_path):
    for number in range(3):
        save(draft(f"- Gas {number}.\n", title="Gas"), tmp_path)
    assert names(tmp_path) == ["gas-2.toml", "gas-2.txt", "gas-3.toml", "gas-3.txt", "gas.toml", "gas.txt"]
    assert (tmp_path / "gas.txt").read_text() == "- Gas 0.\n"


def test_a_name_is_taken_also_in_folders_below_in_capitals_and_by_metadata_alone(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "GAS.txt").write_text("- Old.\n")
    (tmp_path / "gas-2.toml").write_text("")
    assert save(draft(), tmp_path).name == "gas-3.txt"


def test_the_same_text_is_refused_whatever_it_is_called(tmp_path):
    first = save(draft(), tmp_path)
    with pytest.raises(SameTextError, match=r"^the same text is there already: gas\.txt$") as caught:
        save(draft("- Gas  will flow.\r\n\n", "other.txt"), tmp_path)
    assert caught.value.path == first


def test_of_many_who_write_at_once_none_loses_anything(tmp_path):
    drafts = [draft(f"- Gas number {number}.\n") for number in range(8)]
    threads = [threading.Thread(target=save, args=(one, tmp_path)) for one in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == sorted(one.text for one in drafts)


def test_what_fails_leaves_nothing_behind(tmp_path):
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(OSError, match="file"):
        save(draft(title="Gas"), place)
    assert names(tmp_path) == ["file"]


def test_a_file_system_without_links_will_do(tmp_path):
    def link(*_):
        raise PermissionError

    assert [save(draft(f"- Gas {n}.\n"), tmp_path, link).name for n in range(2)] == ["gas.txt", "gas-2.txt"]
    assert names(tmp_path) == ["gas-2.txt", "gas.txt"]


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"%PDF", "a.pdf", "not a .txt, .md or .html file; save its text as a .txt file"),
        (b"x", "noname", "not a .txt, .md or .html file; save its text as a .txt file"),
        (b"\xe3\xe0\xe7", "a.txt", "not UTF-8 (byte 0xe3), perhaps windows-1251; save it as UTF-8"),
        (b"\xe3\xe0\xe7", "a.md", "not UTF-8 (byte 0xe3), perhaps windows-1251; save it as UTF-8"),
        ("газ".encode("utf-16"), "a.txt", "UTF-16 text; save it as UTF-8"),
        (b"PK\0\0", "a.txt", "a binary file (of a word processor?); save it as plain text, UTF-8"),
        (b"", "a.txt", "no statements: there are no words in the file"),
        (b"...", "a.md", "no statements: there are no words in the file"),
        (b"<nav></nav>", "a.htm", "no article is found in this page; save its text as a .txt file"),
        (
            b"a" * (MOST_TEXT + 1),
            "a.txt",
            "1.00 MB, and 1.00 MB is the limit; split it, one file for each talks",
        ),
        (
            b"a" * (MOST_HTML + 1),
            "a.html",
            "5.00 MB, and 5.00 MB is the limit; split it, one file for each talks",
        ),
    ],
)
def test_what_can_be_no_article_is_refused_with_the_next_step(content, name, problem):
    with pytest.raises(ArticleError) as caught:
        drafted(content, Path(name))
    assert caught.value.problem == problem


def test_what_a_page_says_of_itself_is_left_out_when_it_is_no_metadata():
    one = drafted(GAS.encode(), Path("a.txt"), {"url": "javascript:alert(1)", "title": " ", "source": "NTB"})
    assert one.metadata == {"source": "NTB"}
    assert draft(url=f"https://example.org/{'x' * 3000}").metadata == {}


@given(st.dictionaries(st.sampled_from(["title", "source", "url"]), st.text()))
def test_any_text_can_stand_in_the_metadata(said):
    encodable = {key: value.encode("utf-8", "replace").decode() for key, value in said.items()}
    assert tomllib.loads(toml(said)) == encodable


def test_a_draft_without_a_title_gets_its_first_sentence_and_keeps_its_name():
    draft = titled(of_text("Gas will flow. It is cheap.", Path("gas.txt"), {}))
    assert (draft.name, draft.metadata) == ("gas", {"title": "Gas will flow."})
    assert titled(draft) == draft


def test_a_soft_sign_leaves_no_gap_in_a_name():
    assert of_text("Gas.", Path("a.txt"), {"title": "Министр культуры"}).name == "ministr-kultury"
