"""Do /digest and its buttons do what they say, in private, in groups and topics, and in channels?"""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import bots
import pytest
from bots import Bot, buttons, data

from bot.simulator import Fault
from bot.storage import StorageError, Subscription

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)  # a Thursday; in Almaty it is 14:30
HOW = (
    "\n\nDay, time and city in words: /digest weekly mon 09:00 Almaty\n"
    "Only some statements: /digest speaker Putin word gas"
)
AGAIN = "\nAll statements again: /digest all"
OFF = "Digests are off here.\nThey come every day at 09:00, UTC, again after /digest on"
DAILY = "Digests come here every day at 09:00, UTC.\nNext: 27 November 2026, 09:00."
ALMATY = "Digests come here every day at 09:00, Asia/Almaty.\nNext: 27 November 2026, 09:00."
ADMINS = "In a group only administrators set digests."
TITLE = "Key statements by Vladimir Putin after talks with Kassym-Jomart Tokayev\nTASS · 12 November 2025"


@pytest.fixture
def bot(tmp_path):
    with Bot(tmp_path) as running:
        running.at = NOW
        yield running


@pytest.fixture
def ann(bot):
    return bot.telegram.person("Ann", started=True)


@pytest.fixture
def bob(bot):
    return bot.telegram.person("Bob")


@pytest.fixture
def group(bot, ann, bob):
    return bot.telegram.supergroup("Friends", ann, bob)


@pytest.fixture
def channel(bot, ann):
    return bot.telegram.channel("News", ann)


def kept(bot, chat, topic=0):
    return bot.languages.subscription(chat.id, topic)


def posted(bot, channel, text):
    """What the bot says in ``channel`` upon a post."""
    bot.hear(bot.telegram.post(channel, text))
    messages = bot.telegram.messages(channel)
    return messages[max(at for at, one in enumerate(messages) if one["text"] == text) + 1 :]


def test_nobody_waits_while_the_store_is_asked(bot, ann, bob, monkeypatch):
    loops = []

    def beside(call):
        def called(*arguments):
            loops.append(asyncio._get_running_loop())  # noqa: SLF001 - None in a thread
            return call(*arguments)

        return called

    for name in ("language", "choose", "move"):
        monkeypatch.setattr(bot.languages, name, beside(getattr(bot.languages, name)))
    friends = bot.telegram.group("Old friends", ann, bob)
    bot.ask(ann, "/lang ru")
    bot.ask(ann, "/digest")
    bot.hear(bot.telegram.migrate(friends)[1])
    assert len(loops) >= 4
    assert set(loops) == {None}


def test_a_forged_button_makes_no_topics_where_there_are_none(bot, ann):
    shown = bot.ask(ann, "/digest")
    for topic in (1, 2):
        bot.hear(bot.telegram.push_callback(bot.telegram.user(ann), shown, f"d{topic}-instant"))
    assert [one.topic for one in bot.languages.subscriptions(ann.id)] == [0]


# In private


def test_who_asks_first_learns_that_nothing_is_set_and_how_to_set_it(bot, ann):
    shown = bot.ask(ann, "/digest")
    assert shown["text"] == OFF + HOW
    assert buttons(shown) == [["Daily", "Weekly", "At once"], ["Newest now"], ["Switch on"]]
    assert kept(bot, ann) is None


def test_digests_begin_now_with_what_is_to_come(bot, ann):
    bot.languages.see({"old": "hash 1", "older": "hash 2"}, NOW)
    assert bot.ask(ann, "/digest daily 09:00 Asia/Almaty")["text"] == ALMATY + HOW
    assert kept(bot, ann) == Subscription(
        chat=ann.id,
        topic=0,
        schedule="daily 09:00",
        zone="Asia/Almaty",
        language="en",
        seen=2,
        next_due=datetime(2026, 11, 27, 4, tzinfo=UTC),
    )
    assert bot.languages.due(NOW, 10) == []


