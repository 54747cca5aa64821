"""How fast is a broadcast to 10,000 chats, and how soon are people answered meanwhile?

.venv/bin/python tests/bench/digests.py [SECONDS]

`talks run` on SQLite, as a process, before a Telegram that answers 429 to who is too fast: 30 messages
a second in all, 20 a minute in a group. Five forums have 30 topics with a subscription each. People ask
all the while, first without a broadcast, then with one; in the middle of it the bot is killed with -9
and started anew.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from itertools import count, cycle
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # from where this file looks like the package `bot`
sys.path[1:1] = [str(Path(__file__).parent.parent.parent)]

from telegram_server import Control, spawned  # noqa: E402 - see above

from bot.storage import Store  # noqa: E402

CHATS, FORUMS, TOPICS = 10_000, 5, 30
SECONDS, PERIOD = 90.0, 0.5  # of each part; between two questions
ASKED = (
    "How many Kazakhs study in Russia?",
    "What was said about gas supplies?",
    "What is the price of oil?",
)


class Bench:
    """A bot before a Telegram, and people who ask it."""

    def __init__(self, url: str, data: Path) -> None:
        self.control, self.data, self.url = Control(url), data, url
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the bot; it is ready when somebody is answered."""
        chosen = {"TOKEN": "1:bench", "API_URL": self.url, "DATA": str(self.data)}
        chosen["QUESTIONS_PER_MINUTE"] = "1000000"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TALKS_")}
        environment |= {f"TALKS_{name}": value for name, value in chosen.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], env=environment, cwd=sys.path[1], stderr=subprocess.DEVNULL
        )
        self.ask("Are you there?")

    def stop(self, number: int) -> None:
        """End it by a signal."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(40)

    def ask(self, text: str) -> float:
        """The seconds until somebody new has an answer."""
        person = self.control.person(name="Asks")["id"]
        start = time.perf_counter()
        self.control.say(chat=person, user=person, text=text)
        self.control.wait(chat=person, count=1, timeout=60)
        return time.perf_counter() - start

    def asked(self, seconds: float) -> list[float]:
        """How long answers take to who asks every `PERIOD`, one after another."""
        taken, begin = [], time.perf_counter()
        for number, text in zip(count(), cycle(ASKED)):
            if number * PERIOD > seconds:
                break
            time.sleep(max(0.0, begin + number * PERIOD - time.perf_counter()))
            taken.append(self.ask(text))
        return taken


def people(control: Control) -> list[tuple[int, int]]:
    """The chats, and the topics of forums, that are to have a digest."""
    [owner] = control.batch(verbs=[["person", {"name": "Owner", "started": True}]])
    of = {"title": "Forum", "people": [owner["id"]], "forum": True}
    forums = [one["id"] for one in control.batch(verbs=[["supergroup", of]] * FORUMS)]
    topics = [
        (forum, one["id"])
        for forum in forums
        for one in control.batch(
            verbs=[["open_topic", {"chat": forum, "user": owner["id"], "name": "Topic"}]] * TOPICS
        )
    ]
    someone = ["person", {"name": "Person", "started": True}]
    chats = [(one["id"], 0) for one in control.batch(verbs=[someone] * (CHATS - len(topics)))]
    step = len(chats) // len(topics)  # topics among the others, as chats come
    for number, topic in enumerate(topics):
        chats.insert(number * (step + 1), topic)
    return chats


def subscribe(data: Path, places: list[tuple[int, int]]) -> None:
    """Let everybody have what is new at once; the article that comes with Talks is."""
    common = {"kind": "subscription", "schedule": "instant", "zone": "UTC", "silent": False, "speakers": []}
    common |= {"words": [], "language": "en", "seen": None}
    common |= dict.fromkeys(("next_due", "last_post", "error", "paused"))
    entries = [common | {"chat": chat, "topic": topic} for chat, topic in places]
    with closing(Store(data)) as store:
        store.import_([{"kind": "talks-export", "version": 1}, *entries])


def spread(seconds: list[float]) -> str:
    """Within which time half of the answers came, and 19 of 20."""
    p50, *_, p95 = statistics.quantiles(seconds, n=20)[9:]
    return f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms of {len(seconds)}"


def delivered(control: Control, places: list[tuple[int, int]], own: set[int]) -> None:
    """Print how fast digests came, to whom twice, and how many to a forum in a minute."""
    times: Counter[int] = Counter()
    twice, most = 0, 0
    for chat in dict.fromkeys(chat for chat, _ in places):
        posted = [one for one in control.messages(chat=chat) if "reply_markup" in one]
        times.update(one["date"] for one in posted)
        topics = Counter(one.get("message_thread_id", 0) for one in posted)
        twice += sum(number > 1 for number in topics.values())
        if chat in own:
            dates = [one["date"] for one in posted]
            most = max([most, *(sum(date <= other < date + 60 for other in dates) for date in dates)])
    total, seconds = sum(times.values()), max(times) - min(times) + 1
    print(
        f"{total:,} digests in {seconds} s, {total / seconds:.1f} a second; most in one {max(times.values())}"
    )
    print(f"most in a forum in a minute {most}; twice to the same place {twice}", flush=True)


def main(seconds: float) -> None:
    """Print the figures."""
    with spawned("--limits") as url, tempfile.TemporaryDirectory() as folder:
        bench = Bench(url, Path(folder))
        try:
            bench.start()
            print(f"answers without a broadcast: {spread(bench.asked(seconds / 3))}", flush=True)
            bench.stop(15)
            places = people(bench.control)
            subscribe(bench.data, places)
            bench.start()
            taken = bench.asked(seconds / 2)
            bench.stop(9)
            bench.start()
            taken += bench.asked(seconds / 2)
            bench.stop(15)
        finally:
            bench.stop(9)
        print(f"answers during one to {len(places):,} chats: {spread(taken)}")
        delivered(bench.control, places, {chat for chat, topic in places if topic})
        with closing(Store(bench.data)) as store:
            print(
                f"kept: {store.counts()}; those claimed when it was killed become uncertain after 5 minutes"
            )


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else SECONDS)
