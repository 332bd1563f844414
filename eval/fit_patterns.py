"""Fits the pattern reader: ``python -m eval.fit_patterns``.

Learned from hand-written pairs of the reader's training split, each asked over all passages, from the development
questions over the repository's corpus, where some of the pairs are asked too, nothing there telling, and from those over the libraries of
other provinces. The threshold is the one under which the share REFUSED of the unanswerable development questions is
refused, each judged by weights that have not seen its article or library. A reader by patterns cannot be sure enough to
be held to the cost of a wrong answer (docs/reader.md has the curve). The test questions are never looked at here.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from corpus.store import Store
from eval.dataset import Gold, libraries, load, own_articles
from eval.logistic import Matrix, fit_listwise, fit_logistic, sigmoid
from eval.metrics import holds
from eval.remembering import Memory, RememberingEncoder
from index.encoder import Encoder, open_encoder
from index.engines import embedded
from index.library import Library
from index.retrieval import search
from service.question.analysis import Question, analyse, normalised
from service.question.fitting import fitted
from service.reader.base import Evidence
from service.reader.features import NAMES, Scored
from service.reader.pattern_reader import CONFIDENCE_NAMES, WEIGHTS, ranked_windows, scored_sentences
from service.reader.similarity import Similarity
from service.reader.training.pairs import Pair, read_all
from service.settings import Settings

PASSAGES = 8
MOST_PAIRS = 2_500  # that are asked, drawn evenly
REFUSED = 0.70
DEV_TIMES = 6  # how often a development question counts: self-contained, over articles with titles, as people ask
STRANGER_EVERY = 5  # of the pairs, asked over the corpus, where nothing tells
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the sentences that were read for it, and which of them tell."""

    group: str  # what must not be split between fitting and looking: the article or passage
    question: Question
    answerable: bool
    held_out: bool
    sentences: list[Scored]
    right: NDArray[np.bool_]


def found(
    golds: Sequence[Gold], articles: Sequence[Article], encoder: Encoder
) -> Iterator[tuple[Gold, Question, list[Evidence]]]:
    """Every question with the passages that are found for it, in a throw-away library of the articles."""
    with tempfile.TemporaryDirectory() as folder, closing(Store(Path(folder) / "fit.sqlite")) as store:
        library = Library(store, encoder, embedded(Path(folder) / "index"))
        library.put_all(articles)
        by_id = {article.id: article for article in articles}
        for number, gold in enumerate(golds, 1):
            if number % 100 == 0:
                print(f"asked {number} of {len(golds)}", flush=True)
            question = analyse(normalised(gold.question), library)
            hits = search(library, question.query, PASSAGES)
            question = fitted(question, [hit.passage.text for hit in hits], library)
            yield gold, question, [Evidence(hit, by_id[hit.passage.document_id]) for hit in hits]


def ask_all(
    golds: Sequence[tuple[Gold, bool]], articles: Sequence[Article], encoder: Encoder, group: str | None = None
) -> list[Asked]:
    """Asks every question over a throw-away library of the articles; the flag tells which are held out of fitting.

    The group is that which is given, else the question's article.
    """
    similarity = Similarity(encoder)
    asked = []
    questions = found([gold for gold, _ in golds], articles, encoder)
    for (gold, question, evidence), (_, held_out) in zip(questions, golds, strict=True):
        sentences = scored_sentences(question, evidence, similarity)
        right = np.array([tells(gold, scored) for scored in sentences], dtype=bool)
        asked.append(Asked(group or gold.article or gold.id, question, gold.answerable, held_out, sentences, right))
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


def fit(pairs: Sequence[Asked], strangers: Sequence[Asked], dev: Sequence[Asked]) -> tuple[Matrix, Matrix]:
    """Weights of the ranking and of the confidence."""
    fitting = [*pairs, *list(dev) * DEV_TIMES]
    lists = [matrix([s.features for s in item.sentences], NAMES) for item in fitting if item.right.any()]
    ranking = fit_listwise(lists, [item.right for item in fitting if item.right.any()], l2=0.002)
    rows, labels = confidence_rows([*fitting, *strangers], ranking)
    return ranking, fit_logistic(rows, labels, l2=3.0, free=[0])


def looked_at(
    pairs: Sequence[Asked], strangers: Sequence[Asked], dev: Sequence[Asked]
) -> tuple[Matrix, Matrix, NDArray[np.bool_]]:
    """Confidence, label and answerability (n,) of development questions, each by weights that have not seen its article."""
    chances, labels, answerable = [], [], []
    for fold in range(FOLDS):
        inside = [item for item in dev if fold_of(item.group) == fold and item.sentences]
        ranking, confidence = fit(pairs, strangers, [item for item in dev if fold_of(item.group) != fold])
        rows, right = confidence_rows(inside, ranking)
        chances.append(sigmoid(rows @ confidence))
        labels.append(right)
        answerable += [item.answerable for item in inside]
    return np.concatenate(chances), np.concatenate(labels), np.array(answerable)


