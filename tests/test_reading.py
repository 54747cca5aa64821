"""Is what was read of many articles taken from what is kept, and only where it is sound and still true?"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import archive, folder, reading
from index.answers import Answerer
from index.errors import DamagedError, NoArticlesError
from index.inverted import file
from index.library import snapshot
from index.packed import packed, unpacked

TOPICS = "gas oil wheat trains schools visas space water medicine films".split()
SOURCES = [Path(__file__).parent / "articles", Path(__file__).parents[1] / "seeds"]
ROOT = Path(__file__).parents[1]


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "articles"
    place.mkdir()
    for number in range(30):
        topic = TOPICS[number % len(TOPICS)]
        said = f"- The {topic} of article {number} is good.\n- More {topic} comes in {2000 + number}.\n"
        (place / f"a{number:02}.txt").write_text(f"On {topic}\n\n{said}", "utf-8")
    return place


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def read(monkeypatch):
    """The names of the files that are read."""
    names = []
    real = folder.read

    def reading_it(path):
        names.append(path.name)
        return real(path)

    monkeypatch.setattr(folder, "read", reading_it)
    return names


def taken(place, kept, problems=None):
    return reading.snapshot(place, kept, (problems if problems is not None else []).append)


def same(found, place):
    """``found`` is what reading all anew gives, but for the order."""
    fresh = snapshot(folder.load(place, lambda _: None))
    assert sorted(found.articles, key=str) == sorted(fresh.articles, key=str)
    assert found.starting("") == fresh.starting("")
    assert len(found.entries) == len(fresh.entries)
    for topic in TOPICS:
        answers = [Answerer(one).answer(f"What about {topic}?", 200) for one in (found, fresh)]
        quotes = [
            sorted((q.article.name, q.statement.span, q.score, q.confidence) for q in one.quotes)
            for one in answers
        ]
        assert quotes[0] == quotes[1]


def test_the_second_start_reads_nothing(place, kept, read):
    same(taken(place, kept), place)
    read.clear()
    found = taken(place, kept)
    assert read == []
    same(found, place)


def test_of_few_files_nothing_is_kept(place, kept):
    for path in sorted(place.iterdir())[reading.FEW :]:
        path.unlink()
    assert len(taken(place, kept).articles) == reading.FEW
    assert not kept.exists()


def test_what_changes_is_read_and_nothing_else(place, kept, read):
    taken(place, kept)
    (place / "a03.txt").write_text("- Trains run on time.\n", "utf-8")
    (place / "a04.txt").unlink()
    (place / "new.txt").write_text("- A bridge is built.\n", "utf-8")
    (place / "a05.toml").write_text('title = "Named"\n', "utf-8")
    (place / "a06.txt").rename(place / "b06.txt")
    read.clear()
    found = taken(place, kept)
    assert sorted(read) == ["a03.txt", "a05.txt", "b06.txt", "new.txt"]
    same(found, place)
    read.clear()
    same(taken(place, kept), place)
    assert not set(read) - {path.name for path in place.iterdir()}


def test_a_few_changes_of_many_articles_are_read_again_and_many_are_kept(place, kept, read, monkeypatch):
    monkeypatch.setattr(reading, "_WORTH", 3)
    taken(place, kept)
    before = reading.kept_in(kept, place).stat().st_mtime_ns
    for number in range(3):
        (place / f"new{number}.txt").write_text(f"- A bridge is built in {number}.\n", "utf-8")
        read.clear()
        taken(place, kept)
        assert len(read) == number + 1
    assert reading.kept_in(kept, place).stat().st_mtime_ns > before
    read.clear()
    found = taken(place, kept)
    assert read == []
    same(found, place)


def test_a_file_that_only_looks_as_it_did_is_told_by_its_time(place, kept):
    taken(place, kept)
    path = place / "a01.txt"
    text = path.read_text("utf-8")
    path.write_text(text.replace("good", "evil"), "utf-8")
    assert any("evil" in article.body for article in taken(place, kept).articles)


def test_what_is_wrong_is_told_at_every_start(place, kept):
    (place / "broken.txt").write_bytes(b"\xff\xfe")
    (place / "sub").mkdir()
    (place / "sub" / "A01.txt").write_text("- The second of its name.\n", "utf-8")
    for _ in range(2):
        problems = []
        found = taken(place, kept, problems)
        assert len(found.articles) == 30
        assert sorted(str(problem.path.name) for problem in problems) == ["A01.txt", "broken.txt"]
        assert "another article has the same name" in str(problems[-1]) + str(problems[0])


def test_who_interrupts_goes_on_where_it_was(place, kept, read):
    def interrupt(done, _):
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reading.snapshot(place, kept, print, interrupt)
    assert len(read) == 20
    read.clear()
    same(taken(place, kept), place)
    assert len(read) == 10 + 30  # 30 to compare with


def test_many_articles_are_packed_while_they_are_read(place, kept, monkeypatch):
    monkeypatch.setattr(reading, "_AT_ONCE", 7)
    same(taken(place, kept), place)
    same(taken(place, kept), place)


def test_another_program_and_another_version_read_anew(place, kept, read, monkeypatch, caplog):
    taken(place, kept)
    read.clear()
    monkeypatch.setattr(archive, "fingerprint", lambda: "other")
    same(taken(place, kept), place)
    assert len(read) == 60
    assert "of another version" in caplog.text
    assert str(place) not in caplog.text


@pytest.mark.parametrize("content", [b"", b"talks", b"\0" * 5000, b"{}" * 3000])
def test_a_foreign_file_is_replaced(place, kept, read, content):
    taken(place, kept)
    reading.kept_in(kept, place).write_bytes(content)
    read.clear()
    same(taken(place, kept), place)
    read.clear()
    taken(place, kept)
    assert read == []


def test_a_flipped_bit_is_noticed_before_a_word_of_it_is_shown(place, kept):
    fresh = taken(place, kept)
    path = reading.kept_in(kept, place)
    sound, chance = path.read_bytes(), random.Random(1)  # noqa: S311 - no secret
    noticed = 0
    for spot in chance.sample(range(len(sound)), 200):
        broken = bytearray(sound)
        broken[spot] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        try:
            found = archive.open_(path).taken
            found.read()
        except DamagedError:
            noticed += 1
        else:  # between two arrays
            assert list(found.articles) == list(fresh.articles)
    assert noticed > 150


def test_where_nothing_can_be_kept_all_is_read_at_every_start(place, tmp_path, read, caplog):
    (tmp_path / "file").write_text("", "utf-8")
    for _ in range(2):
        same(taken(place, tmp_path / "file" / "kept"), place)
    assert len(read) == 120
    assert "can't be written" in caplog.text


def test_a_folder_that_has_lost_all_its_articles_says_so(place, kept):
    taken(place, kept)
    for path in place.iterdir():
        path.write_bytes(b"\xff\xfe")
    with pytest.raises(NoArticlesError, match="none of the articles"):
        taken(place, kept)
    shutil.rmtree(place)
    with pytest.raises(NoArticlesError, match="no such folder"):
        taken(place, kept)


def test_two_folders_do_not_share_what_is_kept(place, kept, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(place, other)
    (other / "a00.txt").write_text("- Something else.\n", "utf-8")
    same(taken(place, kept), place)
    same(taken(other, kept), other)
    same(taken(place, kept), place)


def test_names_that_are_no_utf8_are_kept_too(place, kept, read):
    name = os.fsencode(place) + b"/\xff.txt"
    try:
        Path(os.fsdecode(name)).write_text("- Odd.\n", "utf-8")
    except OSError:
        pytest.skip("no such names here")
    taken(place, kept)
    read.clear()
    assert len(taken(place, kept).articles) == 31
    assert read == []


@pytest.mark.parametrize("source", SOURCES)
def test_every_article_is_the_same_when_it_was_packed(source):
    for article in folder.load(source, lambda _: None):
        assert unpacked(packed(article)) == article


def flipped(path, name, spot):
    """Flip a bit of the array ``name`` in what is kept."""
    arrays, _ = file.read(path)
    sound = bytearray(path.read_bytes())
    where = sound.index(arrays[name].tobytes()) + spot
    sound[where] ^= 1
    path.write_bytes(sound)


@pytest.mark.parametrize("name", ["packed", "statements.documents", "neighbours.codes", "about.documents"])
@pytest.mark.parametrize("changed", ["added", "removed"])
def test_damage_is_not_written_anew_with_what_has_changed(place, kept, name, changed):
    taken(place, kept)
    flipped(reading.kept_in(kept, place), name, 5)
    if changed == "added":
        for number in range(40):
            (place / f"new{number}.txt").write_text(f"- A bridge is built in {number}.\n", "utf-8")
    else:
        for number in range(5, 14):
            (place / f"a0{number}.txt" if number < 10 else place / f"a{number}.txt").unlink()
    for _ in range(2):
        found = taken(place, kept)
        try:
            found.read()
        except DamagedError:  # who reads it takes it anew
            found = reading.snapshot(place, kept, print, anew=True)
        same(found, place)
    same(taken(place, kept), place)


def test_a_folder_of_nothing_that_can_be_used_says_so_each_time(place, kept):
    for path in place.iterdir():
        path.write_text("...\n", "utf-8")
    for _ in range(2):
        with pytest.raises(NoArticlesError, match="none of the articles"):
            taken(place, kept)


def test_what_could_not_be_read_at_the_moment_is_read_at_the_next_start(place, kept, monkeypatch):
    real = Path.read_bytes

    def failing(path):
        if path.name == "a07.txt":
            raise OSError(5, "Input/output error")
        return real(path)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "read_bytes", failing)
        problems = []
        assert len(taken(place, kept, problems).articles) == 29
        assert "Input/output error" in str(problems[0])
    problems = []
    same(taken(place, kept, problems), place)
    assert problems == []


def test_what_comes_while_we_look_is_not_taken_for_there_when_it_is_gone(place, kept, monkeypatch):
    real = folder.find

    def finding(*arguments):
        (place / "ghost.txt").write_text("- A ghost.\n", "utf-8")
        return real(*arguments)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(folder, "find", finding)
        assert len(taken(place, kept).articles) == 31
    (place / "ghost.txt").unlink()
    same(taken(place, kept), place)


def test_an_old_time_on_new_words_is_no_disguise(place, kept):
    taken(place, kept)
    path = place / "a01.txt"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("good", "evil"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert any("evil" in article.body for article in taken(place, kept).articles)


def test_of_two_files_of_one_name_the_first_by_path_counts_whenever_it_came(place, kept):
    (place / "zub").mkdir()
    (place / "zub" / "same.txt").write_text("- The later.\n", "utf-8")
    taken(place, kept)
    (place / "sub").mkdir()
    (place / "sub" / "same.txt").write_text("- The earlier.\n", "utf-8")
    problems = []
    found = taken(place, kept, problems)
    assert ["The earlier." in a.body for a in found.articles if a.name == "same"] == [True]
    assert [problem.path.parent.name for problem in problems] == ["zub"]


def test_however_a_folder_is_spelt_what_is_kept_is_the_same(place, kept, read, monkeypatch):
    taken(place, kept)
    monkeypatch.chdir(place.parent)
    read.clear()
    for spelt in (Path(place.name), Path("..") / place.parent.name / place.name, Path(f"./{place.name}/")):
        assert len(taken(spelt, kept).articles) == 30
    monkeypatch.chdir(place)
    assert len(taken(Path(), kept).articles) == 30
    assert read == []
    (place / "a01.txt").write_text("- Changed.\n", "utf-8")
    assert len(taken(Path(), kept).articles) == 30
    assert read == ["a01.txt"]


def test_what_a_kill_left_behind_is_taken_away_after_a_day(place, kept):
    taken(place, kept)
    path = reading.kept_in(kept, place)
    old, new = (path.with_name(f".{path.name}.{name}") for name in ("old", "new"))
    for left in (old, new):
        left.write_text("left", "utf-8")
    os.utime(old, (0, 0))
    for number in range(40):
        (place / f"new{number}.txt").write_text(f"- A bridge is built in {number}.\n", "utf-8")
    taken(place, kept)
    assert (old.exists(), new.exists()) == (False, True)


def test_ctrl_c_in_the_command_keeps_what_was_read(tmp_path):
    place = tmp_path / "articles"
    place.mkdir()
    lines = [f"- They spoke of {number} wells and {number + 7} farms in the hills." for number in range(200)]
    for number in range(400):
        (place / f"{number:04}.txt").write_text("\n".join([f"On talks {number}", "", *lines]), "utf-8")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "bot", "ask", "--articles", str(place), "how many wells?"]
    asking = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE)
    time.sleep(1.5)
    asking.send_signal(signal.SIGINT)
    asking.communicate(timeout=60)
    assert asking.returncode == -signal.SIGINT
    left = [path for path in (tmp_path / "talks").rglob("*") if path.is_file()]
    assert [path.suffix for path in left] == [".index"]
    assert 0 < len(archive.open_(left[0]).taken.articles) < 400
