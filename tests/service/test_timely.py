"""What may tell of the time that is asked about, and that the rest is no rival of it."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.records import Article, Passage
from index.retrieval import Hit
from service.question.analysis import Question
from service.question.kinds import kind_of
from service.question.scope import scope_of
from service.reader.base import Evidence
from service.reader.features import Scored, Sentence
from service.reader.span_model.reading import Reading
from service.reader.span_reader import question_features
from service.reader.spans import Span
from service.timely import tells_then, then

TEXT = "Đến hết năm 2021, khu có 12 dự án. Đến nay, khu có 30 dự án."
REPORT = Article("khu.md", TEXT, "Khu công nghiệp", published=date(2024, 5, 2))


def asked(text: str) -> Question:
    return Question(text, text, kind_of(text), True, scope_of(text), (), (), {})


def scored(said: str, margin: float = 0.0, share: float = 0.0, text: str = TEXT, article: Article = REPORT) -> Scored:
    passage = Passage(1, article.id, 0, len(text), text)
    at = text.index(said)
    start = text.rfind(". ", 0, at) + 2 if ". " in text[:at] else 0
    sentence = Sentence(
        Evidence(Hit(passage, 1.0, 0.8, 1.0), article), start, text.index(".", start) + 1, ""
    )
    features = {"margin": margin, "share": share, "unread": 0.0, "fits": 1.0}
    return Scored(sentence, Span(at - start, at - start + len(said)), features)


OLDER, LATER = scored("12 dự án", 0.6, 0.7), scored("30 dự án", 0.1, 0.2)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Khu có bao nhiêu dự án?", [OLDER, LATER]),
        ("Đến hết năm 2021, khu có bao nhiêu dự án?", [OLDER]),
        ("Tháng 5/2024 khu có bao nhiêu dự án?", [LATER]),
        ("Năm 2019 khu có bao nhiêu dự án?", []),
    ],
)
def test_sentences_of_another_time_are_left_out(question: str, told: list[Scored]) -> None:
    assert then(asked(question), [OLDER, LATER]) == told


def test_what_is_of_another_time_is_no_rival() -> None:
    """Without the older figure, whose part of the softmax is 0.7, the later one has 0.2 of 0.3 and nothing ahead of it."""
    reading = Reading({}, 0.06)
    both = question_features(LATER, [OLDER, LATER], [OLDER, LATER], reading, "vi")
    alone = question_features(LATER, [OLDER, LATER], [LATER], reading, "vi")
    assert both["behind"] == both["lead"] == both["value_lead"] == pytest.approx(-0.5)
    assert (alone["behind"], alone["lead"], alone["value_lead"]) == (0.0, 1.0, 1.0)
    assert (both["share"], both["null_share"]) == (0.2, 0.06)
    assert alone["share"] == pytest.approx(0.2 / 0.3)
    assert alone["null_share"] == pytest.approx(0.06 / 0.3)
    assert alone["log_share"] > both["log_share"]


def test_the_share_of_what_stands_alone_is_never_more_than_all() -> None:
    everything, nothing = scored("12 dự án", 0.6, 1.0), scored("30 dự án", -0.4, 0.0)
    told = question_features(nothing, [everything, nothing], [nothing], Reading({}, 0.5), "vi")
    assert (told["share"], told["null_share"]) == (0.0, 1.0)


HOLDER = "Giám đốc Sở Y tế Lê Thị Hoa báo cáo kết quả năm 2022."


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Ai là Giám đốc Sở Y tế vào tháng 2/2023?", True),
        ("Ai là Giám đốc Sở Y tế vào năm 2022?", True),
        ("Ai là Giám đốc Sở Y tế vào năm 2020?", False),
        ("Tháng 2/2023 có bao nhiêu trạm y tế?", False),
    ],
)
def test_who_is_named_by_an_office_held_it_when_the_article_was_written(question: str, told: bool) -> None:
    """The report is of 2022, its author was in office when it was written, in February 2023."""
    article = replace(REPORT, text=HOLDER, published=date(2023, 2, 21))
    holder, at = scored("Lê Thị Hoa", text=HOLDER, article=article), HOLDER.index("Lê")
    assert tells_then(asked(question), holder.sentence.evidence, at) is told
    undated = scored("Lê Thị Hoa", text=HOLDER, article=replace(article, published=None))
    assert not tells_then(asked("Ai là Giám đốc Sở Y tế vào tháng 2/2023?"), undated.sentence.evidence, at)
