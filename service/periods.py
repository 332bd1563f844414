"""The spans of time that a text names: days, months, quarters, parts of a year, years, ranges of years.

The finest name counts: "ngày 21 tháng 2 năm 2023" is one day, not also the year. A day or month without a year is of
``this_year`` where that is known.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.reader.spans import CURRENCY, SCALE, UPPER

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
_RELATIVE = re.compile(r"(?i)(?<!\d )\bnăm\s+(?P<which>nay|ngoái|trước)(?!\s+(?:đó|đây|khi|và))\b(?P<y>(?!))?")
# "Ba năm nay" are three years, "tháng ba năm nay", "lớp 10 năm nay" and "gấp ba năm trước" are of one; so is "một năm trước",
# but not "một năm nay".
_SEVERAL = re.compile(
    r"(?i)(?P<numbered>\b(?:tháng|qu[ýí]|qú[yi]|thứ|lớp|khối|đợt|vòng|kỳ|khóa|khoá|số|cấp|gấp)\s+)?"
    r"(?:\b(?:các|những|mấy|nhiều|vài|dăm|nửa|mọi|chục|(?<!phần )trăm|(?:mười|mươi)\s+(?:một|tư)|(?:mười\s+)?hai|ba|bốn|năm|lăm|sáu"
    r"|bảy|bẩy|tám|chín|mười|mươi|(?P<one>một))|(?<![\d/.,-])\d+(?:[.,]\d{3})*)\s+$"
)
# A number that measures or counts is no year, though it looks like one: "vốn 2000 tỷ đồng", "tăng lên đến 2000 lao động".
_SAID_AS_YEAR = re.compile(r"(?i)(?:\b(?:n[ăa]m|năm học|niên|giai đoạn|nhiệm k[ỳì]|thời k[ỳì]|tháng|quý)\s+|[\w/.])$")
_MEASURED = re.compile(
    rf"(?:\s*(?:[-–]|đến|tới)\s*\d[\d.,]*)?\s*(?:[%‰°]|{SCALE}|(?:{CURRENCY}|phần trăm|km[2²]?|m[23²³]?|ha|héc[ -]ta|hecta|kg|tạ|lít"
    r"|tấn(?! công\b)|MW|kWh|GW|TEU)(?!\w))"
)
_COUNTED = re.compile(
    rf"(?i)\s+(?:người(?!\s+(?:ta\b|(?-i:{UPPER})))|hộ|lao động|nhân khẩu|nhân viên|công nhân|cán bộ|học sinh|sinh viên|học viên|giáo viên|hội viên|đoàn viên"
    r"|đảng viên|đại biểu|khách|lượt|suất|phần quà|dự án|doanh nghiệp|cơ sở|căn|chiếc|con|cây|ca|vụ|giường|đơn vị|sản phẩm|hồ sơ|việc làm"
    r"|chỗ|vé|liều|cuốn|trang|thùng|mét|độ|lần|giờ|phút|ngày|tuần|năm(?!\s+(?:nào|nay|ngoái|trước|sau|tới|học|\d)\b)|tuổi)\b"
)
# Where one of these stands before it, a noun behind may begin what happened in that year: "từ 2013 người dân …".
_OF_A_TIME = re.compile(
    r"(?i)(?:\b(?:từ|hồi|trước|sau|vào|cuối|đầu|giữa|hết|qua|sang|riêng|hè|xuân|thu|đông|mùa|vụ|tết|lễ|dịch|khóa|khoá|kỳ|bản|luật|pháp|định"
    r"|quyết|ước)|(?:^|[,;.:(]\s*|\btính\s+)(?:đến|tới))\s+$|\d\s*[-–]\s*$"
)
_WORD_BEFORE = re.compile(r"(?<=\w )(\w+)\s+$")  # "World Cup 2023": not the first word of a sentence


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


def of_one_year(year: re.Match[str]) -> bool:
    """Whether "năm nay" or "năm trước" (its group ``which`` is the last word) is one year where it stands, not several.

    >>> year = re.compile(r"năm (?P<which>nay|ngoái|trước)")
    >>> [of_one_year(year.search(text)) for text in ("tháng 3 năm nay", "3 năm nay", "những năm trước")]
    [True, False, False]
    """
    several = _SEVERAL.search(year.string, 0, year.start())
    if several is None or several["numbered"]:
        return True
    return year["which"].lower() == "ngoái" or (several["one"] is not None and year["which"].lower() == "trước")


def counts(text: str, start: int, end: int) -> bool:
    """Whether the number ``text[start:end]``, which looks like a year, measures or counts something.

    >>> text = "Vốn 2000 tỷ, 2000 lao động; từ 2000 lao động đi"
    >>> [counts(text, match.start(), match.end()) for match in re.finditer("2000", text)]
    [True, True, False]
    """
    if _measures(text, start, end):
        return True
    if _SAID_AS_YEAR.search(text, 0, start) or _OF_A_TIME.search(text, 0, start):
        return False
    name = _WORD_BEFORE.search(text, 0, start)
    return _COUNTED.match(text, end) is not None and not (name and name[1][0].isupper())


def _measures(text: str, start: int, end: int) -> bool:
    return not _SAID_AS_YEAR.search(text, 0, start) and _MEASURED.match(text, end) is not None


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
    if not year <= last <= year + _LONGEST or _measures(match.string, match.start(), match.end()):
        return None
    return year_of(year, last)


def _part(match: re.Match[str], year: int) -> Span | None:
    """ "Đầu năm 2023" has no sharp end: four months, which may be shared with what is said of the middle."""
    said = " ".join(match["part"].lower().split())
    first, last = _PARTS.get(said) or _SOME_MONTHS[said.rsplit(" ", 1)[-1]]
    return _months(year, first, last)


def _relative(match: re.Match[str], year: int) -> Span | None:
    """ "Năm ngoái" and "năm trước", seen from the year of the text."""
    return year_of(year - (match["which"].lower() != "nay")) if of_one_year(match) else None


def _year(match: re.Match[str], year: int) -> Span | None:
    return None if counts(match.string, match.start(), match.end()) else year_of(year)


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
