"""What text and entities does Telegram make of what it is given? Offsets are UTF-16 units, as in its Bot API.

The rules and the words of the errors are those of Telegram's own TDLib, as public sources show them.
"""

import itertools
import re
from typing import Any

from bot.simulator.links import UrlError, checked_url
from bot.simulator.markup import EntitiesError, parse_html, utf16

Entity = dict[str, Any]

__all__ = ["EntitiesError", "Entity", "UrlError", "checked_url", "formatted", "found", "parse_html", "utf16"]

_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = ("blockquote", "expandable_blockquote")
_CODE = ("pre", "code")
_GIVEN = (*_SPLITTABLE, *_QUOTES, *_CODE, "text_link", "text_mention", "custom_emoji")
_FOUND = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
_FIRST = (*_QUOTES, "pre", "code", "text_link", "text_mention", *_FOUND, *_SPLITTABLE, "custom_emoji")
_MOST = 100  # entities that a message keeps

_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_SPACED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x20]")

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}(?![\w-])")
_URL = re.compile(
    r"(?<![\w@./-])(?:https?://[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|me|io|ru|kz|tv))"
    r"(?![\w@-])(?::\d+)?(?:[/?#][^\s<>\"«»]*)?",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<!\w)@[a-zA-Z0-9_]{4,32}(?!\w)")
_COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>@])")
_HASHTAG = re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")


def formatted(
    text: str, entities: list[Entity], *, allow_empty: bool = False, find: bool = True
) -> tuple[str, list[Entity]]:
    """Text and entities as a message will carry them: cleaned, trimmed, entities repaired and completed.

    Telegram shows control characters as spaces, drops carriage returns and U+2028–U+202E, trims spaces and
    newlines at both ends (in front only up to the first entity) and adds mentions, commands and links.
    Raises EntitiesError when nothing is left, or an entity lies outside the text.
    """
    checked = map(_checked, entities)
    entities = _repaired([entity for entity in checked if entity["length"]])
    text, entities = _cleaned(text, entities)
    text, entities = _trimmed(text, _repaired(entities))
    if not text and not allow_empty:
        raise EntitiesError("Text must be non-empty")
    if find:
        entities = _merged(entities, found(text))
    entities.sort(key=lambda entity: entity["type"] in _SPLITTABLE)
    return text, sorted(entities[:_MOST], key=_order)


def found(text: str) -> list[Entity]:
    """The mentions, commands, hashtags, links and addresses that Telegram finds by itself."""
    finds: list[Entity] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in (
        ("email", _EMAIL),
        ("url", _URL),
        ("mention", _MENTION),
        ("bot_command", _COMMAND),
        ("hashtag", _HASHTAG),
    ):
        for match in pattern.finditer(text):
            start, stop = match.span()
            if kind == "url":
                stop = start + len(match[0].rstrip(".:;,('?!`)"))
            if all(stop <= other or past <= start for other, past in taken):
                taken.append((start, stop))
                entity = {"type": kind, "offset": utf16(text[:start]), "length": utf16(text[start:stop])}
                finds.append(entity)
    return sorted(finds, key=_order)


