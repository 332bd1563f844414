"""A Milvus server on a socket of this machine: milvus-lite, which speaks the protocol of the distributed one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from milvus_lite.adapter.grpc.server import start_server_in_thread


@contextmanager
def milvus_server(folder: Path, port: int = 0) -> Iterator[str]:
    """Serves what lies in a folder, on a free port unless one is given; gives the address."""
    server, db, port = start_server_in_thread(str(folder), "127.0.0.1", port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop(grace=None).wait()
        db.close()
