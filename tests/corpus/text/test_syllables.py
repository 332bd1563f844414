import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.fold import fold
from corpus.text.normalise import to_nfc
from corpus.text.syllables import Token, canonical_number, tokens
from tests.corpus.text.strategies import composed, texts


def _words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ở Cô-oét, ý", ["Ở", "Cô", "oét", "ý"]),  # nothing is too short
        ("tăng 579,3% lên 1.115 tỷ", ["tăng", "579,3", "lên", "1.115", "tỷ"]),
        ("428,5 triệu; 2.686.000,5 đồng", ["428,5", "triệu", "2.686.000,5", "đồng"]),
        ("ngày 14/5, 10-4-2014 và 21/02/2023.", ["ngày", "14/5", "10-4-2014", "và", "21/02/2023"]),
        ("tháng 5-2019, 2014-04-10", ["tháng", "5-2019", "2014-04-10"]),
        ("Nghị quyết 22-NQ/TW, 123/QĐ-UBND", ["Nghị", "quyết", "22-NQ/TW", "123/QĐ-UBND"]),
        ("Luật 45/2019/QH14, 30/2023/NĐ-CP", ["Luật", "45/2019/QH14", "30/2023/NĐ-CP"]),
        ("giai đoạn 2021-2025, 2016 - 2020", ["giai", "đoạn", "2021", "2025", "2016", "2020"]),
        ("từ 10-15%, 40-50 người", ["từ", "10", "15", "40", "50", "người"]),
        ("16-20/11", ["16", "20/11"]),
        ("1,2,3 và 2017,2018", ["1", "2", "3", "và", "2017", "2018"]),
        ("QL1A, 25B, 4G, COVID-19, 15h30", ["QL1A", "25", "B", "4", "G", "COVID", "19", "15", "h", "30"]),
        ("thanhhoa.dcs.vn (R'lấp)", ["thanhhoa", "dcs", "vn", "R", "lấp"]),
        ("mục 1.2.3 hết.", ["mục", "1.2.3", "hết"]),
        ("năm 2019. 5 người", ["năm", "2019", "5", "người"]),
        ("…“”–", []),
    ],
)
def test_examples(text: str, expected: list[str]) -> None:
    assert _words(text) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1.115", "1115"),
        ("15,6", "15.6"),
        ("04", "4"),
        ("0", "0"),
        ("000", "0"),
        ("579,3%", "579.3"),
        ("15,60", "15.6"),
        ("15,0", "15"),
        ("2.686.000,50", "2686000.5"),
        ("1,115,000", "1115000"),
        ("1,115", "1.115"),  # a comma is the decimal sign
        ("0.125", "0.125"),
        ("15.6", "15.6"),
        ("14/05", "14/5"),
        ("10-4-2014", "10/4/2014"),
        ("10.4.2014", "10/4/2014"),
        ("2014-04-10", "10/4/2014"),
        ("5-2019", "5/2019"),
        ("22-NQ/TW", None),
        ("1.2.3", None),
        ("mười", None),
        ("", None),
    ],
)
def test_canonical_numbers(number: str, expected: str | None) -> None:
    assert canonical_number(number) == expected
    assert canonical_number(Token(number, 0, len(number))) == expected


@given(st.integers(0, 10**12))
def test_a_whole_number_has_one_form_with_and_without_its_points(number: int) -> None:
    assert canonical_number(f"{number:,}".replace(",", ".")) == str(number)
    assert _words(f"có {number:,} đồng".replace(",", ".")) == ["có", f"{number:,}".replace(",", "."), "đồng"]


@given(st.dates())
def test_a_day_has_one_form_however_it_is_written(day: object) -> None:
    one = f"{day.day}/{day.month}/{day.year:04d}"  # type: ignore[attr-defined]
    other = f"{day.day:02d}-{day.month:02d}-{day.year:04d}"  # type: ignore[attr-defined]
    assert canonical_number(one) == canonical_number(other)
    assert _words(other) == [other]


@given(texts)
def test_tokens_stand_where_they_say_and_nothing_with_a_letter_is_lost(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.text == text[token.start : token.end]
        assert token.start >= end
        assert not any(char.isalnum() and char != "_" for char in text[end : token.start])
        end = token.end
    assert not any(char.isalnum() for char in text[end:])


@given(texts)
def test_a_text_and_its_fold_have_tokens_at_the_same_places(text: str) -> None:
    text = to_nfc(text)[0]
    assert [(t.start, t.end) for t in tokens(text)] == [(t.start, t.end) for t in tokens(fold(text))]


@given(composed)
def test_decomposed_text_has_the_same_tokens(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert [unicodedata.normalize("NFC", word) for word in _words(decomposed)] == _words(text)
