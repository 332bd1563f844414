"""A question as it is understood: its words, names, years, and what it counts."""

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.fold import fold
from index.library import Library
from service.question.analysis import Question, analyse, names_in, normalised, placed_words, words_of
from service.question.kinds import Kind
from tests.support import fill, service


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("analysis")) as running:
        fill(running)
        yield running.library


def understood(text: str, library: Library) -> Question:
    return analyse(normalised(text), library)


NORMALISED = [
    ("  Ai   ký? ", "Ai ký?"),
    ("Ai\n\tký\u00a0?\r\n", "Ai ký ?"),
    ("A\u200bi\ufeff ky\u0301?", "Ai ký?"),
    ("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
    ("Ti\u00ea\u0301ng", "Tiếng"),  # windows-1258: vowel and tone apart
    (" \n\u200b\t ", ""),
    ("a\x00b", "ab"),
    ("nửa \ud83d chữ", "nửa \ufffd chữ"),
]


@pytest.mark.parametrize(("typed", "question"), NORMALISED)
def test_normalised(typed: str, question: str) -> None:
    assert normalised(typed) == question


@given(st.text(max_size=60))
def test_normalising_again_changes_nothing(typed: str) -> None:
    once = normalised(typed)
    assert normalised(once) == once
    assert "\n" not in once
    assert "  " not in once
    assert unicodedata.is_normalized("NFC", once)


QUESTIONS = [
    "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án trong năm 2023?",
    "Ông Y Thanh Niê giữ chức vụ gì?",
    "Lễ hội cà phê Buôn Ma Thuột đón mấy lượt khách?",
    "Đắk Lắk, Đắk Nông và Lâm Đồng có gì chung?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_decomposed_letters_are_understood_like_composed_ones(question: str, library: Library) -> None:
    assert understood(unicodedata.normalize("NFD", question), library) == understood(question, library)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_plain_question_differs_only_in_how_it_was_typed(question: str, library: Library) -> None:
    toned, plain = understood(question, library), understood(fold(question), library)
    assert toned.toned
    assert not plain.toned
    assert (plain.kind, plain.years, plain.focus, plain.terms) == (toned.kind, toned.years, toned.focus, toned.terms)


NAMES = [
    ("Khu công nghiệp Hòa Thắng có gì?", ("hoa thang",)),
    ("Ai là Y Thanh Niê?", ("y thanh nie",)),
    ("Đoàn Lào và đoàn Ấn Độ đến từ đâu?", ("lao", "an do")),
    ("Hội nghị họp ở đâu?", ()),  # the first word is capital anyway
    ("Ai gặp Trần Thị Út, sau khi Trần Thị Út về?", ("tran thi ut",)),
    ("Tỉnh ký với Cô-oét hay Ba Lan?", ("co oet", "ba lan")),
    ("ai ky?", ()),
    ("", ()),
]


@pytest.mark.parametrize(("question", "names"), NAMES)
def test_names(question: str, names: tuple[str, ...], library: Library) -> None:
    assert understood(question, library).names == names


@pytest.mark.parametrize("question", ["Tuyến Huế/Vinh dài bao nhiêu?", "Tuyến Huế–Vinh dài bao nhiêu?"])
def test_a_stroke_parts_names(question: str, library: Library) -> None:
    assert understood(question, library).names == ("hue", "vinh")


FOCUS = [
    ("Xã có bao nhiêu dự án?", ("du", "an")),
    ("Xã có mấy buôn?", ("buon",)),
    ("Huyện có bao nhiêu lượt khách quốc tế?", ("luot", "khach", "quoc")),
    ("Diện tích là bao nhiêu?", ()),
    ("Ai ký?", ()),
    ("xa co bao nhieu du an", ("du", "an")),
    # what is counted ends at a preposition
    ("Có bao nhiêu tiền vào Thanh Hóa?", ("tien",)),
    ("co bao nhieu tien vao thanh hoa", ("tien",)),
    ("Xã có bao nhiêu hộ từ huyện khác?", ("ho",)),
    ("Doanh thu đạt bao nhiêu trong năm 2022?", ()),
    ("Xã có bao nhiêu khách năm 2022?", ("khach",)),
    ("Trồng bao nhiêu năm?", ("nam",)),
    # what is behind "số", where nothing is behind the question word
    ("Số dự án FDI của xã là bao nhiêu?", ("du", "an", "fdi")),
    ("Tổng số hộ nghèo là mấy vậy?", ("ho", "ngheo")),
    ("so du an cua xa la may", ("du", "an")),
    ("sở ngoại vụ thu bao nhiêu?", ()),
    ("so ngoai vu thu bao nhieu", ()),
    ("Một số xã đạt bao nhiêu?", ()),
    ("Số điện thoại của xã là gì?", ()),
    ("Xã có bao nhiêu ô tô?", ("to",)),
    ("xa co bao nhieu o to", ("to",)),
]


@pytest.mark.parametrize(("question", "focus"), FOCUS)
def test_focus_is_what_is_counted(question: str, focus: tuple[str, ...], library: Library) -> None:
    assert understood(question, library).focus == focus


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("Nhà máy xi măng có bao nhiêu lao động?", ("lao", "dong")),
        ("Máy bay hạ cánh ở đâu?", ()),
        ("Xã có bao nhiêu máy cày?", ("cay",)),
        ("nha may co bao nhieu lao dong", ("lao", "dong")),
    ],
)
def test_a_machine_counts_nothing(question: str, focus: tuple[str, ...], library: Library) -> None:
    assert understood(question, library).focus == focus


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Nhà máy đặt ở đâu?", Kind.PLACE),
        ("Công nghệ AI được dùng ở đâu?", Kind.PLACE),
        ("Cầu đã xong chưa?", Kind.YES_NO),
        ("Xã có trạm y tế không?", Kind.YES_NO),
    ],
)
def test_kind_of_look_alikes(question: str, kind: Kind, library: Library) -> None:
    assert understood(question, library).kind is kind


