"""Does the bot in Telegram do what its users were promised, in private, in groups, in topics and inline?"""

import datetime
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import bots
import pytest
from bots import ANSWER, KAZAKHS, OFF_TOPIC, Bot, buttons, links, quotes
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import about, references, render, wording
from bot.i18n import LANGUAGES, words
from bot.replies import Replies
from bot.simulator import Fault
from bot.storage import StorageError
from index import analysis, articles, library
from index.answers import ANSWERED, NEAR, Answerer, answering

GAS = "What was said about gas supplies to the north?"
RUSSIA = "Russia"  # a word that many statements have: six are led through, the second of which is
SECOND = "Russia and Kazakhstan are discussing"
CHANGED = "The article has changed since. Please ask again."
TOO_FAST = "One moment, please: that was a lot of questions. Ask again in a minute."
BODY = bots.seed().articles[0].body


@pytest.fixture
def bot(tmp_path):
    with Bot(tmp_path) as running:
        yield running


@pytest.fixture
def ann(bot):
    return bot.telegram.person("Ann", started=True)


@pytest.fixture
def group(bot, ann):
    return bot.telegram.supergroup("Friends", ann)


def with_articles(path, *bodies):
    """A bot that knows articles with these bodies, named a, b, c…"""
    parsed = [articles.parse(body, name) for body, name in zip(bodies, "abcdefghijkl", strict=False)]
    return Bot(path, library.snapshot(parsed))


def many(number):
    return "On gas\n\n" + "\n\n".join(f"- Gas went to town {n}, he said." for n in range(1, number + 1))


def answer_to(bot, place, person, text, **more):
    """The statement that ``text`` brought, or None when the bot was silent."""
    said = bot.say(place, person, text, **more)
    assert len(said) <= 1
    return [ANSWER in message["text"] for message in said] or None


# Asking


def test_any_text_in_private_is_a_question_and_the_quote_comes_first(bot, ann):
    answer = bot.ask(ann)
    [quote] = quotes(answer)
    assert quote in BODY
    assert answer["text"].startswith(quote)
    assert bots.marked(answer, "bold") == [ANSWER]
    assert answer["text"].removeprefix(quote) == (
        "\nVladimir Putin, quoted by TASS · Education cooperation · 12 November 2025\n"
        "https://tass.com/politics/2042929"
    )
    assert buttons(answer)[-1] == ["Whole section", "Share"]
    assert "reply_to_message" not in answer
    assert answer["link_preview_options"] == {"is_disabled": True}


def test_spoken_words_and_the_reporters_are_told_apart(bot, ann):
    assert "Vladimir Putin, quoted by TASS · " in bot.ask(ann)["text"]
    reported = bot.ask(ann, "How many Russian-language schools will be opened?")
    assert "Vladimir Putin, as reported by TASS · " in reported["text"]


def test_what_is_not_in_the_talks_is_declined_with_the_nearest_sections_as_buttons(bot, ann):
    declined = bot.ask(ann, OFF_TOPIC)
    assert declined["text"].startswith("Not in the talks. Nothing there mentions “price”, “oil”.\n")
    assert quotes(declined) == []
    assert buttons(declined) == [
        ["Invite back to Russia"],
        ["The results of the negotiations"],
        ["Education cooperation"],
        ["On the status of the Russian language in Kazakhstan"],
    ]
    [section] = bot.press(ann, declined, "Invite back to Russia")
    assert section["text"].startswith("Invite back to Russia\nPutin invited Tokayev to an informal summit")


def test_the_closest_that_was_said_is_quoted_where_somebody_asks_and_said_not_to_answer(bot, ann, group):
    question = "How many Russians study in Kazakhstan?"
    for place, text in ((ann, question), (group, f"/ask {question}")):
        [declined] = bot.say(place, ann, text)
        [quote] = quotes(declined)
        assert declined["text"].startswith(
            f"Not in the talks. The closest that was said, which does not answer:\n{quote}\n"
        )
        assert ANSWER in quote
        assert buttons(declined)[0] == ["Education cooperation"]
    assert bot.inline(ann, question)["results"] == []


NO_WORDS = "I find no words in that. Please ask in words."
TOO_LONG = "That is too long for a question. Please ask in up to 4,096 characters."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("😀", NO_WORDS),
        ("😀 !", NO_WORDS),
        ("?" * 10, NO_WORDS),
        ("a" * 4097, TOO_LONG),
        ("?" * 4097, TOO_LONG),
    ],
)
def test_what_cannot_be_asked_is_told_why(bot, ann, text, told):
    assert bot.ask(ann, text)["text"] == told


def test_small_talk_is_answered_in_kind(bot, ann, group):
    hello = "Hello! Ask me what was said at the talks, for instance: How many Kazakhs study in Russia?"
    assert bot.ask(ann, "привет")["text"] == hello
    [thanked] = bot.say(group, ann, "@talks_bot рахмет")
    assert thanked["text"] == "You are welcome! Ask me whenever you want to know what was said."


def test_over_an_answer_stands_what_of_the_question_is_mentioned_nowhere(bot, ann, group):
    question = f"What was said about gas supplies to the north by {'zebra' * 9}?"
    told = f"The talks don't mention “{'zebra' * 8}…”."
    [in_group] = bot.say(group, ann, f"/ask {question}")
    for answer in (bot.ask(ann, question), in_group):
        assert answer["text"].startswith(f"{told}\n{quotes(answer)[0]}")
        assert bots.marked(answer, "bold")[0] == told


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (f"/ask {KAZAKHS}", [True]),
        (f"/ASK {KAZAKHS}", [True]),
        (f"/ask\n{KAZAKHS}", [True]),
        (f"/ask\t{KAZAKHS}", [True]),
        (f"/ask@talks_bot {KAZAKHS}", [True]),
        (f"/ask@Talks_Bot {KAZAKHS}", [True]),
        (f"/ask @talks_bot {KAZAKHS}", [True]),
        (f"/ask@other_bot {KAZAKHS}", None),
        (f"@talks_bot {KAZAKHS}", [True]),
        (f"@TALKS_bot, {KAZAKHS}", [True]),
        ("How many Kazakhs study @talks_bot in Russia?", [True]),
        (f"{KAZAKHS} @talks_bot @TALKS_BOT", [True]),
        (f"😀👩‍👩‍👧 @talks_bot {KAZAKHS} 😀 @talks_bot", [True]),
        (f"@talks_bots {KAZAKHS}", None),
        (f"mail to me@talks_bot {KAZAKHS}", None),
        (f"@other_bot {KAZAKHS}", None),
        (KAZAKHS, None),
        (f"so /ask {KAZAKHS}", None),
        ("/unknown", None),
        ("/unknown@talks_bot", None),
        ("/ask", [False]),
        ("@talks_bot", [False]),
    ],
)
def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(tmp_path, kind, text, answers):
    with Bot(tmp_path, privacy_mode=False) as bot:
        ann = bot.telegram.person("Ann")
        group = getattr(bot.telegram, kind)("Friends", ann)
        assert answer_to(bot, group, ann, text) == answers


def test_with_privacy_mode_the_same_holds(bot, ann, group):
    assert answer_to(bot, group, ann, KAZAKHS) is None
    assert answer_to(bot, group, ann, f"/ask {KAZAKHS}") == [True]
    assert answer_to(bot, group, ann, f"hey @talks_bot {KAZAKHS}") == [True]


def test_a_groups_answer_replies_to_the_question_and_opens_more_in_private(bot, ann, group):
    [answer] = bot.say(group, ann, f"/ask {RUSSIA}")
    assert answer["reply_to_message"]["text"] == f"/ask {RUSSIA}"
    assert len(quotes(answer)) == 1
    assert links(answer)["Whole section"].startswith("https://t.me/talks_bot?start=w")
    [section] = bot.press(ann, answer, "Whole section")
    assert section["chat"]["id"] == ann.id
    assert section["text"].startswith("Education cooperation\n")
    bot.press(ann, answer, "› 2/6")
    assert SECOND in quotes(bot.now(answer))[0]


