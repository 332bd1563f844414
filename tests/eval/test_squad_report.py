"""What a run over somebody's set comes to: figures by hand, and the files that are written."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.errors import UnreadablePredictions
from eval.report import RESULT, SUMMARY
from eval.squad_asking import Reply
from eval.squad_records import Fault, Item, Problem
from eval.squad_report import PREDICTIONS, figures, groups, judged, read_predictions, summary, write

CONTEXT = "Cầu Mây dài 120 m."
ITEMS = (
    Item("a", "line 1", "Dài bao nhiêu?", ("120 m", "120 mét"), CONTEXT),
    Item("b", "line 2", "Tên gì?", ("cầu của Mây",), CONTEXT),
    Item("c", "line 3", "Dài bao nhiêu mét?", ("120 m",), CONTEXT),
    Item("d", "line 4", "Rộng bao nhiêu?", (), CONTEXT),
    Item("e", "line 5", "Cao bao nhiêu?", (), CONTEXT),
)
SAID = {
    "a": Reply("a", "120 mét", 0.9, "Cầu Mây dài 120 m.", 10.0, 1, True),
    "b": Reply("b", "Cầu Mây", 0.8, "Cầu Mây dài 120 m.", 20.0, 4, True),
    "c": Reply("c", None, 0.3, "Chợ họp.", 30.0, None, False),
    "d": Reply("d", None, 0.2, "", 40.0, 1, True),
    "e": Reply("e", "120 m", 0.7, "Cầu Mây dài 120 m.", 50.0, 1, True),
}
JUDGED = judged(ITEMS, SAID)
ABOUT = {"mode": "open", "dataset": "bo.json", "reader": "told-1", "fallback": ""}


def values(found: list) -> dict[str, tuple[float, int]]:  # type: ignore[type-arg]
    return {figure.name: (figure.value, figure.questions) for figure in found}


def test_figures_by_hand() -> None:
    # F1: 1, 2·2/(2+3) = 0.8, 0; unanswerable 1, 0. Without "của" the second one is right.
    assert values(figures(JUDGED)) == {
        "exact match": (pytest.approx(2 / 5), 5),
        "F1": (pytest.approx(2.8 / 5), 5),
        "exact match (MLQA)": (pytest.approx(3 / 5), 5),
        "F1 (MLQA)": (pytest.approx(3 / 5), 5),
        "answered (of answerable)": (pytest.approx(2 / 3), 3),
        "refused (of unanswerable)": (0.5, 2),
        "right when answered": (pytest.approx(2 / 3), 3),
        # 0.9 and 0.8 were right, 0.7 was not
        "calibration error": (pytest.approx((0.1 + 0.2 + 0.7) / 3), 3),
        # one that is right by chance c is off by 2 c (1 - c) in the mean
        "calibration error by chance": (pytest.approx((0.18 + 0.32 + 0.42) / 3, abs=0.01), 3),
        "Brier score": (pytest.approx((0.01 + 0.04 + 0.49) / 3), 3),
        "area under risk–coverage": (pytest.approx((0 + 0 + 1 / 3) / 3), 3),
    }


def test_splits_by_hand() -> None:
    found = {name: values(of) for name, of in groups(JUDGED).items()}
    assert found["answerable"]["exact match"] == (pytest.approx(1 / 3), 3)
    assert found["answerable"]["F1"] == (pytest.approx(1.8 / 3), 3)
    assert found["unanswerable"]["exact match"] == found["unanswerable"]["F1"] == (0.5, 2)
    assert "answerable" not in groups(JUDGED[3:])


def test_the_kinds_that_a_set_names_have_figures_of_their_own() -> None:
    kinds = {"a": "number", "b": "fact", "c": "number", "d": "unanswerable", "e": ""}
    found = judged([replace(item, kind=kinds[item.id]) for item in ITEMS], SAID)
    by_kind = {name: values(of) for name, of in groups(found).items() if name.startswith("kind: ")}
    assert by_kind.keys() == {"kind: number", "kind: fact"}
    assert by_kind["kind: number"]["exact match"] == (0.5, 2)
    assert by_kind["kind: fact"]["F1"] == (pytest.approx(0.8), 1)
    assert "| kind: number: exact match | 0.500 |" in summary(found, ABOUT, [])


def test_retrieval_by_hand() -> None:
    found = values(figures(JUDGED, searched=True))
    assert found["right context recall@1"] == (pytest.approx(1 / 3), 3)
    assert found["right context recall@5"] == found["right context recall@10"] == (pytest.approx(2 / 3), 3)
    assert found["right context MRR"] == (pytest.approx((1 + 1 / 4) / 3), 3)
    assert found["right context cited"] == (pytest.approx(2 / 3), 3)
    assert found["answer in quote"] == (pytest.approx(1 / 3), 3), "a refusal tells nothing; 'cầu của Mây' is not there"
    bare = judged([replace(item, context=None) for item in ITEMS], SAID)
    assert "right context MRR" not in values(figures(bare, searched=True))


def test_intervals_hold_the_figure() -> None:
    assert all(figure.low <= figure.value <= figure.high for figure in figures(JUDGED, searched=True))


def test_a_question_without_a_prediction_is_wrong_even_where_there_is_no_answer() -> None:
    only = judged(ITEMS[3:], {"e": SAID["d"]})
    assert [one.right for one in only] == [False, True]
    assert values(figures(only))["refused (of unanswerable)"] == (0.5, 2)


@pytest.mark.parametrize("searched", [True, False])
def test_a_question_that_could_not_be_asked_is_wrong_even_where_there_is_no_answer(
    tmp_path: Path, searched: bool
) -> None:
    unasked = {name: Reply(name, None, 0.0, "", 5.0, fault="HTTP 500: hỏng") for name in "ad"}
    of = judged(ITEMS, {**SAID, **unasked})
    assert [one.right for one in of if one.reply.fault] == [False, False]
    assert [one.lost_in(searched=searched) for one in of if one.reply.fault] == ["request", "request"]
    assert values(figures(of, searched=searched))["refused (of unanswerable)"] == (0.0, 2)
    write(tmp_path, of, {**ABOUT, "mode": "library" if searched else "reading"}, [])
    rows = {row["id"]: row for row in json.loads((tmp_path / RESULT).read_text("utf-8"))["questions"]}
    assert (rows["d"]["lost_in"], rows["d"]["fault"], rows["d"]["exact"]) == ("request", "HTTP 500: hỏng", 0.0)
    assert "fault" not in rows["b"]
    assert json.loads((tmp_path / PREDICTIONS).read_text("utf-8")).keys() == {"b", "c", "e"}


@pytest.mark.parametrize(
    ("name", "changed", "searched", "stage"),
    [
        ("a", {}, True, None),
        ("b", {}, True, None),  # F1 0.8
        ("a", {"answer": "300 gian hàng"}, True, "reading"),
        ("a", {"answer": "300 gian hàng", "rank": None}, True, "retrieval"),
        ("a", {"answer": "300 gian hàng", "rank": None}, False, "reading"),
        ("a", {"answer": None}, True, "abstention"),
        ("c", {}, True, "retrieval"),
        ("c", {}, False, "abstention"),
        ("d", {}, True, None),
        ("e", {}, True, "abstention"),
    ],
)
def test_the_stage_that_lost_a_question(name: str, changed: dict[str, object], searched: bool, stage: str) -> None:
    [item] = [item for item in ITEMS if item.id == name]
    [one] = judged([item], {name: replace(SAID[name], **changed)})  # type: ignore[arg-type]
    assert one.lost_in(searched=searched) == stage


def test_what_is_written(tmp_path: Path) -> None:
    problems = [Problem("line 9", None, Fault.NO_ID), Problem("line 2", "b", Fault.MISPLACED, "x @ 3")]
    text = write(tmp_path / "sâu" / "hơn", JUDGED, ABOUT, problems)
    folder = tmp_path / "sâu" / "hơn"
    assert json.loads((folder / PREDICTIONS).read_text("utf-8")) == {
        "a": "120 mét", "b": "Cầu Mây", "c": "", "d": "", "e": "120 m",
    }  # fmt: skip
    result = json.loads((folder / RESULT).read_text("utf-8"))
    assert result.keys() == {
        "about",
        "counts",
        "figures",
        "groups",
        "latency_ms",
        "problems",
        "questions",
        "reliability",
    }
    assert result["about"].items() >= ABOUT.items()
    assert "no articles removed" in result["about"]["scoring"]
    assert result["counts"] == {
        "questions": 5, "answerable": 3, "unanswerable": 2, "answered": 3, "rows_refused": 1, "warnings": 1,
    }  # fmt: skip
    assert result["latency_ms"] == {"median": 30.0, "p95": 48.0}
    assert result["problems"] == [
        {"place": "line 9", "id": None, "fault": "has no id", "detail": "", "refused": True},
        {"place": "line 2", "id": "b", "fault": str(Fault.MISPLACED), "detail": "x @ 3", "refused": False},
    ]
    assert result["questions"][1] == {
        "id": "b", "question": "Tên gì?", "expected": ["cầu của Mây"], "answer": "Cầu Mây", "quote": "Cầu Mây dài 120 m.",
        "confidence": 0.8, "exact": 0.0, "f1": 0.8, "right": True, "lost_in": None, "took_ms": 20.0, "rank": 4,
        "right_context_cited": True,
    }  # fmt: skip
    assert (folder / SUMMARY).read_text("utf-8") == text


def test_reading_tells_nothing_of_a_search(tmp_path: Path) -> None:
    write(tmp_path, JUDGED, {**ABOUT, "mode": "reading"}, [])
    result = json.loads((tmp_path / RESULT).read_text("utf-8"))
    assert "rank" not in result["questions"][0]
    assert not any("recall" in figure["name"] for figure in result["figures"])


def test_the_summary_names_figures_splits_and_problems() -> None:
    problems = [Problem(f"line {k}", None, Fault.NO_ID) for k in (7, 8)] + [Problem("line 3", "c", Fault.MISPLACED)]
    lines = summary(JUDGED, ABOUT, problems).splitlines()
    assert "* reader: told-1" in lines
    assert not any(line.startswith("* fallback") for line in lines), "what is empty is left out"
    [exact] = [figure for figure in figures(JUDGED) if figure.name == "exact match"]
    assert f"| exact match | 0.400 | {exact.low:.3f}–{exact.high:.3f} | 5 |" in lines
    assert any(line.startswith("| answerable: F1 | 0.600 |") for line in lines)
    assert any(line.startswith("| unanswerable: exact match | 0.500 |") for line in lines)
    assert "| refused: has no id | 2 | line 7 |" in lines
    assert f"| {Fault.MISPLACED} | 1 | line 3 |" in lines
    assert "Time to an answer: median 30.0 ms, p95 48.0 ms." in lines
    assert "Time" not in summary(JUDGED, ABOUT, [], timed=False)


# -- predictions of others ---------------------------------------------------------------------------------------------


def test_predictions_of_others_are_scored(tmp_path: Path) -> None:
    path = tmp_path / "predictions.json"
    path.write_text(json.dumps({"a": "120 m", "b": "", "d": None, "e": "vua", "la": "x"}), encoding="utf-8")
    replies, problems = read_predictions(path, ITEMS)
    assert {name: reply.answer for name, reply in replies.items()} == {"a": "120 m", "b": None, "d": None, "e": "vua"}
    assert [(problem.place, problem.id, problem.fault) for problem in problems] == [
        ("line 3", "c", Fault.NOT_PREDICTED),
        ("predictions.json", "la", Fault.UNKNOWN_ID),
    ]
    found = values(figures(judged(ITEMS, replies)))
    assert found["exact match"] == (pytest.approx(2 / 5), 5)


def test_what_a_run_writes_scores_the_same(tmp_path: Path) -> None:
    write(tmp_path, JUDGED, ABOUT, [])
    replies, problems = read_predictions(tmp_path / PREDICTIONS, ITEMS)
    assert problems == []
    # A file of predictions says nothing of confidence.
    trust = {"calibration error", "calibration error by chance", "Brier score", "area under risk–coverage"}
    assert figures(judged(ITEMS, replies)) == [figure for figure in figures(JUDGED) if figure.name not in trust]


@pytest.mark.parametrize("data", ["[]", '{"a": 1}', '{"a": ["x"]}', "{", ""])
def test_a_file_that_holds_no_predictions(tmp_path: Path, data: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(data, encoding="utf-8")
    with pytest.raises(UnreadablePredictions, match=r"p\.json"):
        read_predictions(path, ITEMS)
    with pytest.raises(UnreadablePredictions, match="Không đọc được"):
        read_predictions(tmp_path / "khong-co.json", ITEMS)
