"""The server and its address, which is taken before anything is loaded or told: a port in use is found out at once."""

import errno
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

import uvicorn
from fastapi import FastAPI

from service.errors import NoAddress

_NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # "localhost" names an IPv6 address on machines without IPv6, too


@contextmanager
def taken(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Sockets on the addresses that the name stands for, closed at the end; before ``listen`` nobody can connect to them.

    Raises NoAddress.
    """
    with ExitStack() as stack:
        try:
            sockets = _bound(host, port, stack)
        except (OSError, UnicodeError) as error:  # the latter where a name is no name at all
            raise _no_address(host, port, error) from error
        yield sockets


def listen(host: str, sockets: Sequence[socket.socket]) -> str:
    """Lets clients connect, who are answered once ``serve`` runs; gives the address.

    Raises NoAddress where another program has begun to listen there meanwhile.
    """
    port = sockets[0].getsockname()[1]
    try:
        for opened in sockets:
            opened.listen()
    except OSError as error:
        raise _no_address(host, port, error) from error
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve(app: FastAPI, sockets: Sequence[socket.socket]) -> None:
    """Serves until the process is told to stop."""
    with suppress(KeyboardInterrupt):  # of Ctrl+C, told once more when everything is closed
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=list(sockets))


def _bound(host: str, port: int, stack: ExitStack) -> list[socket.socket]:
    sockets, missing = [], OSError(f"no address of {host}")
    # Of TCP by number, as it is told here: asyncio sends at once on such sockets only, on others it waits 40 ms.
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, kind, protocol, _, place in dict.fromkeys(found):
        try:
            opened = stack.enter_context(socket.socket(family, kind, protocol))
            if os.name == "posix":  # a port that was left just now may be taken; elsewhere two could share one
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:  # IPv4 has a socket of its own
                opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            opened.bind(place)
        except OSError as error:
            if error.errno not in _NOT_HERE:
                raise
            missing = error
        else:
            sockets.append(opened)
    if not sockets:
        raise missing
    return sockets


def _no_address(host: str, port: int, error: Exception) -> NoAddress:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return NoAddress(
            f"Cổng {port} của {host} đang được một chương trình khác dùng (có thể là Trích đang chạy sẵn): "
            "hãy dừng chương trình đó, hoặc đặt TRICH_PORT khác."
        )
    if code == errno.EACCES:
        return NoAddress(f"Không có quyền mở cổng {port}: hãy đặt TRICH_PORT từ 1024 trở lên.")
    return NoAddress(f"Không mở được địa chỉ {host}, cổng {port} ({error}): hãy xem lại TRICH_HOST và TRICH_PORT.")
