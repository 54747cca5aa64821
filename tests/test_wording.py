"""Are answers, statements and articles put as people expect, in each of the bot's languages?"""

import datetime
from dataclasses import replace

import pytest

from bot import wording
from bot.i18n import words
from bot.render import Block, Run, line, plain
from index.answers import Answerer
from index.articles import parse
from index.library import snapshot
from index.model import Answer, Question

BODY = """ASTANA, May 3. /TASS/. The leaders met.

On gas:

- Gas will flow: "We agreed on the price. It is fair."
- The pipeline is old.
"""
PLAIN = replace(parse(BODY, "may-talks"), source=None)
FULL = replace(
    PLAIN,
    date=datetime.date(2025, 5, 3),
    source="TASS",
    title="Talks in Astana",
    url="https://tass.com/1",
    speakers=("Anna Brun", "Ivan Li"),
)
LEAD, GAS, PIPELINE = PLAIN.statements
SPOKEN, REPORTED = GAS.sentences[-1], PIPELINE.sentences[0]
NO_QUOTES = Answer(Question("?", "en"), answered=False, quotes=(), missing=(), topics=(), languages=("en",))


def texts(blocks):
    return ["".join(run.text for run in block.runs) for block in blocks]


def signed(statement):
    return replace(statement, speaker="Anna Brun")


@pytest.mark.parametrize(
    ("article", "statement", "sentence", "language", "byline"),
    [
        (FULL, signed(GAS), SPOKEN, "en", "Anna Brun, quoted by TASS · On gas · 3 May 2025"),
        (FULL, signed(GAS), SPOKEN, "ru", "Anna Brun, цитирует TASS · On gas · 3 мая 2025\u202fг."),
        (
            FULL,
            signed(GAS),
            SPOKEN,
            "kk",
            "Anna Brun, TASS келтірген дәйексөз · On gas · 2025\u202fж. 3 мамыр",
        ),
        (FULL, signed(PIPELINE), REPORTED, "en", "Anna Brun, as reported by TASS · On gas · 3 May 2025"),
        (FULL, signed(PIPELINE), REPORTED, "ru", "Anna Brun, передаёт TASS · On gas · 3 мая 2025\u202fг."),
        (
            FULL,
            signed(PIPELINE),
            REPORTED,
            "kk",
            "Anna Brun, TASS мазмұндауында · On gas · 2025\u202fж. 3 мамыр",
        ),
        (FULL, GAS, SPOKEN, "en", "Quoted by TASS · On gas · 3 May 2025"),
        (FULL, GAS, SPOKEN, "ru", "Цитирует TASS · On gas · 3 мая 2025\u202fг."),
        (FULL, GAS, SPOKEN, "kk", "TASS келтірген дәйексөз · On gas · 2025\u202fж. 3 мамыр"),
        (PLAIN, signed(GAS), SPOKEN, "en", "Anna Brun, quoted · On gas · The leaders met."),
        (PLAIN, signed(GAS), SPOKEN, "ru", "Anna Brun, цитата · On gas · The leaders met."),
        (PLAIN, signed(GAS), SPOKEN, "kk", "Anna Brun, дәйексөз · On gas · The leaders met."),
        (PLAIN, PIPELINE, REPORTED, "en", "As reported · On gas · The leaders met."),
        (PLAIN, PIPELINE, REPORTED, "ru", "В пересказе · On gas · The leaders met."),
        (PLAIN, PIPELINE, REPORTED, "kk", "Тілші мазмұндауында · On gas · The leaders met."),
        (FULL, LEAD, LEAD.sentences[0], "en", "As reported by TASS · 3 May 2025"),
        (FULL, GAS, None, "en", "Partly quoted by TASS · On gas · 3 May 2025"),  # not all of it is spoken
    ],
)
def test_a_byline_tells_who_how_where_and_when(article, statement, sentence, language, byline):
    _, under, *address = wording.statement(article, statement, sentence, words(language))
    assert under == Block((Run(byline, "byline"),), indent=2)
    assert address == ([Block((Run("https://tass.com/1", "link"),), indent=2)] if article.url else [])


