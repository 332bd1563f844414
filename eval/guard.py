"""The guard: a run must not be worse than the committed baseline by more than its noise.

``baseline.json`` keeps, for every question, what was right of it. A measure has fallen when the 95 % bootstrap interval of
its paired difference to the baseline lies below 0: questions that came out the same both times are no noise. A quote that is
not verbatim is never noise.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.errors import UnreadableResult
from eval.metrics import interval
from eval.runner import Scored

BASELINE = Path(__file__).with_name("baseline.json")
FORMAT = 1
# Measures of one question, 0..1; those that a question does not speak to are left out.
MEASURES = (
    "found first", "found", "right article", "first quote tells", "answered and told", "exact match", "F1", "refused",
    "not answered wrongly", "confidence", "verbatim",
)  # fmt: skip
_FOUND = 5  # passages
_NEVER_NOISE = "verbatim"

Measures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Change:
    """A measure in the baseline and now, over the questions of both, with the 95 % interval of the difference."""

    name: str
    before: float
    now: float
    low: float
    high: float
    questions: int

    @property
    def fell(self) -> bool:
        """Whether it is worse by more than its noise."""
        return self.high < 0 or (self.name == _NEVER_NOISE and self.now < self.before)


def measures(item: Scored) -> Measures:
    """What was right of one question. ``confidence`` is 1 less the squared error (Brier) of the first quote's."""
    found = {
        "verbatim": float(item.verbatim),
        "not answered wrongly": float(item.answer is None or item.right),
        "confidence": round(1 - (item.confidence - float(item.first_tells)) ** 2, 4),
    }
    if not item.gold.answerable:
        return {**found, "refused": float(item.refused)}
    return {
        **found,
        "found first": float(item.rank == 1),
        "found": float(item.rank is not None and item.rank <= _FOUND),
        "right article": float(item.right_article),
        "first quote tells": float(item.first_tells),
        "answered and told": float(item.in_quote),
        "exact match": item.exact,
        "F1": round(item.f1, 4),
    }


def write(path: Path, scored: Sequence[Scored], about: Mapping[str, str]) -> None:
    """Writes a baseline: what was measured, and the measures of every question by id."""
    lines = ",\n".join(f" {json.dumps(s.gold.id)}: {json.dumps(measures(s), sort_keys=True)}" for s in scored)
    head = json.dumps({"format": FORMAT, "about": dict(about)}, ensure_ascii=False)[:-1]
    path.write_text(f'{head}, "questions": {{\n{lines}\n}}}}\n', encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was measured, and the measures of every question by id."""

    about: Mapping[str, str]
    questions: Mapping[str, Measures]


def read(path: Path = BASELINE) -> Baseline:
    """A baseline; raises UnreadableResult for another file."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved["format"] != FORMAT:
            raise ValueError(saved["format"])
        return Baseline(
            {str(name): str(value) for name, value in saved["about"].items()},
            {
                str(name): {key: float(row[key]) for key in MEASURES if key in row}
                for name, row in saved["questions"].items()
            },
        )
    except OSError as error:
        raise UnreadableResult(f"Không đọc được mốc so sánh {path}: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableResult(
            f"{path} không phải mốc so sánh: hãy ghi lại bằng `trich eval guard --update`."
        ) from error


def changes(baseline: Mapping[str, Measures], scored: Sequence[Scored]) -> list[Change]:
    """Every measure over the questions that both have; raises UnreadableResult where they share none."""
    pairs = [(baseline[item.gold.id], measures(item)) for item in scored if item.gold.id in baseline]
    if not pairs:
        raise UnreadableResult(
            "Mốc so sánh không có câu hỏi nào của lần chấm này: hãy ghi lại bằng `trich eval guard --update`."
        )
    found = []
    for name in MEASURES:
        values = [(before[name], now[name]) for before, now in pairs if name in before and name in now]
        if values:
            before, now = np.asarray(values).T
            found.append(Change(name, float(before.mean()), float(now.mean()), *interval(now - before), len(values)))
    return found


def table(found: Sequence[Change]) -> str:
    """The changes as Markdown; what fell is marked."""
    lines = ["| measure | baseline | now | change | 95 % interval | questions | |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {one.name} | {one.before:.3f} | {one.now:.3f} | {one.now - one.before:+.3f} | {one.low:+.3f}–{one.high:+.3f} "
        f"| {one.questions} | {'FELL' if one.fell else ''} |"
        for one in found
    ]
    return "\n".join(lines)
