"""Can administrators, and nobody else, add articles by sending them, and is nothing added without a yes?"""

import logging
import os
import time

import pytest
from bots import KAZAKHS, Bot, buttons
from telegram_server import server
from test_following import ANSWER, LONG, TUNNEL, Person, articles  # noqa: F401 - a fixture
from test_markup import MARKDOWN, PAGE
from test_run import own, play, settings

from bot import pending
from bot.i18n import words
from bot.pending import Pending
from bot.problems import put
from bot.simulator import Fault
from bot.uploads import MOST
from index import folder, library
from index.drafts import drafted
from index.errors import ArticleError
from index.metadata import Path

ONLY_TEXT = "I can only read text. Please write your question."
GONE = "This waits no longer. Send it again."
CHANGED = "The article has changed since. Please ask again."
SHOWN = """The tunnel will be 27 kilometres long: "We have waited for…
the speaker is not known
1 statement:
• On the tunnel – 1
What is missing can stand in a file tunnel.toml beside the article, once it is added:
title = "…"
speaker = "…"
date = YYYY-MM-DD"""


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "articles"
    place.mkdir()
    return place


@pytest.fixture
def bot(tmp_path, place):
    with Bot(tmp_path / "data", articles=place, admins=[1001]) as running:
        yield running


@pytest.fixture
def ann(bot):
    person = bot.telegram.person("Ann", started=True)
    bot.admins.add(person.id)
    bot.restart()
    return person


@pytest.fixture
def bob(bot, ann):  # noqa: ARG001 - who is there first is the administrator
    return bot.telegram.person("Bob", started=True)


def send(bot, person, name="tunnel.txt", data=TUNNEL, kind="text/plain", **more):
    """Send a file; the only message that the bot sends then."""
    [said] = bot.hear(bot.telegram.send_file(person, person, name, data, kind, **more))
    return said


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_a_file_is_shown_and_added_upon_a_press(bot, ann, place):
    shown = send(bot, ann)
    assert shown["text"] == SHOWN
    assert buttons(shown) == [["Add", "Cancel"]]
    assert names(place) == []
    assert bot.press(ann, shown, "Add") == []
    assert bot.now(shown)["text"] == "Added as tunnel.txt. Questions find it in a few seconds."
    assert buttons(bot.now(shown)) == []
    assert (place / "tunnel.txt").read_text("utf-8") == TUNNEL


def test_cancel_drops_it(bot, ann, place):
    shown = send(bot, ann)
    bot.press(ann, shown, "Cancel")
    assert bot.now(shown)["text"] == "Dropped; nothing was added."
    bot.hear(
        bot.telegram.push_callback(
            ann, shown, shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        )
    )
    assert bot.notice(ann) == GONE
    assert names(place) == []


@pytest.mark.parametrize("first", ["Add", "Cancel"])
def test_a_button_works_once(bot, ann, place, first):
    shown = send(bot, ann)
    data = {button["text"]: button["callback_data"] for button in shown["reply_markup"]["inline_keyboard"][0]}
    bot.press(ann, shown, first)
    for button in ("Add", "Cancel"):
        bot.hear(bot.telegram.push_callback(ann, shown, data[button]))
        assert bot.notice(ann) == GONE
    assert len(names(place)) == (first == "Add")


def test_markdown_and_pages_are_read_and_their_problems_shown(bot, ann):
    assert "Key statements after the visit" in send(bot, ann, "a.md", MARKDOWN)["text"]
    page = send(bot, ann, "a.html", PAGE, "text/html")["text"]
    assert page.startswith("Key statements after the visit · NTB · 2 March 2026\n")
    wrong = send(bot, ann, "b.txt", 'On gas\n\n- Gas "will flow.\n')["text"]
    assert "\nTo look at:\n• line 3: a quotation mark without its pair\n" in wrong


def test_what_waits_outlives_a_restart(bot, ann, place):
    shown = send(bot, ann)
    bot.restart()
    bot.press(ann, shown, "Add")
    assert names(place) == ["tunnel.txt"]


