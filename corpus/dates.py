"""Dates as Vietnamese pages and documents print them: alone on a line, stamped with a time, or before a headline.

Only whole dates count (day, month, year); one that no calendar has is no date. A date within a running sentence tells
when something happened, not when the text was published, and is never taken for that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2100
_LONGEST_LINE = 200  # code points of a line that can be a date line

_MONTHS = {
    name: month
    for month, names in enumerate(
        ("một|giêng", "hai", "ba", "tư|bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai|chạp"), 1
    )
    for name in names.split("|")
}
_MONTH = r"\d{1,2}|" + "|".join(sorted(_MONTHS, key=len, reverse=True))
_FORMS = (
    r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?=T\d|\D|$)",
    r"(?<![\d.,/-])(?P<d>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4})(?!\d|[-/]\d)",
    rf"(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>{_MONTH})\s*,?\s+(?:năm\s+)?(?P<y>\d{{4}})(?!\d)",
    rf"\btháng\s+(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})\s*,\s*(?P<y>\d{{4}})(?!\d)",
)
_DATES = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)

_TIME = r"\d{1,2}\s?(?::|h|g|giờ)\s?\d{2}(?:\s?(?::|phút)?\s?\d{0,2}(?:\.\d+)?)?(?:\s?(?:AM|PM|SA|CH)\b)?"
_ZONE = r"\(?\s?(?:GMT|UTC)\s?[+-]?\s?\d{0,2}(?::?\d{2})?\s?\)?|(?<=\d)Z\b|(?<=[\d \0])\+\d{2}:?\d{2}"
_WEEKDAY = r"\b(?:thứ\s?(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|T[2-7]|CN)\b"
_LABEL = (  # the short ones only where a date or time follows: "Đăng" is a name, too
    r"\b(?:ngày\s+(?:đăng|xuất\s+bản|cập\s+nhật|phát\s+hành|tạo)(?:\s+tin)?|đăng\s+(?:ngày|lúc|tải|vào)|đã\s+đăng"
    r"|cập\s+nhật(?:\s+lần\s+cuối)?|xuất\s+bản|thời\s+gian\s+đăng|published|posted|(?:last\s+)?updated"
    r"|(?:đăng|date|on|at)(?=\s*:?\s*(?:\0|\d)))\b"
)
_VIEWS = r"\b(?:lượt\s+(?:xem|đọc)|views?)\s*:?\s*[\d.,]+|[\d.,]+\s+(?:lượt\s+(?:xem|đọc)|views?)\b"
_SMALL = r"\b(?:lúc|vào|ngày|giờ|VN)\b"
_PLACE = re.compile(r"(?P<name>[^\W\d_][^\d,;:()]{1,30}),\s*(?i:ngày)\s+\Z")
_NOISE = "".join((" \t\xa0,;:.|/\\-–—•·()[]", "\u200b"))
_LEADING_LABEL = re.compile(rf"\s*(?:{_LABEL}\s*:?\s*)?(?:{_WEEKDAY}\s*,?\s*)?(?:ngày\s+)?", re.IGNORECASE)
_LEADING_TIME = re.compile(rf"(?:\s*(?:,|lúc|T|-|\|)?\s*(?:{_TIME}))?(?:\s*(?:{_ZONE}))?\s*[-–|:,]?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A date and where it stands (code points)."""

    start: int
    end: int
    day: date


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that says nothing but a date, and perhaps in ``rest`` a few words that may be a name or a publisher.

    ``stamped`` tells whether a time of day, a weekday, a label or a place marks it as a date of publication, ``timed``
    whether it is a time of day or a label ("Cập nhật lúc"), as pages print them and documents do not.
    """

    day: date
    rest: str
    stamped: bool
    timed: bool


def dates_in(text: str) -> list[Found]:
    """Every whole date of a text, in order."""
    found = sorted(_all_dates(text), key=lambda it: (it.start, -it.end))
    kept: list[Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def date_line(line: str) -> DateLine | None:
    """The date that a line consists of, or None where it says anything else than a date and up to six more words.

    >>> date_line("Thứ Sáu, 05/12/2025 11:28 (GMT+7)")
    DateLine(day=datetime.date(2025, 12, 5), rest='', stamped=True, timed=True)
    >>> date_line("Ngày 5/12/2025, tại Hà Nội đã diễn ra hội nghị.") is None
    True
    """
    dates = dates_in(line) if len(line) <= _LONGEST_LINE else []
    if not dates:
        return None
    left = line
    for one in reversed(dates):
        left = f"{left[: one.start]}\0{left[one.end :].removeprefix('T')}"
    place = _PLACE.match(left.split("\0")[0])
    if place and all(word[0].isupper() for word in place["name"].split()):
        left = left[place.end() :]
    else:
        place = None
    left, zones = re.subn(f"(?i){_ZONE}", "\0", left)
    left, times = re.subn(f"(?i){_TIME}", "\0", left)
    left, weekdays = re.subn(f"(?i){_WEEKDAY}", "\0", left)
    left, views = re.subn(f"(?i){_VIEWS}", "\0", left)
    left, labels = re.subn(f"(?i){_LABEL}", "\0", left)
    left = re.sub(f"(?i){_SMALL}", "\0", left)
    rests = [part.strip(_NOISE) for part in left.split("\0")]
    rests = [part for part in rests if part]
    several = len({one.day for one in dates}) > 1 or times > len(dates)
    if len(rests) > 1 or (several and not labels) or (rests and len(rests[0].split()) > 6):
        return None
    timed = bool(labels or times or zones or views)
    return DateLine(dates[0].day, rests[0] if rests else "", bool(timed or place or weekdays), timed)


def leading_date(line: str) -> tuple[date, int] | None:
    """The date stamp that a line opens with and where the words behind it start, or None.

    A bare ``ngày 5/12/2025 …`` opens many a running sentence, so the stamp needs a label, a time or the ISO form.

    >>> leading_date("date 2025-12-02 Một tiêu đề")
    (datetime.date(2025, 12, 2), 16)
    """
    dates = dates_in(line)
    if not dates:
        return None
    first = dates[0]
    before, after = _LEADING_LABEL.match(line), _LEADING_TIME.match(line, first.end)
    if not before or before.end() != first.start or not after or after.end() >= len(line):
        return None
    iso = line[first.start : first.start + 4].isdigit()
    stamped = iso or any(char.isdigit() for char in after.group()) or re.search(f"(?i){_LABEL}", before.group())
    return (first.day, after.end()) if stamped else None


def _all_dates(text: str) -> Iterator[Found]:
    for pattern in _DATES:
        for found in pattern.finditer(text):
            month = _MONTHS.get(" ".join(found["m"].lower().split()), 0) or int(found["m"])
            day = _day(int(found["y"]), month, int(found["d"]))
            if day:
                yield Found(found.start(), found.end(), day)


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
