"""As of when a sentence holds."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article, Period
from service.periods import year_of
from service.question.scope import Scope, scope_of
from service.timing import holds_at, speaks_of

WRITTEN = date(2024, 6, 1)


def article(published: date | None = WRITTEN, period: Period | None = None) -> Article:
    return Article("a.txt", "Văn bản.", "Tựa", published=published, period=period)


EXPLICIT = [
    ("Lũy kế đến hết năm 2022, xã có 42 dự án.", date(2022, 12, 31)),
    ("Đến năm 2022 lao động của xã có 42 người.", date(2022, 12, 31)),
    ("Tính đến 2022 lao động của xã có 42 người.", date(2022, 12, 31)),
    ("Đến 2022, xã có 42 dự án.", date(2022, 12, 31)),
    ("LŨY KẾ ĐẾN CUỐI NĂM 2022, xã có 42 dự án.", date(2022, 12, 31)),
    ("Tính đến ngày 15/3/2023, xã có 12 buôn.", date(2023, 3, 15)),
    ("Tính đến 15-3-2023, xã có 12 buôn.", date(2023, 3, 15)),
    ("Tính tới 15.3/2023, xã có 12 buôn.", date(2023, 3, 15)),
    ("Đến tháng 2/2023, tuyến đường xong 7 km.", date(2023, 2, 28)),
    ("Đến tháng 2/2024, tuyến đường xong 7 km.", date(2024, 2, 29)),
    ("Cộng dồn đến hết tháng 12-2022, thu 5 tỷ đồng.", date(2022, 12, 31)),
    ("Giai đoạn 2016-2020, huyện xây 30 km đường.", date(2020, 12, 31)),
    ("Nhiệm kỳ 2015 – 2020, hội kết nạp 900 hội viên.", date(2020, 12, 31)),
    ("Trong năm 2023, xã trồng 40 ha rừng.", date(2023, 12, 31)),
    ("Năm 2022 xã trồng 40 ha, năm 2023 trồng 55 ha.", date(2023, 12, 31)),
    ("Đến hết năm 2021, kế hoạch của năm 2022 xong một nửa.", date(2021, 12, 31)),
]
IMPLICIT = [
    "Xã có 12 buôn.",
    "Quỹ đất rộng 2023 ha.",
    "Trường (năm 2013) có 12 lớp.",
    "Trường (thành lập năm 1967) có 12 lớp.",
    "Số việc làm tăng lên đến 2000 lao động.",
    "Vốn lên tới 2000 tỷ đồng.",
    "Tính đến 31/2/2023, xã có 12 buôn.",
    "Tính đến tháng 13/2023, xã có 12 buôn.",
]


@pytest.mark.parametrize(("sentence", "day"), EXPLICIT)
def test_a_period_of_the_sentence_counts_by_its_last_day(sentence: str, day: date) -> None:
    assert holds_at(article(), sentence) == day
    assert holds_at(article(published=None), sentence) == day
    assert holds_at(article(published=None, period=Period(2024, 2024)), sentence) == day


@pytest.mark.parametrize("sentence", IMPLICIT)
def test_a_sentence_without_a_period_holds_as_of_its_article(sentence: str) -> None:
    assert holds_at(article(), sentence) == WRITTEN
    assert holds_at(article(published=None, period=Period(2019, 2020)), sentence) == date(2019, 12, 31)
    assert holds_at(article(published=None), sentence) is None


BROADER = [
    ("Tính đến ngày 15 tháng 3 năm 2023, xã có 12 buôn.", date(2023, 3, 15)),
    ("Đến tháng 6 năm 2022, tuyến đường xong 7 km.", date(2022, 6, 30)),
    ("Số hộ nghèo giảm 5% so với năm 2022.", WRITTEN),
    ("Trường hoạt động từ năm 2019 với 12 lớp.", WRITTEN),
    ("Trường hoạt động từ cuối năm 2019 với 12 lớp.", WRITTEN),
    ("Thu ngân sách tăng 5% so với cùng kỳ năm 2022.", WRITTEN),
    ("Thu ngân sách tăng 5% so với 6 tháng đầu năm 2022.", WRITTEN),
    ("So với năm 2021, năm 2022 thu tăng 5%.", date(2022, 12, 31)),
    ("Sáu tháng đầu năm 2023, xã trồng 40 ha.", date(2023, 6, 30)),
    ("9 tháng đầu năm 2023, xã trồng 40 ha.", date(2023, 9, 30)),
    ("Trong năm tháng đầu năm 2023, xã trồng 40 ha.", date(2023, 5, 31)),
    ("Trong 3 tháng đầu năm, xã trồng 40 ha.", date(2024, 3, 31)),
    ("6 tháng đầu năm, xã trồng 40 ha.", WRITTEN),  # the day before its last
    ("Trong tháng 3/2023, xã trồng 40 ha.", date(2023, 3, 31)),
    ("Quý II/2023, xã trồng 40 ha.", date(2023, 6, 30)),
    ("Từ năm 2019 đến hết năm 2022, xã trồng 40 ha.", date(2022, 12, 31)),
    ("Từ năm 2019 - 2022, xã trồng 40 ha.", date(2022, 12, 31)),
    ("Xã cấp đất theo Luật Đất đai năm 2013.", WRITTEN),
    ("Xã công khai theo Luật Phòng, chống tham nhũng năm 2018.", WRITTEN),
    ("Theo Luật Đất đai năm 2013, năm 2022 xã cấp 12 sổ.", date(2022, 12, 31)),
    ("Tuyên truyền pháp luật năm 2022 có 12 buổi.", date(2022, 12, 31)),
]


@pytest.mark.parametrize(("sentence", "day"), BROADER)
def test_a_year_that_is_no_period_of_the_sentence_does_not_count(sentence: str, day: date) -> None:
    assert holds_at(article(), sentence) == day


def test_the_first_months_of_a_year_unsaid_are_those_of_the_article() -> None:
    sentence = "6 tháng đầu năm, xã trồng 40 ha."
    assert holds_at(article(published=date(2023, 12, 1)), sentence) == date(2023, 6, 30)
    assert holds_at(article(published=None, period=Period(2019, 2020)), sentence) == date(2019, 6, 30)
    assert holds_at(article(published=None), sentence) is None


@pytest.mark.parametrize(
    "sentence", ["Đến năm 2030, tỉnh có 12 cầu.", "Giai đoạn 2021-2025 có 12 cầu.", "Cả năm 2024 thu 5 tỷ."]
)
def test_no_sentence_holds_beyond_the_day_it_was_written(sentence: str) -> None:
    assert holds_at(article(), sentence) == WRITTEN
    assert holds_at(article(published=None, period=Period(2019, 2020)), sentence) == date(2020, 12, 31)


@given(
    st.text("đếnhtnăm giai oạ ngày thág/-.2019() ", max_size=60) | st.sampled_from([s for s, _ in EXPLICIT]),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
)
def test_never_later_than_the_article_and_never_unknown_for_a_dated_one(sentence: str, published: date) -> None:
    told = holds_at(article(published=published), sentence)
    assert told is not None
    assert told <= published


def scope(*years: int) -> Scope:
    return Scope(tuple(map(year_of, years)), years)


SPEAKS = [
    ((2022,), "Năm 2022, xã có 5 cầu.", True),
    ((2021,), "Năm 2022, xã có 5 cầu.", False),
    ((2022,), "Giai đoạn 2021-2023 xã xây 5 cầu.", True),
    ((2020,), "Giai đoạn 2021-2023 xã xây 5 cầu.", False),
    ((2020, 2021), "Năm 2021 xã xây 5 cầu.", True),
    ((WRITTEN.year,), "Xã có 5 cầu.", True),  # as of the day it was written
    ((WRITTEN.year - 1,), "Xã có 5 cầu.", False),
]


@pytest.mark.parametrize(("years", "quote", "told"), SPEAKS)
def test_which_years_a_quote_speaks_of(years: tuple[int, ...], quote: str, told: bool) -> None:
    assert speaks_of(scope(*years), article(), quote) is told


def test_an_undated_article_may_speak_of_any_year_of_its_period_but_not_against_its_own_words() -> None:
    undated = article(published=None, period=Period(2019, 2020))
    assert [speaks_of(scope(year), undated, "Xã có 5 cầu.") for year in (2018, 2019, 2020)] == [False, True, True]
    assert not speaks_of(scope(2020), undated, "Cuối năm 2019, xã có 5 cầu.")


def test_the_title_tells_of_what_year_its_article_is() -> None:
    assert speaks_of(scope(2021), replace(article(), title="Báo cáo năm 2021"), "Xã có 5 cầu.")


# What is asked, what a page of 1/6/2024 says, and whether it may be the answer.
SCOPES = [
    ("Trước năm 2020 xã có mấy cầu?", "Năm 2018, xã có 5 cầu.", True),
    ("Trước năm 2020 xã có mấy cầu?", "Năm 2021, xã có 7 cầu.", False),
    ("Trước 2020 xã có mấy cầu?", "Năm 2020, xã có 7 cầu.", False),
    ("Sau năm 2021 xã có mấy cầu?", "Năm 2022, xã có 7 cầu.", True),
    ("Sau năm 2021 xã có mấy cầu?", "Giai đoạn 2016-2020 xã xây 5 cầu.", False),
    ("Từ năm 2022 đến nay xã xây mấy cầu?", "Năm 2023, xã xây 2 cầu.", True),
    ("Từ năm 2022 đến nay xã xây mấy cầu?", "Năm 2021, xã xây 2 cầu.", False),
    ("Từ 2017 đến 2019 xã xây mấy cầu?", "Năm 2018, xã xây 2 cầu.", True),
    ("Từ 2017 đến 2019 xã xây mấy cầu?", "Năm 2020, xã xây 2 cầu.", False),
    ("Nhiệm kỳ 2015-2020 ai làm chủ tịch?", "Nhiệm kỳ 2015 – 2020, bà Ưng làm chủ tịch.", True),
    ("Nhiệm kỳ 2015-2020 ai làm chủ tịch?", "Nhiệm kỳ 2021-2026, ông Xổm làm chủ tịch.", False),
    ("Tháng 2/2023 ai đến thăm?", "Chiều 21/2/2023, đoàn đến thăm xã.", True),
    ("Tháng 2/2023 ai đến thăm?", "Trong tháng 3/2023, đoàn đến thăm xã.", False),
    ("Tháng 2/2023 ai đến thăm?", "Năm 2023 có nhiều đoàn đến thăm xã.", True),
    ("Tháng 2/2024 ai đến thăm?", "Ngày 21/2, đoàn đến thăm xã.", True),
    ("Tháng 2/2024 ai đến thăm?", "Ngày 21/3, đoàn đến thăm xã.", False),
    ("Tháng 2/2024 ai đến thăm?", "Đoàn trồng 3/4 số cây.", True),
    ("Quý I năm 2023 thu bao nhiêu?", "Quý I/2023 thu 5 tỷ đồng.", True),
    ("Quý I năm 2023 thu bao nhiêu?", "Quý III/2023 thu 9 tỷ đồng.", False),
    ("6 tháng đầu năm 2023 thu bao nhiêu?", "Sáu tháng đầu năm 2023 thu 7 tỷ đồng.", True),
    ("Đầu năm 2023 xã có mấy cầu?", "Đến hết năm 2022, xã có 5 cầu.", False),
    ("Ngày 21 tháng 2 năm 2023 ai đến thăm?", "Chiều 21-2-2023, đoàn đến thăm.", True),
    ("Ngày 21 tháng 2 năm 2023 ai đến thăm?", "Ngày 22/2/2023, đoàn đến thăm.", False),
    ("Xã có mấy cầu?", "Năm 2001, xã có 2 cầu.", True),
]


@pytest.mark.parametrize(("question", "quote", "told"), SCOPES)
def test_which_quotes_fit_the_time_of_a_question(question: str, quote: str, told: bool) -> None:
    assert speaks_of(scope_of(question), article(), quote) is told


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Hết năm 2022 xã có 141 con trâu, vậy đến cuối năm 2025 có bao nhiêu?", [2025]),
        ("Hồi 2023 hàng của xã bán ở 53 chợ, thế còn tháng 12/2025?", [2025]),
        ("Năm 2020 chủ tịch là ông Xổm; sang năm 2024 là ai?", [2024]),
        ("Năm 2022 xã có mấy cầu, còn năm 2023?", [2022, 2023]),
        ("Từ đầu nhiệm kỳ 2020-2025, đến hết năm 2023 xã có bao nhiêu cầu?", [2025, 2023]),
        ("Xã có 5 cầu, đến năm 2023 có bao nhiêu?", [2023]),
    ],
)
def test_what_is_said_first_is_known_and_what_comes_behind_is_asked(question: str, years: list[int]) -> None:
    assert [span.last.year for span in scope_of(question).spans if span.last] == years


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Năm ngoái xã có mấy cầu?", date(2025, 1, 1), date(2025, 12, 31)),
        ("Kim ngạch năm nay tăng bao nhiêu so với năm ngoái?", date(2026, 1, 1), date(2026, 12, 31)),
        ("Năm 2024 tăng bao nhiêu so với năm trước?", date(2024, 1, 1), date(2024, 12, 31)),
        ("6 tháng đầu năm nay xã thu bao nhiêu?", date(2026, 1, 1), date(2026, 6, 30)),
        ("Quý 2 năm ngoái thu bao nhiêu?", date(2025, 4, 1), date(2025, 6, 30)),
        ("Tháng 3 năm nay xã thu bao nhiêu?", date(2026, 3, 1), date(2026, 3, 31)),
        ("Ngày 3/2 năm nay ai đến thăm?", date(2026, 2, 3), date(2026, 2, 3)),
        ("Tháng ba năm nay xã thu bao nhiêu?", date(2026, 1, 1), date(2026, 12, 31)),
        ("Lớp 10 năm nay tuyển bao nhiêu em?", date(2026, 1, 1), date(2026, 12, 31)),
        ("Vốn đầu tư năm nay là bao nhiêu?", date(2026, 1, 1), date(2026, 12, 31)),
        ("Tỉnh thu hút nhiều năm ngoái hay năm nào?", date(2025, 1, 1), date(2025, 12, 31)),
        ("Xã có gì một năm trước?", date(2025, 1, 1), date(2025, 12, 31)),
        ("Xã họp mấy lần tháng trước?", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_time_seen_from_today(question: str, first: date, last: date) -> None:
    [span] = scope_of(question, date(2026, 3, 15)).spans
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "Kim ngạch tăng bao nhiêu so với cùng kỳ năm trước?",
        "Ai là chủ tịch xã 5 năm trước?",
        "Mấy cầu xây trong 5 năm nay?",
        "Mấy năm nay tỉnh thu hút bao nhiêu dự án?",
        "Nhiều năm nay ai làm chủ tịch?",
        "Ba năm nay xã xây mấy cầu?",
        "Mười một năm nay xã xây mấy cầu?",
        "Những năm trước?",
        "Dự án nào có vốn 2000 tỷ đồng?",
        "Nhà máy nào có 2000 lao động?",
        "Luật Đất đai năm 2024 cho thuê đất bao nhiêu năm?",
        "Nghị quyết số 58 năm 2020 nói gì về cảng?",
    ],
)
def test_a_year_that_is_compared_with_or_names_a_law_is_not_asked_about(question: str) -> None:
    assert scope_of(question, date(2026, 3, 15)).spans == ()


def test_a_year_behind_a_law_is_asked_about() -> None:
    [span] = scope_of("Theo Luật Đất đai, năm 2025 tỉnh thu hồi bao nhiêu đất?").spans
    assert span.last == date(2025, 12, 31)
