"""Asks a server by HTTP v1 instead of the service in process, so that what people really use is scored.

``RemoteAnswerer.ask`` gives the same ``Answer`` as an ``Answerer``; the texts of cited documents are fetched once, so that
citations are checked against what the server says its documents are. A question whose request fails is counted as not
asked. Responses are kept in a file as they come: a run that was stopped asks only what is missing.
"""

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from http.client import HTTPException
from pathlib import Path
from typing import TextIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from pydantic import ValidationError

from corpus.records import Article, Passage
from eval.errors import NotAsked, ServerUnreachable
from eval.partial import json_line, json_object
from index.retrieval import Hit
from service.answering import Answer, Citation, OtherAnswer, Relation
from service.api.models import AskResponse, CitationOut, DocumentList, OtherAnswerOut, PassageOut
from service.question.verdict import Verdict
from service.reader.base import Evidence

NAME = "answers.partial.jsonl"
TIMEOUT = 60.0  # seconds a request
_PAGE = 1000  # documents


@dataclass(frozen=True, slots=True)
class Known:
    """A document of a server: its origin, and the hash of its text."""

    origin: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """A response as it was received: what was asked, and how long it took to come, ms."""

    asked: str
    response: Mapping[str, object]
    took_ms: float

    @classmethod
    def of(cls, row: Mapping[str, object]) -> "_Kept | None":
        """From a row of the file; None where it is none."""
        asked, response, took_ms = (row.get(name) for name in ("asked", "response", "took_ms"))
        if isinstance(asked, str) and isinstance(response, dict) and isinstance(took_ms, int | float):
            return cls(asked, response, float(took_ms))
        return None


