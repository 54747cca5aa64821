"""Does `talks digest` show what would be posted, to people and to programs?"""

import json
from contextlib import closing
from datetime import UTC, datetime

import pictures
import pytest
from test_cli import SEED, talks

from bot.planning import fingerprint
from bot.storage import Store, Subscription
from index.articles import parse

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)

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
        "Snow falls.\n2 March 2026 · 2 statements\n\nIn short\n❝ Snow falls. ❞\n  As reported\n\n"
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
    status, printed, errors = talks("digest", "--articles", weather, *options)
    assert (status, printed) == (1, "")
    assert errors.startswith("talks: nothing ")
    status, printed, errors = talks("digest", "--json", "--articles", weather, *options)
    assert (status, errors) == (1, "")
    assert json.loads(printed) == {"articles": [], "statements": [], "more": 0, "messages": [], "buttons": []}


def test_nothing_to_post_is_said_of_which_article_and_why(weather):
    _, _, errors = talks("digest", "--articles", weather, "--word", "schools")
    assert errors == "talks: nothing of snow matches --word schools; others: --article, --since\n"
    _, _, errors = talks("digest", "--articles", weather, "--since", "2026-03-03")
    assert errors == "talks: nothing to post: no article is of that day or later\n"


def test_a_blank_word_is_no_word(weather):
    status, _, errors = talks("digest", "--articles", weather, "--word", "")
    assert (status, "no name is given" in errors) == (2, True)


def test_an_article_that_is_not_there_is_told_with_those_that_are(weather):
    status, _, errors = talks("digest", "--articles", weather, "--article", "hail")
    assert status == 2
    assert errors == ("talks: no article is named 'hail'; there are: rain, snow\n")


def test_a_day_is_written_year_first(weather):
    status, _, errors = talks("digest", "--articles", weather, "--since", "1.3.2026")
    assert status == 2
    assert "%Y-%m-%d" in errors


def test_telegrams_html_is_what_is_sent(weather):
    _, printed, _ = talks("digest", "--html", "--articles", weather, "--language", "ru")
    assert printed == (
        "<b>Snow falls.</b>\n2 марта 2026\u202fг. · 2 высказывания\n\n<b>Коротко</b>\n"
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
    assert message.startswith(
        "<b>Snow falls.</b>\n2 March 2026 · 1 statement\n\n<b>On snow</b>\n<blockquote>"
    )


def test_a_terminal_shows_titles_and_headings_styled():
    printed = pictures.typed("talks digest")
    assert "\x1b[1mKey statements by Vladimir Putin after talks with Kassym-Jomart Tokayev\x1b[0m" in printed
    assert "\x1b[36mEducation cooperation\x1b[0m" in printed
    assert "\x1b[36m[Ask a question]\x1b[0m\x1b[2m ↗ https://t.me/talks_bot?start=" in printed


@pytest.fixture
def subscribed(tmp_path):
    """Two subscriptions in a store, whose bot has seen the rain but not the snow; and the environment."""
    data = tmp_path / "data"
    with closing(Store(data)) as store:
        store.see({"rain": fingerprint(parse(RAIN, "rain"))}, NOW)
        store.subscribe(Subscription(-100, 7, "daily 09:00", "Asia/Almaty", seen=1, next_due=NOW))
        store.subscribe(Subscription(5, 0, "instant", "UTC", words=("rains",), language="ru"))
        store.subscribe(Subscription(6, 0, "instant", "UTC", words=("oil",), paused="forbidden"))
    return {"TALKS_DATA": str(data)}


def test_a_dry_run_tells_of_all_subscriptions_when_and_how_much(weather, subscribed):
    status, printed, errors = talks("digest", "--dry-run", "--articles", weather, **subscribed)
    assert (status, errors) == (0, "")
    assert printed == (
        "chat  topic  schedule     zone         next due there        articles  messages\n"
        "-100  7      daily 09:00  Asia/Almaty  Fri 2026-11-27 09:00  1         1\n"
        "5     –      instant      UTC          at once               1         1\n"
        "6     –      instant      UTC          paused: forbidden     0         0\n"
    )


def test_a_dry_run_for_programs(weather, subscribed):
    _, printed, _ = talks("digest", "--dry-run", "--json", "--articles", weather, **subscribed)
    first, *others = json.loads(printed)
    assert [one["chat"] for one in others] == [5, 6]
    assert first == {
        "chat": -100,
        "topic": 7,
        "schedule": "daily 09:00",
        "zone": "Asia/Almaty",
        "next_due": "2026-11-27T04:00:00+00:00",
        "paused": None,
        "articles": 1,
        "messages": 1,
    }


@pytest.mark.parametrize(("place", "names"), [("-100/7", ["snow"]), ("5", ["rain"]), ("6", [])])
def test_what_a_chat_would_be_posted_goes_by_its_subscription(weather, subscribed, place, names):
    status, printed, _ = talks("digest", "--chat", place, "--json", "--articles", weather, **subscribed)
    assert status == (0 if names else 1)
    assert (json.loads(printed)["articles"] or []) == names


def test_a_chat_is_spoken_to_in_its_language(weather, subscribed):
    _, printed, _ = talks("digest", "--chat", "5", "--articles", weather, **subscribed)
    assert "Задать вопрос" in printed


def test_a_renamed_article_is_no_new_one(weather, subscribed):
    (weather / "rain.txt").rename(weather / "wet.txt")
    _, printed, _ = talks("digest", "--chat", "-100/7", "--json", "--articles", weather, **subscribed)
    assert json.loads(printed)["articles"] == ["snow"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--chat", "here"], "here: no chat; give its number, as in --chat -1001234567890"),
        (["--chat", "-100"], "-100: has no subscription; it has some in -100/7"),
        (["--chat", "9"], "9: has no subscription; all are listed by: talks digest --dry-run"),
        (["--chat", "5", "--dry-run"], "give one of them, and no filters"),
        (["--chat", "5", "--word", "gas"], "give one of them, and no filters"),
        (["--dry-run", "--html"], "see those of one chat with --chat"),
    ],
)
def test_what_can_not_be_foretold_is_told_with_the_next_step(weather, subscribed, options, problem):
    status, printed, errors = talks("digest", *options, "--articles", weather, **subscribed)
    assert (status, printed) == (2, "")
    assert problem in errors


def test_a_dry_run_without_subscriptions(weather, tmp_path):
    Store(tmp_path).close()
    status, printed, errors = talks("digest", "--dry-run", "--articles", weather, TALKS_DATA=str(tmp_path))
    assert (status, printed, errors) == (0, "", "talks: nobody has subscribed\n")
    printed = talks("digest", "--dry-run", "--json", "--articles", weather, TALKS_DATA=str(tmp_path))[1]
    assert printed == "[]\n"
