"""Asks the rows of ``typed.jsonl`` as they were typed and as their plain forms, and sets the scores side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from eval.metrics import holds
from eval.report import latency
from eval.runner import Scored, run
from eval.typed_rows import FORMS, Typed
from service.answering import Answer, Answerer

# What is scored, and whether it is scored on questions that the documents answer or on those that they do not.
MEASURES: tuple[tuple[str, Callable[[Scored], bool], bool], ...] = (
    ("hit@1", lambda one: one.rank == 1, True),
    ("right article", lambda one: one.right_article, True),
    ("answer in quote", lambda one: one.in_quote, True),
    ("refused", lambda one: one.answer is None, False),
)
HEADER = ("form", "rows", *(cell for name, _, _ in MEASURES for cell in (name, "plain")), "median ms", "plain")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row as it was asked in both ways.

    Of two questions in one, ``typed`` is what was said to the first, and ``both_told`` whether the quotes of what was
    answered tell both. ``verdict_right``: a yes/no question got its verdict. Both are None for other rows.
    """

    row: Typed
    typed: Scored
    plain: Scored
    both_told: bool | None = None
    verdict_right: bool | None = None


class _Kept:
    """Stands before an answerer and keeps its last answer; of several questions in one it hands on what ``part`` says."""

    def __init__(self, answerer: Answerer, part: int | None) -> None:
        self.answer: Answer | None = None
        self._answerer, self._part = answerer, part

    def ask(self, text: str, *, history: Sequence[tuple[str, str]], top_k: int) -> Answer:
        self.answer = answer = self._answerer.ask(text, history=history, top_k=top_k)
        return answer.parts[self._part] if answer.parts and self._part is not None else answer


def ask_pairs(
    rows: Sequence[Typed],
    answerer: Answerer,
    origins: dict[str, str],
    progress: Callable[[int, int], None] = lambda *_: None,
) -> list[Pair]:
    """Asks all rows in order. ``origins`` gives the origin of each article in the library.

    What is asked first pays for what is kept in memory afterwards, so the plain form is first in every other row.
    """
    found = []
    for done, row in enumerate(rows, 1):
        kept = _Kept(answerer, None if row.second is None else 0)
        ways = [
            (replace(row.gold, question=row.plain, history=()), answerer),
            (row.gold, cast(Answerer, kept)),
        ]
        turn = 1 if done % 2 else -1
        plain, typed = [run([gold], way, origins)[0] for gold, way in ways[::turn]][::turn]
        found.append(Pair(row, typed, plain, _both_told(row, kept.answer), _verdict_right(row, kept.answer)))
        progress(done, len(rows))
    return found


def _both_told(row: Typed, answer: Answer | None) -> bool | None:
    if row.second is None or answer is None:
        return None
    told = [part for part in (answer, *answer.parts) if part.answer is not None]
    quotes = [citation.quote for part in told for citation in part.citations]
    return all(any(holds(quote, half.answers) for quote in quotes) for half in (row.gold, row.second))


def _verdict_right(row: Typed, answer: Answer | None) -> bool | None:
    return None if row.verdict is None or answer is None else answer.verdict == row.verdict


def table(pairs: Sequence[Pair], about: dict[str, str]) -> str:
    """The figures by form as Markdown: each as typed and, beside it, as asked plainly."""
    lines = [*(f"* {name}: {value}" for name, value in about.items()), ""]
    lines += [f"| {' | '.join(HEADER)} |", "|" + "---|" * len(HEADER)]
    groups = {form: [pair for pair in pairs if pair.row.form == form] for form in FORMS}
    lines += [_line(form, group) for form, group in {**groups, "all": list(pairs)}.items() if group]
    lines.append("")
    for name, told in (
        ("two questions: both told in the quotes", [pair.both_told for pair in pairs if pair.both_told is not None]),
        ("yes/no: right verdict", [pair.verdict_right for pair in pairs if pair.verdict_right is not None]),
    ):
        lines += [f"* {name}: {sum(told)} of {len(told)}"] if told else []
    return "\n".join(lines) + "\n"


def _line(form: str, group: Sequence[Pair]) -> str:
    ways = [[pair.typed for pair in group], [pair.plain for pair in group]]
    cells = [form, str(len(group))]
    for _, value, answerable in MEASURES:
        cells += [_share([value(one) for one in way if one.gold.answerable is answerable]) for way in ways]
    cells += [f"{latency(way)['median']:.0f}" for way in ways]
    return f"| {' | '.join(cells)} |"


def _share(values: Sequence[bool]) -> str:
    return f"{float(np.mean(values)):.3f}" if values else "–"
