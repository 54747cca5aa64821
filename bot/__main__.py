"""The door: the command `talks`, and `python -m bot`."""

import signal


def main() -> None:
    """Run the command line.

    Ctrl-C and a closed pipe end it as they end any filter: at once and without a word. That is said
    before anything slow is imported, so that it holds from the first moment.
    """
    for name in ("SIGINT", "SIGPIPE"):
        if hasattr(signal, name):  # Windows has no SIGPIPE
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    from bot.cli import app  # noqa: PLC0415 - see above

    app(prog_name="talks")


if __name__ == "__main__":
    main()
