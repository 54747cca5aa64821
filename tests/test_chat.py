"""Does `talks chat` show in a terminal what Telegram would show?"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import bots
import pytest
from bots import KAZAKHS, OFF_TOPIC

from bot import render
from bot.chat import Chat, blocks, lines_entered
from index import articles, library

ROOT = Path(__file__).parent.parent
QUOTE = (
    '❝ Russian-Kazakh humanitarian cooperation has traditionally been intense: "Our countries closely '
    "cooperate in science, education, sports, social and youth elements. **About 55,000 Kazakhstanis study "
    "in Russia, half of them on scholarship.** The Kazakh branches of many leading Russian universities, "
    'including Moscow State University and MGIMO University, are successfully operating." ❞\n'
)
ANSWER = (
    f"{QUOTE}"
    "Vladimir Putin, quoted by TASS · Education cooperation · 12 November 2025\n"
    "https://tass.com/politics/2042929\n"
    "  [1] "
)
RUSSIA = "Russia"  # a word that most statements have


def talk(*entered, snapshot=None, **options):
    """What the chat shows upon each thing that is entered."""

    async def there():
        async with Chat(snapshot or bots.seed(), **options) as chat:
            return [render.plain(await chat.enter(text)) for text in entered]

    return asyncio.run(there())


def talks(*arguments, typed=b""):
    """The exit status and what `talks chat` printed upon piped input."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", *arguments],
        input=typed,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("TALKS_")},
        timeout=60,
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def test_a_question_shows_the_quote_its_byline_and_numbered_buttons():
    [shown] = talk(KAZAKHS)
    assert shown.startswith(ANSWER)
    [shown] = talk(RUSSIA)
    assert (
        "https://tass.com/politics/2042929\n"
        "  [1] › 2/6\n"
        "  [2] Whole section  [3] Share ↗ https://t.me/share/url?url=https://t.me/talks_bot?start=q0"
    ) in shown


def test_digests_are_set_and_shown_and_the_newest_article_is_posted_on_demand():
    off, on, pressed, now = talk("/digest", "/digest daily 9 Almaty", "2", "/digest now")
    assert off.startswith("**Digests are off here.**\n")
    assert "  [1] Daily  [2] Weekly  [3] At once\n  [4] Newest now\n  [5] Switch on" in off
    assert on.startswith("**Digests come here every day at 09:00, Asia/Almaty.**\nNext: ")
    assert pressed.startswith("**Digests come here on Mondays at 09:00, Asia/Almaty.**\n")
    assert now.startswith("**Key statements by Vladimir Putin after talks with Kassym-Jomart Tokayev**\n")


def test_a_number_presses_a_button_and_only_what_changed_is_shown():
    shown = talk(RUSSIA, "1", "1", "2")
    assert "**Russia and Kazakhstan are discussing" in shown[1]
    assert "  [1] ‹ 1/6  [2] › 3/6\n  [3] Whole section" in shown[1]
    assert shown[2] == shown[0]
    assert shown[3].startswith("**Education cooperation**\n❝ The two nations may work together")


def test_a_short_number_without_a_button_is_told_which_there_are():
    for number in ("4", "99", "0", "04"):
        told = f"(There is no button {int(number)}; the last one is 3.)\n"
        assert talk(RUSSIA, number, "3")[1:] == [told, ""]
    told = "(There is no button 5; the last one is 4.)\n"
    assert talk("", "5", face="inline")[1] == told


def test_a_number_is_a_question_where_there_are_no_buttons_or_it_is_longer():
    for shown in (talk("1")[0], talk(KAZAKHS, "2031")[1], talk(KAZAKHS, "٣")[1]):
        assert shown.startswith("**Not in the talks.** Nothing there mentions “")


@pytest.mark.parametrize("text", [">", "> ", "\u202e", "> \u2028"])
@pytest.mark.parametrize("face", ["private", "group"])
def test_what_telegram_would_not_send_is_told_and_the_chat_goes_on(text, face):
    told, answer = talk(text, f"/ask {KAZAKHS}", face=face)
    assert told == "(There is nothing to see in that, so Telegram does not send it.)\n"
    assert answer.startswith(QUOTE)


@pytest.mark.parametrize("text", ["\u200b", "> \u200b", "\u2060\ufeff"])
def test_invisible_characters_are_no_words(text):
    assert talk(text) == ["I find no words in that. Please ask in words.\n"]


def test_sources_show_where_their_titles_lead():
    [shown] = talk("/sources")
    assert shown == (
        "Key statements by Vladimir Putin after talks with Kassym-Jomart Tokayev · TASS · 12 November 2025"
        " ↗ https://tass.com/politics/2042929\n"
    )


