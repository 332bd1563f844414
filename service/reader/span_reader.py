"""The trained reader: the sentences of the passages as the pattern reader sees them, and the spans that the model finds.

What the model says of a sentence joins the features of words, kind, names and years; two linear models over all of them,
fitted by ``python -m eval.fit_spans``, order the sentences and give the probability that the quote tells.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import compress
from operator import not_
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from service.errors import ReaderUnavailable
from service.question.analysis import Question
from service.reader import agreement, features, pattern_reader
from service.reader.base import Evidence, Extraction
from service.reader.features import Scored
from service.reader.given import read_given
from service.reader.pattern_reader import ranked_windows, read_weights, scored_sentences, weighed
from service.reader.provinces import elsewhere
from service.reader.rereading import LOW, again_features, marked, titled
from service.reader.rivals import rival
from service.reader.similarity import Similarity
from service.reader.span_model.adapter import ADAPTER, QUOTES
from service.reader.span_model.model import Scorer, SpanModel
from service.reader.span_model.reading import FIT, Reading, read, read_again
from service.reader.span_model.wanted import SURE, Wanted, wanted
from service.reader.spans import Span, spans
from service.reader.windows import Window
from service.timely import place_of, tells_then, then

WEIGHTS = Path(__file__).with_name("span_weights.json")
NAMES = (*features.NAMES, "margin", "behind", "share", "unread", "fits", "misfit")
ORDER_NAMES = (
    *pattern_reader.CONFIDENCE_NAMES,
    "margin",
    "behind",
    "share",
    "unread",
    "fits",
    "misfit",
    "log_share",
    "null_share",
    "lead",
    *agreement.NAMES,
    "foreign",
    "elsewhere",
    "again",
    "state",
)
CONFIDENCE_NAMES = (*ORDER_NAMES, "gap")
RankedQuote = tuple[Window, dict[str, float]]  # with what confidence is told by
GIVEN_NAMES = ("given_bias", "given_margin", "given_share")  # of the confidence over a given text
AGAIN = 4  # quotes that are read again, each by itself, and put in order by what is known then
_LEAST_SHARE = 1e-3  # of the softmax; less is not told apart
_MOST_GAP = 5.0


@dataclass(frozen=True, slots=True)
class SpanReader:
    """Model and linear models. ``null`` is the least margin of an answer in reading a given text alone.

    ``ranking`` weighs NAMES, ``order`` (of the quotes that are read again) ORDER_NAMES, ``confidence`` CONFIDENCE_NAMES, ``given``
    weighs GIVEN_NAMES; ``state`` float64 (hidden + 1,) weighs the rereader's state over a quote that is read again, the bias last;
    ``threshold`` is the least confidence of an answer.
    """

    model: Scorer
    rereader: Scorer
    similarity: Similarity
    ranking: Mapping[str, float]
    order: Mapping[str, float]
    confidence: Mapping[str, float]
    threshold: float
    null: float
    given: Mapping[str, float]
    state: NDArray[np.float64]

    @classmethod
    def load(
        cls,
        data_dir: Path,
        encoder: Encoder,
        *,
        path: Path = WEIGHTS,
        adapters: tuple[Path, Path] = (ADAPTER, QUOTES),
        threads: int | None = None,
        query_vector: Callable[[str], NDArray[np.float32]] | None = None,
    ) -> "SpanReader":
        """Opens both models and the weights; raises ReaderUnavailable if one is missing, broken or does not fit the other."""
        numbers = ("threshold", "null", *GIVEN_NAMES)
        saved = read_weights(path, NAMES, CONFIDENCE_NAMES, numbers, ORDER_NAMES, state=True)
        if saved.fitted_on.get("encoder") != encoder.revision:
            raise ReaderUnavailable(
                f"Bộ đọc đã huấn luyện chưa được hiệu chỉnh cho bộ mã hoá {encoder.name}: câu trả lời do bộ đọc theo mẫu câu đưa ra."
            )
        model, rereader = (SpanModel.open(data_dir, encoder, threads, adapter) for adapter in adapters)
        if (saved.fitted_on.get("model"), saved.fitted_on.get("rereader")) != (model.revision, rereader.revision):
            raise ReaderUnavailable(f"{path} được hiệu chỉnh cho bộ đọc khác: hãy lấy lại từ kho mã nguồn.")
        if len(saved.state) != encoder.dim + 1:
            raise ReaderUnavailable(f"{path} là trọng số của bộ đặc trưng khác: hãy chạy `make fit`.")
        return cls(
            model,
            rereader,
            Similarity(encoder, query_vector=query_vector),
            saved.ranking,
            saved.order,
            saved.confidence,
            saved.numbers["threshold"],
            saved.numbers["null"],
            {name: saved.numbers[name] for name in GIVEN_NAMES},
            np.array(saved.state),
        )

    @property
    def revision(self) -> str:
        """Names model and weights."""
        linear = [dict(weights) for weights in (self.ranking, self.order, self.confidence, self.given)]
        weights = json.dumps([self.rereader.revision, *linear, self.null, self.state.tolist()], sort_keys=True)
        return f"spans-{self.model.revision}-{sha256(weights.encode()).hexdigest()[:8]}"

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        """One extraction a quote, best first; quotes do not overlap."""
        scored, reading = read_sentences(question, evidence, self.similarity, self.model)
        ranks = [weighed(self.ranking, item.features) for item in scored]
        quotes, rest = quotes_then(question, scored, ranks)
        again = read_again(self.rereader, question.text, [titled(quote) for quote, _ in quotes[:AGAIN]])
        heard, read = then(question, scored), len(again)
        every = [*quotes, *rest]
        twice = [*again, *[None] * (len(every) - read)]
        known = [
            of_quote
            | question_features(question, quote.telling, scored, heard, reading)
            | again_features(quote, alone, self.state)
            for (quote, of_quote), alone in zip(every, twice, strict=True)
        ]
        places = [weighed(self.order, told) for told in known]
        found = []
        for (quote, _), alone, of_order, gap in zip(every, twice, known, gaps(places, read), strict=True):
            told = of_order | {"gap": gap}
            chance = 1 / (1 + math.exp(-weighed(self.confidence, told)))
            sentence, span = quote.telling.sentence, marked(question, quote, alone).span
            start, end = sentence.start + span.start, sentence.start + span.end
            found.append(Extraction(sentence.evidence, start, end, quote.start, quote.end, chance, told))
        # The ranking was made before these were read again. What is of another time stands behind.
        first = sorted(range(read), key=lambda at: -places[at])
        return [*(found[at] for at in first), *found[read:]]

    def comprehend(self, question: Question, evidence: Sequence[Evidence]) -> Extraction | None:
        """The span of the highest margin; None when the model finds that these passages do not tell."""
        told = read_given(self.model, self.rereader, question.text, evidence, wanted(question))
        if told is None or told.margin < self.null:
            return None
        features, sentence = given_features(told.margin, told.share), told.sentence
        chance = 1 / (1 + math.exp(-weighed(self.given, features)))
        return Extraction(sentence.evidence, told.start, told.end, sentence.start, sentence.end, chance, features)


def given_features(margin: float, share: float) -> dict[str, float]:
    """What says how sure a span over a given text is: how far it is above the null, in tens, and its share of the softmax."""
    return dict(zip(GIVEN_NAMES, (1.0, max(LOW, min(-LOW, margin / 10)), share), strict=True))


def by_margin(question: Question) -> Callable[[Scored], tuple[float, ...]]:
    """How surely a sentence of a quote is the one with the answer: by the model, and by whether its span fits what is asked.

    The capital of "179 dự án … với 15,6 tỷ USD" is no number of projects, however much the model likes it.
    """
    fit = wanted(question)

    def surely(scored: Scored) -> tuple[float, ...]:
        span = scored.span
        return (10 * scored.features["margin"] + FIT * fit(scored.sentence.text, span.start, span.end),)

    return surely


def read_sentences(
    question: Question, evidence: Sequence[Evidence], similarity: Similarity, model: Scorer
) -> tuple[list[Scored], Reading]:
    """Every sentence with all features; its span is the model's where it was read, else that of the patterns."""
    scored = scored_sentences(question, evidence, similarity)
    fit = wanted(question)
    reading = read(model, question.text, evidence, [item.sentence for item in scored], wanted=fit)
    return [_with_span(question, item, reading, fit) for item in scored], reading


