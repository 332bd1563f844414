"""Documents into the library: each origin goes in whole or is refused with its reason, and the rest goes on.

A file that was read to its end takes the place of its earlier version: what it no longer holds is taken out at the end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import EmptyDocument, UnreadableDocument
from corpus.formats import read, read_file
from corpus.formats.reading import Reading
from corpus.members import files_above, separator
from corpus.pages import articles_of
from corpus.records import Article
from corpus.stopwatch import stage
from corpus.text.normalise import to_nfc
from index.library import Library

Status = Literal["added", "updated", "unchanged", "refused", "removed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one origin. ``articles`` are those now in the library; ``reason`` tells why it was refused or removed."""

    origin: str
    status: Status
    articles: tuple[Article, ...] = ()
    reason: str | None = None


def ingest(library: Library, origin: str, data: bytes, *, whole: bool = True) -> Iterator[Outcome]:
    """Reads one file, archive or upload; an archive and a list of records give an outcome for each member.

    Not ``whole`` is what says nothing of other records under the same name: they stay.
    """
    items = read(origin, data)
    return _version(library, origin, items) if whole else _all(library, items)


def ingest_file(library: Library, origin: str, path: Path) -> Iterator[Outcome]:
    """Reads one file from disk; one that is too large is refused before it is opened."""
    return _version(library, origin, read_file(origin, path))


@stage("clean")
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


def _version(library: Library, origin: str, items: Iterable[Reading | UnreadableDocument]) -> Iterator[Outcome]:
    """The outcomes of a file's documents, then of those that only its earlier version held."""
    if separator(origin) is None:
        yield from _all(library, items)
        return
    told: set[str] = set()  # origins of this version
    unread: set[str] = set()  # files that were not read to their end, as far as can be told
    for item in items:
        if isinstance(item, UnreadableDocument):
            # A record that is broken may have had any id, and may be where the file was cut off.
            unread |= {item.name, origin + item.name.removeprefix(origin).partition("#")[0]}
            yield _refused(item)
        else:
            told.add(item.origin)
            yield _put(library, item)
    if told:  # an empty list is more likely a failed export than the wish to remove everything
        yield from _gone(library, origin, told, unread)


def _gone(library: Library, origin: str, told: set[str], unread: set[str]) -> list[Outcome]:
    names = [name for name in library.store.parts(origin) if name not in told and unread.isdisjoint(files_above(name))]
    if names:
        library.drop(names)
    return [Outcome(name, "removed", reason=f"Không còn trong {origin}, nên đã gỡ khỏi kho.") for name in names]


def _put(library: Library, reading: Reading) -> Outcome:
    try:
        articles = articles_from(reading)
    except UnreadableDocument as error:
        return _refused(error)
    return Outcome(reading.origin, library.put(reading.origin, articles), tuple(articles))


def _refused(error: UnreadableDocument) -> Outcome:
    return Outcome(error.name, "refused", reason=error.reason)