def test_the_sections_offered_for_what_is_not_in_the_talks_open_below():
    declined, section = talk(OFF_TOPIC, "1")
    assert declined.startswith("**Not in the talks.** Nothing there mentions “price”, “oil”.\nThey cover: **")
    assert "  [1] Invite back to Russia\n  [2] The results of the negotiations\n" in declined
    assert section.startswith("**Invite back to Russia**\n❝ Putin invited Tokayev to an informal summit")


def test_start_offers_questions_to_tap():
    greeting, answer = talk("/start", "1")
    assert greeting.endswith(
        "  [1] How many Kazakhs study in Russia?\n"
        "  [2] What was said about gas supplies to the north?\n"
        "  [3] Who was invited to St. Petersburg?\n"
    )
    assert answer.startswith(ANSWER)


def test_a_word_in_a_window_is_shown_in_parentheses():
    body = "On gas\n\n- Gas went north.\n\n- Gas went south.\n"
    shown = talk("/lang", "2", "2", snapshot=bots.written(body))
    assert "[1] English  [2] Русский  [3] Қазақша" in shown[0]
    assert "Русский" in shown[1]
    assert shown[2].startswith("(Я говорю по-русски.")


def test_in_the_language_of_somebodys_telegram():
    [shown] = talk(KAZAKHS, language="ru")
    assert shown.startswith(QUOTE)
    assert "12 ноября 2025" in shown
    [shown] = talk(KAZAKHS, language="kk")
    assert "12 қараша" in shown


def test_in_a_group_only_what_is_meant_for_the_bot_is_answered_and_more_opens_in_private():
    silent, asked, section, replied, mentioned = talk(
        KAZAKHS, f"/ask {KAZAKHS}", "1", "> What about gas?", f"@talks_bot {OFF_TOPIC}", face="group"
    )
    assert silent == ""
    assert asked.startswith(QUOTE)
    assert "[1] Whole section ↗ https://t.me/talks_bot?start=w" in asked
    assert section.startswith("**Education cooperation**\n")
    assert "gas supplies" in replied
    assert mentioned.startswith("**Not in the talks.**")


def test_more_than_a_group_takes_in_a_minute_is_shown_without_waiting():
    assert all(shown.startswith(QUOTE) for shown in talk(*[f"/ask {KAZAKHS}"] * 45, face="group"))


def test_a_reply_before_the_bot_has_said_anything_is_only_said():
    assert talk("> hello", face="group") == [""]


def test_inline_lists_what_typing_finds_and_a_number_sends_it():
    sections, found, chosen, nothing, into_the_bot = talk("", KAZAKHS, "1", "zebra", "1", face="inline")
    assert sections.startswith("  [1] Invite back to Russia\n    Putin invited Tokayev")
    assert found.startswith("  [1] Education cooperation\n    Russian-Kazakh humanitarian cooperation")
    assert chosen.startswith(QUOTE)
    assert "[1] Whole section ↗" in chosen
    assert nothing == "  [1] Not in the talks. Ask the bot\n"
    assert into_the_bot.startswith("I answer questions about what was said at talks")


def test_a_long_statement_is_shown_in_its_parts():
    body = "On gas\n\n- " + "Gas went north, he said. " * 300
    [shown] = talk("gas", snapshot=library.snapshot([articles.parse(body, "long")]))
    assert shown.count("❝") == 2
    assert "".join(shown.replace("**", "").split()).count("Gaswentnorth,hesaid.") == 300


@pytest.mark.parametrize(
    ("text", "entities", "shown"),
    [
        ("plain", [], "plain\n"),
        ("one\ntwo", [], "one\ntwo\n"),
        ("😀 bold", [{"type": "bold", "offset": 3, "length": 4}], "😀 **bold**\n"),
        (
            "quote\nby",
            [{"type": "blockquote", "offset": 0, "length": 5}, {"type": "bold", "offset": 0, "length": 2}],
            "❝ **qu**ote ❞\nby\n",
        ),
        ("", [], ""),
        (
            "😀 here, there",
            [
                {"type": "text_link", "offset": 3, "length": 4, "url": "https://here.org/"},
                {"type": "bold", "offset": 3, "length": 2},
                {"type": "text_link", "offset": 9, "length": 5, "url": "https://there.org/"},
            ],
            "😀 **he**re ↗ https://here.org/, there ↗ https://there.org/\n",
        ),
        (
            "https://tass.com",
            [{"type": "text_link", "offset": 0, "length": 16, "url": "https://tass.com/"}],
            "https://tass.com\n",
        ),
    ],
)
def test_a_message_of_telegrams_is_read_by_its_entities(text, entities, shown):
    assert render.plain(blocks(text, entities)) == shown


