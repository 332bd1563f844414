"""Which part of a quote says when what stands at a place of it holds: its clause, its sentence, or one before.

A quote takes in whole neighbouring sentences; their dates are not those of its answer. "Năm 2021 đạt 5 tỷ, năm 2022 đạt 7
tỷ" has a time for each of two figures.
"""

import re
from functools import lru_cache

from corpus.text.sentences import sentences
from service.periods import spans_named
from service.reader.spans import clauses

_NOW = re.compile(r"(?i)\b(?:đến|tới|cho đến)\s+(?:nay|thời điểm (?:này|hiện tại)|hiện tại)\b")
# What stands right before a date that something else is compared with; some words may stand between in "so với".
_COMPARED = re.compile(
    r"(?i)(?:\bso với(?:\s+[^\s,;.:]+){0,5}|\bcùng kỳ(?:\s+(?:của|năm))*|\bhơn(?:\s+năm)?)\s+(?:năm\s+)?$"
)

# What stands right before a date that is compared with, or that something began on.
_BESIDE = re.compile(
    r"(?i)\b(?:so với|hơn|cùng kỳ(?: của)?|từ(?: (?:đầu|giữa|cuối|khoảng|sau|trước))?|(?:thành lập|ra đời)(?: vào| từ)?)\s+(?:(?:cuối|đầu|của)\s+)?$"
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


@lru_cache(maxsize=1024)
def telling_when(quote: str, at: int) -> str:
    """The part of a quote that tells when what stands at code point ``at`` holds; "" where none does.

    The clause it stands in, else the nearest clause before it in its sentence, else the nearest behind, else the nearest
    sentence before. Years that are compared with tell nothing. Kept, since each answer of a question is dated more than once.

    >>> text = "Năm 2021 đạt 5 tỷ, năm 2022 đạt 7 tỷ. Xã có 9 cầu."
    >>> [telling_when(text, text.index(part)) for part in ("5 tỷ", "7 tỷ", "9 cầu")]
    ['Năm 2021 đạt 5 tỷ', ' năm 2022 đạt 7 tỷ.', 'Năm 2021 đạt 5 tỷ, năm 2022 đạt 7 tỷ.']
    """
    before: list[str] = []
    for start, end in sentences(quote):
        sentence = quote[start:end]
        if at < end:
            own = _of_sentence(sentence, max(0, at - start))
            return own or next((text for text in reversed(before) if _tells(text)), "")
        before.append(sentence)
    return ""


def _of_sentence(sentence: str, at: int) -> str:
    parts = [(part.start, part.end) for part in clauses(sentence)]
    behind = [sentence[start:end] for start, end in parts if start > at]
    ahead = [sentence[start:end] for start, end in parts if start <= at]  # the last of them is its own
    for text in (*reversed(ahead), *behind):
        if _tells(text):
            return text
    return ""


def _tells(text: str) -> bool:
    # A day or a month tells without a year too: it is one of the article's.
    return up_to_now(text) or any(
        not compared(text, one.start) and not beside(text, one.start) and not of_a_law(text, one.start)
        for one in spans_named(text, 2000)
    )
