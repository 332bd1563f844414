"""How well weights and precisions read: ``python -m eval.reader_precision DATA`` prints a table of docs/reader.md.

All read the same questions, each over its passage and answered whatever the null says, one after the other in one run.
``--adapter`` names other weights than the committed ones; several are compared, and read together as well.
"""

import time
from pathlib import Path
from typing import Annotated

import typer

from eval.reader_ablation import judged, kept_out, of_sample
from index.encoder import open_encoder
from service.reader.span_model.adapter import ADAPTER
from service.reader.span_model.model import Scorer, SpanModel
from service.reader.span_model.precision import Precision
from service.reader.span_model.together import Together
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
    paths, exactnesses = adapter or [ADAPTER], precision or list(Precision)
    for name, questions in (("pairs kept out", kept_out()), ("development sample", of_sample(data))):
        for exactness in exactnesses:
            models = [SpanModel.open(settings.data_dir, encoder, settings.threads, path, exactness) for path in paths]
            readers: list[tuple[str, Scorer]] = list(zip((path.stem for path in paths), models, strict=True))
            if len(models) > 1:
                readers.append(("together", Together(*models)))
            for weights, model in readers:
                started = time.perf_counter()
                told = judged(model, questions)
                spent = (time.perf_counter() - started) / len(questions) * 1000
                figures = f"{told['f1']:.3f} / {told['exact']:.3f} | {told['auroc']:.3f} | {spent:.0f}"
                print(f"| {name} | {weights} | {exactness} | {figures} |", flush=True)


if __name__ == "__main__":
    typer.run(main)
