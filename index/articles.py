"""Where are the lead, the headings and the statements in a text? Pure: text in, Article out.

A text is read as blocks: a bullet with its wrapped lines, or a line (or paragraph) without a bullet.
Bullets are statements. What is not a bullet is a heading, a lead paragraph, a statement, or belongs
to the statement before it, and that is told by form and place, never by a fixed phrase. Every line
with a letter or a digit lands in exactly one of them.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index import sentences
from index.analysis import language_of
from index.model import Article, Kind, Section, Span, Statement

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BULLET = re.compile(r"(?:[-–—*+](?=\s)|[•▪▫■□▶►●○◦‣⁃∙·➤➢✓✔](?!\w{0,2}\d)\ufe0f?)[\s\ufeff\u200b]*")
_QUOTE_MARKS = "\"“”«»„'‘’"
_ENDS_SENTENCE = re.compile(r"[.!?…;,][\"”»“’')\]]*$")
_ABOUT = re.compile(r"(?:on|about|regarding|о|об|обо|про|по)\s", re.IGNORECASE)
_ABOUT_KK = re.compile(r"\s(?:туралы|жөнінде|жайлы|бойынша):?$", re.IGNORECASE)
_HEADING_WORDS, _HEADING_LETTERS, _LABEL_WORDS = 14, 110, 5

_DATE_LINE = re.compile(r"[\s\ufeff]*date\s+(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)\s*", re.IGNORECASE)
_DATELINE = re.compile(
    r"""[\s\ufeff]*
    (?P<city>[^\W\d_][^\n\r/,]{1,48}?)\s*,\s*
    (?:(?P<year_kk>\d{4})\s*(?:жылғы|жылы|ж\.)\s*)?
    (?:(?P<month>[^\W\d_]{3,10})\.?\s*(?P<day>\d{1,2})|(?P<day_2>\d{1,2})\s*(?P<month_2>[^\W\d_]{3,10})\.?)
    (?:\s*,?\s*(?P<year>\d{4})(?:\s*(?:года|год|г\.?))?)?
    \s*[.,]?\s*[–—-]?\s*
    /\s*(?P<agency>[^/\n\r]{2,40}?)\s*/
    \s*[.:,]?\s*(?:[–—-]\s+)?""",
    re.VERBOSE,
)
# The first three letters tell a month in English, Russian and Kazakh, abbreviated or not.
_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
        "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел",
    )
    for number, name in enumerate(names.split(), start=1)
}


@dataclass(frozen=True, slots=True)
class _Block:
    span: Span  # without the bullet
    text: str
    bullet: bool

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def labels(self) -> bool:
        """Ends in a colon: a heading, or the words before a quotation or a list."""
        return self.text.endswith(":")

    @property
    def names_subject(self) -> bool:
        """Reads "On …": no sentence of a report is put so shortly."""
        about = _ABOUT.match(self.text) or _ABOUT_KK.search(self.text)
        return bool(about) and self.words <= _HEADING_WORDS

    @property
    def quotes(self) -> bool:
        return self.text[0] in '"“«„'

    @property
    def wholly_quoted(self) -> bool:
        return self.quotes and self.text.rstrip(".,!?…;")[-1] in '"”»“'

    @property
    def like_heading(self) -> bool:
        """Short, one line, and not put as a sentence."""
        return (
            not self.bullet
            and self.words <= _HEADING_WORDS
            and len(self.text) <= _HEADING_LETTERS
            and "\n" not in self.text
            and not _ENDS_SENTENCE.search(self.text)
            and not self.wholly_quoted
            and not self.text[0].islower()
        )


def parse(body: str, name: str) -> Article:
    """Find the parts of ``body``. Any text will do: without a word in it there are no statements.

    What the text says about itself (date, city, agency, language) is taken from its first lines;
    the rest stays empty. ``name`` is the article's.
    """
    article = _read_dateline(Article(name, body, language_of(body), Span(0, 0), (), ()))
    blocks = _quotations_joined(list(_blocks(body, article.dateline)))
    headings = _headings(blocks, article)
    first = headings.index(True) if True in headings else len(blocks)
    first_bullet = next((i for i, block in enumerate(blocks) if block.bullet), len(blocks))
    lead = min(first, first_bullet)
    if lead == len(blocks):  # neither headings nor bullets: a transcript, its paragraphs are what was said
        lead = 0
    sections: list[Section] = []
    statements: list[Statement] = []
    for number, block in enumerate(blocks):
        if headings[number]:
            sections.append(Section(block.span))
            continue
        kind: Kind = "lead" if number < lead else "statement"
        said = Span(max(block.span.start, min(article.dateline.stop, block.span.stop)), block.span.stop)
        section = len(sections) - 1 if sections else None
        statements.append(Statement(kind, block.span, section, sentences.split(body, said)))
    return replace(article, sections=tuple(sections), statements=tuple(statements))


def _read_dateline(article: Article) -> Article:
    body = article.body
    stop, date, city, agency = 0, None, None, None
    if match := _DATE_LINE.match(body):
        stop, date = match.end(), _date(match["iso"][:4], match["iso"][5:7], match["iso"][8:])
    # It may stand under a title, or not at all.
    starts = [stop, *(line.start() for line in _LINE.finditer(body, stop))][:6]
    for match in filter(None, (_DATELINE.match(body, start) for start in starts)):
        month = _MONTHS.get((match["month"] or match["month_2"])[:3].casefold())
        if not month:
            continue
        stop, city, agency = match.end(), match["city"], match["agency"]
        day, year = match["day"] or match["day_2"], match["year"] or match["year_kk"]
        if date is None and year:
            date = _date(year, str(month), day)
        break
    return replace(article, dateline=Span(0, stop), date=date, city=city, source=agency)


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _blocks(body: str, dateline: Span) -> Iterator[_Block]:
    """Bullets and paragraphs in order; the dateline's lines belong to the paragraph that it opens."""
    pending: _Block | None = None
    end_of_previous_line = 0
    for line in _LINE.finditer(body):
        span = sentences.strip(body, Span(line.start(), line.end()))
        if not sentences.has_words(body, span):
            continue
        marker = _BULLET.match(body, span.start, span.stop)
        content = Span(marker.end(), span.stop) if marker else span
        gap = body.count("\n", end_of_previous_line, span.start) > 1
        end_of_previous_line = line.end()
        block = _Block(content, content.of(body), bullet=bool(marker))
        indented = span.start > line.start()
        if pending and (
            pending.span.stop <= dateline.stop or (not gap and _wraps(pending, block, indented=indented))
        ):
            whole = Span(pending.span.start, content.stop)
            pending = _Block(whole, whole.of(body), pending.bullet)
            continue
        if pending:
            yield pending
        pending = block
    if pending:
        yield pending


