"""From what a reader finds to what is said: thresholds, dates, filters, refusals."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.records import Period
from index.encoder import FakeEncoder
from service.answering import CLOSEST, MAX_QUESTION, OTHERS, Answerer, Filters, Relation
from service.errors import InvalidQuestion
from service.question.analysis import Question
from service.reader.base import Evidence, Extraction
from service.running import start
from service.settings import Settings
from tests.service.scripted import Page, ScriptedReader

HOW_MANY = "Khu công nghiệp có bao nhiêu dự án?"


@contextmanager
def over(
    folder: Path, *pages: Page, threshold: float = 0.5, reader: type[ScriptedReader] = ScriptedReader
) -> Iterator[Answerer]:
    settings = Settings(data_dir=folder, answer_threshold=threshold)
    running = start(settings, encoder=FakeEncoder(), reader=reader(pages))
    try:
        for page in pages:
            running.library.put(page.origin, [page.article])
        yield running.answerer
    finally:
        running.close()


def page(origin: str, count: str, confidence: float, published: date | None = None, **more: object) -> Page:
    text = f"Khu công nghiệp có {count} đang hoạt động."
    return Page(origin, text, count, confidence, published, **more)  # type: ignore[arg-type]


OLD = page("cu.md", "38 dự án", 0.9, date(2022, 5, 1))
NEW = page("moi.md", "42 dự án", 0.8, date(2024, 5, 1))


def test_an_answer_is_a_place_in_an_article(tmp_path: Path) -> None:
    with over(tmp_path, NEW) as answerer:
        answer = answerer.ask(f"  {unicodedata.normalize('NFD', HOW_MANY)} ")
    assert (answer.answer, answer.confidence, answer.as_of) == ("42 dự án", 0.8, date(2024, 5, 1))
    assert answer.interpreted_as == HOW_MANY
    assert answer.reader == "scripted"
    (citation,) = answer.citations
    assert citation.article == NEW.article
    assert citation.article.text[citation.start : citation.end] == citation.quote == NEW.text
    assert citation.article.text[citation.answer_start : citation.answer_end] == citation.answer == "42 dự án"
    assert citation.score == 0.8


@pytest.mark.parametrize(("confidence", "told"), [(0.49, False), (0.5, True), (0.51, True)])
def test_the_threshold_is_the_least_confidence_of_an_answer(tmp_path: Path, confidence: float, told: bool) -> None:
    with over(tmp_path, replace(NEW, confidence=confidence)) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert (answer.answer is not None) == told
    assert (answer.as_of is not None) == told
    assert answer.confidence == confidence


def test_the_threshold_of_the_reader_holds_unless_one_is_set(tmp_path: Path) -> None:
    running = start(Settings(data_dir=tmp_path), encoder=FakeEncoder(), reader=ScriptedReader([]))
    assert running.answerer.threshold == ScriptedReader.threshold
    running.close()


def test_a_refusal_shows_the_closest_passages(tmp_path: Path) -> None:
    pages = [page(f"{k}.md", f"{k} dự án", k / 20, date(2020 + k, 1, 1)) for k in range(1, 6)]
    with over(tmp_path, *pages) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert (answer.answer, answer.as_of, answer.other_answers) == (None, None, ())
    assert [citation.article.origin for citation in answer.citations] == ["5.md", "4.md", "3.md"]
    assert len(answer.citations) == CLOSEST


@pytest.mark.parametrize(("sure", "first"), [(0.15, "42 dự án"), (0.05, "38 dự án")])
def test_a_refusal_shows_what_is_of_the_time_asked_about_first(tmp_path: Path, sure: float, first: str) -> None:
    """Unless next to nothing speaks for it."""
    with over(tmp_path, replace(OLD, confidence=0.4), replace(NEW, confidence=sure)) as answerer:
        answer = answerer.ask("Năm 2024, khu công nghiệp có bao nhiêu dự án?")
    assert answer.answer is None
    assert [citation.answer for citation in answer.citations] == [first, *{"38 dự án", "42 dự án"} - {first}]


def test_an_empty_library_tells_nothing(tmp_path: Path) -> None:
    with over(tmp_path) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert (answer.answer, answer.confidence, answer.citations, answer.evidence) == (None, 0.0, (), ())


# -- dates -------------------------------------------------------------------------------------------------------------


def test_the_latest_of_about_equally_sure_values_is_given(tmp_path: Path) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert (answer.answer, answer.as_of) == ("42 dự án", date(2024, 5, 1))
    (other,) = answer.other_answers
    assert (other.citation.answer, other.as_of, other.relation, other.confidence) == (
        "38 dự án", date(2022, 5, 1), Relation.OLDER, 0.9,
    )  # fmt: skip


def test_a_much_less_sure_later_value_is_only_shown(tmp_path: Path) -> None:
    with over(tmp_path, OLD, replace(NEW, confidence=0.4), threshold=0.3) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert answer.answer == "38 dự án"
    assert [(o.citation.answer, o.relation) for o in answer.other_answers] == [("42 dự án", Relation.NEWER)]


NOW = "Hiện nay khu công nghiệp có bao nhiêu dự án?"


@pytest.mark.parametrize(("sure", "told"), [(0.8, "42 dự án"), (0.3, "42 dự án"), (0.2, "38 dự án")])
def test_who_asks_for_now_gets_no_older_value_in_the_place_of_a_later_one(
    tmp_path: Path, sure: float, told: str
) -> None:
    with over(tmp_path, OLD, replace(NEW, confidence=sure)) as answerer:
        assert answerer.ask(NOW).answer == told


@pytest.mark.parametrize(("question", "told"), [(NOW, "42 dự án"), (HOW_MANY, None)])
def test_asked_for_now_values_of_two_times_speak_for_one_another(
    tmp_path: Path, question: str, told: str | None
) -> None:
    """Only one of two figures can be told of today, so each is the less sure for the other: they add up, to less than certainty."""
    for sure, both in ((0.4, 0.8), (0.55, 0.95)):
        pages = [replace(page, confidence=sure) for page in (OLD, NEW)]
        with over(tmp_path / str(sure), *pages, threshold=0.7) as answerer:
            answer = answerer.ask(question)
        assert answer.answer == told
        assert answer.confidence == pytest.approx(both if told else sure)
    with over(tmp_path / "one", replace(NEW, confidence=0.98), threshold=0.7) as answerer:
        assert answerer.ask(NOW).confidence == 0.98, "what stands alone is as sure as it is"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [(0.5, 0.3, ["38 dự án", "42 dự án"]), (0.5, 0.1, []), (0.3, 0.3, []), (0.65, 0.1, ["38 dự án"])],
)
def test_figures_of_two_times_that_are_sure_only_together_are_named(
    tmp_path: Path, old: float, new: float, named: list[str]
) -> None:
    """Asked for a year of which nothing tells; from 0.6 on one is named by itself."""
    pages = [replace(OLD, confidence=old), replace(NEW, confidence=new)]
    with over(tmp_path, *pages, threshold=0.7) as answerer:
        answer = answerer.ask("Năm 2019 khu công nghiệp có bao nhiêu dự án?")
    assert answer.answer is None
    assert [one.citation.answer for one in answer.other_answers] == named


def test_beside_a_sure_answer_what_is_hardly_sure_is_not_named(tmp_path: Path) -> None:
    with over(tmp_path, replace(OLD, confidence=0.3), replace(NEW, confidence=0.75), threshold=0.7) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert (answer.answer, answer.other_answers) == ("42 dự án", ())


@pytest.mark.parametrize(
    ("later", "said", "least", "most"),
    [
        (("42 dự án", 0.8, date(2024, 5, 1)), "42 dự án", 0.8, 0.8),
        (("42 dự án", 0.3, date(2024, 5, 1)), "38 dự án", 0.7, 0.7),  # what may be newer makes the older less sure
        (("42 dự án", 0.49, date(2024, 5, 1)), "38 dự án", 0.51, 0.51),
        (("38 dự án", 0.3, date(2024, 5, 1)), "38 dự án", 0.9, 0.9),  # the same figure is no doubt
        (("42 ha", 0.49, date(2024, 5, 1)), "38 dự án", 0.9, 0.9),  # nor is one of something else
        (("42 dự án", 0.8, date(2021, 5, 1)), "38 dự án", 0.9, 0.9),
    ],
)
def test_asked_for_now_later_articles_are_read_by_themselves(
    tmp_path: Path, later: tuple[str, float, date], said: str, least: float, most: float
) -> None:
    """In other words than the question's, the later figure is not among the passages that are found for it."""
    count, confidence, published = later
    elsewhere = Page(
        "khac.md",
        f"Đến nay đã thu hút {count}.",
        count,
        confidence,
        published,
        features={"kind": 1.0, "focus": 0.0, "coverage": 0.0},
    )
    with over(tmp_path, OLD, elsewhere) as answerer:
        now = answerer.ask("Hiện nay khu công nghiệp có bao nhiêu dự án?", top_k=1)
        once = answerer.ask("Khu công nghiệp có bao nhiêu dự án?", top_k=1)
    assert now.answer == said
    assert least <= now.confidence <= most
    assert [item.article.origin for item in now.evidence] == ["khac.md" if said != "38 dự án" else "cu.md"]
    assert (once.answer, once.confidence) == ("38 dự án", 0.9)
    assert [item.article.origin for item in once.evidence] == ["cu.md"]


