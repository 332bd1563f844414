"""Rounds a span to what a person would mark: whole syllables, a figure with its unit, a name in full, a date with its year.

Offsets are code points into the sentence. General Vietnamese only; a span never leaves its sentence.
"""

import re
import unicodedata

from service.reader.span_model.naming import full_name, full_state
from service.reader.spans import CURRENCY, SCALE

_OPEN, _CLOSE = "([“‘«", ")]”’»"
_EDGE = " \t\n,;:.…!?-–—/"
_APOSTROPHES = "’'"
_ROUNDS = 8  # each step may open the way for another; more than three rounds were never needed

_MEASURE = (
    r"(?:phần trăm|điểm phần trăm|độ C|°C|km2|km²|km|m2|m3|m²|m³|m|ha|cm|mm|kg|tấn|tạ|lít|MW|kWh|GW"
    r"|mét(?: vuông| khối)?|héc ta|hecta)"
)
_END = rf"(?![\w{chr(0x300)}-{chr(0x36F)}])"  # neither a letter nor a mark over the last one
_PER = r"(?:/[^\W\d_]+)*"  # đồng/kg, %/năm
_UNIT = re.compile(rf"\s*(?:(?:{SCALE})\s*)*(?:(?:{CURRENCY}|{_MEASURE}){_END}|%|‰){_PER}|\s+(?:{SCALE}){_END}")
_UNIT_AT_START = re.compile(rf"(?:(?:{SCALE})|{CURRENCY}|phần trăm){_END}|%")
_ONE = r"\d(?:[\d.,]*\d)?"
_FIGURE = rf"(?<![\w.,/-])[-−]?{_ONE}(?:\s?[-–]\s?{_ONE})?"
_FIGURE_AT_END = re.compile(rf"{_FIGURE}$")
_FIGURE_BEFORE = re.compile(rf"{_FIGURE}\s*$")
_YEAR_AT_END = re.compile(r"(?i)\bnăm\s+(?:19|20)\d\d\s*$")
_SIGN_BEFORE = re.compile(r"[^\W\d_],?\s[-−]$")
_DAY_AT_END = re.compile(r"(?i)(?<!\w)(?:ngày\s+\d{1,2}|tháng\s+\d{1,2}|(?:quý|quí)\s+[IV\d]+)$")
_MORE_DATE = re.compile(
    r"(?i)(?:\s+tháng\s+\d{1,2})?(?:\s*,?\s+năm\s+\d{4}|\s*[/-]\s*\d{4})(?!\d)|\s+tháng\s+\d{1,2}(?!\d)"
)
_DAY_WORD = 8  # code points of "tháng " and some blanks
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}$")


def snap(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The span rounded.

    >>> text = "Vốn đạt 15,6 tỷ đồng trong tháng 2 năm 2023."
    >>> [text[slice(*snap(text, *span))] for span in ((8, 10), (13, 20), (27, 34))]
    ['15,6 tỷ đồng', '15,6 tỷ đồng', 'tháng 2 năm 2023']
    """
    for _ in range(_ROUNDS):
        before = start, end
        for step in (_whole_syllables, _trimmed, _with_unit, full_name, full_state, _whole_date, _balanced):
            start, end = step(sentence, start, end)
        if before == (start, end):
            break
    return start, end


def _whole_syllables(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    if text[start].isdigit() and _SIGN_BEFORE.search(text, max(0, start - 4), start):
        start -= 1
    return start, end


def _joined(text: str, at: int) -> bool:
    """Whether a cut at ``at`` would part a syllable or what is written as one: 1.115, 15,6, 21/2, 2021-2025, M’gar."""
    left, right = text[at - 1], text[at]
    if unicodedata.combining(right) or (left.isalnum() and right.isalnum()):
        return True
    if at + 1 < len(text) and _links(left, right, text[at + 1]):
        return True
    return at >= 2 and _links(text[at - 2], left, right)


def _links(one: str, mark: str, other: str) -> bool:
    """Whether a mark makes one thing of what stands on both sides of it."""
    if mark in ".,":
        return one.isdigit() and other.isdigit()
    if mark == "/":
        return one.isdigit() and (other.isdigit() or other.isupper())  # 31/2023/QĐ-UBND
    if mark in "-–":
        return (one.isalnum() and other.isdigit()) or (one.isupper() and other.isupper())  # COVID-19
    return mark in _APOSTROPHES and (one.isalpha() or bool(unicodedata.combining(one))) and other.isalpha()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and text[start] in _EDGE and not _is_sign(text, start):
        start += 1
    while end > start + 1 and text[end - 1] in _EDGE and not _INITIALS.search(text, max(start, end - 12), end):
        end -= 1
    return start, end


def _is_sign(text: str, at: int) -> bool:
    """Whether the dash makes a figure negative; one that begins the sentence is a bullet."""
    return text[at] in "-−" and text[at + 1].isdigit() and bool(_SIGN_BEFORE.search(text, max(0, at - 3), at + 1))


def _with_unit(text: str, start: int, end: int) -> tuple[int, int]:
    if (
        _FIGURE_AT_END.search(text, start, end)
        and not _YEAR_AT_END.search(text, 0, end)
        and (unit := _UNIT.match(text, end))
    ):
        end = unit.end()
    if (
        _UNIT_AT_START.match(text, start, end)
        and not _YEAR_AT_END.search(text, 0, start)
        and (figure := _FIGURE_BEFORE.search(text, 0, start))
    ):
        start = figure.start()
    return start, end


def _whole_date(text: str, start: int, end: int) -> tuple[int, int]:
    """A day, month or quarter with the month and year behind it; the word before its number comes along then."""
    day = _DAY_AT_END.search(text, max(0, start - _DAY_WORD), end)
    if day and (more := _MORE_DATE.match(text, end)):
        return min(start, day.start()), more.end()
    return start, end


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a bracket or quotation mark whose partner is outside; with the partner where it stands right beside."""
    for opening, closing in zip(_OPEN, _CLOSE, strict=True):
        inside = text[start:end]
        opened, closed = inside.count(opening), _closings(inside, closing)
        if opened > closed:
            if end < len(text) and text[end] == closing:
                end += 1
            elif inside.startswith(opening) and len(inside) > 1:
                start += 1
        elif closed > opened:
            if start > 0 and text[start - 1] == opening:
                start -= 1
            elif inside.endswith(closing) and len(inside) > 1:
                end -= 1
    return _plain_quotes(text, start, end)


def _closings(inside: str, closing: str) -> int:
    """How often the mark closes: ’ between letters is an apostrophe."""
    if closing not in _APOSTROPHES:
        return inside.count(closing)
    return len(re.findall(rf"{closing}(?![^\W\d_])", inside))


def _plain_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    if inside.count('"') % 2 == 0:
        return start, end
    if inside.startswith('"') and text[end : end + 1] == '"':
        return start, end + 1
    if inside.endswith('"') and start > 0 and text[start - 1] == '"':
        return start - 1, end
    if len(inside) > 1 and inside.startswith('"'):
        return start + 1, end
    if len(inside) > 1 and inside.endswith('"'):
        return start, end - 1
    return start, end
