"""Claims asked openly, and answers held against them: over sentences of an invented cooperative's notices."""

import pytest

from service.question.opened import opened

OPENED = [
    ("Có phải hợp tác xã có 42 xã viên không?", "Hợp tác xã có bao nhiêu xã viên?"),
    ("Hợp tác xã có hơn 40 xã viên đúng không?", "Hợp tác xã có bao nhiêu xã viên?"),
    ("Hợp tác xã có chưa tới 40 xã viên à?", "Hợp tác xã có bao nhiêu xã viên?"),
    ("Hợp tác xã có bốn mươi hai xã viên hả?", "Hợp tác xã có bao nhiêu xã viên?"),
    ("Năm 2022 hợp tác xã đứng thứ 3 toàn huyện đúng không?", "Năm 2022 hợp tác xã đứng thứ mấy toàn huyện?"),
    ("Doanh thu tăng 15% phải không?", "Doanh thu tăng bao nhiêu phần trăm?"),
    ("Trong 3 năm 2019-2021 xã trồng 20 ha chè phải không?", "Trong 3 năm 2019-2021 xã trồng bao nhiêu ha chè?"),
    ("Kho lạnh khánh thành ngày 14/5/2022 phải không?", "Kho lạnh khánh thành ngày nào?"),
    ("Hội hợp tác với Mộc Lan từ năm 2018 à?", "Hội hợp tác với Mộc Lan từ năm nào?"),
    ("Vientiane là của Thái Lan đúng không?", "Vientiane là của nước nào?"),
    ("Ông Vàng A Tủa là giám đốc hợp tác xã phải không?", "Ai là giám đốc hợp tác xã?"),
]


@pytest.mark.parametrize(("question", "asked"), OPENED)
def test_the_value_that_is_claimed_is_asked_for(question: str, asked: str) -> None:
    claim = opened(question)
    assert claim is not None
    assert claim.question == asked


@pytest.mark.parametrize(
    "question",
    [
        "Hợp tác xã có bán chè không?",
        "Hợp tác xã không có 42 xã viên phải không?",  # what is denied has no value to hold against
        "Cụm thi đua số 4 có họp không?",  # the number of a thing is none of what it does
        "Trong 38 hộ thì hộ nghèo nhiều hơn phải không?",  # taken for granted
        "42 xã viên đều ký à?",
        "Chợ năm 2022 họp trước lễ hội phải không?",  # the year says which fair
        "Ai ký vậy à?",
        "Hợp tác xã mua 3 máy cày với 5 máy gặt phải không?",  # two figures
        "Thương lái mở kho ở Thái Lan phải không?",  # a thing may be in several countries
    ],
)
def test_what_has_no_one_value_is_not_opened(question: str) -> None:
    assert opened(question) is None


