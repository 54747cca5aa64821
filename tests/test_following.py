"""Does the running bot answer from what lies in its folder now, with nobody waiting and nothing half?"""

import logging
import shutil
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from bots import SEEDS
from encoders import Hashing
from telegram_server import server
from test_run import own, play, settings

from bot.following import PATIENCE, Following
from bot.live import Live
from bot.replies import Replies
from bot.storage import Store, Subscription
from index import folder, library
from index.embeddings import Embeddings
from index.meaning import Meaning

STILL = 0.8  # seconds without a change, from which on a file may be taken for whole
SOON = 5  # seconds in which a question finds what was put into the folder
TUNNEL = (
    'On the tunnel\n\n- The tunnel will be 27 kilometres long: "We have waited for it for forty years."\n'
)
LONG, ANSWER = "How long will the tunnel be?", "27 kilometres"


def posted(telegram, channel):
    """All that stands in a channel."""
    return "\n".join(message.get("text", "") for message in telegram.messages(channel))


@pytest.fixture
def articles(tmp_path):
    place = tmp_path / "articles"
    shutil.copytree(SEEDS, place)
    return place


class Person:
    """Somebody who asks the bot."""

    def __init__(self, there):
        self.there, self.telegram = there, there.telegram
        self.person = self.telegram.person("Ann", started=True)

    def ask(self, text):
        """The bot's answer."""
        before = len(self.said())
        self.telegram.say(self.person, self.person, text)
        return self.there.until(lambda telegram: own(telegram, self.person)[before:], 30)[-1]

    def said(self):
        """What the bot has said."""
        return self.there.until(lambda telegram: [own(telegram, self.person)])[0]

    def find(self, text, answer):
        """Ask until the answer has ``answer`` in it, which must be soon."""
        until = time.monotonic() + SOON
        while answer not in (said := self.ask(text)):
            assert time.monotonic() < until, said
            time.sleep(0.1)

    def lose(self, text, answer):
        """Ask until the answer doesn't have ``answer`` in it any more."""
        until = time.monotonic() + SOON
        while answer in (said := self.ask(text)):
            assert time.monotonic() < until, said
            time.sleep(0.1)


def live(scene, tmp_path, articles):
    """Let the bot live with a folder of articles as long as ``scene`` lasts."""
    with server() as there:
        ann = Person(there)
        chosen = settings(there, tmp_path / "data", articles=articles, questions_per_minute=10_000)
        play(chosen, lambda: scene(ann), library.snapshot(folder.load(articles, print)))


def test_the_next_question_finds_a_new_file_and_a_changed_one_and_not_a_removed_one(tmp_path, articles):
    def scene(ann):
        assert ANSWER not in ann.ask(LONG)
        (articles / "visit.txt").write_text(TUNNEL, "utf-8")
        ann.find(LONG, ANSWER)
        (articles / "visit.txt").write_text(TUNNEL.replace("27", "28"), "utf-8")
        ann.find(LONG, "28 kilometres")
        (articles / "visit.txt").unlink()
        ann.lose(LONG, "28 kilometres")
        assert "55,000" in ann.ask("How many Kazakhs study in Russia?")

    live(scene, tmp_path, articles)


def test_buttons_from_before_a_swap_go_on_working(tmp_path, articles):
    def scene(ann):
        ann.ask("How many Kazakhs study in Russia?")
        shown = ann.telegram.last(ann.person)
        (articles / "visit.txt").write_text(TUNNEL, "utf-8")
        ann.find(LONG, ANSWER)
        before = len(ann.said())
        ann.telegram.press(ann.person, shown, "Whole section")
        section = ann.there.until(lambda telegram: own(telegram, ann.person)[before:], 10)[0]
        assert section.startswith("Education cooperation")

    live(scene, tmp_path, articles)


def test_a_broken_file_is_told_without_its_text_and_changes_nothing(tmp_path, articles, caplog):
    def scene(ann):
        (articles / "visit.txt").write_text(TUNNEL, "utf-8")
        ann.find(LONG, ANSWER)
        (articles / "visit.txt").write_bytes("- Секретный туннель.\n".encode("cp1251"))
        until = time.monotonic() + SOON
        while "visit.txt:1: not UTF-8" not in caplog.text:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert ANSWER in ann.ask(LONG)

    with caplog.at_level(logging.INFO, "bot"):
        live(scene, tmp_path, articles)
    told = [record for record in caplog.records if record.levelname == "WARNING"]
    assert [record.getMessage() for record in told] == [
        f"{articles / 'visit.txt'}:1: not UTF-8 (byte 0xd1), perhaps windows-1251; save it as UTF-8"
    ]


