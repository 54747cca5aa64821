"""Does the running bot answer everywhere where people meet it, and go on after a restart?"""

import shutil
import time
from pathlib import Path
from urllib.parse import unquote

SEEDS = Path(__file__).parents[2] / "seeds"
KAZAKHS = "How many Kazakhs study in Russia?"
RUSSIA = "Russia"  # a word that many statements have: some are led through
STUDENTS, GAS = "How many Kazakhstanis study in Russia?", "Is there talk of expanding gas supplies?"


def test_the_commands_are_listed_for_each_kind_of_chat_and_each_language(talks, telegram):
    talks.start()
    telegram.until(lambda there: len(there.state.commands) == 6)
    ann, oleg, aru = (telegram.telegram.person(f"Zhan{code}", language=code) for code in ("en", "ru", "kk"))
    crowd = telegram.telegram.supergroup("Crowd", ann, oleg, aru)
    menus = {
        one.language_code: [telegram.telegram.menu(place, one) for place in (one, crowd)]
        for one in (ann, oleg, aru)
    }
    private, group = menus["en"]
    assert [one["command"] for one in private] == [
        "topics",
        "sources",
        "digest",
        "lang",
        "help",
        "privacy",
        "start",
    ]
    assert [one["command"] for one in group] == [
        "ask",
        "topics",
        "sources",
        "digest",
        "lang",
        "help",
        "privacy",
    ]
    assert private[0]["description"] == "what was spoken about"
    for place in range(2):
        told = {tuple(one["description"] for one in menus[code][place]) for code in ("en", "ru", "kk")}
        assert len(told) == 3


def test_the_bot_answers_in_private_in_a_group_in_a_topic_and_inline(talks, telegram, people):
    played = telegram.telegram
    ann, bob = played.person("Zhanar"), played.person("Zhandos")
    talks.start()
    assert "55,000 Kazakhstanis" in people.ask(ann, STUDENTS)["text"]

    crowd = played.supergroup("Crowd", ann, bob)
    played.say(crowd, bob, "Nobody asks the bot this: how many students?")
    asked = people.ask(ann, f"/ask {STUDENTS}", crowd)
    assert "55,000 Kazakhstanis" in asked["text"]
    assert asked["reply_to_message"]["text"] == f"/ask {STUDENTS}"
    assert "gas supplies" in people.ask(bob, f"@talks_bot {GAS}", crowd)["text"]
    assert "55,000" in people.ask(ann, STUDENTS, crowd, reply_to=asked)["text"]
    assert len(people.said(crowd)) == 3

    forum = played.supergroup("Forum", ann, bob, forum=True)
    topic = played.open_topic(forum, ann, "Schools")
    there = people.ask(ann, f"/ask {STUDENTS}", forum, topic=topic)
    assert (there["message_thread_id"], there["is_topic_message"]) == (topic.id, True)

    played.ask_inline(bob, "expanding gas")
    [listed] = telegram.until(lambda there: there.answers(bob, "inline"))
    gas = next(one for one in listed["results"] if "gas supplies" in one["description"])
    played.choose_inline_result(bob, crowd, gas["id"])
    assert "expanding gas supplies" in played.last(crowd)["text"]
    assert played.last(crowd)["via_bot"]["username"] == "talks_bot"
    assert talks.end() == 0


def button(message, beginning):
    """The label of the button that begins so."""
    labels = [one["text"] for row in message["reply_markup"]["inline_keyboard"] for one in row]
    return next(label for label in labels if label.startswith(beginning))


def test_buttons_turn_pages_and_links_lead_to_their_statement(talks, telegram, people):
    ann, bob = telegram.telegram.person("Zhanar"), telegram.telegram.person("Zhandos")
    talks.start()
    first = people.ask(ann, RUSSIA)
    before = first["text"]
    people.pressed(ann, first, button(first, "›"))
    telegram.until(lambda there: there.last(ann)["text"] != before)
    people.pressed(ann, telegram.telegram.last(ann), button(telegram.telegram.last(ann), "‹"))
    telegram.until(lambda there: there.last(ann)["text"] == before)
    answer = people.ask(ann, KAZAKHS)
    assert "55,000" in answer["text"]
    people.pressed(ann, answer, "Whole section")
    assert "Three more Russian-language schools" in people.next(ann, 2)["text"]
    share = next(one for row in answer["reply_markup"]["inline_keyboard"] for one in row if "url" in one)
    payload = unquote(share["url"]).rpartition("start=")[2]
    assert "55,000" in people.ask(bob, f"/start {payload}")["text"]


