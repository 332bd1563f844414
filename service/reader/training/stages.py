"""What the reader learns from, and in what order: one stage, in which our own pairs and other languages are mixed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tokenizers import Tokenizer

from service.reader.training.examples import Group, Recipe, batches, group
from service.reader.training.quotes import quote_groups
from service.reader.training.samples import SETS, Sample, foreign, own

BATCH_TOKENS = 3_600  # tokens a step, with padding


PLAIN = Recipe(beside=0.2, instead=0.05, altered=0.2)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. ``share`` (0..1) is its part of the learning-rate schedule; ``passes`` are those over our own pairs, a
    part of one being drawn at random.

    ``others`` names the questions ``[first, last)`` of the sets of other languages that are mixed in; ``quotes``: read as
    quotes, each by itself.
    """

    name: str
    share: float
    passes: float
    others: Mapping[str, tuple[int, int]]
    recipe: Recipe = PLAIN
    quotes: bool = False


FIRST = {"jaquad-train": (0, 14_000), **{name: (0, SETS[name]) for name in SETS if name != "jaquad-train"}}
# Everything mixed from the first step to the last: what is learnt in stages of its own is partly forgotten in the next.
# Norwegian, the only other language in Latin letters, is read twice.
STAGES = (
    Stage(
        "together",
        share=1.0,
        passes=0.7,
        others={**FIRST, "jaquad-train": (0, 19_500), "norquad": (0, 2 * SETS["norquad"])},
        recipe=Recipe(beside=0.2, instead=0.06, altered=0.2, more=0.3, shortened=0.7),
    ),
)
# What reads quotes again learns from quotes, going on from the weights that read passages.
QUOTES = (
    Stage(
        "quotes",
        share=1.0,
        passes=0.62,
        others={
            "jaquad-train": (19_500, 26_500),
            "norquad": (0, 1_500),
            "iapp-thai-train": (0, 1_500),
            "cmrc2018-dev-trial": (0, 1_500),
        },
        recipe=Recipe(beside=0.0, instead=0.0, altered=0.3),
        quotes=True,
    ),
)


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
        return _batches(mixed, stage, tokenizer, rng)
    return [made for part in parts for made in _batches(part, stage, tokenizer, rng)]


def _batches(samples: Sequence[Sample], stage: Stage, tokenizer: Tokenizer, rng: Random) -> list[list[Group]]:
    return batches(groups_of(samples, stage, tokenizer, rng), BATCH_TOKENS, rng)


def groups_of(samples: Sequence[Sample], stage: Stage, tokenizer: Tokenizer, rng: Random) -> Iterator[Group]:
    """What a stage makes of samples, in their order."""
    for sample in samples:
        if stage.quotes:
            yield from quote_groups(sample, tokenizer, stage.recipe, rng)
        elif (made := group(sample, tokenizer, stage.recipe, rng)) is not None:
            yield made
