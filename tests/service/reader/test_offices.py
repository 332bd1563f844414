"""Who holds an office, in sentences with several people and several offices."""

from collections.abc import Iterator

import pytest

from index.library import Library
from service.question.analysis import analyse
from service.question.kinds import kind_of
from service.reader.offices import Office, asked, fits, holders, no_longer
from service.reader.span_model.wanted import wanted
from tests.support import service

BOARD = (
    "Dự họp có Phó Bí thư Thường trực Huyện ủy Lò Văn Dinh, đồng thời là Trưởng đoàn kiểm tra; Phó Bí thư Huyện ủy Tô Văn Quắn; "
    "Bí thư Huyện ủy, Chủ tịch HĐND huyện Vàng A Tủa."
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("offices")) as running:
        yield running.library


def holding(library: Library, sentence: str, question: str) -> list[str]:
    """The people who hold what the question asks for, the best first."""
    office = asked(analyse(question, library))
    assert office is not None
    rated = [(fits(office, one.office, {}), sentence[one.person.start : one.person.end]) for one in holders(sentence)]
    return [name for fit, name in sorted(rated, key=lambda pair: -pair[0]) if fit >= 0.5]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Bí thư Huyện ủy là ai?", ["Vàng A Tủa"]),
        ("Ai là Chủ tịch Hội đồng nhân dân huyện?", ["Vàng A Tủa"]),
        ("Phó Bí thư Thường trực Huyện ủy là ai?", ["Lò Văn Dinh", "Tô Văn Quắn"]),
        ("Trưởng đoàn kiểm tra là ai?", ["Lò Văn Dinh"]),
        ("Ai là Giám đốc Sở Y tế?", []),
        ("Trưởng đoàn doanh nghiệp là ai?", []),  # "do" of "doanh" ends no office
    ],
)
def test_offices_belong_to_those_they_stand_beside(library: Library, question: str, names: list[str]) -> None:
    assert holding(library, BOARD, question) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Bí thư Huyện ủy Mường Thanh dự họp.", []),  # a place
        ("Bí thư Huyện uỷ Đông Mạ Lê Văn Tám dự họp.", ["Lê Văn Tám"]),
        ("Bí thư Huyện ủy Lê Thị Nhung dự họp.", ["Lê Thị Nhung"]),
        ("Bí thư Tỉnh ủy Hà Giang Lê Văn Tám tiếp ông Kim Min Ho, Thị trưởng Seongnam.", ["Lê Văn Tám"]),
        ("Bí thư Tỉnh ủy Thanh Hóa Lê Văn Tám tiếp ông Kim Min Ho, Thị trưởng Seongnam.", ["Lê Văn Tám"]),
        ("Bí thư Huyện ủy Đông Mạ là bà Lê Thị Nhung.", ["Lê Thị Nhung"]),
        ("Bí thư Huyện ủy tiếp xã giao ông Kim Min Ho, Thị trưởng Seongnam.", []),
        ("Bí thư Huyện ủy Lê Văn Tám chúc mừng đồng chí Tô Văn Quắn.", ["Lê Văn Tám"]),
    ],
)
def test_neither_a_place_nor_a_guest_holds_the_office(library: Library, sentence: str, names: list[str]) -> None:
    office = "Tỉnh ủy" if "Tỉnh ủy" in sentence else "Huyện ủy"
    assert holding(library, sentence, f"Bí thư {office} là ai?") == names


@pytest.mark.parametrize(
    ("sentence", "holder", "former"),
    [
        ("Dự lễ có ông Trần Văn Hai, nguyên Bí thư Huyện ủy.", [], ["Trần Văn Hai"]),
        ("Nguyên Bí thư Huyện ủy Trần Văn Hai dự lễ.", [], ["Trần Văn Hai"]),
        ("Cựu Bí thư Huyện ủy Trần Văn Hai và Bí thư Huyện ủy Lê Văn Tám dự lễ.", ["Lê Văn Tám"], ["Trần Văn Hai"]),
        ("Ông Phạm Bình Nguyên, Bí thư Huyện ủy, phát biểu.", ["Phạm Bình Nguyên"], []),
    ],
)
def test_who_held_an_office_before_holds_it_no_more(
    library: Library, sentence: str, holder: list[str], former: list[str]
) -> None:
    assert holding(library, sentence, "Bí thư Huyện ủy là ai?") == holder
    assert holding(library, sentence, "Nguyên Bí thư Huyện ủy là ai?") == former
    office = asked(analyse("Bí thư Huyện ủy là ai?", library))
    assert office is not None
    for name in [*holder, *former]:
        at = sentence.index(name)
        assert no_longer(office, sentence, at, at + len(name)) is (name in former)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Ông Lê Văn Tám, Chủ tịch UBND xã Đông Mạ, phát biểu.", "Lê Văn Tám"),
        ("Chủ tịch Ủy ban nhân dân (UBND) xã Đông Mạ Lê Văn Tám phát biểu.", "Lê Văn Tám"),
        ("Chủ tịch UBND xã Đông Mạ là ông Lê Văn Tám.", "Lê Văn Tám"),
        ("Ông Lê Văn Tám hiện là Chủ tịch UBND xã Đông Mạ.", "Lê Văn Tám"),
        ("Ông Lê Văn Tám và Chủ tịch UBND xã Đông Mạ Hà Thị Mận cùng ký.", "Hà Thị Mận"),
        ("Phó Chủ tịch UBND xã Đông Mạ Hà Thị Mận thay Chủ tịch UBND xã Lê Văn Tám.", "Lê Văn Tám"),
    ],
)
def test_however_name_and_office_are_put_together(library: Library, sentence: str, name: str) -> None:
    assert holding(library, sentence, "Chủ tịch UBND xã Đông Mạ là ai?")[:1] == [name]


def test_a_rare_name_that_is_missing_weighs_more_than_one_that_goes_without_saying() -> None:
    wanted = Office("bi thu", False, ("tinh", "uy", "dong", "ma"))
    held = Office("bi thu", False, ("tinh", "uy"))
    rare = fits(wanted, held, {"tinh": 1.0, "uy": 1.0, "dong": 5.0, "ma": 5.0})
    common = fits(wanted, held, {"tinh": 1.0, "uy": 1.0, "dong": 0.0, "ma": 0.0})
    assert rare < 0.2
    assert common > 0.8


def test_the_span_of_the_holder_fits_better_than_that_of_somebody_else(library: Library) -> None:
    fit = wanted(analyse("Bí thư Huyện ủy là ai?", library))

    def of(name: str) -> float:
        return fit(BOARD, BOARD.index(name), BOARD.index(name) + len(name))

    assert of("Vàng A Tủa") > of("Lò Văn Dinh")


def test_other_questions_ask_for_no_office(library: Library) -> None:
    assert asked(analyse("Bí thư Huyện ủy ký ngày nào?", library)) is None
    assert kind_of("phó chủ tịch thường trực UBND huyện").value == "person"
