"""Documents: list, read, add, remove."""

import json
from collections import Counter
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from corpus.formats.declared import declared
from index.ingest import Outcome, ingest
from service.api.deps import KeyDep, NoForeignPageDep, RunningDep
from service.api.models import DocumentList, DocumentWithText, IngestResponse, is_text
from service.api.render import document_out, document_with_text, result_out
from service.errors import DocumentNotFound, NothingIngested
from service.running import Running

router = APIRouter(prefix="/v1/documents", dependencies=[KeyDep])
MAX_FILES = 1_000
_SAME_NAME = "Trong một lần gửi có hai tệp trùng tên; hãy đổi tên rồi gửi lại."
_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            },
            "application/json": {
                "schema": {"type": "object", "description": "title, text, published, source, url, origin"}
            },
        },
    }
}


@router.get("")
def documents(
    running: RunningDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> DocumentList:
    """The documents, by origin."""
    found = running.library.store.documents()
    return DocumentList(documents=[document_out(stored) for stored in found[offset : offset + limit]], total=len(found))


@router.get("/{document_id}")
def document(document_id: str, running: RunningDep) -> DocumentWithText:
    """One document with its text."""
    stored = running.library.store.document(document_id)
    if stored is None:
        raise DocumentNotFound(f"Không có tài liệu mang mã {document_id!r}: có thể đã bị gỡ.")
    return document_with_text(stored)


@router.delete("/{document_id}", status_code=204, dependencies=[NoForeignPageDep])
def remove(document_id: str, running: RunningDep) -> Response:
    """Takes a document out of all answers."""
    if not running.library.remove(document_id):
        raise DocumentNotFound(f"Không có tài liệu mang mã {document_id!r}: có thể đã bị gỡ.")
    return Response(status_code=204)


@router.post("", status_code=201, response_model=IngestResponse, openapi_extra=_UPLOAD, dependencies=[NoForeignPageDep])
async def add(request: Request, running: RunningDep) -> IngestResponse:
    """Adds files (field ``files``), or one document as JSON. What can be taken in is, the rest is named with its reason."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        uploads = await _files(request)
    elif kind == "application/json":
        uploads = [_record(await request.body())]
    else:
        raise HTTPException(415)
    if not uploads:
        raise NothingIngested("Không có tệp nào trong trường `files`.")
    # Encoding takes seconds: the event loop must stay free for questions meanwhile.
    outcomes = await run_in_threadpool(_ingest, running, uploads, whole=kind == "multipart/form-data")
    counts = Counter(outcome.status for outcome in outcomes)
    if outcomes and counts["refused"] == len(outcomes):
        raise NothingIngested("; ".join(f"{outcome.origin}: {outcome.reason}" for outcome in outcomes[:5]))
    return IngestResponse(
        added=counts["added"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
        removed=counts["removed"],
        results=[result_out(outcome) for outcome in outcomes],
    )


async def _files(request: Request) -> list[tuple[str, bytes]]:
    async with request.form(max_files=MAX_FILES) as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        return [(_safe_name(file.filename), await file.read()) for file in files]


def _safe_name(name: str | None) -> str:
    """The last part of what a browser calls the file: some send the whole path."""
    return (name or "").replace("\\", "/").rpartition("/")[2] or "tai-lieu.txt"


def _record(body: bytes) -> tuple[str, bytes]:
    """The name that a JSON body is filed under, and the body: its ``origin``, else a name that no other body has."""
    try:
        record = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    name = record.get("origin") if isinstance(record, dict) else None
    if isinstance(name, str) and name.strip():
        origin = name.strip()
        if not is_text(origin):
            raise NothingIngested("Trường `origin` có ký tự hỏng (nửa cặp thay thế UTF-16); hãy sửa rồi gửi lại.")
    elif all(_names_itself(item) for item in (record if isinstance(record, list) else [record])):
        origin = "api"
    else:
        origin = f"api-{sha256(body).hexdigest()[:12]}"
    return (origin if origin.endswith(".json") else f"{origin}.json", body)  # the suffix tells the format


def _names_itself(item: object) -> bool:
    """Whether a record has an id or a URL, which tells it from all others."""
    if not isinstance(item, dict):
        return False
    told = declared(item)
    return bool(told.id) or (told.url or "").lower().startswith(("http://", "https://"))


def _ingest(running: Running, uploads: list[tuple[str, bytes]], whole: bool) -> list[Outcome]:
    """What became of the uploads, in their order; of two files of one name the second is refused, as in an archive."""
    seen: dict[str, bytes] = {}
    outcomes: list[Outcome] = []
    with running.library.together():
        for origin, data in uploads:
            if seen.setdefault(origin, data) != data:
                outcomes.append(Outcome(origin, "refused", reason=_SAME_NAME))
            else:
                outcomes += ingest(running.library, origin, data, whole=whole)
    return outcomes
