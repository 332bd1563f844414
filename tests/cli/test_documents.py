"""Taking documents in, asking them, listing and removing them."""

import json
import zipfile
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from service import printing
from tests.cli.commands import HOW_MANY, Trich, identity, listed
from tests.support import server
from tests.support import service as opened

# -- taking in ---------------------------------------------------------------------------------------------------------


def test_ingest_tells_what_became_of_every_file(trich_in: Trich, pages: Path, tmp_path: Path) -> None:
    (pages / "hong.pdf").write_bytes(b"%PDF-1.4 hong")
    alone = tmp_path / "rieng.txt"
    alone.write_text("Xã Ea Tul có 12 buôn.", "utf-8")
    with zipfile.ZipFile(tmp_path / "goi.zip", "w") as archive:
        archive.writestr("trong/mot.txt", "Trạm y tế xã có 8 giường bệnh và 2 bác sĩ.")
    first = trich_in("ingest", pages, alone, tmp_path / "goi.zip")
    assert first.code == 0, first
    lines = first.out.splitlines()
    assert lines[0] == "4 mới · 0 cập nhật · 0 không đổi · 1 không nhận"
    (refused,) = lines[1:]
    assert refused.startswith("  không nhận hong.pdf: ")
    assert len(refused) > len("  không nhận hong.pdf: "), "the reason is told"
    assert len(listed(trich_in)) == 4
    alone.write_text("Xã Ea Tul có 13 buôn.", "utf-8")
    second = trich_in("ingest", pages, alone, tmp_path / "goi.zip")
    assert second.out.splitlines()[0] == "0 mới · 1 cập nhật · 3 không đổi · 1 không nhận"
    assert "  cập nhật: rieng.txt" in second.out.splitlines()


def test_ingest_as_json(trich_in: Trich, pages: Path) -> None:
    (pages / "rong.txt").write_bytes(b"")
    results = {result["origin"]: result for result in json.loads(trich_in("ingest", pages, "--json").out)}
    assert {origin: result["status"] for origin, result in results.items()} == {
        "khu-cong-nghiep.md": "added", "le-hoi.md": "added", "rong.txt": "refused",
    }  # fmt: skip
    assert results["rong.txt"]["reason"]
    (document,) = results["le-hoi.md"]["documents"]
    assert (document["title"], document["published"]) == ("Lễ hội cà phê lần thứ chín", "2025-03-10")
    assert {result["status"] for result in json.loads(trich_in("ingest", pages, "--json").out)} == {
        "unchanged",
        "refused",
    }


def test_ingest_fails_only_if_nothing_could_be_taken_in(trich_in: Trich, tmp_path: Path) -> None:
    bad = tmp_path / "hong.docx"
    bad.write_bytes(b"PK hong")
    assert trich_in("ingest", bad).code == 1
    (tmp_path / "trong").mkdir()
    assert trich_in("ingest", tmp_path / "trong").code == 0


# -- asking ------------------------------------------------------------------------------------------------------------


def test_ask_prints_the_answer_the_quote_and_where_it_stands(filled: Trich) -> None:
    said = filled("ask", HOW_MANY)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "42 dự án"
    assert "tính đến 31/12/2023" in lines[1]
    assert "thu hút 42 dự án với tổng vốn" in said.out
    assert "Khu công nghiệp Hòa Thắng sau ba năm — Báo Đắk Lắk, 15/03/2024 · khu-cong-nghiep.md [" in said.out


def test_ask_as_json_is_what_the_api_says(filled: Trich, tmp_path: Path, pages: Path) -> None:
    command = json.loads(filled("ask", HOW_MANY, "--json").out)
    with opened(tmp_path / "data", answer_threshold=0.0) as running, server(running) as address:
        api = httpx.post(f"{address}/v1/ask", json={"question": HOW_MANY}).json()
    for changing in ("id", "took_ms"):
        assert command.pop(changing)
        assert api.pop(changing)
    assert {name: value for name, value in api.items() if name not in ("passages", "trace")} == command
    assert command["status"] == "answered"


