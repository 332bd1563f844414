"""How well weights and precisions read: ``python -m eval.reader_precision DATA`` prints a table of docs/reader.md.

All read the same questions, each over its passage and answered whatever the null says, one after the other in one run.
``--adapter`` names other weights than the committed ones, several to compare them.
"""

import time
from itertools import product
from pathlib import Path
from typing import Annotated

import typer

from eval.reader_ablation import judged, kept_out, of_sample
from index.encoder import open_encoder
from service.reader.span_model.adapter import ADAPTER
from service.reader.span_model.model import SpanModel
from service.reader.span_model.precision import Precision
from service.settings import Settings


def main(
    data: Annotated[Path, typer.Argument(help="Folder with the Vietnamese development sample.")],
    adapter: Annotated[list[Path] | None, typer.Option(help="The weights that are read with.")] = None,
    precision: Annotated[
        list[Precision] | None, typer.Option(help="How matrices are multiplied; both without it.")
    ] = None,
) -> None:
    """Print F1, exact match, how well the null is told, and the time a question takes."""
    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    print("| set | weights | precision | F1 / EM | AUROC of the null | ms a question |\n|---|---|---|---|---|---|")
    for name, questions in (("pairs kept out", kept_out()), ("development sample", of_sample(data))):
        for weights, exactness in product(adapter or [ADAPTER], precision or list(Precision)):
            model = SpanModel.open(settings.data_dir, encoder, settings.threads, weights, exactness)
            started = time.perf_counter()
            told = judged(model, questions)
            spent = (time.perf_counter() - started) / len(questions) * 1000
            figures = f"{told['f1']:.3f} / {told['exact']:.3f} | {told['auroc']:.3f} | {spent:.0f}"
            print(f"| {name} | {weights.stem} | {exactness} | {figures} |", flush=True)


if __name__ == "__main__":
    typer.run(main)
