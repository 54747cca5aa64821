"""Does a question get the sentence that answers it, word for word, and else an honest no?"""

import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import folder
from index.answers import ANSWERED, MAX_QUESTION, Answerer
from index.articles import parse
from index.errors import ArticleError, QuestionError
from index.fields import Fields
from index.library import snapshot
from index.metadata import apply
from index.model import Answer, Hit

SEEDS = Path(__file__).parent.parent / "seeds"
TOPICS = (
    "Invite back to Russia",
    "The results of the negotiations",
    "Education cooperation",
    "On the status of the Russian language in Kazakhstan",
)


def seeds() -> Answerer:
    problems: list[ArticleError] = []
    taken = snapshot(folder.load(SEEDS, problems.append))
    assert problems == []
    return Answerer(taken)


ANSWERER = seeds()


def marked(answer: Answer) -> str:
    """The words that are marked as the answer."""
    return answer.quotes[0].sentence.span.of(answer.quotes[0].article.body)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Where does Putin invite Tokayev?", "informal summit of the CIS leaders"),
        ("When is the informal summit of the CIS leaders?", "for the end of December in St. Petersburg"),
        ("In which city will the CIS summit take place?", "St. Petersburg"),
        ("Who was invited to the informal summit?", "Putin invited Tokayev"),
        ("Were the talks constructive?", "constructive and productive"),
        ("How did Putin describe the talks between the leaders?", "constructive and productive"),
        ("What fully corresponds to the good-neighborly relations?", "truly friendly and good-neighborly"),
        ("What did Putin say about gas supplies?", "expanding gas supplies"),
        ("Which part of the country will get gas?", "to the north and east of the country"),
        ("Where are Kazakhstan's large industrial capacities concentrated?", "to the north and east"),
        ("What is being discussed about rare earth metals?", "mining rare earth metals"),
        ("Is there cooperation in the chemical industry?", "in the chemical industry"),
        ("What joint training program is possible?", "joint training program for technical personnel"),
        ("Who could be trained for the regions of both countries?", "technical personnel"),
        ("How many young people are involved in student exchanges?", "a great many young people"),
        ("Are there student exchanges with Russia?", "involved in student exchanges"),
        ("How many Kazakhstanis study in Russia?", "About 55,000 Kazakhstanis study in Russia"),
        ("how many kazakhs study in russia on a scholarship", "half of them on scholarship"),
        ("HOW MANY KAZAKHS STUDY IN RUSSIA?", "About 55,000 Kazakhstanis"),
        ("Do 55000 people study in Russia?", "About 55,000 Kazakhstanis study in Russia"),
        ("Do 55\u00a0000 people study in Russia?", "About 55,000 Kazakhstanis study in Russia"),
        ("Which universities have branches in Kazakhstan?", "Moscow State University and MGIMO University"),
        ("Does MGIMO have a Kazakh branch?", "MGIMO University"),
        (
            "How do the countries cooperate in sports?",
            "science, education, sports, social and youth elements",
        ),
        ("How many Russian-language schools will be opened?", "Three more Russian-language schools"),
        ("In which cities will new schools be opened?", "Kyzyl-Orda, Taras and Turkestan"),
        ("What will open in Turkestan?", "Three more Russian-language schools"),
        ("Is Russia improving the quality of education in Russian?", "improving the quality of education"),
        ("What is the official language in Kazakhstan?", "Russian is the official language in Kazakhstan"),
        ("Where is Russian used freely?", "everywhere and freely"),
        ("What does Putin thank the president of Kazakhstan for?", "I would like to thank the president"),
    ],
)
def test_the_marked_sentence_answers(question, words):
    answer = ANSWERER.answer(question)
    assert answer.answered
    assert answer.quotes[0].statement.kind == "statement"
    assert words in marked(answer)
    assert answer.topics == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who compiled the key statements?", "TASS has compiled the key statements of the Russian leader."),
        ("Has humanitarian cooperation always been intensive?", "has always been intensive"),
        (
            "What are Moscow and Astana discussing in the field of personnel?",
            "in the field of personnel training",
        ),
    ],
)
def test_the_lead_answers_what_only_the_lead_says(question, words):
    answer = ANSWERER.answer(question)
    assert answer.answered
    assert answer.quotes[0].statement.kind == "lead"
    assert words in marked(answer)