def test_a_later_figure_of_something_else_is_not_told_of_today(tmp_path: Path) -> None:
    """Read by itself a festival's guests may seem a sure answer: they are of another unit, and what the question names is not there."""
    question = "Hiện nay khu công nghiệp Hòa Thắng có bao nhiêu lao động?"
    text = "Khu công nghiệp Hòa Thắng có 38 lao động đang làm."
    old = Page("cu.md", text, "38 lao động", 0.9, date(2022, 5, 1))
    for count, said in (
        ("112 lượt khách", "Lễ hội đón 112 lượt khách."),
        ("42 lao động", "Xưởng Nà Lốc có 42 lao động."),
    ):
        other = {"kind": 1.0, "focus": 0.0, "coverage": 0.0}
        later = Page("moi.md", said, count, 0.95, date(2024, 5, 1), features=other)
        with over(tmp_path / count, old, later) as answerer:
            answer = answerer.ask(question, top_k=1)
        assert (answer.answer, answer.confidence) == ("38 lao động", 0.9)


def test_later_articles_that_are_filtered_out_are_not_read(tmp_path: Path) -> None:
    question = "Hiện nay khu công nghiệp có bao nhiêu dự án?"
    with over(tmp_path, OLD, NEW) as answerer:
        until = answerer.ask(question, filters=Filters(published_to=date(2023, 1, 1)))
        assert (until.answer, until.confidence) == ("38 dự án", 0.9)
        assert answerer.ask(question).answer == "42 dự án"


