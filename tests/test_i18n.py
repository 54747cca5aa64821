"""Does the bot say everything in each of its languages, and which one is meant by a code?"""

import ast
import datetime
import io
import re
import string
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot.i18n import LANGUAGES, LOCALES, known, words

BOT = Path(__file__).parent.parent / "bot"
TRANSLATED = [language for language in LANGUAGES if language != "en"]
NAMES = {"HTML", "RTF", "UTF", "Telegram", "talks", "bot", "html", "md", "txt"}  # no language has others
SAME_IN_EVERY_LANGUAGE = set()  # words that are right as they stand in English: none so far


def catalogue(language):
    return read_po(io.BytesIO((LOCALES / f"{language}.po").read_bytes()), abort_invalid=True)


def messages(language):
    """Each message: its id (with its plural, a pair), and its forms in ``language``."""
    return [
        (message.id, [message.string] if isinstance(message.string, str) else list(message.string))
        for message in catalogue(language)
        if message.id
    ]


def extracted():
    """The ids that the bot's code looks up."""
    return {message for _, _, message, _, _ in extract_from_dir(BOT)}


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_there_is_a_catalogue_for_each_language_but_english():
    assert sorted(path.name for path in LOCALES.iterdir()) == ["kk.po", "ru.po"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_the_messages_of_the_code_and_no_others(language):
    ids = [one for one, _ in messages(language)]
    assert set(ids) == extracted()
    assert len(ids) == len(set(ids)) > 40
    assert list(catalogue(language).obsolete) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_surely(language):
    assert [one for one, forms in messages(language) if not all(map(str.strip, forms))] == []
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_what_translators_tools_ask(language):
    headers = (LOCALES / f"{language}.po").read_text("utf-8").split("\n\n")[0]
    assert f'"Language: {language}\\n"' in headers
    assert '"Content-Type: text/plain; charset=utf-8\\n"' in headers
    assert catalogue(language).plural_forms == get_plural(language).plural_forms


@pytest.mark.parametrize(("language", "forms"), [("ru", 3), ("kk", 2)])
def test_plurals_have_every_form_of_the_language(language, forms):
    assert get_plural(language).num_plurals == forms
    plurals = {one: translated for one, translated in messages(language) if isinstance(one, tuple)}
    assert plurals
    assert {len(translated) for translated in plurals.values()} == {forms}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_the_english(language):
    for one, forms in messages(language):
        english = one if isinstance(one, str) else one[0]
        assert [placeholders(form) for form in forms] == [placeholders(english)] * len(forms), one


@pytest.mark.parametrize("language", TRANSLATED)
def test_commands_are_the_same_in_a_translation(language):
    command = re.compile(r"/[a-z]+")
    for one, forms in messages(language):
        if isinstance(one, str):
            assert [sorted(command.findall(form)) for form in forms] == [sorted(command.findall(one))]


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_english(language):
    same = {one for one, forms in messages(language) if set(forms) & {one, *one}}
    assert same == SAME_IN_EVERY_LANGUAGE
    for _, forms in messages(language):
        for form in forms:
            spoken = re.sub(r"[@/]\S+|\{\w+\}", "", form)
            assert set(re.findall("[A-Za-z]+", spoken)) <= NAMES


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_ends_like_the_english(language):
    for one, forms in messages(language):
        english = one if isinstance(one, str) else one[0]
        ends = (
            {english[-1]}
            if english[-1] in ".:?"
            else set(string.ascii_letters + string.digits + "}»")
            | set("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіәғқңөұүһ")
        )
        assert {form[-1] for form in forms} <= ends, one


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_written_in_its_own_letters(language):
    text = " ".join(form for _, forms in messages(language) for form in forms)
    kazakh = set("әғқңөұүі")
    assert (set(text.lower()) & kazakh == kazakh) == (language == "kk")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Not in the talks."),
        ("ru", "В текстах о переговорах этого нет."),
        ("kk", "Келіссөздер туралы мәтіндерде бұл жоқ."),
    ],
)
def test_words_are_said_in_the_language(language, said):
    assert words(language).gettext("Not in the talks.") == said
    assert words(language).language == language


def test_the_words_of_a_language_are_read_once():
    assert words("ru") is words("ru")