def test_ask_as_a_reply_takes_that_message_as_the_question(bot, ann, group):
    bob = bot.telegram.person("Bob")
    bot.say(group, bob, KAZAKHS)
    asked = bot.telegram.last(group)
    assert answer_to(bot, group, ann, "/ask", reply_to=asked) == [True]
    assert answer_to(bot, group, ann, "@talks_bot", reply_to=asked) == [True]
    assert answer_to(bot, group, ann, f"/ask {OFF_TOPIC}", reply_to=asked) == [False]


def test_ask_as_a_reply_to_a_caption_or_to_a_chosen_part_takes_those_words(bot, ann, group):
    location = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]
    bot.hear(bot.telegram.send(group, ann, photo=location, caption=KAZAKHS))
    assert answer_to(bot, group, ann, "/ask", reply_to=bot.telegram.last(group)) == [True]
    bot.say(group, ann, f"Rain tomorrow? {KAZAKHS} Snow?")
    part = {"text": KAZAKHS, "position": 15, "is_manual": True}
    command = [{"type": "bot_command", "offset": 0, "length": 4}]
    said = bot.hear(
        bot.telegram.send(
            group, ann, reply_to=bot.telegram.last(group), text="/ask", entities=command, quote=part
        )
    )
    assert [ANSWER in message["text"] for message in said] == [True]


def test_ask_as_a_reply_to_something_without_words_says_how_to_ask(bot, ann, group):
    bot.hear(bot.telegram.send(group, ann, location={"latitude": 1.0, "longitude": 2.0}))
    [told] = bot.say(group, ann, "/ask", reply_to=bot.telegram.last(group))
    assert told["text"] == f"Write your question after /ask: /ask {KAZAKHS}"


def test_a_reply_to_the_bot_is_a_question_and_a_reply_to_others_is_not(tmp_path):
    with Bot(tmp_path, privacy_mode=False) as bot:
        ann = bot.telegram.person("Ann")
        group = bot.telegram.supergroup("Friends", ann)
        [answer] = bot.say(group, ann, f"/ask {GAS}")
        assert answer_to(bot, group, ann, KAZAKHS, reply_to=answer) == [True]
        bot.say(group, ann, "hello")
        assert answer_to(bot, group, ann, KAZAKHS, reply_to=bot.telegram.last(group)) is None


def test_answers_stay_in_the_topic_of_a_forum(bot, ann):
    forum = bot.telegram.supergroup("Forum", ann, forum=True)
    topic = bot.telegram.open_topic(forum, ann, "Gas")
    for text in (f"/ask {GAS}", f"@talks_bot {GAS}", "/topics", "/help", f"/ask {OFF_TOPIC}"):
        [answer] = bot.say(forum, ann, text, topic=topic)
        assert (answer["message_thread_id"], answer["is_topic_message"]) == (topic.id, True)
    [answer] = bot.say(forum, ann, f"/ask {GAS}")
    assert "message_thread_id" not in answer


def test_what_is_written_in_a_topic_that_the_bot_opened_is_no_reply_to_it(tmp_path):
    with Bot(tmp_path, privacy_mode=False) as bot:
        ann = bot.telegram.person("Ann")
        forum = bot.telegram.supergroup("Forum", ann, forum=True)
        topic = bot.telegram.open_topic(forum, bot.telegram.bot, "Gas")
        assert answer_to(bot, forum, ann, KAZAKHS, topic=topic) is None
        [answer] = bot.say(forum, ann, f"/ask {GAS}", topic=topic)
        assert answer_to(bot, forum, ann, KAZAKHS, topic=topic, reply_to=answer) == [True]


def test_in_a_supergroup_without_topics_the_answer_stays_in_the_thread(bot, ann, group):
    [first] = bot.say(group, ann, f"/ask {GAS}")
    [second] = bot.say(group, ann, KAZAKHS, reply_to=first)
    thread = first["reply_to_message"]["message_id"]
    assert (second["message_thread_id"], second.get("is_topic_message")) == (thread, None)
    assert "message_thread_id" not in bot.calls("sendMessage")[-1]


def test_edited_messages_are_not_answered_again(bot, ann, group):
    for place, text in ((ann, KAZAKHS), (group, f"/ask {KAZAKHS}")):
        bot.say(place, ann, text)
        asked = next(message for message in bot.telegram.messages(place) if message["text"] == text)
        assert bot.hear(bot.telegram.edit(asked, f"{text} And now?")) == []


def test_what_came_through_an_inline_bot_is_not_answered(bot, ann, group):
    via = bot.telegram.bot.json()
    assert bot.hear(bot.telegram.send(ann, ann, text=KAZAKHS, via_bot=via)) == []
    assert bot.hear(bot.telegram.send(group, ann, text=f"{KAZAKHS} @talks_bot", via_bot=via)) == []


@pytest.mark.parametrize("text", [f"/ask {KAZAKHS}", f"@talks_bot {KAZAKHS}", "/topics", "/start"])
def test_other_bots_are_never_answered_lest_two_talk_for_ever(bot, ann, group, text):
    other = bot.telegram.person("Other", username="other_bot")
    other.is_bot = True
    [update] = bot.telegram.say(group, ann, text)
    update["message"]["from"] = other.json()
    assert bot.hear([update]) == []
    [update] = bot.telegram.say(ann, ann, text)
    update["message"]["from"] = other.json()
    assert bot.hear([update]) == []


def test_anonymous_administrators_and_people_in_a_channels_name_are_answered(bot, ann, group):
    channel = bot.telegram.channel("News", ann)
    for text in (f"/ask {KAZAKHS}", f"@talks_bot {KAZAKHS}"):
        [answer] = bot.hear(bot.telegram.say_anonymously(group, text))
        assert ANSWER in answer["text"]
        [answer] = bot.hear(bot.telegram.say_as_channel(group, channel, text))
        assert ANSWER in answer["text"]


def test_a_channels_post_and_its_copy_in_the_discussion_are_not_answered(bot, ann):
    channel = bot.telegram.channel("News", ann)
    comments = bot.telegram.supergroup("Comments", ann, bot="administrator")
    for text in (f"/ask {KAZAKHS}", f"@talks_bot {KAZAKHS}"):
        updates = bot.telegram.post(channel, text, discussed_in=comments)
        assert len(updates) == 2
        assert bot.hear(updates) == []


def test_what_is_no_text_is_answered_in_private_only(bot, ann, group):
    contact = {"phone_number": "1", "first_name": "Bob"}
    [told] = bot.hear(bot.telegram.send(ann, ann, contact=contact))
    assert told["text"] == "I can only read text. Please write your question."
    assert bot.hear(bot.telegram.send(group, ann, contact=contact)) == []


def test_an_unknown_command_is_told_in_private(bot, ann):
    assert bot.ask(ann, "/weather")["text"] == "I don't know this command. /help shows what I can do."


# Buttons


def test_previous_and_next_lead_through_the_ranked_statements_and_back(bot, ann):
    answer = bot.ask(ann, RUSSIA)
    seen = [quotes(answer)[0]]
    for place in range(2, 7):
        assert bot.press(ann, answer, f"› {place}/6") == []
        seen += quotes(bot.now(answer))
    assert len(set(seen)) == 6
    assert all(quote in BODY for quote in seen)
    assert buttons(bot.now(answer))[0] == ["‹ 5/6"]
    for place in range(5, 0, -1):
        bot.press(ann, answer, f"‹ {place}/6")
    assert (quotes(bot.now(answer)), buttons(bot.now(answer))) == (quotes(answer), buttons(answer))
    assert {one["text"] for one in bot.telegram.answers(ann)} == {""}