def _with_span(question: Question, item: Scored, reading: Reading, fit: Wanted) -> Scored:
    sentence = item.sentence
    found = reading.spans.get((sentence.evidence.article.id, sentence.start))
    if found is None:
        told = {"margin": LOW, "behind": LOW, "share": 0.0, "unread": 1.0, "fits": 0.0, "misfit": 0.0}
        return replace(item, features={**item.features, **told})
    span = Span(found.start - sentence.start, found.end - sentence.start)
    fits = any(_meets(span, other) for other in spans(question.kind, sentence.text))
    told = {
        "margin": max(LOW, found.margin / 10),
        "behind": max(LOW, (found.margin - reading.best) / 10),
        "share": found.share,
        "unread": 0.0,
        "fits": float(fits),
        "misfit": float((question.kind in SURE and not fits) or fit(sentence.text, span.start, span.end) < 0),
        "rival": rival(question.text, question.terms, sentence.text, span.start, span.end),
    }
    return Scored(sentence, span, {**item.features, **told})


def gaps(places: Sequence[float], read: int) -> list[float]:
    """How far (-1..1) each quote is ahead of the best of the others in their order, below 0: behind. Of ``places`` the first ``read``
    are those that were read again, the only rivals where there are any.

    >>> gaps([1.0, 3.0, 0.5, 9.0], 3)
    [-0.4, 0.4, -0.5, 1.0]
    >>> gaps([2.0], 1), gaps([], 0)
    ([1.0], [])
    """
    rivals = range(read or len(places))

    def ahead(at: int) -> float:
        return places[at] - max((places[other] for other in rivals if other != at), default=-math.inf)

    return [max(-1.0, min(1.0, ahead(at) / _MOST_GAP)) for at in range(len(places))]


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def quotes_then(
    question: Question, scored: Sequence[Scored], ranks: Sequence[float]
) -> tuple[list[RankedQuote], list[RankedQuote]]:
    """The quotes in the order of their ranks: those that may tell of the time that is asked about, and the others."""

    def may_tell(quote: Window) -> bool:
        return tells_then(question, quote.telling.sentence.evidence, place_of(quote.telling))

    quotes = ranked_windows(question, scored, ranks, by_margin(question), may_tell)
    told = [may_tell(quote) for quote, _ in quotes]
    return list(compress(quotes, told)), list(compress(quotes, map(not_, told)))


