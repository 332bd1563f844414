"""A tiny encoder for tests of what stands above: no files, no model, and scores that can be worked out by hand."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.encoder.protocol import prepare


class FakeEncoder:
    """Counts words. Each word (lower case, between blanks) has a place of its own in the vector.

    So the score of two texts is the sum over their common words of both counts, divided by both lengths, where the
    length of a text is the square root of the sum of its squared counts (words that share a place, about one pair in
    ``dim``, count as one). Questions and passages are treated alike; a text without words stands alone at place 0.

    >>> encoder = FakeEncoder()
    >>> question, passage = encoder.encode_queries(["hội nghị"]), encoder.encode_passages(["Hội nghị ở Huế"])
    >>> round(float((question @ passage.T)[0, 0]), 4)  # 2 common words / (√2 · √4)
    0.7071
    """

    def __init__(self, dim: int = 1024, max_tokens: int = 64) -> None:
        """``dim`` is at least 2; a token is a word."""
        self.name = "fake"
        self.revision = f"fake-{dim}-{max_tokens}"
        self.dim = dim
        self.max_tokens = max_tokens

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as float32 (n, dim), unit norm."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Passages as float32 (n, dim), unit norm."""
        return self._encode(texts)

    def count_tokens(self, text: str) -> int:
        """How many words the text has."""
        return len(_words(text))

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            words = _words(text)[: self.max_tokens]
            for word in words:
                vector[1 + crc32(word.encode()) % (self.dim - 1)] += 1
            if not words:
                vector[0] = 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _words(text: str) -> list[str]:
    return prepare(text).lower().split()