def test_a_time_that_is_past_is_not_now_whatever_the_tense(tmp_path: Path) -> None:
    """What a later article says of that year is one of several findings, and no news that makes the answer less sure."""
    text = "Hết năm 2022, khu công nghiệp có 42 dự án."
    later = Page("moi.md", text, "42 dự án", 0.3, date(2024, 5, 1))
    with over(tmp_path, OLD, later) as answerer:
        answer = answerer.ask("Năm 2022 khu công nghiệp đang có bao nhiêu dự án?")
    assert (answer.answer, answer.confidence) == ("38 dự án", 0.9)


def test_the_same_time_speaks_once(tmp_path: Path) -> None:
    pages = [replace(page, confidence=0.55, published=NEW.published) for page in (OLD, NEW)]
    with over(tmp_path, *pages, threshold=0.7) as answerer:
        assert answerer.ask(NOW).answer is None


def test_now_counts_for_places_and_organisations_too(tmp_path: Path) -> None:
    old = replace(OLD, text="Khu công nghiệp đặt trụ sở tại Phú Khê.", answer="Phú Khê")
    new = replace(NEW, text="Khu công nghiệp đặt trụ sở tại Nà Hẩu.", answer="Nà Hẩu")
    with over(tmp_path, old, new) as answerer:
        asked = answerer.ask("Hiện nay khu công nghiệp đặt trụ sở ở đâu?")
        plainly = answerer.ask("Khu công nghiệp đặt trụ sở ở đâu?")
    assert (asked.answer, plainly.answer) == ("Nà Hẩu", "Phú Khê")
    assert [(other.citation.answer, other.relation) for other in asked.other_answers] == [("Phú Khê", Relation.OLDER)]


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("Giám đốc hợp tác xã Phiêng Nưa là ai?", "Vàng Thị Mẩy"),
        ("Ai là Giám đốc hợp tác xã Phiêng Nưa?", "Vàng Thị Mẩy"),
        ("giam doc hop tac xa phieng nua la ai", "Vàng Thị Mẩy"),
        ("Ai đã làm giám đốc hợp tác xã Phiêng Nưa?", "Lò Văn Sủi"),
        ("Ai là Giám đốc hợp tác xã Phiêng Nưa ký hợp đồng bán chè?", "Lò Văn Sủi"),
        ("Năm 2022 ai là Giám đốc hợp tác xã Phiêng Nưa?", "Lò Văn Sủi"),
    ],
)
def test_who_asks_for_a_holder_and_nothing_else_asks_for_the_present_one(
    tmp_path: Path, question: str, holder: str
) -> None:
    pages = [
        Page(f"{year}.md", f"Giám đốc hợp tác xã Phiêng Nưa {name} dự lễ.", name, sure, date(year, 5, 1))
        for year, name, sure in ((2022, "Lò Văn Sủi", 0.9), (2024, "Vàng Thị Mẩy", 0.4))
    ]
    with over(tmp_path, *pages) as answerer:
        assert answerer.ask(question).answer == holder


@pytest.mark.parametrize(
    "question",
    [
        "Khu công nghiệp thực hiện bao nhiêu dự án?",
        "Khu công nghiệp có bao nhiêu dự án điện gió?",
        "Bao nhiêu người đã hiến đất cho dự án?",
    ],
)
def test_words_that_look_like_now_ask_for_no_later_value(tmp_path: Path, question: str) -> None:
    with over(tmp_path, OLD, replace(NEW, confidence=0.4), threshold=0.3) as answerer:
        assert answerer.ask(question).answer == "38 dự án"


