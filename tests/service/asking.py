"""The official client of the Model Context Protocol, used without ``await``: by HTTP, or with a process of its own."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent, Tool

REPOSITORY = Path(__file__).resolve().parents[2]
# The command as it is, with the small encoder in the place of the large one, that prints while it works.
COMMAND = (
    "import sys, service.running, trich\n"
    "from index.encoder import FakeEncoder\n"
    "class Loud(FakeEncoder):\n"
    "    def encode_queries(self, texts):\n"
    "        print('not for the client', flush=True)\n"
    "        return super().encode_queries(texts)\n"
    "service.running.open_encoder = lambda *_, **__: Loud()\n"
    "sys.argv = ['trich', 'mcp']\n"
    "trich.main()\n"
)


class Assistant:
    """A connected client. Calls of several threads are under way at the same time."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal = portal
        self.client = client

    def tools(self) -> dict[str, Tool]:
        return {tool.name: tool for tool in self._portal.call(self.client.list_tools).tools}

    def call(self, name: str, **arguments: object) -> CallToolResult:
        result = self._portal.call(self.client.call_tool, name, arguments)
        assert isinstance(result, CallToolResult)
        return result

    def gives(self, name: str, **arguments: object) -> Any:
        """The structured result, which must be none of an error; the SDK has checked it against the declared schema."""
        result = self.call(name, **arguments)
        assert not result.is_error, result.content
        return result.structured_content

    def refuses(self, name: str, **arguments: object) -> tuple[str, str]:
        """The code and the text of an error."""
        result = self.call(name, **arguments)
        assert result.is_error, result.structured_content
        assert result.structured_content is None
        assert result.meta is not None
        return str(result.meta["code"]), written(result)[0]


def written(result: CallToolResult) -> list[str]:
    return [block.text for block in result.content if isinstance(block, TextContent)]


def environment_of(data: Path) -> dict[str, str]:
    """What the command is started with."""
    return {**os.environ, "TRICH_DATA_DIR": str(data), "TRICH_ANSWER_THRESHOLD": "0"}


@contextmanager
def _connected(portal: BlockingPortal, client: Client) -> Iterator[Assistant]:
    with portal.wrap_async_context_manager(client) as entered:
        yield Assistant(portal, entered)


@contextmanager
def by_http(address: str, mode: str = "auto", **headers: str) -> Iterator[Assistant]:
    """An assistant that speaks to a server, in the newest form of the protocol or (``legacy``) with the old handshake."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(httpx2.AsyncClient(headers=headers, timeout=60)) as http,
        _connected(portal, Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode)) as assistant,
    ):
        yield assistant


@contextmanager
def by_stdio(data: Path, mode: str = "auto") -> Iterator[Assistant]:
    """An assistant that starts the command over the documents of a data directory."""
    command = StdioServerParameters(
        command=sys.executable, args=["-c", COMMAND], env=environment_of(data), cwd=REPOSITORY
    )
    with start_blocking_portal() as portal, _connected(portal, Client(command, mode=mode)) as assistant:
        yield assistant
