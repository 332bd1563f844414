"""Asking a server over a socket: the same scores as in process, keys, faults half way, and going on after a stop."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from eval.dataset import Gold
from eval.errors import NotAsked, ServerUnreachable
from eval.remote import NAME, Known, RemoteAnswerer, discard
from eval.runner import Scored, figures, run
from index.encoder import FakeEncoder
from service.running import Running, start
from service.settings import Settings
from tests.browser.library import OverlapReader
from tests.support import PAGES, fill, server

PARK = "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"
FESTIVAL = "Lễ hội cà phê Buôn Ma Thuột đón bao nhiêu lượt khách?"


@contextmanager
def opened(folder: Path, **changed: object) -> Iterator[Running]:
    settings = Settings(data_dir=folder, port=0, answer_threshold=0.2, **changed)  # type: ignore[arg-type]
    running = start(settings, encoder=FakeEncoder(), reader=OverlapReader())
    fill(running)
    try:
        yield running
    finally:
        running.close()


def gold(name: str, question: str, origin: str | None, answer: str | None, running: Running) -> Gold:
    at = None
    if origin is not None and answer is not None:
        at = running.library.store.find(origin)[0].article.text.index(answer)
    return Gold(name, question, "number" if answer else "unanswerable", frozenset(), origin, answer, (), at)


def golds(running: Running) -> list[Gold]:
    return [
        gold("a", PARK, "khu-cong-nghiep.md", "42 dự án", running),
        gold("b", FESTIVAL, "le-hoi.md", "112.000 lượt khách", running),
        gold("c", "Quốc vương Bhutan tên gì?", None, None, running),
    ]


def untimed(scored: list[Scored]) -> list[tuple[object, ...]]:
    return [
        (s.gold.id, s.answer, s.quote, s.cited, round(s.confidence, 4), s.rank, s.right, s.verbatim, s.f1)
        for s in scored
    ]


def test_a_server_scores_as_the_service_in_process_does(tmp_path: Path) -> None:
    with opened(tmp_path) as running, server(running) as url:
        asked = golds(running)
        origins = {name: name for name in PAGES}
        here = run(asked, running.answerer, origins)
        remote = RemoteAnswerer(url)
        documents = remote.documents()
        there = run(asked, remote, {name: one.origin for name, one in documents.items()}, workers=3)
        texts = {name: running.library.store.find(name)[0].article.text_sha256 for name in PAGES}
    assert untimed(there) == untimed(here)
    assert documents == {name: Known(name, text) for name, text in texts.items()}
    assert here[0].rank == 1
    assert all(item.verbatim for item in there)


def test_what_was_measured_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as running, server(running) as url:
        about = RemoteAnswerer(f"{url}/").about()
        assert about == {
            "url": url, "documents": "2", "index_version": running.library.version,
            "encoder": FakeEncoder().revision, "reader": running.answerer.reader.revision,
        }  # fmt: skip


def test_a_key_is_sent_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    with opened(tmp_path, api_keys="bi-mat") as running, server(running) as url:
        assert RemoteAnswerer(url, "bi-mat").ask(PARK).citations
        with pytest.raises(ServerUnreachable, match="HTTP 401: Cần khóa truy cập đúng"):
            RemoteAnswerer(url, "sai")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1",
        "máy chủ",
        "http://",
        "http://[",
        "http://127.0.0.1:abc",
        "http://127.0.0.1:99999",
        "http://máy chủ",
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(ServerUnreachable, match="không phải địa chỉ"):
        RemoteAnswerer(url)


def test_nobody_there_is_told() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as nobody:
        port = nobody.server_address[1]
    with pytest.raises(ServerUnreachable, match=r"Không kết nối được máy chủ .*trich serve"):
        RemoteAnswerer(f"http://127.0.0.1:{port}")


def test_a_bad_question_is_a_counted_failure(tmp_path: Path) -> None:
    with opened(tmp_path) as running, server(running) as url:
        remote = RemoteAnswerer(url)
        with pytest.raises(NotAsked, match=r"HTTP 422: .*dấu câu"):
            remote.ask("???")
        origins = {name: name for name in PAGES}
        [first, last] = run([gold("x", "???", None, None, running), golds(running)[0]], remote, origins)
    assert first.fault.startswith("HTTP 422")
    assert not first.right
    assert not first.refused
    assert last.fault == ""
    told = {figure.name: figure.value for figure in figures([first, last])}
    assert (told["could not be asked"], told["refused (of unanswerable)"]) == (0.5, 0.0)


class Sleepy(BaseHTTPRequestHandler):
    """Says what a server holds, and answers a question only if it is awake; asleep it says nothing until the end."""

    awake = threading.Event()
    over = threading.Event()
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.reply({"documents": [], "total": 0})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "thức" not in body["question"] and not self.awake.is_set():
            self.over.wait()
            return
        self.asked.append(body["question"])
        none = {"citations": [], "other_answers": [], "as_of": None, "answer": None}
        fixed = {"id": "1", "took_ms": 1.0, "index_version": "v", "reader": "r", "fallback": False, "confidence": 0.1}
        self.reply({**none, **fixed, "question": "", "interpreted_as": "", "status": "no_answer"})

    def reply(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Keeps the output of the tests clean."""


