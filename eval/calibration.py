"""Whether confidence keeps its word: calibration, and what is right among the surest.

Pairs are (confidence 0..1, whether it was right). Formulas: expected calibration error over bins of equally many
questions (Naeini et al., 2015), Brier score (Brier, 1950), area under the risk–coverage curve (Geifman et al., 2019).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10

Pairs = NDArray[np.float64]  # (n, 2): confidence, and 1 where it was right


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about the same confidence: its mean, the share that was right, and how many they are."""

    confidence: float
    right: float
    questions: int


def pairs_of(told: Sequence[tuple[float, bool]]) -> Pairs:
    """Pairs as an array (n, 2)."""
    return np.asarray(told, dtype=np.float64).reshape(-1, 2)


def reliability(pairs: Pairs, bins: int = BINS) -> list[Bin]:
    """Bins of equally many questions by rising confidence, as a reliability diagram shows them."""
    order = np.argsort(pairs[:, 0], kind="stable")
    parts = [pairs[part] for part in np.array_split(order, bins) if len(part)]
    return [Bin(float(part[:, 0].mean()), float(part[:, 1].mean()), len(part)) for part in parts]


def calibration_error(pairs: Pairs, bins: int = BINS) -> float:
    """The mean distance between what confidence says and what is right, bin by bin, weighed by questions.

    >>> round(calibration_error(pairs_of([(0.9, True), (0.9, False), (0.1, False), (0.1, False)]), bins=2), 3)
    0.25
    """
    found = reliability(pairs, bins)
    return sum(one.questions * abs(one.confidence - one.right) for one in found) / max(len(pairs), 1)


def chance_error(pairs: Pairs, bins: int = BINS, draws: int = 2000, seed: int = 0) -> NDArray[np.float64]:
    """Calibration errors, float64 (draws,), that chance alone would give: were each confidence exactly the chance of being right.

    Few questions in a bin are never right just as often as they should be, so no confidence has an error of 0 over few questions
    (Bröcker & Smith 2007, "Increasing the reliability of reliability diagrams", draws them in the same way).

    >>> float(chance_error(pairs_of([(1.0, True), (0.0, False)])).max())
    0.0
    """
    if not len(pairs):
        return np.zeros(draws)
    order = np.argsort(pairs[:, 0], kind="stable")
    confidence = pairs[order, 0]
    parts = np.array_split(np.arange(len(pairs)), bins)
    rng, found = np.random.default_rng(seed), []
    for _ in range(draws):  # one by one: sets of a hundred thousand questions are scored, too
        off = (rng.random(len(pairs)) < confidence) - confidence
        found.append(sum(abs(float(off[part].sum())) for part in parts) / len(pairs))
    return np.array(found)


def brier(pairs: Pairs) -> float:
    """The mean square of confidence less outcome: 0 is perfect, 0.25 what always saying one half gets.

    >>> round(brier(pairs_of([(1.0, True), (0.4, False)])), 3)
    0.08
    """
    return float(((pairs[:, 0] - pairs[:, 1]) ** 2).mean()) if len(pairs) else 0.0


def area_under_risk(pairs: Pairs) -> float:
    """The mean, over every number of surest answers, of the share of them that is wrong. Less is better.

    Answers of one confidence are taken in every order alike: each counts as the mean of its ties.

    >>> round(area_under_risk(pairs_of([(0.9, True), (0.8, False), (0.7, True)])), 4)
    0.2778
    """
    if not len(pairs):
        return 0.0
    order = np.argsort(-pairs[:, 0], kind="stable")
    confidence, wrong = pairs[order, 0], 1 - pairs[order, 1]
    _, groups = np.unique(-confidence, return_inverse=True)
    means = np.bincount(groups, weights=wrong) / np.bincount(groups)
    return float((np.cumsum(means[groups]) / np.arange(1, len(pairs) + 1)).mean())


def ranks_above(of: Sequence[float], others: Sequence[float]) -> float:
    """How often (0..1) one of the first stands above one of the second, ties as half: the area under the ROC curve.

    Hanley & McNeil (1982). 0.5 where either is empty.

    >>> ranks_above([3, 2], [1, 2])
    0.875
    """
    if not of or not others:
        return 0.5
    first, second = np.asarray(of, dtype=np.float64)[:, None], np.asarray(others, dtype=np.float64)[None, :]
    return float(np.mean((first > second) + 0.5 * (first == second)))