def _wraps(before: _Block, block: _Block, *, indented: bool) -> bool:
    """Whether ``block`` goes on with the sentence, or the indented bullet, of the line before it."""
    if block.bullet:
        return False
    unfinished = not _ENDS_SENTENCE.search(before.text) and not before.labels
    return (indented and before.bullet) or (block.text[0].islower() and unfinished)


def _quotations_joined(blocks: Sequence[_Block]) -> list[_Block]:
    """A paragraph of quotation belongs to the line that announces it, or to the bullet before it."""
    plain_headings = any(b.like_heading and not b.labels for b in blocks[1:-1])
    joined: list[_Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if before and block.quotes and not block.bullet and not block.like_heading:
            announced = before.labels and not _is_label(before, plain_headings=plain_headings)
            orphan = (
                block.wholly_quoted and not before.like_heading and not before.text.endswith(tuple('"”»'))
            )
            if announced or before.bullet or (orphan and not before.labels):
                whole = Span(before.span.start, block.span.stop)
                gap = " " * (block.span.start - before.span.stop)
                joined[-1] = _Block(whole, before.text + gap + block.text, before.bullet)
                continue
        joined.append(block)
    return joined


def _is_label(block: _Block, *, plain_headings: bool) -> bool:
    """Whether a line that ends in a colon is a heading over a quotation, not its announcement."""
    if block.bullet or not block.like_heading:
        return False
    return block.names_subject or (not plain_headings and block.words <= _LABEL_WORDS)


def _headings(blocks: Sequence[_Block], article: Article) -> list[bool]:
    bulleted = any(block.bullet for block in blocks)
    # Lines that stand right over a bullet, further down, show what this article's headings look like.
    later_labels = [b for b, after in pairwise(blocks[1:]) if b.labels and after.bullet]
    found: list[bool] = []
    lead = True
    for number, block in enumerate(blocks):
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        heading = after is not None and block.span.start >= article.dateline.stop
        heading = heading and (block.like_heading or _put_as_sentence(block, after, lead=lead))
        if heading and after is not None and lead:
            heading = _ends_lead(block, after, article, bulleted=bulleted, labels=len(later_labels))
        found.append(heading)
        lead = lead and not heading and not block.bullet
    return found


def _put_as_sentence(block: _Block, after: _Block | None, *, lead: bool) -> bool:
    """A heading "On gas." or "Will prices rise?" over bullets; in the lead it could be a sentence."""
    short = not lead and not block.bullet and block.words <= _HEADING_WORDS
    question = block.text.endswith("?") and not block.quotes
    return short and after is not None and after.bullet and (block.names_subject or question)


def _ends_lead(block: _Block, after: _Block, article: Article, *, bulleted: bool, labels: int) -> bool:
    """Whether the first line that looks like a heading is one, and not a lead line without its full stop."""
    if block.names_subject:
        return True
    agency = article.source
    if agency and agency.casefold() in block.text.casefold():
        return False
    if not after.bullet:
        return not bulleted and not after.like_heading
    if block.labels and block.words > _LABEL_WORDS:
        return labels > 1
    return True
