"""What does Telegram do with a message of the bot's? Sending, editing, deleting; and what it refuses."""

import copy

from bot.simulator.entities import utf16
from bot.simulator.parameters import File, Parameters, chat_of, keyboard, text_and_entities
from bot.simulator.state import Chat, Json, State, Value, bad_request, quoted

_MOST_TEXT = 4096
_MOST_CAPTION = 1024
_ACTIONS = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note cancel"
).split()
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


def send_message(state: State, parameters: Parameters) -> Json:
    """Telegram's sendMessage."""
    content = _text(state, parameters, "message is too long")
    if options := _preview(parameters):
        content["link_preview_options"] = options
    return _send(state, parameters, content)


def send_document(state: State, parameters: Parameters) -> Json:
    """Telegram's sendDocument: an upload, or the file_id of an earlier one."""
    given = parameters.text("document")
    name = given.removeprefix("attach://") if given.startswith("attach://") else "document"
    upload = parameters.files.get(name)
    if upload:
        document = add_file(state, upload)
    elif given in state.files:
        document = state.files[given][0]
    else:
        raise bad_request(
            "there is no document in the request" if not given else "wrong file identifier specified"
        )
    caption, mode = parameters.text("caption"), parameters.text("parse_mode")
    entities = parameters.array("caption_entities")
    said = text_and_entities(state, caption, mode, entities, allow_empty=True)
    if utf16(said["text"]) > _MOST_CAPTION:
        raise bad_request("message caption is too long")
    content: Json = {"document": document}
    if said["text"]:
        content["caption"] = said["text"]
    if "entities" in said:
        content["caption_entities"] = said["entities"]
    return _send(state, parameters, content)


def add_file(state: State, upload: File) -> Json:
    """Keep a file; the Bot API's Document."""
    number = next(state.serials)
    document = {
        "file_id": f"file-{number}",
        "file_unique_id": f"unique-{number}",
        "file_name": upload.name,
        "mime_type": upload.mime_type,
        "file_size": len(upload.data),
    }
    state.files[f"file-{number}"] = document, upload.data
    return document


def _text(state: State, parameters: Parameters, too_long: str) -> Json:
    text = parameters.text("text")
    if not text:
        raise bad_request("Message text is empty")
    mode, entities = parameters.text("parse_mode"), parameters.array("entities")
    said = text_and_entities(state, text, mode, entities)
    if utf16(said["text"]) > _MOST_TEXT:
        raise bad_request(too_long)
    return said


def _preview(parameters: Parameters) -> Json:
    options = parameters.json("link_preview_options")
    for name in ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text"):
        if not isinstance(options.get(name, False), bool):
            raise bad_request(f'Field "{name}" must be of type Boolean')
    if parameters.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    return {key: value for key, value in options.items() if value}


def _send(state: State, parameters: Parameters, content: Json) -> Json:
    markup = keyboard(parameters.json("reply_markup"))
    chat = chat_of(state, parameters, write=True)
    tapped = parameters.json("reply_markup").get("keyboard", [])
    chat.keyboard = [key if isinstance(key, str) else key["text"] for row in tapped for key in row]
    reply = _reply(chat, parameters)
    content = _sender(state, chat) | _place(state, chat, parameters, reply) | reply | content
    if markup:
        content["reply_markup"] = markup
    if parameters.flag("protect_content"):
        content["has_protected_content"] = True
    if chat.crowd:
        chat.last_bot = state.bot.id
    return copy.deepcopy(state.add_message(chat, content))


def _sender(state: State, chat: Chat) -> Json:
    return {"sender_chat": chat.json()} if chat.type == "channel" else {"from": state.bot.json()}


def _reply(chat: Chat, parameters: Parameters) -> Json:
    wanted = parameters.json("reply_parameters")
    if wanted and "message_id" not in wanted:
        raise bad_request('Can\'t find field "message_id"')
    number = int(wanted.get("message_id", parameters.integer("reply_to_message_id")))
    if not number:
        return {}
    if str(wanted.get("chat_id", chat.id)) != str(chat.id):
        raise bad_request("replies to other chats are not simulated")
    replied = chat.messages.get(number)
    if replied is None:
        if wanted.get("allow_sending_without_reply") or parameters.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    reply: Json = {"reply_to_message": quoted(replied)}
    if quote := wanted.get("quote"):
        at = replied.get("text", "").find(quote)
        if at < 0:
            raise bad_request("QUOTE_TEXT_INVALID")
        reply["quote"] = {"text": quote, "position": utf16(replied["text"][:at]), "is_manual": True}
    return reply


