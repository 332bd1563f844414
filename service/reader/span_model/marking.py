"""A sentence that was read twice: what both readings say of its tokens.

Read among the passages, a span is held against every other; read again in its quote alone, the model is less easily led. What
both like is marked.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.reader.span_model.model import Scores

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text begins, in code points, among what scores are of."""

    scores: Scores
    at: int


def agreed(first: Place, second: Place, length: int) -> Scores:
    """Scores over the null of a text of this length (code points) that was read at both places: the mean of both readings.

    Tokens and their spans are those of the first, spans counted from the text's beginning. A token that the second reading cut
    otherwise is taken to be as far from the first's scores as the others are on the mean.
    """
    scores, spans = first.scores, first.scores.spans - first.at
    inside = np.flatnonzero((spans[:, 0] >= 0) & (spans[:, 1] <= length) & (spans[:, 1] > spans[:, 0]))
    other = second.scores
    cut = {(start, end): k for k, (start, end) in enumerate((other.spans - second.at).tolist())}
    there = np.array([cut.get((start, end), -1) for start, end in spans[inside].tolist()], dtype=np.int64)
    starts = _mean(scores.starts[inside] - scores.null_start, other.starts - other.null_start, there)
    ends = _mean(scores.ends[inside] - scores.null_end, other.ends - other.null_end, there)
    return Scores(starts, ends, 0.0, 0.0, spans[inside], scores.state)


def _mean(own: Row, others: Row, there: NDArray[np.int64]) -> Row:
    """The mean of scores (n,) and the others ``there`` (n,), -1 for none."""
    known = there >= 0
    off = others[there] - own
    off[~known] = off[known].mean() if known.any() else 0
    return np.asarray(own + off / 2, dtype=np.float32)
