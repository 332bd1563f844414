"""Spans as a person would mark them: a table of what was found and what it becomes, and what holds for every span."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.reader.span_model.snapping import snap

# The sentence, with what was found in ⟦ ⟧, and what it is rounded to.
TABLE = [
    # a figure and its unit, from either side
    ("Diện tích gieo trồng đạt ⟦1.115⟧ ha trong vụ xuân.", "1.115 ha"),
    ("Diện tích gieo trồng đạt 1.⟦115⟧ ha trong vụ xuân.", "1.115 ha"),
    ("Hồ chứa được ⟦3,5⟧ triệu m³ nước.", "3,5 triệu m³"),
    ("Nhà máy phát ⟦120⟧ MW điện.", "120 MW"),
    ("Đêm qua xuống còn ⟦4⟧°C.", "4°C"),
    ("Trên đỉnh đo được ⟦-1,1⟧ độ C vào rạng sáng.", "-1,1 độ C"),
    ("Trên đỉnh đo được -⟦1,1⟧ độ C vào rạng sáng.", "-1,1 độ C"),
    ("Cầu dài ⟦318⟧ mét.", "318 mét"),
    ("Mỗi vụ thu ⟦5-7⟧ tấn/ha.", "5-7 tấn/ha"),
    ("Xã có ⟦12⟧ đồng chí tham gia.", "12"),
    ("Năm ⟦2023⟧ tỷ lệ hộ nghèo giảm nhanh.", "2023"),
    ("Trong năm ⟦2022⟧ ha rừng trồng tăng gấp đôi.", "2022"),
    ("Trong năm 2023 ⟦tỷ lệ hộ nghèo⟧ giảm nhanh.", "tỷ lệ hộ nghèo"),
    ("Đón ⟦12 đoàn⟧ khách.", "12 đoàn"),
    # money with its scale
    ("Vốn đăng ký là ⟦5.120⟧ tỷ đồng.", "5.120 tỷ đồng"),
    ("Vốn đăng ký là 5.120 ⟦tỷ đồng⟧.", "5.120 tỷ đồng"),
    ("Vốn đăng ký là ⟦15⟧ nghìn tỷ đồng.", "15 nghìn tỷ đồng"),
    ("Kim ngạch đạt ⟦1,2 tỷ⟧ USD.", "1,2 tỷ"),
    ("Kim ngạch đạt ⟦1,2⟧ tỷ USD.", "1,2 tỷ USD"),
    ("Giá cà phê là ⟦98.000⟧ đồng/kg.", "98.000 đồng/kg"),
    ("Vốn năm 2022, ⟦tỷ đồng⟧ là đơn vị.", "tỷ đồng"),
    # shares
    ("Tỷ lệ hộ nghèo giảm ⟦2⟧,5% trong năm.", "2,5%"),
    ("Tỷ lệ hộ nghèo giảm 2,5⟦%⟧ trong năm.", "2,5%"),
    ("Lãi suất là ⟦6,5⟧%/năm.", "6,5%/năm"),
    ("Chỉ số tăng ⟦3⟧ điểm phần trăm.", "3 điểm phần trăm"),
    ("Có ⟦80⟧ phần trăm số hộ dùng nước sạch.", "80 phần trăm"),
    # dates with their year
    ("Lễ diễn ra ⟦ngày 21⟧ tháng 2 năm 2023 tại xã.", "ngày 21 tháng 2 năm 2023"),
    ("Lễ diễn ra ngày ⟦21⟧ tháng 2 năm 2023 tại xã.", "ngày 21 tháng 2 năm 2023"),
    ("Lễ diễn ra ngày ⟦21⟧/2/2023 tại xã.", "21/2/2023"),
    ("Khởi công ⟦tháng 2⟧ năm 2023.", "tháng 2 năm 2023"),
    ("Khởi công ⟦tháng 2⟧/2023.", "tháng 2/2023"),
    ("Doanh thu ⟦quý II⟧ năm 2024 tăng.", "quý II năm 2024"),
    ("Doanh thu ⟦quý II⟧/2024 tăng.", "quý II/2024"),
    ("Họp ⟦ngày 5⟧ tháng 3.", "ngày 5 tháng 3"),
    ("Đề án thực hiện trong giai đoạn ⟦2021⟧-2025.", "2021-2025"),
    ("Mỗi ⟦tháng 2⟧ lần, đội ra quân.", "tháng 2"),
    # names in full, and no further
    ("Hôm qua ông Trần ⟦Văn Bình⟧, Chủ tịch huyện, chủ trì.", "Trần Văn Bình"),
    ("Hôm qua ông ⟦Trần⟧ Văn Bình chủ trì.", "Trần Văn Bình"),
    ("Hôm qua bà Nguyễn Thị ⟦Mai⟧ phát biểu.", "Nguyễn Thị Mai"),
    ("Nhà máy đặt ở tỉnh ⟦Lâm⟧ Đồng.", "Lâm Đồng"),
    ("Chủ tịch tỉnh ⟦Lâm Đồng⟧ Nguyễn Văn An chủ trì.", "Lâm Đồng"),
    ("Chủ tịch tỉnh Lâm Đồng Nguyễn ⟦Văn An⟧ chủ trì.", "Nguyễn Văn An"),
    ("Chủ tịch tỉnh Lâm Đồng ⟦Nguyễn⟧ Văn An chủ trì.", "Nguyễn Văn An"),
    ("Nhà máy đặt ở tỉnh ⟦Bắc⟧ Giang.", "Bắc Giang"),
    ("Chủ tịch huyện ⟦Lâm⟧ Hà Nguyễn Văn An chủ trì.", "Lâm Hà"),
    ("Anh kể: “Ở ⟦Suối Trầu⟧, nước trong lắm.”", "Suối Trầu"),
    ("Hôm qua, Tổng thống Mỹ ⟦Joe Biden⟧ đến thăm.", "Joe Biden"),
    ("Hôm qua, Tổng thống ⟦Mỹ⟧ Joe Biden đến thăm.", "Mỹ"),
    ("Hôm qua ông Nguyễn Anh ⟦Tuấn⟧ phát biểu.", "Nguyễn Anh Tuấn"),
    ("Người nhận giải là Y Thanh ⟦Niê⟧.", "Y Thanh Niê"),
    ("Người nhận giải là H’⟦Hen⟧ Niê.", "H’Hen Niê"),
    ("Nguyễn ⟦Văn Bình⟧ là người sáng lập.", "Nguyễn Văn Bình"),
    ("Tại ⟦Huế⟧ trời mưa.", "Huế"),
    ("Ông ⟦Watson⟧ nhấc máy.", "Watson"),
    ("Chức vụ là ⟦Phó Giám đốc Sở Y tế⟧ Trà Vinh.", "Phó Giám đốc Sở Y tế"),
    ("Cơ quan kiểm tra là ⟦UBND⟧ Thành phố.", "UBND"),
    ("Ký với thành phố Triptis, ⟦Cộng hoà⟧ liên bang Đức.", "Cộng hoà liên bang Đức"),
    ("Ký với bang Sachsen, Cộng hòa ⟦liên bang Đức⟧.", "Cộng hòa liên bang Đức"),
    ("Đoàn thăm nước ⟦Cộng hòa Dân chủ⟧ Nhân dân Lào.", "Cộng hòa Dân chủ Nhân dân Lào"),
    ("Đoàn thăm Cộng hòa xã hội chủ nghĩa ⟦Việt⟧ Nam.", "Việt Nam"),
    ("Ký với vùng Ustecky, ⟦Cộng hòa⟧ Séc.", "Cộng hòa Séc"),
    ("Ứng viên ⟦Cộng hòa⟧ Joe Biden phát biểu.", "Cộng hòa"),
    ("Nền ⟦cộng hòa⟧ nhân dân lập ra năm ấy.", "cộng hòa"),
    # brackets and quotation marks
    ("Vốn ⟦đầu tư trực tiếp nước ngoài (FDI⟧) tăng.", "đầu tư trực tiếp nước ngoài (FDI)"),
    ("Bộ phim ⟦“Đất rừng⟧” ra mắt.", "“Đất rừng”"),
    ("Bộ phim “⟦Đất rừng”⟧ ra mắt.", "“Đất rừng”"),
    ("Bộ phim ⟦“Đất⟧ rừng” ra mắt.", "Đất"),
    ('Bộ phim ⟦"đất rừng⟧" ra mắt.', '"đất rừng"'),
    ("Xã (trước là ⟦buôn Đôn)⟧ có chợ.", "buôn Đôn"),
    # syllables and what is written as one
    ("Dân số tăng ở vùng n⟦ôn⟧g thôn.", "nông"),
    ("Vắc xin ngừa ⟦COVID⟧-19 đã về.", "COVID-19"),
    ("Theo Quyết định số ⟦31⟧/2023/QĐ-UBND của tỉnh.", "31/2023/QĐ-UBND"),
    ("Huyện Cư ⟦M⟧’gar có chợ.", "Cư M’gar"),
    ("Nhờ ⟦, trồng xen canh .⟧ mà khá lên.", "trồng xen canh"),
    ("Các hãng là ⟦Vissan, Ba Huân, C.P.⟧", "Vissan, Ba Huân, C.P."),
    # lists stay as they were found
    ("Khách mời đến từ ⟦Lào, Campuchia và Ấn Độ⟧.", "Lào, Campuchia và Ấn Độ"),
    ("Khách mời đến từ ⟦Lào, Campuchia và Ấn⟧ Độ.", "Lào, Campuchia và Ấn Độ"),
    ("Xã trồng ⟦lúa, ngô và sắn⟧ trên đất đồi.", "lúa, ngô và sắn"),
    ("Huyện có ⟦12 xã, 3 phường và 2 thị trấn⟧ sau sắp xếp.", "12 xã, 3 phường và 2 thị trấn"),
    ("Hội nghị bàn về: ⟦giá điện; giá nước;⟧ và giá xăng.", "giá điện; giá nước"),
]


@pytest.mark.parametrize(("marked", "expected"), TABLE, ids=[marked for marked, _ in TABLE])
def test_a_span_is_rounded(marked: str, expected: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    sentence = marked.replace("⟦", "").replace("⟧", "")
    found = snap(sentence, start, end)
    assert sentence[slice(*found)] == expected
    assert snap(sentence, *found) == found


def test_a_name_stays_apart_from_its_neighbour_in_either_direction() -> None:
    sentence = "Bí thư Tỉnh ủy Quảng Hòa Đặng Thị Mơ và Chủ tịch tỉnh Tân Giang Phùng Gia Bảo ký kết."
    for name in ("Quảng Hòa", "Đặng Thị Mơ", "Tân Giang", "Phùng Gia Bảo"):
        start = sentence.index(name)
        assert sentence[slice(*snap(sentence, start, start + len(name)))] == name


PIECES = st.sampled_from(
    "ngày 21 tháng 2 năm 2023 15,6 1.115 tỷ đồng % ha triệu USD đồng/kg tỷ lệ Nguyễn Văn A Mỹ Anh Hà Giang Joe H’Hen Y ông "
    'Ông UBND “đất rừng” ( ) " ” « » ’ ‘ , . ; - – −3 5-7 / và C.P. quý II/2024 tỉnh 🎉 ภาษา COVID-19 xã'.split()
)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SENTENCES = st.one_of(
    st.lists(PIECES, min_size=1, max_size=12).map(" ".join),
    st.lists(PIECES, min_size=1, max_size=12).map("".join),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
)


@UNHURRIED
@given(SENTENCES, st.data())
def test_a_rounded_span_is_inside_its_sentence_not_empty_and_stays(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    found = snap(sentence, start, end)
    assert 0 <= found[0] < found[1] <= len(sentence)
    assert snap(sentence, *found) == found


@UNHURRIED
@given(SENTENCES, st.data())
def test_letters_and_digits_that_were_found_are_kept(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    first, last = snap(sentence, start, end)
    kept = {at for at in range(start, end) if sentence[at].isalnum()}
    assert kept <= set(range(first, last))
    if kept:
        assert not re.search(r"\w$", sentence[:first]) or not sentence[first].isalnum()
        assert not sentence[last : last + 1].isalnum() or not sentence[last - 1].isalnum()
