"""Which part of a quote says when what stands at a place of it holds: its clause, its sentence, or one before.

A quote takes in whole neighbouring sentences; their dates are not those of its answer. "Năm 2021 đạt 5 tỷ, năm 2022 đạt 7
tỷ" has a time for each of two figures.
"""

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import takewhile

from corpus.text.sentences import sentences
from service.periods import spans_named
from service.reader.spans import clauses

_NOW = re.compile(r"(?i)\b(?:đến|tới|cho đến)\s+(?:nay|thời điểm (?:này|hiện tại)|hiện tại)\b")
# What stands right before a date that something else is compared with; some words may stand between in "so với".
_SOME_WORDS = r"(?:\s+(?:[\d.,]*\d%?|[^\s,;.:]+)){0,6}"
_COMPARED = re.compile(
    rf"(?i)(?:\b(?:so với|gấp|mức|con số){_SOME_WORDS}|(?<=\S\s)cùng kỳ(?:\s+(?:của|năm))*|\bhơn(?:\s+năm)?)\s+(?:năm\s+)?$"
)
# What a clause begins with that holds something else against the one before.
_AGAINST = re.compile(
    r"(?i)^[\s,;]*(?:so với|gấp|bằng|vượt|tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn|hơn|trong khi|còn|nhưng|song|thay vì|chưa|cùng (?:kỳ|dịp|thời))\b"
)

_YEAR = r"(?:19|20)\d\d(?!\d)"
# A figure with the year that it is of, though another is compared with it: "cao hơn mức 97,86% của năm 2022".
_OF_FIGURE = re.compile(
    rf"(?i)(?:(?:gần|hơn|trên|khoảng|mức|con số)\s+)*\d[\d.,]*(?<=\d)%?(?:\s+(?!(?:so|với|hơn|cùng|từ|và|còn)\b)[^\s,;.:()]+){{0,3}}"
    rf"\s+(?:(?:của|cuối|hồi|trong|vào)\s+)*năm\s+{_YEAR}"
)
_PRESENT = re.compile(
    r"(?i)(?<!thực )(?<!thể )(?<!phát )(?<!xuất )(?<!biểu )(?<!tái )\b(?:hiện (?:nay|tại|có|còn|đang)|đang)\b"
)
_THAT_YEAR = re.compile(r"(?i)\b(?:trong|cả|cùng) năm(?!\s+(?:\d|nay|ngoái|trước|tới|sau|qua))\b")
_ASIDE = re.compile(rf"(?:[^()\d]{{0,24}}\s)?(?:năm\s+)?{_YEAR}")
_IN_BRACKETS = re.compile(rf"[^();.]{{1,60}}\({_ASIDE.pattern}\)")

# What stands right before a date that is compared with, or that something began on.
_BESIDE = re.compile(
    r"(?i)\b(?:so với|hơn|(?<=\S\s)cùng kỳ(?: của)?|từ(?: (?:đầu|giữa|cuối|khoảng|sau|trước))?|(?:thành lập|ra đời)(?: vào| từ)?)\s+(?:(?:cuối|đầu|của)\s+)?$"
)
# Some words before it: "so với cùng thời điểm năm …", "Luật Đất đai năm …", "Nghị định số … năm …". The names of laws
# have a capital; "pháp luật năm …" is work done in that year.
_FURTHER = re.compile(
    r"\b[Ss]o với(?:\s+[^\s,;.:]+){0,5}\s+$"
    r"|\b(?:Luật(?! sư)|Bộ luật|Hiến pháp|Pháp lệnh|(?<!pháp )luật(?=\s+[A-ZĐ]))(?:,?\s+[^\W\d]+){0,8}\s+$"
    r"|\b(?i:nghị định|nghị quyết|quyết định|thông tư|chỉ thị|công văn)(?:\s+số\s+\S+(?:\s+[^\W\d]+){0,6}|\s+năm)\s+$"
)


def compared(text: str, start: int) -> bool:
    """Whether the date that begins at ``start`` is only compared with.

    >>> text = "Năm 2023 tăng 4 cầu so với năm 2022."
    >>> compared(text, text.index("2022")), compared(text, text.index("2023"))
    (True, False)
    """
    return bool(_COMPARED.search(text[:start]))


def beside(text: str, start: int) -> bool:
    """Whether the date that begins at ``start`` is one that is compared with, or that something began on."""
    return bool(_BESIDE.search(text[:start]))


def of_a_law(text: str, start: int) -> bool:
    """Whether the date that begins at ``start`` names a law or a decision, or is compared with from further off."""
    return bool(_FURTHER.search(text[:start]))


