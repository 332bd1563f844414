"""A sentence that speaks of somebody else than the question does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reader.rivals import other_office, rival

CASES = [
    ("Vốn ODA từ Nhật Bản là bao nhiêu?", "Vốn ODA từ Hàn Quốc là 41 triệu USD.", "41 triệu USD", 1.0),
    ("Vốn ODA từ Hàn Quốc là bao nhiêu?", "Vốn ODA từ Hàn Quốc là 41 triệu USD.", "41 triệu USD", 0.0),
    # Nobody else is spoken of: what is left out may be meant.
    ("Vốn ODA từ Nhật Bản là bao nhiêu?", "Nguồn vốn này là 41 triệu USD.", "41 triệu USD", 0.0),
    # The answer itself is no rival.
    ("Ai ký với tỉnh Lâm Đồng?", "Người ký là ông Lê Văn Tám.", "Lê Văn Tám", 0.0),
    ("Ai ký với tỉnh Lâm Đồng?", "Người ký với tỉnh Gia Lai là ông Lê Văn Tám.", "Lê Văn Tám", 1.0),
    # A question without names says nobody.
    ("Ai ký văn bản?", "Người ký với tỉnh Gia Lai là ông Lê Văn Tám.", "Lê Văn Tám", 0.0),
    # Known places are names without capitals too.
    ("von tu nhat ban la bao nhieu", "Vốn từ Hàn Quốc là 41 triệu USD.", "41 triệu USD", 1.0),
    ("von tu han quoc la bao nhieu", "Vốn từ Hàn Quốc là 41 triệu USD.", "41 triệu USD", 0.0),
]


@pytest.mark.parametrize(("question", "sentence", "answer", "expected"), CASES)
def test_rivals(question: str, sentence: str, answer: str, expected: float) -> None:
    start = sentence.index(answer)
    assert rival(question, {}, sentence, start, start + len(answer)) == expected


@given(st.sampled_from([case[0] for case in CASES]), st.sampled_from([case[1] for case in CASES]))
def test_a_sentence_that_is_all_answer_has_no_rival(question: str, sentence: str) -> None:
    assert rival(question, {}, sentence, 0, len(sentence)) == 0.0


@given(st.sampled_from([case[1] for case in CASES]))
def test_who_asks_in_the_words_of_the_sentence_finds_no_rival(sentence: str) -> None:
    assert rival(sentence, {}, sentence, 0, 0) == 0.0


def test_a_name_that_goes_without_saying_weighs_less_than_one_that_nobody_has() -> None:
    question, sentence = "Thanh Hóa ký với Hủa Phăn khi nào?", "Ngày 2/3, hai bên ký ở Cao Bằng."

    def told(**weights: float) -> float:
        return rival(question, {"ky": 2.0, **weights}, sentence, 5, 8)

    assert told(thanh_hoa=0.1, hua_phan=0.5) == 0.25
    assert told(thanh_hoa=0.1) == 1.0  # no document has "Hủa Phăn"
    assert rival("Nga ký khi nào?", {"ky": 2.0, "nga": 1.0}, sentence, 5, 8) == 0.5


OFFICES = [
    ("Ai là Chủ tịch UBND tỉnh?", "Phó Chủ tịch UBND tỉnh là ông Lê Văn Tám.", 1.0),
    ("Ai là Phó Chủ tịch UBND tỉnh?", "Phó Chủ tịch UBND tỉnh là ông Lê Văn Tám.", 0.0),
    ("Ai là Phó Giám đốc Sở?", "Giám đốc Sở là ông Lê Văn Tám.", 1.0),
    ("ai la giam doc so", "Phó Giám đốc Sở là ông Lê Văn Tám.", 1.0),
    # Both are named: nothing is said.
    ("Ai là Chủ tịch UBND tỉnh?", "Dự họp có Chủ tịch và Phó Chủ tịch UBND tỉnh.", 0.0),
    ("Ai là Tổng Giám đốc công ty?", "Phó Tổng Giám đốc công ty là bà Út.", 1.0),
    ("Ai là Giám đốc Sở?", "Tổng Giám đốc công ty là bà Út.", 0.0),
    ("Ai ký văn bản?", "Phó Chủ tịch UBND tỉnh ký.", 0.0),
    ("Ai là Chủ tịch?", "Ông Tám dự họp.", 0.0),
]


@pytest.mark.parametrize(("question", "sentence", "expected"), OFFICES)
def test_the_deputy_is_another(question: str, sentence: str, expected: float) -> None:
    assert other_office(question, sentence) == expected
