"""The lines of a PDF's pages, and how they make paragraphs: pure geometry, without PDFium.

Lengths are points (1/72 inch), y grows upwards.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_EDGE = 3  # lines at the top and at the bottom of a page that may be a running head or foot
_REPEATED = 0.6  # share of the pages that such a line stands on
_FEW_LINES = 8  # a page with fewer tells too little about its margins
_MANY_LINES = 400  # a page with more is a drawing, and looking for columns takes quadratic time
_INDENT = 8.0
_SPACE = 0.2  # of the height of a line: the narrowest space between words
_GAP = 1.35  # times the usual distance of two lines: a new paragraph
_PAGE_NUMBER = re.compile(
    r"[-–—\s.|]*(?:(?:trang|page)\s*:?\s*)?\d{1,4}(?:\s*(?:/|của|of)\s*\d{1,4})?[-–—\s.|]*", re.IGNORECASE
)
_ITEM = re.compile(
    r"(?:[-–—+*•●▪◦\uf0b7]|\d{1,3}(?:\.\d{1,3})*[.)]|[a-zđ][.)]|[IVXLC]{1,6}\."
    r"|(?:Điều|Chương|Mục|Khoản|Phần|Phụ lục)\s+[\dIVXLC]+)(?:\s|$)"
)
_ENDED = re.compile(r"""[.!?:;…]["'”’)\]]*$""")
_SOFT_HYPHEN = "\ufffe"  # how PDFium marks a hyphen at the end of a line
_BROKEN_WORD = re.compile(r"[a-z]{3,}$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text, its box, how wide its first word is, and whether it is a row of cells ("a | b")."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    first_word: float
    is_row: bool = False

    @property
    def height(self) -> float:
        """Of the box, at least one point."""
        return max(self.top - self.bottom, 1.0)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page from top to bottom where they stand in one column; otherwise in the order of the file."""
    ordered = sorted(lines, key=lambda line: -line.top)
    for above, below in pairwise(ordered):
        shared = below.top - max(above.bottom, below.bottom)
        if shared > 0.5 * min(above.height, below.height):
            return list(lines)  # side by side: columns, or cells of a table
    return ordered


def without_edges(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without page numbers and without the heads and feet that most pages repeat."""
    if len(pages) < 2:
        return [list(page) for page in pages]
    edges = [_edges(page) for page in pages]
    seen = Counter(key for edge in edges for key in {_key(line) for line in edge})
    often = {key for key, count in seen.items() if count >= max(2, _REPEATED * len(pages))}
    kept: list[list[Line]] = []
    for page, edge in zip(pages, edges, strict=True):
        outer = _outermost(page)
        drop = {
            id(line)
            for line in edge
            if (_key(line) in often and any(char.isalpha() for char in line.text))
            or (line in outer and _PAGE_NUMBER.fullmatch(line.text.strip()))
        }
        kept.append([line for line in page if id(line) not in drop])
    return kept


def _edges(page: Sequence[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: -line.top)
    return ordered if len(ordered) <= 2 * _EDGE else ordered[:_EDGE] + ordered[-_EDGE:]


def _outermost(page: Sequence[Line]) -> list[Line]:
    return [max(page, key=lambda line: line.top), min(page, key=lambda line: line.bottom)] if page else []


def _key(line: Line) -> tuple[str, int]:
    """What a running head says and where it stands: the same on every page, but for numbers."""
    return re.sub(r"\d+", "#", " ".join(line.text.casefold().split())), round(line.bottom)


def paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The paragraphs of a document, over its pages.

    A line goes on in the next one if that one's first word had no room left on it; a short line ends a paragraph.
    """
    usual = median([_right_margin(page) for page in pages if page] or [0.0])
    text = ""
    before: Line | None = None
    margins = (0.0, 0.0)
    for page in pages:
        right = _right_margin(page) if len(page) >= _FEW_LINES else max(_right_margin(page), usual)
        pitch = _pitch(page)
        for at, line in enumerate(page):
            if before is not None and _goes_on(before, line, margins, pitch if at else None):
                text = _join(text, line.text)
            else:
                if text:
                    yield text.replace(_SOFT_HYPHEN, "-")
                text = line.text
            before, margins = line, (_left_margin(page, line), _column_right(page, line, right))
    if text:
        yield text.replace(_SOFT_HYPHEN, "-")


def _goes_on(line: Line, after: Line, margins: tuple[float, float], pitch: float | None) -> bool:
    """Whether ``after`` belongs to the paragraph of ``line``; ``pitch`` is None where a page lies between them."""
    left, right = margins
    if line.is_row or after.is_row or _ITEM.match(after.text) or (line.text.isupper() and not after.text.isupper()):
        return False
    ended = bool(_ENDED.search(line.text))
    distance = line.bottom - after.bottom
    if pitch and distance > _GAP * pitch and (ended or not after.text[:1].islower()):
        return False
    full = line.right + _SPACE * line.height + after.first_word > right
    if not full:
        return after.text[:1].islower() and not ended
    in_column = after.left < right
    return not (ended and in_column and after.left - left > _INDENT and line.left - left < after.left - left)


def _join(text: str, line: str) -> str:
    if text.endswith(_SOFT_HYPHEN):
        text = text[:-1]
        broken = _BROKEN_WORD.search(text) and line[:3].isascii() and line[:3].islower()
        return text + line if broken else f"{text}-{line}"
    if text.endswith("-") and text[-2:-1].isalnum():
        return text + line  # "2021-" and "2025", "Cô-" and "oét"
    return f"{text} {line}"


def _right_margin(page: Sequence[Line]) -> float:
    return max((line.right for line in page), default=0.0)


def _column(page: Sequence[Line], line: Line) -> list[Line]:
    """The lines of the page that stand above or below a line, not beside it."""
    if len(page) > _MANY_LINES:
        return list(page)
    return [
        other
        for other in page
        if other is line
        or min(line.right, other.right) - max(line.left, other.left)
        > 0.5 * min(line.right - line.left, other.right - other.left)
    ]


def _column_right(page: Sequence[Line], line: Line, right: float) -> float:
    """The right margin of the column of a line; a few lines over the whole page do not count."""
    rights = sorted(other.right for other in _column(page, line))
    if len(rights) == len(page):
        return right  # the only column
    return rights[-1] if len(rights) < _FEW_LINES else rights[int(0.95 * (len(rights) - 1))]


def _left_margin(page: Sequence[Line], line: Line) -> float:
    return min((other.left for other in _column(page, line)), default=line.left)


def _pitch(page: Sequence[Line]) -> float:
    """The usual distance of two lines of the page."""
    steps = [above.bottom - below.bottom for above, below in pairwise(page) if above.bottom > below.bottom]
    return median(steps) if steps else 0.0
