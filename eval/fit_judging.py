"""What confidence is judged by when it is fitted: what a least confidence does and costs, and how it is brought to what was seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.asked import Asked
from eval.calibration import calibration_error
from eval.fit_patterns import told
from eval.logistic import Matrix, fit_logistic

# The share of what nothing answers among the questions that people ask. Of the development questions it is a third, so that there is
# something to learn from; confidence and thresholds are for a fifth, as in the test questions.
UNANSWERABLE = 0.2


@dataclass(frozen=True, slots=True)
class Judged:
    """Confidence, whether the answer was right, whether the quote told, and answerability (n,), in the order of ``asked``.

    Where nothing was in time, confidence is 0.
    """

    asked: list[Asked]
    chance: Matrix
    right: Matrix
    told: Matrix
    answerable: NDArray[np.bool_]


def told_at(least: float, name: str, judged: Judged) -> str:
    """What a least confidence does to the questions of some sets, in words."""
    answered = judged.chance >= least
    often = counts(judged.answerable)[answered]
    right = np.average(judged.told[answered], weights=often) if answered.any() else 1.0
    return (
        f"{name} at {least:.2f}: answered {answered[judged.answerable].mean():.3f}, right {right:.3f}, "
        f"refused {1 - answered[~judged.answerable].mean():.3f}, costs {cost(judged, least):.0f}"
    )


def of(judged: Judged, wanted: Callable[[str], bool]) -> Judged:
    """The questions of some of the sets."""
    here = np.array([wanted(item.source) for item in judged.asked])
    chosen = [item for item, take in zip(judged.asked, here, strict=True) if take]
    return Judged(chosen, judged.chance[here], judged.right[here], judged.told[here], judged.answerable[here])


def told_of(source: str, judged: Judged, threshold: float) -> None:
    """Prints how confidence does over the questions of a set, or over all."""
    here = of(judged, lambda one: source in ("all", one))
    error = calibration_error(np.stack([here.chance, here.right], axis=1))
    print(f"{told(source, here.chance, here.right, here.answerable, threshold)}, calibration error {error:.3f}")


def counts(answerable: NDArray[np.bool_]) -> Matrix:
    """How often each question (n,) counts, so that what nothing answers is the share UNANSWERABLE of all.

    >>> counts(np.array([True, True, False, False])).tolist()
    [1.0, 1.0, 0.25, 0.25]
    """
    other = UNANSWERABLE / (1 - UNANSWERABLE) * answerable.sum() / max(1, (~answerable).sum())
    return np.where(answerable, 1.0, other)


def alike(groups: Sequence[bool], answerable: NDArray[np.bool_]) -> Matrix:
    """How often each question (n,) counts, so that both groups together count alike, in each what nothing answers being the
    share UNANSWERABLE. The sum is n.

    >>> alike([True, False, False, False, False], np.array([True, True, True, True, True])).tolist()
    [2.5, 0.625, 0.625, 0.625, 0.625]
    """
    grouped, often = np.array(groups), np.zeros(len(answerable))
    for group in set(groups):
        here = grouped == group
        own = counts(answerable[here])
        often[here] = own / (own.sum() or 1.0)
    return often * len(often) / len(set(groups))


def cost(judged: Judged, least: float) -> float:
    """What a least confidence costs, in refusals of questions that could be answered: a wrong answer is as bad as four."""
    told, often = judged.chance >= least, counts(judged.answerable)
    wrong = told & (judged.told == 0)
    refused = ~told & judged.answerable
    return float(4 * often[wrong].sum() + refused.sum())


def platt(chance: Matrix, told_it: Matrix, often: Matrix | None = None) -> tuple[float, float]:
    """Bias and slope (Platt, 1999) that turn the log-odds of ``chance`` into those of what was seen.

    The pairs are asked over two thousand passages without titles, which is harder than what people ask over, and a span must
    be right too where confidence is fitted; both make it too low for what people are shown. Questions over a corpus by people
    who know it are answered more often than those over a library by people who do not, and there are four times as many of
    these: counted ``alike``, neither of the two decides alone.
    """
    known = np.clip(chance, 1e-4, 1 - 1e-4)
    bias, slope = fit_logistic(
        np.stack([np.ones_like(known), np.log(known / (1 - known))], 1), told_it, l2=0.01, free=[0], counts=often
    )
    return float(bias), float(slope)
