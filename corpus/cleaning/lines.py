"""The paragraphs of a read text, as ranges of it, so that whatever is kept can be traced back exactly."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.text.fold import fold
from corpus.text.offsets import OffsetMap, Run

_LIST_ITEM = re.compile(r"(?:[-–—+*•●▪■◦✓✔o]|\d{1,3}[.)]|[a-zđ][.)]|[IVX]{1,5}[.)])\s")
_TABLE_CELLS = re.compile(r"\s\|\s|^\|")
_WRAP_LONGEST = 120  # code points; a longer line was not cut by a program that wraps text
_WRAP_SHORTEST = 50
_WRAP_EVEN = 0.75  # every wrapped line fills at least this share of the longest one


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: ``pieces`` are ranges (code points) of the normalised text, ``text`` those pieces with blanks between.

    ``gap`` tells whether an empty line, or nothing at all, stands before it. ``text`` is never empty and neither
    starts nor ends with white space.
    """

    pieces: tuple[tuple[int, int], ...]
    text: str
    gap: bool = False

    def without_start(self, length: int) -> "Line":
        """The same line without its first ``length`` code points and the white space behind them."""
        start, end = self.pieces[0]
        rest = self.text[length:]
        length += len(rest) - len(rest.lstrip())
        if not 0 <= length < end - start:
            raise ValueError(f"cannot cut {length} code points off a piece of {end - start}")
        return Line(((start + length, end), *self.pieces[1:]), self.text[length:], self.gap)


def lines_of(text: str) -> list[Line]:
    """The paragraphs of a normalised text, in order, with lines that a program wrapped put together again."""
    blocks: list[list[Line]] = []
    gap = True
    at = 0
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            if gap:
                blocks.append([])
            start = at + raw.index(bare)
            blocks[-1].append(Line(((start, start + len(bare)),), bare, gap))
        gap = not bare
        at += len(raw) + 1
    return [line for block in blocks for line in _unwrapped(block)]


def joined(lines: Iterable[Line]) -> tuple[str, OffsetMap]:
    """The text of some lines, one line feed between them, and the map from it to the text that they are ranges of."""
    parts: list[str] = []
    runs: list[Run] = []
    at = 0
    for line in lines:
        if parts:
            parts.append("\n")
            at += 1
        parts.append(line.text)
        for start, end in line.pieces:
            runs.append(Run(at, start, end - start))
            at += end - start + 1  # the blank between two pieces comes from nowhere
        at -= 1
    return "".join(parts), OffsetMap(tuple(runs))


def key(text: str) -> str:
    """What two spellings of the same line have in common: folded letters and digits, one blank between words.

    >>> key("“Thanh Hoá” – 2025!")
    'thanh hoa 2025'
    """
    return " ".join("".join(char if char.isalnum() else " " for char in fold(text)).split())


def syllables(text: str) -> int:
    """How many words that are no mere punctuation stand in a text."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def is_list_item(text: str) -> bool:
    """Whether a line opens with a bullet or a number of a list (``- xã A``, ``1. Tình hình``, ``a) …``)."""
    return _LIST_ITEM.match(text) is not None


def is_table_row(text: str) -> bool:
    """Whether a line is cells of a table (``a | b | c``)."""
    return _TABLE_CELLS.search(text) is not None


def _unwrapped(block: list[Line]) -> Iterator[Line]:
    """The lines of a block (no empty line within), each put together with those that go on in mid-sentence."""
    even = _is_wrapped(block)
    current = block[0]
    for before, line in pairwise(block):
        if _goes_on(before.text, line.text, even):
            current = Line(current.pieces + line.pieces, f"{current.text} {line.text}", current.gap)
        else:
            yield current
            current = line
    yield current


def _goes_on(before: str, after: str, even: bool) -> bool:
    if is_list_item(after) or is_table_row(after) or is_table_row(before):
        return False
    if before.isupper() and not after.isupper():
        return False  # a heading in capitals
    if even:
        return True
    return after[0].islower() and before[-1] not in ".!?…:;" and not is_list_item(before)


def _is_wrapped(block: list[Line]) -> bool:
    """Whether all lines of a block but the last were cut at about the same width, in mid-sentence at least once."""
    *full, _ = block
    if len(full) < 2:
        return False
    longest = max(len(line.text) for line in full)
    if not _WRAP_SHORTEST <= longest <= _WRAP_LONGEST:
        return False
    in_mid_sentence = any(b.text[0].islower() and a.text[-1] not in ".!?…:;" for a, b in pairwise(block))
    return in_mid_sentence and all(len(line.text) >= _WRAP_EVEN * longest for line in full)
