"""The acceptance run: real pages as they were saved, questions that nothing was tuned on.

``python -m eval.acceptance PAGES_DIR`` ingests a folder of pages into a throw-away library and asks the questions of
``acceptance.jsonl``, or of the files named behind it: {"id", "question", "kind", "tags", "page": file name or null, "also": […], "accept": [answers]}.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.formats import walk
from eval.calibration import pairs_of
from eval.dataset import KINDS, TAGS, read_rows, texts
from eval.errors import UnsoundQuestion
from eval.metrics import f1, holds, interval
from eval.report import latency_of
from eval.runner import trade, trust
from eval.throwaway import throwaway
from index.encoder import Encoder
from index.ingest import ingest_file
from service.answering import Answer

HALF = 0.5
QUESTIONS = Path(__file__).with_name("acceptance.jsonl")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the pages that tell, and what is right; both empty when no page tells."""

    id: str
    question: str
    kind: str
    tags: frozenset[str]
    pages: frozenset[str]
    accept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said to a question, and how surely (0..1). ``cited``, ``quoted`` and ``marked`` look at the first citation, answered or not.

    ``marked``: its span holds an accepted answer, or shares at least half of its syllables with one (F1).
    """

    question: Question
    answered: bool
    cited: bool
    quoted: bool
    marked: bool
    f1: float
    verbatim: bool
    took_ms: float
    confidence: float


def load(path: Path = QUESTIONS) -> list[Question]:
    """The questions; raises UnsoundQuestion on the first that breaks the form."""
    found: list[Question] = []
    for place, row in read_rows(path):
        question = _question(row)
        if question is None or any(question.id == other.id for other in found):
            what = "breaks the form" if question is None else "is used twice"
            raise UnsoundQuestion(f"{place}: {row.get('id')} {what}")
        found.append(question)
    return found


def _question(row: dict[str, object]) -> Question | None:
    """The question of a row; None if it breaks the form."""
    name, question, kind, page = row.get("id"), row.get("question"), row.get("kind"), row.get("page", ...)
    tags, also, accept = texts(row.get("tags")), texts(row.get("also", [])), texts(row.get("accept"))
    if not isinstance(name, str) or not name or not isinstance(question, str) or not question.strip():
        return None
    if not isinstance(kind, str) or kind not in KINDS or tags is None or not TAGS.issuperset(tags):
        return None
    if also is None or accept is None or not (page is None or (isinstance(page, str) and page)):
        return None
    pages = frozenset(also if page is None else (page, *also))
    if bool(accept) == (kind == "unanswerable") or (accept and not pages):
        return None
    return Question(name, question, kind, frozenset(tags), pages, accept)


def run(pages: Path, questions: Sequence[Question], encoder: Encoder | None = None) -> list[Outcome]:
    """Ingests the pages and asks every question."""
    with throwaway(encoder=encoder, say=print) as running:
        for origin, path in walk([pages]):
            for outcome in ingest_file(running.library, origin, path):
                if outcome.status == "refused":
                    raise UnsoundQuestion(f"{outcome.origin} was refused: {outcome.reason}")
        return [_outcome(question, running.answerer.ask(question.question)) for question in questions]


def _outcome(question: Question, answer: Answer) -> Outcome:
    first = answer.citations[0] if answer.citations else None
    return Outcome(
        question=question,
        answered=answer.answer is not None,
        cited=first is not None and first.article.origin in question.pages,
        quoted=first is not None and holds(first.quote, question.accept),
        marked=first is not None
        and (holds(first.answer, question.accept) or f1(first.answer, question.accept) >= HALF),
        f1=f1(answer.answer or "", question.accept),
        verbatim=all(c.quote == c.article.text[c.start : c.end] and c.answer in c.quote for c in answer.citations),
        took_ms=answer.took_ms,
        confidence=answer.confidence,
    )


def table(outcomes: Sequence[Outcome]) -> list[str]:
    """The figures as Markdown rows, with 95 % bootstrap intervals."""
    can = [o for o in outcomes if o.question.accept]
    cannot = [o for o in outcomes if not o.question.accept]
    rows: dict[str, list[bool] | list[float]] = {
        "right article cited": [o.cited for o in can],
        "answer in the first quote": [o.quoted for o in can],
        "right span marked": [o.marked for o in can],
        "answered and in the quote": [o.answered and o.quoted for o in can],
        "answered and right span": [o.answered and o.marked for o in can],
        "answered, of answerable": [o.answered for o in can],
        "refused, of unanswerable": [not o.answered for o in cannot],
        "quote right when answered": [o.quoted for o in outcomes if o.answered],
        "span right when answered": [o.marked for o in outcomes if o.answered],
        "F1 of the span": [o.f1 for o in can],
        "verbatim": [o.verbatim for o in outcomes],
    }
    lines = ["| figure | value | 95 % interval | questions |", "|---|---|---|---|"]
    for name, values in rows.items():
        numbers = [float(value) for value in values]
        low, high = interval(numbers)
        lines.append(f"| {name} | {sum(numbers) / max(len(numbers), 1):.3f} | {low:.3f}–{high:.3f} | {len(numbers)} |")
    for figure in trust(pairs_of([(o.confidence, o.quoted) for o in outcomes])):
        lines.append(
            f"| {figure.name} | {figure.value:.3f} | {figure.low:.3f}–{figure.high:.3f} | {figure.questions} |"
        )
    for step in trade([(bool(o.question.accept), o.confidence, o.quoted) for o in outcomes]):
        shares = f"{step.answered:.3f} / {step.right:.3f} / {step.refused:.3f}"
        lines.append(f"| answered / right / refused from {step.least:.1f} on | {shares} | | {len(outcomes)} |")
    groups = sorted({tag for o in can for tag in o.question.tags} | {o.question.kind for o in can})
    for name in groups:
        group = [o for o in can if name in o.question.tags or name == o.question.kind]
        quoted, marked = (
            sum(values) / len(group) for values in zip(*((o.quoted, o.marked) for o in group), strict=True)
        )
        lines.append(f"| in the first quote / span: {name} | {quoted:.3f} / {marked:.3f} | | {len(group)} |")
    return lines


def main() -> int:
    """Runs and prints the table; arguments are the pages' folder and the files of questions, if they are others, asked together."""
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python -m eval.acceptance PAGES_DIR [QUESTIONS…]", file=sys.stderr)
        return 2
    files = [Path(name) for name in sys.argv[2:]] or [QUESTIONS]
    questions = [question for file in files for question in load(file)]
    if twice := sorted(name for name, count in Counter(question.id for question in questions).items() if count > 1):
        raise UnsoundQuestion(f"{', '.join(twice[:3])}: in several of these files, or twice")
    outcomes = run(Path(sys.argv[1]), questions)
    print("\n".join(table(outcomes)))
    times = latency_of([outcome.took_ms for outcome in outcomes])
    print(f"\nTime to an answer: median {times['median']} ms, p95 {times['p95']} ms.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
