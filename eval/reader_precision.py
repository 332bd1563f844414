"""What int8 costs in reading, and what it saves: ``python -m eval.reader_precision DATA`` prints the table of docs/reader.md.

Both precisions read the same questions, each over its passage, one after the other in one run.
"""

import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.reader_ablation import judged, kept_out, of_sample
from index.encoder import open_encoder
from service.reader.span_model.adapter import ADAPTER
from service.reader.span_model.model import SpanModel
from service.reader.span_model.precision import Precision
from service.settings import Settings


def main(
    data: Annotated[Path, typer.Argument(help="Folder with the Vietnamese development sample.")],
    adapter: Annotated[Path, typer.Option(help="The weights that are read with.")] = ADAPTER,
) -> None:
    """Print F1, exact match, how well the null is told, and seconds a set, by precision."""
    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    print("| set | precision | F1 / EM | AUROC of the null | ms a question |\n|---|---|---|---|---|")
    for name, questions in (("pairs kept out", kept_out()), ("development sample", of_sample(data))):
        for precision in Precision:
            model = SpanModel.open(settings.data_dir, encoder, settings.threads, adapter, precision)
            started = time.perf_counter()
            told = judged(model, questions)
            spent = (time.perf_counter() - started) / len(questions) * 1000
            print(
                f"| {name} | {precision} | {told['f1']:.3f} / {told['exact']:.3f} | {told['auroc']:.3f} | {np.round(spent)} |"
            )


if __name__ == "__main__":
    typer.run(main)
