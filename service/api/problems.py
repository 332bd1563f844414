"""Errors as RFC 9457 ``application/problem+json``: a stable ``code`` for programs, Vietnamese for people.

The member ``error`` says the same once more in the form that OpenAI clients read, wherever they come by.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus.errors import StoreError, UnreadableDocument
from index.errors import IndexingError
from service.errors import (
    BackupRefused,
    DocumentNotFound,
    ForeignOrigin,
    InvalidQuestion,
    ModelNotFound,
    NothingIngested,
    NotReady,
    ReaderUnavailable,
    ServiceError,
    Unauthorised,
)

log = logging.getLogger(__name__)

# Domain error → (status, code, title). A test goes through every error class and finds it here, itself or by a parent.
PROBLEMS: dict[type[Exception], tuple[HTTPStatus, str, str]] = {
    InvalidQuestion: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_question", "Câu hỏi không hợp lệ"),
    DocumentNotFound: (HTTPStatus.NOT_FOUND, "document_not_found", "Không có tài liệu này"),
    ModelNotFound: (HTTPStatus.NOT_FOUND, "model_not_found", "Không có mô hình này"),
    NothingIngested: (HTTPStatus.UNPROCESSABLE_ENTITY, "nothing_ingested", "Không nạp được tài liệu nào"),
    UnreadableDocument: (HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable_document", "Không đọc được tài liệu"),
    Unauthorised: (HTTPStatus.UNAUTHORIZED, "unauthorised", "Cần khóa truy cập"),
    ForeignOrigin: (HTTPStatus.FORBIDDEN, "foreign_origin", "Không nhận yêu cầu từ nguồn này"),
    BackupRefused: (HTTPStatus.CONFLICT, "backup_refused", "Không sao lưu hoặc khôi phục được"),
    NotReady: (HTTPStatus.SERVICE_UNAVAILABLE, "not_ready", "Hệ thống chưa sẵn sàng"),
    ReaderUnavailable: (HTTPStatus.SERVICE_UNAVAILABLE, "reader_unavailable", "Bộ đọc chưa sẵn sàng"),
    IndexingError: (HTTPStatus.SERVICE_UNAVAILABLE, "index_unavailable", "Chỉ mục chưa sẵn sàng"),
    StoreError: (HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable", "Kho tài liệu chưa sẵn sàng"),
}
_STATUS_TITLES = {
    400: ("bad_request", "Yêu cầu không đọc được", "Nội dung gửi lên không đúng dạng: hãy xem /openapi.json."),
    404: ("not_found", "Không có địa chỉ này", "Địa chỉ không tồn tại: hãy xem /openapi.json."),
    405: ("method_not_allowed", "Không dùng được phương thức này", "Địa chỉ này không nhận phương thức đã gửi."),
    413: ("too_large", "Nội dung quá lớn", "Nội dung gửi lên vượt mức cho phép: hãy chia nhỏ."),
    415: (
        "unsupported_media_type",
        "Không nhận loại nội dung này",
        "Hãy gửi multipart/form-data hoặc application/json.",
    ),
}
_FIELD_MESSAGES = {
    "missing": "thiếu trường này",
    "extra_forbidden": "không có trường này, hãy kiểm tra chính tả",
    "string_type": "phải là một chuỗi ký tự",
    "string_too_short": "đang trống",
    "string_too_long": "quá dài",
    "string_unicode": "có ký tự hỏng (nửa cặp thay thế UTF-16)",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "greater_than_equal": "nhỏ hơn mức cho phép",
    "less_than_equal": "lớn hơn mức cho phép",
    "date_parsing": "phải là ngày có thật theo dạng NĂM-THÁNG-NGÀY, ví dụ 2025-12-05",
    "date_from_datetime_parsing": "phải là ngày có thật theo dạng NĂM-THÁNG-NGÀY, ví dụ 2025-12-05",
    "date_from_datetime_inexact": "phải là ngày, không kèm giờ",
    "date_type": "phải là ngày theo dạng NĂM-THÁNG-NGÀY, ví dụ 2025-12-05",
    "literal_error": "không phải là một trong các giá trị cho phép",
    "list_type": "phải là một danh sách",
    "too_long": "có quá nhiều phần tử",
    "model_attributes_type": "phải là một đối tượng JSON",
    "model_type": "phải là một đối tượng JSON",
    "dict_type": "phải là một đối tượng JSON",
    "json_invalid": "không phải JSON hợp lệ",
}


def problem(
    status: int, code: str, title: str, detail: str, *, param: str | None = None, **more: object
) -> JSONResponse:
    """A problem document; ``param`` is the field that is at fault."""
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    kind = "authentication_error" if status == HTTPStatus.UNAUTHORIZED else kind
    error = {"message": detail, "type": kind, "param": param, "code": code}
    body = {"type": "about:blank", "status": status, "code": code, "title": title, "detail": detail, **more}
    body["error"] = error
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(body, status, media_type="application/problem+json", headers=headers)


@dataclass(frozen=True, slots=True)
class Told:
    """What people and programs are told of an error: HTTP status, stable code, title and detail in Vietnamese."""

    status: int
    code: str
    title: str
    detail: str


UNEXPECTED = Told(500, "internal_error", "Lỗi hệ thống", "Có lỗi ngoài dự kiến, đã được ghi vào nhật ký: hãy thử lại.")


def told_of(error: Exception) -> Told:
    """What is told of a domain error (one of ``PROBLEMS``, or of a class below one)."""
    kind = next(kind for kind in type(error).__mro__ if kind in PROBLEMS)
    status, code, title = PROBLEMS[kind]
    if isinstance(error, ServiceError):
        detail = error.detail
    elif isinstance(error, UnreadableDocument):
        detail = f"{error.name}: {error.reason}"
    else:  # what the log says is for who runs the service
        log.error("%s: %s", type(error).__name__, error, exc_info=error.__cause__)
        detail = f"{title}: hãy báo người quản trị chạy `trich doctor`."
    return Told(status, code, title, detail)


def fields_at_fault(faults: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, str]], str]:
    """Each field that pydantic found wrong, with what is wrong with it, and the first five of them in one sentence."""
    fields = [
        {
            "field": ".".join(str(part) for part in fault["loc"] if part != "body") or "body",
            "message": _FIELD_MESSAGES.get(fault["type"], "có giá trị không hợp lệ"),
        }
        for fault in faults
    ]
    return fields, "; ".join(f"{fault['field']}: {fault['message']}" for fault in fields[:5]) + "."


def _domain(_: Request, error: Exception) -> JSONResponse:
    told = told_of(error)
    return problem(told.status, told.code, told.title, told.detail)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    fields, detail = fields_at_fault(error.errors() if isinstance(error, RequestValidationError) else [])
    param = fields[0]["field"] if fields else None
    return problem(422, "invalid_request", "Yêu cầu không hợp lệ", detail, param=param, errors=fields)


def _http(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code, title, detail = _STATUS_TITLES.get(status, ("http_error", "Lỗi", "Yêu cầu không thực hiện được."))
    told = problem(status, code, title, detail)
    told.headers.update((error.headers or {}) if isinstance(error, HTTPException) else {})  # 405 says what is allowed
    return told


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.exception("unexpected error at %s", request.url.path, exc_info=error)
    return problem(UNEXPECTED.status, UNEXPECTED.code, UNEXPECTED.title, UNEXPECTED.detail)


def install(app: FastAPI) -> None:
    """Makes every error of the app a problem document."""
    for kind in PROBLEMS:
        app.add_exception_handler(kind, _domain)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
