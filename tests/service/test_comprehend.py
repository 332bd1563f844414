"""Reading what is given: the reader by patterns over texts that nobody searched for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from corpus.records import Article, Passage
from index import chunking
from index.encoder import FakeEncoder
from index.library import Library
from index.retrieval import Hit
from service.question.analysis import analyse
from service.reader.base import Evidence, Extraction
from service.reader.pattern_reader import PatternReader
from tests.support import PAGES, fill, service

PARK = PAGES["khu-cong-nghiep.md"].split("---")[2].strip()
HOW_MANY = "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("reader")) as running:
        fill(running)
        yield running.library


def given(text: str, score: float = 1.0, dense: float = 0.0) -> list[Evidence]:
    article = Article("a.txt", text, "Khu công nghiệp Hòa Thắng")
    return [
        Evidence(Hit(Passage(k, article.id, start, end, text[start:end]), score, dense, 0.0), article)
        for k, (start, end) in enumerate(chunking.spans(article))
    ]


def reader(threshold: float) -> PatternReader:
    return replace(PatternReader.load(FakeEncoder()), threshold=threshold)


def comprehend(
    library: Library, question: str, evidence: Sequence[Evidence], threshold: float = 0.0
) -> Extraction | None:
    return reader(threshold).comprehend(analyse(question, library), evidence)


def test_the_span_of_a_given_text(library: Library) -> None:
    found = comprehend(library, HOW_MANY, given(PARK))
    assert found is not None
    assert found.answer == "42 dự án"
    assert found.answer in found.quote


def test_it_is_the_first_of_what_is_read(library: Library) -> None:
    found = comprehend(library, HOW_MANY, given(PARK))
    assert found is not None
    first = reader(0.0).read(analyse(HOW_MANY, library), [found.evidence])[0]
    assert (found.start, found.end, found.confidence) == (first.start, first.end, first.confidence)


def test_scores_of_the_hits_say_nothing(library: Library) -> None:
    one = comprehend(library, HOW_MANY, given(PARK))
    other = comprehend(library, HOW_MANY, given(PARK, score=-7.0, dense=0.9))
    assert one is not None
    assert other is not None
    assert (one.start, one.end, one.confidence) == (other.start, other.end, other.confidence)


def test_below_the_threshold_there_is_no_span(library: Library) -> None:
    found = comprehend(library, HOW_MANY, given(PARK))
    assert found is not None
    assert 0 < found.confidence < 1
    assert comprehend(library, HOW_MANY, given(PARK), found.confidence) is not None
    assert comprehend(library, HOW_MANY, given(PARK), found.confidence + 1e-9) is None


def test_nothing_given_nothing_told(library: Library) -> None:
    assert comprehend(library, HOW_MANY, []) is None
