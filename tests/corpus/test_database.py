"""One SQLite file: what SQLite refuses is told by its cause, and a store that is sound is never said to be broken."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus import database
from corpus.database import Database, store_error
from corpus.errors import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store that is up to date."""
    made = tmp_path / "trich.sqlite"
    Database(made).close()
    return made


@pytest.fixture
def held(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program that holds the write lock; nobody waits for it."""
    monkeypatch.setattr(database, "BUSY_MS", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def put(opened: Database, key: str, value: str = "") -> None:
    with opened.write() as connection:
        connection.execute("INSERT INTO meta VALUES (?, ?)", (key, value))


def test_a_store_that_is_up_to_date_is_opened_and_read_while_another_writes(
    path: Path, held: sqlite3.Connection
) -> None:
    held.execute("INSERT INTO meta VALUES ('a', '1')")
    with closing(Database(path)) as opened:
        assert opened.rows("SELECT * FROM meta WHERE key = ?", ("a",)) == []
        held.execute("COMMIT")
        assert [row["value"] for row in opened.rows("SELECT * FROM meta WHERE key = ?", ("a",))] == ["1"]


def test_a_store_that_another_holds_is_busy_and_can_be_written_to_afterwards(
    path: Path, held: sqlite3.Connection
) -> None:
    with closing(Database(path)) as opened:
        with pytest.raises(StoreError, match=r"đang bị một chương trình khác giữ: hãy đợi .*database is locked"):
            put(opened, "a")
        held.execute("ROLLBACK")
        put(opened, "a")


def test_an_older_store_that_another_holds_is_busy(path: Path, held: sqlite3.Connection) -> None:
    held.execute("PRAGMA user_version = 1")
    held.execute("COMMIT")
    held.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="đang bị một chương trình khác giữ"):
        Database(path)


def test_a_full_disk_is_told_and_loses_nothing(path: Path) -> None:
    with closing(Database(path)) as opened:
        put(opened, "a")
        connection = opened.connection()
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are
        with pytest.raises(StoreError, match="đĩa đã đầy: hãy dọn bớt chỗ"):
            put(opened, "b", "x" * 100_000)
        assert [row["key"] for row in opened.rows("SELECT key FROM meta WHERE key IN ('a', 'b')")] == ["a"]
        connection.execute("PRAGMA max_page_count = 1000000")
        put(opened, "b", "x" * 100_000)


def test_a_place_that_cannot_be_opened_is_not_called_broken(tmp_path: Path) -> None:
    (tmp_path / "trich.sqlite").mkdir()
    with pytest.raises(StoreError, match="hãy xem quyền của tệp") as caught:
        Database(tmp_path / "trich.sqlite")
    assert "hỏng" not in str(caught.value)


def test_a_file_that_is_only_to_be_read_is_not_called_broken(path: Path) -> None:
    with (
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as reading,
        pytest.raises(sqlite3.DatabaseError) as caught,
    ):
        reading.execute("DELETE FROM meta")
    told = str(store_error(path, caught.value))
    assert "hãy xem quyền của tệp" in told
    assert "hỏng" not in told


def test_damage_is_told_where_it_is_met(path: Path) -> None:
    with closing(Database(path)) as opened:
        for key in range(100):
            put(opened, str(key), "x" * 1000)
    data = bytearray(path.read_bytes())
    data[8192:] = b"hong" * ((len(data) - 8192) // 4)
    path.write_bytes(data)
    with closing(Database(path)) as opened:
        with pytest.raises(StoreError, match=r"đã hỏng: hãy khôi phục bản sao lưu"):
            opened.rows("SELECT * FROM meta")
        with pytest.raises(StoreError, match=r"đã hỏng: hãy khôi phục bản sao lưu"), opened.read() as connection:
            connection.execute("SELECT * FROM meta").fetchall()


def test_what_is_not_known_keeps_the_file(path: Path) -> None:
    with closing(Database(path)) as opened, pytest.raises(StoreError, match=r"hãy giữ nguyên tệp này .*no such table"):
        opened.rows("SELECT * FROM khong_co")
