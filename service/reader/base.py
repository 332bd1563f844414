"""What a reader is: it reads a question together with passages and says which spans may answer it, and how surely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.records import Article
from index.retrieval import Hit
from service.question.analysis import Question


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that was found for a question, with the article it stands in; reprints share a ``group``."""

    hit: Hit
    article: Article
    group: str = ""

    @property
    def source(self) -> str:
        """What it counts as when independent sources are told apart: its group of reprints, else its article."""
        return self.group or self.article.id


@dataclass(frozen=True, slots=True)
class Extraction:
    """A span that may answer. Offsets are code points into ``article.text``; the quote holds the answer.

    ``confidence`` is the probability (0..1) that the quote tells the answer. ``features`` are what it was told by.
    """

    evidence: Evidence
    start: int
    end: int
    quote_start: int
    quote_end: int
    confidence: float
    features: Mapping[str, float]

    @property
    def answer(self) -> str:
        """The span itself, verbatim."""
        return self.evidence.article.text[self.start : self.end]

    @property
    def quote(self) -> str:
        """The sentence or sentences that carry the answer, verbatim."""
        return self.evidence.article.text[self.quote_start : self.quote_end]


class Reader(Protocol):
    """Reads passages for a question."""

    @property
    def revision(self) -> str:
        """Changes whenever the same question over the same passages could be answered otherwise."""

    @property
    def threshold(self) -> float:
        """The least confidence of an answer, as measured for this reader."""

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        """Spans, the best first, at most one a sentence; ties by article and place. Empty if there are none."""

    def comprehend(self, question: Question, evidence: Sequence[Evidence]) -> Extraction | None:
        """The best span of passages that are given, with no search behind them; None if they do not tell.

        Scores of the hits say nothing here; only the texts do. Without passages there is no span.
        """
