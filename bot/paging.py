"""Which statements of a section stand on a page? Pure: as many as a message has room for."""

from collections.abc import Iterator

from bot import wording
from bot.render import units
from index.model import Statement, Topic

_SECTION = 2800  # UTF-16 units of statements on a page, their bylines not counted


def pages(topic: Topic) -> Iterator[list[Statement]]:
    """The statements of ``topic``, page by page."""
    page: list[Statement] = []
    size = 0
    for statement in topic.statements:
        length = units(wording.quotation(topic.article, statement))
        if page and size + length > _SECTION:
            yield page
            page, size = [], 0
        page.append(statement)
        size += length
    yield page
