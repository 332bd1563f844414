"""Measures how large the inputs of the reader's matrices become: ``python -m service.reader.training.ranges [ADAPTER]``.

Over questions of our own training pairs with their passages, read in float32. Writes the file that reading in 8 bits needs
(``span_model/ranges.py``) beside the adapter; after that confidence is fitted anew (``python -m eval.fit_spans``).
"""

import sys
import tempfile
from pathlib import Path
from random import Random

import numpy as np

from index.encoder import open_encoder
from index.encoder.onnx import OnnxEncoder, open_session
from index.encoder.provisioning import bundled_source
from service.reader.span_model.adapter import ADAPTER, Adapter, Matrix, read_adapter
from service.reader.span_model.merging import probe_graph
from service.reader.span_model.model import MAX_TEXT
from service.reader.span_model.packing import pack, tokenise
from service.reader.span_model.ranges import ranges_path, write_ranges
from service.reader.training.pairs import read_all
from service.settings import Settings

QUESTIONS, SEED = 200, 1


def measured(adapter: Adapter, encoder: OnnxEncoder, threads: int | None = None) -> dict[str, Matrix]:
    """The largest magnitude of every channel, (inputs,), by the names of matrices."""
    pairs = [pair for pair in read_all() if pair.split == "train"]
    graph, entering = probe_graph(adapter, bundled_source())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.onnx"
        path.write_bytes(graph)
        session = open_session(path, threads)
    largest: dict[str, Matrix] = {}
    for pair in Random(SEED).sample(pairs, QUESTIONS):
        asked, text = (tokenise(encoder.tokenizer, part).ids for part in (pair.question, pair.context))
        words = encoder.words[np.array([pack(asked, text[:MAX_TEXT])])]
        for name, values in zip(entering, session.run(list(entering.values()), {"words": words}), strict=True):
            held = np.abs(values[0]).max(axis=0)
            largest[name] = np.maximum(largest.get(name, held), held)
    return largest


def main(path: Path = ADAPTER) -> None:
    """Writes the ranges of one adapter."""
    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    if not isinstance(encoder, OnnxEncoder):
        raise SystemExit("the reader goes with the bundled encoder only (TRICH_ENCODER)")
    adapter = read_adapter(path)
    target = ranges_path(path)
    write_ranges(adapter, target, measured(adapter, encoder, settings.threads))
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