def test_the_dateline_is_no_part_of_the_sentence_that_answers():
    answer = ANSWERER.answer("What are Moscow and Astana discussing in the field of personnel?")
    assert marked(answer).startswith("Moscow and Astana are discussing")
    assert answer.quotes[0].statement.span.of(answer.quotes[0].article.body).startswith("date 2025-11-12")


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("How many Kazakhstanis study in Russia?", True),
        ("Does MGIMO have a Kazakh branch?", True),
        ("What fully corresponds to the good-neighborly relations?", True),
        ("Were the talks constructive?", False),
        ("Are there student exchanges with Russia?", False),
        ("What did Putin say about gas supplies?", False),
        ("Who compiled the key statements?", False),
    ],
)
def test_spoken_words_are_told_from_the_reporters(question, spoken):
    assert ANSWERER.answer(question).quotes[0].sentence.spoken is spoken


@pytest.mark.parametrize(
    ("question", "missing", "topics"),
    [
        ("What is the price of oil?", ("price", "oil"), TOPICS),
        ("What did Trump say about tariffs?", ("Trump", "tariffs"), TOPICS),
        ("Who won the football match?", ("football", "match"), TOPICS),
        ("what about a nuclear power plant", ("nuclear", "power", "plant"), TOPICS),
        ("When will the plant in Ulken be built?", ("plant", "Ulken", "built"), TOPICS),
        ("What did Putin say about the weather on Mars?", ("weather", "Mars"), TOPICS),
        ("How many Belarusians study in Germany?", ("Belarusians", "Germany"), TOPICS[2:3]),
        ("Will Baikonur be closed?", ("Baikonur",), None),
        ("Did Putin mention Ukraine?", ("Ukraine",), TOPICS),
        ("What is it about?", (), TOPICS),
        # In another language words may be there in other words.
        ("Что сказал Путин о погоде?", (), TOPICS),
        ("Ресейде қанша студент оқиды?", (), TOPICS),
    ],
)
def test_what_the_talks_do_not_tell_is_declined_with_the_words_found_nowhere(question, missing, topics):
    answer = ANSWERER.answer(question)
    assert not answer.answered
    assert answer.missing == missing
    assert topics in (None, tuple(topic.heading for topic in answer.topics))
    assert answer.languages == ("en",)


def test_a_declined_question_has_the_nearest_statements_claimed_by_none():
    answer = ANSWERER.answer("How many Belarusians study in Germany?")
    assert marked(answer) == "About 55,000 Kazakhstanis study in Russia, half of them on scholarship."
    assert answer.quotes[0].confidence < ANSWERED


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("", "the question is empty; ask in your own words"),
        (" \t\r\n\u00a0\u3000", "the question is empty; ask in your own words"),
        (" " * 100_000, "the question is empty; ask in your own words"),
        ("🤔", "the question has no words; ask in your own words"),
        ("👍🏽👨‍👩‍👧", "the question has no words; ask in your own words"),
        ("?!… —«»", "the question has no words; ask in your own words"),
        ("\ud83e\udd14 \ud800", "the question has no words; ask in your own words"),
        ("\0", "the question has no words; ask in your own words"),
        ("\u0301\u0300", "the question has no words; ask in your own words"),
        ("gas " * 25_000, "the question has 100,000 characters; 4,096 are the most"),
        ("g" * (MAX_QUESTION + 1), "the question has 4,097 characters; 4,096 are the most"),
    ],
    ids="empty blank long-blank emoji joined-emoji punctuation surrogates nul accents long too-long".split(),
)
def test_what_cannot_be_asked_is_refused_with_the_reason(question, problem):
    with pytest.raises(QuestionError) as raised:
        ANSWERER.answer(question)
    assert raised.value.problem == problem


