"""Do texts become what Telegram makes of them?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.entities import EntitiesError, UrlError, checked_url, formatted, found, parse_html, utf16


def message(html):
    return formatted(*parse_html(html))


LONE = "Text contains invalid Unicode characters after decoding HTML entities, "
LONE += "check for unmatched surrogate code units"


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b>", "a", [("bold", 0, 1)]),
        ("<STRONG>a</strong> <em>b</em>", "a b", [("bold", 0, 1), ("italic", 2, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 2)]),
        ("<s>a</s> <strike>b</strike> <del>c</del>", "a b c", [("strikethrough", n, 1) for n in (0, 2, 4)]),
        (
            '<tg-spoiler>a</tg-spoiler> <span class="tg-spoiler">b</span>',
            "a b",
            [("spoiler", 0, 1), ("spoiler", 2, 1)],
        ),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<blockquote expandable="">a</blockquote>', "a", [("expandable_blockquote", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<b></b>x", "x", []),
        ("😀<b>😀</b>", "😀😀", [("bold", 2, 2)]),
        ("&lt;&gt;&amp;&quot;&#33;&#x21;", '<>&"!!', []),
        ("&nbsp;&apos;&unknown; a & b", "&nbsp;&apos;&unknown; a & b", []),
        ("&ltb&gt", "&ltb>", []),
        ("&#xD83D;&#xDE00;", "😀", []),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("<b  >a</b  >", "a", [("bold", 0, 1)]),
    ],
)
def test_html_becomes_text_and_entities(html, text, entities):
    shown, found_entities = message(html)
    assert shown == text
    assert [(one["type"], one["offset"], one["length"]) for one in found_entities] == entities


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>unclosed", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>test</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("я<p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a<b", "Unclosed start tag at byte offset 1"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href=tass.com/x>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="no">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("&#xD83D;", LONE),
        ("<b> </b>", "Text must be non-empty"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(html, reason):
    with pytest.raises(EntitiesError) as error:
        message(html)
    assert str(error.value) == reason


def test_a_link_is_written_as_telegram_writes_it_and_a_wrong_one_is_dropped():
    assert message('<a href="tass.com?a=1&amp;b=2">x</a> <a href="nowhere">y</a> <a>t.me/z</a>') == (
        "x y t.me/z",
        [
            {"type": "text_link", "offset": 0, "length": 1, "url": "http://tass.com/?a=1&b=2"},
            {"type": "text_link", "offset": 4, "length": 6, "url": "http://t.me/z"},
        ],
    )


def test_a_language_makes_code_preformatted_whichever_tag_is_outside():
    expected = [{"type": "pre", "offset": 0, "length": 1, "language": "py"}]
    assert message('<pre><code class="language-py">x</code></pre>')[1] == expected
    assert message('<code class="language-py"><pre>x</pre></code>')[1] == expected
    assert message('<code class="language-py">x</code>')[1] == [{"type": "code", "offset": 0, "length": 1}]


def test_a_style_is_cut_where_another_entity_begins():
    assert message("<b>a<i>b</i>c</b>")[1] == [
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "bold", "offset": 1, "length": 2},
        {"type": "italic", "offset": 1, "length": 1},
    ]


def test_there_is_no_style_within_code_and_no_quote_within_a_quote():
    assert message("<code>a<b>b</b></code>")[1] == [{"type": "code", "offset": 0, "length": 2}]
    assert message("<blockquote>a<blockquote>b</blockquote></blockquote>")[1] == [
        {"type": "blockquote", "offset": 0, "length": 2}
    ]


def test_spaces_and_newlines_are_trimmed_but_in_front_only_up_to_the_first_entity():
    assert message(" \n a \n") == ("a", [])
    assert message(" <b> a </b> ") == (" a", [{"type": "bold", "offset": 0, "length": 2}])
    assert formatted("\u00a0a\u00a0", [])[0] == "\u00a0a\u00a0"


def test_control_characters_become_spaces_and_some_characters_are_dropped():
    assert formatted("a\tb\r\nc\u2028d\u202ee\u030af", [])[0] == "a b\ncdef"


def test_entities_move_with_the_characters_that_are_dropped():
    bold = [{"type": "bold", "offset": 3, "length": 3}]
    assert formatted("a\r\nb\rc", bold) == ("a\nbc", [{"type": "bold", "offset": 2, "length": 2}])


def test_telegram_finds_commands_mentions_links_and_tags_by_itself():
    text = "/ask@talks_bot @talks_bot see tass.com/x. or me@tass.com #gas1 5/6 a@b /x/ @ab"
    units = text.encode("utf-16-le")
    words = [
        (one["type"], units[2 * one["offset"] :][: 2 * one["length"]].decode("utf-16-le"))
        for one in found(text)
    ]
    assert words == [
        ("bot_command", "/ask@talks_bot"),
        ("mention", "@talks_bot"),
        ("url", "tass.com/x"),
        ("email", "me@tass.com"),
        ("hashtag", "#gas1"),
    ]


def test_what_is_found_does_not_cut_into_links_and_code():
    assert message('<a href="tass.com">@talks_bot</a> <code>/ask</code>')[1] == [
        {"type": "text_link", "offset": 0, "length": 10, "url": "http://tass.com/"},
        {"type": "code", "offset": 11, "length": 4},
    ]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ({"type": "odd", "offset": 0, "length": 1}, "Can't parse MessageEntity: Unsupported type specified"),
        (
            {"type": "bold", "offset": 100, "length": 1},
            "Entity begins after the end of the text at UTF-16 offset 100",
        ),
        (
            {"type": "bold", "offset": 0, "length": 100},
            "Entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
        ),
        ({"type": "bold", "offset": -1, "length": 1}, "Receive an entity with incorrect offset -1"),
        ({"type": "bold", "offset": 1, "length": 2}, "Entity begins in a middle of a UTF-16 symbol"),
        (
            {"type": "text_link", "offset": 0, "length": 2},
            "Can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            {"type": "text_link", "offset": 0, "length": 2, "url": "not-a-url"},
            "Entity URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
    ],
)
def test_wrong_entities_are_refused_in_telegrams_words(entity, reason):
    with pytest.raises(EntitiesError) as error:
        formatted("😀hello", [entity])
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("not-a-url", "Wrong HTTP URL"),
        ("http://localhost:8080", "Wrong HTTP URL"),
        ("ftp://example.com", "Unsupported URL protocol"),
        ("", "URL host is empty"),
    ],
)
def test_a_wrong_link_is_refused_in_telegrams_words(url, reason):
    with pytest.raises(UrlError) as error:
        checked_url(url)
    assert str(error.value) == reason


def test_no_more_than_a_hundred_entities_are_kept():
    assert len(message(" ".join("<b>a</b>" for _ in range(150)))[1]) == 100


ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text):
    assert parse_html(text.translate(ESCAPES)) == (text, [])


@given(st.text(alphabet="<>/ab&;\"'= \n😀u-i#1x"))
def test_any_text_is_parsed_or_refused_and_entities_lie_within_it(html):
    try:
        text, entities = message(html)
    except EntitiesError:
        return
    assert all(0 <= one["offset"] < one["offset"] + one["length"] <= utf16(text) for one in entities)
