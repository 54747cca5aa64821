"""Are the lead, the headings and the statements where a careful reader sees them, whatever the text?"""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import parse
from index.model import Article, Span

GOLDEN = sorted((Path(__file__).parent / "articles").glob("*.txt"))
SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
BULLET = re.compile(r"^(?:[-–—•*●]|▪️|▶️)(?=\s)", re.MULTILINE)

# The same examples in every run, as many as a few seconds allow.
every = settings(derandomize=True, deadline=None, max_examples=300)
golden = pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)


def text_of(path: Path) -> str:
    """The file as published: its line ends and its byte order mark stay."""
    return path.read_bytes().decode()


def expected_of(path: Path) -> dict[str, Any]:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def outline(article: Article) -> dict[str, Any]:
    """What ``article`` says, in the shape of the golden files."""

    def said(kind: str, section: int | None) -> list[str]:
        return [
            statement.span.of(article.body)
            for statement in article.statements
            if (statement.kind, statement.section) == (kind, section)
        ]

    sections = [
        {"heading": section.heading.of(article.body), "statements": said("statement", number)}
        for number, section in enumerate(article.sections)
    ]
    headless = said("statement", None)
    return {
        "dateline": article.dateline.of(article.body),
        "date": article.date.isoformat() if article.date else None,
        "city": article.city,
        "agency": article.source,
        "language": article.language,
        "lead": said("lead", None),
        "sections": [{"heading": None, "statements": headless}, *sections] if headless else sections,
    }


def parts(body: str) -> list[str]:
    """Each paragraph of ``body`` with its kind before it, shortly: "heading: …"."""
    article = parse(body, "x")
    found = [(section.heading, "heading") for section in article.sections]
    found += [(statement.span, statement.kind) for statement in article.statements]
    return [f"{kind}: {span.of(body)}" for span, kind in sorted(found)]


def rewritten(value: Any, old: str, new: str) -> Any:
    """``value``, a golden outline, with ``old`` for ``new`` in every text of it."""
    return json.loads(json.dumps(value).replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1]))


def unix(path: Path) -> tuple[str, dict[str, Any]]:
    """The golden pair with plain line ends and without a byte order mark."""
    body = text_of(path).removeprefix("\ufeff").replace("\r\n", "\n")
    return body, rewritten(expected_of(path), "\r\n", "\n")


@golden
def test_a_golden_article_is_read_as_a_careful_reader_reads_it(path):
    assert outline(parse(text_of(path), path.stem)) == expected_of(path)


@golden
def test_windows_line_ends_change_nothing_but_line_ends(path):
    body, expected = unix(path)
    assert outline(parse(body.replace("\n", "\r\n"), "x")) == rewritten(expected, "\n", "\r\n")


@golden
@pytest.mark.parametrize("mark", ["-", "–", "—", "•", "▪️", "▶️", "●", "*"])
@pytest.mark.parametrize("gap", [" ", "\u00a0", "\t"], ids=["space", "nbsp", "tab"])
def test_any_bullet_makes_the_same_statements(path, mark, gap):
    body, expected = unix(path)
    assert (
        outline(parse(re.sub(BULLET.pattern + r"\s", mark + gap, body, flags=re.MULTILINE), "x")) == expected
    )


@golden
def test_a_byte_order_mark_is_part_of_nothing(path):
    body, expected = unix(path)
    assert outline(parse("\ufeff" + body, "x")) == expected


@golden
def test_blank_lines_at_either_end_and_no_final_newline_change_nothing(path):
    body, expected = unix(path)
    assert outline(parse("\n\n" + body, "x")) == expected
    assert outline(parse(body.rstrip(), "x")) == expected


@golden
def test_without_blank_lines_the_statements_are_the_same(path):
    body, expected = unix(path)
    assert outline(parse(re.sub(r"\n+", "\n", body), "x")) == rewritten(expected, "\n\n", "\n")


@pytest.mark.parametrize(
    "path", [path for path in GOLDEN if path.stem != "en-mixed"], ids=lambda path: path.stem
)
def test_blank_lines_between_all_lines_make_the_same_statements(path):
    """Where no line is wrapped: a blank line in the middle of a sentence parts it for a reader too."""
    body, expected = unix(path)
    expected = rewritten(rewritten(expected, "\n\n", "\n"), "\n", "\n\n")
    assert outline(parse(re.sub(r"\n+", "\n\n", body), "x")) == expected


