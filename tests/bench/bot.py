"""How many answers a second does the bot give, and how soon, beside a bot that only echoes?

Both are processes of their own before the same simulated Telegram, itself a process, in turn: polling,
then a webhook. The echo has as many updates under way as `talks run` can have from so many chats, and no
rate limiter; that of `talks run` is there, but told not to limit.

Those questions are few, and answers are kept in memory: so the own questions about the seed article are
asked too, one at a time, each of them once.

At the end a search that takes 300 ms is put into `talks run` for every tenth question, and the answers to
all others are timed with it and without. Run it on a machine that does nothing else.
"""

import asyncio
import atexit
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

sys.path[0] = str(Path(__file__).parent.parent)  # from where this file looks like the package `bot`

from telegram_server import Control, spawned  # noqa: E402 - see above

from bot import bootstrap, logs, run, settings  # noqa: E402
from index.model import Hit  # noqa: E402
from index.searchers import Searcher  # noqa: E402

SEED_QUESTIONS = Path(__file__).parent.parent / "eval" / "seed" / "questions.jsonl"
ROUNDS, QUESTIONS, CHATS, ALONE = 3, 1500, 50, 200
PACED, PERIOD = 8, 1.0  # questions of each chat, and seconds from one to the next, beside slow searches
SLOW, PAUSE = "zzzslow", 0.3  # a word, and the seconds that a search for it takes
TOKEN = "1:bench"  # noqa: S105 - it guards nothing
SECRET = "0123456789abcdef"  # noqa: S105 - it guards nothing
# Updates and connections at once of the echo: as `talks run` has at the most, which takes the updates of a
# chat one after another. With 256 the pool of connections makes the echo four times slower.
AT_ONCE = CHATS
ASKED = (
    "How many Kazakhs study in Russia?",
    "What was said about gas supplies to the north?",
    "Who was invited to St. Petersburg?",
    "What is the official language?",
    "Which universities have branches in Kazakhstan?",
    "What is the price of oil?",
    "сколько казахстанцев учится в России?",
    "In which cities will new schools be opened?",
)


# --- bots: what the processes run


def echo(url: str, port: str = "") -> None:
    """A bot that says what it hears, by polling, or by a webhook on ``port``."""

    async def say(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    request = HTTPXRequest(connection_pool_size=AT_ONCE)
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").request(request)
    application = builder.concurrent_updates(AT_ONCE).build()
    application.add_handler(MessageHandler(filters.TEXT, say))
    if port:
        where = {"url_path": "hook", "webhook_url": f"http://127.0.0.1:{port}/hook", "secret_token": SECRET}
        application.run_webhook("127.0.0.1", int(port), max_connections=100, **where)
    else:
        application.run_polling(allowed_updates=[Update.MESSAGE])


@dataclass(frozen=True)
class Slow:
    """A searcher that takes its time over one word."""

    searcher: Searcher

    def search(self, terms: tuple[str, ...], limit: int) -> list[Hit]:
        """As the other, later."""
        if SLOW in terms:
            time.sleep(PAUSE)
        return self.searcher.search(terms, limit)


def slow() -> None:
    """`talks run` with a searcher that is slow now and then."""
    logs.configure()
    snapshot = bootstrap.snapshot(bootstrap.SEEDS, Path(tempfile.gettempdir()), print, lambda *_: None)
    asyncio.run(run.run(settings.load(), replace(snapshot, searcher=Slow(snapshot.searcher))))


# --- what is done with them


@dataclass(frozen=True)
class Bench:
    """A bot that has been started, and people who may ask it."""

    control: Control
    people: tuple[int, ...]
    process: int

    def work(self) -> float:
        """The seconds of a processor that the bot has used; 0 where Linux doesn't tell."""
        stat = Path(f"/proc/{self.process}/stat")
        fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else ["0"] * 13
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rate(self) -> float:
        """Answers a second to many questions at once."""
        before = self.answers()
        asked = islice(zip(cycle(self.people), cycle(ASKED), strict=False), QUESTIONS)
        verbs = [("say", {"chat": person, "user": person, "text": text}) for person, text in asked]
        self.control.batch(verbs=verbs)
        start = time.perf_counter()
        while self.answers() < before + QUESTIONS:
            time.sleep(0.02)
            if time.perf_counter() - start > 120:
                raise TimeoutError(f"{self.answers() - before} of {QUESTIONS} answers in two minutes")
        return QUESTIONS / (time.perf_counter() - start)

    def answers(self) -> int:
        """How many messages the bot has sent."""
        return int(self.control.counts().get("sendMessage", 0))

    def ask(self, person: int, text: str, count: int) -> float:
        """The seconds until the answer, which is that person's ``count``th, is there."""
        start = time.perf_counter()
        self.control.say(chat=person, user=person, text=text)
        self.control.wait(chat=person, count=count, timeout=60)
        return time.perf_counter() - start

    def alone(self) -> list[float]:
        """How long answers take when nobody else asks."""
        person = self.control.person(name="Alone")["id"]
        return [self.ask(person, text, count) for count, text in enumerate(islice(cycle(ASKED), ALONE), 1)]

    def paced(self, *, slowly: bool) -> list[float]:
        """How long answers take at a steady pace, those left out to which every tenth question is slow."""
        people = [self.control.person(name=f"Paced {number}")["id"] for number in range(CHATS)]
        begin = time.perf_counter() + 0.2

        def asking(number: int) -> list[float]:
            taken = []
            for turn in range(PACED):
                marked = (number + turn) % 10 == 0
                text = f"{ASKED[turn % len(ASKED)]} {SLOW}" if marked and slowly else ASKED[turn % len(ASKED)]
                time.sleep(max(0, begin + (turn + number / CHATS) * PERIOD - time.perf_counter()))
                seconds = self.ask(people[number], text, turn + 1)
                taken += [] if marked else [seconds]
            return taken

        with ThreadPoolExecutor(CHATS) as threads:
            return [seconds for taken in threads.map(asking, range(CHATS)) for seconds in taken]


@contextlib.contextmanager
def started(which: str, mode: str) -> Iterator[Bench]:
    """A bot before a Telegram that has just begun, ready to answer."""
    with spawned() as url, tempfile.TemporaryDirectory() as data:
        if which != "echo":
            prepare(Path(data))
        port = free_port() if mode == "webhook" else ""
        commands = {
            "echo": [__file__, "echo", url, port],
            "talks": ["-m", "bot", "run"],
            "slow": [__file__, "slow"],
        }
        chosen = {"TOKEN": TOKEN, "API_URL": url, "DATA": data, "MESSAGES_PER_SECOND": "0"}
        chosen["QUESTIONS_PER_MINUTE"] = "1000000"
        if port:
            chosen |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "WEBHOOK_PORT": port}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TALKS_")}
        environment |= {f"TALKS_{name}": value for name, value in chosen.items()}
        process = subprocess.Popen([sys.executable, *commands[which]], env=environment)
        try:
            control = Control(url)
            people = tuple(control.person(name=f"Person {number}")["id"] for number in range(CHATS))
            bench = Bench(control, people, process.pid)
            warm = control.person(name="Early")["id"]
            bench.ask(warm, ASKED[0], 1)
            yield bench
        finally:
            process.terminate()
            process.wait(30)


