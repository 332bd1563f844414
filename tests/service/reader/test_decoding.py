"""The best span of a stretch of text, against trying all of them; shares, against softmaxes worked out by hand."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.reader.span_model.decoding import LONGEST, Found, Total, best_spans, total_of
from service.reader.span_model.model import Scores

NUMBERS = st.integers(-96, 96).map(lambda eighths: eighths / 8)
UNHURRIED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def scores_of(
    starts: list[float], ends: list[float], spans: list[tuple[int, int]], null: tuple[float, float] = (0.0, 0.0)
) -> Scores:
    return Scores(
        np.array(starts, np.float32),
        np.array(ends, np.float32),
        *null,
        np.array(spans, np.int64).reshape(len(spans), 2),
        np.zeros(4, np.float32),
    )


@st.composite
def read(draw: st.DrawFn) -> Scores:
    """Scores of up to a dozen tokens of one to three code points; some are nothing but blanks."""
    spans, at = [], 0
    for _ in range(draw(st.integers(1, 12))):
        length = draw(st.integers(0, 3))
        spans.append((at, at + length))
        at += length + draw(st.integers(0, 1))
    size = len(spans)
    told = st.lists(NUMBERS, min_size=size, max_size=size)
    return scores_of(draw(told), draw(told), spans, (draw(NUMBERS), draw(NUMBERS)))


def best_span(scores: Scores, total: Total, start: int, end: int) -> Found | None:
    return next(iter(best_spans(scores, total, start, end, 1)), None)


def every_span(scores: Scores, start: int, end: int) -> list[tuple[float, int, int]]:
    """Score, start and end of every span of tokens that can be seen and that lie inside the stretch, by trying all."""
    found = []
    for i, (first, _) in enumerate(scores.spans.tolist()):
        for j in range(i, min(len(scores.spans), i + LONGEST)):
            last = int(scores.spans[j, 1])
            blank = any(scores.spans[k, 0] == scores.spans[k, 1] for k in (i, j))
            if not blank and first >= start and last <= end:
                found.append((float(scores.starts[i]) + float(scores.ends[j]), first, last))
    return found


@UNHURRIED
@given(read(), st.integers(0, 20), st.integers(0, 30))
def test_the_best_span_is_the_best_of_all(scores: Scores, start: int, length: int) -> None:
    total = total_of([scores])
    found = best_span(scores, total, start, start + length)
    tried = every_span(scores, start, start + length)
    assert (found is None) == (not tried)
    if found is not None:
        best = max(score for score, _, _ in tried)
        assert found.margin == pytest.approx(best - scores.null, abs=1e-4)
        assert any(
            (found.start, found.end) == (first, last) and score == pytest.approx(best, abs=1e-4)
            for score, first, last in tried
        )
        assert found.share == pytest.approx(exp(best - total.starts - total.ends), rel=1e-3)


@UNHURRIED
@given(read(), st.integers(1, 4))
def test_further_spans_are_the_best_of_those_that_share_nothing_with_better_ones(scores: Scores, count: int) -> None:
    total = total_of([scores])
    end = int(scores.spans[-1, 1])
    found = best_spans(scores, total, 0, end, count)
    left, expected = every_span(scores, 0, end), []
    while left and len(expected) < count:
        best = max(score for score, _, _ in left)
        expected.append(best)
        # which of equally good ones is taken is told by what was found
        taken = found[len(expected) - 1]
        assert any(
            (taken.start, taken.end) == (a, b) and score == pytest.approx(best, abs=1e-4) for score, a, b in left
        )
        left = [one for one in left if one[1] >= taken.end or one[2] <= taken.start]
    assert [span.margin for span in found] == pytest.approx([score - scores.null for score in expected], abs=1e-4)


def test_a_span_is_no_longer_than_the_longest() -> None:
    size = LONGEST + 6
    spans = [(k, k + 1) for k in range(size)]
    starts, ends = [0.0] * size, [0.0] * size
    starts[0], ends[-1] = 10.0, 10.0  # best of all together, but too long
    starts[6] = 9.0  # with the same end it is LONGEST tokens long
    scores = scores_of(starts, ends, spans)
    found = best_span(scores, total_of([scores]), 0, size)
    assert found is not None
    assert (found.start, found.end) == (6, size)
    assert found.margin == pytest.approx(19.0)


def test_blank_tokens_are_never_an_edge() -> None:
    scores = scores_of([9, 1, 0, 0], [0, 0, 1, 9], [(0, 0), (0, 2), (3, 5), (5, 5)])
    found = best_span(scores, total_of([scores]), 0, 5)
    assert found is not None
    assert (found.start, found.end) == (0, 5)
    assert found.margin == pytest.approx(2.0)
    assert best_span(scores_of([5.0], [5.0], [(2, 2)]), total_of([scores]), 0, 9) is None


def test_an_end_before_the_start_is_no_span() -> None:
    scores = scores_of([0, 5], [5, 0], [(0, 1), (1, 2)])
    found = best_span(scores, total_of([scores]), 0, 2)
    assert found is not None
    assert found.margin == pytest.approx(5.0)


def test_shares_worked_out_by_hand() -> None:
    """Two texts: starts 1, 2 | 3 with nulls 1 | 1, ends 1, 1 | 2 with nulls 2 | 2; these are odds, not their logs."""
    one = scores_of([0.0, log(2)], [0.0, 0.0], [(0, 1), (1, 2)], (0.0, log(2)))
    other = scores_of([log(3)], [log(2)], [(0, 1)], (0.0, log(2)))
    total = total_of([one, other])
    assert exp(total.starts) == pytest.approx(1 + 2 + 3 + 1 + 1)
    assert exp(total.ends) == pytest.approx(1 + 1 + 2 + 2 + 2)
    assert total.null_share == pytest.approx((1 + 1) / 8 * (2 + 2) / 8)
    found = best_span(one, total, 0, 2)
    assert found == Found(1, 2, pytest.approx(log(2 * 1 / (1 * 2)), abs=1e-6), pytest.approx(2 / 8 * 1 / 8))
    found = best_span(other, total, 0, 1)
    assert found == Found(0, 1, pytest.approx(log(3 * 2 / (1 * 2))), pytest.approx(3 / 8 * 2 / 8))


@UNHURRIED
@given(st.lists(read(), min_size=1, max_size=3))
def test_all_places_of_all_texts_share_one_softmax(texts: list[Scores]) -> None:
    total = total_of(texts)
    starts = [float(s) for text in texts for s in (*text.starts, text.null_start)]
    ends = [float(e) for text in texts for e in (*text.ends, text.null_end)]
    assert sum(exp(s + e - total.starts - total.ends) for s in starts for e in ends) == pytest.approx(1.0, rel=1e-4)
    nulls = sum(exp(a.null_start + b.null_end - total.starts - total.ends) for a in texts for b in texts)
    assert total.null_share == pytest.approx(nulls, rel=1e-4)
    assert 0 <= total.null_share <= 1


def test_nothing_read_has_no_total() -> None:
    with pytest.raises(ValueError, match="concatenate"):
        total_of([])
