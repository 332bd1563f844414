"""The protocol over standard input and output, for assistants that start programs of this machine."""

import signal

import anyio
from mcp.server.stdio import stdio_server

from service.mcp.server import create_server
from service.running import Running


def serve(running: Running) -> None:
    """Serves the one client at the other end until it closes standard input; whatever else is printed goes to standard error."""

    async def talk() -> None:
        server = create_server(running)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    # A thread that waits for input cannot be woken: Ctrl+C ends the process at once, as SIGTERM does. Nothing is being written.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    anyio.run(talk)
