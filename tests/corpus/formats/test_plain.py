import textwrap
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EmptyDocument, TooLarge, UnknownEncoding
from corpus.formats import Limits
from corpus.formats.plain import unwrap
from tests.corpus.formats.files import PARAGRAPHS, one, refusal
from tests.corpus.text.encoders import tcvn3, vni, windows_1258


def test_text_is_read_as_it_is() -> None:
    text = "Tiêu đề\r\n\r\nĐoạn một.\rĐoạn hai.\n"
    reading = one("a.txt", text)
    assert (reading.text, reading.format, reading.origin) == ("Tiêu đề\n\nĐoạn một.\nĐoạn hai.\n", "text", "a.txt")


@pytest.mark.parametrize("encode", [tcvn3, vni, windows_1258, str.encode])
def test_every_encoding(encode: object) -> None:
    text = "\n".join(PARAGRAPHS)
    assert unicodedata.normalize("NFC", one("a.txt", encode(text)).text) == text  # type: ignore[operator]


@pytest.mark.parametrize("width", [60, 72, 80])
def test_wrapped_text_is_unwrapped(width: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS * 2)
    assert unwrap(wrapped).split("\n\n") == PARAGRAPHS * 2


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS),
        "Danh sách\n"
        + "\n".join(f"{k}. Xã thứ {k} của huyện An Hà có diện tích {k * 3},5 km vuông, dân số đông" for k in range(20)),
        "Thơ bốn câu mỗi câu bảy chữ\nkhông câu nào dài tới lề phải\n" * 10,
        "",
    ],
)
def test_text_that_is_not_wrapped_stays(text: str) -> None:
    assert unwrap(text) == text


@given(st.lists(st.text(alphabet="ab .\n-", max_size=80), max_size=20).map("\n".join))
def test_unwrapping_never_changes_a_word(text: str) -> None:
    assert unwrap(text).split() == text.split()


def test_limits() -> None:
    assert isinstance(refusal("a.txt", "x" * 101, Limits(line_characters=100)), TooLarge)
    assert isinstance(refusal("a.txt", "x\n" * 60, Limits(text_characters=100)), TooLarge)
    assert "1.000.000" in refusal("a.txt", "x" * 1_000_001).reason


def test_binary_and_empty_files() -> None:
    assert isinstance(refusal("a.txt", b"\x00\x01\x02" * 100), UnknownEncoding)
    for data in (b"", b" \r\n\t ", "\ufeff \n".encode(), "\u200b\n".encode()):
        assert isinstance(refusal("a.txt", data), EmptyDocument)
