"""The bundled encoder: ONNX Runtime and tokenizers, no torch."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from index.encoder.layout import GRAPH, PASSAGE, QUERY, TOKENIZER, WEIGHTS, WORDS
from index.encoder.manifest import read_manifest
from index.encoder.protocol import batches, prepare
from index.encoder.sums import overflow
from index.encoder.tensors import map_matrix
from index.encoder.tokenizer import open_tokenizer
from index.errors import EncoderCorrupt

_PREPARATION = 1  # raise it whenever this module or ``prepare`` changes what is fed to the graph
_BATCH_TOKENS = 1024  # more does not go faster on a CPU, and activations grow with it
_SLICE = 1024  # texts that are tokenised at a time


class OnnxEncoder:
    """An ``Encoder`` that reads a converted folder. The table of words is mapped from the disk, not loaded.

    ``words`` float32 (pieces, dim) and ``tokenizer`` are there for others that read with the same weights.
    """

    def __init__(self, folder: Path, *, name: str, threads: int | None = None, graph: Path | None = None) -> None:
        """Open the folder; ``threads`` defaults to the cores, ``graph`` to the one in the folder.

        Raises ``EncoderCorrupt`` when a file of it cannot be read.
        """
        manifest = read_manifest(folder)
        if manifest is None:
            raise EncoderCorrupt(
                f"Không đọc được bản kê của bộ mã hoá trong {folder}. Hãy xoá thư mục này rồi chạy lại."
            )
        self.name = name
        self.revision = sha256(f"{manifest.revision} {_PREPARATION}".encode()).hexdigest()[:16]
        self.words = map_matrix(folder / WEIGHTS, WORDS)
        self.dim = self.words.shape[1]
        self.max_tokens = _positions(folder)
        self.tokenizer = open_tokenizer(folder / TOKENIZER)
        self._last = self.tokenizer.encode("").ids[-1]  # the mark that ends a text
        self._session = open_session(graph or folder / GRAPH, threads)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as float32 (n, dim), unit norm."""
        return self._encode(QUERY, texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Passages as float32 (n, dim), unit norm."""
        return self._encode(PASSAGE, texts)

    def count_tokens(self, text: str) -> int:
        """The tokens of this passage with its prompt and marks, before cutting off."""
        return len(self.tokenizer.encode(PASSAGE + prepare(text)))

    def _encode(self, prompt: str, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dim), np.float32)
        for first in range(0, len(texts), _SLICE):
            some = [prompt + prepare(text) for text in texts[first : first + _SLICE]]
            ids = [self._cut(encoding.ids) for encoding in self.tokenizer.encode_batch_fast(some)]
            for batch in batches([len(row) for row in ids], _BATCH_TOKENS):
                words = self.words[np.array([ids[place] for place in batch])]
                (rows,) = self._session.run(["vectors"], {"words": words})
                vectors[[first + place for place in batch]] = rows
        return vectors

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], self._last]


def open_session(graph: Path, threads: int | None) -> onnxruntime.InferenceSession:
    """A session for one graph, to be used from any thread. Raises ``EncoderCorrupt`` when the file is not sound."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0  # 0: as many as there are cores
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # threads that spin while they wait take the core from another request: 12 instead of 9 ms for two at once
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if overflow():
        options.add_session_config_entry("session.x64quantprecision", "1")
    # lengths vary, so patterns of memory would be kept for each of them
    options.enable_mem_pattern = False
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a dozen unrelated classes for a file that is not sound
        raise EncoderCorrupt(f"Không mở được đồ thị ONNX {graph}: {error}") from error


def _positions(folder: Path) -> int:
    path = folder / "config.json"
    try:
        return int(json.loads(path.read_text("utf-8"))["max_position_embeddings"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderCorrupt(f"Không đọc được {path}: {error}") from error
