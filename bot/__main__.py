"""The door: the command `talks`, and `python -m bot`."""

import gc
import os
import signal
import sys


def main() -> None:
    """Run the command line.

    Ctrl-C and a closed pipe end it as they end any filter: at once and without a word. That is said
    before anything slow is imported, so that it holds from the first moment.
    """
    for name in ("SIGINT", "SIGPIPE"):
        if hasattr(signal, name):  # Windows has no SIGPIPE
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # started with it closed, as by a daemon
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - for the whole life
    # What is imported stays to the end: looking for garbage in it, at the start and at the end, is in vain.
    gc.disable()
    from bot.cli import app  # noqa: PLC0415 - see above

    gc.freeze()
    gc.enable()
    try:
        app(prog_name="talks")
    except OSError as error:  # what else can't be written to or read from is named where it happens
        sys.stderr.write(f"talks: the output can't be written: {error.strerror}\n")
        os._exit(2)  # what is still buffered would raise the same again


if __name__ == "__main__":
    main()
