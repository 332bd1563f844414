"""Numbers that name a thing, and figures that count something."""

import pytest

from service.reader.numbered import numbered, of_another_number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nghị quyết số 59-NQ/TW ngày 24/1/2025", [("nghị quyết", "59")]),
        ("nghị quyết 58 nói gì", [("nghị quyết", "58")]),
        ("theo 08/2021/NĐ-CP và 1234/QĐ-UBND", [("nghị định", "8"), ("quyết định", "1234")]),
        ("Đại hội lần thứ XIX, kỳ họp thứ 12, HĐND khoá XVIII", [("lần", "19"), ("kỳ họp", "12"), ("khóa", "18")]),
        ("quốc lộ 1A, khoản 2 Điều 15", [("quốc lộ", "1a"), ("khoản", "2"), ("điều", "15")]),
        ("kế hoạch 5 năm, quyết định 3 vấn đề, tổ 4 người, nghị quyết 5 năm, điều 40 tỷ đồng", []),
        ("năm 2024 có 3 dự án, lần này, giai đoạn 2021-2025", []),
        ("lớp 3,5 triệu", []),
        ("", []),
    ],
)
def test_what_has_a_number(text: str, told: list[tuple[str, str]]) -> None:
    assert [(one.head, one.value) for one in numbered(text)] == told


@pytest.mark.parametrize(
    ("question", "article", "other"),
    [
        ("Nghị quyết 58 ban hành ngày nào?", "Nghị quyết số 59-NQ/TW ban hành ngày 24/1/2025.", True),
        ("Nghị quyết 59 ban hành ngày nào?", "Nghị quyết số 59-NQ/TW ban hành ngày 24/1/2025.", False),
        ("Nghị quyết 58-NQ/TW ban hành ngày nào?", "Nghị quyết số 59 bổ sung 58-NQ/TW.", False),
        ("Đại hội lần thứ XVIII họp ngày nào?", "Đại hội phụ nữ lần thứ XIX họp ngày 11/12.", True),
        ("Đại hội XIX họp ngày nào?", "Đại hội phụ nữ lần thứ XIX họp sau đại hội XX.", False),
        ("Quốc lộ 45 dài bao nhiêu?", "Quốc lộ 47 dài 61 km.", True),
        ("Quốc lộ 45 dài bao nhiêu?", "Tuyến đường dài 61 km.", False),
        ("Đường dài bao nhiêu?", "Quốc lộ 47 dài 61 km.", False),
    ],
)
def test_a_sentence_of_another_number_speaks_of_another(question: str, article: str, other: bool) -> None:
    assert of_another_number(question, article, article) is other
