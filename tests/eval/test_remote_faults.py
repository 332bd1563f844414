"""Servers that break off or say something else: each fault is a counted failure or one line."""

import pytest

from eval.dataset import Gold
from eval.errors import ServerUnreachable
from eval.remote import RemoteAnswerer
from eval.runner import run
from tests.eval.scripted import REFUSAL, Said, Script, scripted

QUESTIONS = [
    Gold(str(k), text, "unanswerable", frozenset(), None, None, (), None)
    for k, text in enumerate(["Một?", "Hai hỏng?", "Ba?"])
]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (REFUSAL.broken_off, "không nhận được câu trả lời: máy chủ ngắt giữa chừng"),
        (Said(b"", missing=9), "không nhận được câu trả lời: máy chủ ngắt giữa chừng"),
        (Said.of({"detail": "Hỏng đĩa."}, 500), "HTTP 500: Hỏng đĩa."),
        (Said.of({"detail": "Hỏng đĩa."}, 500).broken_off, "HTTP 500: Internal Server Error"),
        (Said.of([]), "không nhận được câu trả lời: "),
        (Said(b"<html>"), "không nhận được câu trả lời: "),
        (Said.of({"answer": 3}), "câu trả lời không đúng dạng HTTP v1: "),
    ],
)
def test_a_question_that_fails_is_counted_and_the_others_are_asked(answer: Said, fault: str) -> None:
    script = Script(answer=lambda question: answer if "hỏng" in question else REFUSAL)
    with scripted(script) as url:
        first, second, third = run(QUESTIONS, RemoteAnswerer(url), {})
    assert (first.fault, first.right, third.fault, third.right) == ("", True, "", True)
    assert second.fault.startswith(fault)
    assert (second.right, second.refused) == (False, False)


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        (Said.of({"detail": "Hỏng đĩa."}, 500), "không cho hỏi: HTTP 500: Hỏng đĩa."),
        (Said.of({"documents": [], "total": 0}).broken_off, "máy chủ ngắt giữa chừng"),
        (Said.of({"items": []}), "không đúng dạng HTTP v1"),
        (Said.of({"documents": [{"id": 3}], "total": 1}), "không đúng dạng HTTP v1"),
        (Said.of([1, 2]), "Máy chủ"),
        (Said(b"<html>"), "Máy chủ"),
    ],
)
def test_a_server_that_does_not_list_its_documents_is_told_in_a_line(documents: Said, told: str) -> None:
    with scripted(Script(documents)) as url:
        remote = RemoteAnswerer(url)
        with pytest.raises(ServerUnreachable) as caught:
            remote.documents()
    assert caught.value.detail.startswith((f"Máy chủ {url}", f"Không kết nối được máy chủ {url}"))
    assert told in caught.value.detail or told == "Máy chủ"
    assert "\n" not in caught.value.detail
