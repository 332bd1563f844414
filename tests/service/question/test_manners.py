"""Polite words around a question are left out; what only looks like them stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.fold import unaccented
from service.question.manners import plainly

POLITE = [
    ("Xin hỏi tổng vốn FDI năm 2022 là bao nhiêu?", "Tổng vốn FDI năm 2022 là bao nhiêu?"),
    ("Cho em hỏi ai là bí thư tỉnh ủy ạ?", "Ai là bí thư tỉnh ủy?"),
    ("Cho mình hỏi tỉnh nào của Lào kết nghĩa được không ạ?", "Tỉnh nào của Lào kết nghĩa?"),
    ("Hội nghị ở đâu vậy? Giúp mình với, cảm ơn nhiều!", "Hội nghị ở đâu?"),
    ("Chào bạn, ai ký?", "Ai ký?"),
    ("Dạ cho em hỏi, xã triển khai nghị quyết gì vậy ạ. Em cảm ơn", "Xã triển khai nghị quyết gì?"),
    ("Bạn có biết ai là chủ tịch tỉnh không?", "Ai là chủ tịch tỉnh?"),
    ("Có thể cho tôi biết dân số tỉnh là bao nhiêu được không?", "Dân số tỉnh là bao nhiêu?"),
    ("Nhờ anh tra giúp em số dự án FDI năm 2023 với ạ", "Số dự án FDI năm 2023?"),
    ("Cho tôi số liệu FDI năm 2022", "Số liệu FDI năm 2022"),
    ("anh ơi tra giúp em kim ngạch xuất khẩu năm 2022 với", "kim ngạch xuất khẩu năm 2022"),
    ("Em muốn hỏi về vốn ODA", "Vốn ODA"),
    ("Cho hỏi có phải tỉnh có 5 dự án không ạ?", "Có phải tỉnh có 5 dự án không?"),
    ("Còn năm 2022 thì sao ạ?", "Còn năm 2022 thì sao?"),
    ("cho em hoi tong von fdi nam 2022 voi a", "tong von fdi nam 2022?"),
    ("ban oi cho minh hoi ai la chu tich tinh", "ai la chu tich tinh"),
]


@pytest.mark.parametrize(("typed", "asked"), POLITE)
def test_what_is_asked_for_is_left(typed: str, asked: str) -> None:
    assert plainly(typed) == asked


@pytest.mark.parametrize("typed", [typed for typed, _ in POLITE[:7]])
def test_without_accents_it_is_the_same_but_for_what_may_be_another_word(typed: str) -> None:
    plain = plainly(unaccented(typed))
    assert len(plain) < len(typed)
    assert plain.lower().startswith(unaccented(plainly(typed)).lower().rstrip("?"))


@pytest.mark.parametrize(
    "typed",
    [
        "Xã có cho hộ nào vay được không?",
        "Tỉnh cho hộ nghèo vay bao nhiêu?",
        "Thanh Hóa giúp Hủa Phăn bao nhiêu?",
        "Thanh Hóa có ký với Lào được không?",
        "Tỉnh cho biết đã ký mấy thỏa thuận?",
        "Chị Hoa cho biết điều gì?",
        "Nhờ ai mà tỉnh có vốn ODA?",
        "Chào mừng đoàn là ai?",
        "Hội nghị tổ chức ở đâu, cảm ơn ai?",
        "Vì sao thời gian ủ bệnh dài như vậy?",
        "Vì sao mặt đất sụt nhanh đến vậy?",
        "Ai ký hiệp ước với Bồ Đào Nha?",
        "Dạ cổ hoài lang có nhịp gì?",
        "da nang truc thuoc trung uong tu ngay nao",
        "ngan sach bo tri bao nhieu tien de cho vay",
        "bao nhieu nguoi phai doi nha",
        "Anh Sơn là ai?",
        "Em Thu học lớp mấy?",
        "Cho em hỏi",
        "Chào bạn",
        "Ai?",
        "Thanh Hóa kết nghĩa với",
    ],
)
def test_what_is_asked_with_stays(typed: str) -> None:
    assert plainly(typed) is typed


@given(
    st.lists(
        st.sampled_from("chào bạn cho em hỏi ai ký gì không ạ được vậy giúp mình với , ? . biết".split()), max_size=12
    )
)
def test_nothing_is_made_up_and_once_is_enough(words: list[str]) -> None:
    text = " ".join(words)
    plain = plainly(text)
    assert plain.rstrip("?").lower() in text.lower()
    assert plain.strip() or not text.strip()
