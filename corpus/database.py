"""The SQLite file: one connection a thread, numbered migrations, one writer at a time."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 30_000  # how long a writer waits for another process
_BROKEN = "không phải cơ sở dữ liệu, hoặc đã hỏng: hãy khôi phục bản sao lưu bằng `trich restore TỆP --force`, tệp này được giữ lại"
_SHUT = "không mở được hoặc không ghi được: hãy xem quyền của tệp và của thư mục chứa nó"
_BUSY = "đang bị một chương trình khác giữ: hãy đợi chương trình đó xong, hoặc dừng nó, rồi chạy lại"
_TOLD = {  # what SQLite's primary result codes mean, and what to do (https://www.sqlite.org/rescode.html)
    sqlite3.SQLITE_NOTADB: _BROKEN,
    sqlite3.SQLITE_CORRUPT: _BROKEN,
    sqlite3.SQLITE_CANTOPEN: _SHUT,
    sqlite3.SQLITE_READONLY: _SHUT,
    sqlite3.SQLITE_PERM: _SHUT,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: "không ghi thêm được vì đĩa đã đầy: hãy dọn bớt chỗ rồi chạy lại, những gì đã ghi xong vẫn còn",
    sqlite3.SQLITE_IOERR: "đọc hoặc ghi gặp lỗi của đĩa: hãy xem đĩa có hỏng, có đầy không rồi chạy lại",
}
_OTHER = "gặp lỗi ngoài dự kiến: hãy giữ nguyên tệp này và báo người quản trị"


def refusal(error: sqlite3.DatabaseError, broken: str = _BROKEN) -> str:
    """What SQLite says of a file, for people: what is wrong with it, and what to do; ``broken`` where it is damaged."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # none where Python itself refuses, as after closing
    told = _TOLD.get(code, _OTHER)
    return f"{broken if told is _BROKEN else told} ({error})."


def store_error(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    """What SQLite says of a store in a sentence for people."""
    return StoreError(f"Kho tài liệu {path} {refusal(error)}")


class Database:
    """Connections to one SQLite file in WAL mode; missing migrations are applied when it is opened.

    Raises StoreError if the file is no database, was written by a newer version than this one, or cannot be used now; so
    do ``rows``, ``read`` and ``write``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._writing = threading.RLock()
        self._connections: list[sqlite3.Connection] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._told():
                self._migrate()
        except StoreError:
            self.close()
            raise

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
        with self._told(), self._writing:
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # SQLite itself goes back where the disk is full
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One read transaction: every statement in it sees the same state."""
        with self._told():
            connection = self.connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """What one query finds."""
        with self._told():
            return self.connection().execute(query, values).fetchall()

    def close(self) -> None:
        """Closes the connections of all threads."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whoever keeps documents need not know SQLite's errors."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise store_error(self.path, error) from error

    def _migrate(self) -> None:
        """Applies what is missing; a database that is up to date is only read, whoever may be writing to it."""
        files = sorted(MIGRATIONS.glob("[0-9]*.sql"))
        newest = int(files[-1].name[:4])
        if self._schema(newest) == newest:
            return
        with self.write() as connection:
            for file in files[self._schema(newest) :]:  # asked again: another process may have been faster
                for statement in _statements(file.read_text(encoding="utf-8")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {newest}")

    def _schema(self, newest: int) -> int:
        done: int = self.connection().execute("PRAGMA user_version").fetchone()[0]
        if done > newest:
            raise StoreError(
                f"Kho tài liệu {self.path} do một bản Trích mới hơn ghi (lược đồ {done}, bản này biết đến {newest}): "
                "hãy cài bản Trích mới hơn."
            )
        return done


def _statements(script: str) -> Iterator[str]:
    # executescript would commit first, and a migration must be all or nothing.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
