"""Does a digest show the very words, in order and in Telegram's sizes, and count what it doesn't show?"""

import datetime
import re
from dataclasses import replace
from pathlib import Path

import bots
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import references, wording
from bot.digest import Filter, digest, reply
from bot.i18n import LANGUAGES, words
from bot.references import References
from bot.render import html, messages, plain, visible
from bot.replies import LINK, Replies
from bot.simulator.entities import formatted, parse_html, utf16
from index import library
from index.articles import parse

GOLDEN = Path(__file__).parent / "digests"
SEED = bots.seed().articles[0]
EVERYTHING = Filter()
ENGLISH = words("en")


def posted(*articles, wanted=EVERYTHING, language="en"):
    """The digest, and the reply that is posted."""
    found = digest(articles, wanted, words(language))
    return found, reply(found, words(language), "talks_bot")


def shown(*articles, wanted=EVERYTHING, language="en"):
    """The text of a digest's messages, as Telegram shows them."""
    _, sent = posted(*articles, wanted=wanted, language=language)
    return [formatted(*parse_html(message), find=False)[0] for message in messages(sent.blocks)]


def statements(found):
    return [(one.topic.article, said) for one in found.excerpts for said in one.statements]


def quotes(sent):
    """The words that stand as quotations."""
    return ["".join(run.text for run in block.runs) for block in sent.blocks if block.quote]


def checked(articles, wanted=EVERYTHING, language="en"):
    """The messages of a digest, of which all is true that must be of any."""
    found, sent = posted(*articles, wanted=wanted, language=language)
    # Whole and verbatim, each once, in the article's order, the newest article first.
    in_order = [(a, s) for a in wording.newest_first(articles) for s in a.statements]
    places = [in_order.index(one) for one in statements(found)]
    assert places == sorted(set(places))
    assert quotes(sent) == [wording.shown(*one).of(one[0].body) for one in statements(found)]
    assert all(
        quote in article.body for quote, (article, _) in zip(quotes(sent), statements(found), strict=True)
    )
    # Nothing is lost: what is wanted is shown or counted, where it is missing.
    kept = sum(len(wanted.of(topic)) for article in articles for topic in article.topics)
    assert len(quotes(sent)) + found.more == kept
    text = plain(sent.blocks)
    assert sum(map(int, re.findall(r"^  and (\d+) more$", text, re.MULTILINE))) == found.more
    # Telegram takes every message, and nothing goes missing between two.
    sizes = [utf16(parse_html(message)[0]) for message in messages(sent.blocks)]
    assert all(0 < size <= 4096 for size in sizes)
    sent_text = "".join(parse_html(message)[0] for message in messages(sent.blocks))
    assert "".join(sent_text.split()) == "".join(parse_html(html(sent.blocks))[0].split())
    # Buttons lead somewhere.
    buttons = [button for row in sent.buttons for button in row]
    assert 1 <= len(buttons) <= 9
    replies = Replies(library.snapshot(articles), "talks_bot")
    for button in buttons:
        payload = button.url.removeprefix("https://t.me/talks_bot?start=")
        assert LINK.fullmatch(payload)
        assert replies.opened(payload, ENGLISH)
    return messages(sent.blocks)


@pytest.mark.parametrize(
    ("word", "text", "met"),
    [
        ("газ", "Біз көрші елге газды сатамыз.", True),
        ("Газ", "Қалалар газбен қамтылады.", True),
        ("газ", "Келер жылы газдың бағасы өспейді.", True),
        ("газ", "Ауылдар газға қосылады.", True),
        ("жол", "Үкімет жаңа жолдар салады.", True),
        ("газ", "Бұл туралы газет жазды.", False),
        ("су", "Ауылға суды қайтарамыз деді.", False),  # two letters begin too many words
        ("жол газ", "Үкімет жаңа жолдар салады.", False),
        ("жол газ", "Үкімет жолдар мен газды уәде етті.", True),
    ],
)
def test_a_short_kazakh_word_is_met_in_its_forms(word, text, met):
    (topic,) = replace(parse(text, "a"), language="kk").topics
    assert bool(Filter(words=(word,)).of(topic)) == met