def test_piped_lines_are_a_whole_conversation():
    status, printed = talks(typed=f"{KAZAKHS}\n/sources\n\n/unknown\n".encode())
    assert status == 0
    assert printed.startswith(f"you> {KAZAKHS}\n{ANSWER}")
    assert "you> /sources\nKey statements by Vladimir Putin" in printed
    assert printed.endswith("you> /unknown\nI don't know this command. /help shows what I can do.\n\n")


def test_piped_into_a_group():
    status, printed = talks("--group", "--language", "ru", typed=f"hello\n/ask {KAZAKHS}".encode())
    assert status == 0
    assert printed.startswith(f"group> hello\n\ngroup> /ask {KAZAKHS}\n{QUOTE}")
    assert "12 ноября 2025" in printed


def test_piped_into_an_inline_query():
    status, printed = talks("--inline", typed=b"\ngas\n1\n")
    assert status == 0
    assert printed.startswith("@talks_bot \n  [1] Invite back to Russia\n")
    assert (
        "@talks_bot gas\n  [1] The results of the negotiations\n    Russia is currently in talks" in printed
    )
    assert "@talks_bot 1\n❝ **Russia is currently in talks with Kazakhstan on expanding gas" in printed


def test_piped_bytes_that_are_no_text_and_lines_as_windows_ends_them():
    status, printed = talks(typed=b"\xef\xbb\xbf/unknown\r\n\xff\xfe\r\n")
    assert status == 0
    assert printed.startswith("you> /unknown\nI don't know this command.")
    assert "Please ask in words." in printed


def test_an_article_folder_may_be_given(tmp_path):
    (tmp_path / "gas.txt").write_text("On gas\n\n- Gas went north.\n", encoding="utf-8")
    status, printed = talks("--articles", str(tmp_path), typed=b"gas\n")
    assert (status, "❝ **Gas went north.** ❞" in printed) == (0, True)


class Terminal:
    """A program at a (pseudo-)terminal."""

    def __init__(self, home, *command):
        import pty  # noqa: PLC0415 - not on Windows

        self._ours, theirs = pty.openpty()
        environment = os.environ | {"XDG_STATE_HOME": str(home), "TERM": "xterm", "COLUMNS": "100"}
        self._process = subprocess.Popen(
            [sys.executable, *command], stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment
        )
        os.close(theirs)
        self._shown = b""

    def until(self, word):
        """Wait until ``word`` is shown."""
        while word not in self._shown:
            self._shown += os.read(self._ours, 4096)
        self._shown = self._shown.partition(word)[2]

    def type(self, keys):
        """Press ``keys``."""
        os.write(self._ours, keys)

    def end(self):
        """Press Ctrl-D; the exit status."""
        self.type(b"\x04")
        status = self._process.wait(30)
        os.close(self._ours)
        return status


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_at_a_terminal_lines_are_edited_and_remembered(tmp_path):
    terminal = Terminal(tmp_path, "-m", "bot", "chat")
    terminal.until(b"you> ")
    terminal.type(b"whatX\x7f is the price of oil?\r")  # a letter taken back
    terminal.until(b"Not in the talks.")
    terminal.until(b"you> ")
    terminal.type(b"\x1b[A\r")  # the line before
    terminal.until(b"Not in the talks.")
    terminal.until(b"you> ")
    assert terminal.end() == 0
    assert "what is the price of oil?" in (tmp_path / "talks/chat_history").read_text(encoding="utf-8")


WITHOUT_READLINE = """
import sys
sys.modules["readline"] = None  # as where Python was built without it
from bot.__main__ import main
sys.argv = ["talks", "chat"]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("command", "home"), [(["-c", WITHOUT_READLINE], "."), (["-m", "bot", "chat"], "file")]
)
def test_at_a_terminal_without_readline_or_a_home_to_write_to_there_is_only_no_history(
    tmp_path, command, home
):
    (tmp_path / "file").touch()
    terminal = Terminal(tmp_path / home, *command)
    for _ in range(2):
        terminal.until(b"you> ")
        terminal.type(b"what is the price of oil?\r")
        terminal.until(b"Not in the talks.")
    terminal.until(b"you> ")
    assert terminal.end() == 0
    assert not (tmp_path / "talks").exists()


def test_lines_are_read_from_a_pipe_without_a_prompt():
    program = "from bot.chat import lines_entered; print(list(lines_entered('> ')))"
    done = subprocess.run(
        [sys.executable, "-c", program], input=b"a\r\n\nb", capture_output=True, cwd=ROOT, check=True
    )
    assert done.stdout.decode() == "['a', '', 'b']\n"
    assert lines_entered.__doc__
