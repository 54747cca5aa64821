"""Is the text of pages and of Markdown that of an article, word for word?"""

import datetime

import pytest

from index import markup
from index.articles import parse

PAGE = """<html lang="en"><head><title>Visit | NTB</title>
<meta property="og:title" content="Key statements after the visit">
<meta property="article:published_time" content="2026-03-02T10:00:00Z">
<meta property="og:site_name" content="NTB"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/x">News</a></li></ul></nav>
<article><h1>Key statements after the visit</h1>
<p>OSLO, March 2. /NTB/. The two countries will build a tunnel, the minister said after long talks.</p>
<h2>On the tunnel</h2>
<ul><li>The tunnel will be <b>27 kilometres</b> long: "We have waited for it for forty years."</li>
<li>Its cost will be shared by both <a href="/c">countries</a> equally.</li></ul>
<h2>On fish</h2><p>Quotas stay as they are, <em>she</em> added.<br>Nothing else changes.</p>
</article><footer>Copyright NTB 2026, all rights reserved</footer></body></html>"""
TEXT = """OSLO, March 2. /NTB/. The two countries will build a tunnel, the minister said after long talks.

On the tunnel

- The tunnel will be 27 kilometres long: "We have waited for it for forty years."

- Its cost will be shared by both countries equally.

On fish

Quotas stay as they are, she added.
Nothing else changes.
"""
MARKDOWN = """# Key statements after the visit

OSLO, March 2. /NTB/. The two countries will build a tunnel,
the minister said *after* long talks.

## On the tunnel

* The tunnel will be **27 kilometres** long:
  "We have waited for it for forty years."
* Its cost will be shared by both [countries](https://example.org) equally.

  A second paragraph of it.

1. Numbered, too.

> "Quoted."
"""


def test_a_page_gives_its_article_and_what_it_says_of_itself():
    text, found = markup.from_html(PAGE.encode(), "https://example.org/visit")
    assert text == TEXT
    assert found == {
        "title": "Key statements after the visit",
        "source": "NTB",
        "url": "https://example.org/visit",
        "date": datetime.date(2026, 3, 2),
        "language": "en",
    }
    article = parse(text, "visit")
    assert [section.heading.of(text) for section in article.sections] == ["On the tunnel", "On fish"]


RUSSIAN = PAGE.replace("The two countries will build a tunnel", "Две страны построят туннель, и не один")


@pytest.mark.parametrize(
    ("declared", "charset"),
    [("", "windows-1251"), ('<meta charset="windows-1251">', None), ("<meta charset=zlib>", "cp1251")],
)
def test_a_page_is_read_in_the_encoding_that_its_server_or_itself_names(declared, charset):
    page = RUSSIAN.replace("<head>", f"<head>{declared}").encode("windows-1251")
    assert "Две страны построят туннель" in markup.from_html(page, None, charset)[0]


@pytest.mark.parametrize(
    "page", ["", "<html><body></body></html>", "\0\0", "<nav><a href='/'>Home</a></nav>"]
)
def test_a_page_without_an_article_is_refused(page):
    with pytest.raises(markup.MarkupError, match=r"no article is found in this page|can't be read as HTML"):
        markup.from_html(page.encode(), None)


@pytest.mark.parametrize(
    "page", ["<div>" * 50_000, "<ul><li>x" * 3_000, "<p>" + "a " * 200_000, "<!--" * 9999]
)
def test_no_page_ends_the_program(page):
    try:
        text, _ = markup.from_html(page.encode(), None)
    except markup.MarkupError as error:
        text = str(error)
    assert text


def test_lists_in_lists_and_paragraphs_in_items_lose_no_word():
    lead = " ".join(f"Sentence {number} of a lead that is long enough to be one." for number in range(6))
    page = f"<html><body><article><p>{lead}</p>"
    page += "<ul><li>One is an item of some words<ul><li>Inner is one in it</li></ul></li>"
    page += "<li><p>Two paragraphs are in this item.</p><p>More of it<br>stands here.</p></li></ul>"
    page += "<blockquote><p>Said by somebody.</p></blockquote></article></body></html>"
    assert markup.from_html(page.encode(), None)[0].split("\n\n") == [
        lead,
        "- One is an item of some words",
        "- Inner is one in it",
        "- Two paragraphs are in this item.\n  More of it\n  stands here.",
        "Said by somebody.\n",
    ]


def test_markdown_gives_its_text():
    text, found = markup.from_markdown(MARKDOWN)
    assert found == {"title": "Key statements after the visit", "language": "en"}
    assert text == (
        "OSLO, March 2. /NTB/. The two countries will build a tunnel, "
        "the minister said after long talks.\n\n"
        "On the tunnel\n\n"
        '- The tunnel will be 27 kilometres long: "We have waited for it for forty years."\n\n'
        "- Its cost will be shared by both countries equally.\n  A second paragraph of it.\n\n"
        "- Numbered, too.\n\n"
        '"Quoted."\n'
    )


def test_front_matter_tells_title_and_date():
    text, found = markup.from_markdown("---\ntitle: 'Visit'\ndate: 2026-03-02\n---\n# Visit\n\nA tunnel.\n")
    assert text == "A tunnel.\n"
    assert found == {"title": "Visit", "date": datetime.date(2026, 3, 2), "language": "en"}
