"""What each choice in training the reader is worth: ``python -m eval.reader_ablation DATA`` prints the table of docs/reader.md.

Short runs of the same number of steps, each with one thing changed, are compared over the pairs kept out and the
Vietnamese development sample, each question over its passage. A run that is done is not done again.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Annotated

import numpy as np
import torch
import typer

from eval.calibration import ranks_above
from eval.squad_scoring import score
from index.encoder import open_encoder
from index.encoder.layout import TOKENIZER
from index.encoder.provisioning import provision
from index.encoder.tokenizer import open_tokenizer
from service.reader.span_model.model import Scorer, SpanModel
from service.reader.span_model.precision import Precision
from service.reader.span_model.reading import read_alone
from service.reader.training.examples import Group, Recipe, batches, group
from service.reader.training.export import export
from service.reader.training.learning import Learner, halves_pay
from service.reader.training.network import Form, batch
from service.reader.training.pairs import read_all
from service.reader.training.samples import foreign, own
from service.reader.training.stages import BATCH_TOKENS, FIRST
from service.settings import Settings

SAMPLE = "viquad2-sample-dev.jsonl.gz"  # for development only: nothing is trained on it
KEPT_OUT, OF_SAMPLE = 400, 400  # questions of each
RECIPE = Recipe(beside=0.2, instead=0.08, altered=0.2)


@dataclass(frozen=True, slots=True)
class Run:
    """One way to train. ``sets`` names the questions of other languages that there are to draw from (``Stage.others``)."""

    form: Form = field(default_factory=Form)
    rate: float = 8e-4
    sets: Mapping[str, tuple[int, int]] = field(default_factory=lambda: FIRST)
    ours: bool = True
    recipe: Recipe = RECIPE

    def without(self, name: str) -> "Run":
        """The same without one of the sets."""
        return Run(self.form, self.rate, {n: k for n, k in self.sets.items() if n != name}, self.ours, self.recipe)


BASE = Run()
RUNS: Mapping[str, Run] = {
    "base": BASE,
    "rank 32": Run(form=Form(rank=32)),
    "rank 8": Run(form=Form(rank=8)),
    "layers 5 to 12 alone": Run(form=Form(first_layer=4)),
    "rate 4e-4": Run(rate=4e-4),
    "rate 1.6e-3": Run(rate=1.6e-3),
    "our own pairs only": Run(sets={}),
    "other languages only": Run(ours=False),
    **{f"without {name}": BASE.without(name) for name in FIRST},
    "windows up to 380 tokens": Run(recipe=Recipe(beside=0.2, instead=0.08, altered=0.2, longest=380)),
    "no altered questions": Run(recipe=Recipe(beside=0.2, instead=0.08)),
    "dropout 0.1": Run(form=Form(dropout=0.1)),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question over its passage; no accepted answers: it does not tell."""

    question: str
    context: str
    accepted: tuple[str, ...]


def kept_out() -> list[Question]:
    """The development pairs, drawn evenly."""
    pairs = [pair for pair in read_all() if pair.split == "dev"]
    found = [Question(p.question, p.context, () if p.answer is None else (p.answer,)) for p in pairs]
    return found[:: max(1, len(found) // KEPT_OUT)]


def of_sample(data: Path) -> list[Question]:
    """The Vietnamese development sample, drawn evenly."""
    with gzip.open(data / SAMPLE, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    found = [Question(r["question"], r["context"], tuple(a["text"] for a in r["answers"])) for r in rows]
    return found[:: max(1, len(found) // OF_SAMPLE)]


def judged(model: Scorer, questions: Sequence[Question]) -> dict[str, float]:
    """Exact match and F1 of what can be answered, whatever the null says, and how well the margin tells the two apart."""
    scores, told, untold = [], [], []
    for item in questions:
        span = read_alone(model, item.question, item.context)
        margin = span.margin if span else -30.0
        if item.accepted:
            scores.append(score(item.context[span.start : span.end] if span else None, item.accepted))
            told.append(margin)
        else:
            untold.append(margin)
    return {
        "f1": float(np.mean([one.f1 for one in scores])),
        "exact": float(np.mean([one.exact for one in scores])),
        "auroc": ranks_above(told, untold),
    }


def learn(  # noqa: PLR0917 - a run in full
    run: Run, data: Path, out: Path, steps: int, seed: int, encoder: Path
) -> float:
    """Trains and writes ``out/adapter.safetensors``; gives the mean loss of the last fifth of the steps."""
    rng = Random(f"{seed} ablation")
    samples = (foreign(data, rng, run.sets) if run.sets else []) + (own("train", rng) if run.ours else [])
    rng.shuffle(samples)
    tokenizer = open_tokenizer(encoder / TOKENIZER)
    groups = (group(sample, tokenizer, run.recipe, rng) for sample in samples)
    planned: list[list[Group]] = batches((item for item in groups if item is not None), BATCH_TOKENS, rng)[:steps]
    learner = Learner(encoder, run.form, run.rate, seed, halves=halves_pay())
    losses = [learner.learn(batch(made), step / len(planned)) for step, made in enumerate(planned)]
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach() for name, value in learner.network.trained()}
    plan = {"stages": ["ablation"], "steps": steps}
    torch.save({"form": {"rank": run.form.rank}, "seed": seed, "weights": weights, "plan": plan}, out / "t.pt")
    export(out / "t.pt", out / "adapter.safetensors")
    return float(np.mean(losses[-len(losses) // 5 :]))


def main(  # noqa: PLR0917 - the options of a command
    data: Annotated[Path, typer.Argument(help="Folder with the sets of other languages and the development sample.")],
    out: Annotated[Path, typer.Option(help="Where results are kept.")] = Path("var/ablation"),
    steps: int = 240,
    seed: int = 7,
    threads: int = 2,
    only: Annotated[list[str] | None, typer.Option(help="Names of runs; all without it.")] = None,
) -> None:
    """Make the runs that are not made yet, and print the table of all."""
    settings = Settings()
    out.mkdir(parents=True, exist_ok=True)
    results = out / f"results-{steps}-{seed}.jsonl"
    done = (
        {row["run"]: row for row in map(json.loads, results.read_text("utf-8").splitlines())}
        if results.exists()
        else {}
    )
    torch.set_num_threads(threads)
    folder = provision(settings.data_dir)
    for name in only or RUNS:
        if name in done:
            continue
        place = out / name.replace(" ", "-")
        lost = learn(RUNS[name], data, place, steps, seed, folder)
        encoder = open_encoder(settings.encoder, settings.data_dir, print, threads=threads)
        model = SpanModel.open(place, encoder, threads, place / "adapter.safetensors", Precision.FLOAT32)
        row = {"run": name, "loss": lost, "pairs": judged(model, kept_out()), "sample": judged(model, of_sample(data))}
        done[name] = row
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)
    print("| run | loss | pairs: F1 / EM, AUROC | sample: F1 / EM, AUROC |\n|---|---|---|---|")
    for name, row in done.items():
        cells = [f"{row[s]['f1']:.3f} / {row[s]['exact']:.3f}, {row[s]['auroc']:.2f}" for s in ("pairs", "sample")]
        print(f"| {name} | {row['loss']:.2f} | {cells[0]} | {cells[1]} |")


if __name__ == "__main__":
    typer.run(main)
