"""The reader with a model that has learnt nothing: what it says is found in the texts all the same, or it is not used."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import pytest

from corpus.records import Article, Passage
from index.encoder import FakeEncoder
from index.encoder.onnx import OnnxEncoder
from index.library import Library
from index.retrieval import Hit
from service.question.analysis import analyse, normalised
from service.reader import rereading
from service.reader.base import Evidence
from service.reader.pattern_reader import PatternReader
from service.reader.span_model.marking import Place
from service.reader.span_model.model import MAX_TEXT
from service.reader.span_model.ranges import ranges_path
from service.reader.span_model.reading import BUDGET, NOTHING, pieces, read, read_again, read_alone
from service.reader.span_reader import AGAIN, SpanReader
from service.running import open_reader, start
from service.settings import Settings
from tests.service.reader import checks
from tests.service.reader.conftest import Files
from tests.support import fill, server


def opened(files: Files, encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch) -> SpanReader:
    use(files, monkeypatch)
    return SpanReader.load(files.data_dir, encoder, threads=2)


def use(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """These files in place of the committed ones."""
    load = SpanReader.load.__func__  # type: ignore[attr-defined]
    monkeypatch.setitem(load.__kwdefaults__, "path", files.weights)
    monkeypatch.setitem(load.__kwdefaults__, "adapters", (files.adapter, files.quotes))


@pytest.fixture
def reader(random_files: Files, bundled: OnnxEncoder, monkeypatch: pytest.MonkeyPatch) -> SpanReader:
    return opened(random_files, bundled, monkeypatch)


# -- reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", checks.QUESTIONS, ids=range(len(checks.QUESTIONS)))
def test_quotes_are_verbatim(question: str, reader: SpanReader, library: Library) -> None:
    found = reader.read(analyse(normalised(question), library), checks.evidence())
    checks.quotes_are_verbatim(found)
    edges = [(e.evidence.article.origin, e.quote_start, e.quote_end) for e in found]
    assert len(set(edges)) == len(edges)


def test_no_more_than_the_budget_is_read(reader: SpanReader, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    checks.keeps_the_budget(reader, analyse(checks.QUESTIONS[0], library), monkeypatch)


def test_the_same_question_is_read_alike(
    reader: SpanReader, random_files: Files, bundled: OnnxEncoder, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = analyse(checks.QUESTIONS[0], library)
    first = checks.said(reader.read(question, checks.evidence()))
    assert checks.said(reader.read(question, checks.evidence())) == first
    again = opened(random_files, bundled, monkeypatch)
    assert again.revision == reader.revision
    assert checks.said(again.read(question, checks.evidence())) == first


def test_the_first_quotes_are_read_again_by_themselves(reader: SpanReader, library: Library) -> None:
    question = analyse(checks.QUESTIONS[0], library)
    found = reader.read(question, checks.evidence())
    assert len(found) > AGAIN
    alone = read_again(
        reader.rereader, question.text, [(one.evidence.article.title, one.quote) for one in found[:AGAIN]]
    )
    assert len({one.margin for one in alone}) == AGAIN
    for one, told in zip(found, alone, strict=False):
        assert one.features["again"] == pytest.approx(told.margin / 10, abs=1e-4)
        expected = float(np.dot(reader.state[:-1], told.state)) + reader.state[-1]
        assert one.features["state"] == pytest.approx(np.clip(expected, -5, 5), abs=1e-3)
    assert len({one.features["state"] for one in found[:AGAIN]}) == AGAIN
    assert all(one.features["again"] == one.features["margin"] for one in found[AGAIN:])
    assert {one.features["state"] for one in found[AGAIN:]} == {0.0}
    best = read_alone(reader.rereader, question.text, found[0].quote)
    assert best is not None
    (untitled,) = read_again(reader.rereader, question.text, [("", found[0].quote)])
    assert untitled.margin == pytest.approx(best.margin, abs=1e-3)
    assert read_again(reader.rereader, question.text, []) == []
    (empty,) = read_again(reader.rereader, question.text, [("Chợ phiên", "")])
    assert empty.margin == NOTHING, "the title answers nothing"


def test_what_is_read_again_is_marked_by_that_reading(
    reader: SpanReader, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of quotes that are read again the span is what that reading finds, of the others the first reading's."""
    question, given = analyse(checks.QUESTIONS[0], library), checks.evidence()
    found = reader.read(question, given)
    monkeypatch.setattr(rereading, "best_in", lambda *_: None)
    once = {(one.evidence.article.id, one.quote_start): one for one in reader.read(question, given)}
    marks = [(one.start, one.end) for one in found]
    first = [once[one.evidence.article.id, one.quote_start] for one in found]
    assert marks[:AGAIN] != [(one.start, one.end) for one in first[:AGAIN]]
    assert marks[AGAIN:] == [(one.start, one.end) for one in first[AGAIN:]]
    assert [one.confidence for one in found] == [one.confidence for one in first], "confidence is told by the first"


