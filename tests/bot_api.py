"""Do requests, results and updates agree with the Bot API as two other libraries read it?

aiogram reads requests, results and updates, python-telegram-bot updates and messages; a field that they do
not know is a problem. A `Recorder` is given to `Telegram(recorder=...)`, and a test ends with
``assert recorder.problems() == []``.
"""

import copy
import typing
from collections.abc import Iterator

import aiogram.methods
import aiogram.types
import pydantic
import telegram

from bot.simulator import ApiError

METHODS = {
    method.__api_method__: method
    for method in map(aiogram.methods.__dict__.get, aiogram.methods.__all__)
    if isinstance(getattr(method, "__api_method__", None), str)
}
NEWER = {"can_send_welcome_messages"}  # than Bot API 10.0, which python-telegram-bot 22.8 knows


class Recorder:
    """Keeps every call and update of a simulated Telegram, and says what is wrong with them."""

    def __init__(self):
        self.calls = []
        self.updates = []

    def called(self, method, parameters, outcome):
        """A call: its name, its parameters, and the result or ApiError (None when the answer was lost)."""
        self.calls.append((method, parameters, outcome))

    def updated(self, update):
        """An update that was queued for the bot; raw ones are not told."""
        self.updates.append(copy.deepcopy(update))

    def problems(self):
        """One line for each thing that the Bot API does not know or allow; none when all is well."""
        found = []
        for method, parameters, outcome in self.calls:
            found += request_problems(method, parameters)
            if outcome is not None and not isinstance(outcome, ApiError):
                found += result_problems(method, outcome)
        for update in self.updates:
            found += update_problems(update)
        return found


def request_problems(method, parameters):
    """What aiogram does not know or allow in a request."""
    if method not in METHODS:
        return [f"{method}: no such method"]
    return list(_problems(METHODS[method], parameters, method))


def result_problems(method, result):
    """What aiogram, and for messages python-telegram-bot, does not know or allow in a result."""
    found = list(_problems(METHODS[method].__returning__, result, f"{method} → "))
    if isinstance(result, dict) and "message_id" in result:
        found += _ptb_problems(telegram.Message.de_json(copy.deepcopy(result), None), f"{method} → ")
    return found


def update_problems(update):
    """What aiogram or python-telegram-bot does not know or allow in an update."""
    found = list(_problems(aiogram.types.Update, update, "update"))
    try:
        read = telegram.Update.de_json(copy.deepcopy(update), None)
    except (TypeError, KeyError, ValueError) as error:
        return [*found, f"update: python-telegram-bot cannot read it: {error!r}"]
    return [*found, *_ptb_problems(read, "update")]


def _problems(kind, value, where):
    try:
        read = pydantic.TypeAdapter(kind).validate_python(value)
    except pydantic.ValidationError as error:
        for one in error.errors():
            yield f"{where}: {'.'.join(map(str, one['loc']))}: {one['msg']}"
        return
    yield from _unknown(read, where)


def _unknown(value, where) -> Iterator[str]:
    if isinstance(value, pydantic.BaseModel):
        for name in value.model_extra or {}:
            yield f"{where}: unknown field {name}"
        for name in type(value).model_fields:
            yield from _unknown(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value):
            yield from _unknown(one, f"{where}[{number}]")


def _ptb_problems(value: typing.Any, where: str) -> Iterator[str]:
    if isinstance(value, telegram.TelegramObject):
        for name in sorted(set(value.api_kwargs) - NEWER):
            yield f"{where}: unknown field {name} to python-telegram-bot"
        for kind in type(value).__mro__:
            for name in getattr(kind, "__slots__", ()):
                if not name.startswith("_") and name != "api_kwargs" and hasattr(value, name):
                    yield from _ptb_problems(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value):
            yield from _ptb_problems(one, f"{where}[{number}]")
