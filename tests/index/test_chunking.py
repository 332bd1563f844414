"""Passages: whole sentences, each in one passage, of bounded size."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Article
from corpus.text.normalise import to_nfc
from corpus.text.sentences import sentences
from index.chunking import ENOUGH_WORDS, MAX_WORDS, embedded_text, spans
from tests.corpus.text.strategies import texts


def said(words: int, first: str = "Câu") -> str:
    """A sentence of so many words."""
    return " ".join([first, *["từ"] * (words - 1)]) + "."


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(Article("a.txt", text, ""))]


def size(text: str) -> int:
    return len(text.split())


paragraphs = st.lists(st.lists(st.integers(1, 150).map(said), min_size=1, max_size=5).map(" ".join), max_size=8)
articles = st.one_of(paragraphs.map("\n".join), texts.map(lambda text: to_nfc(text)[0].strip()))


@given(articles)
@settings(deadline=None)
def test_every_sentence_is_in_one_passage_and_none_is_cut(text: str) -> None:
    found, said_in = spans(Article("a.txt", text, "")), sentences(text)
    for start, end in said_in:
        assert sum(left <= start and end <= right for left, right in found) == 1
        assert sum(left < end and start < right for left, right in found) == 1, "no other passage has a part of it"
    assert {left for left, _ in found} <= {start for start, _ in said_in}
    assert {right for _, right in found} <= {end for _, end in said_in}
    assert all(before[1] <= after[0] for before, after in pairwise(found)), "in order, without overlap"


@given(articles)
@settings(deadline=None)
def test_passages_are_neither_too_long_nor_needlessly_short(text: str) -> None:
    found = spans(Article("a.txt", text, ""))
    for start, end in found:
        assert size(text[start:end]) <= MAX_WORDS or len(sentences(text[start:end])) == 1
    for (start, end), (left, right) in pairwise(found):
        following = text[left : left + sentences(text[left:right])[0][1]]
        paragraph_ended = "\n" in text[end:left] and size(text[start:end]) >= ENOUGH_WORDS
        assert paragraph_ended or size(text[start:end]) + size(following) > MAX_WORDS


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("", []),
        (said(1), [1]),
        (f"{said(MAX_WORDS + 1)} {said(3)}", [MAX_WORDS + 1, 3]),
        (f"{said(MAX_WORDS - 3)} {said(3)}", [MAX_WORDS]),
        (f"{said(MAX_WORDS - 3)} {said(4)}", [MAX_WORDS - 3, 4]),
        (f"{said(ENOUGH_WORDS)}\n{said(5)}", [ENOUGH_WORDS, 5]),  # enough: the paragraph's end closes it
        (f"{said(ENOUGH_WORDS)} {said(5)}", [ENOUGH_WORDS + 5]),  # the same paragraph goes on
        (f"{said(ENOUGH_WORDS - 1)}\n{said(5)}", [ENOUGH_WORDS + 4]),
        (f"{said(30)}\n{said(30)}\n{said(30)}", [60, 30]),
    ],
)
def test_sizes_worked_out_by_hand(text: str, sizes: list[int]) -> None:
    assert [size(passage) for passage in cut(text)] == sizes


def test_short_paragraphs_stay_together_in_one_passage() -> None:
    text = f"Một số kết quả chính\n{said(40)}\nNhiệm vụ năm sau\n{said(30)}"
    assert cut(text) == [text]


@pytest.mark.parametrize("before", [30, ENOUGH_WORDS])
def test_a_heading_stays_with_what_follows(before: int) -> None:
    passages = cut(f"{said(before)}\nMục tiêu của năm sau\n{said(40)}")
    assert any("Mục tiêu của năm sau\nCâu từ" in passage for passage in passages)


@pytest.mark.parametrize(
    ("before", "behind"),
    [(ENOUGH_WORDS - 3, 40), (ENOUGH_WORDS - 10, 70)],
    ids=["the heading itself makes it enough", "what follows does not fit"],
)
def test_a_heading_stays_with_what_follows_even_where_a_passage_ends(before: int, behind: int) -> None:
    passages = cut(f"{said(before)}\nMục tiêu của năm sau\n{said(behind)}")
    assert any("Mục tiêu của năm sau\nCâu từ" in passage for passage in passages)


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Họp báo", "Họp báo. Ba dự án."), ("Họp báo...", "Họp báo. Ba dự án."), ("", "Ba dự án.")],
)
def test_the_encoder_sees_the_title_first(title: str, expected: str) -> None:
    assert embedded_text(title, "Ba dự án.") == expected
