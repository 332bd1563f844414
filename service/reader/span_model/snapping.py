"""Rounds a span to what a person would mark: whole syllables, a figure with its unit, a name in full, a date with its year.

Offsets are code points into the sentence. General Vietnamese only; a span never leaves its sentence.
"""

import re

from corpus.text.fold import fold
from service.reader.spans import CURRENCY, SCALE, SURNAMES

_OPEN, _CLOSE = "([“‘«", ")]”’»"
_EDGE = " \t\n,;:.…!?-–—/"
_UNIT = re.compile(
    rf"\s*(?:{SCALE}\b\s*)*(?:{CURRENCY}|%|‰|(?:phần trăm|điểm phần trăm|độ C|°C)(?!\w)|(?:km|ha|m|cm|mm|kg|tấn|tạ|lít|MW|kWh|GW|m2|m3|m²|m³|km2|km²)(?!\w))"
    rf"|\s+{SCALE}(?!\w)"
)
_FIGURE_AT_END = re.compile(r"(?<![\w.,/-])\d[\d.,]*$")
_UNIT_AT_START = re.compile(rf"(?:{SCALE}|{CURRENCY}|%|phần trăm)(?!\w)|%")
_FIGURE_BEFORE = re.compile(r"(?<![\w.,/-])\d[\d.,]*\s*$")
_DAY_AT_END = re.compile(r"(?i)\b(?:ngày\s+\d{1,2}|tháng\s+\d{1,2}|(?:quý|quí)\s+[IV\d]+)$")
_MORE_DATE = re.compile(r"(?i)(?:\s+tháng\s+\d{1,2})?(?:\s*,?\s+năm\s+\d{4}|\s*[/-]\s*\d{4})|\s+tháng\s+\d{1,2}")
_NEXT_WORD = re.compile(r" (\w[\w’'-]*)")
_LAST_WORD = re.compile(r"(\w[\w’'-]*) $")


def snap(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The span rounded.

    >>> text = "Vốn đạt 15,6 tỷ đồng trong tháng 2 năm 2023."
    >>> [text[slice(*snap(text, *span))] for span in ((8, 10), (13, 20), (27, 34))]
    ['15,6 tỷ đồng', '15,6 tỷ đồng', 'tháng 2 năm 2023']
    """
    start, end = _whole_syllables(sentence, start, end)
    start, end = _trimmed(sentence, start, end)
    start, end = _with_unit(sentence, start, end)
    start, end = _full_name(sentence, start, end)
    if _DAY_AT_END.search(sentence, start, end) and (more := _MORE_DATE.match(sentence, end)):
        end = more.end()
    return _balanced(sentence, start, end)


def _whole_syllables(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return start, end


def _joined(text: str, at: int) -> bool:
    """Whether a cut at ``at`` would part a syllable or a number such as 1.115, 15,6 or 21/2."""
    left, right = text[at - 1], text[at]
    if left.isalnum() and right.isalnum():
        return True
    if left.isdigit() and right in ".,/" and at + 1 < len(text):
        return text[at + 1].isdigit()
    return left in ".,/" and right.isdigit() and at >= 2 and text[at - 2].isdigit()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and text[start] in _EDGE:
        start += 1
    while end > start + 1 and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _with_unit(text: str, start: int, end: int) -> tuple[int, int]:
    if _FIGURE_AT_END.search(text, start, end) and (unit := _UNIT.match(text, end)):
        end = unit.end()
    if _UNIT_AT_START.match(text, start, end) and (figure := _FIGURE_BEFORE.search(text, 0, start)):
        start = figure.start()
    return start, end


def _full_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Grows over capitalised neighbours, but never into the next person's name ("tỉnh Lâm Hà Nguyễn Văn A")."""
    words = text[start:end].split()
    if not words or not words[0][0].isupper() or not words[-1][0].isupper() or words[-1].isupper():
        return start, end
    while (behind := _NEXT_WORD.match(text, end)) and _goes_on(behind.group(1)):
        end = behind.end()
    while fold(words[0]) not in SURNAMES and (before := _LAST_WORD.search(text, 0, start)):
        if before.start() == 0 or not _capital(before.group(1)):
            break
        start = before.start()
        words = text[start:end].split()
    return start, end


def _goes_on(word: str) -> bool:
    return _capital(word) and fold(word) not in SURNAMES


def _capital(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a bracket or quotation mark whose partner is outside; with the partner where it stands right beside."""
    for opening, closing in zip(_OPEN, _CLOSE, strict=True):
        inside = text[start:end]
        if inside.count(opening) > inside.count(closing):
            if end < len(text) and text[end] == closing:
                end += 1
            elif inside.startswith(opening):
                start += 1
        elif inside.count(closing) > inside.count(opening):
            if start > 0 and text[start - 1] == opening:
                start -= 1
            elif inside.endswith(closing):
                end -= 1
    return start, end
