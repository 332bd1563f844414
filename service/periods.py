"""The spans of time that a text names: days, months, quarters, parts of a year, years, ranges of years.

The finest name counts: "ngày 21 tháng 2 năm 2023" is one day, not also the year. A day or month without a year is of
``this_year`` where that is known.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = r"(?:19|20)\d\d(?!\d)"
_WORDS = {
    "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_LONGEST = 20  # years of a range; further apart two years are two dates
_OF_YEAR = rf"(?:\s*[-/.]\s*|\s*,?\s+(?:năm\s+)?)(?P<y>{_YEAR})"
_DAY = re.compile(
    rf"(?i)(?<![\d/.,-])(?P<d>\d{{1,2}})(?:\s*[-/.]\s*|\s+tháng\s+)(?P<m>\d{{1,2}})(?:{_OF_YEAR}|(?![\d/-]|[.,]\d|%))"
)
# Two numbers with a stroke may be a fraction or a score: without a year a word must say that they are a day.
_SAID_AS_DAY = re.compile(
    r"(?i)(?:\b(?:ngày|sáng|trưa|chiều|tối|đêm|hôm)\s+(?:\d{1,2}(?:/\d{1,2})?(?:\s*[-–,]\s*|\s+và\s+|\s+đến\s+))?\d{1,2}\s*[-/.]\s*\d{1,2}|tháng\s+\d{1,2})$"
)
_MONTH = re.compile(rf"(?i)\btháng\s+(?P<m>\d{{1,2}})(?:{_OF_YEAR}|(?![\d/-]|[.,]\d|\s+(?:tháng|năm\s+\d)\b))")
_QUARTER = re.compile(rf"(?i)\b(?:qu[ýí]|qú[yi])\s+(?P<q>iv|i{{1,3}}|[1-4])\b(?:{_OF_YEAR})?")
_FIRST_MONTHS = re.compile(
    rf"(?i)\b(?P<n>\d{{1,2}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})\s+tháng\s+(?P<end>đầu|cuối)"
    rf"\s+(?:của\s+)?(?=năm\b|{_YEAR})(?:năm\b\s*)?(?P<y>{_YEAR})?"
)
_RANGE = re.compile(
    rf"(?i)(?<!\d)(?P<y>{_YEAR})\s*(?:[-–]|đến|tới)\s*(?:(?:hết|cuối|đầu)\s+)?(?:năm\s+)?(?P<last>{_YEAR})"
)
_PART = re.compile(
    rf"(?i)(?<!\btừ )\b(?P<part>nửa đầu|nửa cuối|nửa sau|(?:những|các|mấy) tháng đầu|(?:những|các|mấy) tháng cuối|đầu|giữa|cuối)"
    rf"\s+(?:(?:năm\s+)?(?P<y>{_YEAR})|năm\s+nay\b)"
)
_PARTS = {"đầu": (1, 4), "giữa": (4, 9), "cuối": (9, 12), "nửa đầu": (1, 6), "nửa cuối": (7, 12), "nửa sau": (7, 12)}
_SOME_MONTHS = {"đầu": (1, 6), "cuối": (7, 12)}  # "những tháng đầu năm"
_ONE_YEAR = re.compile(rf"(?<!\d)(?P<y>{_YEAR})(?!/[^\W\d])")  # 98/2022/NQ is a number
# "Quý I và quý II năm 2025", "từ tháng 1 đến tháng 6/2024": the first is of the year of the second, and to "đến" a range.
_YEAR_BEHIND = re.compile(
    rf"(?i)\s*(?:[-–]|đến|tới|và)\s*(?:(?:hết|cuối)\s+)?(?:(?:ngày|tháng|quý)\s+)?(?:\d{{1,2}}|iv|i{{1,3}})"
    rf"(?:(?:\s*[-/.]\s*|\s+tháng\s+)\d{{1,2}})?{_OF_YEAR}"
)
_UP_TO = re.compile(r"(?i)\s*(?:[-–]|đến|tới)\s*(?:(?:hết|cuối)\s+)?(?:ngày\s+)?")
_RELATIVE = re.compile(
    r"(?i)(?<!\bcác )(?<!\bnhững )(?<!\bmấy )(?<!\d )\bnăm\s+(?P<which>nay|ngoái|trước)(?!\s+(?:đó|đây|khi|và))\b(?P<y>(?!))?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included; None: open on that side."""

    first: date | None
    last: date | None

    def meets(self, other: "Span") -> bool:
        """Whether they share a day.

        >>> year_of(2022).meets(Span(date(2022, 12, 31), None)), year_of(2022).meets(year_of(2023))
        (True, False)
        """
        return (self.first or date.min) <= (other.last or date.max) and (other.first or date.min) <= (
            self.last or date.max
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A span of time with the code points ``[start, end)`` that name it. ``whole_years``: it was named by years alone."""

    start: int
    end: int
    span: Span
    whole_years: bool = False


def year_of(year: int, last: int | None = None) -> Span:
    """A year, or all years from the first to the last."""
    return Span(date(year, 1, 1), date(last or year, 12, 31))


def spans_named(text: str, this_year: int | None = None) -> list[Named]:
    """What an NFC text names, in order; none lies in another.

    >>> [str(n.span.last) for n in spans_named("Sáng 21/2/2023 và quý I/2024, trong giai đoạn 2021-2025")]
    ['2023-02-21', '2024-03-31', '2025-12-31']
    """
    found: list[Named] = []
    for rule, read in _RULES:
        for match in rule.finditer(text):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            dated = match["y"] or ((behind := _YEAR_BEHIND.match(text, match.end())) and behind["y"])
            if rule is _DAY and not dated and not _SAID_AS_DAY.search(text[: match.start("d")] + match.group()):
                continue
            year = int(dated) if dated else this_year
            span = read(match, year) if year is not None else None
            if span is not None:
                found.append(Named(match.start(), match.end(), span, rule in (_RANGE, _ONE_YEAR)))
    return _joined(text, sorted(found, key=lambda one: one.start))


def _joined(text: str, found: Sequence[Named]) -> list[Named]:
    """With the two ends of a range of days or months as one: "từ tháng 1 đến tháng 6/2024"."""
    joined: list[Named] = []
    for one in found:
        first = joined[-1] if joined else None
        if first and not first.whole_years and not one.whole_years and _UP_TO.fullmatch(text, first.end, one.start):
            start, end = first.span.first, one.span.last
            if start and end and start <= end:
                joined[-1] = Named(first.start, one.end, Span(start, end))
                continue
        joined.append(one)
    return joined


def _day(match: re.Match[str], year: int) -> Span | None:
    try:
        day = date(year, int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    return Span(day, day)


def _month(match: re.Match[str], year: int) -> Span | None:
    return _months(year, int(match["m"]), int(match["m"]))


def _quarter(match: re.Match[str], year: int) -> Span | None:
    last = 3 * _QUARTERS.get(match["q"].lower(), 0)  # "quý ı" is none
    return _months(year, last - 2, last)


def _first_months(match: re.Match[str], year: int) -> Span | None:
    said = " ".join(match["n"].lower().split())
    count = _WORDS.get(said) or int(said)
    return _months(year, 1, count) if match["end"].lower() == "đầu" else _months(year, 13 - count, 12)


def _months(year: int, first: int, last: int) -> Span | None:
    if not 1 <= first <= last <= 12:
        return None
    return Span(date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1))


def _range(match: re.Match[str], year: int) -> Span | None:
    last = int(match["last"])
    return year_of(year, last) if year <= last <= year + _LONGEST else None


def _part(match: re.Match[str], year: int) -> Span | None:
    """ "Đầu năm 2023" has no sharp end: four months, which may be shared with what is said of the middle."""
    said = " ".join(match["part"].lower().split())
    first, last = _PARTS.get(said) or _SOME_MONTHS[said.rsplit(" ", 1)[-1]]
    return _months(year, first, last)


def _relative(match: re.Match[str], year: int) -> Span:
    """ "Năm ngoái" and "năm trước", seen from the year of the text."""
    return year_of(year - (match["which"].lower() != "nay"))


def _year(match: re.Match[str], year: int) -> Span:
    return year_of(year)


# The finer first: what they took is not looked at again.
_RULES: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str], int], Span | None]]] = (
    (_FIRST_MONTHS, _first_months),
    (_DAY, _day),
    (_MONTH, _month),
    (_QUARTER, _quarter),
    (_RANGE, _range),
    (_PART, _part),
    (_ONE_YEAR, _year),
    (_RELATIVE, _relative),
)
