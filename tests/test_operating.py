"""Does what the bot keeps come out whole, and go into another store, without harm to what is there?"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage import EntryError, Message, Store, Subscription

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
DAILY = Subscription(
    chat=-100,
    topic=7,
    schedule="daily 09:00",
    zone="Asia/Almaty",
    silent=True,
    speakers=("Владимир Путин",),
    words=("gas",),
    language="kk",
    seen=2,
    next_due=NOW,
    last_post=NOW,
    error="retry-after",
    paused="blocked",
)
INSTANT = Subscription(chat=5, topic=0, schedule="instant", zone="UTC")

EXPORTED = [
    {"kind": "talks-export", "version": 1},
    {"kind": "article", "name": "b", "fingerprint": "hash b", "seen_at": "2026-11-26T09:00:00Z"},
    {"kind": "article", "name": "a", "fingerprint": "hash a", "seen_at": "2026-11-26T09:00:00Z"},
    {"kind": "article", "name": "c", "fingerprint": "hash c", "seen_at": "2026-11-26T09:00:00Z"},
    {"kind": "language", "chat": 5, "language": "ru"},
    {
        "kind": "subscription",
        "chat": -100,
        "topic": 7,
        "schedule": "daily 09:00",
        "zone": "Asia/Almaty",
        "silent": True,
        "speakers": ["Владимир Путин"],
        "words": ["gas"],
        "language": "kk",
        "seen": "a",
        "next_due": "2026-11-26T09:00:00Z",
        "last_post": "2026-11-26T09:00:00Z",
        "error": "retry-after",
        "paused": "blocked",
        "standing": None,
    },
    {
        "kind": "subscription",
        "chat": 5,
        "topic": 0,
        "schedule": "instant",
        "zone": "UTC",
        "silent": False,
        "speakers": [],
        "words": [],
        "language": None,
        "seen": None,
        "next_due": None,
        "last_post": None,
        "error": None,
        "paused": None,
        "standing": None,
    },
]


def fill(store):
    store.see({"b": "hash b", "a": "hash a", "c": "hash c"}, NOW)
    store.choose(5, "ru")
    store.subscribe(DAILY)
    store.subscribe(INSTANT)


@pytest.fixture
def kept(tmp_path):
    """A folder with a store that keeps something; it is open, as while the bot runs."""
    with closing(Store(tmp_path / "kept")) as store:
        fill(store)
        yield tmp_path / "kept"


@pytest.fixture
def store(place):
    with closing(Store(*place)) as opened:
        yield opened


def talks(*arguments, data, typed="", url=""):
    """The exit status and what went to standard output and standard error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TALKS_")}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        env=environment | {"PYTHONPATH": str(ROOT), "TALKS_DATA": str(data), "TALKS_DATABASE_URL": url},
        cwd=data.parent,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


# --- export and import


def test_what_is_exported_is_plain_and_goes_into_another_store(store, tmp_path):
    fill(store)
    assert store.export() == EXPORTED
    with closing(Store(tmp_path / "another")) as another:
        assert another.import_(EXPORTED) == {"article": 3, "language": 1, "subscription": 2}
        assert another.export() == EXPORTED
        assert another.subscriptions() == [DAILY, INSTANT]


def test_a_language_that_is_no_longer_spoken_is_not_exported(tmp_path):
    with closing(Store(tmp_path)) as store:
        fill(store)
        store.subscribe(replace(DAILY, language="xx"))
        store.choose(5, "xx")
        assert store.export() == [*EXPORTED[:4], EXPORTED[5] | {"language": None}, EXPORTED[6]]


def test_importing_twice_changes_nothing(store):
    store.import_(EXPORTED)
    assert store.import_(EXPORTED) == {"article": 0, "language": 0, "subscription": 0}
    assert store.export() == EXPORTED


def test_what_was_chosen_here_stays(store):
    store.choose(5, "en")
    store.subscribe(replace(INSTANT, words=("oil",)))
    assert store.import_(EXPORTED) == {"article": 3, "language": 0, "subscription": 1}
    assert store.language(5) == "en"
    assert store.subscription(5, 0) == replace(INSTANT, words=("oil",))


