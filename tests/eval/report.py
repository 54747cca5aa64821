"""How well are questions answered about articles that nothing was learned from? Writes ``REPORT.md``.

For each quarter of the articles the weights are learned from the other three (see `learn`), so that every
figure is about articles that were left out. The questions about the seed article are never learned from:
they are asked with the weights that come with Talks. What each part of the evidence buys is measured by
learning again without it.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parent)

from learn import (  # noqa: E402 - see above
    FOLDS,
    HERE,
    SETS,
    WEIGHTS,
    Row,
    best,
    learned,
    models,
    needed,
    parts,
    rows,
)

from index import confidence, lacks  # noqa: E402
from index.confidence import Model  # noqa: E402
from index.evaluation import auroc, share  # noqa: E402

SEEDS = HERE.parent.parent / "seeds"
RANKING = {
    "words in part (letters)": ("letters", "statement letters"),
    "whole words": ("words", "statement words"),
    "BM25": ("bm25",),
    "what is asked for (number, date, person …)": ("number", "money", "date", "person", "place", "reason"),
    "context (beside, article)": ("around", "article"),
    "names and numbers": ("nowhere", "names", "unmet names", "numbers"),
    "a lead counts less": ("lead",),
    "meaning of the sentence": ("meaning",),
    "meaning of the statement": ("statement meaning",),
}
DECLINING = {
    "everyday things": ("everyday", "beyond everyday"),
    "names and numbers": ("nowhere", "names", "unmet names", "numbers"),
    "what is asked for": ("number", "money", "date", "person", "place", "reason"),
    "roles turned round": ("turned",),
    "another speaker": ("another speaker",),
    "another time": ("another time",),
}

PARTLY = ("answer", "near", "off", "chitchat")  # kinds of questions that tell what each part buys


class Asked:
    """What became of a question."""

    def __init__(self, row: Row, model: Model) -> None:
        scores = row.weighed.rows @ model.rank
        first = int(np.argmax(scores))
        owner = int(row.weighed.owners[first])
        self.set, self.kind, self.case, self.foreign = row.set, row.kind, row.case, row.foreign
        self.sentence = bool(row.right[first])
        self.statement = bool(row.right[row.weighed.owners == owner].any())
        figures = best(row, model.rank)
        self.confidence, _ = model.chances(figures)
        self.answered = self.confidence >= 0.5
        self._row, self._first, self._owner = row, first, owner
        self._figures, self._sure = figures, model.sure

    @cached_property
    def lacks(self) -> tuple[str, ...]:
        """As the answerer tells them."""
        weigher, weighed = self._row.weigher, self._row.weighed
        number = weighed.numbers[self._owner]
        met = weigher.met(weighed, self._first)
        words = lacks.doubtful(weighed.question, weighed.tokens, met) if self.confidence < self._sure else []
        nearer = {word: by[self._owner] for word, by in weigher.nearer(weighed, words).items()}
        entry = weigher.snapshot.entries[number]
        return lacks.of(weighed.question, weighed.tokens, met, *entry, self._figures, nearer)


def asked(
    taken: Sequence[Row], learn: Callable[[Sequence[Row]], Model], kinds: Sequence[str] = ()
) -> list[Asked]:
    """Each question, or each of these ``kinds``, with weights that were learned from other articles."""
    some = [row for row in taken if not kinds or row.kind in kinds]
    left_out = models(taken, learn, some)
    return [Asked(row, left_out[parts(row)]) for row in some]


def version() -> str:
    """Which weights there are: the beginning of the SHA-256 of ``index/evidence.toml``."""
    return sha256(WEIGHTS.read_bytes()).hexdigest()[:12]


def figure(outcomes: Iterable[bool]) -> str:
    """A share in per cent, with its 95 % interval."""
    found = share(outcomes)
    low, high = found.interval
    return f"{found.value:.1%} ({low:.0%}–{high:.0%}, {found.of})" if found.of else "–"


def area(right: Iterable[Asked], wrong: Iterable[Asked]) -> str:
    """The AUROC of confidence."""
    found = auroc([one.confidence for one in right], [one.confidence for one in wrong])
    return f"{found:.3f}" if found is not None else "–"


def of(found: Iterable[Asked], name: str, *kinds: str) -> list[Asked]:
    """The questions of a set that are of these kinds."""
    return [one for one in found if one.set == name and one.kind in kinds]


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown."""
    listed = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines)]
    return [*listed, ""]


