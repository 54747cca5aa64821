"""What may stand in the ``.toml`` beside an article, and what does it change?"""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from index import folder, metadata
from index.articles import parse
from index.errors import ArticleError
from index.model import Article

PATH = Path("x.toml")
BODY = "date 2025-11-12 MOSCOW, November 12. /TASS/. Talks were held.\n\nOn gas\n\n- Gas supplies grow.\n"


def problem(text: str) -> str:
    with pytest.raises(ArticleError) as raised:
        metadata.parse(text, PATH)
    return str(raised.value)


def test_all_keys_are_optional():
    assert metadata.parse("", PATH) == {}
    assert metadata.parse("# nothing yet\n", PATH) == {}


def test_every_key_goes_over_what_the_text_says():
    said = metadata.parse(
        'title = "Talks"\nspeaker = "Anna Brun"\nsource = "Daily"\nurl = "https://example.org/1"\n'
        'language = "ru"\ndate = 2024-02-29\n',
        PATH,
    )
    article = metadata.apply(said, parse(BODY, "x"))
    assert article.title == "Talks"
    assert article.speakers == ("Anna Brun",)
    assert article.source == "Daily"
    assert article.url == "https://example.org/1"
    assert article.language == "ru"
    assert article.date == datetime.date(2024, 2, 29)
    assert article.body == BODY


def test_without_metadata_what_the_text_says_stays():
    article = parse(BODY, "x")
    assert metadata.apply({}, article) == article
    assert (article.date, article.source, article.language) == (datetime.date(2025, 11, 12), "TASS", "en")


def test_metadata_lies_beside_its_article():
    assert metadata.beside(Path("a/b.c.txt")) == Path("a/b.c.toml")


def test_the_metadata_beside_is_what_an_article_is_read_with(tmp_path):
    (tmp_path / "x.txt").write_text(BODY)
    (tmp_path / "x.toml").write_text('title = "Переговоры"\r\n', encoding="utf-8-sig")
    assert folder.read(tmp_path / "x.txt").title == "Переговоры"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'title = "\xcf\xf3\xf2\xe8\xed"\n', "not UTF-8 (byte 0xcf)"),
        (b"\xff\xfet\0i\0", "UTF-16 text; save it as UTF-8"),
        (b"title = \0", "a binary file; save it as plain text, UTF-8"),
    ],
    ids=["windows-1251", "utf-16", "binary"],
)
def test_metadata_that_is_no_text_is_reported_with_its_own_path(tmp_path, content, expected):
    (tmp_path / "x.txt").write_text(BODY)
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(ArticleError) as raised:
        folder.read(tmp_path / "x.txt")
    assert (raised.value.path, raised.value.line) == (tmp_path / "x.toml", 1)
    assert raised.value.problem.startswith(expected)


def test_a_folder_in_the_place_of_metadata_is_reported(tmp_path):
    (tmp_path / "x.txt").write_text(BODY)
    (tmp_path / "x.toml").mkdir()
    with pytest.raises(ArticleError, match=r"x\.toml: not a file but a folder"):
        folder.read(tmp_path / "x.txt")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("title = 3", "title: give a text in quotes"),
        ('title = " "', "title: give a text in quotes"),
        ('title = ["Talks"]', "title: give a text in quotes"),
        ("speaker = 3", "speaker: give a name in quotes, or a list of names"),
        ("speaker = []", "speaker: give a name in quotes, or a list of names"),
        ('speaker = ["Anna Brun", ""]', "speaker: give a name in quotes, or a list of names"),
        ('speaker = ["Anna Brun", 3]', "speaker: give a name in quotes, or a list of names"),
        ("source = true", "source: give a text in quotes"),
        ('source = ""', "source: give a text in quotes"),
        ("url = 3", "url: give an address that begins with https:// or http://"),
        ('url = "example.org"', "url: give an address that begins with https:// or http://"),
        ('url = "javascript:alert(1)"', "url: give an address that begins with https:// or http://"),
        ('url = "https://a b"', "url: give an address that begins with https:// or http://"),
        ('language = "de"', "language: give one of en, ru, kk"),
        ('language = ["en"]', "language: give one of en, ru, kk"),
        ('date = "2025-11-12"', "date: give a day without quotes, such as 2025-11-12"),
        ("date = 2025-11-12T10:00:00", "date: give a day without quotes, such as 2025-11-12"),
        ("date = 2025", "date: give a day without quotes, such as 2025-11-12"),
        (
            'author = "Me"',
            "author: no such key; there are title, speaker, source, url, language, date, questions",
        ),
        ('[title]\nen = "Talks"', "title: give a text in quotes"),
        ('"title".en = "Talks"', "title: give a text in quotes"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_what_to_write(line, wanted):
    assert problem(f"# Talks\n\n{line}\n") == f"x.toml:3: {wanted}"


def test_a_key_that_begins_another_is_found_on_its_own_line():
    assert problem("titles = 'x'\ntitle = 3\n").startswith("x.toml:1: titles: no such key")
    assert problem("title = 'x'\ntit = 3\n").startswith("x.toml:2: tit: no such key")


def test_a_key_written_with_escapes_is_told_without_a_line():
    assert problem('"\\u0061" = 3\n').startswith("x.toml: a: no such key")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title = Talks\n", ":1"),
        ("\n\ntitle\n", ":3"),
        ('title = "a"\ntitle = "b"\n', ":2"),
        ('title = """', ""),
    ],
    ids=["no quotes", "no value", "twice", "cut"],
)
def test_broken_toml_is_told_with_the_line_where_it_is_known(text, line):
    assert problem(text).startswith(f"x.toml{line}: not valid TOML (texts stand in quotes): ")


