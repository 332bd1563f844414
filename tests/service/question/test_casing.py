"""A question typed without capitals gets those of the names that the texts write; nothing else of it changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.question.casing import cased

TEXTS = [
    "Tỉnh Khe Lim có 225 sinh viên Lào. Bí thư Tỉnh ủy Lò Thị Ưng tiếp đoàn Lào và UBND huyện Nà Ngừa.",
    "Thanh tra tỉnh làm việc ở thành phố Đồi Bông. Thanh tra thu hồi vốn FDI, ODA. Thu Hà và Thu Lan được khen.",
]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("có bao nhiêu sinh viên lào ở khe lim", "có bao nhiêu sinh viên Lào ở Khe Lim"),
        ("lò thị ưng là ai?", "Lò Thị Ưng là ai?"),
        ("Khe lim có mấy huyện?", "Khe Lim có mấy huyện?"),
        ("ubnd huyện nà ngừa làm gì", "UBND huyện Nà Ngừa làm gì"),
        ("vốn FDI của khe lim", "vốn FDI của Khe Lim"),
        ("huyện na ngừa", "huyện na ngừa"),  # another word
        ("lò thị ưng và đồi bông", "Lò Thị Ưng và Đồi Bông"),
        (
            "thanh tra tỉnh thu hồi gì",
            "thanh tra tỉnh thu hồi gì",
        ),  # a capital at the start of a sentence, or of a name with it
        ("bí thư tỉnh ủy là ai", "bí thư tỉnh ủy là ai"),  # small letters in between
        ("anh có biết không", "anh có biết không"),
        ("", ""),
    ],
)
def test_names_get_their_capitals(typed: str, read: str) -> None:
    assert cased(typed, TEXTS) == read


@pytest.mark.parametrize("typed", ["Khe Lim và lào", "có gì ở Nà Ngừa, khe lim", "không có tên nào"])
def test_who_types_capitals_is_taken_at_their_word(typed: str) -> None:
    assert cased(typed, TEXTS) is typed


def test_the_tone_stays_where_it_was_typed() -> None:
    assert cased("ở thanh hoá", ["Họp ở Thanh Hóa."]) == "ở Thanh Hoá"


def test_one_place_with_a_capital_is_no_name_of_one_word() -> None:
    assert cased("đoàn lào", ["Đón đoàn Lào."]) == "đoàn lào"
    assert cased("đoàn lào", ["Đón đoàn Lào.", "Tiễn đoàn Lào."]) == "đoàn Lào"
    assert cased("đoàn lào", ["Đón đoàn Lào.", "Tiễn đoàn Lào.", "Mưa lào xào.", "Gió lào xào."]) == "đoàn lào"


@given(st.text(alphabet="khe lim lào nà ngừa,.? FDIa", max_size=30))
def test_letters_stay(typed: str) -> None:
    assert cased(typed, TEXTS).lower() == typed.lower()