def test_all_that_is_set_is_shown_in_its_zone(bot, ann):
    bot.ask(ann, "/digest on weekly MON 9 Almaty silent speaker Putin, Tokayev word газ")
    set_so = kept(bot, ann)
    bot.languages.unsubscribe(ann.id, 0)
    bot.languages.subscribe(
        replace(set_so, last_post=datetime(2026, 11, 23, 20, tzinfo=UTC), error="TOPIC_CLOSED")
    )
    shown = bot.ask(ann, "/digest")
    assert shown["text"] == (
        "Digests come here on Mondays at 09:00, Asia/Almaty.\n"
        "Only statements by “Putin”, “Tokayev”.\n"
        "Only statements with “газ”.\n"
        "They come without a sound.\n"
        "Next: 30 November 2026, 09:00.\n"
        "Last: 24 November 2026, 01:00.\n"
        f"The last one is late; it will be tried again.{HOW}{AGAIN}"
    )
    assert buttons(shown) == [
        ["Daily", "✓ Weekly", "At once"],
        ["Newest now", "With sound"],
        ["Switch off"],
    ]


def test_a_zone_once_chosen_is_remembered(tmp_path):
    with Bot(tmp_path, zone="Asia/Almaty") as bot:
        bot.at = NOW
        ann = bot.telegram.person("Ann", started=True)
        assert "09:00, Asia/Almaty" in bot.ask(ann, "/digest on")["text"]
        assert "09:00, Europe/Moscow" in bot.ask(ann, "/digest Moscow")["text"]
        assert "10:00, Europe/Moscow" in bot.ask(ann, "/digest 10:00")["text"]
        bot.ask(ann, "/digest off")
        assert "fri" not in bot.ask(ann, "/digest fri 10:00")["text"]
        assert (kept(bot, ann).schedule, kept(bot, ann).zone) == ("weekly fri 10:00", "Europe/Moscow")
        forum = bot.telegram.supergroup("Forum", ann, forum=True)
        gas, oil = (bot.telegram.open_topic(forum, ann, name) for name in ("Gas", "Oil"))
        bot.say(forum, ann, "/digest daily 9 Tokyo", topic=gas)
        [shown] = bot.say(forum, ann, "/digest on", topic=oil)
        assert "09:00, Asia/Tokyo" in shown["text"]


def test_off_ends_them_with_what_waits_and_on_takes_them_up_as_they_were(bot, ann):
    bot.ask(ann, "/digest daily 10:00 word gas")
    off = bot.ask(ann, "/digest off")
    assert off["text"].startswith(
        "Digests are off here.\nThey come every day at 10:00, UTC, again after /digest on"
    )
    assert kept(bot, ann).paused == "off"
    assert bot.languages.due(NOW + timedelta(days=9), 10) == []
    assert bot.ask(ann, "/digest on")["text"].startswith("Digests come here every day at 10:00")
    assert (kept(bot, ann).words, kept(bot, ann).paused) == (("gas",), None)


def test_off_where_there_is_nothing_says_so(bot, ann):
    assert bot.ask(ann, "/digest off")["text"] == OFF + HOW
    assert kept(bot, ann) is None


def test_now_posts_the_newest_article_as_it_would_be_posted(bot, ann):
    [first, *_] = bot.say(ann, ann, "/digest now")
    assert first["text"].startswith(TITLE)
    assert "55,000 Kazakhstanis" in first["text"]
    assert kept(bot, ann) is None
    bot.ask(ann, "/digest word gas")
    [gas] = bot.say(ann, ann, "/digest now")
    assert len(bots.quotes(gas)) == 2
    assert list(bots.links(gas)) == ["Ask a question"]
    bot.ask(ann, "/digest word zebra")
    assert bot.ask(ann, "/digest now")["text"] == (
        "Nothing in the newest article is wanted here. /digest all takes everything."
    )
    assert "Only" not in bot.ask(ann, "/digest all")["text"].partition("\n\n")[0]


def test_of_many_filters_some_are_named(bot, ann):
    names = [f"N{number}" for number in range(1, 13)]
    text = bot.ask(ann, f"/digest speaker {', '.join(names)} word {'x' * 99}")["text"]
    assert "“N10”, …." in text
    assert "N11" not in text
    assert f"“{'x' * 40}…”" in text


