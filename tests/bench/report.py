"""What was measured, as a page: for each size the times, what agrees, what it costs."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.bounds import MILLION, OURS, Figures, amount, bounds, duration, over_bandwidth, plain

FIGURES, ANSWER = "figures.json", "answer.json"


def figures(folder: Path) -> Figures:
    """What was kept in the folder; under ``answer`` what `answer` kept there: ``{"median": seconds}``."""
    found: Figures = json.loads((folder / FIGURES).read_text(encoding="utf-8"))
    answer = folder / ANSWER
    return found | ({"answer": json.loads(answer.read_text(encoding="utf-8"))} if answer.exists() else {})


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown."""
    return [*(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines)), ""]


def plots(drawn: Sequence[str], *names: str) -> list[str]:
    """Those of ``names`` that were drawn."""
    return [f"![{name}](plots/{name}.svg)\n" for name in names if name in drawn]


def across(
    known: Figures, part: str, show: Callable[[Any], str], leave: str | None = None
) -> Iterator[list[str]]:
    """A line for each engine, but those whose names begin with ``leave``; a column for each size."""
    for name in dict.fromkeys(name for size in known["sizes"].values() for name in size[part]):
        if leave is None or not name.startswith(leave):
            found = [size[part].get(name) for size in known["sizes"].values()]
            yield [name, *("–" if one is None else show(one) for one in found)]


def _times(spread: dict[str, float]) -> str:
    return " / ".join(duration(spread[which]) for which in ("p50", "p95", "p99"))


def _ratio(found: Sequence[float]) -> str:
    middle, low, high = map(plain, found)
    return f"{middle} ({low}–{high})"


def bandwidth(known: Figures) -> list[str]:
    """What memory allows, at the largest size."""
    size, figures = list(known["sizes"].items())[-1]
    ratio = over_bandwidth(known)
    named = f"; Talks' median is {plain(ratio)} times that" if ratio and size == MILLION else ""
    return [
        f"Memory yields {figures['bandwidth'] / 1e9:.1f} GB/s to one core, the best of sums and copies of",
        f"256 MB. A posting has {figures['posting']} bytes; those of an average question to {int(size):,}",
        f"statements take {duration(figures['limit'])} at the least{named}. Question by question, Talks'",
        f"time is {plain(figures['over limit'])} times its own limit in the median.",
        "",
    ]


def agreed(known: Figures) -> Iterator[list[str]]:
    """How many questions agree exactly, and the share of the ten."""
    each = [size["agreement"] for size in known["sizes"].values()]
    yield ["questions compared", *(f"{one['questions']:,}" for one in each)]
    yield ["Talks is equal", *(f"{one['equal']:,}" for one in each)]
    yield ["asked of rank-bm25 itself", *(f"{one['checked']:,}" for one in each)]
    yield ["there numpy is equal", *(f"{one['reference']:,}" for one in each)]
    for name in dict.fromkeys(name for one in each for name in one["overlap"]):
        shares = [one["overlap"].get(name) for one in each]
        yield [f"best 10: {name}", *("–" if share is None else f"{share:.1%}" for share in shares)]


COSTS: dict[str, tuple[str, Callable[[float], str]]] = {
    "build": ("build", duration),
    "peak": ("more memory meanwhile", amount),
    "disk": ("on disk", amount),
    "load": ("load", duration),
    "resident": ("held", amount),
    "absolute": ("whole", amount),
    "alone": ("question, alone", duration),
    "add": ("add 100", duration),
    "add worst": ("worst", duration),
    "before": ("question before that", duration),
    "after": ("after", duration),
    "found": ("new ones found", lambda share: f"{share:.0%}"),
}


def costs(known: Figures) -> Iterator[str]:
    """A table for each size in which they were measured."""
    for size, figures in known["sizes"].items():
        lines = [
            [name, *("–" if cost.get(key) is None else show(cost[key]) for key, (_, show) in COSTS.items())]
            for name, cost in figures["costs"].items()
            if "absolute" in cost
        ]
        if lines:
            yield from table([f"{int(size):,}", *(head for head, _ in COSTS.values())], lines)


