"""The address that is served, and a server as people start and stop it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from index.manifest import read_manifest
from service.errors import NoAddress
from service.serving import listen, taken
from tests.support import PAGES

REPOSITORY = Path(__file__).resolve().parents[2]
# The command as it is, with the small encoder in the place of the large one.
COMMAND = (
    "import sys, service.running, trich\n"
    "from index.encoder import FakeEncoder\n"
    "service.running.open_encoder = lambda *_, **__: FakeEncoder()\n"
    "sys.argv = ['trich', 'serve', '--seed', sys.argv[1]]\n"
    "trich.main()\n"
)


def test_a_port_that_is_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = rf"Cổng {port} của 127\.0\.0\.1 đang được .* TRICH_PORT"
        with pytest.raises(NoAddress, match=told), taken("127.0.0.1", port):
            pytest.fail("it is in use")
    with taken("127.0.0.1", port) as sockets:
        assert sockets[0].getsockname() == ("127.0.0.1", port)


def test_nobody_can_connect_before_it_listens_and_the_second_to_listen_is_refused() -> None:
    with taken("127.0.0.1", 0) as sockets:
        place = sockets[0].getsockname()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(place)
        with taken(*place) as others:  # the system lets several take a port that nobody listens on
            assert listen("127.0.0.1", sockets) == f"http://127.0.0.1:{place[1]}"
            socket.create_connection(place).close()
            with pytest.raises(NoAddress, match="TRICH_PORT"):
                listen("127.0.0.1", others)


def test_small_answers_are_sent_at_once() -> None:
    with taken("127.0.0.1", 0) as sockets:
        assert [opened.proto for opened in sockets] == [socket.IPPROTO_TCP]


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 64])
def test_an_address_that_is_not_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(NoAddress, match="TRICH_HOST"), taken(host, 0):
        pytest.fail("it is no address of ours")


def test_a_name_is_served_on_all_of_its_addresses_that_the_machine_has() -> None:
    with taken("localhost", 0) as sockets:
        assert listen("localhost", sockets).startswith("http://localhost:")
        assert "127.0.0.1" in {opened.getsockname()[0] for opened in sockets}


@contextmanager
def started(data: Path, told: list[str] | None = None) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own, and its address; killed at the end if it still runs. ``told`` gets its lines until then."""
    seed = data.parent / "bai"
    if not seed.exists():
        seed.mkdir()
        for name, text in PAGES.items():
            (seed / name).write_text(text, "utf-8")
    environment = {**os.environ, "TRICH_DATA_DIR": str(data), "TRICH_HOST": "127.0.0.1", "TRICH_PORT": "0"}
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(seed)],
        cwd=REPOSITORY,
        env=environment,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stderr is not None
            lines = told if told is not None else []
            for line in process.stderr:
                lines.append(line)
                if "Sẵn sàng" in line:
                    break
            found = re.search(r"http://\S+", lines[-1])
            assert found is not None
            yield process, found[0]
        finally:
            process.kill()


@pytest.mark.parametrize(("told", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_the_address_that_is_told_answers_until_the_server_is_told_to_stop(
    tmp_path: Path, told: signal.Signals, code: int
) -> None:
    with started(tmp_path / "data") as (process, address):
        assert httpx.get(f"{address}/readyz").json()["documents"] == len(PAGES)
        process.send_signal(told)
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait() == code
    assert not list((tmp_path / "data").glob("*-wal")), "the store is closed"
    assert read_manifest(tmp_path / "data" / "index").passages > 0


def test_a_start_tells_of_documents_that_left_their_folder(tmp_path: Path) -> None:
    with started(tmp_path / "data") as (process, address):
        assert httpx.get(f"{address}/readyz").json()["documents"] == len(PAGES)  # it listens to signals by now
        process.send_signal(signal.SIGINT)
        process.wait()
    gone = next(iter(PAGES))
    (tmp_path / "bai" / gone).unlink()
    told: list[str] = []
    with started(tmp_path / "data", told) as (process, address):
        (line,) = [line for line in told if "trich remove" in line]
        assert line.startswith("1 tài liệu")
        assert gone in line
        assert httpx.get(f"{address}/readyz").json()["documents"] == len(PAGES), "nothing is lost unasked"
