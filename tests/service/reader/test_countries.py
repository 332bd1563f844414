"""Which countries a text names, and that the figure of one is no answer for another."""

import pytest

from service.reader.countries import countries, of_another_country


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("TP Seongnam (Hàn Quốc) và bang Sachsen, CHLB Đức", {"Hàn Quốc", "Đức"}),
        ("đoàn đi Mỹ, Pháp và Nga.", {"Hoa Kỳ", "Pháp", "Nga"}),
        ("Lào có bao nhiêu sinh viên?", {"Lào"}),
        ("nước Anh", {"Anh"}),
        ("sinh viên campuchia học ở thanh hóa", {"Campuchia"}),
        ("xuất khẩu sang đài loan và cô-oét", {"Đài Loan", "Kuwait"}),
        ("Ai cấp giấy phép cho bà Nga, ông Đức?", set()),
        ("ai cấp giấy phép", set()),
        ("Anh có biết huyện Nga Sơn, Mỹ Đình, Đức Thọ, Lào Cai?", set()),
        ("Ý nghĩa của châu Mỹ", set()),
        ("Trường Đại học Hồng Đức ở Việt Nam", set()),
        ("", set()),
    ],
)
def test_countries_are_told_from_the_words_and_names_that_they_are_too(text: str, told: set[str]) -> None:
    assert countries(text) == told


@pytest.mark.parametrize(
    ("question", "sentence", "article", "other"),
    [
        ("Có mấy sinh viên Campuchia?", "Tỉnh có 225 sinh viên Lào.", "Tỉnh có 225 sinh viên Lào.", True),
        ("Có mấy sinh viên Campuchia?", "Tỉnh có 225 sinh viên Lào.", "Đoàn Cam-pu-chia đến thăm.", False),
        ("Có mấy sinh viên Lào?", "Tỉnh có 225 sinh viên Lào và Nga.", "", False),
        ("Có mấy sinh viên Campuchia?", "Tỉnh có 225 sinh viên nước ngoài.", "", False),
        ("Có mấy sinh viên?", "Tỉnh có 225 sinh viên Lào.", "", False),
        ("Mỹ có mấy dự án ở tỉnh?", "Nhật Bản có 15 dự án.", "Hoa Kỳ có đại sứ quán.", False),
    ],
)
def test_a_sentence_of_other_countries_speaks_of_another(
    question: str, sentence: str, article: str, other: bool
) -> None:
    assert of_another_country(question, sentence, article) is other
