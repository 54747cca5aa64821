"""Is what was put into the file what comes out of it, and is a file that was harmed never believed?"""

import os
import time

import numpy as np
import pytest
from encoders import spread

from index import vectors
from index.vectors import FILE, in_memory, made, opened

KEYS = np.array([7, 2**64 - 1, 0, 5], np.uint64)
ROWS = spread(4, 1)[0].astype(np.float16)
QUESTION = spread(4, 1)[1][0]


def filled(folder, keys=KEYS, model="e5"):
    with made(folder, model, keys, 3, 384) as new:
        new.put(np.arange(4), ROWS)
    return new


def test_the_file_holds_what_was_put_in(tmp_path):
    filled(tmp_path / "new" / "folder")
    found = opened(tmp_path / "new" / "folder", "e5", 384)
    assert (found.rows, found.coarse) == (4, 3)
    assert found.find(np.array([5, 6, 7, 2**64 - 1, 0], np.uint64)).tolist() == [3, -1, 0, 1, 2]
    assert np.array_equal(found.get(np.array([3, 0])), ROWS[[3, 0]])
    exact = ROWS.astype(np.float32) @ QUESTION
    assert found.cosines(QUESTION, np.array([1, 3])).tolist() == pytest.approx(exact[[1, 3]].tolist())
    assert np.abs(found.coarsely(QUESTION) - exact[:3]).max() < 2e-3
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == [FILE]
    assert (tmp_path / "new" / "folder" / FILE).stat().st_mode & 0o777 == 0o600


def test_of_another_model_size_or_version_it_is_none(tmp_path):
    assert opened(tmp_path, "e5", 384) is None
    filled(tmp_path)
    assert opened(tmp_path, "e6", 384) is None
    assert opened(tmp_path, "e5", 383) is None
    content = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(content.replace(b"talks vectors 1", b"talks vectors 0"))
    assert opened(tmp_path, "e5", 384) is None


@pytest.mark.parametrize("size", [0, 1, 100, 1_000, -64, -1, 64])
def test_cut_or_grown_it_is_none(size, tmp_path):
    filled(tmp_path)
    content = (tmp_path / FILE).read_bytes() + bytes(100)
    (tmp_path / FILE).write_bytes(content[: size if size >= 100 or not size else len(content) - 100 + size])
    assert opened(tmp_path, "e5", 384) is None


def test_a_bit_that_flipped_anywhere_is_seen(tmp_path, caplog):
    filled(tmp_path)
    content = (tmp_path / FILE).read_bytes()
    for place in range(0, len(content), 97):
        flipped = bytearray(content)
        flipped[place] ^= 16
        (tmp_path / FILE).write_bytes(flipped)
        found = opened(tmp_path, "e5", 384)
        assert found is None
    assert caplog.messages[-1] == f"{tmp_path / FILE}: it is damaged, and made anew"


def test_what_was_begun_and_not_ended_leaves_the_file_as_it_was(tmp_path):
    filled(tmp_path)
    with pytest.raises(KeyboardInterrupt), made(tmp_path, "e5", KEYS[:2], 1, 384):
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert opened(tmp_path, "e5", 384).rows == 4


def test_who_holds_the_file_keeps_it_when_another_takes_its_place(tmp_path):
    before = filled(tmp_path)
    filled(tmp_path, KEYS + np.uint64(1))
    assert np.array_equal(before.get(before.find(KEYS)), ROWS)
    assert opened(tmp_path, "e5", 384).find(KEYS).tolist() == [-1, -1, 1, -1]


def test_what_a_kill_left_is_removed_after_a_day_and_not_before(tmp_path):
    old, new = tmp_path / f"{FILE}.old", tmp_path / f"{FILE}.new"
    for path in (old, new):
        path.touch()
    os.utime(old, (time.time() - 90_000,) * 2)
    filled(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, new.name]


def test_where_nothing_can_be_written_vectors_are_in_memory(tmp_path, caplog):
    (tmp_path / "file").touch()
    new = filled(tmp_path / "file")
    assert np.array_equal(new.get(np.arange(4)), ROWS)
    [message] = caplog.messages
    assert message.startswith(f"{tmp_path / 'file' / FILE}: ")
    assert message.endswith("; vectors are held in memory")


def test_of_no_texts_there_is_nothing():
    nothing = in_memory(np.array([], np.uint64), 0, 384)
    assert nothing.find(KEYS).tolist() == [-1] * 4
    assert nothing.coarsely(QUESTION).shape == nothing.cosines(QUESTION, np.array([], int)).shape == (0,)
    assert vectors.FILE == "vectors.talks"
