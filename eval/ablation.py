"""What each step of understanding a question is worth, and costs: ``python -m eval.ablation [--split dev|test|all]``.

The questions of ``typed.jsonl`` are asked with all steps, with none, and with all but one, over the repository's articles in
one run. A step's cost is the processor time of reading questions (without searching and answering) with all steps, less
that without it. The memory of the model of syllables is what opening it adds to the process.
"""

import argparse
import gc
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from eval.dataset import own_articles
from eval.runner import Scored, run
from eval.throwaway import about, throwaway
from eval.typed_rows import FORMS, TYPED, Typed, load
from service.answering import Answerer
from service.question.accents.model import SyllableModel, load_model
from service.question.analysis import analyse, normalised
from service.question.fitting import fitted
from service.question.followup import rewritten
from service.question.several import split
from service.question.steps import ALL_STEPS, NO_STEPS, STEPS, Steps

ROUNDS = 5  # of timing; the median of them counts
_PAGE = 4096  # bytes, of /proc/self/statm


@dataclass(frozen=True, slots=True)
class Worth:
    """A set of steps: what the questions come to with it, and milliseconds of processor time to read one.

    ``shown`` is, by form, the share of what can be answered whose first quote tells, be it given as an answer or beside a
    refusal: what understanding is worth before confidence speaks.
    """

    name: str
    found: float
    told: float
    refused: float
    cost: float
    shown: Mapping[str, float] = field(default_factory=dict)


def worth(name: str, steps: Steps, rows: Sequence[Typed], answerer: Answerer, origins: dict[str, str]) -> Worth:
    """Asks all rows as typed with these steps."""
    answerer.steps = steps
    scored = run([row.gold for row in rows], answerer, origins)
    can = [one for one in scored if one.gold.answerable]
    cannot = [one for one in scored if not one.gold.answerable]
    return Worth(
        name,
        _share([one.rank == 1 for one in can]),
        _share([one.in_quote for one in can]),
        _share([one.refused for one in cannot]),
        float(np.median([_cost(steps, rows, scored, answerer) for _ in range(ROUNDS)])),
        _shown(rows, scored),
    )


def _shown(rows: Sequence[Typed], scored: Sequence[Scored]) -> dict[str, float]:
    by_form: dict[str, list[bool]] = {}
    for row, one in zip(rows, scored, strict=True):
        if row.gold.answerable:
            by_form.setdefault(row.form, []).append(one.first_tells)
    return {form: _share(by_form[form]) for form in FORMS if form in by_form}


def _cost(steps: Steps, rows: Sequence[Typed], scored: Sequence[Scored], answerer: Answerer) -> float:
    """Milliseconds of processor time to read one question with these steps."""
    library, aliases = answerer.library, answerer.aliases
    ids = library.store.passages_of(stored.article.id for stored in library.store.documents())[:10]
    texts = [passage.text for passage in library.store.passages(ids.tolist()).values()]  # as many as a search finds
    started = time.process_time()
    for row in rows:
        asked = normalised(row.gold.question)
        for part in split(asked) if steps.several else [asked]:
            whole = rewritten(part, row.gold.history) if steps.history else part
            question = analyse(whole, library, aliases, steps)
            if steps.fitting:
                fitted(question, texts, library, aliases)
    return 1000 * (time.process_time() - started) / max(len(rows), 1)


def _share(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else 0.0


def table(found: Sequence[Worth]) -> str:
    """The table as Markdown; the first row has all steps, and a cost is what leaving the step out saves."""
    full = found[0]
    lines = ["| steps | hit@1 | answer in quote | refused | ms of reading |", "|---|---|---|---|---|"]
    for one in found:
        cost = f"{one.cost:.2f}" if one is full or one.name == "none" else f"{full.cost - one.cost:+.2f}"
        lines.append(f"| {one.name} | {one.found:.3f} | {one.told:.3f} | {one.refused:.3f} | {cost} |")
    return "\n".join(lines)


def by_form(found: Sequence[Worth]) -> str:
    """The share of first quotes that tell, by form, as Markdown; what a step changes is in bold."""
    full = found[0]
    lines = [f"| steps | {' | '.join(full.shown)} |", f"|---{'|---' * len(full.shown)}|"]
    for one in found:
        cells = (
            f"**{one.shown[form]:.2f}**" if one.shown[form] != share else f"{share:.2f}"
            for form, share in full.shown.items()
        )
        lines.append(f"| {one.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def model_bytes() -> int:
    """Bytes of memory that the model of syllables takes: what the process grows by when it is opened once more."""
    gc.collect()
    before = _resident()
    kept: list[SyllableModel] = [load_model.__wrapped__()]
    gc.collect()
    return (_resident() - before) // len(kept)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def main(words: Sequence[str] | None = None) -> int:
    """Asks and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.ablation", description="What each step is worth.")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev")
    told = parser.parse_args(words)
    rows = [row for row in load(TYPED) if told.split in ("all", row.gold.split)]
    articles = own_articles()
    with throwaway(articles.values()) as running:
        origins = {name: article.origin for name, article in articles.items()}
        sets = [
            ("all", ALL_STEPS),
            ("none", NO_STEPS),
            *((f"without {name}", ALL_STEPS.without(name)) for name in STEPS),
        ]
        run(
            [row.gold for row in rows], running.answerer, origins
        )  # what is kept in memory is not paid for by the first
        found = [worth(name, steps, rows, running.answerer, origins) for name, steps in sets]
        print("\n".join(f"* {name}: {value}" for name, value in {"split": told.split, **about(running)}.items()))
    print(
        f"* questions: {len(rows)}\n* model of syllables: {model_bytes() / 1e6:.1f} MB of memory\n\n{table(found)}\n\n{by_form(found)}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
