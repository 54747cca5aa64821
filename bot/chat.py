"""What is `talks chat`? The real application and its handlers, in a terminal, before a simulated Telegram."""

import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, Self

import platformdirs
from pydantic import SecretStr
from telegram import Update

from bot.app import build, equip
from bot.door import SimulatorRequest
from bot.limits import Limits
from bot.live import Live
from bot.render import Block, Run, Style, line
from bot.replies import Replies
from bot.settings import Settings
from bot.simulator import Telegram
from bot.simulator.entities import EntitiesError
from bot.storage import Store
from bot.subscribing import Subscribing
from index.library import Snapshot
from index.meaning import Meaning
from index.model import Language

Face = Literal["private", "group", "inline"]
Json = dict[str, Any]
Press = Callable[[], list[Json]]

_STYLES: dict[str, Style] = {"bold": "answer", "url": "link", "text_link": "link"}
_UNHURRIED = 1_000_000  # questions a minute: nobody floods a terminal
_HISTORY = 1000
_NUMBER = re.compile(r"[0-9]{1,2}")  # what is meant for a button; a longer one, a year say, is asked


class Chat:
    """A person in a chat with the bot; what they enter goes through Telegram's updates to the handlers.

    A number presses a button, if any is shown; "> …" replies to the bot's last message; anything else is
    said, or in the inline face typed behind the bot's name. Use it as an async context manager.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        face: Face = "private",
        language: Language = "en",
        meaning: Meaning | None = None,
    ) -> None:
        self._telegram = Telegram(limits=False)
        door = SimulatorRequest(self._telegram)
        self._folder = TemporaryDirectory()
        settings = Settings.model_construct(
            token=SecretStr("1:terminal"), data=Path(self._folder.name), messages_per_second=0
        )
        self._application = build(settings, door, door)
        self._snapshot, self._settings, self._face = snapshot, settings, face
        self._meaning = meaning
        self._person = self._telegram.person("You", language=language, started=True)
        self._group = self._telegram.supergroup("Group", self._person)
        self._place = self._group if face == "group" else self._telegram.chat(self._person)
        self._buttons: list[Press] = []
        self._seen: dict[tuple[int, int], str] = {}

    async def __aenter__(self) -> Self:
        await self._application.initialize()
        self._search = ThreadPoolExecutor(1)
        self._store = Store(self._settings.data)
        live = Live(Replies(self._snapshot, self._application.bot.username, self._meaning))
        equip(self._application, Subscribing(live, self._store, Limits(_UNHURRIED), self._search))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._application.shutdown()
        self._search.shutdown()
        self._store.close()
        self._folder.cleanup()

    async def enter(self, text: str) -> list[Block]:
        """Do what ``text`` means; what the chat shows then."""
        pressing = bool(self._buttons and _NUMBER.fullmatch(text))
        if pressing and not 0 < int(text) <= len(self._buttons):
            return [_aside(f"There is no button {int(text)}; the last one is {len(self._buttons)}.")]
        try:
            updates = self._buttons[int(text) - 1]() if pressing else self._typed(text)
        except EntitiesError:
            return [_aside("There is nothing to see in that, so Telegram does not send it.")]
        for update in updates:
            await self._application.process_update(Update.de_json(update, self._application.bot))
        if self._face == "inline" and not pressing:
            return list(self._results())
        pressed = any("callback_query" in update for update in updates)
        word = self._telegram.answers(self._person)[-1].get("text") if pressed else None
        return [*([_aside(word)] if word else []), *self._news()]

    def _typed(self, text: str) -> list[Json]:
        if self._face == "inline":
            return self._telegram.ask_inline(self._person, text)
        if not text.startswith(">"):
            return self._telegram.say(self._place, self._person, text)
        said = self._telegram.messages(self._place)
        last = next((message for message in reversed(said) if message["from"]["is_bot"]), None)
        return self._telegram.say(self._place, self._person, text[1:].strip(), reply_to=last)

    def _messages(self) -> list[Json]:
        places = {self._place.id: self._place, self._person.id: self._telegram.chat(self._person)}
        return [message for place in places.values() for message in self._telegram.messages(place)]

    def _news(self) -> Iterator[Block]:
        """The bot's messages that are new or changed, and their buttons by number."""
        new = []
        for message in self._messages():
            key, now = (message["chat"]["id"], message["message_id"]), repr(message)
            if self._seen.get(key) != now and (message["from"]["is_bot"] or "via_bot" in message):
                new.append(message)
            self._seen[key] = now
        if new:
            self._buttons = []
        for message in new:
            yield from blocks(message["text"], message.get("entities", []))
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                yield self._row([(one["text"], one.get("url", ""), self._press(message, one)) for one in row])
        for question in self._telegram.chat(self._person).keyboard if new else []:
            yield self._row([(question, "", self._say(question))])

    def _results(self) -> Iterator[Block]:
        """What the inline query found, by number."""
        self._buttons = []
        answer = self._telegram.answers(self._person, "inline")[-1]
        for result in answer["results"]:
            yield self._row([(result["title"], "", self._choose(result["id"]))])
            yield Block((Run(result["description"], "note"),), indent=4)
        if button := answer.get("button"):
            yield self._row([(button["text"], "", self._say(f"/start {button['start_parameter']}"))])

    def _row(self, buttons: list[tuple[str, str, Press]]) -> Block:
        runs: list[Run] = []
        for label, url, press in buttons:
            self._buttons.append(press)
            gap = "  " if runs else ""
            runs += [
                Run(f"{gap}[{len(self._buttons)}] ", "heading"),
                Run(label),
                Run(f" ↗ {url}" * bool(url), "note"),
            ]
        return Block(tuple(runs), indent=2)

    def _press(self, message: Json, button: Json) -> Press:
        return lambda: self._telegram.press(self._person, message, button["text"])

    def _say(self, text: str) -> Press:
        return lambda: self._telegram.say(self._person, self._person, text)

    def _choose(self, result: str) -> Press:
        return lambda: self._telegram.choose_inline_result(self._person, self._place, result)


