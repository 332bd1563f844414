"""A reader whose findings are written down by the test, over articles that are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.records import Article, Period
from service.question.analysis import Question
from service.reader.base import Evidence, Extraction

FITTING = {"kind": 1.0, "focus": 1.0, "coverage": 0.5}


@dataclass(frozen=True, slots=True)
class Page:
    """An article of one sentence, and what the reader finds in it: a span of the text and how sure it is."""

    origin: str
    text: str
    answer: str
    confidence: float
    published: date | None = None
    period: Period | None = None
    source: str | None = None
    features: Mapping[str, float] = field(default_factory=lambda: FITTING)

    @property
    def article(self) -> Article:
        """The article."""
        title = f"Bài {self.origin}"
        return Article(self.origin, self.text, title, source=self.source, published=self.published, period=self.period)


class ScriptedReader:
    """Finds in each passage what the page of that origin says, the surest first; the quote is the whole text."""

    revision = "scripted"
    threshold = 0.5

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = {page.origin: page for page in pages}

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        """As ``Reader.read``."""
        found = []
        for item in evidence:
            page = self._pages[item.article.origin]
            start = page.text.index(page.answer)
            span = (start, start + len(page.answer))
            found.append(Extraction(item, *span, 0, len(page.text), page.confidence, page.features))
        return sorted(found, key=lambda extraction: (-extraction.confidence, extraction.evidence.article.origin))
