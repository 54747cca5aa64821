"""Does the simulator answer as Telegram does, and do its people do what people do?"""

import pytest
from bot_api import Recorder

from bot.simulator import ANONYMOUS, ApiError, Fault, File, Lost, Telegram


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def telegram(clock):
    """A Telegram whose every request, result and update has to agree with the Bot API at the end."""
    recorder = Recorder()
    yield Telegram(clock, limits=False, recorder=recorder)
    assert recorder.problems() == []


@pytest.fixture
def strict(clock):
    """A Telegram for requests that are wrong on purpose."""
    return Telegram(clock, limits=False)


def refused(telegram, method, **parameters):
    with pytest.raises(ApiError) as error:
        telegram.call(method, parameters)
    return error.value.error_code, error.value.description


def button(text="One", **kind):
    return {"inline_keyboard": [[{"text": text, **(kind or {"callback_data": "1"})}]]}


def send(telegram, chat, text="hi", **parameters):
    return telegram.call("sendMessage", {"chat_id": chat.id, "text": text, **parameters})


# Messages to the bot


def test_what_a_person_says_becomes_an_update_with_its_entities(telegram, clock):
    ann = telegram.person("Ann", username="ann_k", language="ru")
    [update] = telegram.say(ann, ann, "/ask Сколько 😀 @talks_bot")
    assert update == {
        "update_id": 100_000_001,
        "message": {
            "message_id": 1,
            "date": int(clock.now),
            "chat": {"id": ann.id, "type": "private", "first_name": "Ann", "username": "ann_k"},
            "from": {
                "id": ann.id,
                "is_bot": False,
                "first_name": "Ann",
                "username": "ann_k",
                "language_code": "ru",
            },
            "text": "/ask Сколько 😀 @talks_bot",
            "entities": [
                {"type": "bot_command", "offset": 0, "length": 4},
                {"type": "mention", "offset": 16, "length": 10},
            ],
        },
    }


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("hello all", False),
        ("/ask gas", True),
        ("/ask@talks_bot gas", True),
        ("/ask@other_bot gas", False),
        ("what says @talks_bot", True),
        ("what says @Talks_Bot?", True),
        ("so /ask gas", False),
    ],
)
def test_in_a_group_privacy_mode_shows_only_what_is_meant_for_the_bot(telegram, text, seen):
    ann = telegram.person("Ann")
    group = telegram.group("Friends", ann)
    assert bool(telegram.say(group, ann, text)) is seen


def test_without_privacy_mode_or_as_administrator_the_bot_sees_everything_but_bots(clock):
    open_minded = Telegram(clock, privacy_mode=False)
    ann = open_minded.person("Ann")
    assert open_minded.say(open_minded.group("Friends", ann), ann, "hello")
    telegram = Telegram(clock)
    ann = telegram.person("Ann")
    group = telegram.supergroup("Friends", ann, bot="administrator")
    assert telegram.say(group, ann, "hello")
    assert telegram.say(group, ANONYMOUS, "beep") == []


def test_replies_to_the_bot_and_to_what_was_meant_for_it_are_seen(telegram):
    ann = telegram.person("Ann")
    group = telegram.supergroup("Friends", ann)
    [asked] = telegram.say(group, ann, "/ask gas")
    answer = send(telegram, group)
    [update] = telegram.say(group, ann, "why?", reply_to=answer)
    assert update["message"]["reply_to_message"]["message_id"] == answer["message_id"]
    assert telegram.say(group, ann, "hm", reply_to=asked["message"])
    telegram.say(group, ann, "chat")
    assert telegram.say(group, ann, "hm", reply_to=telegram.last(group)) == []


def test_a_command_is_not_seen_when_another_bot_spoke_last(telegram):
    ann = telegram.person("Ann")
    group = telegram.group("Friends", ann)
    other = telegram.person("Other", username="other_bot")
    other.is_bot = True
    telegram.say(group, other, "beep")
    assert telegram.say(group, ann, "/ask gas") == []
    send(telegram, group)
    assert telegram.say(group, ann, "/ask gas")


def test_edits_posts_and_messages_of_other_kinds_are_updates_of_their_own(telegram):
    ann = telegram.person("Ann")
    [update] = telegram.say(ann, ann, "one")
    assert telegram.edit(update["message"], "two")[0]["edited_message"]["text"] == "two"
    channel = telegram.channel("News", ann)
    group = telegram.supergroup("Comments", ann, bot="administrator")
    post, forwarded = telegram.post(channel, "posted", discussed_in=group)
    assert post["channel_post"]["sender_chat"]["title"] == "News"
    assert forwarded["message"]["is_automatic_forward"] is True
    assert telegram.edit(post["channel_post"], "corrected")[0]["edited_channel_post"]["text"] == "corrected"
    location = {"latitude": 1.0, "longitude": 2.0}
    assert telegram.send(ann, ann, location=location)[0]["message"]["location"] == location


