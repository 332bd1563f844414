import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import LONGEST, sentences

_PIECES = [
    "Tỉnh có 5 dự án",
    "TS. Lê A",
    "1.115",
    "…",
    "...",
    ". ",
    "? ",
    "! ",
    ".”",
    "; ",
    "\n",
    "  ",
    "(",
    ")",
    "./.",
    "– ",
    "v.v.",
    "Q. 5",
]
texts = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=30).map("".join), st.text(alphabet="aA.?!…;()“” \n1Đ", max_size=60)
)


def _cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        # One sentence each: "|" is where nothing may be cut.
        "Ông Nguyễn V. A. Bình, TS. Lê Hà, PGS.TS. Vũ Nam và Th.S Mai đến TP. Vinh, Q. 5, P. Bến Thủy.",
        "Tổng thống V. Putin gặp ông John F. Kennedy và Mr. Smith tại St. Petersburg.",
        "Vốn 1.115 tỷ đồng, tăng 5.5 lần so với 2.686 tỷ đồng.",
        "Các nước Nhật Bản, Hàn Quốc... đã ký; khu vực Đông Bắc Á…, châu Âu, v.v. và các nước khác.",
        "Một là, mở rộng hợp tác; hai là, đào tạo cán bộ; ba là, thu hút đầu tư.",
        "Điều 5. Phạm vi điều chỉnh của Quy chế này",
        "1. Tình hình chung của huyện",
        "a. Các xã miền núi",
        "Bảng 2. Kết quả sản xuất",
        "- Mục tiêu thứ nhất: hoàn thành 100% đường trục xã;",
        "“Bao giờ xong?” ông hỏi lại.",
        "Ảnh tư liệu (nguồn: T.L. Ảnh chụp năm 2019. Báo Ven Sông) về cây cầu.",
        "Xem trang thanhhoa.dcs.vn hoặc gửi thư tới a.b@c.vn nhé.",
        "Công tác đối ngoại đạt nhiều kết quả quan trọng./.",
    ],
)
def test_one_sentence(text: str) -> None:
    assert _cut(text) == [text]


@pytest.mark.parametrize(
    "marked",
    [
        "Ông nói: “Tôi đã về.” | Rồi ông đi.",
        "Đã ký với Lào... | Trong 3 năm, đã có 66 thỏa thuận.",
        "Hạ tầng công nghiệp…. | Nghiên cứu hỗ trợ tỉnh.",
        "Cơ thể thiếu vitamin C. | Theo bác sĩ, cần ăn cam.",
        "Nhiệt độ 38 độ C. | Mưa rào về đêm.",
        "Anh Trần Văn B. | Sau đó anh đi.",
        "Tăng so với năm 2019. | Trong đó có 15 dự án.",
        "Gồm may mặc, giày da, v.v. | Ngoài ra có xi măng.",
        "Có hai nhà máy. | 15 doanh nghiệp khác đang xây.",
        "Nghị quyết có hiệu lực từ ngày ký. | 2. Giao Sở Tài chính thực hiện.",
        "Anh đi đâu? | - Tôi về. | Vâng!",
        "Đạt kết quả tốt của tỉnh. | (Còn nữa)",
        "Vườn ở châu Á. | Cây cao 5 m.",
    ],
)
def test_several_sentences(marked: str) -> None:
    parts = [part.strip() for part in marked.split("|")]
    assert _cut(" ".join(parts)) == parts


def test_a_forgotten_space_does_not_hide_the_end() -> None:
    assert _cut("Đạt kết quả tốt của tỉnh.Trong đó có TP.Vinh.") == [
        "Đạt kết quả tốt của tỉnh.",
        "Trong đó có TP.Vinh.",
    ]


def test_paragraphs_are_never_crossed() -> None:
    assert _cut("Tiêu đề không có dấu chấm\n\n  Đoạn một, \n- mục a;\n- mục b.") == [
        "Tiêu đề không có dấu chấm",
        "Đoạn một,",
        "- mục a;",
        "- mục b.",
    ]


def test_very_long_sentences_are_cut_behind_semicolons() -> None:
    clause = "thực hiện đồng bộ các nhiệm vụ, giải pháp đã đề ra trong năm"
    text = "Tập trung: " + "; ".join([clause] * 40) + "."
    cut = _cut(text)
    assert len(cut) > 1
    assert all(len(piece) <= LONGEST for piece in cut)
    assert all(piece.endswith(";") for piece in cut[:-1])
    assert " ".join(cut) == text


def test_very_long_lists_without_semicolons_are_cut_behind_commas_outside_brackets() -> None:
    names = ", ".join(f"Xã Nậm Mạ {k} (thôn Một, thôn Hai)" for k in range(400))
    text = f"Các xã được hỗ trợ gồm: {names}; riêng xã Ea Tul có 1.115,5 ha."
    cut = _cut(text)
    assert all(LONGEST // 2 < len(piece) <= LONGEST for piece in cut[:-1])
    assert all(piece.endswith((",", ";")) and piece.count("(") == piece.count(")") for piece in cut[:-1])
    assert " ".join(cut) == text


def test_a_long_sentence_that_semicolons_part_is_not_cut_behind_commas() -> None:
    clause = "đường, trường, trạm, chợ, nhà văn hóa của xã đã được đầu tư xây dựng lại"
    assert all(piece.endswith(";") for piece in _cut("; ".join([clause] * 40) + ".")[:-1])


@given(texts)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    end_before = 0
    for start, end in sentences(text):
        assert end_before <= start < end
        assert not text[end_before:start].strip()
        assert "\n" not in text[start:end]
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        end_before = end
    assert not text[end_before:].strip()


@given(texts)
def test_a_sentence_is_not_cut_again(text: str) -> None:
    for piece in _cut(text):
        assert sum(end - start for start, end in sentences(piece)) <= len(piece)
        assert sentences(piece)[0][0] == 0
        assert sentences(piece)[-1][1] == len(piece)


@pytest.mark.parametrize(
    "text",
    [
        ". " * 100_000,
        "." + " " * 300_000 + "x",
        "(" * 300_000,
        "a; " * 100_000,
        "A. " * 100_000,
        "a, " * 100_000,
        "(a: " * 100_000,
    ],
)
def test_odd_texts_take_linear_time(text: str) -> None:
    started = time.perf_counter()
    sentences(text)
    assert time.perf_counter() - started < 2