def test_a_half_written_file_is_left_until_it_is_whole(tmp_path, articles):
    def scene(ann):
        with (articles / "visit.txt").open("w", encoding="utf-8") as file:
            for letter in TUNNEL:
                file.write(letter)
                file.flush()
                time.sleep(0.03)
                if letter == ":":  # the answer stands there, its statement doesn't yet
                    asked = time.monotonic()
                    early = ANSWER in ann.ask(LONG)
                    assert not early or time.monotonic() - asked > STILL
        ann.find(LONG, "forty years")

    live(scene, tmp_path, articles)


def test_a_file_that_is_being_copied_when_the_bot_begins_is_posted_whole(tmp_path, articles):
    head, _, rest = TUNNEL.partition("We have")
    (articles / "visit.txt").write_text(head, "utf-8")
    with server() as there:
        channel = there.telegram.channel("News", Person(there).person)
        with closing(Store(tmp_path / "data", None)) as store:
            store.subscribe(Subscription(channel.id, 0, "instant", "UTC"))

        def scene():
            with (articles / "visit.txt").open("a", encoding="utf-8") as file:
                for part in f"We have{rest}".split():
                    time.sleep(0.4)
                    file.write(f"{part} ")
                    file.flush()
            there.until(lambda telegram: "forty years" in posted(telegram, channel), 15)

        chosen = settings(there, tmp_path / "data", articles=articles)
        play(chosen, scene, library.snapshot(folder.load(articles, print)))
        assert posted(there.telegram, channel).count("On the tunnel\n") == 1


def test_questions_are_answered_while_a_hundred_files_come(tmp_path, articles):
    def scene(ann):
        for number in range(100):
            text = f"On town {number}\n\n- The town of Aul{number} gets a school for {number} pupils.\n"
            (articles / f"n{number}.txt").write_text(text, "utf-8")
        until = time.monotonic() + SOON
        while "Aul99" not in ann.ask("What does the town of Aul99 get?"):
            assert time.monotonic() < until
            assert "55,000" in ann.ask("How many Kazakhs study in Russia?")

    live(scene, tmp_path, articles)


class Gated(Hashing):
    """Computes vectors when the test lets it."""

    def __init__(self):
        super().__init__()
        self.gate = threading.Event()

    def passages(self, texts):
        """As the encoder, when the gate is open."""
        self.gate.wait(30)
        return super().passages(texts)

    def question(self, text):
        """The vector of the same words in a passage."""
        return super().passages([text])[0]


def test_a_snapshot_waits_for_its_vectors_but_not_for_long(tmp_path, articles):
    encoder = Gated()
    encoder.gate.set()

    def answering(taken):
        return Replies(taken, "talks_bot", Meaning(encoder, Embeddings(tmp_path, encoder), taken))

    def swapped(names):
        until = time.monotonic() + SOON
        while {article.name for article in now.articles()} != names:
            assert time.monotonic() < until
            time.sleep(0.02)
        return now.replies.meaning.ready

    now = Live(answering(library.snapshot(folder.load(articles, print))))
    [seed] = {article.name for article in now.articles()}
    with Following(now, articles, answering):
        (articles / "a.txt").write_text(TUNNEL, "utf-8")
        assert swapped({seed, "a"})  # there with its vectors
        encoder.gate.clear()
        (articles / "b.txt").write_text(TUNNEL.replace("tunnel", "bridge"), "utf-8")
        assert not swapped({seed, "a", "b"})
        encoder.gate.set()
        until = time.monotonic() + SOON
        while not now.replies.meaning.ready:
            assert time.monotonic() < until
            time.sleep(0.02)
    assert PATIENCE < SOON - 2


def test_what_a_reader_has_taken_stays_whole(articles):
    first = Replies(library.snapshot(folder.load(articles, print)), "talks_bot")
    now = Live(first)
    taken = now.replies
    Path(articles / "a.txt").write_text(TUNNEL, "utf-8")
    now.swap(Replies(library.snapshot(folder.load(articles, print)), "talks_bot"))
    assert (len(taken.articles), len(now.articles()), len(now.replies.articles)) == (1, 2, 2)
