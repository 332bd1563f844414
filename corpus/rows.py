"""Articles as rows of the store's tables, and back."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from itertools import count
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.duplicates import bands, is_duplicate, signature, similarity
from corpus.records import Article, Period
from corpus.text.offsets import OffsetMap, Run

REPRINT_DAYS = 7  # a paper that takes an article over does so within days


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with the passages that it is cut into: spans (start, end) of ``article.text`` and float32 (n, dim)."""

    article: Article
    spans: Sequence[tuple[int, int]]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it lies in the store. Articles with the same ``duplicate_group`` are reprints of one another."""

    article: Article
    duplicate_group: str
    added_at: datetime
    passages: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's word on an answer; ``correction`` is what it should have been, if they said.

    ``answer_start`` and ``answer_end`` are where the answer stands in the text of the document (code points), whose hash
    was ``text_sha256``; None where whoever sent the word did not say.
    """

    answer_id: str
    question: str
    verdict: Literal["right", "wrong"]
    answer: str | None = None
    correction: str | None = None
    document_id: str | None = None
    answer_start: int | None = None
    answer_end: int | None = None
    text_sha256: str | None = None


FEEDBACK = ", ".join(field.name for field in fields(Feedback))  # the columns are named after them


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def changed(db: sqlite3.Connection) -> None:
    """Counts the generation on, inside the transaction that changed something."""
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")


def retire(db: sqlite3.Connection, document_id: str, reason: str) -> None:
    """Takes a document out and keeps it aside; its passages and vectors go with it."""
    db.execute(
        "INSERT INTO retired SELECT id, origin, title, published, text, text_sha256, ?, ? FROM document WHERE id = ?",
        (now(), reason, document_id),
    )
    db.execute("DELETE FROM document WHERE id = ?", (document_id,))


def insert(db: sqlite3.Connection, entry: Entry, encoder: str) -> None:
    """Puts an article in with its passages, vectors and group of reprints."""
    article = entry.article
    runs = np.array([(run.start, run.origin, run.length) for run in article.reading.runs], dtype="<i8").tobytes()
    mark = signature(article.text)
    db.execute(
        "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id, article.origin, article.part, article.title, article.source, article.author,
            article.published.isoformat() if article.published else None,
            article.period.first if article.period else None, article.period.last if article.period else None,
            article.url, article.text, article.text_sha256, runs, mark, _group(db, article, mark), now(),
        ),
    )  # fmt: skip
    db.executemany("INSERT INTO duplicate_band VALUES (?, ?)", [(band, article.id) for band in set(bands(mark))])
    insert_passages(db, article.id, entry.spans, entry.vectors, encoder)


def insert_passages(
    db: sqlite3.Connection,
    document_id: str,
    spans: Sequence[tuple[int, int]],
    vectors: NDArray[np.float32],
    encoder: str,
) -> None:
    """Puts the passages of a document in, each with its vector."""
    for (start, end), vector in zip(spans, vectors, strict=True):
        cursor = db.execute("INSERT INTO passage (document_id, start, end) VALUES (?, ?, ?)", (document_id, start, end))
        db.execute("INSERT INTO vector VALUES (?, ?, ?)", (cursor.lastrowid, encoder, vector.astype("<f4").tobytes()))


def _group(db: sqlite3.Connection, article: Article, mark: bytes) -> str:
    """The group of the most similar document that the article may be a reprint of, else a new one named after it."""
    own = sorted(set(bands(mark)))
    rows = db.execute(
        "SELECT DISTINCT d.id, d.published, d.signature, d.duplicate_group "
        "FROM duplicate_band b JOIN document d ON d.id = b.document_id "
        f"WHERE b.band IN ({','.join('?' * len(own))}) ORDER BY d.id",
        own,
    )
    alike = [row for row in rows if is_duplicate(mark, row["signature"]) and _near(article.published, row["published"])]
    best = max(alike, key=lambda row: (similarity(mark, row["signature"]), row["id"]), default=None)
    if best:
        return str(best["duplicate_group"])
    # An earlier version of the article may have left its name with what reprints that one.
    names = (article.id if number == 1 else f"{article.id}-{number}" for number in count(1))
    taken = "SELECT 1 FROM document WHERE duplicate_group = ?"
    return next(name for name in names if not db.execute(taken, (name,)).fetchone())


def _near(one: date | None, other: str | None) -> bool:
    """Whether a text of one date may be a reprint of one of the other: next month's report on the same form is not."""
    if one is None or other is None:
        return True
    return abs((one - date.fromisoformat(other)).days) <= REPRINT_DAYS


def article_of(row: sqlite3.Row) -> Article:
    """The article of a row of ``document``."""
    runs = np.frombuffer(row["reading"], dtype="<i8").reshape(-1, 3).tolist()
    return Article(
        origin=row["origin"],
        text=row["text"],
        title=row["title"],
        part=row["part"],
        source=row["source"],
        author=row["author"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        period=Period(row["period_first"], row["period_last"]) if row["period_first"] is not None else None,
        url=row["url"],
        reading=OffsetMap(tuple(Run(*run) for run in runs)),
    )


def stored_of(row: sqlite3.Row) -> StoredArticle:
    """The article of a row of ``document`` with its number of ``passages``."""
    added = datetime.fromisoformat(row["added_at"])
    return StoredArticle(article_of(row), row["duplicate_group"], added, row["passages"])
