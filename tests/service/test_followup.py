"""Follow-ups over the invented notices of a cooperative: what each becomes, and which questions stay."""

import pytest

from service.question.followup import LONGEST, rewritten

MEMBERS = ("Đến hết năm 2021 hợp tác xã Đông Mạ có bao nhiêu xã viên?", "310 xã viên")
RICE = ("Vụ đông xuân năm 2023 hợp tác xã Đông Mạ bán bao nhiêu tấn lúa cho Hàn Quốc tại Phú Khê?", "84 tấn lúa")
SIGNED = ("Năm 2022 hợp tác xã Đông Mạ ký mấy hợp đồng với Công ty Hoa Ban?", "ba hợp đồng")
HEAD = ("Ai là giám đốc hợp tác xã Đông Mạ từ tháng 3/2022?", "Lò Thị Nhung")
MEETING = ("Đại hội xã viên Đông Mạ họp ở đâu?", "nhà văn hóa xã Phú Khê")
PAPERS = ("Năm 2022 Đông Mạ ký bao nhiêu biên bản, thỏa thuận mua bán?", "12 biên bản ghi nhớ và thỏa thuận mua bán")
COMMUNE = ("Hợp tác xã Đông Mạ thuộc xã nào?", "Phú Khê")
STARTED = ("Hợp tác xã Đông Mạ thành lập năm nào?", "năm 1998")
CAPITAL = ("Tổng vốn của hợp tác xã Đông Mạ là bao nhiêu?", "4,2 tỷ đồng")
SINCE = ("Từ năm 2020 đến nay hợp tác xã Đông Mạ có bao nhiêu xã viên?", "310 xã viên")
NOW = ("Bây giờ hợp tác xã Đông Mạ có bao nhiêu xã viên?", "310 xã viên")
SECRETARY = ("Ai là Bí thư Tỉnh ủy Lâm Đồng?", "Đỗ Văn Sủi")
CHAIR = ("Ai là Chủ tịch UBND huyện Mường Ảng từ năm 2020?", "Đỗ Văn Sủi")
DIRECTOR = ("Giám đốc Sở Ngoại vụ sinh năm nào?", "năm 1970")

