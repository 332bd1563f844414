"""Figures that are written in words: "hai mươi hai" is 22, "bốn" of "bốn dự án" is 4.

A single word is a figure only where it counts something: "năm" is a year more often than five, "tháng ba" is no count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.text.syllables import Token, tokens

_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_TENS = frozenset({"mươi", "chục"})
_LONGEST = 5  # words: "ba trăm sáu mươi lăm"
_ODD = frozenset({"linh", "lẻ"})  # a hundred and …
_SINGLE = frozenset({"hai", "ba", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười"})
_TIMES = frozenset({"tháng", "trăm", "nghìn", "ngàn", "triệu", "tỷ", "tỉ"})
_ORDERS = frozenset(
    "thứ tháng ngày mồng mùng số bậc hạng lớp tầng khối quý phẩy phần mươi trăm nghìn ngàn triệu tỷ tỉ".split()
)
# Behind it these make another word of it.
_OTHER_WORDS = {
    "ba": frozenset("mẹ má lô ba chỉ lan rọi hoa vạ que lê na toong phải".split()), "tám": frozenset({"chuyện"}),
    "hai": frozenset({"bà", "lúa"}), "chín": frozenset("muồi rộ tới mọng bói cây chắn đều vàng".split()), "sáu": frozenset[str](),
    "bảy": frozenset[str](), "bẩy": frozenset[str](), "bốn": frozenset[str](), "mười": frozenset[str](), "năm": frozenset[str](),
}  # fmt: skip
# "Năm" is five only before what is counted, and not where a year is spoken of ("trong năm dự án …").
_COUNTED = frozenset(
    """dự người nước xã huyện tỉnh doanh công đoàn thỏa hợp lượt cuộc lần năm tuần giờ bản văn nhóm nhiệm giải đơn trường hộ thôn
    sinh cán lĩnh nội mục chương mô sản triệu tỷ tỉ nghìn ngàn nhà ngôi chiếc con cây tấn khu cụm làng tuyến cầu đại thành""".split()
)
_OF_YEARS = frozenset(
    "trong cả mỗi hàng hằng từng các những nhiều đầu cuối giữa hết nửa suốt vào của sau trước qua".split()
)
WORDS = {2: "hai", 3: "ba", 4: "bốn", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín", 10: "mười"}


@dataclass(frozen=True, slots=True)
class Figure:
    """Code points ``[start, end)`` of a text that say a whole number below a thousand."""

    start: int
    end: int
    value: int


def figures_in_words(text: str) -> list[Figure]:
    """The figures of an NFC text that are written in words, in order.

    >>> [(f.value, text[f.start : f.end]) for text in ("Sáu mươi sáu xã, một trăm linh hai bản",) for f in figures_in_words(text)]
    [(66, 'Sáu mươi sáu'), (102, 'một trăm linh hai')]
    >>> [f.value for f in figures_in_words("mười lăm năm, hai năm, năm mươi tỷ, ba trăm sáu mươi lăm ngày, tháng ba")]
    [15, 2, 50, 365]
    """
    return list(_found(text, tokens(text)))


def in_digits(text: str) -> str:
    """An NFC text with the figures that are written in words in digits.

    >>> in_digits("Mười hai xã, năm 2023, ba dự án")
    '12 xã, năm 2023, 3 dự án'
    """
    for figure in reversed(figures_in_words(text)):
        text = f"{text[: figure.start]}{figure.value}{text[figure.end :]}"
    return text


@dataclass(frozen=True, slots=True)
class Said:
    """Code points ``[start, end)`` of a text that say how many of something there are, and what else they could be written as."""

    start: int
    end: int
    others: tuple[str, ...]


def written_otherwise(text: str) -> list[Said]:
    """The other ways in which the figures of an NFC text may be written; small ones with the word behind them.

    >>> [(text[s.start : s.end], s.others) for text in ("Bốn dự án, 05 xã, sáu mươi hộ",) for s in written_otherwise(text)]
    [('Bốn dự', ('4 dự', '04 dự')), ('05 xã', ('5 xã', 'năm xã')), ('sáu mươi', ('60',))]
    """
    words = tokens(text)
    behind = {one.end: other for one, other in pairwise(words) if text[one.end : other.start] == " "}
    found = []
    for figure in figures_in_words(text):
        if " " in text[figure.start : figure.end]:
            found.append(Said(figure.start, figure.end, (str(figure.value),)))
        elif after := behind.get(figure.end):
            digits = (f"{figure.value} {after.text}", f"{figure.value:02} {after.text}")
            found.append(Said(figure.start, after.end, tuple(dict.fromkeys(digits))))
    for before, word in pairwise([None, *words]):
        after = behind.get(word.end) if word else None
        if word is None or after is None or not _is_count(before, word, after):
            continue
        value = int(word.text)
        forms = (str(value), f"{value:02}", WORDS[value])
        others = tuple(f"{form} {after.text}" for form in dict.fromkeys(forms) if form != word.text)
        found.append(Said(word.start, after.end, others))
    return sorted(found, key=lambda said: said.start)


def _is_count(before: Token | None, word: Token, after: Token) -> bool:
    """Whether a token is a small number that counts the word behind it: not a day, not a place in an order."""
    if not word.text.isdecimal() or int(word.text) not in WORDS or not after.text.isalpha():
        return False
    ahead = before.text.lower() if before else ""
    return after.text == after.text.lower() and after.text not in _TIMES and ahead not in _ORDERS


def _found(text: str, words: list[Token]) -> Iterator[Figure]:
    at = 0
    while at < len(words):
        run = words[at : at + 1]
        for word in words[at + 1 : at + _LONGEST]:
            if not text[run[-1].end : word.start].isspace():
                break
            run.append(word)
        value, taken = _below_thousand([word.text.lower() for word in run])
        if taken >= 2 or (
            _counts(words[at - 1] if at else None, run) and (value := _UNITS.get(run[0].text.lower(), 10))
        ):
            taken = max(1, taken)
            yield Figure(words[at].start, words[at + taken - 1].end, value)
        at += max(1, taken)


def _counts(before: Token | None, run: list[Token]) -> bool:
    """Whether the first word of a run, by itself, counts what stands behind it."""
    said = run[0].text.lower()
    if said not in _SINGLE or len(run) < 2 or (before is not None and run[0].text != said):
        return False
    behind, ahead = run[1].text, before.text.lower() if before else ""
    if behind != behind.lower() or not behind.isalpha() or ahead in _ORDERS or behind in _OTHER_WORDS[said]:
        return False
    return said != "năm" or (behind in _COUNTED and ahead not in _OF_YEARS)


def _below_thousand(words: list[str]) -> tuple[int, int]:
    """The figure that words begin with, and how many words it takes; (0, 0) if they begin with none."""
    if len(words) > 1 and words[0] in _UNITS and words[1] == "trăm":
        hundreds = 100 * _UNITS[words[0]]
        if len(words) > 3 and words[2] in _ODD and words[3] in _UNITS:
            return hundreds + _UNITS[words[3]], 4
        value, taken = _below_hundred(words[2:])
        return (hundreds + value, 2 + taken) if taken >= 2 or words[2:3] == ["mười"] else (hundreds, 2)
    return _below_hundred(words)


def _below_hundred(words: list[str]) -> tuple[int, int]:
    if words[:1] == ["mười"]:
        behind = words[1:2]
        # "mười năm" are ten years; fifteen is "mười lăm".
        return (10 + _UNITS[behind[0]], 2) if behind and behind[0] in _UNITS and behind[0] != "năm" else (10, 1)
    if len(words) > 1 and words[0] in _UNITS and words[1] in _TENS:
        tens = 10 * _UNITS[words[0]]
        behind = words[2:3]
        return (tens + _UNITS[behind[0]], 3) if behind and behind[0] in _UNITS and behind[0] != "năm" else (tens, 2)
    return 0, 0
