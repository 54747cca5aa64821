"""How long does an answer by letters take, in a process that runs? Of the questions about the seed article.

Words have been met before, as in a bot; questions haven't: each time other spaces stand behind them. Writes
``answer.json``, which the report of ``make bench`` takes up.
"""

import json
import statistics
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent.parent)  # not this folder, which has another bot

from bot.bootstrap import SEEDS  # noqa: E402 - see above
from index import evaluation, folder  # noqa: E402
from index.answers import Answerer  # noqa: E402
from index.library import snapshot  # noqa: E402

RUNS = 21
QUESTIONS = Path(__file__).parent.parent / "eval" / "seed" / "questions.jsonl"


def main() -> None:
    """Ask everything once, then measure."""
    answerer = Answerer(snapshot(folder.load(SEEDS, print, lambda *_: None)))
    questions = [case.question for case in evaluation.read(QUESTIONS)]
    taken: list[float] = []
    for run in range(RUNS + 1):
        for question in questions:
            asked = question + " " * run
            start = time.perf_counter()
            answerer.answer(asked)
            taken.append(time.perf_counter() - start)
    *_, p95 = statistics.quantiles(taken[len(questions) :], n=20)
    median = statistics.median(taken[len(questions) :])
    told = json.dumps({"median": median, "p95": p95})
    Path(__file__).with_suffix(".json").write_text(f"{told}\n", encoding="utf-8")
    print(f"{len(questions)} questions, {RUNS} times: median {median * 1000:.2f} ms, p95 {p95 * 1000:.2f} ms")


if __name__ == "__main__":
    main()