def test_a_message_that_no_catalogue_knows_is_said_in_english():
    assert words("ru").gettext("Brand new {thing}.", thing="{x}") == "Brand new {x}."
    assert words("kk").ngettext("{number} thing", "{number} things", 2) == "2 things"


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1, "I have 1 article."),
        ("en", 2, "I have 2 articles."),
        ("en", 0, "I have 0 articles."),
        ("ru", 1, "У меня 1 статья."),
        ("ru", 3, "У меня 3 статьи."),
        ("ru", 5, "У меня 5 статей."),
        ("ru", 11, "У меня 11 статей."),
        ("ru", 21, "У меня 21 статья."),
        ("ru", 112, "У меня 112 статей."),
        ("kk", 1, "Менде 1 мақала бар."),
        ("kk", 7, "Менде 7 мақала бар."),
    ],
)
def test_a_number_takes_its_form(language, number, said):
    assert words(language).ngettext("I have {number} article.", "I have {number} articles.", number) == said


@pytest.mark.parametrize(
    ("language", "date"),
    [("en", "1 March 2026"), ("ru", "1 марта 2026\u202fг."), ("kk", "2026\u202fж. 1 наурыз")],
)
def test_a_date_has_its_month_in_words(language, date):
    assert words(language).date(datetime.date(2026, 3, 1)) == date


@pytest.mark.parametrize(("language", "locale"), [("en", "en_GB"), ("ru", "ru"), ("kk", "kk")])
def test_dates_are_those_of_the_cldr(language, locale):
    days = [
        datetime.date(year, month, day) for year in (987, 2026) for month in range(1, 13) for day in (1, 28)
    ]
    written = [words(language).date(day) for day in days]
    assert written == [format_date(day, "long", locale=locale) for day in days]


def test_each_language_is_named_in_itself():
    assert LANGUAGES == {"en": "English", "ru": "Русский", "kk": "Қазақша"}


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("ru", "ru"),
        ("ru-RU", "ru"),
        ("RU", "ru"),
        ("kk", "kk"),
        ("kk_KZ", "kk"),
        ("kk-Cyrl-KZ", "kk"),
        ("de", None),
        ("kz", None),
        ("rue", None),
        ("english", None),
        ("-ru", None),
        ("", None),
        (None, None),
    ],
)
def test_a_code_means_a_language_that_the_bot_speaks_or_none(code, language):
    assert known(code) == language


# What is said without a catalogue: the figures of `talks ask --explain`, and what its options leave.
NOT_TRANSLATED = {
    "The nearest statement, which does not answer:",
    "Why: ",
    "What is left by ",
    "Not in what is left by ",
    "Without ",
}
SPEAKING = "about commands delivery digest handlers preview problems replies reply uploads wording".split()


def unlooked(source):
    """The texts in ``source`` that begin like words for people and are not looked up in a catalogue."""
    apart = [texts(one) for node in ast.walk(ast.parse(source)) for one in aside(node)]
    left = texts(ast.parse(source)).difference(*apart)
    return {text for text, _, _ in left if re.match(r"\W*[A-Z][a-z]", text)}


def aside(node):
    """The parts of ``node`` that people don't read, or read in their language."""
    match node:
        case ast.Call() if re.fullmatch(r"words\.n?gettext|log\.\w+", ast.unparse(node.func)):
            return [node]
        case ast.Raise() | ast.Expr(value=ast.Constant()):  # errors, docstrings
            return [node]
        case ast.FunctionDef(returns=kind) | ast.AsyncFunctionDef(returns=kind) if kind:
            return [kind]
        case ast.arg(annotation=kind) | ast.AnnAssign(annotation=kind) if kind:
            return [kind]
    return []


def texts(tree):
    """Each text in ``tree``, and where it stands."""
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {(node.value, node.lineno, node.col_offset) for node in constants if isinstance(node.value, str)}


def test_what_is_not_looked_up_is_seen():
    source = """def say(words) -> "Reply":
        '''Docstring.'''
        log.info("Logged")
        return line(f"Hello {words.gettext('Looked up')}") + Button("« " + "Share", "t0")
    """
    assert unlooked(source) == {"Hello ", "Share"}


@pytest.mark.parametrize("module", SPEAKING)
def test_all_that_people_read_is_looked_up_in_the_catalogues(module):
    expected = NOT_TRANSLATED if module == "wording" else set()
    assert unlooked((BOT / f"{module}.py").read_text("utf-8")) == expected