@pytest.mark.parametrize(
    ("sentence", "how"),
    [
        ('"We will build it together," he stressed.', "Partly quoted"),
        ('They work "in the field of gas" now.', "Partly quoted"),
        ("Они работают «в области газа», — сказал он.", "Partly quoted"),
        ("«Мы построим это вместе, — подчеркнул он.", "Partly quoted"),
        ('The "New Silk" road is long.', "As reported"),
        ('Both "won" and "went home" in peace.', "As reported"),
        ('It is "– – – –" that stands there.', "As reported"),
        ("They will build it together.", "As reported"),
    ],
)
def test_a_sentence_of_the_reporters_with_a_quotation_in_it_is_told_from_one_without(sentence, how):
    article = parse(f"On gas\n\n- {sentence}\n", "a")
    [said] = article.statements
    for one in (said.sentences[0], None):
        assert texts(wording.statement(article, said, one, words("en")))[1] == f"{how} · On gas"


def test_a_quotation_that_begins_before_a_sentence_counts_for_it():
    article = parse('On gas\n\n- "It is ours. We will build it together," he stressed.\n', "a")
    [said] = article.statements
    how = [texts(wording.statement(article, said, one, words("en")))[1] for one in said.sentences]
    assert how == ["Quoted · On gas", "Partly quoted · On gas"]


@pytest.mark.parametrize(
    ("source", "language", "how"),
    [
        ("TASS", "en", "Partly quoted by TASS"),
        ("TASS", "ru", "Передаёт и цитирует TASS"),
        ("TASS", "kk", "TASS мазмұндауында, дәйексөзбен"),
        (None, "ru", "В пересказе с цитатой"),
        (None, "kk", "Тілші мазмұндауында, дәйексөзбен"),
    ],
)
def test_a_quotation_among_the_reporters_words_is_told_in_every_language(source, language, how):
    article = replace(parse('On gas\n\n- They work "in the field of gas" now.\n', "a"), source=source)
    [said] = article.statements
    assert texts(wording.statement(article, said, None, words(language)))[1] == f"{how} · On gas"


def test_a_quotation_is_the_slice_with_the_answer_marked():
    quotation = wording.quotation(FULL, GAS, SPOKEN)
    assert quotation == Block(
        (Run('Gas will flow: "We agreed on the price. '), Run("It is fair.", "answer"), Run('"')), quote=True
    )
    assert wording.quotation(FULL, GAS) == Block((Run(GAS.span.of(BODY)),), quote=True)


def test_the_dateline_is_left_to_the_byline():
    assert texts([wording.quotation(FULL, LEAD)]) == ["The leaders met."]
    assert wording.shown(FULL, LEAD).of(BODY) == "The leaders met."


def test_a_dateline_that_stands_alone_is_shown():
    article = parse("ASTANA, May 3. /TASS/.\n\nOn gas:\n\n- It flows.\n", "a")
    assert texts([wording.quotation(article, article.statements[0])]) == ["ASTANA, May 3. /TASS/."]


def ask(question, *bodies):
    """The answer from articles with these texts."""
    articles = [parse(body, f"article-{number}") for number, body in enumerate(bodies)]
    return Answerer(snapshot(articles)).answer(question)


ENGLISH = (
    "On gas:\n\n- The price of gas is low.\n- Pipelines are old.\n\nOn schools\n\n- Schools are built.\n"
)
KAZAKH = "Газ туралы\n\n- Газдың бағасы төмен.\n- Құбырлар ескі.\n"
RUSSIAN = "О газе:\n\n- Цена на газ низкая.\n- Трубы старые.\n"


