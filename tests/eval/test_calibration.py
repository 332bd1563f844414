"""Calibration and the risk–coverage curve, against examples worked out by hand and by definition."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.calibration import area_under_risk, brier, calibration_error, chance_error, pairs_of, reliability

TOLD = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


def test_calibration_error_worked_out_by_hand() -> None:
    """Two bins of two by confidence: 0.1 and 0.3 with none right, 0.6 and 0.8 with one right."""
    pairs = pairs_of([(0.8, True), (0.1, False), (0.6, False), (0.3, False)])
    assert calibration_error(pairs, bins=2) == pytest.approx((2 * 0.2 + 2 * (0.7 - 0.5)) / 4)


def test_calibration_error_of_uneven_bins() -> None:
    """Five over two bins: three and two. 0.2, 0.4, 0.6 with two right, then 0.8, 1.0 with two right."""
    pairs = pairs_of([(0.2, False), (0.4, True), (0.6, True), (0.8, True), (1.0, True)])
    assert calibration_error(pairs, bins=2) == pytest.approx(3 / 5 * (2 / 3 - 0.4) + 2 / 5 * (1 - 0.9))
    assert [one.questions for one in reliability(pairs, bins=2)] == [3, 2]


def test_a_calibrated_confidence_has_no_error() -> None:
    assert calibration_error(pairs_of([(0.5, False), (0.5, True)] * 5), bins=1) == pytest.approx(0)
    assert calibration_error(pairs_of([(0.0, False), (1.0, True)])) == pytest.approx(0), "fewer than bins"


def test_brier_of_the_weather() -> None:
    """Rain was forecast with 70 % and it rained: 0.09. With 30 %: 0.49 (the usual textbook example)."""
    assert brier(pairs_of([(0.7, True)])) == pytest.approx(0.09)
    assert brier(pairs_of([(0.3, True)])) == pytest.approx(0.49)


def test_the_surest_first_is_best_and_last_is_worst() -> None:
    """Two right and two wrong. Best: 0, 0, 1/3, 1/2. Worst: 1, 1, 2/3, 1/2."""
    best = pairs_of([(0.9, True), (0.8, True), (0.2, False), (0.1, False)])
    worst = pairs_of([(0.9, False), (0.8, False), (0.2, True), (0.1, True)])
    assert area_under_risk(best) == pytest.approx((1 / 3 + 1 / 2) / 4)
    assert area_under_risk(worst) == pytest.approx((1 + 1 + 2 / 3 + 1 / 2) / 4)


def test_ties_count_as_the_mean_of_all_their_orders() -> None:
    outcomes = [True, False, False]
    orders = [[(1 - k / 10, right) for k, right in enumerate(order)] for order in itertools.permutations(outcomes)]
    mean = float(np.mean([area_under_risk(pairs_of(order)) for order in orders]))
    assert area_under_risk(pairs_of([(0.5, right) for right in outcomes])) == pytest.approx(mean)


@given(TOLD)
def test_the_order_of_the_questions_does_not_count(told: list[tuple[float, bool]]) -> None:
    forward, back = pairs_of(told), pairs_of(told[::-1])
    assert area_under_risk(forward) == pytest.approx(area_under_risk(back))
    assert brier(forward) == pytest.approx(brier(back))
    assert 0 <= calibration_error(forward) <= 1


def test_nothing_told_is_nothing_wrong() -> None:
    none = pairs_of([])
    assert (calibration_error(none), brier(none), area_under_risk(none), reliability(none)) == (0, 0, 0, [])


def test_by_chance_one_bin_of_one_half_is_off_as_a_coin_is() -> None:
    """A hundred tosses are off by |heads - 50| / 100: in the mean sqrt(2 / pi) of a standard deviation of 0.05."""
    drawn = chance_error(pairs_of([(0.5, True)] * 100), bins=1, draws=20_000)
    assert drawn.mean() == pytest.approx(np.sqrt(2 / np.pi) * 0.05, rel=0.03)
    assert np.mean(drawn > 0.1) == pytest.approx(0.0352, abs=0.006), "of a fair coin, 61 heads or more, or tails"


@given(TOLD)
def test_by_chance_is_the_error_of_outcomes_drawn_by_confidence(told: list[tuple[float, bool]]) -> None:
    pairs = pairs_of(told)
    drawn = chance_error(pairs, bins=4, draws=5, seed=3)
    order = np.argsort(pairs[:, 0], kind="stable")
    outcomes = np.random.default_rng(3).random((5, len(pairs)))
    for one, chance in zip(drawn, outcomes, strict=True):
        again = np.stack([pairs[order, 0], chance < pairs[order, 0]], axis=1)
        assert one == pytest.approx(calibration_error(again, bins=4))


def test_more_questions_leave_less_to_chance() -> None:
    few, many = (pairs_of([(0.7, True)] * count) for count in (50, 800))
    assert chance_error(many).mean() == pytest.approx(chance_error(few).mean() / 4, rel=0.1)
    assert not chance_error(pairs_of([])).any()