def test_digests_are_set_in_private_in_a_topic_and_in_a_channel_and_outlive_a_restart(
    talks, telegram, people
):
    played = telegram.telegram
    ann = played.person("Zhanar")
    forum = played.supergroup("Forum", ann, forum=True)
    topic = played.open_topic(forum, ann, "Schools")
    channel = played.channel("News", ann)
    posted = played.channel("Posted", ann)
    talks.start(DIGESTS=f"{posted.id} weekly mon 09:00", ZONE="Almaty")
    shown = people.ask(ann, "/digest daily 09:00")
    assert shown["text"].startswith("Digests come here every day at 09:00, Asia/Almaty.")
    assert "every day at 10:00" in people.ask(ann, "/digest daily 10:00", forum, topic=topic)["text"]
    assert "are off" in people.ask(ann, "/digest", forum)["text"]

    def answered(chat, text):
        before = len(played.messages(chat))
        played.post(chat, text)
        there = telegram.until(lambda telegram: telegram.messages(chat)[before + 1 :])
        return there[0]["text"]

    assert answered(channel, "/digest instant").startswith("Digests come here as soon as")
    assert answered(posted, "/digest").startswith("Digests come here on Mondays at 09:00, Asia/Almaty.")
    played.kick(forum, played.bot)
    assert talks.end() == 0

    talks.start(DIGESTS=f"{posted.id} weekly tue 09:00", ZONE="Almaty")
    assert answered(channel, "/digest").startswith("Digests come here as soon as")
    assert answered(posted, "/digest").startswith("Digests come here on Tuesdays at 09:00")
    people.pressed(ann, shown, "Switch off")
    telegram.until(lambda there: there.messages(ann)[1]["text"].startswith("Digests are off here."))
    played.join(forum, played.bot)
    telegram.until(lambda there: there.last(forum).get("text", "").startswith("I am back."))
    assert talks.end() == 0


def test_a_new_article_reaches_a_topic_and_a_channel_once_and_the_next_question_finds_it(
    talks, telegram, people, tmp_path, measured
):
    played = telegram.telegram
    ann = played.person("Zhanar")
    forum, channel = played.supergroup("Forum", ann, forum=True), played.channel("News", ann)
    topic = played.open_topic(forum, ann, "Talks")
    articles = talks.settings["ARTICLES"] = shutil.copytree(SEEDS, tmp_path / "articles")
    talks.start()
    people.ask(ann, "/digest instant", forum, topic=topic)
    played.post(channel, "/digest instant")
    telegram.until(lambda there: len(there.messages(channel)) == 2)

    def got(there, chat):
        return [one for one in there.messages(chat) if "27 kilometres" in one.get("text", "")]

    time.sleep(5)  # what is there at the start is looked at for some seconds before anything is posted
    dropped = time.monotonic()
    (articles / "visit.txt").write_text(
        "On the tunnel\n\n- The tunnel will be 27 kilometres long.\n", "utf-8"
    )
    telegram.until(lambda there: got(there, forum) and got(there, channel))
    took = time.monotonic() - dropped
    assert "27 kilometres" in people.ask(ann, "How long will the tunnel be?")["text"]
    measured(f"{talks.mode}: a new article was in a topic and a channel after {took:.1f} s")
    time.sleep(2)  # two more looks
    [posted] = got(played, forum)
    assert posted["message_thread_id"] == topic.id
    assert len(got(played, channel)) == 1
    assert talks.end() == 0


def test_languages_and_buttons_outlive_a_restart(talks, telegram, people):
    ann = telegram.telegram.person("Zhanar")
    talks.start()
    answer = people.ask(ann, RUSSIA)
    before = answer["text"]
    languages = people.ask(ann, "/lang")
    people.pressed(ann, languages, "Русский")
    telegram.until(lambda there: "по-русски" in there.last(ann)["text"])
    assert talks.end() == 0
    talks.start()
    people.pressed(ann, answer, button(answer, "›"))
    telegram.until(lambda there: there.messages(ann)[1]["text"] != before)
    assert "/topics – о чём шла речь" in people.ask(ann, "/help")["text"]
    assert talks.end() == 0


def test_a_button_whose_words_have_changed_between_two_starts_says_so(talks, telegram, people, tmp_path):
    articles = shutil.copytree(SEEDS, tmp_path / "articles")
    ann = telegram.telegram.person("Zhanar")
    talks.settings["ARTICLES"] = articles
    talks.start()
    answer = people.ask(ann, STUDENTS)
    assert talks.end() == 0
    for article in articles.glob("*.txt"):
        changed = article.read_text("utf-8").replace("55,000", "56,000").replace("Three more", "Four more")
        article.write_text(changed, "utf-8")
    talks.start()
    said = people.pressed(ann, answer, "Whole section")
    assert said["text"] == "The article has changed since. Please ask again."
    assert "56,000 Kazakhstanis" in people.ask(ann, STUDENTS)["text"]