def fold_of(group: str) -> int:
    """The fold of an article, the same on every machine.

    Drawn apart from the splits of questions and pairs, which follow from hashes of the same names: what is in one split
    falls in all folds.
    """
    return int(sha256(f"fold of {group}".encode()).hexdigest(), 16) % FOLDS


def confidence_rows(asked: Sequence[Asked], ranking: Matrix) -> tuple[Matrix, Matrix]:
    """For each question the features (n, d) of the first quote, and whether it tells (n,)."""
    rows, labels = [], []
    for item in asked:
        if not item.sentences:
            continue
        ranks = (matrix([s.features for s in item.sentences], NAMES) @ ranking).tolist()
        quote, features = ranked_windows(item.question, item.sentences, ranks)[0]
        right = {id(s) for s, good in zip(item.sentences, item.right.tolist(), strict=True) if good}
        rows.append(features)
        labels.append(float(any(id(s) in right for s in quote.sentences)))
    return matrix(rows, CONFIDENCE_NAMES), np.array(labels)


def refusing_threshold(confidence: Matrix, answerable: NDArray[np.bool_]) -> float:
    """The least threshold under which the share REFUSED of the unanswerable questions is refused."""
    return float(np.quantile(confidence[~answerable], REFUSED, method="higher"))


def told(name: str, chance: Matrix, labels: Matrix, answerable: NDArray[np.bool_], threshold: float) -> str:
    """One line on how confidence and threshold do."""
    yes = chance >= threshold
    return (
        f"{name}: {labels.size} questions, right quote first {labels[answerable].mean():.3f}, "
        f"Brier {((chance - labels) ** 2).mean():.3f}, answered {yes[answerable].mean():.3f}, "
        f"right when answered {labels[yes].mean():.3f}, refused {1 - yes[~answerable].mean():.3f}"
    )


def matrix(rows: Sequence[dict[str, float]] | Sequence[object], names: Sequence[str]) -> Matrix:
    """Features by name as rows (n, d) in the order of ``names``."""
    return np.array([[row[name] for name in names] for row in rows], dtype=np.float64)  # type: ignore[index]


def as_gold(pair: Pair) -> Gold:
    """A pair as a question over its passage."""
    return Gold(pair.id, pair.question, pair.kind, frozenset(), pair.passage_id, pair.answer, (), pair.start)


def _everything(encoder: Encoder) -> tuple[list[Asked], list[Asked], list[Asked]]:
    """The pairs over all passages, some of them over the corpus, and the development questions."""
    every = read_all()
    pairs = every[:: -(-len(every) // MOST_PAIRS)]
    passages = {pair.passage_id: Article(pair.passage_id, pair.context, "") for pair in every}
    asked = ask_all([(as_gold(pair), pair.split == "dev") for pair in pairs], list(passages.values()), encoder)
    articles = own_articles()
    questions = [gold for gold in load(articles=articles) if gold.split == "dev" and not gold.history]
    dev = ask_all([(gold, False) for gold in questions], list(articles.values()), encoder)
    for name, golds, of_library in libraries():
        dev += ask_all([(gold, False) for gold in golds], list(of_library.values()), encoder, group=name)
    # Questions of one library asked over another: nothing there tells.
    lost = [replace(as_gold(pair), answer=None, start=None, article=None) for pair in pairs if pair.split == "train"]
    strangers = ask_all([(gold, False) for gold in lost[::STRANGER_EVERY]], list(articles.values()), encoder)
    return asked, strangers, dev


def main() -> None:
    """Fits, reports on what was held out, and writes the weights."""
    settings = Settings()
    opened = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    with closing(Memory(settings.data_dir / "fitting" / "said.sqlite")) as memory:
        asked, strangers, dev = _everything(RememberingEncoder(opened, memory))
    fitting, held_out = [a for a in asked if not a.held_out], [a for a in asked if a.held_out]
    chance, labels, answerable = looked_at(fitting, strangers, dev)
    threshold = refusing_threshold(chance, answerable)
    print(told("development questions, cross-validated by article", chance, labels, answerable, threshold))
    ranking, confidence = fit(fitting, strangers, dev)
    rows, labels = confidence_rows(held_out, ranking)
    answerable = np.array([item.answerable for item in held_out if item.sentences])
    print(told("pairs held out", sigmoid(rows @ confidence), labels, answerable, threshold))
    saved = {
        "ranking": dict(zip(NAMES, np.round(ranking, 4).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE_NAMES, np.round(confidence, 4).tolist(), strict=True)),
        "threshold": round(threshold, 3),
        "fitted_on": {"encoder": opened.revision, "pairs": len(fitting), "questions": len(dev)},
    }
    WEIGHTS.write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS.name}: threshold {threshold:.2f}")


if __name__ == "__main__":
    main()