@pytest.mark.parametrize(
    ("question", "language", "bodies", "verdict", "near"),
    [
        (
            "Who won the football match?",
            "en",
            [ENGLISH],
            "Not in the talks. Nothing there mentions “football”, “match”.",
            "They cover: On gas · On schools",
        ),
        (
            "Who won the football match?",
            "ru",
            [ENGLISH],
            "В текстах о переговорах этого нет. Там нигде не встречаются «football», «match».",
            "Темы этих текстов: On gas · On schools",
        ),
        (
            "Who won the football match?",
            "kk",
            [ENGLISH],
            "Келіссөздер туралы мәтіндерде бұл жоқ. Онда «football», «match» еш жерде кездеспейді.",
            "Онда мыналар туралы айтылған: On gas · On schools",
        ),
        (
            "Что там о футболе?",
            "ru",
            [RUSSIAN],
            "В текстах о переговорах этого нет. Там нигде не встречается «футболе».",
            "Темы этих текстов: О газе",
        ),
        (
            "Что там о футболе?",
            "ru",
            [ENGLISH],
            ("В текстах о переговорах этого нет. Тексты на английском: спросите по-английски."),
            "Темы этих текстов: On gas · On schools",
        ),
        (
            "Who won the football match?",
            "kk",
            [RUSSIAN],
            ("Келіссөздер туралы мәтіндерде бұл жоқ. Мәтіндер орыс тілінде: орысша сұраңыз."),
            "Онда мыналар туралы айтылған: О газе",
        ),
        (
            "Футбол туралы не айтылды?",
            "en",
            [ENGLISH, RUSSIAN],
            ("Not in the talks. The talks are in English and Russian: ask in one of these."),
            "They cover: On gas · On schools",
        ),
        (
            "Футбол туралы не айтылды?",
            "kk",
            [ENGLISH, RUSSIAN],
            (
                "Келіссөздер туралы мәтіндерде бұл жоқ. Мәтіндер ағылшын және орыс тілдерінде: "
                "осы тілдердің бірінде сұраңыз."
            ),
            "Онда мыналар туралы айтылған: On gas · On schools",
        ),
        (
            "Что там о футболе?",
            "ru",
            [ENGLISH, KAZAKH],
            (
                "В текстах о переговорах этого нет. Тексты на английском и казахском: "
                "спросите на одном из этих языков."
            ),
            "Темы этих текстов: On gas · On schools",
        ),
        (
            "Who won the football match?",
            "en",
            [RUSSIAN, KAZAKH],
            ("Not in the talks. The talks are in Kazakh and Russian: ask in one of these."),
            "They cover: О газе",
        ),
        (
            "Что там о футболе?",
            "ru",
            [ENGLISH, RUSSIAN],  # one of them is the question's
            "В текстах о переговорах этого нет. Там нигде не встречается «футболе».",
            "Темы этих текстов: On gas · On schools",
        ),
    ],
)
def test_what_is_declined_names_what_is_missing_and_what_is_near(question, language, bodies, verdict, near):
    found = ask(question, *bodies)
    assert not found.answered
    assert texts(wording.declined(found, words(language))) == [verdict, near]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Are the schools low?", "No statement there speaks of all this together."),
        ("And gas?", "That is too little to go by: ask with more words."),
        ("What is it about?", "That is too little to go by: ask with more words."),
    ],
)
def test_without_a_missing_word_it_is_all_of_them_together_or_too_little(question, reason):
    found = replace(ask(question, ENGLISH), answered=False, near=False)
    assert found.missing == ()
    assert texts(wording.declined(found, words("en")))[0] == f"Not in the talks. {reason}"


def test_the_closest_is_shown_with_its_byline_what_it_lacks_and_that_it_does_not_answer():
    asked = ask("Is the price of schools on Mars low?", ENGLISH)
    found = replace(asked, answered=False, near=True)
    assert texts(wording.declined(found, words("en"))) == [
        "Not in the talks. Nothing there mentions “Mars”. The closest that was said, which does not answer:",
        "The price of gas is low.",
        "As reported · On gas",
        "The statement doesn't mention “schools”.",
    ]
    assert next(wording.declined(found, words("en"))).runs[0] == Run("Not in the talks.", "verdict")


def test_under_each_statement_stands_what_it_lacks_of_the_question_and_others_have():
    found = ask("What is the price of gas for schools on Mars?", ENGLISH)
    [block] = wording.lacking(replace(found.quotes[0], lacks=("schools", "Mars")), found, words("en"))
    assert block == Block((Run("The statement doesn't mention “schools”.", "note"),), indent=2)
    assert list(wording.lacking(replace(found.quotes[0], lacks=("Mars",)), found, words("en"))) == []
    foreign = replace(found, question=replace(found.question, language="ru"))
    [block] = wording.lacking(replace(found.quotes[0], lacks=("школы",)), foreign, words("en"))
    assert block.runs == (Run("The statement doesn't seem to mention “школы”.", "note"),)


def test_where_there_are_no_talks_there_is_no_language_to_advise():
    found = replace(NO_QUOTES, missing=("gas",), languages=())
    assert texts(wording.declined(found, words("en"))) == ["Not in the talks. Nothing there mentions “gas”."]


def test_at_most_eight_words_are_named():
    found = replace(NO_QUOTES, missing=tuple("abcdefghij"))
    assert texts(wording.declined(found, words("en"))) == [
        "Not in the talks. Nothing there mentions “a”, “b”, “c”, “d”, “e”, “f”, “g”, “h”."
    ]


def test_a_very_long_word_is_cut_where_it_is_named():
    found = replace(NO_QUOTES, missing=("a" * 40, "b" * 41))
    assert texts(wording.unmentioned(found, words("en"))) == [
        f"The talks don't mention “{'a' * 40}”, “{'b' * 40}…”."
    ]


