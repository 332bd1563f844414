"""What is planned and what has come to pass, in sentences of invented notices."""

from datetime import date

import pytest

from service.statement_plan import course

CASES = [
    ("Xã phấn đấu trồng 50 ha chè.", "50 ha", "planned"),
    ("Xã phấn đấu đạt 50 ha chè.", "50 ha", "planned"),
    ("Mục tiêu năm nay là 50 ha, đến nay đã trồng 30 ha.", "50 ha", "planned"),
    ("Mục tiêu năm nay là 50 ha, đến nay đã trồng 30 ha.", "30 ha", "done"),
    ("Đã trồng 30 ha, phấn đấu cuối năm đạt 50 ha.", "50 ha", "planned"),
    ("Xã trồng được 52 ha, vượt mục tiêu 50 ha.", "50 ha", "done"),
    ("Xã đạt mục tiêu 50 ha.", "50 ha", "done"),
    ("Năm 2023, thực hiện chương trình mục tiêu quốc gia, huyện có 20 xã về đích.", "20 xã", "untold"),
    ("Chợ mới sẽ mở ngày 5/6.", "5/6", "planned"),
    ("Có 12 hộ sẽ được vay vốn.", "12 hộ", "planned"),
    ("Có 12 hộ đã được vay vốn.", "12 hộ", "done"),
    ("Xã có 12 hộ nghèo.", "12 hộ", "untold"),
    ("Xã sắp xếp lại 12 chợ.", "12 chợ", "untold"),
    ("Chợ mở năm 2030 với 40 quầy.", "40 quầy", "planned"),  # after the notice
    ("Chợ mở năm 2021 với 40 quầy.", "40 quầy", "untold"),
    ("Trời đẹp. Chợ sẽ mở 40 quầy. Xã có 12 hộ.", "12 hộ", "untold"),  # of another sentence
]


@pytest.mark.parametrize(("text", "said", "told"), CASES)
def test_plans_and_results(text: str, said: str, told: str) -> None:
    assert course(text, text.index(said), date(2025, 3, 1)).value == told
