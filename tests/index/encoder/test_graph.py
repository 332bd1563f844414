from pathlib import Path

import numpy as np
import pytest
from onnx import checker

from index.encoder.graph import Form, build_graph
from index.encoder.onnx import open_session
from index.encoder.provisioning import Source
from index.encoder.q4file import Q4File
from tests.index.encoder.tiny import POSITIONS, Tiny, oracle

IDS = [[0, 5, 9, 10, 2], [0, 5, 30, 31, 2], [0, 6, 8, 8, 2]]


def run(source: Source, form: Form, folder: Path, tiny: Tiny, ids: list[list[int]]) -> np.ndarray:
    assert source.path is not None
    with Q4File.open(source.path) as weights:
        model = build_graph(weights, form)
    checker.check_model(model)
    path = folder / "graph.onnx"
    path.write_bytes(model.SerializeToString())
    words = tiny.weights["emb.word"][np.array(ids)].astype(np.float32)
    (vectors,) = open_session(path, 1).run(["vectors"], {"words": words})
    return np.asarray(vectors)


@pytest.mark.parametrize(
    ("form", "tolerance"), [(Form.FLOAT32, 2e-6), (Form.Q4_FLOAT32, 2e-6), (Form.Q4_INT8, 2e-2)], ids=str
)
def test_a_graph_computes_bert(form: Form, tolerance: float, tiny: Tiny, tiny_source: Source, tmp_path: Path) -> None:
    vectors = run(tiny_source, form, tmp_path, tiny, IDS)
    expected = np.stack([oracle(tiny, ids) for ids in IDS])
    assert np.abs(vectors - expected).max() < tolerance
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-6


def test_the_longest_text_uses_every_position(tiny: Tiny, tiny_source: Source, tmp_path: Path) -> None:
    ids = [0, *(4 + k for k in range(POSITIONS - 2)), 2]
    vectors = run(tiny_source, Form.FLOAT32, tmp_path, tiny, [ids])
    assert np.abs(vectors[0] - oracle(tiny, ids)).max() < 2e-6


def test_the_same_weights_give_the_same_bytes(tiny_source: Source) -> None:
    assert tiny_source.path is not None
    with Q4File.open(tiny_source.path) as weights:
        first, second = (build_graph(weights, Form.Q4_INT8).SerializeToString(deterministic=True) for _ in range(2))
    assert first == second