EXAMPLE = "Write it as in: /digest daily 09:00 Almaty"
WEEKLY = "Write it as in: /digest weekly mon 09:00 Almaty"
CITY = "Write a city, or hours as in UTC+5: /digest zone Almaty"
FILTER = "Write it as in: /digest speaker Putin word gas"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("please", f"I don't understand “please”.\n{EXAMPLE}"),
        ("x" * 99, f"I don't understand “{'x' * 40}…”.\n{EXAMPLE}"),
        ("daily", f"At what time?\n{EXAMPLE}"),
        ("daily 25:00", f"“25:00” is no time of day.\n{EXAMPLE}"),
        ("dayly 09:00", f"I don't understand “dayly”. Did you mean “daily”?\n{EXAMPLE}"),
        ("weekly mnday 09:00", f"I don't understand “mnday”. Did you mean “monday”?\n{WEEKLY}"),
        ("weekly", f"At what time?\n{WEEKLY}"),
        ("fri 25:00", f"“25:00” is no time of day.\n{WEEKLY}"),
        ("weekly 9", f"On which day?\n{WEEKLY}"),
        ("mon fri 9", f"“mon fri” is not one day of the week.\n{WEEKLY}"),
        (
            "daily 9 Almatty",
            f"I know no time zone “Almatty”. Did you mean “Asia/Almaty”?\n{CITY}",
        ),
        ("zone UTC+5:30", f"I know no time zone “UTC+5:30”. Only whole hours have a name.\n{CITY}"),
        ("zone Qqq", f"I know no time zone “Qqq”.\n{CITY}"),
        ("word", f"There is nothing behind “word”.\n{FILTER}"),
        ("word the", f"No statement can be found by “the”.\n{FILTER}"),
        ("lang xx", "I don't speak “xx”.\nWrite one of these: English, Русский, Қазақша"),
    ],
)
def test_what_is_wrong_is_told_with_the_next_step_and_nothing_changes(bot, ann, written, told):
    assert bot.ask(ann, f"/digest {written}")["text"] == told
    assert kept(bot, ann) is None


@pytest.mark.parametrize(
    ("language", "written", "told"),
    [
        ("ru", "ежидневно в 9", "Не понимаю «ежидневно». Может быть, «ежедневно»?"),
        ("kk", "апталык дс 9", "«апталык» дегенді түсінбедім. Мүмкін, «апталық»?"),
        ("ru", "zone UTC+5:30", "Не знаю часового пояса «UTC+5:30». Можно указать только целые часы."),
        (
            "kk",
            "zone UTC+5:30",
            "«UTC+5:30» деген уақыт белдеуін білмеймін. Тек бүтін сағатты көрсетуге болады.",
        ),
    ],
)
def test_what_is_wrong_is_told_in_the_language_of_who_wrote_it(bot, language, written, told):
    person = bot.telegram.person("Ann", language=language, started=True)
    assert bot.ask(person, f"/digest {written}")["text"].splitlines()[0] == told


ON_MONDAYS = {
    "en": "Digests come here on Mondays at 09:00, Asia/Almaty.\nNext: 30 November 2026, 09:00.",
    "ru": "Дайджесты приходят сюда по понедельникам в 09:00, Asia/Almaty.\n"
    "Следующий: 30 ноября 2026\u202fг., 09:00.",
    "kk": "Дайджестер осында дүйсенбі сайын сағат 09:00 келеді, Asia/Almaty.\n"
    "Келесісі: 2026\u202fж. 30 қараша, 09:00.",
}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "weekly mon 09:00 Almaty"),
        ("ru", "еженедельно пн 09:00 Алматы"),
        ("kk", "апта дс 09:00 Алматы"),
    ],
)
def test_the_examples_work_in_each_language(bot, language, written):
    person = bot.telegram.person("Ann", language=language, started=True)
    answer = bot.ask(person, "/digest")["text"]
    commands = [line[line.index("/digest") :] for line in answer.splitlines() if "/digest" in line]
    assert len(commands) == 3
    assert commands[1] == f"/digest {written}"
    assert bot.ask(person, commands[1])["text"].startswith(ON_MONDAYS[language])
    assert kept(bot, person).language == language
    bot.ask(person, commands[2])
    assert [len(kept(bot, person).speakers), len(kept(bot, person).words)] == [1, 1]
    again = bot.ask(person, "/digest")["text"].splitlines()[-1]
    bot.ask(person, again[again.index("/digest") :])
    assert [kept(bot, person).speakers, kept(bot, person).words] == [(), ()]
    bot.ask(person, "/digest off")
    bot.ask(person, f"/digest {commands[0].split()[1]}")
    assert kept(bot, person).paused is None


