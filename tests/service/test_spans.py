"""Spans of a kind in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.question.kinds import Kind
from service.reader.spans import clauses, spans

CASES = [
    (Kind.QUANTITY, "Xã có 12 trường, 1.250 học sinh năm 2024.", ["12 trường", "1.250 học sinh"]),
    (Kind.QUANTITY, "Gần 300 hộ dân của năm thôn được cấp nước.", ["300 hộ dân", "năm thôn"]),
    (Kind.QUANTITY, "Đoàn đi 63 tỉnh, gặp 12 ngành và 15 đồng chí.", ["63 tỉnh", "12 ngành", "15 đồng chí"]),
    (Kind.MONEY, "Kinh phí hơn 15,6 tỷ đồng, trong đó 1,2 triệu USD vốn vay.", ["hơn 15,6 tỷ đồng", "1,2 triệu USD"]),
    (Kind.SHARE, "Tỷ lệ đạt 94,85%, tăng 0,35 điểm phần trăm.", ["94,85%", "0,35 điểm phần trăm"]),
    (Kind.DATE, "Lễ khánh thành ngày 02/09/2024 tại xã.", ["ngày 02/09/2024"]),
    (Kind.DATE, "Đề án thực hiện 2021-2025, họp ngày 14 tháng 5 năm 2023.", ["ngày 14 tháng 5 năm 2023"]),
    (Kind.YEAR, "Giao cho giai đoạn 2021-2025 từ năm 2020.", ["giai đoạn 2021-2025", "năm 2020"]),
    (
        Kind.DATE,
        "Ngày 2/9 mở hội; Tháng 5 năm 1847 khởi công, Năm 1353 dựng nước.",
        ["Ngày 2/9", "Tháng 5 năm 1847", "Năm 1353"],
    ),
    (Kind.YEAR, "Năm 2023 xây, năm 1847 dựng.", ["Năm 2023", "năm 1847"]),
    (Kind.PERSON, "Bà Trần Thị Út, Giám đốc Sở, tiếp ông Kim Min Jae.", ["Trần Thị Út", "Kim Min Jae"]),
    (Kind.CAUSE, "Việc chậm do thiếu vốn và mưa kéo dài.", ["thiếu vốn và mưa kéo dài"]),
    (Kind.LIST, "Ba xã gồm: Ea Kao, Hòa Thắng và Cư Êbur.", ["Ea Kao, Hòa Thắng và Cư Êbur"]),
]


@pytest.mark.parametrize(("kind", "sentence", "expected"), CASES)
def test_spans(kind: Kind, sentence: str, expected: list[str]) -> None:
    found = [sentence[span.start : span.end] for span in spans(kind, sentence)]
    assert [word for word in expected if word not in found] == [], found


def test_what_only_begins_like_a_scale_or_a_currency_is_no_money() -> None:
    assert spans(Kind.MONEY, "Đoàn đi 63 tỉnh, gặp 12 ngành và 15 đồng chí; đạt 3 tỷ lệ.") == []


def test_an_office_is_no_person() -> None:
    assert spans(Kind.PERSON, "Phó Chủ tịch Ủy ban nhân dân tỉnh dự họp.") == []


@given(st.sampled_from(list(Kind)), st.text("aăâ Đà Nẵng 12,5% năm 2024 - tỷ đồng;.,()và", max_size=80))
def test_spans_are_inside_in_order_and_trimmed(kind: Kind, sentence: str) -> None:
    end = 0
    for span in spans(kind, sentence):
        assert end <= span.start < span.end <= len(sentence)
        assert sentence[span.start : span.end] == sentence[span.start : span.end].strip(" ,;")
        end = span.end


def test_clauses_keep_decimals_whole() -> None:
    sentence = "Năm 2022, tổng 15,6 tỷ; còn lại – theo xã – là nợ"
    assert [sentence[c.start : c.end].strip() for c in clauses(sentence)][:2] == ["Năm 2022", "tổng 15,6 tỷ"]
