"""The store in one file, and back again. Everything else is derived from it."""

import gzip
import shutil
import sqlite3
import tarfile
import zlib
from contextlib import closing
from datetime import datetime
from itertools import count
from pathlib import Path

from corpus.errors import CorpusError, StoreError
from corpus.store import Store
from service.errors import BackupRefused

MEMBER = "trich.sqlite"
KEPT = "truoc-khoi-phuc"
_FILES = ("", "-wal", "-shm")  # what SQLite keeps of one database, as suffixes of its name
_BLOCK = 1 << 20  # bytes
_UNUSABLE = (tarfile.TarError, zlib.error, OSError, EOFError, sqlite3.DatabaseError, CorpusError)


def snapshot(database: Path, target: Path) -> None:
    """Writes a consistent copy of the store into a new ``.tar.gz``, also while it is being served and written to.

    Raises BackupRefused if there is no store, the target is there already, or it cannot be written.
    """
    if target.exists():
        raise BackupRefused(f"{target} đã có: hãy chọn tên khác.")
    if not target.parent.is_dir():
        raise BackupRefused(f"Không có thư mục {target.parent}: hãy tạo thư mục đó, hoặc chọn chỗ khác.")
    if not database.exists():
        raise BackupRefused(f"Chưa có kho tài liệu ở {database}.")
    copy = target.with_name(target.name + ".sqlite")
    part = target.with_name(target.name + ".part")
    with closing(Store(database)) as store:
        try:
            store.backup(copy)
            with tarfile.open(part, "w:gz") as archive:
                archive.add(copy, MEMBER)
            part.rename(target)  # whole or not there
        except (OSError, sqlite3.DatabaseError) as error:
            raise BackupRefused(
                f"Không sao lưu được vào {target} ({error}): hãy xem quyền ghi và chỗ trống."
            ) from error
        finally:
            copy.unlink(missing_ok=True)
            part.unlink(missing_ok=True)


def restore(source: Path, database: Path, index_dir: Path, *, force: bool) -> Path | None:
    """Puts the store of a snapshot in the place of the present one; returns where that was kept, if there was one.

    The index of the present one in ``index_dir`` is deleted: the next start derives it from the restored store.
    The present store is moved, never opened, for it may be broken.
    Raises BackupRefused if there is a store and ``force`` is not given, or if the file is no usable snapshot; then
    nothing has changed.
    """
    if database.exists() and not force:
        raise BackupRefused(f"{database} đang có dữ liệu: thêm --force để thay, kho cũ được giữ lại.")
    new = database.with_suffix(".moi")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _remove(new)  # what an interrupted restoring left, its journal above all
        _unpack(source, new)
        _check(new)
    except _UNUSABLE as error:
        _remove(new)
        raise BackupRefused(f"{source} không phải bản sao lưu dùng được ({error}).") from error
    try:
        return _exchange(new, database, index_dir)
    except OSError as error:
        _remove(new)
        raise BackupRefused(f"Không thay được {database} ({error}): hãy dừng máy chủ và xem quyền ghi.") from error


def _unpack(source: Path, new: Path) -> None:
    """Writes the store of a snapshot to ``new``; raises what ``_UNUSABLE`` names where the archive is damaged."""
    with gzip.open(source) as packed:
        with tarfile.open(fileobj=packed, mode="r:") as archive:
            member = archive.next()
            file = archive.extractfile(member) if member and member.name == MEMBER and member.isfile() else None
            if file is None:
                raise tarfile.ReadError(f"không có tệp {MEMBER}")
            with new.open("wb") as out:
                shutil.copyfileobj(file, out)
        while packed.read(_BLOCK):  # the check sum is behind the last block, and is compared when that is read
            pass


def _check(new: Path) -> None:
    """Raises StoreError or sqlite3.DatabaseError unless the file is a whole store that this version can use."""
    # Asked before it is opened as a store: migrations would make one of any database. Immutable: leaves no journal.
    with closing(sqlite3.connect(f"{new.absolute().as_uri()}?immutable=1", uri=True)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        ours = db.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'document'").fetchone()
        if version < 1 or not ours:
            raise StoreError("không phải kho tài liệu của Trích")
        found = db.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise StoreError(f"kho tài liệu bị hỏng: {found}")
    with closing(Store(new)) as store:
        store.counts()


def _exchange(new: Path, database: Path, index_dir: Path) -> Path | None:
    """Moves the present store aside and ``new`` into its place; raises OSError, the present store being as it was."""
    # Passage ids of the restored store may name other texts than those indexed. First, as an index can be lost.
    if index_dir.exists():
        shutil.rmtree(index_dir)
    if not database.exists():
        _remove(database)  # a journal without its database must not be taken for that of the new one
        new.replace(database)
        return None
    kept = _free_name(database)
    try:
        _move(database, kept)
        new.replace(database)
    except OSError:
        _move(kept, database)
        raise
    return kept


def _free_name(database: Path) -> Path:
    """A name beside the database that no earlier restoring has kept a store under."""
    day = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    names = (database.with_name(f"{database.stem}.{KEPT}-{day}{f'-{n}' if n else ''}.sqlite") for n in count())
    return next(name for name in names if not any(Path(f"{name}{suffix}").exists() for suffix in _FILES))


def _move(database: Path, to: Path) -> None:
    """Renames a database with its journal, which holds what was written last."""
    for suffix in _FILES:
        path = Path(f"{database}{suffix}")
        if path.exists():
            path.replace(f"{to}{suffix}")


def _remove(database: Path) -> None:
    for suffix in _FILES:
        Path(f"{database}{suffix}").unlink(missing_ok=True)
