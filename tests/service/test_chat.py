"""The OpenAI form, over a real server on a socket, asked by httpx and by the openai package."""

import json
import logging
import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from index.encoder import FakeEncoder
from service.api.chat import LONGEST
from service.api.chat_text import answers_in
from service.running import start
from service.settings import Settings
from tests.service.scripted import Page, ScriptedReader
from tests.service.test_hostile import SECONDS, UNITS
from tests.support import PAGES, fill, server, service

EARLIER = {
    "nam-2022.md": """---
title: Thêm nhà đầu tư
date: 2023-02-01
source: Báo Tây Nguyên
url: https://example.org/nam-2022
---

Lũy kế đến hết năm 2022, Khu công nghiệp Hòa Thắng thu hút 38 dự án. Tỉnh mong có thêm nhà đầu tư.
"""
}
HOW_MANY = "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"
BOTH = f"{HOW_MANY} Lễ hội cà phê đón bao nhiêu lượt khách?"
QUESTIONS = [
    HOW_MANY,
    BOTH,
    "Khu công nghiệp Hòa Thắng thu hút 42 dự án phải không?",
    "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án năm 2019?",
    "Bao nhiêu lao động đang làm ở Khu công nghiệp Hòa Thắng?",
    "Lễ bế mạc diễn ra ở đâu?",
    "khu cong nghiep Hoa Thang co may du an",
    "Giá vàng hôm nay là bao nhiêu?",
    "Xin chào!",
]
Json = dict[str, Any]


