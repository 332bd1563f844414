"""Fits the trained reader's linear models and its thresholds: ``python -m eval.fit_spans``.

What is asked is told in ``eval.asked``. An answer is right when its quote tells and its span meets the gold one. The test
questions are never looked at. What encoder and reader say is kept in the data directory for the next fit.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eval import squad_asking
from eval.asked import HALF, Asked, dev_pairs, everything, meets
from eval.fit_judging import Judged, alike, of, platt, told_at, told_of
from eval.fit_patterns import FOLDS, fold_of, matrix
from eval.logistic import Matrix, fit_listwise, fit_logistic, sigmoid
from eval.metrics import f1
from eval.remembering import Memory, RememberingEncoder, RememberingModel
from eval.state import Quoted, fit_state, out_of_fold, tell
from index.encoder import open_encoder
from service.reader.given import read_given
from service.reader.rereading import again_features, marked, titled
from service.reader.span_model.adapter import ADAPTER, QUOTES
from service.reader.span_model.model import Scorer, SpanModel
from service.reader.span_model.reading import Again
from service.reader.span_reader import (
    AGAIN,
    CONFIDENCE_NAMES,
    GIVEN_NAMES,
    NAMES,
    ORDER_NAMES,
    WEIGHTS,
    gaps,
    given_features,
    question_features,
    quotes_then,
)
from service.reader.training.pairs import Pair
from service.settings import Settings
from service.timely import then

# Where a wrong answer is as bad as four refusals, 0.70 to 0.82 cost about the same on the development questions over the corpus and the libraries (1,100
# to 1,143 refusals' worth); of these 0.70 answers most, and is what it was before there were as many (docs/reader.md).
THRESHOLD = 0.70
# The least margin of a span over a given text: the sum of F1 of all pairs kept out, a third of them without an answer, and of the answerable
# questions of the Vietnamese development sample is best from -5 to -6, and more is answered at -6 (ADR 0019).
NULL = -6.0
OWN = frozenset({"own", "typed"})  # asked over the repository's corpus
TIMES = {"own": 2}  # how often a question counts
L2_RANKING, L2_ORDER, L2_CONFIDENCE = 0.002, 0.001, 1.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights: of sentences (NAMES), of quotes that are read again (ORDER_NAMES), of confidence (CONFIDENCE_NAMES), of the state."""

    ranking: Matrix
    order: Matrix
    confidence: Matrix
    state: Matrix


def fit(asked: Sequence[Asked]) -> Fitted:
    """Weights of the ranking, of the state, of the order of what is read again, and of the confidence in the first of these.

    Order and confidence learn from what a state tells by weights that have not seen its article, and confidence from how far a
    quote is ahead by an order that has not: what is known by heart would be believed too much.
    """
    lists = [item for item in asked if item.right.any()]
    sentences = [matrix([s.features for s in item.scored], NAMES) for item in lists]
    ranking = fit_listwise(sentences, [item.right for item in lists], l2=L2_RANKING)
    found = [(item, list(quotes_in_time(item, ranking))) for item in asked]
    read = [quotes for _, quotes in found if quotes]
    states, folds = [quoted(quotes) for quotes in read], [fold_of(item.group) for item, quotes in found if quotes]
    telling_states = out_of_fold(states, folds)
    known = [features_of(quotes, state) for quotes, state in zip(read, telling_states, strict=True)]
    telling = [np.array([one.told for one in quotes]) for quotes in read]
    order = fit_order(known, telling)
    others = {fold: fit_order(*_outside(fold, folds, known, telling)) for fold in set(folds)}
    firsts = [int((one @ order).argmax()) for one in known]
    rows = [with_gap(one, others[fold], at) for one, fold, at in zip(known, folds, firsts, strict=True)]
    labels = np.array([float(quotes[at].right) for quotes, at in zip(read, firsts, strict=True)])
    return Fitted(ranking, order, fit_logistic(np.stack(rows), labels, l2=L2_CONFIDENCE, free=[0]), fit_state(states))


def _outside(
    fold: int, folds: Sequence[int], known: Sequence[Matrix], telling: Sequence[NDArray[np.bool_]]
) -> tuple[list[Matrix], list[NDArray[np.bool_]]]:
    """Features and labels of the questions that are not of a fold; of all where there are no others."""
    at = [number for number, of in enumerate(folds) if of != fold] or list(range(len(folds)))
    return [known[number] for number in at], [telling[number] for number in at]


