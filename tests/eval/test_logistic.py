"""Fitted weights against closed forms, another implementation and the conditions of an optimum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize  # type: ignore[import-untyped]
from scipy.special import expit  # type: ignore[import-untyped]

from eval.logistic import Matrix, fit_listwise, fit_logistic, sigmoid

ENOUGH = 2000  # steps until nothing moves any more


def sample(seed: int, n: int = 120, d: int = 4) -> tuple[Matrix, Matrix]:
    """Rows with a bias in the first column, and labels that depend on them."""
    random = np.random.default_rng(seed)
    rows = np.column_stack([np.ones(n), random.standard_normal((n, d - 1))])
    chance = expit(rows @ random.standard_normal(d))
    return rows, (random.random(n) < chance).astype(np.float64)


def test_sigmoid() -> None:
    logits = np.array([-1e4, -3.0, 0.0, 0.5, 1e4])
    assert sigmoid(logits) == pytest.approx(expit(logits), abs=1e-15)
    assert sigmoid(np.log(np.array([1 / 3, 3.0]))) == pytest.approx([0.25, 0.75])


@pytest.mark.parametrize(("right", "count"), [(1, 4), (5, 6), (50, 100)])
def test_a_bias_alone_is_the_log_odds(right: int, count: int) -> None:
    labels = np.array([1.0] * right + [0.0] * (count - right))
    weights = fit_logistic(np.ones((count, 1)), labels, l2=3.0, free=[0])
    assert weights.tolist() == pytest.approx([np.log(right / (count - right))], abs=1e-5)


def test_one_binary_feature_is_the_log_odds_ratio() -> None:
    # Right: 1 of 4 without the feature, 6 of 8 with it.
    rows = np.array([[1.0, 0.0]] * 4 + [[1.0, 1.0]] * 8)
    labels = np.array([1.0, 0, 0, 0] + [1.0] * 6 + [0.0] * 2)
    weights = fit_logistic(rows, labels, l2=0.0, free=[0])
    assert weights.tolist() == pytest.approx([np.log(1 / 3), np.log(3) - np.log(1 / 3)], abs=1e-4)


def test_a_penalty_by_hand() -> None:
    # One row of 1, right: the weight solves sigmoid(w) - 1 + l2 * w = 0.
    expected = brentq(lambda w: expit(w) - 1 + 0.5 * w, 0, 5)
    assert fit_logistic(np.ones((1, 1)), np.ones(1), l2=0.5).tolist() == pytest.approx([expected])


@pytest.mark.parametrize("l2", [0.1, 3.0, 50.0])
def test_agrees_with_a_general_minimiser(l2: float) -> None:
    rows, labels = sample(3)
    penalty = np.array([1e-6, l2, l2, l2])

    def loss(weights: NDArray[np.float64]) -> float:
        logits = rows @ weights
        return float(np.sum(np.logaddexp(0, logits) - labels * logits) + penalty @ weights**2 / 2)

    reference = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-6}).x
    assert fit_logistic(rows, labels, l2=l2, free=[0]) == pytest.approx(reference, abs=1e-4)


@given(st.integers(0, 10_000), st.floats(0.01, 100), st.booleans())
@settings(deadline=None)
def test_the_gradient_is_zero_at_the_optimum(seed: int, l2: float, free: bool) -> None:
    rows, labels = sample(seed, n=40)
    weights = fit_logistic(rows, labels, l2=l2, free=[0] if free else [])
    penalty = np.array([1e-6 if free else l2, l2, l2, l2])
    gradient = rows.T @ (expit(rows @ weights) - labels) + penalty * weights
    if 0 < labels.sum() < labels.size or not free:
        assert np.abs(gradient).max() < 1e-6


def test_more_penalty_smaller_weights_but_not_of_what_is_free() -> None:
    rows, labels = sample(5)
    sizes = [np.abs(fit_logistic(rows, labels, l2=l2, free=[0])[1:]).max() for l2 in (0.1, 10.0, 1000.0, 1e6)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 1e-3
    bias = fit_logistic(rows, labels, l2=1e6, free=[0])[0]
    assert float(expit(bias)) == pytest.approx(labels.mean(), abs=1e-3), "the bias still says how many are right"


def test_what_can_be_told_apart_stays_finite() -> None:
    rows = np.array([[1.0, -2.0], [1.0, -1.0], [1.0, 1.0], [1.0, 2.0]])
    weights = fit_logistic(rows, np.array([0.0, 0, 1, 1]), l2=0.01, free=[0])
    assert np.isfinite(weights).all()
    assert weights[1] > 1


def test_a_list_of_two_by_hand() -> None:
    # With one right row of two at the distance d, the loss is log(1 + exp(-w·d)) + l2/2 · w²: 1 - sigmoid(w·d) = l2·w/d.
    rows, l2 = np.array([[3.0], [1.0]]), 0.1
    expected = brentq(lambda w: 2 * (1 - expit(2 * w)) - l2 * w, 0, 20)
    [weight] = fit_listwise([rows], [np.array([True, False])], l2=l2, steps=ENOUGH)
    assert weight == pytest.approx(expected, abs=1e-6)


def test_lists_count_alike_however_long_they_are() -> None:
    short = np.array([[1.0, 0.0], [0.0, 0.0]])
    long = np.array([[0.0, 1.0]] + [[0.0, 0.0]] * 9)
    first = np.array([True] + [False] * 9)
    weights = fit_listwise([short, long], [first[:2], first], l2=0.5, steps=ENOUGH)
    # The gradient of each list is its own share of one half.
    assert 0.5 * (1 - expit(weights[0])) == pytest.approx(0.5 * weights[0], abs=1e-6)
    share = np.exp(weights[1]) / (np.exp(weights[1]) + 9)
    assert 0.5 * (1 - share) == pytest.approx(0.5 * weights[1], abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_listwise_gradient_is_zero_at_the_optimum(seed: int) -> None:
    random = np.random.default_rng(seed)
    lists = [random.standard_normal((size, 3)) for size in (2, 5, 9, 4, 7, 3)]
    right = [np.arange(len(rows)) < k for rows, k in zip(lists, (1, 2, 1, 3, 7, 1), strict=True)]

    def loss(weights: NDArray[np.float64]) -> float:
        total = 0.05 * float(weights @ weights) / 2
        for rows, good in zip(lists, right, strict=True):
            logits = rows @ weights
            # What is told apart is the share of all right rows together.
            total += float(np.logaddexp.reduce(logits) - np.logaddexp.reduce(logits[good])) / len(lists)
        return total

    weights = fit_listwise(lists, right, l2=0.05, steps=ENOUGH)
    nudges = np.eye(3) * 1e-4
    slopes = [(loss(weights + nudge) - loss(weights - nudge)) / 2e-4 for nudge in nudges]
    assert np.abs(slopes).max() < 1e-5
