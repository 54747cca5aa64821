"""What holds for all tests."""

import os

import pytest
from postgres_server import Server, programs

# Durations as timedelta: PTB warns of their other form whenever Telegram says "too many requests".
os.environ.setdefault("PTB_TIMEDELTA", "1")


@pytest.fixture(scope="session")
def postgresql():
    """A real server, where one is installed; `.ci/run` says that it has to be."""
    where = programs()
    if where is None:
        assert "REQUIRE_POSTGRESQL" not in os.environ
        pytest.skip("no server of PostgreSQL is installed; on Debian and Ubuntu: apt install postgresql")
    server = Server(where)
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a store is, as `Store` takes it: in each of the databases there are."""
    if request.param == "sqlite":
        return tmp_path / "data", None
    return tmp_path / "data", request.getfixturevalue("postgresql").database()
