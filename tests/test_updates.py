"""Does the bot bear every kind of update that Telegram sends, and answer only what asks it something?

The samples are made from aiogram's models of the Bot API, so that no kind is forgotten.
"""

import datetime
import enum
import typing

import aiogram.types
import pytest
import telegram
from bots import ANSWER, KAZAKHS, Bot

ANN = {"id": 1001, "is_bot": False, "first_name": "Ann"}
CHANNEL = {"id": -1_002_000_000_000, "type": "channel", "title": "News"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Ann"}
MESSAGE = {"message_id": 7, "date": 1_800_000_000, "chat": PRIVATE, "from": ANN}
WHOLE = {
    aiogram.types.User: ANN,
    aiogram.types.Chat: PRIVATE,
    aiogram.types.Message: MESSAGE,
    aiogram.types.RichMessage: {"blocks": []},
    datetime.datetime: 1_800_000_000,
    str: "x",
    int: 1,
    float: 1.0,
    bool: True,
}


def sample(kind):
    """The smallest JSON that is a ``kind`` of aiogram's."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if kind in WHOLE:
        return WHOLE[kind]
    if origin is list:
        return [sample(parts[0])]
    if origin is typing.Literal:
        return getattr(parts[0], "value", parts[0])
    if parts:  # one of several
        return sample(next(part for part in parts if part is not type(None)))
    if issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    given = {name: field for name, field in kind.model_fields.items() if not _optional(field)}
    return {
        field.alias or name: sample(field.annotation)
        if field.is_required()
        else getattr(field.default, "value", field.default)
        for name, field in given.items()
    }


def _optional(field):
    return not field.is_required() and typing.get_origin(field.annotation) is not typing.Literal


def fields(model, *but):
    """A sample of each field of ``model``, by name."""
    return {
        field.alias or name: sample(field.annotation)
        for name, field in model.model_fields.items()
        if name not in but
    }


KINDS = fields(aiogram.types.Update, "update_id")
ABOUT = (
    "message_id date chat from_user text entities message_thread_id is_topic_message reply_to_message "
    "sender_chat via_bot is_automatic_forward reply_markup"
).split()
CONTENTS = fields(aiogram.types.Message, *ABOUT)
SENT = {  # what a person may send instead of text
    "animation",
    "audio",
    "checklist",
    "contact",
    "dice",
    "document",
    "game",
    "invoice",
    "live_photo",
    "location",
    "paid_media",
    "photo",
    "poll",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with Bot(tmp_path_factory.mktemp("data")) as running:
        ann = running.telegram.person("Ann", started=True)
        assert ann.id == ANN["id"]
        yield running


@pytest.fixture(scope="module")
def group(bot):
    return bot.telegram.supergroup("Friends", bot.telegram.user(ANN["id"]))


def answers(bot, update):
    """What the bot asked of Telegram upon ``update``: the methods, and the texts that it sent."""
    before = len(bot.recorder.calls)
    sent = bot.hear([{"update_id": 1, **update}])
    assert bot.failed() == []
    return [method for method, _, _ in bot.recorder.calls[before:]], [message["text"] for message in sent]


def test_there_is_a_sample_of_every_kind_of_update():
    known = {name for name in telegram.Update.__slots__ if not name.startswith("_")} - {"update_id"}
    assert known <= KINDS.keys()
    assert len(KINDS) >= 25
    assert len(CONTENTS) >= 90


ASKING = {"callback_query": "answerCallbackQuery", "inline_query": "answerInlineQuery"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_update_raises_and_only_presses_and_inline_queries_need_an_answer(bot, kind):
    body = dict(KINDS[kind])
    if kind in ASKING:
        bot.telegram.push_callback(ANN["id"], {"inline_message_id": "1"}, "x")
        bot.telegram.ask_inline(ANN["id"], "x")
        query = [one for one in bot.telegram.queries() if one.kind == kind.removesuffix("_query")][-1]
        body["id"] = query.id
    assert answers(bot, {kind: body}) == ([ASKING[kind]] if kind in ASKING else [], [])


@pytest.mark.parametrize(
    "kind",
    [kind for kind, body in KINDS.items() if isinstance(body, dict) and "message_id" in body],
)
def test_of_messages_only_new_ones_in_a_chat_with_the_bot_are_questions(bot, kind):
    _, texts = answers(bot, {kind: MESSAGE | {"text": KAZAKHS}})
    assert [ANSWER in text for text in texts] == ([True] if kind == "message" else [])


@pytest.mark.parametrize("kind", ["hologram", "message_in_a_bottle"])
def test_an_unknown_kind_of_update_is_nothing(bot, kind):
    assert answers(bot, {kind: {"id": "1", "text": KAZAKHS}}) == ([], [])


@pytest.mark.parametrize("content", CONTENTS)
def test_every_content_of_a_message_is_borne_and_what_people_send_is_met_with_a_word(bot, content):
    _, texts = answers(bot, {"message": MESSAGE | {content: CONTENTS[content]}})
    word = ["I can only read text. Please write your question."]
    assert texts == (word if content in SENT else [])


@pytest.mark.parametrize("content", CONTENTS)
def test_in_a_group_no_content_but_text_is_answered(bot, group, content):
    now = {"date": int(bot.clock()), "chat": group.json()}
    assert answers(bot, {"message": MESSAGE | now | {content: CONTENTS[content]}}) == ([], [])


@pytest.mark.parametrize("content", CONTENTS)
def test_a_message_in_a_channel_is_never_answered(bot, content):
    post = {key: value for key, value in MESSAGE.items() if key != "from"} | {"chat": CHANNEL}
    for kind in ("channel_post", "edited_channel_post", "message"):
        assert answers(bot, {kind: post | {content: CONTENTS[content]}}) == ([], [])
        assert answers(bot, {kind: post | {"text": f"/ask {KAZAKHS}"}}) == ([], [])


PRESSED = {"id": "1", "from": ANN, "chat_instance": "1"}


@pytest.mark.parametrize(
    "pressed",
    [
        {"data": "q0AAAAAAAA0"},
        {"data": "q0AAAAAAAA0", "inline_message_id": "1"},
        {"data": "q0AAAAAAAA0", "message": MESSAGE | {"text": "x"}},
        {"data": "q0AAAAAAAA0", "message": MESSAGE | {"date": 0}},
        {"data": "q0AAAAAAAA0", "message": MESSAGE | {"chat": CHANNEL}},
        {"game_short_name": "chess", "message": MESSAGE},
        {"game_short_name": "chess", "inline_message_id": "1"},
    ],
)
def test_every_press_is_acknowledged_whatever_it_is_on(bot, pressed):
    query = bot.telegram.push_callback(ANN["id"], {"inline_message_id": "1"}, "x")[0]["callback_query"]
    called, texts = answers(bot, {"callback_query": PRESSED | pressed | {"id": query["id"]}})
    assert (called, texts) == (["answerCallbackQuery"], [])
    assert bot.notice(ANN["id"]) == "The article has changed since. Please ask again."


@pytest.mark.parametrize("where", ["group", "supergroup", "private", "channel"])
def test_what_happens_to_the_bot_itself_is_not_answered(tmp_path, where):
    with Bot(tmp_path) as bot:
        ann = bot.telegram.person("Ann", started=True)
        if where == "private":
            updates = bot.telegram.block(ann) + bot.telegram.unblock(ann)
        else:
            chat = getattr(bot.telegram, where)("Friends", ann)
            updates = bot.telegram.kick(chat, bot.telegram.bot) + bot.telegram.join(chat, bot.telegram.bot)
            updates += bot.telegram.promote(chat, bot.telegram.bot)
        assert len(updates) >= 2
        assert bot.hear(updates) == []
