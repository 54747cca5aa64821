"""What else can a bot ask Telegram for? Itself, its commands, updates and webhook, chats and files."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.simulator import chats, commands, messages, queries
from bot.simulator.limits import terminated
from bot.simulator.parameters import Parameters
from bot.simulator.state import ApiError, Json, State, Value, Webhook, bad_request

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


def get_me(state: State, _: Parameters) -> Json:
    """Telegram's getMe."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy_mode,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return state.bot.json() | abilities


_HASTE = 0.5  # seconds


def get_updates(state: State, parameters: Parameters) -> list[Json]:
    """Telegram's getUpdates without the waiting, which is the door's; ends an earlier long poll."""
    if state.webhook:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _allow(state, parameters)
    state.poll += 1
    offset = parameters.integer("offset")
    # As telegram-bot-api has it: who asks again so soon with the same offset gets one update.
    state.in_haste = offset == state.asked[0] and state.clock() < state.asked[1] + _HASTE
    state.asked = offset, state.clock()
    if offset > 0:
        state.updates[:] = [update for update in state.updates if update["update_id"] >= offset]
    elif offset < 0:
        del state.updates[:offset]
    state.notify()
    return pending(state, parameters, state.poll)


def pending(state: State, parameters: Parameters, poll: int) -> list[Json]:
    """The updates for the long poll with the number ``poll``; raises 409 when another request ended it."""
    if state.webhook:
        raise terminated("setWebhook request")
    if state.poll != poll:
        raise terminated("other getUpdates request; make sure that only one bot instance is running")
    limit = 1 if state.in_haste else parameters.integer("limit", 100)
    return state.updates[: min(max(limit, 1), 100)]


def _allow(state: State, parameters: Parameters) -> None:
    if "allowed_updates" in parameters.values:
        state.allowed = tuple(map(str, parameters.array("allowed_updates")))


def set_webhook(state: State, parameters: Parameters) -> bool:
    """Telegram's setWebhook; unlike Telegram it takes http for a loopback host."""
    url, secret = parameters.text("url"), parameters.text("secret_token")
    if not url:
        return delete_webhook(state, parameters)
    parts = urlsplit(url)
    loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > 256:  # noqa: PLR2004 - Telegram's bound
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if parameters.flag("drop_pending_updates"):
        state.updates.clear()
    _allow(state, parameters)
    connections = min(max(parameters.integer("max_connections", 40), 1), 100)
    certificate = "certificate" in parameters.files
    state.webhook = Webhook(
        url, secret, connections, parameters.text("ip_address"), has_certificate=certificate
    )
    state.notify()
    return True


def delete_webhook(state: State, parameters: Parameters) -> bool:
    """Telegram's deleteWebhook."""
    if parameters.flag("drop_pending_updates"):
        state.updates.clear()
    state.webhook = None
    state.notify()
    return True


def get_webhook_info(state: State, _: Parameters) -> Json:
    """Telegram's getWebhookInfo."""
    hook = state.webhook or Webhook("")
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": hook.has_certificate,
        "pending_update_count": len(state.updates),
    }
    optional: Json = {
        "max_connections": hook.max_connections if hook.url else 0,
        "ip_address": hook.ip_address,
        "last_error_date": hook.last_error_date,
        "last_error_message": hook.last_error_message,
        "allowed_updates": list(state.allowed),
    }
    return info | {key: value for key, value in optional.items() if value}


def get_file(state: State, parameters: Parameters) -> Json:
    """Telegram's getFile."""
    number = parameters.text("file_id")
    if not number:
        raise bad_request("file_id not specified")
    if number not in state.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    document = state.files[number][0]
    kept = {key: document[key] for key in ("file_id", "file_unique_id", "file_size")}
    return kept | {"file_path": f"documents/{number}"}


def log_out(state: State, _: Parameters) -> bool:
    """Telegram's logOut: from now on the bot is served elsewhere."""
    state.logged_out = True
    state.notify()
    return True


def close(_state: State, _: Parameters) -> bool:
    """Telegram's close."""
    return True


METHODS: dict[str, Callable[[State, Parameters], Value]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "sendChatAction": messages.send_chat_action,
    "setMessageReaction": messages.set_message_reaction,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "setMyCommands": commands.set_my_commands,
    "getMyCommands": commands.get_my_commands,
    "deleteMyCommands": commands.delete_my_commands,
    "setMyName": commands.text_setter("name"),
    "getMyName": commands.text_getter("name"),
    "setMyDescription": commands.text_setter("description"),
    "getMyDescription": commands.text_getter("description"),
    "setMyShortDescription": commands.text_setter("short_description"),
    "getMyShortDescription": commands.text_getter("short_description"),
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatAdministrators": chats.get_chat_administrators,
    "getChatMemberCount": chats.get_chat_member_count,
    "leaveChat": chats.leave_chat,
    "getFile": get_file,
    "logOut": log_out,
    "close": close,
}
"""The methods that are simulated, by the name that the Bot API gives them."""
