"""A question is read in the words of the documents: other names, initials, figures in words; and what stays as typed."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.library import Library
from service.question.analysis import analyse
from service.question.figures import figures_in_words
from service.question.fitting import fitted
from tests.support import service

TEXTS = [
    "Ban Quản lý rừng Khe Lim làm việc với Đại sứ quán Kuwait; Ban Quản lý rừng trồng 22 ha keo.",
    "Ủy ban nhân dân xã Khe Lim giao Hợp tác xã chè Đồi Bông phát triển du lịch sinh thái. Khe Lim có 3 bản và bốn trường.",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("empty")) as running:
        yield running.library


READ = [
    ("UBND xã giao cho ai?", "Ủy ban nhân dân xã giao cho ai?"),
    ("Ai gặp người Cô-oét?", "Ai gặp người Kuwait?"),
    ("Ai gặp Đại sứ quán Kuwait?", "Ai gặp Đại sứ quán Kuwait?"),
    ("Xã phát triển DLST thế nào?", "Xã phát triển du lịch sinh thái thế nào?"),
    ("KL có mấy bản?", "Khe Lim có mấy bản?"),
    ("BQLR trồng gì?", "Ban Quản lý rừng trồng gì?"),
    ("Trồng hai mươi hai ha cây gì?", "Trồng 22 ha cây gì?"),
    ("Xã nào trồng ba mươi ha?", "Xã nào trồng ba mươi ha?"),  # no text has 30
    ("Ba bản nào ở Khe Lim?", "3 bản nào ở Khe Lim?"),
    ("04 trường đó ở đâu?", "bốn trường đó ở đâu?"),
    ("03 bản đó ở đâu?", "3 bản đó ở đâu?"),
    ("Năm bản nào có điện?", "Năm bản nào có điện?"),  # a year, for all we know; no text has 5
    ("Ngày 4 tháng 3 có gì?", "Ngày 4 tháng 3 có gì?"),
    ("GD có mấy bản?", "GD có mấy bản?"),  # no two words begin so
    ("TC nào giao?", "TC nào giao?"),  # "tác xã chè", "trồng … chè": said too seldom
    ("Anh nào ký?", "Anh nào ký?"),
    ("ai giao hợp tác xã chè đồi bông ở khe lim?", "ai giao hợp tác xã chè Đồi Bông ở Khe Lim?"),
]


@pytest.mark.parametrize(("typed", "read"), READ)
def test_what_is_read(library: Library, typed: str, read: str) -> None:
    assert fitted(analyse(typed, library), TEXTS, library).text == read


def test_a_known_name_is_no_initials(library: Library) -> None:
    """ "Anh" is a country, though "án nhằm hỗ" begins so."""
    texts = ["Dự án nhằm hỗ trợ xã Khe Lim."]
    assert fitted(analyse("Bao nhiêu sinh viên học ở Anh?", library), texts, library).text.endswith("ở Anh?")


@pytest.mark.parametrize("typed", ["① Vốn là bao nhiêu?", "100 m ² đất ở đâu?"])
def test_signs_that_only_look_like_digits_count_nothing(library: Library, typed: str) -> None:
    assert fitted(analyse(typed, library), TEXTS, library).typed == typed


def test_names_and_terms_are_those_of_what_is_read(library: Library) -> None:
    question = fitted(analyse("BQLR gặp ai ở KL?", library), TEXTS, library)
    assert question.names == ("quan", "khe lim")
    assert {"khe", "lim", "rung"} <= question.terms.keys()
    assert "kl" not in question.terms
    assert question.typed == "BQLR gặp ai ở KL?"


def test_nothing_changes_without_texts(library: Library) -> None:
    question = analyse("UBND xã giao cho ai?", library)
    assert fitted(question, [], library) is question


FIGURES = [
    ("hai mươi hai dự án", [22]),
    ("sáu mươi sáu thỏa thuận", [66]),
    ("mười chín xã", [19]),
    ("mười lăm năm", [15]),
    ("mười năm", [10]),
    ("hai năm", [2]),
    ("Bốn dự án, năm doanh nghiệp và ba xã", [4, 5, 3]),
    ("tháng ba, thứ hai, Ba Đình, quý bốn, năm nay", []),
    ("Trong năm dự án giải ngân chậm; các năm doanh thu tăng", []),
    ("chỉ có hai", []),
    ("năm mươi tỷ", [50]),
    ("năm mươi năm", [50]),
    ("một trăm hai mươi ba hộ", [123]),
    ("ba trăm linh năm", [305]),
    ("hai trăm người", [200]),
    ("hai trăm mười hộ", [210]),
    ("tư liệu, ba mẹ, tám chuyện", []),
]


@pytest.mark.parametrize(("text", "values"), FIGURES)
def test_figures_in_words(text: str, values: list[int]) -> None:
    assert [figure.value for figure in figures_in_words(text)] == values


ONES = "không một hai ba bốn năm sáu bảy tám chín".split()


def said(number: int) -> str:
    """A number from 20 to 99 as it is said."""
    tens, one = divmod(number, 10)
    return f"{ONES[tens]} mươi" + (f" {'lăm' if one == 5 else 'mốt' if one == 1 else ONES[one]}" if one else "")


@given(st.lists(st.integers(20, 99), max_size=6))
def test_figures_are_read_as_they_are_said(numbers: list[int]) -> None:
    text = ", ".join(said(number) for number in numbers)
    found = figures_in_words(text)
    assert [figure.value for figure in found] == numbers
    assert [text[figure.start : figure.end] for figure in found] == [said(number) for number in numbers]
