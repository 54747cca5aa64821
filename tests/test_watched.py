"""What is noticed of a folder whose files are written, broken, replaced and taken away?"""

import os
import time

import pytest

from index import folder
from index.watched import Watched

GAS, OIL = "- Gas will flow.\n", "- Oil is cheap.\n"


class Folder:
    """A folder, and what somebody who looks at it hears of it."""

    def __init__(self, place):
        self.place, self.problems = place, []
        self.write("gas.txt", GAS)
        self.begin()

    def begin(self):
        """Know what is there now, and look twice, as the first looks read everything."""
        self.watched = Watched(self.place, folder.load(self.place, print), self.report)
        self.watched.look()
        self.watched.look()

    def report(self, problem):
        """Keep what is wrong, without where the folder is."""
        self.problems.append(str(problem).replace(str(self.place), "articles"))

    def write(self, name, content):
        """Write a file at once."""
        path = self.place / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def look(self):
        """The articles' names and bodies; None when a look finds nothing new."""
        articles = self.watched.look()
        return None if articles is None else {article.name: article.body for article in articles}

    def looks(self):
        """What two looks find: all that is still."""
        first, second = self.look(), self.look()
        assert first is None
        return second


@pytest.fixture
def articles(tmp_path):
    return Folder(tmp_path)


def test_nothing_is_found_while_nothing_changes(articles):
    assert [articles.look() for _ in range(3)] == [None, None, None]
    assert articles.problems == []


def test_a_new_file_is_found_when_two_looks_agree(articles):
    articles.write("oil.txt", OIL)
    assert articles.look() is None
    assert articles.look() == {"gas": GAS, "oil": OIL}
    assert articles.look() is None


def test_a_file_is_left_until_it_has_stopped_growing(articles):
    path = articles.write("oil.txt", "- Oil")
    with path.open("a") as growing:
        for word in (" is", " very", " cheap.\n"):
            assert articles.look() is None
            growing.write(word)
            growing.flush()
    assert articles.looks() == {"gas": GAS, "oil": "- Oil is very cheap.\n"}


def test_a_changed_file_takes_the_place_of_what_it_was(articles):
    articles.write("gas.txt", "- Gas will not flow.\n")
    assert articles.looks() == {"gas": "- Gas will not flow.\n"}


def test_a_file_that_is_only_touched_changes_nothing(articles):
    os.utime(articles.place / "gas.txt", ns=(1, 1))
    assert articles.looks() is None


def test_a_removed_file_is_let_go(articles):
    articles.write("oil.txt", OIL)
    articles.looks()
    (articles.place / "gas.txt").unlink()
    assert articles.looks() == {"oil": OIL}


def test_a_file_that_an_editor_takes_away_for_a_moment_is_never_missed(articles):
    articles.write("oil.txt", OIL)
    articles.looks()
    (articles.place / "gas.txt").unlink()
    assert articles.look() is None
    articles.write("gas.txt", "- Gas again.\n")
    assert articles.looks() == {"gas": "- Gas again.\n", "oil": OIL}


def test_a_rename_is_one_change(articles):
    (articles.place / "gas.txt").rename(articles.place / "fuel.txt")
    assert articles.looks() == {"fuel": GAS}


def test_metadata_may_come_change_and_go(articles):
    def title():
        found = articles.watched.look()
        return None if found is None else found[0].title

    articles.write("gas.toml", 'title = "Gas"')
    assert [title(), title()] == [None, "Gas"]
    articles.write("gas.toml", 'title = "Fuel"')
    assert [title(), title()] == [None, "Fuel"]
    (articles.place / "gas.toml").unlink()
    found = [articles.watched.look() for _ in range(2)][1]
    assert found[0].title is None


def test_a_broken_file_is_told_once_and_what_was_known_of_it_stays(articles):
    articles.write("oil.txt", OIL)
    articles.looks()
    articles.write("gas.txt", b"- Gas \xe3\xe0\xe7.\n")
    articles.write("new.txt", b"\xe3\xe0\xe7")
    assert [articles.look() for _ in range(4)] == [None] * 4
    assert articles.problems == [
        "articles/gas.txt:1: not UTF-8 (byte 0xe3), perhaps windows-1251; save it as UTF-8",
        "articles/new.txt:1: not UTF-8 (byte 0xe3), perhaps windows-1251; save it as UTF-8",
    ]
    articles.write("gas.txt", "- Gas, mended.\n")
    assert articles.looks() == {"gas": "- Gas, mended.\n", "oil": OIL}
    assert len(articles.problems) == 2


def test_broken_metadata_is_told_and_changes_nothing(articles):
    articles.write("gas.toml", "title = Gas")
    assert articles.looks() is None
    assert [problem.partition(": ")[0] for problem in articles.problems] == ["articles/gas.toml:1"]


def test_a_broken_file_that_goes_is_gone(articles):
    articles.write("oil.txt", OIL)
    articles.looks()
    path = articles.write("gas.txt", b"\0")
    articles.looks()
    path.unlink()
    assert articles.looks() == {"oil": OIL}


def test_of_two_articles_of_one_name_the_first_is_taken_and_the_other_when_it_goes(articles):
    articles.write("later/GAS.txt", OIL)
    assert articles.looks() is None
    first = "another article has the same name: articles/gas.txt; rename one of them"
    assert articles.problems == [f"articles/later/GAS.txt: {first}"]
    (articles.place / "gas.txt").unlink()
    assert articles.looks() == {"GAS": OIL}


def test_when_no_article_is_left_those_that_were_there_stay_and_it_is_told(articles):
    (articles.place / "gas.txt").unlink()
    assert articles.looks() is None
    assert articles.problems == [
        "articles: no article is left in it; those that were there go on being answered from"
    ]
    assert articles.look() is None
    assert len(articles.problems) == 1
    articles.write("oil.txt", OIL)
    assert articles.looks() == {"oil": OIL}


def test_a_folder_that_is_away_for_a_while_changes_nothing(articles, tmp_path):
    away = tmp_path.with_name("away")
    tmp_path.rename(away)
    assert [articles.look() for _ in range(3)] == [None] * 3
    assert articles.problems == ["articles: can't be read: No such file or directory"]
    away.rename(tmp_path)
    assert [articles.look() for _ in range(3)] == [None] * 3
    assert len(articles.problems) == 1


def test_hidden_files_and_others_are_left_alone(articles):
    articles.write(".oil.txt-x", OIL)
    articles.write(".oil.txt", OIL)
    articles.write("oil.md", OIL)
    assert articles.looks() is None
    assert articles.problems == []


def test_a_hundred_files_at_once_are_one_change(articles):
    for number in range(100):
        articles.write(f"n{number:03}.txt", f"- Number {number}.\n")
    assert len(articles.looks()) == 101


def test_thousands_of_files_are_looked_at_in_a_moment(articles, record_property):
    for number in range(3000):
        articles.write(f"n{number:04}.txt", OIL)
    articles.looks()
    articles.look()
    start = time.perf_counter()
    assert articles.look() is None
    record_property("milliseconds", round((time.perf_counter() - start) * 1000))
