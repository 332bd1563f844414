"""The file of the reader's weights: what is written is read again, and what is not sound is refused in Vietnamese."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from service.errors import ReaderUnavailable
from service.reader.span_model.adapter import FORMAT, read_adapter, write_adapter
from tests.service.reader.conftest import Made

ENCODER = "e" * 64


@pytest.fixture
def path(tiny_made: Made, tmp_path: Path) -> Path:
    return tiny_made.write(tmp_path / "adapter.safetensors", ENCODER)


def test_what_is_written_is_read_again_in_eight_bits(tiny_made: Made, path: Path) -> None:
    """No weight is farther off than half a step of 127 in its rank; the head is kept in halves."""
    read = read_adapter(path)
    assert read.encoder_sha256 == ENCODER
    assert read.low_rank.keys() == tiny_made.low_rank.keys()
    for name, pair in tiny_made.low_rank.items():
        for told, made, axis in zip(read.low_rank[name], pair, (1, 0), strict=True):
            assert told.dtype == np.float32
            steps = np.abs(made).max(axis=axis, keepdims=True) / 127
            assert (np.abs(told - made) <= 0.52 * steps + 1e-9).all()
            assert len(np.unique(told)) > made.size / 3, "each rank has a scale of its own"
    assert np.array_equal(read.head, tiny_made.head.astype(np.float16).astype(np.float32))
    assert np.array_equal(read.bias, tiny_made.bias.astype(np.float16).astype(np.float32))
    assert path.stat().st_size < sum(a.size + b.size for a, b in tiny_made.low_rank.values()) + 8_000


def test_a_rank_without_weights_stays_so(tiny_made: Made, tmp_path: Path) -> None:
    a, b = tiny_made.low_rank["l1.q"]
    a[1], b[:, 2] = 0, 0
    read = read_adapter(tiny_made.write(tmp_path / "other", ENCODER))
    assert not read.low_rank["l1.q"][0][1].any()
    assert not read.low_rank["l1.q"][1][:, 2].any()
    assert read.low_rank["l1.q"][0][0].any()


def test_what_is_read_can_be_written_without_change(path: Path, tmp_path: Path) -> None:
    read = read_adapter(path)
    again = tmp_path / "again.safetensors"
    told = {"seed": 7, "rank": 3}
    write_adapter(again, read.low_rank, read.head, read.bias, encoder_sha256=ENCODER, training=told)
    assert again.read_bytes() == path.read_bytes()
    assert read_adapter(again).revision == read.revision


def test_the_revision_changes_with_any_weight(tiny_made: Made, path: Path, tmp_path: Path) -> None:
    tiny_made.bias[0] += 0.5
    assert read_adapter(tiny_made.write(tmp_path / "other", ENCODER)).revision != read_adapter(path).revision


def test_a_merged_matrix_is_the_sum_of_both(path: Path) -> None:
    read = read_adapter(path)
    a, b = read.low_rank["l1.fi"]
    matrix = np.random.default_rng(1).normal(size=(len(b), a.shape[1])).astype(np.float32)
    expected = matrix.astype(np.float64)
    for row in range(len(b)):
        for rank in range(len(a)):
            expected[row] += float(b[row, rank]) * a[rank].astype(np.float64)
    assert np.abs(read.merged("l1.fi", matrix) - expected).max() < 1e-5


def test_a_matrix_of_another_size_is_not_merged(path: Path) -> None:
    read = read_adapter(path)
    for shape in ((1, 64), (96, 1), (64, 96)):  # the first two would be stretched without a word
        with pytest.raises(ValueError, match="is not"):
            read.merged("l1.fi", np.zeros(shape, np.float32))


def refused(path: Path) -> str:
    with pytest.raises(ReaderUnavailable) as caught:
        read_adapter(path)
    assert str(path) in caught.value.detail
    assert "Hãy lấy lại tệp này từ kho mã nguồn" in caught.value.detail
    return caught.value.detail


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "khong-co").startswith("Thiếu tệp trọng số")


DAMAGE: list[object] = [
    pytest.param(lambda data: b"", id="empty"),
    pytest.param(lambda data: data[: len(data) // 2], id="cut in half"),
    pytest.param(lambda data: data[:-1], id="a byte short"),
    pytest.param(lambda data: data + b"\0", id="a byte too long"),
    pytest.param(lambda data: b"khong phai trong so" * 50, id="garbage"),
    pytest.param(lambda data: b"\xff" * len(data), id="ones"),
    pytest.param(lambda data: b"version https://git-lfs.github.com/spec/v1\n", id="a pointer"),
]


@pytest.mark.parametrize("change", DAMAGE)
def test_a_damaged_file_is_refused(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))
    refused(path)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    refused(tmp_path)


Tensors = dict[str, np.ndarray]
METADATA = {"format": FORMAT, "encoder_sha256": ENCODER}
NAN = np.float16("nan")


def change(name: str, value: Callable[[np.ndarray], np.ndarray] | None) -> Callable[[Tensors], Tensors]:
    def changed(tensors: Tensors) -> Tensors:
        return {
            key: value(old) if key == name and value else old for key, old in tensors.items() if key != name or value
        }

    return changed


UNSOUND: list[object] = [
    pytest.param(change("head.w", None), METADATA, "Không đọc được", id="no head"),
    pytest.param(change("head.b", None), METADATA, "Không đọc được", id="no bias"),
    pytest.param(change("l1.q.a", None), METADATA, "Không đọc được", id="half an adapter"),
    pytest.param(change("l1.q.a.scale", lambda old: old * NAN), METADATA, "không phải là số", id="NaN in a scale"),
    pytest.param(change("l1.q.a.scale", None), METADATA, "sai kích thước", id="no scale"),
    pytest.param(change("l1.q.b.scale", lambda old: old[:1]), METADATA, "sai kích thước", id="too few scales"),
    pytest.param(change("head.w", lambda old: old * NAN), METADATA, "không phải là số", id="NaN in the head"),
    pytest.param(change("head.b", lambda old: old + np.float16("inf")), METADATA, "không phải là số", id="infinite"),
    pytest.param(change("l1.q.a", lambda old: old[:-1]), METADATA, "sai kích thước", id="ranks that differ"),
    pytest.param(change("l1.q.b", lambda old: old.ravel()), METADATA, "sai kích thước", id="no matrix"),
    pytest.param(change("head.w", lambda old: old[:1]), METADATA, "sai kích thước", id="starts without ends"),
    pytest.param(change("", None), {**METADATA, "format": "1"}, "định dạng '1', cần '2'", id="another format"),
    pytest.param(change("", None), {"encoder_sha256": ENCODER}, "định dạng None", id="no format"),
    pytest.param(change("", None), {"format": FORMAT}, "Không đọc được", id="no encoder"),
]


@pytest.mark.parametrize(("changed", "metadata", "told"), UNSOUND)
def test_unsound_weights_are_refused(
    path: Path, changed: Callable[[Tensors], Tensors], metadata: dict[str, str], told: str
) -> None:
    path.write_bytes(save(changed(load_file(path)), metadata))
    assert told in refused(path)