class RemoteAnswerer:
    """A server's answers. Safe to use from several threads."""

    def __init__(self, url: str, key: str | None = None, *, timeout: float = TIMEOUT) -> None:
        """Raises ServerUnreachable if the address is none, or nobody who can answer is there."""
        if not _is_address(url):
            raise ServerUnreachable(f"{url!r} không phải địa chỉ máy chủ: cần dạng http://máy:cổng.")
        self.url = url.rstrip("/")
        self._key, self._timeout = key, timeout
        self._lock = threading.Lock()
        self._articles: dict[str, Article] = {}
        self._kept: dict[str, _Kept] = {}
        self._file: TextIO | None = None
        with self._reached():
            self._stats = self._get("/v1/stats")

    def about(self) -> dict[str, str]:
        """What was measured: the address, and what the server says of its documents and revisions."""
        known = ("documents", "index_version", "encoder", "reader")
        return {"url": self.url, **{name: str(self._stats.get(name, "")) for name in known}}

    def documents(self) -> dict[str, Known]:
        """Every document by its file name; raises ServerUnreachable where the server does not list them."""
        found: dict[str, Known] = {}
        total = 1
        offset = 0
        with self._reached():
            while offset < total:
                page = self._get(f"/v1/documents?limit={_PAGE}&offset={offset}")
                listed = DocumentList.model_validate(page)
                for document in listed.documents:
                    if not document.part:
                        known = Known(document.origin, document.text_sha256)
                        found.setdefault(Path(document.origin).name, known)
                total = listed.total
                offset += _PAGE
        return found

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Raises ServerUnreachable, saying what is wrong, where a request that everything depends on fails."""
        try:
            yield
        except HTTPError as error:
            raise ServerUnreachable(f"Máy chủ {self.url} không cho hỏi: {_told(error)}") from error
        except ValidationError as error:
            raise ServerUnreachable(
                f"Máy chủ {self.url} trả lời không đúng dạng HTTP v1: {error.errors()[0]['msg']}."
            ) from error
        except (OSError, ValueError, HTTPException) as error:
            raise ServerUnreachable(
                f"Không kết nối được máy chủ {self.url} ({_reason(error)}): kiểm tra địa chỉ, và máy chủ đã chạy chưa (`trich serve`)."
            ) from error

    def keep(self, folder: Path, binding: Mapping[str, str]) -> int:
        """Keeps responses in a folder, and takes up those of a run with the same binding; gives how many these are."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []
        first, *rest = [json_object(line) for line in lines] or [None]
        for row in rest if first == dict(binding) else ():
            if row is None or (kept := _Kept.of(row)) is None:
                break
            self._kept[kept.asked] = kept
        fresh = path.with_suffix(".new")
        rows: list[Mapping[str, object]] = [dict(binding), *map(asdict, self._kept.values())]
        fresh.write_text("".join(map(json_line, rows)), encoding="utf-8")
        fresh.replace(path)
        self._file = path.open("a", encoding="utf-8")
        return len(self._kept)

    def close(self) -> None:
        """Closes the file of responses; it stays."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def ask(self, text: str, *, history: Sequence[tuple[str, str | None]] = (), top_k: int | None = None) -> Answer:
        """The server's answer, timed from the request to the whole response; raises NotAsked where the request fails."""
        asked = {
            "question": text,
            "history": [{"question": question, "answer": answer} for question, answer in history],
            "top_k": top_k,
            "include": ["passages"],
        }
        key = json.dumps(asked, ensure_ascii=False, sort_keys=True)
        with _asking():
            kept = self._kept.get(key) or self._timed(key, asked)
            answer = self._answer(AskResponse.model_validate(kept.response))
        self._add(kept)
        return replace(answer, took_ms=kept.took_ms)

    def ask_anew(self, text: str, history: Sequence[tuple[str, str | None]] = ()) -> tuple[Answer, float]:
        """The answer as a client asks for it, without passages, never one that was kept; raises NotAsked as ``ask`` does.

        ``took_ms`` of the answer is what the server says; the other number is the time from the request, for which a
        connection is made, to the whole response, ms.
        """
        turns = [{"question": question, "answer": answer} for question, answer in history]
        with _asking():
            kept = self._timed("", {"question": text, "history": turns})
            return self._answer(AskResponse.model_validate(kept.response)), kept.took_ms

    def _timed(self, key: str, asked: Mapping[str, object]) -> "_Kept":
        started = time.perf_counter()
        response = self._post("/v1/ask", asked)
        return _Kept(key, response, (time.perf_counter() - started) * 1000)

    def _add(self, kept: "_Kept") -> None:
        with self._lock:
            if self._file is not None and kept.asked not in self._kept:
                self._file.write(json_line(asdict(kept)))
                self._file.flush()
            self._kept[kept.asked] = kept

    def _answer(self, told: AskResponse) -> Answer:
        evidence = [self._evidence(passage) for passage in told.passages or ()]
        return Answer(
            id=told.id,
            question=told.question,
            interpreted_as=told.interpreted_as,
            answer=told.answer,
            confidence=told.confidence,
            as_of=told.as_of,
            citations=tuple(self._citation(citation) for citation in told.citations),
            other_answers=tuple(map(self._other, told.other_answers)),
            evidence=tuple(evidence),
            extractions=(),
            took_ms=told.took_ms,
            index_version=told.index_version,
            reader=told.reader,
            parts=tuple(self._answer(part) for part in told.parts or ()),
            verdict=Verdict(told.verdict) if told.verdict else None,
            message=told.message,
        )

    def _other(self, told: OtherAnswerOut) -> OtherAnswer:
        return OtherAnswer(self._citation(told.citation), told.as_of, Relation(told.relation), told.confidence)

    def _citation(self, told: CitationOut) -> Citation:
        article = self._article(told.document_id)
        # What the server quotes is scored, not what stands in its document: where they differ it is no quote.
        if article.text[told.start : told.end] != told.quote:
            article = Article(article.origin, told.quote, article.title)
            return Citation(article, 0, len(told.quote), len(told.quote) + 1, len(told.quote) + 1, told.score)
        return Citation(article, told.start, told.end, told.answer_start, told.answer_end, told.score)

    def _evidence(self, told: PassageOut) -> Evidence:
        passage = Passage(0, told.document_id, told.start, told.end, told.text)
        return Evidence(Hit(passage, told.score, told.dense, told.lexical), self._article(told.document_id))

    def _article(self, document: str) -> Article:
        known = self._articles.get(document)
        if known is None:
            found = self._get(f"/v1/documents/{document}")
            known = Article(str(found["origin"]), str(found["text"]), str(found["title"]), int(str(found["part"])))
            with self._lock:
                self._articles[document] = known
        return known

    def _get(self, path: str) -> Mapping[str, object]:
        return self._send(Request(self.url + path, headers=self._headers()))

    def _post(self, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        data = json.dumps({name: value for name, value in body.items() if value is not None}).encode()
        return self._send(Request(self.url + path, data, self._headers() | {"Content-Type": "application/json"}))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}

    def _send(self, request: Request) -> Mapping[str, object]:
        with urlopen(request, timeout=self._timeout) as response:
            found = json.loads(response.read())
        if not isinstance(found, dict):
            raise ValueError("not an object")
        return found


def discard(folder: Path) -> None:
    """Removes the kept responses: the run is complete."""
    (folder / NAME).unlink(missing_ok=True)


@contextmanager
def _asking() -> Iterator[None]:
    """Raises NotAsked, saying what is wrong, where a question's request fails."""
    try:
        yield
    except HTTPError as error:
        raise NotAsked(_told(error)) from error
    except ValidationError as error:
        raise NotAsked(f"câu trả lời không đúng dạng HTTP v1: {error.errors()[0]['msg']}") from error
    except (OSError, ValueError, KeyError, HTTPException) as error:
        raise NotAsked(f"không nhận được câu trả lời: {_reason(error)}") from error


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", url)
        )
    except ValueError:  # half a bracket, a port that is no number
        return False


def _told(error: HTTPError) -> str:
    """What a server says about an error, in the words of its problem+json."""
    try:
        detail = json.loads(error.read()).get("detail")
    except (ValueError, AttributeError, OSError, HTTPException):
        detail = None
    return f"HTTP {error.code}: {detail or error.reason}"


def _reason(error: Exception) -> str:
    inner = error.reason if isinstance(error, URLError) else error
    if isinstance(inner, HTTPException):
        return "máy chủ ngắt giữa chừng"
    return "hết thời gian chờ" if isinstance(inner, TimeoutError) else str(inner)
