"""What the other sentences that were read say of the same: whether independent articles agree, and how near another value comes."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.text.fold import fold
from service.question.analysis import words_of
from service.question.figures import in_digits
from service.reader.features import Scored

NAMES = ("agree", "value_lead")
_UNIT = re.compile(r"\d\s*(%|[^\W\d_]+)")
_NAME = 2  # words of a name that a longer one may hold: "Anh Khoa" in "Hồ Anh Khoa"


@lru_cache(maxsize=8192)
def value(said: str) -> str:
    """What a span says, however its figures and accents are written.

    >>> value("04 xưởng") == value("bốn xưởng"), value("Hoà Bình") == value("hòa bình")
    (True, True)
    """
    return " ".join(words_of(in_digits(said)))


def unit(said: str) -> str:
    """What a figure counts or is measured in, as one folded word or "%"; "" where the span says none.

    >>> unit("1.214.700 thẻ"), unit("hơn 88,4%"), unit("bốn dự án"), unit("5.102"), unit("ông Lê Văn Tám"), unit("2,15 tỷ đồng")
    ('the', '%', 'du', '', '', 'ty')
    """
    found = _UNIT.search(fold(in_digits(said)))
    return found[1] if found else ""


def same(one: str, other: str) -> bool:
    """Whether two values are one, or one holds the words of the other, two at least.

    >>> same(value("Bí thư Hồ Anh Khoa"), value("Hồ Anh Khoa")), same(value("38 dự án"), value("138 dự án"))
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    return bool(short) and (short == long or (len(short.split()) >= _NAME and f" {short} " in f" {long} "))


def agreement(telling: Scored, scored: Sequence[Scored], lowest: float) -> dict[str, float]:
    """NAMES. ``agree`` (0..1) is how surely the surest sentence of an independent article says the same: reprints do not count.

    ``value_lead`` (-1..1) is how far, in tens of margin, the sentence is ahead of every one that says something else. Sentences whose
    margin is ``lowest`` were not read.
    """
    own, source = value(telling.span_text), telling.sentence.evidence.source
    alike, unlike = lowest, lowest
    for item in scored:
        margin = item.features["margin"]
        if item is telling or margin <= lowest:
            continue
        if not same(own, value(item.span_text)):
            unlike = max(unlike, margin)
        elif item.sentence.evidence.source != source:
            alike = max(alike, margin)
    lead = telling.features["margin"] - unlike
    return {"agree": 1 / (1 + math.exp(-10 * alike)), "value_lead": max(-1.0, min(1.0, lead))}
