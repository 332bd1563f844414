"""The commands as people run them: processes of their own, with the bundled encoder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.store import Store
from index.encoder import provision
from index.encoder.layout import FOLDER, TOKENIZER
from tests.cli.commands import REPOSITORY, Result


@pytest.fixture(scope="module")
def models() -> Path:
    """The bundled encoder, converted once and kept."""
    return provision(Path(os.environ.get("TRICH_TEST_MODELS", REPOSITORY / "var")))


def real(data: Path, *arguments: str | Path) -> Result:
    """The command in a process of its own, with the bundled encoder and nothing of this environment's settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TRICH_")}
    done = subprocess.run(
        [sys.executable, "-m", "trich", *map(str, arguments)],
        cwd=data,
        env=clean
        | {"PYTHONPATH": str(REPOSITORY), "TRICH_DATA_DIR": str(data), "TRICH_THREADS": "2", "COLUMNS": "400"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_the_commands_with_the_bundled_encoder(models: Path, pages: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "models").symlink_to(models.parent)
    taken = real(data, "ingest", pages)
    assert (taken.code, taken.out) == (0, "2 mới · 0 cập nhật · 0 không đổi · 0 không nhận\n"), taken
    answer = json.loads(real(data, "ask", "khu cong nghiep hoa thang thu hut bao nhieu du an", "--json").out)
    (citation,) = answer["citations"][:1]
    assert citation["origin"] == "khu-cong-nghiep.md"
    assert "42 dự án" in citation["quote"]
    store = Store(data / "trich.sqlite")
    text = store.find("khu-cong-nghiep.md")[0].article.text
    store.close()
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    healthy = real(data, "doctor")
    assert healthy.code == 0, healthy
    assert [line[0] for line in healthy.out.splitlines()] == ["✓"] * 4
    assert "2 tài liệu" in healthy.out


def test_doctor_names_a_damaged_file_of_the_encoder(models: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    folder = data / "models" / FOLDER
    for path in models.rglob("*"):
        copy = folder / path.relative_to(models)
        if path.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(path)
    whole = (models / TOKENIZER).read_bytes()
    (folder / TOKENIZER).unlink()
    (folder / TOKENIZER).write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    said = real(data, "doctor")
    assert said.code == 1
    (line,) = said.out.splitlines()
    assert line.startswith("✗ bộ mã hóa: ")
    assert TOKENIZER in line
    assert "model.safetensors" not in line
    assert "Hãy xoá" in line


def test_doctor_names_a_broken_store(models: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "models").symlink_to(models.parent)
    (data / "trich.sqlite").write_bytes(b"hong " * 1000)
    said = real(data, "doctor")
    assert said.code == 1, said
    marks = {line[2:].split(":")[0]: line[0] for line in said.out.splitlines()}
    assert marks == {"bộ mã hóa": "✓", "kho tài liệu": "✗", "bộ đọc": "✓"}
