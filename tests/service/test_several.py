"""Several questions in one: where they are cut, and what each becomes."""

import pytest

from service.question.followup import rewritten
from service.question.several import PARTS, split

CUT = [
    (
        "Hợp tác xã Đông Mạ có bao nhiêu xã viên? Còn Nà Hẩu?",
        ["Hợp tác xã Đông Mạ có bao nhiêu xã viên?", "Còn Nà Hẩu?"],
    ),
    ("Ai là giám đốc Đông Mạ? Bà ấy sinh năm nào?", ["Ai là giám đốc Đông Mạ?", "Bà ấy sinh năm nào?"]),
    ("Tổng vốn của Đông Mạ là bao nhiêu và do ai góp?", ["Tổng vốn của Đông Mạ là bao nhiêu?", "Do ai góp?"]),
    ("Đại hội Đông Mạ họp ở đâu và khi nào?", ["Đại hội Đông Mạ họp ở đâu?", "Khi nào?"]),
    ("Đông Mạ bán mấy tấn lúa, còn Nà Hẩu bán mấy tấn?", ["Đông Mạ bán mấy tấn lúa?", "Nà Hẩu bán mấy tấn?"]),
    ("Ai ký hợp đồng với Hoa Ban? Cảm ơn bạn!", ["Ai ký hợp đồng với Hoa Ban?"]),
    ("tong von cua dong ma la bao nhieu va do ai gop", ["tong von cua dong ma la bao nhieu?", "Do ai gop"]),
]
ONE = [
    "Giá trị mua và bán là bao nhiêu?",
    "Hợp tác xã Đông Mạ và Nà Hẩu ký mấy hợp đồng?",
    "Những xã nào và thôn nào tham gia?",
    "Hợp tác xã trồng những cây gì và nuôi những con gì?",
    "Năm nào, tháng nào Đông Mạ họp?",
    "Tôi mới vào Đông Mạ. Góp bao nhiêu vốn? Tôi ở Phú Khê.",
    "Đông Mạ họp ở đâu?!",
    "???",
]


@pytest.mark.parametrize(("text", "parts"), CUT)
def test_cut(text: str, parts: list[str]) -> None:
    assert list(split(text)) == parts


@pytest.mark.parametrize("text", ONE)
def test_one_stays_one(text: str) -> None:
    assert split(text) == (text,)


def test_a_later_part_takes_what_it_lacks_from_the_one_before() -> None:
    assert rewritten("Khi nào?", [("Đại hội Đông Mạ họp ở đâu?", None)]) == "Đại hội Đông Mạ họp khi nào?"
    assert rewritten("Do ai góp?", [("Tổng vốn của Đông Mạ là bao nhiêu?", None)]) == "Tổng vốn của Đông Mạ: do ai góp?"
    assert rewritten("Ký khi nào?", [("Ai ký?", None)]) == "Ký khi nào?"


def test_there_is_a_limit_and_nothing_is_lost() -> None:
    parts = split(" ".join(f"Ai là số {k}?" for k in range(PARTS + 3)))
    assert len(parts) == PARTS
    assert parts[-1].count("?") == 4
