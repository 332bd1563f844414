"""Every tool, by the official client: over HTTP in the newest form and with the old handshake, and over the command's stdin."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp.shared.exceptions import MCPError

from service.mcp.models import LONGEST
from service.mcp.tools import PLACES
from tests.service.asking import Assistant, by_http, by_stdio, written
from tests.support import PAGES, fill, server, service

HOW_MANY = "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"
LONG = {"dai.txt": "Xã Ea Tul trồng 318 ha mắc ca. 🎉\n\n" + "Mắc ca được trồng nhiều năm ở xã này. " * 700}
TOOLS = ["ask", "search", "get_document", "list_documents", "verify_citation"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the pages in it."""
    folder = tmp_path_factory.mktemp("mcp")
    with service(folder) as running:
        fill(running, PAGES | LONG)
    return folder


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with service(data, answer_threshold=0.0) as running, server(running) as opened:
        yield opened


@pytest.fixture(scope="module", params=["http", "http-handshake", "stdio"])
def bot(request: pytest.FixtureRequest, data: Path) -> Iterator[Assistant]:
    if request.param == "stdio":
        with by_stdio(data) as assistant:
            yield assistant
        return
    address = request.getfixturevalue("address")
    with by_http(address, "legacy" if request.param == "http-handshake" else "auto") as assistant:
        yield assistant


