"""`trich eval` over sets of other people, as people type it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import eval.squad_run
from eval.partial import NAME
from index.encoder import FakeEncoder
from tests.cli.commands import Trich

PARK = "Khu công nghiệp Hòa Thắng thu hút 42 dự án. Ông Y Thanh Niê là trưởng ban."
ROWS = [
    {"id": "a", "question": "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?", "context": PARK,
     "answers": [{"text": "42 dự án", "start": PARK.index("42")}]},
    {"id": "b", "question": "Ai là trưởng ban?", "context": PARK, "answers": [{"text": "Y Thanh Niê", "start": 0}]},
]  # fmt: skip


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set of two questions, of which the second says a wrong place; and the small encoder for it."""

    def encoder(*_: object, **__: object) -> FakeEncoder:
        return FakeEncoder()

    monkeypatch.setattr(eval.squad_run, "open_encoder", encoder)
    path = tmp_path / "bo.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8")
    return path


@pytest.mark.parametrize("mode", ["reading", "open"])
def test_a_set_is_run_and_its_predictions_score_the_same(
    trich_in: Trich, dataset: Path, tmp_path: Path, mode: str
) -> None:
    said = trich_in("eval", "run", "--dataset", dataset, "--mode", mode, "--out", tmp_path / "diem")
    assert said.code == 0, said.err
    assert "đáp án không nằm ở vị trí đã ghi: line 2 (b)" in said.err
    predictions = json.loads((tmp_path / "diem" / "predictions.json").read_text("utf-8"))
    assert predictions.keys() == {"a", "b"}
    assert all(text in PARK for text in predictions.values())
    result = json.loads((tmp_path / "diem" / "result.json").read_text("utf-8"))
    assert (result["about"]["mode"], result["about"]["encoder"]) == (mode, FakeEncoder().revision)
    assert result["about"]["code"].count("+") == 1
    assert (tmp_path / "diem" / "summary.md").read_text("utf-8").strip() in said.out
    assert not (tmp_path / "diem" / NAME).exists()
    again = trich_in("eval", "score", "--dataset", dataset, tmp_path / "diem" / "predictions.json")
    assert again.code == 0, again.err
    figures = [line for line in said.out.splitlines() if line.startswith(("| exact match |", "| F1 |"))]
    assert len(figures) == 2
    assert set(figures) <= set(again.out.splitlines())


def test_score_writes_where_it_is_told(trich_in: Trich, dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps({"a": "42 dự án", "x": "thừa"}), "utf-8")
    said = trich_in("eval", "score", tmp_path / "p.json", "--dataset", dataset, "--out", tmp_path / "diem")
    assert said.code == 0, said.err
    result = json.loads((tmp_path / "diem" / "result.json").read_text("utf-8"))
    assert {figure["name"]: figure["value"] for figure in result["figures"]}["exact match"] == 0.5
    assert result["latency_ms"] is None
    assert "không có dự đoán; tính là sai: line 2 (b)" in said.err
    assert "p.json (x)" in said.err
    assert json.loads((tmp_path / "p.json").read_text("utf-8")).keys() == {"a", "x"}, "what was given stays"


def test_a_stopped_run_says_how_to_go_on(
    trich_in: Trich, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(self: object, reply: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("eval.partial.Partial.add", stopped)
        said = trich_in("eval", "run", "--dataset", dataset, "--mode", "reading", "--out", tmp_path / "diem")
    assert said.code != 0
    assert "chạy lại đúng lệnh này" in said.err
    assert (tmp_path / "diem" / NAME).exists()
    assert trich_in("eval", "run", "--dataset", dataset, "--mode", "reading", "--out", tmp_path / "diem").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (lambda d: ["run", "--dataset", d, "--out", "diem"], 1, "--mode"),
        (lambda d: ["run", "--dataset", d, "--mode", "open"], 1, "--out"),
        (lambda d: ["run", "--dataset", d, "--mode", "doc", "--out", "diem"], 2, "doc"),
        (lambda d: ["run", "--mode", "open"], 1, "--dataset"),
        (lambda d: ["run", "--dataset", "khong-co.json", "--mode", "open", "--out", "diem"], 1, "khong-co.json"),
        (lambda d: ["score", "khong-co.json", "--dataset", d], 1, "khong-co.json"),
        (lambda d: ["score", d, "--dataset", d], 1, "dự đoán"),
        (lambda d: ["score", d], 2, "--dataset"),
    ],
)
def test_misuse_is_told_in_one_line(
    trich_in: Trich, dataset: Path, arguments: Callable[[Path], list[str]], code: int, message: str
) -> None:
    said = trich_in("eval", *arguments(dataset))
    assert said.code == code, said.err
    assert message in said.err
    assert "Traceback" not in said.err


def test_bad_rows_are_counted_on_the_terminal(trich_in: Trich, dataset: Path, tmp_path: Path) -> None:
    with dataset.open("a", encoding="utf-8") as file:
        file.writelines('{"question": " "}\n' for _ in range(7))
    (tmp_path / "p.json").write_text("{}", "utf-8")
    said = trich_in("eval", "score", tmp_path / "p.json", "--dataset", dataset)
    assert "Không dùng: 7 câu không có câu hỏi: line 3 (line-3), line 4" in said.err
    assert ", …" in said.err
    assert "| refused: has no question | 7 | line 3 |" in said.out
