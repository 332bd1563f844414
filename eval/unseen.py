"""Libraries that nothing was fitted on and whose failures nobody looked at: ``python -m eval.unseen``.

Those of ``eval/unseen`` have the form of ``eval/libraries``: articles of a province, and what its people ask without the text
before them. Each is asked by itself, with the whole service. What is measured here is what a library can expect that nobody here
has seen; to look at single answers, or to tune by the table, would end that.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from eval.dataset import libraries
from eval.runner import Scored, by_group, figures, run
from eval.throwaway import throwaway
from index.encoder import Encoder
from service.reader.base import Reader
from service.settings import Settings

UNSEEN = Path(__file__).with_name("unseen")
SHOWN = ("right article", "first quote tells", "answer in quotes shown", "answered (of answerable)", "right when answered",
         "refused (of unanswerable)")  # fmt: skip


def asked(
    folder: Path = UNSEEN,
    *,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    reader: Reader | None = None,
) -> Iterator[tuple[str, list[Scored]]]:
    """Each library of the folder with what was said to its questions; raises UnsoundQuestion where one is not sound."""
    for name, golds, articles in libraries(folder):
        with throwaway(articles.values(), settings=settings, encoder=encoder, reader=reader) as running:
            yield name, run(golds, running.answerer, {origin: origin for origin in articles})


def row(name: str, scored: Sequence[Scored]) -> str:
    """A row of the table: how many questions can be answered and how many cannot, and SHOWN; "–" where nothing speaks to it."""
    found = {figure.name: figure.value for figure in figures(scored)}
    can = [item for item in scored if item.gold.answerable]
    if can:
        found["first quote tells"] = sum(item.first_tells for item in can) / len(can)
    values = [f"{found[name]:.3f}" if name in found else "–" for name in SHOWN]
    return f"| {name} | {len(can)} + {len(scored) - len(can)} | {' | '.join(values)} |"


def table(found: Mapping[str, Sequence[Scored]]) -> str:
    """All libraries together, each, and by kind and tag, as Markdown; intervals of the whole stand below."""
    every = [item for scored in found.values() for item in scored]
    lines = [
        f"| questions | answerable + not | {' | '.join(SHOWN)} |",
        "|---" * (len(SHOWN) + 2) + "|",
        row("all", every),
    ]
    lines += [row(name, scored) for name, scored in found.items()]
    lines += [row(name, scored) for name, scored in by_group(every).items()]
    spread = [f"{one.name} {one.value:.3f} ({one.low:.3f}–{one.high:.3f})" for one in figures(every)]
    return "\n".join([*lines, "", "; ".join(spread)])


def main(folder: Annotated[Path, typer.Argument(help="A folder of libraries.")] = UNSEEN) -> None:
    """Ask every question of the libraries and print the table."""
    print(table(dict(asked(folder))))


if __name__ == "__main__":
    typer.run(main)
