"""Whether independent articles agree, and how near another value comes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article, Passage
from index.retrieval import Hit
from service.reader.agreement import agreement, same, value
from service.reader.base import Evidence
from service.reader.features import Scored, Sentence
from service.reader.spans import Span

LOWEST = -3.0


def scored(origin: str, said: str, margin: float, group: str = "") -> Scored:
    """A sentence of an article of its own that says something, and how far the model is above the null, in tens."""
    text = f"Khu công nghiệp có {said}."
    article = Article(origin, text, "")
    passage = Passage(1, article.id, 0, len(text), text)
    start = text.index(said)
    sentence = Sentence(Evidence(Hit(passage, 1.0, 0.8, 1.0), article, group), 0, len(text), "")
    return Scored(sentence, Span(start, start + len(said)), {"margin": margin})


TELLING = scored("a.md", "38 dự án", 0.4)


@pytest.mark.parametrize(
    ("others", "agree", "lead"),
    [
        ([], 0.0, 1.0),
        ([scored("b.md", "38 dự án", 0.0)], 0.5, 1.0),
        ([scored("b.md", "ba mươi tám dự án", 0.0)], 0.5, 1.0),
        ([scored("b.md", "42 dự án", 0.1)], 0.0, 0.3),
        ([scored("b.md", "42 dự án", 0.6), scored("c.md", "38 dự án", 0.0)], 0.5, -0.2),
        ([scored("a.md", "38 dự án", 0.9)], 0.0, 1.0),
        ([scored("b.md", "38 dự án", LOWEST), scored("c.md", "42 dự án", LOWEST)], 0.0, 1.0),
    ],
    ids=["alone", "agreed", "in words", "another", "both", "by itself", "not read"],
)
def test_independent_articles_agree_and_others_come_near(others: list[Scored], agree: float, lead: float) -> None:
    told = agreement(TELLING, [TELLING, *others], LOWEST)
    assert told["agree"] == pytest.approx(agree, abs=1e-3)
    assert told["value_lead"] == pytest.approx(lead)


def test_a_reprint_is_no_second_source() -> None:
    telling = scored("a.md", "38 dự án", 0.4, group="one")
    reprint, other = scored("b.md", "38 dự án", 0.4, group="one"), scored("b.md", "38 dự án", 0.4, group="two")
    assert agreement(telling, [telling, reprint], LOWEST)["agree"] < 0.01
    assert agreement(telling, [telling, other], LOWEST)["agree"] > 0.9


def test_the_surer_the_other_the_more_it_counts() -> None:
    found = [agreement(TELLING, [TELLING, scored("b.md", "38 dự án", m)], LOWEST)["agree"] for m in (-1, 0, 0.2, 1)]
    assert found == sorted(set(found))
    assert replace(TELLING, span=Span(0, 3)).span_text == "Khu"


@given(st.text("ab 1,.Ôé", max_size=12), st.text("ab 1,.Ôé", max_size=12))
def test_being_the_same_is_mutual(one: str, other: str) -> None:
    assert same(value(one), value(other)) == same(value(other), value(one))
    assert same(value(one), value(one)) == bool(value(one))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Bí thư Hồ Anh Khoa", "Hồ Anh Khoa", True),
        ("Khoa", "Hồ Anh Khoa", False),
        ("8 dự án", "38 dự án", False),
        ("15,6 tỷ USD", "15,6 tỷ đồng", False),
        ("ngày 02/09/2023", "ngày 2/9/2023", True),
        ("", "38", False),
    ],
)
def test_values_are_told_apart(one: str, other: str, alike: bool) -> None:
    assert same(value(one), value(other)) == alike
