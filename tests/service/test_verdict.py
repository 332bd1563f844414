"""Yes, no, or not clear: claims against sentences of an invented cooperative's notices."""

import pytest

from service.question.verdict import judged

HAS = "Đến hết năm 2022, hợp tác xã Đông Mạ có 42 xã viên."
SOLD = "Hợp tác xã Đông Mạ không bán lúa giống cho Công ty Hoa Ban."
HEAD = "Giám đốc hợp tác xã Đông Mạ là bà Lò Thị Nhung."
SIGNED = "Hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban ngày 14/5/2022 tại Phú Khê."
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