def test_the_language_of_the_chat_is_that_of_its_digests(bot, ann):
    assert bot.ask(ann, "/digest on lang ru")["text"].startswith("Дайджесты приходят")
    assert kept(bot, ann).language == "ru"
    bot.ask(ann, "/lang kk")
    assert kept(bot, ann).language == "kk"
    assert bot.ask(ann, "/digest off")["text"].startswith("Дайджестер мұнда өшірулі")


# Buttons


def test_buttons_do_what_they_say_and_show_it(bot, ann):
    shown = bot.ask(ann, "/digest")
    for label, says, schedule in (
        ("Switch on", DAILY, "daily 09:00"),
        ("Weekly", "Digests come here on Mondays at 09:00, UTC.\nNext: 30 November 2026", "weekly mon 09:00"),
        ("At once", "Digests come here as soon as an article is out, UTC.\n\n", "instant"),
        ("Daily", DAILY, "daily 09:00"),
        ("Without sound", "Digests come here every day at 09:00, UTC.\nThey come without a sound.", None),
        ("With sound", DAILY, None),
        ("Switch off", OFF, None),
        ("Switch on", DAILY, None),
    ):
        assert bot.press(ann, shown, label) == []
        assert bot.now(shown)["text"].startswith(says)
        assert schedule in (None, kept(bot, ann).schedule)
    [*_, digest] = bot.press(ann, shown, "Newest now")
    assert digest["text"].startswith(TITLE)


def test_old_buttons_go_on_working_after_a_restart_and_show_what_is_set_by_then(bot, ann):
    old = bot.ask(ann, "/digest")
    bot.ask(ann, "/digest weekly fri 18:30 word gas")
    bot.restart()
    bot.press(ann, old, "Daily")
    assert bot.now(old)["text"].startswith(
        "Digests come here every day at 18:30, UTC.\nOnly statements with “gas”."
    )
    bot.press(ann, old, "✓ Daily")
    assert kept(bot, ann).schedule == "daily 18:30"


@pytest.mark.parametrize(
    "forged", ["d", "d0", "d0-", "d0-daily ", "d0-all", "d-1-on", "dx-on", f"d{'1' * 16}-on"]
)
def test_forged_buttons_do_nothing(bot, ann, forged):
    bot.hear(bot.telegram.push_callback(ann, bot.ask(ann, "/digest"), forged))
    assert bot.notice(ann) == "The article has changed since. Please ask again."
    assert bot.languages.subscriptions() == []


def test_a_button_of_an_inline_message_is_of_no_chat(bot, ann):
    bot.hear(bot.telegram.push_callback(ann, {"inline_message_id": "1"}, "d0-on"))
    assert bot.notice(ann) == "The article has changed since. Please ask again."
    assert bot.languages.subscriptions() == []


# In groups and topics


def test_in_a_group_everybody_sees_what_is_set_and_administrators_set_it(bot, ann, bob, group):
    [shown] = bot.say(group, bob, "/digest")
    assert shown["text"] == OFF + HOW
    for asked in ("on", "off", "now", "daily 10:00", "nonsense"):
        [refused] = bot.say(group, bob, f"/digest {asked}")
        assert refused["text"] == ADMINS
    for label in ("Switch on", "Newest now", "Daily"):
        assert bot.press(bob, shown, label) == []
        assert bot.notice(bob) == ADMINS
    assert kept(bot, group) is None
    bot.press(ann, shown, "Switch on")
    assert bot.now(shown)["text"].startswith(DAILY)
    bot.telegram.promote(group, bob)
    [changed] = bot.say(group, bob, "/digest@talks_bot daily 10:00")
    assert "every day at 10:00" in changed["text"]
    assert changed["reply_to_message"]["text"] == "/digest@talks_bot daily 10:00"
    [changed] = bot.hear(bot.telegram.say_anonymously(group, "/digest daily 11:00"))
    assert "every day at 11:00" in changed["text"]
    assert kept(bot, group).schedule == "daily 11:00"


