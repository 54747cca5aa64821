"""What is read from a folder, and what is reported when an article can't be used?"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import checks, folder
from index.errors import ArticleError, NoArticlesError
from index.model import Article, Span

GOOD = "TASS has compiled statements.\n\nOn gas\n\n- Gas supplies grow.\n"
AS_ROOT = os.geteuid() == 0


def load(path: Path) -> tuple[dict[str, Article], list[str]]:
    """The articles by name, and what was reported, with paths from ``path``."""
    problems: list[ArticleError] = []
    found = folder.load(path, problems.append)
    return {article.name: article for article in found}, [_relative(error, path) for error in problems]


def checked(path: Path) -> list[str]:
    return [_relative(problem, path) for _, _, problems in checks.check(path) for problem in problems]


def _relative(error: ArticleError, path: Path) -> str:
    return str(error).replace(f"{path}{os.sep}", "")


@pytest.fixture
def too_deep(tmp_path: Path) -> Iterator[Path]:
    """A folder in ``tmp_path`` whose innermost folders have paths longer than the system reads."""
    name = "d" * 250
    current = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir(name, dir_fd=current)
        below = os.open(name, os.O_RDONLY, dir_fd=current)
        os.close(current)
        current = below
    os.close(current)
    yield tmp_path / name
    shutil.rmtree(tmp_path / name)


# What a folder holds


def test_articles_come_by_path_from_subfolders_too_and_hidden_ones_are_left_alone(tmp_path):
    for name in ["b.txt", "a/c.txt", "a/LOUD.TXT", ".hidden.txt", ".git/d.txt", "notes.md", "e.txt~"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    articles, problems = load(tmp_path)
    assert list(articles) == ["LOUD", "c", "b"]
    assert problems == []


def test_a_folder_named_like_an_article_is_a_folder(tmp_path):
    (tmp_path / "x.txt").mkdir()
    (tmp_path / "x.txt" / "y.txt").write_text(GOOD)
    assert load(tmp_path)[0].keys() == {"y"}


def test_a_link_to_an_article_is_an_article(tmp_path):
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data" / "x.txt").write_text(GOOD)
    (tmp_path / "x.txt").symlink_to(tmp_path / ".data" / "x.txt")
    assert load(tmp_path)[0].keys() == {"x"}


def test_progress_is_told_before_each_file_is_read(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(GOOD)
    told: list[tuple[int, int]] = []
    folder.load(tmp_path, told.append, lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_an_empty_folder_holds_no_articles(tmp_path):
    with pytest.raises(NoArticlesError) as raised:
        load(tmp_path)
    assert raised.value.folder == tmp_path
    assert raised.value.problem == "holds no articles; an article is a UTF-8 text file named *.txt"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NoArticlesError, match="nowhere: there is no such folder"):
        load(tmp_path / "nowhere")


def test_a_file_instead_of_a_folder_is_told_from_a_missing_one(tmp_path):
    (tmp_path / "x.txt").write_text(GOOD)
    with pytest.raises(NoArticlesError, match=r"x\.txt: this is a file; give the folder"):
        load(tmp_path / "x.txt")


def test_a_folder_of_unusable_articles_raises_after_reporting_each(tmp_path):
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b.txt").write_text("…\n")
    problems: list[ArticleError] = []
    with pytest.raises(NoArticlesError, match="none of the articles in it can be used"):
        folder.load(tmp_path, problems.append)
    assert [problem.path.name for problem in problems] == ["a.txt", "b.txt"]


def test_a_folder_that_cannot_be_read_is_reported_and_the_others_are_loaded(tmp_path, too_deep):
    (tmp_path / "x.txt").write_text(GOOD)
    articles, problems = load(tmp_path)
    assert articles.keys() == {"x"}
    assert len(problems) == 1
    assert problems[0].startswith(too_deep.name)
    assert problems[0].endswith("can't be read: File name too long")
    assert checked(tmp_path) == problems


def test_when_nothing_else_is_there_the_folder_that_cannot_be_read_is_the_reason(tmp_path, too_deep):
    with pytest.raises(NoArticlesError, match="can't be read: File name too long") as raised:
        load(tmp_path)
    assert raised.value.folder.is_relative_to(too_deep)


@pytest.mark.skipif(AS_ROOT, reason="root may read everything")
def test_what_may_not_be_read_is_reported_with_the_reason(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text(GOOD)
    (tmp_path / "c.txt").write_text(GOOD)
    for name in ["a", "b.txt"]:
        (tmp_path / name).chmod(0)
    articles, problems = load(tmp_path)
    (tmp_path / "a").chmod(0o700)
    assert articles.keys() == {"c"}
    assert problems == ["a: can't be read: Permission denied", "b.txt: can't be read: Permission denied"]


# One bad article never takes the others down


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "x.txt: no statements: there are no words in the file"),
        (b" \r\n...\xc2\xa0\n-\n", "x.txt: no statements: there are no words in the file"),
        (b"\xef\xbb\xbf", "x.txt: no statements: there are no words in the file"),
        (b"- one\n- \x7fELF\0\0\n", "x.txt:2: a binary file; save it as plain text, UTF-8"),
        ("- Gas\n".encode("utf-16"), "x.txt:1: UTF-16 text; save it as UTF-8"),
        (b"\xfe\xff" + "- Gas\n".encode("utf-16-be"), "x.txt:1: UTF-16 text; save it as UTF-8"),
        ("- Gas\n".encode("utf-16-le"), "x.txt:1: a binary file; save it as plain text, UTF-8"),
        (
            "Talks\n\n- Газ\n".encode("windows-1251"),
            "x.txt:3: not UTF-8 (byte 0xc3), perhaps windows-1251; save it as UTF-8",
        ),
        (b"- cut in a lett\xd0", "x.txt:1: not UTF-8 (byte 0xd0), perhaps windows-1251; save it as UTF-8"),
    ],
    ids=[
        "empty",
        "no words",
        "nothing but a mark",
        "binary",
        "utf-16",
        "utf-16-be",
        "utf-16 without a mark",
        "windows-1251",
        "cut",
    ],
)
def test_an_unusable_text_is_reported_with_its_line_and_the_others_are_loaded(tmp_path, content, problem):
    (tmp_path / "x.txt").write_bytes(content)
    (tmp_path / "good.txt").write_text(GOOD)
    articles, problems = load(tmp_path)
    assert articles.keys() == {"good"}
    assert problems == [problem]


def test_a_file_of_50_mb_is_reported_unread(tmp_path):
    with (tmp_path / "x.txt").open("wb") as file:
        file.truncate(50_000_000)
    (tmp_path / "good.txt").write_text(GOOD)
    articles, problems = load(tmp_path)
    assert articles.keys() == {"good"}
    assert problems == ["x.txt: 50.00 MB, and 2.00 MB is the limit; split it, one file for each talks"]


def test_an_article_of_just_the_limit_is_read(tmp_path):
    (tmp_path / "x.txt").write_bytes(b"- Gas".ljust(2_000_000))
    assert load(tmp_path)[1] == []


def test_a_pipe_is_reported_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.txt")
    os.mkfifo(tmp_path / "y.toml")
    (tmp_path / "y.txt").write_text(GOOD)
    (tmp_path / "good.txt").write_text(GOOD)
    articles, problems = load(tmp_path)
    assert articles.keys() == {"good"}
    assert problems == [
        "x.txt: not a file but a folder, a pipe or a device",
        "y.toml: not a file but a folder, a pipe or a device",
    ]


def test_a_link_that_leads_nowhere_is_reported(tmp_path):
    (tmp_path / "x.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "y.txt").write_text(GOOD)
    (tmp_path / "y.toml").symlink_to(tmp_path / "gone")
    (tmp_path / "good.txt").write_text(GOOD)
    articles, problems = load(tmp_path)
    assert articles.keys() == {"good"}
    assert problems == [
        "x.txt: can't be read: No such file or directory",
        "y.toml: can't be read: No such file or directory",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/x.txt", "b/x.txt"),
        ("a/Talks.txt", "b/talks.TXT"),
        ("a/Те\u0438\u0306.txt", "b/те\u0439.txt"),
        ("a/STRASSE.txt", "b/straße.txt"),
    ],
    ids=["same", "case", "composition", "folding"],
)
def test_the_second_article_of_a_name_is_reported(tmp_path, first, second):
    for number, name in enumerate([first, second]):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"- Statement {number}.\n")
    articles, problems = load(tmp_path)
    assert [article.body for article in articles.values()] == ["- Statement 0.\n"]
    assert problems == [f"{second}: another article has the same name: {first}; rename one of them"]
    assert checked(tmp_path) == problems


def test_an_unusable_article_leaves_its_name_to_the_next(tmp_path):
    for name, content in [("a", b"\0"), ("b", b"- Gas.\n")]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_bytes(content)
    articles, problems = load(tmp_path)
    assert articles["x"].body == "- Gas.\n"
    assert problems == ["a/x.txt:1: a binary file; save it as plain text, UTF-8"]


def test_the_body_is_the_file_untouched(tmp_path):
    content = "\ufeffTalks:\r\n\r\n- Gas\u00a0— «now».\r- Oil\tthen. \r\n"
    (tmp_path / "x.txt").write_bytes(content.encode())
    assert folder.read(tmp_path / "x.txt").body == content


def test_an_error_keeps_its_cause(tmp_path):
    (tmp_path / "x.txt").write_bytes(b"\xff")
    with pytest.raises(ArticleError) as raised:
        folder.read(tmp_path / "x.txt")
    assert isinstance(raised.value.__cause__, UnicodeDecodeError)


# What `check` says


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_what_a_reader_would_stumble_over_is_told_by_line(tmp_path, end):
    lines = [
        "TASS has compiled statements.",  # 1
        "",
        "On gas",
        "",
        '- Gas is "cheap.',  # 5
        "",
        "On oil",
        "",
        "On water",  # 9
        "",
        "- Water\u2028is \ufffd\ufffdear.",
        "- Wind\x0c and \x85 sun.",  # 12
        "- Snow\tfalls\x1b[31m ”.",
    ]
    (tmp_path / "x.txt").write_bytes(end.join(lines).encode())
    assert checked(tmp_path) == [
        "x.txt:5: a quotation mark without its pair",
        "x.txt:7: no statement under the heading 'On oil'",
        "x.txt:11: letters were lost before this file was written (U+FFFD)",
        "x.txt:12: a control character (U+000C)",
        "x.txt:13: a control character (U+001B)",
        "x.txt:13: a quotation mark without its pair",
    ]


def test_nothing_is_wrong_with_a_clean_article_and_it_comes_along(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(GOOD)
    [(file, article, problems)] = checks.check(path)
    assert (file, problems) == (path, [])
    assert article is not None
    assert [statement.kind for statement in article.statements] == ["lead", "statement"]


def test_a_speakers_name_over_other_headings_needs_no_statement_of_its_own(tmp_path):
    text = "On wind\n\n- Wind blows.\n\nAnna Brun:\n\nOn gas\n\n- Gas.\n\nOn oil\n\nIvo Dell:\n\n- Oil.\n"
    (tmp_path / "x.txt").write_text(text)
    (tmp_path / "x.toml").write_text('speaker = ["Anna Brun", "Ivo Dell"]\n')
    assert checked(tmp_path) == ["x.txt:11: no statement under the heading 'On oil'"]


def test_an_unusable_article_is_checked_as_none_and_the_next_one_too(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\0")
    (tmp_path / "b.txt").write_text(GOOD)
    (tmp_path / "b.toml").write_text("title = 3\n")
    found = [
        (file.name, article, list(map(str, problems))) for file, article, problems in checks.check(tmp_path)
    ]
    assert found == [
        ("a.txt", None, [f"{tmp_path}/a.txt:1: a binary file; save it as plain text, UTF-8"]),
        ("b.txt", None, [f"{tmp_path}/b.toml:1: title: give a text in quotes"]),
    ]


def test_metadata_without_its_article_is_told(tmp_path):
    for name in ["x.toml", "sub/y.toml", "z.toml", ".w.toml", ".git/v.toml"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "z.txt").write_text(GOOD)
    assert checked(tmp_path) == [
        "sub/y.toml: metadata without its article: no .txt of that name beside it",
        "x.toml: metadata without its article: no .txt of that name beside it",
    ]


def test_metadata_stands_for_the_article_beside_it(tmp_path):
    (tmp_path / "x.txt").write_text(GOOD)
    (tmp_path / "x.toml").write_text("")
    assert [file.name for file, _, _ in checks.check(tmp_path / "x.toml")] == ["x.txt"]


@pytest.mark.parametrize("name", ["x.md", ".x.txt", "x.toml", "x.txt.bak"])
def test_a_file_that_would_not_be_loaded_is_not_called_fine(tmp_path, name):
    (tmp_path / name).write_text(GOOD)
    [(file, article, [problem])] = checks.check(tmp_path / name)
    assert (file.name, article) == (name, None)
    assert problem.problem == "passed over: an article is named *.txt, without a dot before it"


def test_there_must_be_something_to_check(tmp_path):
    with pytest.raises(NoArticlesError, match="holds no articles"):
        list(checks.check(tmp_path))
    with pytest.raises(NoArticlesError, match="there is no such file or folder"):
        list(checks.check(tmp_path / "nowhere.txt"))


@pytest.mark.parametrize(
    ("body", "start", "line"),
    [
        ("", 0, 1),
        ("a\nb", 2, 2),
        ("a\r\nb", 3, 2),
        ("a\rb", 2, 2),
        ("a\n\n\nb", 4, 4),
        ("a\u2028b\x0bc", 4, 1),
    ],
)
def test_lines_are_counted_as_editors_count_them(body, start, line):
    assert checks.line_numbers(body)(Span(start, len(body))) == line


def test_of_metadata_every_fault_is_told(tmp_path):
    (tmp_path / "x.txt").write_text("- Gas.\n", encoding="utf-8")
    (tmp_path / "x.toml").write_text('title = 3\nspeeker = "He"\ndate = "today"\n', encoding="utf-8")
    [(_, article, problems)] = checks.check(tmp_path)
    assert article is None
    assert [(problem.line, problem.problem.partition(":")[0]) for problem in problems] == [
        (1, "title"),
        (2, "speeker"),
        (3, "date"),
    ]


def test_html_and_rtf_are_named_for_what_they_are(tmp_path):
    (tmp_path / "page.txt").write_text("<html><body>Hello there</body></html>", encoding="utf-8")
    (tmp_path / "rich.txt").write_text("{\\rtf1 Hello there}", encoding="utf-8")
    found = [str(problem) for _, _, problems in checks.check(tmp_path) for problem in problems]
    assert found == [
        f"{tmp_path}/page.txt:1: this looks like HTML or RTF; save it as plain text",
        f"{tmp_path}/rich.txt:1: this looks like HTML or RTF; save it as plain text",
    ]


def test_an_office_document_is_named(tmp_path):
    (tmp_path / "letter.txt").write_bytes(b"PK\x03\x04\x14\x00")
    (_, article, problems), *_ = checks.check(tmp_path)
    assert article is None
    assert "a binary file (of a word processor?); save it as plain text, UTF-8" in str(problems[0])


def test_accents_in_heaps_are_refused_before_they_take_minutes(tmp_path):
    (tmp_path / "good.txt").write_text(GOOD)
    (tmp_path / "heap.txt").write_text("- fine\n- a" + "\u0301\u0316" * 1000)
    told: list[ArticleError] = []
    assert [article.name for article in folder.load(tmp_path, told.append)] == ["good"]
    assert [str(error) for error in told] == [
        f"{tmp_path}/heap.txt:2: letters under heaps of accents, as no language has them"
    ]


def test_metadata_of_more_than_a_page_is_refused(tmp_path):
    (tmp_path / "x.txt").write_text(GOOD)
    (tmp_path / "x.toml").write_text("a." * 20_000 + "a = 1")
    assert checked(tmp_path) == [
        "x.toml: 0.04 MB, and 0.01 MB is the limit; split it, one file for each talks"
    ]


def test_a_link_to_a_folder_is_told_and_not_followed(tmp_path):
    (tmp_path / "x.txt").write_text(GOOD)
    (tmp_path / "link").symlink_to(tmp_path)
    assert checked(tmp_path) == ["link: can't be read: a link to a folder, which is not followed"]


def test_metadata_in_capitals_is_told(tmp_path):
    (tmp_path / "x.txt").write_text(GOOD)
    (tmp_path / "x.TOML").write_text("")
    assert checked(tmp_path) == ["x.TOML: passed over: metadata is named .toml, in small letters"]


def test_marks_that_turn_a_text_round_are_told(tmp_path):
    (tmp_path / "x.txt").write_text("- Gas is cheap \u202e and far.\n", encoding="utf-8")
    assert checked(tmp_path) == ["x.txt:1: a control character (U+202E)"]
