"""Whether a place in an article may tell of the time that a question asks about: what cannot is no rival of what can."""

from collections.abc import Sequence
from datetime import date

from service.question.analysis import Question
from service.question.kinds import Kind
from service.reader.base import Evidence, Extraction
from service.reader.features import Scored
from service.reader.offices import asked as asked_office
from service.statement_time import telling
from service.timing import holds_at, published_in, speaks_of

_ITSELF = frozenset({Kind.DATE, Kind.YEAR})  # the time that the answer names is not the one that is asked about


def tells_then(question: Question, evidence: Evidence, at: int) -> bool:
    """Whether what stands at code point ``at`` of an article may tell of the time that is asked about.

    It is read with what stands before it in its passage and paragraph. Who is named by an office held it when the article was
    written, too, whatever year the sentence speaks of; and a day that was told of then may lie before or behind.
    """
    article, scope = evidence.article, question.scope
    if speaks_of(scope, article, *_read_with(evidence, at)):
        return True
    written = question.kind in _ITSELF or asked_office(question) is not None
    return written and published_in(scope, article)


def _read_with(evidence: Evidence, at: int) -> tuple[str, int]:
    """What stands before and around a place in its passage and paragraph, and the place in it."""
    text, passage = evidence.article.text, evidence.hit.passage
    first = min(passage.start, text.rfind("\n", 0, at) + 1)
    return text[first : passage.end], at - first


def holds(found: Extraction) -> date | None:
    """The day as of which a finding holds: told by its quote, where "trong năm" does not mean a year that was named before it."""
    article = found.evidence.article
    told = telling(*_read_with(found.evidence, found.start))
    if told.refers:
        return holds_at(article, told.text)
    return holds_at(article, found.quote, found.start - found.quote_start)


def place_of(item: Scored) -> int:
    """Where the span of a sentence begins in its article."""
    return item.sentence.start + item.span.start


def then(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """The sentences that may tell of the time that is asked about, each at its span."""
    if not question.scope.spans:
        return list(scored)
    return [item for item in scored if tells_then(question, item.sentence.evidence, place_of(item))]