def test_a_russian_word_is_not_met_with_kazakh_endings():
    (topic,) = replace(parse("Открыли магазин «Баллар» для всех.", "a"), language="ru").topics
    assert not Filter(words=("бал",)).of(topic)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_article_that_comes_with_talks_is_one_message(language):
    (message,) = checked([SEED], language="en")
    _, sent = posted(SEED, language=language)
    (message,) = messages(sent.blocks)
    assert f"{message}\n" == (GOLDEN / f"seed.{language}.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "asking", "counted"),
    [
        ("en", "Ask a question", "TASS · 12 November 2025 · 12 statements"),
        ("ru", "Задать вопрос", "TASS · 12 ноября 2025\u202fг. · 12 высказываний"),
        ("kk", "Сұрақ қою", "TASS · 2025\u202fж. 12 қараша · 12 мәлімдеме"),
    ],
)
def test_the_bots_own_words_are_in_the_chosen_language(language, asking, counted):
    found, sent = posted(SEED, language=language)
    ((button,),) = sent.buttons
    assert button.label == asking
    assert button.url == f"https://t.me/talks_bot?start=a{references.of_article(SEED)}"
    assert plain(sent.blocks).splitlines()[1] == counted
    assert found.more == 0


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1, "1 statement"),
        ("en", 2, "2 statements"),
        ("ru", 1, "1 высказывание"),
        ("ru", 2, "2 высказывания"),
        ("ru", 5, "5 высказываний"),
        ("ru", 21, "21 высказывание"),
        ("kk", 1, "1 мәлімдеме"),
        ("kk", 5, "5 мәлімдеме"),
    ],
)
def test_statements_are_counted_in_the_right_form(language, number, said):
    article = parse("\n".join(f"- Statement {n}." for n in range(number)), "talks")
    assert shown(article, language=language)[0].splitlines()[1] == said


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parent.glob("articles/*.txt")), ids=lambda path: path.stem
)
def test_an_article_of_any_form_is_shown_whole(path):
    article = parse(path.read_bytes().decode("utf-8-sig"), path.stem)
    (message,) = checked([article])
    assert "more" not in message.splitlines()[-1]


def test_an_article_without_headings_date_or_title_is_called_by_its_first_words():
    text = shown(parse("- Gas will flow.\n- It rains.\n", "weather"))
    assert text == ["Gas will flow.\n2 statements\n\nGas will flow.\nIt rains.\nAs reported"]


def test_those_who_speak_in_turns_are_each_named():
    body = "On gas\n\n- Gas will flow.\n- It is cheap.\n- “It is not cheap at all.”\n"
    article = replace(parse(body, "talks"), title="Talks", source="NTB", date=datetime.date(2026, 3, 2))
    first, second, third = article.statements
    speaking = (
        replace(first, speaker="Kari"),
        replace(second, speaker="Kari"),
        replace(third, speaker="Ola"),
    )
    (text,) = shown(replace(article, statements=speaking))
    assert text == (
        "Talks\nNTB · 2 March 2026 · 3 statements\n\nOn gas\nGas will flow.\nIt is cheap.\n"
        "Kari, as reported by NTB\n“It is not cheap at all.”\nOla, quoted by NTB"
    )


def test_several_articles_make_one_digest_newest_first():
    older = replace(parse("- It rained.\n", "older"), date=datetime.date(2026, 3, 1))
    newer = replace(
        parse("- It snows.\n", "newer"), date=datetime.date(2026, 3, 2), url="https://example.org/2"
    )
    undated = parse("- It may hail.\n", "undated")
    checked([older, newer, undated])
    (text,) = shown(older, newer, undated)
    assert text == (
        "It snows.\n2 March 2026 · 1 statement\nhttps://example.org/2\n\nIt snows.\nAs reported\n\n\n"
        "It rained.\n1 March 2026 · 1 statement\n\nIt rained.\nAs reported\n\n\n"
        "It may hail.\n1 statement\n\nIt may hail.\nAs reported"
    )
    _, sent = posted(older, newer, undated)
    assert [button.url for (button,) in sent.buttons] == ["https://t.me/talks_bot?start=t0"]