ZEBRAS = "Russia and Kazakhstan: cooperation with zebras"
NO_ZEBRAS = "The talks don't mention “zebras”.\n"


def test_notes_go_along_through_the_ranked_statements_and_back(bot, ann, group):
    [asked] = bot.say(group, ann, "/ask@talks_bot " + ZEBRAS)
    for answer in (bot.ask(ann, ZEBRAS), asked):
        assert answer["text"].startswith(NO_ZEBRAS)
        bot.press(ann, answer, "› 2/4")
        second = bot.now(answer)
        assert quotes(second) != quotes(answer)
        assert second["text"].startswith(NO_ZEBRAS)
        bot.press(ann, answer, "‹ 1/4")
        assert (bot.now(answer)["text"], bot.now(answer)["entities"]) == (answer["text"], answer["entities"])


def test_without_its_question_what_stands_over_all_statements_goes_along(bot, ann, group):
    """A message that replies to "/ask" alone can't tell what that replied to."""
    bot.telegram.say(group, ann, ZEBRAS)
    [answer] = bot.say(group, ann, "/ask", reply_to=bot.telegram.messages(group)[-1])
    bot.press(ann, answer, "› 2/4")
    assert bot.now(answer)["text"].startswith(NO_ZEBRAS)
    assert quotes(bot.now(answer)) != quotes(answer)


def test_only_answers_that_turn_reply_to_their_question_in_private(bot, ann):
    assert bot.ask(ann, RUSSIA)["reply_to_message"]["text"] == RUSSIA
    assert "reply_to_message" not in bot.ask(ann, "Who was invited to St. Petersburg?")


def test_only_statements_that_answer_are_led_through(bot, ann):
    found = Answerer(bots.seed()).answer("Russian language", 6)
    assert len(answering(found)) == 2
    assert buttons(bot.ask(ann, "Russian language"))[0] == ["› 2/2"]
    assert buttons(bot.ask(ann, "Who was invited to St. Petersburg?")) == [["Whole section", "Share"]]


def test_a_button_pressed_twice_does_no_harm(bot, ann):
    answer = bot.ask(ann, RUSSIA)
    bot.hear(bot.telegram.press(ann, answer, "› 2/6") + bot.telegram.press(ann, answer, "› 2/6"))
    assert buttons(bot.now(answer))[0] == ["‹ 1/6", "› 3/6"]
    assert len(bot.telegram.answers(ann)) == 2


def test_sections_are_browsed_from_the_article_to_its_statements_and_back(bot, ann):
    topics = bot.ask(ann, "/topics")
    assert buttons(topics) == [
        ["In short"],
        ["Invite back to Russia"],
        ["The results of the negotiations"],
        ["Education cooperation"],
        ["On the status of the Russian language in Kazakhstan"],
    ]
    bot.press(ann, topics, "The results of the negotiations")
    section = bot.now(topics)
    assert len(quotes(section)) == 3
    assert all(quote in BODY for quote in quotes(section))
    assert section["text"].endswith(
        "\nVladimir Putin · TASS · 12 November 2025\nhttps://tass.com/politics/2042929"
    )
    bot.press(ann, topics, "« All sections")
    assert bot.now(topics)["reply_markup"] == topics["reply_markup"]


def test_in_a_group_the_sections_of_topics_open_in_private(bot, ann, group):
    [topics] = bot.say(group, ann, "/topics")
    [section] = bot.press(ann, topics, "Education cooperation")
    assert section["chat"]["id"] == ann.id
    assert section["text"].startswith("Education cooperation\n")


def test_with_several_articles_topics_begins_with_the_articles_a_page_at_a_time(tmp_path):
    bodies = [f"On trade\n\n- Trade with country {n} grew." for n in range(11)]
    with with_articles(tmp_path, *bodies) as bot:
        ann = bot.telegram.person("Ann")
        topics = bot.ask(ann, "/topics")
        assert topics["text"] == "Which talks?"
        assert buttons(topics) == [*([f"Trade with country {n} grew."] for n in range(8)), ["›"]]
        bot.press(ann, topics, "›")
        assert buttons(bot.now(topics)) == [*([f"Trade with country {n} grew."] for n in (8, 9, 10)), ["‹"]]
        bot.press(ann, topics, "Trade with country 9 grew.")
        assert buttons(bot.now(topics)) == [["On trade"], ["« All talks"]]
        bot.press(ann, topics, "On trade")
        assert quotes(bot.now(topics)) == ["Trade with country 9 grew."]
        bot.restart(library.snapshot([articles.parse(bodies[0], "a"), articles.parse(bodies[1], "b")]))
        bot.hear(bot.telegram.push_callback(ann, topics, "t1"))
        assert buttons(bot.now(topics)) == [[f"Trade with country {n} grew."] for n in (0, 1)]
        bot.ask(ann, "/sources")


def test_a_long_title_is_cut_on_a_button_and_its_source_and_date_are_kept(tmp_path):
    day = datetime.date(2025, 5, 3)
    some = [
        replace(articles.parse(f"On trade\n\n- Trade {n} grew.", f"a{n}"), **known)
        for n, known in enumerate(
            [
                {"title": "Talks " * 20, "source": "TASS", "date": day},
                {"title": "T" * 56},
                {"title": "T" * 57, "date": day},
                {"title": "T" * 30, "source": "S" * 90},
            ]
        )
    ]
    with Bot(tmp_path, library.snapshot(some)) as bot:
        assert [label for [label] in buttons(bot.ask(bot.telegram.person("Ann"), "/topics"))] == [
            "Talks Talks Talks Talks Talks Talks… · TASS · 3 May 2025",
            f"{'T' * 42}… · 3 May 2025",
            "T" * 56,
            f"{'T' * 27}… · {'S' * 90}",
        ]


def test_where_nothing_is_near_all_of_several_articles_are_a_button_away(tmp_path):
    with with_articles(tmp_path, "On trade\n\n- Trade grew.", "On gas\n\n- Gas flows to Mars.") as bot:
        ann = bot.telegram.person("Ann")
        group = bot.telegram.supergroup("Friends", ann)
        for place, text in ((ann, "zebras"), (group, "/ask zebras")):
            [declined] = bot.say(place, ann, text)
            assert buttons(declined) == [["On trade"], ["All talks"]]
            bot.press(ann, declined, "All talks")
            assert buttons(bot.now(declined)) == [["Trade grew."], ["Gas flows to Mars."]]
        assert buttons(bot.ask(ann, "Did Zebras and Lions go to Mars?")) == [["On gas"]]


def test_a_long_section_is_turned_page_by_page(tmp_path):
    with Bot(tmp_path, bots.written(many(200))) as bot:
        ann = bot.telegram.person("Ann")
        topics = bot.ask(ann, "/topics")
        bot.press(ann, topics, "On gas")
        seen, pages = quotes(bot.now(topics)), 1
        assert buttons(bot.now(topics)) == [["›"], ["« All sections"]]
        while "›" in buttons(bot.now(topics))[0]:
            bot.press(ann, topics, "›")
            seen += quotes(bot.now(topics))
            pages += 1
        assert seen == [f"Gas went to town {n}, he said." for n in range(1, 201)]
        assert pages > 1
        assert buttons(bot.now(topics)) == [["‹"], ["« All sections"]]
        bot.press(ann, topics, "‹")
        assert buttons(bot.now(topics))[0] in (["‹", "›"], ["›"])


def test_share_and_deep_links_open_that_very_statement(bot, ann):
    answer = bot.ask(ann)
    shared = parse_qs(urlsplit(links(answer)["Share"]).query)["url"][0]
    payload = shared.removeprefix("https://t.me/talks_bot?start=")
    assert re.fullmatch(r"[\w-]{1,64}", payload)
    bob = bot.telegram.person("Bob", language="kk")
    opened = bot.ask(bob, f"/start {payload}")
    assert (quotes(opened), bots.marked(opened, "bold")) == (quotes(answer), [ANSWER])


