"""The store in one file and back: whole, or not at all."""

import io
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.store import Store
from index.ingest import ingest
from index.retrieval import search
from service import backup
from service.backup import MEMBER, snapshot
from service.errors import BackupRefused
from tests.support import PAGES, fill, service


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A store with two articles."""
    with service(tmp_path / "data") as running:
        fill(running)
        return running.settings.database


@pytest.fixture
def saved(database: Path, tmp_path: Path) -> Path:
    """Its snapshot."""
    target = tmp_path / "kho.tar.gz"
    snapshot(database, target)
    return target


def restore(source: Path, database: Path, *, force: bool) -> Path | None:
    return backup.restore(source, database, database.parent / "index", force=force)


def content(database: Path) -> list[str]:
    """Everything that a database holds."""
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def packed(path: Path, name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size, member.type, member.linkname = len(data), kind, "/etc/hostname"
        archive.addfile(member, io.BytesIO(data))
    return path


def origins(database: Path) -> list[str]:
    store = Store(database)
    try:
        return [stored.article.origin for stored in store.documents()]
    finally:
        store.close()


def test_what_was_saved_comes_back_to_the_byte(database: Path, saved: Path, tmp_path: Path) -> None:
    before = content(database)
    elsewhere = tmp_path / "moi" / "trich.sqlite"
    assert restore(saved, elsewhere, force=False) is None
    assert content(elsewhere) == before
    assert list(files(elsewhere.parent)) == ["trich.sqlite"], "nothing is left lying about"


def test_a_snapshot_holds_only_the_store_and_leaves_nothing_beside(saved: Path, tmp_path: Path) -> None:
    with tarfile.open(saved) as archive:
        assert archive.getnames() == [MEMBER]
    assert set(files(tmp_path)) == {saved.name}


def test_restoring_over_a_store_keeps_it(database: Path, saved: Path) -> None:
    with service(database.parent) as running:
        running.library.remove(running.library.store.find("le-hoi.md")[0].article.id)
    with pytest.raises(BackupRefused, match="--force"):
        restore(saved, database, force=False)
    assert origins(database) == ["khu-cong-nghiep.md"]
    kept = restore(saved, database, force=True)
    assert origins(database) == sorted(PAGES)
    assert kept is not None
    assert origins(kept) == ["khu-cong-nghiep.md"]


def test_the_journal_of_the_replaced_store_is_not_taken_for_that_of_the_new_one(database: Path, saved: Path) -> None:
    before = content(database)
    other = sqlite3.connect(database)  # a reader that keeps the journal alive
    other.execute("SELECT count(*) FROM document").fetchone()
    store = Store(database)
    store.remove(store.find("le-hoi.md")[0].article.id)
    assert Path(f"{database}-wal").stat().st_size > 0
    restore(saved, database, force=True)
    store.close()
    other.close()
    assert content(database) == before


def test_a_snapshot_taken_while_written_to_is_one_state(tmp_path: Path) -> None:
    with service(tmp_path / "data") as running:
        fill(running)
        database = running.settings.database
        done = threading.Event()

        def write() -> None:
            for number in range(25):
                text = f"Xã số {number} có {number + 5} thôn. " * 5
                list(ingest(running.library, f"xa-{number}.txt", text.encode()))
            done.set()

        writer = threading.Thread(target=write)
        writer.start()
        taken: list[Path] = []
        while not done.is_set() or not taken:
            taken.append(tmp_path / f"{len(taken)}.tar.gz")
            snapshot(database, taken[-1])
        writer.join()
    for number, target in enumerate(taken[:5]):
        elsewhere = tmp_path / str(number) / "trich.sqlite"
        restore(target, elsewhere, force=False)
        connection = sqlite3.connect(elsewhere)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM passage").fetchone() == (
            connection.execute("SELECT count(*) FROM vector").fetchone()
        )
        connection.close()


def test_a_snapshot_replaces_no_file(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "co-roi.tar.gz"
    target.write_text("của người khác")
    with pytest.raises(BackupRefused, match="đã có"):
        snapshot(database, target)
    assert target.read_text() == "của người khác"
    with pytest.raises(BackupRefused, match="Chưa có kho"):
        snapshot(tmp_path / "khong-co.sqlite", tmp_path / "moi.tar.gz")
    assert not (tmp_path / "khong-co.sqlite").exists()
    assert not (tmp_path / "moi.tar.gz").exists()


def test_a_snapshot_into_a_folder_that_is_not_there_is_refused(database: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused):
        snapshot(database, tmp_path / "khong-co" / "kho.tar.gz")


def _foreign(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cong_viec (viec TEXT)")
    connection.execute("INSERT INTO cong_viec VALUES ('tưới cây')")
    connection.commit()
    connection.close()
    return path.read_bytes()


def _newer(path: Path, good: Path) -> bytes:
    restore(good, path, force=False)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9999")
    connection.commit()
    connection.close()
    return path.read_bytes()


RUBBISH: list[object] = [
    pytest.param(lambda path, _: path.write_bytes(b""), id="an empty file"),
    pytest.param(lambda path, _: path.write_text("Không phải bản sao lưu."), id="a text"),
    pytest.param(lambda path, good: path.write_bytes(good.read_bytes()[:2000]), id="cut off"),
    pytest.param(lambda path, _: packed(path, "khac.txt", b"x"), id="another member"),
    pytest.param(lambda path, _: packed(path, MEMBER, b"r\xe1c " * 500), id="no database"),
    pytest.param(lambda path, _: packed(path, MEMBER, b"", tarfile.DIRTYPE), id="a folder"),
    pytest.param(lambda path, _: packed(path, MEMBER, b"", tarfile.SYMTYPE), id="a link"),
    pytest.param(lambda path, good: packed(path, MEMBER, _newer(path.with_suffix(".db"), good)), id="a newer schema"),
    pytest.param(lambda path, _: path.mkdir(), id="a directory"),
    pytest.param(lambda path, _: None, id="nothing"),
    pytest.param(lambda path, _: packed(path, MEMBER, b""), id="an empty store"),
    pytest.param(
        lambda path, _: packed(path, MEMBER, _foreign(path.with_suffix(".db"))), id="another program's database"
    ),
]


@pytest.mark.parametrize("make", RUBBISH)
def test_rubbish_is_refused_and_nothing_changes(
    database: Path, saved: Path, tmp_path: Path, make: Callable[[Path, Path], object]
) -> None:
    source = tmp_path / "rac.tar.gz"
    make(source, saved)
    before = files(database.parent)
    with pytest.raises(BackupRefused, match="không phải bản sao lưu"):
        restore(source, database, force=True)
    assert files(database.parent) == before
    assert files(database.parent / "index"), "the index that fits the store is kept with it"


def test_a_store_that_cannot_be_replaced_stays(database: Path, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, before = Path.replace, files(database.parent)

    def failing(path: Path, target: Path | str) -> Path:
        if path.suffix == ".moi":
            raise PermissionError("không được ghi")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(BackupRefused, match="Không thay được"):
        restore(saved, database, force=True)
    assert files(database.parent) == before


def test_a_snapshot_with_one_wrong_bit_is_refused_or_does_no_harm(saved: Path, tmp_path: Path) -> None:
    good = tmp_path / "tot" / "trich.sqlite"
    restore(saved, good, force=False)
    expected = content(good)
    whole = saved.read_bytes()
    harmed = []
    for at in range(0, len(whole), len(whole) // 40):
        source, database = tmp_path / f"{at}.tar.gz", tmp_path / str(at) / "trich.sqlite"
        source.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            restore(source, database, force=False)
        except BackupRefused:
            continue
        try:
            same = content(database) == expected
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            same = False
        if not same:
            harmed.append(at)
    assert harmed == []


def test_a_broken_store_can_be_replaced(database: Path, saved: Path) -> None:
    database.write_bytes(b"hong " * 1000)
    kept = restore(saved, database, force=True)
    assert origins(database) == sorted(PAGES)
    assert kept is not None
    assert kept.read_bytes() == b"hong " * 1000


def test_every_replaced_store_is_kept(database: Path, saved: Path) -> None:
    with service(database.parent) as running:
        list(ingest(running.library, "them.txt", "Xã Cư Né trồng 77 ha sầu riêng.".encode()))
    first = restore(saved, database, force=True)
    second = restore(saved, database, force=True)
    assert first is not None
    assert second is not None
    assert "them.txt" in origins(first)
    assert "them.txt" not in origins(second)


def test_the_index_follows_the_restored_store(database: Path, saved: Path) -> None:
    with service(database.parent) as running:
        list(ingest(running.library, "them.txt", "Xã Cư Né trồng 77 ha sầu riêng.".encode()))
    restore(saved, database, force=True)
    with service(database.parent) as running:
        running.library.save_if_changed()
        assert running.library.verify() == []
        assert all("sầu riêng" not in hit.passage.text for hit in search(running.library, "sầu riêng Cư Né", 10))


def test_what_is_added_after_a_restore_is_found_after_the_next_start(database: Path, saved: Path) -> None:
    with service(database.parent) as running:
        list(ingest(running.library, "them.txt", "Xã Cư Né trồng 77 ha sầu riêng.".encode()))
    restore(saved, database, force=True)
    with service(database.parent) as running:
        list(ingest(running.library, "cau.txt", "Huyện Krông Búk khánh thành 9 cây cầu.".encode()))
    with service(database.parent) as running:
        assert running.library.verify() == []
        hits = search(running.library, "Krông Búk khánh thành mấy cây cầu?", 1)
        assert [hit.passage.text for hit in hits] == ["Huyện Krông Búk khánh thành 9 cây cầu."]
