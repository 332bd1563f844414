"""When one answer of a quote holds: its own clause and sentence tell, not every date of the quote."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article
from corpus.text.sentences import sentences
from service.question.scope import scope_of
from service.statement_time import telling_when
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
        assert telling_when(quote, at) in quote[:end]
