"""Asking, searching, checking a citation, and saying whether an answer was right."""

import time

from fastapi import APIRouter, Request

from corpus.store import Feedback
from service.answering import checked
from service.api.deps import KeyDep, NoForeignPageDep, RunningDep
from service.api.models import (
    AskRequest,
    AskResponse,
    FeedbackRequest,
    FeedbackResponse,
    SearchRequest,
    SearchResponse,
    VerifyRequest,
    VerifyResponse,
)
from service.api.render import answer_out, filters_in, passage_out
from service.question.kinds import kind_of
from service.running import Running

router = APIRouter(prefix="/v1", dependencies=[KeyDep])


def answered(body: AskRequest, running: Running) -> AskResponse:
    """Answers a question with a quote, or says that the documents do not tell. Raises InvalidQuestion."""
    answerer = running.answerer
    answer = answerer.ask(
        body.question,
        history=[(turn.question, turn.answer) for turn in body.history],
        as_of=body.as_of,
        filters=filters_in(body.filters),
        top_k=body.top_k,
    )
    return answer_out(
        answer,
        set(body.include),
        kind_of(answer.interpreted_as).value,
        answerer.threshold,
        fallback=running.fallback is not None,
    )


@router.post("/ask")
def ask(body: AskRequest, running: RunningDep, request: Request) -> AskResponse:
    """Answers a question with a quote, or says that the documents do not tell."""
    response = answered(body, running)
    request.app.state.answers.labels(response.status).inc()
    return response


@router.post("/search")
def search(body: SearchRequest, running: RunningDep) -> SearchResponse:
    """The passages nearest to a question."""
    started = time.perf_counter()
    question = checked(body.question)
    found = running.answerer.evidence(question, filters_in(body.filters), body.top_k)
    return SearchResponse(
        question=question,
        passages=[passage_out(item) for item in found],
        took_ms=round((time.perf_counter() - started) * 1000, 2),
        index_version=running.library.version,
    )


@router.post("/citations/verify")
def verify(body: VerifyRequest, running: RunningDep) -> VerifyResponse:
    """Whether a quote stands in a document where it is said to."""
    store = running.library.store
    stored = store.document(body.document_id)
    if body.end >= body.start and stored and stored.article.text[body.start : body.end] == body.quote:
        if body.text_sha256 in (None, stored.article.text_sha256):
            return VerifyResponse(valid=True, status="valid", detail="Trích dẫn đúng nguyên văn tại vị trí đã nêu.")
        return VerifyResponse(
            valid=True, status="valid", detail="Tài liệu đã có bản mới, nhưng câu trích vẫn ở đúng vị trí đã nêu."
        )
    earlier = store.retired_text(body.document_id, body.text_sha256) if body.text_sha256 else None
    if earlier is not None and earlier[body.start : body.end] == body.quote:
        return VerifyResponse(
            valid=False, status="outdated", detail="Câu trích đúng với một bản cũ; tài liệu đã được sửa hoặc gỡ."
        )
    if stored is None:
        return VerifyResponse(valid=False, status="unknown_document", detail="Không có tài liệu này.")
    return VerifyResponse(valid=False, status="wrong", detail="Tài liệu không có câu này ở vị trí đã nêu.")


@router.post("/feedback", status_code=201, dependencies=[NoForeignPageDep])
def feedback(body: FeedbackRequest, running: RunningDep) -> FeedbackResponse:
    """Keeps a person's word on an answer."""
    return FeedbackResponse(id=running.library.store.add_feedback(Feedback(**body.model_dump())))