def test_the_links_under_a_digest_open_what_there_is_to_ask_about(bot, ann):
    topics = bot.ask(ann, "/topics")
    for payload in (f"a{references.of_article(bots.seed().articles[0])}", "t0"):
        opened = bot.ask(ann, f"/start {payload}")
        assert (opened["text"], buttons(opened)) == (topics["text"], buttons(topics))


def test_buttons_and_links_go_on_working_after_a_restart(bot, ann):
    answer, topics, declined = bot.ask(ann, RUSSIA), bot.ask(ann, "/topics"), bot.ask(ann, OFF_TOPIC)
    bot.restart()
    bot.press(ann, answer, "› 2/6")
    assert SECOND in quotes(bot.now(answer))[0]
    bot.press(ann, topics, "Education cooperation")
    assert len(quotes(bot.now(topics))) == 4
    [section] = bot.press(ann, declined, "Invite back to Russia")
    assert len(quotes(section)) == 1


def test_buttons_and_links_say_so_when_the_words_have_changed(bot, ann):
    answer, declined = bot.ask(ann, RUSSIA), bot.ask(ann, OFF_TOPIC)
    payload = links(answer)["Share"].rpartition("=")[2]
    bot.restart(bots.written(BODY.replace("a", "o"), bots.seed().articles[0].name))
    for message, button in (
        (answer, "› 2/6"),
        (answer, "Whole section"),
        (declined, "Education cooperation"),
    ):
        assert bot.press(ann, message, button) == []
        assert bot.notice(ann) == CHANGED
        assert bot.now(message) == message
    assert bot.ask(ann, f"/start {payload}")["text"].startswith(f"{CHANGED}\n\nI answer questions about")


def test_buttons_of_unchanged_statements_work_although_others_changed(bot, ann):
    answer = bot.ask(ann, RUSSIA)
    fewer = BODY.replace("constructive and productive", "constructive")
    bot.restart(bots.written(fewer, bots.seed().articles[0].name))
    bot.press(ann, answer, "› 2/6")
    assert SECOND in quotes(bot.now(answer))[0]


def test_the_same_words_under_two_headings_keep_their_headings(tmp_path):
    body = "On gas\n\n- Gas supplies grew by half.\n\nOn oil\n\n- Gas supplies grew by half.\n"
    with Bot(tmp_path, bots.written(body)) as bot:
        ann = bot.telegram.person("Ann")
        answer = bot.ask(ann, "gas supplies grew")
        bot.press(ann, answer, "› 2/2")
        headings = [re.findall("On (?:gas|oil)", one["text"]) for one in (answer, bot.now(answer))]
        assert headings == [["On gas"], ["On oil"]]


def test_the_button_of_a_message_that_is_gone_or_too_old_answers_below(bot, ann, group):
    for place, text in ((ann, RUSSIA), (group, f"/ask {RUSSIA}")):
        [answer] = bot.say(place, ann, text)
        bot.telegram.delete(answer)
        [below] = bot.hear(bot.telegram.press(ann, answer, "› 2/6"))
        assert SECOND in quotes(below)[0]
        assert below["chat"]["id"] == place.id


def test_the_button_of_a_message_that_only_the_bot_may_not_read_any_more_still_changes_it(bot, ann):
    answer = bot.ask(ann, RUSSIA)
    [update] = bot.telegram.press(ann, answer, "› 2/6")
    message = update["callback_query"]["message"]
    update["callback_query"]["message"] = {
        "chat": message["chat"],
        "message_id": message["message_id"],
        "date": 0,
    }
    assert bot.hear([update]) == []
    assert SECOND in quotes(bot.now(answer))[0]


def test_a_press_that_is_answered_too_late_works_all_the_same(bot, ann):
    answer = bot.ask(ann, RUSSIA)
    updates = bot.telegram.press(ann, answer, "› 2/6")
    bot.clock.shift = 60
    bot.hear(updates)
    assert SECOND in quotes(bot.now(answer))[0]


def test_a_press_works_although_its_acknowledgement_did_not_come_through(bot, ann):
    answer = bot.ask(ann, RUSSIA)
    bot.telegram.fail("answerCallbackQuery", Fault.TIMEOUT_BEFORE)
    bot.press(ann, answer, "› 2/6")
    assert buttons(bot.now(answer))[0] == ["‹ 1/6", "› 3/6"]


STATEMENT, TOPIC, ARTICLE = "_1N6xgnS2", "Y_sSQEo_", "AAAAAAAA"


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "q",
        "q0",
        "q9_1N6xgnS2",
        "q0_1N6xgnS",
        "q0_1N6xgnSé",
        "w",
        "wAAAAAAAA",
        "s" + TOPIC + "99999",
        "a" + ARTICLE,
        "lde",
        "l",
        "\0",
        "😀" * 16,
        "😀",
    ],
)
def test_forged_data_is_met_with_a_plain_word(bot, ann, forged):
    answer = bot.ask(ann)
    assert bot.hear(bot.telegram.push_callback(ann, answer, forged)) == []
    assert bot.notice(ann) == CHANGED
    assert bot.now(answer) == answer


REPLIES = Replies(bots.seed(), "talks_bot")
FORGED = st.one_of(
    st.binary(max_size=64).map(lambda data: data.decode(errors="surrogateescape")),
    st.builds(
        str.__add__,
        st.sampled_from(["q0", "q1", "q9", "w", "s", "a", "t", "l"]),
        st.lists(st.sampled_from([STATEMENT, TOPIC, "1", "999999", "é", "\n", "²", "٣"])).map("".join),
    ),
)


@given(FORGED, st.booleans())
@settings(max_examples=500, deadline=None)
def test_no_data_at_all_raises_and_none_leads_to_data_that_telegram_refuses(forged, in_public):
    reply = REPLIES.opened(forged, words("en"), public=in_public)
    assert reply is None or all(
        len(button.data.encode()) <= 64 for row in reply.buttons for button in row if button.data
    )


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60)


@given(st.lists(LINES, min_size=1, max_size=8), LINES, LINES)
@settings(max_examples=150, deadline=None)
def test_for_any_article_the_data_of_buttons_is_short_and_leads_somewhere(lines, name, asked):
    body = "\n\n".join(f"- {line}" if number % 3 else line for number, line in enumerate(lines))
    article = articles.parse(f"On gas\n\n- Gas it is.\n\n{body}", name)
    replies = Replies(library.snapshot([article]), "talks_bot")
    said = [replies.ask(asked, words("en")), replies.ask("gas", words("en")), replies.topics(words("en"))]
    sections = [replies.opened(button.data, words("en")) for row in said[2].buttons for button in row]
    pressed = [button.data for reply in [*said, *sections] for row in reply.buttons for button in row]
    for data in filter(None, pressed):
        assert len(data.encode()) <= 64
        assert replies.opened(data, words("en")) is not None
    for reply in said[:2]:
        for block in reply.blocks:
            assert not block.quote or "".join(run.text for run in block.runs) in article.body


# Commands


def test_start_offers_questions_in_the_readers_language(bot):
    for language, first in (
        ("ru", "Сколько казахстанцев учится в России?"),
        ("kk", "Ресейде қанша қазақстандық оқиды?"),
    ):
        reader = bot.telegram.person(language, language=language, started=True)
        bot.ask(reader, "/start")
        offered = bot.telegram.chat(reader).keyboard
        assert offered[0] == first
        assert [analysis.language_of(question) for question in offered] == [language] * 3