def test_a_question_as_long_as_a_message_is_answered():
    question = "How many Kazakhstanis study in Russia?".ljust(MAX_QUESTION, "?")
    assert "About 55,000" in marked(ANSWERER.answer(question))


def test_lone_surrogates_and_control_characters_stand_in_the_way_of_no_answer():
    answer = ANSWERER.answer("\ud83d\ud83dHow many Kazakhstanis\0 study in\udce9 Russia?\x1b[31m")
    assert "About 55,000" in marked(answer)
    assert answer.question.text == "\ud83d\ud83dHow many Kazakhstanis\0 study in\udce9 Russia?\x1b[31m"


def test_hundreds_of_names_and_numbers_found_nowhere_only_lower_the_confidence():
    answer = ANSWERER.answer("Russia " + " ".join(map(str, range(10_001, 10_651))))
    assert not answer.answered
    assert answer.quotes[0].confidence < ANSWERER.answer("Russia").quotes[0].confidence


def test_the_question_comes_back_with_its_language():
    answer = ANSWERER.answer(" Что сказал Путин? ")
    assert (answer.question.text, answer.question.language) == (" Что сказал Путин? ", "ru")


@pytest.mark.parametrize(("limit", "quotes"), [(1, 1), (2, 2), (3, 3), (50, 12)])
def test_at_most_the_limit_is_quoted_best_first(limit, quotes):
    answer = ANSWERER.answer("What did Russia and Kazakhstan say about gas?", limit)
    assert len(answer.quotes) == quotes
    scores = [quote.score for quote in answer.quotes]
    assert scores == sorted(scores, reverse=True)
    assert (
        answer.quotes == ANSWERER.answer("What did Russia and Kazakhstan say about gas?", 50).quotes[:limit]
    )


def test_the_limit_changes_neither_the_verdict_nor_the_topics():
    for question in [
        "Did Putin mention gas?",
        "Did Putin and Tokayev mention Ukraine, personnel and summits?",
    ]:
        few, many = ANSWERER.answer(question, 1), ANSWERER.answer(question, 50)
        assert (few.answered, few.missing, few.topics) == (many.answered, many.missing, many.topics)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_a_programmers_mistake(limit):
    with pytest.raises(ValueError, match="below 1"):
        ANSWERER.answer("gas", limit)


def test_each_word_of_the_question_is_weighed_once_and_found_or_not():
    """A word met in every statement (the speaker's name) weighs least, one found nowhere 1."""
    answer = ANSWERER.answer("Do Putin's gas supplies, gas, GAS fuel negotiations of schools on Mars?")
    weights = {weight.word: weight for weight in answer.quotes[0].weights}
    assert {word: weight.met for word, weight in weights.items()} == {
        "Putin's": "context",
        "GAS": "statement",
        "supplies": "statement",
        "fuel": "nowhere",
        "negotiations": "context",
        "schools": "elsewhere",
        "Mars": "nowhere",
    }
    assert weights["Mars"].weight == weights["fuel"].weight == 1.0
    assert 0 < weights["Putin's"].weight < weights["GAS"].weight < 1


def test_a_name_or_a_number_found_nowhere_weighs_against_an_answer_more_than_a_word_does():
    plain = ANSWERER.answer("How many Kazakhs study in Russia on some planet?").quotes[0].confidence
    name = ANSWERER.answer("How many Kazakhs study in Russia on some Planet?").quotes[0].confidence
    number = ANSWERER.answer("How many Kazakhs study in Russia on some 77?").quotes[0].confidence
    assert plain > ANSWERED
    assert plain > max(name, number)


def test_a_false_number_meets_the_statement_with_the_right_one_which_lacks_it():
    answer = ANSWERER.answer("Do 56,000 Kazakhstanis study in Russia?")
    assert "55,000" in marked(answer)
    assert answer.quotes[0].lacks == answer.missing == ("56,000",)


