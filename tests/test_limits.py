"""Is somebody who asks too fast told so, once?"""

from bot.limits import Limits

ANN, BOB, CROWD = 1, 2, -3


def test_a_person_may_ask_so_often_and_is_then_told_once():
    limits = Limits(2)
    assert [limits.check(ANN) for _ in range(5)] == ["answer", "answer", "say so", "be silent", "be silent"]
    assert limits.check(BOB) == "answer"


def test_a_group_has_a_limit_too_and_all_in_it_are_told_together():
    limits = Limits(3)
    asked = [limits.check(asker, CROWD) for asker in (ANN, BOB, ANN, BOB, ANN, BOB)]
    assert asked == ["answer", "answer", "answer", "say so", "be silent", "be silent"]
    assert limits.check(7) == "answer"


def test_one_who_asks_too_fast_takes_nothing_from_the_group():
    limits = Limits(2)
    assert [limits.check(ANN, CROWD) for _ in range(2)] == ["answer", "answer"]
    other = Limits(2)
    assert [other.check(ANN) for _ in range(2)] == ["answer", "answer"]
    assert [other.check(ANN, CROWD) for _ in range(3)] == ["say so", "be silent", "be silent"]
    assert other.check(BOB, CROWD) == "answer"