def fit_order(known: Sequence[Matrix], telling: Sequence[NDArray[np.bool_]]) -> Matrix:
    """Weights (d,) by which the quotes of each question (n, d) stand in order, from those questions of which a quote tells."""
    ordered = [(one, told) for one, told in zip(known, telling, strict=True) if told.any()]
    return fit_listwise([one for one, _ in ordered], [told for _, told in ordered], l2=L2_ORDER)


def with_gap(known: Matrix, order: Matrix, at: int) -> Matrix:
    """CONFIDENCE_NAMES of the quote ``at`` of a question's quotes (n, d), ``order`` (d,) telling how far it is ahead."""
    return np.append(known[at], gaps((known @ order).tolist(), len(known))[at])


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote that was read again: what order and confidence are told by but for the state, what was read, whether it tells, and
    whether its answer is right.
    """

    features: dict[str, float]
    again: Again
    told: bool
    right: bool


def quoted(quotes: Sequence[Quote]) -> Quoted:
    """The quotes of a question, at least one, as what a state tells is learnt from them."""
    return Quoted(
        np.stack([one.again.state for one in quotes]),
        np.array([one.features["again"] for one in quotes]),
        np.array([one.told for one in quotes]),
    )


def features_of(quotes: Sequence[Quote], state: Matrix) -> Matrix:
    """ORDER_NAMES of a question's quotes (n, d), ``state`` (n,) being what their states tell."""
    rows = [one.features | {"state": float(told)} for one, told in zip(quotes, state, strict=True)]
    return matrix(rows, ORDER_NAMES)


def quotes_in_time(item: Asked, ranking: Matrix) -> Iterator[Quote]:
    """The quotes that may tell of the time asked about and that are read again, as the service ranks them."""
    ranks = (matrix([s.features for s in item.scored], NAMES) @ ranking).tolist()
    right = {id(s) for s, good in zip(item.scored, item.right.tolist(), strict=True) if good}
    quotes, _ = quotes_then(item.question, item.scored, ranks)
    heard = then(item.question, item.scored)
    for quote, features in quotes[:AGAIN]:
        told = any(id(s) in right for s in quote.sentences)
        every = features | question_features(item.question, quote.telling, item.scored, heard, item.reading)
        alone = item.again(titled(quote))
        every |= again_features(quote, alone, np.zeros(len(alone.state) + 1))
        yield Quote(every, alone, told, told and meets(item.gold, marked(item.question, quote, alone)))


def cross_validated(asked: Sequence[Asked], times: Sequence[int]) -> Judged:
    """Every question by weights that have not seen its article."""
    order, chance, right, tells_it = [], [], [], []
    for number in range(FOLDS):
        outside = [
            item for item, n in zip(asked, times, strict=True) for _ in range(n) if fold_of(item.group) != number
        ]
        weights = fit(outside)
        for item in asked:
            if fold_of(item.group) == number:
                quotes = list(quotes_in_time(item, weights.ranking))
                rows = features_of(quotes, tell(weights.state, quoted(quotes))) if quotes else None
                at = 0 if rows is None else int((rows @ weights.order).argmax())
                first = quotes[at] if quotes else None
                order.append(item)
                told_by = None if rows is None else with_gap(rows, weights.order, at)
                chance.append(0.0 if told_by is None else float(sigmoid(told_by @ weights.confidence)))
                right.append(float(first is not None and first.right))
                tells_it.append(float(first is not None and first.told))
    answerable = np.array([item.gold.answerable for item in order])
    return Judged(order, np.array(chance), np.array(right), np.array(tells_it), answerable)


@dataclass(frozen=True, slots=True)
class Given:
    """A question over a given passage: the margin and share of the best span, its F1 (0..1) with the answer; None: no answer."""

    margin: float
    share: float
    f1: float | None


