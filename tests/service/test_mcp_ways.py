"""What each way in has for itself: keys, web pages, limits and metrics of HTTP; streams and the end of the command."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from index.encoder import FakeEncoder
from service.question.analysis import Question
from service.reader.base import Evidence, Extraction
from service.running import start
from service.settings import Settings
from tests.service.asking import COMMAND, REPOSITORY, by_http, environment_of
from tests.service.scripted import Page, ScriptedReader
from tests.service.test_api import is_problem
from tests.support import fill, server, service

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}},
}
TYPED = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        service(tmp_path, answer_threshold=0.0, max_upload_mb=1) as running,
        server(running) as address,
        httpx.Client(base_url=address, headers=TYPED) as opened,
    ):
        fill(running)
        yield opened


def call(client: httpx.Client, tool: str, arguments: object, **headers: str) -> httpx.Response:
    params = {"name": tool, "arguments": arguments}
    return client.post("/mcp", json={**HELLO, "method": "tools/call", "params": params}, headers=headers)


def test_keys_are_asked_for(tmp_path: Path) -> None:
    with service(tmp_path, api_keys="mot, hai") as running, server(running) as address:
        with httpx.Client(base_url=address, headers=TYPED) as client:
            for headers in ({}, {"authorization": "Bearer sai"}, {"x-api-key": "ba"}):
                refused = client.post("/mcp", json=HELLO, headers=headers)
                is_problem(refused, 401, "unauthorised")
                assert refused.headers["www-authenticate"] == "Bearer"
        for headers in ({"authorization": "Bearer hai"}, {"x-api-key": "mot"}):
            with by_http(address, **headers) as bot:
                assert bot.gives("list_documents")["total"] == 0


def test_an_exchange_is_json_without_a_session(client: httpx.Client) -> None:
    for _ in range(2):
        answer = client.post("/mcp", json=HELLO)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert "mcp-session-id" not in answer.headers
        assert answer.json()["result"]["serverInfo"]["name"] == "trich"
    told = call(client, "ask", {"question": "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"})
    assert told.json()["result"]["structuredContent"]["answer"] == "42 dự án", "without a handshake before it"
    for method in ("GET", "DELETE"):
        is_problem(client.request(method, "/mcp"), 405, "method_not_allowed")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[]", b'{"jsonrpc": "2.0"}', b"[" * 5000])
def test_what_is_no_message_is_refused(client: httpx.Client, raw: bytes) -> None:
    for headers in ({}, {"mcp-protocol-version": "2026-07-28"}):
        answer = client.post("/mcp", content=raw, headers=headers)
        assert answer.status_code == 400, answer.text
        assert answer.json()["error"]["code"] in (-32700, -32600, -32602)


def test_a_message_has_the_limit_of_every_body(client: httpx.Client) -> None:
    is_problem(client.post("/mcp", content=b" " * (2 << 20)), 413, "too_large")

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 65_536

    is_problem(client.post("/mcp", content=endless()), 413, "too_large")


def test_calls_are_counted_like_questions(client: httpx.Client) -> None:
    call(client, "ask", {"question": "Lễ hội đón bao nhiêu lượt khách?"})
    metrics = client.get("/metrics").text
    assert 'trich_answers_total{status="answered"} 1.0' in metrics
    assert 'trich_requests_total{route="/mcp",status="200"} 1.0' in metrics


def test_web_pages_that_are_not_ours_are_refused(client: httpx.Client) -> None:
    here = client.base_url.netloc.decode()
    for origin in ("https://la.example", "null", "http://127.0.0.1:1", "http://localhost"):
        is_problem(client.post("/mcp", json=HELLO, headers={"origin": origin}), 403, "foreign_origin")
    assert client.post("/mcp", json=HELLO, headers={"origin": f"http://{here}"}).status_code == 200


def test_names_made_to_point_here_are_refused(client: httpx.Client) -> None:
    for host in ("la.example", "la.example:8000", "127.0.0.1.la.example", "["):
        for more in ({}, {"origin": f"http://{host}"}):
            is_problem(client.post("/mcp", json=HELLO, headers={"host": host, **more}), 403, "foreign_origin")
    for host in ("localhost", "localhost:9", "[::1]:8000", "127.0.0.1"):
        assert client.post("/mcp", json=HELLO, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"host": "0.0.0.0"},
        {"host": "trich.don-vi.vn"},
        {"api_keys": "mot"},
        {"cors_origins": "https://trich.don-vi.vn"},
    ],
)
def test_a_service_for_other_machines_is_reached_by_any_name(tmp_path: Path, changed: dict[str, str]) -> None:
    headers = {**TYPED, "host": "trich.don-vi.vn", "x-api-key": "mot"}
    with (
        service(tmp_path, **changed) as running,
        server(running) as address,
        httpx.Client(base_url=address, headers=headers) as client,
    ):
        for more in ({}, {"origin": "https://trich.don-vi.vn"}):
            assert client.post("/mcp", json=HELLO, headers=more).status_code == 200
        is_problem(client.post("/mcp", json=HELLO, headers={"origin": "https://la.example"}), 403, "foreign_origin")


class Meeting(ScriptedReader):
    """Reads on only when as many questions are being read as are awaited."""

    def __init__(self, pages: Sequence[Page], awaited: int) -> None:
        super().__init__(pages)
        self._barrier = threading.Barrier(awaited, timeout=60)

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        self._barrier.wait()
        return super().read(question, evidence)


def test_questions_of_all_kinds_are_read_at_the_same_time(tmp_path: Path) -> None:
    page = Page("mot", "Xã có 12 buôn.", "12 buôn", 0.9)
    running = start(Settings(data_dir=tmp_path), encoder=FakeEncoder(), reader=Meeting([page], 3))
    running.library.put(page.origin, [page.article])
    with server(running) as address, by_http(address) as bot, ThreadPoolExecutor(3) as pool:
        asked = {"question": "Xã có bao nhiêu buôn?"}
        calls = [pool.submit(bot.gives, "ask", **asked) for _ in range(2)]
        other = pool.submit(httpx.post, f"{address}/v1/ask", json=asked, timeout=60)
        answers = [*(one.result()["answer"] for one in calls), other.result().json()["answer"]]
    running.close()
    assert answers == ["12 buôn"] * 3


class Broken(ScriptedReader):
    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        raise ZeroDivisionError("secret")


def test_what_nobody_expected_is_logged_and_not_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    page = Page("mot", "Xã có 12 buôn.", "12 buôn", 0.9)
    running = start(Settings(data_dir=tmp_path), encoder=FakeEncoder(), reader=Broken([page]))
    running.library.put(page.origin, [page.article])
    with server(running) as address, by_http(address) as bot:
        code, text = bot.refuses("ask", question="Xã có bao nhiêu buôn?")
        assert bot.gives("list_documents")["total"] == 1
    running.close()
    assert code == "internal_error"
    assert "secret" not in text
    assert "nhật ký" in text
    assert "ZeroDivisionError: secret" in caplog.text


def lines(process: "subprocess.Popen[str]", *messages: object) -> list[dict[str, object]]:
    """What the command writes to each of the messages; anything but JSON fails."""
    assert process.stdin is not None
    assert process.stdout is not None
    told = []
    for message in messages:
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
        told.append(json.loads(process.stdout.readline()))
    return told


@pytest.mark.parametrize("ending", ["closed", "interrupted"])
def test_the_command_writes_messages_only_and_ends_with_its_client(tmp_path: Path, ending: str) -> None:
    with service(tmp_path) as running:
        fill(running)
    asked = {"name": "ask", "arguments": {"question": "Lễ hội đón bao nhiêu lượt khách?"}}
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND],
        env=environment_of(tmp_path),
        cwd=REPOSITORY,
        text=True,
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        hello, answer = lines(process, HELLO, {**HELLO, "id": 2, "method": "tools/call", "params": asked})
        assert (hello["id"], answer["id"]) == (1, 2)
        assert "112.000" in str(answer["result"])
        if ending == "interrupted":
            process.send_signal(signal.SIGINT)
        left, said = process.communicate(timeout=60)
    assert process.returncode == (-signal.SIGINT if ending == "interrupted" else 0), said
    assert left == ""
    assert "not for the client" in said, "what is printed meanwhile goes elsewhere"
    assert "Traceback" not in said
