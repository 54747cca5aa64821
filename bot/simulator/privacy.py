"""Which messages does the bot get to see? Membership, and in groups Telegram's privacy mode."""

from bot.simulator.state import Chat, Json, State

SERVICES = (
    "new_chat_members left_chat_member new_chat_title new_chat_photo delete_chat_photo group_chat_created "
    "supergroup_chat_created migrate_to_chat_id migrate_from_chat_id pinned_message forum_topic_created "
    "forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden "
    "general_forum_topic_unhidden message_auto_delete_timer_changed video_chat_started video_chat_ended"
).split()
"""The fields of service messages, which every bot in a group gets."""


def delivered(state: State, chat: Chat, message: Json) -> bool:
    """Whether the bot gets ``message``: in privacy mode only what is meant for it, and services."""
    status = chat.members.get(state.bot.id, "left")
    if status in {"left", "kicked"}:
        return False
    if not chat.crowd:
        return True
    sender = message.get("from", {})
    if sender.get("is_bot") and "sender_chat" not in message:
        return False  # bots do not see each other
    if not state.privacy_mode or status == "administrator":
        return True
    return _meant(state, chat, message)


def _meant(state: State, chat: Chat, message: Json) -> bool:
    if "text" not in message and "caption" not in message:
        return any(key in message for key in SERVICES)
    replied = message.get("reply_to_message", {})
    own = state.bot.id
    ours = own in {one.get(key, {}).get("id") for one, key in ((message, "via_bot"), (replied, "via_bot"))}
    if ours or replied.get("from", {}).get("id") == own:
        return True
    if replied and "forum_topic_created" not in replied and _meant(state, chat, replied):
        return True
    return any(_calls(state, chat, message, entity) for entity in message.get("entities", []))


def _calls(state: State, chat: Chat, message: Json, entity: Json) -> bool:
    """Whether an entity addresses the bot: a mention, or a command in front that no other bot is meant by."""
    start, stop = entity["offset"], entity["offset"] + entity["length"]
    units = message.get("text", "").encode("utf-16-le")
    word = units[2 * start : 2 * stop].decode("utf-16-le").lower()
    name = state.bot.username.lower()
    match entity["type"]:
        case "mention":
            return bool(word == f"@{name}")
        case "text_mention":
            return bool(entity["user"]["id"] == state.bot.id)
        case "bot_command" if start == 0:
            named = word.partition("@")[2]
            return bool(named == name) if named else chat.last_bot in {0, state.bot.id}
    return False
