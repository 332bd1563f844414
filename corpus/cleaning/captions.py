"""Captions of photos, which saved pages carry as lines between the paragraphs."""

import re
from collections.abc import Collection

from corpus.cleaning.lines import syllables
from corpus.text.fold import fold
from corpus.text.sentences import sentences

_LONGEST = 45  # syllables; longer captions are told by a credit only
_LONGEST_MARKED = 90
# "… - Ảnh 2.", "… Ảnh: Minh Hà", "(Ảnh: TTXVN)", "Ảnh minh họa", "Ảnh 3: …". Reports point to their figures, "(Hình 2)".
_NUMBERED = re.compile(
    r"(?:.*[-–—|.,(]\s*)?(?:ảnh\s+\d+|(?:ảnh|hình)\s+minh\s+h(?:ọa|oạ))\s*[.)]*|\(?hình\s+\d+\s*[.)]*", re.IGNORECASE
)
_CREDIT = re.compile(
    r"(?:^|.*[\s.(\[|/–-])(?:ảnh(?:\s+(?:minh\s+h(?:ọa|oạ)|tư\s+liệu))?|photo)\s*:\s*(?P<by>[^\W\d_][^:\d]{1,60})$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\b(?:bài|tin|viết)\s*(?::|(?:,|và|&|-|/|\+)\s*ảnh\s*:)", re.IGNORECASE)  # names who wrote it
_OPENERS = re.compile(
    r"(?:toàn cảnh|quang cảnh|khung cảnh|hình ảnh|một góc|tiết mục|nghi thức|lễ cắt băng)\s"
    r"|(?:các\s+)?(?:đại biểu|vị khách|thành viên)\s+(?:dự|tham dự|tham quan|chụp|bấm|cắt|thực hiện)\s"
    r"|(?:các\s+)?(?:đồng chí|ông|bà|ngài|lãnh đạo)\s.{3,120}\s(?:phát biểu|trình bày|trao|tặng|chụp ảnh|bắt tay|cắt băng)\s",
    re.IGNORECASE,
)
# Captions say what is seen, in the present; these words tell what was done or said.
_REPORTING = re.compile(
    r"\b(?:đã|sẽ|vừa|cho biết|cho hay|khẳng định|nhấn mạnh|yêu cầu|đề nghị|cho rằng|nói|thông qua|gồm)\b|:",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d.,/:-]*")


def is_marked_caption(text: str) -> bool:
    """Whether a line says itself that it is a caption: it ends in a credit or in the number of a photo.

    >>> is_marked_caption("Quang cảnh hội nghị. Ảnh: Minh Hà"), is_marked_caption("Khai mạc hội nghị - Ảnh 2.")
    (True, True)
    """
    count = syllables(text)
    if count > _LONGEST_MARKED:
        return False
    if _NUMBERED.fullmatch(text):
        return True
    found = _CREDIT.match(text)
    return found is not None and found["by"][0].isupper() and syllables(found["by"]) <= 8 and not _BYLINE.search(text)


def may_be_silent_caption(text: str) -> bool:
    """Whether a lone sentence looks like a caption without a mark: it opens as captions do and reports nothing.

    That is not enough to drop it, see ``says_nothing_new``.
    """
    if syllables(text) > _LONGEST or not _OPENERS.match(text) or _REPORTING.search(text):
        return False
    return len(sentences(text)) == 1


def says_nothing_new(text: str, others: Collection[str]) -> bool:
    """Whether every number and every name of a sentence is said in one of the ``others`` (folded) as well.

    What cannot be told from a paragraph has to stay: a fact lost costs more than a caption kept.
    """
    facts = [fold(fact) for fact in (*_names(text), *_NUMBER.findall(text))]
    return all(any(fact in other for other in others) for fact in facts)


def _names(text: str) -> list[str]:
    """The runs of capitalised words in a sentence, without its first word.

    >>> _names("Đồng chí Lê Văn Ba phát biểu tại Sầm Sơn.")
    ['Lê Văn Ba', 'Sầm Sơn']
    """
    names: list[list[str]] = []
    inside = False
    for word in text.split()[1:]:
        bare = word.strip(".,;:()“”\"'…")
        if bare[:1].isupper():
            if inside:
                names[-1].append(bare)
            else:
                names.append([bare])
        inside = bare[:1].isupper() and word[-1] not in ".,;:)"
    return [" ".join(words) for words in names]
