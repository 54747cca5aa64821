"""Which commands, names and descriptions does the bot set, per scope and language?"""

import re
from collections.abc import Callable

from bot.simulator.parameters import Parameters, chat_of, language_of
from bot.simulator.state import Json, State, bad_request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_MOST = {"name": 64, "description": 512, "short_description": 120}


def _scope(state: State, parameters: Parameters) -> str:
    scope = parameters.json("scope")
    kind = scope.get("type", "default" if not scope else "")
    if kind in _SCOPES:
        return str(kind)
    problem = "Can't parse BotCommandScope: "
    if kind not in _CHAT_SCOPES:
        raise bad_request(problem + "Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request(problem + "Empty chat_id specified")
    chat = chat_of(state, Parameters({"chat_id": scope["chat_id"]}))
    if kind == "chat_member":
        if int(scope.get("user_id", 0)) <= 0:
            raise bad_request(problem + "Invalid user_id specified")
        return f"{kind}:{chat.id}:{scope['user_id']}"
    return f"{kind}:{chat.id}"


def set_my_commands(state: State, parameters: Parameters) -> bool:
    """Telegram's setMyCommands; an empty list takes the commands of this scope and language away."""
    commands = [_command(command) for command in parameters.array("commands")]
    if len(commands) > 100:  # noqa: PLR2004 - Telegram's bound
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.commands[_scope(state, parameters), language_of(parameters)] = commands
    return True


def _command(given: Json) -> Json:
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
    command, description = given["command"].strip().removeprefix("/"), given["description"].strip()
    if not command:
        raise bad_request("Command must be non-empty")
    if len(command) > 32:  # noqa: PLR2004 - TDLib's bound
        raise bad_request("Command length must not exceed 32")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > 256:  # noqa: PLR2004 - TDLib's bound
        raise bad_request("Command description length must not exceed 256")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def get_my_commands(state: State, parameters: Parameters) -> list[Json]:
    """Telegram's getMyCommands: those of exactly this scope and language."""
    return state.commands.get((_scope(state, parameters), language_of(parameters)), [])


def delete_my_commands(state: State, parameters: Parameters) -> bool:
    """Telegram's deleteMyCommands."""
    state.commands.pop((_scope(state, parameters), language_of(parameters)), None)
    return True


def text_setter(name: str) -> Callable[[State, Parameters], bool]:
    def method(state: State, parameters: Parameters) -> bool:
        text = parameters.text(name)
        if len(text) > _MOST[name]:
            raise bad_request(f"Bot {name.replace('_', ' ')} length must not exceed {_MOST[name]}")
        state.texts[name, language_of(parameters)] = text
        return True

    return method


def text_getter(name: str) -> Callable[[State, Parameters], Json]:
    def method(state: State, parameters: Parameters) -> Json:
        default = state.bot.first_name if name == "name" else ""
        text = state.texts.get((name, language_of(parameters))) or state.texts.get((name, ""))
        return {name: text or default}

    return method
