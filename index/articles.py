"""Where are the lead, the headings and the statements in a text? Pure: text in, Article out.

A text is read as blocks: a bullet with its wrapped lines, or a line (or paragraph) without a bullet.
Bullets are statements. What is not a bullet is a heading, a lead paragraph, a statement, or belongs
to the statement before it, and that is told by form and place, never by a fixed phrase. Every line
with a letter or a digit lands in exactly one of them.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, pairwise

from index import sentences
from index.analysis import language_of
from index.model import Article, Kind, Section, Span, Statement

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BULLET = re.compile(r"(?:[-–—*+](?=\s)|[•▪▫■□▶►●○◦‣⁃∙·➤➢✓✔]\ufe0f?)[\s\ufeff\u200b]*")
_ENDS_SENTENCE = re.compile(r"[.!?…;,][\"”»“’')\]]*$")
_ABOUT = re.compile(r"(?:on|about|regarding|о|об|обо|про|по)\s", re.IGNORECASE)
_ABOUT_KK = re.compile(r"\s(?:туралы|жөнінде|жайлы|бойынша):?$", re.IGNORECASE)
_HEADING_WORDS, _HEADING_LETTERS, _LABEL_WORDS = 14, 110, 5

_DATE_LINE = re.compile(r"[\s\ufeff]*date\s+(\d{4})-(\d{2})-(\d{2})(?!\d)", re.IGNORECASE)
_DATELINE = re.compile(
    r"""[\s\ufeff]*+
    (?P<city>[^\W\d_][^/,]{1,48}?)\s*+,\s*+
    (?:(?P<year_kk>\d{4})\s*+(?:жылғы|жылы|ж\.)\s*+)?
    (?:(?P<month>[^\W\d_]{3,10})\.?\s*+(?P<day>\d{1,2})|(?P<day_2>\d{1,2})\s*+(?P<month_2>[^\W\d_]{3,10})\.?)
    (?:\s*+,?\s*+(?P<year>\d{4})(?:\s*+(?:года?|г|жыл|ж)\b\.?)?)?
    \s*+[.,]?\s*+[–—-]?\s*+
    /\s*+(?P<agency>[^\W\d_][^/]{1,39}?)\s*+/
    (?:\s*+[.:,])?(?:\s*+[–—-](?=\s))?""",
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
    indented: bool
    apart: bool  # a blank line stands before it

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def labels(self) -> bool:
        """Ends in a colon: a heading, or the words before a quotation or a list."""
        return self.text.endswith(":")

    @property
    def short(self) -> bool:
        """One line of a heading's length."""
        fits = not self.bullet and len(self.text) <= _HEADING_LETTERS and self.words <= _HEADING_WORDS
        return fits and bool(_LINE.fullmatch(self.text))

    @property
    def names_subject(self) -> bool:
        """Reads "On …": no sentence of a report is put so shortly."""
        return self.short and bool(_ABOUT.match(self.text) or _ABOUT_KK.search(self.text))

    @property
    def quotes(self) -> bool:
        return self.text[0] in '"“«„'

    @property
    def ends_quoted(self) -> bool:
        return self.text.rstrip(".,!?…;")[-1] in '"”»“'

    @property
    def like_heading(self) -> bool:
        """Short, and not put as a sentence."""
        sentence = _ENDS_SENTENCE.search(self.text) or self.text[0].islower()
        return self.short and not sentence and not (self.quotes and self.ends_quoted)


def parse(body: str, name: str) -> Article:
    """Find the parts of ``body``. Any text will do: without a word in it there are no statements.

    What the text says about itself (date, city, agency, language) is taken from its first lines;
    the rest stays empty. ``name`` is the article's.
    """
    article, preamble = _read_preamble(Article(name, body, language_of(body), Span(0, 0), (), ()))
    paragraphs = _grouped(body, _lines(body), partial(_goes_on, preamble=preamble))
    plain_headings = any(block.like_heading and not block.labels for block in paragraphs[1:-1])
    blocks = _grouped(body, paragraphs, partial(_quotes_for, plain_headings=plain_headings))
    headings = _headings(blocks, article)
    lead = next((i for i, block in enumerate(blocks) if headings[i] or block.bullet), 0)
    sections: list[Section] = []
    statements: list[Statement] = []
    for number, block in enumerate(blocks):
        if headings[number]:
            sections.append(Section(block.span))
            continue
        # With neither headings nor bullets it is a transcript: its paragraphs are what was said.
        kind: Kind = "lead" if number < lead else "statement"
        section = len(sections) - 1 if sections else None
        said = _said(block.span, preamble)
        if not sentences.has_words(body, said):  # a dateline that stands alone
            said = block.span
        statements.append(Statement(kind, block.span, section, sentences.split(body, said)))
    return replace(article, sections=tuple(sections), statements=tuple(statements))