def test_in_another_language_than_the_quotes_only_names_in_its_script_and_numbers_can_be_missing():
    visas = apply({"language": "ru"}, parse("- Визовый режим не обсуждался.\n", "visas"))
    answerer = Answerer(snapshot([parse("- Wind blows.\n", "wind"), visas]))
    assert answerer.answer("Визовый режим, Маск, 1941?").missing == ("Маск", "1941")
    assert ANSWERER.answer("Что сказал Трамп о Microsoft в 1941?").missing == ("Microsoft", "1941")


def test_greetings_and_thanks_change_no_answer():
    plain = ANSWERER.answer("Which schools will be opened in Kazakhstan?")
    for polite in (
        "Hello. Which schools will be opened in Kazakhstan? Thanks. Best wishes",
        "Сәлем! Which schools will be opened in Kazakhstan? Спасибо!",
    ):
        answer = ANSWERER.answer(polite)
        assert (answer.quotes, answer.missing, answer.question.text) == (plain.quotes, (), polite)


def test_no_word_that_stands_in_the_quote_is_told_to_be_lacking():
    quote = ANSWERER.answer("What did Lavrov say about cooperation between Russia and Kazakhstan?").quotes[0]
    assert quote.lacks == ("Lavrov",)
    polite = ANSWERER.answer("Could Lavrov please comment on gas supplies? Thanks.").quotes[0]
    assert not set(polite.lacks) & {"Could", "Thanks"}


def test_the_words_of_one_speaker_are_not_claimed_for_another():
    body = "\n\n".join(
        f"{name}\n\n- {topic} will grow, and {topic.lower()} will be cheap, {name.split()[1]} said."
        for name, topic in (("Ana Horvat", "Wheat exports"), ("Bela Kovács", "Gas supplies"))
    )
    talks = apply({"speaker": ["Ana Horvat", "Bela Kovács"]}, parse(f"Two met.\n\n{body}\n", "two"))
    answerer = Answerer(snapshot([talks]))
    right, wrong = (
        answerer.answer(f"What did {name} say about gas supplies?") for name in ("Kovács", "Horvat")
    )
    assert marked(right) == marked(wrong)
    assert right.answered
    assert right.quotes[0].lacks == ()
    assert wrong.quotes[0].lacks == ("Horvat",)
    assert wrong.quotes[0].confidence < right.quotes[0].confidence


# What holds for any question

NOT_CARRIED = ("elsewhere", "nowhere")
questions = st.one_of(
    st.text(st.characters(), min_size=1, max_size=60),
    st.lists(
        st.sampled_from(
            "gas Russia students Putin 55,000 Mars 77 Что қанша language TASS ? \ud800 \0".split(" ")
        ),
        min_size=1,
        max_size=12,
    ).map(" ".join),
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(questions, st.integers(1, 50))
@example("Kazakhstan", 50)
def test_a_quote_is_always_a_slice_of_its_article_and_a_confidence_a_probability(question, limit):
    if not any(map(str.isalnum, question)):
        with pytest.raises(QuestionError):
            ANSWERER.answer(question)
        return
    answer = ANSWERER.answer(question, limit)
    assert answer == ANSWERER.answer(question, limit)
    assert len(answer.quotes) <= limit
    assert answer.answered == (bool(answer.quotes) and answer.quotes[0].confidence >= ANSWERED)
    for quote in answer.quotes:
        said, sentence = quote.statement.span, quote.sentence.span
        assert quote.statement in quote.article.statements
        assert quote.sentence in quote.statement.sentences
        assert 0 <= said.start <= sentence.start < sentence.stop <= said.stop <= len(quote.article.body)
        assert 0 <= quote.confidence <= 1
        assert 0 <= quote.nearness <= 1
        assert set(quote.lacks) <= {weight.word for weight in quote.weights if weight.met in NOT_CARRIED}
        assert all(0 < weight.weight <= 1 for weight in quote.weights)


def test_the_same_answer_is_kept_for_a_question_of_ordinary_length_only():
    short, long = "Russia".ljust(300, "?"), "Russia".ljust(301, "?")
    assert ANSWERER.answer(short) is ANSWERER.answer(short)
    assert ANSWERER.answer(long) is not ANSWERER.answer(long)
    assert ANSWERER.answer(long) == ANSWERER.answer(long)


def test_threads_and_a_second_snapshot_give_the_same_answers():
    asked = [
        "How many Kazakhstanis study in Russia?",
        "Did Putin mention Ukraine?",
        "gas",
        "Что нового?",
    ] * 10
    expected = [ANSWERER.answer(question) for question in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ANSWERER.answer, asked)) == expected
    assert list(map(seeds().answer, asked)) == expected


