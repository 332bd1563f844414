"""The time that the tense of a question speaks of."""

import pytest

from corpus.text.fold import fold
from service.question.tense import tense_of

CASES = [
    ("Ai đang là giám đốc?", "now"),
    ("Giám đốc hiện nay là ai?", "now"),
    ("Giám đốc giờ là ai?", "now"),
    ("Hợp tác xã vừa ký với ai?", "now"),
    ("Mới đây hợp tác xã ký với ai?", "now"),
    ("Hợp tác xã hiện có bao nhiêu xã viên?", "now"),
    ("Hợp tác xã đã trồng bao nhiêu ha?", "done"),
    ("Hợp tác xã trồng được bao nhiêu ha rồi?", "done"),
    ("Năm 2025 hợp tác xã bán được bao nhiêu tấn mận?", "done"),
    ("Năm 2025 hợp tác xã được bao nhiêu điểm?", "done"),
    ("Hợp tác xã dự kiến bán được bao nhiêu tấn mận?", "planned"),
    ("Hợp tác xã được công nhận bao nhiêu lần?", "none"),
    ("Hợp tác xã sẽ trồng bao nhiêu ha?", "planned"),
    ("Dự kiến trồng bao nhiêu ha?", "planned"),
    ("Sắp tới hợp tác xã làm gì?", "planned"),
    ("Hợp tác xã sắp xếp lại mấy tổ?", "none"),
    ("Trước đây ai là giám đốc?", "former"),
    ("Ai từng là giám đốc?", "former"),
    ("Trước kia hợp tác xã đã có bao nhiêu xã viên?", "former"),
    ("Giờ hợp tác xã có bao nhiêu xã viên?", "now"),
    ("Hiện tỷ lệ hộ nghèo là bao nhiêu?", "now"),
    ("Tới nay đã trồng được bao nhiêu ha?", "now"),
    ("Tính đến giờ hợp tác xã làm được mấy nhà kho?", "now"),
    ("Mấy giờ họp?", "none"),
    ("Hợp tác xã họp lúc mấy giờ?", "none"),
    ("Ông Sủi làm giám đốc từ bao giờ?", "none"),
    ("Giờ làm việc của hợp tác xã thế nào?", "none"),
    ("Hiện vật nào được trưng bày?", "none"),
    ("Trước khi về xã, ông Sủi đang giữ chức gì?", "none"),
    ("Hợp tác xã có bao nhiêu xã viên?", "none"),
]


@pytest.mark.parametrize(("question", "tense"), CASES)
def test_tenses(question: str, tense: str) -> None:
    assert tense_of(question, toned=True).value == tense


@pytest.mark.parametrize(("question", "tense"), [case for case in CASES if case[1] in {"planned", "former"}])
def test_without_accents_too(question: str, tense: str) -> None:
    assert tense_of(fold(question), toned=False).value == tense


@pytest.mark.parametrize("question", ["gio to chuc le hoi", "vua hung ve tham den nao"])
def test_what_means_something_else_without_accents_says_nothing(question: str) -> None:
    assert tense_of(question, toned=False).value == "none"
