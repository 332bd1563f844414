"""Fusion worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.fusion import PLAIN, RESTORED, TONED, Weights, fuse, standardised

# Scores as they come: BM25 and cosines, a thousandth apart or equal.
some_scores = st.lists(st.integers(0, 20_000).map(lambda k: k / 1000), min_size=1, max_size=30)


def row(*scores: float) -> NDArray[np.float32]:
    return np.array(scores, dtype=np.float32)


def test_z_scores_by_hand() -> None:
    # Mean 2, variance ((-2)² + 0 + 2²) / 3 = 8/3.
    assert standardised(row(0, 2, 4)).tolist() == pytest.approx([-2 / (8 / 3) ** 0.5, 0, 2 / (8 / 3) ** 0.5])


def test_scores_that_do_not_differ_say_nothing() -> None:
    assert standardised(row(5, 5, 5)).tolist() == [0, 0, 0]
    assert standardised(row(3)).tolist() == [0]
    assert standardised(row()).tolist() == []


@pytest.mark.parametrize(("score", "count"), [(0.1, 7), (7.3, 3), (1.2345, 100)])
def test_equal_scores_say_nothing_whatever_they_are(score: float, count: int) -> None:
    assert standardised(np.full(count, score, dtype=np.float32)).tolist() == [0] * count


@given(some_scores.filter(lambda scores: len(set(scores)) > 1))
@settings(deadline=None)
def test_z_scores_have_mean_0_and_spread_1_and_keep_the_order(scores: list[float]) -> None:
    found = standardised(row(*scores))
    assert found.dtype == np.float32
    assert float(found.mean()) == pytest.approx(0, abs=1e-3)
    assert float(found.std()) == pytest.approx(1, abs=1e-3)
    assert all((found[i] < found[j]) == (scores[i] < scores[j]) for i in range(len(scores)) for j in range(len(scores)))


def test_a_sum_by_hand() -> None:
    # Of two scores the z-scores are -1 and 1.
    fused = fuse(row(0.2, 0.8), row(3, 1), row(0, 9), Weights(dense=0.5, toned=0.3, folded=0.2))
    assert fused.tolist() == pytest.approx([-0.5 + 0.3 - 0.2, 0.5 - 0.3 + 0.2])
    assert fused.dtype == np.float32


def test_a_signal_without_weight_changes_nothing() -> None:
    dense, toned, folded = row(0.9, 0.1, 0.4), row(1, 2, 3), row(4, 4, 1)
    only = fuse(dense, toned, folded, Weights(dense=0, toned=0, folded=1))
    assert only.tolist() == fuse(toned, dense, folded, Weights(dense=0, toned=0, folded=1)).tolist()
    assert only.tolist() == standardised(folded).tolist()


@given(some_scores, st.floats(0.5, 20), st.floats(-5, 5))
@settings(deadline=None)
def test_the_scale_of_a_signal_does_not_matter(scores: list[float], scale: float, shift: float) -> None:
    if max(scores) - min(scores) < 0.01:  # what is left of smaller differences in float32 is noise
        return
    other = row(*(score * scale + shift for score in scores))
    flat = np.zeros_like(other)
    weights = Weights(0.6, 0.3, 0.1)
    assert fuse(other, flat, flat, weights).tolist() == pytest.approx(
        fuse(row(*scores), flat, flat, weights).tolist(), abs=0.02
    )


def test_nothing_to_fuse() -> None:
    assert fuse(row(), row(), row(), TONED).tolist() == []


def test_the_weights_in_use() -> None:
    assert TONED.dense + TONED.toned + TONED.folded == pytest.approx(1)
    assert PLAIN.dense + PLAIN.toned + PLAIN.folded == pytest.approx(1)
    # A vector of a question without diacritics says little, and its toned terms are other words.
    assert PLAIN.dense < TONED.dense
    assert PLAIN.toned == 0
    # A wrong accent cannot hurt the folded terms.
    assert RESTORED.dense + RESTORED.toned + RESTORED.folded == pytest.approx(1)
    assert TONED.folded < RESTORED.folded < PLAIN.folded