def test_start_tells_what_it_answers_from_and_offers_three_questions_to_tap(bot, ann):
    greeting = bot.ask(ann, "/start")
    assert greeting["text"] == (
        "I answer questions about what was said at talks: with the very words, or with an honest no.\n"
        "I have 1 article.\n"
        "Key statements by Vladimir Putin after talks with Kassym-Jomart Tokayev · TASS · 12 November 2025\n"
        "\n"
        "Ask in your own words, or tap a question. /topics shows what there is, /help how to ask."
    )
    tapped = bot.telegram.chat(ann).keyboard
    assert tapped == [KAZAKHS, GAS, "Who was invited to St. Petersburg?"]
    assert [len(quotes(bot.ask(ann, question))) for question in tapped] == [1, 1, 1]


@pytest.mark.parametrize(
    "payload", ["inline", "ask", "welcome", "x", "q", "w", "a", "../..", "😀", "q0" + "€" * 99, "1 2", "-"]
)
def test_start_with_a_payload_that_is_not_ours_greets(bot, ann, payload):
    assert bot.ask(ann, f"/start {payload}")["text"].startswith("I answer questions about")


@pytest.mark.parametrize("payload", ["q0AAAAAAAA0", "wAAAAAAAA", "aAAAAAAAA"])
def test_start_with_a_link_to_what_is_gone_says_so_and_greets(bot, ann, payload):
    text = bot.ask(ann, f"/start {payload}")["text"]
    assert text.startswith(f"{CHANGED}\n\nI answer questions about")


def test_start_in_a_group_greets_without_a_keyboard_and_says_how_to_ask_there(bot, ann, group):
    [greeting] = bot.say(group, ann, "/start@talks_bot wY_sSQEo_")
    assert greeting["text"].startswith("I answer questions about")
    assert greeting["text"].endswith(
        "\n\nWrite /ask and your question. /topics shows what there is, /help how to ask."
    )
    assert bot.telegram.chat(group).keyboard == []


def test_help_begins_with_how_to_ask_where_it_is_read(bot, ann, group):
    [in_group] = bot.say(group, ann, "/help")
    helps = {
        name: one["text"].splitlines()
        for name, one in (("private", bot.ask(ann, "/help")), ("group", in_group))
    }
    assert [lines[:2] for lines in helps.values()] == [
        [
            "Here: write a question in your own words.",
            "In a group: write /ask and your question, mention me, or reply to me.",
        ],
        [
            "Here: write /ask and your question, mention me, or reply to me.",
            "In a private chat with me: write a question in your own words.",
        ],
    ]
    assert helps["private"][2:6] == helps["group"][2:6]
    listed = {name: [line.partition(" ")[0] for line in lines[6:]] for name, lines in helps.items()}
    assert listed == {
        "private": ["/topics", "/sources", "/digest", "/lang", "/help", "/privacy", "/start"],
        "group": ["/ask", "/topics", "/sources", "/digest", "/lang", "/help", "/privacy"],
    }


def test_what_to_ask_is_shown_in_the_readers_language_first(tmp_path):
    some = [
        replace(articles.parse(body, name), questions=questions)
        for name, body, questions in [
            ("en", "On gas\n\n- Gas flows to the north.\n", ("Gas?", "North?", "Both?")),
            ("ru", "О газе\n\n- Газ идёт на север.\n", ("Газ?", "Север?")),
        ]
    ]
    with Bot(tmp_path, library.snapshot(some)) as bot:
        examples = {"ru": ("Газ?", ["Газ?", "Север?", "Gas?"]), "kk": ("Gas?", ["Gas?", "North?", "Both?"])}
        for language, (example, tapped) in examples.items():
            person = bot.telegram.person("Ann", language=language)
            assert bot.ask(person, "/ask")["text"].endswith(f": /ask {example}")
            bot.ask(person, "/start")
            assert bot.telegram.chat(person).keyboard == tapped


def test_help_sources_and_privacy_tell_what_they_should(bot, ann):
    assert "type @talks_bot and some words" in bot.ask(ann, "/help")["text"]
    sources = bot.ask(ann, "/sources")
    title = (
        "Key statements by Vladimir Putin after talks with Kassym-Jomart Tokayev · TASS · 12 November 2025"
    )
    assert (sources["text"], bots.marked(sources, "text_link")) == (title, [title])
    assert bot.ask(ann, "/privacy")["text"].startswith("I keep no questions, no messages and no names")


def test_sources_names_the_newest_of_many_and_counts_the_rest(tmp_path):
    some = [articles.parse(f"On trade\n\n- Trade {n} grew.", f"talks-{n:02}") for n in range(25)]
    with Bot(tmp_path, library.snapshot(some)) as bot:
        text = bot.ask(bot.telegram.person("Ann"), "/sources")["text"]
        assert text.splitlines()[-1] == "and 5 more"
        assert len(text.splitlines()) == 21


# Languages


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "по-русски"),
        ("ru-RU", "по-русски"),
        ("kk", "қазақша"),
        ("en-GB", "English"),
        ("de", "English"),
        ("", "English"),
    ],
)
def test_the_bot_speaks_the_language_of_somebodys_telegram_or_else_english(bot, code, language):
    person = bot.telegram.person("Ann", language=code)
    assert language in bot.ask(person, "/lang")["text"]


def test_a_language_chosen_in_private_is_kept_and_holds_for_that_person_inline_and_in_groups(bot, ann, group):
    chooser = bot.ask(ann, "/lang")
    assert buttons(chooser) == [["English", "Русский", "Қазақша"]]
    bot.press(ann, chooser, "Қазақша")
    assert "қазақша" in bot.now(chooser)["text"]
    bot.press(ann, chooser, "Қазақша")
    bot.restart()
    assert "12 қараша" in bot.ask(ann)["text"]
    assert "12 қараша" in bot.inline(ann, "gas")["results"][0]["message"]["text"]
    [answer] = bot.say(group, ann, f"/ask {KAZAKHS}")
    assert "12 қараша" in answer["text"]
    bob = bot.telegram.person("Bob")
    [answer] = bot.say(group, bob, f"/ask {KAZAKHS}")
    assert "12 November 2025" in answer["text"]


def test_when_the_store_fails_questions_are_answered_and_a_choice_is_told_to_have_failed(tmp_path):
    with Bot(tmp_path) as bot:
        ann = bot.telegram.person("Ann", language="ru")
        bot.ask(ann, "/lang kk")
        with closing(sqlite3.connect(tmp_path / "talks.sqlite")) as database:
            database.execute("DROP TABLE languages")
        assert "12 ноября" in bot.ask(ann)["text"]
        assert bot.failed() == []
        bot.ask(ann, "/lang kk")
        assert [type(error) for error in bot.failed()] == [StorageError]


def test_in_a_group_only_administrators_choose_the_language_for_all(bot, ann, group):
    bob, eva = bot.telegram.person("Bob"), bot.telegram.person("Eva")
    bot.telegram.join(group, bob)
    bot.telegram.join(group, eva)
    bot.telegram.promote(group, eva)
    [chooser] = bot.say(group, bob, "/lang")
    bot.press(bob, chooser, "Русский")
    assert bot.notice(bob) == "In a group only administrators choose the language."
    assert "English" in bot.now(chooser)["text"]
    for leader, language, named in ((ann, "Русский", "по-русски"), (eva, "Қазақша", "қазақша")):
        bot.press(leader, chooser, language)
        assert named in bot.now(chooser)["text"]
        [answer] = bot.say(group, bob, "/lang")
        assert named in answer["text"]
    assert "English" in bot.ask(ann, "/lang")["text"]


