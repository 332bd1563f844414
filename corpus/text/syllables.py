"""Syllables, words and numbers of a text: the units of lexical search, of features and of scores.

``tokens`` gives the same places for a text and for its fold, and the same syllables for NFC and NFD.
"""

import re
from dataclasses import dataclass

from corpus.text.spelling import is_syllable, same_tone_place, spelling_key

__all__ = ["Token", "canonical_number", "is_syllable", "same_tone_place", "spelling_key", "tokens"]

_LETTER = r"[^\W\d_]"
_MARKS = r"[\u0300-\u036f]*"  # so that NFD is not split in the middle of a syllable
_LETTERS = rf"(?:{_LETTER}{_MARKS})+"
_DATE = r"\d{1,2}([/.-])\d{1,2}\%d\d{4}|\d{4}-\d{1,2}-\d{1,2}"

_TOKEN = re.compile(
    "|".join(
        (
            # A word; digits that follow letters belong to it (QL1A, COVID19, m2), not those before them (25 + B, 4 + G).
            rf"(?<!\d){_LETTERS}(?:\d|{_LETTERS})*",
            _LETTERS,
            # The sign of an official paper: 22-NQ/TW, 123/QĐ-UBND, 30/2023/NĐ-CP, 45/2019/QH14.
            rf"\d+/\d{{4}}/{_LETTERS}\d*(?:[-/]{_LETTERS}\d*)*",
            rf"\d+[-/]{_LETTERS}\d*(?:[-/]{_LETTERS}\d*)+",
            # Dates, months with their year, and pairs: 10-4-2014, 2014-04-10, 14/5, 11/2025, 120/80.
            rf"(?:{_DATE % 1})(?![\d/-]|\.\d)",
            r"\d{1,4}/\d{1,4}(?:/\d{2,4})?(?![\d/])",
            # With a hyphen only what can be a day and a month, or a month and a year: "40-50" are two numbers.
            r"(?:(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])-(?:19|20)\d\d)(?![\d/-]|[.,]\d)",
            # Thousands and decimals: 1.115, 2.686.000,5, 15,6, 1,115,000.5. Then sections and old dates: 1.2.3.
            r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![.,]?\d)",
            r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?(?![.,]?\d)",
            r"(?<!\d[.,])(?!\d{4},\d{4})\d+[.,]\d+(?![.,]?\d)",
            r"\d+(?:\.\d+){2,}",
            r"\d+",
        )
    )
)

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_PAIR = re.compile(r"(\d+)[/-](\d+)")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")  # 1.115 and 1.115,5
_COMMAED = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")  # 1,115,000 and 1,115,000.5
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable, word or number: ``text == source[start:end]``, offsets in code points."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The syllables, words and numbers of a text, in order. Nothing is left out for being short.

    >>> [token.text for token in tokens("Ở Cô-oét, 579,3% ngày 14/5; số 22-NQ/TW: 1.115 tỷ (2021-2025).")]
    ['Ở', 'Cô', 'oét', '579,3', 'ngày', '14/5', 'số', '22-NQ/TW', '1.115', 'tỷ', '2021', '2025']
    """
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def canonical_number(token: Token | str) -> str | None:
    """The one form that a number or date has, however it is written; None for what is no number.

    A point before exactly three digits parts thousands, a comma is the decimal sign (TCVN); dates are written
    day/month/year without leading zeros.

    >>> [canonical_number(n) for n in ("1.115", "15,6", "04", "579,3%", "2.686.000,50", "1,115,000", "0.125")]
    ['1115', '15.6', '4', '579.3', '2686000.5', '1115000', '0.125']
    >>> [canonical_number(n) for n in ("14/05", "10-4-2014", "2014-04-10", "11/2025", "8-3", "22-NQ/TW", "1.2.3")]
    ['14/5', '10/4/2014', '10/4/2014', '11/2025', '8/3', None, None]
    """
    text = (token.text if isinstance(token, Token) else token).strip().rstrip("%‰").rstrip()
    if date := _DAY_FIRST.fullmatch(text):
        return _joined(date.groups())
    if date := _YEAR_FIRST.fullmatch(text):
        return _joined((date[3], date[2], date[1]))
    if pair := _PAIR.fullmatch(text):
        return _joined(pair.groups())
    if _DOTTED.fullmatch(text) and not text.startswith("0"):
        return _shortest(text.replace(".", "").replace(",", "."))
    if _COMMAED.fullmatch(text) and not text.startswith("0"):
        return _shortest(text.replace(",", ""))
    if _PLAIN.fullmatch(text):
        return _shortest(text.replace(",", "."))
    return None


def _joined(parts: tuple[str, ...]) -> str:
    return "/".join(_shortest(part) for part in parts)


def _shortest(digits: str) -> str:
    """A number without leading zeros, and without zeros at the end of its decimals."""
    whole, _, decimals = digits.partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole
