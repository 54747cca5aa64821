"""What is asked for behind /digest, and what does a subscription become by it? Pure, in three languages.

    /digest [on] [WHEN] [zone CITY] [silent | loud] [speaker NAME] [word WORD] [all] [language NAME]
    /digest off
    /digest now

WHEN is a schedule as `schedule.parse` reads it, or a zone alone. All of it may come in any order and case.
What stands behind speaker, word, zone and language goes on to the next of these words; commas part several
speakers or words. ``all`` takes back what narrows a digest, behind speaker or word only that.

OptionError             something behind /digest can't be used; ``words`` are what was written
├── MissingError        nothing stands behind ``option``
├── BadWordError        a word that no statement can be found by
└── BadLanguageError    a language that the bot doesn't speak
"""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal

from bot import schedule, zones
from bot.i18n import LANGUAGES, named
from bot.schedule import Every, Schedule, UnknownScheduleError
from bot.storage import Subscription
from bot.zones import UnknownZoneError
from index.analysis import analyzer, fold, language_of
from index.errors import TalksError
from index.model import Language

OFF = "off"
"""Why a subscription is paused that somebody switched off."""

DAILY = "daily 09:00"
"""The schedule of who says only that there shall be digests."""

Action = Literal["show", "set", "off", "now"]
Option = Literal["on", "off", "now", "silent", "loud", "speaker", "word", "zone", "language", "all", "when"]

_SPELLED: dict[Option, str] = {
    "on": "on вкл включи включить қос қосу",
    "off": "off stop выкл выключи выключить стоп өшір өшіру тоқтат",
    "now": "now сейчас қазір",
    "silent": "silent silently quiet тихо беззвучно үнсіз дыбыссыз",
    "loud": "loud sound громко звук дыбыспен",
    "speaker": "speaker speakers спикер спикеры шешен шешендер сөйлеуші сөйлеушілер",
    "word": "word words слово слова сөз сөздер",
    "zone": "zone timezone tz зона пояс белдеу белдеуі",
    "language": "language lang язык тіл",
    "all": "all everything все всё барлығы бәрі",
}
_PAIRS: dict[str, Option] = {
    **dict.fromkeys(("without sound", "no sound", "без звука"), "silent"),
    **dict.fromkeys(("with sound", "со звуком"), "loud"),
}
_OPTIONS = {word: option for option, words in _SPELLED.items() for word in words.split()} | _PAIRS
_VALUED = frozenset({"speaker", "word", "zone", "language"})
_TURNED: dict[tuple[Option, Option], Option] = {("silent", "off"): "loud", ("loud", "off"): "silent"}
_AROUND = " .,;:«»“”„\"'"  # signs that belong to no word


class OptionError(TalksError):
    """``words``, written behind ``option``, can't be used; the message says what to write."""

    def __init__(self, option: Option, words: str, problem: str) -> None:
        self.option, self.words = option, words
        super().__init__(problem)


class MissingError(OptionError):
    def __init__(self, option: Option) -> None:
        """Nothing stands behind ``option``."""
        super().__init__(option, "", f"nothing stands behind “{option}”")


class BadWordError(OptionError):
    def __init__(self, words: str) -> None:
        """No statement can be found by ``words``."""
        super().__init__("word", words, f"“{words}” is nothing to find statements by: write another word")


