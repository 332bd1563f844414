import numpy as np
import pytest

from index.encoder import Encoder, FakeEncoder


def score(question: str, passage: str) -> float:
    encoder: Encoder = FakeEncoder()
    return float((encoder.encode_queries([question]) @ encoder.encode_passages([passage]).T)[0, 0])


@pytest.mark.parametrize(
    ("question", "passage", "expected"),
    [
        ("hội nghị", "Hội nghị ở Huế", 2 / (2**0.5 * 4**0.5)),
        ("một hai ba", "một hai ba", 1.0),
        ("a a b", "a b", 3 / (5**0.5 * 2**0.5)),  # counts 2 and 1 against 1 and 1
        ("trời", "đất", 0.0),
        ("", "đất", 0.0),
        ("", " ", 1.0),
    ],
)
def test_scores_are_those_worked_out_by_hand(question: str, passage: str, expected: float) -> None:
    assert score(question, passage) == pytest.approx(expected, abs=1e-6)


def test_only_so_many_words_are_read() -> None:
    encoder = FakeEncoder(max_tokens=2)
    vectors = encoder.encode_passages(["một hai", "một hai ba"])
    assert np.array_equal(vectors[0], vectors[1])
    assert encoder.count_tokens("một hai  ba") == 3


def test_shapes_are_those_of_the_protocol() -> None:
    encoder = FakeEncoder(dim=8)
    assert encoder.encode_queries([]).shape == (0, 8)
    vectors = encoder.encode_passages(["một", ""])
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1, 1])
    assert encoder.revision != FakeEncoder(dim=9).revision
