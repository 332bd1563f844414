"""What is written about a run: every question, every figure, and where each was lost."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from eval.dataset import Gold
from eval.report import RESULT, SUMMARY, latency, latency_of, lost_in, summary, write
from eval.runner import Scored, by_group, figures

GOLD = Gold("q1", "Xã xây mấy bể?", "number", frozenset({"typo", "time"}), "nuoc.md", "chín bể", ("9 bể",), 5)
NEVER = Gold("q2", "Ai là vua?", "unanswerable", frozenset({"off-topic"}), None, None, (), None)
RIGHT = Scored(
    GOLD, "chín bể", "Xã xây chín bể.", "nuoc.md", 0.91236, 1, True, True, True, True, 1.0, 2 / 3, True, 10.126
)
REFUSED = replace(RIGHT, answer=None, in_quote=False, exact=0.0, f1=0.0)
GUESSED = replace(
    RIGHT,
    gold=NEVER,
    answer="vua",
    rank=None,
    right_article=False,
    in_quote=False,
    first_tells=False,
    in_closest=False,
    took_ms=30.0,
)
SCORED = [RIGHT, replace(REFUSED, took_ms=20.0), GUESSED]
ABOUT = {"split": "test", "reader": "pattern-1"}


@pytest.mark.parametrize(
    ("item", "stage"),
    [
        (RIGHT, None),
        (replace(GUESSED, answer=None), None),
        (GUESSED, "abstention"),  # answered what cannot be
        (REFUSED, "abstention"),  # had it at hand
        (replace(REFUSED, in_closest=False), "reading"),  # the passage was found, the sentence was not
        (replace(RIGHT, in_quote=False), "reading"),
        (replace(RIGHT, in_quote=False, rank=None), "retrieval"),
        (replace(REFUSED, rank=None), "retrieval"),
        (replace(RIGHT, in_quote=False, out_of_time=True), "time"),
        (replace(REFUSED, out_of_time=True), "time"),
        (replace(REFUSED, rank=None, out_of_time=True), "retrieval"),
        (replace(RIGHT, out_of_time=True), None),  # told all the same
        (replace(RIGHT, rank=None), None),  # told elsewhere in other words
    ],
)
def test_the_stage_that_lost_a_question(item: Scored, stage: str | None) -> None:
    assert lost_in(item) == stage


def test_latency_by_hand() -> None:
    assert latency_of([10, 20, 30, 40]) == {"median": 25.0, "p95": 38.5}  # 30 + 0.85 * 10
    assert latency_of([7.06]) == {"median": 7.1, "p95": 7.1}
    assert latency(SCORED) == {"median": 20.0, "p95": 29.0}


def test_the_result_tells_every_question(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "out", SCORED, ABOUT)
    result = json.loads((tmp_path / "deep" / "out" / RESULT).read_text(encoding="utf-8"))
    assert result.keys() == {"about", "figures", "latency_ms", "groups", "questions", "reliability"}
    assert result["about"] == ABOUT
    assert result["latency_ms"] == latency(SCORED)
    assert result["figures"] == [asdict(figure) for figure in figures(SCORED)]
    assert result["groups"] == {
        name: [asdict(figure) for figure in figures(items)] for name, items in by_group(SCORED).items()
    }
    assert [row["id"] for row in result["questions"]] == ["q1", "q1", "q2"]
    assert [row["lost_in"] for row in result["questions"]] == [None, "abstention", "abstention"]
    assert result["questions"][0] == {
        "id": "q1", "question": "Xã xây mấy bể?", "kind": "number", "tags": ["time", "typo"], "expected": ["chín bể", "9 bể"],
        "article": "nuoc.md", "answer": "chín bể", "quote": "Xã xây chín bể.", "cited": "nuoc.md", "confidence": 0.9124,
        "rank": 1, "right": True, "lost_in": None, "f1": 0.6667, "took_ms": 10.13,
    }  # fmt: skip
    assert (result["questions"][2]["expected"], result["questions"][2]["article"]) == ([], None)


def test_the_files_are_written_for_people(tmp_path: Path) -> None:
    write(tmp_path, SCORED, ABOUT)
    assert "Xã xây chín bể." in (tmp_path / RESULT).read_text(encoding="utf-8"), "not as escapes"
    assert (tmp_path / SUMMARY).read_text(encoding="utf-8") == summary(SCORED, ABOUT)
    write(tmp_path, SCORED[:1], ABOUT)
    assert len(json.loads((tmp_path / RESULT).read_text(encoding="utf-8"))["questions"]) == 1, "a new run replaces"


def test_the_summary_has_a_row_for_each_figure_and_group() -> None:
    lines = summary(SCORED, ABOUT).splitlines()
    assert lines[0] == "# Evaluation"
    assert {"* split: test", "* reader: pattern-1"} <= set(lines)
    for figure in figures(SCORED):
        [line] = [line for line in lines if line.startswith(f"| {figure.name} |")]
        assert (
            line == f"| {figure.name} | {figure.value:.3f} | {figure.low:.3f}–{figure.high:.3f} | {figure.questions} |"
        )
    assert "| refused (of unanswerable) | 0.000 | 0.000–0.000 | 1 |" in lines
    assert "Time to an answer: median 20.0 ms, p95 29.0 ms." in lines
    assert lines[-6:] == [
        "|---|---|---|---|",
        "| #off-topic | 1 | 0.000 | – |",
        "| #time | 2 | 0.500 | 1.000 |",
        "| #typo | 2 | 0.500 | 1.000 |",
        "| number | 2 | 0.500 | 1.000 |",
        "| unanswerable | 1 | 0.000 | – |",
    ]


def test_a_run_without_questions_is_written_too(tmp_path: Path) -> None:
    write(tmp_path, [], ABOUT)
    assert json.loads((tmp_path / RESULT).read_text(encoding="utf-8"))["questions"] == []
    assert latency_of([]) == {"median": 0.0, "p95": 0.0}