def ranking(found: Sequence[Asked]) -> list[list[str]]:
    """The right sentence and the right statement first, for each set."""
    lines = []
    for name in SETS:
        groups: dict[str, list[Asked]] = {}
        for one in of(found, name, "answer"):
            groups.setdefault(f"{name}, {(one.case.language or '').upper()} questions", []).append(one)
            if name == "talks" and not one.foreign:
                groups.setdefault("talks, in the article's language", []).append(one)
        for group in sorted(groups):
            members = groups[group]
            lines.append(
                [group, figure(one.sentence for one in members), figure(one.statement for one in members)]
            )
        if together := of(found, name, "together"):
            of_all = [f"{name}, all its articles in one folder"]
            lines.append(
                [*of_all, figure(o.sentence for o in together), figure(o.statement for o in together)]
            )
        if premise := of(found, name, "premise"):
            lines.append(
                [f"{name}, false premises: what corrects them", "–", figure(one.statement for one in premise)]
            )
    return lines


def declining(found: Sequence[Asked]) -> list[list[str]]:
    """How confidence tells answerable questions from others."""
    lines = []
    for name in ("talks", "squad2"):
        told = of(found, name, "answer")
        lines.append([f"{name}: answerable, declined", figure(not one.answered for one in told), "–"])
        for what, kinds in (
            ("near misses", ("near",)),
            ("off-topic and chit-chat", ("off", "chitchat")),
            ("asked of another article", ("elsewhere",)),
            ("asked of another article, with its names put in", ("moved",)),
        ):
            if wrong := of(found, name, *kinds):
                lines.append(
                    [f"{name}: {what}, answered", figure(one.answered for one in wrong), area(told, wrong)]
                )
    told, near = of(found, "talks", "answer"), of(found, "talks", "near")
    for kind in sorted({one.case.kind or "" for one in near}):
        members = [one for one in near if one.case.kind == kind]
        lines.append(
            [f"talks: {kind}, answered", figure(one.answered for one in members), area(told, members)]
        )
    return [*lines, *([f"talks: {what}", share, "–"] for what, share in noted(told, near))]


def noted(told: Sequence[Asked], near: Sequence[Asked]) -> list[list[str]]:
    """How the notes on what a statement lacks tell near misses from answers."""
    return [
        ["near misses answered silently", figure(one.answered and not one.lacks for one in near)],
        ["… of those that are answered", figure(not one.lacks for one in near if one.answered)],
        ["answerable, answered, yet something lacks", figure(bool(o.lacks) for o in told if o.answered)],
    ]


def seed(taken: Sequence[Row], model: Model) -> list[list[str]]:
    """The questions about the seed article, with the weights that come with Talks."""
    found = [Asked(row, model) for row in taken]
    lines = []
    for language in ("en", "ru", "kk"):
        members = [one for one in found if one.kind == "answer" and one.case.language == language]
        lines.append([f"right statement first, {language.upper()}", figure(one.statement for one in members)])
    told = [one for one in found if one.kind == "answer"]
    near = [one for one in found if (one.case.kind or "").startswith("near")]
    off = [one for one in found if one.case.kind in {"off_topic", "chit_chat"}]
    return [
        *lines,
        ["answerable, declined", figure(not one.answered for one in told)],
        ["near misses, answered", figure(one.answered for one in near)],
        ["off-topic and chit-chat, answered", figure(one.answered for one in off)],
        ["near misses, AUROC", area(told, near)],
        *noted(told, near),
    ]


