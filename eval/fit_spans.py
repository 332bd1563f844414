"""Fits the trained reader's linear models and its thresholds: ``python -m eval.fit_spans``.

The model has learnt the training split of the pairs by heart, so only the development pairs speak here, each asked over
all passages, with the development questions over the repository's corpus, where some of the pairs are asked too: nothing
there tells. An answer is right when its quote tells and its span meets the gold one. The test questions are never looked at.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from eval.calibration import calibration_error
from eval.dataset import Gold, load, own_articles
from eval.fit_patterns import FOLDS, as_gold, fold_of, found, matrix, tells, told
from eval.logistic import Matrix, fit_listwise, fit_logistic, sigmoid
from eval.metrics import f1, holds
from index.encoder import Encoder, open_encoder
from service.question.analysis import Question
from service.reader.features import Scored
from service.reader.pattern_reader import ranked_windows
from service.reader.similarity import Similarity
from service.reader.span_model.decoding import Found
from service.reader.span_model.model import SpanModel
from service.reader.span_model.reading import Reading, read_alone
from service.reader.span_reader import (
    CONFIDENCE_NAMES,
    GIVEN_NAMES,
    NAMES,
    WEIGHTS,
    by_margin,
    given_features,
    question_features,
    read_sentences,
)
from service.reader.training.pairs import Pair, read_all
from service.settings import Settings

HALF = 0.5  # F1 from which on a span of another article is right
# Where a wrong answer is as bad as four refusals, 0.78 costs least on the 183 development questions; 0.72 costs six refusals more there, and answers
# 0.10 more of those that can be answered (docs/reader.md).
THRESHOLD = 0.72
# The least margin of a span over a given text. The development pairs alone are best at -2, the Vietnamese development sample where nothing is
# refused; both together change little from -7 to -2 (docs/reader.md), and a set of questions that all have an answer loses least at -7.
NULL = -7.0
MOST_PAIRS = 800  # development pairs that are asked, drawn evenly
DEV_TIMES = 2  # how often a development question counts: self-contained, over articles with titles, as people ask
STRANGER_EVERY = 4  # of the pairs, asked over the corpus, where nothing tells
L2_RANKING, L2_CONFIDENCE = 0.002, 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was read for it; ``right`` marks the sentences (n,) that tell."""

    group: str
    gold: Gold
    question: Question
    scored: list[Scored]
    reading: Reading
    right: NDArray[np.bool_]


def ask_all(golds: Sequence[Gold], articles: Sequence[Article], encoder: Encoder, model: SpanModel) -> list[Asked]:
    """Asks every question over a throw-away library of the articles; those for which nothing is found are left out."""
    similarity = Similarity(encoder)
    asked = []
    for gold, question, evidence in found(golds, articles, encoder):
        scored, reading = read_sentences(question, evidence, similarity, model)
        right = np.array([tells(gold, item) for item in scored], dtype=bool)
        if scored:
            asked.append(Asked(gold.article or gold.id, gold, question, scored, reading, right))
    return asked


def meets(gold: Gold, item: Scored) -> bool:
    """Whether the span of a sentence and the gold one share code points, or is as good as the gold one elsewhere."""
    if gold.start is None or gold.answer is None:
        return False
    start, end = item.sentence.start + item.span.start, item.sentence.start + item.span.end
    if item.sentence.evidence.article.origin == gold.article:
        return start < gold.start + len(gold.answer) and gold.start < end
    said = item.sentence.evidence.article.text[start:end]
    accepted = (gold.answer, *gold.answers)
    return holds(said, accepted) or f1(said, accepted) >= HALF


def fit(asked: Sequence[Asked]) -> tuple[Matrix, Matrix]:
    """Weights of the ranking and of the confidence."""
    lists = [item for item in asked if item.right.any()]
    rows = [matrix([s.features for s in item.scored], NAMES) for item in lists]
    ranking = fit_listwise(rows, [item.right for item in lists], l2=L2_RANKING)
    told_by, labels, _ = confidence_rows(asked, ranking)
    return ranking, fit_logistic(told_by, labels, l2=L2_CONFIDENCE, free=[0])


