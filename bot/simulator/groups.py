"""What happens to the groups and channels that the bot is in?"""

from bot.simulator.people import ANONYMOUS
from bot.simulator.state import Chat, Json, Topic, User
from bot.simulator.taps import Taps


class Groups(Taps):
    """People who also come and go, rise, migrate, and keep topics."""

    def join(self, chat: Chat | int, user: User | int) -> list[Json]:
        """Come into a group, or be brought; for the bot ``telegram.bot``."""
        return self._move(chat, user, "member", "new_chat_members")

    def leave(self, chat: Chat | int, user: User | int) -> list[Json]:
        """Leave a group."""
        return self._move(chat, user, "left", "left_chat_member")

    def kick(self, chat: Chat | int, user: User | int) -> list[Json]:
        """Be thrown out of a group or channel."""
        return self._move(chat, user, "kicked", "left_chat_member")

    def promote(self, chat: Chat | int, user: User | int) -> list[Json]:
        """Become an administrator."""
        return self.set_status(chat, user, "administrator")

    def _move(self, chat: Chat | int, user: User | int, status: str, name: str) -> list[Json]:
        place, person = self.chat(chat), self.user(user)
        updates = self.set_status(place, person, status)
        if not place.crowd:
            return updates
        about = person.json()
        actor = self.owner(place, person) if person.is_bot else person
        service: Json = {name: [about] if name == "new_chat_members" else about}
        return updates + self.publish(place, {"from": actor.json()} | service)

    def migrate(self, group: Chat | int) -> tuple[Chat, list[Json]]:
        """Turn a group into a supergroup with another id; the supergroup, and both groups' messages of it."""
        old = self.chat(group)
        new = self.supergroup(old.title)
        new.members = dict(old.members)
        old.migrated_to = new.id
        owner = self.state.users.get(next(iter(old.members)), self.state.bot).json()
        updates = self.publish(old, {"from": owner, "migrate_to_chat_id": new.id})
        service = {"from": ANONYMOUS.json(), "sender_chat": new.json(), "migrate_from_chat_id": old.id}
        return new, updates + self.publish(new, service)

    def open_topic(self, chat: Chat | int, user: User | int, name: str) -> Topic:
        """A new topic of a forum."""
        place = self.chat(chat)
        created = {"name": name, "icon_color": 7322096}
        service = {"from": self.user(user).json(), "forum_topic_created": created, "is_topic_message": True}
        message = self.state.add_message(place, service)
        message["message_thread_id"] = number = message["message_id"]
        place.topics[number] = topic = Topic(number, name)
        self._announce(place, message)
        return topic

    def close_topic(self, chat: Chat | int, user: User | int, topic: Topic) -> list[Json]:
        """Close a topic: only administrators can write there."""
        topic.closed = True
        return self.send(chat, user, topic=topic, forum_topic_closed={})

    def reopen_topic(self, chat: Chat | int, user: User | int, topic: Topic) -> list[Json]:
        """Open a closed topic again."""
        topic.closed = False
        return self.send(chat, user, topic=topic, forum_topic_reopened={})
