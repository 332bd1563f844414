"""Two runs over the same questions: what got better, what got worse, and whether by more than chance."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path

import numpy as np

from eval.errors import UnreadableResult
from eval.metrics import interval
from eval.report import RESULT

DRAWS = 10_000
_BATCH = 500  # draws at a time
_SHOWN = 30  # questions listed each way


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a result: what was said, and how right it was."""

    id: str
    question: str
    answer: str | None
    right: bool
    f1: float


@dataclass(frozen=True, slots=True)
class Result:
    """What of a ``result.json`` is compared. ``name`` is where it was read from."""

    name: str
    reader: str
    rows: dict[str, Row]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pairs (A's row, B's row) of the shared questions, in A's order; ``alone`` are the questions of one result only."""

    pairs: tuple[tuple[Row, Row], ...]
    alone: tuple[int, int]

    @property
    def better(self) -> list[tuple[Row, Row]]:
        """Wrong in A, right in B."""
        return [(a, b) for a, b in self.pairs if b.right and not a.right]

    @property
    def worse(self) -> list[tuple[Row, Row]]:
        """Right in A, wrong in B."""
        return [(a, b) for a, b in self.pairs if a.right and not b.right]

    @property
    def gains(self) -> list[float]:
        """F1 of B less that of A, for each pair."""
        return [b.f1 - a.f1 for a, b in self.pairs]


def read_result(path: Path) -> Result:
    """A run's folder or its ``result.json``; raises UnreadableResult for anything else."""
    path = path / RESULT if path.is_dir() else path
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        rows = [
            Row(str(row["id"]), str(row["question"]), row["answer"], bool(row["right"]), float(row["f1"]))
            for row in saved["questions"]
        ]
        return Result(str(path), str(saved["about"].get("reader", "")), {row.id: row for row in rows})
    except OSError as error:
        raise UnreadableResult(f"Không đọc được tệp {path}: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableResult(f"{path} không phải result.json do `trich eval run --out` ghi.") from error


def compare(a: Result, b: Result) -> Comparison:
    """Pairs the questions by id; raises UnreadableResult if none is shared, or if an id stands for another question."""
    shared = [name for name in a.rows if name in b.rows]
    for name in shared:
        if a.rows[name].question != b.rows[name].question:
            raise UnreadableResult(f"Hai kết quả không cùng bộ câu hỏi: mã {name} là hai câu khác nhau.")
    if not shared:
        raise UnreadableResult("Hai kết quả không có câu hỏi nào chung: hãy chấm trên cùng một bộ câu hỏi.")
    pairs = tuple((a.rows[name], b.rows[name]) for name in shared)
    return Comparison(pairs, (len(a.rows) - len(shared), len(b.rows) - len(shared)))


def mcnemar(better: int, worse: int) -> float:
    """The two-sided p of the exact McNemar test (McNemar, 1947): a fair coin for every question that changed.

    >>> mcnemar(6, 0), mcnemar(3, 3)
    (0.03125, 1.0)
    """
    changed = better + worse
    tail = sum(comb(changed, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / (1 << changed))


def permutation(gains: Sequence[float], draws: int = DRAWS, seed: int = 0) -> float:
    """The two-sided p of the paired permutation test: signs of the differences are drawn at random.

    The drawn mean counts when it is at least as far from 0 as the one seen; one is added to both counts (Phipson and
    Smyth, 2010), so that p is never 0.
    """
    values = np.asarray([gain for gain in gains if gain], dtype=np.float64)
    rng, seen, extreme = np.random.default_rng(seed), abs(float(values.sum())), 0
    for at in range(0, draws, _BATCH):
        signs = rng.integers(0, 2, (min(_BATCH, draws - at), len(values))) * 2 - 1
        extreme += int((np.abs(signs @ values) >= seen - 1e-9).sum())
    return (extreme + 1) / (draws + 1)


def report(a: Result, b: Result) -> str:
    """The comparison as Markdown."""
    found = compare(a, b)
    better, worse, gains = found.better, found.worse, found.gains
    count = len(found.pairs)
    right_a, right_b = (sum(pair[side].right for pair in found.pairs) / count for side in (0, 1))
    f1_a, f1_b = (sum(pair[side].f1 for pair in found.pairs) / count for side in (0, 1))
    of_right = interval([float(y.right) - float(x.right) for x, y in found.pairs])
    low, high = interval(gains)
    lines = ["# Comparison", "", f"* A: {a.name} ({a.reader})", f"* B: {b.name} ({b.reader})"]
    lines += [f"* questions compared: {count}; only in A: {found.alone[0]}, only in B: {found.alone[1]}", ""]
    lines += ["| figure | A | B | B − A | 95 % interval | p |", "|---|---|---|---|---|---|"]
    lines += [
        f"| right | {right_a:.3f} | {right_b:.3f} | {right_b - right_a:+.3f} | {of_right[0]:+.3f}–{of_right[1]:+.3f} "
        f"| {mcnemar(len(better), len(worse)):.4f} (McNemar) |",
        f"| F1 | {f1_a:.3f} | {f1_b:.3f} | {f1_b - f1_a:+.3f} | {low:+.3f}–{high:+.3f} | {permutation(gains):.4f} (permutation) |",
    ]
    for word, of in (("Better", better), ("Worse", worse)):
        lines += ["", f"## {word}: {len(of)}", ""]
        lines += [
            f"* {x.id}: {_shown(x.question)} — A: {_shown(x.answer)}; B: {_shown(y.answer)}" for x, y in of[:_SHOWN]
        ]
        if len(of) > _SHOWN:
            lines.append(f"* … and {len(of) - _SHOWN} more")
    return "\n".join(lines) + "\n"


def _shown(text: str | None) -> str:
    return "–" if text is None else " ".join(text.split())
