"""What does an engine cost? A process of its own builds it, loads and asks it, or adds to it; prints JSON.

    python tests/bench/worker.py build|hold|add ENGINE SIZE FOLDER

Memory is read from /proc; where there is none, it isn't told.
"""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path[0] = str(Path(__file__).parent.parent)  # not this folder, which has another bot
sys.path[1:1] = [str(Path(__file__).parent.parent.parent)]

from bench.corpus import questions, statements  # noqa: E402 - see above
from bench.engines import ENGINES, Engine  # noqa: E402
from bench.timing import interleaved  # noqa: E402

K, LOADS, ADDED, TIMES, ASKED = 10, 5, 100, 11, 300
PATIENCE = 10.0  # seconds to answer alone


def memory(what: str) -> int | None:
    """The bytes of a line of /proc/self/status: ``VmRSS``, held now, or ``VmHWM``, the most so far."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:")), None)


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def size_on_disk(path: Path) -> int:
    """The bytes of a file, or of all in a folder."""
    return sum(file.stat().st_size for file in (path.rglob("*") if path.is_dir() else [path]))


def build(engine: Engine, size: int, path: Path) -> dict[str, Any]:
    """Build the files. The statements are in memory before, and count neither as time nor as memory."""
    documents = list(statements(size).documents())
    before = memory("VmRSS")
    taken = seconds(lambda: engine.build(documents, path))
    peak = memory("VmHWM")
    return {
        "build": taken,
        "peak": peak - before if peak and before else None,
        "disk": size_on_disk(path),
    }


def hold(engine: Engine, size: int, path: Path) -> dict[str, Any]:
    """Load, or build in memory, and answer; answer again, and load some more times. The files are warm."""
    asked: list[list[str]] = json.loads((path.parent / "questions.json").read_text(encoding="utf-8"))
    bare = memory("VmRSS")
    if engine.files:
        first = seconds(lambda: engine.load(path))
    else:
        taken = seconds(lambda: engine.build(list(statements(size).documents()), path))
    for terms in asked[: ASKED if engine.files else 3]:
        engine.search(terms, K)
    gc.collect()
    held = memory("VmRSS")
    times = interleaved({"alone": lambda terms: engine.search(terms, K)}, asked, PATIENCE)["alone"]
    found = {
        "absolute": held,
        "resident": held - bare if held and bare else None,
        "alone": float(np.nanmedian(times)),
    }
    if not engine.files:
        return found | {"build": taken}
    loads = [first, *(seconds(lambda: type(engine)().load(path)) for _ in range(LOADS - 1))]
    return found | {"load": statistics.median(loads)}


def add(engine: Engine, size: int, path: Path) -> dict[str, Any]:
    """Add a hundred statements, some times over; what a question takes before and after; are they found?"""
    corpus, new = statements(size), statements(ADDED * TIMES, seed=8)
    asked = [corpus.spelt(question) for question in questions(corpus, ASKED)]
    documents = list(new.documents())
    del corpus
    engine.load(path)
    before = [seconds(lambda terms=terms: engine.search(terms, K)) for terms in asked]
    taken = [
        seconds(lambda at=at: engine.add(documents[at : at + ADDED])) for at in range(0, ADDED * TIMES, ADDED)
    ]
    after = [seconds(lambda terms=terms: engine.search(terms, K)) for terms in asked]
    unique = [list(dict.fromkeys(words)) for words in documents[:: ADDED // 2]]
    hits = [size + place * (ADDED // 2) in engine.search(words, K)[0] for place, words in enumerate(unique)]
    return {
        "add": statistics.median(taken),
        "add worst": max(taken),
        "before": float(np.median(before)),
        "after": float(np.median(after)),
        "found": sum(hits) / len(hits),
    }


def main(what: str, name: str, size: str, folder: str) -> None:
    """Print what it costs."""
    engine = next(kind for kind in ENGINES if kind.name == name)()
    path = Path(folder) / (engine.files or "none")
    print(json.dumps({"build": build, "hold": hold, "add": add}[what](engine, int(size), path)))


if __name__ == "__main__":
    main(*sys.argv[1:])