def test_a_language_can_be_written_after_the_command(bot, ann, group):
    for written, language in (("ru", "по-русски"), ("ҚАЗАҚША", "қазақша"), ("english", "English")):
        assert language in bot.ask(ann, f"/lang {written}")["text"]
        assert language in bot.ask(ann, "/lang")["text"]
    assert "English" in bot.ask(ann, "/lang klingon")["text"]
    bob = bot.telegram.person("Bob")
    bot.telegram.join(group, bob)
    [refused] = bot.say(group, bob, "/lang ru")
    assert refused["text"] == "In a group only administrators choose the language."
    [taken] = bot.say(group, ann, "/lang ru")
    assert "по-русски" in taken["text"]
    [taken] = bot.hear(bot.telegram.say_anonymously(group, "/lang kk"))
    assert "қазақша" in taken["text"]


def test_the_language_that_is_spoken_already_gets_a_word_too(bot, ann):
    chooser = bot.ask(ann, "/lang")
    bot.press(ann, chooser, "English")
    assert bot.notice(ann).startswith("I speak English.")
    bot.press(ann, chooser, "Русский")
    assert bot.notice(ann) == ""


def test_quotes_are_never_translated(bot):
    quoted = {code: quotes(bot.ask(bot.telegram.person("Ann", language=code), KAZAKHS)) for code in LANGUAGES}
    assert quoted["en"] == quoted["ru"] == quoted["kk"]


def test_a_group_that_becomes_a_supergroup_keeps_its_language(bot, ann):
    old = bot.telegram.group("Friends", ann)
    [chooser] = bot.say(old, ann, "/lang")
    bot.press(ann, chooser, "Русский")
    new, updates = bot.telegram.migrate(old)
    assert bot.hear(updates) == []
    [answer] = bot.say(new, ann, "/lang")
    assert "по-русски" in answer["text"]


# Inline


def test_inline_lists_statements_with_the_section_as_title_and_the_quote_as_text(bot, ann):
    answer = bot.inline(ann, KAZAKHS)
    first = answer["results"][0]
    assert first["title"] == "Education cooperation"
    assert quotes(first["message"])[0] in BODY
    assert quotes(first["message"])[0].startswith(first["description"].removesuffix("…"))
    assert first["description"].endswith("Kazakhstanis study in…")
    assert ANSWER in first["message"]["text"]
    assert answer["button"] == {}
    assert bot.calls("answerInlineQuery")[-1]["is_personal"] is True


def test_an_empty_inline_query_lists_the_sections(bot, ann):
    titles = [result["title"] for result in bot.inline(ann, " ")["results"]]
    assert titles == [
        "Invite back to Russia",
        "The results of the negotiations",
        "Education cooperation",
        "On the status of the Russian language in Kazakhstan",
    ]


def test_an_article_without_headings_is_listed_by_its_title(tmp_path):
    with Bot(tmp_path, bots.written("Gas went north, he said.", title="Talks on gas")) as bot:
        [result] = bot.inline(bot.telegram.person("Ann"), "")["results"]
        assert (result["title"], quotes(result["message"])) == ("Talks on gas", ["Gas went north, he said."])


def test_what_fits_nothing_lists_nothing_but_offers_the_bot(bot, ann):
    for text in (OFF_TOPIC, "😀"):
        answer = bot.inline(ann, text)
        assert answer["results"] == []
        assert answer["button"]["text"] == "Not in the talks. Ask the bot"
        assert bot.ask(ann, f"/start {answer['button']['start_parameter']}")["text"].startswith("I answer")


@pytest.mark.parametrize("offset", ["x", "-1", "²", "1.5", "9" * 60])
def test_an_odd_offset_raises_nothing(bot, ann, offset):
    assert bot.inline(ann, "gas", offset)["next_offset"] == ""


def test_inline_results_are_paged_and_every_statement_comes_once(tmp_path):
    with Bot(tmp_path, bots.written(many(55))) as bot:
        ann = bot.telegram.person("Ann")
        titles, offset, pages = [], "", 0
        while pages == 0 or offset:
            answer = bot.inline(ann, "gas", offset)
            assert len(answer["results"]) <= 20
            titles += [result["description"] for result in answer["results"]]
            offset, pages = answer["next_offset"], pages + 1
        assert pages == 3
        assert sorted(titles) == sorted(f"Gas went to town {n}, he said." for n in range(1, 56))


def test_statements_that_an_article_repeats_are_listed_once(tmp_path):
    body = "On gas\n\n- Gas supplies grew.\n\n- Gas supplies grew.\n\n- Gas supplies fell.\n"
    with Bot(tmp_path, bots.written(body)) as bot:
        answer = bot.inline(bot.telegram.person("Ann"), "gas supplies")
        assert [one["description"] for one in answer["results"]] == [
            "Gas supplies grew.",
            "Gas supplies fell.",
        ]


def test_a_whole_question_lists_only_what_answers_and_a_few_words_what_matches_too(bot, ann):
    def listed(text):
        return [result["description"] for result in bot.inline(ann, text)["results"]]

    question = "What did Putin say about the Russian language?"
    found = Answerer(bots.seed()).answer(question, 50).quotes
    answering = [quote for quote in found if quote.confidence >= ANSWERED]
    assert len(listed("Russian language")) > 3
    assert len(listed(question)) == len(answering) < len(found)
    assert len(listed("joint training program for technical personnel")) == 1
    assert len(listed("training program")) > 1
    assert len(listed("Who was invited to St. Petersburg?")) == 1


def test_what_answers_comes_first_on_its_page_inline(bot, ann):
    question = "where cities"
    found = [one for one in Answerer(bots.seed()).answer(question, 50).quotes if one.nearness >= NEAR]
    shown = [quotes(result["message"])[0] for result in bot.inline(ann, question)["results"]]
    told = [wording.shown(quote.article, quote.statement).of(BODY) for quote in found]
    first = [one for one, quote in zip(told, found, strict=True) if quote.confidence >= ANSWERED]
    assert shown == [*first, *(one for one in told if one not in first)]
    assert first


@pytest.mark.parametrize("typed", ["ga", "supplies to the nor", "KAZAKHS", "study"])
def test_what_is_still_being_typed_finds_statements_already(bot, ann, typed):
    assert bot.inline(ann, typed)["results"]


def test_a_chosen_result_carries_its_quote_into_a_chat_and_its_buttons_lead_into_the_bot(bot, ann):
    result = bot.inline(ann, KAZAKHS)["results"][0]
    bob = bot.telegram.person("Bob")
    group = bot.telegram.supergroup("Others", bob, ann)
    assert bot.hear(bot.telegram.choose_inline_result(ann, group, result["id"])) == []
    message = bot.telegram.last(group)
    assert message["via_bot"]["username"] == "talks_bot"
    assert ANSWER in quotes(message)[0]
    assert buttons(message) == [["Whole section", "Share"]]
    [section] = bot.press(bob, message, "Whole section")
    assert (section["chat"]["id"], section["text"][:21]) == (bob.id, "Education cooperation")


def test_a_chosen_section_carries_its_first_statement(bot, ann):
    result = bot.inline(ann, "")["results"][2]
    bot.hear(bot.telegram.choose_inline_result(ann, ann, result["id"]))
    message = bot.telegram.last(ann)
    assert message["text"].startswith("Education cooperation\nThe two nations may work together")
    assert links(message)["Whole section"].endswith("?start=wY_sSQEo_")


def test_a_forged_button_of_an_inline_message_changes_it_in_place(bot, ann):
    result = bot.inline(ann, KAZAKHS)["results"][0]
    group = bot.telegram.supergroup("Others", ann, bot="left")
    group.members[bot.telegram.bot.id] = "member"
    updates = bot.telegram.choose_inline_result(ann, group, result["id"])
    inline = updates[-1]["chosen_inline_result"]["inline_message_id"]
    forged = f"q0{STATEMENT}"
    assert bot.hear(bot.telegram.push_callback(ann, {"inline_message_id": inline}, forged)) == []
    assert ANSWER in quotes(bot.telegram.last(group))[0]
    assert bot.hear(bot.telegram.push_callback(ann, {"inline_message_id": "gone"}, forged)) == []


