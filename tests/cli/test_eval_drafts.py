"""`trich eval draft`, `import` and `feedback`, as people type them."""

import csv
import json
from contextlib import closing
from pathlib import Path

import pytest

import eval.squad_run
from corpus.store import Feedback, Store
from index.encoder import FakeEncoder
from tests.cli.commands import Trich, identity
from tests.support import PAGES

Rows = list[dict[str, str]]


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def save(path: Path, rows: Rows) -> None:
    """Saves a table as a spreadsheet set to Vietnamese does: UTF-8 with a mark, semicolons."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), delimiter=";")
        table.writeheader()
        table.writerows(rows)


@pytest.fixture
def drafted(filled: Trich, tmp_path: Path) -> Path:
    """The proposals over the two articles."""
    said = filled("eval", "draft", "--out", tmp_path / "nhap.csv")
    assert said.code == 0, said.err
    assert "trich eval import" in said.err
    return tmp_path / "nhap.csv"


def test_proposals_are_verbatim_and_the_same_again(filled: Trich, drafted: Path, tmp_path: Path) -> None:
    rows = rows_of(drafted)
    assert drafted.read_bytes().startswith(b"\xef\xbb\xbf")
    assert {row["origin"] for row in rows} == PAGES.keys()
    with closing(Store(tmp_path / "data" / "trich.sqlite")) as store:
        articles = {stored.article.id: stored.article for stored in store.documents()}
    for row in rows:
        article = articles[row["document_id"]]
        assert article.text[int(row["start"]) : int(row["end"])] == row["answer"].removeprefix("'")
        assert (row["accepted"], row["text_sha256"]) == ("", article.text_sha256)
    assert filled("eval", "draft", "--out", tmp_path / "hai.csv").code == 0
    assert (tmp_path / "hai.csv").read_bytes() == drafted.read_bytes()


@pytest.mark.parametrize("mode", ["reading", "open"])
def test_from_drafts_to_a_score(
    filled: Trich, drafted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """Drafted, accepted, edited in a spreadsheet, imported, run."""

    def encoder(*_: object, **__: object) -> FakeEncoder:
        return FakeEncoder()

    monkeypatch.setattr(eval.squad_run, "open_encoder", encoder)
    rows = rows_of(drafted)
    for row, word in zip(rows, ["x", "CÓ", "1", "yes"], strict=False):
        row["accepted"] = word
    rows[1]["question"] = "Khu công nghiệp Hòa Thắng có tổng vốn bao nhiêu?"
    rows[3].update(question="Khu công nghiệp Hòa Thắng rộng bao nhiêu?", answer="")
    save(drafted, rows)
    said = filled("eval", "import", drafted, "--out", tmp_path / "bo.jsonl")
    assert said.code == 0, said.err
    assert f"Đã ghi 4 câu vào {tmp_path / 'bo.jsonl'}; không dùng 0, chưa nhận {len(rows) - 4}." in said.err
    said = filled("eval", "run", "--dataset", tmp_path / "bo.jsonl", "--mode", mode, "--out", tmp_path / "diem")
    assert said.code == 0, said.err
    result = json.loads((tmp_path / "diem" / "result.json").read_text("utf-8"))
    assert result["problems"] == []
    counts = result["counts"]
    assert (counts["answerable"], counts["unanswerable"], counts["warnings"]) == (3, 1, 0)


def test_bad_rows_are_all_named_and_the_good_ones_go_in(filled: Trich, drafted: Path, tmp_path: Path) -> None:
    rows = rows_of(drafted)
    changed = [{"accepted": "ừ"}, {"answer": "không có ở đâu cả"}, {"text_sha256": "0" * 64}, {"kind": "loài"}, {}]
    for row, change in zip(rows, changed, strict=False):
        row |= {"accepted": "x", **change}
    save(drafted, rows)
    said = filled("eval", "import", drafted, "--out", tmp_path / "bo.jsonl")
    assert said.code == 1
    for line, told in enumerate(("'ừ'", "không có nguyên văn", "đã thay đổi", "'loài'"), 2):
        assert [line_said for line_said in said.err.splitlines() if f"dòng {line}:" in line_said and told in line_said]
    assert "Đã ghi 1 câu" in said.err
    assert "không dùng 4" in said.err
    assert len((tmp_path / "bo.jsonl").read_text("utf-8").splitlines()) == 1


def test_a_file_without_a_good_row_leaves_what_was_there(filled: Trich, drafted: Path, tmp_path: Path) -> None:
    (tmp_path / "bo.jsonl").write_text("trước", "utf-8")
    said = filled("eval", "import", drafted, "--out", tmp_path / "bo.jsonl")
    assert said.code == 1
    assert "không có câu nào dùng được" in said.err
    assert (tmp_path / "bo.jsonl").read_text("utf-8") == "trước"


def test_a_file_that_somebody_may_be_going_through_is_not_written_over(filled: Trich, drafted: Path) -> None:
    drafted.write_text("đang xem", "utf-8")
    for command in ("draft", "feedback"):
        said = filled("eval", command, "--out", drafted)
        assert (said.code, drafted.read_text("utf-8")) == (1, "đang xem")
        assert "--force" in said.err
    assert filled("eval", "draft", "--out", drafted, "--force").code == 0
    assert rows_of(drafted)


def test_one_document_and_its_number_of_questions(filled: Trich, tmp_path: Path) -> None:
    name = identity("le-hoi.md", tmp_path / "data")
    out = tmp_path / "mot.csv"
    assert (
        filled("eval", "draft", "--document", name, "--document", name, "--per-document", "1", "--out", out).code == 0
    )
    assert [row["document_id"] for row in rows_of(out)] == [name]
    said = filled("eval", "draft", "--document", "lạ", "--out", tmp_path / "khong.csv")
    assert said.code == 1
    assert "Không có tài liệu lạ" in said.err
    assert not (tmp_path / "khong.csv").exists()


def test_a_reprint_is_not_asked_about_again_unless_it_is_named(filled: Trich, drafted: Path, tmp_path: Path) -> None:
    (tmp_path / "bai" / "dang-lai.md").write_text(PAGES["le-hoi.md"] + "\n\nNguồn: báo bạn.\n", "utf-8")
    assert filled("ingest", tmp_path / "bai").code == 0
    with closing(Store(tmp_path / "data" / "trich.sqlite")) as store:
        groups = {stored.article.origin: stored.duplicate_group for stored in store.documents()}
    assert groups["dang-lai.md"] == groups["le-hoi.md"]
    assert filled("eval", "draft", "--out", tmp_path / "hai.csv").code == 0
    assert len({row["origin"] for row in rows_of(tmp_path / "hai.csv")}) == len(set(groups.values())) == 2
    name = identity("dang-lai.md", tmp_path / "data")
    assert filled("eval", "draft", "--document", name, "--out", tmp_path / "ba.csv").code == 0
    assert {row["origin"] for row in rows_of(tmp_path / "ba.csv")} == {"dang-lai.md"}


@pytest.mark.parametrize("command", [["draft"], ["feedback"]])
def test_an_empty_store_says_what_to_do(trich_in: Trich, command: list[str]) -> None:
    said = trich_in("eval", *command)
    assert said.code == 1
    assert "trich ingest" in said.err


def test_feedback_becomes_a_set(filled: Trich, tmp_path: Path) -> None:
    with closing(Store(tmp_path / "data" / "trich.sqlite")) as store:
        article = store.find("khu-cong-nghiep.md")[0].article
        at = article.text.index("42 dự án")
        cited = (article.id, at, at + 8, article.text_sha256)
        store.add_feedback(Feedback("1", "Hòa Thắng có bao nhiêu dự án?", "right", "42 dự án", None, *cited))
        store.add_feedback(Feedback("2", "Ai làm trưởng ban?", "wrong", "42 dự án", None, *cited))
    said = filled("eval", "feedback", "--out", tmp_path / "gop-y.csv")
    assert said.code == 0, said.err
    good, bad = rows_of(tmp_path / "gop-y.csv")
    assert (good["accepted"], good["answer"], good["start"]) == ("", "42 dự án", str(at))
    assert (bad["accepted"], bad["answer"], bad["kind"]) == ("", "", "person")
    assert "42 dự án" in bad["note"]
    bad["answer"] = "Y Thanh Niê"
    save(tmp_path / "gop-y.csv", [{**row, "accepted": "x"} for row in (good, bad)])
    assert filled("eval", "import", tmp_path / "gop-y.csv", "--out", tmp_path / "bo.jsonl").code == 0
    found = [json.loads(line) for line in (tmp_path / "bo.jsonl").read_text("utf-8").splitlines()]
    assert [one["answers"] for one in found] == [
        [{"text": "42 dự án", "start": at}], [{"text": "Y Thanh Niê", "start": article.text.index("Y Thanh")}],
    ]  # fmt: skip
