"""What is promised of the search, and is it kept? Figures are those that `report.figures` reads."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

OURS, PEER = "Talks", "tantivy"
HUNDRED, MILLION = "100000", "1000000"
Figures = dict[str, Any]


class Bound(NamedTuple):
    """What is promised of a figure; None where it wasn't measured."""

    what: str
    figure: Callable[[Figures], float | None]
    most: float
    aim: float | None
    show: Callable[[float], str]


def duration(seconds: float) -> str:
    """To two figures, in a unit that suits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{_two(seconds / size)} {unit}"
    return f"{_two(seconds * 1e6)} µs"


def amount(size: float) -> str:
    """Of bytes."""
    return f"{_two(size / 1e6)} MB"


def plain(value: float) -> str:
    """A ratio, or a number."""
    return _two(value)


def _two(value: float) -> str:
    if not value or value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1g}" if value < 0.01 else f"{value:.2f}" if value < 1 else f"{value:.1f}"


def at(size: str, *path: str | int) -> Callable[[Figures], float | None]:
    """A figure of one size."""

    def found(known: Figures) -> float | None:
        here: Any = known["sizes"].get(size)
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return None
        return here

    return found


def unequal(known: Figures) -> float | None:
    """The questions, of all sizes, whose scores or order differ from rank-bm25's."""
    each = [size["agreement"] for size in known["sizes"].values()]
    return sum(one["questions"] - one["equal"] for one in each) if each else None


def over_bandwidth(known: Figures) -> float | None:
    """The median question at a million ÷ the time in which memory yields an average one's postings."""
    median, limit = at(MILLION, "times", OURS, "p50")(known), at(MILLION, "limit")(known)
    return median / limit if median and limit else None


def growth(known: Figures) -> float | None:
    """How much longer the median question takes with ten times the statements."""
    many, few = (at(size, "times", OURS, "p50")(known) for size in (MILLION, HUNDRED))
    return many / few if many and few else None


BOUNDS = (
    Bound("questions whose scores aren't rank-bm25's to the last bit", unequal, 0, None, "{:,}".format),
    Bound("100,000: median ÷ tantivy's", at(HUNDRED, "ratios", PEER, 0), 1.1, 0.5, plain),
    Bound("1,000,000: median ÷ tantivy's", at(MILLION, "ratios", PEER, 0), 0.6, 0.3, plain),
    Bound("1,000,000: median ÷ limit of the memory's bandwidth", over_bandwidth, 12, 5, plain),
    Bound("1,000,000: memory held", at(MILLION, "costs", OURS, "resident"), 260e6, 200e6, amount),
    Bound("1,000,000: loaded, warm", at(MILLION, "costs", OURS, "load"), 0.1, 0.03, duration),
    Bound("1,000,000: 100 statements added", at(MILLION, "costs", OURS, "add"), 0.025, 0.01, duration),
    Bound("median, 100,000 → 1,000,000", growth, 3, 2, plain),
    Bound(
        "the seed article: a whole answer, in the process, by letters",
        lambda known: known.get("answer", {}).get("median"),
        0.001,
        None,
        duration,
    ),
)


def bounds(known: Figures) -> Iterator[list[str]]:
    """Each bound, what was measured, and whether it is kept."""
    for what, figure, most, aim, show in BOUNDS:
        value = figure(known)
        kept = "–" if value is None else "✗" if value > most else "✓"
        reached = "–" if value is None or aim is None else "✗" if value > aim else "✓"
        shown = ["–" if one is None else show(one) for one in (value, most, aim)]
        yield [what, shown[0], f"≤ {shown[1]}", kept, f"≤ {shown[2]}" if aim else "–", reached]
