"""The figures of a claim and of a quote with what they measure: 15,6 triệu USD is neither 15,6 tỷ USD nor 15,6 triệu đồng."""

import re
from dataclasses import dataclass

from corpus.text.fold import fold
from corpus.text.spelling import spelling_key
from corpus.text.syllables import canonical_number, tokens

ROUGHLY = frozenset(
    "hơn trên dưới gần khoảng ít nhất tối đa thiểu hon tren duoi gan khoang it nhat toi da thieu".split()
)
_SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỉ": 9, "nghin": 3, "ngan": 3, "trieu": 6, "ti": 9}  # powers of ten
_CURRENCIES = {
    "đồng": "vnd", "dong": "vnd", "vnđ": "vnd", "vnd": "vnd", "đô": "usd", "usd": "usd", "eur": "eur", "euro": "eur",
}  # fmt: skip
_ONCE = re.compile(
    r"(?<!\w)(?:ký|thành lập|thiết lập|ban hành|khởi công|khánh thành|diễn ra|tổ chức|khai mạc|bế mạc|bắt đầu|thông xe|sinh|mở|họp)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts: ``unit`` are the two words behind it; a date has none.

    ``scale`` is the power of ten that the words behind it say, ``currency`` "" where they name none. ``bare``: it is written
    in digits alone, as years are.
    """

    value: str
    unit: tuple[str, ...]
    roughly: bool
    scale: int = 0
    currency: str = ""
    bare: bool = True

    @property
    def is_date(self) -> bool:
        """Whether it is a day or a month of a year."""
        return "/" in self.value

    @property
    def is_year(self) -> bool:
        """Whether it is a year, as far as the number tells."""
        return self.bare and len(self.value) == 4 and self.value[:2] in {"19", "20"} and not self.scale


def key(word: str, toned: bool) -> str:
    """What a word is compared by: its one spelling, without accents where the claim has none."""
    return spelling_key(word) if toned else fold(spelling_key(word))


def figures_in(text: str, toned: bool) -> list[Figure]:
    """The figures of a text (NFC), in order, their words by ``key``.

    >>> [(one.value, one.scale, one.currency) for one in figures_in("vay 15,6 nghìn tỷ đồng, 3 xã", toned=True)]
    [('15.6', 12, 'vnd'), ('3', 0, '')]
    """
    found = tokens(text)
    figures = []
    for at, token in enumerate(found):
        value = canonical_number(token)
        if value is None:
            continue
        behind = [key(other.text, toned) for other in found[at + 1 : at + 4]]
        share = text[token.end : token.end + 2].strip()[:1] == "%"
        before = {key(other.text, toned) for other in found[max(at - 2, 0) : at]}
        roughly = bool(before & {key(word, toned) for word in ROUGHLY})
        scale, currency = (0, "") if share else _measure(behind)
        unit = ("%",) if share else tuple(behind[:2])
        figures.append(Figure(value, unit, roughly, scale, currency, bare=token.text.isdigit()))
    return figures


def _measure(behind: list[str]) -> tuple[int, str]:
    """The power of ten and the currency that the words behind a number say."""
    scale, at = 0, 0
    while at < len(behind) and behind[at] in _SCALES:
        scale, at = scale + _SCALES[behind[at]], at + 1
    return scale, _CURRENCIES.get(behind[at], "") if at < len(behind) else ""


def told_among(figure: Figure, given: list[Figure]) -> bool:
    """Whether a quote's figures have a claim's: the same number of the same scale, in no other currency."""
    if any(other.value == figure.value and _alike(figure, other) for other in given):
        return True
    # The month or year of a full date: 12/2025 in 11/12/2025.
    return (figure.is_date or figure.is_year) and any(other.value.endswith(f"/{figure.value}") for other in given)


def _alike(one: Figure, other: Figure) -> bool:
    return one.scale == other.scale and not _other_currency(one, other)


def _other_currency(one: Figure, other: Figure) -> bool:
    return bool(one.currency and other.currency) and one.currency != other.currency


def same_measure(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same, as far as the word behind them tells; dates and years count nothing."""
    told = bool(one.unit and other.unit) and one.unit[0] == other.unit[0]
    dated = any(figure.is_year or figure.is_date for figure in (one, other))
    return told and not dated and not _other_currency(one, other)


def other_value(figure: Figure, figures: list[Figure], given: list[Figure], said: str) -> bool:
    """Whether the quote gives exactly one value, another, of what a figure of the claim measures."""
    if figure.roughly:
        return False
    if figure.is_date or figure.is_year:
        if [other for other in figures if not (other.is_date or other.is_year)] or not _ONCE.search(said.lower()):
            return False  # the date says when a figure held
        others = {other.value for other in given if (other.is_date if figure.is_date else other.is_year)}
        if figure.is_year and any(other.is_date for other in given):
            return False
        return len(others) == 1 and all(value.count("/") == figure.value.count("/") for value in others)
    if not figure.unit:
        return False
    alike = [other for other in given if other.unit[: len(figure.unit)] == figure.unit or same_measure(figure, other)]
    if any(_other_currency(figure, other) for other in alike):
        return False
    return len(alike) == 1 and not alike[0].roughly