def test_the_verdict_and_the_sections_stand_out():
    verdict, near = wording.declined(ask("Who won the football match?", ENGLISH), words("en"))
    assert verdict.runs[0] == Run("Not in the talks.", "verdict")
    assert near.runs[1] == Run("On gas · On schools", "heading")


def test_an_answer_tells_what_it_leaves_open():
    found = ask("What is the price of gas in dollars?", ENGLISH)
    assert found.answered
    assert plain(wording.answer(found, words("en"), explain=False)) == (
        "The talks don't mention “dollars”.\n❝ **The price of gas is low.** ❞\n  As reported · On gas\n"
    )


def test_an_explanation_gives_figures_and_a_reason_for_each_word():
    explained = plain(wording.answer(ask("Old pipelines?", ENGLISH), words("en"), explain=True))
    assert "Why: score " in explained
    assert [line.split()[1:] for line in explained.splitlines()[-2:]] == [
        ["Old", "in", "the", "statement"],
        ["pipelines", "in", "the", "statement"],
    ]


@pytest.mark.parametrize("near", [True, False])
def test_an_explanation_of_a_no_shows_the_nearest_statement_once(near):
    found = replace(ask("Is football played in schools of Mars?", ENGLISH), answered=False, near=near)
    lines = plain(wording.answer(found, words("en"), explain=True)).splitlines()
    assert lines.count("❝ **Schools are built.** ❞") == 1
    before = lines[lines.index("❝ **Schools are built.** ❞") - 1]
    assert before.endswith("which does not answer:")
    assert any(line.startswith("  Why: score ") for line in lines)
    assert any(line.endswith("Mars  nowhere in the talks") for line in lines)


@pytest.mark.parametrize(
    ("article", "language", "lines"),
    [
        (FULL, "en", ["Anna Brun · Ivan Li · TASS · 3 May 2025", "https://tass.com/1"]),
        (FULL, "ru", ["Anna Brun · Ivan Li · TASS · 3 мая 2025\u202fг.", "https://tass.com/1"]),
        (FULL, "kk", ["Anna Brun · Ivan Li · TASS · 2025\u202fж. 3 мамыр", "https://tass.com/1"]),
        (PLAIN, "en", ["The leaders met."]),
        (replace(PLAIN, source="TASS"), "ru", ["TASS · The leaders met."]),
    ],
)
def test_an_imprint_tells_where_several_statements_are_from(article, language, lines):
    assert texts(wording.imprint(article, words(language))) == lines


@pytest.mark.parametrize(
    ("article", "language", "title"),
    [
        (FULL, "en", "Talks in Astana · TASS · 3 May 2025"),
        (FULL, "ru", "Talks in Astana · TASS · 3 мая 2025\u202fг."),
        (FULL, "kk", "Talks in Astana · TASS · 2025\u202fж. 3 мамыр"),
        (PLAIN, "en", "The leaders met."),
        (replace(PLAIN, source="TASS"), "kk", "The leaders met. · TASS"),
    ],
)
def test_a_title_is_as_full_as_is_known(article, language, title):
    assert wording.title(article, words(language)) == title


def test_contents_list_the_sections_and_statements_of_every_article():
    other = parse(RUSSIAN, "trubny-razgovor")
    assert plain(wording.contents([FULL, other], words("en"))).splitlines() == [
        "Talks in Astana · TASS · 3 May 2025",
        "  - The leaders met.",
        "",
        "On gas",
        '  - Gas will flow: "We agreed on the price. It is fair."',
        "  - The pipeline is old.",
        "",
        "Цена на газ низкая.",
        "",
        "О газе",
        "  - Цена на газ низкая.",
        "  - Трубы старые.",
    ]


def test_the_newest_articles_come_first_and_those_without_a_date_last():
    old, new = (
        replace(PLAIN, name=name, date=datetime.date(year, 1, 1))
        for name, year in [("old", 2020), ("new", 2025)]
    )
    assert wording.newest_first([PLAIN, old, FULL, new]) == [FULL, new, old, PLAIN]
    other = replace(PLAIN, name="other")
    assert wording.newest_first([PLAIN, other]) == [PLAIN, other]


def test_a_very_long_question_is_cut_over_its_answer():
    assert wording.question("What?") == line("» What?", "note")
    assert wording.question("a" * 200) == line("» " + "a" * 200, "note")
    assert wording.question("a" * 201) == line("» " + "a" * 200 + "…", "note")


@pytest.mark.parametrize(
    ("heading", "bare"), [("On gas:", "On gas"), ("On gas", "On gas"), (":", ""), ("", "")]
)
def test_a_heading_goes_without_its_colon(heading, bare):
    assert wording.bare(heading) == bare
