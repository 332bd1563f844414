"""When a sentence holds: the date as of which what it says is true."""

import re
from datetime import date

from corpus.records import Article
from service.periods import Span, spans_named, year_of
from service.question.scope import Scope

_NUMBERS = {
    "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11,
}  # fmt: skip
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:19|20)\d\d(?!\d)"
_NAMED = re.compile(rf"(?<!\d){_YEAR}")
_MONTHS = rf"(?P<n>\d{{1,2}}|mười một|{'|'.join(_NUMBERS)})\s+tháng\s+đầu\s+năm(?:\s+(?P<ny>{_YEAR}))?"
_QUARTER = rf"quý\s+(?P<q>iv|i{{1,3}}|[1-4])(?:\s*[-/]\s*|\s+(?:năm\s+)?)(?P<qy>{_YEAR})"
_JOINED = r"(?:\s*[-/]\s*|\.|\s+năm\s+)"
_END_OF = re.compile(
    r"(?i)\b(?:đến|tới)\s+(?:(?:hết|cuối|ngày|nay|thời điểm)\s+)*"
    rf"(?:{_MONTHS}|{_QUARTER}|năm\s+(?P<y>{_YEAR})"
    rf"|(?:(?P<d>\d{{1,2}})(?:[/.-]|\s+(?=tháng)))?(?:tháng\s+)?(?P<m>\d{{1,2}}){_JOINED}(?P<my>{_YEAR}))"
)
_WITHIN = re.compile(rf"(?i)\b(?:giai đoạn|nhiệm kỳ|các năm|từ|năm)\s+(?:19|20)\d\d\s*[-–]\s*(?:năm\s+)?(?P<y>{_YEAR})")
# A year in brackets tells of a name or a founding, not of the sentence.
_DURING = re.compile(
    r"(?i)(?<!\()\b(?P<during>(?:trong|riêng|vào|cả|hết)\s+)?"
    rf"(?:{_MONTHS}|{_QUARTER}|năm\s+(?P<y>{_YEAR})"
    rf"|(?:(?:ngày\s+)?(?P<d>\d{{1,2}})\s+)?tháng\s+(?P<m>\d{{1,2}}){_JOINED}(?P<my>{_YEAR}))(?!\s*\))"
)
# What stands right before a date that is compared with, or that something began on.
_BESIDE = re.compile(
    r"(?i)\b(?:so với|hơn|cùng kỳ(?: của)?|từ(?: (?:đầu|giữa|cuối|khoảng|sau|trước))?)\s+(?:(?:cuối|đầu|của)\s+)?$"
)
# Some words before it: "so với cùng thời điểm năm …", "Luật Đất đai năm …", "Nghị định số … năm …". The names of laws
# have a capital; "pháp luật năm …" is work done in that year.
_FURTHER = re.compile(
    r"\b[Ss]o với(?:\s+[^\s,;.:]+){0,5}\s+$"
    r"|\b(?:Luật(?! sư)|Bộ luật|Hiến pháp|Pháp lệnh|(?<!pháp )luật(?=\s+[A-ZĐ]))(?:,?\s+[^\W\d]+){0,8}\s+$"
    r"|\b(?i:nghị định|nghị quyết|quyết định|thông tư|chỉ thị|công văn)\s+số\s+\S+(?:\s+[^\W\d]+){0,6}\s+$"
)


def years_named(text: str) -> set[int]:
    """The years that a text names, those inside a range included.

    >>> sorted(years_named("giai đoạn 2021-2023"))
    [2021, 2022, 2023]
    """
    years = {int(year) for year in _NAMED.findall(text)}
    for first, last in re.findall(r"((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)", text):
        if int(first) <= int(last) <= int(first) + 20:
            years |= set(range(int(first), int(last) + 1))
    return years


def speaks_of(scope: Scope, article: Article, quote: str) -> bool:
    """Whether a quote may tell of the time that is asked about: it or the title names some of it, or it holds as of then.

    Where less than a year is asked about and the quote names days or months of that year, one of these must be meant;
    else the year is enough. A quote that names no time may tell of any year of the period that was derived for an undated
    article.
    """
    if not scope.spans:
        return True
    years = scope.widened()
    named = spans_named(quote, _year_of(article))
    if scope.finer:
        finer = [one.span for one in named if not one.whole_years and years.meets(one.span)]
        if finer and not any(scope.meets(span) for span in finer):
            return False
    told = [one.span for one in (*named, *spans_named(article.title, _year_of(article)))]
    if as_of := holds_at(article, quote):
        told.append(Span(as_of, as_of))
    if article.period and not named:
        told.append(year_of(article.period.first, article.period.last))
    return any(years.meets(span) for span in told)


def _year_of(article: Article) -> int | None:
    return article.published.year if article.published else article.period.first if article.period else None


def holds_at(article: Article, sentence: str) -> date | None:
    """The date as of which a sentence holds; None if neither it nor its article tells.

    An explicit period of the sentence ("đến hết năm 2022", "giai đoạn 2021-2025", "tháng 3/2023", "sáu tháng đầu năm")
    counts by its last day, but never beyond the day the article was published; else that day; else the end of the first
    year of the period that was derived for an undated article. A year that is compared with ("so với năm 2022"), that
    something began in ("từ năm 2019") or that names a law is no period of the sentence.
    """
    written = article.published or (date(article.period.last, 12, 31) if article.period else None)
    explicit = _explicit(sentence, _year_of(article))
    if explicit and written:
        return min(explicit, written)
    if explicit:
        return explicit
    return article.published or (date(article.period.first, 12, 31) if article.period else None)


def _explicit(sentence: str, this_year: int | None) -> date | None:
    ends = [_end(match, this_year) for match in _END_OF.finditer(sentence)]
    ends = ends or [date(int(m["y"]), 12, 31) for m in _WITHIN.finditer(sentence)]
    ends = ends or [_end(match, this_year) for match in _DURING.finditer(sentence) if _is_period(match)]
    return max((end for end in ends if end), default=None)


def _is_period(match: re.Match[str]) -> bool:
    before = match.string[: match.start()]
    return not _BESIDE.search(before) and (match["during"] is not None or not _FURTHER.search(before))


def _end(match: re.Match[str], this_year: int | None) -> date | None:
    """The last day of a period; one "đầu năm" that names no year is of the article's year."""
    if match["n"]:
        year, said = match["ny"] or this_year, match["n"].lower()
        return _last_day(int(year), _NUMBERS.get(said) or int(said), None) if year else None
    if match["q"]:
        said = match["q"].lower()
        return _last_day(int(match["qy"]), 3 * (_QUARTERS.get(said) or int(said)), None)
    if match["m"]:
        return _last_day(int(match["my"]), int(match["m"]), match["d"])
    return date(int(match["y"]), 12, 31)


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
