"""What is asked for speaks where the model sees little between two spans."""

from collections.abc import Iterator

import numpy as np
import pytest

from index.library import Library
from service.question.analysis import analyse
from service.reader.span_model.decoding import total_of
from service.reader.span_model.marking import Place
from service.reader.span_model.model import Scores
from service.reader.span_model.reading import FIT, best_in
from service.reader.span_model.wanted import anything, wanted
from tests.support import service

SENTENCE = "Khu có 42 dự án với vốn 5.120 tỷ đồng do ông Lê Văn Tám quản lý từ năm 2019."
HARVEST = "Xã Mường Lói thu 528.000 tấn trên 11.000 ha, chiếm 60% của huyện; số 12 đường Hoa Ban là kho."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with service(tmp_path_factory.mktemp("wanted")) as running:
        yield running.library


FITS = [
    ("Khu có bao nhiêu dự án?", "42 dự án", 1.0),
    ("Khu có bao nhiêu dự án?", "5.120 tỷ đồng", -1.0),
    ("Khu có mấy công trình?", "5.120 tỷ đồng", -1.0),
    ("Khu có mấy công trình?", "42 dự án", 0.0),
    ("Số dự án của khu là bao nhiêu?", "42 dự án", 1.0),
    ("Số dự án của khu là bao nhiêu?", "5.120 tỷ đồng", -1.0),
    ("so du an cua khu la may", "5.120 tỷ đồng", -1.0),
    ("Khu có bao nhiêu tiền?", "5.120 tỷ đồng", 1.0),
    ("Khu có mấy tỷ đồng?", "5.120 tỷ đồng", 1.0),
    ("Khu có mấy tỷ đồng?", "42", 0.0),
    ("Khu đứng thứ mấy?", "42 dự án", -1.0),
    ("khu đứng hạng bao nhiêu", "5.120 tỷ đồng", -1.0),
    ("Khu có bao nhiêu dự án?", "Lê Văn Tám", 0.0),
    ("Ai quản lý khu?", "Lê Văn Tám", 1.0),
    ("Ai quản lý khu?", "Khu", -1.0),
    ("Ông Tám quản lý khu từ khi nào?", "năm 2019", 1.0),
    ("Ông Tám quản lý khu từ khi nào?", "42", 0.0),
    ("Khu thế nào?", "42 dự án", 0.0),
]


@pytest.mark.parametrize(("question", "span", "fit"), FITS)
def test_how_a_span_fits(library: Library, question: str, span: str, fit: float) -> None:
    at = SENTENCE.index(span)
    assert wanted(analyse(question, library))(SENTENCE, at, at + len(span)) == fit


@pytest.mark.parametrize(
    ("question", "span", "fit"),
    [
        ("Xã được gắn sao bao nhiêu món?", "528.000 tấn", -1.0),
        ("Có mấy người làm?", "11.000 ha", -1.0),
        ("Có bao nhiêu hộ tham gia?", "60%", -1.0),
        ("Thu được bao nhiêu lúa?", "528.000 tấn", 0.0),  # what is weighed is not counted by one
        ("Thu bao nhiêu tấn?", "528.000 tấn", 1.0),
        ("Nơi nào thu ít nhất?", "528.000 tấn", -1.0),
        ("Nơi nào thu ít nhất?", "Xã Mường Lói", 0.0),
        ("Kho ở đâu?", "số 12 đường Hoa Ban", 0.0),
        ("Công ty nào thu mua?", "11.000 ha", -1.0),
    ],
)
def test_a_measure_is_no_count_and_a_figure_is_no_place(library: Library, question: str, span: str, fit: float) -> None:
    at = HARVEST.index(span)
    assert wanted(analyse(question, library))(HARVEST, at, at + len(span)) == fit


def read(money: float) -> Scores:
    """A model that likes "42 dự án" (score 5) and, by ``money``, "5.120 tỷ đồng". Tokens are words."""
    ends = np.cumsum([len(word) + 1 for word in SENTENCE.split()]) - 1
    spans = [(end - len(word), end) for word, end in zip(SENTENCE.split(), ends.tolist(), strict=True)]
    starts, stops = np.full(len(spans), -9.0, np.float32), np.full(len(spans), -9.0, np.float32)
    words = SENTENCE.split()
    for first, last, score in (("42", "án", 5.0), ("5.120", "đồng", money)):
        starts[words.index(first)] = stops[words.index(last)] = score / 2
    return Scores(starts, stops, 0.0, 0.0, np.array(spans, np.int64), np.zeros(4, np.float32))


@pytest.mark.parametrize(
    ("money", "answer"), [(4.0, "42 dự án"), (5 + FIT / 2, "42 dự án"), (5 + 2 * FIT, "5.120 tỷ đồng")]
)
def test_what_fits_is_preferred_unless_the_model_is_sure(library: Library, money: float, answer: str) -> None:
    scores = read(money)
    fit = wanted(analyse("Khu có bao nhiêu dự án?", library))
    found = best_in(SENTENCE, Place(scores, 0), total_of([scores]), fit)
    assert found is not None
    assert SENTENCE[found.start : found.end] == answer


def test_without_a_wish_the_model_decides(library: Library) -> None:
    scores = read(6.0)
    found = best_in(SENTENCE, Place(scores, 0), total_of([scores]), anything)
    assert found is not None
    assert SENTENCE[found.start : found.end] == "5.120 tỷ đồng"