@pytest.mark.parametrize("published", [date(2022, 5, 1), None])
def test_values_that_no_date_tells_apart_contradict(tmp_path: Path, published: date | None) -> None:
    with over(tmp_path, OLD, page("khac.md", "40 dự án", 0.7, published)) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert [(o.citation.answer, o.relation) for o in answer.other_answers] == [("40 dự án", Relation.CONFLICTS)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (date(2022, 5, 1), "38 dự án"),
        (date(2024, 4, 30), "38 dự án"),
        (date(2024, 5, 1), "42 dự án"),
        (date(2030, 1, 1), "42 dự án"),
    ],
)
def test_the_value_of_an_asked_date(tmp_path: Path, asked: date, told: str) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        assert answerer.ask(HOW_MANY, as_of=asked).answer == told


def test_a_year_in_the_question_rules_the_dates_out(tmp_path: Path) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        assert answerer.ask("Năm 2022 khu công nghiệp có bao nhiêu dự án?").answer == "38 dự án"


def test_a_period_counts_for_an_article_without_a_date(tmp_path: Path) -> None:
    undated = page("ky.md", "45 dự án", 0.8, None, period=Period(2025, 2026))
    with over(tmp_path, NEW, undated) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert (answer.answer, answer.as_of) == ("45 dự án", date(2025, 12, 31))


def test_what_fits_the_question_less_is_no_later_value(tmp_path: Path) -> None:
    for name, value in (("kind", 0.0), ("focus", 0.0), ("coverage", 0.2)):
        less = replace(NEW, features={**NEW.features, name: value})
        with over(tmp_path / name, OLD, less) as answerer:
            assert answerer.ask(HOW_MANY).answer == "38 dự án", name


def test_only_values_are_weighed_by_their_dates(tmp_path: Path) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        answer = answerer.ask("Khu công nghiệp hoạt động thế nào?")
    assert (answer.answer, answer.other_answers) == ("38 dự án", ())


def test_a_later_value_that_is_not_sure_enough_does_not_take_the_answer_away(tmp_path: Path) -> None:
    with over(tmp_path, replace(OLD, confidence=0.55), replace(NEW, confidence=0.45)) as answerer:
        assert answerer.ask(HOW_MANY).answer == "38 dự án"


# -- other answers -----------------------------------------------------------------------------------------------------


def test_every_other_value_is_shown_once_and_only_if_sure_enough(tmp_path: Path) -> None:
    pages = [
        replace(NEW, confidence=0.95),
        page("hoa.md", "42 DỰ ÁN", 0.9, date(2024, 4, 1)),  # the same value
        page("a.md", "38 dự án", 0.7, date(2023, 1, 1)),
        page("b.md", "38 dự án", 0.6, date(2022, 1, 1)),  # a second time
        page("c.md", "30 dự án", 0.49, date(2021, 1, 1)),  # not sure enough
    ]
    with over(tmp_path, *pages) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert answer.answer == "42 dự án"
    assert [(o.citation.article.origin, o.relation) for o in answer.other_answers] == [("a.md", Relation.OLDER)]


def test_not_more_others_than_people_read(tmp_path: Path) -> None:
    pages = [page(f"{k}.md", f"{k} dự án", 0.9 - k / 100, date(2020, 1, 1)) for k in range(8)]
    with over(tmp_path, *pages) as answerer:
        assert len(answerer.ask(HOW_MANY).other_answers) == OTHERS


def test_a_value_of_another_thing_is_no_other_answer(tmp_path: Path) -> None:
    workers = page("khac.md", "6.300 lao động", 0.6, date(2024, 5, 1), features={**NEW.features, "focus": 0.0})
    with over(tmp_path, NEW, workers) as answerer:
        assert answerer.ask(HOW_MANY).other_answers == ()


def test_reprints_say_it_once(tmp_path: Path) -> None:
    words = " ".join(f"Thôn {k} có {k + 3} hộ dân trồng cà phê và hồ tiêu." for k in range(30))
    one = Page("a.md", f"{NEW.text} {words}", "42 dự án", 0.9, date(2024, 5, 1), source="Báo A")
    other = replace(one, origin="b.md", source="Báo B", confidence=0.88)
    with over(tmp_path, one, other) as answerer:
        groups = {stored.duplicate_group for stored in answerer.library.store.documents()}
        answer = answerer.ask("Khu công nghiệp có bao nhiêu dự án đang hoạt động?")
    assert len(groups) == 1
    assert (answer.answer, len(answer.citations), answer.other_answers) == ("42 dự án", 1, ())


# -- filters -----------------------------------------------------------------------------------------------------------

FILTERED = (
    page("a.md", "11 dự án", 0.9, date(2023, 6, 30), source="Báo Đắk Lắk"),
    page("b.md", "12 dự án", 0.8, date(2024, 1, 1), source="Báo Thanh Hóa"),
    page("c.md", "13 dự án", 0.7),
)
ID = {one.origin: one.article.id for one in FILTERED}
FILTERS = [
    (Filters(), {"a.md", "b.md", "c.md"}),
    (Filters(published_from=date(2023, 6, 30)), {"a.md", "b.md"}),
    (Filters(published_from=date(2023, 7, 1)), {"b.md"}),
    (Filters(published_to=date(2023, 12, 31)), {"a.md"}),
    (Filters(published_to=date(2024, 1, 1)), {"a.md", "b.md"}),
    (Filters(published_from=date(2023, 7, 1), published_to=date(2023, 12, 31)), set()),
    (Filters(published_from=date(2024, 1, 1), published_to=date(2023, 1, 1)), set()),
    (Filters(source="bao dak lak"), {"a.md"}),
    (Filters(source="Báo"), set()),
    (Filters(document_ids=frozenset({ID["b.md"], ID["c.md"], "khong-co"})), {"b.md", "c.md"}),
    (Filters(document_ids=frozenset()), set()),
    (Filters(document_ids=frozenset({ID["a.md"]}), source="Báo Thanh Hóa"), set()),
]


