"""The reader as an ONNX graph: the encoder's layers with the adapter merged into them, and a head for starts and ends.

As in the encoder's graph the table of words stays outside, and there is no mask: texts of one batch are equally long.

Input    ``words`` float32 (n, length, hidden)
Outputs  ``scores`` float32 (n, length, 2): of every token to be the first and the last of the answer
         ``state`` float32 (n, hidden): what the last layer makes of question and text, at ``<s>``
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper

from index.encoder.graph import CONTRIB, Form, GraphBuilder, Weights
from service.errors import ReaderUnavailable
from service.reader.span_model.ranges import Ranges

_LEVELS = 127  # no sum overflows: see ``open_session`` for CPUs that add products of 8 bits in 16
_LEAST_RANGE, _LEAST_WEIGHT = 1e-3, 1e-4  # below which a channel counts as this large
_LEAST_ROW = 1e-3  # of the largest value of a row, which the row is divided by

Matrix = NDArray[np.float32]


def build_graph(
    weights: Weights,
    merged: Mapping[str, Matrix],
    head: Matrix,
    bias: Matrix,
    ranges: Ranges | None = None,
) -> ModelProto:
    """The graph. ``merged`` has whole matrices (outputs, inputs) by the names of ``weights``; ``head`` is (2, hidden).

    With ``ranges`` matrices are multiplied in 8 bits, without in float32. Raises ReaderUnavailable when ranges are of other sizes.
    """
    plain = _ReaderBuilder(weights, merged)
    builder = plain if ranges is None else _RoundingBuilder(weights, merged, ranges)
    return _model(builder, head, bias)


def build_probe(
    weights: Weights, merged: Mapping[str, Matrix], head: Matrix, bias: Matrix
) -> tuple[ModelProto, Mapping[str, str]]:
    """The float32 graph that also gives what goes into its matrices, (n, length, inputs), and the outputs' names.

    By the names of matrices: ``l{layer}.qkv`` is three in one, then come ``ao``, ``fi`` and ``fo``.
    """
    builder = _ReaderBuilder(weights, merged)
    model = _model(builder, head, bias)
    for name in builder.entering.values():
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    return model, builder.entering


def integers(matrix: Matrix) -> tuple[NDArray[np.int8], Matrix]:
    """A matrix (inputs, outputs) as int8 of the same shape with a scale for each output: ``integer * scale``.

    No weight moves by more than half its column's scale.
    """
    scales = np.abs(matrix).max(axis=0) / _LEVELS
    scales[scales == 0] = 1
    return np.rint(matrix / scales).astype(np.int8), scales.astype(np.float32)


def smoothing(ranges: Matrix, matrix: Matrix) -> Matrix:
    """What each channel of an input is divided by, and its row of the matrix (inputs, outputs) multiplied with; (inputs,).

    So that neither has channels that stand far out: the geometric mean is 1.
    """
    large = np.maximum(ranges, _LEAST_RANGE)
    heavy = np.maximum(np.abs(matrix).max(axis=1), _LEAST_WEIGHT)
    factors = np.sqrt(large / heavy)
    return np.asarray(factors / np.exp(np.log(factors).mean()), dtype=np.float32)


def _model(builder: "_ReaderBuilder", head: Matrix, bias: Matrix) -> ModelProto:
    hidden = builder.embeddings()
    for layer in range(builder.weights.shape.layers):
        hidden = builder.layer(f"l{layer}", hidden)
    builder.add("Gather", [hidden, builder.constant("first", np.array(0, np.int64))], "state", axis=1)
    model = builder.model("reader", builder.head(hidden, head, bias), ["length", 2])
    size = builder.weights.shape.hidden
    model.graph.output.append(helper.make_tensor_value_info("state", TensorProto.FLOAT, ["n", size]))
    return model


class _ReaderBuilder(GraphBuilder):
    """Matrices in float32, the adapter merged into them. ``entering`` names, by matrix, what goes into it."""

    def __init__(self, weights: Weights, merged: Mapping[str, Matrix]) -> None:
        super().__init__(weights, Form.FLOAT32)
        self._merged = merged
        self.entering: dict[str, str] = {}

    def head(self, hidden: str, matrix: Matrix, bias: Matrix) -> str:
        """Start and end scores, (n, length, 2)."""
        product = self.add("MatMul", [hidden, self.constant("head.w", np.ascontiguousarray(matrix.T))], "head.product")
        return self.add("Add", [product, self.constant("head.b", bias)], "scores")

    def linear(self, name: str, sources: list[str], value: str, inputs: int, outputs: int) -> str:
        self.entering[name] = value
        return self.plain_linear(name, sources, value, self.joined(sources, inputs, outputs))

    def joined(self, sources: list[str], inputs: int, outputs: int) -> Matrix:
        """The matrices with their adapters, one under another, (all outputs, inputs)."""
        whole = []
        for source in sources:
            known = self._merged.get(f"{source}.w")
            plain = self.weights.blocks(f"{source}.w", outputs, inputs).dequantise() if known is None else known
            whole.append(plain)
        return np.concatenate(whole).astype(np.float32)


class _RoundingBuilder(_ReaderBuilder):
    """Matrices of 8 bits; inputs are rounded to 8 bits as they come, with one scale for a text.

    Channels that stand far out would take most of the 256 steps: they are smoothed into the matrix (``smoothing``). What goes
    into ``fo`` differs much from token to token as well, so that every token has a scale of its own there.
    """

    def __init__(self, weights: Weights, merged: Mapping[str, Matrix], ranges: Ranges) -> None:
        super().__init__(weights, merged)
        self._ranges = ranges

    def linear(self, name: str, sources: list[str], value: str, inputs: int, outputs: int) -> str:
        layer, _, place = name.rpartition(".")
        matrix = np.ascontiguousarray(self.joined(sources, inputs, outputs).T)
        bias = np.concatenate([self.weights.array(f"{source}.b", outputs) for source in sources])
        factors = self._factors(name, matrix)
        matrix *= factors[:, None]
        if place == "qkv":  # what goes into ao is a mean of values: it is smoothed where these are made
            after = self.joined([f"{layer}.ao"], outputs, inputs).T
            behind = self._factors(f"{layer}.ao", after)
            matrix[:, -outputs:] /= behind
            bias = np.concatenate([bias[:-outputs], bias[-outputs:] / behind])
        if place != "ao":
            value = self.add("Mul", [value, self.constant(f"{name}.f", np.reciprocal(factors))], f"{name}.smooth")
        rounded, scales = integers(matrix)
        parts = [self.constant(f"{name}.w", rounded), self.constant(f"{name}.s", scales), ""]
        last = self.constant(f"{name}.b", bias.astype(np.float32))
        if place != "fo":
            return self.add("DynamicQuantizeMatMul", [value, *parts, last], f"{name}.out", CONTRIB)
        largest = self.add("ReduceMax", [value, self.integers("last", -1)], f"{name}.largest", keepdims=1)
        least = self.constant("least", np.array(_LEAST_ROW, np.float32))
        largest = self.add("Max", [largest, least], f"{name}.size")
        value = self.add("Div", [value, largest], f"{name}.even")
        product = self.add("DynamicQuantizeMatMul", [value, *parts, ""], f"{name}.product", CONTRIB)
        return self.add("Add", [self.add("Mul", [product, largest], f"{name}.sized"), last], f"{name}.out")

    def _factors(self, name: str, matrix: Matrix) -> Matrix:
        ranges = self._ranges.sizes.get(name)
        if ranges is None or len(ranges) != len(matrix):
            raise ReaderUnavailable(f"Biên độ {name} của bộ đọc không khớp với bộ mã hoá: hãy lấy lại từ kho mã nguồn.")
        return smoothing(ranges, matrix)
