"""What does the bot learn of a chat and its members?"""

from bot.simulator.parameters import Parameters, chat_of
from bot.simulator.state import Chat, Json, State, User, bad_request, member_json

_PERMISSIONS = (
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos "
    "can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages "
    "can_add_web_page_previews can_change_info can_invite_users can_pin_messages can_manage_topics"
).split()


def get_chat(state: State, parameters: Parameters) -> Json:
    """Telegram's getChat: the Bot API's ChatFullInfo."""
    chat = chat_of(state, parameters)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    info = chat.json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.crowd:
        info["permissions"] = dict.fromkeys(_PERMISSIONS, not chat.muted)
    return info | ({"active_usernames": [chat.username]} if chat.username else {})


def _member(state: State, parameters: Parameters) -> tuple[Chat, User]:
    number = parameters.integer("user_id")
    if number <= 0:
        raise bad_request("invalid user_id specified")
    chat = chat_of(state, parameters)
    user = state.users.get(number)
    if user is None or (chat.person and user not in (chat.person, state.bot)):
        raise bad_request("user not found")
    return chat, user


def get_chat_member(state: State, parameters: Parameters) -> Json:
    """Telegram's getChatMember."""
    chat, user = _member(state, parameters)
    powerful = chat.person or chat.members.get(state.bot.id) in {"administrator", "creator"}
    if user is not state.bot and not powerful:  # Telegram promises nothing then
        raise bad_request("member list is inaccessible")
    return member_json(chat, user, chat.members.get(user.id, "left"))


def get_chat_administrators(state: State, parameters: Parameters) -> list[Json]:
    """Telegram's getChatAdministrators; other bots are left out, as Telegram does."""
    chat = chat_of(state, parameters)
    if chat.person:
        raise bad_request("there are no administrators in the private chat")
    found = [(state.users[number], status) for number, status in chat.members.items()]
    ranked = [(user, status) for user, status in found if status in {"administrator", "creator"}]
    shown = [(user, status) for user, status in ranked if not user.is_bot or user is state.bot]
    return [member_json(chat, user, status) for user, status in shown]


def get_chat_member_count(state: State, parameters: Parameters) -> int:
    """Telegram's getChatMemberCount."""
    members = chat_of(state, parameters).members.values()
    return sum(status not in {"left", "kicked"} for status in members)


def leave_chat(state: State, parameters: Parameters) -> bool:
    """Telegram's leaveChat."""
    chat = chat_of(state, parameters, write=True)
    if chat.person:
        raise bad_request("chat is private")
    old, chat.members[state.bot.id] = chat.members[state.bot.id], "left"
    change = {
        "chat": chat.json(),
        "from": state.bot.json(),
        "date": state.now(),
        "old_chat_member": member_json(chat, state.bot, old),
        "new_chat_member": member_json(chat, state.bot, "left"),
    }
    state.push("my_chat_member", change)
    return True
