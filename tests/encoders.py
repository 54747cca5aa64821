"""An encoder that needs no model, and a process that keeps vectors until it is stopped."""

import hashlib
import sys
from pathlib import Path

import numpy as np

from index.embeddings import Embeddings


class Hashing:
    """The vector of a text is drawn by its hash; what was asked is remembered."""

    model = "hash/1"
    dimensions = 384

    def __init__(self):
        self.asked = []

    def passages(self, texts):
        self.asked += texts
        seeds = [int.from_bytes(hashlib.sha256(ascii(text).encode()).digest()[:8], "big") for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(self.dimensions) for seed in seeds]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32).reshape(-1, self.dimensions)


def spread(count, asked, seed=0):
    """Vectors of ``count`` passages and ``asked`` questions about some of them, spread as E5's are.

    All point one way, by which two have cosines of .75; the rest is of 384 directions of falling weight, half
    of it shared by topics and articles. Of 5,800 the nearest has a cosine of .88 with its question, the 60th
    .79.
    """
    draw = np.random.default_rng(seed)
    basis = np.linalg.qr(draw.standard_normal((384, 384)))[0]
    weights = (np.arange(384) + 5.0) ** -0.85
    shape = (np.sqrt(weights / weights.sum())[:, None] * basis.T).astype(np.float32)

    def some(number):
        return draw.standard_normal((number, 384), dtype=np.float32) @ shape

    def unit(rows):
        return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)

    way, aside = unit(0.6 * basis[:, 200] + 0.02 * draw.standard_normal((2, 384)))
    topics, articles = some(max(20, count // 500)), some(max(50, count // 20))
    of = np.sort(draw.integers(len(articles), size=count))
    about = draw.integers(len(topics), size=len(articles))
    passages = np.empty((count, 384), np.float32)
    for start in range(0, count, 50_000):
        here = of[start : start + 50_000]
        rest = 0.5 * topics[about[here]] + 0.5 * articles[here] + 0.7071 * some(len(here))
        passages[start : start + 50_000] = unit(0.866 * way + 0.5 * rest)
    told, near = passages[draw.integers(count, size=asked)], draw.uniform(0.4, 0.8, (asked, 1))
    own = np.sqrt(0.25 - (0.5 * near) ** 2) * some(asked)
    return passages, unit(0.866 * unit(way + 0.25 * aside) + near * (told - 0.866 * way) + own)


def keep(folder, name, count):
    """Keep ``count`` vectors, forty by forty, and say how many there are."""
    for stop in range(0, count + 1, 40):
        Embeddings(folder, Hashing()).compute([f"{name} {number}" for number in range(stop)])
        sys.stdout.write(f"{stop}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
