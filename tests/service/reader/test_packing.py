"""Question and text as the model reads them: every token stands for the text that it says it stands for."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from service.reader.span_model.packing import BOS, EOS, MARKS, MAX_QUESTION, Tokens, pack, text_place, tokenise

TEXTS = [
    "Khu công nghiệp Hòa Thắng thu hút 42 dự án.",
    unicodedata.normalize("NFD", "Khu công nghiệp Hòa Thắng thu hút 42 dự án."),
    "Lễ bế mạc 🎉🎉 tại Quảng trường 10/3 👩‍👩‍👧 vui vẻ.",
    "  Đầu\u00a0dòng\u2003có   khoảng trắng\tlạ \n\n và xuống dòng.  ",
    "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย",
    "Từ ５ ｋｍ² đến ½ giờ, ﬁle №3.",
    "",
    "   ",
    "\u200bẩn\u200b giữa\ufeff chữ",
]


def plain(text: str) -> str:
    """The letters of a text in compatible forms: no blanks, nothing that cannot be seen, and no marks.

    Of two marks that follow their letter (NFD) the published tokenizer keeps one.
    """
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Mn"))


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_span_is_the_text_of_its_token(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenise(tokenizer, text)
    for at, (start, end) in zip(tokens.ids, tokens.spans, strict=True):
        piece = tokenizer.id_to_token(at)
        if piece != "<unk>" and start < end:
            assert plain(piece.replace("▁", "")) in plain(text[start:end])


def test_spans_of_plain_words_are_the_words(tokenizer: Tokenizer) -> None:
    text = "Hòa Thắng  có 42 dự án"
    tokens = tokenise(tokenizer, text)
    told = [text[start:end] for start, end in tokens.spans]
    assert "".join(told) == text.replace(" ", "")
    assert "42" in told


CHARACTERS = st.one_of(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]),
    st.sampled_from("ăâđêôơư ếộ\u0301\u0323\u00a0\u2003\u200b🎉กำ½ﬁ,.%"),
)


@pytest.fixture(scope="module")
def split(tokenizer: Tokenizer) -> Callable[[str], Tokens]:
    """As a function, for what is shown of an argument when a property fails: a tokenizer shows all it knows."""
    return lambda text: tokenise(tokenizer, text)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(CHARACTERS, max_size=40))
def test_spans_go_forward_inside_the_text_and_leave_out_no_letter(split: Callable[[str], Tokens], text: str) -> None:
    tokens = split(text)
    assert len(tokens) == len(tokens.ids) == len(tokens.spans)
    covered: set[int] = set()
    last = 0
    for start, end in tokens.spans:
        assert 0 <= start <= end <= len(text)
        assert not text[start:end] or (not text[start].isspace() and not text[end - 1].isspace())
        if start < end:
            assert start >= last
            last = start
        covered |= set(range(start, end))
    assert all(at in covered for at, letter in enumerate(text) if letter.isascii() and letter.isalnum())


def test_the_form_of_what_is_read() -> None:
    question, text = [10, 11, 12], [20, 21]
    packed = pack(question, text)
    assert packed == [BOS, 10, 11, 12, EOS, EOS, 20, 21, EOS]
    assert len(packed) == len(question) + len(text) + MARKS
    assert packed[text_place(question) :][: len(text)] == text


def test_a_long_question_is_cut_and_the_text_stands_behind_it() -> None:
    question, text = list(range(100, 300)), [20, 21, 22]
    packed = pack(question, text)
    assert packed[1 : 1 + MAX_QUESTION] == question[:MAX_QUESTION]
    assert packed[text_place(question) :] == [*text, EOS]
    assert len(packed) == MAX_QUESTION + len(text) + MARKS


@settings(deadline=None)
@given(st.lists(st.integers(5, 99), max_size=80), st.lists(st.integers(100, 199), max_size=50))
def test_the_place_of_the_text_fits_what_is_packed(question: list[int], text: list[int]) -> None:
    place = text_place(question)
    assert pack(question, text)[place : place + len(text)] == text


def test_packing_is_that_of_the_tokenizer_for_pairs(tokenizer: Tokenizer) -> None:
    question, text = "Ai chủ trì?", "Bà Lụa chủ trì."
    packed = pack(tokenise(tokenizer, question).ids, tokenise(tokenizer, text).ids)
    assert packed == tokenizer.encode(question, text).ids