def test_anonymous_administrators_and_channels_speak_as_chats(telegram):
    ann = telegram.person("Ann")
    group = telegram.supergroup("Friends", ann)
    [update] = telegram.say_anonymously(group, "/ask gas")
    assert update["message"]["from"]["username"] == "GroupAnonymousBot"
    assert update["message"]["sender_chat"]["id"] == group.id
    [update] = telegram.say_as_channel(group, telegram.channel("News", ann), "/ask gas")
    assert update["message"]["from"]["username"] == "Channel_Bot"
    assert update["message"]["sender_chat"]["title"] == "News"


def test_only_wanted_kinds_of_updates_come_and_the_choice_is_kept(telegram):
    ann = telegram.person("Ann")
    telegram.call("getUpdates", {"allowed_updates": ["callback_query"]})
    assert telegram.say(ann, ann, "hi") == []
    telegram.call("getUpdates", {})
    assert telegram.say(ann, ann, "hi") == []
    telegram.call("getUpdates", {"allowed_updates": []})
    assert telegram.say(ann, ann, "hi")


def test_any_update_at_all_can_be_pushed():
    telegram = Telegram()
    assert telegram.push_update({"hologram": {"odd": 1}}) == [
        {"update_id": 100_000_001, "hologram": {"odd": 1}}
    ]


# Updates


def test_who_asks_again_in_haste_gets_one_update_only(telegram, clock):
    """As telegram-bot-api has it: the same offset within half a second is a bot that fails to advance."""
    ann = telegram.person("Ann")
    first, second = (telegram.say(ann, ann, text)[0]["update_id"] for text in "ab")

    def ids():
        return [update["update_id"] for update in telegram.call("getUpdates", {"offset": first})]

    assert ids() == [first, second]
    clock.now += 0.4
    assert ids() == [first]
    clock.now += 0.6
    assert ids() == [first, second]


def test_updates_stay_until_an_offset_confirms_them(telegram, clock):
    ann = telegram.person("Ann")
    first, second, third = (telegram.say(ann, ann, text)[0]["update_id"] for text in "abc")

    def ids(**parameters):
        clock.now += 1
        return [update["update_id"] for update in telegram.call("getUpdates", parameters)]

    assert ids() == [first, second, third]
    assert ids(limit=2) == [first, second]
    assert ids(offset=second) == [second, third]
    assert ids(offset=0) == [second, third]
    assert ids(offset=-1) == [third]
    assert ids(offset=third + 1) == []


def test_a_second_long_poll_ends_the_first(telegram):
    telegram.call("getUpdates", {"timeout": 10})
    poll = telegram.state.poll
    assert telegram.waiting({}, poll) == []
    telegram.call("getUpdates", {"timeout": 10})
    with pytest.raises(ApiError) as error:
        telegram.waiting({}, poll)
    assert (error.value.error_code, error.value.description) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


def test_a_webhook_excludes_polling(telegram):
    telegram.call("getUpdates", {"timeout": 10})
    poll = telegram.state.poll
    hook = {"url": "https://talks.example/hook", "secret_token": "s", "max_connections": 2}
    assert telegram.call("setWebhook", {**hook, "allowed_updates": ["message"]}) is True
    active = "Conflict: can't use getUpdates method while webhook is active; "
    active = 409, active + "use deleteWebhook to delete the webhook first"
    assert refused(telegram, "getUpdates") == active
    with pytest.raises(ApiError, match="Conflict: terminated by setWebhook request"):
        telegram.waiting({}, poll)
    telegram.say(*[telegram.person("Ann")] * 2, "hi")
    assert telegram.call("getWebhookInfo", {}) == {
        "url": "https://talks.example/hook",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 2,
        "allowed_updates": ["message"],
    }
    assert telegram.call("deleteWebhook", {"drop_pending_updates": "true"}) is True
    assert telegram.call("getUpdates", {}) == []