class BadLanguageError(OptionError):
    def __init__(self, words: str) -> None:
        """``words`` name no language of the bot."""
        super().__init__("language", words, f"“{words}” is none of {', '.join(LANGUAGES)}")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for; None of what is to stay as it is. ``zone`` is one that is set without a schedule."""

    action: Action
    schedule: Schedule | None = None
    zone: str | None = None
    silent: bool | None = None
    speakers: tuple[str, ...] | None = None
    words: tuple[str, ...] | None = None
    language: Language | None = None


def parse(text: str, zone: str) -> Request:
    """What ``text`` behind /digest asks for, in ``zone`` unless it names one.

    Raises ScheduleError, UnknownZoneError and OptionError.
    """
    found = _read(text)
    action: Action = "off" if "off" in found else "now" if "now" in found else "set" if found else "show"
    if action in ("off", "now") and len(found) > 1:
        raise UnknownScheduleError(text)
    sounds = [option for option in found if option in ("silent", "loud")]
    words, languages = _filter("word", found), _values("language", found)
    for word in words or ():
        if not analyzer(language_of(word)).terms(word):
            raise BadWordError(word)
    when, alone = _when(found, zone)
    return Request(
        action,
        when,
        alone,
        sounds[-1] == "silent" if sounds else None,
        _filter("speaker", found),
        words,
        _language(" ".join(languages)) if languages else None,
    )


def _read(text: str) -> dict[Option, list[list[str]]]:
    """What stands behind each option, every time that it is there; what is behind none tells when."""
    found: dict[Option, list[list[str]]] = {}
    option: Option = "when"
    for token in _tokens(text):
        word = _folded(token)
        if option in _VALUED and not found[option][-1]:  # whatever stands there first is meant
            found[option][-1].append(token)
        elif word in _OPTIONS:
            option = _TURNED.get((option, _OPTIONS[word]), _OPTIONS[word])
            found.setdefault(option, []).append([])
        else:
            if option not in _VALUED or schedule.how_often(word):
                option = "when"
            found.setdefault(option, [[]])[-1].append(token)
    return found


def _tokens(text: str) -> list[str]:
    """The words of ``text``; two that are one option stay together."""
    found: list[str] = []
    for word in text.split():
        pair = f"{found[-1]} {word}" if found else ""
        if _folded(pair) in _PAIRS:
            found[-1] = pair
        else:
            found.append(word)
    return found


def _values(option: Option, found: dict[Option, list[list[str]]]) -> tuple[str, ...]:
    """What stands behind ``option``, parted by commas or by the option itself; each once."""
    texts = [part for tokens in found.get(option, ()) for part in " ".join(tokens).split(",")]
    values = tuple(dict.fromkeys(value for text in texts if (value := text.strip(_AROUND))))
    if option in found and not values:
        raise MissingError(option)
    return values


def _filter(option: Option, found: dict[Option, list[list[str]]]) -> tuple[str, ...] | None:
    values = _values(option, found)
    if not values:
        return () if "all" in found else None
    return () if [_OPTIONS.get(_folded(value)) for value in values] == ["all"] else values


def _when(found: dict[Option, list[list[str]]], zone: str) -> tuple[Schedule | None, str | None]:
    """The schedule that is asked for, or else the zone alone."""
    alone = zones.named(" ".join(_values("zone", found))) if "zone" in found else None
    words = " ".join(token for tokens in found.get("when", ()) for token in tokens)
    if not words:
        return None, alone
    try:
        return schedule.parse(words, alone or zone), None
    except UnknownScheduleError:
        try:
            return None, zones.named(words)
        except UnknownZoneError:
            pass
        raise


def _language(words: str) -> Language:
    language = named(words)
    if language is None:
        raise BadLanguageError(words)
    return language


def _folded(text: str) -> str:
    return fold(text).casefold().strip(_AROUND)


def every(subscription: Subscription, often: Every) -> Request:
    """What a button for ``often`` asks for: time and day stay as they were, if there were some."""
    now = schedule.parse(subscription.schedule, subscription.zone)
    if now.every == "instant":
        now = replace(now, time=time(9))
    return Request("set", replace(now, every=often))


def nothing(chat: int, topic: int, zone: str, language: Language | None = None) -> Subscription:
    """Where nothing was asked for yet: digests that are off, and how they come when they are on."""
    return Subscription(chat, topic, DAILY, zone, language=language, paused=OFF)


def changed(old: Subscription, request: Request, newest: int, now: datetime) -> Subscription:
    """``old`` as ``request`` wants it, and running.

    One that was paused begins now, with what comes after ``newest``; one that runs keeps what it is due.
    """
    before = schedule.parse(old.schedule, old.zone)
    wanted = request.schedule or replace(before, zone=request.zone or before.zone)
    runs = old.paused is None
    due = None if wanted.every == "instant" else schedule.next_due(wanted, now)
    if runs and (wanted.text(), wanted.zone) == (old.schedule, old.zone):
        due = old.next_due
    return replace(
        old,
        schedule=wanted.text(),
        zone=wanted.zone,
        silent=old.silent if request.silent is None else request.silent,
        speakers=old.speakers if request.speakers is None else request.speakers,
        words=old.words if request.words is None else request.words,
        language=request.language or old.language,
        seen=old.seen if runs else newest,
        next_due=due,
        error=None,
        paused=None,
    )
