"""Whether a sentence speaks of somebody or something else than a question does.

"Bao nhiêu vốn ODA từ Nhật Bản?" is not told by a sentence of Korea's, however like it is otherwise, nor "Ai là Chủ tịch?" by
one of a Phó Chủ tịch.
"""

import re
from functools import lru_cache

from service.question.analysis import words_of
from service.question.wording import names


@lru_cache(maxsize=8192)
def _named(text: str) -> tuple[tuple[str, int, int], ...]:
    """The proper names of a text as folded words between blanks, with their offsets."""
    found = ((f" {' '.join(words_of(name.text))} ", name.start, name.end) for name in names(text))
    return tuple(item for item in found if item[0].strip())


@lru_cache(maxsize=1024)
def _words(text: str) -> str:
    return f" {' '.join(words_of(text))} "


def rival(question: str, sentence: str, start: int, end: int) -> float:
    """1.0 where the sentence leaves out a name that the question says and has others, outside its answer ``[start, end)``,
    that the question does not say; else 0.0.

    >>> rival("Vốn từ Nhật Bản là bao nhiêu?", "Vốn từ Hàn Quốc là 5 triệu USD.", 19, 30)
    1.0
    """
    said = _words(sentence)
    if all(name in said for name, _, _ in _named(question)):
        return 0.0
    asked = _words(question)
    return float(any(name not in asked and (to <= start or at >= end) for name, at, to in _named(sentence)))


# Offices that have a deputy, who is called by the same words with "phó" before them.
_OFFICE = re.compile(
    r" (pho )?(?=(bi thu|chu tich|tong giam doc|giam doc|truong ban|truong phong|truong doan|chu nhiem|hieu truong|cuc truong|"
    r"vu truong|chanh van phong|chanh thanh tra|vien truong|doi truong|tong bien tap|thu tuong|tong thong|tu lenh) )"
)


def other_office(question: str, sentence: str) -> float:
    """1.0 where the sentence names an office of the question only as another's: the deputy's for the holder's, or the other way.

    >>> other_office("Ai là Chủ tịch xã?", "Phó Chủ tịch xã là ông Lê Văn Tám.")
    1.0
    """
    told: dict[str, set[bool]] = {}
    for deputy, office in _OFFICE.findall(_words(sentence)):
        told.setdefault(office, set()).add(bool(deputy))
    asked = [(office, bool(deputy)) for deputy, office in _OFFICE.findall(_words(question))]
    return float(any(office in told and deputy not in told[office] for office, deputy in asked))
