"""Fits the pattern reader: ``python -m eval.fit_patterns``.

Learned from the hand-written pairs of the reader's training split, each asked over all passages of that split, and from
the development questions over the repository's corpus. The threshold is chosen on the development questions and the
development passages: the one under which wrong answers (four times as dear) and refusals cost least.
The test questions are never looked at here.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from corpus.store import Store
from eval.dataset import Gold, load, own_articles
from eval.logistic import Matrix, fit_listwise, fit_logistic, sigmoid
from eval.metrics import holds
from index.encoder import Encoder, open_encoder
from index.library import Library
from index.retrieval import search
from service.question.analysis import analyse, normalised
from service.reader.base import Evidence
from service.reader.features import NAMES, Scored
from service.reader.pattern_reader import CONFIDENCE_NAMES, WEIGHTS, scored_sentences, with_ranks
from service.reader.training.pairs import Pair, read_all
from service.settings import Settings

PASSAGES = 8
WRONG_COST = 4.0  # a wrong answer costs as much as this many refusals


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the sentences that were read for it, and which of them tell."""

    answerable: bool
    held_out: bool
    sentences: list[Scored]
    right: NDArray[np.bool_]


def ask_all(golds: Sequence[tuple[Gold, bool]], articles: Sequence[Article], encoder: Encoder) -> list[Asked]:
    """Asks every question over a throw-away library of the articles; the flag tells which are held out of fitting."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Store(Path(folder) / "fit.sqlite"), encoder, Path(folder) / "index")
        for article in articles:
            library.put(article.origin, [article])
        by_id = {article.id: article for article in articles}
        asked = []
        for number, (gold, held_out) in enumerate(golds, 1):
            if number % 500 == 0:
                print(f"asked {number} of {len(golds)}", flush=True)
            question = analyse(normalised(gold.question), library)
            hits = search(library, question.text, PASSAGES)
            sentences = scored_sentences(question, [Evidence(hit, by_id[hit.passage.document_id]) for hit in hits])
            right = np.array([tells(gold, scored) for scored in sentences], dtype=bool)
            asked.append(Asked(gold.answerable, held_out, sentences, right))
        library.store.close()
    return asked


def tells(gold: Gold, scored: Scored) -> bool:
    """Whether a sentence holds the gold span, or tells the same elsewhere."""
    sentence = scored.sentence
    if gold.start is None or gold.answer is None:
        return False
    if sentence.evidence.article.origin == gold.article:
        return sentence.start <= gold.start and gold.start + len(gold.answer) <= sentence.end
    # The same words in another article tell only if that sentence also speaks of what is asked.
    return scored.features["context"] >= 0.6 and holds(sentence.text, gold.answers[:1])


def fit(asked: Sequence[Asked]) -> tuple[Matrix, Matrix]:
    """Weights of the ranking and of the confidence."""
    fitting = [item for item in asked if not item.held_out]
    lists = [_matrix([s.features for s in item.sentences], NAMES) for item in fitting if item.right.any()]
    ranking = fit_listwise(lists, [item.right for item in fitting if item.right.any()], l2=0.002)
    rows, labels = confidence_rows(fitting, ranking)
    return ranking, fit_logistic(rows, labels, l2=1.0, free=[0])


def confidence_rows(asked: Sequence[Asked], ranking: Matrix) -> tuple[Matrix, Matrix]:
    """For each question the features (n, d) of the sentence ranked first, and whether it tells (n,)."""
    rows, labels = [], []
    for item in asked:
        if not item.sentences:
            continue
        ranks = (_matrix([s.features for s in item.sentences], NAMES) @ ranking).tolist()
        best = int(np.argmax(ranks))
        rows.append(with_ranks(item.sentences, ranks)[best])
        labels.append(float(item.right[best]))
    return _matrix(rows, CONFIDENCE_NAMES), np.array(labels)


def cheapest_threshold(confidence: Matrix, labels: Matrix, answerable: NDArray[np.bool_]) -> float:
    """The threshold under which wrong answers and needless refusals cost least."""
    steps = np.linspace(0.05, 0.95, 91)
    cost = [
        WRONG_COST * ((confidence >= step) & (labels == 0)).sum() + ((confidence < step) & answerable).sum()
        for step in steps
    ]
    return float(steps[int(np.argmin(cost))])


def _matrix(rows: Sequence[dict[str, float]] | Sequence[object], names: Sequence[str]) -> Matrix:
    return np.array([[row[name] for name in names] for row in rows], dtype=np.float64)  # type: ignore[index]


def _as_gold(pair: Pair) -> Gold:
    return Gold(pair.id, pair.question, pair.kind, frozenset(), pair.passage_id, pair.answer, (), pair.start)


def main() -> None:
    """Fits, reports on what was held out, and writes the weights."""
    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    pairs = read_all()
    passages = {pair.passage_id: Article(pair.passage_id, pair.context, "") for pair in pairs}
    asked = ask_all([(_as_gold(pair), pair.split == "dev") for pair in pairs], list(passages.values()), encoder)
    articles = own_articles()
    dev = [gold for gold in load(articles=articles) if gold.split == "dev" and not gold.history]
    asked += ask_all([(gold, False) for gold in dev], list(articles.values()), encoder)
    ranking, confidence = fit(asked)
    for name, items in (("fitted on", [a for a in asked if not a.held_out]), ("held out", [a for a in asked if a.held_out])):
        rows, labels = confidence_rows(items, ranking)
        chance = sigmoid(rows @ confidence)
        answerable = np.array([item.answerable for item in items if item.sentences])
        threshold = cheapest_threshold(chance, labels, answerable)
        told = chance >= threshold
        print(
            f"{name}: {len(items)} questions, right sentence first {labels[answerable].mean():.3f}, "
            f"Brier {((chance - labels) ** 2).mean():.3f}, threshold {threshold:.2f}: "
            f"answered {told[answerable].mean():.3f}, right when answered {labels[told].mean():.3f}, "
            f"refused {1 - told[~answerable].mean():.3f}"
        )
    rows, labels = confidence_rows(asked, ranking)
    answerable = np.array([item.answerable for item in asked if item.sentences])
    threshold = cheapest_threshold(sigmoid(rows @ confidence), labels, answerable)
    saved = {
        "ranking": dict(zip(NAMES, np.round(ranking, 4).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE_NAMES, np.round(confidence, 4).tolist(), strict=True)),
        "threshold": round(threshold, 3),
        "fitted_on": {"encoder": encoder.revision, "questions": len(asked)},
    }
    WEIGHTS.write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS.name}: threshold {threshold:.2f}")


if __name__ == "__main__":
    main()
