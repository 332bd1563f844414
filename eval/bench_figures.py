"""From the times of a benchmark to its figures: medians, percentiles, rates, parts, and ratios of two rounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.bench_records import Bench, Lap, Round
from eval.metrics import interval

Times = NDArray[np.float64]
_PARTS = 3  # of a round, for its drift


@dataclass(frozen=True, slots=True)
class Latency:
    """Times to an answer, ms: median with its 95 % bootstrap interval over questions, and percentiles."""

    median: float
    low: float
    high: float
    p95: float
    p99: float
    questions: int


@dataclass(frozen=True, slots=True)
class Span:
    """A value with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def latency(times: Sequence[float]) -> Latency:
    """Percentiles are interpolated between the two nearest times; zeros where nothing was timed.

    >>> one = latency([10.0, 20.0, 30.0, 40.0, 50.0])
    >>> one.median, round(one.p95, 6), round(one.p99, 6)
    (30.0, 48.0, 49.6)
    """
    if not times:
        return Latency(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    median, p95, p99 = np.percentile(times, [50, 95, 99]).tolist()
    return Latency(median, *interval(times, np.median), p95, p99, len(times))


def rate(one: Round) -> Span:
    """Answers a second. Its interval is that of the mean time, to which the rate of so many at a time is the inverse."""
    times = one.times
    if not times or one.seconds <= 0:
        return Span(0.0, 0.0, 0.0)
    value, mean = len(times) / one.seconds, float(np.mean(times))
    low, high = interval(times)
    return Span(value, value * mean / high, value * mean / low)


def parts(one: Round) -> dict[str, float]:
    """The mean ms of every stage over the questions, 0 where a question did without; all together are the mean time."""
    rows = one.asked
    names = dict.fromkeys(name for row in rows for name in row.stages)
    return {name: float(np.mean([row.stages.get(name, 0.0) for row in rows])) for name in names}


def ratio(a: Sequence[float], b: Sequence[float], statistic: Callable[[Times], float]) -> Span:
    """How many times as much the statistic of ``b`` is as that of ``a``; both hold the same questions in the same order.

    The interval is a paired bootstrap: a drawn question counts on both sides.
    """

    def of(pairs: Times) -> float:
        below = float(statistic(pairs[:, 0]))
        return float(statistic(pairs[:, 1])) / below if below else 1.0

    pairs = np.column_stack([np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)])
    return Span(of(pairs), *interval(pairs, of))


def paired(a: Round, b: Round) -> tuple[list[float], list[float]]:
    """The times of the questions that were answered in both rounds."""
    other = {row.id: row.ms for row in b.asked}
    both = [(row.ms, other[row.id]) for row in a.asked if row.id in other]
    return [x for x, _ in both], [y for _, y in both]


def drift(bench: Bench) -> float:
    """By what factor, 1 or more, times changed by themselves until the questions were asked once more.

    A machine is slow for seconds on end, so each third of the questions, as they were asked, is taken together; the third
    that changed most counts.
    """
    again, repeated = bench.round(Lap.AGAIN), bench.round(Lap.REPEATED)
    if again is None or repeated is None:
        return 1.0
    pairs = np.column_stack(paired(again, repeated))
    sums = [part.sum(axis=0) for part in np.array_split(pairs, _PARTS) if len(part)]
    return max((apart(float(after / before)) for before, after in sums if before and after), default=1.0)


def apart(times: float) -> float:
    """How far a ratio is from 1, as a factor of 1 or more.

    >>> apart(0.5), apart(2.0)
    (2.0, 2.0)
    """
    return max(times, 1 / times)
