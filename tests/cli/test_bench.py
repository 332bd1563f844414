"""`trich bench` and `trich bench compare`, with the small encoder."""

import json
import threading
from pathlib import Path

import pytest

from service.answering import Answer, Answerer
from tests.cli.commands import HOW_MANY, Result, Trich
from tests.eval.scripted import REFUSAL, Script, scripted
from tests.support import server, service

NEVER = "Quốc vương Bhutan tên gì?"


@pytest.fixture(autouse=True)
def patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICH_READER", "patterns")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "hoi.txt"
    path.write_text(f"{HOW_MANY}\n{NEVER}\n", "utf-8")
    return path


def one_line(said: Result, *words: str) -> None:
    """It ended with 1 and one line that has these words."""
    assert said.code == 1
    [line] = said.err.splitlines()
    assert all(word in line for word in words), line
    assert said.out == ""


def test_documents_of_ones_own_are_measured_kept_and_compared(
    trich_in: Trich, pages: Path, questions: Path, tmp_path: Path
) -> None:
    command = ["bench", "--documents", pages, "--questions", questions, "--concurrency", "2"]
    said = trich_in(*command, "--out", tmp_path / "a")
    assert said.code == 0, said.err
    assert "# Tốc độ" in said.out
    assert "* tài liệu: 2, " in said.out
    assert "| lần đầu | 1 | 2 |" in said.out
    assert "* cùng lúc (2): như lần đầu" in said.out
    assert "Hỏi 2 câu cùng lúc: 2…" in said.err
    assert "<h2>Hỏi</h2>" in (tmp_path / "a" / "bench.html").read_text("utf-8")

    again = trich_in(*command, "--json", "--out", tmp_path / "b")
    saved = json.loads(again.out)
    assert saved == json.loads((tmp_path / "b" / "bench.json").read_text("utf-8"))
    assert (saved["schema"], saved["manifest"]["asked"]["count"]) == (1, 2)
    assert [(one["lap"], one["workers"]) for one in saved["rounds"]] == [
        ("first", 1), ("again", 1), ("together", 2), ("repeated", 1),
    ]  # fmt: skip

    compared = trich_in("bench", "compare", tmp_path / "a", tmp_path / "b" / "bench.json")
    assert compared.code == 0, compared.err
    assert "| hỏi lại: trung vị | 1 |" in compared.out
    assert "B trả lời khác" not in compared.out
    assert "--again" in compared.out
    repeated = trich_in("bench", "compare", tmp_path / "a", tmp_path / "b", "--again", tmp_path / "b")
    assert "giữa A và 1 lần đo lại" in repeated.out
    one_line(trich_in("bench", "compare", tmp_path / "a", tmp_path / "b", "--again", pages), "Không đọc được tệp")


def test_ones_own_library_is_left_alone(filled: Trich, pages: Path, questions: Path, tmp_path: Path) -> None:
    before = filled("list").out
    assert filled("bench", "--documents", pages / "le-hoi.md", "--questions", questions, "--concurrency", "1").code == 0
    assert filled("list").out == before


def test_the_repositorys_corpus_and_questions_are_the_default(trich_in: Trich, pages: Path) -> None:
    said = trich_in("bench", "--count", "3", "--concurrency", "1", "--json")
    assert said.code == 0, said.err
    manifest = json.loads(said.out)["manifest"]
    assert manifest["asked"]["name"] == "eval/questions.jsonl (dev)"
    assert manifest["documents"] > 20
    said = trich_in("bench", "--documents", pages, "--count", "1", "--concurrency", "1")
    assert "--questions" in said.err


