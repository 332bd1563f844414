"""The store in one file, and back again. Everything else is derived from it."""

import shutil
import sqlite3
import tarfile
from pathlib import Path

from corpus.errors import CorpusError
from corpus.store import Store
from service.errors import BackupRefused

MEMBER = "trich.sqlite"
KEPT = ".truoc-khoi-phuc"


def snapshot(database: Path, target: Path) -> None:
    """Writes a consistent copy of the store into a new ``.tar.gz``, also while it is being served and written to.

    Raises BackupRefused if there is no store, or the target is there already.
    """
    if target.exists():
        raise BackupRefused(f"{target} đã có: hãy chọn tên khác.")
    if not database.exists():
        raise BackupRefused(f"Chưa có kho tài liệu ở {database}.")
    copy = target.with_name(target.name + ".sqlite")
    part = target.with_name(target.name + ".part")
    store = Store(database)
    try:
        store.backup(copy)
        with tarfile.open(part, "w:gz") as archive:
            archive.add(copy, MEMBER)
        part.rename(target)  # whole or not there
    finally:
        store.close()
        copy.unlink(missing_ok=True)
        part.unlink(missing_ok=True)


def restore(source: Path, database: Path, *, force: bool) -> Path | None:
    """Puts the store of a snapshot in the place of the present one; returns where that was kept, if there was one.

    Raises BackupRefused if there is a store and ``force`` is not given, or if the file is no usable snapshot; then
    nothing has changed.
    """
    if database.exists() and not force:
        raise BackupRefused(f"{database} đang có dữ liệu: thêm --force để thay, kho cũ được giữ lại.")
    database.parent.mkdir(parents=True, exist_ok=True)
    new = database.with_suffix(".moi")
    try:
        with tarfile.open(source, "r:gz") as archive:
            member = archive.extractfile(MEMBER)
            if member is None:
                raise KeyError(MEMBER)
            with new.open("wb") as file:
                shutil.copyfileobj(member, file)
        store = Store(new)  # a broken or foreign database is found before anything is replaced
        store.counts()
        store.close()
    except (tarfile.TarError, KeyError, OSError, EOFError, sqlite3.DatabaseError, CorpusError) as error:
        _remove(new)
        raise BackupRefused(f"{source} không phải bản sao lưu dùng được ({error}).") from error
    kept = None
    if database.exists():
        kept = database.with_suffix(KEPT)
        old = Store(database)
        old.backup(kept)
        old.close()
    # The journal of the old database must not be taken for that of the new one.
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    new.replace(database)
    _remove(new)
    return kept


def _remove(database: Path) -> None:
    for path in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        path.unlink(missing_ok=True)
