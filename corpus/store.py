"""The store: documents, passages and vectors in one SQLite file. Everything else is derived from it."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.database import Database
from corpus.errors import StoreError
from corpus.members import separator
from corpus.records import Article, Passage
from corpus.rows import (
    FEEDBACK,
    Entry,
    Feedback,
    StoredArticle,
    article_of,
    changed,
    insert,
    insert_passages,
    now,
    retire,
    stored_of,
)

_T = TypeVar("_T")
__all__ = ["Change", "Entry", "Feedback", "Store", "StoredArticle"]

Change = Literal["added", "updated", "unchanged"]
_CHUNK = 500  # ids in one IN (…)


class Store:
    """Reads and writes of one database. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path)
        self.path = path

    def close(self) -> None:
        """Closes the database."""
        self._db.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """While it is open, every read of this thread sees the same state."""
        with self._db.read():
            yield

    # -- state -----------------------------------------------------------------------------------------------------

    def generation(self) -> int:
        """A number that grows with every change of documents, passages or vectors."""
        return int(self.meta("generation") or 0)

    def meta(self, key: str) -> str | None:
        """A stored word about the store itself."""
        rows = self._db.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0]["value"] if rows else None

    def noted(self, prefix: str) -> list[str]:
        """What follows a prefix in the keys of the words about the store itself, sorted."""
        rows = self._db.rows(
            "SELECT substr(key, ?) AS rest FROM meta WHERE substr(key, 1, ?) = ? ORDER BY key",
            (len(prefix) + 1, len(prefix), prefix),
        )
        return [row["rest"] for row in rows]

    def set_meta(self, key: str, value: str) -> None:
        """Keeps a word about the store itself."""
        with self._db.write() as db:
            db.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
            )

    # -- documents -------------------------------------------------------------------------------------------------

    def compare(self, origin: str, articles: Sequence[Article]) -> Change:
        """What putting these articles of an origin would do."""
        kept = self._kept(origin)
        if not kept:
            return "added"
        return "unchanged" if kept == sorted(articles, key=lambda article: article.part) else "updated"

    def outdated(self, origin: str, articles: Sequence[Article]) -> bool:
        """Whether these articles of an origin are what something newer has replaced already.

        So it is where each of them is either still there or was replaced, in just this version as far as that is known
        (text, title and date), and at least one was replaced.
        """
        kept = self._kept(origin)
        others = [article for article in articles if article not in kept]
        return bool(others) and all(
            self._db.rows(
                "SELECT 1 FROM retired WHERE document_id = ? AND text_sha256 = ? AND title = ? AND published IS ? "
                "AND reason = 'updated' LIMIT 1",
                (article.id, article.text_sha256, article.title, article.published and article.published.isoformat()),
            )
            for article in others
        )

    def _kept(self, origin: str) -> list[Article]:
        rows = self._db.rows("SELECT * FROM document WHERE origin = ? ORDER BY part", (origin,))
        return [article_of(row) for row in rows]

    def put(self, origin: str, entries: Sequence[Entry], encoder: str) -> Change:
        """Makes ``entries`` all that there is of an origin, in one transaction.

        Parts whose article is unchanged keep their passages; the others are replaced; parts that are gone are retired.
        """
        if any(entry.article.origin != origin for entry in entries):
            raise StoreError(f"an article of another origin was given for {origin!r}")
        change = self.compare(origin, [entry.article for entry in entries])
        if change == "unchanged":
            return change
        with self._db.write() as db:
            kept = {
                row["id"]: article_of(row) for row in db.execute("SELECT * FROM document WHERE origin = ?", (origin,))
            }
            new = {entry.article.id: entry for entry in entries}
            for document_id, article in kept.items():
                if document_id not in new or new[document_id].article != article:
                    retire(db, document_id, "updated")
            for document_id, entry in new.items():
                if kept.get(document_id) != entry.article:
                    if not entry.spans:
                        raise StoreError(f"{origin} vừa được người khác thay đổi: hãy nạp lại.")
                    insert(db, entry, encoder)
            changed(db)
        return change

    def remove(self, document_id: str) -> bool:
        """Takes a document out of all answers; False if there is none of that id."""
        with self._db.write() as db:
            if not db.execute("SELECT 1 FROM document WHERE id = ?", (document_id,)).fetchone():
                return False
            retire(db, document_id, "removed")
            changed(db)
        return True

    def drop(self, origins: Iterable[str]) -> None:
        """Takes out all that there is of origins that a newer version of their file no longer holds, in one transaction."""
        with self._db.write() as db:
            ids = [
                row["id"]
                for origin in origins
                for row in db.execute("SELECT id FROM document WHERE origin = ?", (origin,))
            ]
            for document_id in ids:
                retire(db, document_id, "updated")
            if ids:
                changed(db)

    def document(self, document_id: str) -> StoredArticle | None:
        """One document by id."""
        return next(iter(self.documents([document_id])), None)

    def documents(self, ids: Iterable[str] | None = None) -> list[StoredArticle]:
        """The documents of these ids, or all, ordered by origin and part."""
        query = (
            "SELECT d.*, (SELECT count(*) FROM passage p WHERE p.document_id = d.id) AS passages FROM document d {} "
            "ORDER BY origin, part"
        )
        with self._db.read() as db:
            if ids is None:
                return [stored_of(row) for row in db.execute(query.format(""))]
            found = []
            for chunk, marks in _chunks(sorted(set(ids))):
                found += [stored_of(row) for row in db.execute(query.format(f"WHERE id IN ({marks})"), chunk)]
            return sorted(found, key=lambda stored: (stored.article.origin, stored.article.part))

    def copies(self, ids: Iterable[str]) -> dict[str, tuple[str, bool]]:
        """Of each document its group of reprints, and whether its date is known; ids that are not there are left out."""
        found: dict[str, tuple[str, bool]] = {}
        with self._db.read() as db:
            for chunk, marks in _chunks(sorted(set(ids))):
                query = f"SELECT id, duplicate_group, published IS NOT NULL FROM document WHERE id IN ({marks})"
                found.update((row[0], (row[1], bool(row[2]))) for row in db.execute(query, chunk))
        return found

    def find(self, origin: str) -> list[StoredArticle]:
        """The documents of one origin, by part."""
        return self.documents(row["id"] for row in self._db.rows("SELECT id FROM document WHERE origin = ?", (origin,)))

    def parts(self, origin: str) -> list[str]:
        """The origins of what there is of a file: its own, and those of the members or records in it."""
        between = separator(origin)
        first, end = (f"{origin}{between}", f"{origin}{chr(ord(between) + 1)}") if between else (origin, origin)
        rows = self._db.rows(
            "SELECT DISTINCT origin FROM document WHERE origin = ? OR (origin >= ? AND origin < ?) ORDER BY origin",
            (origin, first, end),
        )
        return [row["origin"] for row in rows]

    def removed_origins(self) -> frozenset[str]:
        """Origins that somebody removed and nobody added again."""
        rows = self._db.rows("SELECT origin FROM retired WHERE reason = 'removed' EXCEPT SELECT origin FROM document")
        return frozenset(row["origin"] for row in rows)

    def removed_ids(self) -> frozenset[str]:
        """Ids of the documents that somebody removed and nobody added again."""
        rows = self._db.rows(
            "SELECT document_id FROM retired r WHERE reason = 'removed' "
            "AND rowid = (SELECT max(rowid) FROM retired WHERE document_id = r.document_id) "
            "EXCEPT SELECT id FROM document"
        )
        return frozenset(row["document_id"] for row in rows)

    def retired_text(self, document_id: str, text_sha256: str) -> str | None:
        """The text of an earlier version of a document, or of a removed one."""
        query = "SELECT text FROM retired WHERE document_id = ? AND text_sha256 = ? LIMIT 1"
        rows = self._db.rows(query, (document_id, text_sha256))
        return rows[0]["text"] if rows else None

    def counts(self) -> dict[str, int]:
        """How many documents, passages, and groups of reprints counted once there are."""
        (row,) = self._db.rows(
            "SELECT (SELECT count(*) FROM document) AS documents, "
            "(SELECT count(DISTINCT duplicate_group) FROM document) AS distinct_documents, "
            "(SELECT count(*) FROM passage) AS passages"
        )
        return {name: int(row[name]) for name in row.keys()}  # noqa: SIM118 - a Row iterates over values

    # -- passages and vectors --------------------------------------------------------------------------------------

    def passage_ids(self, encoder: str | None = None) -> NDArray[np.int64]:
        """Ids of all passages, ascending; with ``encoder``, of those that have a vector of that revision."""
        query = "SELECT id FROM passage ORDER BY id"
        if encoder is not None:
            query = "SELECT passage_id FROM vector WHERE encoder = ? ORDER BY passage_id"
        rows = self._db.rows(query, () if encoder is None else (encoder,))
        return np.array([row[0] for row in rows], dtype=np.int64)

    def passages_of(self, document_ids: Iterable[str]) -> NDArray[np.int64]:
        """Ids of the passages of given documents, ascending."""
        found: list[int] = []
        with self._db.read() as db:
            for chunk, marks in _chunks(sorted(set(document_ids))):
                found += [row[0] for row in db.execute(f"SELECT id FROM passage WHERE document_id IN ({marks})", chunk)]
        return np.array(sorted(found), dtype=np.int64)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; ids that are not there are left out."""
        # substr counts from one; SQLite counts code points in text, as Python does.
        query = (
            "SELECT p.id, p.document_id, p.start, p.end, substr(d.text, p.start + 1, p.end - p.start) AS text "
            "FROM passage p JOIN document d ON d.id = p.document_id WHERE p.id IN ({})"
        )
        found = {}
        with self._db.read() as db:
            for chunk, marks in _chunks(sorted({int(k) for k in ids})):
                for row in db.execute(query.format(marks), chunk):
                    found[row["id"]] = Passage(row["id"], row["document_id"], row["start"], row["end"], row["text"])
        return found

    def vectors(self, ids: Sequence[int], encoder: str) -> NDArray[np.float32]:
        """Vectors of passages, float32 (n, dim), in the order of ``ids``; raises StoreError if one is missing."""
        there, found = self.vectors_there(ids, encoder)
        if missing := len(set(map(int, ids)) - set(there)):
            raise StoreError(f"{missing} đoạn văn chưa có vectơ của bộ mã hóa {encoder}: hãy chạy `trich index build`.")
        row_of = {passage_id: row for row, passage_id in enumerate(there)}
        return found[[row_of[int(k)] for k in ids]] if there else found

    def vectors_there(self, ids: Iterable[int], encoder: str) -> tuple[list[int], NDArray[np.float32]]:
        """Those of the passages that have a vector, by ascending id, and their vectors, float32 (n, dim)."""
        blobs: dict[int, bytes] = {}
        with self._db.read() as db:
            for chunk, marks in _chunks(sorted({int(k) for k in ids})):
                query = f"SELECT passage_id, vector FROM vector WHERE encoder = ? AND passage_id IN ({marks})"
                blobs.update((row["passage_id"], row["vector"]) for row in db.execute(query, (encoder, *chunk)))
        there = sorted(blobs)
        if not there:
            return [], np.zeros((0, 0), dtype=np.float32)
        return there, np.frombuffer(b"".join(blobs[k] for k in there), dtype="<f4").reshape(len(there), -1)

    def set_vectors(self, ids: Sequence[int], vectors: NDArray[np.float32], encoder: str) -> None:
        """Gives passages the vectors of another encoder; passages that went meanwhile are left out."""
        with self._db.write() as db:
            db.executemany(
                "INSERT INTO vector SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM passage WHERE id = ?1) "
                "ON CONFLICT (passage_id) DO UPDATE SET encoder = excluded.encoder, vector = excluded.vector",
                [(int(k), encoder, row.astype("<f4").tobytes()) for k, row in zip(ids, vectors, strict=True)],
            )
            changed(db)

    def recut(
        self, document_id: str, spans: Sequence[tuple[int, int]], vectors: NDArray[np.float32], encoder: str
    ) -> None:
        """Gives a document other passages; nothing happens if it went meanwhile."""
        with self._db.write() as db:
            if db.execute("SELECT 1 FROM document WHERE id = ?", (document_id,)).fetchone():
                db.execute("DELETE FROM passage WHERE document_id = ?", (document_id,))
                insert_passages(db, document_id, spans, vectors, encoder)
                changed(db)

    def neighbours(self, document_id: str) -> list[Passage]:
        """All passages of a document, in order."""
        rows = self._db.rows("SELECT id FROM passage WHERE document_id = ? ORDER BY start", (document_id,))
        found = self.passages(row["id"] for row in rows)
        return sorted(found.values(), key=lambda passage: passage.start)

    # -- feedback --------------------------------------------------------------------------------------------------

    def add_feedback(self, feedback: Feedback) -> int:
        """Keeps a person's word on an answer; returns its number."""
        with self._db.write() as db:
            cursor = db.execute(
                f"INSERT INTO feedback ({FEEDBACK}, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*astuple(feedback), now()),
            )
            return int(cursor.lastrowid or 0)

    def feedback(self) -> list[Feedback]:
        """All words on answers, the oldest first."""
        return [Feedback(**dict(row)) for row in self._db.rows(f"SELECT {FEEDBACK} FROM feedback ORDER BY id")]

    def backup(self, target: Path) -> None:
        """Copies the database, consistent even while it is written to."""
        with sqlite3.connect(target) as copy:
            self._db.connection().backup(copy)
        copy.close()


def _chunks(ids: Sequence[_T]) -> Iterator[tuple[Sequence[_T], str]]:
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        yield chunk, ",".join("?" * len(chunk))