YEARS = [
    ("Năm 2023 và 2021 có gì?", (2021, 2023)),
    ("Giai đoạn 2021-2025 có gì?", (2021, 2025)),
    ("Trong 2023, năm 2023 có gì?", (2023,)),
    ("Vốn 20235 tỷ, mã 12019, năm 1899 hay 2100?", ()),
    ("Có gì?", ()),
]


@pytest.mark.parametrize(("question", "years"), YEARS)
def test_years(question: str, years: tuple[int, ...], library: Library) -> None:
    assert understood(question, library).years == years


def test_terms_leave_out_empty_words_and_pairs_that_no_passage_holds(library: Library) -> None:
    terms = understood("Khu công nghiệp có bao nhiêu dự án ở Huế?", library).terms
    assert {"khu", "cong", "nghiep", "du", "an", "hue"} == {term for term in terms if "_" not in term}
    assert {"khu_cong", "cong_nghiep", "du_an"} <= terms.keys()
    assert not terms.keys() & {"co", "o", "bao", "nhieu", "bao_nhieu", "o_hue", "co_bao"}


def test_terms_weigh_more_the_rarer_they_are(library: Library) -> None:
    terms = understood("hội cà phê ngày nghiệp Huế", library).terms
    assert min(terms.values()) >= 0
    assert terms["hue"] >= terms["phe"] > 0  # a word that stands nowhere is the rarest
    assert terms["ca_phe"] == library.idf("ca_phe", folded=True)


def test_numbers_are_terms_in_one_form() -> None:
    assert words_of("5.120 tỷ, 04 xã, ngày 02/09/2023") == ["#5120", "ti", "#4", "xa", "ngay", "#2/9/2023"]


@given(st.text("aăâđ Hoà thuỷ 12.5,/-()", max_size=60))
def test_words_stand_where_they_are_said_to(text: str) -> None:
    ends = 0
    for word, start in placed_words(text):
        assert start >= ends
        if not word.startswith("#"):
            assert len(fold(text[start : start + len(word)])) == len(word)
        ends = start + 1


OFFICES = [
    ("Thanh Hóa ký với Hủa Phăn khi nào?", ("thanh hoa", "hua phan")),
    ("Nhật Bản cho vay bao nhiêu?", ("nhat ban",)),
    ("Ai là Bí thư Tỉnh ủy, ai là Thứ trưởng Bộ Ngoại giao?", ("bo ngoai",)),
    ("Lễ khai trương ở Quảng trường Lam Sơn do Công ty AsterAuto tổ chức à?", ("lam son", "asterauto")),
    ("Vốn ODA của Nga là bao nhiêu?", ("oda", "nga")),
]


@pytest.mark.parametrize(("question", "names"), OFFICES)
def test_offices_and_heads_are_no_names(question: str, names: tuple[str, ...]) -> None:
    assert names_in(question) == names
