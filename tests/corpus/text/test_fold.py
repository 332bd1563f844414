import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpus.text.fold import fold, fold_char, unaccented
from tests.corpus.text.strategies import VIETNAMESE, texts

ALL = "".join(map(chr, range(sys.maxunicode + 1)))


def test_every_vietnamese_letter_folds_to_its_base() -> None:
    expected = "a" * 18 + "e" * 12 + "i" * 6 + "o" * 18 + "u" * 12 + "y" * 6 + "d"
    assert fold(VIETNAMESE) == expected
    assert fold(VIETNAMESE.upper()) == expected


def test_examples() -> None:
    assert fold("Ủy ban nhân dân tỉnh ĐẮK LẮK: 1.115 tỷ") == "uy ban nhan dan tinh dak lak: 1.115 ty"
    assert fold("Ðà Nẵng") == "da nang"  # eth, which old converters write for Đ
    assert fold("Thüringen, Côte d'Ivoire") == "thuringen, cote d'ivoire"
    assert fold("straße й が 漢") == "straße й が 漢"


def test_every_code_point_folds_to_one_that_folds_to_itself() -> None:
    folded = fold(ALL)
    assert len(folded) == len(ALL)
    assert fold(folded) == folded


def test_folding_keeps_letters_letters_and_digits_digits() -> None:
    # So that tokens stand at the same places in a text and in its fold.
    for char, folded in zip(ALL, fold(ALL), strict=True):
        assert char.isalpha() == folded.isalpha()
        assert char.isdecimal() == folded.isdecimal()


@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_offsets_stay_valid(text: str, start: int, end: int) -> None:
    assert fold(text)[start:end] == fold(text[start:end])


@given(st.sampled_from(VIETNAMESE))
def test_a_letter_folds_to_what_its_decomposition_starts_with(letter: str) -> None:
    assert fold_char(letter) == ("d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0])


@given(texts)
def test_without_accents_the_fold_and_the_capitals_stay(text: str) -> None:
    plain = unaccented(text)
    assert fold(plain) == fold(text)
    assert len(plain) == len(text)
    assert all(a.isupper() == b.isupper() for a, b in zip(plain, text, strict=True) if a.isascii() and b.isalpha())
