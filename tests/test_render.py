"""Does a reply look in Telegram and in a terminal as it is meant to, whatever stands in it?"""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.render import MESSAGE, Block, Run, html, line, marked, messages, plain, units, visible
from bot.simulator.entities import formatted, parse_html, utf16

QUOTES = ("blockquote", "expandable_blockquote")
UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u206f\ufeff]")  # a message of only that is not sent


def shown(message):
    """The text and the entities that Telegram makes of ``message``; it refuses what it can't read."""
    return formatted(*parse_html(message), find=False)


def covered(text, entities, *kinds):
    """The parts of ``text`` that entities of these kinds cover."""
    data = text.encode("utf-16-le")
    spans = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in kinds]
    return [data[2 * start : 2 * stop].decode("utf-16-le") for start, stop in spans]


def legible(text):
    """``text`` as Telegram shows it, without the spaces and line ends in it: those at a cut go."""
    text = re.sub(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", text
    )
    text = re.sub(r"\r(?!\n)|[\u2028\u2029]", "\n", text)
    return re.sub("[\r\u0333\u033f\u030a\t\n ]", "", text)


def written(blocks):
    """All that stands in ``blocks``."""
    return "".join(run.text for block in blocks for run in block.runs)


anything = st.text(st.characters(), max_size=40)
odd = st.text("<>&\"'; ab.\n\r\t\x00\x1b\u00a0\u0301\u030a\u200d\u2028\u202eяқ“»…\ud83d😀👩🏽", max_size=40)
texts = st.builds(str.__mul__, anything | odd, st.sampled_from([1, 1, 1, 1, 7, 200, 700]))
styles = st.sampled_from(["text", "answer", "byline", "heading", "verdict", "note"])
links = st.builds(Run, texts, st.just("link"), st.none() | texts)
runs = st.builds(Run, texts, styles) | links
any_block = st.builds(
    Block,
    st.lists(runs, max_size=4).map(tuple),
    st.booleans(),
    st.just(0),
    st.sampled_from([False, False, True]),
)
any_blocks = st.lists(any_block, max_size=5)


@given(any_blocks)
@settings(deadline=None)
def test_every_message_is_one_that_telegram_takes(blocks):
    for message in messages(blocks):
        text, _ = shown(message)
        assert 0 < utf16(text) <= 4096
        assert utf16(parse_html(message)[0]) <= 4096  # not only when Telegram has trimmed it


@given(any_blocks)
@example([Block((Run("a" * 4095 + "\r\nb"),), quote=True)])
@example([Block((Run("a" * 4095 + "😀"),), quote=True)])
@example([Block((Run("\n" * 5000 + "a"),), quote=True), line("b")])
@settings(deadline=None)
def test_the_messages_hold_everything_once_and_in_order(blocks):
    sent = "".join(shown(message)[0] for message in messages(blocks))
    assert UNSEEN.sub("", legible(sent)) == UNSEEN.sub("", legible(written(blocks)))


@given(any_blocks)
@settings(deadline=None)
def test_what_fits_into_one_message_is_shown_line_by_line(blocks):
    text = parse_html(html(blocks))[0]
    expected = "\n".join(visible(written([block])) for block in blocks)
    assert text.strip("\n") == expected.strip("\n")


@given(texts, texts, texts)
@settings(deadline=None)
def test_the_quotations_of_all_messages_are_the_slice_of_the_article(before, answer, after):
    block = Block((Run(before), Run(answer, "answer"), Run(after)), quote=True)
    quoted = ""
    for message in messages([line("A heading", "heading"), block, line("the byline", "byline")]):
        quoted += "".join(covered(*shown(message), *QUOTES))
    assert UNSEEN.sub("", legible(quoted)) == UNSEEN.sub("", legible(before + answer + after))


@given(st.integers(3000, 9000), st.integers(1, 400))
@settings(deadline=None)
def test_a_byline_stays_with_the_end_of_its_quote(length, byline):
    quote = Block((Run(("Word by word. " * 1000)[:length] + "END"),), quote=True)
    *before, last = messages([quote, line("b" * byline, "byline"), line("https://tass.com/1", "link")])
    assert "END</blockquote>\nb" in last
    assert last.endswith('\n<a href="https://tass.com/1">https://tass.com/1</a>')
    assert not any("bb" in message for message in before)


