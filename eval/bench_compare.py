"""Two benchmarks side by side, and which differences are beyond noise.

Times of the same questions are compared pair by pair: the ratio of a statistic of B to that of A has a 95 % bootstrap interval. A
difference counts when that interval leaves out 1 **and** the ratio is further from 1 than either run came to differ from
itself when it asked once more. What was measured once, such as opening, has no noise to be told by and is not judged.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from eval.bench_figures import Span, Times, drift, paired, ratio
from eval.bench_records import Bench, Lap, Round, differing
from eval.errors import UnlikeRuns


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


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes; ``drift`` is the factor, 1 or more, that counts as noise. ``other_answers`` are ids of questions that were
    answered otherwise in B; ``same_documents`` is None where that cannot be told."""

    changes: tuple[Change, ...]
    drift: float
    other_answers: tuple[str, ...]
    same_documents: bool | None
    left_out: tuple[int, ...]  # numbers of questions at a time that only one of them has


def compare(a: Bench, b: Bench) -> Comparison:
    """Compares; raises UnlikeRuns where the questions, their number or what was asked differ."""
    _alike(a, b)
    noise = max(drift(a), drift(b))
    documents = (a.manifest.documents_sha256, b.manifest.documents_sha256)
    same = None if None in documents else documents[0] == documents[1]
    levels = [{one.workers for one in bench.rounds} for bench in (a, b)]
    changes = [*_of_rounds(a, b, noise), *_of_ingest(a, b, noise, same=bool(same)), *_of_once(a, b)]
    others = differing(a.rounds[0], b.rounds[0])
    return Comparison(tuple(changes), noise, tuple(others), same, tuple(sorted(levels[0] ^ levels[1])))


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


def _of_rounds(a: Bench, b: Bench, noise: float) -> Iterator[Change]:
    others = {(one.lap, one.workers): one for one in b.rounds}
    for one in a.rounds:
        other = others.get((one.lap, one.workers))
        if other is None or one.lap is Lap.REPEATED:
            continue
        if one.lap in (Lap.GROWN, Lap.GROWN_AGAIN) and not _same_growth(a, b):
            continue
        yield from _of_round(one, other, noise)


def _of_round(a: Round, b: Round, noise: float) -> Iterator[Change]:
    before, after = paired(a, b)
    if not before:
        return
    statistics: tuple[tuple[str, Callable[[Times], float]], ...] = (("median", np.median), ("mean", np.mean))
    for name, statistic in statistics:
        times = ratio(before, after, statistic)
        values = float(statistic(np.asarray(before))), float(statistic(np.asarray(after)))
        yield Change(f"{a.lap}: {name}", a.workers, *values, "ms", times, judged(times, noise))


def _same_growth(a: Bench, b: Bench) -> bool:
    return a.grown is not None and b.grown is not None and a.grown.added == b.grown.added


def _of_ingest(a: Bench, b: Bench, noise: float, *, same: bool) -> Iterator[Change]:
    """Files are what is drawn, so they must be the same."""
    if a.ingest is None or b.ingest is None or not same:
        return
    before, after = a.ingest.file_ms, b.ingest.file_ms
    times = ratio(before, after, np.sum)
    yield Change("ingest", 1, sum(before) / 1000, sum(after) / 1000, "s", times, judged(times, noise))


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
