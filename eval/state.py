"""What the reader's state over a quote tells beyond its margin, as one direction in it.

A linear probe (Alain & Bengio, "Understanding intermediate layers using linear classifier probes", 2016) over the first
principal components: of a few thousand quotes a direction in all dimensions would learn the quotes by heart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.logistic import Matrix, fit_logistic
from service.reader.rereading import state_tells

COMPONENTS, L2 = 16, 30.0  # cross-validated over the development questions (ADR 0014)
_SMALL = 1e-6


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotes of a question that were read again: states float32 (n, states), margins (n,), and whether each tells."""

    states: NDArray[np.float32]
    margins: Matrix
    told: NDArray[np.bool_]


def fit_state(read: Sequence[Quoted]) -> Matrix:
    """Weights (states + 1,) of ``SpanReader.state``, the bias last: log-odds of telling on top of a slope and bias of the margin."""
    states = np.concatenate([one.states for one in read]).astype(np.float64)
    margins, told = np.concatenate([one.margins for one in read]), np.concatenate([one.told for one in read])
    mean, spread = states.mean(axis=0), states.std(axis=0) + _SMALL
    scaled = (states - mean) / spread
    _, sizes, axes = np.linalg.svd(scaled, full_matrices=False)
    kept = min(COMPONENTS, int((sizes > _SMALL * sizes[0]).sum()))
    onto = axes[:kept].T / (sizes[:kept] / np.sqrt(len(states)))
    rows = np.concatenate([scaled @ onto, margins[:, None], np.ones((len(states), 1))], axis=1)
    found = fit_logistic(rows, told.astype(float), l2=L2, free=[kept, kept + 1])[:kept]
    direction = onto @ found / spread
    return np.append(direction, -mean @ direction)


def out_of_fold(read: Sequence[Quoted], folds: Sequence[int]) -> list[Matrix]:
    """What the state tells of the quotes of each question (n,), by weights that have not seen the question's fold."""
    weights = {}
    for fold in set(folds):
        others = [one for one, of in zip(read, folds, strict=True) if of != fold]
        weights[fold] = fit_state(others) if others else np.zeros(read[0].states.shape[1] + 1)
    return [tell(weights[fold], one) for one, fold in zip(read, folds, strict=True)]


def tell(weights: Matrix, quoted: Quoted) -> Matrix:
    """What the state tells of each of a question's quotes (n,)."""
    return np.array([state_tells(weights, state) for state in quoted.states])
