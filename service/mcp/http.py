"""The protocol over HTTP: ``POST /mcp``, behind the keys and limits of the other routes.

Each exchange stands by itself: no session, no stream, JSON in and JSON out. So nothing is lost when the service is started
again, and nothing is kept for clients that went away.
"""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from service.api.deps import KeyDep, OwnPageDep, RunningDep
from service.running import Running

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from prometheus_client import Counter

router = APIRouter(dependencies=[KeyDep, OwnPageDep])


class _Exchange(Response):
    """What the SDK answers to a request whose body has been read."""

    def __init__(self, manager: "StreamableHTTPSessionManager", body: bytes) -> None:
        super().__init__()
        self._manager = manager
        self._unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as an ASGI application does."""

        async def replayed() -> Message:
            return self._unread.pop() if self._unread else await receive()

        async with self._manager.run():
            await self._manager.handle_request(scope, replayed, send)


@router.post("/mcp", include_in_schema=False)
async def exchange(request: Request, running: RunningDep) -> Response:
    """One message of a client."""
    body = await request.body()  # here, where one that is too large is refused like any other
    return _Exchange(await run_in_threadpool(_manager, running, request.app.state.answers), body)


def _manager(running: Running, answers: "Counter") -> "StreamableHTTPSessionManager":
    """The SDK's side of one exchange. Who is asked by nobody through MCP need not wait for the SDK to load, nor hold it."""
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager  # noqa: PLC0415 - near a second to import

    from service.mcp.server import create_server  # noqa: PLC0415

    server = create_server(running, lambda status: answers.labels(status).inc())
    limit = running.settings.max_upload_mb * 2**20
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True, max_request_body_size=limit)
