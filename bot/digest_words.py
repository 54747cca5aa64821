"""What does the bot say of the digests of a chat? Pure: a subscription, or what was wrong, to a reply."""

import datetime
import re
from zoneinfo import ZoneInfo

from bot import schedule, zones
from bot.digest_command import OFF, BadLanguageError, MissingError, OptionError
from bot.i18n import LANGUAGES, Words
from bot.render import Block, line
from bot.reply import Button, Reply, Rows, rows, said
from bot.schedule import BadDayError, BadTimeError, Every, ScheduleError
from bot.storage import Subscription
from bot.zones import UnknownZoneError

REMOVED, BLOCKED = "removed", "blocked"
"""Why subscriptions are paused: the bot was taken out of a group or channel, or blocked by a person."""

PRESSED = re.compile(r"d(?P<topic>[0-9]{1,15})-(?P<verb>daily|weekly|instant|on|off|now|silent|loud)")
"""The data of a button: the topic that it is about, for a message may be too old to tell, and what to do."""

_SHOWN = 40  # characters of what somebody wrote that are repeated
_LISTED = 10  # speakers, and words, that are named


def status(subscription: Subscription, words: Words) -> Reply:
    """What is set, when the next one is due, what is wrong; how to change it, and buttons that do."""
    how = [
        words.gettext("Day, time and city in words: /digest weekly mon 09:00 Almaty"),
        words.gettext("Only some statements: /digest speaker Putin word gas"),
    ]
    if subscription.speakers or subscription.words:
        how.append(words.gettext("All statements again: /digest all"))
    return Reply(
        (*brief(subscription, words).blocks, Block(), *map(line, how)), _buttons(subscription, words)
    )


def brief(subscription: Subscription, words: Words) -> Reply:
    """The same for a channel, whose readers have no use for more."""
    when = {"schedule": _often(subscription, words), "zone": zones.called(subscription.zone)}
    if subscription.paused is None:
        lines = [words.gettext("Digests come here {schedule}, {zone}.", **when)]
    else:
        lines = [_paused(subscription.paused, words)]
        lines.append(words.gettext("They come {schedule}, {zone}, again after /digest on", **when))
    if subscription.speakers:
        only = words.gettext("Only statements by {names}.", names=_named(subscription.speakers, words))
        lines.append(only)
    if subscription.words:
        only = words.gettext("Only statements with {words}.", words=_named(subscription.words, words))
        lines.append(only)
    if subscription.silent:
        lines.append(words.gettext("They come without a sound."))
    zone = subscription.zone
    if subscription.next_due and subscription.paused is None:
        due = _moment(subscription.next_due, zone, words)
        lines.append(words.gettext("Next: {moment}.", moment=due))
    if subscription.last_post:
        posted = _moment(subscription.last_post, zone, words)
        lines.append(words.gettext("Last: {moment}.", moment=posted))
    if subscription.error:
        lines.append(_failed(subscription.error, words))
    first, *others = lines
    return Reply((line(first, "heading"), *map(line, others)))


def _often(subscription: Subscription, words: Words) -> str:
    kept = schedule.parse(subscription.schedule, subscription.zone)
    time = f"{kept.time:%H:%M}"
    if kept.every == "instant":
        return words.gettext("as soon as an article is out")
    if kept.every == "daily":
        return words.gettext("every day at {time}", time=time)
    return (
        words.gettext("on Mondays at {time}", time=time),
        words.gettext("on Tuesdays at {time}", time=time),
        words.gettext("on Wednesdays at {time}", time=time),
        words.gettext("on Thursdays at {time}", time=time),
        words.gettext("on Fridays at {time}", time=time),
        words.gettext("on Saturdays at {time}", time=time),
        words.gettext("on Sundays at {time}", time=time),
    )[kept.day]


def _paused(reason: str, words: Words) -> str:
    known = {
        OFF: words.gettext("Digests are off here."),
        REMOVED: words.gettext("Digests are paused here: I was taken out of this chat."),
        BLOCKED: words.gettext("Digests are paused here: I was blocked."),
        "forbidden": words.gettext("Digests are paused here: Telegram did not let me post."),
    }
    return known.get(reason) or words.gettext("Digests are paused here: “{reason}”.", reason=reason)


