"""The reader without a model: it scores the sentences of the passages and takes the span of the kind asked for.

Two linear models over a few features, fitted by ``python -m eval.fit_patterns`` on our own questions: one orders the
sentences, one gives the probability that a sentence tells. It stays as the fallback where a trained reader cannot load.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.text.sentences import sentences
from index.chunking import embedded_text
from index.encoder import Encoder
from service.errors import ReaderUnavailable
from service.question.analysis import Question
from service.question.kinds import Kind
from service.reader import windows
from service.reader.base import Evidence, Extraction
from service.reader.features import NAMES, Best, Scored, Sentence, score
from service.reader.similarity import Similarity
from service.reader.windows import Window, window

WEIGHTS = Path(__file__).with_name("pattern_weights.json")
_BEFORE = 300  # code points of the paragraph before a passage that its first sentence may lean on
CONFIDENCE_NAMES = (*NAMES, *windows.NAMES)


@dataclass(frozen=True, slots=True)
class PatternReader:
    """Sentence scoring and patterns. ``ranking`` weighs ``features.NAMES``, ``confidence`` weighs CONFIDENCE_NAMES.

    ``similarity`` compares sentences with the question; ``threshold`` is the least confidence of an answer, as chosen on the development questions.
    """

    similarity: Similarity
    ranking: Mapping[str, float]
    confidence: Mapping[str, float]
    threshold: float

    @classmethod
    def load(
        cls,
        encoder: Encoder,
        path: Path = WEIGHTS,
        query_vector: Callable[[str], NDArray[np.float32]] | None = None,
    ) -> "PatternReader":
        """Reads the weights; raises ReaderUnavailable if the file is missing, broken or is of other features."""
        saved = read_weights(path, NAMES, CONFIDENCE_NAMES, ("threshold",))
        similarity = Similarity(encoder, query_vector=query_vector)
        return cls(similarity, saved.ranking, saved.confidence, saved.numbers["threshold"])

    @property
    def revision(self) -> str:
        """Names the weights."""
        weights = json.dumps([dict(self.ranking), dict(self.confidence)], sort_keys=True)
        return "patterns-" + sha256(weights.encode()).hexdigest()[:8]

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        """One extraction a quote, best first; quotes do not overlap."""
        scored = scored_sentences(question, evidence, self.similarity)
        ranks = [weighed(self.ranking, item.features) for item in scored]
        found: list[Extraction] = []
        for quote, features in ranked_windows(question, scored, ranks):
            probability = 1 / (1 + math.exp(-weighed(self.confidence, features)))
            found.append(_extraction(question, quote, probability, features))
        return found

    def comprehend(self, question: Question, evidence: Sequence[Evidence]) -> Extraction | None:
        """The surest quote's span if it is as sure as an answer must be; passages get the cosines that a search would give."""
        texts = [embedded_text(item.article.title, item.hit.passage.text) for item in evidence]
        cosines = self.similarity.cosines(question.text, texts).tolist()
        given = [
            replace(item, hit=replace(item.hit, score=0.0, dense=cosine))
            for item, cosine in zip(evidence, cosines, strict=True)
        ]
        found = self.read(question, given)
        return found[0] if found and found[0].confidence >= self.threshold else None


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of fitted weights: linear models by feature, single numbers by name, and what they were fitted on.

    ``state`` (states + 1,) weighs what the trained reader's model makes of a quote, the bias last; () for other readers.
    """

    ranking: Mapping[str, float]
    confidence: Mapping[str, float]
    numbers: Mapping[str, float]
    fitted_on: Mapping[str, object]
    order: Mapping[str, float]
    state: tuple[float, ...] = ()


def read_weights(  # noqa: PLR0917 - what a file must have
    path: Path,
    ranking: Sequence[str],
    confidence: Sequence[str],
    numbers: Sequence[str],
    order: Sequence[str] = (),
    state: bool = False,
) -> Weights:
    """Reads a file of weights of these features; raises ReaderUnavailable if it is missing, broken or of others.

    ``order`` names what orders quotes that were read again, and ``state`` is whether the model's state is weighed there; a
    reader that reads once has neither.
    """
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        found = Weights(
            _weights(saved["ranking"]),
            _weights(saved["confidence"]),
            {name: _number(saved[name]) for name in numbers},
            dict(saved["fitted_on"]),
            _weights(saved["order"]) if order else {},
            tuple(map(_number, saved["state"])) if state else (),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise ReaderUnavailable(f"{path} không phải tệp trọng số của bộ đọc: hãy lấy lại từ kho mã nguồn.") from error
    told = (set(found.ranking), set(found.confidence), set(found.order))
    if told != (set(ranking), set(confidence), set(order)):
        raise ReaderUnavailable(f"{path} là trọng số của bộ đặc trưng khác: hãy chạy `make fit`.")
    return found


def _weights(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        raise TypeError(f"no weights by name: {value!r}")
    return {str(name): _number(weight) for name, weight in value.items()}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"no finite number: {value!r}")
    return float(value)


def weighed(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The sum of features by their weights."""
    return sum(weights[name] * value for name, value in features.items())


