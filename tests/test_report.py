"""Do a table, its JSON and its misses tell what became of the questions?"""

from bot import report
from bot.render import plain
from index.evaluation import Case, Outcome

RIGHT = Outcome(Case("a?", True, ("A",), None, "en", "who"), True, 0.9, True, True, True, "A.")
LOST = Outcome(Case("b?", True, ("B",), None, "ru", "who"), False, 0.4, True, True, True, "B.")
WRONG = Outcome(Case("c?", True, ("C",), None, "en", "what"), True, 0.6, False, False, True, "A.")
HALF = Outcome(Case("d?", True, ("D",), None, "en", "what"), True, 0.7, False, True, True, "E.")
FALSE = Outcome(Case("f?", False, (), None, "en", "near"), True, 0.5, False, False, False, "A.")
HONEST = Outcome(Case("g?", False, (), None, "ru", "near"), False, 0.1, False, False, False, None)
PREMISE = Outcome(Case("h?", None, ("H",), None, "en", "premise"), False, 0.3, True, True, True, "H.")
ALL = [RIGHT, LOST, WRONG, HALF, FALSE, HONEST, PREMISE]


def test_the_table_has_the_shares_that_have_a_meaning():
    printed = plain(report.table(ALL))
    assert printed.startswith(
        "all\n"
        "  sentence@1     50.0%  15%–85%   of 4\n"
        "  statement@1    75.0%  30%–95%   of 4\n"
        "  statement@3   100.0%  51%–100%  of 4\n"
        "  lost           25.0%  5%–70%    of 4\n"
        "  false answers  50.0%  9%–91%    of 2\n"
        "  corrected     100.0%  21%–100%  of 1\n"
        "  AUROC          0.875\n"
        "language en\n"
    )
    assert "kind near\n  false answers  50.0%  9%–91%    of 2\n  AUROC          0.875\n" in printed
    assert "kind who\n  sentence@1    100.0%  34%–100%  of 2\n" in printed


def test_the_json_has_the_same_figures():
    found = report.data(ALL)
    assert list(found) == ["all", "language en", "language ru"] + [
        f"kind {kind}" for kind in ("near", "premise", "what", "who")
    ]
    assert found["all"]["lost"] == {"share": 0.25, "of": 4, "interval": [0.0456, 0.6994]}
    assert found["all"]["auroc"] == 0.875
    assert "auroc" not in found["kind premise"]


def test_the_misses_tell_what_went_wrong_and_what_is_right():
    printed = plain(report.misses(ALL)).splitlines()
    assert printed == [
        "lost: b?",
        "  shown (0.40): B.",
        "  right: B",
        "wrong statement: c?",
        "  shown (0.60): A.",
        "  right: C",
        "wrong sentence: d?",
        "  shown (0.70): E.",
        "  right: D",
        "false answer: f?",
        "  shown (0.50): A.",
    ]
