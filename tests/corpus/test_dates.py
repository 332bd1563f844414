"""Dates as pages print them, and dates in sentences, which are not dates of publication."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import date_line, dates_in, leading_date

FIFTH = date(2025, 12, 5)
MONTH_WORDS = ["Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai"]


@pytest.mark.parametrize(
    "line",
    [
        "05/12/2025 lúc 11:28 (GMT+7)",
        "Thứ Sáu, 05/12/2025 11:28",
        "Thứ sáu, 5/12/2025, 11:28 (GMT+7)",
        "11:28 , 05/12/2025",
        "11:28 | 05/12/2025",
        "11h28 ngày 05/12/2025",
        "ngày 5 tháng 12 năm 2025",
        "Ngày 05 tháng 12 năm 2025",
        "Cập nhật lúc 11:28, 05/12/2025",
        "Cập nhật: 05-12-2025 11:28:05",
        "Đăng ngày 05/12/2025 - Cập nhật 06/12/2025",
        "Ngày đăng: 5.12.2025",
        "2025-12-05T11:28+07:00",
        "2025-12-05 11:28:05",
        "2025-12-05",
        "Thanh Hóa, ngày 05 tháng 12 năm 2025",
        "TP. Hồ Chí Minh, ngày 5 tháng 12 năm 2025",
        "5/12/2025",
        "05 . 12 . 2025",
        "5 Tháng Mười Hai, 2025",
        "Tháng Mười Hai 5, 2025",
        "Chủ nhật, 05/12/2025 - 11:28 | 1.204 lượt xem",
        "Published on 05/12/2025 at 11:28 AM",
        "(05/12/2025 11:28)",
    ],
)
def test_lines_that_are_dates(line: str) -> None:
    found = date_line(line)
    assert found is not None
    assert (found.day, found.rest) == (FIFTH, "")


@pytest.mark.parametrize(
    ("line", "stamped", "timed"),
    [
        ("05/12/2025", False, False),
        ("ngày 5 tháng 12 năm 2025", False, False),
        ("Thứ Sáu, 05/12/2025", True, False),
        ("Hà Nam, ngày 5 tháng 12 năm 2025", True, False),
        ("05/12/2025 11:28", True, True),
        ("Cập nhật: 05/12/2025", True, True),
    ],
)
def test_what_marks_a_date_of_publication(line: str, stamped: bool, timed: bool) -> None:
    found = date_line(line)
    assert found is not None
    assert (found.stamped, found.timed) == (stamped, timed)


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 5/12/2025, tại Hà Nội diễn ra hội nghị tổng kết công tác năm.",
        "Chiều 5/12/2025, đoàn công tác tới thăm trường.",
        "Từ 8:00 đến 11:30 ngày 05/12/2025",
        "05/12/2025 - 07/12/2025",
        "Số 21 ngày 05/12/2025 của Sở Y tế về việc phòng dịch",
        "31/02/2025 11:28",
        "30-02-2025",
        "2025-13-05",
        "05/12/25",
        "12/2025",
        "11:28",
        "0237 3721150",
        "1.115.2025",
        "",
    ],
)
def test_lines_that_are_not_dates(line: str) -> None:
    assert date_line(line) is None


def test_words_beside_a_date_are_told() -> None:
    found = date_line("Phạm Đăng - 05/12/2025 11:28")
    assert found is not None
    assert (found.day, found.rest) == (FIFTH, "Phạm Đăng")


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        (" date 2025-12-05 Hội chợ nông sản mở cửa".strip(), "Hội chợ nông sản mở cửa"),
        ("2025-12-05 Hội chợ nông sản mở cửa", "Hội chợ nông sản mở cửa"),
        ("05/12/2025 11:28 - Hội chợ nông sản mở cửa", "Hội chợ nông sản mở cửa"),
        ("Cập nhật: 05/12/2025 Hội chợ nông sản mở cửa", "Hội chợ nông sản mở cửa"),
    ],
)
def test_a_stamp_before_a_headline(line: str, headline: str) -> None:
    found = leading_date(line)
    assert found is not None
    assert (found[0], line[found[1] :]) == (FIFTH, headline)


@pytest.mark.parametrize(
    "line", ["Ngày 5/12/2025 hội chợ nông sản mở cửa", "5/12/2025 là ngày khai trương", "Hội chợ 2025-12-05"]
)
def test_a_date_that_opens_a_sentence_is_no_stamp(line: str) -> None:
    assert leading_date(line) is None


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    d, m, y = day.day, day.month, day.year
    forms = [
        f"{d}/{m}/{y}",
        f"{d:02}/{m:02}/{y}",
        f"{d}-{m}-{y}",
        f"{d}.{m}.{y}",
        day.isoformat(),
        f"ngày {d} tháng {m} năm {y}",
        f"{d} Tháng {MONTH_WORDS[m - 1]}, {y}",
        f"Tháng {MONTH_WORDS[m - 1]} {d}, {y}",
    ]
    for form in forms:
        found = date_line(form)
        assert found is not None, form
        assert found.day == day, form
        inside = dates_in(f"Hội nghị họp ({form}) ở xã.")
        assert [one.day for one in inside] == [day], form


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9999))
def test_days_that_no_calendar_has_are_refused(d: int, m: int, y: int) -> None:
    try:
        expected = date(y, m, d) if 1900 <= y <= 2100 else None
    except ValueError:
        expected = None
    found = date_line(f"{d}/{m}/{y:04}")
    assert (found.day if found else None) == expected


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    date_line(text)
    leading_date(text)
    for found in dates_in(text):
        assert 0 <= found.start < found.end <= len(text)
