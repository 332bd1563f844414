"""The reader without a model: it scores the sentences of the passages and takes the span of the kind asked for.

Two linear models over a few features, fitted by ``python -m eval.fit_patterns`` on our own questions: one orders the
sentences, one gives the probability that a sentence tells. It stays as the fallback where a trained reader cannot load.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.text.sentences import sentences
from service.errors import ReaderUnavailable
from service.question.analysis import Question
from service.question.kinds import Kind
from service.reader.base import Evidence, Extraction
from service.reader.features import NAMES, Scored, Sentence, score

WEIGHTS = Path(__file__).with_name("pattern_weights.json")
CONFIDENCE_NAMES = (*NAMES, "rank_score", "ahead")


@dataclass(frozen=True, slots=True)
class PatternReader:
    """Sentence scoring and patterns. ``ranking`` weighs ``features.NAMES``, ``confidence`` weighs CONFIDENCE_NAMES.

    ``threshold`` is the least confidence of an answer, as chosen on the development questions.
    """

    ranking: Mapping[str, float]
    confidence: Mapping[str, float]
    threshold: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "PatternReader":
        """Reads the weights; raises ReaderUnavailable if the file is missing or is of other features."""
        try:
            saved = json.loads(path.read_text(encoding="utf-8"))
            reader = cls(saved["ranking"], saved["confidence"], float(saved["threshold"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReaderUnavailable(f"{path} không phải tệp trọng số của bộ đọc: hãy lấy lại từ kho mã nguồn.") from error
        if set(reader.ranking) != set(NAMES) or set(reader.confidence) != set(CONFIDENCE_NAMES):
            raise ReaderUnavailable(f"{path} là trọng số của bộ đặc trưng khác: hãy chạy `make fit`.")
        return reader

    @property
    def revision(self) -> str:
        """Names the weights."""
        weights = json.dumps([dict(self.ranking), dict(self.confidence)], sort_keys=True)
        return "patterns-" + sha256(weights.encode()).hexdigest()[:8]

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        """One extraction a sentence, best first."""
        scored = scored_sentences(question, evidence)
        ranks = [weighed(self.ranking, item.features) for item in scored]
        found = []
        for item, rank, features in zip(scored, ranks, with_ranks(scored, ranks), strict=True):
            probability = 1 / (1 + math.exp(-weighed(self.confidence, features)))
            found.append((rank, _extraction(question, item, probability, features)))
        found.sort(key=lambda pair: (-pair[0], pair[1].evidence.article.id, pair[1].quote_start))
        return [extraction for _, extraction in found]


def weighed(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The sum of features by their weights."""
    return sum(weights[name] * value for name, value in features.items())


def with_ranks(scored: Sequence[Scored], ranks: Sequence[float]) -> list[dict[str, float]]:
    """The features of every sentence and how it stands among the others: what confidence is told by."""
    best_two = sorted(ranks, reverse=True)[:2]
    found = []
    for item, rank in zip(scored, ranks, strict=True):
        rival = best_two[1] if len(best_two) > 1 and rank == best_two[0] else best_two[0]
        ahead = max(-2.0, min(2.0, rank - rival)) if len(ranks) > 1 else 2.0
        found.append({**item.features, "rank_score": rank, "ahead": ahead})
    return found


def scored_sentences(question: Question, evidence: Sequence[Evidence]) -> list[Scored]:
    """Every sentence of the passages with its features, in the order of the passages."""
    best = max((item.hit.score for item in evidence), default=0.0)
    found = []
    for item in evidence:
        passage = item.hit.passage
        text = item.article.text
        before_end = text.rfind("\n", 0, passage.start) + 1
        before = text[before_end : passage.start][-300:]
        for start, end in sentences(passage.text):
            sentence = Sentence(item, passage.start + start, passage.start + end, before)
            found.append(score(question, sentence, best))
            before = sentence.text
    return found


def _extraction(question: Question, item: Scored, confidence: float, features: Mapping[str, float]) -> Extraction:
    sentence = item.sentence
    start, end = sentence.start + item.span.start, sentence.start + item.span.end
    if question.kind in (Kind.YES_NO, Kind.OTHER):
        start, end = sentence.start, sentence.end
    text = sentence.evidence.article.text
    while end > start + 1 and text[end - 1] in " ./;:…":
        end -= 1
    return Extraction(sentence.evidence, start, end, sentence.start, sentence.end, confidence, features)
