import re
import time
import unicodedata

import pytest
from hypothesis import example, given

from corpus.text import normalise
from corpus.text.normalise import to_nfc
from corpus.text.offsets import OffsetMap
from tests.corpus.text.strategies import texts

_DROPPED = "\ufeff\u200b\u200d\u00ad\u2060\u0007"


def _plainly(text: str) -> str:
    """The same by whole-text operations: slow, obvious, without offsets."""
    for char in _DROPPED:
        text = text.replace(char, "")
    text = text.replace("\r\n", "\n")
    for char in "\r\u2028\u000c":
        text = text.replace(char, "\n")
    for char in "\t\u00a0\u2009\u3000":
        text = text.replace(char, " ")
    return unicodedata.normalize("NFC", text.replace("\ud800", "\ufffd"))


@given(texts)
@example("e\u200b\u0302\u0301")  # an invisible character between a letter and its marks
@example("\u1100\u1161\u11a8 か\u3099 \u212b")
@example("a\r\u200b\nb\r\n")
@example("\u0301\u0323a")
def test_the_text_is_what_whole_text_operations_give(text: str) -> None:
    expected = _plainly(text)
    # Dropping may bring a CR before an LF: two line ends or one are both right.
    assert to_nfc(text)[0].replace("\n\n", "\n") == expected.replace("\n\n", "\n")


@given(texts)
def test_it_is_nfc_and_doing_it_twice_changes_nothing(text: str) -> None:
    once = to_nfc(text)[0]
    assert unicodedata.is_normalized("NFC", once)
    assert to_nfc(once) == (once, OffsetMap.identity())
    once.encode()  # no half surrogates


@given(texts)
@example("\ufeffTie\u0302\u0301ng")
@example("ế" * 3)
@example("e\u0302\u0301" * 3)
def test_every_character_leads_back_to_what_it_was_made_of(text: str) -> None:
    made, offsets = to_nfc(text)
    end_before = 0
    for at in range(len(made)):
        start, end = offsets.span_to_source(at, at + 1)
        assert made[at] in to_nfc(text[start:end])[0]
        assert start <= end <= len(text)
        assert offsets.to_source(at + 1) >= end_before
        end_before = offsets.to_source(at)
    for run in offsets.runs:
        assert made[run.start : run.start + run.length] == text[run.origin : run.origin + run.length]


@given(texts)
def test_the_map_covers_the_whole_source(text: str) -> None:
    made, offsets = to_nfc(text)
    if made:
        covered = set()
        for at in range(len(made)):
            covered.update(range(offsets.to_source(at), max(offsets.to_source(at) + 1, offsets.to_source(at + 1))))
        lost = [char for at, char in enumerate(text) if at not in covered]
        assert all(char in _DROPPED for char in lost)


def test_a_sound_text_is_given_back_as_it_is() -> None:
    text = "Cộng hòa xã hội chủ nghĩa Việt Nam: “1.115 tỷ” – 漢字 가나, Москва\n"
    assert to_nfc(text)[0] is text


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("\ufeffHà Nội", "Hà Nội"),
        ("H\u00adu\u200b\u1ebf", "Huế"),
        ("a\u00a0b\tc\u202fd", "a b c d"),
        ("a\r\nb\rc\u2028d\u0085e\x0cf", "a\nb\nc\nd\ne\nf"),
        ("Ho\u0300a, hoa\u0300, ho\u00e0", "Hòa, hoà, hoà"),
        ("\u00ea\u0301", "ế"),  # windows-1258: half composed
        ("lone \udcff", "lone \ufffd"),
    ],
)
def test_examples(given_text: str, expected: str) -> None:
    assert to_nfc(given_text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", "Tỉnh đã ký kết thỏa thuận hợp tác. ") * 8_000,
        "a" + "\u0301\u0323" * 100_000,  # takes quadratic time in unicodedata
        "\u200b" * 300_000,
        "漢字" * 150_000 + "\r\n",
    ],
    ids=["decomposed", "marks", "invisible", "han"],
)
def test_long_texts_take_linear_time(text: str) -> None:
    started = time.perf_counter()
    to_nfc(text)
    assert time.perf_counter() - started < 3


def test_the_stable_characters_are_stable() -> None:
    """What the fast path steps over is in NFC, is a starter, and never composes with what stands before it."""
    stable = re.compile(f"[{normalise._STABLE}]")
    seconds = set()
    for code in range(0x20000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    wrong = [
        hex(code)
        for code in range(0x10000)
        if stable.match(char := chr(code))
        and (unicodedata.combining(char) or not unicodedata.is_normalized("NFC", char) or char in seconds)
    ]
    assert wrong == []
