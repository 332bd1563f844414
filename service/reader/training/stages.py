"""The order in which the reader learns: reading in general first, then Vietnamese as people here write and ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tokenizers import Tokenizer

from service.reader.training.examples import Group, Recipe, batches, group
from service.reader.training.samples import Sample, foreign, own

BATCH_TOKENS = 3_600  # tokens a step, with padding


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. ``share`` (0..1) is its part of the learning-rate schedule; ``passes`` are those over our own pairs.

    ``most`` limits the steps: of those planned, the first ones are made.
    """

    name: str
    share: float
    passes: int
    others: bool
    recipe: Recipe
    most: int | None = None


STAGES = (
    Stage("general", 0.33, 0, True, Recipe(beside=0.2, instead=0.12, altered=0.2)),
    Stage("vietnamese", 0.22, 1, False, Recipe(beside=0.2, instead=0.05, altered=0.2)),
    Stage("again", 0.45, 2, False, Recipe(beside=0.2, instead=0.05, altered=0.2), most=1_050),
)


def stage_batches(stage: Stage, data: Path | None, tokenizer: Tokenizer, seed: int) -> list[list[Group]]:
    """The batches of a stage, the same for the same seed and files."""
    rng = Random(f"{seed} {stage.name}")
    samples: list[Sample] = []
    if stage.others and data is not None:
        samples += foreign(data, rng)
    ours = own("train", rng)
    found: list[list[Group]] = []
    if samples:  # others and ours mixed, each of ours once a pass
        mixed = samples + ours * stage.passes
        rng.shuffle(mixed)
        return _batches(mixed, stage.recipe, tokenizer, rng)
    for _ in range(stage.passes):
        rng.shuffle(ours)
        found += _batches(ours, stage.recipe, tokenizer, rng)
    return found


def _batches(samples: Sequence[Sample], recipe: Recipe, tokenizer: Tokenizer, rng: Random) -> list[list[Group]]:
    groups = (group(sample, tokenizer, recipe, rng) for sample in samples)
    return batches((item for item in groups if item is not None), BATCH_TOKENS, rng)
