"""How fast is a search, and what does it cost, beside others? Writes ``REPORT.md`` and its plots.

    make bench [SIZES="9 1000"]
    python tests/bench/search.py [SIZE …] [--large] [--questions N] [--into FOLDER] [--again]

Without sizes: 9 to 1,000,000 statements, a quarter of an hour; ``--large`` has 5,000,000 besides. With sizes
the report is written into ``build/bench``. ``--again`` only renders what was measured.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

sys.path[0] = str(Path(__file__).parent.parent)  # not this folder, which has another bot
sys.path[1:1] = [str(Path(__file__).parent.parent.parent)]

from bench import report, timing  # noqa: E402 - see above
from bench.corpus import Corpus, questions, statements  # noqa: E402
from bench.engines import ENGINES, Engine, missing  # noqa: E402
from bench.reference import agreement  # noqa: E402

HERE = Path(__file__).parent
SIZES, LARGE = (9, 1_000, 10_000, 100_000, 1_000_000), 5_000_000
K, WIDE = 10, 200  # as a reader sees, and as Talks asks for, to weigh them
QUESTIONS, HELD = 500, 300
COSTLY = 10_000  # statements from which memory, loading and adding are worth a process each
ALL_CHECKED, SAMPLE = 10_000, 50  # up to this size every question is compared with rank-bm25, then so many
PATIENCE = 40.0  # seconds that an engine may answer, per size
NEEDED = 4_000  # bytes of memory a statement takes while everything is built
PACKAGES = ("numpy", "rank-bm25", "bm25s", "numba", "tantivy")

_begun = time.perf_counter()


def say(text: str) -> None:
    """A line of progress."""
    sys.stderr.write(f"{time.perf_counter() - _begun:5.0f} s  {text}\n")
    sys.stderr.flush()


def worker(what: str, engine: type[Engine], size: int, folder: Path) -> dict[str, Any]:
    """What `worker` prints; nothing, where it failed."""
    say(f"{size:,}: {what} {engine.name}")
    command = [sys.executable, str(HERE / "worker.py"), what, engine.name, str(size), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode and engine is ENGINES[0]:
        sys.exit(f"{engine.name} failed to {what}")
    if done.returncode:
        say(f"{size:,}: {engine.name} failed to {what}: {done.returncode}")
        return {}
    return json.loads(done.stdout.splitlines()[-1])


def ready(
    kinds: list[type[Engine]], corpus: Corpus, folder: Path, costs: dict[str, dict[str, Any]]
) -> Iterator[Any]:
    """The engines, built and loaded; the first is Talks."""
    for kind in kinds:
        path = folder / kind.files
        if kind.files and not path.exists():
            costs[kind.name] |= worker("build", kind, corpus.size, folder)
        if kind.files and not path.exists():
            continue
        engine = kind()
        if kind.files:
            engine.load(path)
        else:
            say(f"{corpus.size:,}: build {kind.name}")
            engine.build(list(corpus.documents()), path)
        yield engine


def measured(size: int, count: int, kinds: list[type[Engine]], folder: Path) -> dict[str, Any]:
    """All figures of one size."""
    say(f"{size:,}: statements and questions")
    corpus = statements(size)
    asked = questions(corpus, count)
    spelt = [corpus.spelt(question) for question in asked]
    (folder / "questions.json").write_text(json.dumps(spelt[:HELD]), encoding="utf-8")
    frequencies = corpus.frequencies()
    met = np.array([frequencies[question].sum() for question in asked])
    found: dict[str, Any] = {
        "words": len(corpus.terms) / size,
        "question": float(np.mean([len(question) for question in asked])),
        "met": float(met.mean() / size),
        "met median": float(np.median(met) / size),
        "postings": int(frequencies.sum()),
    }
    costs: dict[str, dict[str, Any]] = {kind.name: {} for kind in kinds}
    engines = list(ready([kind for kind in kinds if size <= kind.most], corpus, folder, costs))
    say(f"{size:,}: {count} questions to each, in turn")
    ways = {one.name: lambda terms, one=one: one.search(terms, K) for one in engines}
    ways |= {f"{one.name}, k = {WIDE}": lambda t, one=one: one.search(t, WIDE) for one in engines[:1]}
    speed = timing.bandwidth()
    times = timing.interleaved(ways, spelt, PATIENCE)
    speed = max(speed, timing.bandwidth())
    first, posting = engines[0].name, engines[0].posting()
    limits = met * posting / speed
    found |= {
        "bandwidth": speed,
        "posting": posting,
        "limit": float(limits.mean()),
        "over limit": float(np.nanmedian(times[first] / limits)),
        "load": os.getloadavg()[0],
        "times": {name: timing.spread(each) for name, each in times.items()},
        "ratios": {name: timing.ratio(times[first], each) for name, each in times.items() if name != first},
    }
    say(f"{size:,}: agreement")
    sample, checks = (len(asked), len(asked)) if size <= ALL_CHECKED else (SAMPLE, 3)
    found["agreement"] = agreement(corpus, asked[:sample], engines, checks)
    present = [type(engine) for engine in engines]
    del engines, ways, corpus
    gc.collect()
    if size >= COSTLY:
        for kind in present:
            costs[kind.name] |= worker("hold", kind, size, folder)
        for kind in present:
            costs[kind.name] |= worker("add", kind, size, folder) if kind.grows else {}
    return found | {"costs": {name: cost for name, cost in costs.items() if cost}}


def machine() -> dict[str, Any]:
    """What it was measured on, and with."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": versions,
    }


def fits(size: int) -> bool:
    """Whether there is memory for so many statements; where that can't be told, it is believed."""
    known = Path("/proc/meminfo")
    lines = known.read_text(encoding="ascii").splitlines() if known.exists() else []
    free = [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    return not free or size * NEEDED < free[0]


def main(sizes: list[int], count: int, into: Path) -> None:
    """Measure each size, and write what is known after each."""
    kinds, skipped = [], {}
    for kind in ENGINES:
        if lacking := missing(kind):
            skipped[kind.name] = f"{', '.join(lacking)} isn't installed"
            say(f"{kind.name} is skipped: {skipped[kind.name]}")
        else:
            kinds.append(kind)
    figures: dict[str, Any] = {"machine": machine(), "questions": count, "skipped": skipped, "sizes": {}}
    for size in sizes:
        if not fits(size):
            say(f"{size:,} statements don't fit into the memory that is free")
            continue
        with tempfile.TemporaryDirectory(prefix="bench") as folder:
            figures["sizes"][str(size)] = measured(size, count, kinds, Path(folder))
        (into / report.FIGURES).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        render(into)


def render(into: Path) -> None:
    """Write the report, and draw."""
    figures = report.figures(into)
    drawn = []
    if find_spec("matplotlib"):
        from bench import plots  # noqa: PLC0415 - only where it is installed

        drawn = plots.draw(figures, into / "plots")
    else:
        say("matplotlib isn't installed: nothing is drawn")
    (into / "REPORT.md").write_text(report.rendered(figures, drawn), encoding="utf-8")
    say(f"written: {into / 'REPORT.md'}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How fast is a search, beside others?")
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} statements, too")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--into", type=Path)
    parser.add_argument("--again", action="store_true", help="only render what was measured")
    chosen = parser.parse_args()
    target = chosen.into or (HERE.parent.parent / "build" / "bench" if chosen.sizes else HERE)
    (target / "plots").mkdir(parents=True, exist_ok=True)
    if chosen.again:
        render(target)
    else:
        main([*(chosen.sizes or SIZES), *([LARGE] if chosen.large else [])], chosen.questions, target)
