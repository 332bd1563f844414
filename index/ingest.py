"""Documents into the library: each origin goes in whole or is refused with its reason, and the rest goes on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import EmptyDocument, UnreadableDocument
from corpus.formats import read, read_file
from corpus.formats.reading import Reading
from corpus.pages import articles_of
from corpus.records import Article
from corpus.text.normalise import to_nfc
from index.library import Library

Status = Literal["added", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one origin. ``articles`` are those now in the library; ``reason`` tells why it was refused."""

    origin: str
    status: Status
    articles: tuple[Article, ...] = ()
    reason: str | None = None


def ingest(library: Library, origin: str, data: bytes) -> Iterator[Outcome]:
    """Reads one file, archive or upload; an archive and a list of records give an outcome for each member."""
    return _all(library, read(origin, data))


def ingest_file(library: Library, origin: str, path: Path) -> Iterator[Outcome]:
    """Reads one file from disk; one that is too large is refused before it is opened."""
    return _all(library, read_file(origin, path))


def articles_from(reading: Reading) -> list[Article]:
    """The clean articles of one reading; raises EmptyDocument if none is left."""
    text, to_read = to_nfc(reading.text)
    articles = articles_of(reading, text, to_read)
    if not articles:
        raise EmptyDocument(reading.origin, "Không còn nội dung nào sau khi bỏ phần quảng cáo, liên kết, bình luận.")
    return articles


def _all(library: Library, items: Iterable[Reading | UnreadableDocument]) -> Iterator[Outcome]:
    for item in items:
        yield _refused(item) if isinstance(item, UnreadableDocument) else _put(library, item)


def _put(library: Library, reading: Reading) -> Outcome:
    try:
        articles = articles_from(reading)
    except UnreadableDocument as error:
        return _refused(error)
    return Outcome(reading.origin, library.put(reading.origin, articles), tuple(articles))


def _refused(error: UnreadableDocument) -> Outcome:
    return Outcome(error.name, "refused", reason=error.reason)
