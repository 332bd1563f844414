"""What front matter and JSON records declare about a document, in English or Vietnamese field names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from corpus.records import Period
from corpus.text.fold import fold
from corpus.text.normalise import to_nfc

_NAMES = {
    "title": ("title", "headline", "tieu_de", "ten", "nhan_de"),
    "author": ("author", "authors", "byline", "tac_gia"),
    "source": ("source", "publisher", "site", "sitename", "site_name", "nguon", "co_quan", "bao"),
    "url": ("url", "link", "href", "permalink", "duong_dan", "lien_ket"),
    "published": ("published", "date", "published_at", "publish_date", "date_published", "datepublished", "pubdate", "ngay",
                  "ngay_dang", "ngay_xuat_ban", "ngay_ban_hanh", "thoi_gian"),
    "period": ("period", "giai_doan", "thoi_ky"),
    "text": ("text", "content", "body", "noi_dung", "van_ban", "toan_van"),
    "id": ("id", "_id", "ma", "ma_bai"),
}  # fmt: skip
_LONGEST = 1_000  # characters of a declared field; what is longer is no title or name

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?((?:19|20)\d\d)(?!\d)")
_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2})\s+thang\s+(\d{1,2})\s*(?:,\s*)?nam\s+((?:19|20)\d\d)(?!\d)")
_PERIOD = re.compile(r"\s*((?:19|20)\d\d)(?:\s*[-–—]\s*((?:19|20)\d\d))?\s*")


@dataclass(frozen=True, slots=True)
class Declared:
    """The declared fields of one document; None where a field is missing or says nothing."""

    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published: date | None = None
    period: Period | None = None
    text: str | None = None
    id: str | None = None


def declared(fields: Mapping[str, object]) -> Declared:
    """The known fields of a mapping, whatever their names are written like ("Tiêu đề", "tieu_de", "TITLE").

    >>> declared({"Tiêu đề": "Hội nghị", "ngay_dang": "21/02/2023 20:57", "Giai đoạn": "2021 - 2025"}).period
    Period(first=2021, last=2025)
    """
    folded = {re.sub(r"[\s-]+", "_", _folded(str(key)).strip()): value for key, value in fields.items()}

    def found(name: str) -> object:
        return next((folded[key] for key in _NAMES[name] if folded.get(key) not in (None, "", [])), None)

    return Declared(
        title=_line(found("title")),
        author=_line(found("author")),
        source=_line(found("source")),
        url=_line(found("url")),
        published=to_date(found("published")),
        period=to_period(found("period")),
        text=_paragraphs(found("text")),
        id=_line(found("id")),
    )


def to_date(value: object) -> date | None:
    """The day that a declared value names; None if it names none.

    ISO 8601, day/month/year with any separator, and "ngày 21 tháng 2 năm 2023", with or without a time of day. A time
    with an offset keeps the day that it is written with.

    >>> [str(to_date(v)) for v in ("2023-02-21T20:57:00+07:00", "Thứ ba, 21/2/2023 20:57", "21 tháng 2 năm 2023", "mai")]
    ['2023-02-21', '2023-02-21', '2023-02-21', 'None']
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = _folded(value)
    if found := _YEAR_FIRST.search(text):
        return _day(found[1], found[2], found[3])
    found = _DAY_FIRST.search(text) or _IN_WORDS.search(text)
    return _day(found[3], found[2], found[1]) if found else None


def to_period(value: object) -> Period | None:
    """The years that a declared value names: "2019-2020", "2019 – 2020", 2019.

    >>> to_period("2021 - 2025"), to_period(2019), to_period("2020-2019")
    (Period(first=2021, last=2025), Period(first=2019, last=2019), None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    found = _PERIOD.fullmatch(str(value)[:_LONGEST] if isinstance(value, str) else f"{value % 100_000}")
    if not found:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return Period(first, last) if first <= last else None


def _folded(text: str) -> str:
    """The start of a key or value, folded; both may be in NFD, whose marks folding would leave."""
    return fold(to_nfc(text[:_LONGEST])[0])


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _line(value: object) -> str | None:
    """One line of text: a string, a number (of an id), or a list of names."""
    if isinstance(value, list):
        value = ", ".join(item for item in value[:20] if isinstance(item, str))
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:d}" if abs(value) < 10**18 else ""
    if isinstance(value, Mapping):
        value = value.get("name")  # schema.org: {"@type": "Person", "name": …}
    if not isinstance(value, str):
        return None
    # Half surrogates, which JSON can hold, cannot be written as UTF-8.
    return " ".join(value[: 4 * _LONGEST].encode("utf-8", "replace").decode().split())[:_LONGEST] or None


def _paragraphs(value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return value if isinstance(value, str) else None