def sections(number, statements, length=60):
    """An article with sections of so many statements of so many characters."""
    lines = []
    for section in range(number):
        lines += [f"On subject {section}", ""]
        lines += [f"- Statement {section}.{n} {'word ' * (length // 5 - 4)}end." for n in range(statements)]
        lines.append("")
    return replace(parse("\n".join(lines), "long"), title="long")


def test_a_long_article_shows_the_first_statements_of_each_section_and_leads_to_the_others():
    article = sections(4, 40, 100)
    sent = checked([article])
    assert len(sent) == 2
    found, answer = posted(article)
    assert [len(one.statements) for one in found.excerpts] == [20] * 4
    assert [one.more for one in found.excerpts] == [20] * 4
    *to_sections, asking = [button for (button,) in answer.buttons]
    assert [button.label for button in to_sections] == [f"On subject {n} · 20 more" for n in range(4)]
    back = References(library.snapshot([article]))
    assert [back.topic(button.url[-references.LENGTH :]) for button in to_sections] == list(article.topics)
    assert asking.label == "Ask a question"


def test_the_number_of_more_stands_under_the_section_that_it_is_of():
    text = "\n".join(shown(sections(2, 100, 100)))
    assert re.findall(r"On subject \d|and \d+ more", text) == [
        "On subject 0",
        "and 60 more",
        "On subject 1",
        "and 60 more",
    ]


def test_a_long_list_without_headings_shows_its_beginning():
    article = replace(parse("\n".join(f"- Statement {n} of many." for n in range(500)), "long"), title="long")
    assert len(checked([article])) == 2
    _, answer = posted(article)
    assert [button.label for (button,) in answer.buttons] == ["long · 141 more", "Ask a question"]


def test_of_more_sections_than_fit_the_others_are_counted_together():
    article = sections(300, 2, 200)
    assert len(checked([article])) == 2
    found, answer = posted(article)
    assert {len(one.statements) for one in found.excerpts} == {0, 1}
    assert [button.label for (button,) in answer.buttons] == [f"long · {found.more} more", "Ask a question"]
    text = shown(article)[-1]
    rest = sum(one.more for one in found.excerpts if not one.statements)
    assert text.endswith(f"\n\nand {rest} more")


def test_of_many_articles_each_is_there():
    articles = [replace(sections(3, 10, 200), name=f"talks-{n}") for n in range(12)]
    assert len(checked(articles)) == 2
    found, answer = posted(*articles)
    assert len(found.articles) == 12
    assert all(any(one.statements for one in excerpts) for _, excerpts in found.articles)
    assert len(answer.buttons) == 9


def test_a_statement_longer_than_a_message_is_cut_only_by_telegrams_limit():
    article = parse(f"On gas\n\n- {'Gas flows on and on. ' * 500}\n- Last.\n", "long")
    article = replace(article, title="long")
    sent = checked([article])
    assert len(sent) == 3
    assert sent[0].startswith("<b>long</b>\n2 statements\n\n<b>On gas</b>\n<blockquote expandable>Gas flows")
    assert sent[-1].endswith("</blockquote>\nAs reported\nand 1 more")


def test_a_heading_is_never_the_last_of_a_message():
    for length in range(300, 1300, 37):
        for message in checked([sections(5, 1, length)]):
            assert not message.endswith("</b>")


@pytest.mark.parametrize(
    "said",
    [
        '<b>"Tom & Jerry" <script>alert(1)</script> &amp; 5 < 6</b>',
        "مرحبا بالعالم، قال الرئيس: «سنبني نفقاً».",
        "👩🏽\u200d🎓 studied 🇰🇿 with 👨‍👩‍👧, å и́ said.",
        "Zero\u200bwidth and no-break\xa0spaces.",
    ],
)
def test_letters_of_any_kind_arrive_as_they_are(said):
    article = parse(f"On <letters> & more\n\n- {said}\n- {said} Again.\n", "letters")
    article = replace(article, title="letters & <marks>")
    checked([article])
    text = "\n".join(shown(article))
    assert text.startswith("letters & <marks>\n2 statements\n\nOn <letters> & more\n")
    assert text.count(said) == 2


def test_what_a_terminal_or_telegram_would_obey_is_made_visible():
    article = parse("- Half \ud83d and \u202eturned\x1b[2J.\n", "odd")
    assert shown(article)[0].splitlines()[3] == "Half \ufffd and \ufffdturned\ufffd[2J."


