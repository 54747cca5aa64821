"""How does Telegram answer the bot, without Telegram? One function from a request to a result or an ApiError.

What people do is in `People`, what is known in `State`, the methods are in `METHODS`. Two doors lead here:
one for python-telegram-bot in the same process (`bot.door`), one over HTTP (the tests' own server).
"""

import copy
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from bot.simulator.groups import Groups
from bot.simulator.limits import AFTER, BEFORE, Fault, Limits, Lost, error_of
from bot.simulator.methods import METHODS, pending
from bot.simulator.parameters import File, Parameters, decoded
from bot.simulator.people import ANONYMOUS, CHANNEL, SERVICE, ChatLike
from bot.simulator.state import ApiError, Chat, Json, Query, State, Topic, User, Value
from bot.simulator.transcript import transcript

__all__ = [
    "ANONYMOUS",
    "ApiError",
    "Chat",
    "Fault",
    "File",
    "Lost",
    "Recorder",
    "Telegram",
    "Topic",
    "User",
]

_BY_NAME = {name.lower(): name for name in METHODS}
_LIMITED = ("sendMessage", "sendDocument", "editMessageText")


class Recorder(Protocol):
    """Who is told of everything that passes between the bot and Telegram."""

    def called(self, method: str, parameters: Json, outcome: Value) -> None:
        """The bot called ``method``; ``outcome`` is the result or the ApiError."""

    def updated(self, update: Json) -> None:
        """An update was queued for the bot."""


class Telegram(Groups):
    """Telegram with one bot in it. Not for several threads at once."""

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        username: str = "talks_bot",
        *,
        privacy_mode: bool = True,
        limits: bool = True,
        recorder: Recorder | None = None,
    ) -> None:
        bot = User(1_000_000_001, "Talks", username, is_bot=True)
        super().__init__(State(clock, bot, privacy_mode))
        self.state.users = {user.id: user for user in (bot, ANONYMOUS, CHANNEL, SERVICE)}
        self.limits = Limits(clock) if limits else None
        self.faults: list[tuple[str, Fault, int]] = []
        self.recorder = recorder
        if recorder:
            self.state.watch.append(recorder.updated)

    @property
    def bot(self) -> User:
        """The bot, as a member of chats."""
        return self.state.bot

    def call(self, method: str, values: Mapping[str, Any], files: Mapping[str, File] | None = None) -> Value:
        """The result of ``method``; raises ApiError, or Lost when the bot is not to hear of it."""
        name = _BY_NAME.get(method.lower(), method)
        outcome: Value = None
        parameters = Parameters(dict(values), files or {})
        try:
            parameters = Parameters(decoded(values), files or {})
            outcome = self._called(name, parameters)
        except ApiError as error:
            outcome = error
            raise
        finally:
            if self.recorder:
                kept = outcome if isinstance(outcome, ApiError) else copy.deepcopy(outcome)
                self.recorder.called(name, parameters.values | _attached(parameters), kept)
        return outcome

    def _called(self, name: str, parameters: Parameters) -> Value:
        fault, detail = self._next_fault(name)
        if fault in BEFORE:
            raise Lost(fault)
        if fault and fault not in (*AFTER, Fault.UNPARSABLE_UPDATE):
            raise error_of(fault, detail)
        if fault is Fault.UNPARSABLE_UPDATE:
            self.push_update({"message": {"message_id": 1}})
        if self.state.logged_out:
            raise ApiError(400, "Logged out")
        if name not in METHODS:
            raise ApiError(404, "Not Found")
        chat = self.state.chats.get(parameters.integer("chat_id"))
        if self.limits and name in _LIMITED and chat:
            self.limits.take(chat.id, crowd=chat.type != "private")
        result = METHODS[name](self.state, parameters)
        if fault in AFTER:
            raise Lost(fault)
        return result

    def fail(self, method: str, fault: Fault, times: int = 1, detail: int = 0) -> None:
        """Let the next ``times`` calls of ``method`` ("*" for any) fail.

        ``detail`` is retry_after in seconds or the id of the chat migrated to.
        """
        self.faults += [(method, fault, detail)] * times

    def _next_fault(self, name: str) -> tuple[Fault | None, int]:
        for number, (method, fault, detail) in enumerate(self.faults):
            if method in {name, "*"}:
                del self.faults[number]
                return fault, detail
        return None, 0

    def waiting(self, values: Mapping[str, Any], poll: int) -> list[Json]:
        """The updates for a long poll that began as number ``poll``; ApiError 409 once another one began."""
        return pending(self.state, Parameters(decoded(values)), poll)

    def messages(self, chat: ChatLike) -> list[Json]:
        """The messages of a chat as the Bot API's objects, oldest first."""
        return copy.deepcopy(list(self.chat(chat).messages.values()))

    def last(self, chat: ChatLike) -> Json:
        """The newest message of a chat."""
        return self.messages(chat)[-1]

    def menu(self, chat: ChatLike, user: User | int) -> list[Json]:
        """The commands that a person is offered in a chat: of the narrowest scope, in their language."""
        place, person = self.chat(chat), self.user(user)
        scopes = [f"chat:{place.id}", "all_private_chats", "default"]
        if place.crowd:
            leads = place.members.get(person.id) in {"creator", "administrator"}
            ours = [f"chat_administrators:{place.id}"] if leads else []
            theirs = ["all_chat_administrators"] if leads else []
            scopes = [f"chat_member:{place.id}:{person.id}", *ours, f"chat:{place.id}", *theirs]
            scopes += ["all_group_chats", "default"]
        for scope in scopes:
            for language in (person.language_code[:2], ""):
                if commands := self.state.commands.get((scope, language)):
                    return commands
        return []

    def transcript(self, chat: ChatLike) -> str:
        """What the chat shows, as plain text."""
        place = self.chat(chat)
        return transcript(place.messages.values(), {topic.id: topic.name for topic in place.topics.values()})

    def queries(self) -> list[Query]:
        """All callback and inline queries so far, oldest first."""
        return list(self.state.queries.values())


def _attached(parameters: Parameters) -> Json:
    return {name: f"attach://{name}" for name in parameters.files if name not in parameters.values}
