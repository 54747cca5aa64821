"""How does the bot answer a pressed button or an inline query, and which answers does Telegram refuse?"""

import re

from bot.simulator.entities import utf16
from bot.simulator.parameters import Parameters, keyboard, text_and_entities
from bot.simulator.state import Json, Query, State, Value, bad_request

LIFETIME = 30.0
"""Seconds that a query can be answered. Telegram does not say; people saw between ten and sixty."""

_MOST_RESULTS = 50
_MOST_ID = 64  # bytes
_MOST_NOTICE = 200
_MOST_TEXT = 4096
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TYPES = (
    "article audio contact document game gif location mpeg4_gif photo sticker venue video voice"
).split()


def _open_query(state: State, number: str, kind: str) -> Query:
    query = state.queries.get(number)
    late = query is not None and state.clock() - query.asked > LIFETIME
    if query is None or query.kind != kind or query.answer is not None or late:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return query


def answer_callback_query(state: State, parameters: Parameters) -> bool:
    """Telegram's answerCallbackQuery."""
    query = _open_query(state, parameters.text("callback_query_id"), "callback")
    text, url = parameters.text("text"), parameters.text("url")
    if utf16(text) > _MOST_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    own = f"https://t.me/{state.bot.username}?start="
    if url and not url.removeprefix("http://").startswith((own, own.replace("https://", ""))):
        raise bad_request("URL_INVALID")
    query.answer = {"text": text, "url": url, "show_alert": parameters.flag("show_alert")}
    return True


def answer_inline_query(state: State, parameters: Parameters) -> bool:
    """Telegram's answerInlineQuery; cached for cache_time seconds, for all people unless it is personal."""
    results = parameters.values.get("results")
    if not isinstance(results, list):
        raise bad_request("Expected an Array of inline query results")
    checked = [_result(state, result) for result in results]
    button = _results_button(parameters.json("button"))
    query = _open_query(state, parameters.text("inline_query_id"), "inline")
    if len(checked) > _MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in checked]
    if any(not 0 < len(number.encode()) <= _MOST_ID for number in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = parameters.text("next_offset")
    if len(next_offset.encode()) > _MOST_ID:
        raise bad_request("NEXT_OFFSET_INVALID")
    query.answer = {"results": checked, "next_offset": next_offset, "button": button}
    cache_time = parameters.integer("cache_time", 300)
    reader = query.user.id if parameters.flag("is_personal") else 0
    if cache_time > 0:
        until = state.clock() + cache_time
        state.cached[query.text, query.offset, reader] = until, query.answer
    return True


def _result(state: State, result: Value) -> Json:
    problem = "Can't parse inline query result: "
    if not isinstance(result, dict):
        raise bad_request(problem + "Expected an Object")
    needed = ["type", "id", *(["title", "input_message_content"] if result.get("type") == "article" else [])]
    for name in needed:
        if result.get(name) in (None, ""):
            raise bad_request(f'{problem}Can\'t find field "{name}"')
    if result["type"] not in _TYPES:
        raise bad_request(f'{problem}type "{result["type"]}" is unsupported for the inline query result')
    checked: Json = {**result, "id": str(result["id"])}
    content = result.get("input_message_content", {})
    if "message_text" in content:
        text, mode, entities = content["message_text"], content.get("parse_mode"), content.get("entities")
        if not text:
            raise bad_request("Message text is empty")
        said = text_and_entities(state, text, mode or "", entities or [])
        if utf16(said["text"]) > _MOST_TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        if options := content.get("link_preview_options"):
            said["link_preview_options"] = options
        checked["message"] = said
    if markup := keyboard(result.get("reply_markup") or {}):
        checked["message"] = checked.get("message", {}) | {"reply_markup": markup}
    return checked


def _results_button(button: Json) -> Json:
    if not button:
        return {}
    if not button.get("text"):
        raise bad_request('Can\'t find field "text"')
    if "web_app" not in button and not _START.fullmatch(str(button.get("start_parameter", ""))):
        raise bad_request("START_PARAM_INVALID")
    return button
