"""The tools as the protocol tells of them and calls them; one definition for both ways in."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as Declared
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from service.api import VERSION
from service.api.models import AskResponse
from service.api.problems import PROBLEMS, UNEXPECTED, fields_at_fault, told_of
from service.mcp.tools import TOOLS, Tool, texts
from service.running import Running

log = logging.getLogger(__name__)

INSTRUCTIONS = (
    "Trích trả lời câu hỏi tiếng Việt bằng đoạn chép nguyên văn từ tài liệu của đơn vị, có nguồn và ngày. Hỏi gì về tài liệu thì dùng ask trước. — "
    "Trích answers Vietnamese questions over an organisation's own documents with verbatim, cited spans. Use ask first for any question "
    "that the documents may answer, and give its answer and quotes unchanged, with their sources."
)
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def schema_of(model: type[BaseModel], *, given: bool) -> dict[str, Any]:
    """The JSON Schema of arguments (``given``) or of results: an object at its root, as the protocol wants it."""
    schema = model.model_json_schema(mode="validation" if given else "serialization")
    kinds = schema.get("$defs", {})
    return {**kinds[model.__name__], "$defs": kinds} if "$ref" in schema else schema  # one that holds its own kind


_DECLARED = [
    Declared(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=schema_of(tool.takes, given=True),
        output_schema=schema_of(tool.gives, given=False),
        annotations=_READS,
    )
    for tool in TOOLS.values()
]
_INPUTS = {tool.name: tool.input_schema for tool in _DECLARED}


def create_server(running: Running, count: Callable[[str], None] = lambda _: None) -> Server[Any]:
    """A server over a running service; ``count`` is told the status of each answer. It holds nothing between calls."""

    async def listed(_: object, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=_DECLARED)

    async def called(_: object, params: CallToolRequestParams) -> CallToolResult:
        tool = TOOLS.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"Không có công cụ {params.name[:80]!r}: chỉ có {', '.join(TOOLS)}.")
        # The threads that answer HTTP requests, and no more of them.
        return await run_in_threadpool(_result, tool, params.arguments or {}, running, count)

    return Server(
        "trich",
        version=VERSION,
        title="Trích",
        instructions=INSTRUCTIONS,
        get_tool_input_schema=_INPUTS.get,
        on_list_tools=listed,
        on_call_tool=called,
    )


def _result(
    tool: Tool, arguments: Mapping[str, object], running: Running, count: Callable[[str], None]
) -> CallToolResult:
    """What a tool gives, or why not, in the words of the HTTP API: the model reads it and can do better."""
    try:
        # Models fill in null where they have nothing to say.
        given = tool.takes.model_validate({name: value for name, value in arguments.items() if value is not None})
        result = tool.run(running, given)
    except ValidationError as error:
        return _refused("invalid_request", fields_at_fault(error.errors())[1])
    except tuple(PROBLEMS) as error:
        told = told_of(error)
        return _refused(told.code, told.detail)
    except Exception:
        log.exception("unexpected error in %s", tool.name)
        return _refused(UNEXPECTED.code, UNEXPECTED.detail)
    if isinstance(result, AskResponse):
        count(result.status)
    content = [TextContent(text=text) for text in texts(result)]
    return CallToolResult(content=[*content], structured_content=result.model_dump(mode="json"))


def _refused(code: str, detail: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=detail)], is_error=True, _meta={"code": code})
