import pytest
from hypothesis import given

from corpus.text.fold import fold
from corpus.text.normalise import to_nfc
from corpus.text.spelling import is_syllable, same_tone_place, spelling_key, split_tone
from tests.corpus.text.strategies import texts

# Newer spelling (or a slip of the finger), older spelling.
PLACES = """hoà hòa|hoá hóa|thuỷ thủy|khoẻ khỏe|loè lòe|uỷ ủy|tuỳ tùy|toạ tọa|xoã xõa|goá góa|doạ dọa|quý quý|quỳ quỳ
quả quả|qủa quả|qúy quý|già già|gìa già|giá giá|giữa giữa|gì gì|gìn gìn|giếng giếng|giêng giêng|của của|cuả của
mùa mùa|muà mùa|hoàn hoàn|hòan hoàn|toán toán|tóan toán|ngoài ngoài|ngòai ngoài|khuỷu khuỷu|khủyu khuỷu
thuế thuế|thúê thuế|người người|ngừơi người|quốc quốc|nghĩa nghĩa|nghiã nghĩa|tiếng tiếng|tíêng tiếng|rượu rượu
huỳnh huỳnh|hùynh huỳnh|thuở thuở|yếu yếu|ỷ ỷ|xoáy xoáy|Hoà Hòa|HOÀ HÒA|UỶ ỦY|Thuý Thúy"""


@pytest.mark.parametrize("pair", PLACES.replace("\n", "|").split("|"))
def test_tone_places(pair: str) -> None:
    written, older = pair.split()
    assert same_tone_place(written) == older


def test_other_words_are_left_alone() -> None:
    text = "café, Thüringen, Genève, Đăk, Niigata, ôxy, naïve, El Niño"
    assert same_tone_place(text) == text


def test_it_works_within_a_text() -> None:
    assert (
        same_tone_place("Nước Cộng hoà, “thuỷ lợi”/hoá chất (uỷ ban).")
        == "Nước Cộng hòa, “thủy lợi”/hóa chất (ủy ban)."
    )


@given(texts)
def test_only_tones_move(text: str) -> None:
    text = to_nfc(text)[0]
    placed = same_tone_place(text)
    assert len(placed) == len(text)
    assert fold(placed) == fold(text)
    assert same_tone_place(placed) == placed
    assert split_tone(placed)[0] == split_tone(text)[0]
    assert sorted(split_tone(placed)[1]) == sorted(split_tone(text)[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kỹ thuật", "kĩ thuật"),
        ("Lý", "lí"),
        ("MỸ", "mĩ"),
        ("quý", "quí"),
        ("Quỳnh", "quình"),
        ("tỷ", "tỉ"),
        ("hy vọng", "hi vọng"),
        ("bác sỹ", "bác sĩ"),
        ("Hoà", "hòa"),
    ],
)
def test_spellings_with_one_key(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("tay", "tai"), ("thúy", "thúi"), ("y", "i"), ("yên", "iên"), ("ma", "má"), ("đi", "di"), ("hay", "hai")],
)
def test_words_that_keep_their_own_keys(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


@given(texts)
def test_a_key_keeps_offsets_and_is_its_own_key(text: str) -> None:
    text = to_nfc(text)[0]
    key = spelling_key(text)
    assert len(key) == len(text)
    assert spelling_key(key) == key
    assert fold(key).replace("y", "i") == fold(text).replace("y", "i")


@pytest.mark.parametrize(
    "word",
    [
        "Nghĩa",
        "hoà",
        "quốc",
        "gì",
        "giếng",
        "gìn",
        "quỳnh",
        "nghiêng",
        "ở",
        "ý",
        "Đắk",
        "khuya",
        "xoong",
        "boóc",
        "ương",
        "thuở",
        "quýt",
        "ghế",
        "kẻ",
        "cá",
        "ngoằn",
        "huếch",
        "tuyết",
        "Ủy",
    ],
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    [
        "đ",
        "Seoul",
        "cac",
        "hßa",
        "c¸c",
        "ngiêng",
        "kà",
        "cế",
        "ghà",
        "bcd",
        "áá",
        "quôcs",
        "Thüringen",
        "xã-hội",
        "",
        "a" * 50,
    ],
)
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
