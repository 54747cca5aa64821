"""Which parts of a statement are sentences, and which of those are somebody's spoken words?

Libraries that split sentences keep a quotation in one piece; here the sentence inside the quotation
is what answers, so the rules are our own: they never touch the text and return only spans.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.model import Sentence, Span

# What opens, with all that closes it: people type one curly mark and one straight.
_CLOSES = {"«": "»", "“": '”"', "„": '“”"', '"': '"”'}
_STRAIGHT = '"'
_MARK = re.compile('["«»“”„]')

# A full stop after these ends no sentence: titles, months, units and the like that precede a capital.
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof gen col lt sgt sen rep gov rev st mt ft approx vs inc ltd co corp
    jr sr jan feb mar apr jun jul aug sep sept oct nov dec bln mln tn cf eg ie al
    г гг в вв н э т д п пп стр ст им ул пр пер пл д обл р с м см км кв тыс млн млрд трлн руб коп долл
    проф акад ген полк янв фев февр мар апр авг сен сент окт ноя нояб дек тов гр др англ рус каз лат ред
    ж жж б ғ
    """.split()
)
_BEFORE_NUMBER = frozenset(("no", "nos", "vol", "fig", "art"))

_END = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]++)[\"”»“’)\]]*+(?:\s++|$)"  # a sentence ends
    r"|:\s*+(?=[\"“«„][^\W_])"  # a quotation is announced
    r"|(?<!\s)[^\S\n]*+\n\s*+(?=[\"“«„])"  # a quotation on a line of its own
)
# «It is ours, — she said. — It is new»: Russian and Kazakh keep the reporter's words between the marks.
_ATTRIBUTION = re.compile(r"[,!?…]\s*+[—–]\s+[a-zа-яёәғқңөұүһі]")
_LONG = 200  # code points from which a sentence has clauses that stand alone
_CLAUSE = 40  # code points that each of them has at least
_SEMICOLON = re.compile(r"(?P<entity>&#?\w{1,31};)|;\s++")  # "&amp;" ends nothing
_BEGINS = re.compile(r"[\"“«„(\[—–-]*\s*[^\W_]")
_LAST_WORD = re.compile(r"(?P<dotted>(?:[^\W\d_]\.\s?)*)(?P<word>[^\W\d_]+)$")


def quotations(body: str, span: Span) -> tuple[list[Span], bool]:
    """The insides of the outermost quotation marks within ``span``, and whether all were closed.

    Curly, angle and low marks nest; a straight mark opens or closes by what stands beside it. A
    quotation that is never closed ends with the one around it, or runs to the end of ``span``
    (articles are cut), unless another one was closed inside it; a closing mark that nothing opened
    is passed over.
    """
    found: list[Span] = []
    balanced = True
    # Each open mark: the character, where it stands, whether a pair was closed inside it.
    open_marks: list[tuple[str, int, bool]] = []
    for at in (mark.start() for mark in _MARK.finditer(body, span.start, span.stop)):
        mark = body[at]
        opens = _opens(body, span, at) if mark == _STRAIGHT else mark in _CLOSES
        depth = 0 if opens and mark == _STRAIGHT else _depth_closed(mark, open_marks)
        if depth:
            balanced = balanced and depth == 1
            start = open_marks[-depth][1]
            del open_marks[-depth:]
            if open_marks:
                outer, outer_start, _ = open_marks[-1]
                open_marks[-1] = (outer, outer_start, True)
            else:
                found.append(Span(start + 1, at))
        elif opens:
            # Of a quotation in several paragraphs each is opened, and only the last one closed.
            if len(open_marks) == 1 and open_marks[0][0] == mark and body[at - 1] == "\n":
                found.append(Span(open_marks.pop()[1] + 1, at))
            open_marks.append((mark, at, False))
        else:
            balanced = False
    if open_marks:
        balanced = False
        _, start, closed_inside = open_marks[-1]
        if not closed_inside:
            found.append(Span(start + 1, span.stop))
    return found, balanced


def _depth_closed(mark: str, open_marks: Sequence[tuple[str, int, bool]]) -> int:
    """How many of the innermost open marks, three at most, end where ``mark`` closes one; else 0."""
    nearest = enumerate(reversed(open_marks[-3:]), start=1)
    return next((depth for depth, (opening, _, _) in nearest if mark in _CLOSES[opening]), 0)