def test_a_post_of_a_channel_is_taken_with_its_day_and_address(bot, ann, place):
    news = bot.telegram.channel("Town news", ann, username="town_news")
    bot.telegram.post(news, TUNNEL)
    post = bot.telegram.last(news)
    [shown] = bot.hear(bot.telegram.forward_post(ann, ann, post))
    assert shown["text"].endswith('once it is added:\nspeaker = "…"')
    assert buttons(shown) == [["Add", "Cancel"]]
    bot.press(ann, shown, "Add")
    day = time.strftime("%Y-%m-%d", time.gmtime(post["date"]))
    assert names(place) == [f"{day}-on-the-tunnel.toml", f"{day}-on-the-tunnel.txt"]
    assert (place / f"{day}-on-the-tunnel.toml").read_text("utf-8") == (
        'title = "The tunnel will be 27 kilometres long"\n'
        f'source = "Town news"\nurl = "https://t.me/town_news/{post["message_id"]}"\ndate = {day}\n'
    )


def test_an_administrators_questions_are_questions(bot, ann):
    assert "55,000" in bot.ask(ann, KAZAKHS)["text"]


def test_others_get_what_everybody_gets(bot, ann, bob, place):
    assert send(bot, bob)["text"] == ONLY_TEXT
    news = bot.telegram.channel("News", ann)
    bot.telegram.post(news, KAZAKHS)
    [answer] = bot.hear(bot.telegram.forward_post(bob, bob, bot.telegram.last(news)))
    assert "55,000" in answer["text"]
    shown = send(bot, ann)
    for data in ("Add", "Cancel"):
        bot.press(bob, shown, data)
        assert bot.notice(bob) == CHANGED
    assert bot.now(shown) == shown
    assert names(place) == []


def test_another_administrator_can_not_press_either(bot, ann, bob, place):
    bot.admins.add(bob.id)
    bot.restart()
    shown = send(bot, ann)
    bot.press(bob, shown, "Add")
    assert bot.notice(bob) == GONE
    assert names(place) == []


def test_in_groups_nothing_is_taken(bot, ann):
    group = bot.telegram.supergroup("Friends", ann)
    assert bot.hear(bot.telegram.send_file(group, ann, "tunnel.txt", TUNNEL)) == []


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../x.txt", "x.txt"),
        ("..\\..\\y.txt", "y.txt"),
        ("n" * 300 + ".txt", "n" * 60 + ".txt"),
        ("a\0b.txt", "ab.txt"),
        ("con.txt", "article-con.txt"),
        ("", "article.txt"),
    ],
)
def test_no_name_leads_out_of_the_folder(bot, ann, tmp_path, name, file):
    before = sorted(path for path in tmp_path.rglob("*") if path.suffix == ".txt")
    bot.press(ann, send(bot, ann, name), "Add")
    assert sorted(path for path in tmp_path.rglob("*.txt") if path not in before) == [
        tmp_path / "articles" / file
    ]


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.pdf", "x", "I take .txt, .md and .html files; save its text as a .txt file"),
        ("a.txt", "Газ".encode("cp1251"), "line 1: the text isn't UTF-8; save it as UTF-8"),
        ("a.txt", b"PK\0", "line 1: this is no text; save it as plain text, UTF-8"),
        ("a.txt", b"", "there are no words in it; send the text of the talks"),
        ("a.html", b"<p>", "no article is found in this page; save its text as a .txt file"),
        ("a.txt", b"a" * 1_500_000, "1.50 MB, and 1.00 MB is the limit; split it, one file for each talks"),
    ],
)
def test_what_can_be_no_article_is_told(bot, ann, name, data, word):
    assert send(bot, ann, name, data, "application/octet-stream")["text"] == word


def test_a_file_that_is_too_large_is_not_fetched(bot, ann):
    shown = send(bot, ann, file_size=MOST + 1)
    assert shown["text"] == "That is more than 5 MB; split it, one file for each talks."
    assert bot.calls("getFile") == []
    assert send(bot, ann, data=b"x" * (MOST + 1), file_size=None)["text"] == shown["text"]


def test_a_file_that_telegram_does_not_give_is_told(bot, ann):
    bot.telegram.fail("getFile", Fault.BAD_GATEWAY)
    assert send(bot, ann)["text"] == "Telegram doesn't give me this file just now. Send it again."


