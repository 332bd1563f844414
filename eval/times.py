"""What the time of a question lets in and keeps out: ``python -m eval.times`` prints a table of docs/questions.md.

Over the development questions that name a time: how many of those that can be answered keep a sentence that tells, and what part
of all other sentences is kept, which should be small. ``--lost`` lists what is wrongly kept out.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated

import typer

from eval.asked import Asked, by_people
from eval.remembering import Memory, RememberingEncoder, RememberingModel
from index.encoder import open_encoder
from service.reader.span_model.model import SpanModel
from service.settings import Settings
from service.timely import then


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts of some questions: those with a sentence that tells, of these the ones that keep one, other sentences, and those kept."""

    told: int
    kept: int
    others: int
    others_kept: int


def kept_of(asked: Sequence[Asked]) -> Kept:
    """What is kept of the sentences of questions."""
    told = kept = others = others_kept = 0
    for item in asked:
        left = {id(one) for one in then(item.question, item.scored)}
        here = [id(one) in left for one in item.scored]
        right = item.right.tolist()
        if item.gold.answerable and any(right):
            told += 1
            kept += any(tells and in_time for tells, in_time in zip(right, here, strict=True))
        others += right.count(False)
        others_kept += sum(in_time and not tells for tells, in_time in zip(right, here, strict=True))
    return Kept(told, kept, others, others_kept)


def lost(asked: Sequence[Asked]) -> list[Asked]:
    """The questions whose telling sentences are all kept out."""
    return [item for item in asked if (one := kept_of([item])).told > one.kept]


def main(
    show: Annotated[bool, typer.Option("--lost", help="List the questions whose answers are kept out.")] = False,
) -> None:
    """Print what is kept, for each set and for all."""
    settings = Settings()
    opened = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    with closing(Memory(settings.data_dir / "fitting" / "said.sqlite")) as memory:
        encoder = RememberingEncoder(opened, memory)
        model = RememberingModel(SpanModel.open(settings.data_dir, opened, settings.threads), memory)
        dated = [item for item in by_people(encoder, model, model) if item.question.scope.spans]
    print(
        "| set | questions with a time | … that can be answered | keep a sentence that tells | other sentences kept |\n|---|---|---|---|---|"
    )
    for source in ("all", *dict.fromkeys(item.source for item in dated)):
        part = [item for item in dated if source in ("all", item.source)]
        of = kept_of(part)
        print(
            f"| {source} | {len(part)} | {of.told} | {of.kept / max(1, of.told):.3f} | {of.others_kept / max(1, of.others):.3f} |"
        )
    for item in lost(dated) if show else ():
        print(f"{item.source}: {item.question.text} → {item.gold.answer}")


if __name__ == "__main__":
    typer.run(main)
