"""The OpenAI form: any front-end that speaks it can ask here. Nothing is generated; the answer is copied and cited as ever."""

import json
import re
import time
from collections.abc import AsyncIterator, Iterator, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from service.answering import MAX_QUESTION, checked
from service.api.ask import ask
from service.api.chat_models import (
    MODEL,
    Annotation,
    ChatChoice,
    ChatCompletion,
    ChatMessage,
    ChatRequest,
    Chunk,
    ChunkChoice,
    Closing,
    LastChunk,
    Message,
    Model,
    ModelList,
    Opening,
    Piece,
    UrlCitation,
    Usage,
    UsageChunk,
)
from service.api.chat_text import answers_in, said
from service.api.deps import KeyDep, RunningDep
from service.api.models import AskRequest, AskResponse, CitationOut, Turn
from service.errors import InvalidQuestion, ModelNotFound
from service.question.analysis import normalised
from service.question.followup import TURNS, rewritten
from service.question.several import split
from service.question.smalltalk import courtesy

router = APIRouter(prefix="/v1", dependencies=[KeyDep])
CREATED = 1_795_305_600  # 2026-11-22: seconds since 1970, as the OpenAI form wants a date of a model
EARLIER = 12  # questions before this one that are looked at
LONGEST = 100 * MAX_QUESTION  # code points of a message that are looked at: far more than a question may have
STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # nginx would hold the stream back
_WORD = re.compile(r"\S+\s*|\s+")
_MODEL = Model(id=MODEL, created=CREATED, owned_by=MODEL)


@router.get("/models")
def models() -> ModelList:
    """The one name to ask by; any other does as well."""
    return ModelList(data=[_MODEL])


@router.get("/models/{name}")
def model(name: str) -> Model:
    """What stands behind a name: clients look before they ask. Raises ModelNotFound for any but ours."""
    if name != MODEL:
        raise ModelNotFound(f"Không có mô hình {name[:80]!r}: ở đây chỉ có {MODEL!r}.")
    return _MODEL


@router.post(
    "/chat/completions",
    response_model=ChatCompletion,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def complete(body: ChatRequest, running: RunningDep, request: Request) -> ChatCompletion | StreamingResponse:
    """Answers the last user message with a quote, or says that the documents do not tell; earlier turns are the context.

    The answer is there before the first byte of a stream, so that an error always is an ordinary one.
    """
    question, at = _question(body.messages)
    answer = ask(AskRequest(question=question, history=_turns(body.messages[:at])), running, request)
    completion = _completion(body.messages, answer, str(request.base_url))
    if not body.stream:
        return completion
    usage = body.stream_options is not None and bool(body.stream_options.include_usage)
    return StreamingResponse(_events(completion, usage), media_type="text/event-stream", headers=STREAM_HEADERS)


def _question(messages: Sequence[Message]) -> tuple[str, int]:
    """The question, and which message it stands in."""
    at = next((at for at in reversed(range(len(messages))) if messages[at].role == "user"), None)
    if at is None:
        raise InvalidQuestion("Không có tin nhắn nào của người dùng (`role` là `user`): hãy gửi câu hỏi.")
    text = messages[at].text
    if not text and messages[at].content:
        raise InvalidQuestion("Tin nhắn không có chữ (hình ảnh, tệp và âm thanh không đọc được): hãy gõ câu hỏi.")
    return checked(text[:LONGEST]), at


def _turns(messages: Sequence[Message]) -> list[Turn]:
    """What was asked and answered in earlier messages: questions made whole, answers without their quotes."""
    asked: list[tuple[str, str]] = []
    for message in messages:
        if message.role == "user":
            asked.append((message.text[:LONGEST], ""))
        elif message.role == "assistant" and asked and not asked[-1][1]:
            asked[-1] = (asked[-1][0], message.text[:LONGEST])
    turns: list[tuple[str, str | None]] = []
    for written, text in asked[-EARLIER:]:
        question = normalised(written)
        if not question or len(question) > MAX_QUESTION or courtesy(question):
            continue
        parts, answers = split(question), answers_in(text)
        if len(answers) != len(parts):  # not a text of ours
            answers = [None] * len(parts)
        for part, answer in zip(parts, answers, strict=True):
            turns.append((rewritten(part, turns), answer and answer[:MAX_QUESTION]))
    return [Turn(question=question, answer=answer) for question, answer in turns[-TURNS:]]


def _completion(messages: Sequence[Message], answer: AskResponse, base: str) -> ChatCompletion:
    told = said(answer)
    annotations = [
        Annotation(
            url_citation=UrlCitation(
                start_index=place.start,
                end_index=place.end,
                title=place.citation.title,
                url=_address(place.citation, base),
            )
        )
        for place in told.places
    ]
    prompt = sum(len(message.text.split()) for message in messages)
    words = len(told.text.split())
    return ChatCompletion(
        id=f"chatcmpl-{answer.id}",
        created=int(time.time()),
        choices=[ChatChoice(message=ChatMessage(content=told.text, annotations=annotations))],
        usage=Usage(prompt_tokens=prompt, completion_tokens=words, total_tokens=prompt + words),
        system_fingerprint=answer.index_version,
        trich=answer,
    )


def _address(citation: CitationOut, base: str) -> str:
    """The document's own address; where it has none, the page of this server with the quote marked (service/web/place.js)."""
    if citation.url and citation.url.lower().startswith(("http://", "https://")):
        return citation.url
    return f"{base}#hoi/bai/{citation.document_id}/{citation.start}-{citation.end}//{citation.text_sha256[:16]}"


async def _events(completion: ChatCompletion, usage: bool) -> AsyncIterator[str]:
    """Server-sent events. ASCII only: some clients take U+2028 and the like for the end of a line."""
    for chunk in _chunks(completion, usage):
        yield f"data: {json.dumps(chunk.model_dump(mode='json'))}\n\n"
    yield "data: [DONE]\n\n"


def _chunks(completion: ChatCompletion, usage: bool) -> Iterator[Chunk]:
    message = completion.choices[0].message
    yield _chunk(completion, ChunkChoice(delta=Opening()))
    for word in _WORD.findall(message.content):
        yield _chunk(completion, ChunkChoice(delta=Piece(content=word)))
    end = _chunk(completion, ChunkChoice(delta=Closing(annotations=message.annotations), finish_reason="stop"))
    yield LastChunk(**dict(end), trich=completion.trich)
    if usage:
        yield UsageChunk(**dict(_chunk(completion)), usage=completion.usage)


def _chunk(completion: ChatCompletion, *choices: ChunkChoice) -> Chunk:
    return Chunk(
        id=completion.id,
        created=completion.created,
        system_fingerprint=completion.system_fingerprint,
        choices=list(choices),
    )