def without(taken: Sequence[Row], every: Sequence[Asked]) -> tuple[list[list[str]], list[list[str]]]:
    """What ranking and declining are without each part of the evidence."""

    def ranked(found: Sequence[Asked]) -> list[str]:
        sizes = [("talks", "statement"), ("squad2", "sentence"), ("xquad-ru-en", "sentence")]
        return [
            f"{share(getattr(one, what) for one in of(found, n, 'answer')).value:.1%}" for n, what in sizes
        ]

    def declined(found: Sequence[Asked]) -> list[str]:
        told = of(found, "talks", "answer")
        return [area(told, of(found, "talks", "near")), area(told, of(found, "talks", "off", "chitchat"))]

    rank, decline = [["everything", *ranked(every)]], [["everything", *declined(every)]]
    for part, names in RANKING.items():
        found = asked(taken, lambda some, names=names: learned(some, meaning=True, without=names), PARTLY)
        rank.append([f"without {part}", *ranked(found)])
    for part, names in DECLINING.items():
        found = asked(taken, lambda some, names=names: learned(some, meaning=True, unweighed=names), PARTLY)
        decline.append([f"without {part}", *declined(found)])
    return rank, decline


def main() -> None:
    """Write the report; the public sets are looked for in the folder that is named."""
    encoder, kept, chosen = needed()
    sys.stderr.write(f"asking the questions of {', '.join(chosen)} …\n")
    taken = rows(chosen, kept, encoder)
    sys.stderr.write("learning, and asking about what was left out …\n")
    found = asked(taken, lambda some: learned(some, meaning=True))
    own = rows({"seed": HERE / "seed"}, kept, encoder, SEEDS)
    by_letters = [row for row in rows(chosen, None, None) if not row.foreign]
    letters = asked(by_letters, lambda some: learned(some, meaning=False))
    head = ["", "right sentence first", "right statement first"]
    lines = [
        "# How well questions are answered",
        "",
        "Written by `make eval`. The seed article is asked about with the weights that come with Talks:",
        f"`index/evidence.toml`, SHA-256 `{version()}…`. For the rest they are learned from",
        f"{FOLDS - 1} of {FOLDS} parts of the articles, and the part that was left out is asked about; the",
        "same article of several sets is in the same part. What is asked of another article leaves the parts",
        "of both out. In *all its articles in one folder* every statement of the set competes, also those of",
        "articles that were learned from; only the article that has the answer was left out. In brackets",
        "Wilson's 95 % interval and the number of questions. The patterns of `index/doubts.py`,",
        "`index/periods.py` and `index/slots.py` were written with an eye on `talks`, so its figures are a",
        "little too good.",
        "",
        "## With the encoder",
        "",
        *table(head, ranking(found)),
        *table(["", "share", "AUROC"], declining(found)),
        "## By letters alone, questions in the article's language",
        "",
        *table(head, ranking(letters)),
        *table(["", "share", "AUROC"], declining(letters)),
        "## The seed article: questions that nothing was learned from",
        "",
        *table(["", "share"], seed(own, confidence.model(meaning=True))),
    ]
    (HERE / "REPORT.md").write_text("\n".join(lines), encoding="utf-8")
    sys.stderr.write(
        "learning without each part, a quarter of an hour; the rest of the report is written …\n"
    )
    some = [row for row in taken if row.set in {"talks", "squad2", "xquad-ru-en"}]
    rank, decline = without(some, asked(some, lambda rest: learned(rest, meaning=True), PARTLY))
    lines += [
        "## What each part buys",
        "",
        *table(["ranking", "talks, statement", "squad2, sentence", "xquad-ru-en, sentence"], rank),
        *table(["declining, AUROC", "talks, near misses", "talks, off-topic"], decline),
    ]
    (HERE / "REPORT.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
