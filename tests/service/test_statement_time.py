"""When one answer of a quote holds: its own clause and sentence tell, not every date of the quote."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article
from corpus.text.sentences import sentences
from service.question.scope import scope_of
from service.statement_time import telling
from service.timing import holds_at, speaks_of

WRITTEN = date(2024, 6, 1)
QUOTE = (
    "Đến hết năm 2022, hợp tác xã có 164 xã viên. Năm 2023, hợp tác xã xây 9 trường học. Ngày 2/3/2024, xã mở 3 bến thuyền. "
    "Cả xã có 5 xưởng."
)


def article(title: str = "Tựa") -> Article:
    return Article("a.txt", "Văn bản.", title, published=WRITTEN)


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("164", date(2022, 12, 31)),
        ("9 trường", date(2023, 12, 31)),
        ("3 bến", date(2024, 3, 2)),
        ("5 xưởng", date(2024, 3, 2)),  # names no time: the sentence before it does
    ],
)
def test_each_sentence_of_a_quote_holds_as_of_its_own_time(answer: str, day: date) -> None:
    assert holds_at(article(), QUOTE, QUOTE.index(answer)) == day


TOLD = [
    ("Năm 2022 có mấy xã viên?", "164", True),
    ("Năm 2022 xây mấy trường học?", "9 trường", False),
    ("Năm 2023 xây mấy trường học?", "9 trường", True),
    ("Tháng 3/2024 mở mấy bến thuyền?", "3 bến", True),
    ("Năm 2024 có mấy xã viên?", "164", False),
]


@pytest.mark.parametrize(("question", "answer", "told"), TOLD)
def test_a_neighbour_s_date_neither_lets_in_nor_keeps_out(question: str, answer: str, told: bool) -> None:
    assert speaks_of(scope_of(question), article(), QUOTE, QUOTE.index(answer)) is told


CLAUSES = [
    ("Năm 2021 đạt 5 tỷ đồng, năm 2022 đạt 7 tỷ đồng.", "5 tỷ", "7 tỷ"),
    ("Đạt 5 tỷ đồng năm 2021, 7 tỷ đồng năm 2022.", "5 tỷ", "7 tỷ"),
    ("Xã có 5 cầu (năm 2021) và, tính đến hết năm 2022, có 7 cầu.", "5 cầu", "7 cầu"),
]


@pytest.mark.parametrize(("sentence", "older", "newer"), CLAUSES)
def test_two_years_of_a_sentence_are_told_apart_by_clause(sentence: str, older: str, newer: str) -> None:
    days = [holds_at(article(), sentence, sentence.index(answer)) for answer in (older, newer)]
    assert days == [date(2021, 12, 31), date(2022, 12, 31)]
    for year, answer in ((2021, newer), (2022, older)):
        assert not speaks_of(scope_of(f"Năm {year} có bao nhiêu?"), article(), sentence, sentence.index(answer))


# What is said, the answer, and the years of 2020 to 2024 that it may be of; the paper is of 2024.
YEARS = [
    ("Tỷ lệ đạt 98% năm 2023, cao hơn mức 91% của năm 2022.", "91%", [2022]),
    ("Xã đón 78 đoàn, gấp hơn hai lần con số 36 đoàn của năm 2022.", "78", [2024]),
    ("Xã còn 54 hộ nghèo, tỷ lệ 4,6%, so với 8,4% cuối năm 2021.", "4,6%", [2024]),
    ("Kinh phí là 28 tỷ đồng; năm 2023 kinh phí ấy là 24 tỷ đồng.", "28 tỷ", [2024]),
    ("Kinh phí là 28 tỷ đồng; năm 2023 kinh phí ấy là 24 tỷ đồng.", "24 tỷ", [2023]),
    ("Xã kết nghĩa với xã Ea Kao (năm 2021), xã Cư Né (năm 2023) và thôn Mê Va.", "xã Cư Né", [2023]),
    ("Xã kết nghĩa với xã Ea Kao (năm 2021), xã Cư Né (năm 2023).", "xã Ea Kao", [2021]),
    ("Vốn năm 2023 là 53 tỷ đồng; đến hết quý III giải ngân 27 tỷ đồng.", "27 tỷ", [2023]),
    ("Cùng kỳ năm trước, tỷ lệ này là 55%.", "55%", [2023]),
    ("Tỷ lệ là 61%, tăng so với cùng kỳ năm trước.", "61%", [2024]),
    ("Theo Quyết định 98/2022/QĐ-UBND, lệ phí giảm 50%.", "50%", [2024]),
    ("Báo cáo nêu kết quả năm 2022. Kế hoạch là của giai đoạn 2023-2025. Trong năm, xã đón 15 đoàn.", "15", [2022]),
    ("Đến hết năm 2022, xã có 9 cầu; xã đang quản lý 4 đập.", "4 đập", [2024]),
    ("Đến hết năm 2022, xã có 9 cầu, thực hiện 4 dự án.", "4 dự án", [2022]),
    ("Năm 2021, UNESCO ghi danh hát xoan. Xã có 9 câu lạc bộ.", "9", [2021, 2024]),
]


@pytest.mark.parametrize(("said", "answer", "years"), YEARS)
def test_which_years_an_answer_may_be_of(said: str, answer: str, years: list[int]) -> None:
    at = said.index(answer)
    told = [year for year in range(2020, 2025) if speaks_of(scope_of(f"Năm {year} có gì?"), article(), said, at)]
    assert told == years


def test_the_title_speaks_only_for_what_names_no_time() -> None:
    report = article("Báo cáo năm 2024")
    asked = scope_of("Năm 2024 xã xây bao nhiêu cây cầu?")
    assert not speaks_of(asked, report, "Năm 2022, xã xây 5 cây cầu.", 16)
    assert speaks_of(asked, report, "Xã xây 5 cây cầu.", 7)


def test_a_year_that_is_compared_with_is_not_told_of_nor_asked_about() -> None:
    sentence = "Năm 2023 xã có 9 cầu, tăng 4 cầu so với năm 2022."
    for answer in ("9 cầu", "4 cầu"):
        at = sentence.index(answer)
        assert not speaks_of(scope_of("Năm 2022 xã có mấy cầu?"), article(), sentence, at)
        assert speaks_of(scope_of("Năm 2023 tăng mấy cầu so với năm 2022?"), article(), sentence, at)
    assert scope_of("Năm 2023 tăng mấy cầu so với năm 2022?").years == (2023,)


DATED = [
    ("Đến hết 2022, có 9 cầu.", "9", date(2022, 12, 31)),
    ("Năm 2022 xã có 5 cầu, đến nay có 9 cầu.", "9", WRITTEN),
    ("Năm 2022 xã có 5 cầu, đến nay có 9 cầu.", "5", date(2022, 12, 31)),
    ("Tính đến nay, từ khi thực hiện Nghị quyết năm 2016, xã có 9 cầu.", "9", WRITTEN),
    ("Hội được thành lập năm 1990, có 9 chi hội.", "9", WRITTEN),
    ("Tính đến ngày 31 tháng 3, có 9 cầu.", "9", date(2024, 3, 31)),
    ("Tháng 3, xã có 9 cầu.", "9", date(2024, 3, 31)),
    ("Ngày 15/3, xã khánh thành 9 cầu.", "9", date(2024, 3, 15)),
    ("Quý I, xã khánh thành 9 cầu.", "9", date(2024, 3, 31)),
]


@pytest.mark.parametrize(("sentence", "answer", "day"), DATED)
def test_dates_in_other_words(sentence: str, answer: str, day: date) -> None:
    assert holds_at(article(), sentence, sentence.index(answer)) == day


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Năm nay xã có mấy cầu?", date(2026, 1, 1), date(2026, 12, 31)),
        ("Năm ngoái xã có mấy cầu?", date(2025, 1, 1), date(2025, 12, 31)),
        ("Tháng này ai trực?", date(2026, 1, 1), date(2026, 1, 31)),
        ("Ai trực tháng trước?", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_this_year_is_read_from_the_day_of_asking(question: str, first: date, last: date) -> None:
    (span,) = scope_of(question, date(2026, 1, 31)).spans
    assert (span.first, span.last) == (first, last)
    assert scope_of(question).spans == ()


@given(
    st.lists(
        st.sampled_from(["Năm 2021 có 5 cầu.", "Xã vui.", "Tháng 3, mở hội, có 7 đội.", "A, b; c (d)."]), max_size=5
    )
)
def test_what_tells_stands_in_the_quote_and_not_behind_the_sentence_asked_about(parts: list[str]) -> None:
    quote = " ".join(parts)
    for at in range(len(quote)):
        end = next((end for _, end in sentences(quote) if at < end), len(quote))
        assert telling(quote, at).text in quote[:end]
