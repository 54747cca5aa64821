"""Does python-telegram-bot work with the simulated Telegram as it does with the real one?"""

import asyncio

import pytest
from bot_api import Recorder
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, MessageHandler, filters

from bot.door import SimulatorRequest
from bot.simulator import Fault, Telegram


def run(telegram, talk):
    """Let ``talk(bot)`` run with a bot of python-telegram-bot; its result."""

    async def there():
        request = SimulatorRequest(telegram)
        async with Bot("1:token", request=request, get_updates_request=request) as bot:
            return await talk(bot)

    return asyncio.run(there())


def application(telegram):
    """An application that repeats what it hears and answers its button."""

    async def repeat(update, _context):
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data="again")]])
        await update.effective_message.reply_html(
            f"<b>{update.effective_message.text}</b>", reply_markup=keyboard
        )

    async def pressed(update, _context):
        await update.callback_query.answer("pressed")
        await update.callback_query.edit_message_text("pressed")

    request = SimulatorRequest(telegram)
    built = ApplicationBuilder().token("1:token").request(request).get_updates_request(request).build()
    built.add_handler(MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, repeat))
    built.add_handler(CallbackQueryHandler(pressed))
    return built


def test_updates_can_be_handed_to_an_application_one_by_one():
    recorder = Recorder()
    telegram = Telegram(recorder=recorder)
    ann = telegram.person("Ann")

    async def talk():
        async with application(telegram) as app:
            for update in telegram.say(ann, ann, "hello"):
                await app.process_update(Update.de_json(update, app.bot))
            for update in telegram.press(ann, telegram.last(ann), "Again"):
                await app.process_update(Update.de_json(update, app.bot))

    asyncio.run(talk())
    assert telegram.transcript(ann) == "Ann: hello\nTalks: pressed"
    assert telegram.answers(ann) == [{"text": "pressed", "url": "", "show_alert": False}]
    assert recorder.problems() == []
    assert [method for method, _, _ in recorder.calls] == [
        "getMe",
        "sendMessage",
        "answerCallbackQuery",
        "editMessageText",
    ]


def test_an_application_polls_and_confirms_what_it_got():
    telegram = Telegram()
    ann = telegram.person("Ann")
    heard = asyncio.Event()

    async def talk():
        async with application(telegram) as app:

            async def hear(_update, _context):
                heard.set()

            app.add_handler(MessageHandler(filters.TEXT, hear), group=1)
            await app.updater.start_polling()
            await app.start()
            telegram.say(ann, ann, "hello")
            async with asyncio.timeout(5):
                await heard.wait()
            await app.updater.stop()
            await app.stop()

    asyncio.run(talk())
    assert telegram.transcript(ann) == "Ann: hello\nTalks: **hello**\n[Again]"
    assert telegram.state.updates == []


def test_a_long_poll_waits_for_an_update():
    telegram = Telegram()
    ann = telegram.person("Ann")

    async def talk(bot):
        polling = asyncio.Event()
        telegram.state.wake.append(polling.set)
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await polling.wait()
        telegram.say(ann, ann, "hello")
        return await poll

    [update] = run(telegram, talk)
    assert update.message.text == "hello"


def test_a_long_poll_without_updates_ends_empty():
    assert run(Telegram(), lambda bot: bot.get_updates(timeout=0)) == ()


def test_a_second_long_poll_ends_the_first_with_a_conflict():
    telegram = Telegram()

    async def talk(bot):
        polling = asyncio.Event()
        telegram.state.wake.append(polling.set)
        first = asyncio.create_task(bot.get_updates(timeout=30))
        await polling.wait()
        await bot.get_updates(timeout=0)
        return await first

    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        run(telegram, talk)


def test_polling_while_a_webhook_is_set_is_a_conflict():
    async def talk(bot):
        await bot.set_webhook("https://talks.example/hook")
        await bot.get_updates(timeout=0)

    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        run(Telegram(), talk)


@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize(
    ("fault", "detail", "error", "words"),
    [
        (Fault.TOO_MANY_REQUESTS, 7, RetryAfter, "Flood control exceeded. Retry in 0:00:07"),
        (Fault.INTERNAL_ERROR, 0, NetworkError, "Internal Server Error"),
        (Fault.BAD_GATEWAY, 0, NetworkError, "Bad Gateway"),
        (Fault.FORBIDDEN, 0, Forbidden, "bot was blocked by the user"),
        (Fault.MIGRATED, -5, ChatMigrated, "Group migrated to supergroup. New chat id: -5"),
        (Fault.UNAUTHORIZED, 0, InvalidToken, "Unauthorized"),
        (Fault.TIMEOUT_BEFORE, 0, TimedOut, "Timed out"),
        (Fault.CUT_BEFORE, 0, NetworkError, "Server disconnected"),
    ],
)
def test_a_fault_becomes_the_librarys_error(fault, detail, error, words):
    telegram = Telegram()
    ann = telegram.person("Ann", started=True)
    telegram.fail("sendMessage", fault, detail=detail)
    with pytest.raises(error, match=words):
        run(telegram, lambda bot: bot.send_message(ann.id, "hello"))
    assert telegram.messages(ann) == []


def test_a_message_may_have_been_sent_although_the_request_timed_out():
    telegram = Telegram()
    ann = telegram.person("Ann", started=True)
    telegram.fail("sendMessage", Fault.TIMEOUT_AFTER)
    with pytest.raises(TimedOut):
        run(telegram, lambda bot: bot.send_message(ann.id, "hello"))
    assert telegram.transcript(ann) == "Talks: hello"


def test_what_telegram_refuses_is_a_bad_request():
    with pytest.raises(BadRequest, match="Chat not found"):
        run(Telegram(), lambda bot: bot.send_message(5, "hello"))


def test_a_method_that_telegram_does_not_have_is_not_found():
    with pytest.raises(EndPointNotFound):
        run(Telegram(), lambda bot: bot.do_api_request("sendPigeon"))


def test_an_update_that_is_none_cannot_be_read_by_the_library():
    telegram = Telegram()
    telegram.fail("getUpdates", Fault.UNPARSABLE_UPDATE)
    with pytest.raises(KeyError):
        run(telegram, lambda bot: bot.get_updates(timeout=0))


def test_a_file_goes_up_and_comes_down_again():
    recorder = Recorder()
    telegram = Telegram(recorder=recorder)
    ann = telegram.person("Ann", started=True)

    async def talk(bot):
        sent = await bot.send_document(ann.id, b"abc", filename="notes.txt", caption="Notes")
        file = await sent.document.get_file()
        return sent.document.file_name, bytes(await file.download_as_bytearray())

    assert run(telegram, talk) == ("notes.txt", b"abc")
    assert recorder.problems() == []
