"""One process of the bot in a soak: its real application and digests, with the soak's clock and articles.

python tests/soak/replica.py '{"board": …, "number": 1, "url": …, "data": …, "size": "autumn", "seed": 1}'
"""

import asyncio
import json
import logging
import os
import signal
import sys
from contextlib import closing
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"
sys.path[1:1] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from board import BUSY, Board  # noqa: E402 - see above
from pydantic import SecretStr  # noqa: E402
from scenario import SIZES, Scenario  # noqa: E402
from telegram.request import HTTPXRequest  # noqa: E402

from bot.app import build  # noqa: E402
from bot.jobs import Digests  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.storage import Store  # noqa: E402

PAUSE, AT_ONCE = 0.01, 50  # seconds between two ticks; messages under way


class Folder:
    """The articles that there are by now, as a folder that somebody puts files into would have them."""

    def __init__(self, told, clock):
        self._told, self._clock, self._read = told, clock, ()

    def __call__(self):
        """The same object while nothing comes, as from a folder that is read again."""
        now = self._clock()
        if (come := sum(one.at <= now for one in self._told)) != len(self._read):
            self._read = tuple(one.article() for one in self._told[:come])
        return self._read


class Told(logging.Formatter):
    """Lines with the soak's time."""

    def __init__(self, seconds):
        super().__init__()
        self._seconds = seconds

    def format(self, record):
        """The moment and the message."""
        return f"{self._seconds():.0f} {super().format(record)}"


class Marking(Digests):
    """Digests that tell the driver when there is nothing left to do at a moment."""

    def __init__(self, board, number, *arguments, **options):
        super().__init__(*arguments, **options)
        self._board, self._number, self._idle_at = board, number, None

    async def tick(self):
        """A tick, unless it would be the same again."""
        moment = self._board.seconds()
        if moment == self._idle_at:
            return 0
        left = await super().tick()
        self._idle_at = None if left else moment
        self._board.mark(self._number, BUSY if left else moment)
        return left


async def main(chosen):
    """Post until SIGTERM."""
    board, stopped = Board(Path(chosen["board"])), asyncio.Event()
    logging.basicConfig(level=logging.WARNING)
    for ours in ("bot.jobs", "bot.posting"):
        logging.getLogger(ours).setLevel(logging.INFO)
    logging.getLogger().handlers[0].setFormatter(Told(board.seconds))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    scenario = Scenario(SIZES[chosen["size"]], chosen["seed"])
    settings = Settings.model_construct(
        token=SecretStr("1:soak"), api_url=chosen["url"], data=Path(chosen["data"]), messages_per_second=0
    )
    request = HTTPXRequest(read_timeout=1.0, connection_pool_size=AT_ONCE)
    application = build(settings, request, HTTPXRequest())
    await application.initialize()
    with closing(Store(settings.data, chosen["database"])) as store:
        digests = Marking(
            board,
            chosen["number"],
            application.bot,
            store,
            Folder(scenario.articles, board.now),
            AT_ONCE / PAUSE * 1.5,  # of which digests have two thirds
            clock=board.now,
            pause=PAUSE,
        )
        board.mark(chosen["number"], BUSY)
        posting = asyncio.create_task(digests.run())
        await stopped.wait()
        posting.cancel()
        await asyncio.wait({posting})
    await application.shutdown()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