@cache
def vectors() -> Path:
    """A folder with the vectors of the articles: to compute them takes a processor for some seconds, once."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    meaning = bootstrap.meaning(bootstrap.snapshot(bootstrap.SEEDS, folder, print, lambda *_: None), folder)
    if meaning:
        meaning.prepare()
    return folder


def prepare(data: Path) -> None:
    """Put what `talks run` has after its first start into ``data``."""
    shutil.copytree(vectors(), data, dirs_exist_ok=True)


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def spread(seconds: list[float]) -> str:
    """Within which time half of the answers came, and 19 of 20."""
    p50, *_, p95 = statistics.quantiles(seconds, n=20)[9:]
    return f"p50 {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms"


def report(what: str) -> None:
    """Tell on standard error what is going on."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def beside_echo(mode: str) -> None:
    """Print the rates and times of both bots."""
    rates: dict[str, list[float]] = {"echo": [], "talks": []}
    taken: dict[str, list[float]] = {"echo": [], "talks": []}
    work: dict[str, list[float]] = {"echo": [], "talks": []}
    for number in range(1, ROUNDS + 1):  # interleaved: a noisy machine is noisy for both
        for which, measured in rates.items():
            with started(which, mode) as bench:
                before = bench.work()
                measured.append(bench.rate())
                work[which].append((bench.work() - before) / QUESTIONS * 1000)
                taken[which] += bench.alone()
            report(f"{mode}, round {number} of {ROUNDS}: {which} {measured[-1]:.0f} answers/s")
    for which, measured in rates.items():
        rate, times = statistics.median(measured), spread(taken[which])
        processor = f"{statistics.median(work[which]):4.1f} ms of a processor each"
        print(f"{mode:8} {which:6} {rate:6.0f} answers/s, {processor}; one at a time {times}")
    ratio = statistics.median(rates["talks"]) / statistics.median(rates["echo"])
    print(f"{mode:8} {'ratio':6} {ratio:6.0%}", flush=True)


def different() -> None:
    """Print how long answers take to questions that nobody has asked before."""
    lines = SEED_QUESTIONS.read_text(encoding="utf-8").splitlines()
    with started("talks", "polling") as bench:
        people = [bench.control.person(name=f"Asks {number}")["id"] for number in range(len(lines))]
        times = [
            bench.ask(person, json.loads(line)["question"], 1)
            for person, line in zip(people, lines, strict=True)
        ]
    print(f"{len(times)} different questions, one at a time: {spread(times)}", flush=True)


def beside_slow_searches() -> None:
    """Print how long the others' answers take."""
    taken: dict[bool, list[float]] = {False: [], True: []}
    with started("slow", "polling") as bench:
        for number in range(1, ROUNDS + 1):
            for slowly, times in taken.items():
                times.extend(bench.paced(slowly=slowly))
            report(f"slow searches, round {number} of {ROUNDS}")
    for slowly, times in taken.items():
        what = f"every tenth search takes {PAUSE * 1000:.0f} ms" if slowly else "no slow searches"
        print(f"{CHATS / PERIOD:.0f} questions/s, {what}: the others' answers {spread(times)}", flush=True)


ROLES: dict[str, Any] = {"echo": echo, "slow": slow}

if __name__ == "__main__":
    if role := ROLES.get("".join(sys.argv[1:2])):
        role(*sys.argv[2:])
    else:
        for way in ("polling", "webhook"):
            beside_echo(way)
        different()
        beside_slow_searches()