# Other snapshots than that of the seeds


def test_each_article_is_answered_from_in_its_own_language():
    answerer = Answerer(
        snapshot(
            [
                parse("Talks were held.\n\nOn gas\n\n- Gas supplies grow.\n", "en"),
                parse("Прошли переговоры.\n\nО газе\n\n- Поставки газа растут.\n", "ru"),
            ]
        )
    )
    assert marked(answerer.answer("Do gas supplies grow?")) == "Gas supplies grow."
    assert marked(answerer.answer("Растут ли поставки газа?")) == "Поставки газа растут."
    assert answerer.answer("gas").languages == ("en", "ru")


def test_the_earlier_of_equally_fitting_sentences_is_marked():
    answerer = Answerer(snapshot([parse("- Gas is cheap. Gas is clean.\n", "x")]))
    assert marked(answerer.answer("gas?")) == "Gas is cheap."


def test_a_single_word_in_common_is_not_enough_for_an_answer():
    body = (
        "On gas:\n\n- The price of gas is low.\n- Pipelines are old.\n\nOn schools\n\n- Schools are built.\n"
    )
    answerer = Answerer(snapshot([parse(body, "x")]))
    answer = answerer.answer("Is football played in schools of Mars?")
    assert not answer.answered
    assert marked(answer) == "Schools are built."
    assert answer.missing == ("football", "played", "Mars")


def test_with_nothing_near_the_latest_article_that_has_headings_tells_its_topics():
    """Five at most."""
    old = apply({"date": datetime.date(2024, 1, 1)}, parse("On oil\n\n- Oil.\n", "old"))
    headings = "".join(f"On topic {number}\n\n- Oil {number}.\n\n" for number in range(1, 8))
    new = apply({"date": datetime.date(2025, 1, 1)}, parse(headings, "new"))
    newest = apply({"date": datetime.date(2026, 1, 1)}, parse("- Wind blows.\n", "newest"))
    undated = parse("On sun\n\n- The sun shines.\n", "undated")
    answer = Answerer(snapshot([undated, old, new, newest])).answer("Mars?")
    assert tuple(topic.heading for topic in answer.topics) == (
        "On topic 1",
        "On topic 2",
        "On topic 3",
        "On topic 4",
        "On topic 5",
    )


@pytest.mark.parametrize(
    "articles", [[], [parse("- Wind blows.\n", "x")]], ids=["no articles", "no headings"]
)
def test_without_headings_there_are_no_topics(articles):
    answer = Answerer(snapshot(articles)).answer("Will it rain on Mars?")
    assert (answer.answered, answer.near, answer.topics) == (False, False, ())
    assert len(answer.quotes) == len(articles)  # the nearest of what there is, claimed by none
    assert answer.missing == ("rain", "Mars")


class Anything:
    """An engine that finds the first statement whatever is asked."""

    def __init__(self, fields: Fields) -> None:
        self._size = len(fields.leads)

    def search(self, terms: tuple[str, ...], limit: int) -> list[Hit]:
        return [Hit(number, 1.0 + len(terms)) for number in range(min(limit, self._size))]


def test_what_an_engine_finds_without_a_word_in_common_is_not_claimed_to_answer():
    answerer = Answerer(snapshot([parse("- Wind blows.\n\n- Rain falls.\n", "x")], Anything))
    for question in ["Mars?", "what is it?"]:
        answer = answerer.answer(question)
        assert not answer.answered
        assert marked(answer) == "Wind blows."
