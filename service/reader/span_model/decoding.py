"""From scores of tokens to spans of text: the best span of every sentence, and how it stands to "no answer"."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.reader.span_model.model import Scores

LONGEST = 64  # tokens of an answer
_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Found:
    """A span of a text: code points into it; ``margin`` is its score over the null's, a log-odds of the training.

    ``share`` (0..1) is its part of the softmax over all spans and the nulls of all texts that were read together.
    """

    start: int
    end: int
    margin: float
    share: float


@dataclass(frozen=True, slots=True)
class Total:
    """The sums that shares are parts of: log-sum-exp of all starts and of all ends, nulls included."""

    starts: float
    ends: float
    null: float

    @property
    def null_share(self) -> float:
        """The part (0..1) of the softmax that says that no text tells."""
        return float(np.exp(self.null - self.starts - self.ends))


def total_of(read: Sequence[Scores]) -> Total:
    """One softmax over all texts of a question, as in training; raises ValueError when nothing was read."""
    starts = np.concatenate([[*scores.starts, scores.null_start] for scores in read])
    ends = np.concatenate([[*scores.ends, scores.null_end] for scores in read])
    null_start = _log_sum_exp(np.array([scores.null_start for scores in read]))
    null_end = _log_sum_exp(np.array([scores.null_end for scores in read]))
    return Total(_log_sum_exp(starts), _log_sum_exp(ends), null_start + null_end)


def best_spans(scores: Scores, total: Total, start: int, end: int, count: int) -> list[Found]:
    """Up to ``count`` spans inside ``[start, end)`` of the text (code points), the best first, each the best of those that share no token with it
    or those before it.
    """
    inside = np.flatnonzero((scores.spans[:, 0] >= start) & (scores.spans[:, 1] <= end))
    inside = inside[scores.spans[inside, 1] > scores.spans[inside, 0]]
    if not len(inside):
        return []
    first, last = int(inside[0]), int(inside[-1]) + 1
    sums = _banded(scores.starts[first:last], scores.ends[first:last])
    seen = scores.spans[first:last, 1] > scores.spans[first:last, 0]
    sums[~seen, :] = _NEVER
    sums[:, ~seen] = _NEVER
    found: list[Found] = []
    while len(found) < count:
        begin, stop = np.unravel_index(int(sums.argmax()), sums.shape)
        score = float(sums[begin, stop])
        if score <= _NEVER:
            break
        found.append(
            Found(
                start=int(scores.spans[first + begin, 0]),
                end=int(scores.spans[first + stop, 1]),
                margin=score - scores.null,
                share=float(np.exp(score - total.starts - total.ends)),
            )
        )
        sums[: stop + 1, begin:] = _NEVER  # every span that begins before this one ends and ends after it begins
    return found


def _banded(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sums (n, n) of start i and end j where i <= j < i + LONGEST, else very low."""
    sums = starts[:, None] + ends[None, :]
    size = len(starts)
    ahead = np.arange(size)[None, :] - np.arange(size)[:, None]
    return np.where((ahead >= 0) & (ahead < LONGEST), sums, _NEVER).astype(np.float32)


def _log_sum_exp(values: NDArray[np.float32]) -> float:
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).sum()))
