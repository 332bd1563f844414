"""Yes, no, or not clear: claims against sentences of an invented cooperative's notices."""

import pytest

from service.question.verdict import judged

HAS = "Đến hết năm 2022, hợp tác xã Đông Mạ có 42 xã viên."
SOLD = "Hợp tác xã Đông Mạ không bán lúa giống cho Công ty Hoa Ban."
HEAD = "Giám đốc hợp tác xã Đông Mạ là bà Lò Thị Nhung."
SIGNED = "Hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban ngày 14/5/2022 tại Phú Khê."
CHAIR = "Ông Lê Văn Tám là Chủ tịch UBND tỉnh phải không?"
SECRETARY = "Ông Lê Văn Tám là Bí thư Huyện ủy Mường Ảng phải không?"
LENT = "Quỹ Nà Hẩu cho vay 15,6 tỷ đồng, Quỹ Đông Mạ cho vay 20 tỷ đồng."
PLANNED = "Kho lạnh Đông Mạ dự kiến đi vào hoạt động năm 2026."
READY = "Kho lạnh của Đông Mạ chưa xong phần điện."
GROWS = "Diện tích chè của Đông Mạ không ngừng tăng, đạt 15,6%."

CASES = [
    ("Đến hết năm 2022 hợp tác xã Đông Mạ có 42 xã viên phải không?", HAS, "có"),
    ("Có phải đến hết năm 2022 hợp tác xã Đông Mạ có 42 xã viên không?", HAS, "có"),
    ("den het nam 2022 hop tac xa dong ma co 42 xa vien dung khong?", HAS, "có"),
    ("Hợp tác xã Đông Mạ có 38 xã viên đúng không?", HAS, "không"),
    ("Hợp tác xã Đông Mạ có hơn 38 xã viên đúng không?", HAS, "không rõ"),
    ("Năm 2023 hợp tác xã Đông Mạ có 42 xã viên đúng không?", HAS, "không rõ"),
    ("Năm 2023 hợp tác xã Đông Mạ có 38 xã viên đúng không?", HAS, "không rõ"),
    ("Hợp tác xã Nà Hẩu có 38 xã viên đúng không?", HAS, "không rõ"),
    ("Hợp tác xã Đông Mạ có 38 máy cày đúng không?", HAS, "không rõ"),
    ("Hợp tác xã Đông Mạ có bán lúa giống cho Công ty Hoa Ban không?", SOLD, "không"),
    ("Có phải hợp tác xã Đông Mạ không bán lúa giống cho Công ty Hoa Ban không?", SOLD, "có"),
    ("Hợp tác xã Đông Mạ có mua phân bón của Công ty Hoa Ban không?", SOLD, "không rõ"),
    ("Hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban ngày 14-5-2022 phải không?", SIGNED, "có"),
    ("Hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban ngày 15/5/2022 phải không?", SIGNED, "không"),
    ("Hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban năm 2022 phải không?", SIGNED, "có"),
    ("Hợp tác xã Đông Mạ ký hợp đồng với Công ty Mộc Lan ngày 14/5/2022 phải không?", SIGNED, "không rõ"),
    ("Kho lạnh của Đông Mạ đã xong phần điện chưa?", READY, "không"),
    ("Diện tích chè của Đông Mạ có tăng không?", GROWS, "có"),
    ("Diện tích chè của Đông Mạ tăng 15,6% phải không?", GROWS, "có"),
    ("Diện tích chè của Đông Mạ có giảm không?", GROWS, "không rõ"),
    ("Lò Thị Nhung là giám đốc hợp tác xã Đông Mạ phải không?", HEAD, "có"),
    ("Vàng A Tủa là giám đốc hợp tác xã Đông Mạ phải không?", HEAD, "không"),
    ("Vàng A Tủa là phó giám đốc hợp tác xã Đông Mạ phải không?", HEAD, "không rõ"),
    ("Lò Thị Nhung có phải là giám đốc hợp tác xã Đông Mạ không?", HEAD, "có"),
    ("lo thi nhung la giam doc hop tac xa dong ma phai khong?", HEAD, "có"),
    # who holds an office is neither a deputy, nor one who has left it, nor a bystander
    (CHAIR, "Ông Lê Văn Tám, Chủ tịch UBND tỉnh, phát biểu.", "có"),
    (CHAIR, "Ông Lê Văn Tám, Phó Chủ tịch UBND tỉnh, phát biểu.", "không rõ"),
    (CHAIR, "Ông Lê Văn Tám thôi giữ chức Chủ tịch UBND tỉnh.", "không rõ"),
    (CHAIR, "HĐND miễn nhiệm chức danh Chủ tịch UBND tỉnh đối với ông Lê Văn Tám.", "không rõ"),
    (CHAIR, "Chủ tịch UBND tỉnh Vàng Thị Xoa tiếp ông Lê Văn Tám.", "không rõ"),
    (CHAIR, "Chủ tịch UBND tỉnh Lê Văn Tám trao quyết định thôi giữ chức cho ông Đỗ Văn Sủi.", "có"),
    (CHAIR, "Sau khi ông Đỗ Văn Sủi thôi giữ chức, ông Lê Văn Tám làm Chủ tịch UBND tỉnh.", "có"),
    (CHAIR, "Nguyên Chủ tịch UBND tỉnh Lê Văn Tám đến dự.", "không rõ"),
    (CHAIR, "Ông Lê Văn Tám, nguyên Chủ tịch UBND tỉnh, đến dự.", "không rõ"),
    (CHAIR, "Ông Lê Văn Tám, Chủ tịch UBND huyện, báo cáo tỉnh.", "không rõ"),
    (CHAIR, "Ông Lê Văn Tám, Chủ tịch HĐND tỉnh, làm việc với UBND tỉnh.", "không rõ"),
    ("Chủ tịch UBND tỉnh là ông Lê Văn Tám phải không?", "Ông Lê Văn Tám, Phó Chủ tịch UBND tỉnh, dự.", "không rõ"),
    ("Ông Lê Văn Tám là Phó Chủ tịch UBND tỉnh phải không?", "Ông Lê Văn Tám, Phó Chủ tịch UBND tỉnh, dự.", "có"),
    ("ong le van tam la chu tich ubnd tinh phai khong?", "Ông Lê Văn Tám, Phó Chủ tịch UBND tỉnh, dự.", "không rõ"),
    (
        "Ông Lê Văn Tám hồi 2/2023 là Chủ tịch UBND tỉnh à?",
        "Chủ tịch UBND tỉnh tiếp ông Lê Văn Tám hồi 2/2023.",
        "không rõ",
    ),
    ("Chủ tịch UBND tỉnh phát biểu phải không?", "Ông Lê Văn Tám, Phó Chủ tịch UBND tỉnh, phát biểu.", "không rõ"),
    ("Chủ tịch UBND tỉnh phát biểu phải không?", "Chủ tịch, Phó Chủ tịch UBND tỉnh phát biểu.", "có"),
    ("Ông Lê Văn Tám từng là Chủ tịch UBND tỉnh phải không?", "Ông Lê Văn Tám từng là Chủ tịch UBND tỉnh.", "có"),
    (SECRETARY, "Ông Lê Văn Tám, Bí thư Huyện ủy Mường Ảng, đến dự.", "có"),
    (SECRETARY, "Nguyên Bí thư Huyện ủy Mường Ảng Lê Văn Tám đến dự.", "không rõ"),
    # a figure is that of its scale, its currency and its owner
    ("Quỹ Nà Hẩu cho vay 15,6 tỷ đồng phải không?", LENT, "có"),
    ("Quỹ Nà Hẩu cho vay 15,6 tỷ phải không?", LENT, "có"),
    ("Quỹ Nà Hẩu có 15,6 triệu đồng vốn cho vay phải không?", "Quỹ Nà Hẩu có 15,6 tỷ đồng vốn cho vay.", "không rõ"),
    ("quy na hau cho vay 15,6 trieu dong phai khong?", LENT, "không rõ"),
    ("Quỹ Nà Hẩu có 15,6 tỷ USD vốn cho vay phải không?", "Quỹ Nà Hẩu có 15,6 tỷ đồng vốn cho vay.", "không rõ"),
    ("Quỹ Nà Hẩu có 16 tỷ USD vốn cho vay phải không?", "Quỹ Nà Hẩu có 15,6 tỷ đồng vốn cho vay.", "không rõ"),
    ("Quỹ Nà Hẩu cho vay 16 tỷ đồng phải không?", "Quỹ Nà Hẩu cho vay 15,6 tỷ đồng.", "không"),
    ("Quỹ Nà Hẩu cho vay 20 tỷ đồng phải không?", LENT, "không rõ"),
    ("Nà Hẩu có 15 máy cày phải không?", "Đông Mạ có 15 máy cày, Nà Hẩu có 20 máy cày.", "không rõ"),
    ("Nà Hẩu có 20 máy cày phải không?", "Đông Mạ có 15 máy cày, Nà Hẩu có 20 máy cày.", "có"),
    ("Nà Hẩu có 1.950 lao động phải không?", "Đông Mạ có 1.950 lao động, Nà Hẩu có 2.010 lao động.", "không rõ"),
    # a bound denies nothing
    ("Đông Mạ có 40 xã viên phải không?", "Đông Mạ có không dưới 40 xã viên.", "không rõ"),
    ("Đông Mạ có 40 xã viên phải không?", "Đông Mạ có chưa đến 40 xã viên.", "không rõ"),
    ("Đông Mạ có không dưới 40 xã viên phải không?", "Đông Mạ có không dưới 40 xã viên.", "có"),
    ("dong ma co khong duoi 40 xa vien phai khong?", "Đông Mạ có không dưới 40 xã viên.", "có"),
    ("Ông Lê Văn Tám là Giám đốc Sở Y tế phải không?", "Giám đốc Sở Y tế đã đến thăm bệnh viện.", "không rõ"),
    ("Ông Lê Văn Tám là Giám đốc Sở Y tế phải không?", "Bà Lò Thị Nhung, Giám đốc Sở Y tế, đã đến thăm.", "không"),
    # what is planned has not come to pass
    ("Kho lạnh Đông Mạ đã đi vào hoạt động chưa?", PLANNED, "không rõ"),
    ("kho lanh dong ma da di vao hoat dong chua?", PLANNED, "không rõ"),
    ("Kho lạnh Đông Mạ đi vào hoạt động năm 2026 phải không?", PLANNED, "không rõ"),
    ("Kho lạnh Đông Mạ dự kiến đi vào hoạt động năm 2026 phải không?", PLANNED, "có"),
    ("kho lanh dong ma du kien di vao hoat dong nam 2026 phai khong?", PLANNED, "có"),
    ("Kho lạnh Đông Mạ sẽ đi vào hoạt động năm 2026 phải không?", PLANNED, "có"),
    ("Kho lạnh Đông Mạ đã đi vào hoạt động chưa?", "Kho lạnh Đông Mạ đã đi vào hoạt động.", "có"),
    ("Kho lạnh Đông Mạ đã đi vào hoạt động chưa?", "Kho lạnh Đông Mạ đã đi vào hoạt động, sẽ mở thêm hoạt động.", "có"),
    ("Có đúng không?", HAS, "không rõ"),
    ("Đông Mạ có 42 xã viên phải không?", f"Trời đẹp. {HAS}", "có"),
    ("Đông Mạ có bốn mươi hai xã viên phải không?", HAS, "có"),
    ("Đông Mạ có 42 xã viên à?", HAS, "có"),
    ("Đông Mạ có 42 xã viên đúng chứ?", HAS, "có"),
    ("dong ma co 38 xa vien ha?", HAS, "không"),
    ("Đông Mạ có ba mươi tám xã viên phải không?", HAS, "không"),
    ("Hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban ngày 14 tháng 5 năm 2022 phải không?", SIGNED, "có"),
    ("Hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban ngày 15 tháng 5 năm 2022 phải không?", SIGNED, "không"),
    ("Hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban tháng 5 năm 2022 phải không?", SIGNED, "có"),
]


@pytest.mark.parametrize(("question", "quote", "verdict"), CASES)
def test_verdicts(question: str, quote: str, verdict: str) -> None:
    assert judged(question, quote).verdict.value == verdict


def test_the_sentence_that_decides_is_told() -> None:
    quote = f"Trời đẹp. {HAS} {HEAD}"
    said = judged("Đông Mạ có 42 xã viên à?", quote)
    assert quote[said.start : said.end] == HAS


def test_where_none_decides_it_is_the_whole_quote() -> None:
    quote = f"{READY} {GROWS}"
    said = judged("Đông Mạ có 42 xã viên à?", quote)
    assert quote[said.start : said.end] == quote
