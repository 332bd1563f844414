"""The terms of the passages that a distributed engine holds: their numbers, and in how many passages each stands.

An engine that only multiplies sparse vectors knows no words. This file, beside the store, gives each term the number that it has
in those vectors, and what BM25 weighs it by. It is derived: where it does not fit the store or the engine, both are made anew.

What the engine is being told of is *pending*: counted, with the numbers of its terms, so that it can be taken back whole when
the engine did not hear of it.
"""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.database import refusal
from corpus.text.fold import fold
from index.errors import EngineUnavailable

Field = Literal["toned", "folded"]
FIELDS: tuple[Field, ...] = ("toned", "folded")
_BUSY_S = 30  # how long a writer waits for another process
_CHUNK = 500  # values in one IN (…)
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passage (id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS pending (id INTEGER PRIMARY KEY, numbers BLOB NOT NULL);  -- int64 of its terms
CREATE TABLE IF NOT EXISTS term (
    number INTEGER PRIMARY KEY,
    field TEXT NOT NULL,
    term TEXT NOT NULL,
    form TEXT,                  -- what a single toned term folds to
    passages INTEGER NOT NULL,
    UNIQUE (field, term)
);
CREATE INDEX IF NOT EXISTS term_form ON term (form) WHERE form IS NOT NULL;
"""

_EVERY = ("meta", "passage", "pending", "term")
_BROKEN = "đã hỏng: hãy dừng chương trình, xóa tệp này rồi chạy lại; nó được lập lại từ kho tài liệu"
_GROWS = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value"


class Vocabulary:
    """The file. Safe to use from several threads and processes.

    Raises EngineUnavailable, with what to do, where it cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise _unusable(path, error) from error
            for suffix in ("", "-wal", "-shm"):  # derived from the store: not worth keeping
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._db = _opened(path)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    # -- words about itself ----------------------------------------------------------------------------------------

    def words(self) -> dict[str, str]:
        """All words kept beside the terms, of one moment."""
        return dict(self._rows("SELECT key, value FROM meta"))

    def meta(self, key: str) -> str | None:
        """A word kept beside the terms."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_meta(self, **words: str) -> None:
        """Keeps words, all or none."""
        with self._write() as db:
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", words.items())

    def clear(self, **words: str) -> None:
        """Forgets all terms and passages, and keeps only these words."""
        with self._write() as db:
            for table in _EVERY:
                db.execute(f"DELETE FROM {table}")
            db.executemany("INSERT INTO meta VALUES (?, ?)", words.items())

    # -- passages and terms ----------------------------------------------------------------------------------------

    def passages(self) -> int:
        """How many passages are counted."""
        return int(self.meta("held") or 0)

    def ids(self) -> NDArray[np.int64]:
        """The ids of the passages that are counted, ascending."""
        return np.array([row[0] for row in self._rows("SELECT id FROM passage ORDER BY id")], dtype=np.int64)

    def add(self, ids: Sequence[int], words: Mapping[Field, Sequence[Sequence[str]]]) -> dict[Field, dict[str, int]]:
        """Counts passages that are not counted yet, each by the list of its terms in each field, and leaves them pending.

        Gives the number of each of these terms.
        """
        numbers: dict[Field, dict[str, int]] = {}
        with self._write() as db:
            db.executemany("INSERT INTO passage VALUES (?)", [(int(k),) for k in ids])
            db.execute(_GROWS, ("held", len(ids)))
            for field, told in words.items():
                counts = Counter(term for terms in told for term in set(terms))
                db.executemany(
                    "INSERT INTO term (field, term, form, passages) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (field, term) DO UPDATE SET passages = passages + excluded.passages",
                    [(field, term, _form(field, term), count) for term, count in sorted(counts.items())],
                )
                db.executemany(
                    _GROWS,
                    [(f"{field} length", sum(map(len, told))), (f"{field} passages", len(told))],
                )
                numbers[field] = {term: number for term, (number, _) in self.known(field, counts).items()}
            held = [
                {numbers[field][term] for field, told in words.items() for term in told[at]} for at in range(len(ids))
            ]
            self._leave_pending(db, dict(zip(ids, held, strict=True)))
        return numbers

    def leave_pending(self, numbers: Mapping[int, Iterable[int]]) -> None:
        """Says of counted passages that they are to be taken back, with the numbers of their terms."""
        with self._write() as db:
            self._leave_pending(db, numbers)

    def pending(self) -> list[int]:
        """The ids of the passages that are pending."""
        return [row[0] for row in self._rows("SELECT id FROM pending ORDER BY id")]

    def settle(self) -> None:
        """Pending passages stay counted."""
        with self._write() as db:
            db.execute("DELETE FROM pending")

    def take_back(self) -> None:
        """Pending passages are counted no more."""
        with self._write() as db:
            found = db.execute("SELECT numbers FROM pending JOIN passage USING (id)").fetchall()
            counts = Counter(np.frombuffer(b"".join(row[0] for row in found), dtype=np.int64).tolist())
            db.executemany(
                "UPDATE term SET passages = passages - ? WHERE number = ?",
                [(count, number) for number, count in sorted(counts.items())],
            )
            db.execute("DELETE FROM passage WHERE id IN (SELECT id FROM pending)")
            db.execute(_GROWS, ("held", -len(found)))
            db.execute("DELETE FROM pending")

    def _leave_pending(self, db: sqlite3.Connection, numbers: Mapping[int, Iterable[int]]) -> None:
        db.executemany(
            "INSERT OR REPLACE INTO pending VALUES (?, ?)",
            [(int(k), np.array(sorted(of), dtype=np.int64).tobytes()) for k, of in numbers.items()],
        )

    def mean_length(self, field: Field) -> float:
        """The mean number of terms of the passages that were ever counted, at least 1."""
        length, passages = self.meta(f"{field} length"), self.meta(f"{field} passages")
        return max(float(length or 0) / max(float(passages or 0), 1.0), 1.0)

    def known(self, field: Field, terms: Iterable[str]) -> dict[str, tuple[int, int]]:
        """The number of each term that stands in a passage, and in how many it does."""
        found = {}
        wanted = sorted(set(terms))
        for at in range(0, len(wanted), _CHUNK):
            chunk = wanted[at : at + _CHUNK]
            query = f"SELECT term, number, passages FROM term WHERE field = ? AND passages > 0 AND term IN ({', '.join('?' * len(chunk))})"
            found.update({term: (number, count) for term, number, count in self._rows(query, (field, *chunk))})
        return found

    def document_frequency(self, field: Field, term: str) -> int:
        """In how many passages a term stands."""
        rows = self._rows("SELECT passages FROM term WHERE field = ? AND term = ?", (field, term))
        return int(rows[0][0]) if rows else 0

    def forms(self, folded: str) -> tuple[str, ...]:
        """The single toned terms that fold to ``folded``, in order."""
        query = "SELECT term FROM term WHERE form = ? AND passages > 0 ORDER BY term"
        return tuple(row[0] for row in self._rows(query, (folded,)))

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._db.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise _unusable(self.path, error) from error

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                raise _unusable(self.path, error) from error
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")


def _unusable(path: Path, error: sqlite3.DatabaseError) -> EngineUnavailable:
    return EngineUnavailable(f"Bảng từ của Milvus {path} {refusal(error, _BROKEN)}")


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(_TABLES)
    except BaseException:
        db.close()
        raise
    return db


def _form(field: Field, term: str) -> str | None:
    return fold(term) if field == "toned" and "_" not in term and term[0].isalpha() else None
