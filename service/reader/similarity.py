"""How near sentences are to a question in meaning: cosines, with the vectors of sentences kept for the next question."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.stopwatch import stage
from index.encoder import Encoder

KEPT = 20_000  # sentences; 1.5 KB each


class Similarity:
    """Cosines of sentences with a question. Safe to use from several threads."""

    def __init__(
        self,
        encoder: Encoder,
        kept: int = KEPT,
        query_vector: Callable[[str], NDArray[np.float32]] | None = None,
    ) -> None:
        """``query_vector`` gives a question's vector where somebody has it already; else it is encoded here."""
        self._query_vector = query_vector or (lambda question: encoder.encode_queries([question])[0])
        self._encoder = encoder
        self._kept = kept
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def cosines(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        """float32 (n,), -1..1."""
        if not sentences:
            return np.zeros(0, dtype=np.float32)
        query = self._query_vector(question)
        with self._lock:
            known = {text: self._vectors[text] for text in sentences if text in self._vectors}
        missing = sorted(set(sentences) - known.keys())
        if missing:
            with stage("encode"):
                known.update(zip(missing, self._encoder.encode_passages(missing), strict=True))
        with self._lock:
            for text in sentences:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._kept:
                self._vectors.popitem(last=False)
        return np.asarray(np.stack([known[text] for text in sentences]) @ query, dtype=np.float32)