@pytest.fixture(scope="module", params=[0.0, 1.0], ids=["answering", "refusing"])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server that answers whatever it finds, and one that nothing is sure enough for."""
    with service(tmp_path_factory.mktemp("chat"), answer_threshold=request.param) as running:
        fill(running, PAGES | EARLIER)
        with server(running) as address, httpx.Client(base_url=address) as client:
            yield client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with service(tmp_path_factory.mktemp("chat"), answer_threshold=0.0) as running:
        fill(running, PAGES | EARLIER)
        with server(running) as address, httpx.Client(base_url=address) as opened:
            yield opened


@pytest.fixture
def bot(client: httpx.Client) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{client.base_url}/v1", api_key="bat-ky", max_retries=0) as opened:
        yield opened


@contextmanager
def scripted(folder: Path, *pages: Page) -> Iterator[httpx.Client]:
    """A server whose reader finds what the test wrote down."""
    running = start(Settings(data_dir=folder), encoder=FakeEncoder(), reader=ScriptedReader(pages))
    for page in pages:
        running.library.put(page.origin, [page.article])
    with server(running) as address, httpx.Client(base_url=address) as client:
        yield client
    running.close()


def user(text: object) -> Json:
    return {"role": "user", "content": text}


def post(client: httpx.Client, *messages: Json, **more: object) -> httpx.Response:
    return client.post("/v1/chat/completions", json={"model": "trich", "messages": messages, **more})


def chat(client: httpx.Client, *messages: Json, **more: object) -> Json:
    response = post(client, *messages, **more)
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


def content(body: Json) -> str:
    return str(body["choices"][0]["message"]["content"])


def events(client: httpx.Client, *messages: Json, **more: object) -> list[Json]:
    """The chunks of a stream, which must end as streams end."""
    sent = {"model": "trich", "messages": messages, "stream": True, **more}
    with client.stream("POST", "/v1/chat/completions", json=sent) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in response.iter_lines() if line]
    assert all(line.startswith("data: ") for line in lines)
    *data, done = (line.removeprefix("data: ") for line in lines)
    assert done == "[DONE]"
    return [json.loads(line) for line in data]


def without_clock(answer: Json) -> Json:
    """An answer without what differs from one asking to the next."""
    kept = {name: value for name, value in answer.items() if name not in {"id", "took_ms"}}
    return kept | {"parts": [without_clock(part) for part in answer["parts"]] if answer["parts"] else None}


def cited(answer: Json) -> list[Json]:
    """Every citation of an answer."""
    own = [*answer["citations"], *(other["citation"] for other in answer["other_answers"])]
    return own + [citation for part in answer["parts"] or () for citation in cited(part)]


def test_the_names_to_ask_by(bot: OpenAI) -> None:
    (model,) = bot.models.list()
    assert (model.id, model.object) == ("trich", "model")
    assert bot.models.retrieve("trich") == model
    with pytest.raises(openai.NotFoundError, match="chỉ có 'trich'") as told:
        bot.models.retrieve("gpt-4")
    assert told.value.code == "model_not_found"


def test_the_whole_text_of_an_answer(tmp_path: Path) -> None:
    told = "Đến hết năm 2022, khu có 42 dự án."
    pages = [
        Page("moi.md", told, "42 dự án", 0.87, date(2025, 12, 5), source="Báo X"),
        Page("cu.md", "Đến hết năm 2020, khu có 38 dự án.", "38 dự án", 0.8),
    ]
    with scripted(tmp_path, *pages) as client:
        body = chat(client, user("Khu có bao nhiêu dự án?"))
        other = chat(client, user("Năm 2019 khu có bao nhiêu dự án?"))
    assert content(body) == (
        "42 dự án [1]\n\n"
        "Tính đến 31/12/2022 · độ tin cậy 87 %\n\n"
        "Câu trả lời khác:\n\n"
        "- Cũ hơn: 38 dự án [2] · tính đến 31/12/2020 · độ tin cậy 80 %\n\n"
        f"[1] “{told}” — Bài moi.md, Báo X, 05/12/2025\n\n"
        "[2] “Đến hết năm 2020, khu có 38 dự án.” — Bài cu.md, không rõ ngày đăng"
    )
    assert content(other) == (
        "Không có trong tài liệu.\n\n"
        "Tài liệu chỉ nói về thời gian khác:\n\n"
        "- Mới hơn: 42 dự án [1] · tính đến 31/12/2022 · độ tin cậy 87 %\n"
        "- Mới hơn: 38 dự án [2] · tính đến 31/12/2020 · độ tin cậy 80 %\n\n"
        f"[1] “{told}” — Bài moi.md, Báo X, 05/12/2025\n\n"
        "[2] “Đến hết năm 2020, khu có 38 dự án.” — Bài cu.md, không rõ ngày đăng"
    )


def test_a_line_of_a_stream_is_one_however_lines_are_told_apart(tmp_path: Path) -> None:
    page = Page("a.md", "Khu có\u2028thêm\x85đến 42 dự án.", "42 dự án", 0.9)
    with scripted(tmp_path, page) as client:
        chunks = events(client, user("Khu có bao nhiêu dự án?"))
    assert page.text in "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)


@pytest.mark.parametrize(("confidence", "shown"), [(0.998, 99), (0.5, 50), (1.0, 100)])
def test_what_is_not_certain_is_never_shown_as_certain(tmp_path: Path, confidence: float, shown: int) -> None:
    page = Page("a.md", "Khu có 42 dự án.", "42 dự án", confidence)
    with scripted(tmp_path, page) as client:
        told = content(chat(client, user("Khu có bao nhiêu dự án?")))
    assert told.startswith(f"42 dự án [1]\n\nKhông rõ thời điểm · độ tin cậy {shown} %\n\n[1]")


def test_a_completion_as_the_openai_package_reads_it(bot: OpenAI) -> None:
    completion = bot.chat.completions.create(model="gpt-x", messages=[{"role": "user", "content": HOW_MANY}])
    (choice,) = completion.choices
    assert re.fullmatch(r"chatcmpl-[0-9a-f]{32}", completion.id)
    assert (completion.object, completion.model, choice.finish_reason) == ("chat.completion", "trich", "stop")
    assert (choice.index, choice.message.role, choice.message.refusal) == (0, "assistant", None)
    assert choice.message.content is not None
    assert choice.message.content.startswith("42 dự án [1]\n\nTính đến 31/12/2023 · ")
    assert completion.usage is not None
    assert completion.usage.completion_tokens == len(choice.message.content.split())
    assert completion.usage.prompt_tokens == len(HOW_MANY.split())
    assert choice.message.annotations


def test_the_address_of_a_source(client: httpx.Client) -> None:
    def sources(question: str) -> dict[str, str]:
        annotations = chat(client, user(question))["choices"][0]["message"]["annotations"]
        return {a["url_citation"]["title"]: a["url_citation"]["url"] for a in annotations}

    told = sources("Đến hết năm 2022 Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?")
    assert told["Thêm nhà đầu tư"] == "https://example.org/nam-2022"
    (citation,) = chat(client, user("Lễ bế mạc diễn ra ở đâu?"))["trich"]["citations"]
    ours = sources("Lễ bế mạc diễn ra ở đâu?")["Lễ hội cà phê lần thứ chín"]
    place = f"{citation['document_id']}/{citation['start']}-{citation['end']}//{citation['text_sha256'][:16]}"
    assert ours == f"{client.base_url}/#hoi/bai/{place}", "without an address of its own, the page of this server"


@pytest.mark.parametrize("question", QUESTIONS)
def test_beside_the_text_stands_what_ask_gives(either: httpx.Client, question: str) -> None:
    body = chat(either, user(question))
    asked = either.post("/v1/ask", json={"question": question}).json()
    assert without_clock(body["trich"]) == without_clock(asked)
    assert body["id"] == f"chatcmpl-{body['trich']['id']}"


@pytest.mark.parametrize("question", QUESTIONS)
def test_annotations_point_at_markers_and_quotes_and_quotes_are_verbatim(either: httpx.Client, question: str) -> None:
    body = chat(either, user(question))
    text, known = content(body), cited(body["trich"])
    titles: dict[str, str] = {}  # of the quotes, by marker
    marked, quoted = [], set()
    for annotation in body["choices"][0]["message"]["annotations"]:
        place = annotation["url_citation"]
        piece = text[place["start_index"] : place["end_index"]]
        if re.fullmatch(r"\[\d+\]", piece):
            marked.append((piece, place["title"]))
            continue
        citation = next(c for c in known if c["quote"] == piece)
        assert citation["title"] == place["title"]
        document = either.get(f"/v1/documents/{citation['document_id']}").json()
        assert document["text"][citation["start"] : citation["end"]] == piece
        head = re.search(r"\n\n(\[\d+\]) “$", text[: place["start_index"]])
        assert head is not None
        assert text[place["end_index"] :].startswith(f"” — {citation['title']}, ")
        titles[head[1]] = place["title"]
        quoted.add(piece)
    assert quoted == {citation["quote"] for citation in known}, "every citation is quoted"
    assert dict(marked).items() <= titles.items(), "a marker stands for its own quote"
    assert list(titles) == [f"[{number}]" for number in range(1, len(titles) + 1)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_stream_says_what_the_plain_form_says(either: httpx.Client, question: str) -> None:
    plain = chat(either, user(question))
    first, *middle, last = events(either, user(question))
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    pieces = [chunk["choices"][0]["delta"]["content"] for chunk in middle]
    assert "".join(pieces) == content(plain)
    assert all(re.fullmatch(r"\S+\s*", piece) for piece in pieces), "words are not cut"
    assert last["choices"][0]["finish_reason"] == "stop"
    assert last["choices"][0]["delta"] == {"annotations": plain["choices"][0]["message"]["annotations"]}
    assert without_clock(last["trich"]) == without_clock(plain["trich"])
    assert {chunk["object"] for chunk in (first, *middle, last)} == {"chat.completion.chunk"}
    assert {chunk["id"] for chunk in (first, *middle, last)} == {f"chatcmpl-{last['trich']['id']}"}
    assert all("trich" not in chunk and chunk["choices"][0]["finish_reason"] is None for chunk in (first, *middle))
    assert all("usage" not in chunk for chunk in (first, *middle, last))


def test_a_stream_as_the_openai_package_reads_it(bot: OpenAI, client: httpx.Client) -> None:
    stream = bot.chat.completions.create(
        model="trich",
        messages=[{"role": "user", "content": HOW_MANY}],
        stream=True,
        stream_options={"include_usage": True},
    )
    *chunks, usage = stream
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == content(chat(client, user(HOW_MANY)))
    assert (chunks[0].choices[0].delta.role, chunks[-1].choices[0].finish_reason) == ("assistant", "stop")
    assert usage.choices == []
    assert usage.usage is not None
    assert usage.usage.total_tokens == usage.usage.prompt_tokens + usage.usage.completion_tokens > 0


def test_what_steers_a_writer_is_accepted_and_without_effect(client: httpx.Client) -> None:
    steering = {
        "temperature": 2, "top_p": 0.1, "n": 1, "max_tokens": 1, "max_completion_tokens": 1, "stop": ["42"], "seed": 7,
        "user": "u", "presence_penalty": -2, "frequency_penalty": 2, "logit_bias": {"5": -100}, "logprobs": True,
        "response_format": {"type": "json_object"}, "tools": [], "tool_choice": "none", "stream": False,
        "stream_options": None, "chat_id": "x", "metadata": {"a": "b"},
    }  # fmt: skip
    assert content(chat(client, user(HOW_MANY), **steering)) == content(chat(client, user(HOW_MANY)))
    bare = client.post("/v1/chat/completions", json={"messages": [user(HOW_MANY)]})
    assert bare.json()["model"] == "trich"


def test_the_last_user_message_is_the_question(client: httpx.Client) -> None:
    def understood(*messages: Json) -> str:
        return str(chat(client, *messages)["trich"]["question"])

    system, picture = {"role": "system", "content": "Hãy trả lời bằng thơ."}, {"type": "image_url", "image_url": {}}
    assert understood(system, user(HOW_MANY)) == HOW_MANY
    assert understood({"role": "developer", "content": [{"type": "text", "text": "x"}]}, user(HOW_MANY)) == HOW_MANY
    assert understood(user([picture, {"type": "text", "text": HOW_MANY}])) == HOW_MANY
    assert understood(user([{"type": "text", "text": "Ai ký"}, {"type": "text", "text": "kế hoạch?"}])) == (
        "Ai ký kế hoạch?"
    )
    assert understood(user("Ai?"), user(HOW_MANY), {"role": "tool", "content": "42", "tool_call_id": "x"}) == HOW_MANY
    assert understood(user(HOW_MANY), {"role": "assistant", "content": None, "tool_calls": []}) == HOW_MANY


def test_a_conversation_goes_on(client: httpx.Client) -> None:
    messages = [user("Đến hết năm 2023 Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?")]

    def then(question: str) -> Json:
        messages.append({"role": "assistant", "content": content(chat(client, *messages))})
        messages.append(user(question))
        answer: Json = chat(client, *messages)["trich"]
        return answer

    labour = "Đến hết năm 2023 Khu công nghiệp Hòa Thắng thu hút bao nhiêu lao động?"
    assert then("Còn lao động?")["interpreted_as"] == labour
    assert then("Cảm ơn bạn!")["message"] is not None
    assert then("Còn năm 2022?")["interpreted_as"] == labour.replace("2023", "2022"), "thanks are no question"
    for _ in range(7):
        then("Còn năm 2021?")
    assert then("Còn năm 2022?")["interpreted_as"] == labour.replace("2023", "2022"), "however long it goes on"
    told = next(line for line in content(chat(client, *messages)).splitlines() if line.startswith("Hiểu là"))
    assert told == f"Hiểu là: {labour.replace('2023', '2022')}"


def test_an_earlier_answer_is_what_a_pronoun_stands_for(client: httpx.Client) -> None:
    asked = user("Ai là Trưởng Ban Quản lý các khu công nghiệp tỉnh?")

    def understood(said: str) -> str:
        answer = chat(client, asked, {"role": "assistant", "content": said}, user("Ông ấy cho biết điều gì?"))["trich"]
        return str(answer["interpreted_as"])

    assert "Y Thanh Niê" in understood("Ông Y Thanh Niê [1]\n\nTính đến 15/03/2024 · độ tin cậy 90 %\n\n[1] “Ông Y…”")
    assert "Y Thanh Niê" not in understood("Không có trong tài liệu.\n\n[1] “Ông Y Thanh Niê” — Bài"), (
        "closest passages"
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answers_are_found_in_the_text_again(either: httpx.Client, question: str) -> None:
    body = chat(either, user(question))
    answer = body["trich"]
    assert answers_in(content(body)) == [part["answer"] for part in answer["parts"] or [answer]]


@pytest.mark.parametrize("name", UNITS)
def test_an_earlier_text_made_to_keep_patterns_busy(name: str) -> None:
    started = time.perf_counter()
    answers_in((UNITS[name] * LONGEST)[:LONGEST])
    assert time.perf_counter() - started < SECONDS


def test_several_questions_are_answered_in_turn(client: httpx.Client) -> None:
    body = chat(client, user(BOTH))
    first, second = content(body).split("\n\nCâu hỏi 2: ")
    one, other = body["trich"]["parts"]
    assert first.startswith(f"Câu hỏi 1: {HOW_MANY}\n\n{one['answer']} [1]")
    assert second.startswith(f"{other['question']}\n\n{other['answer']} [")
    assert other["citations"][0]["quote"] in second
    assert other["citations"][0]["quote"] not in first


@pytest.mark.parametrize(("count", "said"), [(42, "Có: "), (40, "Không: ")])
def test_yes_or_no_comes_first(client: httpx.Client, count: int, said: str) -> None:
    question = f"Đến hết năm 2023 Khu công nghiệp Hòa Thắng thu hút {count} dự án phải không?"
    assert content(chat(client, user(question))).startswith(said)


def test_a_greeting_is_answered_in_kind(client: httpx.Client) -> None:
    body = chat(client, user("Xin chào!"))
    assert content(body) == body["trich"]["message"]
    assert body["choices"][0]["message"]["annotations"] == []


def test_closest_passages_are_not_taken_for_an_answer(tmp_path: Path) -> None:
    with service(tmp_path, answer_threshold=1.0) as running:
        fill(running)
        with server(running) as address, httpx.Client(base_url=address) as client:
            body = chat(client, user("Giá vàng hôm nay là bao nhiêu?"))
    told = content(body)
    assert told.startswith(
        "Không có trong tài liệu.\n\nNhững đoạn gần câu hỏi nhất (không phải là câu trả lời):\n\n[1] “"
    )
    assert f"[{len(body['trich']['citations'])}] “" in told


BAD = [
    ({"messages": []}, "invalid_question", None),
    ({"messages": [{"role": "assistant", "content": "Xin chào!"}]}, "invalid_question", None),
    ({"messages": [user("")]}, "invalid_question", None),
    ({"messages": [user("?!")]}, "invalid_question", None),
    ({"messages": [user("a" * 10_000)]}, "invalid_question", None),
    ({"messages": [user("a" * 1_000_000)]}, "invalid_question", None),
    ({"messages": [user([{"type": "image_url", "image_url": {"url": "data:"}}])]}, "invalid_question", None),
    ({}, "invalid_request", "messages"),
    ({"messages": "Ai?"}, "invalid_request", "messages"),
    ({"messages": ["Ai?"]}, "invalid_request", "messages.0"),
    ({"messages": [user(7)]}, "invalid_request", "messages.0.content"),
    ({"messages": [user("Ai?"), {"role": "khách", "content": "x"}]}, "invalid_request", "messages.1.role"),
    ({"messages": [user("Ai?")], "n": 2}, "invalid_request", "n"),
    ({"messages": [user("Ai?")], "stream": "có lẽ"}, "invalid_request", "stream"),
    ({"messages": [user("Ai?")], "model": 4}, "invalid_request", "model"),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("body", "code", "param"), BAD)
def test_an_error_in_both_forms(client: httpx.Client, body: Json, code: str, param: str | None, stream: bool) -> None:
    response = client.post("/v1/chat/completions", json={"stream": stream} | body)
    problem = response.json()
    assert (response.status_code, problem["status"], problem["code"]) == (422, 422, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert any(ord(letter) > 127 for letter in problem["detail"]), "people are told in Vietnamese"
    assert problem["error"] == {
        "message": problem["detail"], "type": "invalid_request_error", "param": param, "code": code,
    }  # fmt: skip


def test_errors_as_the_openai_package_reads_them(bot: OpenAI) -> None:
    for stream in (False, True):
        with pytest.raises(openai.UnprocessableEntityError) as raised:
            bot.chat.completions.create(model="trich", messages=[{"role": "user", "content": "?"}], stream=stream)
        assert (raised.value.code, raised.value.type) == ("invalid_question", "invalid_request_error")
        assert "Câu hỏi chỉ có dấu câu" in raised.value.message
    with pytest.raises(openai.NotFoundError) as missing:
        bot.embeddings.create(model="trich", input="x")
    assert missing.value.code == "not_found"


@pytest.mark.parametrize("raw", [b"", b"{", b'{"messages": [{"role": "user", "content": "\\ud800"}]}', b"[" * 5000])
def test_what_is_no_json_is_refused(client: httpx.Client, raw: bytes) -> None:
    response = client.post("/v1/chat/completions", content=raw, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422), response.text
    assert response.json()["error"]["type"] == "invalid_request_error"


def test_keys(tmp_path: Path) -> None:
    with service(tmp_path, api_keys="mot") as running, server(running) as address:
        fill(running)
        asked: Any = [{"role": "user", "content": HOW_MANY}]
        with OpenAI(base_url=f"{address}/v1", api_key="sai", max_retries=0) as stranger:
            with pytest.raises(openai.AuthenticationError) as raised:
                stranger.chat.completions.create(model="trich", messages=asked)
            assert (raised.value.code, raised.value.type) == ("unauthorised", "authentication_error")
            with pytest.raises(openai.AuthenticationError):
                stranger.models.list()
        with OpenAI(base_url=f"{address}/v1", api_key="mot", max_retries=0) as known:
            assert known.models.list().data[0].id == "trich"
            assert known.chat.completions.create(model="trich", messages=asked).choices


def test_clients_that_go_away_leave_the_server_well(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    body = json.dumps({"messages": [user(BOTH)], "stream": True}).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with caplog.at_level(logging.ERROR):
        for enough in (0, 1, 1000):  # bytes of the stream that are waited for
            with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as caller:
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset when closed
                caller.sendall(head.encode() + body)
                received = b""
                while len(received) < enough:
                    received += caller.recv(64)
        assert len(events(client, user(BOTH))) > 100, "the streams above had more to say"
    assert [record.getMessage() for record in caplog.records] == []
