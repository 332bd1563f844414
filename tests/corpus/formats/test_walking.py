import os
from pathlib import Path

import pytest

from corpus.formats import walk


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tai-lieu"
    for name in ("b.txt", "a.html", "sub/c.md", "sub/sau/d.exe", ".an/e.txt", ".f.txt", "Thư mục/tệp.txt"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (tmp_path / "ngoai.txt").write_text("ngoài", encoding="utf-8")
    (root / "ra-ngoai.txt").symlink_to(tmp_path / "ngoai.txt")
    (root / "vong").symlink_to(root)
    (root / "cut.txt").symlink_to(root / "khong-co")
    os.mkfifo(root / "ong.txt")
    return root


def test_files_below_a_folder_have_their_relative_path_and_are_sorted(tree: Path) -> None:
    assert [origin for origin, _ in walk([tree])] == ["Thư mục/tệp.txt", "a.html", "b.txt", "sub/c.md", "sub/sau/d.exe"]
    for origin, path in walk([tree]):
        assert path == tree / origin


def test_a_link_within_the_folder_stands_for_its_file_once(tree: Path) -> None:
    (tree / "lai.txt").symlink_to(tree / "b.txt")
    assert [origin for origin, _ in walk([tree])].count("lai.txt") == 0
    assert "b.txt" in [origin for origin, _ in walk([tree])]


def test_files_are_called_by_their_name_and_given_once(tree: Path) -> None:
    given = list(walk([tree / "sub" / "c.md", tree / "sub", tree / "sub" / "c.md"]))
    assert [origin for origin, _ in given] == ["c.md", "sau/d.exe"]


def test_no_file_takes_the_name_of_another(tree: Path) -> None:
    (tree / "sub" / "b.txt").write_text("khác", encoding="utf-8")
    given = dict(walk([tree / "b.txt", tree / "sub"]))
    assert given["b.txt"] == tree / "b.txt"
    assert given["sub/b.txt"] == tree / "sub" / "b.txt"


def test_what_does_not_exist_is_given_for_the_reader_to_refuse(tree: Path) -> None:
    assert list(walk([tree / "khong-co.txt"])) == [("khong-co.txt", tree / "khong-co.txt")]


def test_names_that_are_no_utf8_can_be_written(tmp_path: Path) -> None:
    name = os.fsdecode(b"b\xe9.txt")
    (tmp_path / name).write_text("x", encoding="utf-8")
    [(origin, path)] = walk([tmp_path])
    assert origin.encode().decode() == "b\ufffd.txt"
    assert path.read_text(encoding="utf-8") == "x"
