"""The evaluation's formulas against scikit-learn's, on whatever Hypothesis thinks of (docs/adr/0009)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    brier_score_loss,
    dcg_score,
    label_ranking_average_precision_score,
    roc_auc_score,
    top_k_accuracy_score,
)

from eval.calibration import brier, calibration_error, pairs_of, ranks_above, reliability
from eval.metrics import discounted_gain, recall_at, reciprocal_rank

CONFIDENCES = st.lists(st.tuples(st.integers(0, 1000).map(lambda n: n / 1000), st.booleans()), min_size=2, max_size=60)
RANKS = st.lists(st.integers(1, 12), min_size=1, max_size=40)
PASSAGES = 12


def retrieved(ranks: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """One row a question: which of twelve passages is right, and the scores that put it on its rank."""
    right = np.zeros((len(ranks), PASSAGES), dtype=int)
    for row, rank in enumerate(ranks):
        right[row, rank - 1] = 1
    return right, np.tile(np.arange(PASSAGES, 0, -1.0), (len(ranks), 1))


@given(RANKS)
def test_retrieval(ranks: list[int]) -> None:
    right, scores = retrieved(ranks)
    # with one right passage a question, average precision is the reciprocal rank, and the ideal gain is 1
    assert reciprocal_rank(ranks) == pytest.approx(label_ranking_average_precision_score(right, scores))
    gains = [discounted_gain(rank, 10) for rank in ranks]
    assert float(np.mean(gains)) == pytest.approx(dcg_score(right, scores, k=10))
    for k in (1, 5, 10):
        told = top_k_accuracy_score(right.argmax(axis=1), scores, k=k, labels=range(PASSAGES))
        assert recall_at(k, ranks) == pytest.approx(told)


@given(CONFIDENCES)
def test_brier_score(told: list[tuple[float, bool]]) -> None:
    chance, right = zip(*told, strict=True)
    assert brier(pairs_of(told)) == pytest.approx(brier_score_loss(right, chance, labels=[False, True]))


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=30), st.lists(st.integers(-20, 20), min_size=1, max_size=30))
def test_area_under_the_roc_curve(first: list[int], second: list[int]) -> None:
    labels = [1] * len(first) + [0] * len(second)
    assert ranks_above(first, second) == pytest.approx(roc_auc_score(labels, [*first, *second]))


@given(st.lists(st.booleans(), min_size=20, max_size=20), st.permutations(range(20)))
def test_the_reliability_diagram(right: list[bool], order: list[int]) -> None:
    """Twenty confidences that all differ: bins of equally many are the quantiles that scikit-learn cuts at."""
    chance = [(place + 0.5) / 20 for place in order]
    shares, means = calibration_curve(right, chance, n_bins=10, strategy="quantile")
    bins = reliability(pairs_of(list(zip(chance, right, strict=True))))
    assert [one.right for one in bins] == pytest.approx(shares)
    assert [one.confidence for one in bins] == pytest.approx(means)
    error = calibration_error(pairs_of(list(zip(chance, right, strict=True))))
    assert error == pytest.approx(float(np.abs(shares - means).mean()))
