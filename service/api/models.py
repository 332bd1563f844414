"""Requests and responses of the API. Offsets are Unicode code points into ``text`` of ``GET /v1/documents/{id}``."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from service.answering import MAX_QUESTION


def is_text(value: str) -> bool:
    """Whether a string can be written as UTF-8: JSON can hold half surrogates, which the store cannot.

    >>> is_text("a🎉"), is_text("a" + chr(0xD800))
    (True, False)
    """
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _text(value: str) -> str:
    if not is_text(value):
        raise PydanticCustomError("string_unicode", "half surrogates are no text")
    return value


Key = Annotated[str, AfterValidator(_text)]  # what is looked up in the store
# Lengths are checked by the answerer, whose message says what to do; this only bounds what is parsed.
QuestionText = Annotated[str, StringConstraints(max_length=100 * MAX_QUESTION)]
EarlierQuestion = Annotated[str, StringConstraints(min_length=1, max_length=4 * MAX_QUESTION)]
EarlierAnswer = Annotated[str, StringConstraints(max_length=20_000)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Request(BaseModel):
    """Base of requests: unknown fields are refused, so that a misspelt one is not silently without effect."""

    model_config = ConfigDict(extra="forbid")


class Turn(Request):
    """An earlier question with its answer."""

    question: EarlierQuestion
    answer: EarlierAnswer | None = None


class FilterFields(Request):
    """Which documents may be answered from."""

    published_from: date | None = None
    published_to: date | None = None
    source: str | None = None
    document_ids: Annotated[list[str], Field(max_length=1000)] | None = None


class AskRequest(Request):
    """A question."""

    question: QuestionText
    history: Annotated[list[Turn], Field(max_length=50)] = []
    as_of: date | None = None
    filters: FilterFields = FilterFields()
    top_k: Annotated[int, Field(ge=1, le=50)] | None = None
    include: list[Literal["passages", "trace"]] = []


class SearchRequest(Request):
    """A search for passages."""

    question: QuestionText
    filters: FilterFields = FilterFields()
    top_k: Annotated[int, Field(ge=1, le=50)] = 10


class CitationOut(BaseModel):
    """Where a quote stands: ``text[start:end] == quote``, ``text[answer_start:answer_end]`` is the answer."""

    document_id: str
    title: str
    source: str | None
    origin: str
    published: date | None
    url: str | None
    quote: str
    start: int
    end: int
    answer_start: int
    answer_end: int
    text_sha256: str
    score: float


class OtherAnswerOut(BaseModel):
    """Another value than the one given."""

    answer: str
    as_of: date | None
    relation: Literal["older", "newer", "conflicts"]
    confidence: float
    citation: CitationOut


class PassageOut(BaseModel):
    """A passage that was read. ``score`` orders the passages of one question only."""

    document_id: str
    title: str
    source: str | None
    origin: str
    published: date | None
    text: str
    start: int
    end: int
    score: float
    dense: float
    lexical: float


class TraceStep(BaseModel):
    """One sentence that was considered, with the numbers it was judged by."""

    document_id: str
    answer: str
    quote: str
    confidence: float
    features: dict[str, float]


class Trace(BaseModel):
    """How the answer came about."""

    kind: str
    threshold: float
    reader: str
    considered: list[TraceStep]


class AskResponse(BaseModel):
    """What is said to a question. On ``no_answer`` the citations are the closest passages.

    ``parts`` are the answers to several questions in one, in the same form; the other fields are then those of the first
    part that is answered. ``verdict`` is for yes/no questions, ``message`` is said to what is no question.
    ``reader`` names what read the passages; ``fallback`` tells that it is not the reader that is meant to be used.
    """

    id: str
    question: str
    interpreted_as: str
    status: Literal["answered", "no_answer"]
    answer: str | None
    confidence: float
    as_of: date | None
    citations: list[CitationOut]
    other_answers: list[OtherAnswerOut]
    passages: list[PassageOut] | None = None
    trace: Trace | None = None
    took_ms: float
    index_version: str
    reader: str
    fallback: bool
    verdict: Literal["có", "không", "không rõ"] | None = None
    message: str | None = None
    parts: list["AskResponse"] | None = None


class SearchResponse(BaseModel):
    """Passages by descending score."""

    question: str
    passages: list[PassageOut]
    took_ms: float
    index_version: str


class PeriodOut(BaseModel):
    """The years that an undated text speaks of, both included."""

    first: int
    last: int


class DocumentOut(BaseModel):
    """A document, without its text. Reprints of one another share ``duplicate_group``."""

    id: str
    origin: str
    part: int
    title: str
    source: str | None
    author: str | None
    published: date | None
    period: PeriodOut | None
    url: str | None
    text_sha256: str
    duplicate_group: str
    passages: int
    added_at: datetime


class DocumentWithText(DocumentOut):
    """A document with the text that offsets point into."""

    text: str


class DocumentList(BaseModel):
    """A page of the documents, by origin."""

    documents: list[DocumentOut]
    total: int


class IngestedDocument(BaseModel):
    """A document that an upload gave."""

    id: str
    title: str
    published: date | None


class IngestResult(BaseModel):
    """What became of one file, or of one member of an archive."""

    origin: str
    status: Literal["added", "updated", "unchanged", "refused", "removed"]
    reason: str | None
    documents: list[IngestedDocument]


class IngestResponse(BaseModel):
    """What became of an upload. ``removed`` counts what an earlier version of a file held and this one does not."""

    added: int
    updated: int
    unchanged: int
    refused: int
    removed: int = 0
    results: list[IngestResult]


class VerifyRequest(Request):
    """A citation to check."""

    document_id: Key
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    quote: str
    text_sha256: Key | None = None


class VerifyResponse(BaseModel):
    """``valid``: the quote stands there now. ``outdated``: it stood there in an earlier version of the document."""

    valid: bool
    status: Literal["valid", "outdated", "wrong", "unknown_document"]
    detail: str


class FeedbackRequest(Request):
    """A person's word on an answer; the last three fields are those of its first citation."""

    answer_id: ShortText
    question: QuestionText
    verdict: Literal["right", "wrong"]
    answer: Annotated[str, StringConstraints(max_length=5000)] | None = None
    correction: Annotated[str, StringConstraints(max_length=5000)] | None = None
    document_id: ShortText | None = None
    answer_start: Annotated[int, Field(ge=0, le=2**53)] | None = None
    answer_end: Annotated[int, Field(ge=0, le=2**53)] | None = None
    text_sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] | None = None


class FeedbackResponse(BaseModel):
    """The number that the feedback was kept under."""

    id: int


class Stats(BaseModel):
    """What the service holds, and what it runs on."""

    documents: int
    distinct_documents: int
    passages: int
    index_version: str
    encoder: str
    reader: str
    engine: str


class Readiness(BaseModel):
    """Whether questions can be answered now, and with what."""

    status: Literal["ready", "not_ready"]
    documents: int
    passages: int
    encoder: str
    reader: str
    fallback: bool
    detail: str | None = None
