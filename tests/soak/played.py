"""Telegram, played for a soak: a process of its own, on the soak's clock, and answering badly now and then.

python tests/soak/played.py BOARD SEED
"""

import asyncio
import random
import signal
import sys
from pathlib import Path

sys.path[1:1] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import telegram_control  # noqa: E402 - see above
from board import Board  # noqa: E402
from telegram_http import Server  # noqa: E402

from bot.simulator import ApiError, Fault, Lost, Telegram  # noqa: E402

FAULTS = {
    Fault.TOO_MANY_REQUESTS: 30,
    Fault.INTERNAL_ERROR: 30,
    Fault.BAD_GATEWAY: 8,
    Fault.CUT_BEFORE: 10,
    Fault.CUT_AFTER: 12,
    Fault.TIMEOUT_BEFORE: 4,
    Fault.TIMEOUT_AFTER: 6,
}
"""What goes wrong, how often of a hundred times."""

ERRORS = (429, 500, 502)

AMBIGUOUS = {fault.name for fault in FAULTS} - {"TOO_MANY_REQUESTS", "INTERNAL_ERROR"}
"""Those after which nobody knows whether the message came."""


class Unreliable(Telegram):
    """A Telegram in which a ``share`` of the messages fails; what it did to whom and when is in ``acted``."""

    def __init__(self, clock, seed):
        super().__init__(clock, limits=False)
        self.dice, self.share, self.acted = random.Random(seed), 0.0, []  # noqa: S311 - no secret

    def call(self, method, values, files=None):
        """As ever, or not."""
        if method == "sendMessage" and self.dice.random() < self.share:
            [fault] = self.dice.choices(list(FAULTS), list(FAULTS.values()))
            self.fail(method, fault, detail=self.dice.randint(1, 40))
            try:
                return super().call(method, values, files)
            except (ApiError, Lost) as error:
                # A message that is refused anyway gets that answer, and none is lost.
                if isinstance(error, Lost) or error.error_code in ERRORS:
                    self.acted.append([fault.name, int(values["chat_id"]), self.state.now()])
                raise
        return super().call(method, values, files)


def _trouble(server, share):
    server.telegram.share = share


telegram_control.OWN |= {"trouble": _trouble, "acted": lambda server: server.telegram.acted}


async def main(board, seed):
    """Serve until told to stop."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    server = Server(Unreliable(Board(Path(board)).seconds, seed))
    server.start()
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    await stopped.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
