"""What does the simulated Telegram know? Plain state: people, chats, topics, messages, commands, updates.

Messages and updates are kept as the JSON objects of the Bot API, so that nothing has to be translated.
"""

import copy
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Value = Any
"""Any JSON value."""

ON_DEMAND = ("chat_member", "message_reaction", "message_reaction_count")
"""The kinds of updates that a bot gets only when it names them in ``allowed_updates``."""


class ApiError(Exception):
    """What Telegram answers instead of a result: HTTP status, description, response parameters."""

    def __init__(self, error_code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(f"{error_code} {description}")
        self.error_code, self.description, self.parameters = error_code, description, parameters

    def json(self) -> Json:
        """The body of the response."""
        body: Json = {"ok": False, "error_code": self.error_code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(reason: str, **parameters: int) -> ApiError:
    """Telegram's 400 for ``reason``, written as it writes reasons: sentences small, CODES as they are."""
    code = reason[1:2] == "_" or reason[1:2].isupper()
    return ApiError(400, f"Bad Request: {reason if code else reason[:1].lower() + reason[1:]}", parameters)


def forbidden(reason: str) -> ApiError:
    """Telegram's 403 for ``reason``."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """Telegram's 429; ``retry_after`` in seconds."""
    description = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, description, {"retry_after": retry_after})


@dataclass(eq=False)
class User:
    """A person or a bot; ``started`` once they wrote to the bot, ``known`` once it saw them anywhere."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    started: bool = False
    known: bool = False
    blocked: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        """The Bot API's User."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {"username": self.username, "language_code": self.language_code}
        return user | {key: value for key, value in optional.items() if value}


@dataclass(eq=False)
class Topic:
    """A forum topic; ``id`` is its message_thread_id."""

    id: int
    name: str
    closed: bool = False


@dataclass(eq=False)
class Chat:
    """A private chat, group, supergroup or channel with its members' statuses, topics and messages.

    ``keyboard`` is what there is to tap instead of typing.
    """

    id: int
    type: str
    title: str = ""
    username: str = ""
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    general_closed: bool = False
    muted: bool = False
    keyboard: list[str] = field(default_factory=list)
    migrated_to: int = 0
    last_bot: int = 0
    person: User | None = None
    numbers: Iterator[int] | None = None

    def json(self) -> Json:
        """The Bot API's Chat."""
        if self.person:
            person = self.person.json()
            names: Json = {key: person[key] for key in ("first_name", "username") if key in person}
            return {"id": self.id, "type": self.type, **names}
        chat: Json = {"id": self.id, "type": self.type, "title": self.title}
        optional = {"username": self.username, "is_forum": self.is_forum}
        return chat | {key: value for key, value in optional.items() if value}

    @property
    def crowd(self) -> bool:
        """Whether people talk to each other here."""
        return self.type in {"group", "supergroup"}


@dataclass(eq=False)
class Query:
    """A callback or inline query that waits for its answer; ``answer`` is what the bot gave."""

    id: str
    kind: str
    user: User
    asked: float
    text: str = ""
    offset: str = ""
    answer: Json | None = None


@dataclass
class Webhook:
    """Where updates are pushed to; the errors are what getWebhookInfo tells."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""
    has_certificate: bool = False
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(eq=False)
class State:
    """Everything; ``wake`` are called whenever an update arrives or polling and webhook change."""

    clock: Callable[[], float]
    bot: User
    privacy_mode: bool = True
    inline_feedback: bool = True
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)
    allowed: tuple[str, ...] = ()
    webhook: Webhook | None = None
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    cached: dict[tuple[str, str, int], tuple[float, Json]] = field(default_factory=dict)
    inline_messages: dict[str, Json] = field(default_factory=dict)
    actions: list[tuple[int, str]] = field(default_factory=list)
    reactions: dict[tuple[int, int], list[Json]] = field(default_factory=dict)
    files: dict[str, tuple[Json, bytes]] = field(default_factory=dict)
    logged_out: bool = False
    poll: int = 0
    asked: tuple[int, float] = (0, -math.inf)
    in_haste: bool = False
    wake: list[Callable[[], None]] = field(default_factory=list)
    watch: list[Callable[[Json], None]] = field(default_factory=list)
    update_ids: Iterator[int] = field(default_factory=lambda: itertools.count(100_000_001))
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def now(self) -> int:
        """The time as messages carry it: whole seconds since 1970."""
        return int(self.clock())

    def private(self, user: User) -> Chat:
        """The private chat of ``user`` and the bot."""
        if user.id not in self.chats:
            members = {user.id: "member", self.bot.id: "member"}
            self.chats[user.id] = Chat(user.id, "private", person=user, members=members)
        return self.chats[user.id]

    def add_message(self, chat: Chat, content: Json) -> Json:
        """A new message in ``chat``; private chats and groups share their numbers, others have their own."""
        if chat.numbers is None:
            own = chat.type in {"supergroup", "channel"}
            chat.numbers = itertools.count(1) if own else self.numbers
        message = {"message_id": next(chat.numbers), "date": self.now(), "chat": chat.json(), **content}
        chat.messages[message["message_id"]] = message
        return message

    def push(self, kind: str, body: Json) -> list[Json]:
        """Queue an update, unless the bot does not want its kind; what was queued."""
        wanted = kind in self.allowed if self.allowed else kind not in ON_DEMAND
        if not wanted or self.logged_out:
            return []
        update = {"update_id": next(self.update_ids), kind: copy.deepcopy(body)}
        for watch in self.watch:
            watch(update)
        return self.push_raw(update)

    def push_raw(self, update: Json) -> list[Json]:
        """Queue ``update`` as it is."""
        self.updates.append(update)
        self.notify()
        return [update]

    def notify(self) -> None:
        """Wake whoever waits for updates."""
        for wake in self.wake:
            wake()


def quoted(message: Json) -> Json:
    """``message`` as another message shows it in ``reply_to_message``: one level deep."""
    return copy.deepcopy({key: value for key, value in message.items() if key != "reply_to_message"})


RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
    "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories "
    "can_send_welcome_messages"
).split()


def member_json(chat: Chat, user: User, status: str) -> Json:
    """The Bot API's ChatMember."""
    member: Json = {"status": status, "user": user.json()}
    if status == "administrator":
        rights = dict.fromkeys(RIGHTS, True)
        channel = {"can_post_messages": True, "can_edit_messages": True}
        group = {"can_pin_messages": True, "can_manage_topics": True}
        more = channel if chat.type == "channel" else group
        return member | {"can_be_edited": False, "is_anonymous": False} | rights | more
    extra: dict[str, Json] = {"creator": {"is_anonymous": False}, "kicked": {"until_date": 0}}
    return member | extra.get(status, {})
