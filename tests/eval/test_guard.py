"""The guard: what has fallen beyond its noise, what has not, and files that are no baseline."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.dataset import Gold, load
from eval.errors import UnreadableResult
from eval.guard import Baseline, changes, measures, read, table, write
from eval.runner import Scored

TOLD = Gold("q", "Bao nhiêu?", "number", frozenset(), "a.md", "5 xã", (), 0)
NEVER = Gold("n", "Ai?", "unanswerable", frozenset(), None, None, (), None)
RIGHT = Scored(TOLD, "5 xã", "Có 5 xã.", "a.md", 0.9, 1, True, True, True, True, 1.0, 1.0, True, 1.0)
WRONG = replace(
    RIGHT,
    answer="6 xã",
    quote="Có 6 xã.",
    rank=None,
    right_article=False,
    in_quote=False,
    first_tells=False,
    exact=0.0,
    f1=0.5,
)
REFUSED = replace(WRONG, gold=NEVER, answer=None)


def many(item: Scored, count: int, start: int = 0) -> list[Scored]:
    return [replace(item, gold=replace(item.gold, id=f"{item.gold.id}{k}")) for k in range(start, start + count)]


def fallen(before: list[Scored], now: list[Scored]) -> set[str]:
    return {one.name for one in changes({item.gold.id: measures(item) for item in before}, now) if one.fell}


def test_the_same_run_has_not_fallen() -> None:
    run = many(RIGHT, 30) + many(WRONG, 10, 30) + many(REFUSED, 5)
    assert fallen(run, run) == set()


def test_a_third_of_the_answers_lost_has_fallen() -> None:
    assert fallen(many(RIGHT, 30), many(RIGHT, 20) + many(WRONG, 10, 20)) == {
        "found first", "found", "right article", "first quote tells", "answered and told", "exact match", "F1",
        "not answered wrongly", "confidence",
    }  # fmt: skip


def test_what_was_found_first_and_is_now_found_later_has_fallen() -> None:
    assert fallen(many(RIGHT, 20), many(replace(RIGHT, rank=2), 20)) == {"found first"}


def test_one_quote_that_is_not_verbatim_is_no_noise() -> None:
    before = many(RIGHT, 200)
    assert fallen(before, [*before[:-1], replace(before[-1], verbatim=False)]) == {"verbatim"}


def test_a_wrong_answer_in_place_of_a_refusal_has_fallen() -> None:
    """Of questions that can be answered: what is told is as wrong as saying nothing, but somebody may believe it."""
    silent = replace(WRONG, answer=None, f1=0.0)
    assert fallen(many(silent, 20), many(replace(silent, answer="6 xã"), 20)) == {"not answered wrongly"}


def test_confidence_turned_upside_down_has_fallen() -> None:
    before = many(RIGHT, 10) + many(replace(WRONG, confidence=0.1), 10, 10)
    upside_down = [replace(item, confidence=1 - item.confidence) for item in before]
    assert fallen(before, upside_down) == {"confidence"}
    assert fallen(upside_down, before) == set()


def test_one_question_more_or_less_is_noise() -> None:
    before = many(RIGHT, 20) + many(WRONG, 10, 20)
    assert fallen(before, many(RIGHT, 19) + many(WRONG, 11, 19)) == set()


def test_what_got_better_has_not_fallen() -> None:
    assert fallen(many(WRONG, 30), many(RIGHT, 30)) == set()


def test_answers_to_what_nothing_tells_have_fallen() -> None:
    answered = replace(REFUSED, answer="6 xã")
    assert fallen(many(REFUSED, 20), many(answered, 20)) == {"refused", "not answered wrongly"}


def test_a_measure_that_a_baseline_does_not_have_is_left_out() -> None:
    older = {"q0": {"found": 1.0, "verbatim": 1.0}}
    assert [one.name for one in changes(older, many(RIGHT, 1))] == ["found", "verbatim"]


def test_questions_of_both_runs_are_compared_alone() -> None:
    (told, *_) = [
        one for one in changes({"q0": measures(RIGHT), "x": measures(WRONG)}, many(RIGHT, 3)) if one.name == "F1"
    ]
    assert (told.questions, told.before, told.now) == (1, 1.0, 1.0)
    with pytest.raises(UnreadableResult, match="không có câu hỏi nào"):
        changes({"x": measures(RIGHT)}, many(RIGHT, 3))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    run = many(RIGHT, 2) + many(REFUSED, 2)
    write(tmp_path / "moc.json", run, {"reader": "x"})
    found = read(tmp_path / "moc.json")
    assert found == Baseline({"reader": "x"}, {item.gold.id: measures(item) for item in run})
    assert "| F1 | 1.000 | 1.000 | +0.000 |" in table(changes(found.questions, run))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": 1, "about": [], "questions": {}}',
        '{"format": 1, "questions": {}}',
        '{"format": 2, "questions": {}}',
        '{"format": 1}',
        '{"format": 1, "about": {}, "questions": {"a": {"F1": "x"}}}',
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "moc.json").write_text(text, "utf-8")
    with pytest.raises(UnreadableResult, match="không phải mốc so sánh"):
        read(tmp_path / "moc.json")
    with pytest.raises(UnreadableResult, match="Không đọc được"):
        read(tmp_path / "khong-co.json")


def test_the_committed_baseline_is_of_the_test_questions() -> None:
    ids = {gold.id for gold in load() if gold.split == "test"}
    found = read()
    assert found.questions.keys() == ids
    assert found.about["split"] == "test"