def _read_preamble(article: Article) -> tuple[Article, Sequence[Span]]:
    """``article`` with what its first lines say of it; where the date and the dateline stand."""
    body = article.body
    dated = _DATE_LINE.match(body)
    stop = dated.end() if dated else 0
    article = replace(article, dateline=Span(stop, stop), date=_date(*dated.groups()) if dated else None)
    # The dateline may stand under a title, or not at all.
    lines = [_DATELINE.match(body, *line.span()) for line in islice(_LINE.finditer(body, stop), 5)]
    for match in filter(None, lines):
        month = _MONTHS.get((match["month"] or match["month_2"])[:3].casefold())
        if month:
            dateline = Span(match.start("city"), match.end())
            day, year = match["day"] or match["day_2"], match["year"] or match["year_kk"]
            date = article.date or (_date(year, str(month), day) if year else None)
            article = replace(
                article, dateline=dateline, date=date, city=match["city"], source=match["agency"]
            )
            break
    return article, (Span(0, stop), article.dateline)


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _said(span: Span, preamble: Sequence[Span]) -> Span:
    """What of ``span`` stands after the date and the dateline in it."""
    start = max(span.start, *(part.stop for part in preamble if part.start < span.stop))
    return Span(min(start, span.stop), span.stop)


def _lines(body: str) -> Iterator[_Block]:
    end_of_previous_line = 0
    for line in _LINE.finditer(body):
        span = sentences.strip(body, Span(line.start(), line.end()))
        if sentences.has_words(body, span):
            marker = _BULLET.match(body, span.start, span.stop)
            content = Span(marker.end(), span.stop) if marker else span
            apart = body.count("\n", end_of_previous_line, span.start) > 1
            yield _Block(content, content.of(body), bool(marker), span.start > line.start(), apart)
            end_of_previous_line = line.end()


def _grouped(
    body: str, blocks: Iterable[_Block], belongs: Callable[[Sequence[_Block], _Block], bool]
) -> list[_Block]:
    """``blocks``, each made one with those after it that belong to it."""
    groups: list[list[_Block]] = []
    for block in blocks:
        if groups and belongs(groups[-1], block):
            groups[-1].append(block)
        else:
            groups.append([block])
    spans = [Span(group[0].span.start, group[-1].span.stop) for group in groups]
    return [
        replace(group[0], span=span, text=span.of(body), bullet=any(block.bullet for block in group))
        for group, span in zip(groups, spans, strict=True)
    ]


def _goes_on(lines: Sequence[_Block], line: _Block, *, preamble: Sequence[Span]) -> bool:
    """Whether ``line`` goes on with the sentence, the indented bullet, or the dateline before it."""
    before = lines[-1]
    said = _said(before.span, preamble)
    if said.start == said.stop:  # a dateline on a line of its own
        return not (line.bullet or (line.apart and line.like_heading))
    if line.bullet or line.apart or line.span.start == preamble[-1].start:
        return False
    unfinished = not _ENDS_SENTENCE.search(before.text) and not before.labels
    return (line.indented and lines[0].bullet) or (line.text[0].islower() and unfinished)


def _quotes_for(blocks: Sequence[_Block], block: _Block, *, plain_headings: bool) -> bool:
    """Whether a paragraph of quotation belongs to the line that announces it, or to the bullet before it."""
    before = blocks[-1]
    if block.bullet or not block.quotes or block.like_heading:
        return False
    if blocks[0].bullet:
        return True
    if before.labels:
        return not _is_label(before, plain_headings=plain_headings)
    return block.ends_quoted and not before.ends_quoted and not before.like_heading


def _is_label(block: _Block, *, plain_headings: bool) -> bool:
    """Whether a line that ends in a colon is a heading over a quotation, not its announcement."""
    short = not plain_headings and block.words <= _LABEL_WORDS
    return block.like_heading and (block.names_subject or short)


def _headings(blocks: Sequence[_Block], article: Article) -> list[bool]:
    """Which of ``blocks`` are headings; the last is none, as nothing stands under it."""
    bulleted = any(block.bullet for block in blocks)
    # Lines that stand right over a bullet, further down, show what this article's headings look like.
    labels = sum(block.labels and after.bullet for block, after in pairwise(blocks[1:]))
    found: list[bool] = []
    lead = True
    for block, after in pairwise(blocks):
        heading = block.span.start >= article.dateline.stop and (
            _ends_lead(block, after, article, bulleted=bulleted, labels=labels)
            if lead
            else block.like_heading or _put_as_sentence(block, after)
        )
        found.append(heading)
        lead = lead and not heading and not block.bullet
    return [*found, False]


def _put_as_sentence(block: _Block, after: _Block) -> bool:
    """A heading "On gas." or "Will prices rise?" over bullets; in the lead it could be a sentence."""
    question = block.text.endswith("?") and not block.quotes
    return block.short and after.bullet and (block.names_subject or question)


def _ends_lead(block: _Block, after: _Block, article: Article, *, bulleted: bool, labels: int) -> bool:
    """Whether the first line that looks like a heading is one, and not a lead line without its full stop."""
    if not block.like_heading or block.names_subject:
        return block.like_heading
    agency = article.source
    if agency and agency.casefold() in block.text.casefold():
        return False
    if not after.bullet:
        return not bulleted and not after.like_heading
    if block.labels and block.words > _LABEL_WORDS:
        return labels > 1
    return True