def _place(state: State, chat: Chat, parameters: Parameters, reply: Json) -> Json:
    """The topic: the one that is named, else the one of the message replied to."""
    replied = reply.get("reply_to_message", {})
    thread = parameters.integer("message_thread_id")
    if not thread and replied.get("is_topic_message"):
        thread = replied["message_thread_id"]
    trusted = chat.members.get(state.bot.id) == "administrator"
    if not thread:
        if chat.is_forum and chat.general_closed and not trusted:
            raise bad_request("TOPIC_CLOSED")
        return thread_of(chat, replied)
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not trusted:
        raise bad_request("TOPIC_CLOSED")
    place: Json = {"message_thread_id": thread, "is_topic_message": True}
    return place if replied else place | {"reply_to_message": quoted(chat.messages[thread])}


def thread_of(chat: Chat, replied: Json) -> Json:
    """In a supergroup without topics a reply carries the number of the message that began the thread."""
    if chat.type != "supergroup" or chat.is_forum or not replied:
        return {}
    return {"message_thread_id": replied.get("message_thread_id", replied["message_id"])}


def _edited(state: State, parameters: Parameters) -> tuple[Json, bool]:
    """The message to edit, and whether it is an inline one."""
    if inline := parameters.text("inline_message_id"):
        if inline not in state.inline_messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return state.inline_messages[inline], True
    chat = chat_of(state, parameters, write=True)
    message = chat.messages.get(parameters.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    own = message.get("from", {}).get("id") == state.bot.id or chat.type == "channel"
    if not own or "via_bot" in message:
        raise bad_request("message can't be edited")
    return message, False


def edit_message_text(state: State, parameters: Parameters) -> Value:
    """Telegram's editMessageText, by chat and message or by inline message."""
    content = _text(state, parameters, "MESSAGE_TOO_LONG")
    markup = keyboard(parameters.json("reply_markup"))
    message, inline = _edited(state, parameters)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    if options := _preview(parameters):
        content["link_preview_options"] = options
    return _change(state, message, {"entities": None, **content, "reply_markup": markup}, inline=inline)


def edit_message_reply_markup(state: State, parameters: Parameters) -> Value:
    """Telegram's editMessageReplyMarkup, by chat and message or by inline message."""
    markup = keyboard(parameters.json("reply_markup"))
    message, inline = _edited(state, parameters)
    return _change(state, message, {"reply_markup": markup}, inline=inline)


def _change(state: State, message: Json, content: Json, *, inline: bool) -> Value:
    if all(message.get(key) == value for key, value in content.items()):
        raise bad_request(_NOT_MODIFIED)
    for key, value in content.items():
        if value is None:
            message.pop(key, None)
        else:
            message[key] = value
    message["edit_date"] = state.now()
    return True if inline else copy.deepcopy(message)


def delete_message(state: State, parameters: Parameters) -> bool:
    """Telegram's deleteMessage: its own ones, in private chats any, as an administrator all."""
    chat = chat_of(state, parameters, write=True)
    message = chat.messages.get(parameters.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    own = message.get("from", {}).get("id") == state.bot.id
    if chat.crowd and not own and chat.members.get(state.bot.id) != "administrator":
        raise bad_request("message can't be deleted")
    del chat.messages[message["message_id"]]
    return True


def send_chat_action(state: State, parameters: Parameters) -> bool:
    """Telegram's sendChatAction."""
    action = parameters.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_of(state, parameters, write=True)
    _place(state, chat, parameters, {})
    state.actions.append((chat.id, action))
    return True


def set_message_reaction(state: State, parameters: Parameters) -> bool:
    """Telegram's setMessageReaction: one emoji, or none."""
    chat = chat_of(state, parameters, write=True)
    number, reaction = parameters.integer("message_id"), parameters.array("reaction")
    if number not in chat.messages:
        raise bad_request("message to react not found")
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one.get("type") != "emoji" or not one.get("emoji") for one in reaction):
        raise bad_request("REACTION_INVALID")
    state.reactions[chat.id, number] = reaction
    return True
