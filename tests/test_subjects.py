"""Which words of a question name what all of an article is about?"""

import pytest

from index.analysis import analyzer, language_of
from index.articles import parse
from index.metadata import apply
from index.subjects import apart, rest, subjects

TEXT = """MOSCOW, November 12. /TASS/. Russia and Kazakhstan agreed on gas, Vladimir Putin said.

On gas:
- Pipelines to Veldania will be built.
"""
ARTICLE = apply({"title": "Putin and Tokayev", "speaker": "Vladimir Putin"}, parse(TEXT, "talks"))


def left(question, article=ARTICLE):
    tokens = list(analyzer(language_of(question)).tokens(question))
    kept = apart(tokens, article)
    return " ".join(rest(question, tokens, kept).split()), [
        token.word for token, keep in zip(tokens, kept, strict=True) if keep
    ]


def test_subjects_are_the_names_of_title_lead_and_speakers_in_latin_letters():
    assert {"putin", "tokayev", "russia", "kazakhstan", "vladimir"} <= subjects(ARTICLE)
    assert not subjects(ARTICLE) & {"veldania", "gas", "agreed"}


@pytest.mark.parametrize(
    ("question", "rest", "words"),
    [
        ("How much wheat does Kazakhstan export?", "How much wheat does export?", ["wheat", "export"]),
        ("Сколько нефти добывает Казахстан?", "Сколько нефти добывает ?", ["нефти", "добывает"]),
        ("Қазақстанда қанша адам тұрады?", "қанша адам тұрады?", ["адам", "тұрады"]),
        ("When are pipelines built?", "When are pipelines built?", ["pipelines", "built"]),
        ("Do Kazakhs and Russians meet Tokaev?", "Do and meet ?", ["meet"]),
        ("Will Veldania buy gas?", "Will Veldania buy gas?", ["Veldania", "buy", "gas"]),
    ],
)
def test_a_question_is_left_without_them(question, rest, words):
    assert left(question) == (rest, words)


def test_a_question_that_is_about_them_alone_stays_as_it_is():
    assert left("Russia, Kazakhstan, Putin?") == (
        "Russia, Kazakhstan, Putin?",
        ["Russia", "Kazakhstan", "Putin"],
    )
    assert left("") == ("", [])
    assert left("👍 Putin") == ("👍 Putin", ["Putin"])


def test_another_country_that_is_like_a_subject_is_none():
    talks = apply({"title": "Austria and Georgia"}, parse("- They agreed.", "talks"))
    assert left("Does Australia like George?", talks)[1] == ["Australia", "like", "George"]
    assert left("Does Австрия like Грузия?", talks)[1] == ["like"]


def test_an_article_without_names_takes_nothing_away():
    plain = parse("- the gas flows", "plain")
    assert left("Does gas flow to Kazakhstan?", plain)[1] == ["gas", "flow", "Kazakhstan"]
