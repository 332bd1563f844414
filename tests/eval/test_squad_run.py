"""Whole runs over small sets, with the real service around a reader that was told what to find."""

import json
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from eval.errors import UnreadableDataset
from eval.partial import NAME, discard
from eval.squad_records import Dataset, Fault, Item
from eval.squad_run import Finished, Mode, run_set
from index.encoder import FakeEncoder
from service.question.analysis import Question
from service.reader.base import Evidence, Extraction
from service.running import start
from service.settings import Settings
from tests.support import PAGES, fill

BRIDGE = "Cầu Mây dài 120 m, bắc qua sông Lam. Ông Lê Văn Tám thiết kế cầu Mây."
MARKET = "Chợ Phiên họp vào thứ Bảy với 300 gian hàng."
SPAN = {
    "Cầu Mây dài bao nhiêu?": "120 m",
    "Ai thiết kế cầu Mây?": "Lê Văn Tám",
    "Chợ Phiên họp vào thứ mấy?": "thứ Bảy",
}
ITEMS = (
    Item("a", "line 1", "Cầu Mây dài bao nhiêu?", ("120 m",), BRIDGE),
    Item("b", "line 2", "Cầu Mây rộng bao nhiêu?", (), BRIDGE),
    Item("c", "line 3", "Ai thiết kế cầu Mây?", ("Lê Văn Tám",), BRIDGE),
    Item("d", "line 4", "Chợ Phiên họp vào thứ mấy?", ("thứ Bảy",), MARKET, "Chợ Phiên"),
)
SET = Dataset("bo.json", "0" * 64, "lines", ITEMS, ())


@dataclass
class Told:
    """Finds in the first passage that has it the span it was told for a question; remembers what it was asked."""

    revision: str = "told-1"
    threshold: float = 0.5
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def read(self, question: Question, evidence: Sequence[Evidence]) -> list[Extraction]:
        self.asked.append((question.typed, [item.hit.passage.text for item in evidence]))
        span = SPAN.get(question.typed)
        found = []
        for item in evidence:
            at = item.article.text.find(span) if span else -1
            if span and at >= 0:
                whole = (0, len(item.article.text))
                features = {"kind": 1.0, "focus": 1.0, "coverage": 1.0}
                found.append(Extraction(item, at, at + len(span), *whole, 0.9, features))
        return found

    def comprehend(self, question: Question, evidence: Sequence[Evidence]) -> Extraction | None:
        return next(iter(self.read(question, evidence)), None)


def go(folder: Path, mode: Mode, dataset: Dataset = SET, reader: Told | None = None, **more: object) -> Finished:
    settings = Settings(data_dir=folder / "data", answer_threshold=0.5)
    return run_set(
        dataset, mode, folder / "out", settings=settings, encoder=FakeEncoder(), reader=reader or Told(), **more
    )  # type: ignore[arg-type]


def said(finished: Finished) -> dict[str, str | None]:
    return {name: reply.answer for name, reply in finished.replies.items()}


RIGHT = {"a": "120 m", "b": None, "c": "Lê Văn Tám", "d": "thứ Bảy"}


def test_reading_sees_the_given_context_only(tmp_path: Path) -> None:
    reader = Told()
    finished = go(tmp_path, "reading", reader=reader)
    assert said(finished) == RIGHT
    assert [(text, passages) for text, passages in reader.asked] == [
        (item.question, [MARKET if item.id == "d" else BRIDGE]) for item in ITEMS
    ]
    assert [finished.replies[name].confidence for name in "ab"] == [0.9, 0.0]
    assert finished.replies["c"].quote == BRIDGE
    assert finished.about["reader"] == "told-1"
    assert finished.about["encoder"] == FakeEncoder().revision
    assert finished.problems == ()


def test_reading_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    for mode in ("reading", "open"):
        go(tmp_path, mode)  # type: ignore[arg-type]
        assert list((tmp_path / "tmp").iterdir()) == []
        assert not (tmp_path / "data").exists(), "the library of the user is not opened"


def test_what_a_question_means_is_told_by_its_own_context(tmp_path: Path) -> None:
    """A rare word is rare, and a typing error one, whatever else is in the set."""
    seen: dict[str, Question] = {}

    class Looking(Told):
        def comprehend(self, question: Question, evidence: Sequence[Evidence]) -> Extraction | None:
            seen.setdefault(question.typed, question)
            return None

    go(tmp_path / "1", "reading", reader=Looking())
    alone, seen = seen, {}
    go(tmp_path / "2", "reading", replace(SET, items=ITEMS[:0:-1]), Looking())
    assert seen.items() <= alone.items()
    assert len(seen) == 3