# Manners


def test_who_asks_too_fast_is_told_once_and_then_met_with_silence(tmp_path):
    with Bot(tmp_path, per_minute=2) as bot:
        ann, bob = bot.telegram.person("Ann"), bot.telegram.person("Bob")
        texts = [[message["text"] for message in bot.say(ann, ann, KAZAKHS)] for _ in range(5)]
        assert [ANSWER in texts[0][0], ANSWER in texts[1][0]] == [True, True]
        assert texts[2:] == [[TOO_FAST], [], []]
        assert bot.say(ann, ann, "/topics") == []
        assert ANSWER in bot.ask(bob)["text"]


def test_a_group_has_a_limit_of_its_own(tmp_path):
    with Bot(tmp_path, per_minute=2) as bot:
        people = [bot.telegram.person(name) for name in ("Ann", "Bob", "Eva")]
        group = bot.telegram.supergroup("Friends", *people)
        said = [bot.say(group, person, f"/ask {KAZAKHS}")[0]["text"] for person in people]
        assert [ANSWER in text for text in said] == [True, True, False]
        assert said[2] == TOO_FAST
        assert ANSWER in bot.ask(people[2])["text"]


def test_who_presses_too_fast_is_told_in_a_window(tmp_path):
    with Bot(tmp_path, per_minute=1) as bot:
        ann = bot.telegram.person("Ann")
        answer = bot.ask(ann, RUSSIA)
        for _ in range(2):
            bot.press(ann, answer, "› 2/6")
            bot.press(ann, answer, "‹ 1/6")
        before = bot.now(answer)
        bot.press(ann, answer, "› 2/6")
        assert (bot.notice(ann), bot.now(answer)) == (TOO_FAST, before)


def test_a_group_may_press_so_often_whoever_does(tmp_path):
    with Bot(tmp_path, per_minute=4) as bot:  # the question is one of them
        people = [bot.telegram.person(f"P{number}") for number in range(4)]
        group = bot.telegram.supergroup("Friends", *people)
        [answer] = bot.say(group, people[0], f"/ask {RUSSIA}")
        for person, button in zip(people, ["› 2/6", "‹ 1/6"] * 2, strict=True):
            bot.press(person, answer, button)
        assert [bot.notice(person) for person in people] == ["", "", "", TOO_FAST]
        own = bot.ask(people[-1], RUSSIA)
        bot.press(people[-1], own, "› 2/6")
        assert bot.notice(people[-1]) == ""


def test_who_types_too_fast_gets_no_list(tmp_path):
    with Bot(tmp_path, per_minute=1) as bot:
        ann = bot.telegram.person("Ann")
        for _ in range(8):
            bot.inline(ann, "gas")
        before = len(bot.calls("answerInlineQuery"))
        bot.hear(bot.telegram.ask_inline(ann, "gas"))
        assert len(bot.calls("answerInlineQuery")) == before


def test_a_list_that_comes_too_late_is_no_failure(bot, ann):
    updates = bot.telegram.ask_inline(ann, "gas")
    bot.clock.shift = 60
    assert bot.hear(updates) == []


def test_where_nothing_gets_through_no_failure_is_told(bot, ann):
    bot.telegram.fail("sendMessage", Fault.TOO_MANY_REQUESTS, detail=3600)
    assert bot.say(ann, ann, KAZAKHS) == []
    assert [type(error).__name__ for error in bot.failed()] == ["RetryAfter"]
    assert len(bot.calls("sendMessage")) == 1


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_in_a_window_is_as_short_as_telegram_wants_it(code):
    spoken = words(code)
    for reply in (
        about.too_fast(spoken),
        about.changed(spoken),
        about.only_admins(spoken),
        about.languages(spoken),
        about.failed("a1b2c3", spoken),
    ):
        assert len(render.plain(reply.blocks).strip()) <= 200


class Broken(Replies):
    """Replies that fail on some questions and buttons, as a bug would."""

    def ask(self, text, words, *, public=False):
        """Fail on a question about fire."""
        if "fire" in text:
            raise LookupError("the index is on fire")
        return super().ask(text, words, public=public)

    def opened(self, data, words, **shown):
        """Fail on one button."""
        if data.startswith("q1"):
            raise LookupError("the button is on fire")
        return super().opened(data, words, **shown)


WENT_WRONG = (
    r"Something went wrong on my side\. Please try again; if it stays, tell my operator “([0-9a-f]{6})”\."
)


def test_a_failure_is_told_with_a_reference_and_the_operator_gets_all_of_it(tmp_path, caplog):
    with Bot(tmp_path, replies=Broken) as bot:
        ann = bot.telegram.person("Ann")
        group = bot.telegram.supergroup("Friends", ann)
        for place, text in ((ann, "fire"), (group, "/ask fire"), (group, "fire @talks_bot")):
            [told] = bot.say(place, ann, text)
            found = re.fullmatch(WENT_WRONG, told["text"])
            assert f"failure {found[1]}" in caplog.text
        assert "LookupError: the index is on fire" in caplog.text
        assert len(bot.failed()) == 3


def test_a_failure_of_a_button_is_told_in_a_window(tmp_path):
    with Bot(tmp_path, replies=Broken) as bot:
        ann = bot.telegram.person("Ann")
        bot.press(ann, bot.ask(ann, RUSSIA), "› 2/6")
        assert re.fullmatch(WENT_WRONG, bot.notice(ann))
        assert len(bot.failed()) == 1


def test_a_failure_after_the_button_was_acknowledged_is_told_in_a_message(bot, ann):
    answer = bot.ask(ann, RUSSIA)
    bot.telegram.fail("editMessageText", Fault.UNAUTHORIZED)
    [told] = bot.press(ann, answer, "› 2/6")
    assert re.fullmatch(WENT_WRONG, told["text"])
    assert len(bot.failed()) == 1


# Text and markup

HOSTILE = '<b>&amp; "x" <i'


def test_markup_in_the_question_is_only_text(bot, ann):
    declined = bot.ask(ann, 'What of <b>zebra</b> & "<a href=x>" &lt;?')
    assert "“zebra”" in declined["text"]
    bot.ask(ann, f"gas {HOSTILE}")
    bot.inline(ann, f"gas {HOSTILE}")


def test_markup_in_quote_heading_title_speaker_and_source_is_only_text(tmp_path):
    body = f"On gas {HOSTILE}\n\n- Gas {HOSTILE} went north. So it is.\n\n- Gas </blockquote> fell."
    article = articles.parse(body, 'a<b>&"')
    article = replace(
        article,
        title=f"Title {HOSTILE}",
        source=f"TASS {HOSTILE}",
        url='https://tass.com/?a="<b>&c=1',
        speakers=(f"Speaker {HOSTILE}",),
        statements=tuple(replace(one, speaker=f"Speaker {HOSTILE}") for one in article.statements),
    )
    with Bot(tmp_path, library.snapshot([article])) as bot:
        ann = bot.telegram.person("Ann")
        answer = bot.ask(ann, "gas north")
        assert quotes(answer) == [f"Gas {HOSTILE} went north. So it is."]
        assert (
            answer["text"]
            .splitlines()[1]
            .startswith(f"Speaker {HOSTILE}, as reported by TASS {HOSTILE} · On gas {HOSTILE} · ")
        )
        assert answer["text"].endswith('https://tass.com/?a="<b>&c=1')
        fell = bot.ask(ann, "gas fell")
        assert quotes(fell) == ["Gas </blockquote> fell."]
        assert bot.ask(ann, "/sources")["text"] == f"Title {HOSTILE} · TASS {HOSTILE}"
        [section] = bot.press(ann, answer, "Whole section")
        assert quotes(section) == [f"Gas {HOSTILE} went north. So it is.", "Gas </blockquote> fell."]
        assert len(bot.inline(ann, "gas")["results"]) == 2
        bot.say(ann, ann, "/start")
        bot.say(ann, ann, "/topics")


