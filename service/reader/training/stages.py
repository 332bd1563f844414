"""The order in which the reader learns: reading in general first, then Vietnamese as people here write and ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tokenizers import Tokenizer

from service.reader.training.examples import Group, Recipe, batches, group
from service.reader.training.samples import SETS, Sample, foreign, own

BATCH_TOKENS = 3_600  # tokens a step, with padding


PLAIN = Recipe(beside=0.2, instead=0.05, altered=0.2)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. ``share`` (0..1) is its part of the learning-rate schedule; ``passes`` are those over our own pairs, a
    part of one being drawn at random.

    ``others`` names the questions ``[first, last)`` of the sets of other languages that are mixed in.
    """

    name: str
    share: float
    passes: float
    others: Mapping[str, tuple[int, int]]
    recipe: Recipe = PLAIN


FIRST = {"jaquad-train": (0, 14_000), **{name: (0, SETS[name]) for name in SETS if name != "jaquad-train"}}
MORE = {"jaquad-train": (14_000, 19_500)}
STAGES = (
    Stage("general", 0.25, 0, FIRST, Recipe(beside=0.2, instead=0.12, altered=0.2)),
    Stage("vietnamese", 0.2, 1, {}),
    Stage("mixed", 0.15, 0.2, MORE, Recipe(beside=0.2, instead=0.05, altered=0.2, more=0.3)),
    Stage("last", 0.4, 0.44, {}, Recipe(beside=0.3, instead=0.05, altered=0.2, more=0.3, shortened=0.6)),
)


def stages_from(name: str) -> tuple[Stage, ...]:
    """The stages from the named one on, with shares that make a whole schedule; raises KeyError for an unknown name."""
    left = STAGES[{stage.name: at for at, stage in enumerate(STAGES)}[name] :]
    whole = sum(stage.share for stage in left)
    return tuple(replace(stage, share=stage.share / whole) for stage in left)


def stage_batches(stage: Stage, data: Path | None, tokenizer: Tokenizer, seed: int) -> list[list[Group]]:
    """The batches of a stage, the same for the same seed and files."""
    rng = Random(f"{seed} {stage.name}")
    samples: list[Sample] = []
    if stage.others and data is not None:
        samples += foreign(data, rng, stage.others)
    ours = own("train", rng)
    passes = [len(ours)] * int(stage.passes) + [round(len(ours) * (stage.passes % 1))]
    parts = [rng.sample(ours, count) for count in passes if count]
    if samples:  # others and ours mixed
        mixed = samples + [sample for part in parts for sample in part]
        rng.shuffle(mixed)
        return _batches(mixed, stage.recipe, tokenizer, rng)
    return [made for part in parts for made in _batches(part, stage.recipe, tokenizer, rng)]


def _batches(samples: Sequence[Sample], recipe: Recipe, tokenizer: Tokenizer, rng: Random) -> list[list[Group]]:
    groups = (group(sample, tokenizer, recipe, rng) for sample in samples)
    return batches((item for item in groups if item is not None), BATCH_TOKENS, rng)
