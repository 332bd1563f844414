"""The reader as it is committed: adapter and weights fit one another, and it answers from the texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encoder.onnx import OnnxEncoder
from index.encoder.provisioning import bundled_source
from index.library import Library
from service.question.analysis import analyse, normalised
from service.reader.pattern_reader import read_weights
from service.reader.span_model.adapter import ADAPTER, PARTS, QUOTES, read_adapter
from service.reader.span_reader import CONFIDENCE_NAMES, GIVEN_NAMES, NAMES, ORDER_NAMES, WEIGHTS, SpanReader
from service.running import Running, start
from service.settings import Settings
from tests.service.reader import checks
from tests.support import fill


@pytest.fixture(scope="module")
def reader(models: Path, bundled: OnnxEncoder) -> SpanReader:
    return SpanReader.load(models, bundled, threads=2)


@pytest.fixture(scope="module")
def running(models: Path, bundled: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("committed"), port=0, reader="trained")
    opened = start(settings, encoder=bundled, models=models)
    fill(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("path", [ADAPTER, QUOTES], ids=lambda path: path.stem)
def test_an_adapter_is_small_and_of_the_bundled_encoder(path: Path) -> None:
    assert path.stat().st_size <= 6_000_000
    adapter = read_adapter(path)
    assert adapter.encoder_sha256 == bundled_source().sha256
    assert {name.partition(".")[2] for name in adapter.low_rank} == set(PARTS)
    assert adapter.head.shape == (2, 384)


def test_the_weights_were_fitted_for_this_model(reader: SpanReader, bundled: OnnxEncoder) -> None:
    numbers = ("threshold", "null", *GIVEN_NAMES)
    saved = read_weights(WEIGHTS, NAMES, CONFIDENCE_NAMES, numbers, ORDER_NAMES, state=True)
    assert saved.fitted_on["model"] == reader.model.revision
    assert saved.fitted_on["rereader"] == reader.rereader.revision
    assert saved.fitted_on["encoder"] == bundled.revision
    assert str(saved.fitted_on["model"]).startswith(read_adapter().revision)
    assert str(saved.fitted_on["rereader"]).startswith(read_adapter(QUOTES).revision)
    assert 0 < saved.numbers["threshold"] < 1
    assert reader.state.tolist() == list(saved.state)
    assert saved.numbers["given_margin"] > 0, "the farther above the null, the surer"
    assert reader.revision.startswith(f"spans-{reader.model.revision}-")


def test_the_service_uses_it(running: Running, reader: SpanReader) -> None:
    assert running.fallback is None
    assert running.answerer.reader.revision == reader.revision
    assert running.answerer.threshold == reader.threshold


@pytest.mark.parametrize("question", checks.QUESTIONS, ids=range(len(checks.QUESTIONS)))
def test_quotes_are_verbatim_and_the_same_every_time(question: str, reader: SpanReader, library: Library) -> None:
    asked = analyse(normalised(question), library)
    found = reader.read(asked, checks.evidence())
    checks.quotes_are_verbatim(found)
    assert checks.said(reader.read(asked, checks.evidence())) == checks.said(found)


def test_no_more_than_the_budget_is_read(reader: SpanReader, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    checks.keeps_the_budget(reader, analyse(checks.QUESTIONS[0], library), monkeypatch)


TOLD = [
    ("Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?", "42"),
    ("Giai đoạn hai được khởi công khi nào?", "02/09/2023"),
    ("Ai là Trưởng Ban Quản lý các khu công nghiệp tỉnh?", "Y Thanh Niê"),
    ("Lễ hội cà phê Buôn Ma Thuột lần thứ 9 đón bao nhiêu lượt khách?", "112.000"),
    ("Tổng vốn đăng ký vào Khu công nghiệp Hòa Thắng là bao nhiêu?", "5.120 tỷ đồng"),
]


@pytest.mark.parametrize(("question", "told"), TOLD)
def test_plain_facts_are_found_where_they_stand(question: str, told: str, running: Running) -> None:
    answer = running.answerer.ask(question)
    assert answer.extractions
    best = answer.extractions[0]
    assert told in best.answer
    assert best.evidence.article.text[best.start : best.end] == best.answer
    assert answer.reader.startswith("spans-")
