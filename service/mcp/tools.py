"""The tools: what they are called, take, do and give. Nothing here knows how a client is connected."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from service.api.ask import answered, search, verify
from service.api.chat_text import said
from service.api.documents import document, documents
from service.api.models import AskResponse, DocumentList, SearchResponse, VerifyResponse
from service.mcp.models import (
    LONGEST,
    AskArguments,
    DocumentArguments,
    DocumentPart,
    ListArguments,
    SearchArguments,
    VerifyArguments,
)
from service.running import Running

PLACES = "Vị trí của các câu trích (get_document, verify_citation):"


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. ``run`` blocks, and raises domain errors; ``takes`` and ``gives`` are the models of its two sides."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    run: Callable[[Running, Any], BaseModel]


def texts(result: BaseModel) -> list[str]:
    """A result in words: an answer as chats are told it, then where its quotes stand; anything else as JSON."""
    if not isinstance(result, AskResponse):
        return [result.model_dump_json(exclude_none=True)]
    told = said(result)
    cited = {place.number: place.citation for place in told.places}
    lines = [
        f"[{number}] document_id={one.document_id} start={one.start} end={one.end} text_sha256={one.text_sha256}"
        + (f" url={one.url}" if one.url else "")
        for number, one in sorted(cited.items())
    ]
    return [told.text, "\n".join([PLACES, *lines])] if lines else [told.text]


def _ask(running: Running, given: AskArguments) -> AskResponse:
    return answered(given, running)


def _search(running: Running, given: SearchArguments) -> SearchResponse:
    return search(given, running)


def _get_document(running: Running, given: DocumentArguments) -> DocumentPart:
    whole = document(given.document_id, running)
    end = given.start + LONGEST if given.end is None else given.end
    text = whole.text[given.start : end]
    start = min(given.start, len(whole.text))
    found = {"text": text, "start": start, "end": start + len(text), "length": len(whole.text)}
    return DocumentPart(**whole.model_dump() | found)


def _list_documents(running: Running, given: ListArguments) -> DocumentList:
    return documents(running, given.limit, given.offset)


def _verify(running: Running, given: VerifyArguments) -> VerifyResponse:
    return verify(given, running)


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "ask",
            "Hỏi tài liệu",
            "Trả lời một câu hỏi tiếng Việt bằng đoạn chép nguyên văn từ tài liệu, có câu trích, nguồn, ngày và độ tin cậy; nói rõ khi "
            "tài liệu không có. Hãy giữ nguyên đáp án và câu trích, nêu tên bài, nguồn, ngày; status là no_answer thì nói là không có trong tài "
            "liệu, đừng tự trả lời. — Answers a Vietnamese question with a span copied from the documents: quote, source, date as of which "
            "it holds, and a measured probability that it is right. Repeat the answer and quotes unchanged, with title, source and date. "
            "If status is no_answer, say that the documents do not tell; the citations are then only the closest passages. "
            "other_answers are values of other dates or sources: mention them.",
            AskArguments,
            AskResponse,
            _ask,
        ),
        Tool(
            "search",
            "Tìm đoạn văn",
            "Tìm các đoạn văn gần với một câu hỏi nhất, để đọc thêm khi ask chưa đủ; đoạn tìm được chưa phải là câu trả lời. — Finds the "
            "passages closest to a question, to read more where ask does not suffice. Passages are no answer by themselves; "
            "scores order the passages of one search only.",
            SearchArguments,
            SearchResponse,
            _search,
        ),
        Tool(
            "get_document",
            "Đọc tài liệu",
            "Đọc một tài liệu theo mã, cả bài hoặc từ ký tự start đến trước end. — Reads a document, or text[start:end] of it; offsets are Unicode code "
            f"points, those of citations and passages. At most {LONGEST:,} are sent unless end is given: go on from end while it is less than length.",
            DocumentArguments,
            DocumentPart,
            _get_document,
        ),
        Tool(
            "list_documents",
            "Liệt kê tài liệu",
            "Liệt kê tài liệu đang có: mã, tên bài, nguồn, ngày đăng. — Lists the documents there are, by origin, without their texts. To find "
            "something by its content use ask or search.",
            ListArguments,
            DocumentList,
            _list_documents,
        ),
        Tool(
            "verify_citation",
            "Kiểm tra câu trích",
            "Kiểm tra một câu trích có đúng nguyên văn tại vị trí đã nêu hay không. — Checks that a quote stands word for word at the place "
            "given: valid; outdated (it stood there in an earlier version); wrong; unknown_document.",
            VerifyArguments,
            VerifyResponse,
            _verify,
        ),
    )
}