def _checked(entity: Entity) -> Entity:
    kind = entity.get("type")
    if kind not in _GIVEN and kind not in _FOUND:
        raise EntitiesError("Can't parse MessageEntity: Unsupported type specified")
    for field in ("offset", "length"):
        value = entity.get(field)
        if type(value) is not int:
            raise EntitiesError(f"Can't parse MessageEntity: Can't find field \"{field}\"")
        if not 0 <= value <= 1_000_000:  # noqa: PLR2004 - TDLib's bound
            raise EntitiesError(f"Receive an entity with incorrect {field} {value}")
    if kind == "text_link":
        if "url" not in entity:
            raise EntitiesError("Can't parse MessageEntity: Can't find field \"url\"")
        try:
            entity = entity | {"url": checked_url(entity["url"])}
        except UrlError as error:
            raise EntitiesError(f"Entity URL '{entity['url']}' is invalid: {error}") from error
    return entity | {"length": 0} if kind in _FOUND else dict(entity)


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    moved, at, kept = {0: 0}, 0, 0  # where each UTF-16 offset of the old text lies in the new one
    for character in text:
        width = utf16(character)
        at += width
        kept += 0 if _REMOVED.match(character) else width
        moved[at] = kept
    for entity in entities:
        offset, stop = entity["offset"], entity["offset"] + entity["length"]
        if offset >= at:
            raise EntitiesError(f"Entity begins after the end of the text at UTF-16 offset {offset}")
        if stop > at:
            raise EntitiesError(
                f"Entity beginning at UTF-16 offset {offset} ends after the end of the text "
                f"at UTF-16 offset {stop}"
            )
        if offset not in moved:
            raise EntitiesError("Entity begins in a middle of a UTF-16 symbol")
        if stop not in moved:
            raise EntitiesError(
                f"Entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol"
            )
        entity |= {"offset": moved[offset], "length": moved[stop] - moved[offset]}
    text = _SPACED.sub(" ", _REMOVED.sub("", text))
    return text, [entity for entity in entities if entity["length"]]


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip(" \n")
    end = utf16(text)
    kept = [entity for entity in entities if entity["offset"] < end]
    for entity in kept:
        entity["length"] = min(entity["length"], end - entity["offset"])
    blank = len(text) - len(text.lstrip(" \n"))
    cut = min([blank, *(entity["offset"] for entity in kept)])
    for entity in kept:
        entity["offset"] -= cut
    return text[cut:], sorted(kept, key=_order)


def _merged(entities: list[Entity], new: list[Entity]) -> list[Entity]:
    quotes = [entity for entity in entities if entity["type"] in _QUOTES]
    whole = [entity for entity in entities if entity["type"] not in (*_QUOTES, *_SPLITTABLE)]
    styles = [entity for entity in entities if entity["type"] in _SPLITTABLE]
    new = [one for one in new if not any(_overlap(one, old) for old in whole)]
    new = [one for one in new if not any(_overlap(one, old) and not _within(one, old) for old in quotes)]
    rest = sorted([*quotes, *whole, *new], key=_order)
    return sorted([*rest, *_split(styles, rest)], key=_order)


def _repaired(entities: list[Entity]) -> list[Entity]:
    """Without overlaps; styles merged, and cut where other entities begin or end."""
    entities = sorted(entities, key=_order)
    quotes = _apart([entity for entity in entities if entity["type"] in _QUOTES])
    whole = _apart([entity for entity in entities if entity["type"] not in (*_QUOTES, *_SPLITTABLE)])
    whole = [one for one in whole if not any(_overlap(one, old) and not _within(one, old) for old in quotes)]
    rest = sorted([*quotes, *whole], key=_order)
    styles = [entity for entity in entities if entity["type"] in _SPLITTABLE]
    return sorted([*rest, *_split(styles, rest)], key=_order)


def _apart(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not any(_overlap(entity, other) for other in kept):
            kept.append(entity)
    return kept


def _split(styles: list[Entity], rest: list[Entity]) -> list[Entity]:
    runs: list[Entity] = []
    for kind in _SPLITTABLE:
        of_kind: list[Entity] = []
        for entity in (style for style in styles if style["type"] == kind):
            if of_kind and entity["offset"] <= _stop(of_kind[-1]):
                of_kind[-1]["length"] = max(_stop(of_kind[-1]), _stop(entity)) - of_kind[-1]["offset"]
            else:
                of_kind.append(dict(entity))
        runs += of_kind
    pieces = []
    for run in runs:
        cuts = {other["offset"] for other in [*runs, *rest]} | {_stop(other) for other in rest}
        inside = sorted(cut for cut in cuts if run["offset"] < cut < _stop(run))
        edges = [run["offset"], *inside, _stop(run)]
        for start, stop in itertools.pairwise(edges):
            piece = {"type": run["type"], "offset": start, "length": stop - start}
            if not any(_within(piece, other) for other in rest if other["type"] in _CODE):
                pieces.append(piece)
    return pieces


def _stop(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < _stop(other) and other["offset"] < _stop(one))


def _within(one: Entity, other: Entity) -> bool:
    return bool(other["offset"] <= one["offset"] and _stop(one) <= _stop(other))


def _order(entity: Entity) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], _FIRST.index(entity["type"])