@pytest.fixture(scope="module")
def api(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{address}/v1") as client:
        yield client


def same(one: Any, other: Any) -> bool:
    """Whether two answers are equal but for what is told anew each time."""
    anew = {"id", "took_ms"}
    return {k: v for k, v in one.items() if k not in anew} == {k: v for k, v in other.items() if k not in anew}


def test_both_forms_of_the_protocol_are_spoken(bot: Assistant, request: pytest.FixtureRequest) -> None:
    handshake = request.node.callspec.params["bot"] == "http-handshake"
    assert bot.client.protocol_version == ("2025-11-25" if handshake else "2026-07-28")
    assert bot.client.server_info is not None
    assert bot.client.server_info.name == "trich"
    assert "nguyên văn" in str(bot.client.instructions)


def test_the_tools_only_read_and_are_told_in_two_languages(bot: Assistant) -> None:
    tools = bot.tools()
    assert list(tools) == TOOLS
    for tool in tools.values():
        hints = tool.annotations
        assert hints is not None
        assert (hints.read_only_hint, hints.idempotent_hint, hints.open_world_hint) == (True, True, False)
        vietnamese, _, english = str(tool.description).partition(" — ")
        assert any(ord(letter) > 127 for letter in vietnamese)
        assert english.isascii()
        for schema in (tool.input_schema, tool.output_schema):
            assert schema is not None
            assert schema["type"] == "object"
            Draft202012Validator.check_schema(schema)
        assert tool.input_schema["additionalProperties"] is False


def test_ask_gives_what_the_api_gives(bot: Assistant, api: httpx.Client) -> None:
    given = {
        "question": HOW_MANY,
        "history": [{"question": "Lễ hội cà phê đón bao nhiêu lượt khách?", "answer": "112.000 lượt khách"}],
        "as_of": "2024-06-30",
        "filters": {"published_from": "2024-01-01", "source": "Báo Đắk Lắk"},
    }
    answer = bot.gives("ask", **given)
    assert (answer["answer"], answer["as_of"]) == ("42 dự án", "2023-12-31")
    assert same(answer, api.post("/ask", json=given).json())


def test_every_citation_is_verbatim(bot: Assistant) -> None:
    text = f"{HOW_MANY} Lễ hội cà phê đón bao nhiêu lượt khách?"
    answer = bot.gives("ask", question=text)
    cited = [citation for part in answer["parts"] for citation in part["citations"]]
    assert len({citation["document_id"] for citation in cited}) > 1
    for citation in cited:
        document = bot.gives("get_document", document_id=citation["document_id"], end=10**6)
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert document["text_sha256"] == citation["text_sha256"]
        place = {name: citation[name] for name in ("document_id", "start", "end")}
        assert bot.gives("get_document", **place)["text"] == citation["quote"]
        check = {**place, "quote": citation["quote"], "text_sha256": citation["text_sha256"]}
        assert bot.gives("verify_citation", **check)["status"] == "valid"
        wrong = bot.gives("verify_citation", **{**check, "start": check["start"] + 1})
        assert (wrong["valid"], wrong["status"]) == (False, "wrong")


def test_an_answer_is_told_in_words_with_the_places_of_its_quotes(bot: Assistant) -> None:
    result = bot.call("ask", question=HOW_MANY)
    said, places = written(result)
    assert said.startswith("42 dự án [1]\n\nTính đến 31/12/2023")
    heading, *lines = places.split("\n")
    assert heading == PLACES
    assert result.structured_content is not None
    told = {
        f"document_id={c['document_id']} start={c['start']} end={c['end']} text_sha256={c['text_sha256']}": c["quote"]
        for c in result.structured_content["citations"]
    }
    assert len(lines) == len(told)
    for line in lines:
        number, _, place = line.partition(" ")
        assert f"{number} “{told[place]}”" in said


def test_a_refusal_and_a_greeting_are_no_errors(bot: Assistant) -> None:
    nothing = bot.call("ask", question=HOW_MANY, filters={"source": "Báo khác"})
    assert not nothing.is_error
    assert nothing.structured_content is not None
    assert (nothing.structured_content["status"], nothing.structured_content["citations"]) == ("no_answer", [])
    assert written(nothing) == ["Không có trong tài liệu."]
    assert written(bot.call("ask", question="Xin chào!"))[0].startswith("Xin chào!")


def test_a_conversation(bot: Assistant) -> None:
    first = bot.gives("ask", question="Đến hết năm 2023 Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?")
    turns = [{"question": first["interpreted_as"], "answer": first["answer"]}]
    then = bot.gives("ask", question="Còn lao động?", history=turns)
    assert then["interpreted_as"] == "Đến hết năm 2023 Khu công nghiệp Hòa Thắng thu hút bao nhiêu lao động?"


def test_search(bot: Assistant, api: httpx.Client) -> None:
    given = {"question": "lễ bế mạc", "top_k": 2, "filters": {"published_to": "2025-12-31"}}
    found = bot.gives("search", **given)
    assert same(found, api.post("/search", json=given).json())
    assert "bế mạc" in found["passages"][0]["text"]
    for passage in found["passages"]:
        part = bot.gives("get_document", **{name: passage[name] for name in ("document_id", "start", "end")})
        assert part["text"] == passage["text"]


def test_a_long_document_is_read_in_parts(bot: Assistant, api: httpx.Client) -> None:
    (wanted,) = (d for d in bot.gives("list_documents")["documents"] if d["origin"] == "dai.txt")
    whole = api.get(f"/documents/{wanted['id']}").json()
    text, read = "", 0
    while not text or read < len(whole["text"]):
        part = bot.gives("get_document", document_id=wanted["id"], start=read)
        assert (part["start"], part["length"]) == (read, len(whole["text"]))
        assert part["end"] - part["start"] == len(part["text"]) <= LONGEST
        text, read = text + part["text"], part["end"]
    assert text == whole["text"]
    assert len(whole["text"]) > LONGEST, "it takes more than one part"
    assert {name: part[name] for name in whole if name != "text"} == {k: v for k, v in whole.items() if k != "text"}
    behind = bot.gives("get_document", document_id=wanted["id"], start=10**9, end=5)
    assert (behind["text"], behind["start"], behind["end"]) == ("", part["length"], part["length"])


def test_the_list_is_that_of_the_api(bot: Assistant, api: httpx.Client) -> None:
    listed = bot.gives("list_documents", limit=2, offset=1)
    assert listed == api.get("/documents?limit=2&offset=1").json()
    assert (len(listed["documents"]), listed["total"]) == (2, 3)


WRONG: list[tuple[str, dict[str, object], str, str]] = [
    ("ask", {}, "invalid_request", "question: thiếu trường này."),
    ("ask", {"question": None}, "invalid_request", "question: thiếu trường này."),
    ("ask", {"question": 7}, "invalid_request", "question: phải là một chuỗi ký tự."),
    ("ask", {"question": "?!…"}, "invalid_question", "Câu hỏi chỉ có dấu câu"),
    ("ask", {"question": "Ai?", "cau": 1}, "invalid_request", "cau: không có trường này"),
    ("ask", {"question": "Ai?", "as_of": "2025-02-30"}, "invalid_request", "as_of: phải là ngày có thật"),
    ("ask", {"question": "Ai?", "filters": {"nguon": "x"}}, "invalid_request", "filters.nguon: không có trường này"),
    ("ask", {"question": "Ai?", "history": [{"answer": "x"}]}, "invalid_request", "history.0.question: thiếu"),
    ("search", {"question": "Ai?", "top_k": 0}, "invalid_request", "top_k: nhỏ hơn mức cho phép."),
    ("search", {"question": "   "}, "invalid_question", "Câu hỏi đang trống"),
    ("get_document", {"document_id": "khong-co"}, "document_not_found", "Không có tài liệu mang mã 'khong-co'"),
    ("get_document", {"document_id": "x", "start": -1}, "invalid_request", "start: nhỏ hơn mức cho phép."),
    ("list_documents", {"limit": 1001}, "invalid_request", "limit: "),
    ("verify_citation", {"document_id": "x", "quote": "x"}, "invalid_request", "start: thiếu trường này; end: thiếu"),
]


@pytest.mark.parametrize(("tool", "given", "code", "detail"), WRONG)
def test_what_is_wrong_is_told_in_the_words_of_the_api(
    bot: Assistant, tool: str, given: dict[str, object], code: str, detail: str
) -> None:
    told, text = bot.refuses(tool, **given)
    assert told == code
    assert detail in text


def test_the_words_are_those_of_the_api(bot: Assistant, api: httpx.Client) -> None:
    for body in ({"question": ""}, {"question": "a" * 10_000}, {"question": "Ai?", "top_k": "nhiều", "as_of": "mai"}):
        problem = api.post("/ask", json=body).json()
        assert bot.refuses("ask", **body) == (problem["code"], problem["detail"])


def test_null_is_as_if_left_out(bot: Assistant) -> None:
    given = {"history": None, "as_of": None, "filters": None, "top_k": None, "include": None}
    assert bot.gives("ask", question=HOW_MANY, **given)["answer"] == "42 dự án"


def test_a_document_that_is_not_there_has_no_quotes(bot: Assistant) -> None:
    said = bot.gives("verify_citation", document_id="khong-co", start=0, end=1, quote="x")
    assert said == {"valid": False, "status": "unknown_document", "detail": "Không có tài liệu này."}


def test_a_tool_that_there_is_not(bot: Assistant) -> None:
    with pytest.raises(MCPError, match=r"Không có công cụ 'delete_document': chỉ có ask, search"):
        bot.call("delete_document", document_id="x")


def test_many_at_once_get_each_its_own_answer(bot: Assistant) -> None:
    questions = [HOW_MANY, "Lễ hội cà phê đón bao nhiêu lượt khách?", "Xã Ea Tul trồng bao nhiêu ha mắc ca?"] * 4
    with ThreadPoolExecutor(len(questions)) as pool:
        answers = list(pool.map(lambda question: bot.gives("ask", question=question), questions))
    assert [answer["question"] for answer in answers] == questions
    for question, answer in zip(questions, answers, strict=True):
        assert same(answer, bot.gives("ask", question=question))
