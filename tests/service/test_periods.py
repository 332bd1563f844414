"""Spans of time that a text names: forms, the finest first, what is none, and properties."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.periods import Span, spans_named, year_of

NAMED = [
    ("Ngày 21/2/2023 họp", date(2023, 2, 21), date(2023, 2, 21)),
    ("họp 21-2-2023", date(2023, 2, 21), date(2023, 2, 21)),
    ("họp ngày 21.02.2023", date(2023, 2, 21), date(2023, 2, 21)),
    ("ngày 21 tháng 2 năm 2023", date(2023, 2, 21), date(2023, 2, 21)),
    ("chiều 21/2", date(2024, 2, 21), date(2024, 2, 21)),
    ("ngày 21/2, đoàn", date(2024, 2, 21), date(2024, 2, 21)),
    ("21 tháng 2", date(2024, 2, 21), date(2024, 2, 21)),
    ("tháng 2/2023", date(2023, 2, 1), date(2023, 2, 28)),
    ("tháng 02 năm 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ("trong tháng 12", date(2024, 12, 1), date(2024, 12, 31)),
    ("quý IV/2023", date(2023, 10, 1), date(2023, 12, 31)),
    ("quý 2 năm 2023", date(2023, 4, 1), date(2023, 6, 30)),
    ("quý I", date(2024, 1, 1), date(2024, 3, 31)),
    ("qúy I/2025", date(2025, 1, 1), date(2025, 3, 31)),
    ("6 tháng cuối năm 2025", date(2025, 7, 1), date(2025, 12, 31)),
    ("6 tháng đầu 2025", date(2025, 1, 1), date(2025, 6, 30)),
    ("ba tháng cuối của năm", date(2024, 10, 1), date(2024, 12, 31)),
    ("từ tháng 1 đến tháng 6/2025", date(2025, 1, 1), date(2025, 6, 30)),
    ("từ ngày 1/1/2025 đến ngày 30/6/2025", date(2025, 1, 1), date(2025, 6, 30)),
    ("từ 1/2 đến hết 30/6/2025", date(2025, 2, 1), date(2025, 6, 30)),
    ("quý III - quý IV năm 2025", date(2025, 7, 1), date(2025, 12, 31)),
    ("sáu tháng đầu năm 2023", date(2023, 1, 1), date(2023, 6, 30)),
    ("9 tháng đầu năm", date(2024, 1, 1), date(2024, 9, 30)),
    ("đầu năm 2023", date(2023, 1, 1), date(2023, 4, 30)),
    ("giữa năm 2023", date(2023, 4, 1), date(2023, 9, 30)),
    ("đến cuối năm 2023", date(2023, 9, 1), date(2023, 12, 31)),
    ("cuối năm nay", date(2024, 9, 1), date(2024, 12, 31)),
    ("nửa đầu năm 2023", date(2023, 1, 1), date(2023, 6, 30)),
    ("nửa cuối năm 2023", date(2023, 7, 1), date(2023, 12, 31)),
    ("cuối 2023", date(2023, 9, 1), date(2023, 12, 31)),
    ("những tháng đầu năm 2023", date(2023, 1, 1), date(2023, 6, 30)),
    ("từ đầu năm 2023", date(2023, 1, 1), date(2023, 12, 31)),
    ("từ đầu năm 2021 đến cuối năm 2023", date(2021, 1, 1), date(2023, 12, 31)),
    ("năm 2022", date(2022, 1, 1), date(2022, 12, 31)),
    ("giai đoạn 2021-2025", date(2021, 1, 1), date(2025, 12, 31)),
    ("từ năm 2017 đến hết năm 2019", date(2017, 1, 1), date(2019, 12, 31)),
    # a noun behind a year may begin what happened then
    ("năm 2000 người dân", date(2000, 1, 1), date(2000, 12, 31)),
    ("Từ 2013 người dân bán vé", date(2013, 1, 1), date(2013, 12, 31)),
    ("Đến 2003 hộ nghèo vẫn vay", date(2003, 1, 1), date(2003, 12, 31)),
    ("Tính đến 2003 hộ nghèo vẫn vay", date(2003, 1, 1), date(2003, 12, 31)),
    ("Sau trận đánh 1905 người Nga rút", date(1905, 1, 1), date(1905, 12, 31)),
    ("đội dự World Cup 2023 người hâm mộ", date(2023, 1, 1), date(2023, 12, 31)),
    ("Từ 1983 mét là", date(1983, 1, 1), date(1983, 12, 31)),
    ("Đến 2030 tỷ lệ xe điện", date(2030, 1, 1), date(2030, 12, 31)),
    ("Đến 2023 tấn công mạng", date(2023, 1, 1), date(2023, 12, 31)),
    ("Hồi 2023 Hà Tĩnh", date(2023, 1, 1), date(2023, 12, 31)),
    ("giai đoạn 2016 - 2020 hộ nghèo", date(2016, 1, 1), date(2020, 12, 31)),
    ("giai đoạn 2016-2020 triệu", date(2016, 1, 1), date(2020, 12, 31)),
    ("thu năm nay", date(2024, 1, 1), date(2024, 12, 31)),
    ("vốn đầu tư năm nay", date(2024, 1, 1), date(2024, 12, 31)),
    ("mấy phần trăm năm nay", date(2024, 1, 1), date(2024, 12, 31)),
    ("nhiều gấp đôi năm trước", date(2023, 1, 1), date(2023, 12, 31)),
    ("nhiều gấp ba năm trước", date(2023, 1, 1), date(2023, 12, 31)),
    ("một năm trước", date(2023, 1, 1), date(2023, 12, 31)),
]


@pytest.mark.parametrize(("text", "first", "last"), NAMED)
def test_what_is_named(text: str, first: date, last: date) -> None:
    [one] = spans_named(text, 2024)
    assert one.span == Span(first, last)


def test_two_times_with_one_year_are_both_of_it() -> None:
    assert [one.span for one in spans_named("Quý I và quý II năm 2025")] == [
        Span(date(2025, 1, 1), date(2025, 3, 31)),
        Span(date(2025, 4, 1), date(2025, 6, 30)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "3/4 số hộ",
        "quý ı",
        "quý İ",
        "6 tháng đầu 12 tỷ",
        "tỷ số 2/1",
        "quyết định 22/2/QĐ",
        "31/2 là ngày không có",
        "tháng 13/2",
        "1.115 tỷ",
        "20235 người",
        "đầu năm học",
        "cuối năm",
        "giữa nay mai",
        "vốn 2000 tỷ đồng",
        "từ 2000 tỷ lên 3000 tỷ",
        "vốn 1990-2000 tỷ đồng",
        "từ 1990 đến 2000 triệu USD",
        "rộng 2000ha",
        "dài 1990 m",
        "đạt 2000%",
        "tăng lên đến 2000 lao động",
        "có 2000 hộ",
        "hơn 2000 năm tuổi",
        "những năm trước",
        "mọi năm trước",
        "nhiều năm nay",
        "vài năm nay",
        "ba năm nay",
        "gấp đôi ba năm trước",
        "mười một năm trước",
        "năm năm nay",
        "mấy chục năm nay",
        "một năm nay",
        "3 năm nay",
        "20.000 năm trước",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert spans_named(text, 2024) == []


def test_without_a_known_year_a_day_or_month_alone_is_no_time() -> None:
    assert spans_named("chiều 21/2, trong tháng 3 và quý I") == []


def test_a_far_range_is_two_years() -> None:
    assert [one.span for one in spans_named("1930-2025")] == [year_of(1930), year_of(2025)]


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d} tháng {m} năm {y}", "{d}.{m}.{y}"]),
)
def test_any_day_is_read_in_any_form(day: date, form: str) -> None:
    text = "Ngày " + form.format(d=day.day, m=day.month, y=day.year) + ", xã họp."
    assert [one.span for one in spans_named(text)] == [Span(day, day)]


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 900), st.integers(-900, 900))
def test_meeting_is_mutual_and_is_sharing_a_day(first: date, length: int, shift: int) -> None:
    one = Span(first, first + timedelta(days=length))
    other = Span(first + timedelta(days=shift), first + timedelta(days=shift + 30))
    shared = max(one.first or first, other.first or first) <= min(one.last or first, other.last or first)
    assert one.meets(other) is other.meets(one) is shared
    assert one.meets(Span(None, None))


@given(st.text("năm tháng quý ngày 2023/-.đếnI12 ", max_size=50))
def test_places_are_in_order_and_apart(text: str) -> None:
    found = spans_named(text, 2024)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.span.first and one.span.last and one.span.first <= one.span.last for one in found)
