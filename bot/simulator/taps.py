"""What happens when people press a button or ask the bot inline?"""

import copy
from urllib.parse import parse_qs, urlsplit

from bot.simulator.people import ChatLike, People
from bot.simulator.state import Json, Query, User


class Taps(People):
    """People who also press buttons and ask inline."""

    def press(self, user: User | int, message: Json, button: str) -> list[Json]:
        """Press the button with this label or callback data on a message as the person sees it.

        A link to the bot with ``?start=`` opens it, one that switches to inline mode asks there, another link
        leaves Telegram; a message deleted meanwhile is sent as inaccessible.
        """
        person = self.user(user)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        names = [one for row in rows for one in row if button in {one["text"], one.get("callback_data")}]
        if not names:
            labels = ", ".join(repr(one["text"]) for row in rows for one in row) or "none"
            raise LookupError(f"no button {button!r} on the message; it has {labels}")
        pressed = names[0]
        if "callback_data" in pressed:
            return self.push_callback(person, message, pressed["callback_data"])
        if "url" in pressed:
            url = urlsplit(pressed["url"])
            payload = parse_qs(url.query).get("start", [""])[0]
            own = (url.netloc, url.path.strip("/").lower()) == ("t.me", self.state.bot.username.lower())
            command = f"/start {payload}".strip()
            return self.say(person, person, command) if own else []
        switches = [value for key, value in pressed.items() if key.startswith("switch_inline_query")]
        return self.ask_inline(person, switches[0]) if switches and isinstance(switches[0], str) else []

    def push_callback(self, user: User | int, message: Json, data: str) -> list[Json]:
        """The callback query of any ``data``, also of a button that the message no longer has."""
        person = self.user(user)
        query = self._query("callback", person, data)
        body: Json = {"id": query.id, "from": person.json(), "chat_instance": "1", "data": data}
        if inline := message.get("inline_message_id"):
            return self.state.push(
                "callback_query", body | {"inline_message_id": inline, "chat_instance": "2"}
            )
        chat = self.state.chats[message["chat"]["id"]]
        kept = chat.messages.get(message["message_id"])
        gone = {"chat": chat.json(), "message_id": message["message_id"], "date": 0}
        return self.state.push("callback_query", body | {"message": kept or gone})

    def ask_inline(
        self, user: User | int, query: str, offset: str = "", *, chat_type: str = "sender"
    ) -> list[Json]:
        """Type ``@bot query``; answered from Telegram's cache the bot hears nothing of it."""
        person = self.user(user)
        person.known = True
        asked = self._query("inline", person, query, offset)
        for reader in (person.id, 0):
            until, answer = self.state.cached.get((query, offset, reader), (0.0, None))
            if answer and self.state.clock() < until:
                asked.answer = answer
                return []
        body = {
            "id": asked.id,
            "from": person.json(),
            "query": query,
            "offset": offset,
            "chat_type": chat_type,
        }
        return self.state.push("inline_query", body)

    def _query(self, kind: str, user: User, text: str, offset: str = "") -> Query:
        number = str(7_000_000_000 + next(self.state.serials))
        query = Query(number, kind, user, self.state.clock(), text, offset)
        self.state.queries[number] = query
        return query

    def answers(self, user: User | int, kind: str = "callback") -> list[Json]:
        """What the bot answered to the person's presses (or with "inline" to their queries), oldest first."""
        number = self.user(user).id
        queries = [query for query in self.state.queries.values() if query.user.id == number]
        return [query.answer for query in queries if query.kind == kind and query.answer is not None]

    def choose_inline_result(self, user: User | int, chat: ChatLike, result_id: str) -> list[Json]:
        """Send a result of the person's last answered inline query into a chat."""
        person, place = self.user(user), self.chat(chat)
        queries = list(self.state.queries.values())
        query = next(
            one for one in reversed(queries) if one.user is person and one.kind == "inline" and one.answer
        )
        results = (query.answer or {})["results"]
        result = next(one for one in results if one["id"] == result_id)
        chosen: Json = {"result_id": result_id, "from": person.json(), "query": query.text}
        content = copy.deepcopy(result.get("message", {}))
        content |= {"from": person.json(), "via_bot": self.state.bot.json()}
        updates = self.publish(place, content)
        if "reply_markup" in content:
            chosen["inline_message_id"] = f"inline-{next(self.state.serials)}"
            message = list(place.messages.values())[-1]
            self.state.inline_messages[chosen["inline_message_id"]] = message
        return updates + (
            self.state.push("chosen_inline_result", chosen) if self.state.inline_feedback else []
        )
