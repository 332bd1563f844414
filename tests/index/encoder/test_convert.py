import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.encoder.convert import convert, needed_bytes
from index.encoder.layout import GRAPH, TOKENIZER, WEIGHTS, WORDS
from index.encoder.manifest import Manifest, read_manifest
from index.encoder.onnx import OnnxEncoder
from index.encoder.protocol import silent
from index.encoder.provisioning import Source, bundled_source
from index.encoder.q4file import Q4File
from index.encoder.tensors import Tensor, map_matrix, stream
from index.errors import EncoderCorrupt
from tests.index.encoder.tiny import Tiny, oracle

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@pytest.fixture
def folder(tiny_source: Source, tmp_path: Path) -> Path:
    assert tiny_source.path is not None
    convert(tiny_source.path, tiny_source.sha256, tmp_path / "model", silent)
    return tmp_path / "model"


def transformers_name(name: str) -> str:
    """``l1.fi.w`` → ``encoder.layer.1.intermediate.dense.weight``"""
    first, *rest = name.split(".")
    if first == "emb":
        tables = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings"}
        return f"embeddings.{tables[rest[0]]}.weight" if rest[0] in tables else f"embeddings.LayerNorm.{long(rest[1])}"
    return f"encoder.layer.{first[1:]}.{PARTS[rest[0]]}.{long(rest[1])}"


def long(kind: str) -> str:
    return {"w": "weight", "b": "bias"}[kind]


def test_weights_are_those_of_the_oracle_to_the_last_bit(folder: Path, tiny: Tiny) -> None:
    loaded = load_file(folder / WEIGHTS)
    assert {transformers_name(name) for name in tiny.weights} == set(loaded)
    for name, expected in tiny.weights.items():
        value = loaded[transformers_name(name)]
        assert value.dtype == np.float32
        assert np.array_equal(value, expected)
    assert np.array_equal(map_matrix(folder / WEIGHTS, WORDS), tiny.weights["emb.word"])


def test_the_folder_encodes_like_the_oracle(folder: Path, tiny: Tiny) -> None:
    encoder = OnnxEncoder(folder, name="tiny", threads=1)
    ids = Tokenizer.from_file(str(folder / TOKENIZER)).encode("query: ha nôi").ids
    assert ids[:3] == [0, 5, 7]  # <s> ▁query :
    vector = encoder.encode_queries(["ha nôi"])[0]
    assert vector @ oracle(tiny, ids) > 0.99  # random weights feel 8-bit rounding more than trained ones
    assert (encoder.dim, encoder.max_tokens) == (64, 24)


def test_tokenizer_replaces_and_marks_as_the_file_says(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    assert tokenizer.encode("Ａ\nha\x01").tokens == ["<s>", "▁", "a", "▁ha", "</s>"]
    assert tokenizer.encode("z").tokens == ["<s>", "▁", "z", "</s>"]
    assert tokenizer.encode("z").ids == [0, 4, 3, 2]


def test_the_manifest_tells_every_file(folder: Path, tiny_source: Source) -> None:
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.source_sha256 == tiny_source.sha256
    present = {str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()}
    assert {file.path for file in manifest.files} == present - {"manifest.json"}
    for file in manifest.files:
        data = (folder / file.path).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (file.bytes, file.sha256)
    assert json.loads((folder / "manifest.json").read_text())["revision"] == manifest.revision


def test_conversion_gives_the_same_bytes_each_time(folder: Path, tiny_source: Source, tmp_path: Path) -> None:
    assert tiny_source.path is not None
    again = convert(tiny_source.path, tiny_source.sha256, tmp_path / "again", silent)
    assert again == read_manifest(folder)


def test_the_bundled_encoder_is_the_one_that_was_measured(bundled_folder: Path) -> None:
    """Frozen: whoever changes the conversion sees that every index must be built again, and raises CONVERSION."""
    manifest = read_manifest(bundled_folder)
    assert isinstance(manifest, Manifest)
    assert (manifest.conversion, manifest.revision) == (1, "50a96d78123457e7")
    assert next(file.bytes for file in manifest.files if file.path == GRAPH) < 15e6


def test_room_is_estimated_above_what_is_written(bundled_folder: Path) -> None:

    written = sum(path.stat().st_size for path in bundled_folder.rglob("*"))
    source = bundled_source().path
    assert source is not None
    with Q4File.open(source) as weights:
        assert written < needed_bytes(weights.shape) < 1.2 * written


def test_chunks_that_do_not_fill_a_tensor_are_refused() -> None:
    tensor = Tensor("a", (2, 3), lambda: [np.zeros((1, 3), np.float32)])
    with pytest.raises(ValueError, match="12 bytes"):
        list(stream([tensor]))


@pytest.mark.parametrize("data", [b"", b"\xff" * 8, b"\x02\0\0\0\0\0\0\0{}", b"\x04\0\0\0\0\0\0\0nope"])
def test_a_weights_file_of_another_kind_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).write_bytes(data)
    with pytest.raises(EncoderCorrupt, match=r"model\.safetensors"):
        map_matrix(tmp_path / WEIGHTS, WORDS)


def test_a_truncated_weights_file_is_refused(folder: Path) -> None:
    path = folder / WEIGHTS
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(EncoderCorrupt, match="word_embeddings"):
        map_matrix(path, WORDS)
