"""Whether a statement speaks of what is planned or of what has come to pass: a goal is no result.

The word of planning or of doing that stands nearest before a place in its sentence counts ("phấn đấu đạt 100 tỷ, đến nay đã
đạt 60 tỷ"); where none does, one behind it in its clause ("100 ha sẽ được trồng").
"""

import re
from datetime import date
from enum import Enum

from corpus.text.sentences import sentences
from service.periods import spans_named
from service.reader.spans import clauses

_PLAN = r"sẽ|dự kiến|phấn đấu|đặt mục tiêu|mục tiêu(?! quốc gia)|chỉ tiêu|sắp tới|tới đây|trong thời gian tới|theo kế hoạch|kế hoạch (?:là|năm|giao|đề ra)|dự định|định hướng đến|sắp (?!xếp|đặt|sửa)"
_DONE = r"đã|vừa (?:mới|qua)|đến nay|tính đến|kết quả|thực hiện được|ghi nhận"
# Behind a word of planning these belong to it ("phấn đấu đạt"), else they tell what was done; before one, that it was met.
_REACHED = r"đạt(?: được)?|vượt|hoàn thành|bằng"
_MARK = re.compile(rf"(?i)(?<!\w)(?:(?P<plan>{_PLAN})|(?P<done>{_DONE})|(?P<reached>{_REACHED}))(?!\w)")


class Course(Enum):
    """What a statement speaks of."""

    UNTOLD = "untold"
    PLANNED = "planned"
    DONE = "done"


def course(quote: str, at: int, published: date | None = None) -> Course:
    """What is said at code point ``at`` of a quote: planned, done, or neither is told.

    What is said of a time that begins after the day of publication is planned.

    >>> text = "Xã phấn đấu trồng 50 ha, đến nay đã trồng 30 ha. Chợ sẽ mở ngày 5/6."
    >>> [course(text, text.index(part)).value for part in ("50 ha", "30 ha", "5/6", "Chợ")]
    ['planned', 'done', 'planned', 'planned']
    """
    for start, end in sentences(quote):
        if at < end:
            return _in_sentence(quote[start:end], max(0, at - start), published)
    return Course.UNTOLD


def _in_sentence(sentence: str, at: int, published: date | None) -> Course:
    clause = next((part for part in clauses(sentence) if part.start <= at < part.end), None)
    own = sentence[clause.start : clause.end] if clause else sentence
    if published and any(one.span.first and one.span.first > published for one in spans_named(own, published.year)):
        return Course.PLANNED
    told = Course.UNTOLD
    for mark in _MARK.finditer(sentence, 0, at):
        if mark["plan"]:
            # "đạt mục tiêu 100 ha" is done: the goal has been met.
            met = re.search(rf"(?i)(?<!\w)(?:{_REACHED})\s+$", sentence[: mark.start()])
            told = Course.DONE if met and told is not Course.PLANNED else Course.PLANNED
        elif mark["done"] or told is not Course.PLANNED:
            told = Course.DONE
    if told is not Course.UNTOLD or clause is None:
        return told
    behind = _MARK.search(sentence, at, clause.end)
    if behind is None:
        return Course.UNTOLD
    return Course.PLANNED if behind["plan"] else Course.DONE
