"""The time that a question asks about: the spans that it names, before or after one of them, or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.periods import Named, Span, of_one_year, spans_named
from service.statement_time import compared, of_a_law

_BEFORE = re.compile(r"(?i)\btrước(?:\s+(?:khi|năm|ngày|tháng|thời điểm|mốc|nhiệm kỳ|giai đoạn))*\s+$")
_AFTER = re.compile(r"(?i)(?<!\bkể )\bsau(?:\s+(?:khi|năm|ngày|tháng|thời điểm|mốc|nhiệm kỳ|giai đoạn))*\s+$")
_SINCE = re.compile(r"(?i)\b(?:kể\s+)?từ(?:\s+(?:đầu|giữa|cuối|khi|năm|ngày|tháng))*\s+$")
_ON = re.compile(r"(?i)^\s*(?:trở đi|trở lại đây|đến nay|tới nay|đến giờ|về sau|trở về sau)")
_BACK = re.compile(r"(?i)^\s*(?:trở về trước|về trước)")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """The spans that are asked about, none if any will do. ``years`` are those that an answer should name."""

    spans: tuple[Span, ...]
    years: tuple[int, ...]

    def meets(self, span: Span) -> bool:
        """Whether something of this time may be the answer."""
        return not self.spans or any(span.meets(own) for own in self.spans)

    def widened(self) -> "Scope":
        """The same in whole years."""
        return Scope(tuple(Span(_first_day(s.first), _last_day(s.last)) for s in self.spans), self.years)

    @property
    def finer(self) -> bool:
        """Whether less than a year is asked about."""
        return any(_days(span) < 365 for span in self.spans)


_THIS_YEAR = re.compile(r"(?i)\bnăm\s+(?P<which>nay|ngoái|trước(?=\s*[?,.]|\s*$))")
_THIS_MONTH = re.compile(r"(?i)\btháng\s+(?P<which>này|trước(?=\s*[?,.]|\s*$))")
_NOT_OF_IT = re.compile(r",\s+(?:năm\s+)?$")  # "Theo Luật Đất đai, năm 2025 …": no longer of the law


# "Hết năm 2022 có 141 dự án, vậy đến cuối năm 2025 …?": what is said first is known, what is asked comes behind.
_TURN = re.compile(r"(?i)[,;.:]\s+(?:vậy|thế|còn|sang|đến|tới|nay)\b")
_ASKS = re.compile(r"(?i)\b(?:bao nhiêu|mấy|ai|gì|nào|đâu|sao|khi nào)\b")
_SAYS = re.compile(r"(?i)\blà\b|\d")


def _asked_behind(question: str, spoken: Sequence[Named]) -> list[Named]:
    """The times of what is asked, without those of what is said before it to compare with."""
    for turn in reversed(list(_TURN.finditer(question))):
        said, behind = question[: turn.start()], [named for named in spoken if named.start >= turn.start()]
        for named in reversed([named for named in spoken if named.end <= turn.start()]):
            said = said[: named.start] + said[named.end :]
        if behind and len(behind) < len(spoken) and _SAYS.search(said) and not _ASKS.search(said):
            return behind
    return list(spoken)


def scope_of(question: str, today: date | None = None) -> Scope:
    """The time of an NFC question with accents. With ``today``, "năm nay" and "tháng trước" are read from that day.

    >>> [(str(s.first), str(s.last)) for s in scope_of("Trước năm 2020 có mấy dự án?").spans]
    [('None', '2019-12-31')]
    >>> [s.last.year for s in scope_of("Năm 2022 xã có 141 trâu, vậy đến hết năm 2025 có mấy?").spans]
    [2025]
    >>> scope_of("Tháng 2/2023 ai đến thăm?").years, scope_of("Ai ký?").spans
    ((2023,), ())
    """
    if today is not None:
        question = _THIS_YEAR.sub(lambda match: _year_seen_from(today, match), question)
    spoken = [named for named in spans_named(question) if _is_asked(question, named.start)]
    if today is not None:
        spoken += [_month_seen_from(today, match) for match in _THIS_MONTH.finditer(question)]
    found = [(named, _meant(question, named)) for named in _asked_behind(question, spoken)]
    exact = [named.span for named, meant in found if meant == named.span]
    years = {year for span in exact if span.first and span.last for year in _ends(span.first, span.last)}
    return Scope(tuple(dict.fromkeys(meant for _, meant in found)), tuple(sorted(years)))


def _is_asked(question: str, start: int) -> bool:
    """Whether the date that begins at ``start`` is asked about, not one that is compared with or that names a law."""
    law = of_a_law(question, start) and not _NOT_OF_IT.search(question[:start])
    return not law and not compared(question, start)


def _year_seen_from(today: date, match: re.Match[str]) -> str:
    """ "Năm nay" with the number of that year; "ba năm nay" as it is."""
    return f"năm {today.year - (match['which'].lower() != 'nay')}" if of_one_year(match) else match.group()


def _month_seen_from(today: date, match: re.Match[str]) -> Named:
    last = today if match["which"].lower() == "này" else today.replace(day=1) - _ONE_DAY
    return Named(match.start(), match.end(), Span(last.replace(day=1), last))


def _meant(question: str, named: Named) -> Span:
    before, behind = question[: named.start], question[named.end :]
    first, last = named.span.first, named.span.last
    if last and _BACK.match(behind):
        return Span(None, last)
    if first and _BEFORE.search(before):
        return Span(None, first - _ONE_DAY)
    if last and _AFTER.search(before):
        return Span(last + _ONE_DAY, None)
    if first and (_ON.match(behind) or (_SINCE.search(before) and named.whole_years and _is_year(named.span))):
        return Span(first, None)
    return named.span


def _first_day(day: date | None) -> date | None:
    return day and date(day.year, 1, 1)


def _last_day(day: date | None) -> date | None:
    return day and date(day.year, 12, 31)


def _is_year(span: Span) -> bool:
    return span.first is not None and span.last is not None and span.first.year == span.last.year


def _ends(first: date, last: date) -> tuple[int, int]:
    return first.year, last.year


def _days(span: Span) -> int:
    return ((span.last or date.max) - (span.first or date.min)).days
