"""What may tell of the time that is asked about, and that the rest is no rival of it."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.records import Article, Passage
from index.retrieval import Hit
from service.question.analysis import Question
from service.question.kinds import kind_of
from service.question.scope import scope_of
from service.reader.base import Evidence, Extraction
from service.reader.features import Scored, Sentence
from service.reader.span_model.reading import Reading
from service.reader.span_reader import question_features
from service.reader.spans import Span
from service.timely import holds, tells_then, then

TEXT = "Đến hết năm 2021, khu có 12 dự án. Đến nay, khu có 30 dự án."
REPORT = Article("khu.md", TEXT, "Khu công nghiệp", published=date(2024, 5, 2))


def asked(text: str) -> Question:
    return Question(text, text, kind_of(text), True, scope_of(text), (), (), {})


def scored(said: str, margin: float = 0.0, share: float = 0.0, text: str = TEXT, article: Article = REPORT) -> Scored:
    passage = Passage(1, article.id, 0, len(text), text)
    at = text.index(said)
    start = text.rfind(". ", 0, at) + 2 if ". " in text[:at] else 0
    sentence = Sentence(Evidence(Hit(passage, 1.0, 0.8, 1.0), article), start, text.index(".", start) + 1, "")
    features = {"margin": margin, "share": share, "unread": 0.0, "fits": 1.0, "misfit": 0.0}
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
    both = question_features(asked("Khu có bao nhiêu dự án?"), LATER, [OLDER, LATER], [OLDER, LATER], reading)
    alone = question_features(asked("Khu có bao nhiêu dự án?"), LATER, [OLDER, LATER], [LATER], reading)
    assert both["behind"] == both["lead"] == both["value_lead"] == pytest.approx(-0.5)
    assert (alone["behind"], alone["lead"], alone["value_lead"]) == (0.0, 1.0, 1.0)
    assert (both["share"], both["null_share"]) == (0.2, 0.06)
    assert alone["share"] == pytest.approx(0.2 / 0.3)
    assert alone["null_share"] == pytest.approx(0.06 / 0.3)
    assert alone["log_share"] > both["log_share"]


def test_the_share_of_what_stands_alone_is_never_more_than_all() -> None:
    everything, nothing = scored("12 dự án", 0.6, 1.0), scored("30 dự án", -0.4, 0.0)
    told = question_features(asked("Gì?"), nothing, [everything, nothing], [nothing], Reading({}, 0.5))
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


FRAME = "Báo cáo nêu kết quả năm 2022.\n\nHội nghị khai mạc buổi sáng. Trong năm, huyện đón 115 đoàn khách."


def test_the_year_that_is_meant_may_be_named_before_the_passage_in_its_paragraph() -> None:
    text = FRAME.replace("\n\n", " ")
    at = text.index("115")
    item = scored("115", text=text, article=replace(REPORT, text=text))
    short = replace(item.sentence.evidence.hit.passage, start=item.sentence.start, text=item.sentence.text)
    evidence = replace(item.sentence.evidence, hit=replace(item.sentence.evidence.hit, passage=short))
    assert [tells_then(asked(f"Năm {year} huyện đón bao nhiêu đoàn?"), evidence, at) for year in (2022, 2024)] == [
        True,
        False,
    ]
    found = Extraction(evidence, at, at + 3, short.start, len(text), 0.9, {})
    assert holds(found) == date(2022, 12, 31)


def test_a_paragraph_before_says_nothing_of_the_next() -> None:
    at = FRAME.index("115")
    item = scored("115", text=FRAME, article=replace(REPORT, text=FRAME))
    start = FRAME.index("Hội nghị")
    passage = replace(item.sentence.evidence.hit.passage, start=start, text=FRAME[start:])
    evidence = replace(item.sentence.evidence, hit=replace(item.sentence.evidence.hit, passage=passage))
    assert not tells_then(asked("Năm 2022 huyện đón bao nhiêu đoàn?"), evidence, at)
    found = Extraction(evidence, at, at + 3, start, len(FRAME), 0.9, {})
    assert holds(found) == REPORT.published


def test_a_day_that_was_told_of_then_may_lie_behind() -> None:
    text = "Liên hoan diễn ra từ ngày 1/8/2024."
    item = scored("1/8/2024", text=text, article=replace(REPORT, text=text))
    told = [
        tells_then(asked(each), item.sentence.evidence, 28)
        for each in ("Tháng 5/2024 hẹn liên hoan ngày nào?", "Tháng 5/2024 có gì?")
    ]
    assert told == [True, False]
