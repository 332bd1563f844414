"""Several questions in one: "Ai ký? Ký khi nào?", "Tổng vốn là bao nhiêu và do ai ký?". Each is asked by itself."""

import re

from corpus.text.fold import fold
from service.question.kinds import Kind, kind_of
from service.question.smalltalk import courtesy
from service.question.wording import Rule, content, names, phrase, raised, without_mark

PARTS = 5  # questions that are answered at once; what is left stays with the last
_MARKS = re.compile(r"(?<=\?)[\s)]+(?=[^\W_])")
_AND = Rule(r",?\s+(?:và(?: còn)?|đồng thời|với lại|cũng như|rồi)\s+|[,;]\s+(?:còn\s+)?")


def split(text: str) -> tuple[str, ...]:
    """The questions of a normalised text, in order, each made whole by those before it; the text itself if it is one.

    >>> split("Xã Ea Tul có bao nhiêu hộ? Còn buôn Sah?")
    ('Xã Ea Tul có bao nhiêu hộ?', 'Còn buôn Sah?')
    >>> split("Hội nghị họp ở đâu và khi nào?")
    ('Hội nghị họp ở đâu?', 'Khi nào?')
    """
    marked = [part for part in _MARKS.split(text) if not courtesy(part)]
    if len(marked) > 1 and not all(_asks(part) for part in marked):
        marked = [text]  # what does not ask belongs to what does
    found = [piece for part in marked or [text] for piece in _joined(part)]
    if len(found) > PARTS:
        found = [*found[: PARTS - 1], " ".join(found[PARTS - 1 :])]
    return tuple(found)


def _asks(text: str) -> bool:
    return phrase(text) is not None or kind_of(text) is not Kind.OTHER or text.rstrip().endswith("?")


def _joined(text: str) -> list[str]:
    """A question cut at the "và" between two that ask."""
    for found in _AND.finditer(text):
        left, right = text[: found.start()], text[found.end() :]
        first, second = phrase(left), phrase(right)
        if first is None or second is None or kind_of(text) is Kind.LIST:
            continue
        if second.asks is first.asks and second.end - second.start == len(without_mark(right)):
            continue  # "giai đoạn nào, năm nào"
        if not (names(left) or content(left)):
            continue  # "khi nào và ở đâu hội nghị họp"
        if not _complete(left, first.end) or not _opens(right, second.start):
            continue
        return [f"{without_mark(left)}?", *_joined(raised(right))]
    return [text]


def _complete(left: str, end: int) -> bool:
    """Whether a part may end where "và" stands: behind its question phrase only a noun, or a clause that it began."""
    after = left[end:].split()
    return len(after) <= 4 or end <= len(left) / 2


def _opens(right: str, start: int) -> bool:
    """Whether a part asks by itself rather than naming a second thing of a list ("… và tổ chức nào tham gia?")."""
    return start == 0 or len(fold(right[:start]).split()) <= 8