def test_the_open_finds_the_context(tmp_path: Path) -> None:
    reader = Told()
    finished = go(tmp_path, "open", reader=reader)
    assert said(finished) == RIGHT
    for item in ITEMS[0], *ITEMS[2:]:
        assert (finished.replies[item.id].rank, finished.replies[item.id].cited) == (1, True)
    assert all(set(passages) == {BRIDGE, MARKET} for _, passages in reader.asked), "everything is searched"
    assert finished.about["searched"] == "2 contexts of the set"


def test_the_rank_is_that_of_the_right_context(tmp_path: Path) -> None:
    crossed = replace(SET, items=(replace(ITEMS[0], context=MARKET), replace(ITEMS[3], context=BRIDGE)))
    finished = go(tmp_path, "open", crossed)
    assert [(finished.replies[name].rank, finished.replies[name].cited) for name in "ad"] == [(2, False)] * 2


def test_answers_are_given_as_the_file_has_them(tmp_path: Path) -> None:
    decomposed = "\n  " + unicodedata.normalize("NFD", BRIDGE).replace("120 m", "120\u00a0m")
    dataset = replace(SET, items=tuple(replace(item, context=decomposed) for item in ITEMS[:3]))
    for mode in ("reading", "open"):
        answers = said(go(tmp_path / mode, mode, dataset))  # type: ignore[arg-type]
        assert answers["a"] == "120\u00a0m"
        assert answers["c"] == unicodedata.normalize("NFD", "Lê Văn Tám")
        assert answers["c"] in decomposed


@pytest.mark.parametrize("mode", ["reading", "open"])
def test_what_cannot_be_asked_is_counted(tmp_path: Path, mode: Mode) -> None:
    dataset = replace(SET, items=(*ITEMS, Item("e", "line 5", "???", (), BRIDGE)))
    finished = go(tmp_path, mode, dataset)
    assert finished.replies["e"].answer is None
    [problem] = finished.problems
    assert (problem.place, problem.id, problem.fault) == ("line 5", "e", Fault.NOT_ASKED)
    assert "dấu câu" in problem.detail


@pytest.mark.parametrize("mode", ["reading", "open"])
def test_a_context_without_words_tells_nothing(tmp_path: Path, mode: Mode) -> None:
    dataset = replace(SET, items=(*ITEMS, Item("e", "line 5", "Ai thiết kế nhà?", (), "\u200b")))
    assert said(go(tmp_path, mode, dataset)) == {**RIGHT, "e": None}


def test_reading_needs_contexts(tmp_path: Path) -> None:
    bare = replace(ITEMS[0], id="z", place="line 9", context=None)
    finished = go(tmp_path, "reading", replace(SET, items=(*ITEMS, bare)))
    assert "z" not in finished.replies
    assert [(problem.place, problem.fault) for problem in finished.problems] == [("line 9", Fault.NO_CONTEXT)]
    with pytest.raises(UnreadableDataset, match="--mode open"):
        go(tmp_path, "reading", replace(SET, items=(bare,)))


def test_a_set_without_contexts_is_asked_over_the_ingested_documents(tmp_path: Path) -> None:
    question = "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?"
    dataset = replace(SET, items=(Item("a", "line 2", question, ("42 dự án",)),))
    with pytest.raises(UnreadableDataset, match="trich ingest"):
        go(tmp_path, "open", dataset)
    running = start(Settings(data_dir=tmp_path / "data"), encoder=FakeEncoder(), reader=Told())
    fill(running)
    running.close()
    reader = Told()
    finished = go(tmp_path, "open", dataset, reader)
    assert len(reader.asked[0][1]) >= len(PAGES)
    assert "ingested documents" in finished.about["searched"]
    assert (finished.replies["a"].rank, finished.replies["a"].cited) == (None, False)


PARK = Item("p", "line 1", "Khu công nghiệp Hòa Thắng thu hút bao nhiêu dự án?", ("42 dự án",))


def ingested(folder: Path) -> dict[str, str]:
    """The pages in the library of the user; their texts by origin."""
    running = start(Settings(data_dir=folder / "data"), encoder=FakeEncoder(), reader=Told())
    fill(running)
    texts = {origin: running.library.store.find(origin)[0].article.text for origin in PAGES}
    running.close()
    return texts


def test_in_mode_library_a_set_with_contexts_is_asked_over_the_ingested_documents(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDataset, match="trich ingest"):
        go(tmp_path, "library")
    texts = ingested(tmp_path)
    of_park = replace(PARK, context=texts["khu-cong-nghiep.md"])
    dataset = replace(SET, items=(of_park, ITEMS[0]))
    reader = Told()
    finished = go(tmp_path, "library", dataset, reader)
    asked = dict(reader.asked)
    for document in texts.values():
        assert any(passage in document for passage in asked[PARK.question])
    assert not any(passage in BRIDGE for passages in asked.values() for passage in passages), (
        "contexts are not taken in"
    )
    assert finished.about["mode"] == "library"
    assert finished.about["searched"].startswith("ingested documents")
    assert (finished.replies["p"].rank, finished.replies["a"].rank) == (1, None), "by the document of the context"