def test_a_short_reply_is_one_message():
    blocks = [
        line("Education", "heading"),
        Block((Run("Lead: "), Run("55,000 study.", "answer"), Run(" More <soon> & “so”.")), quote=True),
        Block((Run("Vladimir Putin · TASS", "byline"),), indent=2),
        line('https://tass.com/?a=1&b="2"', "link"),
        Block(),
        Block((Run("Not in the talks.", "verdict"), Run(" Nothing there mentions “oil”."))),
        Block((Run("Nearest: ", "note"), Run("Gas", "heading"))),
        Block((Run("The article", "link", "https://tass.com/1"),)),
    ]
    assert messages(blocks)[0].split("\n") == [
        "<b>Education</b>",
        "<blockquote>Lead: <b>55,000 study.</b> More &lt;soon&gt; &amp; “so”.</blockquote>",
        "Vladimir Putin · TASS",
        '<a href="https://tass.com/?a=1&amp;b=&quot;2&quot;">https://tass.com/?a=1&amp;b="2"</a>',
        "",
        "<b>Not in the talks.</b> Nothing there mentions “oil”.",
        "Nearest: <b>Gas</b>",
        '<a href="https://tass.com/1">The article</a>',
    ]
    assert len(messages(blocks)) == 1


@pytest.mark.parametrize(
    "blocks", [[], [Block()], [line("")], [line(" \n ", "answer"), Block()], [line("\u200b\xa0")]]
)
def test_nothing_to_see_is_no_message(blocks):
    assert messages(blocks) == []


@pytest.mark.parametrize(
    ("length", "opening"), [(1, "<blockquote>"), (700, "<blockquote>"), (701, "<blockquote expandable>")]
)
def test_a_long_quotation_is_expandable(length, opening):
    assert messages([Block((Run("a" * length),), quote=True)]) == [opening + "a" * length + "</blockquote>"]


def test_a_message_is_filled_to_the_last_unit():
    assert [units(line("😀" * 2048)), len(messages([line("😀" * 2048)]))] == [4096, 1]
    assert list(map(len, messages([line("😀" * 2048 + "a")]))) == [2048, 1]
    assert list(map(len, messages([line("a" + "😀" * 2048)]))) == [2048, 1]
    assert list(map(len, messages([line("a" * 2000), line("b" * 2095)]))) == [4096]
    assert list(map(len, messages([line("a" * 2000), line("b" * 2096)]))) == [2000, 2096]


def test_statements_are_parted_between_two_and_not_within():
    quotes = [Block((Run(letter * 1500),), quote=True) for letter in "abcde"]
    blocks = [
        block for quote in quotes for block in (quote, line("byline " + quote.runs[0].text[0]), Block())
    ]
    texts = [shown(message)[0] for message in messages(blocks)]
    assert [text.replace("\n", " ") for text in texts] == [
        f"{'a' * 1500} byline a  {'b' * 1500} byline b",
        f"{'c' * 1500} byline c  {'d' * 1500} byline d",
        f"{'e' * 1500} byline e",
    ]


def test_what_leads_to_a_statement_goes_with_it():
    title, heading = Block((Run("Title"),), leads=True), Block((Run("Gas"),), leads=True)
    long, short = Block((Run("a" * 3000),), quote=True), Block((Run("b" * 1500),), quote=True)
    first, second = messages([title, long, Block(), title, Block(), heading, short])
    assert shown(first)[0] == "Title\n" + "a" * 3000
    assert shown(second)[0] == "Title\n\nGas\n" + "b" * 1500


def test_what_leads_to_a_statement_longer_than_a_message_stands_over_its_beginning():
    heading = Block((Run("Gas"),), leads=True)
    sent = messages([line("a" * 3000), Block(), heading, Block((Run("Gas flows. " * 500),), quote=True)])
    texts = [shown(message)[0] for message in sent]
    assert texts[0] == "a" * 3000
    assert texts[1].startswith("Gas\nGas flows. ")


