"""Domain records to response models."""

from corpus.records import Article
from corpus.store import StoredArticle
from index.ingest import Outcome
from service.answering import Answer, Citation, Filters
from service.api.models import (
    AskResponse,
    CitationOut,
    DocumentOut,
    DocumentWithText,
    FilterFields,
    IngestedDocument,
    IngestResult,
    OtherAnswerOut,
    PassageOut,
    PeriodOut,
    Trace,
    TraceStep,
)
from service.question.kinds import kind_of
from service.reader.base import Evidence

TRACED = 10


def answer_out(answer: Answer, include: set[str], kind: str, threshold: float, *, fallback: bool) -> AskResponse:
    """An answer as the API gives it; ``fallback`` tells that it was not read by the reader that is meant to be used."""
    return AskResponse(
        id=answer.id,
        question=answer.question,
        interpreted_as=answer.interpreted_as,
        status="no_answer" if answer.answer is None else "answered",
        answer=answer.answer,
        confidence=round(answer.confidence, 4),
        as_of=answer.as_of,
        citations=[citation_out(citation) for citation in answer.citations],
        other_answers=[
            OtherAnswerOut(
                answer=other.citation.answer,
                as_of=other.as_of,
                relation=other.relation.value,
                confidence=round(other.confidence, 4),
                citation=citation_out(other.citation),
            )
            for other in answer.other_answers
        ],
        passages=[passage_out(item) for item in answer.evidence] if "passages" in include else None,
        trace=_trace(answer, kind, threshold) if "trace" in include else None,
        took_ms=round(answer.took_ms, 2),
        index_version=answer.index_version,
        reader=answer.reader,
        fallback=fallback,
        verdict=answer.verdict.value if answer.verdict else None,
        message=answer.message,
        parts=[
            answer_out(part, include, kind_of(part.interpreted_as).value, threshold, fallback=fallback)
            for part in answer.parts
        ]
        or None,
    )


def _trace(answer: Answer, kind: str, threshold: float) -> Trace:
    steps = [
        TraceStep(
            document_id=extraction.evidence.article.id,
            answer=extraction.answer,
            quote=extraction.quote,
            confidence=round(extraction.confidence, 4),
            features={name: round(value, 4) for name, value in extraction.features.items()},
        )
        for extraction in answer.extractions[:TRACED]
    ]
    return Trace(kind=kind, threshold=threshold, reader=answer.reader, considered=steps)


def citation_out(citation: Citation) -> CitationOut:
    """A citation as the API gives it."""
    article = citation.article
    return CitationOut(
        document_id=article.id,
        title=article.title,
        source=article.source,
        origin=article.origin,
        published=article.published,
        url=article.url,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        answer_start=citation.answer_start,
        answer_end=citation.answer_end,
        text_sha256=article.text_sha256,
        score=round(citation.score, 4),
    )


def passage_out(item: Evidence) -> PassageOut:
    """A found passage as the API gives it."""
    article, passage = item.article, item.hit.passage
    return PassageOut(
        document_id=article.id,
        title=article.title,
        source=article.source,
        origin=article.origin,
        published=article.published,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=round(item.hit.score, 4),
        dense=round(item.hit.dense, 4),
        lexical=round(item.hit.lexical, 4),
    )


def document_out(stored: StoredArticle) -> DocumentOut:
    """A document without its text."""
    article = stored.article
    return DocumentOut(
        id=article.id,
        origin=article.origin,
        part=article.part,
        title=article.title,
        source=article.source,
        author=article.author,
        published=article.published,
        period=PeriodOut(first=article.period.first, last=article.period.last) if article.period else None,
        url=article.url,
        text_sha256=article.text_sha256,
        duplicate_group=stored.duplicate_group,
        passages=stored.passages,
        added_at=stored.added_at,
    )


def document_with_text(stored: StoredArticle) -> DocumentWithText:
    """A document with its text."""
    return DocumentWithText(**document_out(stored).model_dump(), text=stored.article.text)


def ingested(article: Article) -> IngestedDocument:
    """A document that an upload gave."""
    return IngestedDocument(id=article.id, title=article.title, published=article.published)


def result_out(outcome: Outcome) -> IngestResult:
    """What became of one file."""
    return IngestResult(
        origin=outcome.origin,
        status=outcome.status,
        reason=outcome.reason,
        documents=[ingested(article) for article in outcome.articles],
    )


def filters_in(fields: FilterFields) -> Filters:
    """The filters that a request asks for."""
    return Filters(
        published_from=fields.published_from,
        published_to=fields.published_to,
        source=fields.source,
        document_ids=None if fields.document_ids is None else frozenset(fields.document_ids),
    )
