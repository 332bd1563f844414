"""Lines that tell where an article comes from: who wrote it, who published it, when."""

import re
from dataclasses import dataclass
from datetime import date

from corpus.cleaning.furniture import furniture_of
from corpus.cleaning.lines import syllables
from corpus.dates import date_line
from corpus.names import signed_by
from corpus.publishers import by_name, named

_BY = re.compile(
    r"(?:bài|tin|ảnh|bài viết|tác giả|thực hiện|người viết|nội dung|bài dự thi)"
    r"(?:\s*(?:,|và|&|\+|/|-)\s*(?:bài|tin|ảnh|video|clip|đồ họa|viết))*\s*:\s*(?P<who>.+)",
    re.IGNORECASE,
)
_PHOTOS_BEHIND = re.compile(r"\s*[-–—;,.|(]\s*(?:ảnh|video|clip|đồ họa)\s*:.*$", re.IGNORECASE)
_SOURCE = re.compile(r"\(?\s*(?:nguồn(?: tin| bài)?|theo nguồn)\s*:\s*(?P<what>[^()]+?)\s*\)?\s*", re.IGNORECASE)
_AFTER = re.compile(r"\(?\s*theo\s*:?\s+(?P<what>[^()]+?)\s*\)?\s*", re.IGNORECASE)
_DATE_BEHIND = re.compile(r"[\s,;|(-]+(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\s*\)?\s*$", re.IGNORECASE)
_BY_WHOM = re.compile(r"(?:by|bởi|người đăng|đăng bởi)\b\s*:?\s*", re.IGNORECASE)
_LONGEST_CREDIT = 20  # syllables
_LONGEST_SOURCE = 12


@dataclass(frozen=True, slots=True)
class Credit:
    """What a line at the end or the beginning of an article tells about where it comes from."""

    author: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """A line that dates an article; ``stamped`` and ``timed`` as in ``corpus.dates.DateLine``.

    A label beside the name ("Tác giả:", "by") stamps it too: a bare name beside a date may be somebody's day of birth.
    """

    day: date
    stamped: bool
    timed: bool
    credit: Credit


def credit_of(text: str) -> Credit | None:
    """The author or source that a line names by a label or in parentheses, or None.

    >>> credit_of("Bài và ảnh: Hồng Vân"), credit_of("Nguồn: Báo Nhân Dân")
    (Credit(author='Hồng Vân', source=None), Credit(author=None, source='Báo Nhân Dân'))
    """
    if syllables(text) > _LONGEST_CREDIT:
        return None
    found = _SOURCE.fullmatch(text)
    if found:
        what = _DATE_BEHIND.sub("", found["what"]).strip(" .,;")
        return Credit(source=named(what) or what) if what and syllables(what) <= _LONGEST_SOURCE else None
    found = _AFTER.fullmatch(text)
    if found:
        return _after(_DATE_BEHIND.sub("", found["what"]).strip(" .,;"))
    found = _BY.fullmatch(text)
    if found and not text.lower().startswith("ảnh"):
        who = _PHOTOS_BEHIND.sub("", found["who"])
        name = signed_by(who)
        return Credit(author=name) if name else None
    bare = text.strip("() .")
    if text.startswith("(") and by_name(bare):
        return Credit(source=by_name(bare))
    return None


def stamp_of(text: str) -> Stamp | None:
    """The date line that a line is, with the name, publisher or section that may stand beside the date; or None.

    >>> stamp_of("Hồng Vân - 05/12/2025 11:28")
    Stamp(day=datetime.date(2025, 12, 5), stamped=True, timed=True, credit=Credit(author='Hồng Vân', source=None))
    """
    found = date_line(text)
    if not found:
        return None
    if not found.rest:
        return Stamp(found.day, found.stamped, found.timed, Credit())
    credit = credit_of(found.rest)
    by = _BY_WHOM.match(found.rest)
    if by:
        return Stamp(found.day, True, found.timed, Credit(author=signed_by(found.rest[by.end() :])))
    if credit:
        return Stamp(found.day, True, found.timed, credit)
    publisher, name = named(found.rest), signed_by(found.rest)
    if not (publisher or name or furniture_of(found.rest)):
        return None  # "Thời gian: 8:00 ngày 05/12/2025" is a fact, not a stamp
    credit = Credit(source=publisher) if publisher else Credit(author=name)
    return Stamp(found.day, found.stamped, found.timed, credit)


def _after(what: str) -> Credit | None:
    """``Theo X``: X is a publisher, or a person, or a person at a publisher (``Theo Minh Hà/TTXVN``)."""
    publisher = named(what)
    if publisher:
        return Credit(source=publisher)
    who, slash, where = what.rpartition("/")
    if slash and named(where):
        return Credit(author=signed_by(who), source=named(where))
    name = signed_by(what)
    return Credit(author=name) if name else None
