"""How long do the nearest 60 of very many statements take, and how many of them are missed?

`vectors.py 100000 1000000`: statements, each of one sentence, with vectors that are spread as E5's are.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from encoders import spread

from index import vectors
from index.searchers.mapped import Mapped

QUESTIONS = 60


def measured(count: int, folder: Path) -> str:
    """What ``count`` statements take."""
    passages, questions = spread(count, QUESTIONS)
    keys, rows = np.arange(count, dtype=np.uint64), np.arange(count)
    begun = time.perf_counter()
    with vectors.made(folder, "spread", keys, count, 384) as made:
        for start in range(0, count, 4096):
            kept = passages[start : start + 4096].astype(np.float16)
            made.put(rows[start : start + 4096], kept)
            passages[start : start + 4096] = kept
    written = time.perf_counter() - begun
    begun = time.perf_counter()
    file = vectors.opened(folder, "spread", 384)
    opened = time.perf_counter() - begun
    assert file
    mapped = Mapped([file], rows, rows, np.arange(count + 1))
    taken, whole, met = [], [], []
    for question in questions:
        begun = time.perf_counter()
        compared = mapped.compare(question)
        nearest = compared.nearest(60)
        compared.statements(nearest * 2), compared.sentences(nearest * 2)
        taken.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        exact = np.argsort(-(passages @ question), kind="stable")[:60]
        whole.append(time.perf_counter() - begun)
        met.append(len({*nearest} & {*exact.tolist()}) / 60)
    size = (folder / vectors.FILE).stat().st_size
    return (
        f"{count:>9,} statements: {statistics.median(taken) * 1000:.1f} ms a question, at best"
        f" {min(taken) * 1000:.1f} (in memory, 32 bits: {statistics.median(whole) * 1000:.1f},"
        f" {min(whole) * 1000:.1f}); recall {statistics.mean(met):.4f}, at worst {min(met):.3f};"
        f" written in {written:.1f} s, opened in {opened * 1000:.0f} ms, {size / 1e6:,.0f} MB"
    )


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ["10000", "100000"]):
        with tempfile.TemporaryDirectory() as place:
            print(measured(size, Path(place)))