def test_only_statements_of_the_wanted_speakers_are_shown():
    article = parse("- It rains.\n- It snows.\n- It hails.\n", "talks")
    kari, ola, nobody = article.statements
    article = replace(
        article,
        statements=(replace(kari, speaker="Kari Nordmann"), replace(ola, speaker="Ола Хансен"), nobody),
    )
    for speakers, expected in [
        ((), ["It rains.", "It snows.", "It hails."]),
        (("nordmann",), ["It rains."]),
        (("Kari", "ola"), ["It rains.", "It snows."]),
    ]:
        checked([article], Filter(speakers))
        assert quotes(posted(article, wanted=Filter(speakers))[1]) == expected
    assert digest([article], Filter(("Per",)), ENGLISH) is None


ABOUT_TUNNELS = parse(
    "On the tunnel\n\n- Prices fell.\n\nOn schools\n\n- Schools are in tunnels.\n- They teach.\n", "talks"
)


@pytest.mark.parametrize(
    ("mentioned", "expected"),
    [
        (("tunnel",), ["Prices fell.", "Schools are in tunnels."]),
        (("TUNNELS",), ["Prices fell.", "Schools are in tunnels."]),
        (("price of the tunnel",), ["Prices fell."]),
        (("teaching", "price"), ["Prices fell.", "They teach."]),
        (("(.*)tunnel",), ["Prices fell.", "Schools are in tunnels."]),
    ],
)
def test_only_statements_with_one_of_the_wanted_words_are_shown(mentioned, expected):
    checked([ABOUT_TUNNELS], Filter(words=mentioned))
    assert quotes(posted(ABOUT_TUNNELS, wanted=Filter(words=mentioned))[1]) == expected


@pytest.mark.parametrize(
    ("language", "body", "mentioned"),
    [
        ("ru", "- Школы строят в городах.\n- Идёт дождь.\n", "школа"),
        ("kk", "- Мектептер қалаларда салынады.\n- Жаңбыр жауып тұр.\n", "мектеп"),
    ],
)
def test_words_are_wanted_in_any_of_their_forms(language, body, mentioned):
    article = replace(parse(body, "talks"), language=language)
    assert len(quotes(posted(article, wanted=Filter(words=(mentioned,)))[1])) == 1


@pytest.mark.parametrize("mentioned", ["oil", "the", "…", ""])
def test_nothing_is_posted_when_nothing_wanted_is_left(mentioned):
    assert digest([SEED], Filter(words=(mentioned,)), ENGLISH) is None


def test_no_articles_and_empty_ones_give_no_digest():
    assert digest([], EVERYTHING, ENGLISH) is None
    assert digest([parse("", "empty")], EVERYTHING, ENGLISH) is None


def test_buttons_lead_to_whole_sections_though_only_some_statements_are_wanted():
    article = sections(1, 200, 200)
    wanted = Filter(words=("statement",))
    checked([article], wanted)
    _, sent = posted(article, wanted=wanted)
    assert sent.buttons[0][0].url.endswith(references.of_topic(article.topics[0]))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300) | st.sampled_from(
    [
        "Gas flows. ",
        "😀 ",
        "<b>&amp;",
        "«Да» — сказал он. ",
        "word " * 150,
        "ა" * 900,
        "\n- ",
        "\n\nOn gas\n\n- ",
    ]
)
bodies = st.lists(texts, min_size=1, max_size=12).map("".join) | st.builds(
    str.__mul__, st.lists(texts, min_size=1, max_size=4).map("".join), st.sampled_from([1, 5, 40])
)


@given(st.lists(bodies, min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_of_any_articles_every_word_is_shown_or_counted(bodies_of_articles):
    articles = [parse(body, f"article-{number}") for number, body in enumerate(bodies_of_articles)]
    if any(article.statements for article in articles):
        checked([replace(article, body=article.body) for article in articles if article.statements])


def test_the_terminal_shows_the_same_words_as_telegram():
    _, sent = posted(SEED)
    lines = [re.sub("[❝❞]", "", line).strip() for line in plain(sent.blocks).splitlines()]
    (message,) = messages(sent.blocks)
    assert lines == visible(parse_html(message)[0]).splitlines()