def joined(texts):
    return "".join("".join(texts).split())


@pytest.mark.parametrize(
    "words_of_it",
    [
        "Gas went north, he said. " * 400,
        "Gas 😀 & <b>oil</b> " * 700,
        "Gas " + "x" * 9000,
        "Gas " + "😀" * 5000,
        "Gas " + "&<" * 3000,
    ],
)
def test_a_statement_longer_than_a_message_comes_in_parts_without_losing_a_letter(tmp_path, words_of_it):
    body = f"On gas\n\n- {words_of_it.strip()}\n\n- Gas fell short."
    with Bot(tmp_path, bots.written(body)) as bot:
        ann = bot.telegram.person("Ann")
        group = bot.telegram.supergroup("Friends", ann)
        wanted = joined([words_of_it])
        for place, text in ((ann, "gas"), (group, "/ask gas")):
            parts = bot.say(place, ann, text)
            if len(parts) == 1:  # the short statement answers better
                parts = bot.press(ann, parts[0], "› 2/2")
                parts = [bot.now(bot.telegram.messages(place)[-1 - len(parts)]), *parts]
            assert len(parts) > 1
            assert joined(quote for part in parts for quote in quotes(part)) == wanted
            assert ["reply_markup" in part for part in parts[:-1]] == [False] * (len(parts) - 1)
            assert "As reported · On gas" in parts[-1]["text"]
            assert buttons(parts[-1])[-1] == ["Whole section", "Share"]
        topics = bot.ask(ann, "/topics")
        more = bot.press(ann, topics, "On gas")
        assert joined(quote for part in [bot.now(topics), *more] for quote in quotes(part)) in (
            wanted,
            wanted + "Gasfellshort.",
        )
        for result in bot.inline(ann, "gas")["results"]:
            listed = joined(quotes(result["message"]))
            assert listed == "Gasfellshort." or wanted.startswith(listed)


@pytest.mark.parametrize("size", [3900, 4000, 4080, 4088, 4089, 4090, 4094, 4095, 4096, 4097, 9000])
def test_around_the_size_of_a_message_an_inline_result_still_fits(tmp_path, size):
    with Bot(
        tmp_path, bots.written(f"On trade\n\n- {'x' * size}\n\n- Gas {'went on ' * (size // 8)}.")
    ) as bot:
        ann = bot.telegram.person("Ann")
        for typed, begins in (("", "On trade\nxxx"), ("gas", "Gas went on")):
            result = bot.inline(ann, typed)["results"][0]
            bot.hear(bot.telegram.choose_inline_result(ann, ann, result["id"]))
            assert bot.telegram.last(ann)["text"].startswith(begins)


def test_a_long_quote_is_folded_and_a_short_one_is_not(tmp_path):
    body = "On gas\n\n- Gas went north. " + "It went on and on. " * 50 + "\n\n- Coal went south."
    with Bot(tmp_path, bots.written(body)) as bot:
        ann = bot.telegram.person("Ann")
        assert len(bots.marked(bot.ask(ann, "gas north"), "expandable_blockquote")) == 1
        assert len(bots.marked(bot.ask(ann, "coal south"), "blockquote")) == 1


# Delivery


def test_a_limit_of_telegrams_is_waited_for(bot, ann):
    bot.telegram.fail("sendMessage", Fault.TOO_MANY_REQUESTS, times=2, detail=1)
    assert ANSWER in bot.ask(ann)["text"]


@pytest.mark.parametrize("fault", [Fault.INTERNAL_ERROR, Fault.BAD_GATEWAY])
def test_a_failure_of_telegrams_is_tried_again(bot, ann, fault):
    bot.telegram.fail("sendMessage", fault)
    answer = bot.ask(ann, RUSSIA)
    bot.telegram.fail("editMessageText", fault)
    bot.press(ann, answer, "› 2/6")
    assert buttons(bot.now(answer))[0] == ["‹ 1/6", "› 3/6"]


def test_when_telegram_fails_for_long_the_bot_gives_up_and_works_on(bot, ann):
    bot.telegram.fail("sendMessage", Fault.INTERNAL_ERROR, times=3)
    assert bot.say(ann, ann, KAZAKHS) == []
    assert [str(error) for error in bot.failed()] == ["Internal Server Error"]
    assert ANSWER in bot.ask(ann)["text"]


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        (Fault.TIMEOUT_AFTER, 1),
        (Fault.CUT_AFTER, 1),
        (Fault.TIMEOUT_BEFORE, 0),
        (Fault.CUT_BEFORE, 0),
    ],
)
def test_what_may_have_arrived_is_never_sent_twice(bot, ann, fault, arrived):
    bot.telegram.fail("sendMessage", fault)
    assert len(bot.say(ann, ann, KAZAKHS)) == arrived
    assert len(bot.failed()) == 1
    assert ANSWER in bot.ask(ann)["text"]


@pytest.mark.parametrize("fault", [Fault.TIMEOUT_AFTER, Fault.CUT_BEFORE])
def test_a_change_can_safely_be_tried_again(bot, ann, fault):
    answer = bot.ask(ann, RUSSIA)
    bot.telegram.fail("editMessageText", fault)
    assert bot.press(ann, answer, "› 2/6") == []
    assert buttons(bot.now(answer))[0] == ["‹ 1/6", "› 3/6"]


def test_who_blocked_the_bot_gets_nothing_and_nothing_fails(bot, ann):
    asked = bot.telegram.say(ann, ann, RUSSIA)
    answer = bot.hear(asked)[0]
    pressed = bot.telegram.press(ann, answer, "› 2/6")
    whole = bot.telegram.press(ann, answer, "Whole section")
    bot.telegram.block(ann)
    assert bot.hear(asked + pressed + whole) == []


@pytest.mark.parametrize("happens", ["kicked", "left", "muted", "closed", "deleted"])
def test_where_the_bot_may_not_write_any_more_nothing_is_sent_and_nothing_fails(bot, ann, happens):
    forum = bot.telegram.supergroup("Forum", ann, forum=True)
    topic = bot.telegram.open_topic(forum, ann, "Gas")
    asked = bot.telegram.say(forum, ann, f"/ask {KAZAKHS}", topic=topic)
    match happens:
        case "kicked":
            bot.telegram.kick(forum, bot.telegram.bot)
        case "left":
            bot.telegram.leave(forum, bot.telegram.bot)
        case "muted":
            forum.muted = True
        case "closed":
            bot.telegram.close_topic(forum, ann, topic)
        case "deleted":
            del forum.topics[topic.id]
    assert bot.hear(asked) == []


def test_the_answer_follows_a_group_that_became_a_supergroup_meanwhile(bot, ann):
    old = bot.telegram.group("Friends", ann)
    [chooser] = bot.say(old, ann, "/lang")
    bot.press(ann, chooser, "Русский")
    asked = bot.telegram.say(old, ann, f"/ask {KAZAKHS}")
    pressed = bot.telegram.press(ann, bot.now(chooser), "Қазақша")
    new, _ = bot.telegram.migrate(old)
    [answer] = bot.hear(asked)
    assert (answer["chat"]["id"], ANSWER in answer["text"]) == (new.id, True)
    [chooser] = bot.say(new, ann, "/lang")
    assert "по-русски" in chooser["text"]
    [below] = bot.hear(pressed)
    assert (below["chat"]["id"], "қазақша" in below["text"]) == (new.id, True)


def test_an_answer_to_a_deleted_question_is_sent_all_the_same(bot, ann, group):
    asked = bot.telegram.say(group, ann, f"/ask {KAZAKHS}")
    bot.telegram.delete(asked[0]["message"])
    [answer] = bot.hear(asked)
    assert "reply_to_message" not in answer