def test_somebody_in_a_channels_name_is_no_administrator(bot, group, channel):
    [refused] = bot.hear(bot.telegram.say_as_channel(group, channel, "/digest on"))
    assert refused["text"] == ADMINS


def test_each_topic_has_its_own_digests_and_general_too(bot, ann):
    forum = bot.telegram.supergroup("Forum", ann, forum=True)
    topic = bot.telegram.open_topic(forum, ann, "Gas")
    [there] = bot.say(forum, ann, "/digest daily 10:00", topic=topic)
    assert there["message_thread_id"] == topic.id
    [general] = bot.say(forum, ann, "/digest weekly fri 11:00")
    assert "message_thread_id" not in general
    bot.press(ann, there, "Without sound")
    assert [(one.topic, one.schedule, one.silent) for one in bot.languages.subscriptions(forum.id)] == [
        (0, "weekly fri 11:00", False),
        (topic.id, "daily 10:00", True),
    ]
    bot.telegram.delete(there)  # too old for the bot to be told its topic
    bot.hear(bot.telegram.push_callback(ann, there, f"d{topic.id}-off"))
    assert [one.paused for one in bot.languages.subscriptions(forum.id)] == [None, "off"]


def test_a_group_that_becomes_a_supergroup_keeps_its_digests(bot, ann):
    old = bot.telegram.group("Friends", ann)
    bot.say(old, ann, "/digest daily 10:00")
    new, updates = bot.telegram.migrate(old)
    assert bot.hear(updates) == []
    assert kept(bot, new).schedule == "daily 10:00"
    assert kept(bot, old) is None


def test_a_group_that_became_a_supergroup_was_not_left_whatever_its_old_number_says(bot, ann):
    old = bot.telegram.group("Friends", ann)
    bot.say(old, ann, "/digest daily 10:00")
    left = bot.telegram.kick(old, bot.telegram.bot)
    bot.telegram.join(old, bot.telegram.bot)
    new, updates = bot.telegram.migrate(old)
    assert bot.hear(left + updates) == []
    assert kept(bot, new).paused is None


# In channels


def test_in_a_channel_a_post_sets_its_digests_and_is_answered_briefly(bot, channel):
    [answer] = posted(bot, channel, "/digest daily 09:00 Almaty lang en")
    assert answer["text"] == ALMATY
    assert data(answer) == []
    assert kept(bot, channel).zone == "Asia/Almaty"
    [answer] = posted(bot, channel, "/digest lang ru")
    assert answer["text"].startswith("Дайджесты приходят сюда каждый день")
    [answer] = posted(bot, channel, "/digest")
    assert answer["text"].startswith("Дайджесты приходят сюда каждый день")
    [answer] = posted(bot, channel, "/digest off")
    assert answer["text"].startswith("Дайджесты здесь выключены.")
    [answer, *_] = posted(bot, channel, "/digest now")
    assert "12 ноября 2025" in answer["text"]


@pytest.mark.parametrize(
    "post", ["News!", "/help", "/ask gas?", "/digest@other_bot on", "see /digest on", "/digests"]
)
def test_nothing_else_in_a_channel_is_answered(bot, channel, post):
    assert posted(bot, channel, post) == []


def test_an_edited_post_is_not_answered_again(bot, channel):
    posted(bot, channel, "/digest")
    first = bot.telegram.messages(channel)[0]
    bot.hear(bot.telegram.edit(first, "/digest on"))
    assert len(bot.telegram.messages(channel)) == 2
    assert kept(bot, channel) is None


def test_where_the_bot_may_not_post_the_log_says_so_and_what_was_set_is_kept(bot, channel, caplog):
    bot.telegram.fail("sendMessage", Fault.FORBIDDEN)
    with caplog.at_level("INFO", "bot.delivery"):
        assert posted(bot, channel, "/digest on") == []
    assert any(message.startswith("a chat takes no messages:") for message in caplog.messages)
    assert kept(bot, channel).paused is None


def test_readers_of_a_channel_press_in_vain(bot, ann, bob, channel):
    [answer] = posted(bot, channel, "/digest on")
    bot.hear(bot.telegram.push_callback(bob, answer, "d0-off"))
    assert bot.notice(bob) == ADMINS
    bot.hear(bot.telegram.push_callback(ann, answer, "d0-off"))
    assert kept(bot, channel).paused == "off"