@pytest.mark.parametrize(
    "text",
    ["date = 2025-13-45\n", "title = " + "[" * 5000, "title = " + "1" * 5000],
    ids=["no such date", "nested deep", "digits without end"],
)
def test_toml_that_python_chokes_on_is_an_article_error_too(text):
    assert "not valid TOML (texts stand in quotes): " in problem(text)


def test_a_bom_before_the_metadata_is_passed_over():
    assert metadata.parse('\ufefftitle = "Talks"\n', PATH) == {"title": "Talks"}
    assert problem("\ufefftitle = 3\n") == "x.toml:1: title: give a text in quotes"


# Who speaks

TWO = {"speaker": ["Anna Brun", "Ivo Dell"]}
HEADINGS = """\
Two leaders met.

On wind

- Wind blows.

Brun on gas

- Gas is cheap.

On sun

- The sun shines.

Ivo Dell:

On oil

- Oil is dear.

Brun and Dell on water

- Water is scarce.

On snow

- Snow falls.

Anna Brun

- Rain too.
"""


def test_one_speaker_says_every_statement_but_of_the_lead_only_what_names_them():
    body = "Leaders met.\n\nAnna Brun thanked all.\n\nOn gas\n\n- It flows.\n- It is cheap."
    article = metadata.apply({"speaker": "Anna Brun"}, parse(body, "x"))
    said = [statement.speaker for statement in article.statements]
    assert said == [None, "Anna Brun", "Anna Brun", "Anna Brun"]
    article = metadata.apply({"speaker": "Anna Brun"}, parse(HEADINGS, "x"))
    assert metadata.apply({"speaker": ["Anna Brun", "Anna Brun"]}, parse(HEADINGS, "x")) == article


def test_of_several_speakers_the_heading_tells_who():
    """A bare name goes for the headings under it too; "Brun on gas" only for its own statements."""
    article = metadata.apply(TWO, parse(HEADINGS, "x"))
    assert {article.section(s): s.speaker for s in article.statements} == {
        None: None,
        "On wind": None,
        "Brun on gas": "Anna Brun",
        "On sun": None,
        "On oil": "Ivo Dell",
        "Brun and Dell on water": None,
        "On snow": "Ivo Dell",
        "Anna Brun": "Anna Brun",
    }


def speakers_under_headings(article: Article) -> list[str | None]:
    return [statement.speaker for statement in article.statements if statement.section is not None]


def test_a_russian_heading_names_its_speaker_in_any_case():
    body = "Лидеры встретились.\n\nО позиции Путина\n\n- Газ дешев.\n\nО позиции Токаева\n\n- Нефть дорога.\n"
    said = {"speaker": ["Владимир Путин", "Касым-Жомарт Токаев"]}
    article = metadata.apply(said, parse(body, "x"))
    assert speakers_under_headings(article) == [
        "Владимир Путин",
        "Касым-Жомарт Токаев",
    ]


def test_a_speaker_of_function_words_is_never_found_in_a_heading():
    body = "On wind\n\n- Wind blows.\n\nAnna Brun:\n\n- Gas.\n"
    article = metadata.apply({"speaker": ["Will May", "Anna Brun"]}, parse(body, "x"))
    assert speakers_under_headings(article) == [
        None,
        "Anna Brun",
    ]


def test_speakers_change_nothing_else():
    article = parse(HEADINGS, "x")
    named = metadata.apply(TWO, article)
    assert replace(named, statements=article.statements, speakers=()) == article
    assert [section.heading for section in named.sections] == [
        section.heading for section in article.sections
    ]


def test_an_address_that_a_terminal_would_obey_is_refused(tmp_path):
    path = tmp_path / "x.toml"
    with pytest.raises(ArticleError, match="url: give an address that begins with https:// or http://"):
        metadata.parse('url = "https://x/\\u001b]0;title"', path)


def test_a_lead_with_a_word_like_the_name_is_not_signed():
    body = "The United Nations met.\n\n- Kim Jong Un spoke.\n- Others did."
    article = metadata.apply({"speaker": "Kim Jong Un"}, parse(body, "x"))
    assert [statement.speaker for statement in article.statements] == [None, "Kim Jong Un", "Kim Jong Un"]


def test_a_lead_is_signed_in_whatever_case_it_names_the_speaker():
    body = "Об этом сообщили после встречи с Марией Захаровой в Москве.\n\n- Газ дешевеет."
    article = metadata.apply({"speaker": "Мария Захарова"}, parse(body, "x"))
    assert [statement.speaker for statement in article.statements] == ["Мария Захарова"] * 2
