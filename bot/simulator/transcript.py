"""What would a chat show? Its messages as plain text: bold, quotes, links and buttons made visible."""

from collections.abc import Iterable
from typing import Any

_MARKS = {
    "bold": ("**", "**"),
    "italic": ("_", "_"),
    "underline": ("__", "__"),
    "strikethrough": ("~", "~"),
    "spoiler": ("||", "||"),
    "code": ("`", "`"),
    "pre": ("`", "`"),
}


def transcript(messages: Iterable[dict[str, Any]], topics: dict[int, str] | None = None) -> str:
    """The messages one after another: who, what, and the buttons in brackets, a line for each row.

    A quote's lines begin with ``│``; ``│▾`` begins one that the reader has to unfold.
    """
    return "\n".join(_message(message, topics or {}) for message in messages)


def _message(message: dict[str, Any], topics: dict[int, str]) -> str:
    topic = topics.get(message.get("message_thread_id", 0))
    head = f"#{topic} " if topic and message.get("is_topic_message") else ""
    head += _who(message)
    if "via_bot" in message:
        head += f" via @{message['via_bot']['username']}"
    replied = message.get("reply_to_message")
    if replied and "forum_topic_created" not in replied:
        head += f" to {_who(replied)}"
    head += " (edited)" if "edit_date" in message and not message.get("from", {}).get("is_bot") else ""
    shown = marked(message.get("text", ""), message.get("entities", [])) or _other(message)
    gap = "\n" if shown.startswith("│") else " "
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return "\n".join([f"{head}:{gap}{shown}", *(" ".join(map(_button, row)) for row in rows)])


def _who(message: dict[str, Any]) -> str:
    chat = message.get("sender_chat")
    return str(chat["title"] if chat else message.get("from", {}).get("first_name", "?"))


def _button(button: dict[str, Any]) -> str:
    if "url" in button:
        return f"[{button['text']} ↗ {button['url']}]"
    switch = any(key.startswith("switch_inline_query") for key in button)
    return f"[{button['text']}{' @' if switch else ''}]"


def _other(message: dict[str, Any]) -> str:
    if "document" in message:
        name = message["document"].get("file_name", "a file")
        caption = marked(message.get("caption", ""), message.get("caption_entities", []))
        return f"‹{name}› {caption}".rstrip()
    about = {"message_id", "date", "chat", "from", "sender_chat", "message_thread_id", "is_topic_message"}
    about |= {"author_signature", "via_bot", "edit_date"}
    kinds = [key for key in message if key not in about and not key.startswith("reply_")]
    return f"‹{kinds[0].replace('_', ' ') if kinds else 'nothing'}›"


def marked(text: str, entities: Iterable[dict[str, Any]]) -> str:
    """``text`` with its entities shown by characters."""
    opening: dict[int, str] = {}
    closing: dict[int, str] = {}
    quotes: list[tuple[int, int, str]] = []
    for entity in _joined(entities):
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        left, right = _MARKS.get(entity["type"], ("", ""))
        if entity["type"] == "text_link":
            right = f" ‹{entity['url']}›"
        if entity["type"].endswith("blockquote"):
            quotes.append((start, stop, "│▾ " if entity["type"].startswith("expandable") else "│ "))
        opening[start] = opening.get(start, "") + left
        closing[stop] = right + closing.get(stop, "")
    lines, at, before = [""], 0, None
    for character in text:
        quote = next((one for one in quotes if one[0] <= at < one[1]), None)
        if character == "\n" or (quote != before and lines[-1]):
            lines.append("")
        if quote and not lines[-1]:
            lines[-1] = quote[2] if at == quote[0] else "│ "
        lines[-1] += opening.get(at, "") + character.strip("\n")
        at += 1 + (character > "\uffff")
        lines[-1] += closing.get(at, "")
        before = quote
    return "\n".join(lines)


def _joined(entities: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entities with those of one kind made one that Telegram had cut where others begin."""
    joined: list[dict[str, Any]] = []
    for entity in sorted(entities, key=lambda one: (one["offset"], -one["length"])):
        same = [one for one in joined if one["type"] == entity["type"] and entity["type"] in _MARKS]
        if same and same[-1]["offset"] + same[-1]["length"] == entity["offset"]:
            same[-1]["length"] += entity["length"]
        else:
            joined.append(dict(entity))
    return joined
