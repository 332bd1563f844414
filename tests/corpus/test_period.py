"""The years that undated texts of different kinds speak of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.period import derived_period
from corpus.records import Period

TEXTS = {
    "a report of one year": (
        "Năm 2022, xã thu ngân sách 4,1 tỷ đồng. Trong năm 2022, hai tuyến đường được mở rộng.",
        Period(2022, 2022),
    ),
    "a report and the plan behind it": (
        "Tính riêng năm 2021, huyện trồng 300 ha rừng. Sang năm 2022, huyện giao chỉ tiêu 350 ha.",
        Period(2021, 2022),
    ),
    "a term that ends a year later": (
        "Nhiệm kỳ 2016-2021, hội kết nạp 900 hội viên. Riêng năm 2020, hội kết nạp 240 người.",
        Period(2020, 2021),
    ),
    "a comparison with the year before": (
        "Sản lượng năm 2023 đạt 80 tấn, tăng so với năm 2022. Quý IV năm 2023 là cao nhất.",
        Period(2023, 2023),
    ),
    "months written as numbers": (
        "Đợt một từ 3-2018, đợt hai từ 9-2018. Tổng cộng 61 lớp học được mở.",
        Period(2018, 2018),
    ),
    "a law and a resolution do not count": (
        "Thực hiện Luật Thủy lợi năm 2017 và Nghị quyết số 12-NQ/TW ngày 3-6-2017, năm 2019 huyện kiên cố 14 km kênh.",
        Period(2019, 2019),
    ),
    "an aim far ahead does not count": (
        "Năm 2024 có 12 xã đạt chuẩn. Mục tiêu đến năm 2035 là cả huyện, tầm nhìn 2050.",
        Period(2024, 2024),
    ),
    "when partners were won stands in parentheses": (
        "Trường kết nghĩa với Huế (năm 2009), Vinh (năm 2009), Kon Tum (thành lập năm 2009). Năm 2021 có 40 sinh viên trao đổi.",
        Period(2021, 2021),
    ),
    "a start in the past does not count": (
        "Từ năm 2010 đến nay, trạm khám 80.000 lượt người, riêng năm 2023 là 7.100 lượt.",
        Period(2023, 2023),
    ),
    "whole dates count": (
        "Ngày 4/5/2020 xã họp dân, ngày 9/5/2020 khởi công, ngày 1/9/2020 bàn giao.",
        Period(2020, 2020),
    ),
    "a range alone": (
        "Giai đoạn 2021 - 2025, tỉnh hỗ trợ 5.000 hộ. Nguồn vốn giai đoạn 2021-2025 là 310 tỷ đồng.",
        Period(2021, 2025),
    ),
    "of two years said as often the later": (
        "Năm 2018 mất mùa vì hạn. Năm 2020 được mùa lớn.",
        Period(2020, 2020),
    ),
    "history dwells on no year": (
        "Năm 1954 làng lập hợp tác xã. Năm 1968 có điện. Năm 1986 chia lại ruộng. Năm 2001 mở chợ.",
        None,
    ),
    "a text without a year": ("Cửa hàng mở cửa từ 8 giờ đến 17 giờ, nghỉ trưa một tiếng.", None),
    "numbers that look like years": ("Xã có 2019 hộ và 2020 con trâu; tổng đài 1900 2023.", None),
    "a year within an identifier": ("Theo văn bản số 2019/UBND-VX và mã 12-2020-5, hồ sơ gồm ba tờ.", None),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_texts_of_different_kinds(text: str, expected: Period | None) -> None:
    assert derived_period(text) == expected


@given(st.integers(1950, 2090), st.integers(1, 4))
def test_a_year_that_is_said_alone_is_the_period(year: int, times: int) -> None:
    text = f"Trong năm {year}, xã hoàn thành kế hoạch. " * times
    assert derived_period(text) == Period(year, year)
    assert derived_period(f"{text} Kế hoạch năm {year + 1} đã được giao.") == Period(year, year + 1)


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    found = derived_period(text)
    assert found is None or 1945 <= found.first <= found.last <= 2101