@pytest.mark.parametrize(
    ("line", "city", "date", "agency"),
    [
        ("MOSCOW, November 12. /TASS/.", "MOSCOW", None, "TASS"),
        ("MOSCOW,November 12./TASS/.", "MOSCOW", None, "TASS"),
        ("MOSCOW, Nov. 12 /TASS/.", "MOSCOW", None, "TASS"),
        ("MOSCOW, 12 November 2025, /TASS/", "MOSCOW", "2025-11-12", "TASS"),
        ("ST. PETERSBURG, June 5, 2026. /ITAR-TASS/. -", "ST. PETERSBURG", "2026-06-05", "ITAR-TASS"),
        ("МОСКВА, 5 мая 2026 г. /ТАСС/.", "МОСКВА", "2026-05-05", "ТАСС"),
        ("МОСКВА, 5 мая 2026 г., /ТАСС/.", "МОСКВА", "2026-05-05", "ТАСС"),
        ("НИЖНИЙ ЛУМ, 31 декабря 2025 года — /РИА Новости/:", "НИЖНИЙ ЛУМ", "2025-12-31", "РИА Новости"),
        ("АСТАНА, 2026 жылғы 14 қыркүйек. /ҚазАқпарат/ –", "АСТАНА", "2026-09-14", "ҚазАқпарат"),
        ("АСТАНА, 14 қыркүйек 2026 жыл. /ҚазАқпарат/.", "АСТАНА", "2026-09-14", "ҚазАқпарат"),
        ("LUME, February 30, 2026. /TASS/.", "LUME", None, "TASS"),
    ],
)
def test_a_dateline_tells_city_date_and_agency(line, city, date, agency):
    body = f"{line} Two tunnels will be built.\nOn gas\n- Gas is cheap."
    article = parse(body, "x")
    assert article.dateline.of(body) == line
    assert (article.city, article.source) == (city, agency)
    assert article.date == (datetime.date.fromisoformat(date) if date else None)
    assert article.statements[0].sentences[0].span.of(body) == "Two tunnels will be built."


@pytest.mark.parametrize(
    "line",
    [
        "MOSCOW, Smarch 12 /TASS/ is where two tunnels meet.",
        "Of the 3,5 and/or 7 tunnels, May 1 is the first.",
        "He said that on May 1 /TASS/ was there.",
    ],
)
def test_what_only_looks_like_a_dateline_is_text(line):
    article = parse(line, "x")
    assert (article.dateline, article.city, article.source) == (Span(0, 0), None, None)
    assert article.statements[0].sentences[0].span.of(line) == line


def test_the_date_above_goes_before_the_date_in_the_dateline():
    article = parse("date 2026-03-02 VELMORA, March 1, 2025. /TASS/. The tunnel is ready.", "x")
    assert article.date == datetime.date(2026, 3, 2)


def test_a_date_that_is_in_no_calendar_is_no_date():
    assert parse("date 2026-13-45 The tunnel is ready.", "x").date is None


def test_a_date_without_a_dateline_is_not_what_was_said():
    body = "date 2026-03-02 The tunnel is ready. It is long."
    article = parse(body, "x")
    assert article.dateline.of(body) == ""
    said = [sentence.span.of(body) for sentence in article.statements[0].sentences]
    assert said == ["The tunnel is ready.", "It is long."]


def test_a_date_alone_is_all_that_was_said():
    article = parse("date 2026-03-02", "x")
    assert [statement.sentences[0].span for statement in article.statements] == [Span(0, 15)]


def test_a_title_above_the_dateline_is_a_lead_paragraph_of_its_own():
    body = "date 2026-03-02\nTalks in Velmora\n\nVELMORA, March 1. /TASS/. All is well.\n\nOn gas\n\n- Cheap."
    article = parse(body, "x")
    assert article.dateline.of(body) == "VELMORA, March 1. /TASS/."
    assert parts(body) == [
        "lead: date 2026-03-02\nTalks in Velmora",
        "lead: VELMORA, March 1. /TASS/. All is well.",
        "heading: On gas",
        "statement: Cheap.",
    ]
    said = [[sentence.span.of(body) for sentence in statement.sentences] for statement in article.statements]
    assert said == [["Talks in Velmora"], ["All is well."], ["Cheap."]]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n"])
def test_a_dateline_on_its_own_line_opens_the_next_paragraph(gap):
    body = f"VELMORA, March 1. /TASS/.{gap}All is well.\n\nOn gas\n\n- It is cheap."
    article = parse(body, "x")
    assert article.statements[0].span.of(body) == f"VELMORA, March 1. /TASS/.{gap}All is well."
    assert article.statements[0].sentences[0].span.of(body) == "All is well."


def test_a_dateline_goes_on_with_no_line_before_it():
    body = "- Talks in Velmora\n  VELMORA, March 1. /TASS/. All is well."
    assert parts(body) == ["statement: Talks in Velmora", "statement: VELMORA, March 1. /TASS/. All is well."]


def test_a_bullet_under_a_dateline_is_a_statement():
    body = "VELMORA, March 1. /TASS/.\n- All is well.\n- Gas is cheap."
    assert parts(body) == [
        "lead: VELMORA, March 1. /TASS/.",
        "statement: All is well.",
        "statement: Gas is cheap.",
    ]


