"""What does the bot say about itself: what it answers from, how to ask it, what it keeps?"""

from collections.abc import Sequence

from bot import wording
from bot.i18n import LANGUAGES, Words, known
from bot.render import Block, line
from bot.reply import Button, Reply, said
from index.model import Article, Language

_SUGGESTED = 3  # questions to tap


def start(articles: Sequence[Article], words: Words) -> Reply:
    """What it answers from, newest of ``articles`` first, and questions to tap."""
    number = len(articles)
    known = [words.ngettext("I know {number} article.", "I know {number} articles.", number)]
    if number > 1:
        known.append(words.gettext("The newest:"))
    blocks = (
        line(
            words.gettext(
                "I answer questions about what was said at talks: with the very words, or with an honest no."
            )
        ),
        line(" ".join(known)),
        line(wording.title(articles[0], words), "heading"),
        Block(),
        line(
            words.gettext(
                "Ask in your own words, or tap a question. /topics shows what there is, /help how to ask."
            )
        ),
    )
    questions = dict.fromkeys(question for article in articles for question in article.questions)
    return Reply(blocks, suggestions=tuple(questions)[:_SUGGESTED])


def usage(username: str, words: Words) -> Reply:
    """How to ask, everywhere."""
    lines = (
        words.gettext("Here: write a question in your own words."),
        words.gettext("In a group: write /ask and your question, mention me, or reply to me."),
        words.gettext("/ask as a reply to a message asks what stands in that message."),
        words.gettext(
            "In any chat: type @{username} and some words, then choose a statement.", username=username
        ),
        words.gettext("What answers is bold. “Quoted” means spoken words, “as reported” the reporter's."),
        "",
        *(f"/{name} – {description}" for name, description in commands(words)),
    )
    return Reply(tuple(line(text) for text in lines))


def commands(words: Words, *, group: bool = False) -> list[tuple[str, str]]:
    """Each command that there is, and what it is for; in a group a question needs one, too."""
    listed = [
        ("topics", words.gettext("what was spoken about")),
        ("sources", words.gettext("the articles")),
        ("lang", words.gettext("my language")),
        ("help", words.gettext("how to ask")),
        ("privacy", words.gettext("what I keep")),
    ]
    if group:
        return [("ask", words.gettext("ask what was said")), *listed]
    return [*listed, ("start", words.gettext("from the beginning"))]


def privacy(words: Words) -> Reply:
    """What is kept: next to nothing."""
    lines = (
        words.gettext("I keep no questions, no messages and no names, and my logs hold none."),
        words.gettext("I keep the language that was chosen with /lang, under the number of the chat."),
        words.gettext("Questions are answered on the computer that I run on and are sent nowhere else."),
    )
    return Reply(tuple(line(text) for text in lines))


def languages(words: Words) -> Reply:
    """Which languages there are to choose from."""
    buttons = tuple(Button(name, f"l{code}") for code, name in LANGUAGES.items())
    text = words.gettext(
        "I speak {language}. Quotes stay in their own language.", language=LANGUAGES[words.language]
    )
    return Reply((line(text),), (buttons,))


def language_chosen(data: str) -> Language | None:
    """The language that a button of `languages` stands for."""
    return known(data[1:]) if data[:1] == "l" else None


def not_a_question(words: Words) -> Reply:
    """For what can't be asked: nothing, no words, too many."""
    return said(words.gettext("Please ask in words, in up to 4,096 characters."))


def how_to_ask(articles: Sequence[Article], words: Words) -> Reply:
    """For /ask without a question."""
    examples = (question for article in articles for question in article.questions)
    return said(
        words.gettext("Write your question after /ask: {example}", example=f"/ask {next(examples, '…')}")
    )


def unknown_command(words: Words) -> Reply:
    """For a command that there isn't, in a private chat."""
    return said(words.gettext("I don't know this command. /help shows what I can do."))


def only_text(words: Words) -> Reply:
    """For a photo, a voice message and the like, in a private chat."""
    return said(words.gettext("I can only read text. Please write your question."))


def too_fast(words: Words) -> Reply:
    """The one word when somebody asks faster than the limit."""
    return said(words.gettext("One moment, please: that was a lot of questions. Ask again in a minute."))


def failed(reference: str, words: Words) -> Reply:
    """When something went wrong on our side; ``reference`` stands in the operator's log too."""
    return said(
        words.gettext(
            "Something went wrong on my side. Please try again; if it stays, tell my operator “{reference}”.",
            reference=reference,
        )
    )


def changed(words: Words) -> Reply:
    """For a button or a link whose words aren't there any more."""
    return said(words.gettext("The article has changed since. Please ask again."))


def only_admins(words: Words) -> Reply:
    """For a setting of a group that somebody else pressed."""
    return said(words.gettext("In a group only administrators choose the language."))
