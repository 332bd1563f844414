"""Two runs beside each other: tests by hand, and what is told of the questions."""

import json
from itertools import product
from pathlib import Path

import pytest

from eval.comparing import Comparison, Result, Row, compare, mcnemar, permutation, read_result, report
from eval.errors import UnreadableResult


def row(name: str, *, right: bool, f1: float = 0.0, answer: str | None = "x") -> Row:
    return Row(name, f"Câu {name}?", answer, right, f1)


def result(name: str, *rows: Row) -> Result:
    return Result(name, "reader-1", {one.id: one for one in rows})


A = result(
    "a.json", row("1", right=True, f1=1), row("2", right=False), row("3", right=True, f1=0.5), row("9", right=True)
)
B = result("b.json", row("3", right=False, answer=None), row("1", right=True, f1=1), row("2", right=True, f1=0.75))


@pytest.mark.parametrize(
    ("better", "worse", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (5, 0, 2 / 32),
        (6, 0, 2 / 64),
        (0, 6, 2 / 64),
        (8, 2, 2 * (1 + 10 + 45) / 1024),
        (3, 3, 1.0),
    ],
)
def test_mcnemar_by_hand(better: int, worse: int, p: float) -> None:
    assert mcnemar(better, worse) == pytest.approx(p)


def test_mcnemar_of_many_questions() -> None:
    assert mcnemar(3000, 3000) == 1.0
    assert 0 <= mcnemar(3500, 3000) < 1e-6


@pytest.mark.parametrize("gains", [[1.0, 0.5, 0.25, -0.25, 0.0], [1.0] * 6, [0.5, -0.5]])
def test_permutation_is_near_the_count_over_all_signs(gains: list[float]) -> None:
    seen = abs(sum(gains))
    sums = [abs(sum(s * g for s, g in zip(signs, gains, strict=True))) for signs in product((1, -1), repeat=len(gains))]
    exact = sum(total >= seen - 1e-9 for total in sums) / len(sums)
    assert permutation(gains) == pytest.approx(exact, abs=0.02)


def test_permutation_without_any_difference() -> None:
    assert permutation([0.0, 0.0]) == 1.0
    assert permutation([]) == 1.0


def test_questions_are_paired_by_id() -> None:
    found = compare(A, B)
    assert [(x.id, y.id) for x, y in found.pairs] == [("1", "1"), ("2", "2"), ("3", "3")]
    assert found.alone == (1, 0)
    assert [x.id for x, _ in found.better] == ["2"]
    assert [x.id for x, _ in found.worse] == ["3"]
    assert found.gains == [0, 0.75, -0.5]
    assert compare(B, A) == Comparison(tuple((B.rows[name], A.rows[name]) for name in ("3", "1", "2")), (0, 1))


def test_results_of_other_questions_are_refused() -> None:
    with pytest.raises(UnreadableResult, match="không có câu hỏi nào chung"):
        compare(A, result("c.json", row("7", right=True)))
    with pytest.raises(UnreadableResult, match="mã 1 là hai câu khác nhau"):
        compare(A, result("c.json", Row("1", "Câu khác?", None, False, 0.0)))


def test_the_report_tells_figures_and_questions() -> None:
    lines = report(A, B).splitlines()
    assert "* questions compared: 3; only in A: 1, only in B: 0" in lines
    [right] = [line for line in lines if line.startswith("| right |")]
    assert right.startswith("| right | 0.667 | 0.667 | +0.000 |")
    assert right.endswith("| 1.0000 (McNemar) |")
    [f1] = [line for line in lines if line.startswith("| F1 |")]
    assert f1.startswith("| F1 | 0.500 | 0.583 | +0.083 |")
    assert lines[lines.index("## Better: 1") + 2] == "* 2: Câu 2? — A: x; B: x"
    assert lines[lines.index("## Worse: 1") + 2] == "* 3: Câu 3? — A: x; B: –"


def test_many_changes_are_counted_and_some_are_listed() -> None:
    before = result("a", *(row(str(k), right=False) for k in range(40)))
    after = result("b", *(row(str(k), right=True) for k in range(40)))
    text = report(before, after)
    assert "## Better: 40" in text
    assert "* … and 10 more" in text


def test_a_result_is_read_from_its_folder_too(tmp_path: Path) -> None:
    rows = [{"id": "1", "question": "Câu 1?", "answer": None, "right": True, "f1": 0, "lost_in": None}]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"about": {"reader": "r"}, "questions": rows}), encoding="utf-8")
    assert read_result(tmp_path) == read_result(path)
    assert read_result(path).rows == {"1": Row("1", "Câu 1?", None, True, 0.0)}


@pytest.mark.parametrize("data", ["", "[]", "{}", '{"questions": [{}], "about": {}}', '{"questions": []}'])
def test_a_file_that_is_no_result(tmp_path: Path, data: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(data, encoding="utf-8")
    with pytest.raises(UnreadableResult, match="trich eval run"):
        read_result(path)
    with pytest.raises(UnreadableResult, match="Không đọc được"):
        read_result(tmp_path)
