"""What do people do in Telegram, and which updates does the bot get of it?"""

from typing import Any

from bot.simulator.entities import Entity, formatted
from bot.simulator.messages import add_file, thread_of
from bot.simulator.parameters import File
from bot.simulator.privacy import delivered
from bot.simulator.state import Chat, Json, State, Topic, User, Value, member_json, quoted

ANONYMOUS = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
CHANNEL = User(136817688, "Channel", "Channel_Bot", is_bot=True)
SERVICE = User(777000, "Telegram")

ChatLike = Chat | User | int
MessageLike = dict[str, Any] | int
Place = Topic | int | None


class People:
    """What people do. Each verb returns the updates that the bot gets of it, which may be none.

    Chats and people may be given by their ids, a person in place of their private chat with the bot, and a
    message by its number where the chat is known.
    """

    def __init__(self, state: State) -> None:
        self.state = state

    def person(self, name: str, *, username: str = "", language: str = "en", started: bool = False) -> User:
        """A new person, who has not written to the bot yet, unless ``started``."""
        user = User(1000 + next(self.state.serials), name, username, language, started=started, known=started)
        self.state.users[user.id] = user
        self.state.private(user)
        return user

    def group(self, title: str, *people: User, bot: str = "member") -> Chat:
        """A new basic group with the bot in it; its first person owns it."""
        return self._new_chat("group", -4_000_000 - next(self.state.serials), title, people, bot=bot)

    def supergroup(
        self, title: str, *people: User, forum: bool = False, username: str = "", bot: str = "member"
    ) -> Chat:
        """A new supergroup with the bot in it, with topics when it is a ``forum``."""
        number = -1_001_000_000_000 - next(self.state.serials)
        chat = self._new_chat("supergroup", number, title, people, bot=bot)
        chat.is_forum, chat.username = forum, username
        return chat

    def channel(self, title: str, *people: User, username: str = "", bot: str = "administrator") -> Chat:
        """A new channel with the bot as an administrator."""
        number = -1_002_000_000_000 - next(self.state.serials)
        chat = self._new_chat("channel", number, title, people, bot=bot)
        chat.username = username
        return chat

    def _new_chat(self, kind: str, number: int, title: str, people: tuple[User, ...], *, bot: str) -> Chat:
        members = {person.id: "creator" if person is people[0] else "member" for person in people}
        chat = Chat(number, kind, title, members=members | {self.state.bot.id: bot})
        self.state.chats[number] = chat
        return chat

    def say(  # noqa: PLR0913 - a message has these parts
        self,
        chat: ChatLike,
        user: User | int,
        text: str,
        *,
        reply_to: MessageLike | None = None,
        topic: Place = None,
        entities: list[Entity] | None = None,
    ) -> list[Json]:
        """Write ``text``; commands, mentions and links in it become entities as in Telegram."""
        text, found = formatted(text, entities or [])
        content: Json = {"text": text} | ({"entities": found} if found else {})
        return self.send(chat, user, reply_to=reply_to, topic=topic, **content)

    def send(
        self,
        chat: ChatLike,
        user: User | int,
        *,
        reply_to: MessageLike | None = None,
        topic: Place = None,
        **content: Value,
    ) -> list[Json]:
        """Send a message of any content: the Bot API's own fields, such as ``sticker`` or ``photo``."""
        place, person = self.chat(chat), self.user(user)
        updates = self.unblock(person) if place.person and person.blocked else []
        if place.person:
            person.started = person.known = True
        sender: Json = {"from": person.json()}
        if person.is_bot and place.crowd:
            place.last_bot = person.id
        return updates + self.publish(place, sender | self._where(place, reply_to, topic) | content)

    def send_file(
        self,
        chat: ChatLike,
        user: User | int,
        name: str,
        data: bytes | str,
        mime_type: str = "text/plain",
        **more: Value,
    ) -> list[Json]:
        """Send a document; ``data`` may be a text, and ``more`` goes over what Telegram says of it."""
        content = data.encode() if isinstance(data, str) else data
        document = add_file(self.state, File(name, content, mime_type)) | more
        return self.send(chat, user, document=document)

    def forward_post(self, chat: ChatLike, user: User | int, post: Json) -> list[Json]:
        """Forward a post of a channel, with its text."""
        origin = {
            "type": "channel",
            "date": post["date"],
            "chat": post["chat"],
            "message_id": post["message_id"],
        }
        words = {key: post[key] for key in ("text", "entities", "caption") if key in post}
        return self.send(chat, user, forward_origin=origin, **words)

    def say_anonymously(self, chat: Chat | int, text: str, *, topic: Place = None) -> list[Json]:
        """Write as an administrator who stays anonymous."""
        place = self.chat(chat)
        sender = {"from": ANONYMOUS.json(), "sender_chat": place.json(), "author_signature": "admin"}
        return self.publish(place, sender | self._where(place, None, topic) | _text(text))

    def say_as_channel(self, chat: Chat | int, channel: Chat, text: str) -> list[Json]:
        """Write in a group in the name of a channel."""
        return self.publish(
            self.chat(chat), {"from": CHANNEL.json(), "sender_chat": channel.json()} | _text(text)
        )

    def post(self, channel: Chat | int, text: str, *, discussed_in: Chat | None = None) -> list[Json]:
        """Post in a channel; in ``discussed_in``, its group for comments, the post appears by itself."""
        place = self.chat(channel)
        updates = self.publish(place, {"sender_chat": place.json()} | _text(text))
        if discussed_in:
            post = list(place.messages.values())[-1]
            origin = {
                "type": "channel",
                "date": post["date"],
                "chat": place.json(),
                "message_id": post["message_id"],
            }
            forwarded = {
                "from": SERVICE.json(),
                "sender_chat": place.json(),
                "is_automatic_forward": True,
                "forward_origin": origin,
            }
            updates += self.publish(discussed_in, forwarded | _text(text))
        return updates

    def edit(self, message: Json, text: str) -> list[Json]:
        """Change the text of a message that a person sent or posted."""
        chat = self.state.chats[message["chat"]["id"]]
        kept = chat.messages[message["message_id"]]
        kept.pop("entities", None)
        kept.update(_text(text), edit_date=self.state.now())
        kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
        return self.state.push(kind, kept) if delivered(self.state, chat, kept) else []

    def delete(self, message: Json) -> None:
        """Delete a message; Telegram tells the bot nothing."""
        self.state.chats[message["chat"]["id"]].messages.pop(message["message_id"], None)

    def chat(self, chat: ChatLike) -> Chat:
        """The chat, its id or its person given."""
        if isinstance(chat, Chat):
            return chat
        number = chat.id if isinstance(chat, User) else chat
        return self.state.chats[number]

    def user(self, user: User | int) -> User:
        """The person, perhaps by id."""
        return user if isinstance(user, User) else self.state.users[user]

    def _where(self, chat: Chat, reply_to: MessageLike | None, topic: Place) -> Json:
        where: Json = {}
        replied: Json = {}
        if reply_to is not None:
            number = reply_to if isinstance(reply_to, int) else reply_to["message_id"]
            replied = chat.messages[number]
            where["reply_to_message"] = quoted(replied)
        thread = topic.id if isinstance(topic, Topic) else topic
        if thread is None and replied.get("is_topic_message"):
            thread = replied["message_thread_id"]
        if not thread:
            return where | thread_of(chat, replied)
        where.setdefault("reply_to_message", quoted(chat.messages[thread]))  # Telegram does so, too
        return where | {"message_thread_id": thread, "is_topic_message": True}

    def publish(self, chat: Chat, content: Json) -> list[Json]:
        """Add a message to a chat, and tell the bot if it may see it."""
        return self._announce(chat, self.state.add_message(chat, content))

    def _announce(self, chat: Chat, message: Json) -> list[Json]:
        if not delivered(self.state, chat, message):
            return []
        author = self.state.users.get(message.get("from", {}).get("id", 0))
        if author:
            author.known = True
        return self.state.push("channel_post" if chat.type == "channel" else "message", message)

    def owner(self, chat: Chat, other: User) -> User:
        """Who owns a chat; ``other`` when nobody does."""
        owners = [number for number, status in chat.members.items() if status == "creator"]
        return self.state.users[owners[0]] if owners else chat.person or other

    def set_status(self, chat: ChatLike, user: User | int, status: str) -> list[Json]:
        """Change somebody's standing; of others the bot hears as an administrator who asks for it."""
        place, person = self.chat(chat), self.user(user)
        old = place.members.get(person.id, "left")
        heard = person is self.state.bot or place.members.get(self.state.bot.id) == "administrator"
        place.members[person.id] = status
        change = {
            "chat": place.json(),
            "from": self.owner(place, person).json(),
            "date": self.state.now(),
            "old_chat_member": member_json(place, person, old),
            "new_chat_member": member_json(place, person, status),
        }
        kind = "my_chat_member" if person is self.state.bot else "chat_member"
        return self.state.push(kind, change) if heard else []

    def block(self, user: User | int) -> list[Json]:
        """Stop the bot."""
        person = self.user(user)
        person.blocked = True
        return self.set_status(person, self.state.bot, "kicked")

    def unblock(self, user: User | int) -> list[Json]:
        """Let the bot write again."""
        person = self.user(user)
        person.blocked = False
        return self.set_status(person, self.state.bot, "member")

    def push_update(self, update: Json) -> list[Json]:
        """Queue any update at all, also one that no library can read; it gets the next update_id."""
        return self.state.push_raw({"update_id": next(self.state.update_ids), **update})


def _text(text: str) -> Json:
    text, entities = formatted(text, [])
    return {"text": text} | ({"entities": entities} if entities else {})
