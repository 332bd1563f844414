"""A saved index is whole or refused."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from index.errors import IndexCorrupt
from index.manifest import (
    MANIFEST,
    SCHEMA,
    Manifest,
    file_sha256,
    hashes,
    read_manifest,
    replace_folder,
    sweep,
    write_manifest,
)


def made(folder: Path, **changed: object) -> Manifest:
    """A folder of two files with its manifest."""
    (folder / "toned").mkdir(parents=True)
    (folder / "dense.faiss").write_bytes(b"abc")
    (folder / "toned" / "slots.npy").write_bytes(b"")
    fields = {
        "schema": SCHEMA, "id": "i-1", "encoder": "e-1", "recipe": "r-1", "generation": 7, "passages": 2, "passages_sha256": "00",
        "created_at": "2025-01-02T03:04:05+00:00", "files": hashes(folder),
    }  # fmt: skip
    manifest = Manifest(**{**fields, **changed})  # type: ignore[arg-type]
    write_manifest(folder, manifest)
    return manifest


def test_hashes_are_those_of_the_contents_by_relative_path(tmp_path: Path) -> None:
    made(tmp_path / "index")
    assert hashes(tmp_path / "index") == {
        "dense.faiss": sha256(b"abc").hexdigest(),
        "toned/slots.npy": sha256(b"").hexdigest(),
    }


def test_a_file_longer_than_a_block_is_hashed_whole(tmp_path: Path) -> None:
    data = bytes(range(256)) * 4096 + b"end"  # a mebibyte and three bytes
    (tmp_path / "big").write_bytes(data)
    assert file_sha256(tmp_path / "big") == sha256(data).hexdigest()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    manifest = made(tmp_path / "index")
    assert read_manifest(tmp_path / "index") == manifest


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("name", ["dense.faiss", "toned/slots.npy"])
@pytest.mark.parametrize("damage", [_append, Path.unlink, lambda path: path.rename(path.with_name("other"))])
def test_a_file_that_is_not_as_it_was_is_refused(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    made(tmp_path / "index")
    damage(tmp_path / "index" / name)
    with pytest.raises(IndexCorrupt, match="other files than its manifest names"):
        read_manifest(tmp_path / "index")


def test_a_file_too_many_is_refused(tmp_path: Path) -> None:
    made(tmp_path / "index")
    (tmp_path / "index" / "toned" / "more.npy").write_bytes(b"")
    with pytest.raises(IndexCorrupt, match="other files"):
        read_manifest(tmp_path / "index")


@pytest.mark.parametrize("damage", [_empty, _append, Path.unlink])
def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    made(tmp_path / "index")
    damage(tmp_path / "index" / MANIFEST)
    with pytest.raises(IndexCorrupt, match="no readable manifest"):
        read_manifest(tmp_path / "index")


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"{}", b'{"schema": 1}', b"\xff\xfe\x00"])
def test_a_manifest_of_another_form_is_refused(tmp_path: Path, content: bytes) -> None:
    made(tmp_path / "index")
    (tmp_path / "index" / MANIFEST).write_bytes(content)
    with pytest.raises(IndexCorrupt, match="no readable manifest"):
        read_manifest(tmp_path / "index")


def test_a_manifest_with_a_field_too_many_is_refused(tmp_path: Path) -> None:
    made(tmp_path / "index")
    path = tmp_path / "index" / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "more": 1}))
    with pytest.raises(IndexCorrupt, match="no readable manifest"):
        read_manifest(tmp_path / "index")


@pytest.mark.parametrize("schema", [SCHEMA + 1, 0, None])
def test_another_schema_is_refused(tmp_path: Path, schema: int | None) -> None:
    made(tmp_path / "index", schema=schema)
    with pytest.raises(IndexCorrupt, match=f"schema {schema}"):
        read_manifest(tmp_path / "index")


def test_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt):
        read_manifest(tmp_path / "nowhere")


def test_a_finished_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target, new = tmp_path / "index", tmp_path / "index.new-1"
    made(target, generation=1)
    (target / "only-old").write_bytes(b"")
    manifest = made(new, generation=2)
    replace_folder(new, target)
    assert read_manifest(target) == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_finished_folder_takes_an_empty_place(tmp_path: Path) -> None:
    manifest = made(tmp_path / "index.new-1")
    replace_folder(tmp_path / "index.new-1", tmp_path / "index")
    assert read_manifest(tmp_path / "index") == manifest


def test_a_failure_between_both_renames_loses_no_folder(tmp_path: Path) -> None:
    made(tmp_path / "index")
    with pytest.raises(FileNotFoundError):
        replace_folder(tmp_path / "index.new-1", tmp_path / "index")  # is not there
    [old] = tmp_path.iterdir()
    assert old.name.startswith("index.old-")
    assert (old / MANIFEST).exists()


def test_only_leftovers_of_saves_are_swept(tmp_path: Path) -> None:
    for name in ("index", "index.new-01234567", "index.old-89abcdef", "index2", "other.new-01234567"):
        made(tmp_path / name)
    sweep(tmp_path / "index")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "index2", "other.new-01234567"]


def test_a_folder_that_a_person_put_aside_is_not_swept(tmp_path: Path) -> None:
    made(tmp_path / "index.backup-2024")
    sweep(tmp_path / "index")
    assert (tmp_path / "index.backup-2024").exists()