# Out of a chat, and back


@pytest.mark.parametrize("leaves", ["kick", "leave"])
def test_where_the_bot_is_taken_out_digests_wait_until_somebody_asks_for_them_again(bot, ann, group, leaves):
    bot.languages.see({"old": "hash 1"}, NOW)
    bot.say(group, ann, "/digest daily 09:00 word gas")
    before = kept(bot, group)
    assert bot.hear(getattr(bot.telegram, leaves)(group, bot.telegram.bot)) == []
    assert kept(bot, group) == replace(before, paused="removed")
    bot.languages.see({"new": "hash 2"}, NOW)
    [back] = bot.hear(bot.telegram.join(group, bot.telegram.bot))
    assert back["text"] == "I am back. Digests stay paused here until somebody writes /digest on"
    [shown] = bot.say(group, ann, "/digest")
    assert shown["text"].startswith(
        "Digests are paused here: I was taken out of this chat.\n"
        "They come every day at 09:00, UTC, again after /digest on\n"
    )
    bot.say(group, ann, "/digest on")
    assert kept(bot, group) == replace(before, seen=2)


def test_who_blocks_the_bot_gets_none_until_asking_again(bot, ann):
    bot.ask(ann, "/digest on")
    assert bot.hear(bot.telegram.block(ann)) == []
    assert kept(bot, ann).paused == "blocked"
    [back] = bot.hear(bot.telegram.unblock(ann))
    assert back["text"].startswith("I am back.")
    assert bot.ask(ann, "/digest")["text"].startswith("Digests are paused here: I was blocked.\n")


def test_every_topic_waits_and_what_was_off_stays_off(bot, ann):
    forum = bot.telegram.supergroup("Forum", ann, forum=True)
    topic = bot.telegram.open_topic(forum, ann, "Gas")
    bot.say(forum, ann, "/digest on")
    bot.say(forum, ann, "/digest off")
    bot.say(forum, ann, "/digest on", topic=topic)
    bot.hear(bot.telegram.kick(forum, bot.telegram.bot))
    assert [one.paused for one in bot.languages.subscriptions(forum.id)] == ["off", "removed"]
    [back] = bot.hear(bot.telegram.join(forum, bot.telegram.bot))
    assert back["message_thread_id"] == topic.id


def test_where_nothing_waits_the_bot_comes_back_silently(bot, ann, group):
    bot.say(group, ann, "/digest on")
    bot.say(group, ann, "/digest off")
    updates = bot.telegram.kick(group, bot.telegram.bot) + bot.telegram.join(group, bot.telegram.bot)
    assert bot.hear(updates) == []


def test_another_reason_is_told_as_it_is(bot, ann):
    bot.ask(ann, "/digest on")
    bot.languages.pause(ann.id, 0, "user is deactivated")
    assert bot.ask(ann, "/digest")["text"].startswith("Digests are paused here: “user is deactivated”.\n")


# Limits and failures


def test_commands_and_buttons_are_counted_as_others_are(tmp_path):
    with Bot(tmp_path, per_minute=2) as bot:
        ann = bot.telegram.person("Ann", started=True)
        bot.ask(ann, "/digest on")
        shown = bot.ask(ann, "/digest")
        assert bot.ask(ann, "/digest off")["text"].startswith("One moment, please")
        assert bot.say(ann, ann, "/digest off") == []
        assert kept(bot, ann).paused is None
        for _ in range(4):
            bot.press(ann, shown, "Without sound")
            bot.press(ann, shown, "With sound")
        bot.press(ann, shown, "Switch off")
        assert bot.notice(ann).startswith("One moment, please")
        assert kept(bot, ann).paused is None


def test_when_the_store_fails_it_is_told(tmp_path):
    with Bot(tmp_path) as bot:
        ann = bot.telegram.person("Ann", started=True)
        bot.ask(ann, "/digest on")
        with closing(sqlite3.connect(tmp_path / "talks.sqlite")) as database:
            database.execute("DROP TABLE subscriptions")
        assert bot.ask(ann, "/digest off")["text"].startswith("Something went wrong on my side.")
        assert [type(error) for error in bot.failed()] == [StorageError]
