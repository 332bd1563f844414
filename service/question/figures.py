"""Figures that are written in words: "hai mươi hai" is 22.

Only figures of two words and more: a single one is often another word ("năm", "ba", "tư").
"""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.syllables import Token, tokens

_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_TENS = frozenset({"mươi", "chục"})
_LONGEST = 5  # words: "ba trăm sáu mươi lăm"
_ODD = frozenset({"linh", "lẻ"})  # a hundred and …


@dataclass(frozen=True, slots=True)
class Figure:
    """Code points ``[start, end)`` of a text that say a whole number below a thousand."""

    start: int
    end: int
    value: int


def figures_in_words(text: str) -> list[Figure]:
    """The figures of an NFC text that are written in two words or more, in order.

    >>> [(f.value, text[f.start : f.end]) for text in ("Sáu mươi sáu xã, một trăm linh hai bản",) for f in figures_in_words(text)]
    [(66, 'Sáu mươi sáu'), (102, 'một trăm linh hai')]
    >>> [f.value for f in figures_in_words("mười lăm năm, hai năm, năm mươi tỷ, ba trăm sáu mươi lăm ngày")]
    [15, 50, 365]
    """
    return list(_found(text, tokens(text)))


def _found(text: str, words: list[Token]) -> Iterator[Figure]:
    at = 0
    while at < len(words):
        run = words[at : at + 1]
        for word in words[at + 1 : at + _LONGEST]:
            if not text[run[-1].end : word.start].isspace():
                break
            run.append(word)
        value, taken = _below_thousand([word.text.lower() for word in run])
        if taken >= 2:
            yield Figure(words[at].start, words[at + taken - 1].end, value)
        at += max(1, taken)


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
