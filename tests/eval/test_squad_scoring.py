"""Scores against examples that were published, and against ones worked out by hand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.squad_scoring import MLQA_ARTICLES, exact_and_f1, mlqa, score, vietnamese

WORDS = st.lists(st.sampled_from("cầu của Mây, là “dài” 120 m. an ninh những".split()), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("answer", "accepted", "exact", "f1"),
    [
        # the three examples of the metric card of SQuAD 2.0's script
        ("1976", ["1976"], 1.0, 1.0),
        ("1999", ["1976"], 0.0, 0.0),
        ("Beyonce", ["Beyoncé and Bruno Mars"], 0.0, 0.0),
        # by hand: 3 common syllables, 4 given, 3 right
        ("tỉnh Hủa Phăn Lào", ["tỉnh Hủa Phăn"], 0.0, 6 / 7),
        # the best of several
        ("Hủa Phăn", ["tỉnh Hủa Phăn của Lào", "Hủa Phăn"], 1.0, 1.0),
        ("a b", ["a b c d", "b c"], 0.0, 2 / 3),
        # a repeated syllable counts as often as in both: 2 of 3
        ("a a b", ["a b b"], 0.0, 2 / 3),
        # no answer
        ("", [], 1.0, 1.0),
        ("Hủa Phăn", [], 0.0, 0.0),
        ("", ["Hủa Phăn"], 0.0, 0.0),
        # nothing is left of these
        ("…", [], 1.0, 1.0),
        ("", ["…"], 1.0, 1.0),
        ("x", ["…", "x"], 1.0, 1.0),
        ("", ["…", "x"], 0.0, 0.0),
    ],
)
def test_examples(answer: str, accepted: list[str], exact: float, f1: float) -> None:
    assert exact_and_f1(answer, accepted) == pytest.approx((exact, f1))


def test_the_metric_card_of_squad_comes_to_two_thirds() -> None:
    given = [("1976", "1976"), ("Beyonce", "Beyoncé and Bruno Mars"), ("climate change", "climate change")]
    scores = [score(answer, [right]) for answer, right in given]
    assert sum(one.exact for one in scores) / 3 == pytest.approx(0.6666666666666667)
    assert sum(one.f1 for one in scores) / 3 == pytest.approx(0.6666666666666667)


@pytest.mark.parametrize(
    ("text", "plain", "without_articles"),
    [
        ("  “Hủa Phăn”. ", "hủa phăn", "hủa phăn"),
        ("15,6 tỷ USD", "156 tỷ usd", "156 tỷ usd"),  # punctuation is deleted, as SQuAD and MLQA do
        ("Cô-oét (Kuwait)", "côoét kuwait", "côoét kuwait"),
        ("5 + 3 = 8 $", "5 3 8", "5 3 8"),  # ASCII signs that Unicode calls symbols
        ("30 °C – 40 €", "30 °c 40 €", "30 °c 40 €"),  # and other symbols, which stay
        ("an ninh của Lào", "an ninh của lào", "an ninh lào"),
        ("Những cái là, của chiếc", "những cái là của chiếc", ""),
        ("làng cáinh", "làng cáinh", "làng cáinh"),
        ("dòng\nmột\u00a0hai", "dòng một hai", "dòng một hai"),
    ],
)
def test_normalising_by_hand(text: str, plain: str, without_articles: str) -> None:
    assert vietnamese(text) == plain
    assert mlqa(text) == without_articles


def test_both_figures_where_they_differ() -> None:
    # given "cầu mây", right "cầu của mây": 2 common of 2 and 3; without "của" they are the same
    found = score("cầu Mây", ["cầu của Mây"])
    assert (found.exact, found.f1) == pytest.approx((0, 4 / 5))
    assert (found.mlqa_exact, found.mlqa_f1) == (1, 1)
    assert score(None, []) == score("", [])


@given(WORDS, st.lists(WORDS, max_size=3))
def test_scores_hold_together(answer: str, accepted: list[str]) -> None:
    found = score(answer, accepted)
    for exact, f1 in ((found.exact, found.f1), (found.mlqa_exact, found.mlqa_f1)):
        assert exact in (0, 1)
        assert exact <= f1 <= 1
    assert score(unicodedata.normalize("NFD", answer.upper()), accepted) == found
    assert score(answer, accepted[::-1]) == found
    if not set(MLQA_ARTICLES) & set(" ".join([answer, *accepted]).lower().split()):
        assert (found.mlqa_exact, found.mlqa_f1) == (found.exact, found.f1)
