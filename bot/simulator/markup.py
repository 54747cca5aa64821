"""Which text and entities are written in this Telegram HTML? Strict, with Telegram's errors."""

import re
from dataclasses import dataclass
from typing import Any

from bot.simulator.links import UrlError, checked_url

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<decimal>\d*)|(?P<name>[a-zA-Z]*));?")
_SPACE = " \t\n\r\v\0"  # the text is closed with NUL, which Telegram counts as a space, too
_PERSON = re.compile(r"tg://user/?\?id=(\d+)", re.IGNORECASE)


class EntitiesError(ValueError):
    """Markup or entities that Telegram refuses; the text is Telegram's reason."""


def utf16(text: str) -> int:
    """The length of ``text`` in UTF-16 units, in which Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass
class _Open:
    tag: str
    argument: str
    start: int  # in the parsed text


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and entities of ``source``, a mention by tg://user?id= with ``user_id``; or EntitiesError."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source + "\0"
        self.at = 0
        self.text = ""
        self.opened: list[_Open] = []
        self.entities: list[dict[str, Any]] = []

    def parse(self) -> tuple[str, list[dict[str, Any]]]:
        pieces = re.compile(r"[^&<]+")
        stop = len(self.source) - 1
        while self.at < stop:
            if plain := pieces.match(self.source, self.at, stop):
                self.text += plain[0]
                self.at = plain.end()
            elif self.source[self.at] == "&":
                self.text += self.reference()
            elif self.source[self.at + 1] == "/":
                self.end_tag()
            else:
                self.start_tag()
        if self.opened:
            tag = self.opened[-1].tag
            raise EntitiesError(f'Can\'t find end tag corresponding to start tag "{tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        try:
            text = self.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError as error:
            raise EntitiesError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from error
        return text, self.entities

    def reference(self) -> str:
        """The character that a reference stands for; an unknown one stays as it is written."""
        match = _REFERENCE.match(self.source, self.at)
        character = ""
        if match and match["name"]:
            character = _CHARACTERS.get(match["name"], "")
        elif match and (match["hex"] or match["decimal"]):
            code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
            if 0 < code < 0x10FFFF and len(match[0].rstrip(";")) < 10:  # noqa: PLR2004 - TDLib's bounds
                character = chr(code)
        if match and character:
            self.at = match.end()
            return character
        self.at += 1
        return "&"

    def start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self.until(_SPACE + ">").lower()
        if self.source[self.at] == "\0":
            raise self.error("Unclosed start tag", begin)
        if tag not in _TAGS:
            raise self.error(f'Unsupported start tag "{tag}"', begin)
        argument = ""
        while True:
            self.spaces()
            if self.source[self.at] == ">":
                break
            name, value = self.attribute(tag, begin)
            argument = _argument(tag, name, value, argument)
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise self.error('Tag "span" must have class "tg-spoiler"', begin)
        self.opened.append(_Open(tag, argument, len(self.text)))

    def attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self.until(_SPACE + "=>/\"'")
        if not name:
            raise self.error(f'Empty attribute name in the tag "{tag}"', begin)
        self.spaces()
        if self.source[self.at] != "=":
            if self.source[self.at] == "\0":
                raise self.error(f'Unclosed start tag "{tag}"', begin)
            return name, ""
        self.at += 1
        self.spaces()
        if self.source[self.at] == "\0":
            raise self.error(f'Unclosed start tag "{tag}"', begin)
        if self.source[self.at] in "\"'":
            value = self.quoted()
        else:
            token = self.at
            value = self.until(re.compile(r"[^a-zA-Z0-9.-]")).lower()
            if self.source[self.at] not in _SPACE + ">":
                raise self.error("Unexpected end of name token", token)
        if self.source[self.at] == "\0":
            raise self.error("Unclosed start tag", begin)
        return name, value

    def quoted(self) -> str:
        quote = self.source[self.at]
        self.at += 1
        value = ""
        while self.source[self.at] not in (quote, "\0"):
            if self.source[self.at] == "&":
                value += self.reference()
            else:
                value += self.source[self.at]
                self.at += 1
        self.at += self.source[self.at] == quote
        return value

    def end_tag(self) -> None:
        begin = self.at
        if not self.opened:
            raise self.error("Unexpected end tag", begin)
        self.at += 2
        tag = self.until(_SPACE + ">").lower()
        self.spaces()
        if self.source[self.at] != ">":
            raise self.error("Unclosed end tag", begin)
        self.at += 1
        opened = self.opened.pop()
        if tag and tag != opened.tag:
            offset = f"Unmatched end tag at byte offset {self.byte(begin)}"
            raise EntitiesError(f'{offset}, expected "</{opened.tag}>", found "</{tag}>"')
        if len(self.text) > opened.start:
            self.close(opened)

    def close(self, opened: _Open) -> None:
        shown = self.text[opened.start :]
        where = {"offset": utf16(self.text[: opened.start]), "length": utf16(shown)}
        kind = _TAGS[opened.tag]
        last = self.entities[-1] if self.entities else {}
        same = {key: last.get(key) for key in where} == where
        if kind == "blockquote" and opened.argument:
            kind = "expandable_blockquote"
        if kind == "pre" and last.get("type") == "code" and same and last.get("language"):
            last["type"] = "pre"
        elif kind == "code" and last.get("type") == "pre" and same and opened.argument:
            last["language"] = opened.argument
        elif kind == "text_link":
            self.link(opened.argument or shown, where)
        elif kind == "custom_emoji":
            if not opened.argument.isdecimal() or not 0 < int(opened.argument) < 2**63:
                raise EntitiesError("Invalid custom emoji identifier specified")
            self.entities.append({"type": kind, **where, "custom_emoji_id": opened.argument})
        else:
            language = {"language": opened.argument} if kind == "code" and opened.argument else {}
            self.entities.append({"type": kind, **where, **language})

    def link(self, url: str, where: dict[str, int]) -> None:
        if person := _PERSON.fullmatch(url):
            self.entities.append({"type": "text_mention", **where, "user_id": int(person[1])})
            return
        try:
            self.entities.append({"type": "text_link", **where, "url": checked_url(url)})
        except UrlError:
            return  # Telegram shows the text without a link

    def until(self, stops: str | re.Pattern[str]) -> str:
        pattern = stops if isinstance(stops, re.Pattern) else re.compile(f"[{re.escape(stops)}]")
        match = pattern.search(self.source, self.at)
        stop = match.start() if match else len(self.source) - 1
        start, self.at = self.at, stop
        return self.source[start:stop]

    def spaces(self) -> None:
        while self.source[self.at] in _SPACE and self.source[self.at] != "\0":
            self.at += 1

    def byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def error(self, reason: str, at: int) -> EntitiesError:
        return EntitiesError(f"{reason} at byte offset {self.byte(at)}")


def _argument(tag: str, name: str, value: str, before: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "expandable"
    return before
