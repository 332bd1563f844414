"""Sentences made to keep patterns busy: none of them takes long."""

import time
from collections.abc import Iterator

import pytest

from corpus.records import Article
from corpus.text.sentences import LONGEST
from service.answering import Filters
from service.question.kinds import Kind
from service.reader.spans import clauses, spans
from service.running import Running
from service.timing import holds_at
from tests.support import service

SECONDS = 1.0
UNITS = {
    "commas": ",",
    "digits": "1",
    "capitals": "A",
    "blanks": "\u00a0",
    "brackets": "(",
    "strokes": "1/",
    "hyphens": "A-",
    "capital words": "Ab ",
    "capital words in a list": "Ab, ",
    "joined names": "Ab và ",
    "one word": "a ",
    "one small word in a list": "a, ",
    "figures": "12, ",
    "decimals": "1.2,",
    "scales": "1 triệu ",
    "years": "2020-",
    "named years": "năm 2020 ",
    "days": "ngày 12 ",
    "until": "tính đến hết ",
    "number words": "một ",
    "offices": "ông ",
    "organisations": "sở a b c ",
    "places": "tỉnh ",
    "announced": "gồm: ",
    "causes": "do ",
    "colons": ": ",
    "full stops": "a.b",
    "emoji": "🎉",
}
QUESTIONS = [
    "Khu công nghiệp có bao nhiêu dự án?",
    "Tổng vốn là bao nhiêu?",
    "Khi nào khánh thành?",
    "Ai ký quyết định?",
    "Kể tên các xã",
    "Cơ quan nào cấp phép?",
    "Ở đâu?",
    "Vì sao chậm?",
]


def sentence(unit: str) -> str:
    return (unit * LONGEST)[:LONGEST]


def test_the_units_fill_a_sentence() -> None:
    assert {len(sentence(unit)) for unit in UNITS.values()} == {LONGEST}


@pytest.mark.parametrize("name", UNITS)
def test_spans_of_a_hostile_sentence(name: str) -> None:
    hostile = sentence(UNITS[name])
    for kind in Kind:
        started = time.perf_counter()
        spans(kind, hostile)
        assert time.perf_counter() - started < SECONDS, kind
    started = time.perf_counter()
    list(clauses(hostile))
    holds_at(Article("a", hostile, ""), hostile)
    assert time.perf_counter() - started < SECONDS


def test_time_grows_with_the_length_of_a_run_of_digits() -> None:
    """A sentence without semicolons, commas and colons is never cut: a scanned table or a key of any length stays one."""

    def taken(length: int) -> float:
        started = time.perf_counter()
        spans(Kind.MONEY, "1" * length)
        return time.perf_counter() - started

    assert min(taken(4000) for _ in range(2)) < 8 * max(min(taken(1000) for _ in range(3)), 0.001)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A library of nothing but hostile sentences."""
    with service(tmp_path_factory.mktemp("hostile"), answer_threshold=0.0, top_k=len(UNITS)) as running:
        for name, unit in UNITS.items():
            text = f"Khu công nghiệp có 42 dự án. {sentence(unit)}".strip()
            running.library.put(name, [Article(name, text, name)])
        yield running


@pytest.mark.parametrize("question", QUESTIONS)
def test_asking_over_hostile_documents(running: Running, question: str) -> None:
    for name in UNITS:
        only = next(s.article.id for s in running.library.store.documents() if s.article.origin == name)
        started = time.perf_counter()
        answer = running.answerer.ask(question, filters=_only(only))
        assert time.perf_counter() - started < SECONDS, name
        assert answer.citations, name


def _only(document_id: str) -> Filters:
    return Filters(document_ids=frozenset({document_id}))


@pytest.mark.parametrize("name", UNITS)
def test_asking_a_hostile_question(running: Running, name: str) -> None:
    question = ("Ai " + UNITS[name] * 1000)[:1000]
    started = time.perf_counter()
    running.answerer.ask(question)
    assert time.perf_counter() - started < len(UNITS) * SECONDS / 4
