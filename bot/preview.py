"""What would be added? A draft's title, date, sections and problems, before anybody says yes."""

from collections import Counter
from collections.abc import Iterator

from bot import problems, wording
from bot.i18n import Words
from bot.render import Block, Run, line
from index import metadata
from index.drafts import Draft

_SECTIONS, _PROBLEMS = 20, 10  # that are listed
_WRITTEN = {"title": '"…"', "speaker": '"…"', "date": "YYYY-MM-DD"}  # in the metadata


def preview(draft: Draft, words: Words) -> Iterator[Block]:
    """The draft, for a terminal and for Telegram."""
    article = draft.article()
    yield line(wording.title(article, words), "heading")
    speakers = ", ".join(article.speakers) or words.gettext("the speaker is not known")
    yield Block((Run(speakers, "byline"),))
    if article.url:
        yield line(article.url, "link")
    count = len(article.statements)
    yield line(words.ngettext("{number} statement:", "{number} statements:", count))
    in_section = Counter(statement.section for statement in article.statements)
    topics = article.topics
    for topic in topics[:_SECTIONS]:
        heading = wording.bare(topic.heading or words.gettext("In short"))
        yield Block((Run(f"• {heading} – {in_section[topic.section]}"),))
    if len(topics) > _SECTIONS:
        more = len(topics) - _SECTIONS
        yield line(words.ngettext("and {number} more section", "and {number} more sections", more))
    found = draft.problems()
    if found:
        yield line(words.gettext("To look at:"), "verdict")
    for error in found[:_PROBLEMS]:
        yield Block((Run(f"• {problems.put(error, words)}"),))
    if len(found) > _PROBLEMS:
        yield line(words.ngettext("and {number} more", "and {number} more", len(found) - _PROBLEMS))


def missing(draft: Draft) -> list[str]:
    """What neither the text nor the metadata of ``draft`` tells: keys of the metadata."""
    article = draft.article()
    told = {"title": article.title, "speaker": article.speakers, "date": article.date}
    return [key for key, value in told.items() if not value]


def advice(draft: Draft, words: Words) -> Iterator[Block]:
    """How to tell what is missing, for who has no options to say it."""
    lacking, name = missing(draft), metadata.beside(draft.path).name
    if lacking:
        yield line(
            words.gettext(
                "What is missing can stand in a file {name} beside the article, once it is added:", name=name
            )
        )
    for key in lacking:
        yield line(f"{key} = {_WRITTEN[key]}")
