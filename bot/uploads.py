"""How do administrators add articles in Telegram? A file or a post of a channel, a preview, and a button.

What the buttons carry: ``n1NAME`` adds what waits under that name (see `pending`), ``n0NAME`` drops it.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from pathlib import Path, PureWindowsPath
from typing import Any

from telegram import Document, Message, MessageOriginChannel, Update
from telegram.error import NetworkError
from telegram.ext import ContextTypes

from bot import about, problems
from bot.delivery import Place, acknowledge, deliver, show_instead
from bot.i18n import Words
from bot.incoming import message_of
from bot.pending import Pending
from bot.preview import advice, preview
from bot.render import line
from bot.reply import Button, Reply, said
from bot.spoken import spoken
from bot.storage import Store
from index.drafts import Draft, SameTextError, drafted, of_text, save, titled
from index.errors import ArticleError

log = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE

MOST = 5_000_000
"""Bytes of a file that is fetched from Telegram, which would give 20 MB."""
PRESSED = r"n[01][\w-]+"
"""The data of the buttons."""

_KINDS = {"text/plain": ".txt", "text/markdown": ".md", "text/html": ".html"}
_CALLED = 80  # letters of a post that may become its name


class Uploads:
    """What ``admins`` send goes into the folder ``articles`` upon a yes, and waits in ``data`` until then."""

    def __init__(
        self, admins: Collection[int], articles: Path, data: Path, store: Store, search: Executor
    ) -> None:
        self.admins = frozenset(admins)
        self._articles, self._pending = articles, Pending(data / "pending")
        self._store, self._search = store, search

    async def document(self, update: Update, context: Context) -> None:
        """A file from an administrator, in private."""
        message = message_of(update)
        document = message.document
        if document is None:
            return
        words = await self._words(message.chat.id, message)
        if (document.file_size or 0) > MOST:
            await self._say(context, message, _too_large(words))
            return
        try:
            file = await context.bot.get_file(document)
            content = bytes(await file.download_as_bytearray())
        except NetworkError as error:
            log.info("a file can't be had: %s", error.message)
            failed = said(words.gettext("Telegram doesn't give me this file just now. Send it again."))
            await self._say(context, message, failed)
            return
        if len(content) > MOST:
            await self._say(context, message, _too_large(words))
            return
        await self._offer(context, message, lambda: drafted(content, _called(document)))

    async def post(self, update: Update, context: Context) -> None:
        """A post of a channel that an administrator forwards, in private."""
        message = message_of(update)
        text = message.text or message.caption or ""
        await self._offer(context, message, lambda: _of_post(text, message.forward_origin))

    async def _offer(self, context: Context, message: Message, draft: Callable[[], Draft]) -> None:
        words, sender = await self._words(message.chat.id, message), message.from_user

        def offered() -> Reply:
            found = draft()
            blocks = (*preview(found, words), *advice(found, words))
            name = self._pending.keep(found, sender.id if sender else 0)
            add = Button(words.gettext("Add"), f"n1{name}")
            return Reply(blocks, ((add, Button(words.gettext("Cancel"), f"n0{name}")),))

        try:
            reply = await self._in_thread(offered)
        except ArticleError as error:
            reply = said(problems.put(error, words))
        await self._say(context, message, reply)

    async def pressed(self, update: Update, context: Context) -> None:
        """The buttons under a preview, which only who sent it may press."""
        query = update.callback_query
        if query is None:
            return
        person, data = query.from_user, query.data or ""
        words = spoken(self._store, [person.id], person.language_code)
        name = data[2:]
        draft = self._pending.find(name, person.id) if person.id in self.admins else None
        if draft is None:
            gone = said(words.gettext("This waits no longer. Send it again."))
            await acknowledge(query, gone if person.id in self.admins else about.changed(words))
            return
        await acknowledge(query)
        if data.startswith("n0"):
            self._pending.drop(name)
            reply = said(words.gettext("Dropped; nothing was added."))
        else:
            reply = await self._in_thread(self._add, name, draft, words)
        await show_instead(context.bot, query, reply, self._store.move)

    def _add(self, name: str, draft: Draft, words: Words) -> Reply:
        """Write it; where that fails it goes on waiting, with its buttons."""
        try:
            path = save(draft, self._articles)
        except SameTextError as error:
            reply = said(words.gettext("The same text is there already: {name}", name=error.path.name))
        except OSError as error:
            log.error("an article can't be written to %s: %s", self._articles, error.strerror)  # noqa: TRY400
            again = Button(words.gettext("Add"), f"n1{name}")
            text = words.gettext(
                "I can't write to my folder of articles; my operator finds the reason in the log."
            )
            return Reply((line(text),), ((again, Button(words.gettext("Cancel"), f"n0{name}")),))
        else:
            log.info("an article was added: %s", path.name)
            text = words.gettext("Added as {name}. Questions find it in a few seconds.", name=path.name)
            reply = said(text)
        self._pending.drop(name)
        return reply

    async def _in_thread(self, do: Callable[..., Reply], *arguments: Any) -> Reply:  # noqa: ANN401 - any
        return await asyncio.get_running_loop().run_in_executor(self._search, do, *arguments)

    async def _words(self, chat: int, message: Message) -> Words:
        code = message.from_user.language_code if message.from_user else None
        return await asyncio.get_running_loop().run_in_executor(
            self._search, spoken, self._store, [chat], code
        )

    async def _say(self, context: Context, message: Message, reply: Reply) -> None:
        await deliver(context.bot, Place.of(message), reply, self._store.move)


def from_channel(message: Message) -> bool:
    """Whether this is a post of a channel that somebody forwards, with words in it."""
    return isinstance(message.forward_origin, MessageOriginChannel) and bool(message.text or message.caption)


def _of_post(text: str, origin: object) -> Draft:
    """The draft of a post: of its day, from its channel."""
    found: dict[str, Any] = {}
    if isinstance(origin, MessageOriginChannel):
        found = {"source": origin.chat.title, "date": origin.date.date()}
        if origin.chat.username:
            found["url"] = f"https://t.me/{origin.chat.username}/{origin.message_id}"
    first = next((line for line in text.splitlines() if line.strip()), "")
    called = Path(first.replace("/", " ")[:_CALLED].strip(". ") + ".txt")
    return titled(of_text(text, called, {key: value for key, value in found.items() if value}))


def _called(document: Document) -> Path:
    """What a file is called: never a path, whatever it says."""
    name = PureWindowsPath((document.file_name or "").replace("\0", "")).name
    kind = _KINDS.get(document.mime_type or "", "")
    return Path(name) if Path(name).suffix else Path(f"{name or 'article'}{kind}")


def _too_large(words: Words) -> Reply:
    limit = f"{MOST / 1e6:.0f}"
    return said(
        words.gettext("That is more than {limit} MB; split it, one file for each talks.", limit=limit)
    )
