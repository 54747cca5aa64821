"""How many messages a second can be claimed and recorded? In SQLite, or in an empty PostgreSQL at ADDRESS.

.venv/bin/python tests/bench/store.py [ADDRESS]
"""

import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[0] = str(Path(__file__).parent.parent.parent)  # not this folder, which has another bot

from bot.storage import Message, Store, Subscription  # noqa: E402 - see above

CHATS, DIGESTS, AT_ONCE = 1000, 10, 100
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def main(url: str | None) -> None:
    """Plan 10,000 messages, and measure until they are sent."""
    with TemporaryDirectory() as folder, closing(Store(Path(folder), url)) as store:
        planned = [Message(f"digest {number}", 1, 1, ("a",), NOW, NOW) for number in range(DIGESTS)]
        for chat in range(CHATS):
            subscription = Subscription(chat, 0, "instant", "UTC")
            store.subscribe(subscription)
            store.plan(subscription, 1, None, planned)
        start, sent = time.perf_counter(), 0
        while entries := store.claim(NOW, AT_ONCE):
            for entry in entries:
                sent += store.sent(entry.id, 1, NOW)
        took = time.perf_counter() - start
        print(f"{sent:,} messages claimed and sent in {took:.1f} s: {sent / took:,.0f} a second")


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else None)
