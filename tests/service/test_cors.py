"""Web pages of other origins: asked by preflight and by what follows it, against a real server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from service.settings import Settings, faults
from tests.service.test_api import is_problem
from tests.support import fill, server, service

PAGE = "https://bot.don-vi.vn"
OTHER = "https://la.example"
ASKED = {"question": "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"}
ALLOWED = "access-control-allow-origin"


@contextmanager
def serving(folder: Path, **changed: object) -> Iterator[httpx.Client]:
    with (
        service(folder, answer_threshold=0.0, **changed) as running,
        server(running) as address,
        httpx.Client(base_url=address) as client,
    ):
        fill(running)
        yield client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    listed = f"http://localhost:5173, {PAGE.upper()}:443"
    with serving(tmp_path_factory.mktemp("cors"), cors_origins=listed, api_keys="mot", max_upload_mb=1) as opened:
        yield opened


def preflight(client: httpx.Client, path: str, origin: str, method: str = "POST", headers: str = "") -> httpx.Response:
    asked = {"origin": origin, "access-control-request-method": method, "access-control-request-headers": headers}
    return client.options(path, headers=asked)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions", "/mcp"])
@pytest.mark.parametrize("origin", [PAGE, "http://localhost:5173"])
def test_a_preflight_needs_no_key(client: httpx.Client, path: str, origin: str) -> None:
    headers = "authorization,content-type,x-api-key,x-stainless-os,mcp-protocol-version"
    answer = preflight(client, path, origin, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers[ALLOWED] == origin
    assert answer.headers["access-control-allow-headers"] == headers
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in answer.headers


def test_what_follows_needs_the_key(client: httpx.Client) -> None:
    headers = {"origin": PAGE, "x-api-key": "mot"}
    answer = client.post("/v1/ask", json=ASKED, headers=headers)
    assert answer.json()["answer"] == "42 dự án"
    assert answer.headers[ALLOWED] == PAGE
    assert "Origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    refused = client.post("/v1/ask", json=ASKED, headers={"origin": PAGE})
    is_problem(refused, 401, "unauthorised")
    assert refused.headers[ALLOWED] == PAGE, "the page must be able to read why"
    assert refused.headers["access-control-expose-headers"] == "WWW-Authenticate"


def test_every_refusal_can_be_read(client: httpx.Client) -> None:
    headers = {"origin": PAGE, "x-api-key": "mot"}
    large = client.post("/v1/ask", content=b" " * (2 << 20), headers={**headers, "content-type": "application/json"})
    is_problem(large, 413, "too_large")
    missing = client.get("/v1/documents/khong-co", headers=headers)
    is_problem(missing, 404, "document_not_found")
    wrong = client.post("/v1/ask", json={}, headers=headers)
    is_problem(wrong, 422, "invalid_request")
    assert {answer.headers[ALLOWED] for answer in (large, missing, wrong)} == {PAGE}


def test_a_stream_has_the_headers(client: httpx.Client) -> None:
    asked = {"model": "trich", "stream": True, "messages": [{"role": "user", "content": ASKED["question"]}]}
    answer = client.post("/v1/chat/completions", json=asked, headers={"origin": PAGE, "x-api-key": "mot"})
    assert answer.headers[ALLOWED] == PAGE
    assert answer.text.endswith("data: [DONE]\n\n")


@pytest.mark.parametrize("origin", [OTHER, "http://bot.don-vi.vn", f"{PAGE}:8443", f"{PAGE}.la.example", "null"])
def test_other_pages_are_told_nothing(client: httpx.Client, origin: str) -> None:
    refused = preflight(client, "/v1/ask", origin)
    assert refused.status_code == 400
    assert ALLOWED not in refused.headers
    assert ALLOWED not in client.post("/v1/ask", json=ASKED, headers={"origin": origin, "x-api-key": "mot"}).headers
    assert preflight(client, "/v1/ask", PAGE, method="PUT").status_code == 400


def test_nobody_is_allowed_unless_named(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        is_problem(preflight(client, "/v1/ask", PAGE), 405, "method_not_allowed")
        answer = client.post("/v1/ask", json=ASKED, headers={"origin": PAGE})
        assert answer.status_code == 200
        assert not any(name.startswith("access-control") for name in answer.headers)


def test_all_pages(tmp_path: Path) -> None:
    with serving(tmp_path, cors_origins="*") as client:
        for origin in (PAGE, OTHER, "null"):
            assert preflight(client, "/v1/ask", origin).headers[ALLOWED] == "*"
            answer = client.post("/v1/ask", json=ASKED, headers={"origin": origin})
            assert answer.headers[ALLOWED] == "*"
            assert "access-control-allow-credentials" not in answer.headers
            listed = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            assert client.post("/mcp", json=listed, headers={"origin": origin}).status_code == 200


@pytest.mark.parametrize(
    ("listed", "origins"),
    [
        ("", ()),
        (" , ", ()),
        ("*", ("*",)),
        ("https://A.vn, http://a.vn:8080", ("https://a.vn", "http://a.vn:8080")),
        ("https://a.vn:443,http://a.vn:80", ("https://a.vn", "http://a.vn")),
        ("http://[::1]:5173,http://10.0.0.7", ("http://[::1]:5173", "http://10.0.0.7")),
    ],
)
def test_origins_are_as_browsers_send_them(listed: str, origins: tuple[str, ...]) -> None:
    assert Settings(cors_origins=listed).origins == origins


WRONG = [
    "a.vn",
    "https://",
    "https://a.vn/",
    "https://a.vn/trang",
    "https://a.vn:",
    "https://a.vn:70000",
    "https://*.a.vn",
    "https://ai@a.vn",
    "ftp://a.vn",
    "null",
    "https://a.vn https://b.vn",
    "https://a.vn, b.vn",
    "https://trích.vn",
]


@pytest.mark.parametrize("listed", WRONG)
def test_what_is_no_origin_is_told_in_vietnamese(listed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICH_CORS_ORIGINS", listed)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert f"TRICH_CORS_ORIGINS={listed}: phải là `*`, hoặc các nguồn dạng https://" in faults(caught.value)


CROSS, SAME = {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-origin"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),  # a program
        (SAME, 201),
        (SAME | {"origin": "https://ngoai.vn"}, 201),  # our page, behind a proxy that has a name of its own
        ({"sec-fetch-site": "none"}, 201),
        (CROSS | {"origin": OTHER}, 403),
        (CROSS, 403),
        ({"sec-fetch-site": "same-site", "origin": OTHER}, 403),
        ({"origin": OTHER}, 403),  # a browser of 2018
        ({"origin": "null"}, 403),
        (CROSS | {"origin": PAGE}, 201),  # named in TRICH_CORS_ORIGINS
    ],
)
def test_no_page_of_another_origin_writes(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    with serving(tmp_path, cors_origins=PAGE) as client:
        before = client.get("/v1/documents").json()["total"]
        answer = client.post("/v1/documents", files={"files": ("moi.txt", b"Hop bao ngay 3/4/2024.")}, headers=headers)
        assert answer.status_code == status, answer.text
        kept = client.get("/v1/documents").json()["documents"]
        assert len(kept) == before + (status == 201)
        removed = client.delete(f"/v1/documents/{kept[0]['id']}", headers=headers)
        word = {"answer_id": "a", "question": "Ai ký?", "verdict": "right"}
        said = client.post("/v1/feedback", json=word, headers=headers)
        assert (removed.status_code, said.status_code) == ((204, 201) if status == 201 else (403, 403))
        if status == 403:
            is_problem(removed, 403, "foreign_origin")


def test_its_own_page_writes_in_a_browser_that_says_no_more_than_its_origin(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        own = {"origin": str(client.base_url).rstrip("/")}
        kept = client.get("/v1/documents").json()["documents"]
        assert client.delete(f"/v1/documents/{kept[0]['id']}", headers=own).status_code == 204


@pytest.mark.parametrize(("keys", "status"), [("", 403), ("mot", 204)])
def test_any_page_may_write_only_with_a_key(tmp_path: Path, keys: str, status: int) -> None:
    with serving(tmp_path, cors_origins="*", api_keys=keys) as client:
        client.headers["x-api-key"] = "mot"
        kept = client.get("/v1/documents").json()["documents"]
        headers = CROSS | {"origin": OTHER}
        assert client.post("/v1/ask", json=ASKED, headers=headers).json()["answer"] == "42 dự án"
        assert client.delete(f"/v1/documents/{kept[0]['id']}", headers=headers).status_code == status
