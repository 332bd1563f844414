"""Results as JSON and as a short Markdown summary."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from eval.calibration import reliability
from eval.runner import Figure, Scored, by_group, confidences, curve, figures

RESULT = "result.json"
SUMMARY = "summary.md"


def write(folder: Path, scored: Sequence[Scored], about: dict[str, str]) -> None:
    """Writes ``result.json`` (every question) and ``summary.md`` into a folder; ``about`` names what was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    result = {
        "about": about,
        "figures": [asdict(figure) for figure in figures(scored)],
        "latency_ms": latency(scored),
        "groups": {name: [asdict(figure) for figure in figures(items)] for name, items in by_group(scored).items()},
        "reliability": [asdict(part) for part in reliability(confidences(scored))],
        "questions": [_row(item) for item in scored],
    }
    (folder / RESULT).write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / SUMMARY).write_text(summary(scored, about), encoding="utf-8")


def latency(scored: Sequence[Scored]) -> dict[str, float]:
    """Median and 95th percentile of the time to an answer, ms."""
    return latency_of([item.took_ms for item in scored])


def latency_of(times: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile of times in ms; zeros where nothing was timed."""
    if not times:
        return {"median": 0.0, "p95": 0.0}
    return {"median": round(float(np.median(times)), 1), "p95": round(float(np.percentile(times, 95)), 1)}


def summary(scored: Sequence[Scored], about: dict[str, str]) -> str:
    """The figures, and what went wrong, as Markdown."""
    lines = ["# Evaluation", "", *(f"* {name}: {value}" for name, value in about.items()), ""]
    lines += ["| figure | value | 95 % interval | questions |", "|---|---|---|---|"]
    lines += [_line(figure) for figure in figures(scored)]
    times = latency(scored)
    lines += ["", f"Time to an answer: median {times['median']} ms, p95 {times['p95']} ms.", ""]
    if points := curve(scored):
        lines += ["| least confidence | answered (of answerable) | right when answered | refused (of unanswerable) |"]
        lines += ["|---|---|---|---|"]
        lines += [f"| {p.least:.1f} | {p.answered:.3f} | {p.right:.3f} | {p.refused:.3f} |" for p in points]
        lines.append("")
    lines += ["| group | questions | right | recall@5 |", "|---|---|---|---|"]
    for name, items in by_group(scored).items():
        values = {figure.name: figure.value for figure in figures(items)}
        right = sum(item.right for item in items) / len(items)
        recall = f"{values['recall@5']:.3f}" if "recall@5" in values else "–"
        lines.append(f"| {name} | {len(items)} | {right:.3f} | {recall} |")
    return "\n".join(lines) + "\n"


def _line(figure: Figure) -> str:
    return f"| {figure.name} | {figure.value:.3f} | {figure.low:.3f}–{figure.high:.3f} | {figure.questions} |"


def _row(item: Scored) -> dict[str, object]:
    gold = item.gold
    return {
        "id": gold.id,
        "question": gold.question,
        "kind": gold.kind,
        "tags": sorted(gold.tags),
        "expected": list(gold.answers),
        "article": gold.article,
        "answer": item.answer,
        "quote": item.quote,
        "cited": item.cited,
        "confidence": round(item.confidence, 4),
        "rank": item.rank,
        "right": item.right,
        "lost_in": lost_in(item),
        "f1": round(item.f1, 4),
        "took_ms": round(item.took_ms, 2),
        **({"fault": item.fault} if item.fault else {}),
    }


def lost_in(item: Scored) -> str | None:
    """The stage that lost a question: the request, retrieval, reading, time, abstention; None if it was not lost."""
    if item.right:
        return None
    if item.fault:
        return "request"
    if not item.gold.answerable:
        return "abstention"
    if item.rank is None:
        return "retrieval"
    if item.out_of_time:
        return "time"
    return "abstention" if item.answer is None and item.in_closest else "reading"
