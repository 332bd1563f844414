"""Models of other makers, with a tiny folder in place of one: what they bring decides prompts, limits and revision."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.encoder.convert import convert
from index.encoder.protocol import silent
from index.encoder.sentence_transformer import SentenceTransformerEncoder
from tests.index.encoder.tiny import Tiny, make_tiny, oracle

CONFIGURATION = "config_sentence_transformers.json"


def folder_of(tiny: Tiny, folder: Path) -> Path:
    source = tiny.write(folder.with_suffix(".bin"))
    assert source.path is not None
    convert(source.path, source.sha256, folder, silent)
    return folder


def set_prompts(folder: Path, prompts: dict[str, str]) -> None:
    content = json.loads((folder / CONFIGURATION).read_text()) | {"prompts": prompts}
    (folder / CONFIGURATION).write_text(json.dumps(content))


@pytest.fixture
def folder(tiny: Tiny, tmp_path: Path) -> Path:
    return folder_of(tiny, tmp_path / "model")


def test_it_encodes_like_the_oracle(folder: Path, tiny: Tiny) -> None:
    encoder = SentenceTransformerEncoder(str(folder))
    assert (encoder.dim, encoder.max_tokens, encoder.name) == (64, 24, str(folder))
    ids = [0, 6, 7, 33, 2]  # <s> ▁passage : ▁ha </s>
    assert encoder.count_tokens(" ha\n") == len(ids)
    vectors = encoder.encode_passages(["ha", "ha ha", " ha\n"])
    assert vectors.dtype == np.float32
    assert np.abs(vectors[0] - oracle(tiny, ids)).max() < 1e-5
    assert np.allclose(vectors[0], vectors[2], atol=1e-6)
    assert encoder.encode_queries([]).shape == (0, 64)


def test_tokens_beyond_the_limit_are_counted_but_not_read(folder: Path) -> None:
    encoder = SentenceTransformerEncoder(str(folder))
    assert encoder.count_tokens("ha " * 100) == 104
    vectors = encoder.encode_passages(["ha " * 100, "ha " * 101])
    assert np.allclose(vectors[0], vectors[1], atol=1e-6)


@pytest.mark.parametrize(
    ("name", "given", "query", "passage"),
    [
        ("model", {}, "", ""),
        ("vendor-e5-mini", {}, "query: ", "passage: "),
        ("multilingual-E5_large", {}, "query: ", "passage: "),
        ("e5-big-instruct", {}, "", ""),
        ("made5-model", {}, "", ""),
        ("model", {"query": "hỏi: ", "document": "văn bản: "}, "hỏi: ", "văn bản: "),
        ("some-e5-model", {"query": "hỏi: ", "passage": "đoạn: "}, "hỏi: ", "đoạn: "),
    ],
)
def test_prompts(name: str, given: dict[str, str], query: str, passage: str, tmp_path: Path) -> None:
    folder = folder_of(make_tiny(), tmp_path / name)
    set_prompts(folder, given)
    encoder = SentenceTransformerEncoder(str(folder))
    set_prompts(folder, {"query": query, "passage": passage})
    stated = SentenceTransformerEncoder(str(folder))
    assert np.allclose(encoder.encode_queries(["ha"]), stated.encode_queries(["ha"]), atol=1e-6)
    assert np.allclose(encoder.encode_passages(["ha"]), stated.encode_passages(["ha"]), atol=1e-6)
    assert encoder.count_tokens("ha") == stated.count_tokens("ha")


def test_the_revision_follows_weights_prompts_and_limit_but_not_the_place(folder: Path, tmp_path: Path) -> None:
    def revision(path: Path) -> str:
        return SentenceTransformerEncoder(str(path)).revision

    first = revision(folder)
    assert revision(folder_of(make_tiny(), tmp_path / "elsewhere")) == first
    other = folder_of(make_tiny(seed=8), tmp_path / "other")
    assert revision(other) != first
    set_prompts(folder, {"query": "hỏi: ", "passage": "đoạn: "})
    prompted = revision(folder)
    assert prompted != first
    limits = json.loads((folder / "tokenizer_config.json").read_text()) | {"model_max_length": 16}
    (folder / "tokenizer_config.json").write_text(json.dumps(limits))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 16}))
    assert revision(folder) not in (first, prompted)
