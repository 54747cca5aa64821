"""How do the outcomes of many questions look? Pure: outcomes to a table, to JSON, to a list of misses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bot.render import Block, Run, line
from index.evaluation import Outcome, Share, auroc, share

Rows = list[tuple[str, Share]]


def groups(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Rows, float | None]]:
    """All, each language, each kind: its name, its shares, and how well confidence tells right from wrong.

    The last is the AUROC between answerable questions and those without an answer in the group, or,
    for a kind without an answer, between all answerable ones and it.
    """
    answerable = [one for one in outcomes if one.case.answerable]
    yield "all", _shares(outcomes), _auroc(answerable, _without_answer(outcomes))
    for language in _names(one.case.language for one in outcomes):
        members = [one for one in outcomes if one.case.language == language]
        told = [one for one in members if one.case.answerable]
        yield f"language {language}", _shares(members), _auroc(told, _without_answer(members))
    for kind in _names(one.case.kind for one in outcomes):
        members = [one for one in outcomes if one.case.kind == kind]
        yield f"kind {kind}", _shares(members), _auroc(answerable, _without_answer(members))


def _names(values: Iterable[str | None]) -> list[str]:
    return sorted({value for value in values if value})


def _without_answer(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.case.answerable is False]


def _auroc(right: Iterable[Outcome], wrong: Iterable[Outcome]) -> float | None:
    return auroc([one.confidence for one in right], [one.confidence for one in wrong])


def _shares(outcomes: Sequence[Outcome]) -> Rows:
    """The shares that have a meaning for these outcomes."""
    answerable = [one for one in outcomes if one.case.answerable]
    without, premise = _without_answer(outcomes), [one for one in outcomes if one.case.answerable is None]
    measures: list[tuple[str, list[Outcome], Callable[[Outcome], bool]]] = [
        ("sentence@1", answerable, lambda one: one.sentence),
        ("statement@1", answerable, lambda one: one.statement),
        ("statement@3", answerable, lambda one: one.statement_in_3),
        ("lost", answerable, lambda one: not one.answered),
        ("false answers", without, lambda one: one.answered),
        ("corrected", premise, lambda one: one.statement),
    ]
    return [(name, share(map(holds, members))) for name, members, holds in measures if members]


def table(outcomes: Sequence[Outcome]) -> Iterator[Block]:
    """The groups, a line for each share, with its 95 % interval."""
    for name, rows, area in groups(outcomes):
        yield line(name, "verdict")
        for measure, found in rows:
            low, high = found.interval
            figures = f"{found.value:6.1%}  {low:.0%}–{high:.0%}".ljust(18)
            yield Block((Run(f"{measure:14}"), Run(figures), Run(f"of {found.of}", "note")), indent=2)
        if area is not None:
            yield Block((Run(f"{'AUROC':14}"), Run(f"{area:6.3f}")), indent=2)


def data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The same for programs: shares are 0…1, intervals pairs."""
    return {
        name: {
            measure: {"share": round(s.value, 4), "of": s.of, "interval": [round(b, 4) for b in s.interval]}
            for measure, s in rows
        }
        | ({"auroc": round(area, 4)} if area is not None else {})
        for name, rows, area in groups(outcomes)
    }


def misses(outcomes: Iterable[Outcome]) -> Iterator[Block]:
    """Each question that went wrong: how, what was shown, what would have been right."""
    for one in outcomes:
        if problem := _problem(one):
            shown = one.shown or "nothing"
            yield Block((Run(f"{problem}: ", "verdict"), Run(one.case.question)))
            yield Block((Run(f"shown ({one.confidence:.2f}): {shown}", "note"),), indent=2)
            if one.case.answer:
                yield Block((Run(f"right: {' | '.join(one.case.answer)}", "note"),), indent=2)


def _problem(one: Outcome) -> str | None:
    if one.case.answerable is False:
        return "false answer" if one.answered else None
    if not one.statement:
        return "wrong statement"
    if not one.sentence:
        return "wrong sentence"
    return "lost" if one.case.answerable and not one.answered else None
