"""What does cutting Kazakh endings gain? Measured on questions about a Kazakh article, beside the tests."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index import folder
from index.analysis import Token, analyzer, language_of
from index.answers import Answerer
from index.fields import Document, Fields
from index.library import snapshot
from index.model import Article
from index.searchers.bm25 import BM25Searcher

EVAL = Path(__file__).parent / "eval" / "kazakh"
QUESTIONS = [json.loads(line) for line in (EVAL / "questions.jsonl").read_text("utf-8").splitlines()]
ARTICLE = folder.read(EVAL / "articles" / "zhailau_kezdesu.txt")

WAYS: dict[str, Callable[[Token], str]] = {
    "endings cut": lambda token: token.term,
    "as written": lambda token: token.word.casefold(),
    "five letters": lambda token: token.word.casefold()[:5],
    "six letters": lambda token: token.word.casefold()[:6],
}


def first_right(article: Article, term: Callable[[Token], str]) -> int:
    """For how many questions the right statement comes first, a word standing for ``term`` of it."""

    def terms(text: str) -> tuple[str, ...]:
        tokens = analyzer("kk").tokens(text)
        return tuple(token.term if token.word[0].isdigit() else term(token) for token in tokens)

    said = [terms(statement.span.of(article.body)) for statement in article.statements]
    documents = [
        Document(
            terms=said[number],
            heading=terms(article.section(statement) or ""),
            neighbours=sum(said[max(number - 1, 0) : number] + said[number + 1 : number + 2], ()),
            lead=statement.kind == "lead",
        )
        for number, statement in enumerate(article.statements)
    ]
    searcher = BM25Searcher(Fields.of(documents))
    found = [
        (question, hit) for question in QUESTIONS for hit in searcher.search(terms(question["question"]), 1)
    ]
    said_first = [(q["answer"], article.statements[hit.statement].span.of(article.body)) for q, hit in found]
    return sum(any(words in statement for words in answer) for answer, statement in said_first)


@pytest.mark.parametrize(
    ("way", "right"), [("endings cut", 24), ("as written", 16), ("five letters", 23), ("six letters", 20)]
)
def test_cutting_endings_finds_more_than_cutting_nothing_or_at_a_length(way, right):
    """Of 24; the figures stand in the docstring of the filter too."""
    assert len(QUESTIONS) == 24
    assert first_right(ARTICLE, WAYS[way]) == right


def test_every_question_is_taken_for_kazakh_and_answered_with_the_right_sentence():
    answerer = Answerer(snapshot([ARTICLE]))
    for question in QUESTIONS:
        assert language_of(question["question"]) == "kk"
        answer = answerer.answer(question["question"])
        assert answer.answered, question
        sentence = answer.quotes[0].sentence.span.of(ARTICLE.body)
        assert any(words in sentence for words in question["answer"]), question


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("студент студенттер студенттерінің студенттің студенті студентті", "студент"),
        ("қала қаласы қалада қалалар қаладан қаласында", "қала"),
        ("келісім келісімге келісімнің келісімдер", "келіс"),
        ("теңге теңгені теңгеге теңгенің", "теңге"),
        ("кітап кітабы кітапты", "кітап"),
    ],
    ids=["student", "city", "agreement", "tenge", "book"],
)
def test_the_forms_of_a_word_share_a_term(words, term):
    assert set(analyzer("kk").terms(words)) == {term}


def test_four_letters_stay_of_any_word():
    for word in ["балалардың", "үйлерінде", "әкелер", "тарихымыздан"]:
        [term] = analyzer("kk").terms(word)
        assert len(term) >= 4
