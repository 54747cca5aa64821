"""Is somebody who asks too fast told so, once?"""

import pytest

from bot.limits import Limits

ANN, BOB, CROWD = 1, 2, -3


class Clock:
    """Seconds, as the test wants them."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


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


def test_the_window_moves_question_by_question_and_the_word_may_come_again(clock):
    limits = Limits(2, clock)
    verdicts = []
    for clock.now in (0, 30, 59, 59.5, 60, 61, 89, 90, 119.5):
        verdicts.append(limits.check(ANN))
    assert verdicts == [
        "answer",
        "answer",
        "say so",
        "be silent",
        "answer",  # the first is a minute old
        "be silent",
        "be silent",
        "answer",  # and so is the second
        "say so",  # a minute after it was said
    ]


def test_who_is_silent_for_a_minute_is_forgotten(clock):
    limits = Limits(2, clock)
    for asker in range(1000):
        limits.check(asker)
    clock.now = 61
    limits.check(ANN)
    assert len(limits._questions._hits) == 1  # noqa: SLF001 - it must not grow for ever
