"""Does every error say what offended, where and why, in one sentence?"""

from pathlib import Path

import pytest

from index.errors import ArticleError, NoArticlesError, QuestionError, TalksError


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ArticleError(Path("a/x.txt"), "no words"), "a/x.txt: no words"),
        (ArticleError(Path("a/x.txt"), "no words", 3), "a/x.txt:3: no words"),
        (NoArticlesError(Path("a"), "is empty"), "a: is empty"),
        (QuestionError("ask in words"), "ask in words"),
    ],
)
def test_an_error_reads_as_a_sentence_and_is_caught_by_the_root(error, sentence):
    assert str(error) == sentence
    assert isinstance(error, TalksError)


def test_an_error_carries_what_offended():
    error = ArticleError(Path("x.txt"), "no words", 3)
    assert (error.path, error.problem, error.line) == (Path("x.txt"), "no words", 3)
    assert ArticleError(Path("x.txt"), "no words").line is None
    assert NoArticlesError(Path("a"), "is empty").folder == Path("a")
    assert QuestionError("ask in words").problem == "ask in words"
