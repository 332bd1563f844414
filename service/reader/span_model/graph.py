"""The reader as an ONNX graph: the encoder's layers with the adapter merged into them, and a head for starts and ends.

As in the encoder's graph the table of words stays outside, and there is no mask: texts of one batch are equally long.

Input    ``words`` float32 (n, length, hidden)
Output   ``scores`` float32 (n, length, 2): of every token to be the first and the last of the answer
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto

from index.encoder.graph import CONTRIB, Form, GraphBuilder, Weights
from service.reader.span_model.precision import Precision

_LEVELS = 63  # of 127: CPUs without VNNI add two products of 8 bits in 16, which more would overflow

Matrix = NDArray[np.float32]


def build_graph(
    weights: Weights, merged: Mapping[str, Matrix], head: Matrix, bias: Matrix, precision: Precision
) -> ModelProto:
    """The graph. ``merged`` has whole matrices (outputs, inputs) by the names of ``weights``; ``head`` is (2, hidden)."""
    builder = _ReaderBuilder(weights, merged, precision)
    hidden = builder.embeddings()
    for layer in range(weights.shape.layers):
        hidden = builder.layer(f"l{layer}", hidden)
    return builder.model("reader", builder.head(hidden, head, bias), ["length", 2])


def integers(matrix: Matrix) -> tuple[NDArray[np.int8], Matrix]:
    """A matrix (inputs, outputs) as int8 of the same shape with a scale for each output: ``integer * scale``.

    No weight moves by more than half its column's scale.
    """
    scales = np.abs(matrix).max(axis=0) / _LEVELS
    scales[scales == 0] = 1
    return np.rint(matrix / scales).astype(np.int8), scales.astype(np.float32)


class _ReaderBuilder(GraphBuilder):
    def __init__(self, weights: Weights, merged: Mapping[str, Matrix], precision: Precision) -> None:
        super().__init__(weights, Form.FLOAT32)
        self._merged, self._precision = merged, precision

    def head(self, hidden: str, matrix: Matrix, bias: Matrix) -> str:
        """Start and end scores, (n, length, 2)."""
        product = self.add("MatMul", [hidden, self.constant("head.w", np.ascontiguousarray(matrix.T))], "head.product")
        return self.add("Add", [product, self.constant("head.b", bias)], "scores")

    def linear(self, name: str, sources: list[str], value: str, inputs: int, outputs: int) -> str:
        parts = [self._whole(f"{source}.w", outputs, inputs) for source in sources]
        matrix = np.concatenate(parts).astype(np.float32)
        if self._precision is Precision.FLOAT32:
            return self.plain_linear(name, sources, value, matrix)
        rounded, scales = integers(np.ascontiguousarray(matrix.T))
        packed, scale = self.constant(f"{name}.w", rounded), self.constant(f"{name}.s", scales)
        bias = self.biases(name, sources, outputs)
        return self.add("DynamicQuantizeMatMul", [value, packed, scale, "", bias], f"{name}.out", CONTRIB)

    def _whole(self, name: str, rows: int, columns: int) -> Matrix:
        known = self._merged.get(name)
        return self.weights.blocks(name, rows, columns).dequantise() if known is None else known