def over_given(pairs: Sequence[Pair], model: Scorer, rereader: Scorer) -> list[Given]:
    """Every question over its own passage alone, as in reading comprehension."""
    found = []
    for pair in pairs:
        told = read_given(model, rereader, pair.question, squad_asking.Given.of(pair.context, "", pair.id).evidence)
        if told is not None:
            said = told.sentence.evidence.article.text[told.start : told.end]
            found.append(Given(told.margin, told.share, None if pair.answer is None else f1(said, [pair.answer])))
    return found


def null_margin(given: Sequence[Given]) -> float:
    """The margin from which on a span is given: that of the highest mean F1, where no answer to no answer counts 1."""
    steps = sorted({item.margin for item in given})

    def worth(least: float) -> float:
        return sum((item.f1 or 0.0) if item.margin >= least else float(item.f1 is None) for item in given)

    return max(steps, key=worth)


def given_confidence(given: Sequence[Given]) -> Matrix:
    """Weights of GIVEN_NAMES that give the probability that a span over a given text is right (F1 of HALF or more)."""
    rows = [list(given_features(item.margin, item.share).values()) for item in given]
    labels = [float((item.f1 or 0.0) >= HALF) for item in given]
    return fit_logistic(np.array(rows), np.array(labels), l2=L2_CONFIDENCE, free=[0])


def written(saved: dict[str, object]) -> str:
    """Weights as JSON, one to a line by name, those without names on a line together."""
    told = json.dumps(saved | {"state": None}, indent=1)
    return told.replace('"state": null', f'"state": {json.dumps(saved["state"])}') + "\n"


def main() -> None:
    """Fits, reports by cross-validation, and writes the weights."""
    settings = Settings()
    opened = open_encoder(settings.encoder, settings.data_dir, print, threads=settings.threads)
    with closing(Memory(settings.data_dir / "fitting" / "said.sqlite")) as memory:
        encoder = RememberingEncoder(opened, memory)
        model, rereader = (
            RememberingModel(SpanModel.open(settings.data_dir, opened, settings.threads, adapter), memory)
            for adapter in (ADAPTER, QUOTES)
        )
        asked = everything(encoder, model, rereader)
        given = over_given(dev_pairs(), model, rereader)
        times = [TIMES.get(item.source, 1) for item in asked]
        judged = cross_validated(asked, times)
        for source in ("all", *dict.fromkeys(item.source for item in asked)):
            told_of(source, judged, THRESHOLD)
        people = of(judged, lambda source: source not in {"pairs", "strangers"})
        often = alike([item.source in OWN for item in people.asked], people.answerable)
        bias, slope = platt(people.chance, people.told, often)
        print(f"asked by people: {len(people.asked)} questions, bias {bias:+.3f}, slope {slope:.3f}")
        known = np.clip(people.chance, 1e-4, 1 - 1e-4)
        people = replace(people, chance=sigmoid(bias + slope * np.log(known / (1 - known))))
        own, others = of(people, lambda source: source in OWN), of(people, lambda source: source not in OWN)
        for least in np.arange(0.5, 0.92, 0.04).tolist():
            print(told_at(least, "own", own), told_at(least, "libraries", others), sep="; ")
        told_f1 = [item.f1 for item in given if item.f1 is not None]
        print(
            f"given passages: F1 {np.mean(told_f1):.3f} of {len(told_f1)} answerable, null margin {null_margin(given):.2f}"
        )
        by_given = given_confidence(given)
        weights = fit([item for item, n in zip(asked, times, strict=True) for _ in range(n)])
        confidence = weights.confidence * slope
        confidence[0] += bias  # the feature that is always 1
    saved = {
        "ranking": dict(zip(NAMES, np.round(weights.ranking, 4).tolist(), strict=True)),
        "order": dict(zip(ORDER_NAMES, np.round(weights.order, 4).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE_NAMES, np.round(confidence, 4).tolist(), strict=True)),
        "threshold": THRESHOLD,
        "null": NULL,
        **dict(zip(GIVEN_NAMES, np.round(by_given, 4).tolist(), strict=True)),
        "state": np.round(weights.state, 5).tolist(),
        "fitted_on": {
            "model": model.revision,
            "rereader": rereader.revision,
            "encoder": encoder.revision,
            **Counter(item.source for item in asked),
        },
    }
    WEIGHTS.write_text(written(saved), encoding="utf-8")
    print(f"wrote {WEIGHTS.name}")


if __name__ == "__main__":
    main()
