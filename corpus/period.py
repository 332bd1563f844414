"""The years that an undated text speaks of, so that an answer from it can say as of when it may hold."""

import re
from collections import Counter

from corpus.records import Period

FIRST_YEAR, LAST_YEAR = 1945, 2100
_SHARE = 1 / 3  # of all years that the text reports on, for one to be the year of the text

_YEAR = r"(?:19|20)\d{2}"
_RANGE = re.compile(rf"(?<![\d/.-])({_YEAR})\s?(?:-|–|—|đến(?: năm)?|tới(?: năm)?)\s?({_YEAR})(?![\d/])", re.IGNORECASE)
_DAY = re.compile(rf"(?<![\d/.-])\d{{1,2}}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?({_YEAR})(?!\d)")
_MONTH = re.compile(rf"(?<![\d/.-])(?:0?[1-9]|1[0-2])\s?[-/]\s?({_YEAR})(?![\d/-])")
_NAMED = re.compile(rf"\bnăm\s+(?:học\s+)?({_YEAR})(?!\d)", re.IGNORECASE)

# What stands right before a year that the text does not report on: the aim of a plan, or a start long ago.
_AIM_OR_START = re.compile(
    r"\b(?:đến|tới|trước|từ|tầm nhìn|so với|so với cùng kỳ|so cùng kỳ)(?:\s+(?:hết|cuối|đầu))?\s*\Z", re.IGNORECASE
)
# A law or resolution and what may stand between its name and its date or year, within one clause.
_LAW = re.compile(
    r"\b(?:luật|hiến pháp|pháp lệnh|nghị quyết|nghị định|thông tư|chỉ thị|quyết định|kết luận|công văn|thông báo|hiệp định|hiệp ước)\b"
    r"[^.;,\n]{0,80}\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\bsố:?\s*\d+[^\s,;]*(?:\s+ngày)?\s*\Z", re.IGNORECASE)
_CONTEXT = 100  # code points before a year that are looked at
# "(năm 2013)", "(thành lập năm 1967)": an aside about when something began.
_ASIDE = re.compile(rf"\((?:[^()\d]{{0,24}}\s)?năm\s+{_YEAR}\)", re.IGNORECASE)


def derived_period(text: str) -> Period | None:
    """The years that a text speaks of, or None where it does not dwell on any.

    ``first`` is the year that it most reports on as a single year ("năm 2023", "10-2019"; of equals the later one, or both where they follow each other).
    Years of laws and resolutions, asides in parentheses, aims ("đến năm 2030") and ends of ranges do not count. The
    year needs a third of all those mentions. ``last`` is the following year if the text speaks of it, too, by itself
    or as an aim or the end of a range or term, else ``first``. A text that only speaks of a range has that range.

    >>> derived_period("Trong năm 2023, xã trồng 40 ha rừng. Năm 2024, xã sẽ trồng thêm 15 ha.")
    Period(first=2023, last=2024)
    """
    ranges = [(int(first), int(last)) for first, last in _RANGE.findall(text)]
    bare = _RANGE.sub(lambda found: "\0" * len(found[0]), _ASIDE.sub(lambda found: "\0" * len(found[0]), text))
    counts: Counter[int] = Counter()
    for pattern in (_DAY, _MONTH, _NAMED):
        counts.update(_reported(bare, pattern))
        bare = pattern.sub(lambda found: "\0" * len(found[0]), bare)
    counts = Counter({year: count for year, count in counts.items() if FIRST_YEAR <= year <= LAST_YEAR})
    if not counts:
        return _range_alone(ranges)
    year = max(counts, key=lambda one: (counts[one], one))
    if counts[year] < _SHARE * counts.total():
        return None
    if counts[year - 1] == counts[year]:
        return Period(year - 1, year)
    aimed_at = re.search(rf"\b(?:đến|tới)\s+(?:hết\s+|cuối\s+)?năm\s+{year + 1}(?!\d)", text, re.IGNORECASE)
    follows = counts[year + 1] > 0 or aimed_at or any(last == year + 1 for _, last in ranges)
    return Period(year, year + 1 if follows else year)


def _reported(text: str, pattern: re.Pattern[str]) -> list[int]:
    years: list[int] = []
    for found in pattern.finditer(text):
        before = text[max(0, found.start() - _CONTEXT) : found.start()]
        if _LAW.search(before) or _NUMBERED.search(before):
            continue
        if pattern is _NAMED and _AIM_OR_START.search(before):
            continue
        years.append(int(found[1]))
    return years


def _range_alone(ranges: list[tuple[int, int]]) -> Period | None:
    """The range that a text most speaks of, if it speaks of ranges only (of equals the later one)."""
    counts = Counter((first, last) for first, last in ranges if FIRST_YEAR <= first < last <= LAST_YEAR)
    if not counts:
        return None
    first, last = max(counts, key=lambda one: (counts[one], one))
    return Period(first, last)
