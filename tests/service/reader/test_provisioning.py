"""The reader's graph in the data directory: built once, whole or not at all, and built again when it was damaged."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from index.encoder import FakeEncoder
from index.encoder.onnx import open_session
from index.encoder.provisioning import Source
from service.errors import ReaderUnavailable
from service.reader.span_model import provisioning
from service.reader.span_model.adapter import Adapter, read_adapter
from service.reader.span_model.merging import reader_graph
from service.reader.span_model.model import SpanModel
from service.reader.span_model.provisioning import graph_path, provision_reader
from tests.index.encoder.tiny import Tiny
from tests.service.reader.conftest import Made

REPOSITORY = Path(__file__).parents[3]
FLOAT32 = None  # no ranges
# A process of its own: argv are data directory, adapter, encoder, and the call of the system at which it dies.
CHILD = """
import os, sys
from hashlib import sha256
from pathlib import Path
from index.encoder.provisioning import Source
from service.reader.span_model.adapter import read_adapter
from service.reader.span_model.provisioning import provision_reader
if len(sys.argv) > 4:
    def die(*_):
        os._exit(9)
    setattr(Path if sys.argv[4] == "replace" else os, sys.argv[4], die)
source = Path(sys.argv[3])
digest = sha256(source.read_bytes()).hexdigest()
print(provision_reader(Path(sys.argv[1]), read_adapter(Path(sys.argv[2])), None, Source(source, digest)))
"""


@pytest.fixture
def source(tiny: Tiny, tmp_path: Path) -> Source:
    return tiny.write(tmp_path / "tiny.bin")


@pytest.fixture
def file(tiny_made: Made, source: Source, tmp_path: Path) -> Path:
    return tiny_made.write(tmp_path / "adapter.safetensors", source.sha256)


@pytest.fixture
def adapter(file: Path) -> Adapter:
    return read_adapter(file)


def child(data_dir: Path, file: Path, source: Source, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", CHILD, str(data_dir), str(file), str(source.path), *words]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def is_whole(path: Path, adapter: Adapter, source: Source) -> bool:
    return path.read_bytes() == reader_graph(adapter, source, FLOAT32)


def test_a_graph_is_made_once_and_then_found(
    adapter: Adapter, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = provision_reader(tmp_path, adapter, FLOAT32, source)
    assert path == graph_path(tmp_path, adapter, FLOAT32)
    assert is_whole(path, adapter, source)
    assert sorted(p.suffix for p in path.parent.glob("reader-*")) == [".json", ".lock", ".onnx"]
    monkeypatch.setattr(provisioning, "_build", lambda *_: pytest.fail("built twice"))
    assert provision_reader(tmp_path, adapter, FLOAT32, source) == path
    assert provision_reader(tmp_path, adapter, FLOAT32, Source(None, source.sha256)) == path, (
        "the package is not needed again"
    )


def test_another_adapter_has_a_graph_of_its_own(
    adapter: Adapter, tiny_made: Made, source: Source, tmp_path: Path
) -> None:
    path = provision_reader(tmp_path, adapter, FLOAT32, source)
    tiny_made.bias[0] += 1
    other = read_adapter(tiny_made.write(tmp_path / "other", source.sha256))
    second = provision_reader(tmp_path, other, FLOAT32, source)
    assert second != path
    assert is_whole(path, adapter, source)
    assert is_whole(second, other, source)


def test_an_adapter_of_another_encoder_is_refused(adapter: Adapter, tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable, match=r"bộ mã hoá khác.*make run"):
        provision_reader(tmp_path, adapter, FLOAT32, Source(None, "0" * 64))
    assert not (tmp_path / "models").exists()


def test_an_encoder_of_another_kind_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable, match="không đi cùng fake"):
        SpanModel.open(tmp_path, FakeEncoder(), adapter=file)


@pytest.mark.parametrize(
    "damage", ["cut", "a flipped bit", "empty", "gone", "no stamp", "half a stamp", "an odd stamp"]
)
def test_a_damaged_graph_is_built_again(damage: str, adapter: Adapter, source: Source, tmp_path: Path) -> None:
    path = provision_reader(tmp_path, adapter, FLOAT32, source)
    whole, stamp = path.read_bytes(), path.with_suffix(".json")
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    match damage:
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "a flipped bit":
            path.write_bytes(flipped)
        case "empty":
            path.write_bytes(b"")
        case "gone":
            path.unlink()
        case "no stamp":
            stamp.unlink()
        case "half a stamp":
            stamp.write_bytes(stamp.read_bytes()[:20])
        case _:
            stamp.write_text("[]")
    assert provision_reader(tmp_path, adapter, FLOAT32, source) == path
    assert path.read_bytes() == whole
    assert json.loads(stamp.read_text()) == {"sha256": sha256(whole).hexdigest()}
    open_session(path, 1)


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_build_that_was_killed_leaves_nothing_half_used(
    moment: str, adapter: Adapter, file: Path, source: Source, tmp_path: Path
) -> None:
    process = child(tmp_path / "data", file, source, moment)
    process.communicate(timeout=300)
    assert process.returncode == 9
    path = graph_path(tmp_path / "data", adapter, FLOAT32)
    assert path.with_suffix(".partial").exists()
    assert not path.exists()
    assert provision_reader(tmp_path / "data", adapter, FLOAT32, source) == path
    assert is_whole(path, adapter, source)
    assert not path.with_suffix(".partial").exists()


def test_processes_that_start_together_end_with_one_whole_file(
    adapter: Adapter, file: Path, source: Source, tmp_path: Path
) -> None:
    processes = [child(tmp_path / "data", file, source) for _ in range(2)]
    outputs = [process.communicate(timeout=300)[0].strip() for process in processes]
    path = graph_path(tmp_path / "data", adapter, FLOAT32)
    assert outputs == [str(path)] * 2
    assert is_whole(path, adapter, source)
    assert [p.name for p in path.parent.glob("*.onnx")] == [path.name]
    assert not list(path.parent.glob("*.partial"))


def test_a_full_disk_is_told(adapter: Adapter, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReaderUnavailable, match=r"No space left.*dung lượng đĩa"):
        provision_reader(tmp_path, adapter, FLOAT32, source)
    assert not graph_path(tmp_path, adapter, FLOAT32).exists()
    assert not list((tmp_path / "models").glob("*.partial"))


def test_a_data_directory_that_cannot_be_is_told(adapter: Adapter, source: Source, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReaderUnavailable, match=r"Không ghi được.*quyền ghi"):
        provision_reader(tmp_path / "file", adapter, FLOAT32, source)
