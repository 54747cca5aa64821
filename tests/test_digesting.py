"""Does `talks digest` show what would be posted, to people and to programs?"""

import json

import pictures
import pytest
from test_cli import SEED, talks

SNOW = "date 2026-03-02 Snow falls.\n\nOn snow\n\n- It snows in Oslo: “It snows.”\n"
RAIN = "date 2026-03-01 Rain falls.\n\nOn rain\n\n- It rains in Oslo.\n"


@pytest.fixture
def weather(tmp_path):
    """A folder with two articles, of the first and the second of March."""
    (tmp_path / "snow.txt").write_text(SNOW, encoding="utf-8")
    (tmp_path / "rain.txt").write_text(RAIN, encoding="utf-8")
    (tmp_path / "rain.toml").write_text('speaker = "Kari Nordmann"\n', encoding="utf-8")
    return tmp_path


def test_the_newest_article_is_shown_with_where_the_button_leads(weather):
    status, printed, errors = talks("digest", "--articles", weather)
    assert (status, errors) == (0, "")
    assert printed == (
        "snow\n2 March 2026 · 2 statements\n\nIn short\n❝ Snow falls. ❞\n  As reported\n\n"
        "On snow\n❝ It snows in Oslo: “It snows.” ❞\n  As reported\n\n"
        "  [Ask a question] ↗ https://t.me/talks_bot?start=a8AUprzCJ\n"
    )


def test_every_quote_of_the_article_that_comes_with_talks_is_a_slice_of_it():
    _, printed, _ = talks("digest")
    quotes = [line[2:-2] for line in printed.splitlines() if line.startswith("❝ ")]
    assert len(quotes) == 12
    assert all(quote in SEED for quote in quotes)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--since", "2026-03-01"], ["snow", "rain"]),
        (["--since", "2026-03-02"], ["snow"]),
        (["--article", "rain"], ["rain"]),
        (["--article", "rain", "--article", "snow"], ["snow", "rain"]),
        (["--article", "rain", "--since", "2026-03-01"], ["rain"]),
        (["--since", "2026-03-01", "--speaker", "nordmann"], ["rain"]),
        (["--since", "2026-03-01", "--word", "rains", "--word", "oil"], ["rain"]),
    ],
)
def test_options_say_of_what(weather, options, names):
    status, printed, _ = talks("digest", "--json", "--articles", weather, *options)
    assert status == 0
    assert json.loads(printed)["articles"] == names


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "2026-03-03"],
        ["--word", "oil"],
        ["--speaker", "Ola"],
        ["--article", "snow", "--word", "rain"],
    ],
)
def test_nothing_to_post_is_said_with_a_status_of_its_own(weather, options):
    assert talks("digest", "--articles", weather, *options) == (1, "", "talks: nothing to post\n")
    status, printed, errors = talks("digest", "--json", "--articles", weather, *options)
    assert (status, errors) == (1, "")
    assert json.loads(printed) == {"articles": [], "statements": [], "more": 0, "messages": [], "buttons": []}


def test_an_article_that_is_not_there_is_told_with_those_that_are(weather):
    status, _, errors = talks("digest", "--articles", weather, "--article", "hail")
    assert status == 2
    assert errors == (
        "talks: no article is left to ask; there are 2, from 2026-03-01 to 2026-03-02: rain, snow\n"
    )


def test_a_day_is_written_year_first(weather):
    status, _, errors = talks("digest", "--articles", weather, "--since", "1.3.2026")
    assert status == 2
    assert "%Y-%m-%d" in errors


def test_telegrams_html_is_what_is_sent(weather):
    _, printed, _ = talks("digest", "--html", "--articles", weather, "--language", "ru")
    assert printed == (
        "<b>snow</b>\n2 марта 2026\u202fг. · 2 высказывания\n\n<b>Коротко</b>\n"
        "<blockquote>Snow falls.</blockquote>\nВ пересказе\n\n<b>On snow</b>\n"
        "<blockquote>It snows in Oslo: “It snows.”</blockquote>\nВ пересказе\n"
    )


def test_programs_get_the_words_their_places_and_the_messages(weather):
    _, printed, _ = talks("digest", "--json", "--articles", weather, "--word", "Oslo")
    (message,) = json.loads(printed)["messages"]
    assert json.loads(printed) == {
        "articles": ["snow"],
        "statements": [
            {
                "article": "snow",
                "section": "On snow",
                "statement": "It snows in Oslo: “It snows.”",
                "kind": "statement",
                "span": [40, 69],
                "speaker": None,
            }
        ],
        "more": 0,
        "messages": [message],
        "buttons": [{"label": "Ask a question", "url": "https://t.me/talks_bot?start=a8AUprzCJ"}],
    }
    assert message.startswith("<b>snow</b>\n2 March 2026 · 1 statement\n\n<b>On snow</b>\n<blockquote>")


def test_a_terminal_shows_titles_and_headings_styled():
    printed = pictures.typed("talks digest")
    assert "\x1b[1mKey statements by Vladimir Putin after talks with Kassym-Jomart Tokayev\x1b[0m" in printed
    assert "\x1b[36mEducation cooperation\x1b[0m" in printed
    assert "\x1b[36m[Ask a question]\x1b[0m\x1b[2m ↗ https://t.me/talks_bot?start=" in printed
