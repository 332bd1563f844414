"""The records that the corpus keeps: what an article is, and the passages it is cut into.

All offsets are Unicode code points into ``Article.text``, which is NFC.
"""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from corpus.text.offsets import OffsetMap


@dataclass(frozen=True, slots=True)
class Period:
    """The years that a text speaks of, both included (``Period(2019, 2020)``)."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"a period ends before it starts: {self.first}-{self.last}")


@dataclass(frozen=True, slots=True)
class Article:
    """One cleaned article, report or notice: the text that answers are copied from.

    ``origin`` names the file or URL that it was read from and ``part`` its place there (0 is the main article; a
    page that carries short pieces of other articles yields parts 1, 2, …). Both together identify the article across
    versions, and ``id`` is derived from them.

    ``text`` is NFC, holds no boilerplate, paragraphs are separated by one line feed, and neither starts nor ends with
    white space. The title is not part of it. ``reading`` maps its offsets to the text as it was read from the file.
    """

    origin: str
    text: str
    title: str
    part: int = 0
    source: str | None = None  # the publisher, as people call it ("Báo Thanh Hóa")
    author: str | None = None
    published: date | None = None
    period: Period | None = None  # derived from the text where ``published`` is unknown
    url: str | None = None
    reading: OffsetMap = field(default_factory=OffsetMap.identity, compare=False)

    @property
    def id(self) -> str:
        """16 hexadecimal digits that stay the same over versions of the article."""
        return sha256(f"{self.origin}\n{self.part}".encode()).hexdigest()[:16]

    @property
    def text_sha256(self) -> str:
        """SHA-256 of ``text`` in UTF-8: what a citation is bound to."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole consecutive sentences of one article: the unit of retrieval.

    ``text == article.text[start:end]``, always. ``id`` is given by the store and never used again for another passage.
    """

    id: int
    document_id: str
    start: int
    end: int
    text: str
