"""Metrics against examples worked out by hand."""

import pytest

from eval.metrics import exact_match, f1, holds, interval, normalised, recall_at, reciprocal_rank


def test_answers_are_compared_without_case_and_punctuation() -> None:
    assert exact_match("“Hủa Phăn”.", ["hủa phăn"]) == 1.0
    assert exact_match("Hua Phan", ["Hủa Phăn"]) == 0.0
    assert exact_match("156 tỷ", ["15,6 tỷ"]) == 0.0
    assert normalised("Cô-oét (Kuwait)") == "cô oét kuwait"


def test_f1_by_hand() -> None:
    # 3 of 4 given syllables are right, and all 3 of the right ones are given: 2 * 3 / (4 + 3).
    assert f1("tỉnh Hủa Phăn Lào", ["tỉnh Hủa Phăn"]) == pytest.approx(6 / 7)
    assert f1("khác hẳn", ["tỉnh Hủa Phăn"]) == 0.0
    assert f1("a a b", ["a b b"]) == pytest.approx(2 / 3)  # a repeated syllable counts as often as in both


def test_a_quote_tells_only_by_whole_syllables() -> None:
    assert holds("Đã ký 38 thỏa thuận.", ["38 thỏa thuận"])
    assert not holds("Đã ký 138 thỏa thuận.", ["38 thỏa thuận"])


def test_ranks_by_hand() -> None:
    assert recall_at(5, [1, 5, 6, None]) == 0.5
    assert reciprocal_rank([1, 2, None, 4]) == pytest.approx((1 + 0.5 + 0 + 0.25) / 4)


def test_interval_holds_the_mean_and_narrows() -> None:
    few, many = interval([0, 1] * 10), interval([0, 1] * 1000)
    assert few[0] < 0.5 < few[1]
    assert many[1] - many[0] < few[1] - few[0]
    assert interval([1.0] * 20) == (1.0, 1.0)
