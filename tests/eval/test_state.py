"""What a state tells beyond its margin: a planted direction is found, and nothing is believed that was learnt by heart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.state import COMPONENTS, Quoted, fit_state, out_of_fold, tell
from service.reader.rereading import state_tells

HIDDEN = 24


def made(questions: int, seed: int, strength: float) -> list[Quoted]:
    """Four quotes a question. Whether one tells follows from its margin and, by ``strength``, from the third number of its state."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(questions):
        states = rng.normal(0, 1, (4, HIDDEN)).astype(np.float32)
        states[:, 3] = states[:, 2]  # said twice, it is the first component
        margins = rng.normal(0, 1, 4)
        odds = 2 * margins + strength * states[:, 2]
        found.append(Quoted(states, margins, rng.random(4) < 1 / (1 + np.exp(-odds))))
    return found


def agreement(told: list[np.ndarray], read: list[Quoted]) -> float:
    """The correlation of what the state tells with the number that was planted."""
    return float(np.corrcoef(np.concatenate(told), np.concatenate([one.states[:, 2] for one in read]))[0, 1])


def test_a_planted_direction_is_found_and_holds_for_others() -> None:
    weights = fit_state(made(300, 0, 1.0))
    assert weights.shape == (HIDDEN + 1,)
    others = made(200, 1, 1.0)
    assert agreement([tell(weights, one) for one in others], others) > 0.9


def test_what_the_margin_tells_already_is_not_told_again() -> None:
    """Half of the state is the margin itself: given it, the state has nothing to add."""
    rng = np.random.default_rng(3)
    read = []
    for _ in range(400):
        margins = rng.normal(0, 1, 4)
        states = np.repeat(margins[:, None], HIDDEN, axis=1).astype(np.float32) + rng.normal(0, 1, (4, HIDDEN))
        read.append(Quoted(states.astype(np.float32), margins, rng.random(4) < 1 / (1 + np.exp(-2 * margins))))
    said = np.concatenate([tell(fit_state(read), one) for one in read])
    assert said.std() < 0.3


def test_where_there_is_nothing_to_learn_other_folds_tell_nothing() -> None:
    """Labels by chance: what is learnt of a fold agrees with its own labels, and not with those of the others."""
    rng = np.random.default_rng(5)
    read = [
        Quoted(rng.normal(0, 1, (4, 4 * COMPONENTS)).astype(np.float32), np.zeros(4), rng.random(4) < 0.5)
        for _ in range(60)
    ]
    labels = np.concatenate([one.told for one in read]).astype(float)
    by_heart = np.concatenate([tell(fit_state(read), one) for one in read])
    kept_apart = np.concatenate(out_of_fold(read, [number % 5 for number in range(len(read))]))
    assert np.corrcoef(by_heart, labels)[0, 1] > 0.15
    assert np.corrcoef(kept_apart, labels)[0, 1] < 0.1


def test_one_fold_alone_tells_nothing() -> None:
    read = made(5, 0, 1.0)
    assert np.concatenate(out_of_fold(read, [1] * 5)).tolist() == [0.0] * 20


@given(st.integers(0, 99), st.floats(-1e6, 1e6))
def test_what_a_state_tells_is_bounded(seed: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    weights, state = rng.normal(0, 1, HIDDEN + 1), (size * rng.normal(0, 1, HIDDEN)).astype(np.float32)
    told = state_tells(weights, state)
    assert -5 <= told <= 5
    assert told == pytest.approx(np.clip(float(weights[:-1] @ state) + weights[-1], -5, 5))
