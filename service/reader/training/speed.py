"""How long reading takes: ``python -m service.reader.training.speed``, ONNX Runtime beside plain torch float32, in one run.

Questions of the development pairs over passages of about 600 tokens in all, as a question over an index reads them; all
runtimes read the same windows one after the other, so that what else the machine does weighs on all alike.
"""

import time
from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import torch

from index.encoder import open_encoder
from index.encoder.provisioning import provision
from service.reader.span_model.adapter import read_adapter
from service.reader.span_model.model import MAX_TEXT, SpanModel
from service.reader.span_model.packing import Tokens, pack
from service.reader.span_model.precision import Precision
from service.reader.span_model.reading import BUDGET
from service.reader.training.network import Form, SpanNetwork
from service.reader.training.pairs import Pair, read_all
from service.settings import Settings

QUESTIONS = 60
_WARM = 5  # questions that are not counted


def asked(pairs: Sequence[Pair], model: SpanModel, budget: int, seed: int = 0) -> list[tuple[str, list[Tokens]]]:
    """Questions, each with its own passage and others up to ``budget`` tokens."""
    rng = Random(seed)
    contexts = sorted({pair.context for pair in pairs})
    found = []
    for pair in rng.sample(list(pairs), QUESTIONS + _WARM):
        texts = [model.tokenise(pair.context)]
        for context in rng.sample(contexts, 8):
            tokens = model.tokenise(context)
            if sum(map(len, texts)) + len(tokens) <= budget:
                texts.append(tokens)
        found.append((pair.question, texts))
    return found


def timed(read: Callable[[str, list[Tokens]], object], questions: Sequence[tuple[str, list[Tokens]]]) -> list[float]:
    """Milliseconds for each question but the first few."""
    times = []
    for question, texts in questions:
        started = time.perf_counter()
        read(question, texts)
        times.append((time.perf_counter() - started) * 1000)
    return times[_WARM:]


def main() -> None:
    """Prints medians and the ratio, for the usual budget and for half of it."""
    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    model, rounded = (
        SpanModel.open(settings.data_dir, encoder, settings.threads, precision=precision)
        for precision in (Precision.FLOAT32, Precision.INT8)
    )
    adapter = read_adapter()
    network = SpanNetwork(provision(settings.data_dir), Form.of(adapter))
    network.take(adapter)
    network.encoder = network.encoder.merge_and_unload()  # type: ignore[assignment] # plain BERT again
    network.eval()
    pairs = [pair for pair in read_all() if pair.split == "dev"]

    @torch.inference_mode()
    def by_torch(question: str, texts: list[Tokens]) -> object:
        asked = model.tokenise(question).ids
        rows = [pack(asked, text.ids[:MAX_TEXT]) for text in texts]
        ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=1)
        return network(ids, (ids != 1).long())

    print(f"{torch.get_num_threads()} threads, {QUESTIONS} questions")
    for budget in (BUDGET, BUDGET // 2):
        questions = asked(pairs, model, budget)
        tokens = np.mean([sum(map(len, texts)) for _, texts in questions])
        plain = timed(by_torch, questions)
        print(f"{tokens:.0f} tokens of text: torch float32 {np.median(plain):.0f} ms")
        for name, read in (("float32", model.read), ("int8", rounded.read)):
            ours = timed(read, questions)
            ratio = np.median(ours) / np.median(plain)
            print(f"  ONNX {name} {np.median(ours):.0f} ms (p95 {np.percentile(ours, 95):.0f}), ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
