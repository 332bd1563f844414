"""What is asked for and what is said: filters, citations, other answers, answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.records import Article
from corpus.text.fold import fold
from service.question.verdict import Verdict
from service.reader.base import Evidence, Extraction


class Relation(StrEnum):
    """How another answer stands to the one that is given."""

    OLDER = "older"
    NEWER = "newer"
    CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may be answered from; everything that is None allows all."""

    published_from: date | None = None
    published_to: date | None = None
    source: str | None = None
    document_ids: frozenset[str] | None = None

    def allows(self, article: Article) -> bool:
        """Whether an article passes. One without a date passes no filter on dates."""
        if self.document_ids is not None and article.id not in self.document_ids:
            return False
        if self.source is not None and fold(self.source) != fold(article.source or ""):
            return False
        if self.published_from is None and self.published_to is None:
            return True
        day = article.published
        return day is not None and (self.published_from or day) <= day <= (self.published_to or day)

    @property
    def empty(self) -> bool:
        """Whether everything is allowed."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands. ``article.text[start:end]`` is the quote, ``[answer_start:answer_end]`` the answer in it."""

    article: Article
    start: int
    end: int
    answer_start: int
    answer_end: int
    score: float

    @property
    def quote(self) -> str:
        """The sentence or sentences that carry the answer, verbatim."""
        return self.article.text[self.start : self.end]

    @property
    def answer(self) -> str:
        """The answer, verbatim."""
        return self.article.text[self.answer_start : self.answer_end]

    @classmethod
    def of(cls, found: Extraction) -> "Citation":
        """Where a reader found it."""
        article = found.evidence.article
        return cls(article, found.quote_start, found.quote_end, found.start, found.end, found.confidence)


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """Another value than the one given, from another document or date."""

    citation: Citation
    as_of: date | None
    relation: Relation
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question. ``answer`` is None when the documents do not tell; then ``citations`` are the closest.

    The first citation carries the answer; those behind it are of independent articles that say the same. ``other_answers``
    of a refusal are what the documents tell of another time than the one asked about.
    ``parts`` are the answers to several questions in one, else empty; the other fields are then those of the first part
    that is answered. ``verdict`` is for yes/no questions, ``message`` a reply to what is no question, or why a time is not told of.
    """

    id: str
    question: str
    interpreted_as: str
    answer: str | None
    confidence: float
    as_of: date | None
    citations: tuple[Citation, ...]
    other_answers: tuple[OtherAnswer, ...]
    evidence: tuple[Evidence, ...]
    extractions: tuple[Extraction, ...]
    took_ms: float
    index_version: str
    reader: str
    parts: tuple["Answer", ...] = ()
    verdict: Verdict | None = None
    message: str | None = None
