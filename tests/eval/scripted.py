"""A server on a socket that says what a test wants it to say, broken answers too."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Said:
    """A response. ``missing`` is the number of bytes that are promised and never come."""

    body: bytes
    status: int = 200
    missing: int = 0

    @classmethod
    def of(cls, value: object, status: int = 200) -> "Said":
        """A value as JSON."""
        return cls(json.dumps(value).encode(), status)

    @property
    def broken_off(self) -> "Said":
        """The same, ended in the middle of its body."""
        half = len(self.body) // 2
        return Said(self.body[:half], self.status, len(self.body) - half)


NOTHING = Said.of({"documents": [], "total": 0})
REFUSAL = Said.of(
    {
        "id": "1", "question": "", "interpreted_as": "", "status": "no_answer", "answer": None, "confidence": 0.1,
        "as_of": None, "citations": [], "other_answers": [], "took_ms": 1.0, "index_version": "v", "reader": "r",
        "fallback": False,
    }
)  # fmt: skip


@dataclass(slots=True)
class Script:
    """What is said to a listing of documents and to each question; ``heard`` are the paths and questions that came."""

    documents: Said = NOTHING
    answer: Callable[[str], Said] = lambda _: REFUSAL
    heard: list[str] = field(default_factory=list)


@contextmanager
def scripted(script: Script) -> Iterator[str]:
    """Serves on a free port of this machine; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.heard.append(self.path)
            self._say(script.documents if self.path.startswith("/v1/documents") else NOTHING)

        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["question"]
            script.heard.append(question)
            self._say(script.answer(question))

        def _say(self, said: Said) -> None:
            self.send_response(said.status)
            self.send_header("Content-Length", str(len(said.body) + said.missing))
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, *_: object) -> None:
            """Keeps the output of the tests clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as one:
        thread = threading.Thread(target=one.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{one.server_address[1]}"
        finally:
            one.shutdown()
            thread.join()