def ranked_windows(
    question: Question,
    scored: Sequence[Scored],
    ranks: Sequence[float],
    surely: Callable[[Scored], tuple[float, ...]] | None = None,
    may_tell: Callable[[Window], bool] = lambda _: True,
) -> list[tuple[Window, dict[str, float]]]:
    """Quotes with what confidence is told by, by descending rank of their best sentence; a sentence is quoted once.

    ``surely`` tells which sentence of a quote has the answer; without it the patterns do. What cannot tell of the time that is
    asked about (``may_tell``) is no rival of another quote.
    """
    order = sorted(range(len(scored)), key=lambda k: (-ranks[k], scored[k].sentence.evidence.article.id, k))
    quoted: set[tuple[str, int]] = set()
    chosen: list[tuple[int, Window]] = []
    for k in order:
        quote = window(scored, ranks, k, surely)
        keys = {(quote.best.sentence.evidence.article.id, item.sentence.start) for item in quote.sentences}
        if not keys & quoted:
            quoted |= keys
            chosen.append((k, quote))
    strange = windows.unknown(question, scored)
    heard = [(k, quote) for k, quote in chosen if may_tell(quote)]
    found = []
    for k, quote in chosen:
        rivals = [ranks[other] for other, of in heard if other != k and not same_thing(quote, of)]
        ahead = max(-2.0, min(2.0, ranks[k] - max(rivals))) if rivals else 2.0
        found.append((quote, quote.features(question, ranks[k], ahead, strange)))
    return found


def same_thing(one: Window, other: Window) -> bool:
    """Whether another article gives a value of what is asked as well: an older or newer one, not a rival reading."""
    if one.best.sentence.evidence.article.id == other.best.sentence.evidence.article.id:
        return False
    mine, its = one.telling.features, other.telling.features
    return bool(its["kind"] and its["focus"] >= 0.5 and its["coverage"] >= 0.8 * mine["coverage"])


def scored_sentences(question: Question, evidence: Sequence[Evidence], similarity: Similarity) -> list[Scored]:
    """Every sentence of the passages with its features, in the order of the passages."""
    found = [sentence for item in evidence for sentence in sentences_of(item)]
    cosines = similarity.cosines(question.text, [sentence.text for sentence in found]).tolist()
    best = Best(max((item.hit.score for item in evidence), default=0.0), max(cosines, default=0.0))
    return [score(question, sentence, cosine, best) for sentence, cosine in zip(found, cosines, strict=True)]


def sentences_of(item: Evidence) -> Iterator[Sentence]:
    """The sentences of a passage, each with what stands before it."""
    passage, text = item.hit.passage, item.article.text
    paragraph = text.rfind("\n", 0, passage.start) + 1
    before = text[paragraph : passage.start][-_BEFORE:]
    for start, end in sentences(passage.text):
        sentence = Sentence(item, passage.start + start, passage.start + end, before)
        yield sentence
        before = sentence.text


def _extraction(question: Question, quote: Window, confidence: float, features: Mapping[str, float]) -> Extraction:
    telling = quote.telling
    start, end = telling.sentence.start + telling.span.start, telling.sentence.start + telling.span.end
    if question.kind in (Kind.YES_NO, Kind.OTHER):
        start, end = telling.sentence.start, telling.sentence.end
    evidence = telling.sentence.evidence
    while end > start + 1 and evidence.article.text[end - 1] in " ./;:…":
        end -= 1
    return Extraction(evidence, start, end, quote.start, quote.end, confidence, features)