def _opens(body: str, span: Span, at: int) -> bool:
    before = body[at - 1] if at > span.start else " "
    after = body[at + 1] if at + 1 < span.stop else " "
    return not after.isspace() and not before.isalnum() and before not in ".,!?…%)”»"


def split(body: str, span: Span) -> tuple[Sentence, ...]:
    """The sentences within ``span``, in order, or the clauses of long ones; there is at least one.

    A sentence that stands wholly inside quotation marks is ``spoken``, and its span leaves the marks
    out; one that mixes the reporter's words with quoted ones is the reporter's.
    """
    quoted, _ = quotations(body, span)
    clauses = (clause for piece in _pieces(body, span) for clause in _clauses(body, piece))
    sentences = [_sentence(body, clause, quoted) for clause in clauses]
    return tuple(sentences) or (Sentence(span, spoken=False),)


def _pieces(body: str, span: Span) -> Iterator[Span]:
    start = wordless = span.start  # no word stands between the two
    for end in _END.finditer(body, span.start, span.stop):
        if end["stop"] and not _ends_sentence(body, span, end):
            continue
        if has_words(body, Span(wordless, end.end())):
            yield strip(body, Span(start, end.end()))
            start = end.end()
        wordless = end.end()
    if has_words(body, Span(wordless, span.stop)):
        yield strip(body, Span(start, span.stop))


def _clauses(body: str, piece: Span) -> Iterator[Span]:
    """A sentence, or of a long one what stands between semicolons: each of them tells a thing of its own.

    What is short is an item of a list, which says nothing alone; so are all that a colon announces.
    """
    start = piece.start
    found = _SEMICOLON.finditer(body, piece.start, piece.stop)
    ends = [semicolon.end() for semicolon in found if not semicolon["entity"]]
    ends = [end for end in ends if has_words(body, Span(end, piece.stop))]
    if ends and piece.stop - piece.start > _LONG and ":" not in body[piece.start : ends[0]]:
        clauses = [Span(*ends_of) for ends_of in pairwise([piece.start, *ends, piece.stop])]
        if all(clause.stop - clause.start >= _CLAUSE and has_words(body, clause) for clause in clauses):
            yield from (strip(body, clause) for clause in clauses[:-1])
            start = ends[-1]
    yield strip(body, Span(start, piece.stop))


def _ends_sentence(body: str, span: Span, end: re.Match[str]) -> bool:
    following = _BEGINS.match(body, end.end(), span.stop)
    if following and following[0][-1].islower():
        return False
    if end["stop"] != ".":
        return True
    word = _LAST_WORD.search(body, max(span.start, end.start() - 20), end.start())
    if not word or end.end() == span.stop:
        return True
    folded = word["word"].casefold()
    if folded in _BEFORE_NUMBER:
        return not (following and following[0][-1].isdigit())
    one_letter = len(word["word"]) == 1 and (word["word"].isupper() or bool(word["dotted"]))
    return not one_letter and folded not in _ABBREVIATIONS


def abbreviates(word: str) -> bool:
    """Whether a full stop behind ``word`` may end no sentence."""
    return len(word) == 1 or word.casefold() in _ABBREVIATIONS


def _sentence(body: str, piece: Span, quoted: Sequence[Span]) -> Sentence:
    first = next(at for at in range(piece.start, piece.stop) if body[at].isalnum())
    last = next(at for at in reversed(range(piece.start, piece.stop)) if body[at].isalnum())
    number = bisect_right(quoted, first, key=lambda quotation: quotation.start) - 1
    reported = _ATTRIBUTION.search(body, piece.start, piece.stop)
    if number < 0 or quoted[number].stop <= last or reported:
        return Sentence(piece, spoken=False)
    inside = Span(max(piece.start, quoted[number].start), min(piece.stop, quoted[number].stop))
    return Sentence(strip(body, inside), spoken=True)


def strip(body: str, span: Span) -> Span:
    """``span`` without the white space and invisible marks at its ends."""
    text = span.of(body)
    left = len(text) - len(text.lstrip(_INVISIBLE))
    right = len(text.rstrip(_INVISIBLE))
    return Span(span.start + min(left, right), span.start + right)


def has_words(body: str, span: Span) -> bool:
    """Whether a letter or a digit stands in ``span``."""
    return any(map(str.isalnum, span.of(body)))


# Everything str.strip() strips, and the invisible marks that files and chats bring along.
_INVISIBLE = (
    "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
)
