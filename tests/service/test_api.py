"""The HTTP contract, against a real server on a socket."""

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from corpus import database
from corpus import errors as corpus_errors
from index import errors as index_errors
from index.library import Library
from service import errors as service_errors
from service.api.problems import PROBLEMS
from service.api.status import TRIES
from tests.support import fill, server, service

Problem = dict[str, object]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with service(tmp_path_factory.mktemp("api"), answer_threshold=0.0) as running:
        fill(running)
        with server(running) as address, httpx.Client(base_url=address) as opened:
            yield opened


@pytest.fixture
def own(tmp_path: Path) -> Iterator[httpx.Client]:
    """A server that a test may change."""
    with service(tmp_path, answer_threshold=0.0, max_upload_mb=1) as running:
        fill(running)
        with server(running) as address, httpx.Client(base_url=address) as opened:
            yield opened


def ask(client: httpx.Client, question: str, **more: object) -> dict:  # type: ignore[type-arg]
    response = client.post("/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    body: dict = response.json()  # type: ignore[type-arg]
    return body


def is_problem(response: httpx.Response, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["code"]) == (status, code)
    assert any(ord(letter) > 127 for letter in body["title"] + body["detail"]), "people are told in Vietnamese"


def test_an_answer_has_every_field_of_the_contract(client: httpx.Client) -> None:
    body = ask(client, "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?", include=["passages", "trace"])
    assert body.keys() >= {
        "id", "question", "interpreted_as", "status", "answer", "confidence", "as_of", "citations", "other_answers",
        "passages", "took_ms", "index_version",
    }  # fmt: skip
    assert body["status"] == "answered"
    assert body["answer"] == "42 dự án"
    assert body["as_of"] == "2023-12-31"
    assert 0 <= body["confidence"] <= 1
    citation = body["citations"][0]
    assert citation.keys() >= {
        "document_id", "title", "source", "origin", "published", "url", "quote", "start", "end", "answer_start", "answer_end",
        "text_sha256", "score",
    }  # fmt: skip
    assert (citation["origin"], citation["published"]) == ("khu-cong-nghiep.md", "2024-03-15")
    assert body["passages"]
    assert body["trace"]["considered"]


def test_offsets_are_code_points_of_the_document(client: httpx.Client) -> None:
    body = ask(client, "Bao nhiêu lao động đang làm ở Khu công nghiệp Hòa Thắng?")
    citation = body["citations"][0]
    document = client.get(f"/v1/documents/{citation['document_id']}").json()
    text = document["text"]
    assert "🎉" in text[: citation["answer_start"]], "a character outside the basic plane stands before the answer"
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert text[citation["answer_start"] : citation["answer_end"]] == body["answer"]
    assert document["text_sha256"] == citation["text_sha256"]
    check = {name: citation[name] for name in ("document_id", "start", "end", "quote", "text_sha256")}
    assert client.post("/v1/citations/verify", json=check).json()["status"] == "valid"
    check["start"] += 1
    assert client.post("/v1/citations/verify", json=check).json() == {
        "valid": False, "status": "wrong", "detail": "Tài liệu không có câu này ở vị trí đã nêu.",
    }  # fmt: skip


def test_filters_hold(client: httpx.Client) -> None:
    body = ask(client, "dự án nào?", filters={"published_from": "2025-01-01"}, include=["passages"])
    assert {passage["origin"] for passage in body["passages"]} == {"le-hoi.md"}
    nothing = ask(client, "dự án nào?", filters={"source": "Báo khác"})
    assert (nothing["status"], nothing["citations"]) == ("no_answer", [])


def test_search(client: httpx.Client) -> None:
    body = client.post("/v1/search", json={"question": "lễ bế mạc", "top_k": 1}).json()
    assert "bế mạc" in body["passages"][0]["text"]


BAD = [
    ({"question": ""}, "invalid_question"),
    ({"question": "   \n\t "}, "invalid_question"),
    ({"question": "?!… -- «»"}, "invalid_question"),
    ({"question": "a" * 10_000}, "invalid_question"),
    ({"question": "a" * 200_000}, "invalid_request"),
    ({}, "invalid_request"),
    ({"question": None}, "invalid_request"),
    ({"question": 7}, "invalid_request"),
    ({"question": ["Ai?"]}, "invalid_request"),
    ({"question": "Ai?", "cau_hoi": "x"}, "invalid_request"),
    ({"question": "Ai?", "as_of": "2025-02-30"}, "invalid_request"),
    ({"question": "Ai?", "as_of": "hôm qua"}, "invalid_request"),
    ({"question": "Ai?", "top_k": 0}, "invalid_request"),
    ({"question": "Ai?", "top_k": "nhiều"}, "invalid_request"),
    ({"question": "Ai?", "filters": {"published_from": "05/12/2025"}}, "invalid_request"),
    ({"question": "Ai?", "filters": {"nguon": "x"}}, "invalid_request"),
    ({"question": "Ai?", "history": "trước đó"}, "invalid_request"),
    ({"question": "Ai?", "history": [{"answer": "x"}]}, "invalid_request"),
    ({"question": "Ai?", "history": [{"question": "", "answer": "x"}]}, "invalid_request"),
    ({"question": "Ai?", "history": [{"question": "Ai?", "cau": "x"}]}, "invalid_request"),
    ({"question": "Ai?", "history": ["Ai?"]}, "invalid_request"),
    ({"question": "Ai?", "history": [{"question": "Ai?"}] * 51}, "invalid_request"),
    ({"question": "Ai?", "include": ["everything"]}, "invalid_request"),
    ([], "invalid_request"),
    ("Ai?", "invalid_request"),
]


@pytest.mark.parametrize(("body", "code"), BAD)
def test_bad_questions_are_refused_in_vietnamese(client: httpx.Client, body: object, code: str) -> None:
    is_problem(client.post("/v1/ask", json=body), 422, code)


@pytest.mark.parametrize(
    ("history", "told"),
    [
        ("trước đó", "history: phải là một danh sách"),
        ([{"answer": "x"}], "history.0.question: thiếu trường này"),
        ([{"question": "Ai?"}, {"question": "a" * 5000}], "history.1.question: quá dài"),
        ([{"question": "Ai?", "answer": "a" * 20_001}], "history.0.answer: quá dài"),
        ([{"question": "Ai?"}] * 51, "history: có quá nhiều phần tử"),
    ],
)
def test_a_bad_history_is_named(client: httpx.Client, history: object, told: str) -> None:
    response = client.post("/v1/ask", json={"question": "Ai ký?", "history": history})
    is_problem(response, 422, "invalid_request")
    assert told in response.json()["detail"]


def test_a_conversation(client: httpx.Client) -> None:
    first = ask(client, "Đến hết năm 2023 Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?")
    assert (first["answer"], first["verdict"], first["message"], first["parts"]) == ("42 dự án", None, None, None)
    turns = [{"question": first["interpreted_as"], "answer": first["answer"]}]
    then = ask(client, "Còn lao động?", history=turns)
    assert then["question"] == "Còn lao động?"
    assert then["interpreted_as"] == "Đến hết năm 2023 Khu công nghiệp Hòa Thắng thu hút bao nhiêu lao động?"
    assert "6.300 lao động" in then["citations"][0]["quote"]
    assert ask(client, "Còn lao động?")["interpreted_as"] == "Còn lao động?"


def test_several_questions_in_one(client: httpx.Client) -> None:
    text = "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án? Lễ hội cà phê đón bao nhiêu lượt khách?"
    body = ask(client, text)
    one, other = body["parts"]
    assert (body["question"], body["status"]) == (text, "answered")
    assert {body[name] == one[name] for name in ("id", "interpreted_as", "answer", "citations", "confidence")} == {True}
    assert one["question"] + " " + other["question"] == text
    assert one["answer"] == "42 dự án"
    assert "112.000 lượt khách" in other["citations"][0]["quote"]
    assert one.keys() == body.keys()


def test_yes_and_no(client: httpx.Client) -> None:
    def verdict(count: int) -> str:
        body = ask(client, f"Khu công nghiệp Hòa Thắng thu hút {count} dự án phải không?")
        assert "42 dự án" in body["citations"][0]["quote"]
        return str(body["verdict"])

    assert (verdict(42), verdict(38)) == ("có", "không")


def test_a_greeting_is_answered_in_kind(client: httpx.Client) -> None:
    body = ask(client, "Xin chào!")
    assert (body["status"], body["answer"], body["citations"], body["passages"]) == ("no_answer", None, [], None)
    assert body["message"].startswith("Xin chào!")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe\x00", b'{"question": "\\ud800"}', b"[" * 5000])
def test_what_is_no_json_is_refused(client: httpx.Client, raw: bytes) -> None:
    response = client.post("/v1/ask", content=raw, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422), response.text
    assert response.headers["content-type"] == "application/problem+json"


HALF = b"\\ud800"  # half of a pair of surrogates: JSON can hold it, UTF-8 cannot


@pytest.mark.parametrize(
    ("path", "raw", "code"),
    [
        ("citations/verify", b'{"document_id": "%s", "start": 0, "end": 1, "quote": "x"}', "invalid_request"),
        (
            "citations/verify",
            b'{"document_id": "x", "start": 0, "end": 1, "quote": "x", "text_sha256": "%s"}',
            "invalid_request",
        ),
        ("documents", '{"text": "Xã có 12 buôn.", "origin": "a%s"}'.encode(), "nothing_ingested"),
    ],
)
def test_half_surrogates_are_refused_in_vietnamese(client: httpx.Client, path: str, raw: bytes, code: str) -> None:
    body = raw.replace(b"%s", HALF)
    response = client.post(f"/v1/{path}", content=body, headers={"content-type": "application/json"})
    is_problem(response, 422, code)
    assert "ký tự hỏng" in response.json()["detail"]


def test_odd_but_honest_questions_are_answered(client: httpx.Client) -> None:
    for question in ("Ai", "🎉?", "\u200bAi ký?", "ДА", "a\x00b", "x" * 1000, "Khu cong nghiep Hoa Thang co may du an"):
        response = client.post("/v1/ask", json={"question": question})
        assert response.status_code in (200, 422), (question, response.text)
        assert response.status_code == 200 or response.json()["code"] == "invalid_question"


def test_unknown_addresses_methods_and_documents(client: httpx.Client) -> None:
    is_problem(client.get("/v2/ask"), 404, "not_found")
    refused = client.get("/v1/ask")
    is_problem(refused, 405, "method_not_allowed")
    assert refused.headers["allow"] == "POST"
    is_problem(client.get("/v1/documents/khong-co"), 404, "document_not_found")
    is_problem(client.delete("/v1/documents/khong-co"), 404, "document_not_found")
    is_problem(client.get("/v1/documents?limit=0"), 422, "invalid_request")


def test_documents_are_added_updated_and_removed(own: httpx.Client) -> None:
    page = "<html><head><title>Cầu Nậm Mạ thông xe</title></head><body><article><h1>Cầu Nậm Mạ thông xe</h1>{}</article></body></html>"
    told = "<p>Cầu Nậm Mạ dài 318 mét, nối hai bờ sông Đà tại xã Nậm Mạ, do Sở Giao thông vận tải làm chủ đầu tư và đã thông xe.</p>"
    files = {"files": ("cau.html", page.format(told).encode(), "text/html")}
    body = own.post("/v1/documents", files=files).json()
    assert (body["added"], body["refused"]) == (1, 0)
    document_id = body["results"][0]["documents"][0]["id"]
    assert "318 mét" in ask(own, "Cầu Nậm Mạ dài bao nhiêu mét?")["citations"][0]["quote"]
    assert own.post("/v1/documents", files=files).json()["unchanged"] == 1
    changed = {"files": ("cau.html", page.format(told.replace("318", "320")).encode(), "text/html")}
    assert own.post("/v1/documents", files=changed).json()["updated"] == 1
    assert "320 mét" in ask(own, "Cầu Nậm Mạ dài bao nhiêu mét?")["citations"][0]["quote"]
    assert own.delete(f"/v1/documents/{document_id}").status_code == 204
    assert all(citation["document_id"] != document_id for citation in ask(own, "Cầu Nậm Mạ dài mấy mét?")["citations"])
    is_problem(own.get(f"/v1/documents/{document_id}"), 404, "document_not_found")


def test_one_bad_file_does_not_hold_up_the_others(own: httpx.Client) -> None:
    files = [
        ("files", ("tot.txt", "Xã Ea Tul có 12 buôn, trong đó 9 buôn đạt chuẩn nông thôn mới.".encode(), "text/plain")),
        ("files", ("hong.pdf", b"%PDF-1.4 broken", "application/pdf")),
        ("files", ("rong.txt", b"", "text/plain")),
    ]
    body = own.post("/v1/documents", files=files).json()
    assert (body["added"], body["refused"]) == (1, 2)
    reasons = {result["origin"]: result["reason"] for result in body["results"]}
    assert reasons["tot.txt"] is None
    assert reasons["hong.pdf"]
    assert reasons["rong.txt"]
    is_problem(own.post("/v1/documents", files=files[1:]), 422, "nothing_ingested")


def test_a_json_document_and_an_archive(own: httpx.Client) -> None:
    record = {
        "title": "Họp báo",
        "text": "Quý I năm 2025 toàn huyện trồng 318 ha mắc ca.",
        "published": "2025-04-02",
        "origin": "hop-bao",
    }
    assert own.post("/v1/documents", json=record).json()["added"] == 1
    stored = next(d for d in own.get("/v1/documents").json()["documents"] if d["title"] == "Họp báo")
    assert stored["published"] == "2025-04-02"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/mot.txt", "Trạm y tế xã có 8 giường bệnh và 2 bác sĩ.")
        archive.writestr("../tron.txt", "Ra ngoài.")
    body = own.post("/v1/documents", files={"files": ("goi.zip", buffer.getvalue())}).json()
    assert {result["status"] for result in body["results"]} == {"added", "refused"}


@pytest.mark.parametrize("several", [False, True])
def test_json_documents_without_a_name_do_not_replace_one_another(own: httpx.Client, several: bool) -> None:
    texts = ["Xã Ea Tul trồng 318 ha mắc ca.", "Xã Nậm Mạ nuôi 45 con trâu."]
    for text in (*texts, texts[0]):
        record = {"title": "Tin ngắn", "text": text}
        response = own.post("/v1/documents", json=[record] if several else record)
        assert response.status_code == 201, response.text
    assert response.json()["unchanged"] == 1, "the same body again is the same document"
    listed = [d for d in own.get("/v1/documents").json()["documents"] if d["title"] == "Tin ngắn"]
    assert sorted(own.get(f"/v1/documents/{d['id']}").json()["text"] for d in listed) == sorted(texts)


@pytest.mark.parametrize("name", [{"origin": "tin"}, {"id": 7}, {"url": "https://bao.example/tin"}])
def test_a_json_document_with_a_name_takes_the_place_of_the_one_before(own: httpx.Client, name: dict[str, str]) -> None:
    for text, status in (("Xã trồng 318 ha mắc ca.", "added"), ("Xã trồng 320 ha mắc ca.", "updated")):
        assert own.post("/v1/documents", json={"title": "Tin", "text": text, **name}).json()[status] == 1


def test_a_posted_record_leaves_the_others_of_its_name(own: httpx.Client) -> None:
    for number in (1, 2):
        record = {"title": "Tin", "text": f"Xã thứ {number} trồng mắc ca.", "id": number, "origin": "so-tay"}
        assert own.post("/v1/documents", json=record).json()["added"] == 1
    listed = {d["origin"] for d in own.get("/v1/documents").json()["documents"]}
    assert listed >= {"so-tay.json#1", "so-tay.json#2"}


def test_what_a_file_no_longer_holds_is_told_as_removed(own: httpx.Client) -> None:
    lines = [f'{{"title": "Tin {k}", "text": "Xã thứ {k} trồng mắc ca."}}' for k in (1, 2)]
    for count in (2, 1):
        body = own.post("/v1/documents", files={"files": ("tin.jsonl", "\n".join(lines[:count]).encode())}).json()
    assert (body["unchanged"], body["removed"]) == (1, 1)
    assert [(result["origin"], result["status"]) for result in body["results"]] == [
        ("tin.jsonl#1", "unchanged"), ("tin.jsonl#2", "removed"),
    ]  # fmt: skip


def test_of_two_files_of_one_name_the_second_is_refused(own: httpx.Client) -> None:
    texts = ["Xã Ea Tul có 12 buôn.", "Xã Nậm Mạ có 9 bản.", "Xã Ea Tul có 12 buôn."]
    files = [("files", (f"{k}/tin.txt", text.encode())) for k, text in enumerate(texts)]
    body = own.post("/v1/documents", files=files).json()
    assert [result["status"] for result in body["results"]] == ["added", "refused", "unchanged"]
    assert "trùng tên" in body["results"][1]["reason"]
    (kept,) = (d for d in own.get("/v1/documents").json()["documents"] if d["origin"] == "tin.txt")
    assert own.get(f"/v1/documents/{kept['id']}").json()["text"] == texts[0]


def test_uploads_have_a_limit(own: httpx.Client) -> None:
    is_problem(own.post("/v1/documents", files={"files": ("to.txt", b"a" * (2 << 20))}), 413, "too_large")

    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="to.txt"\r\n\r\n'
        for _ in range(40):
            yield b"a" * 65_536

    chunked = own.post("/v1/documents", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"})
    is_problem(chunked, 413, "too_large")
    for path in ("ask", "documents"):
        chunked = own.post(f"/v1/{path}", content=endless(), headers={"content-type": "application/json"})
        is_problem(chunked, 413, "too_large")
    is_problem(
        own.post("/v1/documents", content=b"x", headers={"content-type": "text/csv"}), 415, "unsupported_media_type"
    )
    assert own.get("/healthz").json() == {"status": "ok"}


def test_feedback_stats_health_and_metrics(own: httpx.Client) -> None:
    answer = ask(own, "Lễ hội đón bao nhiêu lượt khách?")
    said = {"answer_id": answer["id"], "question": "Lễ hội đón bao nhiêu lượt khách?", "verdict": "right"}
    assert own.post("/v1/feedback", json=said).status_code == 201
    is_problem(own.post("/v1/feedback", json={**said, "verdict": "maybe"}), 422, "invalid_request")
    cited = answer["citations"][0]
    kept = {name: cited[name] for name in ("document_id", "answer_start", "answer_end", "text_sha256")}
    assert own.post("/v1/feedback", json={**said, **kept, "answer": answer["answer"]}).status_code == 201
    is_problem(own.post("/v1/feedback", json={**said, "text_sha256": "x"}), 422, "invalid_request")
    is_problem(own.post("/v1/feedback", json={**said, "answer_start": -1}), 422, "invalid_request")
    stats = own.get("/v1/stats").json()
    assert (stats["documents"], stats["distinct_documents"]) == (2, 2)
    assert own.get("/readyz").json()["status"] == "ready"
    metrics = own.get("/metrics").text
    assert 'trich_answers_total{status="answered"} 1.0' in metrics
    assert 'route="/v1/ask"' in metrics


def test_a_store_that_another_holds_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 0)
    said = {"answer_id": "a", "question": "Ai?", "verdict": "right"}
    with (
        service(tmp_path) as running,
        server(running) as address,
        httpx.Client(base_url=address) as client,
        closing(sqlite3.connect(running.settings.database, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        is_problem(client.post("/v1/feedback", json=said), 503, "store_unavailable")
        other.execute("ROLLBACK")
        assert client.post("/v1/feedback", json=said).status_code == 201


def test_a_store_that_is_damaged_is_a_problem(own: httpx.Client, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "trich.sqlite")) as other:
        other.execute("DROP TABLE vector")
        other.execute("DROP TABLE passage")
    for path in ("/v1/stats", "/v1/documents"):
        is_problem(own.get(path), 503, "store_unavailable")
    is_problem(own.get("/readyz"), 503, "not_ready")


@pytest.mark.parametrize("how_many", [1, 1000])
def test_it_is_ready_while_documents_come_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how_many: int) -> None:
    coming = [f"xa-{number}.txt" for number in range(how_many)]
    sync = Library.sync

    def overtaken(library: Library) -> None:
        sync(library)
        if library is served.library and coming:  # another process is faster than the counting
            fill(other, {(name := coming.pop()): f"Xã {name} có 9 thôn."})

    with service(tmp_path) as served, service(tmp_path) as other:
        fill(served)
        monkeypatch.setattr(Library, "sync", overtaken)
        with server(served) as address:
            ready = httpx.get(f"{address}/readyz")
        monkeypatch.undo()
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert len(coming) == max(0, how_many - TRIES), "it is counted again, and not for ever"


def test_an_index_that_lacks_passages_is_not_ready(tmp_path: Path) -> None:
    with service(tmp_path) as running:
        fill(running)
        running.library.engine.remove(running.library.store.passage_ids()[:1])
        with server(running) as address:
            is_problem(httpx.get(f"{address}/readyz"), 503, "not_ready")
        running.library.rebuild()


def test_the_page_is_served_with_a_strict_policy(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert client.get("/static/../settings.py").status_code == 404


def test_keys(tmp_path: Path) -> None:
    with (
        service(tmp_path, api_keys="mot, hai") as running,
        server(running) as address,
        httpx.Client(base_url=address) as client,
    ):
        is_problem(client.post("/v1/ask", json={"question": "Ai?"}), 401, "unauthorised")
        is_problem(client.get("/v1/documents", headers={"authorization": "Bearer sai"}), 401, "unauthorised")
        is_problem(client.get("/v1/documents", headers={"x-api-key": "khóa".encode()}), 401, "unauthorised")
        assert client.get("/v1/documents", headers={"authorization": "Bearer hai"}).status_code == 200
        assert client.get("/v1/documents", headers={"x-api-key": "mot"}).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_key_with_vietnamese_letters(tmp_path: Path) -> None:
    key = "khóa-của-bà"  # its last byte is white space in Latin-1
    with (
        service(tmp_path, api_keys=key) as running,
        server(running) as address,
        httpx.Client(base_url=address) as client,
    ):
        for headers in ({"authorization": f"Bearer {key}".encode()}, {"x-api-key": key.encode()}):
            assert client.get("/v1/documents", headers=headers).status_code == 200
        is_problem(client.get("/v1/documents", headers={"x-api-key": "khóa-của-b".encode()}), 401, "unauthorised")


@pytest.mark.parametrize("module", [corpus_errors, index_errors, service_errors])
def test_every_domain_error_has_one_status(module: object) -> None:
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    roots = {corpus_errors.CorpusError, service_errors.ServiceError}  # never raised themselves
    missing = [kind for kind in kinds if kind not in roots and not any(parent in PROBLEMS for parent in kind.__mro__)]
    assert missing == []