def _failed(error: str, words: Words) -> str:
    """What a code of `bot.posting` or of the ledger means for who waits for digests."""
    if error in {"no answer", "expired", "failure"}:
        return words.gettext("Nobody knows whether the last one arrived; the operator can send it again.")
    if error in {"refused", "article changed"}:
        return words.gettext("The last one could not be posted.")
    return words.gettext("The last one is late; it will be tried again.")


def _moment(moment: datetime.datetime, zone: str, words: Words) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{words.date(local.date())}, {local:%H:%M}"


def _named(listed: tuple[str, ...], words: Words) -> str:
    named = ", ".join(words.gettext("“{word}”", word=_cut(word)) for word in listed[:_LISTED])
    return named + ", …" * (len(listed) > _LISTED)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _buttons(subscription: Subscription, words: Words) -> Rows:
    runs, now = subscription.paused is None, subscription.schedule.partition(" ")[0]
    names: dict[Every, str] = {
        "daily": words.gettext("Daily"),
        "weekly": words.gettext("Weekly"),
        "instant": words.gettext("At once"),
    }
    often = [(f"✓ {name}" if runs and one == now else name, one) for one, name in names.items()]
    sound = (
        (words.gettext("With sound"), "loud")
        if subscription.silent
        else (words.gettext("Without sound"), "silent")
    )
    switch = (words.gettext("Switch off"), "off") if runs else (words.gettext("Switch on"), "on")
    newest = (words.gettext("Newest now"), "now")
    listed = (often, [newest, sound] if runs else [newest], [switch])
    return rows(*([Button(name, f"d{subscription.topic}-{verb}") for name, verb in row] for row in listed))


def problem(error: ScheduleError | UnknownZoneError | OptionError, words: Words) -> Reply:
    """What of a command can't be used, and what to write."""
    if isinstance(error, ScheduleError):
        told, step = _no_schedule(error, words)
    elif isinstance(error, UnknownZoneError):
        told, step = _no_zone(error, words)
    else:
        told, step = _no_option(error, words)
    return Reply((line(told), line(step)))


def _no_schedule(error: ScheduleError, words: Words) -> tuple[str, str]:
    given = _cut(error.words)
    step = words.gettext("Write it as in: /digest daily 09:00 Almaty")
    if error.every == "weekly":
        step = words.gettext("Write it as in: /digest weekly mon 09:00 Almaty")
    if isinstance(error, BadTimeError):
        known = words.gettext("“{words}” is no time of day.", words=given)
        return known if given else words.gettext("At what time?"), step
    if isinstance(error, BadDayError):
        known = words.gettext("“{words}” is not one day of the week.", words=given)
        return known if given else words.gettext("On which day?"), step
    told = words.gettext("I don't understand “{words}”.", words=given)
    return told + _meant((error.meant,) if error.meant else (), words), step


def _no_zone(error: UnknownZoneError, words: Words) -> tuple[str, str]:
    told = words.gettext("I know no time zone “{words}”.", words=_cut(error.words))
    if error.fraction:
        told += " " + words.gettext("Only whole hours have a name.")
    step = words.gettext("Write a city, or hours as in {hours}: /digest zone Almaty", hours="UTC+5")
    return told + _meant(error.nearest, words), step


def _meant(names: tuple[str, ...], words: Words) -> str:
    return " " + words.gettext("Did you mean {names}?", names=_named(names, words)) if names else ""


def _no_option(error: OptionError, words: Words) -> tuple[str, str]:
    given = _cut(error.words)
    if isinstance(error, BadLanguageError):
        told = words.gettext("I don't speak “{words}”.", words=given)
        return told, words.gettext("Write one of these: {languages}", languages=", ".join(LANGUAGES.values()))
    told = words.gettext("No statement can be found by “{words}”.", words=given)
    if isinstance(error, MissingError):
        told = words.gettext("There is nothing behind “{option}”.", option=error.option)
    return told, words.gettext("Write it as in: /digest speaker Putin word gas")


def unwanted(words: Words) -> Reply:
    """For a digest that would be empty."""
    return said(words.gettext("Nothing in the newest article is wanted here. /digest all takes everything."))


def only_admins(words: Words) -> Reply:
    """For somebody else in a group."""
    return said(words.gettext("In a group only administrators set digests."))


def back(words: Words) -> Reply:
    """For a chat that the bot was taken out of, when it is there again."""
    return said(words.gettext("I am back. Digests stay paused here until somebody writes /digest on"))
