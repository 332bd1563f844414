"""Small linear models with a probability, fitted by Newton's method and by gradient descent; NumPy only."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def sigmoid(logits: Matrix) -> Matrix:
    """1 / (1 + exp(-x)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)))


def fit_logistic(
    rows: Matrix, labels: Matrix, l2: float, free: Sequence[int] = (), counts: Matrix | None = None
) -> Matrix:
    """Weights (d,) of a logistic regression on rows (n, d) and labels (n,) of 0 and 1, by Newton's method.

    ``l2`` holds every weight near zero but those of the columns in ``free`` (the bias). ``counts`` (n,) are how often each
    row counts; once if None.
    """
    often = np.ones(len(rows)) if counts is None else counts
    penalty = np.full(rows.shape[1], l2)
    penalty[list(free)] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(100):
        chance = sigmoid(rows @ weights)
        gradient = rows.T @ (often * (chance - labels)) + penalty * weights
        curvature = (rows * (often * chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def fit_listwise(lists: Sequence[Matrix], right: Sequence[NDArray[np.bool_]], l2: float, steps: int = 150) -> Matrix:
    """Weights (d,) under which the right rows of each list get the largest share of a softmax (Cao et al., 2007).

    ``lists`` are (n_i, d), ``right`` mark at least one row each. Plain gradient descent with momentum.
    """
    rows, good = np.concatenate(lists), np.concatenate(right)
    sizes = [len(one) for one in lists]
    starts, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(lists)), sizes)
    weights, speed = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    for _ in range(steps):
        logits = rows @ weights
        share = np.exp(logits - np.maximum.reduceat(logits, starts)[of])
        share /= np.add.reduceat(share, starts)[of]
        target = np.where(good, share, 0.0)
        target /= np.add.reduceat(target, starts)[of]
        gradient = l2 * weights + rows.T @ (share - target) / len(lists)
        speed = 0.9 * speed - 0.3 * gradient
        weights = weights + speed
    return weights
