"""How large the inputs of the reader's matrices become: what rounding them to 8 bits must know (SmoothQuant, Xiao et al. 2023,
arXiv:2211.10438).

``X.ranges.safetensors`` lies beside the adapter ``X.safetensors`` that it was measured with (``python -m
service.reader.training.ranges``) and holds, in float16, the largest magnitude of every channel that goes into ``l{layer}.{qkv, ao, fi, fo}``, (inputs,).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from service.errors import ReaderUnavailable
from service.reader.span_model.adapter import ADAPTER, Adapter

_SUFFIX = ".ranges.safetensors"


@dataclass(frozen=True, slots=True)
class Ranges:
    """Magnitudes, float32 (inputs,), by the names of matrices. ``revision`` changes with any byte of the file."""

    sizes: Mapping[str, NDArray[np.float32]]
    revision: str


def ranges_path(adapter: Path = ADAPTER) -> Path:
    """Where the ranges of an adapter's file lie."""
    return adapter.with_suffix(_SUFFIX)


def read_ranges(adapter: Adapter, path: Path) -> Ranges:
    """The ranges that were measured with an adapter; raises ReaderUnavailable when they are missing, cut or of another one."""
    measured_with = path.with_name(path.name.removesuffix(_SUFFIX) + ".safetensors")
    make = (
        f"Hãy lấy lại tệp này từ kho mã nguồn, hoặc đo lại: python -m service.reader.training.ranges {measured_with}."
    )
    try:
        revision = sha256(path.read_bytes()).hexdigest()[:8]
        with safe_open(path, framework="numpy") as file:
            known = (file.metadata() or {}).get("adapter")
            sizes = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError) as error:
        raise ReaderUnavailable(f"Không đọc được biên độ của bộ đọc {path}: {error}. {make}") from error
    if known != adapter.revision:
        raise ReaderUnavailable(f"{path} được đo với bộ đọc {known}, không phải {adapter.revision}. {make}")
    if any(held.ndim != 1 or not (np.isfinite(held) & (held >= 0)).all() for held in sizes.values()):
        raise ReaderUnavailable(f"{path} có biên độ không hợp lệ. {make}")
    return Ranges(sizes, revision)


def write_ranges(adapter: Adapter, path: Path, sizes: Mapping[str, NDArray[np.float32]]) -> None:
    """Writes the ranges of an adapter, in float16."""
    halves = {name: np.ascontiguousarray(held, dtype=np.float16) for name, held in sorted(sizes.items())}
    path.write_bytes(save(halves, {"adapter": adapter.revision}))
