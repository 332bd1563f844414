"""The committed weights of the reader: low-rank adapters of the encoder's upper layers, and the head.

``adapter.safetensors``, and ``quotes.safetensors`` alike, holds, for every matrix that has an adapter, ``l{layer}.{part}.a`` (rank, inputs) and ``.b`` (outputs, rank) as int8 and their scales
``.a.scale`` and ``.b.scale`` (rank,) in float16, and in float16 ``head.w`` (2, hidden) and ``head.b`` (2,). Its metadata name
the format, the SHA-256 of the encoder's weights that it belongs to, and how it was trained. A merged matrix is ``W + b @ a``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from service.errors import ReaderUnavailable

ADAPTER = Path(__file__).with_name("adapter.safetensors")
QUOTES = ADAPTER.with_name("quotes.safetensors")  # learnt from quotes, and reads them again
FORMAT = "2"
_LEVELS = 127
_SCALE = ".scale"
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}  # names of the matrices in the encoder's file, and in torch
_NOTHING = np.zeros(0, np.float32)
_FETCH = "Hãy lấy lại tệp này từ kho mã nguồn."

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Adapter:
    """The weights, float32. ``revision`` changes with any byte of the file; ``encoder_sha256`` names what they fit on."""

    low_rank: Mapping[str, tuple[Matrix, Matrix]]
    head: Matrix
    bias: Matrix
    revision: str
    encoder_sha256: str

    def merged(self, name: str, matrix: Matrix) -> Matrix:
        """The encoder's matrix (outputs, inputs) with the adapter of that name in it; ValueError where sizes differ."""
        a, b = self.low_rank[name]
        if (b.shape[0], a.shape[1]) != matrix.shape:
            raise ValueError(f"{b.shape} by {a.shape} is not {matrix.shape}")
        return matrix + b @ a


def read_adapter(path: Path = ADAPTER) -> Adapter:
    """Reads the file; raises ReaderUnavailable when it is missing, cut or of another format."""
    try:
        content = path.read_bytes()
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
        head, bias = tensors.pop("head.w"), tensors.pop("head.b")
        names = sorted({name.rpartition(".")[0] for name in tensors if not name.endswith(_SCALE)})
        parts = {name: [tensors[f"{name}.{side}"] for side in "ab"] for name in names}
        scales = {name: [tensors.get(f"{name}.{side}{_SCALE}", _NOTHING) for side in "ab"] for name in names}
        encoder = metadata["encoder_sha256"]
    except FileNotFoundError as error:
        raise ReaderUnavailable(f"Thiếu tệp trọng số của bộ đọc: {path}. {_FETCH}") from error
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ReaderUnavailable(f"Không đọc được tệp trọng số của bộ đọc {path}: {error}. {_FETCH}") from error
    if metadata.get("format") != FORMAT:
        raise ReaderUnavailable(f"{path} có định dạng {metadata.get('format')!r}, cần {FORMAT!r}. {_FETCH}")
    if not all(_fit(*parts[name], *scales[name]) for name in names):
        raise ReaderUnavailable(f"{path} có ma trận sai kích thước. {_FETCH}")
    low_rank = {name: (a * scales[name][0][:, None], b * scales[name][1]) for name, (a, b) in parts.items()}
    if head.ndim != 2 or len(head) != 2 or bias.shape != (2,):
        raise ReaderUnavailable(f"{path} có đầu ra sai kích thước. {_FETCH}")
    if any(not np.isfinite(values).all() for values in (head, bias, *(v for pair in low_rank.values() for v in pair))):
        raise ReaderUnavailable(f"{path} có trọng số không phải là số. {_FETCH}")
    return Adapter(low_rank, head, bias, sha256(content).hexdigest()[:12], encoder)


def _fit(a: Matrix, b: Matrix, *scales: Matrix) -> bool:
    """Whether both are matrices of one rank, each with as many scales."""
    if a.ndim != 2 or b.ndim != 2 or len(a) != b.shape[1]:
        return False
    return all(scale.shape == (len(a),) for scale in scales)


def write_adapter(
    path: Path,
    low_rank: Mapping[str, tuple[Matrix, Matrix]],
    head: Matrix,
    bias: Matrix,
    *,
    encoder_sha256: str,
    training: Mapping[str, object],
) -> None:
    """Writes the file, matrices in 8 bits; ``training`` is told in its metadata."""
    tensors: dict[str, NDArray[np.int8] | NDArray[np.float16]] = {
        "head.w": head.astype(np.float16),
        "head.b": bias.astype(np.float16),
    }
    for name, (a, b) in sorted(low_rank.items()):
        (inner, inner_scale), (outer, outer_scale) = rounded(a), rounded(b.T)
        tensors |= {f"{name}.a": inner, f"{name}.a{_SCALE}": inner_scale}
        tensors |= {f"{name}.b": np.ascontiguousarray(outer.T), f"{name}.b{_SCALE}": outer_scale}
    metadata = {"format": FORMAT, "encoder_sha256": encoder_sha256, "training": json.dumps(training, sort_keys=True)}
    path.write_bytes(_ordered(save(tensors, metadata)))


def rounded(matrix: Matrix) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Rows as int8 (rank, n) with a scale for each, float16 (rank,); what was rounded once is rounded to the same again.

    A rank whose largest weight is below 4e-6 is nothing.
    """
    scales = (np.abs(matrix).max(axis=1) / _LEVELS).astype(np.float16)
    scales[scales == 0] = 1
    integers = np.rint(matrix / scales.astype(np.float32)[:, None])
    return np.clip(integers, -_LEVELS, _LEVELS).astype(np.int8), scales


def _ordered(content: bytes) -> bytes:
    """The file with the names of its header sorted, so that the same weights are the same bytes and one revision."""
    size = int.from_bytes(content[:8], "little")
    header = json.dumps(json.loads(content[8 : 8 + size]), sort_keys=True, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)  # tensors begin at a multiple of 8 bytes
    return len(header).to_bytes(8, "little") + header + content[8 + size :]
