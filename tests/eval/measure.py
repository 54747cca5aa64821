"""How often is the right statement first, and how often is a question answered that shouldn't be?"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from index import folder
from index.answers import Answerer
from index.errors import QuestionError
from index.library import snapshot


def measure(questions: Path, articles: Path) -> dict[str, list[tuple[bool, ...]]]:
    """Outcomes by group: sentence right, statement right, answered; without an answer only the last."""
    found = {article.name: article for article in folder.load(articles, print)}
    answerers = {name: Answerer(snapshot([article])) for name, article in found.items()}
    outcomes: dict[str, list[tuple[bool, ...]]] = defaultdict(list)
    for line in questions.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        try:
            answer = answerers[asked["article"]].answer(asked["question"], 1)
        except QuestionError:
            outcomes[asked["kind"]].append((False,))
            continue
        if not asked["answerable"]:
            outcomes[asked["kind"]].append((answer.answered,))
            continue
        body = found[asked["article"]].body
        spans = [part.span.of(body) for q in answer.quotes for part in (q.sentence, q.statement)] or ["", ""]
        right = (any(words in span for words in asked["answer"]) for span in spans)
        other = "" if asked["lang"] == found[asked["article"]].language else " x"
        outcomes[asked["lang"] + other].append((*right, answer.answered))
    return outcomes


if __name__ == "__main__":
    folder_ = Path(sys.argv[1])
    for group, rows in sorted(measure(folder_ / "questions.jsonl", folder_ / "articles").items()):
        shares = [f"{sum(column) / len(rows):6.1%}" for column in zip(*rows, strict=True)]
        names = ("sentence", "statement", "answered")[-len(shares) :]
        print(f"{group:16} {len(rows):4}  ", "  ".join(map(" ".join, zip(names, shares, strict=True))))
