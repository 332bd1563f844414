"""Choosing weights: ranks and figures by hand, and that the signal that tells is the one that is chosen."""

import numpy as np
import pytest

from corpus.records import Article
from eval.dataset import Gold
from eval.tuning import RRF_K, Case, best_weights, cases, rrf, scores
from index.encoder import FakeEncoder
from index.engines import Evidence
from index.fusion import Weights

DENSE, TONED, FOLDED = Weights(1, 0, 0), Weights(0, 1, 0), Weights(0, 0, 1)


def case(dense: list[float], toned: list[float], folded: list[float], *right: int) -> Case:
    """Passages 0, 1, 2, … with their scores; ``right`` are those that tell."""
    rows = zip(range(len(dense)), dense, toned, folded, strict=True)
    return Case.of([Evidence(*row) for row in rows], set(right))


# What tells is first by cosine, second by toned and third by folded terms; then not among the candidates at all.
CLEAR = case([0.9, 0.5, 0.1], [2, 3, 1], [1, 2, 3], 0)
ABSENT = case([0.9, 0.5, 0.1], [2, 3, 1], [1, 2, 3], 7)


def test_a_case_holds_scores_by_signal() -> None:
    assert CLEAR.signals.tolist() == [pytest.approx([0.9, 0.5, 0.1]), [2, 3, 1], [1, 2, 3]]
    assert CLEAR.signals.dtype == np.float32
    assert CLEAR.right.tolist() == [True, False, False]
    assert Case.of([], {1}).signals.shape == (3, 0)
    assert Case.of([], {1}).rank(np.zeros(0, dtype=np.float32)) is None


def test_the_rank_is_that_of_the_first_right_passage_and_ties_go_by_id() -> None:
    of = case([0] * 4, [0] * 4, [0] * 4, 1, 3)
    assert of.rank(np.array([4, 3, 2, 1], dtype=np.float32)) == 2
    assert of.rank(np.array([1, 2, 3, 4], dtype=np.float32)) == 1
    assert of.rank(np.array([5, 5, 5, 5], dtype=np.float32)) == 2
    assert of.rank(np.array([5, 1, 5, 1], dtype=np.float32)) == 3


def test_figures_of_each_signal_by_hand() -> None:
    assert scores([CLEAR, ABSENT], DENSE) == (0.5, 0.5, 0.5)
    assert scores([CLEAR, ABSENT], TONED) == (0, 0.5, 0.25)
    assert scores([CLEAR, ABSENT], FOLDED) == pytest.approx((0, 0.5, 1 / 6))


def test_ranks_are_fused_by_hand() -> None:
    # Ranks by cosine and folded terms: (1, 4), (2, 2), (3, 1), (4, 3): the sums of 1 / (60 + rank) order 2, 1, 0, 3.
    of = case([9, 8, 7, 6], [0, 0, 0, 0], [1, 3, 4, 2], 0)
    sums = [1 / (RRF_K + a) + 1 / (RRF_K + b) for a, b in ((1, 4), (2, 2), (3, 1), (4, 3))]
    assert sorted(range(4), key=lambda k: -sums[k]) == [2, 1, 0, 3]
    assert rrf([of]) == pytest.approx((0, 1, 1 / 3))
    assert rrf([case([9, 8, 7, 6], [0, 9, 0, 0], [1, 3, 4, 2], 2)]) == (1, 1, 1), "toned terms do not count"


@pytest.mark.parametrize(
    ("order", "weights"),
    [
        (([3, 2, 1], [1, 2, 3], [1, 2, 3]), DENSE),
        (([1, 2, 3], [3, 2, 1], [1, 2, 3]), TONED),
        (([1, 2, 3], [1, 2, 3], [3, 2, 1]), FOLDED),
    ],
)
def test_the_signal_that_tells_gets_the_weight(
    order: tuple[list[float], list[float], list[float]], weights: Weights
) -> None:
    found = [case(*order, 0)]
    best = best_weights([found])
    assert scores(found, best)[2] == 1
    chosen = {"dense": best.dense, "toned": best.toned, "folded": best.folded}
    assert max(chosen, key=lambda name: chosen[name]) == max(
        ("dense", "toned", "folded"), key=lambda name: getattr(weights, name)
    )
    assert sum(chosen.values()) == pytest.approx(1)


def test_two_signals_that_tell_only_together_are_both_weighed() -> None:
    # The right passage is second by both, behind another one each.
    best = best_weights([[case([3, 2.5, 0], [0, 0, 0], [0, 2.5, 3], 1)]])
    assert best.dense > 0
    assert best.folded > 0


def test_every_set_counts_alike_and_equals_go_to_the_first() -> None:
    by_dense = case([3, 2, 1], [0, 0, 0], [1, 2, 3], 0)
    by_folded = case([1, 2, 3], [0, 0, 0], [3, 2, 1], 0)
    assert best_weights([[by_dense] * 3, [by_folded]]) == best_weights([[by_dense], [by_folded] * 3])
    assert best_weights([[ABSENT]]) == FOLDED, "the first of the grid"


ARTICLES = [
    Article("nuoc.md", "Xã lắp 17 km đường ống và xây chín bể chứa.", "Nước sạch"),
    Article("qua.md", "Hội trao 120 suất quà cho học sinh; xã lắp 17 km ống.", "Quà"),
    Article("cho.md", "Chợ phiên mở cửa trở lại.", "Chợ"),
]


def gold(question: str, article: str | None, answer: str | None, **more: object) -> Gold:
    text = next((each.text for each in ARTICLES if each.origin == article), "")
    start = None if answer is None else text.index(answer)
    return Gold(question, question, "fact", frozenset(), article, answer, (), start, **more)  # type: ignore[arg-type]


def test_questions_are_scored_over_the_articles() -> None:
    golds = [
        gold("Xã xây mấy bể chứa?", "nuoc.md", "chín bể"),
        gold("Bao nhiêu suất quà?", "qua.md", "120 suất"),
        gold("17 km cho xa nao", "nuoc.md", "17 km", also=frozenset({"qua.md", "cho.md"})),
        gold("Ai là vua?", None, None),
    ]
    typed = cases(golds, ARTICLES, FakeEncoder(), stripped=False)
    # The third has no diacritics, and the last is not told anywhere.
    assert [of.right.tolist() for of in typed] == [[True, False, False], [False, True, False]]
    assert scores(typed, TONED) == (1, 1, 1)
    stripped = cases(golds, ARTICLES, FakeEncoder(), stripped=True)
    assert [of.right.tolist() for of in stripped] == [
        [True, False, False], [False, True, False], [True, True, False],
    ]  # fmt: skip
    assert scores(stripped, FOLDED) == (1, 1, 1)
    restored = cases(golds, ARTICLES, FakeEncoder(), stripped=True, restored=True)
    assert scores(restored, TONED) == (1, 1, 1)
    # Its accents restored, it meets toned terms that the stripped one misses.
    assert restored[0].signals[1][0] > stripped[0].signals[1][0]
    assert stripped[0].signals[1][0] < typed[0].signals[1][0]
    assert all(of.signals.shape == (3, 3) for of in (*typed, *stripped))
    assert stripped[1].signals[2][1] > typed[1].signals[0][1] > 0, "BM25 and a cosine"