def test_where_articles_are_numbered_otherwise_none_is_planned_again(store):
    store.see({"c": "hash c", "a": "hash a", "new": "hash", "b": "hash b"}, NOW)
    store.import_(EXPORTED)
    assert store.subscription(-100, 7).seen == 4  # b and a were planned, and b has the fourth number here


SPOILT = [
    ([], "entry 1: not the beginning of what `talks export` writes"),
    (EXPORTED[1:], "entry 1: not the beginning of what `talks export` writes"),
    ([7], "entry 1: not the beginning of what `talks export` writes"),
    ([EXPORTED[0] | {"version": 2}], "entry 1: of version 2, which this Talks can't read; update it"),
    ([EXPORTED[0], "text"], "entry 2: Input should be an object"),
    (
        [EXPORTED[0], EXPORTED[4] | {"language": "xx"}],
        "entry 2: language: Input should be 'en', 'ru' or 'kk'",
    ),
    ([EXPORTED[0], EXPORTED[4] | {"chat": "5"}], "entry 2: chat: Input should be a valid integer"),
    (
        [EXPORTED[0], EXPORTED[4] | {"chat": 2**63}],
        "entry 2: chat: Input should be less than 9223372036854775808",
    ),
    ([EXPORTED[0], EXPORTED[4] | {"more": 1}], "entry 2: more: Extra inputs are not permitted"),
    (
        [EXPORTED[0], EXPORTED[6] | {"zone": "Mars/Crater"}],
        "entry 2: zone: no time zone of that name is known here",
    ),
    (
        [EXPORTED[0], EXPORTED[6] | {"schedule": "monthly"}],
        "entry 2: schedule: “monthly” is no schedule: write instant, daily 09:00 or weekly mon 09:00",
    ),
    (
        [EXPORTED[0], EXPORTED[6] | {"next_due": "2026-11-26T09:00:00"}],
        "entry 2: next_due: Input should have timezone info",
    ),
    ([EXPORTED[0], EXPORTED[5]], "entry 2: seen: no article before it has the name a"),
]


@pytest.mark.parametrize(("entries", "told"), SPOILT, ids=[told[7:40] for _, told in SPOILT])
def test_an_entry_that_can_not_be_read_is_named_and_nothing_is_imported(entries, told, store):
    with pytest.raises(EntryError) as raised:
        store.import_([*entries[:1], EXPORTED[1], *entries[1:]] if entries[1:] else entries)
    assert str(raised.value) == told.replace("entry 2", "entry 3")
    assert store.export() == EXPORTED[:1]


def test_the_commands_carry_it_from_sqlite_to_postgresql(kept, postgresql, tmp_path):
    url = postgresql.database()
    assert talks("export", tmp_path / "file", data=kept) == (0, "", "")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    added = "imported: 3 articles, 1 language, 2 subscriptions; 0 were there already\n"
    assert talks("import", tmp_path / "file", data=tmp_path / "none", url=url) == (0, added, "")
    status, printed, _ = talks("export", data=tmp_path / "none", url=url)
    assert (status, [json.loads(line) for line in printed.splitlines()]) == (0, EXPORTED)
    again = "imported: 0 articles, 0 languages, 0 subscriptions; 6 were there already\n"
    assert talks("import", "-", data=tmp_path / "none", url=url, typed=printed) == (0, again, "")


def test_what_still_waits_is_told_when_it_is_left_behind(kept):
    with closing(Store(kept)) as store:
        store.plan(INSTANT, 1, None, [Message("d", 1, 1, ("a",), NOW, NOW)])
    _, _, errors = talks("export", data=kept)
    assert errors == "talks: messages that still wait to be sent are not exported: 1\n"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("no JSON\n", "talks: -: entry 1: not JSON; give a file that `talks export` wrote\n"),
        (
            '{"kind": "talks-export", "version": 1}\n{"kind": "language", "language": "ru"}\n',
            "talks: -: entry 2: chat: Field required; nothing was imported\n",
        ),
    ],
)
def test_what_can_not_be_imported_is_told_with_its_line(typed, told, kept):
    assert talks("import", "-", data=kept, typed=typed) == (2, "", told)


