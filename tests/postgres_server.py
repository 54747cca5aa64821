"""A server of PostgreSQL for the tests: in a folder of its own, on a socket in it, as long as they last."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import psycopg


def programs() -> Path | None:
    """Where the newest server that is installed has its programs; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Server:
    """A server that runs until it is stopped."""

    def __init__(self, where: Path) -> None:
        # Not pytest's folder: where root runs the tests, the server is somebody else, who can't enter it.
        self._folder = Path(tempfile.mkdtemp(prefix="talks-"))
        self._names = count()
        owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if owner:
            shutil.chown(self._folder, **owner)
        self._address = f"postgresql://talks@/postgres?host={self._folder}"
        data, said = self._folder / "data", self._folder / "said"
        started = {"cwd": self._folder, "env": {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}, **owner}
        subprocess.run(
            [where / "initdb", "-D", data, "-U", "talks", "-A", "trust", "--no-sync"],
            **started,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        options = {"listen_addresses": "", "unix_socket_directories": self._folder, "fsync": "off"}
        chosen = [f"--{name}={value}" for name, value in options.items()]
        with said.open("wb") as output:
            self._process = subprocess.Popen(
                [where / "postgres", "-D", data, *chosen], **started, stdout=output, stderr=output
            )
        self._wait(said)

    def _wait(self, said: Path) -> None:
        while True:
            try:
                psycopg.connect(self._address).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    raise RuntimeError(said.read_text()) from None
                time.sleep(0.05)
            else:
                return

    def database(self) -> str:
        """The address of a place with nothing in it: a schema, which is made faster than a database."""
        name = f"talks{next(self._names)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{self._address}&options=-csearch_path%3D{name}"

    def restart_connections(self) -> None:
        """End every connection, as a restart of the server would."""
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    def stop(self) -> None:
        """Stop it, and leave nothing of it."""
        self._process.send_signal(signal.SIGQUIT)  # at once: what it has isn't needed any more
        self._process.wait(30)
        shutil.rmtree(self._folder)
