"""FAISS against a NumPy product."""

import errno
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.dense import DenseIndex
from index.errors import IndexCorrupt

DIM = 16


def unit(n: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((n, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def index() -> DenseIndex:
    made = DenseIndex(DIM)
    made.add(np.arange(1000, 1200), unit(200))
    return made


def test_search_is_the_product(index: DenseIndex) -> None:
    query = unit(1, seed=9)[0]
    cosines = unit(200) @ query
    best = np.argsort(-cosines)[:10]
    found = index.search(query, 10)
    assert [k for k, _ in found] == (best + 1000).tolist()
    assert [score for _, score in found] == pytest.approx(cosines[best].tolist(), abs=1e-6)


def test_only_allowed_ids_are_found(index: DenseIndex) -> None:
    query = unit(1, seed=9)[0]
    allowed = np.array([1003, 1150, 1199, 7])  # 7 is not there
    cosines = dict(zip(range(1000, 1200), (unit(200) @ query).tolist(), strict=True))
    expected = sorted((1003, 1150, 1199), key=lambda k: -cosines[k])
    assert [k for k, _ in index.search(query, 10, allowed)] == expected
    assert index.search(query, 10, np.array([], dtype=np.int64)) == []


def test_removed_ids_are_gone_and_the_others_stay(index: DenseIndex) -> None:
    index.remove(np.array([1000, 1001, 5]))
    assert len(index) == 198
    assert index.ids().tolist() == list(range(1002, 1200))
    assert np.array_equal(index.vectors([1150]), unit(200)[[150]])
    with pytest.raises(KeyError):
        index.vectors([1000])


def test_equal_scores_are_ordered_by_id() -> None:
    index = DenseIndex(DIM)
    index.add(np.array([9, 3, 5]), np.repeat(unit(1), 3, axis=0))
    assert [k for k, _ in index.search(unit(1)[0], 3)] == [3, 5, 9]


def test_save_and_load(index: DenseIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss", DIM)
    query = unit(1, seed=3)[0]
    assert loaded.search(query, 5) == index.search(query, 5)
    with pytest.raises(IndexCorrupt, match="dimensions"):
        DenseIndex.load(tmp_path / "dense.faiss", DIM + 1)


@pytest.mark.parametrize("keep", [0, 10, 1000])
def test_a_cut_file_is_found(index: DenseIndex, tmp_path: Path, keep: int) -> None:
    path = tmp_path / "dense.faiss"
    index.save(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(IndexCorrupt):
        DenseIndex.load(path, DIM)


def test_a_full_disk_is_told_as_such(index: DenseIndex) -> None:
    with pytest.raises(OSError, match=r"No space left") as refused:
        index.save(Path("/dev/full"))
    assert refused.value.errno == errno.ENOSPC
