"""What was said before is said again, to the bit, and asked for only once."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.remembering import Memory, RememberingEncoder, RememberingModel
from index.encoder import FakeEncoder
from service.reader.span_model.model import MAX_TEXT, Scores, SpanModel
from service.reader.span_model.packing import Tokens

TEXTS = ["Xã có 12 thôn.", "Huyện có 9 xã.", "", "Xã có 12 thôn."]


class Counting(FakeEncoder):
    """Counts what it is asked for."""

    def __init__(self) -> None:
        super().__init__(dim=64)
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return super().encode_passages(texts)


class Words(SpanModel):
    """A model whose tokens are words; its scores follow from the question and the ids."""

    def __init__(self) -> None:
        self.revision = "words-1"
        self.asked: list[int] = []

    def tokenise(self, text: str) -> Tokens:
        words = text.split()
        spans = tuple((text.index(word), text.index(word) + len(word)) for word in words)
        return Tokens(tuple(len(word) for word in words), spans)

    def read(self, question: str, texts: Sequence[Tokens]) -> list[Scores]:
        self.asked += [len(text) for text in texts]
        found = []
        for text in texts:
            ids = np.array(text.ids[:MAX_TEXT], dtype=np.float32)
            spans = np.array(text.spans[:MAX_TEXT], dtype=np.int64).reshape(-1, 2)
            state = np.array([len(question), len(ids), 0.5], dtype=np.float32)
            found.append(Scores(ids / 3, ids * len(question) / 7, 0.1, float(len(ids)), spans, state))
        return found


def test_vectors_are_kept_across_openings(tmp_path: Path) -> None:
    encoder, expected = Counting(), FakeEncoder(dim=64).encode_passages(TEXTS)
    for _ in range(2):
        with closing(Memory(tmp_path / "a" / "said.sqlite")) as memory:
            remembering = RememberingEncoder(encoder, memory)
            np.testing.assert_array_equal(remembering.encode_passages(TEXTS), expected)
            np.testing.assert_array_equal(remembering.encode_passages(TEXTS[::-1]), expected[::-1])
            assert remembering.encode_passages([]).shape == (0, 64)
    assert sorted(encoder.asked) == sorted(set(TEXTS))


def test_questions_passages_and_other_encoders_are_kept_apart(tmp_path: Path) -> None:
    class Otherwise(Counting):
        def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return -super().encode_queries(texts)

    first, second = Otherwise(), Counting()
    second.revision = "another"
    with closing(Memory(tmp_path / "said.sqlite")) as memory:
        one, other = RememberingEncoder(first, memory), RememberingEncoder(second, memory)
        passages = one.encode_passages(TEXTS)
        np.testing.assert_array_equal(one.encode_queries(TEXTS), -passages)
        other.encode_passages(TEXTS)
    assert len(second.asked) == 3


def test_scores_are_kept_by_question_and_text(tmp_path: Path) -> None:
    model, plain = Words(), Words()
    texts = [model.tokenise(text) for text in TEXTS]
    with closing(Memory(tmp_path / "said.sqlite")) as memory:
        remembering = RememberingModel(model, memory)
        for question in ("Có mấy thôn?", "Có mấy xã hả?", "Có mấy thôn?"):
            for kept, said in zip(remembering.read(question, texts), plain.read(question, texts), strict=True):
                np.testing.assert_allclose(kept.starts, said.starts, rtol=1e-6)
                np.testing.assert_allclose(kept.ends, said.ends, rtol=1e-6)
                np.testing.assert_array_equal(kept.spans, said.spans)
                np.testing.assert_array_equal(kept.state, said.state)
                assert (kept.null_start, kept.null_end) == pytest.approx((said.null_start, said.null_end))
    assert len(model.asked) == 6  # three texts, two questions


def test_a_text_is_kept_as_far_as_it_is_read(tmp_path: Path) -> None:
    model = Words()
    long = model.tokenise("từ " * (MAX_TEXT + 9))
    with closing(Memory(tmp_path / "said.sqlite")) as memory:
        for _ in range(2):
            (scores,) = RememberingModel(model, memory).read("Gì?", [long])
            assert len(scores.starts) == len(scores.ends) == len(scores.spans) == MAX_TEXT
