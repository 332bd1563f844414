"""Cosines of sentences with a question: right, kept for the next question, and right from several threads."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.encoder import FakeEncoder
from service.reader.similarity import Similarity

WORDS = st.text("abcd ", max_size=12)


class Counting(FakeEncoder):
    """Keeps the sentences that it was given."""

    def __init__(self) -> None:
        super().__init__(dim=64)
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return super().encode_passages(texts)


def product(question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
    encoder = FakeEncoder(dim=64)
    return np.asarray(encoder.encode_passages(sentences) @ encoder.encode_queries([question])[0])


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=6)), min_size=1, max_size=4), st.integers(0, 5))
def test_cosines_are_those_of_a_plain_product(asked: list[tuple[str, list[str]]], kept: int) -> None:
    similarity = Similarity(FakeEncoder(dim=64), kept)
    for question, sentences in asked:
        found = similarity.cosines(question, sentences)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, product(question, sentences), atol=1e-6)


def test_no_sentences() -> None:
    found = Similarity(FakeEncoder()).cosines("Ai?", [])
    assert found.shape == (0,)
    assert found.dtype == np.float32


def test_a_sentence_is_encoded_once() -> None:
    encoder = Counting()
    similarity = Similarity(encoder)
    similarity.cosines("a", ["một", "hai", "một"])
    similarity.cosines("b", ["hai", "ba"])
    assert sorted(encoder.encoded) == ["ba", "hai", "một"]


def test_the_longest_unused_go_first() -> None:
    encoder = Counting()
    similarity = Similarity(encoder, kept=2)
    similarity.cosines("a", ["một"])
    similarity.cosines("a", ["hai"])
    similarity.cosines("a", ["một"])  # used again: "hai" is now the older one
    similarity.cosines("a", ["ba"])
    encoder.encoded.clear()
    similarity.cosines("a", ["một", "ba"])
    assert encoder.encoded == []
    similarity.cosines("a", ["hai"])
    assert encoder.encoded == ["hai"]


def test_one_question_may_have_more_sentences_than_are_kept() -> None:
    sentences = [f"{word} a" for word in "bcdefgh"]
    similarity = Similarity(FakeEncoder(dim=64), kept=2)
    np.testing.assert_allclose(similarity.cosines("a b", sentences), product("a b", sentences), atol=1e-6)


def test_threads_that_evict_one_another_get_right_cosines() -> None:
    similarity = Similarity(FakeEncoder(dim=64), kept=3)
    sentences = [f"{one} {other}" for one in "abcdef" for other in "ghijkl"]
    expected = {question: product(question, sentences) for question in "abcdefgh"}

    def wrong(number: int) -> bool:
        question = "abcdefgh"[number % 8]
        at = number % 5
        return not np.allclose(similarity.cosines(question, sentences[at:]), expected[question][at:], atol=1e-6)

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(wrong, range(200)))