@pytest.mark.parametrize(("filters", "origins"), FILTERS)
def test_filters(tmp_path: Path, filters: Filters, origins: set[str]) -> None:
    with over(tmp_path, *FILTERED) as answerer:
        answer = answerer.ask(HOW_MANY, filters=filters)
    assert {item.article.origin for item in answer.evidence} == origins
    assert (answer.answer is not None) == bool(origins)


def test_top_k_bounds_what_is_read(tmp_path: Path) -> None:
    with over(tmp_path, *FILTERED) as answerer:
        assert [len(answerer.ask(HOW_MANY, top_k=k).evidence) for k in (1, 2, 50)] == [1, 2, 3]


def test_a_removed_document_is_out_of_the_answers(tmp_path: Path) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        before = answerer.ask(HOW_MANY).index_version
        answerer.library.remove(NEW.article.id)
        answer = answerer.ask(HOW_MANY)
    assert (answer.answer, answer.other_answers) == ("38 dự án", ())
    assert answer.index_version != before


# -- questions that cannot be asked ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", "trống"),
        (" \n\t\u00a0\u200b ", "trống"),
        ("?!… -- «»", "dấu câu"),
        ("🎉🎉", "dấu câu"),
        ("\u0301\u0301", "dấu câu"),
        ("a" * (MAX_QUESTION + 1), "rút gọn"),
        ("từ " * MAX_QUESTION, "rút gọn"),
    ],
)
def test_bad_questions_are_refused_with_the_way_out(tmp_path: Path, question: str, told: str) -> None:
    with over(tmp_path, NEW) as answerer, pytest.raises(InvalidQuestion) as caught:
        answerer.ask(question)
    assert told in caught.value.detail


def test_the_length_is_counted_after_normalising(tmp_path: Path) -> None:
    long = unicodedata.normalize("NFD", "ế" * MAX_QUESTION)
    with over(tmp_path, NEW) as answerer:
        assert answerer.ask(f"  {long}\n\n").interpreted_as == "ế" * MAX_QUESTION


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Năm 2022 khu công nghiệp có bao nhiêu dự án?", "38 dự án"),
        ("Năm 2024 khu công nghiệp có bao nhiêu dự án?", "42 dự án"),
        ("Năm 2023 khu công nghiệp có bao nhiêu dự án?", None),
        ("Giai đoạn 2023-2024 khu công nghiệp có bao nhiêu dự án?", "42 dự án"),
    ],
)
def test_the_figure_of_another_year_is_never_the_answer(tmp_path: Path, question: str, said: str | None) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        answer = answerer.ask(question)
    assert answer.answer == said
    assert answer.citations  # what is known is shown all the same
    assert {citation.article.origin for citation in answer.citations} <= {"cu.md", "moi.md"}


@pytest.mark.parametrize(("older", "newer", "verdict"), [("38", "42", "có"), ("42", "38", "không")])
def test_the_latest_quote_decides_between_yes_and_no(tmp_path: Path, older: str, newer: str, verdict: str) -> None:
    pages = (
        page("cu.md", f"{older} dự án", 0.9, date(2022, 5, 1)),
        page("moi.md", f"{newer} dự án", 0.8, date(2024, 5, 1)),
    )
    with over(tmp_path, *pages) as answerer:
        answer = answerer.ask("Có phải khu công nghiệp có 42 dự án đang hoạt động không?")
    assert answer.verdict == verdict
    assert answer.citations[0].article.origin == "moi.md"