def test_a_heading_under_a_dateline_is_a_heading():
    body = "date 2026-03-01 VELMORA, March 1. /TASS/.\n\nOn gas\n\n- It is cheap."
    assert parts(body) == [
        "lead: date 2026-03-01 VELMORA, March 1. /TASS/.",
        "heading: On gas",
        "statement: It is cheap.",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "Mr Torren spoke.\nTASS has the main points\n- Gas is cheap.\nOn oil\n- Oil is dear.",
            ["lead: Mr Torren spoke.", "heading: TASS has the main points", "statement: Gas is cheap.",
             "heading: On oil", "statement: Oil is dear."],
            id="a short line over bullets is a heading",
        ),
        pytest.param(
            "VELMORA, March 1. /TASS/. Mr Torren spoke.\nTASS has the main points\n- Gas is cheap.",
            ["lead: VELMORA, March 1. /TASS/. Mr Torren spoke.", "lead: TASS has the main points",
             "statement: Gas is cheap."],
            id="unless it names the agency",
        ),
        pytest.param(
            "He spoke.\nThe main points of his long speech were these:\n- Gas is cheap.\n- Oil is dear.",
            ["lead: He spoke.", "lead: The main points of his long speech were these:",
             "statement: Gas is cheap.", "statement: Oil is dear."],
            id="a long line with a colon over the first bullets ends the lead",
        ),
        pytest.param(
            "He spoke.\nWhat he said of the price of gas:\n- Low.\nAnd of oil:\n- High.\nAnd of coal:\n- So.",
            ["lead: He spoke.", "heading: What he said of the price of gas:", "statement: Low.",
             "heading: And of oil:", "statement: High.", "heading: And of coal:", "statement: So."],
            id="or is a heading where the others are like it",
        ),
        pytest.param(
            "He spoke.\nA short line\nOn gas\n- It is cheap.",
            ["lead: He spoke.", "lead: A short line", "heading: On gas", "statement: It is cheap."],
            id="a lead line may lack its full stop",
        ),
        pytest.param(
            "He spoke.\nOn gas\n- It is cheap.\nOn oil.\n- It is dear.\nWill it?\n- Yes.\nSo be it.\n- Yes.",
            ["lead: He spoke.", "heading: On gas", "statement: It is cheap.", "heading: On oil.",
             "statement: It is dear.", "heading: Will it?", "statement: Yes.",
             "statement: So be it.", "statement: Yes."],
            id="a heading may be put as a sentence",
        ),
        pytest.param(
            "He spoke.\nOn gas\nIt is cheap.\nOn oil",
            ["lead: He spoke.", "heading: On gas", "statement: It is cheap.", "statement: On oil"],
            id="nothing stands under the last line, so it is no heading",
        ),
        pytest.param(
            "- Gas is cheap\n  and will stay so.\n- Oil is dear\nand heavy.\nOn coal\n- It is black.",
            ["statement: Gas is cheap\n  and will stay so.", "statement: Oil is dear\nand heavy.",
             "heading: On coal", "statement: It is black."],
            id="a wrapped line belongs to its bullet",
        ),
        pytest.param(
            "He spoke.\n\nOn gas:\n\n“It is cheap.”\n\nOn oil:\n\n“It is dear.”",
            ["lead: He spoke.", "heading: On gas:", "statement: “It is cheap.”", "heading: On oil:",
             "statement: “It is dear.”"],
            id="a heading with a colon is not the announcement of the quotation under it",
        ),
        pytest.param(
            "They spoke.\n\nAda Holm:\n\n“It is cheap.”\n\nBen Reuk:\n\n“It is dear.”",
            ["lead: They spoke.", "heading: Ada Holm:", "statement: “It is cheap.”", "heading: Ben Reuk:",
             "statement: “It is dear.”"],
            id="nor is a speaker's name",
        ),
        pytest.param(
            "On gas\n\nIt will stay.\n\n“It is cheap,” he said.\n\nHe smiled.\n\n“It is cheap.”\n\n“I know.”",
            ["heading: On gas", "statement: It will stay.", "statement: “It is cheap,” he said.",
             "statement: He smiled.\n\n“It is cheap.”", "statement: “I know.”"],
            id="a paragraph that is all quotation belongs to the reporter's line before it",
        ),
        pytest.param(
            "О газе\n\n«Он дешёвый».\n\n«Он будет дешёвым».",
            ["heading: О газе", "statement: «Он дешёвый».", "statement: «Он будет дешёвым»."],
            id="and not to another quotation, wherever its full stop stands",
        ),
        pytest.param(
            "On gas\n- It is cheap:\n“We dig,” he said.\n- It is ours.",
            ["heading: On gas", "statement: It is cheap:\n“We dig,” he said.", "statement: It is ours."],
            id="a quotation under a bullet belongs to the bullet",
        ),
        pytest.param(
            "On gas\n- It is cheap.\n“Amber” Pipeline\n- It is long.",
            ["heading: On gas", "statement: It is cheap.", "heading: “Amber” Pipeline",
             "statement: It is long."],
            id="a heading may begin with a quotation mark",
        ),
        pytest.param(
            "•Gas\n•2.5 percent more.\n▶️3 percent less.\n-5 degrees of frost.\n***\n– –",
            ["statement: Gas", "statement: 2.5 percent more.", "statement: 3 percent less.",
             "statement: -5 degrees of frost."],
            id="a minus is no bullet, a line without words is nothing",
        ),
    ],
)  # fmt: skip
def test_headings_leads_and_statements_are_told_apart(body, expected):
    assert parts(body) == expected


