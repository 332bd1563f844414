"""What the fitting of the trained reader is judged by, against examples worked out by hand."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article, Passage
from eval.asked import Asked, meets
from eval.dataset import Gold
from eval.fit_judging import UNANSWERABLE, Judged, alike, cost, counts, platt
from eval.fit_spans import (
    Given,
    features_of,
    fit,
    given_confidence,
    null_margin,
    quoted,
    quotes_in_time,
    written,
)
from eval.logistic import fit_logistic
from eval.state import tell
from index.retrieval import Hit
from service.question.analysis import Question
from service.question.kinds import Kind
from service.question.scope import scope_of
from service.reader.base import Evidence
from service.reader.features import Scored, Sentence
from service.reader.span_model.marking import Place
from service.reader.span_model.model import Scores
from service.reader.span_model.reading import Again, Reading
from service.reader.span_reader import GIVEN_NAMES, NAMES, given_features
from service.reader.spans import Span

GIVEN = [
    Given(-2.0, 0.5, None),  # rightly below
    Given(-1.0, 0.5, 0.2),  # hardly right: not worth it
    Given(0.5, 0.5, None),
    Given(1.0, 0.5, 0.9),
    Given(3.0, 0.5, 1.0),
]


def test_the_null_margin_of_a_made_example() -> None:
    """At 1.0: 1 + 0 + 1 + 0.9 + 1. At 0.5 the unanswerable one is lost, at 3.0 the 0.9, at -1.0 only 0.2 is gained."""
    assert null_margin(GIVEN) == 1.0


def test_where_everything_tells_the_least_margin_is_taken() -> None:
    assert null_margin([Given(-4.0, 0.5, 1.0), Given(2.0, 0.5, 0.5)]) == -4.0


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.none() | st.sampled_from([0.0, 0.25, 0.5, 1.0])), min_size=1, max_size=9)
)
def test_no_other_margin_is_worth_more(rows: list[tuple[int, float | None]]) -> None:
    told = [Given(float(margin), 0.5, f1) for margin, f1 in rows]

    def worth(least: float) -> float:
        total = 0.0
        for item in told:
            if item.margin < least:
                total += 1.0 if item.f1 is None else 0.0
            else:
                total += item.f1 or 0.0
        return total

    best = worth(null_margin(told))
    assert all(best >= worth(least) for least in sorted({item.margin for item in told}))


def test_confidence_that_is_too_low_is_raised_to_what_was_seen() -> None:
    """Of those said to be right in 2 of 10 cases half are, of those in 5 of 10 eight: log-odds −1.39 and 0 are 0 and 1.39."""
    chance = np.array([0.2] * 10 + [0.5] * 10)
    seen = np.array([1.0] * 5 + [0.0] * 5 + [1.0] * 8 + [0.0] * 2)
    bias, slope = platt(chance, seen)
    assert bias == pytest.approx(np.log(4), abs=0.05)
    assert slope == pytest.approx(1.0, abs=0.05)


TEXT = "Xã trồng 120 ha cà phê. Xã có 12 thôn. Diện tích cà phê là 120 ha."


def scored(start: int, end: int, span: tuple[int, int], origin: str = "a.txt") -> Scored:
    article = Article(origin, TEXT, "Tựa")
    hit = Hit(Passage(1, article.id, 0, len(TEXT), TEXT), 1.0, 0.8, 1.0)
    return Scored(Sentence(Evidence(hit, article), start, end, ""), Span(*span), {})


def gold(answer: str | None, article: str = "a.txt") -> Gold:
    start = None if answer is None else TEXT.index(answer)
    return Gold("g", "Bao nhiêu?", "number", frozenset(), article, answer, (), start)


def test_a_span_meets_the_gold_one_where_they_share_letters() -> None:
    assert meets(gold("120 ha"), scored(0, 23, (9, 12)))
    assert not meets(gold("120 ha"), scored(0, 23, (0, 8)))
    assert not meets(gold("120 ha"), scored(24, 38, (6, 13)))
    assert not meets(gold("120 ha"), scored(39, 67, (20, 26))), "the same words in another sentence of the article"
    assert not meets(gold(None), scored(0, 23, (9, 15)))


def test_in_another_article_the_words_decide() -> None:
    assert meets(gold("120 ha"), scored(39, 67, (20, 26), "b.txt"))
    assert meets(gold("120 ha"), scored(39, 67, (20, 23), "b.txt"))
    assert not meets(gold("120 ha"), scored(24, 38, (6, 13), "b.txt"))


def test_confidence_over_a_given_text_is_that_of_what_was_seen() -> None:
    """Of spans far above the null nine in ten are right, of those at it three in ten."""
    seen = [Given(20.0, 0.9, 1.0)] * 90 + [Given(20.0, 0.9, None)] * 10 + [Given(0.0, 0.1, 0.8)] * 30
    seen += [Given(0.0, 0.1, 0.4)] * 30 + [Given(0.0, 0.1, None)] * 40
    weights = dict(zip(GIVEN_NAMES, given_confidence(seen).tolist(), strict=True))

    def chance(margin: float, share: float) -> float:
        features = given_features(margin, share)
        return float(1 / (1 + np.exp(-sum(weights[name] * value for name, value in features.items()))))

    assert chance(20.0, 0.9) == pytest.approx(0.9, abs=0.02)
    assert chance(0.0, 0.1) == pytest.approx(0.3, abs=0.02)
    assert chance(0.0, 0.1) < chance(5.0, 0.3) < chance(20.0, 0.9)


def test_what_nothing_answers_counts_as_a_fifth_and_a_wrong_answer_as_four_refusals() -> None:
    """Four can be answered, two cannot: each of these counts half. At 0.5 one of each is answered wrongly, one is refused."""
    answerable = np.array([True, True, True, True, False, False])
    often = counts(answerable)
    assert often.tolist() == [1, 1, 1, 1, 0.5, 0.5]
    assert often[~answerable].sum() / often.sum() == UNANSWERABLE
    chance, told = np.array([0.9, 0.8, 0.7, 0.3, 0.6, 0.2]), np.array([1.0, 1.0, 0.0, 1.0, 0.0, 0.0])
    judged = Judged([], chance, told, told, answerable)
    assert cost(judged, 0.5) == 4 * (1 + 0.5) + 1
    assert cost(judged, 0.65) == 4 * 1 + 1
    assert cost(judged, 0.95) == 4


def test_two_groups_count_alike_whatever_their_size_and_what_can_be_answered_in_them() -> None:
    groups = [True] * 3 + [False] * 12
    answerable = np.array([True, True, False, *[True] * 4, *[False] * 8])
    often = alike(groups, answerable)
    assert often.sum() == pytest.approx(15)
    for group in (True, False):
        here = np.array(groups) == group
        assert often[here].sum() == pytest.approx(7.5)
        assert often[here & ~answerable].sum() / often[here].sum() == pytest.approx(UNANSWERABLE)
    assert alike([True, True], np.array([True, True])).tolist() == [1.0, 1.0]


def test_rows_that_count_more_are_as_if_they_stood_there_more_often() -> None:
    rows, labels = np.array([[1.0, 0.2], [1.0, 0.9], [1.0, 0.4]]), np.array([0.0, 1.0, 1.0])
    twice = fit_logistic(np.concatenate([rows, rows[:1]]), np.append(labels, 0.0), l2=1.0)
    np.testing.assert_allclose(fit_logistic(rows, labels, l2=1.0, counts=np.array([2.0, 1.0, 1.0])), twice, atol=1e-8)


def asked_in(year: int) -> Asked:
    """A question about a year, over two paragraphs of two years; the older one ranks first by its only feature."""
    text = "Năm 2021, xã có 5 cầu.\n\nNăm 2022, xã có 7 cầu."
    article = Article("cau.txt", text, "Cầu")
    scored = []
    for number, (answer, fused) in enumerate((("5 cầu", 0.0), ("7 cầu", -1.0))):
        start = text.index("Năm", number * 20)
        end = text.index(".", start) + 1
        hit = Hit(Passage(number, article.id, start, end, text[start:end]), 1.0, 0.8, 1.0)
        at = text.index(answer) - start
        features = {**dict.fromkeys(NAMES, 0.0), "fused": fused}
        scored.append(Scored(Sentence(Evidence(hit, article), start, end, ""), Span(at, at + 5), features))
    words = f"Năm {year} xã có mấy cầu?"
    question = Question(words, words, Kind.QUANTITY, True, scope_of(words), (), (), {"cau": 1.0})
    of_year = Gold("g", words, "number", frozenset(), "cau.txt", "7 cầu", (), text.index("7 cầu"))
    right = np.array([False, True])
    return Asked("own", "cau.txt", of_year, question, scored, Reading({}, 1.0), right, again)


def again(quote: tuple[str, str]) -> Again:
    nothing, state = np.zeros(0, np.float32), np.zeros(3, np.float32)
    return Again(float(len(quote[1])), Place(Scores(nothing, nothing, 0.0, 0.0, np.zeros((0, 2), np.int64), state), 0))


def test_only_quotes_that_are_in_time_are_read_again() -> None:
    ranking = np.array([float(name == "fused") for name in NAMES])
    told = next(quotes_in_time(asked_in(2022), ranking))
    assert (told.told, told.right) == (True, True)
    other = next(quotes_in_time(asked_in(2021), ranking))
    assert (other.told, other.right) == (False, False)
    assert list(quotes_in_time(asked_in(2019), ranking)) == []


def test_the_order_puts_what_tells_before_what_the_ranking_prefers() -> None:
    """The sentence that tells is ranked second, and longer: being read again speaks for it (its margin is its length)."""
    asked = asked_in(2022)
    both = replace(asked, question=replace(asked.question, scope=scope_of("Xã có mấy cầu?")))
    weights = fit([both, replace(both, gold=replace(both.gold, answer=None, start=None), right=~both.right & False)])
    quotes = list(quotes_in_time(both, weights.ranking))
    assert {one.told for one in quotes} == {True, False}
    known = features_of(quotes, tell(weights.state, quoted(quotes)))
    assert quotes[int((known @ weights.order).argmax())].told


def test_weights_are_written_by_name_and_those_without_names_on_one_line() -> None:
    saved = {"order": {"bias": 0.5, "state": 1.25}, "state": [0.5, -1.0], "null": -7.0}
    text = written(saved)
    assert json.loads(text) == saved
    assert ' "state": [0.5, -1.0],' in text.splitlines()