CHAIR = "Chủ tịch UBND huyện Mường Thanh"
CHAIRS = (
    Page("truoc.md", f"{CHAIR} Lò Văn Sủi dự lễ.", "Lò Văn Sủi", 0.8, date(2021, 3, 1)),
    Page("nay.md", f"{CHAIR} Lê Văn Tám dự lễ.", "Lê Văn Tám", 0.9, date(2025, 3, 1)),
)
RETIRED = Page("sau.md", f"Ông Lò Văn Sủi, nguyên {CHAIR}, dự lễ.", "Lò Văn Sủi", 0.7, date(2025, 6, 1))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (f"Ai là {CHAIR}?", "Lê Văn Tám"),
        (f"Hiện nay ai là {CHAIR}?", "Lê Văn Tám"),
        (f"Nguyên {CHAIR} là ai?", "Lò Văn Sủi"),
        (f"{CHAIR} nhiệm kỳ trước là ai?", "Lò Văn Sủi"),
        (f"Ai là {CHAIR} trước ông Lê Văn Tám?", None),  # better than the present one
    ],
)
def test_who_held_an_office_before_is_told_from_who_holds_it(tmp_path: Path, question: str, said: str | None) -> None:
    with over(tmp_path / "three", *CHAIRS, RETIRED) as answerer:
        assert answerer.ask(question).answer == said
    with over(tmp_path / "two", *CHAIRS) as answerer:
        assert answerer.ask(question).answer == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Thôn Nà Pán xây mấy cầu?", "4 cầu"),
        ("Thôn Nà Lốc xây mấy cầu?", None),
        ("Thôn ta xây mấy cầu?", "4 cầu"),
        ("Xã Hồng Thu xây mấy cầu?", "4 cầu"),  # nothing else of that kind is named
    ],
)
def test_what_is_said_of_one_village_is_not_said_of_another(tmp_path: Path, question: str, said: str | None) -> None:
    village = Page("thon.md", "Năm nay thôn Nà Pán xây 4 cầu.", "4 cầu", 0.9, date(2024, 5, 1))
    with over(tmp_path, village) as answerer:
        answer = answerer.ask(question)
    assert answer.answer == said
    assert [citation.answer for citation in answer.citations] == ["4 cầu"], "it is shown all the same"
    assert answer.other_answers == ()


@pytest.mark.parametrize(
    ("question", "text", "span", "told"),
    [
        ("Nghị quyết 59 chia cho các xã bao nhiêu?", "Nghị quyết số 59-NQ/TW chia 4 tỷ đồng.", "4 tỷ đồng", True),
        ("Nghị quyết 58 chia cho các xã bao nhiêu?", "Nghị quyết số 59-NQ/TW chia 4 tỷ đồng.", "4 tỷ đồng", False),
        ("có bao nhiêu sinh viên lào ở đây", "Ở đây có 225 sinh viên Lào.", "225", True),
        ("có bao nhiêu sinh viên campuchia ở đây", "Ở đây có 225 sinh viên Lào.", "225", False),
        ("Ai dạy sinh viên Campuchia?", "Ông Tám dạy sinh viên Lào.", "Ông Tám", True),  # no figure
    ],
)
def test_the_figure_of_one_country_or_resolution_is_none_of_another(
    tmp_path: Path, question: str, text: str, span: str, told: bool
) -> None:
    with over(tmp_path, Page("mot.md", text, span, 0.9, date(2024, 5, 1))) as answerer:
        answer = answerer.ask(question)
    assert answer.answer == (span if told else None)
    assert [citation.answer for citation in answer.citations] == [span]


def test_up_to_now_means_the_latest_even_where_a_first_year_is_named(tmp_path: Path) -> None:
    pages = (
        page("cu.md", "38 dự án", 0.9, date(2022, 5, 1)),
        page("moi.md", "42 dự án", 0.85, date(2024, 5, 1)),
    )
    with over(tmp_path, *pages) as answerer:
        assert answerer.ask("Từ năm 2020 đến nay khu công nghiệp có bao nhiêu dự án?").answer == "42 dự án"
        assert answerer.ask("Từ năm 2020 đến 2022 khu công nghiệp có bao nhiêu dự án?").answer == "38 dự án"


def test_what_is_known_of_another_time_is_shown_beside_the_refusal(tmp_path: Path) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        answer = answerer.ask("Năm 2023 khu công nghiệp có bao nhiêu dự án?")
    assert answer.answer is None
    assert [(o.citation.answer, o.as_of, o.relation) for o in answer.other_answers] == [
        ("38 dự án", date(2022, 5, 1), Relation.OLDER),
        ("42 dự án", date(2024, 5, 1), Relation.NEWER),
    ]


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        ("Ai là Bí thư Huyện ủy Mường Thanh?", True),
        ("Bí thư Huyện ủy Mường Thanh là ai?", True),
        ("Bí thư Huyện ủy Mường Thanh nói gì về trồng lúa?", False),
    ],
)
def test_a_holder_who_is_named_often_does_not_keep_out_the_later_one(
    tmp_path: Path, question: str, heard: bool
) -> None:
    often = "\n".join(
        f"Bí thư Huyện ủy Mường Thanh Vàng A Páo nói về trồng lúa ở thôn {k}. " + "Dân làng nghe và hỏi thêm. " * 12
        for k in range(12)
    )
    once = "Sáng nay trời mưa to ở khắp nơi trong vùng. " * 14 + "Ông Lò Văn Sủi, bí thư ở đây, dự lễ."
    pages = [
        Page("cu.md", often, "Vàng A Páo", 0.6, date(2022, 5, 1)),
        Page("moi.md", once, "Lò Văn Sủi", 0.6, date(2024, 5, 1)),
    ]
    with over(tmp_path, *pages) as answerer:
        found = [item.article.origin for item in answerer.ask(question).evidence]
        nearest = [item.article.origin for item in answerer.evidence(question, Filters(), answerer.top_k)]
    assert set(nearest) == {"cu.md"}
    assert len(found) == len(nearest) == answerer.top_k
    assert ("moi.md" in found) == heard


