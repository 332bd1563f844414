"""The bundled encoder, and readers with small random adapters on it."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder.layout import TOKENIZER
from index.encoder.onnx import OnnxEncoder
from index.encoder.provisioning import bundled_source, provision
from index.encoder.tokenizer import open_tokenizer
from index.library import Library
from service.reader.span_model.adapter import read_adapter, write_adapter
from service.reader.span_model.model import SpanModel
from service.reader.span_model.ranges import ranges_path, write_ranges
from service.reader.span_reader import CONFIDENCE_NAMES, NAMES, ORDER_NAMES
from tests.index.encoder.tiny import HIDDEN, INNER, Tiny, make_tiny
from tests.support import fill, service

REPOSITORY = Path(__file__).parents[3]
Matrix = NDArray[np.float32]


@pytest.fixture(scope="session")
def models() -> Path:
    """A data directory with the bundled encoder: ``TRICH_TEST_MODELS`` or the ``var`` of the repository."""
    return Path(os.environ.get("TRICH_TEST_MODELS", REPOSITORY / "var"))


@pytest.fixture(scope="session")
def bundled_folder(models: Path) -> Path:
    return provision(models)


@pytest.fixture(scope="session")
def bundled(bundled_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(bundled_folder, name="bundled", threads=2)


@pytest.fixture(scope="session")
def tokenizer(bundled_folder: Path) -> Tokenizer:
    return open_tokenizer(bundled_folder / TOKENIZER)


@pytest.fixture(scope="session")
def tiny() -> Tiny:
    return make_tiny()


@dataclass(frozen=True)
class Made:
    """Random weights of a reader, as they are written."""

    low_rank: dict[str, tuple[Matrix, Matrix]]
    head: Matrix
    bias: Matrix

    def write(self, path: Path, encoder_sha256: str) -> Path:
        write_adapter(
            path, self.low_rank, self.head, self.bias, encoder_sha256=encoder_sha256, training={"seed": 7, "rank": 3}
        )
        return path


def ranges_of(hidden: int, inner: int, layers: int, *, seed: int = 7) -> dict[str, Matrix]:
    """Ranges as they could have been measured: a few channels stand far out."""
    random = np.random.default_rng(seed)
    sizes = {"qkv": hidden, "ao": hidden, "fi": hidden, "fo": inner}
    return {
        f"l{layer}.{place}": np.exp(random.normal(0, 1, size)).astype(np.float32)
        for layer in range(layers)
        for place, size in sizes.items()
    }


def make(layers: Sequence[int], hidden: int, inner: int, *, rank: int = 3, seed: int = 7) -> Made:
    """A random adapter of some layers, as strong as to change what the encoder gives."""
    random = np.random.default_rng(seed)
    sizes = {"fi": (inner, hidden), "fo": (hidden, inner)}
    low_rank = {}
    for layer in layers:
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            rows, columns = sizes.get(part, (hidden, hidden))
            a = random.normal(0, 1 / np.sqrt(columns), (rank, columns)).astype(np.float32)
            low_rank[f"l{layer}.{part}"] = (a, random.normal(0, 0.1, (rows, rank)).astype(np.float32))
    head = random.normal(0, 1 / np.sqrt(hidden), (2, hidden)).astype(np.float32)
    return Made(low_rank, head, random.normal(0, 0.1, 2).astype(np.float32))


@pytest.fixture
def tiny_made() -> Made:
    return make([1], HIDDEN, INNER)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library that questions are understood against."""
    with service(tmp_path_factory.mktemp("library")) as running:
        fill(running)
        yield running.library


def random_adapter(path: Path, seed: int = 7) -> Path:
    """An adapter of the bundled encoder that has learnt nothing, with its ranges beside it."""
    make([10, 11], 384, 1536, rank=4, seed=seed).write(path, bundled_source().sha256)
    write_ranges(read_adapter(path), ranges_path(path), ranges_of(384, 1536, 12))
    return path


@dataclass(frozen=True)
class Files:
    """What a reader is opened from: the data directory its graphs go to, its adapters (of what reads passages, and of what reads
    quotes), and its fitted weights.
    """

    data_dir: Path
    adapter: Path
    quotes: Path
    weights: Path


@pytest.fixture(scope="session")
def random_files(bundled: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A reader that has learnt nothing, with weights that look at what its model says alone."""
    folder = tmp_path_factory.mktemp("reader")
    adapters = [random_adapter(folder / f"{name}.safetensors", seed) for name, seed in (("adapter", 7), ("quotes", 8))]
    model, rereader = (SpanModel.open(folder, bundled, threads=2, adapter=adapter) for adapter in adapters)
    saved = {
        "ranking": dict.fromkeys(NAMES, 0.0) | {"margin": 1.0},
        "order": dict.fromkeys(ORDER_NAMES, 0.0) | {"again": 1.0},
        "confidence": dict.fromkeys(CONFIDENCE_NAMES, 0.0) | {"margin": 2.0},
        "threshold": 0.75,
        "null": 0.0,
        "given_bias": -1.0,
        "given_margin": 4.0,
        "given_share": 2.0,
        "state": np.random.default_rng(4).normal(0, 0.1, bundled.dim + 1).tolist(),
        "fitted_on": {"model": model.revision, "rereader": rereader.revision, "encoder": bundled.revision},
    }
    (folder / "span_weights.json").write_text(json.dumps(saved))
    return Files(folder, *adapters, folder / "span_weights.json")
