"""Puts the reader's graph into the data directory: once for an adapter and an encoder, whole or not at all."""

import json
import os
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from index.encoder.provisioning import Source, bundled_source
from service.errors import ReaderUnavailable
from service.reader.span_model.adapter import Adapter
from service.reader.span_model.ranges import Ranges

BUILD = 3  # raise it whenever the graph is built otherwise


def graph_path(data_dir: Path, adapter: Adapter, ranges: Ranges | None) -> Path:
    """Where the graph of an adapter lies."""
    form = "float32" if ranges is None else f"int8-{ranges.revision}"
    return data_dir / "models" / f"reader-{adapter.revision}-{form}-{BUILD}.onnx"


def provision_reader(data_dir: Path, adapter: Adapter, ranges: Ranges | None, source: Source | None = None) -> Path:
    """The graph's file, built first if it is not there or not whole. Takes milliseconds if it is. With ranges it is of 8 bits.

    Raises ReaderUnavailable when the adapter belongs to another encoder, or when the file cannot be written.
    """
    source = source or bundled_source()
    if adapter.encoder_sha256 != source.sha256:
        raise ReaderUnavailable(
            "Bộ đọc được huấn luyện trên bộ mã hoá khác với bộ đang cài: hãy cài lại đúng phiên bản (make run)."
        )
    path = graph_path(data_dir, adapter, ranges)
    try:
        if _whole(path):
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            if not _whole(path):
                _build(path, adapter, ranges, source)
    except OSError as error:
        raise ReaderUnavailable(
            f"Không ghi được bộ đọc vào {path.parent}: {error.strerror or error}. Kiểm tra quyền ghi và dung lượng đĩa."
        ) from error
    return path


def _stamp(path: Path) -> Path:
    return path.with_suffix(".json")


def _whole(path: Path) -> bool:
    """Whether the file has the content that its stamp, which is written last, tells."""
    try:
        stamp = json.loads(_stamp(path).read_text("utf-8"))
        return bool(sha256(path.read_bytes()).hexdigest() == stamp["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _build(path: Path, adapter: Adapter, ranges: Ranges | None, source: Source) -> None:
    # imported here: the package onnx is not needed once the graph is there
    from service.reader.span_model.merging import reader_graph  # noqa: PLC0415

    content = reader_graph(adapter, source, ranges)
    partial = path.with_suffix(".partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)  # what is left of it would fill the disk
        raise
    _stamp(path).write_text(json.dumps({"sha256": sha256(content).hexdigest()}) + "\n", encoding="utf-8")