@pytest.mark.parametrize(("quoted", "sizes"), [(2500, [2500, 4096]), (2501, [4096, 2501])])
def test_what_leads_to_a_statement_stays_behind_when_both_are_too_long(quoted, sizes):
    blocks = [
        line("a" * 2500),
        Block((Run("b" * 1595),), leads=True),
        Block((Run("c" * quoted),), quote=True),
    ]
    assert [len(shown(message)[0]) for message in messages(blocks)] == sizes


def test_two_equal_quotes_keep_a_byline_each():
    quote = Block((Run("q" * 2000),), quote=True)
    sent = messages([quote, line("first"), Block(), quote, line("s" * 150)])
    assert [message.rpartition("</blockquote>")[2] for message in sent] == ["\nfirst", "\n" + "s" * 150]


def test_what_is_longer_than_a_message_is_cut_at_a_sentence():
    sentence = "Some words that were said, “and quoted.” "
    sent = messages([Block((Run(sentence * 250),), quote=True)])
    assert len(sent) == 3
    assert all(message.removesuffix("</blockquote>").endswith("quoted.” ") for message in sent)
    assert all(message.startswith("<blockquote expandable>Some words") for message in sent)


def test_a_sentence_longer_than_a_message_is_cut_between_words():
    sent = messages([line("words " * 1500)])
    assert [len(message) for message in sent] == [4092, 4092, 816]
    assert all(set(message.split()) == {"words"} for message in sent)


def test_a_long_quote_begins_under_its_heading():
    first, second = messages([line("Gas", "heading"), Block((Run("Gas flows. " * 400),), quote=True)])
    assert first.startswith("<b>Gas</b>\n<blockquote expandable>Gas flows. ")
    assert second.startswith("<blockquote>Gas flows. ")


def test_an_answer_longer_than_a_message_is_bold_in_each():
    block = Block((Run("Before. "), Run("An answer. " * 800, "answer"), Run("After.")), quote=True)
    sent = messages([block, line("byline", "byline")])
    assert len(sent) == 3
    bold = [covered(*shown(message), "bold") for message in sent]
    assert all(len(parts) == 1 for parts in bold)
    assert " ".join(parts[0] for parts in bold).split() == ["An", "answer."] * 800


def test_a_link_longer_than_a_message_leads_to_the_same_place_from_each_part():
    url = "https://tass.com/" + "a" * 4500
    sent = messages([line(url, "link")])
    assert len(sent) == 2
    assert all(message.startswith(f'<a href="{url}">') for message in sent)


def test_two_megabytes_are_cut_as_any_other_text():
    sent = messages([Block((Run("A sentence of words. " * 100_000),), quote=True), line("byline")])
    assert len(sent) == 513
    assert sent[-1].endswith("\nbyline")


def test_a_terminal_is_shown_quotation_marks_and_asterisks():
    blocks = [
        Block((Run("Lead: "), Run("55,000 study.", "answer")), quote=True),
        Block((Run("byline", "byline"),), indent=2),
        Block(),
        Block((Run("Not in the talks.", "verdict"), Run(" “oil”"))),
    ]
    assert plain(blocks) == "❝ Lead: **55,000 study.** ❞\n  byline\n\nNot in the talks. “oil”\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("\x1b]0;title\x07 \x9b2J", "\ufffd]0;title\ufffd \ufffd2J"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("\ud83d", "\ufffd"),
        ("tab\tand\xa0space, å и́ 👩🏽\u200d🎓", "tab\tand\xa0space, å и́ 👩🏽\u200d🎓"),
    ],
)
def test_what_a_terminal_would_obey_is_seen_instead(text, seen):
    assert visible(text) == seen
    assert marked(line(text)) == line(seen)


@given(any_blocks)
def test_plain_text_has_nothing_that_a_terminal_would_obey(blocks):
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", plain(blocks)) is None


def test_the_size_of_a_message_is_telegrams():
    assert MESSAGE == 4096
