"""Is nothing computed twice, and does nothing that can befall a file do more than cost time?"""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from encoders import Hashing

from index.embeddings import FILE, Embeddings
from index.encoder import Encoder

ROOT = Path(__file__).parent.parent


@pytest.fixture
def encoder():
    return Hashing()


def kept(folder, encoder, texts):
    return sorted(Embeddings(folder, encoder).get(texts))


def database(folder):
    return closing(sqlite3.connect(folder / FILE, isolation_level=None))


def start(folder, name, count):
    return subprocess.Popen(
        [sys.executable, ROOT / "tests" / "encoders.py", folder, name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_a_text_is_computed_once_however_often_it_comes(tmp_path, encoder):
    embeddings = Embeddings(tmp_path / "new" / "folder", encoder)
    first = embeddings.compute(["gas", "oil", "gas", "gas"])
    assert encoder.asked == ["gas", "oil"]
    assert (first.shape, first.dtype) == ((4, 384), np.float32)
    assert np.array_equal(first[[0, 0, 0]], first[[0, 2, 3]])
    again = Embeddings(tmp_path / "new" / "folder", encoder).compute(["oil", "tea", "gas"])
    assert encoder.asked == ["gas", "oil", "tea"]
    assert np.array_equal(again[[2, 0]], first[:2])


def test_what_is_kept_is_what_was_computed_but_for_a_rounding(tmp_path, encoder):
    texts = [f"text {number}" for number in range(50)]
    exact = encoder.passages(texts)
    rows = Embeddings(tmp_path, encoder).compute(texts)
    assert np.abs(rows @ rows.T - exact @ exact.T).max() < 1e-3
    assert np.abs(np.linalg.norm(rows, axis=1) - 1).max() < 1e-3


def test_the_rounding_moves_no_cosine_of_real_vectors_by_more_than_a_thousandth(tmp_path):
    encoder = Encoder.load() or pytest.skip("the extra 'semantic' isn't installed, or can't run here")
    texts = ["Gas flows north.", "Газ идёт на север.", "55,000 Kazakhstanis study in Russia.", ""]
    question, exact = encoder.question("How many students are there?"), encoder.passages(texts)
    assert np.abs(Embeddings(tmp_path, encoder).compute(texts) @ question - exact @ question).max() < 1e-3


def test_only_those_that_are_there_are_got_and_nothing_is_computed_for_it(tmp_path, encoder):
    embeddings = Embeddings(tmp_path, encoder)
    rows = embeddings.compute(["gas", "oil"])
    encoder.asked.clear()
    got = embeddings.get(["tea", "oil", "gas", "oil"])
    assert sorted(got) == ["gas", "oil"]
    assert np.array_equal(np.array([got["gas"], got["oil"]]), rows)
    assert encoder.asked == []


def test_no_texts_have_no_rows(tmp_path, encoder):
    assert Embeddings(tmp_path, encoder).compute([]).shape == (0, 384)


def test_another_model_computes_anew(tmp_path, encoder):
    Embeddings(tmp_path, encoder).compute(["gas"])
    encoder.model = "hash/2"
    assert kept(tmp_path, encoder, ["gas"]) == []


def test_any_text_can_be_kept(tmp_path, encoder):
    texts = ["", "\0", "\ud800", "a\0b", "a", "é", "e\u0301", "я" * 100_000]
    Embeddings(tmp_path, encoder).compute(texts)
    assert kept(tmp_path, encoder, texts) == sorted(texts)


def test_progress_tells_how_many_of_those_to_compute_are_done(tmp_path, encoder):
    heard = []
    embeddings = Embeddings(tmp_path, encoder)
    embeddings.compute(["gas", "oil"], lambda *told: heard.append(told))
    embeddings.compute(["gas", "oil", *map(str, range(40))] * 2, lambda *told: heard.append(told))
    assert heard == [(0, 2), (0, 40), (16, 40), (32, 40)]


def test_an_interruption_keeps_what_was_done(tmp_path, encoder):
    def impatient(done, _of):
        if done == 32:
            raise KeyboardInterrupt

    texts = [f"{number:03}" for number in range(100)]
    with pytest.raises(KeyboardInterrupt):
        Embeddings(tmp_path, encoder).compute(texts, impatient)
    assert kept(tmp_path, encoder, texts) == texts[:32]


def test_kill_9_in_the_middle_loses_no_more_than_a_batch(tmp_path, encoder):
    with start(tmp_path, "text", 40_000) as process:
        assert [process.stdout.readline() for _ in range(4)] == ["0\n", "40\n", "80\n", "120\n"]
        process.kill()
        written = [120, *map(int, process.stdout.read().split())][-1]
    assert process.returncode == -signal.SIGKILL
    texts = [f"text {number}" for number in range(written)]
    assert len(kept(tmp_path, encoder, texts)) == written
    Embeddings(tmp_path, encoder).compute(["one more"])
    assert encoder.asked == ["one more"]
    with database(tmp_path) as kept_file:
        assert kept_file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert list(tmp_path.glob("*.damaged")) == []


def test_two_processes_that_write_at_once_lose_nothing(tmp_path, encoder):
    both = [start(tmp_path, name, 400) for name in ("one", "other")]
    for process in both:
        output, complaints = process.communicate(timeout=60)
        assert (output.split()[-1], complaints, process.returncode) == ("400", "", 0)
    texts = [f"{name} {number}" for name in ("one", "other") for number in range(400)]
    assert kept(tmp_path, encoder, texts) == sorted(texts)


def test_threads_may_share_it(tmp_path, encoder):
    embeddings = Embeddings(tmp_path, encoder)
    texts = [f"{number:03}" for number in range(100)]
    threads = [threading.Thread(target=embeddings.compute, args=(texts[start:],)) for start in (0, 30, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept(tmp_path, encoder, texts) == texts


def no_database(file):
    file.write_bytes(b"this is no database, whatever its name says" * 50)


def empty_table(file):
    with closing(sqlite3.connect(file)) as other:
        other.execute("DROP TABLE vectors")
        other.execute("CREATE TABLE vectors (something TEXT)")


def foreign(file):
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")


def claimed(file):
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA application_id = 7")
        other.execute("VACUUM")


def cut(file):
    os.truncate(file, 5_000)


def overwritten(file):
    with file.open("r+b") as content:
        content.seek(4096)
        content.write(b"\xa5" * (file.stat().st_size - 4096))


@pytest.mark.parametrize("spoil", [no_database, empty_table, foreign, claimed, cut, overwritten])
def test_a_file_that_is_damaged_or_foreign_is_set_aside_and_made_anew(spoil, tmp_path, encoder, caplog):
    texts = [f"{number:03}" for number in range(100)]
    rows = Embeddings(tmp_path, encoder).compute(texts)
    spoil(tmp_path / FILE)
    embeddings = Embeddings(tmp_path, encoder)
    assert np.array_equal(embeddings.compute(texts), rows)
    assert np.array_equal(embeddings.compute(texts), rows)
    assert len(encoder.asked) == 200
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith(f"{tmp_path / FILE}: ")
    assert record.getMessage().endswith("; it is set aside, and passages are computed anew")
    assert (tmp_path / f"{FILE}.damaged").exists()


def test_an_empty_file_is_as_none(tmp_path, encoder, caplog):
    (tmp_path / FILE).touch()
    Embeddings(tmp_path, encoder).compute(["gas"])
    assert kept(tmp_path, encoder, ["gas"]) == ["gas"]
    assert caplog.records == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vectors SET vector = substr(vector, 1, 20)",
        "UPDATE vectors SET vector = zeroblob(length(vector))",
        "UPDATE vectors SET vector = CAST(x'41' || substr(vector, 2) AS BLOB)",
        "UPDATE vectors SET vector = (SELECT vector FROM vectors ORDER BY key DESC)",
    ],
    ids=["cut", "zeros", "a byte", "another's"],
)
def test_a_vector_that_is_not_what_was_written_is_computed_anew(change, tmp_path, encoder):
    rows = Embeddings(tmp_path, encoder).compute(["gas", "oil"])
    with database(tmp_path) as kept_file:
        kept_file.execute(change)
    assert len(kept(tmp_path, encoder, ["gas", "oil"])) == ("ORDER" in change)
    assert np.array_equal(Embeddings(tmp_path, encoder).compute(["gas", "oil"]), rows)
    assert kept(tmp_path, encoder, ["gas", "oil"]) == ["gas", "oil"]


def occupied(folder):
    (folder / FILE).mkdir()
    return folder


def file(folder):
    (folder / "file").touch()
    return folder / "file"


def beneath_a_file(folder):
    return file(folder) / "data"


def read_only(folder):
    folder.chmod(0o500)
    return folder


def where_nobody_writes(_folder):
    return Path("/proc/talks")


def full(folder):
    """A file that may not grow stands for a disk that is full."""
    with closing(sqlite3.connect(folder / FILE)) as other:
        other.execute("PRAGMA journal_mode = WAL")
    (folder / f"{FILE}-wal").symlink_to("/dev/full")
    return folder


@pytest.mark.parametrize("spoil", [occupied, file, beneath_a_file, read_only, where_nobody_writes, full])
def test_where_nothing_can_be_kept_it_works_all_the_same_and_says_so_once(spoil, tmp_path, encoder, caplog):
    if spoil is read_only and os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    if spoil in (where_nobody_writes, full) and sys.platform != "linux":
        pytest.skip("Linux alone has such a place")
    embeddings = Embeddings(spoil(tmp_path), encoder)
    rows = embeddings.compute([f"{number}" for number in range(40)])
    assert np.array_equal(rows, encoder.passages([f"{number}" for number in range(40)]).astype(np.float16))
    embeddings.compute(["gas"])
    assert embeddings.get(["gas"]) == {}
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().endswith("; passages are computed anew at every start")


def test_the_folder_is_nobody_elses(tmp_path, encoder):
    Embeddings(tmp_path / "kept", encoder).compute(["gas"])
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
    with suppress(FileNotFoundError):
        (tmp_path / "kept" / f"{FILE}-wal").stat()
        pytest.fail("a journal stays behind")