def test_other_answers_in_parallel_end_with_1(
    trich_in: Trich, pages: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, main = Answerer.ask, threading.current_thread()

    def mixed_up(self: Answerer, text: str, **more: object) -> Answer:
        return ask(self, text if threading.current_thread() is main else NEVER, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Answerer, "ask", mixed_up)
    said = trich_in("bench", "--documents", pages, "--questions", questions, "--concurrency", "1,3")
    assert said.code == 1
    assert "Hỏi 3 câu cùng lúc (together), 1 câu được trả lời khác lần đầu: line-1." in said.err
    assert "* cùng lúc (3): KHÁC lần đầu: 1 câu (line-1)" in said.out


def test_a_server_is_measured(filled: Trich, questions: Path, tmp_path: Path) -> None:
    command = ("bench", "--questions", questions, "--concurrency", "1,2")
    with service(tmp_path / "data", answer_threshold=0.0) as running, server(running) as url:
        said = filled(*command, "--url", url)
        assert said.code == 0, said.err
        assert f"* hỏi: {url}" in said.out
        assert "## Máy đặt câu hỏi" in said.out
        assert "## Máy chủ tự tính" in said.out
        assert "## Bộ nhớ" not in said.out


def test_questions_that_a_server_breaks_off_end_with_1(trich_in: Trich, questions: Path) -> None:
    script = Script(answer=lambda question: REFUSAL.broken_off if question == NEVER else REFUSAL)
    with scripted(script) as url:
        said = trich_in("bench", "--questions", questions, "--concurrency", "1", "--url", url)
    assert said.code == 1
    assert "3 lần không hỏi được; line-2: không nhận được câu trả lời: máy chủ ngắt giữa chừng." in said.err


def test_a_server_that_breaks_off_from_the_start_is_told_in_a_line(trich_in: Trich, questions: Path) -> None:
    with scripted(Script(answer=lambda _: REFUSAL.broken_off)) as url:
        one_line(
            trich_in("bench", "--questions", questions, "--count", "2", "--url", url), url, "máy chủ ngắt giữa chừng"
        )


@pytest.mark.parametrize("extra", [["--documents", "bai"], ["--synthetic", "5"]])
def test_a_server_has_its_own_documents(trich_in: Trich, pages: Path, extra: list[str]) -> None:
    with scripted(script := Script()) as url:
        one_line(trich_in("bench", "--url", url, *extra), "--url", "--synthetic")
    assert script.heard == []


@pytest.mark.parametrize("levels", ["", "0", "1,x", "-2", "65", "1;2", "²"])
def test_wrong_levels_are_told_in_a_line(trich_in: Trich, levels: str) -> None:
    one_line(trich_in("bench", "--concurrency", levels), "--concurrency", "từ 1 đến 64")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--documents", "khong-co"], "Không có tệp hay thư mục khong-co"),
        (["--questions", "khong-co.txt"], "Không đọc được tệp khong-co.txt"),
        (["--questions", "khong-co.jsonl"], "Không đọc được tệp khong-co.jsonl"),
        (["--url", "máy chủ"], "không phải địa chỉ máy chủ"),
        (["--synthetic", "999999"], "--synthetic nhận nhiều nhất"),
    ],
)
def test_what_cannot_be_measured_is_told(trich_in: Trich, arguments: list[str], told: str) -> None:
    said = trich_in("bench", *arguments)
    assert (said.code, said.out) == (1, "")
    assert told in said.err.splitlines()[-1]
    assert "Traceback" not in said.err


def test_results_are_not_written_into_a_file(trich_in: Trich, tmp_path: Path) -> None:
    out = tmp_path / "do"
    out.write_text("của tôi", "utf-8")
    one_line(trich_in("bench", "--out", out), "--out", str(out))
    assert out.read_text("utf-8") == "của tôi"


def test_unlike_runs_are_not_compared(trich_in: Trich, pages: Path, questions: Path, tmp_path: Path) -> None:
    command = ["bench", "--documents", pages, "--questions", questions, "--concurrency", "1"]
    assert trich_in(*command, "--out", tmp_path / "a").code == 0
    assert trich_in(*command, "--count", "1", "--out", tmp_path / "b").code == 0
    one_line(trich_in("bench", "compare", tmp_path / "a", tmp_path / "b"), "một lần hỏi 2 câu, một lần 1 câu")
    one_line(trich_in("bench", "compare", tmp_path / "a", pages / "le-hoi.md"), "không phải bench.json")
