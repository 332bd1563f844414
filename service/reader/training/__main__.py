"""Trains the reader: ``python -m service.reader.training --data DIR --out DIR``. See docs/reader.md.

Stopped at any moment, the same command goes on from the last checkpoint. The same seed and files give the same batches.
``DIR/log.jsonl`` has a line every few steps; ``DIR/trained.pt`` is what ``service.reader.training.export`` reads.
"""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Annotated, Any

import torch
import typer
from tokenizers import Tokenizer

from index.encoder.layout import TOKENIZER
from index.encoder.provisioning import provision
from index.encoder.tokenizer import open_tokenizer
from service.reader.span_model.adapter import read_adapter
from service.reader.training.examples import Group, Recipe, batches
from service.reader.training.learning import Learner, halves_pay
from service.reader.training.network import Form, batch, loss
from service.reader.training.samples import own
from service.reader.training.stages import BATCH_TOKENS, QUOTES, STAGES, Stage, groups_of, stage_batches

_EVERY, _SAVED, _CHECKED = 10, 60, 240  # steps between lines of the log, checkpoints, looks at the held-out pairs
_HELD_OUT = 160  # pairs


class Training:
    """A run: the network, its optimiser, and where it stands."""

    def __init__(self, encoder: Path, out: Path, form: Form, peak: float, seed: int, *, halves: bool = False) -> None:
        self.out, self.form, self.seed = out, form, seed
        self.learner = Learner(encoder, form, peak, seed, halves=halves)
        self.network, self.optimiser = self.learner.network, self.learner.optimiser
        self.tokenizer: Tokenizer = open_tokenizer(encoder / TOKENIZER)
        self.stage = self.step = 0
        self.plan: dict[str, object] = {}
        self.held_out: list[list[Group]] = []
        out.mkdir(parents=True, exist_ok=True)

    def resume(self, stages: Sequence[Stage], most: int | None = None) -> None:
        """Takes up the last checkpoint, if there is one; refuses that of another form, seed or plan."""
        path = self.out / "checkpoint.pt"
        if not path.exists():
            return
        saved: dict[str, Any] = torch.load(path, weights_only=True)
        if (saved["form"], saved["seed"], saved["plan"]) != (_described(self.form), self.seed, _planned(stages, most)):
            raise typer.BadParameter(f"{path} is of another run: name another --out, or remove it")
        self.network.load_state_dict(saved["weights"], strict=False)
        self.optimiser.load_state_dict(saved["optimiser"])
        self.stage, self.step = saved["stage"], saved["step"]

    def save(self, name: str) -> None:
        """Writes a checkpoint, whole or not at all."""
        held = {name: value.detach() for name, value in self.network.trained()}
        saved = {
            "form": _described(self.form),
            "seed": self.seed,
            "plan": self.plan,
            "weights": held,
            "optimiser": self.optimiser.state_dict(),
            "stage": self.stage,
            "step": self.step,
        }
        torch.save(saved, self.out / f"{name}.part")
        os.replace(self.out / f"{name}.part", self.out / name)

    def run(self, data: Path | None, stages: Sequence[Stage], most: int | None = None) -> None:
        """All stages from where the run stands, of each at most as many steps."""
        self.plan = _planned(stages, most)
        self.held_out = _held_out(self.tokenizer, quotes=stages[-1].quotes)
        for number in range(self.stage, len(stages)):
            stage = stages[number]
            planned = stage_batches(stage, data, self.tokenizer, self.seed)[:most]
            before = sum(earlier.share for earlier in stages[:number])
            self.log(
                stage=stage.name, steps=len(planned), tokens=sum(len(w.ids) for b in planned for g in b for w in g)
            )
            summed, started = 0.0, time.monotonic()
            while self.step < len(planned):
                progress = before + stage.share * self.step / len(planned)
                summed += self.learner.learn(batch(planned[self.step]), progress)
                self.step += 1
                if self.step % _EVERY == 0:
                    spent = (time.monotonic() - started) / _EVERY
                    self.log(stage=stage.name, step=self.step, loss=round(summed / _EVERY, 4), seconds=round(spent, 2))
                    summed, started = 0.0, time.monotonic()
                if self.step % _SAVED == 0:
                    self.save("checkpoint.pt")
                if self.step % _CHECKED == 0 or self.step == len(planned):
                    self.log(stage=stage.name, step=self.step, **self.check())
            self.stage, self.step = number + 1, 0
            self.save(f"{stage.name}.pt")
            self.save("checkpoint.pt")
        self.save("trained.pt")

    @torch.inference_mode()
    def check(self) -> dict[str, float]:
        """Loss, and the share of starts and ends that are right, on pairs kept out, each over its own passage."""
        self.network.eval()
        losses, right, total = 0.0, 0, 0
        for groups in self.held_out:
            made = batch(groups)
            scores = self.network(made.ids, made.read)
            losses += float(loss(scores, made)) * len(groups)
            for side, gold in ((0, made.starts), (1, made.ends)):
                best = scores[..., side].masked_fill(~made.allowed, -1e9).argmax(dim=1)
                right += int(gold[torch.arange(len(best)), best].sum())
                total += len(best)
        count = sum(len(groups) for groups in self.held_out)
        return {"held_out_loss": round(losses / count, 4), "held_out_right": round(right / total, 4)}

    def log(self, **values: object) -> None:
        """Adds a line to the log, and says it."""
        line = json.dumps({"at": time.strftime("%Y-%m-%d %H:%M:%S"), **values}, ensure_ascii=False)
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        print(line, flush=True)


