"""What is scored, by hand on made-up answers and through the service over two small pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Article, Passage
from eval.dataset import Gold
from eval.runner import DEPTH, Scored, run
from index.encoder import FakeEncoder
from index.retrieval import Hit
from service.answering import Answer, Citation, OtherAnswer, Relation
from service.reader.base import Evidence, Extraction
from service.running import Running, start
from service.settings import Settings
from tests.browser.library import OverlapReader
from tests.support import PAGES, fill

TEXT = "Xã lắp 17 km đường ống. Năm sau xã xây chín bể chứa. Bà con mừng lắm."
WATER = Article("x/nuoc.txt", TEXT, "Nước")
OTHER = Article("x/be.txt", "Huyện cho biết: xã này xây chín bể chứa. Không có gì thêm.", "Bể")
AT = TEXT.index("chín bể chứa")
GOLD = Gold("q1", "Xã xây mấy bể?", "number", frozenset({"typo"}), "nuoc.md", "chín bể chứa", ("9 bể",), AT)
NEVER = Gold("q2", "Ai là vua?", "unanswerable", frozenset({"off-topic"}), None, None, (), None)
ORIGINS = {"nuoc.md": WATER.origin, "be.md": OTHER.origin}


def cited(article: Article, quote: str, answer: str) -> Citation:
    start, at = article.text.index(quote), article.text.index(answer)
    return Citation(article, start, start + len(quote), at, at + len(answer), 0.9)


def found(article: Article, *passages: tuple[int, int]) -> list[Evidence]:
    return [
        Evidence(Hit(Passage(k, article.id, start, end, article.text[start:end]), 0, 0, 0), article)
        for k, (start, end) in enumerate(passages)
    ]


class Prepared:
    """Says what it was told to say."""

    def __init__(self, answer: str | None, citations: Sequence[Citation], evidence: Sequence[Evidence] = ()) -> None:
        self.asked: list[tuple[str, int]] = []
        self.histories: list[tuple[tuple[str, str], ...]] = []
        self.answer = Answer(
            "1", "", "", answer, 0.75, None, tuple(citations), (), tuple(evidence), (), 1.0, "1", "r"
        )  # fmt: skip

    def ask(self, text: str, *, history: Sequence[tuple[str, str]], top_k: int) -> Answer:
        self.asked.append((text, top_k))
        self.histories.append(tuple(history))
        return self.answer


def scored(gold: Gold, answer: str | None, citations: Sequence[Citation], evidence: Sequence[Evidence] = ()) -> Scored:
    [one] = run([gold], Prepared(answer, citations, evidence), ORIGINS)  # type: ignore[arg-type]
    return one


def test_a_right_answer() -> None:
    one = scored(GOLD, "chín bể chứa", [cited(WATER, "Năm sau xã xây chín bể chứa.", "chín bể chứa")])
    assert one.right
    assert (one.right_article, one.in_quote, one.in_closest, one.verbatim) == (True, True, True, True)
    assert (one.exact, one.f1, one.confidence) == (1, 1, 0.75)
    assert (one.answer, one.quote, one.cited) == ("chín bể chứa", "Năm sau xã xây chín bể chứa.", WATER.origin)
    assert one.took_ms > 0


def test_a_quote_counts_by_its_place_and_a_longer_span_by_its_share() -> None:
    one = scored(
        GOLD, "sau xã xây chín bể chứa", [cited(WATER, "Năm sau xã xây chín bể chứa.", "sau xã xây chín bể chứa")]
    )
    assert one.right
    assert (one.exact, one.f1) == pytest.approx((0, 2 * 3 / (6 + 3)))


def test_a_quote_of_another_article_counts_where_that_tells_it_too() -> None:
    quotes = [cited(OTHER, "Huyện cho biết: xã này xây chín bể chứa.", "chín bể chứa")]
    one = scored(GOLD, "chín bể chứa", quotes)
    assert (one.right, one.right_article, one.first_tells, one.in_closest) == (False, False, False, False)
    both = scored(replace(GOLD, also=frozenset({"be.md"})), "chín bể chứa", quotes)
    assert (both.right, both.right_article, both.first_tells, both.in_closest) == (True, True, True, True)


@pytest.mark.parametrize("answer", ["2", "Thanh Hóa"])
def test_words_that_stand_everywhere_tell_only_in_an_article_that_tells(answer: str) -> None:
    bridge = Article("x/cau.txt", "Thanh Hóa xây 2 cầu ở Hà Trung.", "Cầu")
    road = Article("x/duong.txt", "Năm 2024 Thanh Hóa mở 2 đường.", "Đường")
    gold = Gold("q", "?", "fact", frozenset(), "cau.md", answer, (), bridge.text.index(answer))
    origins = {"cau.md": bridge.origin, "duong.md": road.origin}
    right, wrong = (
        run([gold], Prepared(answer, [cited(of, of.text, answer)], found(of, (0, len(of.text)))), origins)[0]  # type: ignore[arg-type]
        for of in (bridge, road)
    )
    assert (right.right, right.rank, right.exact) == (True, 1, 1.0)
    assert (wrong.right, wrong.rank, wrong.exact) == (False, None, 1.0)
    assert wrong.first_tells is wrong.in_closest is False


def test_the_first_quote_tells_or_not_whether_it_is_an_answer_or_the_closest_passage() -> None:
    tells, says_else = (
        cited(WATER, "Năm sau xã xây chín bể chứa.", "chín"),
        cited(WATER, "Xã lắp 17 km đường ống.", "17"),
    )
    assert scored(GOLD, "chín", [tells]).first_tells
    assert scored(GOLD, None, [tells, says_else]).first_tells
    second = scored(GOLD, None, [says_else, tells])
    assert (second.first_tells, second.in_closest) == (False, True)
    assert not scored(GOLD, None, []).first_tells


def test_a_quote_that_holds_half_of_the_answer_is_wrong() -> None:
    one = scored(GOLD, "chín", [cited(WATER, "Năm sau xã xây chín", "chín")])
    assert (one.right, one.in_quote, one.right_article) == (False, False, True)


def test_a_wrong_place_in_the_right_article() -> None:
    one = scored(GOLD, "17 km", [cited(WATER, "Xã lắp 17 km đường ống.", "17 km")])
    assert (one.right, one.right_article, one.exact, one.f1) == (False, True, 0, 0)


def test_a_refusal_is_wrong_though_the_closest_passages_tell() -> None:
    closest = [cited(WATER, "Bà con mừng lắm.", "mừng"), cited(WATER, "Năm sau xã xây chín bể chứa.", "chín")]
    one = scored(GOLD, None, closest)
    assert (one.right, one.in_quote, one.in_closest) == (False, False, True)
    assert (one.exact, one.f1) == (0, 0)
    assert not scored(GOLD, None, closest[:1]).in_closest
    assert not scored(GOLD, None, []).in_closest


def test_what_cannot_be_answered_is_right_when_refused() -> None:
    assert scored(NEVER, None, [cited(WATER, TEXT, "mừng")]).right
    told = scored(NEVER, "mừng", [cited(WATER, TEXT, "mừng")])
    assert (told.right, told.in_quote, told.in_closest, told.exact, told.f1) == (False, False, False, 0, 0)


def test_a_quote_that_is_not_verbatim_is_seen() -> None:
    sound = cited(WATER, "Xã lắp 17 km đường ống.", "17 km")
    assert scored(GOLD, "17 km", [sound]).verbatim
    outside = replace(sound, answer_start=AT, answer_end=AT + 4)  # the answer stands behind the quote
    backwards = replace(sound, answer_start=sound.answer_end, answer_end=sound.answer_start)
    for spoilt in (outside, backwards):
        assert not scored(GOLD, "17 km", [spoilt]).verbatim
        assert not scored(GOLD, None, [sound, spoilt]).verbatim, "of every citation"


def extraction(quote: str, answer: str, confidence: float) -> Extraction:
    at, start = TEXT.index(answer), TEXT.index(quote)
    [evidence] = found(WATER, (0, len(TEXT)))
    return Extraction(evidence, start, start + len(quote), at, at + len(answer), confidence, {})


TELLS = extraction("Năm sau xã xây chín bể chứa.", "chín bể chứa", 0.8)
SAYS_ELSE = extraction("Xã lắp 17 km đường ống.", "17 km", 0.6)


@pytest.mark.parametrize(
    ("shown", "extractions", "put_aside"),
    [
        (SAYS_ELSE, [TELLS, SAYS_ELSE], True),  # the reader's first is not what is shown
        (TELLS, [TELLS, SAYS_ELSE], False),
        (SAYS_ELSE, [SAYS_ELSE, TELLS], False),  # the reader's own mistake
        (None, [replace(TELLS, confidence=0.9)], True),  # refused, though surer than the refusal
        (None, [replace(TELLS, confidence=0.75)], False),  # refused because it is not sure enough
        (None, [], False),
    ],
)
def test_what_was_found_and_put_aside_for_its_date_is_seen(
    shown: Extraction | None, extractions: list[Extraction], put_aside: bool
) -> None:
    citations = [Citation.of(shown)] if shown else []
    prepared = Prepared(shown.answer if shown else None, citations)
    prepared.answer = replace(prepared.answer, extractions=tuple(extractions))
    [one] = run([GOLD], prepared, ORIGINS)  # type: ignore[arg-type]
    assert one.out_of_time is put_aside


def test_what_stands_among_the_answers_of_other_dates_was_put_aside() -> None:
    prepared = Prepared("17 km", [Citation.of(SAYS_ELSE)])
    for other, put_aside in ((TELLS, True), (SAYS_ELSE, False)):
        older = OtherAnswer(Citation.of(other), None, Relation.OLDER, 0.8)
        prepared.answer = replace(prepared.answer, other_answers=(older,))
        [one] = run([GOLD], prepared, ORIGINS)  # type: ignore[arg-type]
        assert one.out_of_time is put_aside


@pytest.mark.parametrize(
    ("evidence", "rank"),
    [
        ([], None),
        (found(WATER, (0, 23), (24, 52)), 2),
        (found(WATER, (24, 52), (0, 23)), 1),
        (found(WATER, (0, 23), (53, 69)), None),
        ([*found(WATER, (0, 23)), *found(OTHER, (0, 40))], None),  # the same words in an article about something else
        (found(WATER, (AT, AT + 1)), 1),  # the span begins there
        (found(WATER, (0, AT)), None),  # and not before
    ],
)
def test_the_rank_is_that_of_the_first_passage_that_tells(evidence: list[Evidence], rank: int | None) -> None:
    assert scored(GOLD, None, [], evidence).rank == rank
    assert scored(NEVER, None, [], evidence).rank is None


def test_a_passage_of_another_article_that_tells_has_a_rank() -> None:
    both = replace(GOLD, also=frozenset({"be.md"}))
    assert scored(both, None, [], [*found(WATER, (0, 23)), *found(OTHER, (0, 40))]).rank == 2


def test_questions_are_asked_in_order_and_deep_enough() -> None:
    answerer = Prepared(None, [])
    told: list[tuple[int, int]] = []
    golds = [GOLD, NEVER]
    assert [one.gold for one in run(golds, answerer, {}, lambda *at: told.append(at))] == golds  # type: ignore[arg-type]
    assert answerer.asked == [("Xã xây mấy bể?", DEPTH), ("Ai là vua?", DEPTH)]
    assert told == [(1, 2), (2, 2)]


def test_a_follow_up_is_asked_with_what_was_said_before_it() -> None:
    answerer = Prepared(None, [])
    turns = (("Xã lắp bao nhiêu km đường ống?", "17 km"),)
    run([replace(GOLD, history=turns), NEVER], answerer, {})  # type: ignore[arg-type]
    assert answerer.histories == [turns, ()]


# -- through the service -----------------------------------------------------------------------------------------------


@contextmanager
def opened(folder: Path, threshold: float) -> Iterator[Running]:
    """Two small pages, and a reader that no change of weights changes."""
    settings = Settings(data_dir=folder, answer_threshold=threshold)
    running = start(settings, encoder=FakeEncoder(), reader=OverlapReader())
    fill(running)
    yield running
    running.close()


def _gold(running: Running, question: str, page: str, answer: str) -> Gold:
    [stored] = running.library.store.find(page)
    return Gold(question, question, "number", frozenset(), page, answer, (), stored.article.text.index(answer))


def test_the_service_is_asked_and_scored(tmp_path: Path) -> None:
    origins = {page: page for page in PAGES}
    with opened(tmp_path, 0.0) as running:
        golds = [
            _gold(running, "Lũy kế Khu công nghiệp Hòa Thắng thu hút bao nhiêu?", "khu-cong-nghiep.md", "42 dự án"),
            _gold(running, "Lễ hội cà phê lần thứ 9 đón bao nhiêu lượt khách?", "le-hoi.md", "112.000 lượt khách"),
        ]
        results = run(golds, running.answerer, origins)
        again = run(golds, running.answerer, origins)
    assert [(one.right, one.right_article, one.rank, one.verbatim) for one in results] == [(True, True, 1, True)] * 2
    assert [one.cited for one in results] == list(PAGES)
    assert [replace(one, took_ms=0) for one in again] == [replace(one, took_ms=0) for one in results]


def test_where_nothing_is_sure_enough_all_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path, 1.0) as running:
        gold = _gold(running, "Lễ hội cà phê lần thứ 9 đón bao nhiêu lượt khách?", "le-hoi.md", "112.000 lượt khách")
        one, never = run([gold, NEVER], running.answerer, {page: page for page in PAGES})
    assert (one.answer, one.right, one.in_closest, one.rank) == (None, False, True, 1)
    assert never.right
