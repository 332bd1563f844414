"""Scores of answers and of rankings, each a small function.

Answers are normalised as for SQuAD (Rajpurkar et al., 2016) less the English articles: NFC, lower case, punctuation
off, white space folded; tokens are syllables, as published for UIT-ViQuAD (Nguyen et al., 2020).
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

_PUNCTUATION = re.compile(r"(?<!\d)[^\w\s%]|[^\w\s%](?!\d)")


def normalised(answer: str) -> str:
    """An answer as it is compared. A sign between digits stays: 15,6 is not 156.

    >>> normalised("  “15,6 tỷ USD”. ")
    '15,6 tỷ usd'
    """
    return " ".join(_PUNCTUATION.sub(" ", unicodedata.normalize("NFC", answer).lower()).split())


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1.0 if the answer is one of those accepted."""
    return float(normalised(answer) in {normalised(one) for one in accepted})


def f1(answer: str, accepted: Sequence[str]) -> float:
    """The best F1 of syllables with any accepted answer.

    >>> f1("38 thỏa thuận quốc tế", ["38 thỏa thuận"])
    0.75
    """
    return max((overlap(normalised(answer).split(), normalised(one).split()) for one in accepted), default=0.0)


def overlap(given: list[str], right: list[str]) -> float:
    """F1 of two lists of tokens, 0..1 (Rajpurkar et al., 2016); a token counts as often as it stands in both."""
    common = sum((Counter(given) & Counter(right)).values())
    return 2 * common / (len(given) + len(right)) if common else 0.0


def holds(quote: str, accepted: Sequence[str]) -> bool:
    """Whether a quote tells an accepted answer, as whole syllables.

    >>> holds("Tỉnh ký 138 văn bản.", ["38 văn bản"])
    False
    """
    return any(f" {normalised(one)} " in f" {normalised(quote)} " for one in accepted)


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Mean reciprocal rank; a rank counts from 1, None is not found."""
    return float(np.mean([1 / rank if rank else 0.0 for rank in ranks])) if ranks else 0.0


def recall_at(k: int, ranks: Sequence[int | None]) -> float:
    """The share of questions whose passage is among the first ``k``."""
    return float(np.mean([rank is not None and rank <= k for rank in ranks])) if ranks else 0.0


def discounted_gain(rank: int | None, depth: int = 10) -> float:
    """nDCG@depth (Järvelin & Kekäläinen, 2002) where one passage is right: 1 over the logarithm of its place.

    >>> discounted_gain(1), round(discounted_gain(3), 2), discounted_gain(None)
    (1.0, 0.5, 0.0)
    """
    return 1 / math.log2(rank + 1) if rank is not None and rank <= depth else 0.0


def interval(
    values: Sequence[float] | NDArray[np.float64],
    statistic: Callable[[NDArray[np.float64]], float] = np.mean,
    *,
    draws: int = 2000,
    seed: int = 0,
) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a statistic (Efron, 1979) over questions, the rows of ``values``."""
    if not len(values):
        return (0.0, 0.0)
    sample = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(seed).integers(0, len(sample), (draws, len(sample)))
    drawn = np.array([statistic(sample[pick]) for pick in picks])
    low, high = np.percentile(drawn, [2.5, 97.5])
    return (float(low), float(high))