def test_copies_of_one_text_keep_nothing_out(tmp_path: Path) -> None:
    release = "Khu công nghiệp có bao nhiêu dự án thì chưa rõ, dự án nào cũng chờ."
    copies = [Page(f"ban-{k}.md", release, "chưa rõ", 0.1) for k in range(9)]
    with over(tmp_path, *copies, NEW) as answerer:
        answer = answerer.ask("Khu công nghiệp có bao nhiêu dự án thì chưa rõ?")
        found = [item.article.origin for item in answer.evidence]
        asked_for_now = [item.article.origin for item in answerer.ask(NOW).evidence]
    assert found == ["ban-0.md", "moi.md"]
    assert sorted(asked_for_now) == found
    assert answer.answer == "42 dự án"


class ReadsTheYear(ScriptedReader):
    """As a trained reader: what does not name the year that is asked about hardly seems to answer."""

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        found = super().read(question, evidence)
        if not question.years:
            return found
        read = [one if str(question.years[0]) in one.quote else replace(one, confidence=0.1) for one in found]
        return sorted(read, key=lambda one: -one.confidence)


THEN = replace(OLD, text="Hết năm 2022, khu công nghiệp có 38 dự án.")


@pytest.mark.parametrize(
    "question",
    [
        "Đến hết năm 2022 khu công nghiệp có bao nhiêu dự án?",
        "Khu công nghiệp có bao nhiêu dự án, tính đến cuối năm 2022?",
        "den het nam 2022 khu cong nghiep co bao nhieu du an",
    ],
)
def test_asked_for_an_earlier_time_the_newer_value_is_named(tmp_path: Path, question: str) -> None:
    with over(tmp_path, THEN, NEW, reader=ReadsTheYear) as answerer:
        answer = answerer.ask(question)
    assert answer.answer == "38 dự án"
    assert [(o.citation.answer, o.as_of, o.relation, o.confidence) for o in answer.other_answers] == [
        ("42 dự án", date(2024, 5, 1), Relation.NEWER, 0.8)
    ]


def test_a_time_that_nothing_tells_of_shows_what_is_known_as_surely_as_without_it(tmp_path: Path) -> None:
    with over(tmp_path, THEN, NEW, reader=ReadsTheYear) as answerer:
        answer = answerer.ask("Đến hết năm 2020 khu công nghiệp có bao nhiêu dự án?")
    assert (answer.answer, answer.confidence) == (None, 0.0)
    assert {(o.citation.answer, o.relation) for o in answer.other_answers} == {
        ("38 dự án", Relation.NEWER),
        ("42 dự án", Relation.NEWER),
    }


def test_values_of_something_else_are_not_named_beside_an_answer(tmp_path: Path) -> None:
    other = replace(NEW, features={"kind": 1.0, "focus": 0.0, "coverage": 0.5})
    with over(tmp_path, THEN, other, reader=ReadsTheYear) as answerer:
        assert answerer.ask("Đến hết năm 2022 khu công nghiệp có bao nhiêu dự án?").other_answers == ()


def test_who_did_something_at_one_time_is_no_other_value_of_who_did_it_at_another(tmp_path: Path) -> None:
    pages = [
        Page(f"{year}.md", f"Ông {name} đến thăm khu công nghiệp năm {year}.", name, 0.9, date(year, 5, 1))
        for year, name in ((2022, "Vàng A Páo"), (2024, "Lò Văn Sủi"))
    ]
    with over(tmp_path, *pages, reader=ReadsTheYear) as answerer:
        answer = answerer.ask("Năm 2022 ai đến thăm khu công nghiệp?")
    assert (answer.answer, answer.other_answers) == ("Vàng A Páo", ())


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Trước năm 2023 khu công nghiệp có bao nhiêu dự án?", "38 dự án"),
        ("Sau năm 2022 khu công nghiệp có bao nhiêu dự án?", "42 dự án"),
        ("Trước năm 2020 khu công nghiệp có bao nhiêu dự án?", None),
    ],
)
def test_before_and_after_a_year(tmp_path: Path, question: str, said: str | None) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        assert answerer.ask(question).answer == said


def test_a_day_before_everything_known_gets_no_later_figure(tmp_path: Path) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        answer = answerer.ask(HOW_MANY, as_of=date(2021, 1, 1))
    assert answer.answer is None
    assert {o.relation for o in answer.other_answers} == {Relation.NEWER}
    assert [citation.article.origin for citation in answer.citations] == ["cu.md", "moi.md"]


def test_the_day_that_is_asked_for_by_itself_counts_more_than_the_question(tmp_path: Path) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        answer = answerer.ask("Năm 2022 khu công nghiệp có bao nhiêu dự án?", as_of=date(2025, 1, 1))
    assert answer.answer == "42 dự án"