def confidence_rows(asked: Sequence[Asked], ranking: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """For each question the features (n, d) of the first quote, whether its answer is right (n,), and whether it tells (n,)."""
    rows, labels, tells_it = [], [], []
    for item in asked:
        ranks = (matrix([s.features for s in item.scored], NAMES) @ ranking).tolist()
        quote, features = ranked_windows(item.question, item.scored, ranks, by_margin(item.question))[0]
        rows.append(features | question_features(quote.telling, item.scored, item.reading))
        right = {id(s) for s, good in zip(item.scored, item.right.tolist(), strict=True) if good}
        tells_it.append(float(any(id(s) in right for s in quote.sentences)))
        labels.append(tells_it[-1] * meets(item.gold, quote.telling))
    return matrix(rows, CONFIDENCE_NAMES), np.array(labels), np.array(tells_it)


@dataclass(frozen=True, slots=True)
class Judged:
    """Confidence, whether the answer was right, whether the quote told, and answerability (n,), in the order of ``asked``."""

    asked: list[Asked]
    chance: Matrix
    right: Matrix
    told: Matrix
    answerable: NDArray[np.bool_]


def cross_validated(asked: Sequence[Asked], times: Sequence[int]) -> Judged:
    """Every question by weights that have not seen its article."""
    order, chances, labels, tells_it, answerable = [], [], [], [], []
    for number in range(FOLDS):
        inside = [item for item in asked if fold_of(item.group) == number]
        outside = [
            item for item, n in zip(asked, times, strict=True) for _ in range(n) if fold_of(item.group) != number
        ]
        ranking, confidence = fit(outside)
        rows, right, told_it = confidence_rows(inside, ranking)
        order += inside
        chances.append(sigmoid(rows @ confidence))
        labels.append(right)
        tells_it.append(told_it)
        answerable += [item.gold.answerable for item in inside]
    chance, right, told_it = (np.concatenate(part) for part in (chances, labels, tells_it))
    return Judged(order, chance, right, told_it, np.array(answerable))


def platt(chance: Matrix, told_it: Matrix) -> tuple[float, float]:
    """Bias and slope (Platt, 1999) that turn the log-odds of ``chance`` into those of what was seen.

    The pairs are asked over a thousand passages without titles, which is harder than what people ask over; confidence
    fitted on both is too low for the latter.
    """
    known = np.clip(chance, 1e-4, 1 - 1e-4)
    bias, slope = fit_logistic(
        np.stack([np.ones_like(known), np.log(known / (1 - known))], 1), told_it, l2=0.01, free=[0]
    )
    return float(bias), float(slope)


@dataclass(frozen=True, slots=True)
class Given:
    """A question over a given passage: the margin and share of the best span, its F1 (0..1) with the answer; None: no answer."""

    margin: float
    share: float
    f1: float | None


def over_given(pairs: Sequence[Pair], model: SpanModel) -> list[Given]:
    """Every question over its own passage alone, as in reading comprehension."""
    found = []
    for pair in pairs:
        span = read_alone(model, pair.question, pair.context)
        if span is not None:
            said = pair.context[span.start : span.end]
            found.append(Given(span.margin, span.share, None if pair.answer is None else f1(said, [pair.answer])))
    return found


def null_margin(given: Sequence[Given]) -> float:
    """The margin from which on a span is given: that of the highest mean F1, where no answer to no answer counts 1."""
    steps = sorted({item.margin for item in given})

    def worth(least: float) -> float:
        return sum((item.f1 or 0.0) if item.margin >= least else float(item.f1 is None) for item in given)

    return max(steps, key=worth)


def given_confidence(given: Sequence[Given]) -> Matrix:
    """Weights of GIVEN_NAMES that give the probability that a span over a given text is right (F1 of HALF or more)."""
    rows = [list(given_features(Found(0, 0, item.margin, item.share)).values()) for item in given]
    labels = [float((item.f1 or 0.0) >= HALF) for item in given]
    return fit_logistic(np.array(rows), np.array(labels), l2=L2_CONFIDENCE, free=[0])


def main() -> None:
    """Fits, reports by cross-validation, and writes the weights."""
    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    model = SpanModel.open(settings.data_dir, encoder, settings.threads)
    pairs = read_all()
    passages = {pair.passage_id: Article(pair.passage_id, pair.context, "") for pair in pairs}
    dev_pairs = [pair for pair in pairs if pair.split == "dev"]
    dev_pairs = dev_pairs[:: -(-len(dev_pairs) // MOST_PAIRS)]
    kept_out = [as_gold(pair) for pair in dev_pairs]
    from_pairs = ask_all(kept_out, list(passages.values()), encoder, model)
    articles = own_articles()
    questions = [gold for gold in load(articles=articles) if gold.split == "dev" and not gold.history]
    own = ask_all(questions, list(articles.values()), encoder, model)
    lost = [replace(gold, answer=None, start=None, article=None) for gold in kept_out[::STRANGER_EVERY]]
    strangers = ask_all(lost, list(articles.values()), encoder, model)
    asked = [*from_pairs, *strangers, *own]
    times = [1] * (len(from_pairs) + len(strangers)) + [DEV_TIMES] * len(own)
    judged = cross_validated(asked, times)
    print(told("all, cross-validated by article", judged.chance, judged.right, judged.answerable, THRESHOLD))
    print(f"calibration error {calibration_error(np.stack([judged.chance, judged.right], axis=1)):.3f}")
    of_own = np.array([any(item is one for one in own) for item in judged.asked])
    bias, slope = platt(judged.chance[of_own], judged.told[of_own])
    print(f"over our own articles: bias {bias:+.3f}, slope {slope:.3f}")
    given = over_given(dev_pairs, model)
    told_f1 = [item.f1 for item in given if item.f1 is not None]
    print(
        f"given passages: F1 {np.mean(told_f1):.3f} of {len(told_f1)} answerable, null margin {null_margin(given):.2f}"
    )
    by_given = given_confidence(given)
    ranking, confidence = fit([item for item, n in zip(asked, times, strict=True) for _ in range(n)])
    confidence = confidence * slope
    confidence[0] += bias  # the feature that is always 1
    saved = {
        "ranking": dict(zip(NAMES, np.round(ranking, 4).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE_NAMES, np.round(confidence, 4).tolist(), strict=True)),
        "threshold": THRESHOLD,
        "null": NULL,
        **dict(zip(GIVEN_NAMES, np.round(by_given, 4).tolist(), strict=True)),
        "fitted_on": {
            "model": model.revision,
            "encoder": encoder.revision,
            "pairs": len(from_pairs),
            "strangers": len(strangers),
            "questions": len(own),
        },
    }
    WEIGHTS.write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS.name}")


if __name__ == "__main__":
    main()
