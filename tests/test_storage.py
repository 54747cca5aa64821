"""Does what was chosen last, whatever happens?"""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import StorageError, Store

KILLED = """
import os, pathlib, signal, sys
from bot.storage import Store
store = Store(pathlib.Path(sys.argv[1]))
for chat in range(100):
    store.choose(chat, "kk")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_language_is_kept_for_its_chat_and_can_be_changed(tmp_path):
    with closing(Store(tmp_path / "new" / "folder")) as store:
        assert store.language(5) is None
        store.choose(5, "ru")
        store.choose(-1_001_234_567_890, "kk")
        assert (store.language(5), store.language(-1_001_234_567_890)) == ("ru", "kk")
        store.choose(5, "en")
    with closing(Store(tmp_path / "new" / "folder")) as store:
        assert (store.language(5), store.language(-1_001_234_567_890), store.language(6)) == (
            "en",
            "kk",
            None,
        )


def test_a_group_that_moves_takes_its_language_along(tmp_path):
    with closing(Store(tmp_path)) as store:
        store.choose(-5, "kk")
        store.choose(-100, "ru")
        store.move(-5, -100)
        store.move(-7, -8)
        assert (store.language(-5), store.language(-100), store.language(-8)) == (None, "kk", None)


def test_a_language_that_is_no_longer_spoken_is_as_none(tmp_path):
    with closing(Store(tmp_path)) as store:
        store.choose(5, "ru")
    with closing(sqlite3.connect(tmp_path / "talks.sqlite", isolation_level=None)) as database:
        database.execute("UPDATE languages SET language = 'xx'")
    with closing(Store(tmp_path)) as store:
        assert store.language(5) is None


def test_kill_9_loses_nothing_that_was_chosen(tmp_path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    with closing(Store(tmp_path)) as store:
        assert [store.language(chat) for chat in range(100)] == ["kk"] * 100


def test_what_was_answered_is_kept_until_the_next_end(tmp_path):
    with closing(Store(tmp_path)) as store:
        assert store.answered() == []
        store.keep_answered([7, 9])
    with closing(Store(tmp_path)) as store:
        assert store.answered() == [7, 9]
        store.keep_answered([])
        assert store.answered() == []


def test_the_folder_is_nobody_elses(tmp_path):
    with closing(Store(tmp_path / "data")):
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def broken(folder):
    (folder / "talks.sqlite").write_text("this is no database, whatever its name says" * 50)
    return folder


def occupied(folder):
    (folder / "talks.sqlite").mkdir()
    return folder


def file(folder):
    (folder / "file").touch()
    return folder / "file" / "data"


def read_only(folder):
    folder.chmod(0o500)
    return folder


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"file: not a folder; set TALKS_DATA"):
        Store(tmp_path / "file")


@pytest.mark.parametrize("spoil", [broken, occupied, file, read_only])
def test_a_store_that_can_not_be_opened_says_which_and_what_to_set(spoil, tmp_path):
    if spoil is read_only and os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    folder: Path = spoil(tmp_path)
    with pytest.raises(StorageError) as raised:
        Store(folder)
    assert raised.value.path == folder / "talks.sqlite"
    assert str(raised.value).startswith(f"{folder}/talks.sqlite: ")
    assert str(raised.value).endswith("; set TALKS_DATA to a folder that can be written to")
