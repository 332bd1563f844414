"""Asks a server by HTTP v1 instead of the service in process, so that what people really use is scored.

``RemoteAnswerer.ask`` gives the same ``Answer`` as an ``Answerer``; the texts of cited documents are fetched once, so that
citations are checked against what the server says its documents are. A question whose request fails is counted as not
asked. Responses are kept in a file as they come: a run that was stopped asks only what is missing.
"""

import json
import threading
from collections.abc import Mapping, Sequence
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
from service.api.models import AskResponse, CitationOut, OtherAnswerOut, PassageOut
from service.question.verdict import Verdict
from service.reader.base import Evidence

NAME = "answers.partial.jsonl"
TIMEOUT = 60.0  # seconds a request
_PAGE = 1000  # documents
_SERVER_ERROR = 500


class RemoteAnswerer:
    """A server's answers. Safe to use from several threads."""

    def __init__(self, url: str, key: str | None = None, *, timeout: float = TIMEOUT) -> None:
        """Raises ServerUnreachable if the address is none, or nobody who can answer is there."""
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise ServerUnreachable(f"{url!r} không phải địa chỉ máy chủ: cần dạng http://máy:cổng.")
        self.url = url.rstrip("/")
        self._key, self._timeout = key, timeout
        self._lock = threading.Lock()
        self._articles: dict[str, Article] = {}
        self._kept: dict[str, Mapping[str, object]] = {}
        self._file: TextIO | None = None
        try:
            self._stats = self._get("/v1/stats")
        except HTTPError as error:
            raise ServerUnreachable(f"Máy chủ {url} không cho hỏi: {_told(error)}") from error
        except (OSError, ValueError) as error:
            raise ServerUnreachable(
                f"Không kết nối được máy chủ {url} ({_reason(error)}): kiểm tra địa chỉ, và máy chủ đã chạy chưa (`trich serve`)."
            ) from error

    def about(self) -> dict[str, str]:
        """What was measured: the address, and what the server says of its documents and revisions."""
        known = ("documents", "index_version", "encoder", "reader")
        return {"url": self.url, **{name: str(self._stats.get(name, "")) for name in known}}

    def origins(self) -> dict[str, str]:
        """The origin of every document by its file name."""
        found: dict[str, str] = {}
        total = 1
        offset = 0
        while offset < total:
            page = self._get(f"/v1/documents?limit={_PAGE}&offset={offset}")
            documents, total = page.get("documents"), int(str(page.get("total", 0)))
            for document in documents if isinstance(documents, list) else []:
                if not document.get("part"):
                    found.setdefault(Path(str(document["origin"])).name, str(document["origin"]))
            offset += _PAGE
        return found

    def keep(self, folder: Path, binding: Mapping[str, str]) -> int:
        """Keeps responses in a folder, and takes up those of a run with the same binding; gives how many these are."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []
        first, *rest = [json_object(line) for line in lines] or [None]
        for row in rest if first == dict(binding) else ():
            if row is None or not isinstance(row.get("asked"), str) or not isinstance(row.get("response"), dict):
                break
            self._kept[str(row["asked"])] = row["response"]  # type: ignore[assignment]
        fresh = path.with_suffix(".new")
        rows: list[Mapping[str, object]] = [
            dict(binding),
            *({"asked": asked, "response": response} for asked, response in self._kept.items()),
        ]
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
        """The server's answer; raises NotAsked where the request fails."""
        asked = {
            "question": text,
            "history": [{"question": question, "answer": answer} for question, answer in history],
            "top_k": top_k,
            "include": ["passages"],
        }
        key = json.dumps(asked, ensure_ascii=False, sort_keys=True)
        try:
            response = self._kept.get(key) or self._post("/v1/ask", asked)
            answer = self._answer(AskResponse.model_validate(response))
        except HTTPError as error:
            raise NotAsked(_told(error)) from error
        except ValidationError as error:
            raise NotAsked(f"câu trả lời không đúng dạng HTTP v1: {error.errors()[0]['msg']}") from error
        except (OSError, ValueError) as error:
            raise NotAsked(f"không nhận được câu trả lời: {_reason(error)}") from error
        self._add(key, response)
        return answer

    def _add(self, key: str, response: Mapping[str, object]) -> None:
        with self._lock:
            if self._file is not None and key not in self._kept:
                self._file.write(json_line({"asked": key, "response": response}))
                self._file.flush()
            self._kept[key] = response

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


def _told(error: HTTPError) -> str:
    """What a server says about an error, in the words of its problem+json."""
    try:
        detail = json.loads(error.read()).get("detail")
    except (ValueError, AttributeError, OSError):
        detail = None
    return f"HTTP {error.code}: {detail or error.reason}"


def _reason(error: Exception) -> str:
    inner = error.reason if isinstance(error, URLError) else error
    return "hết thời gian chờ" if isinstance(inner, TimeoutError) else str(inner)
