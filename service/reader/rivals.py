"""Whether a sentence speaks of somebody or something else than a question does.

"Bao nhiêu vốn ODA từ Nhật Bản?" is not told by a sentence of Korea's, however like it is otherwise.
"""

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
