"""What a sentence can be asked for, and the question: the sentence with question words in the place of a span.

The rules are strict: what they are not sure of is not asked, for a person reads every draft. General rules of the language,
none for a particular text. Offsets are code points of the sentence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eval.asking.figures import dates, money, numbers, periods, shares
from eval.asking.gaps import Gap
from eval.asking.lists import lists
from eval.asking.names import organisations, persons, places

_FEWEST, _MOST = 6, 42  # words of a question
_BULLET = re.compile(r"^[\s–•*+-]+")
_FINDERS: tuple[tuple[str, Callable[[str], Iterator[Gap]]], ...] = (
    ("list", lists),
    ("money", money),
    ("share", shares),
    ("date", dates),
    ("date", periods),
    ("person", persons),
    ("organisation", organisations),
    ("place", places),
    ("number", numbers),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """``sentence[start:end]`` is the answer, of a kind of question sets; ``question`` asks for it."""

    start: int
    end: int
    kind: str
    question: str


def asked(sentence: str) -> list[Asked]:
    """What can be asked, by place; answers do not overlap, and none is told by its own question.

    >>> [(one.question, sentence[one.start : one.end]) for sentence in ("Năm 2023 xã Ea Tul trồng 40 ha cà phê.",)
    ...  for one in asked(sentence)]
    [('Năm nào xã Ea Tul trồng 40 ha cà phê?', 'Năm 2023'), ('Năm 2023 xã Ea Tul trồng bao nhiêu ha cà phê?', '40 ha')]
    """
    found: list[Asked] = []
    for kind, finder in _FINDERS:
        for gap in finder(sentence):
            if any(gap.start < other.end and other.start < gap.end for other in found):
                continue
            question = _question(sentence, gap)
            if question is not None and not _tells(question, sentence[gap.start : gap.end]):
                found.append(Asked(gap.start, gap.end, kind, question))
    return sorted(found, key=lambda one: one.start)


def _question(sentence: str, gap: Gap) -> str | None:
    """The sentence with the gap; None where it is too short or long, cut within quotation marks, or names nothing."""
    before, after = sentence[: gap.first], "" if gap.ends else sentence[gap.last :]
    if ";" in before and ":" in before:
        return None  # one of a row of things
    if before.count("“") > before.count("”") or before.count('"') % 2 or before.count("(") > before.count(")"):
        return None
    after = re.split(r"[;:](?=\s)", after)[0]  # what these part off is said of something else
    text = " ".join(_BULLET.sub("", f"{before}{gap.words}{after}").rstrip(" .,:!…").split())
    words = text.split()
    named = any(word.strip("“(")[:1].isupper() for word in f"{before} _ {after}".split()[1:])
    open_ends = text.count("(") != text.count(")") or text.count("“") != text.count("”") or text.count('"') % 2
    if not named or not _FEWEST <= len(words) <= _MOST or open_ends:
        return None
    return f"{text[0].upper()}{text[1:]}?"


def _tells(question: str, answer: str) -> bool:
    """Whether the question has the answer in it: the figures of a figure or date, else the words."""
    figures = re.findall(r"\d[\d.,/-]*", answer)
    core = figures[-1].rstrip(".,") if figures else answer
    return bool(re.search(rf"(?<![\w]){re.escape(core)}(?![\w])", question, re.IGNORECASE))
