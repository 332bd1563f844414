"""Terms: all spellings of one thing share them, different things do not."""

import unicodedata
from itertools import combinations

import pytest
from hypothesis import given, settings

from corpus.text.fold import fold
from corpus.text.normalise import to_nfc
from corpus.text.syllables import tokens
from index.terms import by_fold, names, terms
from tests.corpus.text.strategies import composed


def test_terms_by_hand() -> None:
    found = terms("Ký 1.115 bản, ở Huế")
    assert found.toned == ["kí", "1.115", "bản", "ở", "huế", "#1115", "kí_1.115", "1.115_bản", "bản_ở", "ở_huế"]
    assert found.folded == ["ki", "1.115", "ban", "o", "hue", "#1115", "ki_1.115", "1.115_ban", "ban_o", "o_hue"]


def test_repeats_are_kept() -> None:
    assert terms("rất rất xa").toned == ["rất", "rất", "xa", "rất_rất", "rất_xa"]


@pytest.mark.parametrize("text", ["", " \n", "…, (!)"])
def test_no_words_no_terms(text: str) -> None:
    assert (terms(text).toned, terms(text).folded) == ([], [])


@given(composed)
@settings(deadline=None)
def test_decomposed_text_has_the_same_terms(text: str) -> None:
    assert terms(to_nfc(unicodedata.normalize("NFD", text))[0]) == terms(to_nfc(text)[0])


@pytest.mark.parametrize(
    "spellings",
    [
        ("hòa bình", "hoà bình", "Hoà Bình", "HÒA BÌNH"),
        ("thủy lợi", "thuỷ lợi"),
        ("Ủy ban", "Uỷ ban", "ủy ban"),
        ("khỏe mạnh", "khoẻ mạnh"),
        ("kỹ thuật", "kĩ thuật"),
        ("ký kết", "kí kết"),
        ("tỷ lệ", "tỉ lệ"),
        ("quý hai", "quí hai"),
    ],
)
def test_spellings_share_all_terms(spellings: tuple[str, ...]) -> None:
    assert len({tuple(terms(spelling).toned) for spelling in spellings}) == 1
    assert len({tuple(terms(spelling).folded) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        ("1.115", "1115"),
        ("2.686.000", "2686000", "2,686,000"),
        ("15,6", "15,60", "15,6%"),
        ("04", "4"),
        ("14/5", "14/05"),
        ("10/4/2014", "10-4-2014", "2014-04-10", "10.4.2014", "10/04/2014"),
        ("11/2025", "11-2025"),
    ],
)
def test_all_forms_of_a_number_share_a_term(forms: tuple[str, ...]) -> None:
    for field in ("toned", "folded"):
        shared = set.intersection(*(set(getattr(terms(f"có {form} bản"), field)) for form in forms))
        assert len([term for term in shared if term.startswith("#")]) == 1


def test_different_numbers_share_no_term() -> None:
    numbers = ["1.115", "1,115", "11,15", "115", "15", "15,6", "156", "14/5", "5/14", "4", "40", "22-NQ/TW"]
    for one, other in combinations(numbers, 2):
        assert not set(terms(one).toned) & set(terms(other).toned), (one, other)


def test_toned_terms_tell_words_apart_and_folded_terms_do_not() -> None:
    assert not set(terms("bán").toned) & set(terms("bạn").toned)
    assert terms("bán đất").folded == terms("bạn dat").folded == terms("ban dat").folded


@given(composed)
@settings(deadline=None)
def test_folded_terms_are_the_folds_of_the_toned_ones(text: str) -> None:
    found = terms(to_nfc(text)[0])
    assert found.folded == [fold(term) for term in found.toned]


@given(composed)
@settings(deadline=None)
def test_a_stripped_text_has_the_same_folded_terms(text: str) -> None:
    nfc = to_nfc(text)[0]
    assert terms(fold(nfc)).folded == terms(nfc).folded


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh ký kết 38 thỏa thuận với Hủa Phăn",
        "Kỹ thuật, mỹ thuật, Đắk Lắk, quý III, y tế",
        "ĐY, đỹ",
        "Ủy ban về thuỷ lợi",
    ],
)
def test_a_question_typed_without_diacritics_meets_all_terms(text: str) -> None:
    assert terms(fold(text)).folded == terms(text).folded


@given(composed)
@settings(deadline=None)
def test_each_token_gives_a_term_and_each_two_neighbours_a_pair(text: str) -> None:
    nfc = to_nfc(text)[0]
    count = len(tokens(nfc))
    found = terms(nfc)
    for field in (found.toned, found.folded):
        plain = [term for term in field if "_" not in term and not term.startswith("#")]
        assert len(plain) == count
        assert len([term for term in field if "_" in term]) == max(0, count - 1)


def test_other_names_are_looked_for_by_their_pairs() -> None:
    found = names(["Đại Hàn Dân Quốc", "Kuwait", "Cô-oét"])
    assert found.toned == ["đại_hàn", "hàn_dân", "dân_quốc", "kuwait", "cô_oét"]
    assert found.folded == [fold(term) for term in found.toned]
    assert names([]).toned == []


@given(composed)
@settings(deadline=None)
def test_each_syllable_is_found_by_its_fold(text: str) -> None:
    found = terms(to_nfc(text)[0]).toned
    forms = by_fold(found)
    assert {form for forms in forms.values() for form in forms} == {
        term for term in found if "_" not in term and term[0].isalpha()
    }
    assert all(fold(form) == folded for folded, words in forms.items() for form in words)
