"""What a line is, as far as it tells by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from corpus.cleaning.captions import is_marked_caption
from corpus.cleaning.furniture import Furniture, furniture_of
from corpus.cleaning.lines import Line, is_list_item, is_table_row, key, syllables
from corpus.credits import stamp_of

_LONG = 40  # syllables: no headline is as long
_SHORTEST_SENTENCE = 4
_SHORTEST_OPEN = 8  # syllables of a line that ends in a comma, colon, semicolon or dots and is prose nevertheless
_SHORTEST_CALL = 12  # headlines may call out
_SHORTEST_QUESTION = 25  # and ask
_CLOSERS = "”\"'»)] "


class Kind(Enum):
    """What a line is, as far as it tells by itself."""

    PROSE = auto()  # running text
    SHORT = auto()  # no sentence: a headline, a subheading, a name, a label that nobody knows
    ITEM = auto()  # of a bullet list, without a full stop
    ROW = auto()  # of a table
    DATE = auto()  # nothing but a date (and a few words that may be a name)
    CAPTION = auto()  # says itself that it is one
    RULE = auto()  # no letter and no digit
    RELATED = auto()
    COMMENTS = auto()
    ALWAYS = auto()
    AROUND = auto()


_OF_FURNITURE = {
    Furniture.RULE: Kind.RULE,
    Furniture.RELATED: Kind.RELATED,
    Furniture.COMMENTS: Kind.COMMENTS,
    Furniture.ALWAYS: Kind.ALWAYS,
    Furniture.AROUND: Kind.AROUND,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line, what it is, and its ``key`` (see ``corpus.cleaning.lines.key``)."""

    line: Line
    kind: Kind
    key: str

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.line.text


def told(lines: Iterable[Line]) -> list[Told]:
    """The lines, each with what it is."""
    return [Told(line, kind_of(line.text), key(line.text)) for line in lines]


def kind_of(text: str) -> Kind:
    """What one line is."""
    furniture = furniture_of(text)
    if furniture:
        return _OF_FURNITURE[furniture]
    if is_table_row(text):
        return Kind.ROW
    if stamp_of(text):
        return Kind.DATE
    if is_marked_caption(text):
        return Kind.CAPTION
    if is_prose(text):
        return Kind.PROSE
    return Kind.ITEM if is_list_item(text) else Kind.SHORT


def is_prose(text: str) -> bool:
    """Whether a line is running text: it ends as a sentence does, or is longer than any headline."""
    count = syllables(text)
    if count >= _LONG:
        return True
    end = text.rstrip(_CLOSERS)[-1:]
    if end == ".":
        return count >= _SHORTEST_SENTENCE
    if end and end in "…:;,":
        return count >= _SHORTEST_OPEN
    return (end == "!" and count >= _SHORTEST_CALL) or (end == "?" and count >= _SHORTEST_QUESTION)