@pytest.mark.parametrize("body", ["", "\n", "\ufeff", " \r\n\t\n", "- \n* * *\n…"])
def test_without_a_word_there_are_no_statements(body):
    article = parse(body, "x")
    assert (article.sections, article.statements) == ((), ())


def assert_whole(body: str) -> None:
    """No letter is lost, changed or claimed twice, and every span lies where it should."""
    article = parse(body, "x")
    assert article.body == body
    headings = [section.heading for section in article.sections]
    spans = [statement.span for statement in article.statements]
    assert headings == sorted(headings)
    assert spans == sorted(spans)
    owner: list[int | None] = [None] * len(body)
    end = 0
    for number, span in enumerate(sorted(headings + spans)):
        assert end <= span.start < span.stop <= len(body)
        end = span.stop
        owner[span.start : span.stop] = [number] * (span.stop - span.start)
    at = 0
    for line in body.splitlines(keepends=True):
        owners = {owner[place] for place in range(at, at + len(line)) if body[place].isalnum()}
        assert None not in owners
        assert len(owners) <= 1
        at += len(line)
    assert_answerable(article)


def assert_answerable(article: Article) -> None:
    """Every word that was said is in a sentence; the date and the dateline were not said."""
    body = article.body
    dated = re.match(r"[\s\ufeff]*date\s+\d{4}-\d{2}-\d{2}(?!\d)", body, re.IGNORECASE)
    unsaid = {*range(dated.end() if dated else 0), *range(article.dateline.start, article.dateline.stop)}
    for statement in article.statements:
        assert statement.section is None or 0 <= statement.section < len(article.sections)
        assert statement.sentences
        end = statement.span.start
        covered: set[int] = set()
        for sentence in statement.sentences:
            assert end <= sentence.span.start <= sentence.span.stop <= statement.span.stop
            end = sentence.span.stop
            covered.update(range(sentence.span.start, sentence.span.stop))
        words = {at for at in range(statement.span.start, statement.span.stop) if body[at].isalnum()}
        assert words - covered <= unsaid


WORDS = st.sampled_from(
    "gas Gas On about О туралы Torren U.S. г. No. 5 2.5 1\u00a0000 и … . ! ? , : — - / TASS \u200b ǅ ﬁ ² 🙂"
    ' " “ ” « » „ “gas” «газ» "gas gas"'.split(" ")
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
LINES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "- ", "– ", "—\u00a0", "•", "▪️ ", "▶️\t", "* ", "  ", "\ufeff", "“", "«",
                         "date 2026-03-01 ", "VELMORA, March 1. /TASS/. ", "ПОРТ ЭЛЬДРА, 1 мая. /ТАСС/ - "]),
        SENTENCES,
        st.sampled_from(["", ".", ":", "?", "”", "».", '"', " "]),
    ),
)  # fmt: skip
ARTICLES = st.builds(
    lambda top, lines, end: top + end.join(lines),
    st.sampled_from(["", "\ufeff", " date 2026-03-01 ", "date 2026-03-01\n", "VELMORA, March 1. /TASS/. "]),
    st.lists(st.one_of(LINES, st.just("")), max_size=14),
    st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\u2028"]),
)


@every
@given(st.text())
def test_no_text_at_all_loses_a_letter(body):
    assert_whole(body)


@every
@given(st.text('aA1ж \n\r\t\u00a0\u2028.,:!?…-–—•*"“”«»„/\ufeff'))
def test_no_heap_of_marks_loses_a_letter(body):
    assert_whole(body)


@every
@given(ARTICLES)
def test_no_article_loses_a_letter(body):
    assert_whole(body)


@pytest.mark.parametrize("path", GOLDEN + SEEDS, ids=lambda path: path.stem)
def test_the_articles_at_hand_lose_no_letter(path):
    assert_whole(text_of(path))
