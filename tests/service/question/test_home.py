"""Where nobody names a province, "tỉnh" is the one that the documents speak of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.library import Library
from service.question.analysis import analyse
from service.question.home import at_home, home
from service.question.steps import ALL_STEPS
from tests.support import fill, service


def page(number: int, *said: str) -> tuple[str, str]:
    return f"bai-{number}.md", f"---\ntitle: Bài {number}\n---\n\n" + "\n\n".join(said) + "\n"


PAGES = dict(
    (
        page(1, "Tỉnh Gia Lai có 42 dự án. Pleiku đón khách."),
        page(2, "UBND tỉnh Gia Lai họp về cà phê."),
        page(3, "Nông dân Gia Lai bán cao su sang Nghệ An."),
        page(4, "Ban Thường vụ họp về nước sạch."),
    )
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("gia-lai")) as running:
        fill(running, PAGES)
        yield running.library


MEANT = [
    ("Tỉnh có mấy dự án?", "Tỉnh Gia Lai có mấy dự án?"),
    ("Giờ tỉnh ta có mấy dự án?", "Giờ tỉnh Gia Lai có mấy dự án?"),
    ("Chủ tịch UBND tỉnh là ai?", "Chủ tịch UBND tỉnh Gia Lai là ai?"),
    ("Các tỉnh họp với tỉnh mình ở đâu?", "Các tỉnh họp với tỉnh Gia Lai ở đâu?"),
    # Others, all of them, or none.
    ("Tỉnh Nghệ An mua gì?", "Tỉnh Nghệ An mua gì?"),
    ("Tỉnh bán gì cho Nghệ An?", "Tỉnh bán gì cho Nghệ An?"),
    ("UBND tỉnh Champasak tặng gì?", "UBND tỉnh Champasak tặng gì?"),
    ("tỉnh champasak tặng gì?", "tỉnh champasak tặng gì?"),  # a name in small letters
    ("tỉnh quý châu có mấy dự án?", "tỉnh quý châu có mấy dự án?"),
    ("ai ở tỉnh hủa phăn gặp tỉnh?", "ai ở tỉnh hủa phăn gặp tỉnh Gia Lai?"),
    ("Tỉnh nào mua cao su?", "Tỉnh nào mua cao su?"),
    ("Bao nhiêu tỉnh mua cao su?", "Bao nhiêu tỉnh mua cao su?"),
    ("Bí thư Tỉnh ủy là ai?", "Bí thư Tỉnh ủy là ai?"),
    ("Đề án cấp tỉnh là gì?", "Đề án cấp tỉnh là gì?"),
    ("Huyện có mấy dự án?", "Huyện có mấy dự án?"),
]


@pytest.mark.parametrize(("typed", "text"), MEANT)
def test_which_province_is_meant(library: Library, typed: str, text: str) -> None:
    assert at_home(typed, library) == text


def test_it_is_what_is_searched_for_and_read(library: Library) -> None:
    question = analyse("tinh co may du an", library)
    assert question.text == "tỉnh Gia Lai có mấy dự án"
    assert question.restored
    assert analyse("Tỉnh có mấy dự án?", library).names == ("gia lai",)
    assert not analyse("Tỉnh có mấy dự án?", library).restored
    assert (
        analyse("Tỉnh có 42 dự án phải không?", library).text == "Tỉnh có 42 dự án phải không?"
    )  # a claim stays as it is
    assert analyse("Tỉnh có mấy dự án?", library, steps=ALL_STEPS.without("names")).text == "Tỉnh có mấy dự án?"


OF_SEVERAL = [
    ([], None),
    (["Gia Lai họp."], "Gia Lai"),
    (["Gia Lai họp.", "Nghệ An họp."], None),  # none far more often than another
    (["Gia Lai họp."] * 3 + ["Nghệ An họp."], "Gia Lai"),
    (["Gia Lai họp."] + ["Xã họp về chợ."] * 5, None),  # hardly ever named
    (["Ai cũng mong hòa bình."] * 4 + ["Gia Lai họp."], "Gia Lai"),  # a word
    (["Đà Nẵng họp."] * 4, None),  # a city, which nobody calls so
]


@pytest.mark.parametrize(("said", "name"), OF_SEVERAL)
def test_home_is_named_far_more_often_than_any_other(tmp_path: Path, said: list[str], name: str | None) -> None:
    with service(tmp_path) as running:
        fill(running, dict(page(number, f"{text} Lần {number}.") for number, text in enumerate(said)))
        assert home(running.library) == name
        expected = "Tỉnh có gì?" if name is None else f"Tỉnh {name} có gì?"
        assert at_home("Tỉnh có gì?", running.library) == expected