def test_a_question_without_an_answer(filled: Trich, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICH_ANSWER_THRESHOLD", "1")
    said = filled("ask", "Sao Hỏa có mấy vệ tinh?")
    assert said.code == 0
    assert said.out.splitlines()[:2] == ["Không có trong tài liệu.", "Những đoạn gần nhất:"]
    assert "Độ tin cậy" not in said.out
    answer = json.loads(filled("ask", "Sao Hỏa có mấy vệ tinh?", "--json").out)
    assert (answer["status"], answer["answer"]) == ("no_answer", None)
    assert answer["citations"]


def test_asking_an_empty_library(trich_in: Trich) -> None:
    said = trich_in("ask", "Ai ký?")
    assert (said.code, said.out.strip()) == (0, "Không có trong tài liệu.")
    assert "trich ingest" in said.err, "people are told what to do"


@pytest.mark.parametrize("question", ["", "  ", "?!", "a" * 5000])
def test_a_question_that_cannot_be_asked(trich_in: Trich, question: str) -> None:
    said = trich_in("ask", question)
    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines()[-1].startswith("Câu hỏi")
    assert "Traceback" not in said.err


# -- what there is -----------------------------------------------------------------------------------------------------


def test_list(filled: Trich, tmp_path: Path) -> None:
    lines = filled("list").out.splitlines()
    assert lines[-1] == "2 tài liệu."
    assert lines[0].split() == [
        identity("khu-cong-nghiep.md", tmp_path / "data"), "15/03/2024", *"Khu công nghiệp Hòa Thắng sau ba năm".split(),
        "[khu-cong-nghiep.md]",
    ]  # fmt: skip
    (tmp_path / "cu.txt").write_text("Năm 2019, xã trồng 40 ha rừng. Trong năm 2019 có 3 đợt.", "utf-8")
    (tmp_path / "khong.txt").write_text("Xã Ea Tul có 12 buôn.", "utf-8")
    filled("ingest", tmp_path / "cu.txt", tmp_path / "khong.txt")
    told = {line.rsplit("[", 1)[-1]: line for line in filled("list").out.splitlines()}
    assert "2019–2019" in told["cu.txt]"]
    assert "không rõ ngày" in told["khong.txt]"]


def test_remove_by_origin_and_by_id(filled: Trich, tmp_path: Path) -> None:
    said = filled("remove", "le-hoi.md")
    assert (said.code, said.out) == (0, "Đã gỡ le-hoi.md.\n")
    assert listed(filled) == ["khu-cong-nghiep.md"]
    assert filled("remove", identity("khu-cong-nghiep.md", tmp_path / "data")).code == 0
    assert listed(filled) == []
    assert filled("ask", HOW_MANY).out.startswith("Không có trong tài liệu.")


def test_a_smaller_archive_and_removing_what_is_in_one(filled: Trich, tmp_path: Path) -> None:
    path = tmp_path / "goi.zip"
    for count, told in ((3, "3 mới"), (2, "0 mới · 0 cập nhật · 2 không đổi · 0 không nhận · 1 đã gỡ")):
        with zipfile.ZipFile(path, "w") as archive:
            for k in range(count):
                archive.writestr(f"{k}.txt", f"Trạm y tế xã thứ {k} có 8 giường bệnh và {k} bác sĩ.")
        said = filled("ingest", path)
        assert said.out.startswith(told)
    assert said.out.splitlines()[1:] == ["  đã gỡ goi.zip/2.txt: Không còn trong goi.zip, nên đã gỡ khỏi kho."]
    assert filled("remove", "goi.zip").out == "Đã gỡ goi.zip.\n"
    assert listed(filled) == ["khu-cong-nghiep.md", "le-hoi.md"]


def test_removing_what_is_not_there(filled: Trich) -> None:
    said = filled("remove", "khong-co", "le-hoi.md")
    assert said.code == 1
    assert said.out.splitlines()[0].startswith("Không có tài liệu khong-co")
    assert listed(filled) == ["khu-cong-nghiep.md"], "the others are removed all the same"


@pytest.mark.parametrize("name", ["[/b]", "[b]bao.txt"])
def test_names_with_brackets_are_printed_as_they_are(trich_in: Trich, name: str) -> None:
    try:
        said = trich_in("remove", name)
    except Exception as error:
        raise AssertionError("a traceback is shown") from error
    assert said.code == 1
    assert name in said.out


def test_lines_that_are_piped_are_not_broken(trich_in: Trich, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "out", Console(width=20))
    name = "mot ten rat dai " * 20
    assert trich_in("remove", name).out == f"Không có tài liệu {name}: xem `trich list`.\n"


def test_a_follow_up_and_several_questions(filled: Trich) -> None:
    follow_up = filled("ask", "Còn lao động?", "--after", HOW_MANY)
    assert "được hiểu là: Khu công nghiệp Hòa Thắng thu hút bao nhiêu lao động?" in follow_up.out
    both = filled("ask", f"{HOW_MANY} Lễ hội cà phê đón bao nhiêu lượt khách?")
    assert "42 dự án" in both.out
    assert "112.000" in both.out
    assert filled("ask", "Xin chào").out.startswith("Xin chào!")


def test_what_a_folder_no_longer_holds_is_told_of_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    printing.left_over([], Path("bai"))
    assert capsys.readouterr().err == ""
    printing.left_over([f"{name}.md" for name in "abcd"], Path("bai"))
    said = capsys.readouterr().err
    assert "4 tài liệu" in said
    assert "a.md, b.md, c.md, …" in said
    assert "trich remove" in said
