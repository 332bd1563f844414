"""The SQLite file: one connection a thread, numbered migrations, one writer at a time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 30_000  # how long a writer waits for another process


class Database:
    """Connections to one SQLite file in WAL mode; missing migrations are applied when it is opened.

    Raises StoreError if the file is no database, or was written by a newer version than this one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._writing = threading.RLock()
        self._connections: list[sqlite3.Connection] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._migrate()
        except sqlite3.DatabaseError as error:
            self.close()
            raise StoreError(
                f"{path} cannot be used as a database ({error}); restore a snapshot or move it away"
            ) from error

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Closed from whichever thread ends the service, hence check_same_thread.
            connection = sqlite3.connect(
                self.path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the write lock from its start: all of it is committed, or nothing."""
        with self._writing:
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One read transaction: every statement in it sees the same state."""
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the connections of all threads."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    def _migrate(self) -> None:
        files = sorted(MIGRATIONS.glob("[0-9]*.sql"))
        newest = int(files[-1].name[:4])
        with self.write() as connection:
            done = connection.execute("PRAGMA user_version").fetchone()[0]
            if done > newest:
                raise StoreError(f"{self.path} has schema {done}, this version knows {newest}: install a newer Trích")
            for file in files[done:]:
                for statement in _statements(file.read_text(encoding="utf-8")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {newest}")


def _statements(script: str) -> Iterator[str]:
    # executescript would commit first, and a migration must be all or nothing.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
