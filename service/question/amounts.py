"""Amounts of claims: which one is claimed, how it is held ("hơn 40"), and what amounts that are told say to it."""

import re
from dataclasses import dataclass, replace
from enum import Enum
from math import inf, nextafter

from corpus.text.fold import fold
from corpus.text.syllables import Token, canonical_number, tokens
from service.question.figures import in_digits
from service.question.verdict import Verdict
from service.question.wording import PERIOD, Rule

# What makes a number the name of something ("cụm số 4", "Nghị quyết 59") or takes it for granted ("trong 38 thỏa thuận").
_NAMING = frozenset(
    """số cụm thị trong ngoài cum thi ngoai khóa khoá lớp tổ điều khoản chương mục đường tầng ngày mồng mùng tháng năm quý quyết định nghị thông chỉ lệnh kế
    so khoa lop to dieu khoan chuong muc duong tang ngay mong mung thang nam quy quyet dinh nghi thong chi lenh ke""".split()
)
_COMPARED = Rule(r"\bso với\s+$")
_ORDER = frozenset({"thứ", "hạng", "thu", "hang"})
_MORE = Rule(r"(?:hơn|trên|quá|vượt(?: quá| mức)?|nhiều hơn|lớn hơn|cao hơn)\s+$")
_LESS = Rule(r"(?:dưới|chưa (?:tới|đến|đầy|được)|không (?:quá|tới|đến|đầy)|ít hơn|thấp hơn|nhỏ hơn)\s+$")
_AT_LEAST = Rule(r"(?:ít nhất|tối thiểu|không dưới)\s+$")
_AT_MOST = Rule(r"(?:nhiều nhất|tối đa)\s+$")
_ROUGHLY = Rule(r"(?:khoảng|gần|chừng|tầm|xấp xỉ|cỡ)\s+$")
_TIMES = {"nghìn": 1e3, "ngàn": 1e3, "nghin": 1e3, "ngan": 1e3, "triệu": 1e6, "trieu": 1e6, "tỷ": 1e9, "tỉ": 1e9, "ty": 1e9, "ti": 1e9}  # fmt: skip
_LASTING = frozenset({"năm", "tháng", "ngày", "tuần", "nam", "thang", "ngay", "tuan"})
# Other words for a unit, and words for any.
_UNITS = {"đô": "usd", "vnd": "dong", "vnđ": "dong", "euro": "eur", "cái": "", "chiếc": ""}
_CURRENCIES = frozenset({"dong", "usd", "eur", "yen", "won"})
_ALL = Rule(r"\b(?:đều|tất cả)\b")
_NEAR, _FAR = 0.1, 0.25  # parts of a rough figure within which another is the same, and beyond which it is not


