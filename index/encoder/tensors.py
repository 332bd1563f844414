"""Writes ``.safetensors`` files tensor by tensor, and maps one tensor of a file into memory.

The format is a u64 length, a JSON header that names dtype, shape and byte range of each tensor, then the bytes
(https://github.com/huggingface/safetensors). The library itself writes only what is in memory as a whole.
"""

import json
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderCorrupt

_ALIGNMENT = 64  # bytes; the first tensor starts on a cache line


@dataclass(frozen=True, slots=True)
class Tensor:
    """A float32 tensor to write: ``chunks`` gives its rows in pieces, in order."""

    name: str
    shape: tuple[int, ...]
    chunks: Callable[[], Iterable[NDArray[np.float32]]]


def stream(tensors: Sequence[Tensor]) -> Iterable[bytes]:
    """The bytes of a file that holds these tensors. Memory stays that of the largest chunk.

    Raises ``ValueError`` when chunks do not add up to their tensor.
    """
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for tensor in tensors:
        size = 4 * prod(tensor.shape)
        header[tensor.name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % _ALIGNMENT)
    yield struct.pack("<Q", len(text)) + text
    for tensor in tensors:
        written = 0
        for chunk in tensor.chunks():
            data = np.ascontiguousarray(chunk, "<f4").tobytes()
            written += len(data)
            yield data
        if written != 4 * prod(tensor.shape):
            raise ValueError(f"{tensor.name}: {written} bytes for a tensor of {tensor.shape}")


def map_matrix(path: Path, name: str) -> NDArray[np.float32]:
    """A float32 matrix of a file, read from the disk where it is touched.

    Raises ``EncoderCorrupt`` when the file is not readable as one that holds this matrix.
    """
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(min(length, path.stat().st_size)))
        entry = header[name]
        rows, columns = entry["shape"]
        start, end = entry["data_offsets"]
        if entry["dtype"] != "F32" or end - start != 4 * rows * columns:
            raise ValueError(f"{name} is not a float32 matrix")
        # a plain view: indexing a memmap makes a memmap of every result, which costs more than the rows
        return np.memmap(path, "<f4", "r", 8 + length + start, (rows, columns)).view(np.ndarray)
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise EncoderCorrupt(f"Không đọc được {name} trong {path}: {error}") from error