def test_what_is_marked_in_is_the_sentence_that_tells(
    reader: SpanReader, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stands in its quote, behind the article's title."""
    seen: list[str] = []

    def marking(sentence: str, place: Place, *_: object) -> None:
        spans = (place.scores.spans - place.at).tolist()
        inside = [(start, end) for start, end in spans if 0 <= start < end <= len(sentence)]
        assert (inside[0][0], inside[-1][1]) == (0, len(sentence))
        seen.append(sentence)

    monkeypatch.setattr(rereading, "best_in", marking)
    found = reader.read(analyse(checks.QUESTIONS[0], library), checks.evidence())
    assert len(seen) == AGAIN
    quotes = [quote.quote for quote in found[:AGAIN]]
    assert all(any(sentence in quote for quote in quotes) for sentence in seen)
    later = [s for s in seen if any(s in quote and not quote.startswith(s) for quote in quotes)]
    assert later, "some stand behind another sentence of their quote"


def test_what_is_of_the_time_asked_about_is_read_again_and_stands_first(reader: SpanReader, library: Library) -> None:
    """Of six notices of two years, three of each, those of 2022 are the last that were found."""
    notices = {f"{n}.md": f"Năm {2021 + (n > 3)}, xã {n} có {n + 4} cây cầu." for n in range(1, 7)}
    question = analyse("Năm 2022 xã có bao nhiêu cây cầu?", library)
    found = reader.read(question, checks.evidence(notices))
    assert ["2022" in one.quote for one in found] == [True] * 3 + [False] * 3
    read_twice = [one.features["again"] != one.features["margin"] for one in found]
    assert read_twice == [True] * 3 + [False] * 3
    alone = reader.read(question, checks.evidence(notices)[3:])
    assert [one.features["lead"] for one in found[:3]] == [one.features["lead"] for one in alone]


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_quotes_that_are_read_again_have_an_order_of_their_own(
    sign: float, reader: SpanReader, library: Library
) -> None:
    question = analyse(checks.QUESTIONS[0], library)
    ordering = replace(reader, order={**dict.fromkeys(reader.order, 0.0), "again": 2 * sign})
    ranked = [one.features["rank_score"] for one in reader.read(question, checks.evidence())]
    found = ordering.read(question, checks.evidence())
    again = [sign * one.features["again"] for one in found]
    assert again[:AGAIN] == sorted(again[:AGAIN], reverse=True)
    assert [one.features["rank_score"] for one in found[AGAIN:]] == sorted(ranked, reverse=True)[AGAIN:]
    assert ordering.revision != reader.revision


def test_confidence_sees_how_far_a_quote_is_ahead_of_the_next(reader: SpanReader, library: Library) -> None:
    """By the order alone: two quotes as far apart are as far ahead and behind; the last ones are behind the first of those read again."""
    question = analyse(checks.QUESTIONS[0], library)
    order = {**dict.fromkeys(reader.order, 0.0), "again": 1.0}
    weights = {**dict.fromkeys(reader.confidence, 0.0), "gap": 3.0}
    found = replace(reader, order=order, confidence=weights).read(question, checks.evidence())
    places = [one.features["again"] for one in found]
    best = max(places[:AGAIN])
    behind = [(place - best) / 5 for place in places]
    assert [one.features["gap"] for one in found[1:]] == pytest.approx([max(-1, gap) for gap in behind[1:]])
    assert found[0].features["gap"] == pytest.approx(-behind[1])
    assert [one.confidence for one in found] == pytest.approx(
        [1 / (1 + np.exp(-3 * one.features["gap"])) for one in found]
    )


@pytest.mark.parametrize(("asked", "foreign"), [("How many projects are there?", 1.0), (checks.QUESTIONS[0], 0.0)])
def test_confidence_sees_that_a_question_is_foreign(
    asked: str, foreign: float, reader: SpanReader, library: Library
) -> None:
    found = reader.read(analyse(asked, library), checks.evidence())
    assert {one.features["foreign"] for one in found} == {foreign}


def test_without_passages_there_is_nothing(reader: SpanReader, library: Library) -> None:
    question = analyse(checks.QUESTIONS[0], library)
    assert reader.read(question, []) == []
    assert reader.comprehend(question, []) is None
    assert read(reader.model, "Gì?", [], []).null_share == 1.0


def test_a_given_text_is_read_alone(reader: SpanReader) -> None:
    for text in (*checks.TEXTS.values(), "Một câu.", "  Có 12 thôn.\n"):
        found = read_alone(reader.model, "Có bao nhiêu thôn?", text)
        assert found is not None
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip() == text[found.start : found.end]
        assert 0 <= found.share <= 1
    assert read_alone(reader.model, "Gì?", "") is None
    assert read_alone(reader.model, "Gì?", " \n ") is None


def test_neighbours_in_an_article_are_read_as_one_piece(reader: SpanReader) -> None:
    text = "Câu thứ nhất nói về lúa. Câu thứ hai nói về ngô.\n\nCâu thứ ba nói về khoai."
    article = Article("a", text, "Tựa")
    cuts = [(0, 24), (49, len(text)), (25, 47)]
    given = [
        Evidence(Hit(Passage(n, article.id, start, end, text[start:end]), 1.0 - n / 10, 0.8, 1.0), article)
        for n, (start, end) in enumerate(cuts)
    ]
    assert [(piece.start, piece.end) for piece in pieces(reader.model, given[:2])] == [(0, 24), (49, len(text))]
    (first, second) = pieces(reader.model, given)
    assert (first.start, first.end, second.start) == (0, 47, 49)
    assert first.tokens == reader.model.tokenise(text[:47])
    other = Article("b", text, "Tựa")
    apart = Evidence(Hit(Passage(9, other.id, 25, 47, text[25:47]), 0.5, 0.8, 1.0), other)
    assert len(pieces(reader.model, [given[0], apart])) == 2


def test_the_first_passage_is_read_whatever_its_length_and_later_ones_as_they_fit(reader: SpanReader) -> None:
    given = checks.evidence({"dai.md": checks.LONG}, most=6)
    sizes = [len(reader.model.tokenise(item.hit.passage.text)) for item in given]
    assert sum(len(piece.tokens) for piece in pieces(reader.model, given, budget=1)) == sizes[0]
    two = pieces(reader.model, [given[0], given[2], given[4]], budget=sizes[0] + sizes[4])
    assert sum(len(piece.tokens) for piece in two) <= sizes[0] + sizes[4]
    assert len(two) == 2
    assert all(len(piece.tokens) <= MAX_TEXT for piece in pieces(reader.model, given, budget=10**6))
    assert BUDGET == 600


def test_texts_of_a_batch_do_not_touch_one_another(reader: SpanReader) -> None:
    tokens = [reader.model.tokenise(text[:300]) for text in checks.TEXTS.values()]
    together = reader.model.read("Có bao nhiêu dự án?", [*tokens, tokens[0]])
    for told, text in zip(together, [*tokens, tokens[0]], strict=True):
        (alone,) = reader.model.read("Có bao nhiêu dự án?", [text])
        assert len(told.starts) == len(told.ends) == len(told.spans) == len(text)
        assert np.array_equal(told.starts, alone.starts)
        assert told.null == alone.null


def test_a_text_is_read_as_far_as_there_are_positions(reader: SpanReader) -> None:
    tokens = reader.model.tokenise(checks.LONG)
    assert len(tokens) > MAX_TEXT
    (told,) = reader.model.read("Có gì? " * 60, [tokens])
    assert len(told.starts) == len(told.spans) == MAX_TEXT
    assert np.isfinite(told.starts).all()


# -- where it cannot be used -------------------------------------------------------------------------------------------


def damaged(files: Files, folder: Path, change: Callable[[Files], None]) -> Files:
    """A copy of the files after a change; the graph is built into a folder of its own only if it comes to that."""
    copy = Files(
        files.data_dir,
        *(folder / f"{name}.safetensors" for name in ("adapter", "quotes")),
        folder / "span_weights.json",
    )
    for one, other in ((copy.adapter, files.adapter), (copy.quotes, files.quotes)):
        one.write_bytes(other.read_bytes())
        ranges_path(one).write_bytes(ranges_path(other).read_bytes())
    copy.weights.write_bytes(files.weights.read_bytes())
    change(copy)
    return copy


def fitted(**changed: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        saved = json.loads(files.weights.read_text())
        files.weights.write_text(json.dumps(saved | {"fitted_on": saved["fitted_on"] | changed}))

    return change


def stateless(state: list[float] | None) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        saved = json.loads(files.weights.read_text())
        files.weights.write_text(json.dumps({**saved, "state": state}))

    return change


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES: list[object] = [
    pytest.param(lambda files: files.adapter.unlink(), "Thiếu tệp trọng số", id="no adapter"),
    pytest.param(lambda files: cut(files.adapter), "Không đọc được tệp trọng số", id="half an adapter"),
    pytest.param(lambda files: ranges_path(files.adapter).unlink(), "Không đọc được biên độ", id="no ranges"),
    pytest.param(lambda files: cut(ranges_path(files.adapter)), "Không đọc được biên độ", id="half the ranges"),
    pytest.param(lambda files: files.quotes.unlink(), "Thiếu tệp trọng số", id="no adapter for quotes"),
    pytest.param(lambda files: cut(files.quotes), "Không đọc được tệp trọng số", id="half an adapter for quotes"),
    pytest.param(lambda files: files.weights.unlink(), "hãy lấy lại từ kho mã nguồn", id="no weights"),
    pytest.param(lambda files: cut(files.weights), "hãy lấy lại từ kho mã nguồn", id="half the weights"),
    pytest.param(stateless([0.5, 1.0]), "bộ đặc trưng khác", id="weights of a smaller state"),
    pytest.param(stateless(None), "hãy lấy lại từ kho mã nguồn", id="weights of no state"),
    pytest.param(fitted(encoder="khac"), "chưa được hiệu chỉnh", id="weights for another encoder"),
    pytest.param(fitted(model="khac"), "được hiệu chỉnh cho bộ đọc khác", id="weights for another model"),
    pytest.param(fitted(rereader="khac"), "được hiệu chỉnh cho bộ đọc khác", id="weights for another reader of quotes"),
]


@pytest.mark.parametrize(("change", "told"), DAMAGES)
def test_a_reader_that_cannot_be_used_is_replaced_by_the_patterns(
    change: Callable[[Files], None],
    told: str,
    *,
    random_files: Files,
    bundled: OnnxEncoder,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(damaged(random_files, tmp_path, change), monkeypatch)
    reader, why = open_reader(Settings(data_dir=tmp_path, reader="trained"), bundled, library, random_files.data_dir)
    assert isinstance(reader, PatternReader)
    assert why is not None
    assert told in why


def test_a_sound_reader_is_used(
    random_files: Files, bundled: OnnxEncoder, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(random_files, monkeypatch)
    reader, why = open_reader(Settings(data_dir=tmp_path, reader="trained"), bundled, library, random_files.data_dir)
    assert isinstance(reader, SpanReader)
    assert why is None
    assert reader.threshold == 0.75


def test_an_encoder_of_another_kind_means_the_patterns(
    random_files: Files, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(random_files, monkeypatch)
    reader, why = open_reader(
        Settings(data_dir=tmp_path, reader="trained"), FakeEncoder(), library, random_files.data_dir
    )
    assert isinstance(reader, PatternReader)
    assert why is not None
    assert "fake" in why


# -- what the service tells --------------------------------------------------------------------------------------------


@pytest.fixture(params=["sound", "damaged"])
def served(
    request: pytest.FixtureRequest,
    random_files: Files,
    bundled: OnnxEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[str, httpx.Client]]:
    """A service whose reader is sound or damaged."""
    files = random_files
    if request.param == "damaged":
        files = damaged(random_files, tmp_path, lambda copy: cut(copy.adapter))
    use(files, monkeypatch)
    running = start(
        Settings(data_dir=tmp_path / "data", port=0, reader="trained"), encoder=bundled, models=random_files.data_dir
    )
    fill(running)
    with server(running) as address, httpx.Client(base_url=address) as client:
        yield request.param, client
    running.close()


def test_the_service_and_every_answer_tell_what_read(served: tuple[str, httpx.Client]) -> None:
    state, client = served
    begins = "spans-" if state == "sound" else "patterns-"
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["reader"].startswith(begins)
    assert ready["fallback"] is (state == "damaged")
    assert (ready["detail"] is None) is (state == "sound")
    if state == "damaged":
        assert "Không đọc được tệp trọng số của bộ đọc" in ready["detail"]
    for question in ("Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?", "Ai phát minh ra bóng đèn?"):
        answer = client.post("/v1/ask", json={"question": question}).json()
        assert answer["reader"] == ready["reader"]
        assert answer["fallback"] is (state == "damaged")
    assert client.get("/v1/stats").json()["reader"] == ready["reader"]