CASES = [
    # a period in the place of a period
    ("Còn năm 2022?", MEMBERS, "Đến hết năm 2022 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Thế còn năm 2022 thì sao?", MEMBERS, "Đến hết năm 2022 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Năm 2022 thì sao?", MEMBERS, "Đến hết năm 2022 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("2022?", MEMBERS, "Đến hết năm 2022 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Vậy năm 2022?", MEMBERS, "Đến hết năm 2022 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Năm 2022 là bao nhiêu?", MEMBERS, "Đến hết năm 2022 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("con nam 2022?", MEMBERS, "Đến hết nam 2022 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Còn giai đoạn 2022-2025?", MEMBERS, "Giai đoạn 2022-2025 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Còn quý II?", SIGNED, "Quý II năm 2022 hợp tác xã Đông Mạ ký mấy hợp đồng với Công ty Hoa Ban?"),
    ("Năm 2020 thì sao?", CAPITAL, "Năm 2020, tổng vốn của hợp tác xã Đông Mạ là bao nhiêu?"),
    # a whole period takes the place of the words before the old one too, and gives way as a whole
    ("Còn bây giờ?", MEMBERS, "Bây giờ hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("con bay gio?", MEMBERS, "Bay gio hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Còn hiện giờ?", MEMBERS, "Hiện giờ hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Còn hiện nay?", MEMBERS, "Hiện nay hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Còn từ năm 2020 đến nay?", MEMBERS, "Từ năm 2020 đến nay hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Đến nay thì sao?", MEMBERS, "Đến nay hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Còn trước đây?", MEMBERS, "Trước đây hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Từ trước đến nay thì sao?", MEMBERS, "Từ trước đến nay hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Còn năm 2019?", SINCE, "Năm 2019 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    ("Còn năm 2019?", NOW, "Năm 2019 hợp tác xã Đông Mạ có bao nhiêu xã viên?"),
    # what is compared with is not the time of what is asked
    ("Tăng bao nhiêu so với năm trước?", MEMBERS, "Đến hết năm 2021 hợp tác xã Đông Mạ có 310 xã viên: tăng bao nhiêu so với năm trước?"),
    ("Đến nay thêm mấy người?", MEMBERS, "Hợp tác xã Đông Mạ có 310 xã viên: đến nay thêm mấy người?"),
    # an office in the place of an office, of the same place where it may be
    ("Còn Chủ tịch UBND tỉnh?", SECRETARY, "Ai là Chủ tịch UBND tỉnh Lâm Đồng?"),
    ("Chủ tịch UBND tỉnh thì sao?", SECRETARY, "Ai là Chủ tịch UBND tỉnh Lâm Đồng?"),
    ("Còn Giám đốc Sở Y tế?", SECRETARY, "Ai là Giám đốc Sở Y tế Lâm Đồng?"),
    ("Còn phó bí thư?", SECRETARY, "Ai là phó bí thư Tỉnh ủy Lâm Đồng?"),
    ("Còn Bí thư Tỉnh ủy Gia Lai?", SECRETARY, "Ai là Bí thư Tỉnh ủy Gia Lai?"),
    ("Còn Bộ trưởng Bộ Y tế?", SECRETARY, "Ai là Bộ trưởng Bộ Y tế?"),
    ("Còn Thủ tướng?", SECRETARY, "Ai là Thủ tướng?"),
    ("Còn Gia Lai?", SECRETARY, "Ai là Bí thư Tỉnh ủy Gia Lai?"),
    ("Còn Hàn Quốc?", SECRETARY, "Ai là Bí thư Tỉnh ủy Hàn Quốc?"),  # a name takes the place of a name, not of "Bí"
    ("Còn Bí thư Huyện ủy?", CHAIR, "Ai là Bí thư Huyện ủy Mường Ảng từ năm 2020?"),
    ("Còn Chủ tịch UBND tỉnh?", CHAIR, "Ai là Chủ tịch UBND tỉnh từ năm 2020?"),
    ("Còn Giám đốc Sở Y tế?", DIRECTOR, "Giám đốc Sở Y tế sinh năm nào?"),
    ("Còn phó giám đốc?", HEAD, "Ai là phó giám đốc hợp tác xã Đông Mạ từ tháng 3/2022?"),
    # another count is of the same time and place
    (
        "Doanh thu bán lúa được bao nhiêu?",
        MEMBERS,
        "Đến hết năm 2021 hợp tác xã Đông Mạ có 310 xã viên: doanh thu bán lúa được bao nhiêu?",
    ),
    # "ông" is whom was spoken of, unless a name follows
    ("ong dang giu chuc gi", HEAD, "Ong Lò Thị Nhung dang giu chuc gi?"),
    ("ông đang giữ chức gì", HEAD, "Ông Lò Thị Nhung đang giữ chức gì?"),
    # a name in the place of a name of its sort
    ("Còn hợp tác xã Nà Hẩu?", MEMBERS, "Đến hết năm 2021 hợp tác xã Nà Hẩu có bao nhiêu xã viên?"),
    ("Thế còn Nhật Bản?", RICE, "Vụ đông xuân năm 2023 hợp tác xã Đông Mạ bán bao nhiêu tấn lúa cho Nhật Bản tại Phú Khê?"),
    ("Nhật Bản thì sao?", RICE, "Vụ đông xuân năm 2023 hợp tác xã Đông Mạ bán bao nhiêu tấn lúa cho Nhật Bản tại Phú Khê?"),
    ("Còn tại Nà Hẩu?", RICE, "Vụ đông xuân năm 2023 hợp tác xã Đông Mạ bán bao nhiêu tấn lúa cho Hàn Quốc tại Nà Hẩu?"),
    ("Còn Công ty Mộc Lan?", SIGNED, "Năm 2022 hợp tác xã Đông Mạ ký mấy hợp đồng với Công ty Mộc Lan?"),
    ("Còn với Công ty Mộc Lan?", SIGNED, "Năm 2022 hợp tác xã Đông Mạ ký mấy hợp đồng với Công ty Mộc Lan?"),
    ("Nà Hẩu?", COMMUNE, "Hợp tác xã Nà Hẩu thuộc xã nào?"),
    # a noun in the place of the noun that is counted or asked for
    ("Còn máy cày?", MEMBERS, "Đến hết năm 2021 hợp tác xã Đông Mạ có bao nhiêu máy cày?"),
    ("Thế còn vốn góp?", SIGNED, "Năm 2022 hợp tác xã Đông Mạ ký bao nhiêu vốn góp với Công ty Hoa Ban?"),
    ("Còn tổng nợ?", CAPITAL, "Tổng nợ của hợp tác xã Đông Mạ là bao nhiêu?"),
    ("Số lao động thì sao?", CAPITAL, "Số lao động của hợp tác xã Đông Mạ là bao nhiêu?"),
    ("Còn kế toán trưởng?", HEAD, "Ai là kế toán trưởng hợp tác xã Đông Mạ từ tháng 3/2022?"),
    # bare question words
    ("Khi nào?", MEETING, "Đại hội xã viên Đông Mạ họp khi nào?"),
    ("Vào ngày nào vậy?", MEETING, "Đại hội xã viên Đông Mạ họp vào ngày nào?"),
    ("Ở đâu?", STARTED, "Hợp tác xã Đông Mạ thành lập ở đâu?"),
    ("Từ khi nào?", COMMUNE, "Hợp tác xã Đông Mạ thuộc xã Phú Khê từ khi nào?"),
    ("Vì sao?", SIGNED, "Vì sao năm 2022 hợp tác xã Đông Mạ ký ba hợp đồng với Công ty Hoa Ban?"),
    ("Ai ký?", SIGNED, "Năm 2022 hợp tác xã Đông Mạ ký ba hợp đồng với Công ty Hoa Ban: ai ký?"),
    ("Do ai ký?", SIGNED, "Năm 2022 hợp tác xã Đông Mạ ký ba hợp đồng với Công ty Hoa Ban: do ai ký?"),
    # what leaves its subject out
    ("Trong đó nữ mấy người?", MEMBERS, "Đến hết năm 2021 hợp tác xã Đông Mạ có 310 xã viên: trong đó nữ mấy người?"),
    ("Ai ký?", PAPERS, "Năm 2022 Đông Mạ ký 12 biên bản ghi nhớ và thỏa thuận mua bán: ai ký?"),
    ("Vậy kéo dài mấy ngày?", MEETING, "Đại hội xã viên Đông Mạ họp ở nhà văn hóa xã Phú Khê: kéo dài mấy ngày?"),
    ("Tổng giá trị là bao nhiêu?", SIGNED, "Năm 2022 hợp tác xã Đông Mạ ký ba hợp đồng với Công ty Hoa Ban: tổng giá trị là bao nhiêu?"),
    ("Mức đó tăng bao nhiêu?", CAPITAL, "Tổng vốn của hợp tác xã Đông Mạ là 4,2 tỷ đồng: mức đó tăng bao nhiêu?"),
    ("Số hợp đồng đó do ai ký?", SIGNED, "Năm 2022 hợp tác xã Đông Mạ ký ba hợp đồng với Công ty Hoa Ban: số hợp đồng đó do ai ký?"),
    ("Họ trồng gì?", MEMBERS, "Đến hết năm 2021 hợp tác xã Đông Mạ có 310 xã viên: họ trồng gì?"),
    ("Hai bên bàn việc gì?", SIGNED, "Năm 2022 hợp tác xã Đông Mạ ký ba hợp đồng với Công ty Hoa Ban: hai bên bàn việc gì?"),
    ("Năm 2023 ký mấy bản?", SIGNED, "Hợp tác xã Đông Mạ ký ba hợp đồng với Công ty Hoa Ban: năm 2023 ký mấy bản?"),
    # another count of the same subject
    ("Có bao nhiêu máy cày?", MEMBERS, "Đến hết năm 2021 hợp tác xã Đông Mạ có bao nhiêu máy cày?"),
    ("Bao nhiêu máy cày năm 2023?", MEMBERS, "Hợp tác xã Đông Mạ có bao nhiêu máy cày năm 2023?"),
    # pronouns and the like
    ("Bà ấy sinh năm nào?", HEAD, "Bà Lò Thị Nhung sinh năm nào?"),
    ("Người này quê ở đâu?", HEAD, "Lò Thị Nhung quê ở đâu?"),
    ("Đồng chí ấy giữ chức vụ gì?", HEAD, "Đồng chí Lò Thị Nhung giữ chức vụ gì?"),
    ("Xã này có bao nhiêu hộ?", COMMUNE, "Xã Phú Khê có bao nhiêu hộ?"),
    ("Hợp tác xã đó trồng cây gì?", STARTED, "Hợp tác xã Đông Mạ trồng cây gì?"),
    ("Lúc đó ai làm giám đốc Đông Mạ?", STARTED, "Năm 1998 ai làm giám đốc Đông Mạ?"),
    ("Ở đó có mấy trạm bơm?", MEETING, "Ở xã Phú Khê có mấy trạm bơm?"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "turn", "meant"), CASES)
def test_a_follow_up_is_made_whole(asked: str, turn: tuple[str, str], meant: str) -> None:
    assert rewritten(asked, [turn]) == meant


WHOLE = [
    "Công ty Hoa Ban có bao nhiêu lao động?",
    "Hợp tác xã Nà Hẩu trồng bao nhiêu héc-ta chè năm 2024?",
    "Ông Vàng A Tủa giữ chức vụ gì ở xã Nà Hẩu?",
    "Quan hệ với bên Nà Hẩu thì bắt đầu năm nào?",
    "Thời hạn nộp hồ sơ vay vốn ưu đãi cho hộ nghèo kéo dài mấy ngày?",
    "Đoàn Nà Hẩu tặng quà gì khi họ đến thăm lớp mẫu giáo?",
    "Kho lạnh Nà Hẩu mở cửa năm 2020, sau đó thêm kho nào?",
    "hop tac xa na hau trong bao nhieu hec-ta che giong moi",
    "chế biến chè xanh",
]


# Typed in haste, without a capital: who asks of something else must not be asked of what was said before.
WHOLE += [
    "bí thư đảng ủy xã giờ là ai",
    "doanh thu bán lúa năm 2024 được bao nhiêu",
    "giam doc so nong nghiep ten gi",
    "ông nguyễn văn sủi đang giữ chức gì",
    "ong tran thi may lam gi o huyen",
    "ông mai xuân páo giữ chức gì",
    "chi thi 12-ct/hu ra ngay nao",
    "hồi đó 2016 huyện quảng bá những gì",
    "nam 2024 huyen de ra may nhiem vu trong tam ve trong lua",
    "cán bộ khuyến nông đang thiếu, sang năm huyện làm gì để họ giỏi hơn",
]


@pytest.mark.parametrize("question", WHOLE)
@pytest.mark.parametrize("turn", [MEMBERS, HEAD, MEETING])
def test_a_whole_question_stays(question: str, turn: tuple[str, str]) -> None:
    assert rewritten(question, [turn]) == question


def test_a_comma_before_a_noun_does_no_harm() -> None:
    """A blank before a comma, as people type in haste."""
    poor = ("Xã Ea Tul có bao nhiêu hộ nghèo ,cận nghèo?", "12 hộ")
    assert rewritten("Còn trâu bò?", [poor]) == "Xã Ea Tul có bao nhiêu trâu bò ,cận nghèo?"


@pytest.mark.parametrize("question", [asked for asked, _, _ in CASES])
def test_nothing_changes_without_history(question: str) -> None:
    assert rewritten(question, []) == question
    assert rewritten(question, [("  ", "x")]) == question


def test_earlier_follow_ups_are_made_whole_first() -> None:
    turns = [COMMUNE, ("Từ năm nào?", "năm 1998"), ("Còn hợp tác xã Nà Hẩu?", None)]
    assert rewritten("Vì sao?", turns[:2]) == "Vì sao hợp tác xã Đông Mạ thuộc xã Phú Khê từ năm 1998?"
    assert rewritten("Còn hợp tác xã Mường Ảng?", turns) == "Hợp tác xã Mường Ảng thuộc xã Phú Khê từ năm nào?"


def test_a_question_without_answer_still_gives_its_subject() -> None:
    assert (
        rewritten("Ai ký?", [(SIGNED[0], None)])
        == "Năm 2022 hợp tác xã Đông Mạ ký hợp đồng với Công ty Hoa Ban: ai ký?"
    )


def test_what_would_become_too_long_stays() -> None:
    long = f"Hợp tác xã Đông Mạ {'trồng lúa ' * LONGEST}ở đâu?"
    assert rewritten("Ai ký?", [(long, None)]) == "Ai ký?"
