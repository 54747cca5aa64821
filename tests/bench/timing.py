"""How long does a question take? Engines are asked in turn, question by question: noise hits all alike."""

import gc
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 3  # far apart, so that a question is seldom held up in two of them
QUANTILES = (5, 25, 50, 75, 95, 99)
Ask = Callable[[list[str]], object]
Times = dict[str, NDArray[np.float64]]


def interleaved(engines: dict[str, Ask], questions: Sequence[list[str]], seconds: float) -> Times:
    """The seconds of each question, the median of three rounds; NaN where it wasn't asked.

    The order of the engines is drawn anew for each question, since who comes after one that walks through
    much memory finds cold caches. An engine that would take longer than ``seconds`` is asked only some.
    """
    rng, shape = np.random.default_rng(5), (ROUNDS, len(questions))
    times = {name: np.full(shape, np.nan) for name in engines}
    steps = {name: _step(ask, questions, seconds / ROUNDS) for name, ask in engines.items()}
    names = list(engines)
    gc.collect()
    gc.disable()
    try:
        for at in np.ndindex(shape):
            for name in (names[place] for place in rng.permutation(len(names))):
                if at[1] % steps[name] == 0:
                    start = time.perf_counter()
                    engines[name](questions[at[1]])
                    times[name][at] = time.perf_counter() - start
    finally:
        gc.enable()
    return {name: np.median(each, axis=0) for name, each in times.items()}


def _step(ask: Ask, questions: Sequence[list[str]], seconds: float) -> int:
    """Warm up, and tell of how many questions one is asked."""
    taken: list[float] = []
    for question in questions[:20]:
        start = time.perf_counter()
        ask(question)
        taken.append(time.perf_counter() - start)
        if sum(taken[1:]) > seconds / 20:
            break
    mean = sum(taken[1:]) / len(taken[1:]) if taken[1:] else taken[0]  # the first may compile
    return max(1, int(np.ceil(mean * len(questions) / seconds)))


def spread(times: NDArray[np.float64]) -> dict[str, float]:
    """The quantiles of the questions that were asked, and how many these are."""
    asked = times[~np.isnan(times)]
    quantiles = np.percentile(asked, QUANTILES).tolist()
    named = {f"p{which}": value for which, value in zip(QUANTILES, quantiles, strict=True)}
    return {"asked": len(asked), "mean": float(asked.mean()), **named}


def ratio(ours: NDArray[np.float64], theirs: NDArray[np.float64], draws: int = 2000) -> list[float]:
    """Median ÷ median over what both were asked, and its 95 % interval by drawing questions anew."""
    both = ~(np.isnan(ours) | np.isnan(theirs))
    pair = np.stack([ours[both], theirs[both]])
    drawn = np.random.default_rng(11).integers(0, pair.shape[1], (draws, pair.shape[1]))
    ours_drawn, theirs_drawn = (np.median(one[drawn], axis=1) for one in pair)
    middle = np.median(pair[0]) / np.median(pair[1])
    return [float(middle), *np.percentile(ours_drawn / theirs_drawn, (2.5, 97.5)).tolist()]


def bandwidth(size: int = 256 * 2**20, tries: int = 7) -> float:
    """The bytes a second that one core reads, or reads and writes, at its best."""
    some = np.ones(size // 8)
    target, best = np.empty_like(some), 0.0
    for _ in range(tries):
        ways: list[tuple[Callable[[], Any], int]] = [(some.sum, 1), (lambda: np.copyto(target, some), 2)]
        for way, moved in ways:
            start = time.perf_counter()
            way()
            best = max(best, moved * some.nbytes / (time.perf_counter() - start))
    return best
