"""Is a set of questions judged as a careful reader would, and are the figures what their authors define?"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import evaluation
from index.articles import parse
from index.evaluation import Case, QuestionsError, Share, UnknownArticleError, auroc, share
from index.library import snapshot

GAS = parse("On gas\n\n- Gas is cheap. It flows north.\n- Gas pipes are long.\n- Gas was found.\n", "gas")
OIL = parse("On oil\n\n- Oil is dear.\n", "oil")
EVERYTHING = snapshot([GAS, OIL])


def judged(case: Case) -> dict[str, object]:
    [one] = evaluation.outcomes(EVERYTHING, [case])
    return {
        "answered": one.answered,
        "sentence": one.sentence,
        "statement": one.statement,
        "shown": one.shown,
    }


def test_a_right_sentence_is_right_and_so_is_its_statement():
    assert judged(Case("Does it flow north?", True, ("flows north",), "gas")) == {
        "answered": True,
        "sentence": True,
        "statement": True,
        "shown": "It flows north.",
    }


def test_another_sentence_of_the_right_statement_is_only_the_right_statement():
    found = judged(Case("Does it flow north?", True, ("Gas is cheap",), "gas"))
    assert (found["sentence"], found["statement"]) == (False, True)


def test_a_question_of_one_article_is_not_answered_from_another():
    assert judged(Case("Is oil dear?", False, (), "gas"))["answered"] is False
    assert judged(Case("Is oil dear?", True, ("Oil is dear",)))["sentence"] is True


def test_what_can_not_be_asked_claims_nothing():
    assert judged(Case("🙂", False)) == {
        "answered": False,
        "sentence": False,
        "statement": False,
        "shown": None,
    }
    assert judged(Case("zzz", True, ("x",)))["statement"] is False


def test_answers_that_no_statement_has_are_found():
    cases = [
        Case("Oil?", True, ("Oil is dear", "oil is dear"), "oil"),
        Case("Gas?", True, ("Oil is dear",), "gas"),
        Case("Gas?", True, ("Oil is dear",)),
    ]
    found = [(case.article, words) for case, words in evaluation.absent(EVERYTHING, cases)]
    assert found == [("oil", "oil is dear"), ("gas", "Oil is dear")]


def test_a_file_without_questions_or_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "questions.jsonl"
    for content, problem in ((b"\n", "no questions in it; write one a line"), (b"\xff", "not UTF-8")):
        path.write_bytes(content)
        with pytest.raises(QuestionsError, match=f"questions.jsonl: {problem}"):
            evaluation.read(path)


def test_an_article_that_is_not_there_is_named():
    with pytest.raises(
        UnknownArticleError, match=r"no article named 'coal' is in the .* there are: oil, gas"
    ):
        list(evaluation.outcomes(EVERYTHING, [Case("coal?", True, ("coal",), "coal")]))


def test_among_three_statements_the_right_one_is_found():
    [one] = evaluation.outcomes(EVERYTHING, [Case("gas", True, ("Gas pipes",), "gas")])
    assert (one.statement, one.statement_in_3) == (False, True)


def test_a_file_of_questions_is_read_line_by_line(tmp_path):
    path = tmp_path / "questions.jsonl"
    lines = [
        {"question": "a?", "answer": ["b"], "lang": "en", "article": "x", "kind": "what", "batch": 1},
        {"question": "c?", "answerable": False},
        {"question": "d?", "answerable": None, "answer": ["e"]},
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    assert evaluation.read(path) == [
        Case("a?", True, ("b",), "x", "en", "what"),
        Case("c?", False),
        Case("d?", None, ("e",)),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "{",
            "questions.jsonl:2: not JSON: Expecting property name enclosed in double quotes, at",
        ),
        ('{"question": " ", "answer": ["b"]}', 'questions.jsonl:2: "question" is empty'),
        ('{"question": "a?", "answer": ["b"], "lang": "de"}', "\"lang\" is one of en, ru, kk, not 'de'"),
        ('{"question": "a?", "answer": ["b"], "article": 3}', '"article" and "kind" are names in quotes'),
        ("[]", 'questions.jsonl:2: not an object with a "question"'),
        ('{"question": 3}', 'questions.jsonl:2: not an object with a "question"'),
        ('{"question": "a?"}', 'questions.jsonl:2: an answerable question needs an "answer"'),
        ('{"question": "a?", "answer": "b"}', 'questions.jsonl:2: "answer" is a list of strings'),
        ('{"question": "a?", "answerable": "no"}', 'questions.jsonl:2: "answerable" is true, false, or null'),
    ],
)
def test_a_broken_line_is_named(tmp_path, line, problem):
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "c?", "answerable": false}\n' + line, encoding="utf-8")
    with pytest.raises(QuestionsError) as raised:
        evaluation.read(path)
    assert problem in str(raised.value)


def test_a_share_has_wilsons_interval():
    """The bounds of 8 of 10 are those of Brown, Cai and DasGupta's worked formula: .49 and .94."""
    found = share([True] * 8 + [False] * 2)
    assert found == Share(8, 10)
    assert found.value == 0.8
    assert found.interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(0, 0).value == 0.0
    assert Share(0, 0).interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("right", "wrong", "area"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.3], [0.5], 0.5),
        ([0.5, 0.9], [0.5, 0.1], 0.875),
        ([], [0.5], None),
        ([0.5], [], None),
    ],
)
def test_the_area_counts_pairs_in_the_right_order(right, wrong, area):
    assert auroc(right, wrong) == area


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1), st.lists(st.integers(0, 5), min_size=1))
def test_the_area_is_the_share_of_pairs(right, wrong):
    pairs = [(a > b) + 0.5 * (a == b) for a in right for b in wrong]
    assert auroc(right, wrong) == pytest.approx(sum(pairs) / len(pairs))
