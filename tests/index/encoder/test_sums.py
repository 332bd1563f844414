"""Sums of products of 8 by 8 bits: what the check multiplies, and that it tells an overflow."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.encoder import sums
from index.encoder.onnx import open_session


def written() -> bytes:
    value = helper.make_tensor_value_info
    inputs = [
        value("a", TensorProto.FLOAT, ["m", "k"]),
        value("b", TensorProto.INT8, ["k", "n"]),
        value("s", TensorProto.FLOAT, []),
    ]
    node = helper.make_node("DynamicQuantizeMatMul", ["a", "b", "s"], ["y"], domain="com.microsoft")
    graph = helper.make_graph([node], "sums", inputs, [value("y", TensorProto.FLOAT, ["m", "n"])])
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString(deterministic=True))


def test_the_graph_is_the_product_that_it_says() -> None:
    assert written() == sums.PRODUCT


class Session:
    """A session on a processor that adds two products in 16 bits, with saturation."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def run(self, _: list[str], given: dict[str, np.ndarray]) -> list[np.ndarray]:
        rounded = np.rint(given["a"] * 255).astype(np.int64)  # the scale is 1/255
        pairs = rounded[:, None, :] * given["b"].T.astype(np.int64)[None]
        added = np.clip(pairs[..., 0::2] + pairs[..., 1::2], -(2**15), 2**15 - 1).sum(axis=2)
        return [(added / 255 * given["s"]).astype(np.float32)]


@pytest.fixture
def fresh() -> None:
    sums.overflow.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_an_overflow_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnxruntime, "InferenceSession", Session)
    assert sums.overflow()
    sums.overflow.cache_clear()


def kept(matrix: np.ndarray) -> bytes:
    """The product with its matrix in the graph, as the reader's graph has them: only such a one is made unsigned."""
    value = helper.make_tensor_value_info
    held = [numpy_helper.from_array(matrix, "b"), numpy_helper.from_array(np.array(1, np.float32), "s")]
    node = helper.make_node("DynamicQuantizeMatMul", ["a", "b", "s"], ["y"], domain="com.microsoft")
    inputs = [value("a", TensorProto.FLOAT, ["m", len(matrix)])]
    graph = helper.make_graph([node], "sums", inputs, [value("y", TensorProto.FLOAT, None)], held)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString())


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(("inputs", "outputs"), [(96, 24), (384, 1152), (1536, 384)])
def test_what_is_said_of_this_processor_is_so(tmp_path: Path, inputs: int, outputs: int) -> None:
    """Random matrices of the largest weights, in a session as the reader opens it: exact, whatever the processor."""
    random = np.random.default_rng(1)
    rows = random.integers(0, 256, (5, inputs)).astype(np.float32)
    rows[0, :2] = (0, 255)  # the scale of the input is 1
    matrix = random.choice([-127, 126, 127], (inputs, outputs)).astype(np.int8)
    (tmp_path / "graph.onnx").write_bytes(kept(matrix))
    (product,) = open_session(tmp_path / "graph.onnx", 1).run(["y"], {"a": rows})
    np.testing.assert_allclose(product, rows @ matrix.astype(np.float32), atol=0.5)