def question_features(
    question: Question, telling: Scored, scored: Sequence[Scored], heard: Sequence[Scored], reading: Reading
) -> dict[str, float]:
    """What the telling sentence and the whole reading say: the model's features of it, the null, the lead, and agreement.

    ``heard`` are those of the sentences ``scored`` that may tell of the time that is asked about: what others say is no rival,
    and their part of the softmax is left out. ``log_share`` (-1..0) tells small shares apart. ``lead`` is how far, in tens of margin,
    it is ahead of every other sentence that was read (below 0: behind).
    """
    own = {name: telling.features[name] for name in ("margin", "unread", "fits", "misfit")}
    others = [item.features["margin"] for item in heard if item is not telling]
    lead = telling.features["margin"] - max(others, default=LOW)
    kept = {id(item) for item in (*heard, telling)}
    left = max(_LEAST_SHARE, 1 - sum(item.features["share"] for item in scored if id(item) not in kept))
    share, null_share = min(1.0, telling.features["share"] / left), min(1.0, reading.null_share / left)
    told = {
        "behind": max(LOW, min(0.0, lead)),
        "share": share,
        "log_share": math.log(max(share, _LEAST_SHARE)) / -math.log(_LEAST_SHARE),
        "null_share": null_share,
        "lead": max(-1.0, min(1.0, lead)),
        "foreign": float(question.language != "vi"),  # its words are those of a glossary
        "elsewhere": float(elsewhere(question.text, telling.sentence.evidence.article)),
    }
    return {**own, **told, **agreement.agreement(telling, heard, LOW)}
