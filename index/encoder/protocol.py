"""What an encoder is, and what every one of them does to a text first."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[str], None]

_SURROGATE = re.compile("[\ud800-\udfff]")


class Encoder(Protocol):
    """Turns text into vectors whose dot product says how close two texts are in meaning.

    May be used from several threads. Texts of more than ``max_tokens`` tokens are cut off at the end.
    """

    @property
    def name(self) -> str:
        """``bundled``, or the sentence-transformers name or path."""
        ...

    @property
    def revision(self) -> str:
        """Changes whenever the vectors could change: weights, form, tokenizer, prompts, pooling. The same anywhere."""
        ...

    @property
    def dim(self) -> int:
        """The length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read, prompt and marks included."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as float32 (n, dim), unit norm, in the order given."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Passages as float32 (n, dim), unit norm, in the order given. The list may be of any length."""
        ...

    def count_tokens(self, text: str) -> int:
        """The tokens of this passage with its prompt and marks, before cutting off: it fits if ≤ ``max_tokens``."""
        ...


def silent(message: str) -> None:
    """A ``Progress`` that tells nobody."""


def prepare(text: str) -> str:
    """What an encoder sees of a text: NFC, no white space around it, no halves of surrogate pairs.

    The published tokenizer of e5 loses all but one mark of a decomposed letter, so NFC is not a nicety.

    >>> prepare(" tie\\u0302\\u0301ng\\n") == "tiếng"
    True
    """
    return normalize("NFC", _SURROGATE.sub("\ufffd", text)).strip()


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Places of texts of equal length, at most ``budget`` tokens together (or one text alone); short ones first.

    Equal lengths need no padding, so a vector does not depend on what was encoded beside it.

    >>> list(batches([5, 3, 5, 5], 10))
    [[1], [0, 2], [3]]
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: (lengths[place], place)):
        length = lengths[place]
        if batch and (lengths[batch[0]] != length or (len(batch) + 1) * length > budget):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