def up_to_now(text: str) -> bool:
    """Whether a text says that it speaks of the time when it was written ("đến nay")."""
    return bool(_NOW.search(text))


@dataclass(frozen=True, slots=True)
class Telling:
    """What tells when something holds: a part of its ``own`` sentence, "" where none does; then sentences ``before`` it, the
    nearest that tells and those further off that name one year. ``year`` is the last that its sentence names before it: a month
    without a year is of that one. ``refers``: "trong năm" and the like mean a year that was named before, one of ``before``.
    """

    own: str = ""
    before: tuple[str, ...] = ()
    year: int | None = None
    refers: bool = False

    @property
    def text(self) -> str:
        """The part that tells, "" where none does."""
        return self.own or next(iter(self.before), "")


@lru_cache(maxsize=4096)
def telling(quote: str, at: int) -> Telling:
    """What tells when what stands at code point ``at`` of a quote holds.

    The year of a figure itself ("mức 5% của năm 2021"), the year in brackets behind it, the clause it stands in, else the nearest
    clause before it in its sentence, else the nearest behind that goes on with what it says, else sentences before.
    Years that are compared with tell nothing; "hiện", "đang" in a clause without a time are of the day it was written. Kept, since
    each answer of a question is dated more than once.

    >>> text = "Năm 2021 đạt 5 tỷ, năm 2022 đạt 7 tỷ. Xã có 9 cầu."
    >>> [telling(text, text.index(part)).text for part in ("5 tỷ", "7 tỷ", "9 cầu")]
    ['Năm 2021 đạt 5 tỷ', ' năm 2022 đạt 7 tỷ.', 'Năm 2021 đạt 5 tỷ, năm 2022 đạt 7 tỷ.']
    """
    before: list[str] = []
    for start, end in _sentences(quote):
        sentence = quote[start:end]
        if at < end:
            place = max(0, at - start)
            if own := _of_sentence(sentence, place):
                return Telling(own, year=_year_before(sentence, place))
            told = [text for text in reversed(before) if _tells(text)]
            of_a_year = [text for text in told if _names_a_year(text)]
            if of_a_year and _THAT_YEAR.search(sentence):
                return Telling(before=tuple(of_a_year[:1]), refers=True)
            return Telling(before=tuple(dict.fromkeys([*told[:1], *of_a_year])))
        before.append(sentence)
    return Telling()


@lru_cache(maxsize=256)
def _sentences(quote: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(quote))


def _of_sentence(sentence: str, at: int) -> str:
    if of_itself := (_OF_FIGURE.match(sentence, at) or _IN_BRACKETS.match(sentence, at)):
        return of_itself.group().replace("(", " ").rstrip(")")
    parts = [(part.start, part.end) for part in clauses(sentence) if not _is_aside(sentence, part.start, part.end)]
    behind = [
        sentence[s:e] for s, e in takewhile(partial(_goes_on, sentence), (part for part in parts if part[0] > at))
    ]
    ahead = [sentence[start:end] for start, end in parts if start <= at]  # the last of them is its own
    if ahead and _PRESENT.search(ahead[-1]) and not _tells(ahead[-1]):
        return ahead[-1]  # of the day of the article, whatever its neighbours name
    for text in (*reversed(ahead), *behind):
        if _tells(text):
            return text
    return ""


def _year_before(sentence: str, at: int) -> int | None:
    named = [one for one in spans_named(sentence[:at]) if one.whole_years and not compared(sentence, one.start)]
    return named[-1].span.last.year if named and named[-1].span.last else None


def _is_aside(sentence: str, start: int, end: int) -> bool:
    """Whether a clause is a year in brackets: it is of what stands right before it."""
    return sentence[start - 1 : start] == "(" and bool(_ASIDE.fullmatch(sentence, start, end))


@lru_cache(maxsize=4096)
def _names_a_year(text: str) -> bool:
    """Whether a text that tells names one year, not a range of them alone."""
    return any(
        one.whole_years and one.span.first and one.span.last and one.span.first.year == one.span.last.year
        for one in spans_named(text)
        if not compared(text, one.start) and not beside(text, one.start) and not of_a_law(text, one.start)
    )


def _goes_on(sentence: str, clause: tuple[int, int]) -> bool:
    """Whether a clause says more of what the one before it says, not something else beside it."""
    start, end = clause
    return sentence[start - 1] != ";" and not _AGAINST.search(sentence[start:end])


@lru_cache(maxsize=4096)
def _tells(text: str) -> bool:
    # A day or a month tells without a year too: it is one of the article's.
    return up_to_now(text) or any(
        not compared(text, one.start) and not beside(text, one.start) and not of_a_law(text, one.start)
        for one in spans_named(text, 2000)
    )