@pytest.fixture
def sleepy() -> Iterator[str]:
    Sleepy.awake.clear()
    Sleepy.over.clear()
    Sleepy.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Sleepy) as one:
        thread = threading.Thread(target=one.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{one.server_address[1]}"
        Sleepy.over.set()
        one.shutdown()
        thread.join()


QUESTIONS = [
    Gold(str(k), text, "unanswerable", frozenset(), None, None, (), None)
    for k, text in enumerate(["Còn thức không?", "Ngủ chưa?", "Vẫn thức chứ?"])
]


def test_a_server_that_times_out_half_way_keeps_what_came(sleepy: str, tmp_path: Path) -> None:
    binding = {"url": sleepy, "split": "test"}
    remote = RemoteAnswerer(sleepy, timeout=0.3)
    assert remote.keep(tmp_path, binding) == 0
    first = run(QUESTIONS, remote, {})
    remote.close()
    assert [item.fault for item in first] == ["", "không nhận được câu trả lời: hết thời gian chờ", ""]

    Sleepy.awake.set()
    again = RemoteAnswerer(sleepy)
    assert again.keep(tmp_path, binding) == 2
    assert [item.fault for item in run(QUESTIONS, again, {})] == ["", "", ""]
    again.close()
    assert Sleepy.asked == ["Còn thức không?", "Vẫn thức chứ?", "Ngủ chưa?"], "nothing is asked twice"
    assert len((tmp_path / NAME).read_text("utf-8").splitlines()) == 4
    discard(tmp_path)
    assert not (tmp_path / NAME).exists()


def test_answers_of_another_run_are_not_taken_up(sleepy: str, tmp_path: Path) -> None:
    Sleepy.awake.set()
    remote = RemoteAnswerer(sleepy)
    remote.keep(tmp_path, {"reader": "a"})
    remote.ask("Còn thức không?", top_k=10)
    remote.close()
    with closing(RemoteAnswerer(sleepy)) as other:
        assert other.keep(tmp_path, {"reader": "b"}) == 0


def test_a_line_that_was_cut_off_is_asked_again(sleepy: str, tmp_path: Path) -> None:
    Sleepy.awake.set()
    remote = RemoteAnswerer(sleepy)
    remote.keep(tmp_path, {})
    run(QUESTIONS, remote, {})
    remote.close()
    path = tmp_path / NAME
    path.write_text(path.read_text("utf-8")[:-9], "utf-8")
    with closing(RemoteAnswerer(sleepy)) as again:
        assert again.keep(tmp_path, {}) == 2


def test_a_kept_answer_took_what_it_took_when_it_was_asked(sleepy: str, tmp_path: Path) -> None:
    Sleepy.awake.set()
    remote = RemoteAnswerer(sleepy)
    remote.keep(tmp_path, {})
    [first] = run(QUESTIONS[:1], remote, {})
    remote.close()
    binding, row = map(json.loads, (tmp_path / NAME).read_text("utf-8").splitlines())
    assert row["took_ms"] == first.took_ms > 0
    slow = {**row, "took_ms": 12345.5}
    (tmp_path / NAME).write_text(f"{json.dumps(binding)}\n{json.dumps(slow)}\n", "utf-8")
    with closing(RemoteAnswerer(sleepy)) as again:
        assert again.keep(tmp_path, {}) == 1
        assert [item.took_ms for item in run(QUESTIONS[:1], again, {})] == [12345.5]
    assert len(Sleepy.asked) == 1


def test_an_answer_of_another_form_is_a_counted_failure(sleepy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sleepy, "do_POST", lambda self: self.reply({"answer": 3}))
    with pytest.raises(NotAsked, match="không đúng dạng HTTP v1"):
        RemoteAnswerer(sleepy).ask("Còn thức không?")
