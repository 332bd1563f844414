"""The short training runs: one thing changed in each, and what they are judged by, worked out by hand."""

from dataclasses import fields

import pytest

from eval import reader_ablation
from eval.calibration import ranks_above
from eval.reader_ablation import BASE, RUNS, Question, Run, judged, kept_out
from service.reader.span_model.decoding import Found


@pytest.mark.parametrize("name", [name for name in RUNS if name != "base"])
def test_a_run_differs_from_the_base_in_one_thing(name: str) -> None:
    changed = [field.name for field in fields(Run) if getattr(RUNS[name], field.name) != getattr(BASE, field.name)]
    assert len(changed) == 1, changed


def test_a_run_without_a_set_keeps_the_others() -> None:
    assert BASE.without("norquad").sets == {name: part for name, part in BASE.sets.items() if name != "norquad"}
    assert len(BASE.without("norquad").sets) == len(BASE.sets) - 1


TEXT = "Xã có 12 thôn và 30 đội."


def test_figures_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exact and margin 4; half of three syllables in four and margin 1; nothing found. Not answerable: margins 2 and −50."""
    said = {
        "một": Found(TEXT.index("12 thôn"), TEXT.index("12 thôn") + 7, 4.0, 0.9),
        "hai": Found(TEXT.index("30 đội"), TEXT.index("30 đội") + 2, 1.0, 0.5),
        "ba": None,
        "bốn": Found(0, 2, 2.0, 0.1),
        "năm": Found(0, 2, -50.0, 0.1),
    }
    monkeypatch.setattr(reader_ablation, "read_alone", lambda model, question, text: said[question])
    questions = [
        Question("một", TEXT, ("12 thôn",)),
        Question("hai", TEXT, ("30 đội",)),
        Question("ba", TEXT, ("xã",)),
        Question("bốn", TEXT, ()),
        Question("năm", TEXT, ()),
    ]
    told = judged(None, questions)  # type: ignore[arg-type]
    assert told["exact"] == pytest.approx(1 / 3)
    assert told["f1"] == pytest.approx((1 + 2 / 3) / 3)
    # 4 is above both, 1 above one of two, what was not found (−30) above −50
    assert told["auroc"] == pytest.approx((1 + 0.5 + 0.5) / 3)


def test_the_area_under_the_curve_by_hand() -> None:
    assert ranks_above([3, 2], [1, 2]) == pytest.approx((1 + 1 + 1 + 0.5) / 4)
    assert ranks_above([1], [2]) == 0
    assert ranks_above([], [2]) == ranks_above([1], []) == 0.5


def test_the_pairs_kept_out_are_those_of_development() -> None:
    found = kept_out()
    assert len(found) >= reader_ablation.KEPT_OUT
    assert any(not item.accepted for item in found)
    assert all(answer in item.context for item in found for answer in item.accepted)