def test_independent_articles_that_say_the_same_are_cited_too(tmp_path: Path) -> None:
    words = ["lúa", "ngô", "chè", "mía"]
    pages = []
    for k, word in enumerate(words):
        more = " ".join(f"Thôn {n * (k + 2)} trồng {word} trên {n + 10 * k} ha đất {word} mùa {n}." for n in range(20))
        pages.append(replace(NEW, origin=f"{k}.md", text=f"{NEW.text} {more}", confidence=0.9 - k / 10))
    pages.append(page("khac.md", "38 dự án", 0.6, NEW.published))
    with over(tmp_path, *pages) as answerer:
        answer = answerer.ask(HOW_MANY)
    assert [citation.article.origin for citation in answer.citations] == ["0.md", "1.md", "2.md"]
    assert {citation.answer for citation in answer.citations} == {"42 dự án"}


def test_a_less_sure_article_is_no_further_proof(tmp_path: Path) -> None:
    with over(tmp_path, NEW, replace(NEW, origin="b.md", confidence=0.3)) as answerer:
        assert len(answerer.ask(HOW_MANY).citations) == 1


# -- claims and tenses -------------------------------------------------------------------------------------------------

LEASE = "Diện tích đất công nghiệp cho thuê là 120 ha, ở ba khu."


@pytest.mark.parametrize(
    ("question", "verdict", "answered"),
    [
        ("Các nhà máy mướn tới hơn 100 ha phải không?", "có", True),
        ("Các nhà máy mướn tới 90 ha phải không?", "không", True),
        ("Các nhà máy mướn tới 90 nhà phải không?", "không rõ", False),
        ("Các nhà máy có mướn đất phải không?", "không rõ", False),  # nothing that could be asked openly
    ],
)
def test_a_claim_that_no_sentence_decides_is_asked_openly(
    tmp_path: Path, question: str, verdict: str, answered: bool
) -> None:
    """Either reading alone is not sure enough; where both find the same place, together they are."""
    with over(tmp_path, Page("dat.md", LEASE, "120 ha", 0.4), threshold=0.6) as answerer:
        answer = answerer.ask(question)
    assert answer.verdict == verdict
    assert answer.answer == (LEASE.rstrip(".") if answered else None)
    assert answer.confidence == pytest.approx(0.64 if answered else 0.4)


GOAL = Page("ke-hoach.md", "Khu công nghiệp phấn đấu có 60 dự án.", "60 dự án", 0.9, date(2024, 1, 1))
RESULT = Page("ket-qua.md", "Khu công nghiệp đã có 42 dự án.", "42 dự án", 0.8, date(2023, 1, 1))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Khu công nghiệp đã có bao nhiêu dự án?", "42 dự án"),
        ("Khu công nghiệp sẽ có bao nhiêu dự án?", "60 dự án"),
        ("Khu công nghiệp dự kiến có bao nhiêu dự án?", "60 dự án"),
        ("Khu công nghiệp có bao nhiêu dự án?", "42 dự án"),  # of what is about as sure, what was reached
    ],
)
def test_a_goal_is_no_result_and_a_result_is_no_goal(tmp_path: Path, question: str, said: str) -> None:
    with over(tmp_path, GOAL, RESULT) as answerer:
        assert answerer.ask(question).answer == said


def test_a_result_that_is_not_sure_does_not_stand_for_a_goal(tmp_path: Path) -> None:
    with over(tmp_path, GOAL, replace(RESULT, confidence=0.4)) as answerer:
        assert answerer.ask("Khu công nghiệp có bao nhiêu dự án?").answer == "60 dự án"


def test_where_only_the_goal_is_told_there_is_no_result_to_give(tmp_path: Path) -> None:
    with over(tmp_path, GOAL) as answerer:
        answer = answerer.ask("Khu công nghiệp đã có bao nhiêu dự án?")
    assert answer.answer is None
    assert [citation.answer for citation in answer.citations] == ["60 dự án"]
    assert not answer.other_answers  # a plan is no figure of another time


def test_who_asks_for_what_was_so_before_does_not_get_what_is_so_now(tmp_path: Path) -> None:
    with over(tmp_path, OLD, NEW) as answerer:
        assert answerer.ask("Trước đây khu công nghiệp có bao nhiêu dự án?").answer == "38 dự án"
    with over(tmp_path / "one", NEW) as answerer:
        answer = answerer.ask("Trước đây khu công nghiệp có bao nhiêu dự án?")
    assert answer.answer is None, "what is known is what is so now"
    assert [citation.answer for citation in answer.citations] == ["42 dự án"]
    told = Page("xua.md", "Trước đây khu công nghiệp có 12 dự án.", "12 dự án", 0.8, date(2024, 5, 1))
    with over(tmp_path / "told", told) as answerer:
        assert answerer.ask("Trước đây khu công nghiệp có bao nhiêu dự án?").answer == "12 dự án"