def _aside(text: str) -> Block:
    """What no message says: a word in a window, or one of the terminal's own."""
    return line(f"({text})", "note")


def blocks(text: str, entities: list[Json]) -> Iterator[Block]:
    """A message of Telegram as blocks: what its entities mark, as styles and quotations.

    Behind a link stands where it leads, unless its text is that address.
    """
    units = text.encode("utf-16-le")
    addresses = _addresses(units, entities)
    edges = {0, len(units) // 2}
    for entity in entities:
        edges |= {entity["offset"], entity["offset"] + entity["length"]}
    runs: list[Run] = []
    quote = False
    for start, stop in pairwise(sorted(edges)):
        piece = units[start * 2 : stop * 2].decode("utf-16-le")
        kinds = {e["type"] for e in entities if e["offset"] <= start < e["offset"] + e["length"]}
        style: Style = next((style for kind, style in _STYLES.items() if kind in kinds), "text")
        quoted = any(kind.endswith("blockquote") for kind in kinds)
        if quoted != quote and runs:
            yield from _lines(runs, quote=quote)
            runs = []
            piece = piece.removeprefix("\n") if quote else piece  # a quotation ends its line anyway
        quote = quoted
        runs += [Run(piece, style), *addresses.get(stop, ())]
    yield from _lines(runs, quote=quote)


def _addresses(units: bytes, entities: list[Json]) -> dict[int, list[Run]]:
    """Where links lead whose text is something else, by where that text ends."""
    found: dict[int, list[Run]] = {}
    for link in (entity for entity in entities if entity["type"] == "text_link"):
        start, stop = link["offset"], link["offset"] + link["length"]
        if units[start * 2 : stop * 2].decode("utf-16-le").rstrip("/") != link["url"].rstrip("/"):
            found[stop] = [Run(f" ↗ {link['url']}", "note")]
    return found


def _lines(runs: list[Run], *, quote: bool) -> Iterator[Block]:
    """The runs as one quotation, or as a block for each line."""
    if quote:
        yield Block(tuple(runs), quote=True)
        return
    current: list[Run] = []
    for run in runs:
        first, *more = run.text.split("\n")
        current.append(Run(first, run.style))
        for text in more:
            yield Block(tuple(run for run in current if run.text))
            current = [Run(text, run.style)]
    if any(run.text for run in current):
        yield Block(tuple(run for run in current if run.text))


def lines_entered(prompt: str) -> Iterator[str]:
    """What somebody types, with line editing and a history where the terminal can; or what is piped."""
    if not sys.stdin.isatty():
        for entered in sys.stdin.buffer:
            yield entered.decode(errors="replace").removeprefix("\ufeff").rstrip("\r\n")
        return
    keep_history = _line_editing(platformdirs.user_state_path("talks") / "chat_history")
    while True:
        try:
            yield input(prompt)
        except EOFError:
            return
        finally:
            keep_history()


def _line_editing(history: Path) -> Callable[[], None]:
    """Let lines be edited and earlier ones come back, where the terminal can; what keeps them for later."""
    try:
        import readline  # noqa: PLC0415 - Windows, and some a Python, has none
    except ImportError:
        return lambda: None
    with suppress(OSError):  # a first start has no history, and not every home can be written to
        history.parent.mkdir(parents=True, exist_ok=True)
        readline.set_history_length(_HISTORY)
        readline.read_history_file(history)

    def keep() -> None:
        with suppress(OSError):
            readline.write_history_file(history)

    return keep