def test_a_folder_that_can_not_be_written_keeps_it_waiting(bot, ann, place, caplog):
    shown = send(bot, ann)
    place.rename(place.with_name("away"))
    place.write_text("")
    with caplog.at_level(logging.ERROR, "bot.uploads"):
        bot.press(ann, shown, "Add")
    assert "can't be written" in caplog.text
    assert bot.now(shown)["text"].startswith("I can't write to my folder of articles")
    place.unlink()
    place.with_name("away").rename(place)
    bot.press(ann, shown, "Add")
    assert names(place) == ["tunnel.txt"]


def test_the_same_text_is_told_to_be_there(bot, ann, place):
    for _ in range(2):
        shown = send(bot, ann)
        bot.press(ann, shown, "Add")
    assert bot.now(shown)["text"] == "The same text is there already: tunnel.txt"
    assert names(place) == ["tunnel.txt"]


def test_it_speaks_the_administrators_language(bot):
    anna = bot.telegram.person("Анна", language="ru", started=True)
    bot.admins.add(anna.id)
    bot.restart()
    shown = send(bot, anna, data="О газе\n\n- Газ «пойдёт.\n")
    assert "\nПосмотрите:\n• строка 3: кавычка без пары\nЧего не хватает" in shown["text"]
    assert buttons(shown) == [["Добавить", "Отмена"]]
    bot.press(anna, shown, "Добавить")
    assert bot.now(shown)["text"].startswith("Добавлено: tunnel.txt.")


def test_twenty_wait_at_most_and_a_day(tmp_path):
    kept = Pending(tmp_path / "pending")
    draft = drafted(TUNNEL.encode(), Path("a.txt"))
    names = []
    for number in range(pending.MOST + 2):
        names.append(kept.keep(draft, 1))
        os.utime(tmp_path / "pending" / f"{names[-1]}.json", (time.time() + number - 100,) * 2)
    assert [name for name in names if kept.find(name, 1) is None] == names[:2]
    assert kept.find(names[-1], 2) is None
    assert kept.find(names[-1], 1) == draft
    os.utime(tmp_path / "pending" / f"{names[-1]}.json", (time.time() - pending.DAY - 1,) * 2)
    assert kept.find(names[-1], 1) is None


@pytest.mark.parametrize("name", ["", "../../etc/x", "a" * 11, "a" * 300, "\0" * 11])
def test_a_made_up_name_finds_nothing(tmp_path, name):
    assert Pending(tmp_path).find(name, 1) is None


def test_every_problem_of_a_document_is_put_in_every_language():
    samples = [
        (b'- "x\n', "a.txt"),
        (b"On gas\n\n- x.\n\nOn oil\n\n\x07\n", "a.txt"),
        ("- x\ufffd.\n".encode(), "a.txt"),
        (b"<html>x</html>", "a.txt"),
        (b"On gas\n\n- x\n\nOn oil\n\nOn air\n\n- y\n", "a.txt"),
        (("- x" + "\u0301" * 40).encode(), "a.txt"),
        ("газ".encode("utf-16"), "a.txt"),
        (b"\0", "a.txt"),
        (b"\xff", "a.txt"),
        (b"", "a.txt"),
        (b"a" * 1_000_001, "a.txt"),
        (b"<p>", "a.html"),
        (b"x", "a.pdf"),
    ]
    found = []
    for content, name in samples:
        try:
            found += drafted(content, Path(name)).problems()
        except ArticleError as error:
            found.append(error)
    assert len(found) >= len(samples)
    for error in found:
        said = {put(error, words(language)) for language in ("en", "ru", "kk")}
        assert len(said) == 3, error.problem


def test_what_an_administrator_adds_is_found_by_the_next_question(tmp_path, articles):  # noqa: F811
    with server() as there:
        ann = Person(there)
        chosen = settings(
            there, tmp_path / "data", articles=articles, admins={ann.person.id}, questions_per_minute=10_000
        )

        def scene():
            ann.telegram.send_file(ann.person, ann.person, "visit.txt", TUNNEL)
            there.until(lambda telegram: own(telegram, ann.person), 30)
            ann.telegram.press(ann.person, ann.telegram.last(ann.person), "Add")
            there.until(lambda telegram: "Added as" in own(telegram, ann.person)[-1], 30)
            ann.find(LONG, ANSWER)

        play(chosen, scene, library.snapshot(folder.load(articles, print)))
        assert (articles / "visit.txt").read_text("utf-8") == TUNNEL
