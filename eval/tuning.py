"""Chooses the fusion weights: ``python -m eval.tuning`` prints the table of docs/retrieval.md.

Looked at: the hand-written reading pairs of the training split, each question over all passages, and the development
questions over the repository's corpus; each as typed (if it has diacritics), stripped of them, and restored from that.
Test questions are not, but ``--test`` reports them with the weights in use and nothing else.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from corpus.store import Store
from corpus.text.fold import fold
from eval.dataset import Gold, load, own_articles
from eval.metrics import recall_at, reciprocal_rank
from index.encoder import Encoder, open_encoder
from index.engines import Evidence, embedded
from index.fusion import PLAIN, RESTORED, TONED, Weights, fuse
from index.library import Library
from index.retrieval import CANDIDATES, Query, has_diacritics
from service.question.analysis import analyse, normalised
from service.reader.training.pairs import read_all
from service.settings import Settings

RRF_K = 60  # Cormack, Clarke, Büttcher (2009)
STEPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """The evidence for one question: float32 (3, n) of cosine and both BM25 scores by ascending passage id, and which
    of the passages tell the answer (n,)."""

    signals: NDArray[np.float32]
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, evidence: Sequence[Evidence], right: set[int]) -> "Case":
        """From what the library says; ``right`` are ids of passages that tell."""
        rows = [(item.dense, item.toned, item.folded) for item in evidence]
        return cls(
            np.array(rows, dtype=np.float32).reshape(-1, 3).T,
            np.array([item.passage_id in right for item in evidence], dtype=bool),
        )

    def rank(self, scores: NDArray[np.float32]) -> int | None:
        """The place (from 1) of the first right passage when ordered by ``scores``, ties by passage id."""
        places = np.flatnonzero(self.right[np.argsort(-scores, kind="stable")])
        return int(places[0]) + 1 if places.size else None


def cases(
    golds: Sequence[Gold], articles: Sequence[Article], encoder: Encoder, *, stripped: bool, restored: bool = False
) -> list[Case]:
    """Scores every question over a throw-away library of the articles; ``restored`` reads the stripped ones as asked."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Store(Path(folder) / "t.sqlite"), encoder, embedded(Path(folder) / "index"))
        library.put_all(articles)
        spans = {article.origin: library.store.neighbours(article.id) for article in articles}
        for gold in golds:
            question = normalised(fold(gold.question) if stripped else gold.question)
            if gold.start is None or gold.article is None or has_diacritics(question) == stripped:
                continue
            right = {p.id for p in spans[gold.article] if p.start <= gold.start < p.end}
            right |= {p.id for name in gold.also for p in spans[name] if gold.answer and gold.answer in p.text}
            query = analyse(question, library).query if restored else Query(question)
            vector = encoder.encode_queries([query.text])[0]
            found.append(Case.of(library.evidence(vector, query.terms, CANDIDATES), right))
        library.store.close()
    return found


def scores(found: Sequence[Case], weights: Weights) -> tuple[float, float, float]:
    """hit@1, recall@5 and MRR under some weights."""
    return _figures([case.rank(fuse(case.signals[0], case.signals[1], case.signals[2], weights)) for case in found])


def rrf(found: Sequence[Case]) -> tuple[float, float, float]:
    """The same by reciprocal rank fusion of cosine and the folded field."""
    ranks = []
    for case in found:
        total = np.zeros(case.right.size, dtype=np.float32)
        for signal in (case.signals[0], case.signals[2]):
            order = np.argsort(-signal, kind="stable")
            total[order] += 1 / (RRF_K + 1 + np.arange(order.size, dtype=np.float32))
        ranks.append(case.rank(total))
    return _figures(ranks)


def _figures(ranks: Sequence[int | None]) -> tuple[float, float, float]:
    return recall_at(1, ranks), recall_at(5, ranks), reciprocal_rank(ranks)


def best_weights(sets: Sequence[Sequence[Case]]) -> Weights:
    """The weights of the grid with the highest mean MRR over the sets, the earliest of equals."""
    grid = [Weights(d, t, f) for d, t, f in product(STEPS, repeat=3) if abs(d + t + f - 1) < 1e-9]
    return max(grid, key=lambda weights: float(np.mean([scores(found, weights)[2] for found in sets])))


def report(golds: Sequence[Gold], articles: Sequence[Article], encoder: Encoder) -> None:
    """Prints what the weights in use give for questions with accents, and for the same ones without."""
    golds = [gold for gold in golds if has_diacritics(gold.question) and not gold.history]
    for name, weights, stripped, restored in (
        ("with accents", TONED, False, False),
        ("stripped", PLAIN, True, False),
        ("stripped, restored", RESTORED, True, True),
    ):
        found = cases(golds, articles, encoder, stripped=stripped, restored=restored)
        row = scores(found, weights)
        print(f"| {name}, {len(found)} | {row[0]:.3f} | {row[1]:.3f} | {row[2]:.3f} |")


def main() -> None:
    """Prints hit@1, recall@5 and MRR of each signal, of the best weights and of those in use."""
    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    articles = own_articles()
    golds = load(articles=articles)
    for split in ("dev", "test"):
        if f"--{split}" in sys.argv[1:]:
            report([gold for gold in golds if gold.split == split], list(articles.values()), encoder)
            return
    pairs = [pair for pair in read_all() if pair.split == "train"]
    passages = [Article(name, context, "") for name, context in {p.passage_id: p.context for p in pairs}.items()]
    pair_golds = [Gold(p.id, p.question, p.kind, frozenset(), p.passage_id, p.answer, (), p.start) for p in pairs]
    dev = [gold for gold in golds if gold.split == "dev" and not gold.history]
    print("| questions | signal | hit@1 | recall@5 | MRR |\n|---|---|---|---|---|")
    for stripped, restored, in_use in ((False, False, TONED), (True, False, PLAIN), (True, True, RESTORED)):
        sets = {
            "pairs": cases(pair_golds, passages, encoder, stripped=stripped, restored=restored),
            "corpus": cases(dev, list(articles.values()), encoder, stripped=stripped, restored=restored),
        }
        best = best_weights(list(sets.values()))
        for name, found in sets.items():
            rows = {
                "dense": scores(found, Weights(1, 0, 0)),
                "BM25 toned": scores(found, Weights(0, 1, 0)),
                "BM25 folded": scores(found, Weights(0, 0, 1)),
                "reciprocal rank fusion": rrf(found),
                f"best of the grid {best.dense:g}/{best.toned:g}/{best.folded:g}": scores(found, best),
                f"in use {in_use.dense:g}/{in_use.toned:g}/{in_use.folded:g}": scores(found, in_use),
            }
            label = f"{name}, {len(found)}{', restored' if restored else ', stripped' if stripped else ''}"
            for signal, row in rows.items():
                print(f"| {label} | {signal} | {row[0]:.3f} | {row[1]:.3f} | {row[2]:.3f} |")


if __name__ == "__main__":
    main()
