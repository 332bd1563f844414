"""Makes a question that its text does not answer out of one that it does: another year, or another name.

The reader must see that the year and the name of the question are those of the text (Jia & Liang 2017, arXiv:1707.07328,
altered questions by hand to the same end). Only what stands in the text is replaced, by what does not stand there.
"""

import re
from collections.abc import Sequence
from random import Random

from corpus.text.fold import fold

_YEAR = re.compile(r"(?<![\d.,])(?:1[0-9]|20)\d\d(?![\d.,]\d|\d)")
_WORD = r"[^\W\d_][\w’'-]*"
_NAME = re.compile(rf"(?<![\w’'-]){_WORD}(?: {_WORD})+")
_FARTHEST = 12  # years
_DRAWN = 8  # names that are tried


def altered(question: str, context: str, names: Sequence[Sequence[str]], rng: Random) -> str | None:
    """The question about another year or name than the text speaks of; None where it has neither of the text's.

    ``names[n]`` are names of n words to choose from.

    >>> altered("Năm 2022 có bao nhiêu dự án?", "Năm 2022 có 5 dự án.", [], Random(1))
    'Năm 2029 có bao nhiêu dự án?'
    """
    if (year := _other_year(question, context, rng)) is not None:
        return year
    return _other_name(question, context, names, rng)


def _other_year(question: str, context: str, rng: Random) -> str | None:
    told = [match for match in _YEAR.finditer(question) if match.group() in context]
    if not told:
        return None
    match = rng.choice(told)
    year = int(match.group())
    near = range(year - _FARTHEST, year + _FARTHEST + 1)
    others = [other for other in near if str(other) not in context and str(other) not in question]
    return f"{question[: match.start()]}{rng.choice(others)}{question[match.end() :]}" if others else None


def _other_name(question: str, context: str, names: Sequence[Sequence[str]], rng: Random) -> str | None:
    told = [(start, name) for start, name in names_in(question) if name in context]
    if not told:
        return None
    start, name = rng.choice(told)
    size = len(name.split())
    known = names[size] if size < len(names) else ()
    for _ in range(_DRAWN if known else 0):
        other = rng.choice(known)
        if fold(other) not in fold(context) and fold(other) not in fold(question):
            return f"{question[:start]}{other}{question[start + len(name) :]}"
    return None


def names_in(text: str) -> list[tuple[int, str]]:
    """Names of two words or more with their offsets: capitalised words in a row, the first of a sentence left aside.

    >>> names_in("Ông Trần Văn Bình đến Lâm Hà khi nào?")
    [(4, 'Trần Văn Bình'), (22, 'Lâm Hà')]
    """
    found = []
    for match in _NAME.finditer(text):
        at, run = match.start(), []
        for word in [*match.group().split(" "), ""]:
            if word[:1].isupper() and at > 0:
                run.append((at, word))
            else:
                if len(run) > 1:
                    found.append((run[0][0], " ".join(word for _, word in run)))
                run = []
            at += len(word) + 1
    return found


def by_size(questions: Sequence[str]) -> list[list[str]]:
    """The names of all questions, each once, by their number of words."""
    names = sorted({name for question in questions for _, name in names_in(question)})
    longest = max((len(name.split()) for name in names), default=0)
    return [[name for name in names if len(name.split()) == size] for size in range(longest + 1)]
