"""The terms of the passages that a distributed engine holds: their numbers, and in how many passages each stands.

An engine that only multiplies sparse vectors knows no words. This file, beside the store, gives each term the number that it has
in those vectors, and what BM25 weighs it by. It is derived: where it does not fit the store or the engine, both are made anew.
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

from corpus.database import store_error
from corpus.text.fold import fold

Field = Literal["toned", "folded"]
FIELDS: tuple[Field, ...] = ("toned", "folded")
_BUSY_S = 30  # how long a writer waits for another process
_CHUNK = 500  # values in one IN (…)
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passage (id INTEGER PRIMARY KEY);
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

_GROWS = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value"


class Vocabulary:
    """The file. Safe to use from several threads and processes; raises StoreError where it cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise store_error(path, error) from error
            for suffix in ("", "-wal", "-shm"):  # derived from the store: not worth keeping
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._db = _opened(path)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    # -- words about itself ----------------------------------------------------------------------------------------

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
            for table in ("meta", "passage", "term"):
                db.execute(f"DELETE FROM {table}")
            db.executemany("INSERT INTO meta VALUES (?, ?)", words.items())

    # -- passages and terms ----------------------------------------------------------------------------------------

    def passages(self) -> int:
        """How many passages are counted."""
        return int(self.meta("held") or 0)

    def ids(self) -> NDArray[np.int64]:
        """The ids of the passages that are counted, ascending."""
        return np.array([row[0] for row in self._rows("SELECT id FROM passage ORDER BY id")], dtype=np.int64)

    def add(self, ids: Sequence[int], words: Mapping[Field, Sequence[Sequence[str]]]) -> None:
        """Counts passages that are not counted yet, each by the list of its terms in each field."""
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

    def remove(self, ids: Sequence[int], numbers: Iterable[int]) -> None:
        """Counts passages no more; ``numbers`` are those of their terms, each as often as there are passages with it."""
        with self._write() as db:
            gone = db.executemany("DELETE FROM passage WHERE id = ?", [(int(k),) for k in ids]).rowcount
            db.execute(_GROWS, ("held", -gone))
            counts = [(count, number) for number, count in Counter(numbers).items()]
            db.executemany("UPDATE term SET passages = passages - ? WHERE number = ?", counts)

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
                raise store_error(self.path, error) from error

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                raise store_error(self.path, error) from error
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")


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
