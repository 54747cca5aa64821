"""What does the bot say about itself: what it answers from, how to ask it, what it keeps?"""

from collections.abc import Sequence
from typing import Literal

from bot import wording
from bot.i18n import LANGUAGES, Words, known
from bot.render import Block, line
from bot.reply import Button, Reply, said
from index.analysis import language_of
from index.model import Article, Language

_SUGGESTED = 3  # questions to tap


def start(articles: Sequence[Article], words: Words, *, public: bool = False) -> Reply:
    """What it answers from, newest of ``articles`` first, and in private questions to tap."""
    number = len(articles)
    known = [words.ngettext("I have {number} article.", "I have {number} articles.", number)]
    if number > 1:
        known.append(words.gettext("The newest:"))
    how = (
        words.gettext("Write /ask and your question. /topics shows what there is, /help how to ask.")
        if public
        else words.gettext(
            "Ask in your own words, or tap a question. /topics shows what there is, /help how to ask."
        )
    )
    blocks = (
        line(
            words.gettext(
                "I answer questions about what was said at talks: with the very words, or with an honest no."
            )
        ),
        line(" ".join(known)),
        line(wording.title(articles[0], words), "heading"),
        Block(),
        line(how),
    )
    return Reply(blocks, suggestions=() if public else _questions(articles, words)[:_SUGGESTED])


def _questions(articles: Sequence[Article], words: Words) -> tuple[str, ...]:
    """What may be asked: first in the reader's language, then of articles in it; each question once."""
    own_first = sorted(articles, key=lambda article: article.language != words.language)
    every = dict.fromkeys(question for article in own_first for question in article.questions)
    return tuple(sorted(every, key=lambda question: language_of(question) != words.language))


def usage(username: str, words: Words, *, public: bool = False) -> Reply:
    """How to ask: first where this is read, a group when it is ``public``, then everywhere else."""
    here_and_there = (
        (
            words.gettext("Here: write /ask and your question, mention me, or reply to me."),
            words.gettext("In a private chat with me: write a question in your own words."),
        )
        if public
        else (
            words.gettext("Here: write a question in your own words."),
            words.gettext("In a group: write /ask and your question, mention me, or reply to me."),
        )
    )
    lines = (
        *here_and_there,
        words.gettext("/ask as a reply to a message asks what stands in that message."),
        words.gettext(
            "In any chat: type @{username} and some words, then choose a statement.", username=username
        ),
        words.gettext(
            "What answers is bold. “Quoted” means spoken words, “as reported” the reporter's, "
            "“partly quoted” both."
        ),
        "",
        *(f"/{name} – {description}" for name, description in commands(words, group=public)),
    )
    return Reply(tuple(line(text) for text in lines))


def commands(words: Words, *, group: bool = False) -> list[tuple[str, str]]:
    """Each command that there is, and what it is for; in a group a question needs one, too."""
    listed = [
        ("topics", words.gettext("what was spoken about")),
        ("sources", words.gettext("the articles")),
        ("digest", words.gettext("digests of new articles")),
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
        words.gettext(
            "For digests I keep the number of the chat, when they come, what is wanted in them, "
            "and which were sent."
        ),
        words.gettext("Questions are answered on the computer that I run on and are sent nowhere else."),
    )
    return Reply(tuple(line(text) for text in lines))


def languages(words: Words) -> Reply:
    """Which languages there are to choose from."""
    buttons = tuple(Button(name, f"l{code}") for code, name in LANGUAGES.items())
    # Translators: name your own language, as it is called in the middle of a sentence.
    text = words.gettext("I speak English. Quotes stay in their own language.")
    return Reply((line(text),), (buttons,))


def language_chosen(data: str) -> Language | None:
    """The language that a button of `languages` stands for."""
    return known(data[1:]) if data[:1] == "l" else None


def no_words(words: Words) -> Reply:
    """For a question without a letter or a digit."""
    return said(words.gettext("I find no words in that. Please ask in words."))


def too_long(words: Words) -> Reply:
    """For a question longer than any that is answered."""
    return said(words.gettext("That is too long for a question. Please ask in up to 4,096 characters."))


def smalltalk(what: Literal["greeting", "thanks"], articles: Sequence[Article], words: Words) -> Reply:
    """For a greeting or a thank-you: a friendly word, and what to ask."""
    if what == "thanks":
        return said(words.gettext("You are welcome! Ask me whenever you want to know what was said."))
    example = next(iter(_questions(articles, words)), None)
    if example is None:
        return said(words.gettext("Hello! Ask me what was said at the talks."))
    return said(
        words.gettext("Hello! Ask me what was said at the talks, for instance: {example}", example=example)
    )


def how_to_ask(articles: Sequence[Article], words: Words) -> Reply:
    """For /ask without a question."""
    example = next(iter(_questions(articles, words)), "…")
    return said(words.gettext("Write your question after /ask: {example}", example=f"/ask {example}"))


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
