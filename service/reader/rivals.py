"""Whether a sentence speaks of somebody or something else than a question does.

"Bao nhiêu vốn ODA từ Nhật Bản?" is not told by a sentence of Korea's, however like it is otherwise, nor "Ai là Chủ tịch?" by
one of a Phó Chủ tịch.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from corpus.text.spelling import is_syllable
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


def rival(question: str, terms: Mapping[str, float], sentence: str, start: int, end: int) -> float:
    """How telling (0..1) the most telling name is that the question says and the sentence leaves out, where it has others,
    outside its answer ``[start, end)``, that the question does not say; else 0.

    ``terms`` are those of the question with their weights. A name that stands everywhere ("Thanh Hóa" in the papers of Thanh
    Hóa) is left out because it goes without saying; one that no document has weighs most.

    >>> rival("Vốn từ Nhật Bản là bao nhiêu?", {"von": 2.0, "nhat_ban": 1.0}, "Vốn từ Hàn Quốc là 5 triệu USD.", 19, 30)
    0.5
    """
    said = _words(sentence)
    missing = [name for name, _, _ in _named(question) if name not in said]
    if not missing:
        return 0.0
    asked = _words(question)
    if not any(name not in asked and (to <= start or at >= end) for name, at, to in _named(sentence)):
        return 0.0
    return max(_telling(name.split(), terms) for name in missing)


def of_another(question: str, sentence: str, article: str) -> bool:
    """Whether a sentence names another of a kind than the question does, in an article that never names the one asked about.

    Names that are no Vietnamese syllables say nothing: they are spelled in many ways.

    >>> [of_another(f"Thôn {name} xây mấy cầu?", "Thôn Nà Pán xây 4 cầu.", "…") for name in ("Nà Lốc", "Nà Pán", "Houay")]
    [True, False, False]
    """
    named = [name for name in names(question) if name.head and all(map(is_syllable, name.text.lower().split()))]
    if not named:
        return False
    asked = _words(question)
    others = {name.head for name in names(sentence) if f" {' '.join(words_of(name.text))} " not in asked}
    # The whole article is looked at only where the sentence names another.
    rivalled = [f" {' '.join(words_of(name.text))} " for name in named if name.head in others]
    return any(name not in _words(sentence) and name not in _words(article) for name in rivalled)


def left_out(question: str, terms: Mapping[str, float], text: str) -> float:
    """How telling (0..1) the most telling name is that the question says and a text leaves out; 0 if it has all.

    >>> left_out("Hàn Quốc có mấy dự án ở Lào?", {"du": 2.0, "han_quoc": 1.0, "lao": 0.2}, "Hàn Quốc có 5 dự án.")
    0.1
    """
    said = _words(text)
    return max((_telling(name.split(), terms) for name, _, _ in _named(question) if name not in said), default=0.0)


def _telling(name: Sequence[str], terms: Mapping[str, float]) -> float:
    most = max(terms.values(), default=0.0) or 1.0
    if len(name) == 1:
        return terms.get(name[0], 0.0) / most
    known = [terms[pair] for one, other in pairwise(name) if (pair := f"{one}_{other}") in terms]
    return max(known) / most if known else 1.0


# Offices that have a deputy, who is called by the same words with "phó" before them.
WITH_DEPUTY = (
    "bi thu|chu tich|tong giam doc|giam doc|truong ban|truong phong|truong doan|chu nhiem|hieu truong|cuc truong|"
    "vu truong|chanh van phong|chanh thanh tra|vien truong|doi truong|tong bien tap|thu tuong|tong thong|tu lenh"
)
_OFFICE = re.compile(rf" (pho )?(?=({WITH_DEPUTY}) )")


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