def test_a_file_that_can_not_be_read_or_written_is_told(kept, tmp_path):
    missing = tmp_path / "no folder" / "file"
    assert talks("import", missing, data=kept) == (
        2,
        "",
        f"talks: {missing}: can't be read: No such file or directory\n",
    )
    for command in ("export", "backup"):
        assert talks(command, missing, data=kept) == (
            2,
            "",
            f"talks: {missing}: can't be written: No such file or directory\n",
        )


# --- backup


def test_a_backup_is_one_file_with_everything_also_while_the_bot_runs(kept, tmp_path):
    copy = tmp_path / "restored" / "talks.sqlite"
    copy.parent.mkdir()
    with closing(Store(kept)) as running, running._writing():  # noqa: SLF001 - in the midst of a change
        assert talks("backup", copy, data=kept) == (0, "", "")
    assert [path.name for path in copy.parent.iterdir()] == ["talks.sqlite"]
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(Store(copy.parent)) as store:
        assert store.export() == EXPORTED


def test_a_backup_leaves_the_tables_as_they_are(tmp_path):
    (tmp_path / "old").mkdir()
    with closing(sqlite3.connect(tmp_path / "old" / "talks.sqlite")) as database:
        database.execute("CREATE TABLE languages (chat INTEGER PRIMARY KEY, language TEXT NOT NULL) STRICT")
    assert talks("backup", tmp_path / "copy", data=tmp_path / "old")[0] == 0
    with closing(sqlite3.connect(tmp_path / "copy")) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("languages",)]


@pytest.mark.parametrize("command", ["backup", "export"])
def test_nothing_is_written_over_unless_it_is_asked_for(command, kept, tmp_path):
    file = tmp_path / "file"
    file.write_text("precious")
    assert talks(command, file, data=kept) == (
        2,
        "",
        f"talks: {file}: is there already; name another file, or write over it with --force\n",
    )
    assert file.read_text() == "precious"
    assert talks(command, "--force", file, data=kept)[0] == 0
    assert b"precious" not in file.read_bytes()


def test_the_store_itself_is_no_place_for_its_backup(kept):
    status, _, errors = talks("backup", "--force", kept / "talks.sqlite", data=kept)
    assert (status, errors) == (
        2,
        f"talks: {kept}/talks.sqlite: that is what the bot keeps itself; name another file\n",
    )


def test_where_nothing_is_kept_or_it_is_kept_elsewhere_that_is_told(tmp_path):
    (tmp_path / "empty").mkdir()
    status, _, errors = talks("backup", tmp_path / "file", data=tmp_path / "empty")
    place, step = f"talks: {tmp_path}/empty/talks.sqlite", "set TALKS_DATA to the folder of the bot\n"
    assert (status, errors) == (2, f"{place}: nothing is kept there; {step}")
    (tmp_path / "empty" / "talks.sqlite").write_text("no database " * 100)
    status, _, errors = talks("backup", tmp_path / "file", data=tmp_path / "empty")
    problem = f"can't be copied to {tmp_path}"
    assert (status, errors.partition("/.file")[0]) == (2, f"{place}: {problem}")
    assert errors.endswith(": file is not a database; see the space and rights there\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"]
    url = "postgresql://talks:s3cret@127.0.0.1:1/kept"
    status, _, errors = talks("backup", tmp_path / "file", data=tmp_path, url=url)
    assert (status, errors) == (
        2,
        'talks: it is kept in PostgreSQL; copy it with: pg_dump --file FILE "$TALKS_DATABASE_URL"\n',
    )
    status, _, errors = talks("export", data=tmp_path, url=url)
    assert status == 2
    assert errors.startswith("talks: PostgreSQL at 127.0.0.1, database kept: connection failed")
    assert "s3cret" not in errors
    assert not (tmp_path / "file").exists()


def test_where_nothing_is_kept_what_only_reads_says_so_and_makes_nothing(tmp_path):
    for command in (["export"], ["digests"], ["digest", "--dry-run"], ["digest", "--chat", "5"]):
        status, printed, errors = talks(*command, data=tmp_path / "new")
        assert (status, printed) == (2, "")
        assert errors == (
            f"talks: {tmp_path}/new/talks.sqlite: nothing is kept there; "
            "set TALKS_DATA to the folder of the bot\n"
        )
    assert not (tmp_path / "new").exists()
