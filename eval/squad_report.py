"""What a run over somebody's question set comes to: figures, result.json, predictions.json and a Markdown summary."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.calibration import Pairs, pairs_of, reliability
from eval.errors import UnreadablePredictions
from eval.metrics import holds, interval
from eval.report import RESULT, SUMMARY, latency_of
from eval.runner import PLACES, Figure, trust
from eval.squad_asking import Reply
from eval.squad_records import Fault, Item, Problem
from eval.squad_scoring import WRONG, Score, score

PREDICTIONS = "predictions.json"
NORMALISATION = "SQuAD 2.0; NFC, lower case, punctuation deleted, white space folded, no articles removed"
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, what was said to it, and how right that is. ``predicted`` is False where nothing was said at all."""

    item: Item
    reply: Reply
    score: Score
    predicted: bool = True

    @property
    def right(self) -> bool:
        """At least half right by F1; a question without an answer is right when it was not answered."""
        return self.score.f1 >= HALF

    @property
    def in_quote(self) -> bool:
        """Answered, and the quote tells an accepted answer."""
        return self.reply.answer is not None and holds(self.reply.quote, self.item.answers)

    def lost_in(self, *, searched: bool) -> str | None:
        """The stage that lost a question: retrieval (where there was a search), reading, abstention; None if right."""
        if self.right:
            return None
        if self.reply.fault:
            return "request"
        if not self.item.answerable:
            return "abstention"
        if searched and self.reply.rank is None and self.item.context is not None:
            return "retrieval"
        return "abstention" if self.reply.answer is None else "reading"


def judged(items: Sequence[Item], replies: Mapping[str, Reply]) -> list[Judged]:
    """Scores every question; one without a reply, or that could not be asked, is wrong, answerable or not."""
    none = Reply("", None, 0.0, "", 0.0)
    found = []
    for item in items:
        reply = replies.get(item.id, none)
        asked = item.id in replies and not reply.fault
        found.append(Judged(item, reply, score(reply.answer, item.answers) if asked else WRONG, predicted=asked))
    return found


def figures(of: Sequence[Judged], *, searched: bool = False) -> list[Figure]:
    """All figures over these questions; those that no question speaks to are left out. 95 % bootstrap intervals."""
    can, cannot = [one for one in of if one.item.answerable], [one for one in of if not one.item.answerable]
    rows = [
        ("exact match", [one.score.exact for one in of]),
        ("F1", [one.score.f1 for one in of]),
        ("exact match (MLQA)", [one.score.mlqa_exact for one in of]),
        ("F1 (MLQA)", [one.score.mlqa_f1 for one in of]),
        ("answered (of answerable)", [float(one.reply.answer is not None) for one in can]),
        ("refused (of unanswerable)", [float(one.predicted and one.reply.answer is None) for one in cannot]),
        ("right when answered", [float(one.right) for one in of if one.reply.answer is not None]),
    ]
    if searched:
        placed = [one for one in can if one.item.context is not None]
        ranks = [one.reply.rank for one in placed]
        rows += [
            (f"right context recall@{k}", [float(rank is not None and rank <= k) for rank in ranks]) for k in PLACES
        ]
        rows += [
            ("right context MRR", [1 / rank if rank else 0.0 for rank in ranks]),
            ("right context cited", [float(one.reply.cited) for one in placed]),
            ("answer in quote", [float(one.in_quote) for one in can]),
        ]
    found = [Figure(name, float(np.mean(values)), *interval(values), len(values)) for name, values in rows if values]
    return found + trust(_confidences(of))


def _confidences(of: Sequence[Judged]) -> Pairs:
    """Confidence of every question that was answered, and whether it was right."""
    return pairs_of([(one.reply.confidence, one.right) for one in of if one.reply.answer is not None])


def groups(of: Sequence[Judged], *, searched: bool = False) -> dict[str, list[Figure]]:
    """The figures of the questions with an answer and of those without (HasAns and NoAns of SQuAD 2.0), and of each kind that
    the set names.
    """
    parts = {
        "answerable": [one for one in of if one.item.answerable],
        "unanswerable": [one for one in of if not one.item.answerable],
    }
    for kind in sorted({one.item.kind for one in of} - {"", *parts}):
        parts[f"kind: {kind}"] = [one for one in of if one.item.kind == kind]
    return {name: figures(part, searched=searched) for name, part in parts.items() if part}


