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


def keep(folder, name, count):
    """Keep ``count`` vectors, forty by forty, and say how many there are."""
    for stop in range(0, count + 1, 40):
        Embeddings(folder, Hashing()).compute([f"{name} {number}" for number in range(stop)])
        sys.stdout.write(f"{stop}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
