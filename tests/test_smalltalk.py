"""Is a greeting told from a question?"""

import pytest

from bot.smalltalk import heard


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("hello", "greeting"),
        ("Hello, there!", "greeting"),
        ("ПРИВЕТ)", "greeting"),
        ("Сәлем! 👋", "greeting"),
        ("Thanks.", "thanks"),
        ("спасибо", "thanks"),
        ("рахмет", "thanks"),
        ("thanks to whom?", None),
        ("hello gas", None),
        ("", None),
        ("👋", None),
    ],
)
def test_only_a_whole_message_is_small_talk(text, what):
    assert heard(text) == what
