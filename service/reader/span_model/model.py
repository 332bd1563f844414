"""Runs the reader: question and texts in, scores of every token out. ONNX Runtime and tokenizers, no torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx import OnnxEncoder, open_session
from index.encoder.protocol import Encoder
from index.errors import EncoderCorrupt
from service.errors import ReaderUnavailable
from service.reader.span_model.adapter import ADAPTER, read_adapter
from service.reader.span_model.packing import MARKS, MAX_QUESTION, NULL, Tokens, pack, text_place, tokenise
from service.reader.span_model.precision import Precision
from service.reader.span_model.provisioning import provision_reader
from service.reader.span_model.ranges import ranges_path, read_ranges

PRECISION = Precision.INT8  # measured: python -m eval.reader_precision
_PREPARATION = 2  # raise it whenever this module changes what is fed to the graph
MAX_TEXT = 512 - MAX_QUESTION - MARKS  # tokens of a text that is read at once: all that have a position


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says to one text. ``starts`` and ``ends`` float32 (tokens,), ``null`` the sum of the null's two.

    ``spans`` int64 (tokens, 2): code points into the text that was given. ``state`` float32 (hidden,): what the last layer
    makes of question and text; of several networks (``together.py``) one behind the other.
    """

    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    null_start: float
    null_end: float
    spans: NDArray[np.int64]
    state: NDArray[np.float32]

    @property
    def null(self) -> float:
        """The score of "this text does not tell", to compare with that of a span."""
        return self.null_start + self.null_end


class Scorer(Protocol):
    """What scores the tokens of texts: a network, several, or one that remembers."""

    revision: str

    def tokenise(self, text: str) -> Tokens:
        """The tokens of a text, as they are read."""
        ...

    def read(self, question: str, texts: Sequence[Tokens]) -> list[Scores]:
        """Scores of each text for the question, in order. A text is read up to MAX_TEXT tokens."""
        ...


class SpanModel:
    """The reader's network. Safe to use from several threads."""

    def __init__(self, graph: Path, encoder: OnnxEncoder, revision: str, threads: int | None = None) -> None:
        """``graph`` is the reader's ONNX file; tokenizer and table of words are those of ``encoder``."""
        self.revision = f"{revision}-{_PREPARATION}"
        self._encoder = encoder
        self._session = open_session(graph, threads)

    @classmethod
    def open(
        cls,
        data_dir: Path,
        encoder: Encoder,
        threads: int | None = None,
        adapter: Path = ADAPTER,
        precision: Precision = PRECISION,
    ) -> "SpanModel":
        """Opens the committed reader; raises ReaderUnavailable when it is missing, cut or of another encoder."""
        weights = read_adapter(adapter)
        if not isinstance(encoder, OnnxEncoder):
            raise ReaderUnavailable(f"Bộ đọc đã huấn luyện chỉ đi cùng bộ mã hoá có sẵn, không đi cùng {encoder.name}.")
        try:
            ranges = read_ranges(weights, ranges_path(adapter)) if precision is Precision.INT8 else None
            graph = provision_reader(data_dir, weights, ranges)
            form = precision if ranges is None else f"{precision}-{ranges.revision}"
            return cls(graph, encoder, f"{weights.revision}-{form}", threads)
        except EncoderCorrupt as error:  # of the encoder's package, or of a graph that this runtime cannot run
            raise ReaderUnavailable(str(error)) from error

    def tokenise(self, text: str) -> Tokens:
        """The tokens of a text, as they are read."""
        return tokenise(self._encoder.tokenizer, text)

    def read(self, question: str, texts: Sequence[Tokens]) -> list[Scores]:
        """Scores of each text for the question, in order. A text is read up to MAX_TEXT tokens."""
        asked = self.tokenise(question).ids
        place = text_place(asked)
        found = []
        for text in texts:  # one by one: inputs of 8 bits have one scale for all that is read at once
            words = self._encoder.words[np.array([pack(asked, text.ids[:MAX_TEXT])])]
            scores, state = self._session.run(["scores", "state"], {"words": words})
            found.append(_scores(scores[0], state[0], place, text))
        return found


def _scores(scores: NDArray[np.float32], state: NDArray[np.float32], place: int, text: Tokens) -> Scores:
    read = min(len(text), MAX_TEXT)
    inside = scores[place : place + read]
    spans = np.array(text.spans[:read], dtype=np.int64).reshape(read, 2)
    null_start, null_end = scores[NULL].tolist()
    return Scores(inside[:, 0], inside[:, 1], null_start, null_end, spans, state)
