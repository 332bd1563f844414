"""When a sentence holds: the date as of which what it says is true."""

import re
from datetime import date

from corpus.records import Article

_END_OF = re.compile(
    r"(?i)\b(?:(?:lũy kế|tính|cộng dồn)\s+)?(?:đến|tới)\s+(?:hết\s+|cuối\s+|ngày\s+|nay\s+)?"
    r"(?:(?P<d>\d{1,2})[/.-])?(?:(?:tháng\s+)?(?P<m>\d{1,2})\s*[-/]\s*|năm\s+)(?P<y>(?:19|20)\d\d)"
)
_WITHIN = re.compile(r"(?i)\b(?:giai đoạn|nhiệm kỳ|các năm)\s+(?:19|20)\d\d\s*[-–]\s*(?P<y>(?:19|20)\d\d)")
_IN_YEAR = re.compile(r"(?i)(?<!\()\b(?:trong|riêng|của|vào|cả|hết)?\s*năm\s+(?P<y>(?:19|20)\d\d)(?!\s*\))")


def holds_at(article: Article, sentence: str) -> date | None:
    """The date as of which a sentence holds; None if neither it nor its article tells.

    An explicit period of the sentence ("đến hết năm 2022", "giai đoạn 2021-2025", "năm 2023") counts by its last day,
    but never beyond the day the article was published; else that day; else the end of the first year of the period that
    was derived for an undated article.
    """
    written = article.published or (date(article.period.last, 12, 31) if article.period else None)
    explicit = _explicit(sentence)
    if explicit and written:
        return min(explicit, written)
    if explicit:
        return explicit
    return article.published or (date(article.period.first, 12, 31) if article.period else None)


def _explicit(sentence: str) -> date | None:
    ends = [_last_day(int(m["y"]), int(m["m"] or 12), m["d"]) for m in _END_OF.finditer(sentence)]
    ends = ends or [date(int(m["y"]), 12, 31) for m in _WITHIN.finditer(sentence)]
    ends = ends or [date(int(m["y"]), 12, 31) for m in _IN_YEAR.finditer(sentence)]
    return max((end for end in ends if end), default=None)


def _last_day(year: int, month: int, day: str | None) -> date | None:
    if not 1 <= month <= 12:
        return None
    try:
        if day:
            return date(year, month, int(day))
    except ValueError:
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
