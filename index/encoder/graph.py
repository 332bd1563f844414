"""Writes the encoder as an ONNX graph: BERT (Devlin et al. 2018, arXiv:1810.04805), layer norm after each block.

The table of word embeddings stays outside: it is 250,037 rows of which a text needs a few, so the caller reads those
from a memory map and feeds them.

Inputs   ``words`` float32 (n, length, hidden), rows of the table;  ``lengths`` int32 (n,), tokens that are no padding
Output   ``vectors`` float32 (n, hidden), unit norm: the mean of the last layer over the tokens
"""

from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from index.encoder.q4file import BLOCK, Blocks, Shape

_OPSET = 20  # the first with Gelu
_IR_VERSION = 10


class Form(StrEnum):
    """How the matrices are kept and multiplied."""

    FLOAT32 = "float32"
    Q4_FLOAT = "q4-float"  # 4-bit weights, unpacked to float32 as they are used
    Q4_INT8 = "q4-int8"  # 4-bit weights, inputs rounded to 8 bits per block of 32: integer products


class Weights(Protocol):
    """Where a graph takes its weights from. Names are those of ``q4file``."""

    @property
    def shape(self) -> Shape:
        """The sizes of the encoder."""
        ...

    def array(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A float32 tensor of this shape."""
        ...

    def blocks(self, name: str, rows: int, columns: int) -> Blocks:
        """A 4-bit matrix (rows, columns), rows being outputs."""
        ...


def build_graph(weights: Weights, form: Form) -> ModelProto:
    """The whole encoder."""
    return _Builder(weights, form).model()


class _Builder:
    def __init__(self, weights: Weights, form: Form) -> None:
        self._weights = weights
        self._shape = weights.shape
        self._form = form
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def model(self) -> ModelProto:
        hidden = self._embeddings()
        for layer in range(self._shape.layers):
            hidden = self._layer(f"l{layer}", hidden)
        self._pool(hidden)
        model = helper.make_model(
            self._graph(),
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)],
            ir_version=_IR_VERSION,
            producer_name="trich",
        )
        return model

    def _graph(self) -> GraphProto:
        size = self._shape.hidden
        inputs = [
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", "length", size]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["n"]),
        ]
        outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", size])]
        return helper.make_graph(self._nodes, "encoder", inputs, outputs, self._constants)

    def _embeddings(self) -> str:
        size = self._shape.hidden
        places = self._weights.array("emb.pos", self._shape.positions, size)
        kind = self._weights.array("emb.type", self._shape.types, size)[0]
        dims = self._op("Shape", ["words"], "length", start=1, end=2)
        zero, one = self._ints("zero", [0]), self._ints("one", [1])
        rows = self._op("Slice", [self._constant("positions", places + kind), zero, dims, zero, one], "places")
        total = self._op("Add", ["words", rows], "embedded")
        return self._norm("emb.ln", total)

    def _layer(self, layer: str, hidden: str) -> str:
        size, inner = self._shape.hidden, self._shape.inner
        parts = [
            self._linear(f"{layer}.{part}", [f"{layer}.{part}"], hidden, size, size) for part in ("q", "k", "v")
        ]
        attended = self._op(
            "MultiHeadAttention",
            [*parts, "", "lengths"],
            f"{layer}.attended",
            domain="com.microsoft",
            num_heads=self._shape.heads,
        )
        out = self._linear(f"{layer}.ao", [f"{layer}.ao"], attended, size, size)
        hidden = self._norm(f"{layer}.aln", self._op("Add", [out, hidden], f"{layer}.a.sum"))
        wide = self._linear(f"{layer}.fi", [f"{layer}.fi"], hidden, size, inner)
        wide = self._op("Gelu", [wide], f"{layer}.gelu", approximate="none")
        out = self._linear(f"{layer}.fo", [f"{layer}.fo"], wide, inner, size)
        return self._norm(f"{layer}.oln", self._op("Add", [out, hidden], f"{layer}.o.sum"))

    def _linear(self, name: str, sources: list[str], value: str, inputs: int, outputs: int) -> str:
        """``value @ matrix.T + bias``; several matrices are laid beside each other."""
        blocks = [self._weights.blocks(f"{source}.w", outputs, inputs) for source in sources]
        bias = self._constant(
            f"{name}.b", np.concatenate([self._weights.array(f"{source}.b", outputs) for source in sources])
        )
        nibbles = np.concatenate([block.nibbles for block in blocks])
        scales = np.concatenate([block.scales for block in blocks])
        if self._form is Form.FLOAT32:
            matrix = self._constant(f"{name}.w", np.ascontiguousarray(Blocks(nibbles, scales).dequantise().T))
            return self._op("Add", [self._op("MatMul", [value, matrix], f"{name}.product"), bias], f"{name}.out")
        packed = nibbles[:, 0::2] | nibbles[:, 1::2] << 4
        rows = len(nibbles)
        return self._op(
            "MatMulNBits",
            [
                value,
                self._constant(f"{name}.w", packed.reshape(rows, inputs // BLOCK, BLOCK // 2)),
                self._constant(f"{name}.s", scales.astype(np.float32)),
                "",
                "",
                bias,
            ],
            f"{name}.out",
            domain="com.microsoft",
            K=inputs,
            N=rows,
            bits=4,
            block_size=BLOCK,
            accuracy_level=4 if self._form is Form.Q4_INT8 else 1,
        )

    def _norm(self, name: str, value: str) -> str:
        size = self._shape.hidden
        scale = self._constant(f"{name}.w", self._weights.array(f"{name}.w", size))
        shift = self._constant(f"{name}.b", self._weights.array(f"{name}.b", size))
        return self._op(
            "LayerNormalization", [value, scale, shift], f"{name}.out", axis=-1, epsilon=self._shape.epsilon
        )

    def _pool(self, hidden: str) -> None:
        """Mean over the real tokens, then unit norm. The mean is left undivided: the norm takes that away."""
        one = self._ints("one", [1])
        length = self._op("Shape", ["words"], "length.scalar.shape", start=1, end=2)
        steps = self._op(
            "Range",
            [
                self._constant("zero.scalar", np.array(0, np.int64)),
                self._op("Squeeze", [length], "length.scalar"),
                self._constant("one.scalar", np.array(1, np.int64)),
            ],
            "steps",
        )
        wide = self._op("Cast", [self._op("Unsqueeze", ["lengths", one], "lengths.column")], "lengths.long", to=TensorProto.INT64)
        real = self._op("Cast", [self._op("Less", [steps, wide], "real")], "real.float", to=TensorProto.FLOAT)
        row = self._op("Unsqueeze", [real, one], "real.row")
        total = self._op("MatMul", [row, hidden], "total")
        flat = self._op("Squeeze", [total, one], "total.flat")
        norm = self._op("ReduceL2", [flat, one], "norm", keepdims=1)
        self._op("Div", [flat, norm], "vectors")

    def _op(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        if all(constant.name != name for constant in self._constants):
            self._constants.append(numpy_helper.from_array(value, name))
        return name

    def _ints(self, name: str, values: list[int]) -> str:
        return self._constant(name, np.array(values, np.int64))