AGAINST = [
    ("Hợp tác xã có 42 xã viên phải không?", "42 xã viên", "có"),
    ("Hợp tác xã có 42 xã viên phải không?", "bốn mươi hai xã viên", "có"),
    ("Hợp tác xã có 42 xã viên phải không?", "khoảng 38 xã viên", "không"),
    ("Hợp tác xã có 42 xã viên phải không?", "38 ha", "không rõ"),
    ("Hợp tác xã có 42 xã viên phải không?", "38 xã viên nam và 4 xã viên nữ", "không rõ"),
    ("Hợp tác xã có 42 xã viên phải không?", "xã viên ở ba thôn", "không rõ"),
    ("Hợp tác xã có hơn 40 xã viên đúng không?", "42 xã viên", "có"),
    ("Hợp tác xã có hơn 42 xã viên đúng không?", "42 xã viên", "không"),
    ("Hợp tác xã có ít nhất 42 xã viên đúng không?", "42 xã viên", "có"),
    ("Hợp tác xã có chưa tới 40 xã viên à?", "42 xã viên", "không"),
    ("Hợp tác xã có tối đa 42 xã viên à?", "42 xã viên", "có"),
    ("Hợp tác xã có khoảng 40 xã viên đúng không?", "42 xã viên", "có"),
    ("Hợp tác xã có khoảng 40 xã viên đúng không?", "48 xã viên", "không rõ"),
    ("Hợp tác xã có khoảng 40 xã viên đúng không?", "72 xã viên", "không"),
    # what is told within bounds says only what follows from them
    ("Hợp tác xã có hơn 40 xã viên đúng không?", "hơn 40 xã viên", "có"),
    ("Hợp tác xã có ít nhất 40 xã viên đúng không?", "hơn 40 xã viên", "có"),
    ("Hợp tác xã có chưa tới 40 xã viên à?", "chưa tới 40 xã viên", "có"),
    ("Hợp tác xã có hơn 30 xã viên đúng không?", "hơn 40 xã viên", "có"),
    ("Hợp tác xã có hơn 50 xã viên đúng không?", "hơn 40 xã viên", "không rõ"),
    ("Hợp tác xã có 40 xã viên phải không?", "hơn 40 xã viên", "không rõ"),
    ("Hợp tác xã có 30 xã viên phải không?", "hơn 40 xã viên", "không"),
    ("Hợp tác xã có 50 xã viên phải không?", "hơn 40 xã viên", "không rõ"),
    ("Hợp tác xã có 1.950 xã viên phải không?", "2.010 xã viên", "không"),  # no years
    ("Hợp tác xã vay 1,5 tỷ đồng phải không?", "1.500 triệu đồng", "có"),
    ("Hợp tác xã vay dưới 5 triệu đô đúng không?", "hơn 7 triệu USD", "không"),
    ("Hợp tác xã vay 1,5 tỷ đồng phải không?", "1,5 tỷ VNĐ", "có"),
    ("Hợp tác xã vay 1,5 tỷ đồng phải không?", "1,5 tỷ", "có"),
    ("Hợp tác xã vay 1,5 tỷ đồng phải không?", "1,5 tỷ USD", "không rõ"),
    ("Hợp tác xã vay 1,5 tỷ đồng phải không?", "1,5 triệu đồng", "không"),
    ("Doanh thu tăng 15% phải không?", "giảm 15%", "không rõ"),
    ("Doanh thu ở Nam Đông tăng 15% phải không?", "tăng 15%, nhờ lao động nữ", "có"),
    ("Hợp tác xã đứng thứ 3 toàn huyện đúng không?", "thứ 3 toàn huyện", "có"),
    ("Doanh thu tăng 15% phải không?", "15 phần trăm", "có"),
    ("Doanh thu tăng 15% phải không?", "12,5%", "không"),
    ("Kho lạnh được khởi công ngày 14/5/2022 phải không?", "khởi công ngày 14 tháng 5 năm 2022", "có"),
    ("Kho lạnh được khởi công ngày 14/5 phải không?", "khởi công ngày 15/5/2022", "không"),
    ("Kho lạnh được khởi công năm 2022 phải không?", "khởi công sáng 14/5/2022", "có"),
    (
        "Kho lạnh được khởi công ngày 14/5/2022 phải không?",
        "khởi công năm 2022",
        "không rõ",
    ),  # it may have been that day
    ("Kho lạnh được khánh thành ngày 14/5/2022 phải không?", "họp ngày 15/5/2022", "không rõ"),  # of something else
    ("Vientiane là của Thái Lan đúng không?", "thủ đô Vientiane của Lào", "không"),
    ("Vientiane là của Lào đúng không?", "thủ đô Vientiane của Lào", "có"),
    ("Ông Vàng A Tủa là giám đốc hợp tác xã phải không?", "ông Vàng A Tủa", "có"),
    ("Ông Vàng A Tủa là phó giám đốc phải không?", "bà Lò Thị Nhung", "không rõ"),  # there may be several
]


CHAIR = "Ông Lê Văn Tám là Chủ tịch UBND tỉnh phải không?"
QUOTED = [
    ("Doanh thu tăng 15% phải không?", "15%", "Vốn vay tăng mạnh, nhưng doanh thu giảm 15%.", "không rõ"),
    ("Doanh thu tăng 15% phải không?", "15%", "Vốn vay giảm, doanh thu tăng 15%.", "có"),
    # the office may be told in other words, but not of a deputy, of one who has left it, or of another
    (CHAIR, "ông Lê Văn Tám", "HĐND đã bầu ông Lê Văn Tám giữ chức Chủ tịch UBND tỉnh.", "có"),
    (CHAIR, "ông Lê Văn Tám", "Ông Lê Văn Tám, Phó Chủ tịch UBND tỉnh, phát biểu.", "không rõ"),
    (CHAIR, "ông Lê Văn Tám", "Ông Lê Văn Tám được cho thôi giữ chức Chủ tịch UBND tỉnh.", "không rõ"),
    (CHAIR, "ông Lê Văn Tám", "Ông Lê Văn Tám, nguyên Chủ tịch UBND tỉnh, đến dự.", "không rõ"),
    (CHAIR, "ông Lê Văn Tám", "Chủ tịch UBND tỉnh Vàng Thị Xoa tiếp ông Lê Văn Tám.", "không rõ"),
    (CHAIR, "ông Lê Văn Tám", "HĐND miễn nhiệm ông Đỗ Văn Sủi, bầu ông Lê Văn Tám làm Chủ tịch UBND tỉnh.", "có"),
    (
        "Lê Văn Tám có phải là Chủ tịch UBND tỉnh không?",
        "Lê Văn Tám",
        "Lê Văn Tám, Phó Chủ tịch UBND tỉnh.",
        "không rõ",
    ),
]


@pytest.mark.parametrize(("question", "answer", "quote", "verdict"), QUOTED)
def test_the_quote_of_an_answer_may_refuse_it(question: str, answer: str, quote: str, verdict: str) -> None:
    claim = opened(question)
    assert claim is not None
    assert claim.against(answer, quote, 2022).value == verdict


@pytest.mark.parametrize(("question", "answer", "verdict"), AGAINST)
def test_an_answer_is_held_against_the_claim(question: str, answer: str, verdict: str) -> None:
    claim = opened(question)
    assert claim is not None
    assert claim.against(answer, answer, 2022).value == verdict
