"""How does a soak go? Processes begin, the clock is stepped, what the scenario says happens, and is noted."""

import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import closing
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path[1:1] = [str(HERE.parent), str(HERE.parent.parent)]

import outcome  # noqa: E402 - see above
from board import DOWN, Board  # noqa: E402
from owed import Stay  # noqa: E402
from scenario import SIZES, Scenario  # noqa: E402
from telegram_control import Control  # noqa: E402

from bot import planning, schedule  # noqa: E402
from bot.storage import Store, Subscription  # noqa: E402

MEANWHILE = {"kill", "stop", "cut", "migrate"}
BOT, PATIENCE = 1_000_000_001, 60  # the bot's number; seconds until a step must be done


class Soak:
    """A season, lived through by one replica on SQLite, or by so many ``replicas`` on a ``database``.

    ``cut`` ends all connections of the database. ``served`` are the moments at which the bot was there,
    ``disturbed`` those at which it was hindered; ``stays`` tell from when to when each subscription was in
    force, ``moved`` where groups have gone.
    """

    def __init__(self, folder, season, seed, **chosen):
        self.folder, self.season, self.seed = folder, season, seed
        self.database, self.cut = chosen.get("database"), chosen.get("cut")
        self.scenario = Scenario(SIZES[season], seed)
        self.board = Board(folder / "board")
        self.board.set(self.scenario.size.start)
        self.processes = [None] * chosen.get("replicas", 1)
        self.counts = Counter()
        self.served, self.disturbed, self.moved = [], [], {}

    def run(self, progress=lambda _: None):
        """Live through it; the verdict."""
        command = [sys.executable, HERE / "played.py", self.folder / "board", str(self.seed)]
        telegram = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            self.url = telegram.stdout.readline().strip()
            self.telegram = Control(self.url)
            with closing(Store(self.folder / "data", self.database)) as self.store:
                self._begin()
                self._live(progress)
                return outcome.verdict(self)
        finally:
            self._all(subprocess.Popen.kill)
            telegram.terminate()
            telegram.communicate(timeout=10)

    # --- who is there

    def _begin(self):
        [owner] = self._batch(["person", {"name": "Owner", "started": True}])
        of = {"title": "Chat", "people": [owner["id"]]}
        verbs = {
            "private": ["person", {"name": "Person", "started": True}],
            "forum": ["supergroup", of | {"forum": True}],
        }
        made = self._batch(*(verbs.get(kind, [kind, of]) for kind in self.scenario.kinds))
        self.chats = [one["id"] for one in made]
        opening = [
            ["open_topic", {"chat": chat, "user": owner["id"], "name": "Topic"}]
            for chat, kind in zip(self.chats, self.scenario.kinds, strict=True)
            for _ in ((1, 2) if kind == "forum" else ())
        ]
        self.owner, topics = owner["id"], iter(self._batch(*opening))
        self.topics = [next(topics)["id"] if one.topic else 0 for one in self.scenario.wanted]
        self.stays = defaultdict(list)
        first = self.scenario.articles[0].article()
        self.store.see({first.name: planning.fingerprint(first)}, self.scenario.size.start)
        for number in range(len(self.scenario.wanted)):
            self._subscribe(number)
        self.telegram.trouble(share=self.scenario.size.faults)
        for number in range(len(self.processes)):
            self._start(number)

    def _batch(self, *verbs):
        return self.telegram.batch(verbs=verbs)

    def _subscribe(self, number):
        wanted, now = self.scenario.wanted[number], self.board.now()
        every = schedule.parse(wanted.schedule, wanted.zone)
        self.store.subscribe(
            Subscription(
                self._now(wanted.chat),
                self.topics[number],
                every.text(),
                every.zone,
                words=(wanted.subject,) if wanted.subject else (),
                language=wanted.language,
                seen=max(one.id for one in self.store.arrivals()),
                next_due=None if every.every == "instant" else schedule.next_due(every, now),
            )
        )
        self.stays[number].append(Stay(now))

    def _now(self, number):
        """The chat's number by now."""
        return self.moved.get(self.chats[number], self.chats[number])

    def _of(self, chat):  # the numbers of its subscriptions
        return [number for number, one in enumerate(self.scenario.wanted) if one.chat == chat]

    # --- the bot's processes

    def _start(self, number):
        self.board.mark(number + 1, DOWN)
        chosen = {
            "board": str(self.folder / "board"),
            "number": number + 1,
            "url": self.url,
            "data": str(self.folder / "data"),
            "database": self.database,
            "size": self.season,
            "seed": self.seed,
        }
        with (self.folder / "log").open("ab") as log:
            self.processes[number] = subprocess.Popen(
                [sys.executable, HERE / "replica.py", json.dumps(chosen)], stderr=log
            )

    def _all(self, end):
        for process in self.processes:
            if process:
                end(process)
                process.wait(PATIENCE)

    def _settle(self, moment):
        """Wait until every replica that is there has nothing left to do; at least one has to be there."""
        until = time.monotonic() + PATIENCE
        while not self._idle(moment):
            if time.monotonic() > until or any(one.poll() is not None for one in self.processes):
                raise RuntimeError(self.log()[-5000:])
            time.sleep(0.001)
        self.served.append(moment)

    def log(self):
        """What all replicas have said."""
        return (self.folder / "log").read_text("utf-8")

    def _idle(self, moment):
        there = [mark for mark in self.board.marks(len(self.processes)) if mark != DOWN]
        return bool(there) and set(there) == {moment.timestamp()}

    # --- what happens

    def _live(self, progress):
        moment = self.scenario.size.start
        while moment < self.scenario.end:
            before, moment = moment, moment + self.scenario.size.step
            self.board.set(moment)
            events = [one for one in self.scenario.events if before < one.at <= moment]
            self._meanwhile(moment, [one for one in events if one.what in MEANWHILE])
            self._settle(moment)
            for event in events:
                if event.what not in MEANWHILE:
                    moment = getattr(self, f"_{event.what}")(event) or moment
                    self.counts[event.what] += 1
            progress(self)
        self.telegram.trouble(share=0.0)
        for _ in range(4):  # what waits, or was claimed by who was killed, is settled
            moment += self.scenario.size.step
            self.board.set(moment)
            self._settle(moment)
        self._all(subprocess.Popen.terminate)

    def _meanwhile(self, moment, events):
        """Let happen what hinders the bot while it posts."""
        before = self.telegram.counts().get("sendMessage", 0) if events else 0
        for event in events:
            self._await(moment, before + event.number)
            getattr(self, f"_{event.what}")(event)
            self.counts[event.what] += 1
            self.disturbed.append(moment)

    def _await(self, moment, requests):
        """Wait until so many messages were sent, or all of this moment."""
        until = time.monotonic() + PATIENCE
        while self.telegram.counts().get("sendMessage", 0) < requests and not self._idle(moment):
            if time.monotonic() > until:
                return
            time.sleep(0.001)

    def _kill(self, event):
        self._restart(event.number % len(self.processes), subprocess.Popen.kill)

    def _stop(self, event):
        self._restart(event.number % len(self.processes), subprocess.Popen.terminate)

    def _restart(self, number, end):
        end(self.processes[number])
        self.processes[number].wait(PATIENCE)
        self._start(number)

    def _cut(self, _event):
        if self.cut:
            self.cut()

    def _outage(self, event):
        self._all(subprocess.Popen.kill)
        for number in range(len(self.processes)):
            self._start(number)
        return self.board.now() + timedelta(hours=event.number) - self.scenario.size.step

    def _leave(self, event):
        chat = self._now(event.chat)
        private = self.scenario.kinds[event.chat] == "private"
        self._batch(["block", {"user": chat}] if private else ["kick", {"chat": chat, "user": BOT}])
        for number in self._of(event.chat):
            self.stays[number][-1] = Stay(self.stays[number][-1].begin, self.board.now())

    def _return(self, event):
        chat = self._now(event.chat)
        private = self.scenario.kinds[event.chat] == "private"
        self._batch(["unblock", {"user": chat}] if private else ["join", {"chat": chat, "user": BOT}])
        for number in self._of(event.chat):
            self._subscribe(number)

    def _migrate(self, event):
        old = self.chats[event.chat]
        [new] = self._batch(["migrate", {"group": old}])
        self.moved[old] = new["id"]
        if event.number:  # the bot hears of it before it posts there again, or while it posts
            self.store.move(old, new["id"])

    def _close(self, event):
        self._batch(["close_topic", self.topic(event)])

    def _reopen(self, event):
        self._batch(["reopen_topic", self.topic(event)])

    def topic(self, event):
        """The first topic of the chat."""
        return {
            "chat": self.chats[event.chat],
            "user": self.owner,
            "topic": self.topics[self._of(event.chat)[0]],
        }
