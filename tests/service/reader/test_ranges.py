"""The file that reading in 8 bits needs: what is written is read again, and what is not sound is refused in Vietnamese."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from index.encoder.onnx import OnnxEncoder
from service.errors import ReaderUnavailable
from service.reader.span_model.adapter import ADAPTER, Adapter, read_adapter
from service.reader.span_model.model import SpanModel
from service.reader.span_model.precision import Precision
from service.reader.span_model.ranges import ranges_path, read_ranges, write_ranges
from service.reader.training.ranges import measured
from tests.service.reader import checks
from tests.service.reader.conftest import Made, ranges_of


@pytest.fixture
def adapter(tiny_made: Made, tmp_path: Path) -> Adapter:
    return read_adapter(tiny_made.write(tmp_path / "adapter.safetensors", "e" * 64))


def test_what_is_written_is_read_again_in_halves(adapter: Adapter, tmp_path: Path) -> None:
    sizes = ranges_of(32, 64, 2)
    write_ranges(adapter, tmp_path / "ranges", sizes)
    read = read_ranges(adapter, tmp_path / "ranges")
    assert read.sizes.keys() == sizes.keys()
    for name, held in sizes.items():
        assert read.sizes[name].dtype == np.float32
        assert np.array_equal(read.sizes[name], held.astype(np.float16).astype(np.float32))


def test_the_revision_changes_with_any_range(adapter: Adapter, tmp_path: Path) -> None:
    sizes = ranges_of(32, 64, 2)
    write_ranges(adapter, tmp_path / "ranges", sizes)
    first = read_ranges(adapter, tmp_path / "ranges").revision
    write_ranges(adapter, tmp_path / "ranges", sizes)
    assert read_ranges(adapter, tmp_path / "ranges").revision == first
    sizes["l0.fo"][3] += 1
    write_ranges(adapter, tmp_path / "ranges", sizes)
    assert read_ranges(adapter, tmp_path / "ranges").revision != first


def test_ranges_of_another_adapter_are_refused(adapter: Adapter, tiny_made: Made, tmp_path: Path) -> None:
    tiny_made.bias[0] += 1
    other = read_adapter(tiny_made.write(tmp_path / "other", "e" * 64))
    write_ranges(other, tmp_path / "ranges", ranges_of(32, 64, 2))
    with pytest.raises(ReaderUnavailable, match=rf"{other.revision}, không phải {adapter.revision}"):
        read_ranges(adapter, tmp_path / "ranges")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "Không đọc được biên độ"),
        (b"", "Không đọc được biên độ"),
        (b"\x10\0\0\0\0\0\0\0{}", "Không đọc được biên độ"),
        (np.full(4, -1, np.float16), "không hợp lệ"),
        (np.full(4, np.nan, np.float16), "không hợp lệ"),
        (np.ones((2, 2), np.float16), "không hợp lệ"),
    ],
    ids=["gone", "empty", "cut", "negative", "no number", "a matrix"],
)
def test_a_file_that_is_not_sound_is_refused(
    content: bytes | np.ndarray | None, told: str, adapter: Adapter, tmp_path: Path
) -> None:
    path = tmp_path / "ranges"
    if isinstance(content, np.ndarray):
        content = save({"l0.fo": content}, {"adapter": adapter.revision})
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReaderUnavailable, match=rf"{told}.*training\.ranges .*\.safetensors\."):
        read_ranges(adapter, path)


def test_without_them_the_committed_reader_says_so(bundled: OnnxEncoder, tmp_path: Path) -> None:
    alone = tmp_path / "adapter.safetensors"
    alone.write_bytes(ADAPTER.read_bytes())
    with pytest.raises(ReaderUnavailable, match="biên độ"):
        SpanModel.open(tmp_path, bundled, 2, alone)
    exact = SpanModel.open(tmp_path, bundled, 2, alone, Precision.FLOAT32)
    assert exact.read(checks.QUESTIONS[0], [exact.tokenise(checks.PARKS)])


def test_the_committed_ranges_are_those_of_the_committed_adapter(bundled: OnnxEncoder) -> None:
    adapter = read_adapter()
    held, found = read_ranges(adapter, ranges_path()).sizes, measured(adapter, bundled, 2)
    assert held.keys() == found.keys()
    for name, values in found.items():  # processors differ in the last bits, and a largest value may be another token's
        np.testing.assert_allclose(held[name], values, rtol=0.05, atol=0.02)


def test_eight_bits_say_what_float32_says(models: Path, bundled: OnnxEncoder) -> None:
    """The committed weights: of every question the same starts and ends come first, and scores differ little."""
    rounded, exact = (SpanModel.open(models, bundled, 2, precision=one) for one in (Precision.INT8, Precision.FLOAT32))
    texts = [exact.tokenise(text) for text in checks.TEXTS.values()]
    differences = []
    for question in checks.QUESTIONS[:4]:
        for one, other in zip(rounded.read(question, texts), exact.read(question, texts), strict=True):
            differences += [*(one.starts - other.starts), *(one.ends - other.ends), one.null - other.null]
            best = int(other.starts.argmax())
            assert one.starts.max() - one.starts[best] < 1.0
    assert float(np.sqrt(np.mean(np.square(differences)))) < 0.3
