"""Two benchmarks side by side, and which differences are beyond noise.

Times of the same questions are compared pair by pair: the ratio of a statistic of B to that of A has a 95 % bootstrap interval.
Questions are not the only noise: a machine is slower for a while, and within one run all times are so. A difference counts
when the interval leaves out 1 **and** the ratio is further from 1 than what both runs changed by themselves, multiplied, and than any
repeat of A is from A. What was measured once, such as opening, has no noise to be told by and is not judged.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from eval.bench_figures import Span, Times, apart, drift, paired, ratio
from eval.bench_records import Bench, Lap, Round, differing
from eval.errors import UnlikeRuns

Name = tuple[str, int]  # of a figure, and how many were asked at a time
Noise = Callable[[Name], float]  # the factor that a figure may change by without anything having changed


class Verdict(StrEnum):
    """What a difference comes to; time is what is compared, so more is slower."""

    FASTER = "faster"
    SLOWER = "slower"
    NOISE = "noise"
    ONCE = "measured once"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in A and in B. ``times`` is how many times as long B takes, with its interval where there is one."""

    name: str
    workers: int
    a: float
    b: float
    unit: str
    times: Span
    verdict: Verdict

    @property
    def key(self) -> "Name":
        """What it is of."""
        return (self.name, self.workers)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes; ``drift`` is the factor, 1 or more, that both runs may have changed by themselves, ``repeats`` how many
    repeats of A were looked at. ``other_answers`` are ids of questions that were answered otherwise in B; ``same_documents`` is
    None where that cannot be told."""

    changes: tuple[Change, ...]
    drift: float
    repeats: int
    other_answers: tuple[str, ...]
    same_documents: bool | None
    left_out: tuple[int, ...]  # numbers of questions at a time that only one of them has


def compare(a: Bench, b: Bench, repeats: Sequence[Bench] = ()) -> Comparison:
    """Compares; ``repeats`` measured what A did. Raises UnlikeRuns where the questions, their number or who was asked differ."""
    for other in (b, *repeats):
        _alike(a, other)
    own = drift(a) * drift(b)
    by_itself = [_changes(a, other, lambda _: 1.0) for other in repeats]

    def noise(name: Name) -> float:
        return max([own, *(apart(one.times.value) for found in by_itself for one in found if one.key == name)])

    documents = (a.manifest.documents_sha256, b.manifest.documents_sha256)
    same = None if None in documents else documents[0] == documents[1]
    levels = [{one.workers for one in bench.rounds} for bench in (a, b)]
    others = differing(a.rounds[0], b.rounds[0])
    left_out = tuple(sorted(levels[0] ^ levels[1]))
    return Comparison(tuple(_changes(a, b, noise)), own, len(repeats), tuple(others), same, left_out)


def judged(times: Span, noise: float) -> Verdict:
    """Whether a ratio is beyond noise.

    >>> judged(Span(1.3, 1.2, 1.4), 1.05).value, judged(Span(1.3, 1.2, 1.4), 1.35).value, judged(Span(0.8, 0.7, 1.1), 1.0).value
    ('slower', 'noise', 'noise')
    """
    if times.low > 1 and times.value > noise:
        return Verdict.SLOWER
    if times.high < 1 and times.value < 1 / noise:
        return Verdict.FASTER
    return Verdict.NOISE


def _changes(a: Bench, b: Bench, noise: Noise) -> list[Change]:
    return [*_of_rounds(a, b, noise), *_of_ingest(a, b, noise), *_of_once(a, b)]


def _alike(a: Bench, b: Bench) -> None:
    one, other = a.manifest, b.manifest
    if one.where != other.where:
        raise UnlikeRuns("Không so được: một lần đo tại chỗ, một lần đo qua máy chủ (--url).")
    if one.asked.count != other.asked.count:
        raise UnlikeRuns(
            f"Không so được: một lần hỏi {one.asked.count} câu, một lần {other.asked.count} câu. Hãy đo lại với cùng --count."
        )
    if (one.asked.sha256, one.asked.seed) != (other.asked.sha256, other.asked.seed):
        raise UnlikeRuns(
            f"Không so được: hai lần đo hỏi các câu khác nhau ({one.asked.name}; {other.asked.name}). Hãy đo lại với cùng --questions."
        )


def _of_rounds(a: Bench, b: Bench, noise: Noise) -> Iterator[Change]:
    others = {(one.lap, one.workers): one for one in b.rounds}
    for one in a.rounds:
        other = others.get((one.lap, one.workers))
        if other is None or one.lap is Lap.REPEATED:
            continue
        if one.lap in (Lap.GROWN, Lap.GROWN_AGAIN) and not _same_growth(a, b):
            continue
        yield from _of_round(one, other, noise)


def _of_round(a: Round, b: Round, noise: Noise) -> Iterator[Change]:
    before, after = paired(a, b)
    if not before:
        return
    statistics: tuple[tuple[str, Callable[[Times], float]], ...] = (("median", np.median), ("mean", np.mean))
    for name, statistic in statistics:
        times = ratio(before, after, statistic)
        values = float(statistic(np.asarray(before))), float(statistic(np.asarray(after)))
        key = (f"{a.lap}: {name}", a.workers)
        yield Change(*key, *values, "ms", times, judged(times, noise(key)))


def _same_growth(a: Bench, b: Bench) -> bool:
    return a.grown is not None and b.grown is not None and a.grown.added == b.grown.added


def _of_ingest(a: Bench, b: Bench, noise: Noise) -> Iterator[Change]:
    """Files are what is drawn, so they must be the same."""
    if a.ingest is None or b.ingest is None or a.manifest.documents_sha256 != b.manifest.documents_sha256:
        return
    before, after = a.ingest.file_ms, b.ingest.file_ms
    times = ratio(before, after, np.sum)
    key = ("ingest", 1)
    yield Change(*key, sum(before) / 1000, sum(after) / 1000, "s", times, judged(times, noise(key)))


def _of_once(a: Bench, b: Bench) -> Iterator[Change]:
    pairs = []
    if a.opening and b.opening:
        pairs += [
            ("opening", sum(a.opening.seconds.values()), sum(b.opening.seconds.values()), "s"),
            ("first answer", a.opening.first_answer_ms, b.opening.first_answer_ms, "ms"),
        ]
    if a.memory and b.memory:
        pairs.append(("memory", a.memory.together, b.memory.together, "MiB"))
    for name, one, other, unit in pairs:
        factor = other / one if one else 1.0
        yield Change(name, 1, one, other, unit, Span(factor, factor, factor), Verdict.ONCE)
