"""Figures, groups and the curve of thresholds by hand, over made-up scores."""

from dataclasses import replace
from math import log2

import pytest

from eval.dataset import Gold
from eval.runner import Scored, by_group, curve, figures

GOLD = Gold("q1", "Xã xây mấy bể?", "number", frozenset({"typo"}), "nuoc.md", "chín bể chứa", ("9 bể",), 39)
NEVER = Gold("q2", "Ai là vua?", "unanswerable", frozenset({"off-topic"}), None, None, (), None)
BASE = Scored(GOLD, "chín bể chứa", "…", "x/nuoc.txt", 0.9, 1, True, True, True, True, 1.0, 1.0, True, 10.0)
FIVE = [
    BASE,
    replace(BASE, rank=4, exact=0.0, f1=0.5),
    replace(BASE, answer=None, rank=None, right_article=False, in_quote=False, first_tells=False, in_closest=False, exact=0.0, f1=0.0),
    replace(BASE, gold=replace(GOLD, kind="list", tags=frozenset()), rank=7, in_quote=False, exact=0.0, f1=0.25),
    replace(BASE, gold=NEVER, answer=None, rank=None, in_quote=False, first_tells=False, in_closest=False, exact=0.0, f1=0.0),
    replace(BASE, gold=NEVER, answer="vua", rank=None, in_quote=False, first_tells=False, in_closest=False, exact=0.0, f1=0.0, verbatim=False),
]  # fmt: skip


def test_figures_by_hand() -> None:
    values = {figure.name: (figure.value, figure.questions) for figure in figures(FIVE)}
    assert values == {
        "recall@1": (0.25, 4),
        "recall@5": (0.5, 4),
        "recall@10": (0.75, 4),
        "MRR": (pytest.approx((1 + 1 / 4 + 0 + 1 / 7) / 4), 4),
        "right article": (0.75, 4),
        "answer in quote": (0.5, 4),
        "answer in quotes shown": (0.75, 4),
        "exact match": (0.25, 4),
        "F1": (pytest.approx((1 + 0.5 + 0 + 0.25) / 4), 4),
        "answered (of answerable)": (0.75, 4),
        "refused (of unanswerable)": (0.5, 2),
        "nDCG@10": (pytest.approx((1 + 1 / log2(5) + 0 + 1 / log2(8)) / 4), 4),
        "refused rightly (of refused)": (0.5, 2),
        "right when answered": (0.5, 4),  # two of four; one of them cannot be answered
        "verbatim": (pytest.approx(5 / 6), 6),
    }
    assert all(figure.low <= figure.value <= figure.high for figure in figures(FIVE))


def test_figures_of_nothing_are_left_out() -> None:
    assert {figure.name for figure in figures([FIVE[4]])} == {
        "refused (of unanswerable)", "refused rightly (of refused)", "verbatim",
    }  # fmt: skip
    assert figures([]) == []


def test_groups_are_kinds_and_tags() -> None:
    groups = by_group(FIVE)
    assert {name: len(items) for name, items in groups.items()} == {
        "#off-topic": 2, "#typo": 3, "list": 1, "number": 3, "unanswerable": 2,
    }  # fmt: skip
    assert list(groups) == sorted(groups)


def test_the_curve_of_thresholds_by_hand() -> None:
    def item(answer: str | None, quote: str, confidence: float) -> Scored:
        gold = Gold("q", "Ai?", "fact" if answer else "unanswerable", frozenset(), None, answer, (), None)
        tells = answer is not None and answer in quote
        return Scored(gold, None, quote, None, confidence, None, False, False, tells, False, 0.0, 0.0, True, 1.0)

    scored = [item("Lan", "Lan ký.", 0.9), item("Lan", "Mai ký.", 0.5), item(None, "Lan ký.", 0.6), item(None, "", 0.1)]
    points = {point.least: point for point in curve(scored, (0.0, 0.55, 0.95))}
    assert (points[0.0].answered, points[0.0].right, points[0.0].refused) == (1.0, 0.25, 0.0)
    assert (points[0.55].answered, points[0.55].right, points[0.55].refused) == (0.5, 0.5, 0.5)
    assert (points[0.95].answered, points[0.95].right, points[0.95].refused) == (0.0, 0.0, 1.0)
    assert curve(scored[:2]) == []
