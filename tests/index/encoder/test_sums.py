"""Sums of products of 8 by 8 bits: what the check multiplies, and that it tells an overflow."""

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from index.encoder import sums


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


@pytest.mark.usefixtures("fresh")
def test_what_is_said_of_this_processor_is_so() -> None:
    """Random matrices of the largest weights: exact where no overflow is told, and in any case where it is asked for."""
    random = np.random.default_rng(1)
    given = {
        "a": random.integers(0, 256, (5, 96)).astype(np.float32),
        "b": random.choice([-127, 126, 127], (96, 24)).astype(np.int8),
        "s": np.array(1, np.float32),
    }
    given["a"][0, :2] = (0, 255)  # the scale of the input is 1
    options = onnxruntime.SessionOptions()
    if sums.overflow():
        options.add_session_config_entry("session.x64quantprecision", "1")
    (product,) = onnxruntime.InferenceSession(sums.PRODUCT, options).run(["y"], given)
    np.testing.assert_allclose(product, given["a"] @ given["b"].astype(np.float32), atol=0.5)