def _planned(stages: Sequence[Stage], most: int | None) -> dict[str, object]:
    return {"stages": [stage.name for stage in stages], "steps": most}


def _described(form: Form) -> dict[str, float]:
    return {"rank": form.rank, "first_layer": form.first_layer, "dropout": form.dropout}


def _held_out(tokenizer: Tokenizer, *, quotes: bool) -> list[list[Group]]:
    rng = Random(0)
    plain = Recipe(beside=0.0, instead=0.0, shortened=0.0, stripped=0.0, careless=0.0)
    samples = own("dev", rng)
    rng.shuffle(samples)
    stage = Stage("held out", 1.0, 1.0, {}, plain, quotes)
    return batches(groups_of(samples[:_HELD_OUT], stage, tokenizer, rng), BATCH_TOKENS, rng)


def main(  # noqa: PLR0917 - the options of a command
    out: Annotated[Path, typer.Option(help="Where checkpoints and the log go.")],
    data: Annotated[Path | None, typer.Option(help="Folder with the sets of other languages.")] = None,
    rank: int = 64,
    first_layer: int = 0,
    dropout: float = 0.0,
    rate: Annotated[float, typer.Option(help="The full learning rate.")] = 8e-4,
    seed: int = 41,
    start: Annotated[
        Path | None, typer.Option(help="An adapter to go on from, with --seed and --rate of its own.")
    ] = None,
    threads: int = 2,
    halves: Annotated[
        bool | None, typer.Option(help="Multiply in bfloat16; without it, whichever is faster on this processor.")
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="At most as many; the rate has fallen to its least there.", min=1)
    ] = None,
    models: Annotated[Path, typer.Option(help="The data directory with the bundled encoder.")] = Path("var"),
    quotes: Annotated[
        bool,
        typer.Option("--quotes", help="Learn to read quotes by themselves; with --start, from what reads passages."),
    ] = False,
) -> None:
    """Train from the start, or go on from the checkpoint in OUT."""
    torch.set_num_threads(threads)
    halves = halves_pay() if halves is None else halves
    training = Training(provision(models), out, Form(rank, first_layer, dropout), rate, seed, halves=halves)
    if start is not None:
        training.network.take(read_adapter(start))
    stages = QUOTES if quotes else STAGES
    training.resume(stages, steps)
    training.run(data, stages, steps)


if __name__ == "__main__":
    typer.run(main)
