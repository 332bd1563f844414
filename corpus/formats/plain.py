"""Plain text: bytes in any encoding that Vietnamese text comes in."""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.errors import TooLarge
from corpus.formats.reading import Limits, Reading, thousands
from corpus.text.legacy import decode

_NARROWEST, _WIDEST = 50, 120  # columns that editors and mail programs wrap at
_FEWEST_WRAPS = 5  # line ends that carry a decision
_BLOCKS = re.compile(r"\n[^\S\n]*\n")
_OWN_LINE = re.compile(r"\s*(?:[-–—+*•●▪◦]|\d{1,3}[.)]|[a-zđ][.)]|[IVXLC]{1,6}\.)\s")  # an item of a list


def read(origin: str, data: bytes, limits: Limits) -> Iterator[Reading]:
    """The one reading of a text file. Raises ``UnknownEncoding`` and ``TooLarge``."""
    text = decode(data, origin)[0].replace("\r\n", "\n").replace("\r", "\n")
    check_lines(origin, text, limits)
    yield Reading(origin, unwrap(text), "text")


def check_lines(origin: str, text: str, limits: Limits) -> None:
    """Raises ``TooLarge`` if a line of the text is over the limit."""
    longest = max(map(len, text.split("\n")))
    if longest > limits.line_characters:
        raise TooLarge(
            origin,
            f"Có một dòng dài {thousands(longest)} ký tự, vượt giới hạn {thousands(limits.line_characters)}; "
            "hãy ngắt văn bản thành các đoạn.",
        )


def unwrap(text: str) -> str:
    r"""The text with its paragraphs on one line each, if it was wrapped at a fixed width; else as it is.

    A text is wrapped if, within its blocks (parted by blank lines), hardly any line has room for the first word of the
    line after it.

    >>> block = "Huyện An Hà vừa khánh thành cây cầu thứ tư bắc qua sông\nCẩm, dài hơn bốn trăm mét."
    >>> unwrap("\n\n".join([block] * 5)).count("\n"), unwrap(block).count("\n")
    (8, 1)
    """
    blocks = [block.split("\n") for block in _BLOCKS.split(text)]
    width = max((len(line.rstrip()) for block in blocks for line in block), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return text
    full = total = 0
    for block in blocks:
        for line, after in pairwise(block):
            if line.strip() and after.strip() and not _OWN_LINE.match(after):
                total += 1
                full += len(line.rstrip()) + 1 + len(after.split(maxsplit=1)[0]) > width
    if total < _FEWEST_WRAPS or full < 0.9 * total:
        return text
    return "\n\n".join(_joined(block) for block in blocks)


def _joined(block: list[str]) -> str:
    paragraphs: list[str] = []
    for line in block:
        if paragraphs and line.strip() and not _OWN_LINE.match(line):
            paragraphs[-1] = f"{paragraphs[-1].rstrip()} {line.strip()}"
        else:
            paragraphs.append(line)
    return "\n".join(paragraphs)