class Held(Enum):
    """How a figure that is claimed stands to the true one."""

    EQUAL = "="
    MORE = ">"
    LESS = "<"
    AT_LEAST = "≥"
    AT_MOST = "≤"
    ROUGHLY = "≈"


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with the folded word behind it, "" where none stands there; "%" for a share. ``held``: how it is told."""

    value: float
    unit: str
    held: Held = Held.EQUAL


@dataclass(frozen=True, slots=True)
class Claimed:
    """An amount that is claimed, how it is held, and the question (NFC) that asks for it."""

    question: str
    amount: Amount
    held: Held


def amount_claimed(said: str) -> Claimed | None:
    """The one amount that a claim (NFC, its figures in digits) states of something; None where there is none, or several.

    >>> amount_claimed("Xã có hơn 40 hộ").question, amount_claimed("Xã thuộc cụm số 4")
    ('Xã có bao nhiêu hộ?', None)
    """
    found = _free_figures(said)
    if len(found) > 1:  # "trong 3 năm 2017-2019" says how long, not how many
        found = [(at, words) for at, words in found if not _is_duration(said, words, at)]
    if len(found) != 1:
        return None
    at, words = found[0]
    if at == 0 and _ALL.search(said):  # what they all do is claimed, not how many they are
        return None
    number = words[at]
    before, behind = said[: number.start], said[number.end :]
    amount = _amount(said, words, at)
    if amount is None:
        return None
    held, cut = _how_held(before)
    ahead = fold(words[at - 1].text) if at else ""
    if ahead in _ORDER:
        return Claimed(f"{before}mấy{behind}?", amount, Held.EQUAL)
    share = re.match(r"\s*%", behind)
    asked = "bao nhiêu phần trăm" if share else "bao nhiêu"
    rest = behind[share.end() :] if share else behind
    return Claimed(f"{before[:cut]}{asked}{rest}?", amount, held)


def _is_duration(text: str, words: list[Token], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].text.lower() in _LASTING


def _free_figures(text: str) -> list[tuple[int, list[Token]]]:
    """The places, among the tokens, of figures that measure something: no dates, no numbers of things."""
    words = tokens(text)
    dates = [match.span() for match in PERIOD.finditer(text)]
    found = []
    for at, word in enumerate(words):
        value = canonical_number(word)
        if value is None or "/" in value or any(start <= word.start < end for start, end in dates):
            continue
        ahead = words[at - 1].text.lower() if at else ""
        lone_year = word.text.isdigit() and len(word.text) == 4 and word.text[:2] in {"19", "20"}
        if (
            ahead in _NAMING
            or _COMPARED.search(text[: word.start])
            or lone_year
            or text[word.end : word.end + 1] in {"-", "/"}
        ):
            continue
        found.append((at, words))
    return found


def _how_held(before: str) -> tuple[Held, int]:
    """How the figure behind a text is claimed, and where the words that say so begin."""
    for rule, held in (
        (_AT_LEAST, Held.AT_LEAST),
        (_AT_MOST, Held.AT_MOST),
        (_LESS, Held.LESS),
        (_MORE, Held.MORE),
        (_ROUGHLY, Held.ROUGHLY),
    ):
        if match := rule.search(before):
            return held, match.start()
    return Held.EQUAL, len(before)


def _amount(text: str, words: list[Token], at: int) -> Amount | None:
    value = canonical_number(words[at])
    if value is None or "/" in value:
        return None
    behind = words[at + 1 : at + 3]
    if text[words[at].end : words[at].end + 2].strip()[:1] == "%" or [w.text.lower() for w in behind] == [
        "phần",
        "trăm",
    ]:
        return Amount(float(value), "%")
    times = _TIMES.get(behind[0].text.lower(), 1.0) if behind else 1.0
    unit = behind[1:] if times > 1 else behind[:1]
    said = unit[0].text.lower() if unit else ""
    return Amount(float(value) * times, _UNITS.get(said, fold(said)))


def amounts_in(answer: str) -> list[Amount]:
    """The amounts that an answer (NFC) tells, in order."""
    text = in_digits(answer)
    return [
        replace(amount, held=_how_held(text[: words[at].start])[0])
        for at, words in _free_figures(text)
        if (amount := _amount(text, words, at))
    ]


def agreed(claimed: Amount, held: Held, told: list[Amount]) -> Verdict:
    """What amounts that are told say to the one claimed: one of its unit decides; two currencies say nothing of each other."""
    alike = [one for one in told if one.unit == claimed.unit]
    given = alike or [
        one
        for one in told
        if not one.unit
        or not claimed.unit
        or (one.value == claimed.value and held is Held.EQUAL and not {one.unit, claimed.unit} <= _CURRENCIES)
    ]
    if len(given) != 1 or (not alike and len(told) > 1):
        return Verdict.UNCLEAR
    true, said = given[0].value, claimed.value
    if held is Held.ROUGHLY:
        off = abs(true - said) / max(abs(said), 1e-9)
        return Verdict.YES if off <= _NEAR else Verdict.NO if off > _FAR else Verdict.UNCLEAR
    (least, most), (from_, to) = _between(true, given[0].held), _between(said, held)
    if from_ <= least and most <= to:
        return Verdict.YES
    if true == said and given[0].held not in {Held.EQUAL, Held.ROUGHLY}:  # "40" may be said of "hơn 40"
        return Verdict.UNCLEAR
    return Verdict.NO if most < from_ or to < least else Verdict.UNCLEAR


def _between(value: float, held: Held) -> tuple[float, float]:
    """The least and the most that a figure can be which is held so; a rough one is taken as it is."""
    return {
        Held.MORE: (nextafter(value, inf), inf),
        Held.LESS: (-inf, nextafter(value, -inf)),
        Held.AT_LEAST: (value, inf),
        Held.AT_MOST: (-inf, value),
    }.get(held, (value, value))
