"""How do times grow, how do they spread, what does it cost? Three plots, as SVG."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from bench.bounds import OURS, Figures, duration
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, StrMethodFormatter

COLOURS = {
    OURS: "#d62728",
    "tantivy": "#1f77b4",
    "bm25s, numba": "#2ca02c",
    "bm25s, numpy": "#98c379",
    "SQLite FTS5": "#9467bd",
    "rank-bm25": "#7f7f7f",
}
MEGA = 1e6


def draw(known: Figures, folder: Path) -> list[str]:
    """Write what there are figures for into ``folder``, and tell the names."""
    mpl.rcParams.update(
        {"svg.hashsalt": "talks", "svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"}
    )
    drawn = []
    for name, plot in (("growth", growth), ("spread", spread), ("costs", costs)):
        if figure := plot(known):
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
            drawn.append(name)
    return drawn


def _plain(axes: Any) -> None:
    axes.spines[["top", "right"]].set_visible(False)


def _seconds(axis: Any) -> None:
    axis.set_major_formatter(FuncFormatter(lambda value, _place: duration(value)))


def growth(known: Figures) -> Figure | None:
    """The median question by the number of statements, and the middle half of the questions."""
    if len(known["sizes"]) < 2:
        return None
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    for name, colour in COLOURS.items():
        found = [
            (int(size), each["times"][name]) for size, each in known["sizes"].items() if name in each["times"]
        ]
        if found:
            sizes = [size for size, _ in found]
            middle, low, high = ([times[which] for _, times in found] for which in ("p50", "p25", "p75"))
            width = 2 if name == OURS else 1.2
            axes.fill_between(sizes, low, high, color=colour, alpha=0.12, linewidth=0)
            axes.plot(sizes, middle, color=colour, marker="o", markersize=3, label=name, linewidth=width)
    axes.set(xscale="log", yscale="log", xlabel="statements", ylabel="a question: median and middle half")
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    _seconds(axes.yaxis)
    axes.legend(frameon=False)
    axes.grid(alpha=0.2)
    _plain(axes)
    return figure


def spread(known: Figures) -> Figure | None:
    """How long questions take at the largest size: from p5 to p99."""
    size, figures = list(known["sizes"].items())[-1]
    names = [name for name in COLOURS if name in figures["times"]][::-1]
    figure = Figure(figsize=(7, 0.4 * len(names) + 0.8), layout="constrained")
    axes = figure.add_subplot()
    for place, name in enumerate(names):
        times, colour = figures["times"][name], COLOURS[name]
        axes.plot([times["p5"], times["p95"]], [place] * 2, color=colour, linewidth=1.2)
        half = [times["p25"], times["p75"]]
        axes.plot(half, [place] * 2, color=colour, linewidth=8, alpha=0.5, solid_capstyle="butt")
        axes.plot(times["p50"], place, "|", color=colour, markersize=16, markeredgewidth=2)
        axes.plot(times["p99"], place, ".", color=colour)
    axes.set(xscale="log", yticks=range(len(names)), yticklabels=names)
    axes.set_xlabel(f"a question to {int(size):,} statements: p5 to p95, middle half, median; dot: p99")
    _seconds(axes.xaxis)
    axes.grid(alpha=0.2, axis="x")
    _plain(axes)
    return figure


def costs(known: Figures) -> Figure | None:
    """Memory, disk and building at the largest size at which they were measured."""
    found = [(size, each["costs"]) for size, each in known["sizes"].items()]
    found = [(size, each) for size, each in found if any("absolute" in cost for cost in each.values())]
    if not found:
        return None
    size, each = found[-1]
    names = [name for name in COLOURS if name in each][::-1]
    figure = Figure(figsize=(7, 0.3 * len(names) + 0.9), layout="constrained")
    panels = figure.subplots(1, 3, sharey=True)
    shown = (("resident", "memory held, MB", MEGA), ("disk", "on disk, MB", MEGA), ("build", "build, s", 1))
    for axes, (key, label, unit) in zip(panels, shown, strict=True):
        values = [(each[name].get(key) or 0) / unit for name in names]
        bars = axes.barh(names, values, color=[COLOURS[name] for name in names], alpha=0.75)
        axes.bar_label(bars, [f"{value:,.0f}" if value else "–" for value in values], padding=2, fontsize=8)
        axes.set(xlabel=label, xlim=(0, max(values) * 1.3 or 1), xticks=[])
        _plain(axes)
    figure.suptitle(f"{int(size):,} statements", fontsize=9)
    return figure
