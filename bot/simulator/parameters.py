"""What did the bot ask for? A request's parameters, whether they came as JSON or as a form's strings."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.entities import EntitiesError, Entity, UrlError, checked_url, formatted, parse_html
from bot.simulator.state import ApiError, Chat, Json, State, bad_request, forbidden

_JSON = {
    "reply_markup": "reply keyboard markup",
    "entities": "entities",
    "caption_entities": "entities",
    "link_preview_options": "link preview options",
    "reply_parameters": "reply parameters",
    "allowed_updates": "allowed updates",
    "results": "inline query results",
    "commands": "commands",
    "scope": "BotCommandScope",
    "button": "inline query results button",
    "reaction": "reaction",
}
_MOST_DATA = 64  # bytes of callback data, of a result's id, of an offset
_MOST_SOURCE = 1 << 15  # bytes of a text before its markup is read


@dataclass(frozen=True)
class File:
    """An uploaded file."""

    name: str
    data: bytes
    mime_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Parameters:
    """A request: decoded values, numbers and truths read as Telegram reads them."""

    values: Json
    files: Mapping[str, File] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as text; empty when it is missing."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """The value as a whole number; what is none counts as missing."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Whether the value is one of Telegram's ways to say yes."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def array(self, name: str) -> list[Any]:
        """The value as an array; empty when it is missing."""
        value = self.values.get(name)
        return value if isinstance(value, list) else []

    def json(self, name: str) -> Json:
        """The value as an object; empty when it is missing."""
        value = self.values.get(name, "")
        value = {} if value == "" else value
        if not isinstance(value, dict):
            raise bad_request(f"Object expected as {_JSON.get(name, name)}".replace("keyboard ", ""))
        return value


def decoded(values: Mapping[str, Any]) -> Json:
    """The parameters with the objects and arrays that a form carries as strings decoded, nulls left out."""
    result: Json = {}
    for name, value in values.items():
        if value is None:
            continue
        if name in _JSON and isinstance(value, str) and value:
            try:
                result[name] = json.loads(value)
            except ValueError:
                raise bad_request(f"Can't parse {_JSON[name]} JSON object") from None
        else:
            result[name] = value
    return result


def chat_of(state: State, parameters: Parameters, *, write: bool = False) -> Chat:
    """The chat that ``chat_id`` names, if the bot may read it, or with ``write`` write to it."""
    given = parameters.text("chat_id")
    if not given:
        raise bad_request("chat_id is empty")
    if given.startswith("@"):
        named = [chat for chat in state.chats.values() if chat.username.lower() == given[1:].lower()]
        chat = next((chat for chat in named if chat.type != "private"), None)
    else:
        chat = state.chats.get(parameters.integer("chat_id"))
        user = state.users.get(parameters.integer("chat_id"))
        if user and user.known and not user.started and not user.is_bot:
            raise forbidden("bot can't initiate conversation with a user")
    if chat is None or (chat.person and not chat.person.started):
        raise bad_request("chat not found")
    _check_access(chat, chat.members.get(state.bot.id, "left"), write=write)
    return chat


def _check_access(chat: Chat, status: str, *, write: bool) -> None:
    kind = f"{chat.type} chat"
    if chat.person:
        if write and chat.person.deactivated:
            raise forbidden("user is deactivated")
        if write and chat.person.blocked:
            raise forbidden("bot was blocked by the user")
        return
    if chat.migrated_to:
        if write:
            reason = "group chat was upgraded to a supergroup chat"
            raise bad_request(reason, migrate_to_chat_id=chat.migrated_to)
        return
    reads_outside = chat.type == "group" or chat.username
    if status == "kicked" and (write or chat.type != "group"):
        raise forbidden(f"bot was kicked from the {kind}")
    if status == "left" and (write or not reads_outside):
        raise forbidden(f"bot is not a member of the {kind}")
    if write and chat.type == "channel" and status not in {"administrator", "creator"}:
        raise bad_request("need administrator rights in the channel chat")
    if write and chat.muted and status == "member":
        raise bad_request("not enough rights to send text messages to the chat")


def text_and_entities(
    state: State, text: str, parse_mode: str, entities: list[Entity], *, allow_empty: bool = False
) -> Json:
    """``text`` and ``entities`` of a message, its markup read; raises Telegram's errors."""
    if len(text.encode("utf-8", "surrogatepass")) > _MOST_SOURCE:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    if mode not in {"", "none", "html"}:
        known = mode in {"markdown", "markdownv2"}
        raise bad_request("Markdown is not simulated: use HTML" if known else "Unsupported parse_mode")
    try:
        if mode == "html":
            text, entities = parse_html(text)
            entities = [entity for found in entities if (entity := _with_person(state, found))]
    except EntitiesError as error:
        raise ApiError(400, f"Bad Request: can't parse entities: {error}") from error
    try:
        text, entities = formatted(text, entities, allow_empty=allow_empty)
    except EntitiesError as error:
        raise bad_request(str(error)) from error
    return {"text": text} | ({"entities": entities} if entities else {})


def _with_person(state: State, entity: Entity) -> Entity | None:
    if "user_id" not in entity:
        return entity
    user = state.users.get(entity.pop("user_id"))
    return entity | {"user": user.json()} if user else None


_KINDS = (
    "url callback_data switch_inline_query switch_inline_query_current_chat switch_inline_query_chosen_chat "
    "copy_text web_app login_url callback_game pay"
).split()


def keyboard(markup: Json) -> Json | None:
    """The inline keyboard in ``reply_markup``, checked; None when there is none or another kind of markup."""
    for name in ("force_reply", "remove_keyboard", "selective", "resize_keyboard", "one_time_keyboard"):
        if not isinstance(markup.get(name, False), bool):
            raise bad_request(f'Field "{name}" must be of type Boolean')
    for name in ("inline_keyboard", "keyboard"):
        if not isinstance(markup.get(name, []), list):
            raise bad_request(f'Field "{name}" must be of type Array')
    rows = markup.get("inline_keyboard", [])
    if any(not isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows = [[_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _button(button: Json) -> Json:
    problem = "Can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(problem + "Expected an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(problem + 'Can\'t find field "text"')
    kinds = [one for one in _KINDS if button.get(one, "") not in (None, "") or _empty_query(button, one)]
    if not kinds:
        raise bad_request(problem + "Text buttons are unallowed in the inline keyboard")
    kind = kinds[0]
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if kind == "callback_data" and len(str(button[kind]).encode()) > _MOST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if kind == "url":
        try:
            button = button | {"url": checked_url(button["url"])}
        except UrlError as error:
            raise bad_request(f"Inline keyboard button URL '{button['url']}' is invalid: {error}") from error
    kept = {"text", kind, "style", "icon_custom_emoji_id"}
    return {key: value for key, value in button.items() if key in kept and value is not None}


def _empty_query(button: Json, kind: str) -> bool:
    return kind.startswith("switch_inline_query") and button.get(kind) == ""


_LANGUAGE = re.compile(r"|[a-z]{2}")


def language_of(parameters: Parameters) -> str:
    """The two letters of ``language_code``, or none."""
    language = parameters.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    return language