# -- stopping and going on ---------------------------------------------------------------------------------------------


def stop_after(count: int) -> Callable[[str, int, int], None]:
    def progress(what: str, done: int, total: int) -> None:
        if what == "Đang hỏi" and done == count:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("mode", ["reading", "open"])
def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, mode: Mode) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, mode, progress=stop_after(2))
    reader, told, steps = Told(), list[str](), list[tuple[str, int, int]]()
    finished = go(tmp_path, mode, reader=reader, say=told.append, progress=lambda *step: steps.append(step))
    assert [text for text, _ in reader.asked] == [item.question for item in ITEMS[2:]]
    assert said(finished) == RIGHT
    assert told == ["Tiếp tục: đã có 2/4 câu."]
    assert [step for step in steps if step[0] == "Đang hỏi"] == [("Đang hỏi", 3, 4), ("Đang hỏi", 4, 4)]


def test_what_could_not_be_asked_is_tried_again(tmp_path: Path) -> None:
    dataset = replace(SET, items=(*ITEMS, Item("e", "line 5", "???", (), BRIDGE)))
    go(tmp_path, "reading", dataset)
    told: list[str] = []
    assert go(tmp_path, "reading", dataset, say=told.append).replies["e"].fault
    assert told == ["Tiếp tục: đã có 4/5 câu."]


def test_a_complete_run_asks_nothing_until_it_is_discarded(tmp_path: Path) -> None:
    first = go(tmp_path, "open")
    reader, steps = Told(), list[str]()
    assert go(tmp_path, "open", reader=reader, progress=lambda what, *_: steps.append(what)).replies == first.replies
    assert (reader.asked, steps) == ([], []), "nothing is indexed either"
    discard(tmp_path / "out")
    go(tmp_path, "open", reader=reader)
    assert len(reader.asked) == len(ITEMS)


@pytest.mark.parametrize(
    ("changed", "reader", "mode"),
    [
        (replace(SET, sha256="1" * 64), Told(), "reading"),
        (SET, Told(revision="told-2"), "reading"),
        (SET, Told(), "open"),
    ],
)
def test_another_run_starts_over(tmp_path: Path, changed: Dataset, reader: Told, mode: Mode) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, "reading", progress=stop_after(2))
    told: list[str] = []
    go(tmp_path, mode, changed, reader, say=told.append)
    assert len(reader.asked) == len(ITEMS)
    assert any("làm lại từ đầu" in line for line in told)


def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, "reading", progress=stop_after(3))
    path = tmp_path / "out" / NAME
    path.write_bytes(path.read_bytes()[:-30])
    reader = Told()
    assert said(go(tmp_path, "reading", reader=reader)) == RIGHT
    assert [text for text, _ in reader.asked] == [item.question for item in ITEMS[2:]]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows[1:]] == list("abcd")


@pytest.mark.parametrize("rubbish", ["", "\n", "{", "[]\n", '{"id": "a"}\n'])
def test_a_partial_file_of_anything_else_starts_over(tmp_path: Path, rubbish: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / NAME).write_text(rubbish, encoding="utf-8")
    reader = Told()
    assert said(go(tmp_path, "reading", reader=reader)) == RIGHT
    assert len(reader.asked) == len(ITEMS)


def test_replies_may_hold_any_line_end(tmp_path: Path) -> None:
    """What stands in a context comes back from the file as it was."""
    odd = "Cầu Mây\u2028dài 120\x85m."
    dataset = replace(SET, items=(replace(ITEMS[0], context=odd), *ITEMS[1:]))

    class Whole(Told):
        def comprehend(self, question: Question, evidence: Sequence[Evidence]) -> Extraction | None:
            text = evidence[0].article.text
            return Extraction(evidence[0], 0, len(text), 0, len(text), 0.9, {})

    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, "reading", dataset, Whole(), progress=stop_after(1))
    assert said(go(tmp_path, "reading", dataset, Told()))["a"] == odd


def test_long_contexts_are_cut_as_articles_are(tmp_path: Path) -> None:
    """Long contexts are cut as ingesting cuts them, and every passage is offered."""
    long = " ".join(f"Câu số {k} nói về việc thứ {k} của xã Cẩm Vân trong năm qua." for k in range(60))
    reader = Told()
    go(tmp_path, "reading", replace(SET, items=(replace(ITEMS[0], context=long),)), reader)
    passages = reader.asked[0][1]
    assert len(passages) > 1
    assert " ".join(passages) == long