def searched(known: Figures) -> Iterator[list[str]]:
    """What the statements and questions of each size are like."""
    each = list(known["sizes"].values())
    yield ["content words a statement", *(f"{one['words']:.1f}" for one in each)]
    yield ["postings", *(f"{one['postings']:,}" for one in each)]
    yield ["words a question", *(f"{one['question']:.1f}" for one in each)]
    yield ["its postings ÷ statements, mean", *(f"{one['met']:.1%}" for one in each)]
    yield ["its postings ÷ statements, median", *(f"{one['met median']:.1%}" for one in each)]
    yield ["load of the machine", *(f"{one['load']:.1f}" for one in each)]


def rendered(known: Figures, drawn: Sequence[str] = ()) -> str:
    """The page; ``drawn`` are the names of the plots there are."""
    machine = known["machine"]
    head = ["", *(f"{int(size):,}" for size in known["sizes"])]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    lines = [
        "# How fast a search is, and what it costs",
        "",
        f"Written by `make bench` on {machine['processor']}, {machine['cores']} cores that may be shared;",
        f"Python {machine['python']}, {versions}.",
        *(f"{name} was left out: {why}." for name, why in known["skipped"].items()),
        "",
        "## What is promised",
        "",
        *table(["Talks", "measured", "bound", "kept", "aim", "reached"], bounds(known)),
        "## A question",
        "",
        *plots(drawn, "growth", "spread"),
        f"The best 10 statements to each of {known['questions']:,} questions: p50 / p95 / p99. All engines",
        "are in one process and are asked in turn, question by question, in an order that is drawn anew",
        "each time, so that noise hits all alike; in three rounds, of which a question's median counts. An",
        "engine that is too slow for that is asked every other question, every third, … Each is asked the",
        "fastest way it has; rank-bm25 as it comes. In turn an engine finds the processor's caches as the",
        "others left them, like one that is asked now and then; what a question takes right after another",
        "of the same engine, alone, stands under *What it costs*.",
        "",
        *table(head, across(known, "times", _times)),
        "Talks' median ÷ another's, over the questions that both were asked, and its 95 % interval by",
        "drawing the questions anew 2,000 times; below 1 Talks is faster:",
        "",
        *table(head, across(known, "ratios", _ratio, leave=f"{OURS}, ")),
        *bandwidth(known),
        "## Agreement",
        "",
        "A question is *equal* when Talks' scores of all statements are those of rank-bm25 (`BM25Plus`,",
        "delta 0, k1 .9, b .4) to the last bit, and its best 10 and best 200 are theirs in order, ties by",
        "the lower number. Up to 10,000 statements rank-bm25 itself is asked every question; beyond, numpy",
        "evaluates its expressions, and rank-bm25 is asked a few that check these. Below: the share of the",
        "best 10 that an engine finds. bm25s computes in 32 bits; tantivy and SQLite have a k1 and b of",
        "their own, 1.2 and .75, and so find other statements.",
        "",
        *table(head, agreed(known)),
        "## What it costs",
        "",
        "Each engine in a fresh process, by one thread; files are warm. *Held* is the resident memory after",
        "it has loaded the index and answered 300 questions (rank-bm25: 3), less that of the bare",
        "interpreter with numpy: so with the engine's code and the pages of its files that it touched;",
        "*whole* is all of it. The statements are in memory before the building begins, and count neither",
        "as time nor as memory. Adding: the median and the worst of eleven times 100 statements; tantivy",
        "and SQLite also write them to disk, Talks doesn't. Then the median question before and after that,",
        "and how many of the new statements are among the best 10 to their own words. The two of bm25s",
        "share their files.",
        "",
        *plots(drawn, "costs"),
        *costs(known),
        "## What is searched",
        "",
        "Pseudo-words by a seed, see `corpus.py`: frequencies by Zipf and Mandelbrot over 300,000 words,",
        "articles of some 20 statements that share a topic's own words, 6 to 36 content words a statement.",
        "In the talks of `tests/eval`, put into one folder, a statement has 20 content words, and the",
        "statements in which a question's words stand, added up over its words, are 7 % of all in the mean",
        "and 3.5 % in the median. A question has two to seven words of a statement, and every other one a",
        "word more.",
        "",
        *table(head, searched(known)),
    ]
    return "\n".join(lines)
