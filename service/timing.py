"""When a sentence holds: the date as of which what it says is true."""

import re
from datetime import date

from corpus.records import Article
from service.periods import Span, counts, spans_named, year_of
from service.question.scope import Scope
from service.statement_time import Telling, beside, compared, of_a_law, telling, up_to_now

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
    rf"(?:{_MONTHS}|{_QUARTER}|(?:năm\s+)?(?P<y>{_YEAR})"
    rf"|(?:(?P<d>\d{{1,2}})(?:[/.-]|\s+(?=tháng)))?(?:tháng\s+)?(?P<m>\d{{1,2}}){_JOINED}(?P<my>{_YEAR}))"
)
_WITHIN = re.compile(rf"(?i)\b(?:giai đoạn|nhiệm kỳ|các năm|từ|năm)\s+(?:19|20)\d\d\s*[-–]\s*(?:năm\s+)?(?P<y>{_YEAR})")
# A year in brackets tells of a name or a founding, not of the sentence.
_DURING = re.compile(
    r"(?i)(?<!\()\b(?P<during>(?:trong|riêng|vào|cả|hết)\s+)?"
    rf"(?:{_MONTHS}|{_QUARTER}|năm\s+(?P<y>{_YEAR})"
    rf"|(?:(?:ngày\s+)?(?P<d>\d{{1,2}})\s+)?tháng\s+(?P<m>\d{{1,2}}){_JOINED}(?P<my>{_YEAR}))(?!\s*\))"
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


def speaks_of(scope: Scope, article: Article, quote: str, at: int | None = None) -> bool:
    """Whether a quote, what it says at code point ``at``, may tell of the time that is asked about.

    It names some of that time, or holds as of then; the title speaks for a quote that names no time itself, and a year that
    is only compared with ("so với năm 2022") is not spoken of. Where less than a year is asked about and the quote names days or
    months of that year, one of these must be meant; else the year is enough. A sentence that names no time may be of the time of
    one before it or of its article (any year of the period that was derived for an undated one), unless "trong năm" refers to a
    year that was named.
    """
    if not scope.spans:
        return True
    told = Telling(quote) if at is None else telling(quote, at)
    if told.own:
        return _may_tell(scope, article, told.own, told.year)
    of_article = () if told.refers else ("",)
    return any(_may_tell(scope, article, text) for text in (*told.before, *of_article))


def _may_tell(scope: Scope, article: Article, text: str, year: int | None = None) -> bool:
    years, year = scope.widened(), year or _year_of(article)
    named = [one for one in spans_named(text, year) if not compared(text, one.start)]
    if scope.finer:
        finer = [one.span for one in named if not one.whole_years and years.meets(one.span)]
        if finer and not any(scope.meets(span) for span in finer):
            return False
    told = [one.span for one in named or spans_named(article.title, _year_of(article))]
    if as_of := _holds_at(article, text, year):
        told.append(Span(as_of, as_of))
    if article.period and not named:
        told.append(year_of(article.period.first, article.period.last))
    return any(years.meets(span) for span in told)


def published_in(scope: Scope, article: Article) -> bool:
    """Whether an article was published in the time that is asked about."""
    return article.published is not None and scope.meets(Span(article.published, article.published))


def _year_of(article: Article) -> int | None:
    return article.published.year if article.published else article.period.first if article.period else None


def holds_at(article: Article, quote: str, at: int | None = None) -> date | None:
    """The date as of which a quote, what it says at code point ``at``, holds; None if neither it nor its article tells.

    An explicit period ("đến hết năm 2022", "giai đoạn 2021-2025", "tháng 3/2023", "sáu tháng đầu năm", "ngày 15/3") counts by
    its last day, but never beyond the day the article was published; else, and for "đến nay", that day; else the end of the
    first year of the period that was derived for an undated article. A year that is compared with ("so với năm 2022"), that
    something began in ("từ năm 2019", "thành lập năm 1990") or that names a law is no period of the quote.
    """
    told = Telling(quote) if at is None else telling(quote, at)
    return _holds_at(article, told.text, told.year or _year_of(article))


def _holds_at(article: Article, text: str, year: int | None) -> date | None:
    """``year`` is that of days and months without one."""
    written = article.published or (date(article.period.last, 12, 31) if article.period else None)
    explicit = None if up_to_now(text) else _explicit(text, year)
    if explicit and written:
        return min(explicit, written)
    if explicit:
        return explicit
    return article.published or (date(article.period.first, 12, 31) if article.period else None)


def _explicit(text: str, this_year: int | None) -> date | None:
    ends = [_end(match, this_year) for match in _END_OF.finditer(text) if not _counts(match)]
    ends = ends or [date(int(m["y"]), 12, 31) for m in _WITHIN.finditer(text)]
    ends = ends or [_end(match, this_year) for match in _DURING.finditer(text) if _is_period(match)]
    # Days, months and quarters in other words, and those of the article's year.
    ends = ends or [
        one.span.last for one in spans_named(text, this_year) if not one.whole_years and not beside(text, one.start)
    ]
    return max((end for end in ends if end), default=None)


def _counts(match: re.Match[str]) -> bool:
    """Whether what looks like the year of a match measures or counts something ("lên đến 2000 lao động")."""
    return match["y"] is not None and counts(match.string, match.start("y"), match.end("y"))


def _is_period(match: re.Match[str]) -> bool:
    return not beside(match.string, match.start()) and (
        match["during"] is not None or not of_a_law(match.string, match.start())
    )


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
