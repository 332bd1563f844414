"""The page of a run: everything that was lost is on it, nothing on it comes from or goes elsewhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from eval import page, report, squad_report
from eval.dataset import Gold
from eval.page import EDGE, HEIGHT, STAGES, WIDTH, Point, plot, risk_coverage
from eval.runner import Scored
from eval.squad_asking import Reply
from eval.squad_records import IN_VIETNAMESE, Fault, Item, Problem

HOSTILE = '<script>alert(1)</script><img src="http://example.invalid/x">'
ITEMS = (
    Item("a", "line 1", "Dài bao nhiêu?", ("120 m",), "Cầu dài 120 m."),
    Item("b", "line 2", f"Ai xây {HOSTILE}?", ("ông Tám", HOSTILE), "Cầu dài 120 m."),
    Item("c", "line 3", "Cao bao nhiêu?", (), "Cầu dài 120 m."),
)
SAID = {
    "a": Reply("a", "120 m", 0.9, "Cầu dài 120 m.", 10.0, 1, True),
    "b": Reply("b", None, 0.2, HOSTILE, 10.0, 1, True),
    "c": Reply("c", "120 m", 0.7, "Cầu dài 120 m.", 10.0, 1, True),
}


def written(folder: Path) -> html.HtmlElement:
    problems = [Problem("line 9", None, Fault.NO_ID)]
    squad_report.write(folder, squad_report.judged(ITEMS, SAID), {"mode": "open", "reader": HOSTILE}, problems)
    return html.fromstring(page.write(folder).read_text("utf-8"))


def test_every_lost_question_beside_what_was_expected(tmp_path: Path) -> None:
    found = written(tmp_path)
    table = found.xpath("//table")[-1]
    cells = [[cell.text_content() for cell in row.xpath("td")] for row in table.xpath("tbody/tr")]
    assert [row[0] for row in cells] == [f"Ai xây {HOSTILE}?b", "Cao bao nhiêu?c"]
    found_at = "; đoạn đúng đứng thứ 1"
    assert cells[0][1:] == [
        f"ông Tám{HOSTILE}", f"từ chốiđộ tin cậy 0.20{found_at}", HOSTILE, STAGES["abstention"],
    ]  # fmt: skip
    assert cells[1][1:] == [
        "không có trong tài liệu", f"120 mđộ tin cậy 0.70{found_at}", "Cầu dài 120 m.", STAGES["abstention"],
    ]  # fmt: skip


def test_a_question_that_could_not_be_asked_says_why(tmp_path: Path) -> None:
    unasked = Reply("c", None, 0.0, "", 1.0, fault=f"HTTP 500: {HOSTILE}")
    squad_report.write(tmp_path, squad_report.judged(ITEMS[2:], {"c": unasked}), {"mode": "library"}, [])
    found = html.fromstring(page.write(tmp_path).read_text("utf-8"))
    cells = [cell.text_content() for cell in found.xpath("//table")[-1].xpath("tbody/tr/td")]
    assert cells[-1] == f"{STAGES['request']}HTTP 500: {HOSTILE}"


def test_predictions_of_others_have_no_confidence(tmp_path: Path) -> None:
    squad_report.write(tmp_path, squad_report.judged(ITEMS, SAID), {"mode": "score"}, [], timed=False)
    assert "độ tin cậy" not in page.write(tmp_path).read_text("utf-8").rpartition("Câu sai (")[2]


def test_figures_groups_and_problems_are_there(tmp_path: Path) -> None:
    text = written(tmp_path).text_content()
    for word in (
        "exact match",
        "right context MRR",
        "answerable",
        "unanswerable",
        "line 9",
        IN_VIETNAMESE[Fault.NO_ID],
        "3 câu hỏi",
    ):
        assert word in text
    assert str(Fault.NO_ID) not in text


def test_what_is_shown_is_text_only(tmp_path: Path) -> None:
    found = written(tmp_path)
    assert found.xpath("//script | //img | //link | //iframe | //a | //@href | //@src") == []
    assert HOSTILE in found.text_content()
    assert "http" not in (tmp_path / page.PAGE).read_text("utf-8").replace("http://example.invalid/x", "")


def test_the_repository_own_runs_have_a_page_too(tmp_path: Path) -> None:
    gold = Gold("q1", "Xã xây mấy bể?", "number", frozenset({"typo"}), "nuoc.md", "chín bể", ("9 bể",), 5)
    right = Scored(gold, "chín bể", "Xã xây chín bể.", "nuoc.md", 0.9, 1, True, True, True, True, 1.0, 1.0, True, 10.0)
    lost = replace(right, in_quote=False, rank=None, quote="Bà con mừng.")
    report.write(tmp_path, [right, lost], {"split": "test"})
    found = html.fromstring(page.write(tmp_path).read_text("utf-8"))
    cells = [cell.text_content() for cell in found.xpath("//table")[-1].xpath("tbody/tr/td")]
    told = "chín bểđộ tin cậy 0.90"
    assert cells == ["Xã xây mấy bể?q1", "chín bể9 bể", told, "Bà con mừng.nuoc.md", STAGES["retrieval"]]


def test_a_run_that_answered_nothing_and_lost_nothing(tmp_path: Path) -> None:
    squad_report.write(
        tmp_path, squad_report.judged(ITEMS[2:], {"c": replace(SAID["c"], answer=None)}), {"mode": "open"}, []
    )
    text = html.fromstring(page.write(tmp_path).read_text("utf-8")).text_content()
    assert "Không câu nào được trả lời." in text
    assert "Câu sai (0)" in text
    assert json.loads((tmp_path / report.RESULT).read_text("utf-8"))["counts"]["answered"] == 0


def test_risk_and_coverage_by_hand() -> None:
    answered = [(0.5, False), (0.9, True), (0.5, True), (0.7, False)]
    assert risk_coverage(answered, 8) == [Point(1 / 8, 1.0), Point(2 / 8, 1 / 2), Point(4 / 8, 2 / 4)]
    assert risk_coverage(answered[::-1], 8) == risk_coverage(answered, 8)
    assert risk_coverage([], 8) == []


def test_the_curve_is_drawn_where_its_points_are() -> None:
    drawn = html.fragment_fromstring(plot([Point(0.5, 1.0), Point(1.0, 0.0)]))
    [line] = drawn.xpath("//*[local-name()='polyline']/@points")
    points = [tuple(map(float, pair.split(","))) for pair in line.split()]
    assert points == [(WIDTH / 2, EDGE), (WIDTH - EDGE, HEIGHT - EDGE)]
    [circle] = drawn.xpath("//*[local-name()='circle']")
    assert (float(circle.get("cx")), float(circle.get("cy"))) == points[-1]


def test_every_dot_is_drawn_whole(tmp_path: Path) -> None:
    """Those of 0 and 1 too."""
    drawn = [svg for svg in written(tmp_path).xpath("//*[local-name()='svg']") if svg.get("height") == "16"]
    seen = set()
    for svg in drawn:
        for circle in svg.xpath(".//*[local-name()='circle']"):
            at, radius = float(circle.get("cx")), float(circle.get("r"))
            assert radius <= at <= float(svg.get("width")) - radius
            seen.add(svg.get("aria-label"))
    assert {"0.000", "1.000"} <= seen


@pytest.mark.parametrize("broken", [{"about": [], "questions": []}, {"about": {}, "questions": ["x"]}])
def test_a_result_of_another_form_is_no_page(broken: dict[str, object]) -> None:
    with pytest.raises((TypeError, KeyError)):
        page.page({**broken, "groups": {}, "figures": []})