@pytest.mark.parametrize(
    ("hook", "description"),
    [
        ({"url": "http://talks.example"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://t.example", "secret_token": "ü"}, "secret token contains unallowed characters"),
        ({"url": "https://t.example", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
def test_a_wrong_webhook_is_refused(strict, hook, description):
    assert refused(strict, "setWebhook", **hook) == (400, f"Bad Request: {description}")


# Sending


def test_a_sent_message_comes_back_whole(telegram, clock):
    ann = telegram.person("Ann", started=True)
    html = "<b>Gas</b> <blockquote expandable>is\nsold</blockquote>"
    sent = send(
        telegram,
        ann,
        html,
        parse_mode="HTML",
        reply_markup=button(),
        link_preview_options={"is_disabled": True},
        disable_notification=True,
    )
    assert sent == {
        "message_id": 1,
        "date": int(clock.now),
        "chat": {"id": ann.id, "type": "private", "first_name": "Ann"},
        "from": {"id": telegram.bot.id, "is_bot": True, "first_name": "Talks", "username": "talks_bot"},
        "text": "Gas is\nsold",
        "entities": [
            {"type": "bold", "offset": 0, "length": 3},
            {"type": "expandable_blockquote", "offset": 4, "length": 7},
        ],
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": [[{"text": "One", "callback_data": "1"}]]},
    }


def test_parameters_may_come_as_the_strings_of_a_form(telegram):
    ann = telegram.person("Ann", started=True)
    markup = '{"inline_keyboard": [[{"text": "One", "callback_data": "1"}]]}'
    sent = send(telegram, ann, chat_id=str(ann.id), reply_markup=markup, protect_content="True")
    assert sent["reply_markup"] == button()
    assert sent["has_protected_content"] is True


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x" * 32769}, "text is too long"),
        ({"text": "x", "parse_mode": "odd"}, "unsupported parse_mode"),
        (
            {"text": "<b>x", "parse_mode": "html"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 5}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody_there"}, "chat not found"),
        ({"text": "x", "message_thread_id": 99}, "message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": {"quote": "x"}}, 'can\'t find field "message_id"'),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": "bad"}},
            'field "inline_keyboard" must be of type Array',
        ),
        ({"text": "x", "reply_markup": button(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": button(callback_data="я" * 33)}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": button(callback_data="")},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"text": "x", "reply_markup": button(url="not-a-url")},
            "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "x", "reply_markup": button(url="ftp://example.com")},
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "x", "link_preview_options": {"is_disabled": "yes"}},
            'field "is_disabled" must be of type Boolean',
        ),
    ],
)
def test_a_wrong_message_is_refused_in_telegrams_words(strict, parameters, description):
    ann = strict.person("Ann", started=True)
    assert refused(strict, "sendMessage", **{"chat_id": ann.id, **parameters}) == (
        400,
        f"Bad Request: {description}",
    )


def test_the_longest_message_and_button_data_are_taken(telegram):
    ann = telegram.person("Ann", started=True)
    sent = send(telegram, ann, "😀" * 2048, reply_markup=button(callback_data="я" * 32))
    assert len(sent["text"]) == 2048


def test_a_reply_names_what_it_replies_to_and_may_do_without(telegram):
    ann = telegram.person("Ann")
    [update] = telegram.say(ann, ann, "one two")
    number = update["message"]["message_id"]
    reply = send(telegram, ann, reply_parameters={"message_id": number, "quote": "two"})
    assert reply["reply_to_message"]["text"] == "one two"
    assert reply["quote"] == {"text": "two", "position": 4, "is_manual": True}
    gone = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in send(telegram, ann, reply_parameters=gone)
    again = send(telegram, ann, reply_parameters={"message_id": reply["message_id"]})
    assert "reply_to_message" not in again["reply_to_message"]
    assert refused(
        telegram, "sendMessage", chat_id=ann.id, text="x", reply_parameters={"message_id": 1, "quote": "z"}
    ) == (
        400,
        "Bad Request: QUOTE_TEXT_INVALID",
    )


def test_the_bot_cannot_write_to_people_it_has_not_met_or_who_blocked_it(telegram):
    ann, bob = telegram.person("Ann"), telegram.person("Bob")
    assert refused(telegram, "sendMessage", chat_id=ann.id, text="x") == (400, "Bad Request: chat not found")
    telegram.say(telegram.group("Friends", bob), bob, "/ask")
    assert refused(telegram, "sendMessage", chat_id=bob.id, text="x") == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    telegram.say(ann, ann, "/start")
    send(telegram, ann)
    [update] = telegram.block(ann)
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert refused(telegram, "sendMessage", chat_id=ann.id, text="x") == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    unblocked, said = telegram.say(ann, ann, "/start")
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert said["message"]["text"] == "/start"
    send(telegram, ann)
    ann.deactivated = True
    assert refused(telegram, "sendMessage", chat_id=ann.id, text="x") == (
        403,
        "Forbidden: user is deactivated",
    )


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_a_bot_that_was_thrown_out_or_left_cannot_write(telegram, kind):
    ann = telegram.person("Ann")
    chat = getattr(telegram, kind)("Friends", ann)
    [update] = telegram.kick(chat, telegram.bot)
    assert update["my_chat_member"]["new_chat_member"] == {
        "status": "kicked",
        "user": telegram.bot.json(),
        "until_date": 0,
    }
    assert refused(telegram, "sendMessage", chat_id=chat.id, text="x") == (
        403,
        f"Forbidden: bot was kicked from the {kind} chat",
    )
    telegram.set_status(chat, telegram.bot, "left")
    assert refused(telegram, "sendMessage", chat_id=chat.id, text="x") == (
        403,
        f"Forbidden: bot is not a member of the {kind} chat",
    )
    assert telegram.say(chat, ann, "/ask") == []


def test_rights_are_needed_in_channels_and_muted_groups(telegram):
    ann = telegram.person("Ann")
    channel = telegram.channel("News", ann, username="the_news")
    assert send(telegram, channel, chat_id="@the_news")["sender_chat"]["title"] == "News"
    telegram.set_status(channel, telegram.bot, "member")
    assert refused(telegram, "sendMessage", chat_id=channel.id, text="x") == (
        400,
        "Bad Request: need administrator rights in the channel chat",
    )
    group = telegram.supergroup("Friends", ann)
    group.muted = True
    assert refused(telegram, "sendMessage", chat_id=group.id, text="x") == (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
    )


def test_a_group_that_became_a_supergroup_names_its_new_id(telegram):
    ann = telegram.person("Ann")
    group = telegram.group("Friends", ann)
    new, updates = telegram.migrate(group)
    assert updates[0]["message"]["migrate_to_chat_id"] == new.id
    assert updates[1]["message"]["migrate_from_chat_id"] == group.id
    with pytest.raises(ApiError) as error:
        send(telegram, group)
    assert error.value.description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert error.value.parameters == {"migrate_to_chat_id": new.id}
    send(telegram, new)


# Topics


def test_messages_of_a_topic_carry_it_and_reply_to_its_first_message(telegram):
    ann = telegram.person("Ann")
    forum = telegram.supergroup("Forum", ann, forum=True)
    topic = telegram.open_topic(forum, ann, "Gas")
    [update] = telegram.say(forum, ann, "/ask gas", topic=topic)
    message = update["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic.id, True)
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Gas"
    assert send(telegram, forum, message_thread_id=topic.id)["is_topic_message"] is True
    assert (
        send(telegram, forum, reply_parameters={"message_id": message["message_id"]})["message_thread_id"]
        == topic.id
    )
    assert "message_thread_id" not in send(telegram, forum)


def test_a_message_in_a_topic_is_not_a_reply_to_the_bot_that_opened_nothing(telegram):
    ann = telegram.person("Ann")
    forum = telegram.supergroup("Forum", ann, forum=True)
    topic = telegram.open_topic(forum, ann, "Gas")
    assert telegram.say(forum, ann, "just talking", topic=topic) == []


def test_a_closed_topic_takes_no_message_unless_from_an_administrator(telegram):
    ann = telegram.person("Ann")
    forum = telegram.supergroup("Forum", ann, forum=True)
    topic = telegram.open_topic(forum, ann, "Gas")
    assert telegram.close_topic(forum, ann, topic)[0]["message"]["forum_topic_closed"] == {}
    closed = {"chat_id": forum.id, "text": "x", "message_thread_id": topic.id}
    assert refused(telegram, "sendMessage", **closed) == (400, "Bad Request: TOPIC_CLOSED")
    telegram.promote(forum, telegram.bot)
    telegram.call("sendMessage", closed)
    telegram.set_status(forum, telegram.bot, "member")
    telegram.reopen_topic(forum, ann, topic)
    telegram.call("sendMessage", closed)


def test_in_a_supergroup_without_topics_a_reply_has_a_thread_that_cannot_be_sent_to(telegram):
    ann = telegram.person("Ann")
    group = telegram.supergroup("Friends", ann)
    answer = send(telegram, group)
    [update] = telegram.say(group, ann, "why?", reply_to=answer)
    thread = update["message"]["message_thread_id"]
    assert (thread, "is_topic_message" in update["message"]) == (answer["message_id"], False)
    assert refused(telegram, "sendMessage", chat_id=group.id, text="x", message_thread_id=thread) == (
        400,
        "Bad Request: message thread not found",
    )


# Editing, deleting, reacting


def test_a_message_is_edited_unless_nothing_changes(telegram):
    ann = telegram.person("Ann", started=True)
    sent = send(telegram, ann, "<b>a</b>", parse_mode="HTML", reply_markup=button())
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    same = {
        **where,
        "text": "a",
        "entities": [{"type": "bold", "offset": 0, "length": 1}],
        "reply_markup": button(),
    }
    unchanged = "Bad Request: message is not modified: specified new message content and reply markup are "
    unchanged = 400, unchanged + "exactly the same as a current content and reply markup of the message"
    assert refused(telegram, "editMessageText", **same) == unchanged
    assert refused(telegram, "editMessageReplyMarkup", **where, reply_markup=button()) == unchanged
    edited = telegram.call("editMessageText", {**where, "text": "b"})
    assert (edited["text"], "entities" in edited, "reply_markup" in edited) == ("b", False, False)
    assert telegram.call("editMessageReplyMarkup", {**where, "reply_markup": button("Two")})[
        "reply_markup"
    ] == button("Two")
    assert telegram.last(ann)["text"] == "b"


def test_what_cannot_be_edited_or_deleted_is_refused(telegram):
    ann = telegram.person("Ann")
    [update] = telegram.say(ann, ann, "mine")
    number = update["message"]["message_id"]

    def edit(message_id, text="x"):
        return refused(telegram, "editMessageText", chat_id=ann.id, message_id=message_id, text=text)

    assert edit(99) == (400, "Bad Request: message to edit not found")
    assert edit(number) == (400, "Bad Request: message can't be edited")
    assert edit(send(telegram, ann)["message_id"], "x" * 4097) == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert telegram.call("deleteMessage", {"chat_id": ann.id, "message_id": number}) is True
    assert refused(telegram, "deleteMessage", chat_id=ann.id, message_id=number) == (
        400,
        "Bad Request: message to delete not found",
    )
    group = telegram.group("Friends", ann)
    [update] = telegram.say(group, ann, "/ask")
    assert refused(
        telegram, "deleteMessage", chat_id=group.id, message_id=update["message"]["message_id"]
    ) == (
        400,
        "Bad Request: message can't be deleted",
    )


def test_reactions_and_actions_are_kept(telegram):
    ann = telegram.person("Ann")
    [update] = telegram.say(ann, ann, "hi")
    number, reaction = update["message"]["message_id"], [{"type": "emoji", "emoji": "👍"}]
    telegram.call("setMessageReaction", {"chat_id": ann.id, "message_id": number, "reaction": reaction})
    telegram.call("sendChatAction", {"chat_id": ann.id, "action": "typing"})
    assert telegram.state.reactions == {(ann.id, number): reaction}
    assert telegram.state.actions == [(ann.id, "typing")]
    assert refused(telegram, "sendChatAction", chat_id=ann.id, action="thinking") == (
        400,
        "Bad Request: wrong parameter action in request",
    )


def test_a_document_is_sent_and_fetched_again(telegram):
    ann = telegram.person("Ann", started=True)
    upload = {"document": File("notes.txt", b"abc", "text/plain")}
    sent = telegram.call(
        "sendDocument", {"chat_id": ann.id, "caption": "<i>c</i>", "parse_mode": "HTML"}, upload
    )
    assert sent["caption_entities"] == [{"type": "italic", "offset": 0, "length": 1}]
    document = sent["document"]
    assert (document["file_name"], document["file_size"]) == ("notes.txt", 3)
    again = telegram.call("sendDocument", {"chat_id": ann.id, "document": document["file_id"]})
    assert again["document"] == document
    assert telegram.call("getFile", {"file_id": document["file_id"]})["file_size"] == 3
    assert refused(telegram, "getFile", file_id="odd") == (
        400,
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    )
    assert refused(
        telegram, "sendDocument", chat_id=ann.id, document=document["file_id"], caption="x" * 1025
    ) == (
        400,
        "Bad Request: message caption is too long",
    )


# Buttons


def test_a_press_is_answered_once_and_in_time(telegram, clock):
    ann = telegram.person("Ann", started=True)
    sent = send(telegram, ann, reply_markup=button())
    [update] = telegram.press(ann, sent, "One")
    query = update["callback_query"]
    assert (query["data"], query["message"], query["from"]["first_name"]) == ("1", sent, "Ann")
    answer = {"callback_query_id": query["id"], "text": "done", "show_alert": True}
    assert telegram.call("answerCallbackQuery", answer) is True
    assert telegram.answers(ann) == [{"text": "done", "url": "", "show_alert": True}]
    late = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    assert refused(telegram, "answerCallbackQuery", callback_query_id=query["id"]) == late
    assert refused(telegram, "answerCallbackQuery", callback_query_id="7") == late
    [update] = telegram.press(ann, sent, "1")
    clock.now += 31
    assert refused(telegram, "answerCallbackQuery", callback_query_id=update["callback_query"]["id"]) == late


def test_an_answer_to_a_press_is_short_and_leads_nowhere_else(telegram):
    ann = telegram.person("Ann", started=True)
    [update] = telegram.press(ann, send(telegram, ann, reply_markup=button()), "One")
    number = update["callback_query"]["id"]
    assert refused(telegram, "answerCallbackQuery", callback_query_id=number, text="x" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert refused(telegram, "answerCallbackQuery", callback_query_id=number, url="https://t.me/x") == (
        400,
        "Bad Request: URL_INVALID",
    )


def test_the_button_of_a_message_that_is_gone_comes_with_an_inaccessible_one(telegram):
    ann = telegram.person("Ann", started=True)
    sent = send(telegram, ann, reply_markup=button())
    telegram.delete(sent)
    [update] = telegram.press(ann, sent, "One")
    assert update["callback_query"]["message"] == {
        "chat": sent["chat"],
        "message_id": sent["message_id"],
        "date": 0,
    }


def test_a_link_to_the_bot_starts_it_and_a_switch_asks_inline(telegram):
    ann = telegram.person("Ann", started=True)
    deep = send(telegram, ann, reply_markup=button(url="https://t.me/talks_bot?start=s_7"))
    assert telegram.press(ann, deep, "One")[0]["message"]["text"] == "/start s_7"
    switch = send(telegram, ann, reply_markup=button(switch_inline_query=""))
    assert telegram.press(ann, switch, "One")[0]["inline_query"]["query"] == ""
    with pytest.raises(LookupError, match="no button 'Two' on the message; it has 'One'"):
        telegram.press(ann, deep, "Two")


# Inline


def article(number="1", text="<b>Gas</b>", **more):
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": number, "title": "Gas", "input_message_content": content, **more}


def test_a_chosen_result_is_posted_through_the_bot_and_its_buttons_work(telegram):
    ann, bob = telegram.person("Ann"), telegram.person("Bob")
    [update] = telegram.ask_inline(ann, "gas")
    query = update["inline_query"]
    assert (query["query"], query["offset"], query["chat_type"]) == ("gas", "", "sender")
    results = [article(reply_markup=button())]
    start = {"text": "Open", "start_parameter": "from_inline"}
    answer = {
        "inline_query_id": query["id"],
        "results": results,
        "button": start,
        "is_personal": True,
        "cache_time": 0,
    }
    assert telegram.call("answerInlineQuery", {**answer, "next_offset": "50"}) is True
    group = telegram.group("Friends", ann, bob)
    posted, chosen = telegram.choose_inline_result(ann, group, "1")
    assert posted["message"]["via_bot"]["username"] == "talks_bot"
    assert posted["message"]["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    inline = chosen["chosen_inline_result"]["inline_message_id"]
    [update] = telegram.press(bob, posted["message"] | {"inline_message_id": inline}, "One")
    assert update["callback_query"]["inline_message_id"] == inline
    assert "message" not in update["callback_query"]
    assert telegram.call("editMessageText", {"inline_message_id": inline, "text": "new"}) is True
    assert telegram.last(group)["text"] == "new"
    assert refused(telegram, "editMessageText", inline_message_id="odd", text="new") == (
        400,
        "Bad Request: MESSAGE_ID_INVALID",
    )


def test_a_result_in_a_chat_without_the_bot_is_told_only_as_chosen(telegram):
    ann = telegram.person("Ann")
    [update] = telegram.ask_inline(ann, "gas")
    telegram.call(
        "answerInlineQuery", {"inline_query_id": update["inline_query"]["id"], "results": [article()]}
    )
    [chosen] = telegram.choose_inline_result(ann, telegram.group("Others", ann, bot="left"), "1")
    assert "inline_message_id" not in chosen["chosen_inline_result"]


def test_an_answer_is_cached_for_all_unless_it_is_personal(telegram, clock):
    ann, bob = telegram.person("Ann"), telegram.person("Bob")

    def asked(person, text, **answer):
        updates = telegram.ask_inline(person, text)
        for update in updates:
            values = {"inline_query_id": update["inline_query"]["id"], "results": [article()], **answer}
            telegram.call("answerInlineQuery", values)
        return bool(updates)

    assert [asked(ann, "gas"), asked(bob, "gas")] == [True, False]
    assert telegram.answers(bob, "inline") == telegram.answers(ann, "inline")
    clock.now += 301
    assert asked(bob, "gas") is True
    assert [asked(one, "oil", is_personal=True) for one in (ann, bob, ann)] == [True, True, False]
    assert [asked(ann, "coal", cache_time=0) for _ in range(2)] == [True, True]


@pytest.mark.parametrize(
    ("answer", "description"),
    [
        ({"results": [article(str(number)) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("я" * 33)]}, "RESULT_ID_INVALID"),
        (
            {"results": [{"type": "article", "id": "1"}]},
            "can't parse inline query result: Can't find field \"title\"",
        ),
        (
            {"results": [article(type="odd")]},
            'can\'t parse inline query result: type "odd" is unsupported for the inline query result',
        ),
        (
            {"results": [article(text="<p>x")]},
            'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
        ({"results": [article(text="x" * 4097)]}, "MESSAGE_TOO_LONG"),
        ({"results": [article(reply_markup=button(callback_data="x" * 65))]}, "BUTTON_DATA_INVALID"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "Open", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
    ],
)
def test_a_wrong_answer_to_an_inline_query_is_refused(strict, answer, description):
    [update] = strict.ask_inline(strict.person("Ann"), "gas")
    number = update["inline_query"]["id"]
    assert refused(strict, "answerInlineQuery", inline_query_id=number, **answer) == (
        400,
        f"Bad Request: {description}",
    )


def test_an_inline_query_is_answered_once(telegram):
    [update] = telegram.ask_inline(telegram.person("Ann"), "gas")
    answer = {"inline_query_id": update["inline_query"]["id"], "results": []}
    telegram.call("answerInlineQuery", answer)
    assert refused(telegram, "answerInlineQuery", **answer) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


# The bot itself


def test_the_bot_knows_itself_and_what_it_set(telegram):
    assert telegram.call("getMe", {}) == {
        "id": telegram.bot.id,
        "is_bot": True,
        "first_name": "Talks",
        "username": "talks_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    telegram.call("setMyDescription", {"description": "Ответы", "language_code": "ru"})
    telegram.call("setMyDescription", {"description": "Answers"})
    telegram.call("setMyShortDescription", {"short_description": "Talks"})
    telegram.call("setMyName", {"name": "The talks"})
    assert telegram.call("getMyDescription", {"language_code": "ru"}) == {"description": "Ответы"}
    assert telegram.call("getMyDescription", {"language_code": "kk"}) == {"description": "Answers"}
    assert telegram.call("getMyShortDescription", {}) == {"short_description": "Talks"}
    assert telegram.call("getMyName", {}) == {"name": "The talks"}
    assert telegram.call("getMyCommands", {}) == []


def test_people_are_offered_the_commands_of_the_narrowest_scope_in_their_language(telegram):
    ann, boris = telegram.person("Ann", started=True), telegram.person("Борис", language="ru", started=True)
    group = telegram.supergroup("Friends", ann, boris)

    def commands(name, scope=None, language=""):
        values = {"commands": [{"command": name, "description": name}], "language_code": language}
        telegram.call("setMyCommands", values | ({"scope": scope} if scope else {}))

    commands("everywhere")
    commands("private", {"type": "all_private_chats"})
    commands("private_ru", {"type": "all_private_chats"}, "ru")
    commands("groups", {"type": "all_group_chats"})
    commands("leaders", {"type": "chat_administrators", "chat_id": group.id})

    def menu(chat, person):
        return [one["command"] for one in telegram.menu(chat, person)]

    assert [menu(ann, ann), menu(boris, boris)] == [["private"], ["private_ru"]]
    assert [menu(group, ann), menu(group, boris)] == [["leaders"], ["groups"]]
    telegram.call("deleteMyCommands", {"scope": {"type": "all_group_chats"}})
    assert menu(group, boris) == ["everywhere"]
    assert telegram.call(
        "getMyCommands", {"scope": {"type": "all_private_chats"}, "language_code": "ru"}
    ) == [{"command": "private_ru", "description": "private_ru"}]


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"commands": [{"command": "Ask", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "command length must not exceed 32"),
        ({"commands": [{"command": "/", "description": "x"}]}, "command must be non-empty"),
        ({"commands": [{"command": "ask", "description": " "}]}, "command description must be non-empty"),
        ({"commands": [{"command": "ask"}]}, "can't parse BotCommand: Can't find field \"description\""),
        (
            {"commands": [{"command": f"a{n}", "description": "x"} for n in range(101)]},
            "BOT_COMMANDS_TOO_MUCH",
        ),
        ({"commands": [], "language_code": "eng"}, "invalid language code specified"),
        (
            {"commands": [], "scope": {"type": "odd"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
def test_wrong_commands_are_refused(strict, parameters, description):
    assert refused(strict, "setMyCommands", **parameters) == (400, f"Bad Request: {description}")


def test_chats_and_members_are_told(telegram):
    ann, bob = telegram.person("Ann", started=True), telegram.person("Bob")
    group = telegram.supergroup("Friends", ann, bob, username="the_friends", bot="administrator")
    assert telegram.call("getChat", {"chat_id": "@The_Friends"})["title"] == "Friends"
    assert telegram.call("getChat", {"chat_id": ann.id})["first_name"] == "Ann"
    assert telegram.call("getChatMember", {"chat_id": group.id, "user_id": bob.id})["status"] == "member"
    leaders = telegram.call("getChatAdministrators", {"chat_id": group.id})
    assert [one["status"] for one in leaders] == ["creator", "administrator"]
    assert telegram.call("getChatMemberCount", {"chat_id": group.id}) == 3
    assert refused(telegram, "getChatMember", chat_id=group.id, user_id=5) == (
        400,
        "Bad Request: user not found",
    )
    assert refused(telegram, "getChatAdministrators", chat_id=ann.id) == (
        400,
        "Bad Request: there are no administrators in the private chat",
    )
    unpowered = telegram.supergroup("Others", ann, bob)
    assert refused(telegram, "getChatMember", chat_id=unpowered.id, user_id=bob.id) == (
        400,
        "Bad Request: member list is inaccessible",
    )
    itself = telegram.call("getChatMember", {"chat_id": unpowered.id, "user_id": telegram.bot.id})
    assert itself["status"] == "member"
    telegram.call("leaveChat", {"chat_id": group.id})
    [update] = telegram.call("getUpdates", {})
    assert update["my_chat_member"]["new_chat_member"]["status"] == "left"


def test_people_and_the_bot_come_and_go(telegram):
    ann, bob = telegram.person("Ann"), telegram.person("Bob")
    group = telegram.supergroup("Friends", ann, bot="left")
    member, service = telegram.join(group, telegram.bot)
    assert member["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert service["message"]["new_chat_members"] == [telegram.bot.json()]
    assert telegram.join(group, bob)[0]["message"]["new_chat_members"] == [bob.json()]
    assert telegram.leave(group, bob)[0]["message"]["left_chat_member"] == bob.json()
    telegram.call("getUpdates", {"allowed_updates": ["message", "chat_member", "my_chat_member"]})
    assert telegram.promote(group, bob) == []
    assert (
        telegram.promote(group, telegram.bot)[0]["my_chat_member"]["new_chat_member"]["can_delete_messages"]
        is True
    )
    [update] = telegram.set_status(group, bob, "member")
    assert update["chat_member"]["old_chat_member"]["status"] == "administrator"


def test_an_unknown_method_is_not_found_and_methods_are_known_in_any_case(strict):
    assert refused(strict, "sendPigeon") == (404, "Not Found")
    assert strict.call("GETME", {})["username"] == "talks_bot"


def test_after_logging_out_nothing_is_answered(strict):
    assert strict.call("close", {}) is True
    assert strict.call("logOut", {}) is True
    assert refused(strict, "getMe") == (400, "Logged out")


# Limits and faults


def limited(telegram, *chats):
    """How long each message has to wait; 0 when it goes out."""
    waits = []
    for chat in chats:
        try:
            send(telegram, chat)
        except ApiError as error:
            waits.append(error.parameters["retry_after"])
        else:
            waits.append(0)
    return waits


def test_a_chat_takes_a_short_burst_and_then_a_message_a_second(clock):
    telegram = Telegram(clock)
    ann = telegram.person("Ann", started=True)
    assert limited(telegram, *[ann] * 6) == [0, 0, 0, 0, 0, 1]
    clock.now += 1
    assert limited(telegram, ann, ann) == [0, 1]


def test_thirty_messages_a_second_go_out_over_all_chats(clock):
    telegram = Telegram(clock)
    people = [telegram.person(f"P{number}", started=True) for number in range(31)]
    assert limited(telegram, *people) == [0] * 30 + [1]
    clock.now += 1
    assert limited(telegram, people[30]) == [0]


def test_a_group_takes_twenty_messages_a_minute(clock):
    telegram = Telegram(clock)
    group = telegram.group("Friends", telegram.person("Ann"))
    waits = []
    for _ in range(21):
        waits += limited(telegram, group)
        clock.now += 1
    assert waits == [0] * 20 + [40]
    clock.now += 39
    assert limited(telegram, group) == [0]


@pytest.mark.parametrize(
    ("fault", "detail", "code", "answer"),
    [
        (
            Fault.TOO_MANY_REQUESTS,
            7,
            429,
            {"description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}},
        ),
        (Fault.INTERNAL_ERROR, 0, 500, {"description": "Internal Server Error"}),
        (Fault.BAD_GATEWAY, 0, 502, {"description": "Bad Gateway"}),
        (Fault.FORBIDDEN, 0, 403, {"description": "Forbidden: bot was blocked by the user"}),
        (Fault.UNAUTHORIZED, 0, 401, {"description": "Unauthorized"}),
        (
            Fault.MIGRATED,
            -5,
            400,
            {
                "description": "Bad Request: group chat was upgraded to a supergroup chat",
                "parameters": {"migrate_to_chat_id": -5},
            },
        ),
    ],
)
def test_a_scripted_fault_is_answered_as_often_as_asked(strict, fault, detail, code, answer):
    ann = strict.person("Ann", started=True)
    strict.fail("sendMessage", fault, times=2, detail=detail)
    for _ in range(2):
        with pytest.raises(ApiError) as error:
            send(strict, ann)
        assert error.value.json() == {"ok": False, "error_code": code, **answer}
    send(strict, ann)


def test_a_time_out_may_come_before_or_after_delivery(telegram):
    ann = telegram.person("Ann", started=True)
    for fault, delivered in (
        (Fault.TIMEOUT_BEFORE, 0),
        (Fault.CUT_BEFORE, 0),
        (Fault.TIMEOUT_AFTER, 1),
        (Fault.CUT_AFTER, 2),
    ):
        telegram.fail("*", fault)
        with pytest.raises(Lost) as lost:
            send(telegram, ann)
        assert lost.value.fault is fault
        assert len(telegram.messages(ann)) == delivered


def test_an_update_that_is_none_can_be_scripted(strict):
    strict.fail("getUpdates", Fault.UNPARSABLE_UPDATE)
    assert strict.call("getUpdates", {}) == [{"update_id": 100_000_001, "message": {"message_id": 1}}]


def test_the_recorder_finds_what_the_bot_api_does_not_know():
    recorder = Recorder()
    telegram = Telegram(recorder=recorder)
    ann = telegram.person("Ann", started=True)
    send(telegram, ann, colour="red", reply_markup=button() | {"shape": "round"})
    telegram.state.push(
        "message", {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "mood": "glad"}
    )
    assert recorder.problems() == [
        "sendMessage: unknown field colour",
        "sendMessage.reply_markup: unknown field shape",
        "update.message: unknown field mood",
        "update.message: unknown field mood to python-telegram-bot",
    ]


# The transcript


def test_a_transcript_tells_what_the_chat_shows(telegram):
    ann = telegram.person("Ann")
    forum = telegram.supergroup("Forum", ann, forum=True)
    topic = telegram.open_topic(forum, ann, "Gas")
    [update] = telegram.say(forum, ann, "/ask gas", topic=topic)
    html = (
        "<blockquote expandable>Gas <b>is 😀\nsold</b>.</blockquote>\n"
        'Putin · <a href="https://tass.com/1">TASS</a>\n<blockquote>short</blockquote>'
    )
    rows = [
        [{"text": "◀", "callback_data": "p"}, {"text": "▶", "callback_data": "n"}],
        [{"text": "Share", "switch_inline_query": "gas"}, {"text": "Open", "url": "https://t.me/talks_bot"}],
    ]
    send(
        telegram,
        forum,
        html,
        parse_mode="HTML",
        reply_parameters={"message_id": update["message"]["message_id"]},
        reply_markup={"inline_keyboard": rows},
    )
    assert telegram.transcript(forum) == (
        "#Gas Ann: ‹forum topic created›\n"
        "#Gas Ann: /ask gas\n"
        "#Gas Talks to Ann:\n"
        "│▾ Gas **is 😀\n"
        "│ sold**.\n"
        "Putin · TASS ‹https://tass.com/1›\n"
        "│ short\n"
        "[◀] [▶]\n"
        "[Share @] [Open ↗ https://t.me/talks_bot]"
    )
