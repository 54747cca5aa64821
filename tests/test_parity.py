"""Do private chats, groups, inline and the terminal give the same statement to the same question?"""

import json
from pathlib import Path

import bots
import pytest
from bots import Bot, quotes

from bot import contract
from index import folder, library
from index.answers import Answerer
from index.errors import QuestionError

TALKS = Path(__file__).parent / "eval" / "talks"
SEED = [
    *bots.seed().articles[0].questions,
    bots.OFF_TOPIC,
    "What did Putin say about the Russian language?",
    "Where will new Russian-language schools be opened?",
    "Is there a joint program to train technical specialists?",
    "What is discussed in the chemical industry?",
    "Who won the football match?",
    "How many Russians study in Kazakhstan?",
    "Что сказал Путин о газе?",
    "Қазақстанда қанша мектеп ашылады?",
]


@pytest.fixture(scope="module")
def talks():
    return library.snapshot(folder.load(TALKS / "articles", print))


def questions():
    """200 of the questions about the talks, evenly from all of them."""
    lines = (TALKS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[:: len(lines) // 200]][:200]


def in_terminal(answerer, question):
    """The JSON that the command line prints."""
    try:
        return contract.answer(answerer.answer(question), 0.0, explain=False)
    except QuestionError:
        return contract.unasked(question)


def differing(path, snapshot, asked):
    """The questions to which the faces do not all say the same, and how many have an answer.

    The nearest that doesn't answer is shown, and said not to, where somebody has asked; inline lists answers.
    """
    answerer, different, answered = Answerer(snapshot), [], 0
    with Bot(path, snapshot) as bot:
        ann = bot.telegram.person("Ann")
        group = bot.telegram.supergroup("Friends", ann)
        for question in asked:
            answer = in_terminal(answerer, question)
            shown = answer["hits"][0]["statement"] if answer["outcome"] != "nothing" else ""
            expected = [shown, shown, shown if answer["answered"] else ""]
            said = [
                bot.say(ann, ann, question),
                bot.say(group, ann, f"/ask {question}"),
                [result["message"] for result in bot.inline(ann, question)["results"][:1]],
            ]
            first = ["".join(quote for message in one for quote in quotes(message)) for one in said]
            answered += answer["answered"]
            # Where the statement begins with a dateline, the byline of a message tells that.
            same = all(
                statement.endswith(quote) and bool(quote) == bool(statement)
                for statement, quote in zip(expected, first, strict=True)
            )
            told = all(
                message["text"].startswith("Not in the talks. ") for one in said[:2] for message in one
            )
            if not same or len({*first} - {""}) > 1 or (answer["outcome"] == "nearest" and not told):
                different.append((question, shown, first))
    return different, answered


def test_the_questions_about_the_talks_have_one_answer_everywhere(tmp_path, talks):
    asked = questions()
    assert len(asked) == 200
    different, answered = differing(tmp_path, talks, asked)
    assert different == []
    assert 50 < answered < 200


def test_the_questions_about_the_seed_have_one_answer_everywhere(tmp_path):
    different, answered = differing(tmp_path, bots.seed(), SEED)
    assert different == []
    assert 5 <= answered < len(SEED)