def write(
    folder: Path, of: Sequence[Judged], about: Mapping[str, str], problems: Sequence[Problem], *, timed: bool = True
) -> str:
    """Writes predictions.json, result.json and summary.md into a folder; returns the summary."""
    folder.mkdir(parents=True, exist_ok=True)
    searched = about["mode"] in ("open", "library")
    refused = sum(problem.fault.refused for problem in problems)
    result = {
        "about": {**about, "scoring": NORMALISATION},
        "counts": {
            "questions": len(of),
            "answerable": sum(one.item.answerable for one in of),
            "unanswerable": sum(not one.item.answerable for one in of),
            "answered": sum(one.reply.answer is not None for one in of),
            "rows_refused": refused,
            "warnings": len(problems) - refused,
        },
        "figures": [asdict(figure) for figure in figures(of, searched=searched)],
        "groups": {name: [asdict(f) for f in found] for name, found in groups(of, searched=searched).items()},
        "latency_ms": latency_of([one.reply.took_ms for one in of]) if timed else None,
        "reliability": [asdict(part) for part in reliability(_confidences(of))],
        "problems": [{**asdict(problem), "refused": problem.fault.refused} for problem in problems],
        "questions": [_row(one, searched=searched) for one in of],
    }
    predictions = {one.item.id: one.reply.answer or "" for one in of if one.predicted}
    text = summary(of, about, problems, timed=timed)
    for name, value in ((PREDICTIONS, predictions), (RESULT, result)):
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / SUMMARY).write_text(text, encoding="utf-8")
    return text


def summary(of: Sequence[Judged], about: Mapping[str, str], problems: Sequence[Problem], *, timed: bool = True) -> str:
    """The figures and the counts as Markdown."""
    searched = about["mode"] in ("open", "library")
    lines = ["# Evaluation", "", *(f"* {name}: {value}" for name, value in about.items() if value)]
    lines += [f"* scoring: {NORMALISATION}", "", "| figure | value | 95 % interval | questions |", "|---|---|---|---|"]
    lines += [_line(figure.name, figure) for figure in figures(of, searched=searched)]
    for group, found in groups(of, searched=searched).items():
        told = _SPLIT.get(group, ("exact match", "F1"))
        lines += [_line(f"{group}: {figure.name}", figure) for figure in found if figure.name in told]
    if timed:
        times = latency_of([one.reply.took_ms for one in of])
        lines += ["", f"Time to an answer: median {times['median']} ms, p95 {times['p95']} ms."]
    if problems:
        lines += ["", "| problem | rows | first |", "|---|---|---|"]
        for fault in Fault:
            places = [problem.place for problem in problems if problem.fault is fault]
            if places:
                lines.append(f"| {'refused: ' if fault.refused else ''}{fault} | {len(places)} | {places[0]} |")
    return "\n".join(lines) + "\n"


# Of a question without an answer the four scores are the same: 1 if it was not answered.
_SPLIT = {"answerable": ("exact match", "F1", "exact match (MLQA)", "F1 (MLQA)"), "unanswerable": ("exact match",)}


def _line(name: str, figure: Figure) -> str:
    return f"| {name} | {figure.value:.3f} | {figure.low:.3f}–{figure.high:.3f} | {figure.questions} |"


def _row(one: Judged, *, searched: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "id": one.item.id,
        "question": one.item.question,
        "expected": list(one.item.answers),
        "answer": one.reply.answer,
        "quote": one.reply.quote,
        "confidence": round(one.reply.confidence, 4),
        "exact": one.score.exact,
        "f1": round(one.score.f1, 4),
        "right": one.right,
        "lost_in": one.lost_in(searched=searched),
        "took_ms": round(one.reply.took_ms, 2),
        **({"fault": one.reply.fault} if one.reply.fault else {}),
    }
    return {**row, "rank": one.reply.rank, "right_context_cited": one.reply.cited} if searched else row


def read_predictions(path: Path, items: Sequence[Item]) -> tuple[dict[str, Reply], list[Problem]]:
    """Somebody's predictions, ``{question id: answer or ""}``, as replies; missing and unknown ids are problems.

    Raises UnreadablePredictions for a file of another form.
    """
    expected = 'Cần một đối tượng JSON {"mã câu hỏi": "câu trả lời, hoặc chuỗi rỗng nếu không trả lời"}.'
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadablePredictions(f"Không đọc được tệp {path}: {error.strerror}.") from error
    except ValueError as error:
        raise UnreadablePredictions(f"{path.name} không phải tệp dự đoán. {expected}") from error
    if not isinstance(found, dict) or not all(isinstance(text, str | None) for text in found.values()):
        raise UnreadablePredictions(f"{path.name} không phải tệp dự đoán. {expected}")
    asked = {item.id for item in items}
    replies = {name: Reply(name, text or None, 1.0, "", 0.0) for name, text in found.items() if name in asked}
    problems = [Problem(item.place, item.id, Fault.NOT_PREDICTED) for item in items if item.id not in found]
    problems += [Problem(path.name, name, Fault.UNKNOWN_ID) for name in found if name not in asked]
    return replies, problems
