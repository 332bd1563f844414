"""Lines, furniture, captions and repeats: what goes, and above all what stays."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning.body import body_of, without_comments
from corpus.cleaning.captions import is_marked_caption, may_be_silent_caption, says_nothing_new
from corpus.cleaning.furniture import Furniture, furniture_of
from corpus.cleaning.kinds import Kind, kind_of, told
from corpus.cleaning.lines import joined, key, lines_of, syllables
from corpus.cleaning.repeats import without_repeats
from corpus.text.fold import fold

LEAD = "Sau ba năm chờ đợi, bản Huồi Lau đã có nước máy dùng quanh năm."
MORE = "Riêng mùa khô vừa rồi, không nhà nào phải đi gùi nước nữa."


@given(st.text(alphabet="aB. \n|-đế", max_size=200))
def test_lines_are_ranges_of_the_text(text: str) -> None:
    lines = lines_of(text)
    for line in lines:
        assert line.text == " ".join(text[start:end] for start, end in line.pieces)
        assert line.text == line.text.strip()
        assert line.text
    ends = [end for line in lines for _, end in line.pieces]
    assert ends == sorted(ends)
    kept = sum(len(line.text.replace(" ", "")) for line in lines)
    assert kept == len("".join(text.split()))  # nothing is lost here


@given(st.text(alphabet="aB. \n|-đế", max_size=200))
def test_joined_text_leads_back_to_its_source(text: str) -> None:
    lines = lines_of(text)
    whole, kept = joined(lines)
    assert whole == "\n".join(line.text for line in lines)
    for run in kept.runs:
        for at in range(run.start, run.start + run.length):
            assert whole[at] == text[kept.to_source(at)]
    assert sum(run.length for run in kept.runs) >= len(whole) - whole.count("\n") - whole.count(" ")


def test_a_sentence_that_was_wrapped_is_put_together() -> None:
    text = "Phó Chủ tịch xã \nlàm việc với hợp tác xã\n\nDòng khác"
    assert [line.text for line in lines_of(text)] == ["Phó Chủ tịch xã làm việc với hợp tác xã", "Dòng khác"]


def test_text_wrapped_at_one_width_is_put_together() -> None:
    text = (
        "Từ thứ Hai tuần sau, cổng phía đông đóng để sửa mái. Mọi người đi cổng\n"
        "Nam, gửi xe ở bãi số 3. Việc sửa dự kiến mất 12 ngày, riêng hai ngày\n"
        "đầu không có điện ở tầng hầm."
    )
    assert len(lines_of(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Hồ sơ gồm\n- đơn xin\n- giấy khai sinh",
        "Bậc | giá\n1 | 6.500\n2 | 8.100",
        "Điều thứ nhất.\nđiều thứ hai",
        "Trăng lên đỉnh núi\nSương xuống lưng đèo\nAi về bản cũ",
        "1. Tên gọi\n2. địa chỉ",
    ],
)
def test_lines_that_are_no_wrapped_sentence_stay_apart(text: str) -> None:
    assert [line.text for line in lines_of(text)] == text.split("\n")


def test_the_start_of_a_line_can_be_cut() -> None:
    (line,) = lines_of("  (Bao.vn) -   Sáng nay trời mưa")
    cut = line.without_start(len("(Bao.vn) -"))
    assert cut.text == "Sáng nay trời mưa"
    assert cut.pieces == ((15, 32),)
    with pytest.raises(ValueError, match="cannot cut"):
        line.without_start(len(line.text))


def test_key_and_syllables() -> None:
    assert key("“Thanh Hoá” – 2025!") == key("thanh hóa, (2025)") == "thanh hoa 2025"
    assert key(" — … ") == ""
    assert syllables("Năm 2025 - 3,4 tỷ .") == 4


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Tin liên quan", Furniture.RELATED),
        ("ĐỌC NHIỀU:", Furniture.RELATED),
        ("0 bình luận", Furniture.COMMENTS),
        ("Bình luận (12)", Furniture.COMMENTS),
        ("Ý kiến bạn đọc", Furniture.COMMENTS),
        (" {name} - {time}".strip(), Furniture.ALWAYS),
        ("{body}", Furniture.ALWAYS),
        ("Tắt [X]", Furniture.ALWAYS),
        ("Breaking News", Furniture.ALWAYS),
        ("0:00 / 03:12", Furniture.ALWAYS),
        ("Đường dây nóng: 0237 3555 150", Furniture.AROUND),
        ("Xem thêm TP.Vinh", Furniture.AROUND),
        ("Địa phương", Furniture.AROUND),
        ("Trả lời", Furniture.AROUND),
        ("© 2025 Báo Hòa Sơn", Furniture.AROUND),
        ("Trang chủ > Chính trị", Furniture.AROUND),
        ("-----", Furniture.RULE),
    ],
)
def test_furniture(line: str, kind: Furniture) -> None:
    assert furniture_of(line) is kind


@pytest.mark.parametrize(
    "line",
    [
        "Địa phương nào cũng có đội dân phòng.",
        "Tin liên quan đến vụ cháy đã được kiểm chứng.",
        "Bình luận viên Minh Hà dẫn chương trình.",
        "Đọc nhiều sách giúp trẻ mở rộng vốn từ.",
        "Xem thêm phần phụ lục để biết cách tính lương của cán bộ xã.",
        "| --- | --- |",
        "3 bình nước",
        "Kinh tế - xã hội",
    ],
)
def test_sentences_are_no_furniture(line: str) -> None:
    assert furniture_of(line) is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (LEAD, Kind.PROSE),
        ("Hội nghị bế mạc chiều nay.", Kind.PROSE),
        ("Trong năm tới, xã đề ra các việc như sau:", Kind.PROSE),
        ("Khởi công đường tránh lũ", Kind.SHORT),
        ("Vì sao giá chè tăng?", Kind.SHORT),
        ("Minh Hà", Kind.SHORT),
        ("- Giấy khai sinh", Kind.ITEM),
        ("- Giấy khai sinh do xã cấp trong vòng sáu tháng;", Kind.PROSE),
        ("1 | 0-10 | 6.500", Kind.ROW),
        ("05/12/2025 11:28", Kind.DATE),
        ("Minh Hà - 05/12/2025 11:28", Kind.DATE),
        ("Thời gian: 8:00 ngày 05/12/2025", Kind.SHORT),
        ("Khởi công đường tránh lũ - Ảnh 2.", Kind.CAPTION),
        ("Tin liên quan", Kind.RELATED),
    ],
)
def test_kinds(line: str, kind: Kind) -> None:
    assert kind_of(line) is kind


@pytest.mark.parametrize(
    "line",
    [
        "Khai mạc hội chợ - Ảnh 12.",
        "Khai mạc hội chợ (Ảnh 3)",
        "Ảnh minh họa",
        "Ảnh minh hoạ.",
        "Ruộng bậc thang mùa nước đổ (Hình minh họa)",
        "Hình 4",
        "(Hình 4).",
        "Bà con gặt lúa tại bản Huồi Lau, tháng 5. Ảnh: Sơn Trà",
        "Bà con gặt lúa (Ảnh: TTXVN)",
        "Ảnh: Minh Hà - Thu Vân",
    ],
)
def test_marked_captions(line: str) -> None:
    assert is_marked_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "Bài và ảnh: Minh Hà",
        "Bài: Minh Hà - Ảnh: Thu Vân",
        "Hình 2. Sơ đồ tổ chức của trường",
        "Sản lượng chè búp tươi năm 2024 đạt 3.120 tấn, tăng 8,4% (Hình 2).",
        "Số hộ dùng nước máy tăng đều qua ba năm, hình 5.",
        "Liên hệ chụp ảnh: 0912 345 678",
        "Hình ảnh: ba tấm cỡ 4x6, nền trắng",
        "Triển lãm có 40 bức ảnh.",
        LEAD,
    ],
)
def test_what_is_no_marked_caption(line: str) -> None:
    assert not is_marked_caption(line)


def test_a_silent_caption_goes_only_if_it_says_nothing_new() -> None:
    caption = "Ông Trịnh Văn Lộc phát biểu tại lễ khởi công."
    assert may_be_silent_caption(caption)
    assert says_nothing_new(caption, [fold("Phó Giám đốc Trịnh Văn Lộc yêu cầu nhà thầu giữ tiến độ.")])
    assert not says_nothing_new(caption, [fold("Nhà thầu hứa giữ tiến độ.")])
    assert not says_nothing_new("Toàn cảnh lễ khởi công sáng 9/5.", [fold("Lễ khởi công diễn ra sáng nay.")])


@pytest.mark.parametrize(
    "line",
    [
        LEAD,
        f"Toàn cảnh bản. {MORE}",
        "- Các đại biểu dự họp.",
        "Các đại biểu dự họp đã thông qua ba nghị quyết.",
        "Ông Trịnh Văn Lộc cho biết sẽ trình bày phương án mới trong tuần.",
        "Đại biểu Quốc hội tỉnh có tám người.",
    ],
)
def test_paragraphs_are_no_silent_captions(line: str) -> None:
    assert not may_be_silent_caption(line)


def kept(text: str, page: bool = True) -> list[str]:
    return [line.text for line in body_of(told(lines_of(text)), set(), page)]


def test_link_lists_go_and_the_text_behind_them_stays() -> None:
    text = f"{LEAD}\nTin liên quan\nBa bản xin cấp nước\n- Giá nước tăng nhẹ\n{MORE}\nMột đề mục"
    assert kept(text) == [LEAD, MORE, "Một đề mục"]


def test_furniture_that_may_be_text_goes_only_around_the_article_of_a_page() -> None:
    text = f"Địa phương\n{LEAD}\nTrả lời\n{MORE}\nThời tiết\nNhãn không ai biết"
    assert kept(text) == [LEAD, "Trả lời", MORE]
    assert kept(text, page=False) == text.split("\n")


ANNOUNCED = "Bà con cần vay vốn xin liên hệ tổ tiết kiệm theo địa chỉ dưới đây:"
CONTACTS = [
    "Địa chỉ: nhà văn hóa bản Huồi Lau",
    "Tổ trưởng Vi Thị Sen",
    "Điện thoại: 0238 000 111",
    "Zalo: 0912 000 222",
    "Email: to@huoilau.example",
    "Hotline: 1900 0000",
]


def test_contacts_that_the_article_announces_stay() -> None:
    foot = ["Tổng Biên tập: Lê Văn Ba", "Điện thoại: 0238 999 999", "Đề mục khác"]
    lines = [LEAD, ANNOUNCED, *CONTACTS]
    assert kept("\n\n".join([*lines, *foot])) == lines
    assert kept("\n\n".join([LEAD, *CONTACTS])) == [LEAD]  # of the newspaper
    assert kept("\n\n".join([ANNOUNCED, "Từ khóa: vay vốn", *CONTACTS])) == [ANNOUNCED]


def test_a_repeated_lead_stays_once_where_it_goes_on() -> None:
    text = f"{LEAD}\nTên bài\n{LEAD}\n{LEAD} {MORE}"
    assert [line.text for line in without_repeats(told(lines_of(text)), page=True)] == ["Tên bài", f"{LEAD} {MORE}"]


def test_of_equal_paragraphs_the_first_stays() -> None:
    text = f"{LEAD}\n{MORE}\n{LEAD}"
    assert [line.text for line in without_repeats(told(lines_of(text)), page=True)] == [LEAD, MORE]


def test_forms_and_contracts_repeat_themselves_on_purpose() -> None:
    clause = "Hai bên cam kết thực hiện đúng các điều khoản đã ghi ở trên."
    text = "\n".join([f"Bên A giao hàng đợt {k}." for k in range(9)] + [clause, clause])
    assert [line.text for line in without_repeats(told(lines_of(text)), page=False)] == text.split("\n")
    short = "Đúng.\nSai.\nĐúng.\nSai."
    assert [line.text for line in without_repeats(told(lines_of(short)), page=True)] == short.split("\n")


def test_comments_of_readers_go_with_their_label() -> None:
    text = f"{LEAD}\n{MORE}\nÝ kiến (1)\nHay quá các bác ạ."
    assert [line.text for line in without_comments(told(lines_of(text)))] == [LEAD, MORE]


def test_a_label_above_the_text_does_not_take_the_text_away() -> None:
    text = f"0 bình luận\nTên bài\n{LEAD}\n{MORE}"
    assert [line.text for line in without_comments(told(lines_of(text)))] == text.split("\n")


@given(st.lists(st.sampled_from([LEAD, MORE, "Đề mục", "- mục", "a | b", "Trả lời", "Kinh tế", "1. Hai"]), max_size=12))
def test_without_a_page_every_line_stays(lines: list[str]) -> None:
    assert kept("\n\n".join(lines), page=False) == lines


@given(st.lists(st.sampled_from(["Tin liên quan", "Trả lời", "{name}", LEAD, MORE, "Ảnh: Minh Hà", "Đề mục", "x | y"])))
def test_prose_and_tables_stay_on_every_page(lines: list[str]) -> None:
    prose = [line for line in lines if line in (LEAD, MORE, "x | y")]
    assert [line for line in kept("\n\n".join(lines)) if line in (LEAD, MORE, "x | y")] == prose


@given(st.lists(st.sampled_from([LEAD, MORE, f"{LEAD} {MORE}", "Một câu khác hẳn nói về chuyện bán chè ở chợ."])))
def test_no_sentence_is_lost_to_repeats(lines: list[str]) -> None:
    left = " ".join(line.text for line in without_repeats(told(lines_of("\n".join(lines))), page=True))
    for line in lines:
        for sentence in line.split(". "):
            assert sentence.strip(".") in left


def test_lines_keep_their_order() -> None:
    lines = lines_of("a\n\nb\nC")
    assert all(before.pieces[-1][1] <= after.pieces[0][0] for before, after in pairwise(lines))
    assert [line.gap for line in lines] == [True, True, False]
