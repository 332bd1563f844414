"""The span of a sentence that was read twice: what both readings like is marked."""

import numpy as np
import pytest

from service.reader.span_model.marking import Place, agreed
from service.reader.span_model.model import Scores
from service.reader.span_model.reading import mark_again

SENTENCE = "Xã có 12 thôn, 7 cầu."
WORDS = ["Xã", "có", "12", "thôn", ",", "7", "cầu", "."]


def read_at(at: int, liked: dict[str, float], null: float = 0.0, words: list[str] = WORDS) -> Place:
    """The sentence read behind ``at`` code points of other text; ``liked`` are the scores of words as start and as end."""
    spans, found = [], 0
    for word in words:
        found = SENTENCE.index(word, found)
        spans.append((at + found, at + found + len(word)))
        found += len(word)
    around = [(at - 5, at - 1)] if at else []
    behind = [(at + len(SENTENCE) + 1, at + len(SENTENCE) + 4)]
    scores = np.array([9.0] * len(around) + [liked.get(word, -4.0) for word in words] + [9.0], np.float32)
    rows = np.array([*around, *spans, *behind], np.int64)
    return Place(Scores(scores, scores.copy(), null, null, rows, np.zeros(3, np.float32)), at)


def test_scores_are_the_mean_of_both_over_the_null_wherever_the_sentence_stood() -> None:
    first, second = read_at(0, {"12": 3.0, "7": 1.0}, null=1.0), read_at(40, {"12": 1.0, "7": 6.0}, null=-2.0)
    told = agreed(first, second, len(SENTENCE))
    assert [SENTENCE[start:end] for start, end in told.spans.tolist()] == WORDS
    twelve, seven, other = (WORDS.index(word) for word in ("12", "7", "cầu"))
    for scores in (told.starts, told.ends):
        assert scores[twelve] == pytest.approx(((3 - 1) + (1 + 2)) / 2)
        assert scores[seven] == pytest.approx(((1 - 1) + (6 + 2)) / 2)
        assert scores[other] == pytest.approx(((-4 - 1) + (-4 + 2)) / 2)
    assert told.null == 0.0


def test_what_stands_around_the_sentence_is_not_looked_at() -> None:
    told = agreed(read_at(40, {"7": 2.0}), read_at(7, {"7": 2.0}), len(SENTENCE))
    assert len(told.starts) == len(WORDS)
    assert told.starts.max() == pytest.approx(2.0)


def test_a_token_that_the_second_cut_otherwise_is_as_far_off_as_the_others() -> None:
    """The second reading is two points above the first over all, and says nothing of "Xã" and "có"."""
    other = ["Xã có", "12", "thôn", ",", "7", "cầu", "."]
    first, second = read_at(0, {"Xã": 3.0, "12": 2.0}), read_at(0, {"12": 4.0, "Xã có": 8.0}, null=-2.0, words=other)
    told = agreed(first, second, len(SENTENCE))
    apart = np.mean([4.0 + 2.0 - 2.0] + [2.0] * 5)
    assert told.starts[WORDS.index("Xã")] == pytest.approx(3.0 + apart / 2)
    assert told.starts[WORDS.index("12")] == pytest.approx((2.0 + 4.0 + 2.0) / 2)
    assert told.starts[WORDS.index("7")] == pytest.approx((-4.0 - 4.0 + 2.0) / 2)


def test_where_the_second_cut_every_token_otherwise_the_first_decides() -> None:
    first = read_at(0, {"7": 2.0}, null=0.5)
    told = agreed(first, Place(first.scores, 3), len(SENTENCE))
    assert told.starts[WORDS.index("7")] == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("first", "second", "marked"),
    [
        ({"12": 4.0, "7": 3.0}, {"12": 1.0, "7": 5.0}, "7"),
        ({"12": 4.0, "7": 3.0}, {"12": 1.0, "7": 1.5}, "12"),
        ({"12": 4.0}, {"12": 4.0}, "12"),
    ],
)
def test_the_span_that_both_like_best_is_marked(first: dict[str, float], second: dict[str, float], marked: str) -> None:
    found = mark_again(SENTENCE, read_at(0, first), read_at(25, second))
    assert found is not None
    assert SENTENCE[found.start : found.end] == marked


def test_of_spans_that_are_nearly_alike_one_that_is_asked_for_is_marked() -> None:
    def bridges(sentence: str, start: int, end: int) -> float:
        return float(sentence[end:].startswith(" cầu"))

    first, second = read_at(0, {"12": 4.0, "7": 3.5}), read_at(25, {"12": 4.0, "7": 3.5})
    found = [mark_again(SENTENCE, first, second), mark_again(SENTENCE, first, second, bridges)]
    assert [SENTENCE[one.start : one.end] for one in found if one] == ["12", "7"]


def test_read_twice_alike_margin_and_span_are_those_of_one_reading() -> None:
    place = read_at(0, {"12": 4.0, "thôn": 3.0}, null=1.0)
    found = mark_again(SENTENCE, place, place)
    assert found is not None
    assert found.margin == pytest.approx(4.0 + 4.0 - 2 * 1.0)


def test_a_sentence_of_which_nothing_was_read_has_no_span() -> None:
    assert mark_again(SENTENCE, Place(read_at(0, {}).scores, 500), read_at(0, {"12": 1.0})) is None
